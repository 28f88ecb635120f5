//! Random programs: integers at the ends of their range, every kind of value, loops, recursion, captured
//! variables, unknown calls with right and wrong numbers of arguments, errors, frames of many widths.
//!
//! `FOLDSCHEME_CASES` sets how many programs are tried.

use crate::support::{binds_outputs, build_steps, circuit, disagreement, steps, OFFERS};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;

const DEFAULT_CASES: u32 = 80;
/// Steps that are looked at in one run.
const MOST_STEPS: usize = 60;

fn cases() -> u32 {
    let set = std::env::var("FOLDSCHEME_CASES").ok();
    set.and_then(|n| n.parse().ok()).unwrap_or(DEFAULT_CASES)
}

fn one_of(words: &'static [&'static str]) -> BoxedStrategy<String> {
    proptest::sample::select(words)
        .prop_map(str::to_string)
        .boxed()
}

/// Fills a template: `@1` to `@9` stand for the parts.
fn form(template: &'static str, parts: Vec<BoxedStrategy<String>>) -> BoxedStrategy<String> {
    parts
        .prop_map(move |parts| {
            let mut text = template.to_string();
            for (i, part) in parts.iter().enumerate() {
                text = text.replace(&format!("@{}", i + 1), part);
            }
            text
        })
        .boxed()
}

/// Expressions by what they usually evaluate to; within them `a` to `d` are bound.
#[derive(Clone)]
struct Grammar {
    number: BoxedStrategy<String>,
    boolean: BoxedStrategy<String>,
    list: BoxedStrategy<String>,
    any: BoxedStrategy<String>,
    procedure: BoxedStrategy<String>,
}

const NAMES: &[&str] = &["a", "b", "c", "d"];
const INTEGERS: &[&str] = &[
    "0",
    "1",
    "2",
    "-1",
    "3",
    "-7",
    "10",
    "4611686018427387904",
    "9223372036854775807",
    "-9223372036854775808",
    "-9223372036854775807",
];
const ATOMS: &[&str] = &[
    "#t",
    "#f",
    "'()",
    "'x",
    "'y",
    "\"\"",
    "\"text\"",
    "#\\a",
    "#\\x3bb",
    "#field:0",
    "#field:7",
    "'(1 . 2)",
    "'(1 (2 x) \"s\")",
];

fn leaves() -> Grammar {
    let number = prop_oneof![
        12 => one_of(NAMES),
        12 => one_of(&["0", "1", "2", "-1", "5"]),
        1 => one_of(INTEGERS),
    ]
    .boxed();
    Grammar {
        boolean: form("(< @1 @2)", vec![number.clone(), number.clone()]),
        list: form("(list @1 @2)", vec![number.clone(), number.clone()]),
        any: prop_oneof![one_of(NAMES), one_of(ATOMS), one_of(INTEGERS)].boxed(),
        procedure: one_of(&["p2", "p1", "(lambda (x) x)", "+", "wide", "(lambda r r)"]),
        number,
    }
}

fn deeper(g: &Grammar) -> Grammar {
    let (n, b, l, a, p) = (
        || g.number.clone(),
        || g.boolean.clone(),
        || g.list.clone(),
        || g.any.clone(),
        || g.procedure.clone(),
    );
    let number = prop_oneof![
        6 => n(),
        3 => form("(+ @1 @2)", vec![n(), n()]),
        3 => form("(- @1 @2)", vec![n(), n()]),
        3 => form("(* @1 @2)", vec![n(), n()]),
        1 => form("(quotient @1 @2)", vec![n(), n()]),
        1 => form("(remainder @1 @2)", vec![n(), n()]),
        1 => form("(modulo @1 @2)", vec![n(), n()]),
        3 => form("(if @1 @2 @3)", vec![b(), n(), n()]),
        3 => form("(let ((a @1) (b @2)) @3)", vec![n(), n(), n()]),
        2 => form(
            "(let loop ((d @1) (c @2)) (if (< d 1) c (loop (- d 1) @3)))",
            vec![one_of(&["0", "1", "3"]), n(), n()],
        ),
        1 => form("(car @1)", vec![l()]),
        1 => form("(length @1)", vec![l()]),
        1 => form("(fold-left @1 @2 @3)", vec![p(), n(), l()]),
        1 => form("(fold-right (lambda (a c) @1) @2 @3)", vec![n(), n(), l()]),
        2 => form("(p2 @1 @2)", vec![n(), n()]),
        2 => form("(wide @1 @2 @3 a b c)", vec![one_of(&["0", "1", "2"]), n(), n()]),
        2 => form("(mid @1 @2 @3 a)", vec![one_of(&["0", "1", "3"]), n(), n()]),
        1 => form("(deep @1 @2)", vec![one_of(&["0", "1", "3"]), n()]),
        1 => form("((if @1 @2 @3) @4 @5)", vec![b(), p(), p(), n(), n()]),
        1 => form("(@1 @2)", vec![form("(car (list @1 @2))", vec![p(), a()]), n()]),
        1 => form("(apply @1 @2)", vec![p(), l()]),
        1 => form("(emit @1)", vec![n()]),
        1 => form("(begin (assert @1) @2)", vec![b(), n()]),
        1 => a(),
    ];
    let boolean = prop_oneof![
        2 => b(),
        3 => form("(< @1 @2)", vec![n(), n()]),
        3 => form("(= @1 @2)", vec![n(), n()]),
        2 => form("(equal? @1 @2)", vec![a(), a()]),
        2 => form("(eq? @1 @2)", vec![l(), l()]),
        1 => form("(not @1)", vec![a()]),
        2 => form("(and @1 @2 @3)", vec![b(), a(), b()]),
        2 => form("(or @1 @2)", vec![b(), b()]),
        1 => form("(null? @1)", vec![l()]),
        1 => form(
            "(@1 @2)",
            vec![
                one_of(&["pair?", "integer?", "symbol?", "string?", "char?", "field?", "procedure?"]),
                a(),
            ],
        ),
        1 => form("(if @1 @2 @3)", vec![a(), b(), b()]),
    ];
    let list = prop_oneof![
        3 => l(),
        2 => form("(list @1 @2 @3)", vec![n(), n(), n()]),
        2 => form("(cons @1 @2)", vec![n(), l()]),
        1 => form("(cdr @1)", vec![l()]),
        1 => form("(map @1 @2)", vec![p(), l()]),
        1 => form("(map (lambda (c) @1) @2)", vec![n(), l()]),
        1 => form("(filter (lambda (c) @1) @2)", vec![b(), l()]),
        1 => form("(append @1 @2)", vec![l(), l()]),
        1 => form("(reverse @1)", vec![l()]),
        1 => form("(if @1 @2 @3)", vec![b(), l(), l()]),
        1 => form("(let ((d @1)) (if (pair? d) d (list d)))", vec![a()]),
    ];
    let any = prop_oneof![
        2 => a(),
        2 => n(),
        1 => b(),
        2 => l(),
        1 => p(),
        1 => form("(cons @1 @2)", vec![a(), a()]),
        1 => form("(field @1)", vec![n()]),
        1 => form("(/ (field @1) (+ #field:1 #field:2))", vec![n()]),
        1 => form("(* (field @1) (field @2))", vec![n(), n()]),
        1 => form("(if @1 @2 @3)", vec![a(), a(), a()]),
        1 => form("(or @1 @2)", vec![a(), a()]),
        1 => form("(let ((a @1)) @2)", vec![a(), a()]),
        1 => form("(error \"bad:\" @1)", vec![a()]),
        1 => form("(char->integer @1)", vec![a()]),
        1 => form("(emit @1)", vec![a()]),
    ];
    let procedure = prop_oneof![
        2 => p(),
        2 => form("(lambda (a) @1)", vec![n()]),
        2 => form("(lambda (a b) @1)", vec![n()]),
        1 => form("(lambda (a . d) @1)", vec![l()]),
        1 => form("(let ((c @1)) (lambda (a b) @2))", vec![n(), n()]),
        1 => form("(if @1 @2 @3)", vec![b(), p(), p()]),
    ];
    Grammar {
        number: number.boxed(),
        boolean: boolean.boxed(),
        list: list.boxed(),
        any: any.boxed(),
        procedure: procedure.boxed(),
    }
}

/// Several expressions, so that a run has some length; calls that make frames of several widths.
fn body(small: &Grammar, large: &Grammar) -> BoxedStrategy<String> {
    let calls = prop_oneof![
        2 => Just("#f".to_string()),
        1 => form("(wide 1 @1 b a 0 1)", vec![leaves().number]),
        1 => form("(mid 2 a @1 2)", vec![leaves().number]),
        1 => form("(deep 2 @1)", vec![leaves().number]),
    ];
    let end =
        prop_oneof![2 => large.number.clone(), 1 => large.any.clone(), 1 => large.list.clone()];
    form(
        "(begin (emit @1) @2 (cons @3 @4))",
        vec![
            small.number.clone(),
            calls.boxed(),
            large.number.clone(),
            end.boxed(),
        ],
    )
}

fn program() -> BoxedStrategy<String> {
    let small = deeper(&leaves());
    let large = deeper(&small);
    form(
        "(define (p1 a) (let ((b a) (c 1) (d -7)) @1))
         (define (p2 a b) (let ((c b) (d a)) @2))
         (define (deep c a) (if (< c 1) (let ((b a) (d c)) @3) (let ((b (deep (- c 1) a)) (d 1)) @4)))
         (define (wide n a b c d e)
           (if (< n 1) @5 (let ((x (wide (- n 1) b c d e a))) (if (eq? x b) (list a b c d e x) @6))))
         (define (mid n a b c)
           (let ((d n)) (if (< n 1) a (let ((x (mid (- n 1) b c a))) (if (eq? x a) @7 (+ x @7))))))
         (define (main a b c d) (let loop ((n 2)) (if (= n 0) @8 (begin (emit @7) (loop (- n 1))))))
         (main @9 @9 3 4)",
        vec![
            small.number.clone(),
            leaves().number,
            small.any.clone(),
            small.number.clone(),
            small.any.clone(),
            small.any.clone(),
            leaves().number,
            body(&small, &large),
            prop_oneof![3 => one_of(&["0", "1", "6", "-4"]), 1 => one_of(INTEGERS)].boxed(),
        ],
    )
}

/// So many programs, always the same ones.
pub fn random_programs(count: usize) -> Vec<String> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let program = program();
    let programs = (0..count).map(|_| program.new_tree(&mut runner).expect("a program").current());
    programs.collect()
}

#[test]
fn random_programs_agree_with_the_machine() {
    // The seed is fixed, so that a run can be repeated; more cases go on from the same ones.
    let config = Config {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let widths = RefCell::new(BTreeMap::<usize, usize>::new());
    let seen = RefCell::new((0usize, 0usize));
    let result = runner.run(&program(), |source| {
        for slots in OFFERS {
            let circuit = circuit(&source, slots);
            *widths
                .borrow_mut()
                .entry(circuit.layout.width.inputs())
                .or_default() += 1;
            let steps = steps(&circuit, MOST_STEPS);
            seen.borrow_mut().0 += steps.len();
            for step in &steps {
                if let Some(why) = disagreement(&circuit, 1, &[step]) {
                    return Err(TestCaseError::fail(format!("{slots:?}: {why}")));
                }
                let built = build_steps(&circuit, 1, &[step]);
                if !binds_outputs(built, &step.expected) {
                    return Err(TestCaseError::fail(format!("{slots:?}: a wrong output")));
                }
            }
            for chunk in steps.chunks(3).take(4) {
                let chunk: Vec<_> = chunk.iter().collect();
                seen.borrow_mut().1 += 1;
                if let Some(why) = disagreement(&circuit, 3, &chunk) {
                    return Err(TestCaseError::fail(format!("{slots:?}, chunk: {why}")));
                }
            }
        }
        Ok(())
    });
    let (steps, chunks) = *seen.borrow();
    eprintln!(
        "{steps} steps, {chunks} chunks; programs by hash width: {:?}",
        widths.borrow()
    );
    if let Err(error) = result {
        panic!("{error}");
    }
}
