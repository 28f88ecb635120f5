//! Every primitive: a program that uses it on values known only at run time, on every step.

use crate::support::{circuit, disagreement, steps, LEAST};
use foldscheme_lang::block::{Arith, End, ErrorKind, Op, Program, Tree};
use foldscheme_lang::prim::Prim;
use foldscheme_lang::value::Tag;

const MOST_STEPS: usize = 400;

/// Whether a compiled program has what a sample is there for.
type Holds = Box<dyn Fn(&Program) -> bool>;

/// A program whose steps do what the primitive does, and what must be found in its blocks.
fn sample(prim: Prim) -> (String, Holds) {
    let unary = |name: &str, operand: &str| format!("(define (f x) ({name} x)) (f {operand})");
    let binary =
        |name: &str, a: &str, b: &str| format!("(define (f x y) ({name} x y)) (f {a} {b})");
    // An operand of either of two kinds, so that the test is not known before the run.
    let either = |name: &str, one: &str| {
        format!(
            "(define (f x) (if x {one} (list 1))) (define (g x) (if ({name} x) 1 2))
             (define (both a b) (list (g (f a)) (g (f b)))) (both #t #f)"
        )
    };
    let arith =
        |wanted: Arith| found(move |op| matches!(op, Op::Arith { op, .. } if *op == wanted));
    let tag = |wanted: Tag| {
        found(move |op| matches!(op, Op::HasTag { tags, .. } if tags.contains(wanted)))
    };
    let retag =
        |wanted: Tag| found(move |op| matches!(op, Op::Retag { tag, .. } if *tag == wanted));
    match prim {
        Prim::Add => (binary("+", "2", "3"), arith(Arith::Add)),
        Prim::Sub => (binary("-", "2", "3"), arith(Arith::Sub)),
        Prim::Mul => (binary("*", "2", "3"), arith(Arith::Mul)),
        Prim::Div => (binary("/", "#field:2", "#field:3"), arith(Arith::Div)),
        Prim::Quotient => (binary("quotient", "-7", "3"), arith(Arith::Quotient)),
        Prim::Remainder => (binary("remainder", "-7", "3"), arith(Arith::Remainder)),
        Prim::Modulo => (binary("modulo", "-7", "3"), arith(Arith::Modulo)),
        Prim::NumEq => (
            binary("=", "2", "3"),
            found(|op| matches!(op, Op::Eq { .. })),
        ),
        Prim::Less => (
            binary("<", "2", "3"),
            found(|op| matches!(op, Op::Less { .. })),
        ),
        Prim::Number => (
            either("+", "1"),
            found(
                |op| matches!(op, Op::Check { tags, .. } if tags.contains(Tag::Integer) && tags.contains(Tag::Field)),
            ),
        ),
        Prim::Eq => (
            binary("eq?", "'(1)", "'(1)"),
            found(|op| matches!(op, Op::Eq { .. })),
        ),
        Prim::IsNull => (either("null?", "'()"), tag(Tag::Nil)),
        Prim::IsPair => (either("pair?", "'()"), tag(Tag::Pair)),
        Prim::IsInteger => (either("integer?", "5"), tag(Tag::Integer)),
        Prim::IsField => (either("field?", "#field:5"), tag(Tag::Field)),
        Prim::IsBoolean => (either("boolean?", "#t"), tag(Tag::Boolean)),
        Prim::IsChar => (either("char?", "#\\a"), tag(Tag::Char)),
        Prim::IsSymbol => (either("symbol?", "'a"), tag(Tag::Symbol)),
        Prim::IsString => (either("string?", "\"a\""), tag(Tag::String)),
        Prim::IsProcedure => (either("procedure?", "(lambda () x)"), tag(Tag::Procedure)),
        Prim::IsVector => (either("vector?", "(vector 1 2)"), tag(Tag::Vector)),
        Prim::IsBytevector => (
            either("bytevector?", "(bytevector 1)"),
            tag(Tag::Bytevector),
        ),
        Prim::IsRecord => (
            either("%record?", "(%pair->record (cons 1 2))"),
            tag(Tag::Record),
        ),
        Prim::IsValues => (
            either("%values?", "(%pair->values (cons 1 2))"),
            tag(Tag::Values),
        ),
        Prim::Cons => (
            binary("cons", "2", "3"),
            found(|op| matches!(op, Op::Cons { .. })),
        ),
        Prim::Car => (
            unary("car", "'(1 . 2)"),
            found(|op| matches!(op, Op::Uncons { .. })),
        ),
        Prim::Cdr => (
            unary("cdr", "'(1 . 2)"),
            found(|op| matches!(op, Op::Uncons { .. })),
        ),
        Prim::ToField => (unary("field", "-3"), retag(Tag::Field)),
        Prim::CharToInteger => (unary("char->integer", "#\\a"), retag(Tag::Integer)),
        Prim::UncheckedIntegerToChar => (unary("integer->char", "97"), retag(Tag::Char)),
        Prim::PairToVector => (unary("%pair->vector", "'(1 . 2)"), retag(Tag::Vector)),
        Prim::PairToBytevector => (
            unary("%pair->bytevector", "'(1 . 2)"),
            retag(Tag::Bytevector),
        ),
        Prim::PairToRecord => (unary("%pair->record", "'(1 . 2)"), retag(Tag::Record)),
        Prim::PairToValues => (unary("%pair->values", "'(1 . 2)"), retag(Tag::Values)),
        Prim::VectorToPair => (unary("%vector->pair", "'#(1 2)"), retag(Tag::Pair)),
        Prim::BytevectorToPair => (unary("%bytevector->pair", "#u8(1 2)"), retag(Tag::Pair)),
        Prim::RecordToPair => (round_trip("record"), retag(Tag::Pair)),
        Prim::ValuesToPair => (round_trip("values"), retag(Tag::Pair)),
        Prim::StringToPair => (unary("%string->pair", "\"abc\""), retag(Tag::Pair)),
        Prim::ListToString => (unary("list->string", "'(#\\a #\\b)"), retag(Tag::String)),
        Prim::SymbolToString => (unary("symbol->string", "'abc"), retag(Tag::String)),
        Prim::StringToSymbol => (unary("string->symbol", "\"abc\""), retag(Tag::Symbol)),
        Prim::Emit => (
            unary("emit", "'(1 2)"),
            found(|op| matches!(op, Op::Emit { .. })),
        ),
        Prim::Display => (
            unary("display", "1"),
            found(|op| matches!(op, Op::Print { .. })),
        ),
        Prim::Write => (
            unary("write", "1"),
            found(|op| matches!(op, Op::Print { .. })),
        ),
        Prim::Error => (
            unary("error \"no\"", "1"),
            fails(|kind| matches!(kind, ErrorKind::User)),
        ),
        Prim::AssertFailed => (
            "(define (f x) (assert x)) (f #f)".to_string(),
            fails(|kind| matches!(kind, ErrorKind::Assertion)),
        ),
        Prim::Uncaught => (
            unary("raise", "'boom"),
            fails(|kind| matches!(kind, ErrorKind::Uncaught)),
        ),
        Prim::FailAt => (
            "(define (f x) (guard (e ((symbol? e) 1)) (car x))) (f 5)".to_string(),
            fails(|kind| matches!(kind, ErrorKind::Type { .. })),
        ),
        Prim::Apply => (
            "(define (f p x) (apply p x)) (f (lambda (a b) (- a b)) (list 5 3))".to_string(),
            Box::new(|program| any_tree(program, &|tree| matches!(tree.end, End::Apply { .. }))),
        ),
        Prim::CallWithEscape => (GUARD.to_string(), found(|op| matches!(op, Op::Mark { .. }))),
        Prim::Escape => (
            GUARD.to_string(),
            found(|op| matches!(op, Op::Reset { .. })),
        ),
        Prim::Handlers => (
            GUARD.to_string(),
            found(|op| matches!(op, Op::Handlers { .. })),
        ),
        Prim::SetHandlers => (
            GUARD.to_string(),
            found(|op| matches!(op, Op::SetHandlers { .. })),
        ),
    }
}

const GUARD: &str = "(define (f x) (guard (e ((symbol? e) (list 'caught e)) ((pair? e) (car e))) (if (symbol? x) (raise x) (raise (list x))))) (list (f 'a) (f 1))";

/// A wrap made and taken apart where its making is not seen.
fn round_trip(kind: &str) -> String {
    format!(
        "(define (make x n) (if (= n 0) (%pair->{kind} x) (make x (- n 1)))) (define (f x) (cdr (%{kind}->pair (make x 2)))) (f '(1 . 2))"
    )
}

fn any_tree(program: &Program, wanted: &dyn Fn(&Tree) -> bool) -> bool {
    let mut any = false;
    for block in &program.blocks {
        block.body.visit(&mut |tree| any |= wanted(tree));
    }
    any
}

fn found(wanted: impl Fn(&Op) -> bool + 'static) -> Box<dyn Fn(&Program) -> bool> {
    Box::new(move |program| any_tree(program, &|tree| tree.ops.iter().any(&wanted)))
}

fn fails(wanted: impl Fn(&ErrorKind) -> bool + 'static) -> Box<dyn Fn(&Program) -> bool> {
    Box::new(move |program| program.sites.iter().any(|site| wanted(&site.kind)))
}

#[test]
fn every_primitive_satisfies_its_circuit_on_every_step() {
    let mut checked = 0;
    for prim in Prim::ALL {
        let (source, occurs) = sample(prim);
        let circuit = circuit(&source, LEAST);
        let program = &circuit.program;
        assert!(occurs(program), "{prim:?} is not in\n{source}\n{program}");
        let steps = steps(&circuit, MOST_STEPS);
        assert!(steps.len() < MOST_STEPS, "{source} does not end");
        for step in &steps {
            if let Some(why) = disagreement(&circuit, 1, &[step]) {
                panic!("{source}\n{why}\n{program}");
            }
        }
        checked += steps.len();
    }
    eprintln!("{checked} steps of {} primitives", Prim::ALL.len());
}
