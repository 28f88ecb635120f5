//! What the forms cost: the hashes of all blocks of a program together, returns left out.

use foldscheme_lang::block::Slots;
use foldscheme_lang::compiler::{compile, hash_uses};
use foldscheme_lang::core::Program;

fn hashes(program: &Program) -> String {
    let slots = Slots { hash: 3, range: 2 };
    let compiled = match compile(program, slots) {
        Ok(compiled) => compiled,
        Err(mistakes) => return format!("{} {}", mistakes[0].code, mistakes[0].message),
    };
    let mut all = 0;
    for block in &compiled.blocks {
        block.body.visit(&mut |tree| {
            all += tree
                .ops
                .iter()
                .map(|op| u32::from(hash_uses(op)))
                .sum::<u32>();
        });
    }
    all.to_string()
}

/// Each line is an expression, ` ==> ` and the number of its hashes.
fn check(lines: &str) {
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, expected) = line.split_once(" ==> ").expect("an arrow");
        assert_eq!(crate::run_with(text, hashes), expected, "{text}");
    }
}

#[test]
fn values_that_are_received_where_they_are_produced_cost_no_hash() {
    check(
        "(define (f n a b) (if (= n 0) (+ a b) (let-values (((x y) (values b (+ a b)))) (f (- n 1) x y)))) (f 10 0 1) ==> 0
        (define (f n a b) (if (= n 0) (+ a b) (let*-values (((x y) (if (< a b) (values b (+ a b)) (values a b))) ((z) (values 1))) (f (- n z) x y)))) (f 10 0 1) ==> 0
        (define (f n a) (if (= n 0) a (receive (q r) (if (< a 3) (values n a) (if (< a 9) (values a a) (values 0 n))) (f (- n 1) (+ q r))))) (f 10 0) ==> 0
        (define (f n a) (if (= n 0) a (call-with-values (lambda () (values n a)) (lambda (x y) (f (- n 1) (+ x y)))))) (f 10 0) ==> 0
        (define (f n a) (define-values (x y) (values n a)) (if (= n 0) a (f (- n 1) (+ x y)))) (f 10 0) ==> 0
        (define (f n a) (if (= n 0) a (call-with-values (lambda () (values n a)) (lambda more (f (- n 1) (car more)))))) (f 10 0) ==> 0",
    );
}

#[test]
fn a_known_case_lambda_costs_no_hash() {
    check(
        "(define sum (case-lambda ((n) (sum n 0)) ((n total) (if (= n 0) total (sum (- n 1) (+ total n)))))) (sum 10) ==> 0
        (define (g n) (define pick (case-lambda ((a) a) ((a b . more) b))) (if (= n 0) n (g (pick n (- n 1))))) (g 10) ==> 0",
    );
}

#[test]
fn records_cost_what_their_pairs_cost() {
    // Two hashes make a record of two fields, one makes the list and one takes it apart, and two
    // reach a field; the first of these reaches the type.
    let define = "(define-record-type point (make-point x y) point? (x point-x) (y point-y)) ";
    check(&[define, "(point-y (car (list (make-point 1 2)))) ==> 6"].concat());
}
