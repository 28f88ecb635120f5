//! One step of the folding scheme: a number of machine steps, or of applications of a step function. One type for both, so that
//! the folding scheme's code is made for it once.

use crate::adapter::{export_combination, import, nova_error, Adapter};
use crate::gadgets::num::{Builder, Num};
use crate::scalar::{ProofField, Scalar};
use crate::step::witness::StepWitness;
use crate::step::{Circuit, State};
use crate::typed::statement::{FoldCircuit, FoldWitness};
use bellpepper_core as bp;
use nova_snark::frontend::num::AllocatedNum;
use nova_snark::frontend::util_cs::witness_cs::WitnessCS;
use nova_snark::frontend::{ConstraintSystem, SynthesisError};
use nova_snark::traits::circuit::StepCircuit;
use std::sync::Arc;

/// A number of steps, with what the prover knows of them if it does.
#[derive(Clone)]
pub struct Chunk<F: ProofField = Scalar> {
    steps: Steps<F>,
    ahead: Option<Arc<Ahead<F>>>,
}

/// Which steps.
#[derive(Clone)]
enum Steps<F: ProofField> {
    /// Of the machine.
    Machine {
        circuit: Arc<Circuit<F>>,
        steps: usize,
        witness: Option<Arc<[StepWitness<F>]>>,
    },
    /// Of a step function.
    Typed {
        circuit: Arc<FoldCircuit<F>>,
        witness: Option<Arc<FoldWitness<F>>>,
    },
}

/// The values of a chunk's variables from one state on.
struct Ahead<F> {
    z: Vec<F>,
    variables: Vec<F>,
    outputs: Vec<F>,
}

impl<F: ProofField> From<Steps<F>> for Chunk<F> {
    fn from(steps: Steps<F>) -> Self {
        Chunk { steps, ahead: None }
    }
}

impl<F: ProofField> Chunk<F> {
    /// The shape of a chunk of `steps` machine steps.
    #[must_use]
    pub fn blank(circuit: Arc<Circuit<F>>, steps: usize) -> Self {
        Chunk::machine(circuit, steps, None)
    }

    /// A chunk of `steps` machine steps with their witnesses; steps that lack one do nothing.
    #[must_use]
    pub fn machine(
        circuit: Arc<Circuit<F>>,
        steps: usize,
        witness: Option<Vec<StepWitness<F>>>,
    ) -> Self {
        let witness = witness.map(Arc::from);
        Chunk::from(Steps::Machine {
            circuit,
            steps,
            witness,
        })
    }

    /// A fold of typed steps, with its witness if that is known.
    #[must_use]
    pub fn typed(circuit: Arc<FoldCircuit<F>>, witness: Option<FoldWitness<F>>) -> Self {
        let witness = witness.map(Arc::new);
        Chunk::from(Steps::Typed { circuit, witness })
    }

    /// The same chunk with the values of its variables from the state `z` on computed ahead, so that a witness generator
    /// that has it start from there copies them.
    ///
    /// # Errors
    /// If the chunk has no witness.
    pub fn computed_from(mut self, z: &[F]) -> Result<Self, bp::SynthesisError> {
        let mut values = WitnessCS::<F>::new();
        let inputs: Vec<_> = z
            .iter()
            .map(|z| {
                (
                    <Adapter<'_, F, WitnessCS<F>> as bp::ConstraintSystem<F>>::one(),
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
    fn ahead_from(&self, z: &[AllocatedNum<F>]) -> Option<&Ahead<F>> {
        let ahead = self.ahead.as_deref()?;
        let z = z.iter().map(AllocatedNum::get_value);
        let same = z.eq(ahead.z.iter().map(|value| Some(*value)));
        same.then_some(ahead)
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
        let z: Vec<Num<F>> = z
            .iter()
            .map(|(variable, value)| cx.variable(*variable, *value))
            .collect();
        match &self.steps {
            Steps::Typed { circuit, witness } => circuit.build(&mut cx, z, witness.as_deref()),
            Steps::Machine {
                circuit,
                steps,
                witness,
            } => {
                cx.set_place("decode");
                let mut state = State::decode(circuit, &mut cx, &z)?;
                let idle = StepWitness::default();
                for i in 0..*steps {
                    let witness = witness.as_ref().map(|list| list.get(i).unwrap_or(&idle));
                    state = circuit.step(&mut cx, &state, witness)?;
                }
                Ok(state.encode(&mut cx))
            }
        }
    }
}

impl<F: ProofField> StepCircuit<F> for Chunk<F> {
    fn arity(&self) -> usize {
        match &self.steps {
            Steps::Machine { circuit, .. } => circuit.layout.arity(),
            Steps::Typed { circuit, .. } => circuit.layout.arity(),
        }
    }

    fn synthesize<CS: ConstraintSystem<F>>(
        &self,
        cs: &mut CS,
        z: &[AllocatedNum<F>],
    ) -> Result<Vec<AllocatedNum<F>>, SynthesisError> {
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
