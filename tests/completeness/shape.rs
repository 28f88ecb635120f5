//! The constraints depend on the program and the chunk alone; a witness generator fills exactly their
//! variables.

use crate::support::corpus::PROGRAMS;
use crate::support::shape::generated;
use crate::support::{build, build_steps, circuit, steps, Built, Step, OFFERS};
use foldscheme_circuits::check::{Counted, Recorded};
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::count::chunk_constraints;
use foldscheme_circuits::scalar::Scalar;
use std::sync::Arc;

type Terms = Vec<(usize, usize, Scalar)>;

fn terms(lc: &bellpepper_core::LinearCombination<Scalar>) -> Terms {
    let inputs = lc.iter_inputs().map(|(i, c)| (0, *i, *c));
    inputs
        .chain(lc.iter_aux().map(|(i, c)| (1, *i, *c)))
        .collect()
}

fn shape(cs: &Recorded) -> Vec<[Terms; 3]> {
    cs.constraints
        .iter()
        .map(|c| [terms(&c.a), terms(&c.b), terms(&c.c)])
        .collect()
}

fn outputs(built: &Built) -> Vec<Terms> {
    built.outputs.iter().map(|o| terms(&o.lc())).collect()
}

/// Runs of three steps, the last padded past the end.
fn chunks(steps: &[Step]) -> Vec<Vec<&Step>> {
    let run: Vec<_> = steps[..steps.len() - 1].iter().collect();
    run.chunks(3).map(<[_]>::to_vec).collect()
}

#[test]
fn a_blank_chunk_and_every_witness_have_the_same_constraints() {
    for source in PROGRAMS {
        for slots in OFFERS {
            let circuit = circuit(source, slots);
            let chunk = Chunk::blank(Arc::clone(&circuit), 3);
            let blank = build(&chunk, &vec![None; circuit.layout.arity()]);
            let (constraints, results) = (shape(&blank.cs), outputs(&blank));
            for steps in chunks(&steps(&circuit, 12)) {
                let built = build_steps(&circuit, 3, &steps);
                assert_eq!(built.cs.names, blank.cs.names, "{source}");
                assert!(shape(&built.cs) == constraints, "{source}");
                assert!(outputs(&built) == results, "{source}");
            }
        }
    }
}

#[test]
fn a_count_is_the_number_of_the_constraints() {
    for source in PROGRAMS {
        let circuit = circuit(source, OFFERS[2]);
        let arity = circuit.layout.arity();
        for steps in [1, 2, 5, 19] {
            let mut built = Counted::default();
            let chunk = Chunk::blank(Arc::clone(&circuit), steps);
            let inputs = vec![
                (
                    <Counted as bellpepper_core::ConstraintSystem<Scalar>>::one(),
                    None
                );
                arity
            ];
            let outputs = chunk.build(&mut built, &inputs).expect("builds");
            let counted = chunk_constraints(&circuit, steps).expect("counts");
            // Each output is bound to a new variable when the chunk is folded.
            let expected = built.constraints + outputs.len();
            assert_eq!(counted, expected, "{steps} steps of {source}");
        }
    }
}

#[test]
fn programs_that_differ_have_constraints_that_differ() {
    let of = |source| {
        let circuit = circuit(source, OFFERS[0]);
        let chunk = Chunk::blank(Arc::clone(&circuit), 1);
        shape(&build(&chunk, &vec![None; circuit.layout.arity()]).cs)
    };
    let sum = "(define (sum n acc) (if (= n 0) acc (sum (- n 1) (+ acc n)))) (sum 7 0)";
    let other_input = "(define (sum n acc) (if (= n 0) acc (sum (- n 1) (+ acc n)))) (sum 8 1)";
    let other_program = "(define (sum n acc) (if (= n 1) acc (sum (- n 1) (+ acc n)))) (sum 7 0)";
    assert!(of(sum) == of(other_input));
    assert!(of(sum) != of(other_program));
}

#[test]
fn a_witness_generator_fills_the_same_variables_with_the_same_values() {
    for source in PROGRAMS {
        for slots in OFFERS {
            let circuit = circuit(source, slots);
            for steps in chunks(&steps(&circuit, 12)) {
                let built = build_steps(&circuit, 3, &steps);
                let witnesses = steps.iter().map(|step| step.witness.clone()).collect();
                let chunk = Chunk::machine(Arc::clone(&circuit), 3, Some(witnesses));
                let (aux, results) = generated(&chunk, &steps[0].z);
                assert_eq!(aux.len(), built.cs.aux.len(), "{source}");
                for (i, (got, value)) in aux.iter().zip(&built.cs.aux).enumerate() {
                    assert_eq!(got, value, "{source}: {}", built.cs.names[i]);
                }
                let expected: Vec<_> = built.outputs.iter().map(|o| o.value()).collect();
                assert_eq!(results, expected);
            }
        }
    }
}
