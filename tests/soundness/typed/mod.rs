//! The constraints of typed steps admit what the operations mean, and nothing else.

mod cheats;
mod every_constraint;
mod every_variable;

use crate::support::typed::build_typed;
use crate::support::typed::corpus::{good_inputs, programs};
use crate::system::System;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_lang::typed::array::Value;
use foldscheme_lang::typed::program::StepProgram;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// The constraints of a step and its witness for these inputs.
pub fn system(program: &StepProgram, inputs: &[Value]) -> System {
    let built = build_typed::<Scalar>(program, Some(inputs));
    assert!(built.cs.violated().is_none());
    System::new(&built, inputs.len())
}

/// As [`system`], of a witness that need not satisfy them.
pub fn any_system(program: &StepProgram, inputs: &[Value]) -> System {
    System::new(&build_typed::<Scalar>(program, Some(inputs)), inputs.len())
}

/// The constraints of every program of the corpus, for a few inputs each on which it succeeds.
pub fn each(most: usize, mut look: impl FnMut(&'static str, System)) {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    for (name, program) in programs::<Scalar>() {
        for inputs in good_inputs::<Scalar>(&program, most, &mut rng) {
            look(name, system(&program, &inputs));
        }
    }
}
