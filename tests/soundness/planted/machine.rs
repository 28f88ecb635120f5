//! Bugs in the circuit of a step of the machine.

use super::patch::{Patched, Side};
use super::{Bug, Known};
use crate::samples::Samples;
use crate::support::corpus::{BUILD, FIB};
use crate::support::{circuit, LEAST, OFFERS};
use ff::Field;
use foldscheme_circuits::cells::{header, tag_weight, Kind};
use foldscheme_circuits::scalar::{power_of_two, Scalar};
use foldscheme_lang::block::Slots;

/// Programs that have between them everything that a bug is planted in.
const SOURCES: [(&str, Slots); 8] = [
    (FIB, OFFERS[0]),
    (BUILD, OFFERS[2]),
    ("(define (f l) (if (null? l) '() (cons (quotient (car l) 3) (cons (modulo (car l) -3) (f (cdr l)))))) (f '(7 -7 0 9223372036854775807 -9223372036854775808))", OFFERS[0]),
    ("(define (f x) (lambda (y) (if (pair? x) y x))) (define (g x) (lambda (y) (if (null? x) y 1))) (define (k p) (if (p 1) (p 2) (p 3))) (k (f '())) (k (g '(1)))", LEAST),
    ("(define (add l acc) (if (null? l) acc (add (cdr l) (+ acc (car l))))) (list (add '(1 2) 3) (add (list (field 4) (field 5)) (field 6)) (/ #field:1 (field 3)) (eq? 'a (car '(b))))", OFFERS[0]),
    ("(define (f l) (if (null? l) 0 (+ 1 (f (cdr l))))) (define (g l) (if (null? l) 0 (- (g (cdr l)) 5))) (emit (- (f '(1 2)) (g '(1 2)))) (* 3 (f '(1)))", OFFERS[0]),
    (
        "(define (k p x) (if (= x 0) (p x) (p x 2))) (define (m x) (lambda (a) (+ a x))) (define (n x) (lambda (a b) (+ a (* b x)))) (list (k (m 3) 0) (k (n 4) 1))",
        OFFERS[0],
    ),
    (
        "(define (f x y) (if (eq? x y) (list x) y)) (list (f 1 #t) (f 'a 'a) (f #\\a 97) (f 2 2))",
        LEAST,
    ),
];

/// What the names of a hash's constraints have in common.
const HASH: &str = "constraint";

/// Random states at each place, and values that are refused of each step of a run.
const EACH: usize = 3;
const REFUSED: usize = 40;

/// Steps of each program.
const MOST: usize = 100;

pub fn circuits() -> Vec<Known> {
    let known = SOURCES.iter().enumerate().map(|(i, (source, slots))| {
        let samples = Samples::of(circuit(source, *slots), EACH, i as u64);
        let honest = samples.steps.iter().take(MOST);
        let honest = honest.map(|step| (samples.values(&step.z, step), step.expected.clone()));
        let mut refused = Vec::new();
        for step in samples.steps.iter().take(20) {
            let most = refused.len() + REFUSED;
            samples.each_refused(step, |values| {
                // A lie about what is not looked at is none.
                if !samples.system.violated(&values, 1).is_empty() {
                    refused.push(values);
                }
                refused.len() < most
            });
        }
        Known {
            honest: honest.collect(),
            refused,
            system: samples.system.clone(),
        }
    });
    known.collect()
}

/// All headers of cells of a kind that a small program has.
fn headers(kind: Kind) -> Vec<Scalar> {
    (0..200).map(|id| header(kind, id)).collect()
}

/// The header with the same number of a cell of another kind.
fn as_kind(from: Kind, to: Kind) -> impl Fn(Scalar) -> Scalar {
    move |k| k - header::<Scalar>(from, 0) + header::<Scalar>(to, 0)
}

const fn bug(name: &'static str, plant: fn(&mut Patched) -> bool) -> Bug {
    Bug { name, plant }
}

pub const BUGS: &[Bug] = &[
    bug("a one that is allocated, not enforced, in the number of blocks selected", |p| p.loosen("one block is selected", Side::B)),
    bug("a one that is allocated, not enforced, in a boolean", |p| p.loosen("target selector", Side::B)),
    bug("a zero that is allocated, not enforced, in a boolean", |p| p.loosen("block selector", Side::C)),
    bug("a zero that is allocated, not enforced, in the digest of an opened cell", |p| p.loosen("opened cell has this digest", Side::C)),
    bug("a zero that is allocated, not enforced, in a zero test", |p| p.loosen("zero only if zero", Side::C)),
    bug("a one that is allocated, not enforced, in a zero test", |p| p.loosen("inverse unless zero", Side::C)),
    bug("a default that is not enforced: contents of a cell that none opens", |p| p.drop("no content unless opened")),
    bug("a default that is not enforced: tags of a cell that none opens", |p| p.drop("no tags unless opened")),
    bug("a default that is not enforced: a quotient off the path", |p| p.drop("no quotient off the path")),
    bug("a default that is not enforced: a remainder off the path", |p| p.drop("no remainder off the path")),
    bug("a default that is not enforced: signs off the path", |p| p.drop("no signs off the path")),
    bug("vectors of different lengths zipped: the last value is not hashed", |p| p.forget("opened value", HASH)),
    bug("outputs that are not tied to one case", |p| p.drop("one block is selected")),
    bug("a selector that need not be a bit", |p| p.drop("block selector")),
    bug("a selected block that is not the state's", |p| p.drop("it is the state's block")),
    bug("the number of the state's block, allocated", |p| p.loosen("it is the state's block", Side::C)),
    bug("padding of a hash that is allocated, not enforced", |p| p.loosen("squared sum constraint", Side::A)),
    bug("a round of a hash that is not enforced", |p| p.drop_first(HASH)),
    bug("a digest that is computed and not compared", |p| p.drop("digest of the contents")),
    bug("a multiplication by the inverse without a constraint", |p| p.drop("slot quotient")),
    bug("an inverse that nothing makes one", |p| p.drop("inverse unless zero")),
    bug("a zero test that may deny zero", |p| p.drop("zero only if zero")),
    bug("an inverse of zero that is free", |p| p.drop("no inverse of zero")),
    bug("a copied value that is not tied to its source: a register", |p| p.drop("next payload")),
    bug("a copied value that is not tied to its source: the stack", |p| p.drop("next stack")),
    bug("a copied value that is not tied to its source: a tag", |p| p.drop("next tag")),
    bug("a division that need not come out", |p| p.drop("dividend is made up")),
    bug("a quotient times something else", |p| p.drop("quotient times divisor")),
    bug("a zero that may be negative", |p| p.drop("zero is not negative")),
    bug("a sign that is not applied", |p| p.constant("sign times number", Side::A, Scalar::ZERO)),
    bug("signs that are not compared", |p| p.drop("slot signs")),
    bug("swapped branches", |p| p.negate("branch taken", Side::B)),
    bug("a branch that both sides of are taken", |p| p.constant("branch taken", Side::B, Scalar::ONE)),
    bug("a branch that the prover takes as it likes", |p| p.drop("branch taken")),
    bug("targets of a return that are not one-hot, and outputs that are not tied to one case", |p| {
        p.drop("one target if any") && p.drop("next one block is selected")
    }),
    bug("a target selector that need not be a bit", |p| p.drop("target selector")),
    bug("a check of a tag that always passes", |p| p.constant("check passed", Side::B, Scalar::ONE)),
    bug("a check of a tag that the prover answers", |p| p.drop("check passed")),
    bug("a tag that is compared with nothing", |p| p.drop("difference to a value")),
    bug("bits that need not be bits", |p| p.drop("slot bit")),
    bug("bits that make any number", |p| p.drop("bits make the number")),
    bug("a number that is not decomposed", |p| p.drop("range slot input")),
    bug("no canonical check: the bits of a number are those of it and a power of two", |p| p.edit("bits make the number", |row| {
        row.a.terms.pop().is_some()
    })),
    bug("an overflow check for results that are no integers only", |p| p.negate("integer result", Side::B)),
    bug("an overflow that is never an error", |p| p.edit("range slot bits make the number", |row| {
        row.a.constant += power_of_two::<Scalar>(64);
        true
    })),
    bug("an opened cell of any digest", |p| p.drop("opened cell has this digest")),
    bug("frames that can be read as pairs", |p| p.replace(HASH, &headers(Kind::Frame), as_kind(Kind::Frame, Kind::Pair))),
    bug("closures that can be read as frames", |p| p.replace(HASH, &headers(Kind::Closure), as_kind(Kind::Closure, Kind::Frame))),
    bug("frames of all blocks alike", |p| p.replace(HASH, &headers(Kind::Frame)[1..], |_| header(Kind::Frame, 0))),
    bug("closures of all codes alike", |p| p.replace(HASH, &headers(Kind::Closure)[1..], |_| header(Kind::Closure, 0))),
    bug("two tags in one place of a header: a pair of a text and a list can be read as one of a list and a text", |p| p.replace(HASH, &[tag_weight(1)], |_| tag_weight(0))),
    bug("an equality of tags and payloads that the prover answers", |p| p.drop("same tag and payload")),
    bug("an output that is not tied", |p| p.free_output(3, Scalar::ZERO)),
    bug("elements of the state that change places", |p| {
        let last = p.outputs.len() - 1;
        p.outputs.swap(1, last);
        true
    }),
    bug("a run that can end early: each block also counts as the last", |p| {
        p.outputs[0].terms.pop().is_some()
    }),
    bug("code that is entered with any number of arguments", |p| p.drop("this code so applied")),
];
