//! What a proof will cost, before it is paid.

use crate::ivc::{Bn254, Cycle, Interrupt, Pasta, PublicParameters};
use crate::plan::{plan, Plan, PlanError};
use crate::program::{Compiled, Run};
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::machine::Limits;

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
        ScalarField::Pallas => cost_on(&Pasta, compiled, limits, chunk, interrupt),
        ScalarField::Bn254 => cost_on(&Bn254, compiled, limits, chunk, interrupt),
    }
}

fn cost_on<K: Cycle>(
    cycle: &K,
    compiled: &Compiled,
    limits: Limits,
    chunk: Option<usize>,
    interrupt: &Interrupt,
) -> Result<Cost, PlanError> {
    let run = compiled.run(limits, interrupt)?;
    let plan: Plan<K::Scalar> = plan(compiled, limits, chunk, interrupt)?;
    let parameters = PublicParameters::on(cycle, &plan.blank())
        .map_err(|error| PlanError::Synthesis(error.to_string()))?;
    let (primary, secondary) = parameters.num_constraints();
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
