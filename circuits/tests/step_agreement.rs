//! Native step against circuit step: whole runs, every output element, and each wronged once.
#![allow(missing_docs)]

use bellpepper_core::ConstraintSystem;
use ff::Field;
use foldscheme_circuits::check::Recorded;
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_circuits::step::witness::Recorder;
use foldscheme_circuits::step::Circuit;
use foldscheme_lang::block::Slots;
use foldscheme_lang::machine::Machine;
use foldscheme_lang::source::Sources;
use foldscheme_lang::{compiler, diagnostic, expander};
use std::sync::Arc;

fn circuit(source: &str, slots: Slots) -> Arc<Circuit> {
    let mut sources = Sources::new();
    let mut texts = Vec::new();
    for (name, text) in foldscheme_stdlib::FILES {
        texts.push(sources.add(name, text));
    }
    texts.push(sources.add("<test>", source));
    let core = expander::expand(&sources, &texts)
        .unwrap_or_else(|d| panic!("{}", diagnostic::render(&sources, &d, false)));
    let program = compiler::compile(&core, slots)
        .unwrap_or_else(|d| panic!("{}", diagnostic::render(&sources, &d, false)));
    Arc::new(Circuit::new(program).expect("the program has a circuit"))
}

/// Runs a program through the circuit, `chunk` steps at a time; gives steps and constraints of one step.
fn agree(source: &str, slots: Slots) -> (u64, usize) {
    let circuit = circuit(source, slots);
    let chunk = Chunk::blank(Arc::clone(&circuit), 1);
    let machine = Machine::new(&circuit.program, &circuit.program.inputs);
    let mut recorder = Recorder::new(&circuit, machine);
    let mut steps = 0;
    let mut constraints = 0;
    loop {
        let finished = recorder.machine().outcome().is_some();
        let z = recorder.state();
        let witness = recorder.step();
        let expected = recorder.state();
        let mut cs = Recorded::default();
        let inputs: Vec<_> = z
            .iter()
            .map(|value| (cs.alloc(|| "z", || Ok(*value)).unwrap(), Some(*value)))
            .collect();
        let outputs = chunk
            .with_witness(vec![witness])
            .build(&mut cs, &inputs)
            .unwrap();
        if let Some(violated) = cs.violated() {
            panic!("{source}\nstep {steps} from {z:?} violates {}\n{}", violated.name, circuit.program);
        }
        let got: Vec<Scalar> = outputs.iter().map(|o| o.value().unwrap()).collect();
        assert_eq!(got, expected, "{source}\nstep {steps} from {z:?}\n{}", circuit.program);
        for (output, value) in outputs.iter().zip(&expected) {
            assert_eq!(output.lc().eval(&cs.inputs, &cs.aux), *value);
        }
        constraints = cs.constraints.len();
        if finished {
            break;
        }
        steps += 1;
        assert!(steps < 3000, "{source} does not end");
    }
    (steps, constraints)
}

const PROGRAMS: &[&str] = &[
    "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 5)",
    "(define (sum n acc) (if (= n 0) acc (sum (- n 1) (+ acc n)))) (sum 7 0)",
    "(define (sum n acc) (if (= n #field:0) acc (sum (- n #field:1) (+ acc n)))) (sum #field:7 #field:0)",
    "(define (build n) (if (= n 0) '() (cons n (build (- n 1))))) (define (total l acc) (if (null? l) acc (total (cdr l) (+ acc (car l))))) (total (build 5) 0)",
    "(map (lambda (x) (* x x)) '(1 2 3))",
    "(define (compose f g) (lambda (x) (f (g x)))) (map (compose (lambda (x) (* x x)) (lambda (x) (+ x 1))) (list 1 2 3))",
    "(+ 9223372036854775807 1)",
    "(* 9223372036854775807 2)",
    "(* -9223372036854775807 -1)",
    "(car 5)",
    "(quotient 7 0)",
    "(list (quotient 7 2) (quotient -7 2) (remainder -7 2) (modulo -7 2) (modulo 7 -2) (modulo 6 -2) (quotient 0 5))",
    "(quotient -9223372036854775808 -1)",
    "(/ #field:1 #field:3)",
    "(/ #field:1 #field:0)",
    "(define (f x) (if (pair? x) (car x) x)) (list (f (cons 1 2)) (f 'a) (f \"text\") (f #\\a))",
    "(emit 1) (emit '(2 3)) (emit \"x\") 4",
    "(error \"bad thing:\" 1 'two)",
    "(assert (= 1 2))",
    "(apply + '(1 2 3))",
    "(apply (lambda (x y) (- x y)) (list 5 3))",
    "(define (f . r) r) (map f '(1 2))",
    "((car (list 5)) 1)",
    "((car (list (lambda (x) x))) 1 2)",
    "(fold-left + 0 '(1 2 3))",
    "(let ((f (lambda (x) (lambda (y) (list x y))))) ((f 1) 'b))",
    "(define (even? n) (if (= n 0) #t (odd? (- n 1)))) (define (odd? n) (if (= n 0) #f (even? (- n 1)))) (even? 7)",
    "(equal? '(1 (2 \"x\")) (list 1 (list 2 \"x\")))",
    "(list (eq? 1 #field:1) (eq? 'a 'a) (eq? (lambda (x) x) 5) (not #f))",
    "(define (pick x) (cond ((assoc x '((1 . one) (2 . two))) => cdr) (else 'none))) (list (pick 2) (pick 3))",
    "(define (g x) (+ x 1)) (define (h f) (f 1 2)) (if (= 1 2) (h g) (h (lambda (a b) (+ a b))))",
    "(+ 1 #field:2)",
    "(let loop ((i 0) (acc '())) (if (< i 4) (loop (+ i 1) (cons (* i i) acc)) (reverse acc)))",
    "(or #f (and 1 2 (null? '())) 5)",
];

#[test]
fn every_step_of_every_program_agrees_with_the_machine() {
    for source in PROGRAMS {
        for slots in [Slots { hash: 1, range: 1 }, Slots { hash: 2, range: 3 }] {
            let (steps, constraints) = agree(source, slots);
            eprintln!("{steps:5} steps of {constraints:5}: {source}");
        }
    }
}

#[test]
fn a_wrong_element_of_the_next_state_is_rejected() {
    let circuit = circuit(PROGRAMS[3], Slots { hash: 1, range: 1 });
    let chunk = Chunk::blank(Arc::clone(&circuit), 1);
    let machine = Machine::new(&circuit.program, &circuit.program.inputs);
    let mut recorder = Recorder::new(&circuit, machine);
    while recorder.machine().outcome().is_none() {
        let z = recorder.state();
        let witness = recorder.step();
        let expected = recorder.state();
        let mut cs = Recorded::default();
        let inputs: Vec<_> = z
            .iter()
            .map(|value| (cs.alloc(|| "z", || Ok(*value)).unwrap(), Some(*value)))
            .collect();
        let outputs = chunk
            .with_witness(vec![witness])
            .build(&mut cs, &inputs)
            .unwrap();
        // The output is bound to its combination, so that any other value violates that constraint.
        for (output, value) in outputs.iter().zip(&expected) {
            assert_ne!(output.lc().eval(&cs.inputs, &cs.aux), *value + Scalar::ONE);
        }
    }
}
