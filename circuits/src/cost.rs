//! What a proof will cost, before it is paid.

use crate::ivc::{Bn254, Cycle, Interrupt, PublicParameters};
use crate::plan::{chunk_constraints, own_constraints, plan, Plan, PlanError};
use crate::program::{Compiled, Run};
use crate::scalar::{ProofField, Scalar};
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::machine::{Limits, Stopped};

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
        ScalarField::Pallas => cost_with(folded_constraints, compiled, limits, chunk, interrupt),
        ScalarField::Bn254 => {
            let built = |plan: &Plan<<Bn254 as Cycle>::Scalar>| {
                let blank = plan.blank();
                let parameters = interrupt
                    .abandonable(move || PublicParameters::on(&Bn254, &blank))
                    .map_err(|_| PlanError::Stopped(Stopped::Interrupted))?
                    .map_err(|error| PlanError::Synthesis(error.to_string()))?;
                Ok(parameters.num_constraints())
            };
            cost_with(built, compiled, limits, chunk, interrupt)
        }
    }
}

fn cost_with<F: ProofField>(
    folded: impl FnOnce(&Plan<F>) -> Result<(usize, usize), PlanError>,
    compiled: &Compiled,
    limits: Limits,
    chunk: Option<usize>,
    interrupt: &Interrupt,
) -> Result<Cost, PlanError> {
    let run = compiled.run(limits, interrupt)?;
    let plan = plan(compiled, limits, chunk, interrupt)?;
    let (primary, secondary) = folded(&plan)?;
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

/// Constraints of the folded circuit on Pallas and of the one on Vesta, Nova's own included: what
/// [`num_constraints`](crate::ivc::PublicParameters::num_constraints) would say, counted without a circuit and
/// without generators.
///
/// # Errors
/// If the circuit can't be built.
pub fn folded_constraints(plan: &Plan<Scalar>) -> Result<(usize, usize), PlanError> {
    let own = own_constraints(plan.circuit.layout.arity());
    let chunk = chunk_constraints(&plan.circuit, plan.chunk)?;
    Ok((own + chunk, SECONDARY_CONSTRAINTS))
}

/// Constraints of nova-snark 0.76 on Vesta, whatever the step circuit.
const SECONDARY_CONSTRAINTS: usize = 10_349;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::SourceText;
    use nova_snark::frontend::num::AllocatedNum;
    use nova_snark::frontend::{ConstraintSystem, SynthesisError};
    use nova_snark::traits::circuit::StepCircuit;

    /// Passes its state on.
    #[derive(Clone)]
    struct Idle(usize);

    impl StepCircuit<Scalar> for Idle {
        fn arity(&self) -> usize {
            self.0
        }

        fn synthesize<CS: ConstraintSystem<Scalar>>(
            &self,
            _: &mut CS,
            z: &[AllocatedNum<Scalar>],
        ) -> Result<Vec<AllocatedNum<Scalar>>, SynthesisError> {
            Ok(z.to_vec())
        }
    }

    #[test]
    fn novas_own_constraints_are_known_for_every_arity() {
        for arity in [1, 3, 4, 5, 15, 16, 27, 28, 100, 147, 148, 300] {
            let parameters = PublicParameters::setup(&Idle(arity)).expect("sets up");
            let expected = (own_constraints(arity), SECONDARY_CONSTRAINTS);
            assert_eq!(parameters.num_constraints(), expected, "{arity}");
        }
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
            let plan = plan(&compiled, Limits::default(), Some(chunk), &interrupt).expect("plans");
            let parameters = PublicParameters::setup(&plan.blank()).expect("sets up");
            let counted = folded_constraints(&plan).expect("counts");
            assert_eq!(counted, parameters.num_constraints(), "{program}");
        }
    }
}
