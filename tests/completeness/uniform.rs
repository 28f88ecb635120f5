//! No witness changes a circuit: steps from random states, errors and padding among them, have the constraints of the blank circuit.

use crate::support::corpus::PROGRAMS;
use crate::support::size::{figure, size};
use crate::support::states::{random_steps, seeded};
use crate::support::typed::build_typed;
use crate::support::typed::corpus::{good_inputs, inputs, programs};
use crate::support::{build, build_steps, circuit, steps, Built, OFFERS};
use bellpepper_core::LinearCombination;
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_lang::block::Program;
use proptest::test_runner::{RngAlgorithm, TestRng};
use rayon::prelude::*;
use std::sync::Arc;

/// Whether two circuits have the same variables, constraints and outputs, names included.
fn same(a: &Built, b: &Built) -> bool {
    let equal = |x: &LinearCombination<Scalar>, y: &LinearCombination<Scalar>| {
        x.iter_inputs().eq(y.iter_inputs()) && x.iter_aux().eq(y.iter_aux())
    };
    let rows = || a.cs.constraints.iter().zip(&b.cs.constraints);
    let outputs = || a.outputs.iter().zip(&b.outputs);
    a.cs.names == b.cs.names
        && a.cs.constraints.len() == b.cs.constraints.len()
        && rows().all(|(x, y)| {
            x.name == y.name && equal(&x.a, &y.a) && equal(&x.b, &y.b) && equal(&x.c, &y.c)
        })
        && a.outputs.len() == b.outputs.len()
        && outputs().all(|(x, y)| equal(&x.lc(), &y.lc()))
}

#[derive(Clone, Copy, Default)]
struct Seen {
    witnesses: usize,
    errors: usize,
    padding: usize,
}

impl Seen {
    fn and(self, other: Seen) -> Seen {
        Seen {
            witnesses: self.witnesses + other.witnesses,
            errors: self.errors + other.errors,
            padding: self.padding + other.padding,
        }
    }
}

#[test]
fn no_witness_of_a_step_changes_the_constraints() {
    let cases: Vec<_> = PROGRAMS
        .iter()
        .flat_map(|source| OFFERS.map(|slots| (*source, slots)))
        .collect();
    let each = size(1, 4);
    let seen = cases.par_iter().enumerate().map(|(i, (source, slots))| {
        let circuit = circuit(source, *slots);
        let chunk = Chunk::blank(Arc::clone(&circuit), 1);
        let blank = build(&chunk, &vec![None; circuit.layout.arity()]);
        let run = steps(&circuit, 200);
        let last = &run[run.len() - 1..];
        let random = random_steps(&circuit, each, &mut seeded(i as u64));
        let mut seen = Seen::default();
        let random = random.iter().step_by(size(4, 1));
        for step in last.iter().chain(random) {
            assert!(same(&build_steps(&circuit, 1, &[step]), &blank), "{source}");
            seen.witnesses += 1;
            seen.errors += usize::from(step.next == Program::ERROR && step.block != step.next);
            seen.padding += usize::from([Program::HALT, Program::ERROR].contains(&step.block));
        }
        seen
    });
    let seen = seen.reduce(Seen::default, Seen::and);
    figure(
        "uniform shape",
        format_args!(
            "{} witnesses of {} circuits, {} of steps that fail, {} of padding, as the blank ones",
            seen.witnesses,
            cases.len(),
            seen.errors,
            seen.padding
        ),
    );
    assert!(seen.witnesses >= size(500, 10_000), "{}", seen.witnesses);
    assert!(seen.errors > 0 && seen.padding > 0);
}

#[test]
fn no_witness_of_a_typed_step_changes_the_constraints() {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let (each, mut witnesses) = (size(4, 100), 0);
    for (name, program) in programs::<Scalar>() {
        let blank = build_typed::<Scalar>(&program, None);
        let any = inputs(&program, each, &mut rng);
        for inputs in [good_inputs::<Scalar>(&program, each, &mut rng), any].concat() {
            let built = build_typed::<Scalar>(&program, Some(&inputs));
            assert!(same(&built, &blank), "{name}");
            witnesses += 1;
        }
    }
    figure(
        "uniform shape of typed steps",
        format_args!("{witnesses} witnesses, of steps that fail, too, as the blank ones"),
    );
}

/// The comparison itself tells a change.
#[test]
fn circuits_of_other_programs_differ() {
    let of = |source| {
        let circuit = circuit(source, OFFERS[0]);
        let chunk = Chunk::blank(Arc::clone(&circuit), 1);
        build(&chunk, &vec![None; circuit.layout.arity()])
    };
    let sum = "(define (f n acc) (if (= n 0) acc (f (- n 1) (+ acc n)))) (f 7 0)";
    let other = "(define (f n acc) (if (= n 1) acc (f (- n 1) (+ acc n)))) (f 7 0)";
    assert!(same(&of(sum), &of(sum)));
    assert!(!same(&of(sum), &of(other)));
}
