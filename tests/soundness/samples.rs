//! Assignments of a step's circuit: steps of a run, steps from random states at every block, and what a prover could say wrongly.

use crate::cheats::lies;
use crate::one_variable::{distinct, others, system};
use crate::support::shape::generated;
use crate::support::states::{random_steps, seeded};
use crate::support::Step;
use crate::system::System;
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_circuits::step::Circuit;
use std::sync::Arc;

/// A circuit's constraints, and steps that satisfy them.
pub struct Samples {
    pub circuit: Arc<Circuit>,
    pub system: System,
    /// Those of the run, then those from random states.
    pub steps: Vec<Step>,
}

impl Samples {
    /// `each` random states at each place of the run where something new happens, and at each block.
    pub fn of(circuit: Arc<Circuit>, each: usize, seed: u64) -> Self {
        let mut steps = distinct(&circuit);
        steps.extend(random_steps(&circuit, each, &mut seeded(seed)));
        Samples {
            system: system(&circuit, &steps[0]),
            steps,
            circuit,
        }
    }

    /// All variables of a step as the witness generator fills them, from this state before.
    pub fn values(&self, z: &[Scalar], step: &Step) -> Vec<Scalar> {
        let witnesses = Some(vec![step.witness.clone()]);
        let chunk = Chunk::machine(Arc::clone(&self.circuit), 1, witnesses);
        generated(&chunk, z).0
    }

    /// Calls `look` with values that the constraints refuse, until it says to stop: lies of the prover, and states that can't be.
    pub fn each_refused(&self, step: &Step, mut look: impl FnMut(Vec<Scalar>) -> bool) {
        for (_, witness) in lies(&self.circuit, &step.witness) {
            let chunk = Chunk::machine(Arc::clone(&self.circuit), 1, Some(vec![witness]));
            if !look(generated(&chunk, &step.z).0) {
                return;
            }
        }
        for (i, element) in step.z.iter().enumerate() {
            for other in others(*element, i) {
                let mut z = step.z.clone();
                z[i] = other;
                if !look(self.values(&z, step)) {
                    return;
                }
            }
        }
    }
}
