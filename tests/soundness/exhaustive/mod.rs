//! Gadgets at small widths: for all inputs, of all assignments to everything that a prover chooses, only the honest one satisfies.

mod gadgets;
mod solver;
mod step;
mod typed;

use crate::support::size::figure;
use crate::system::System;
use foldscheme_circuits::scalar::Scalar;
use solver::witnesses;

/// What was tried of a gadget.
#[derive(Default)]
pub struct Tried {
    inputs: usize,
    refused: usize,
    assignments: usize,
    survivors: usize,
}

impl Tried {
    /// Looks at all assignments for one input: if there is an answer, one of them satisfies, and it says that; else none does.
    pub fn look(&mut self, system: &System, answer: Option<&[Scalar]>, what: &dyn Fn() -> String) {
        let search = witnesses(system, &[]);
        self.inputs += 1;
        self.refused += usize::from(answer.is_none());
        self.assignments += search.tried;
        assert!(!search.open, "something is free: {}", what());
        for values in &search.found {
            let outputs: Vec<Scalar> = system.outputs.iter().map(|o| o.eval(values)).collect();
            if answer != Some(&outputs[..]) {
                self.survivors += 1;
                eprintln!("{}: {outputs:?}, expected {answer:?}", what());
            }
        }
        let expected = usize::from(answer.is_some());
        assert_eq!(search.found.len(), expected, "witnesses: {}", what());
    }

    pub fn report(&self, gadget: &str) {
        figure(
            "gadgets",
            format_args!(
                "{gadget}: {} inputs ({} of them refused), {} assignments tried, {} survivors",
                self.inputs, self.refused, self.assignments, self.survivors
            ),
        );
        assert_eq!(self.survivors, 0, "{gadget}");
        assert!(self.inputs > 0, "{gadget}");
    }
}
