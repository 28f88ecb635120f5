//! Whole runs on BN254: its field's arithmetic, and what hashes and ranges depend on the field for.

use crate::support::{circuit_over, disagreement, steps, OFFERS};
use foldscheme_circuits::scalar::{from_i64, to_i64, ProofField, Scalar};
use foldscheme_lang::machine::{Machine, Outcome, Value};
use nova_snark::provider::bn256_grumpkin::bn256;

/// Programs whose steps use every kind of gadget: field arithmetic, comparison, overflow, division, data,
/// closures, frames, output, errors, handlers.
const PROGRAMS: [&str; 10] = [
    "(define (sum n acc) (if (= n #field:0) acc (sum (- n #field:1) (+ acc (/ n #field:7))))) (sum #field:12 #field:0)",
    "(- (field -3) (* #field:5 (field 9223372036854775807)))",
    "(/ #field:1 #field:0)",
    "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 7)",
    "(define (down n) (if (> n -9223372036854775807) (down (- n 4611686018427387904)) n)) (* 3 (down 5))",
    "(list (quotient -17 5) (remainder -17 5) (modulo -17 5) (quotient 17 -5))",
    "(map (lambda (x) (* x x)) '(1 2 3))",
    "(vector-map (lambda (c) (char->integer c)) #(#\\a #\\λ))",
    "(emit \"a\") (emit 'b) (equal? (string->symbol \"b\") 'b)",
    "(guard (e (#t (list 'caught e))) (raise (vector 1 #field:2)))",
];

#[test]
fn every_step_on_bn254_agrees_with_the_machine() {
    for source in PROGRAMS {
        for slots in OFFERS {
            let circuit = circuit_over::<bn256::Scalar>(source, slots);
            let steps = steps(&circuit, 3000);
            assert!(steps.len() < 3000, "{source}");
            for step in steps {
                if let Some(why) = disagreement(&circuit, 1, &[&step]) {
                    panic!("{source}\n{slots:?}\n{why}\n{}", circuit.program);
                }
            }
        }
    }
}

fn value<F: ProofField>(source: &str) -> String {
    let circuit = circuit_over::<F>(source, OFFERS[0]);
    let mut machine = Machine::new(&circuit.program, &circuit.program.inputs);
    while machine.outcome().is_none() {
        machine.step(None);
    }
    match machine.outcome() {
        Some(Outcome::Value(Value::Field(x))) => x.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_field_is_part_of_what_a_program_means() {
    // The primes, less one: from the curves' specifications.
    let minus_one = "(- #field:0 #field:1)";
    assert_eq!(
        value::<Scalar>(minus_one),
        "28948022309329048855892746252171976963363056481941647379679742748393362948096"
    );
    assert_eq!(
        value::<bn256::Scalar>(minus_one),
        "21888242871839275222246405745257275088548364400416034343698204186575808495616"
    );
    let half = "(/ #field:1 #field:2)";
    assert_ne!(value::<Scalar>(half), value::<bn256::Scalar>(half));
    assert_eq!(value::<Scalar>("(/ #field:6 #field:2)"), "3");
    assert_eq!(value::<bn256::Scalar>("(/ #field:6 #field:2)"), "3");
}

#[test]
fn the_ends_of_the_integers_are_integers_in_each_field() {
    for n in [i64::MIN, -1, 0, 1, i64::MAX] {
        assert_eq!(to_i64(from_i64::<bn256::Scalar>(n)), Some(n));
    }
}
