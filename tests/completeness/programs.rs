//! Whole runs of known programs.

use crate::support::corpus::{LIBRARY, PROGRAMS};
use crate::support::{binds_outputs, build_steps, circuit, disagreement, steps, OFFERS};
use ff::Field;
use foldscheme_circuits::scalar::Scalar;

const MOST_STEPS: usize = 3000;

#[test]
fn every_step_of_every_program_agrees_with_the_machine() {
    for source in PROGRAMS {
        for slots in OFFERS {
            let circuit = circuit(source, slots);
            for step in steps(&circuit, MOST_STEPS) {
                if let Some(why) = disagreement(&circuit, 1, &[&step]) {
                    panic!("{source}\n{slots:?}\n{why}\n{}", circuit.program);
                }
            }
        }
    }
}

#[test]
fn every_step_of_the_librarys_data_structures_agrees_with_the_machine() {
    for source in LIBRARY {
        let circuit = circuit(source, OFFERS[0]);
        let steps = steps(&circuit, MOST_STEPS);
        assert!(steps.len() < MOST_STEPS, "{source}");
        for step in steps {
            if let Some(why) = disagreement(&circuit, 1, &[&step]) {
                panic!("{source}\n{why}\n{}", circuit.program);
            }
        }
    }
}

#[test]
fn chunks_agree_and_are_padded_past_the_end() {
    for source in PROGRAMS {
        for slots in OFFERS {
            let circuit = circuit(source, slots);
            let steps = steps(&circuit, MOST_STEPS);
            // Without the step of the finished run, so that the last chunk lacks witnesses.
            let run: Vec<_> = steps[..steps.len() - 1].iter().collect();
            for chunk in run.chunks(3) {
                if let Some(why) = disagreement(&circuit, 3, chunk) {
                    panic!("{source}\n{slots:?}\n{why}\n{}", circuit.program);
                }
            }
        }
    }
}

#[test]
fn a_wrong_element_of_the_next_state_is_no_output() {
    for source in PROGRAMS {
        let circuit = circuit(source, OFFERS[0]);
        for step in steps(&circuit, MOST_STEPS) {
            let built = build_steps(&circuit, 1, &[&step]);
            assert!(built.cs.violated().is_none());
            assert!(binds_outputs(built, &step.expected), "{source}");
            // The check itself refuses what is not the next state.
            let mut wrong = step.expected.clone();
            wrong[0] += Scalar::ONE;
            let built = build_steps(&circuit, 1, &[&step]);
            assert!(!binds_outputs(built, &wrong), "{source}");
        }
    }
}

#[test]
fn a_step_from_another_state_is_not_this_step() {
    for source in PROGRAMS {
        let circuit = circuit(source, OFFERS[0]);
        let mut steps = steps(&circuit, 4);
        for step in &mut steps {
            // No block has this number.
            step.z[0] = Scalar::from(circuit.program.blocks.len() as u64);
            assert!(disagreement(&circuit, 1, &[step]).is_some(), "{source}");
        }
    }
}
