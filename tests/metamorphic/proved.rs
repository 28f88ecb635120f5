//! Pairs of a program and a transformed one have proofs that say the same.

use crate::grammar;
use crate::pairs::{pair, Pair};
use crate::run::{compiled, ran};
use crate::support::size::{figure, size};
use crate::support::LEAST;
use crate::transform::Transformation;
use foldscheme_circuits::claim::{ClaimedOutcome, SourceText};
use foldscheme_circuits::count::chunk_constraints;
use foldscheme_circuits::data::Data;
use foldscheme_circuits::ivc::Interrupt;
use foldscheme_circuits::program::Compiled;
use foldscheme_circuits::prove::{prove, Options};
use foldscheme_circuits::scalar::Scalar;
use foldscheme_circuits::step::Circuit;
use foldscheme_circuits::verify::verify;
use foldscheme_lang::block::Program;
use foldscheme_lang::compiler::Effort;
use foldscheme_lang::machine::{Limits, Machine};
use std::collections::BTreeMap;

/// The most constraints of a run that is proved.
const MOST_CONSTRAINTS: usize = 40_000;

/// How many constraints a program's run has, if that is not too many.
fn constraints(program: &Program) -> Option<usize> {
    let limits = Limits {
        steps: 200,
        ..Limits::default()
    };
    let mut machine = Machine::new(program, &program.inputs);
    machine.run(limits, &mut || false).ok()?;
    let circuit = Circuit::<Scalar>::new(program.clone()).ok()?;
    let step = chunk_constraints(&circuit, 1).ok()?;
    let all = step * machine.steps() as usize;
    (all <= MOST_CONSTRAINTS).then_some(all)
}

/// Whether both runs of a pair are short.
fn is_small(pair: &Pair) -> bool {
    [&pair.one, &pair.other].iter().all(|text| {
        let program = compiled(text, LEAST, Effort::Full).expect("it compiles");
        constraints(&program).is_some()
    })
}

/// What a verified proof of a program says of its end and its output.
fn proved(text: &str) -> (String, Vec<Data>) {
    let (name, text) = ("program".to_string(), text.to_string());
    let compiled = Compiled::new(vec![SourceText { name, text }]).expect("it compiles");
    let proof = prove(
        &compiled,
        &Options::default(),
        &Interrupt::new(),
        &mut |_| (),
    );
    let proof = proof.unwrap_or_else(|why| panic!("{why}"));
    let verified = verify(&proof.bytes).expect("it verifies");
    let end = match (&verified.claim.outcome, &verified.error) {
        (ClaimedOutcome::Value(value), _) => format!("{value:?}"),
        (ClaimedOutcome::Error { irritant, .. }, Some(error)) => {
            format!("error {} of {irritant:?}", error.code)
        }
        (ClaimedOutcome::Error { .. }, None) => unreachable!("an error has words"),
    };
    (end, verified.claim.output)
}

#[test]
fn a_transformed_program_has_a_proof_that_says_the_same() {
    let grammar = grammar();
    let pairs = size(2, 100);
    let mut kinds: BTreeMap<Transformation, usize> = BTreeMap::new();
    let (mut done, mut emitted) = (0, 0);
    for seed in 500_000u64.. {
        if done == pairs {
            break;
        }
        let kind = Transformation::ALL[done % Transformation::ALL.len()];
        let pair = pair(kind, seed, &grammar);
        if !is_small(&pair) {
            continue;
        }
        let program = compiled(&pair.one, LEAST, Effort::Full).expect("it compiles");
        assert!(ran(&program).is_some());
        let (one, other) = (proved(&pair.one), proved(&pair.other));
        assert_eq!(one, other, "{kind:?}\n{}\n{}", pair.one, pair.other);
        emitted += one.1.len();
        *kinds.entry(kind).or_default() += 1;
        done += 1;
    }
    figure(
        "metamorphic pairs",
        format_args!("{done} pairs proved, {kinds:?}, each verified with equal ends and the same output of {emitted} values in all"),
    );
}
