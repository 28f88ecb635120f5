//! What a proof will cost, before it is paid.

use crate::ivc::Interrupt;
use crate::plan::{chunk_constraints, own_constraints, plan, Plan, PlanError};
use crate::program::{Compiled, Run};
use crate::scalar::{ProofField, Scalar};
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::machine::Limits;
use nova_snark::provider::bn256_grumpkin::bn256;

/// The cost of proving a run.
#[derive(Clone, Debug)]
pub struct Cost {
    /// The run.
    pub run: Run,
    /// Machine steps.
    pub steps: u64,
    /// Constraints of one step.
    pub constraints_per_step: usize,
    /// Steps times constraints per step: without padding and without the folding scheme's own.
    pub constraints: u64,
    /// Steps in a fold.
    pub chunk: usize,
    /// Folds.
    pub folds: u64,
    /// Constraints of the folded circuit on the primary curve, everything included.
    pub primary_constraints: usize,
    /// Constraints of the folded circuit on the secondary curve.
    pub secondary_constraints: usize,
}

/// Runs the program and prices the proof of the run. Proves nothing.
///
/// # Errors
/// If the run is cut off or the program has no circuit.
pub fn cost(
    compiled: &Compiled,
    limits: Limits,
    chunk: Option<usize>,
    interrupt: &Interrupt,
) -> Result<Cost, PlanError> {
    match compiled.field() {
        ScalarField::Pallas => cost_over::<Scalar>(compiled, limits, chunk, interrupt),
        ScalarField::Bn254 => cost_over::<bn256::Scalar>(compiled, limits, chunk, interrupt),
    }
}

fn cost_over<F: ProofField>(
    compiled: &Compiled,
    limits: Limits,
    chunk: Option<usize>,
    interrupt: &Interrupt,
) -> Result<Cost, PlanError> {
    let run = compiled.run(limits, interrupt)?;
    let plan = plan::<F>(compiled, limits, chunk, interrupt)?;
    let (primary, secondary) = folded_constraints(&plan)?;
    Ok(Cost {
        run,
        steps: plan.steps,
        constraints_per_step: plan.constraints_per_step,
        constraints: plan.constraints(),
        chunk: plan.chunk,
        folds: plan.folds,
        primary_constraints: primary,
        secondary_constraints: secondary,
    })
}

/// Constraints of the folded circuits on either curve, Nova's own included: what
/// [`num_constraints`](crate::ivc::PublicParameters::num_constraints) would say, counted without a circuit and
/// without generators.
///
/// # Errors
/// If the circuit can't be built.
pub fn folded_constraints<F: ProofField>(plan: &Plan<F>) -> Result<(usize, usize), PlanError> {
    let own = own_constraints::<F>(plan.circuit.layout.arity());
    let chunk = chunk_constraints(&plan.circuit, plan.chunk)?;
    Ok((own + chunk, F::NOVA_CONSTRAINTS.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::SourceText;
    use crate::ivc::{Bn254, Cycle, Pasta, PublicParameters};
    use nova_snark::frontend::num::AllocatedNum;
    use nova_snark::frontend::{ConstraintSystem, SynthesisError};
    use nova_snark::traits::circuit::StepCircuit;

    /// Passes its state on.
    #[derive(Clone)]
    struct Idle(usize);

    impl<F: ProofField> StepCircuit<F> for Idle {
        fn arity(&self) -> usize {
            self.0
        }

        fn synthesize<CS: ConstraintSystem<F>>(
            &self,
            _: &mut CS,
            z: &[AllocatedNum<F>],
        ) -> Result<Vec<AllocatedNum<F>>, SynthesisError> {
            Ok(z.to_vec())
        }
    }

    fn own_constraints_are_known<K: Cycle>(cycle: &K, arities: &[usize]) {
        for arity in arities {
            let parameters = PublicParameters::on(cycle, &Idle(*arity)).expect("sets up");
            let secondary = K::Scalar::NOVA_CONSTRAINTS.1;
            let expected = (own_constraints::<K::Scalar>(*arity), secondary);
            assert_eq!(parameters.num_constraints(), expected, "{arity}");
        }
    }

    #[test]
    fn novas_own_constraints_are_known_for_every_arity() {
        let arities = [1, 3, 4, 5, 15, 16, 27, 28, 100, 147, 148, 300];
        own_constraints_are_known(&Pasta, &arities);
        own_constraints_are_known(&Bn254, &[1, 4, 16, 27]);
    }

    #[test]
    fn what_is_counted_is_what_is_built() {
        for (program, chunk) in [
            (
                "(define (f n) (if (= n 0) 'x (cons n (f (- n 1))))) (f 3)",
                3,
            ),
            ("(guard (e (#t 7)) (error \"bad\" 1))", 5),
            ("42", 1),
        ] {
            let text = SourceText {
                name: "test".to_string(),
                text: program.to_string(),
            };
            let compiled = Compiled::new(vec![text]).expect("compiles");
            let interrupt = Interrupt::new();
            let plan: Plan =
                plan(&compiled, Limits::default(), Some(chunk), &interrupt).expect("plans");
            let parameters = PublicParameters::setup(&plan.blank()).expect("sets up");
            let counted = folded_constraints(&plan).expect("counts");
            assert_eq!(counted, parameters.num_constraints(), "{program}");
        }
    }
}
