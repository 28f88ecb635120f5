//! What the programs of the cost table cost, in constraints: a change is to be seen and explained.
#![allow(missing_docs)]

mod grid;
mod shapes;
#[path = "../support/mod.rs"]
mod support;
mod typed;

use expect_test::{expect, Expect};
use foldscheme_circuits::chunk::Chunk;
use foldscheme_lang::block::Slots;
use foldscheme_lang::machine::Machine;
use std::sync::Arc;
use support::{build, circuit, LEAST};

/// Runs to the end, and counts the constraints of a chunk of one step and those that a second step adds.
fn cost(source: &str) -> (u64, usize, usize) {
    cost_with(source, LEAST)
}

/// As [`cost`], with steps that offer `slots`.
fn cost_with(source: &str, slots: Slots) -> (u64, usize, usize) {
    let circuit = circuit(source, slots);
    let mut machine = Machine::new(&circuit.program, &circuit.program.inputs);
    while machine.outcome().is_none() {
        machine.step(None);
    }
    let of = |steps| {
        let chunk = Chunk::blank(Arc::clone(&circuit), steps);
        let blank = vec![None; circuit.layout.arity()];
        build(&chunk, &blank).cs.constraints.len()
    };
    let (one, two) = (of(1), of(2));
    (machine.steps(), two - one, 2 * one - two)
}

fn check(source: &str, most: u64, expected: &Expect) {
    let (steps, per_step, per_chunk) = cost(source);
    let constraints = steps * per_step as u64;
    expected.assert_eq(&format!(
        "{steps} steps of {per_step} constraints: {constraints}; {per_chunk} more a chunk"
    ));
    assert!(
        constraints <= most,
        "{constraints} constraints, at most {most} wanted"
    );
}

#[test]
fn naive_fib() {
    check(
        "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 10)",
        180_000,
        &expect!["353 steps of 356 constraints: 125668; 8 more a chunk"],
    );
}

#[test]
fn a_sum_over_integers() {
    check(
        "(define (sum n acc) (if (= n 0) acc (sum (- n 1) (+ acc n)))) (sum 100 0)",
        18_000,
        &expect!["201 steps of 84 constraints: 16884; 6 more a chunk"],
    );
}

#[test]
fn a_list_built_and_added_up() {
    check(
        "(define (build n) (if (= n 0) '() (cons n (build (- n 1))))) (define (total l acc) (if (null? l) acc (total (cdr l) (+ acc (car l))))) (total (build 50) 0)",
        100_000,
        &expect!["203 steps of 372 constraints: 75516; 11 more a chunk"],
    );
}

#[test]
fn tak() {
    check(
        "(define (tak x y z) (if (< y x) (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y)) z)) (tak 6 4 2)",
        100_000,
        &expect!["92 steps of 452 constraints: 41584; 8 more a chunk"],
    );
}

#[test]
fn a_sum_over_field_elements() {
    check(
        "(define (sum n acc) (if (= n #field:0) acc (sum (- n #field:1) (+ acc n)))) (sum #field:100 #field:0)",
        8_000,
        &expect!["101 steps of 9 constraints: 909; 6 more a chunk"],
    );
}

#[test]
fn a_program_that_does_more_costs_more() {
    let (_, once, _) = cost("(define (f n) (if (= n 0) 0 (f (- n 1)))) (f 3)");
    let (_, twice, _) = cost("(define (f n m) (if (= n 0) m (f (- n 1) (+ m n)))) (f 3 0)");
    assert!(once < twice);
}

/// How many forms `(fib n)` evaluates: calls, `if`s, names and constants.
fn forms_of_fib(n: u64) -> u64 {
    // The `if`, and `(< n 2)` with its parts.
    let test = 1 + 4;
    match n {
        0 | 1 => test + 1,
        // The sum, `+`, and twice the call of `fib` on a difference, with their parts.
        _ => test + 2 + 2 * 6 + forms_of_fib(n - 1) + forms_of_fib(n - 2),
    }
}

#[test]
fn an_evaluated_form() {
    let source = "(eval '(letrec ((fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))) (fib 10)) (environment '(scheme base)))";
    let (steps, per_step, _) = cost_with(source, Slots { hash: 2, range: 3 });
    let forms = forms_of_fib(10);
    let each = steps * per_step as u64 / forms;
    expect!["4920 steps of 7208 constraints: 16075 for each of 2206 forms"].assert_eq(&format!(
        "{steps} steps of {per_step} constraints: {each} for each of {forms} forms"
    ));
    assert!(each < 20_000);
}
