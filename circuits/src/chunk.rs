//! `chunk` machine steps as one step of the folding scheme.

use crate::adapter::{export_combination, import, nova_error, Adapter};
use crate::gadgets::num::{Builder, Num};
use crate::scalar::{ProofField, Scalar};
use crate::step::witness::StepWitness;
use crate::step::{Circuit, State};
use bellpepper_core as bp;
use nova_snark::frontend::num::AllocatedNum;
use nova_snark::frontend::{ConstraintSystem, SynthesisError};
use nova_snark::traits::circuit::StepCircuit;
use std::sync::Arc;

/// A number of machine steps, with what the prover knows of them if it does.
#[derive(Clone)]
pub struct Chunk<F: ProofField = Scalar> {
    circuit: Arc<Circuit<F>>,
    steps: usize,
    witness: Option<Arc<[StepWitness<F>]>>,
}

impl<F: ProofField> Chunk<F> {
    /// The shape of a chunk of `steps` steps.
    #[must_use]
    pub fn blank(circuit: Arc<Circuit<F>>, steps: usize) -> Self {
        Chunk {
            circuit,
            steps,
            witness: None,
        }
    }

    /// A chunk with its steps' witnesses; steps that lack one do nothing.
    #[must_use]
    pub fn with_witness(&self, witness: Vec<StepWitness<F>>) -> Self {
        Chunk {
            circuit: Arc::clone(&self.circuit),
            steps: self.steps,
            witness: Some(witness.into()),
        }
    }

    /// Adds the chunk to a constraint system; gives the elements of the state after it.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn build<CS: bp::ConstraintSystem<F>>(
        &self,
        cs: &mut CS,
        z: &[(bp::Variable, Option<F>)],
    ) -> Result<Vec<Num<F>>, bp::SynthesisError> {
        let mut cx = Builder::new(cs);
        cx.set_place("decode");
        let z: Vec<Num<F>> = z
            .iter()
            .map(|(variable, value)| cx.variable(*variable, *value))
            .collect();
        let mut state = State::decode(&self.circuit, &mut cx, &z)?;
        let idle = StepWitness::default();
        for i in 0..self.steps {
            let witness = self
                .witness
                .as_ref()
                .map(|list| list.get(i).unwrap_or(&idle));
            state = self.circuit.step(&mut cx, &state, witness)?;
        }
        Ok(state.encode(&mut cx))
    }
}

impl<F: ProofField> StepCircuit<F> for Chunk<F> {
    fn arity(&self) -> usize {
        self.circuit.layout.arity()
    }

    fn synthesize<CS: ConstraintSystem<F>>(
        &self,
        cs: &mut CS,
        z: &[AllocatedNum<F>],
    ) -> Result<Vec<AllocatedNum<F>>, SynthesisError> {
        let inputs: Vec<_> = z
            .iter()
            .map(|num| {
                let num = import(num);
                (num.get_variable(), num.get_value())
            })
            .collect();
        let outputs = {
            let mut adapter = Adapter::new(cs);
            self.build(&mut adapter, &inputs).map_err(nova_error)?
        };
        outputs
            .iter()
            .map(|num| export_combination(cs, num.value(), |_| num.lc().clone()))
            .collect()
    }
}
