//! `chunk` machine steps as one step of the folding scheme.

use crate::adapter::{export_combination, import, nova_error, Adapter};
use crate::gadgets::num::{Builder, Num};
use crate::scalar::Scalar;
use crate::step::witness::StepWitness;
use crate::step::{Circuit, State};
use bellpepper_core as bp;
use nova_snark::frontend::num::AllocatedNum;
use nova_snark::frontend::util_cs::witness_cs::WitnessCS;
use nova_snark::frontend::{ConstraintSystem, SynthesisError};
use nova_snark::traits::circuit::StepCircuit;
use std::sync::Arc;

/// A number of machine steps, with what the prover knows of them if it does.
#[derive(Clone)]
pub struct Chunk {
    circuit: Arc<Circuit>,
    steps: usize,
    witness: Option<Arc<[StepWitness]>>,
    ahead: Option<Arc<Ahead>>,
}

/// The values of a chunk's variables from one state on.
struct Ahead {
    z: Vec<Scalar>,
    variables: Vec<Scalar>,
    outputs: Vec<Scalar>,
}

impl Chunk {
    /// The shape of a chunk of `steps` steps.
    #[must_use]
    pub fn blank(circuit: Arc<Circuit>, steps: usize) -> Self {
        Chunk {
            circuit,
            steps,
            witness: None,
            ahead: None,
        }
    }

    /// A chunk with its steps' witnesses; steps that lack one do nothing.
    #[must_use]
    pub fn with_witness(&self, witness: Vec<StepWitness>) -> Self {
        Chunk {
            circuit: Arc::clone(&self.circuit),
            steps: self.steps,
            witness: Some(witness.into()),
            ahead: None,
        }
    }

    /// The same chunk with the values of its variables from the state `z` on computed ahead, so that a witness generator
    /// that has it start from there copies them.
    ///
    /// # Errors
    /// If the chunk has no witness.
    pub fn computed_from(mut self, z: &[Scalar]) -> Result<Self, bp::SynthesisError> {
        let mut values = WitnessCS::new();
        let inputs: Vec<_> = z
            .iter()
            .map(|z| {
                (
                    <Adapter<'_, Scalar, WitnessCS<Scalar>> as bp::ConstraintSystem<Scalar>>::one(),
                    Some(*z),
                )
            })
            .collect();
        let outputs = self
            .build(&mut Adapter::new(&mut values), &inputs)?
            .iter()
            .map(|num| num.value().ok_or(bp::SynthesisError::AssignmentMissing))
            .collect::<Result<_, _>>()?;
        self.ahead = Some(Arc::new(Ahead {
            z: z.to_vec(),
            variables: values.aux_assignment().to_vec(),
            outputs,
        }));
        Ok(self)
    }

    /// What was computed ahead, if it is from this state.
    fn ahead_from(&self, z: &[AllocatedNum<Scalar>]) -> Option<&Ahead> {
        let ahead = self.ahead.as_deref()?;
        let z = z.iter().map(AllocatedNum::get_value);
        let same = z.eq(ahead.z.iter().map(|value| Some(*value)));
        same.then_some(ahead)
    }

    /// Adds the chunk to a constraint system; gives the elements of the state after it.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn build<CS: bp::ConstraintSystem<Scalar>>(
        &self,
        cs: &mut CS,
        z: &[(bp::Variable, Option<Scalar>)],
    ) -> Result<Vec<Num>, bp::SynthesisError> {
        let mut cx = Builder::new(cs);
        cx.set_place("decode");
        let z: Vec<Num> = z
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

impl StepCircuit<Scalar> for Chunk {
    fn arity(&self) -> usize {
        self.circuit.layout.arity()
    }

    fn synthesize<CS: ConstraintSystem<Scalar>>(
        &self,
        cs: &mut CS,
        z: &[AllocatedNum<Scalar>],
    ) -> Result<Vec<AllocatedNum<Scalar>>, SynthesisError> {
        if let (true, Some(ahead)) = (cs.is_witness_generator(), self.ahead_from(z)) {
            cs.extend_aux(&ahead.variables);
            return ahead
                .outputs
                .iter()
                .map(|value| export_combination(cs, Some(*value), |lc| lc))
                .collect();
        }
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
            .map(|num| export_combination(cs, num.value(), |_| num.lc()))
            .collect()
    }
}
