//! How typed steps are cut into folds.

use super::function::StepFunction;
use super::layout::Layout;
use super::statement::FoldCircuit;
use crate::check::Counted;
use crate::chunk::Chunk;
use crate::gadgets::num::Builder;
use crate::plan::{own_constraints, PlanError, Seconds, MOST_STEPS, STANDARD};
use crate::scalar::{ProofField, Scalar};
use crate::verify::MOST_CONSTRAINTS;
use bellpepper_core::SynthesisError;
use std::sync::Arc;

/// Why steps can't be cut into folds.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FoldPlanError {
    /// The circuit can't be built.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// So many steps make no whole number of folds.
    #[error("{steps_per_fold} steps in a fold do not divide the {steps} {of}")]
    Divisor {
        /// Steps in a fold.
        steps_per_fold: usize,
        /// What they should divide.
        steps: u64,
        /// Of what.
        of: &'static str,
    },
    /// A fold would be larger than any verifier accepts.
    #[error("a fold of {} would have more than {MOST_CONSTRAINTS} constraints, the most with which proofs are verified", .steps)]
    TooLarge {
        /// Steps in a fold.
        steps: Steps,
    },
    /// A proof of no steps.
    #[error("a prefix is proved every so many steps, at least 1")]
    NoSteps,
}

impl From<SynthesisError> for FoldPlanError {
    fn from(error: SynthesisError) -> Self {
        match error {
            SynthesisError::PolynomialDegreeTooLarge => FoldPlanError::TooLarge { steps: Steps(1) },
            other => FoldPlanError::Plan(PlanError::Synthesis(other.to_string())),
        }
    }
}

/// A number of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps(pub usize);

impl std::fmt::Display for Steps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            1 => f.write_str("one step"),
            n => write!(f, "{n} steps"),
        }
    }
}

/// How typed steps are to be proved.
pub struct FoldPlan<F: ProofField = Scalar> {
    /// The circuit of a fold.
    pub circuit: Arc<FoldCircuit<F>>,
    /// Folds.
    pub folds: u64,
    /// Constraints of a fold, without Nova's own; about, for the second and further steps.
    pub constraints: usize,
}

impl<F: ProofField> FoldPlan<F> {
    /// The blank circuit of a fold.
    #[must_use]
    pub fn blank(&self) -> Chunk<F> {
        Chunk::typed(Arc::clone(&self.circuit), None)
    }
}

/// About how many constraints a fold has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoldSize {
    /// With one step.
    pub first: usize,
    /// For each further step.
    pub further: usize,
    /// Nova's own.
    pub own: usize,
}

impl FoldSize {
    /// Counts one step and two.
    ///
    /// # Errors
    /// If the circuit can't be built, or is so large that no verifier builds it.
    pub fn of<F: ProofField>(
        function: &StepFunction,
        layout: &Layout,
    ) -> Result<FoldSize, SynthesisError> {
        let of = |steps| {
            fold_constraints(&FoldCircuit::<F>::new(
                function.shared(),
                layout.clone(),
                steps,
            ))
        };
        let first = of(1)?;
        Ok(FoldSize {
            first,
            further: of(2)?.saturating_sub(first),
            own: own_constraints::<F>(layout.arity()),
        })
    }

    /// With so many steps, without Nova's own.
    #[must_use]
    pub fn with(self, steps: usize) -> usize {
        self.further
            .saturating_mul(steps.saturating_sub(1))
            .saturating_add(self.first)
    }
}

/// The constraints of a fold, those that bind the state after it included.
///
/// # Errors
/// If the circuit can't be built, or is so large that no verifier builds it.
pub fn fold_constraints<F: ProofField>(circuit: &FoldCircuit<F>) -> Result<usize, SynthesisError> {
    // Two steps are counted even if a fold has but one.
    let mut counted = Counted::up_to(2 * MOST_CONSTRAINTS);
    let mut cx = Builder::<F, _>::counting(&mut counted);
    let z = (0..circuit.layout.arity())
        .map(|_| cx.unchecked_alloc("state", None))
        .collect::<Result<_, _>>()?;
    let outputs = circuit.build(&mut cx, z, None)?.len();
    Ok(counted.constraints + outputs)
}

/// Takes those steps in a fold for which a proof takes the least time by the model of ARCHITECTURE.md, among those that divide the
/// number of steps and that of each prefix to be proved; or those that are given.
///
/// # Errors
/// If those given do not divide them, a fold is too large, or the circuit can't be built.
pub fn plan_folds<F: ProofField>(
    function: &StepFunction,
    steps: u64,
    every: Option<u64>,
    steps_per_fold: Option<usize>,
) -> Result<FoldPlan<F>, FoldPlanError> {
    if every == Some(0) || steps_per_fold == Some(0) {
        return Err(FoldPlanError::NoSteps);
    }
    // A prefix as long as the whole cuts nothing.
    let every = every.filter(|every| *every < steps);
    let layout = Layout::new::<F>(function.program())?;
    let size = FoldSize::of::<F>(function, &layout)?;
    let steps_per_fold = match steps_per_fold {
        Some(given) => {
            let divides = |steps: u64| steps.is_multiple_of(given as u64);
            let whole = [(steps, "steps"), (every.unwrap_or(0), "steps of a prefix")];
            if let Some((steps, of)) = whole.into_iter().find(|(steps, _)| !divides(*steps)) {
                return Err(FoldPlanError::Divisor {
                    steps_per_fold: given,
                    steps,
                    of,
                });
            }
            given
        }
        None => choose(size, steps, every),
    };
    let constraints = size.with(steps_per_fold);
    if constraints > MOST_CONSTRAINTS || steps_per_fold > MOST_STEPS {
        return Err(FoldPlanError::TooLarge {
            steps: Steps(steps_per_fold),
        });
    }
    Ok(FoldPlan {
        circuit: Arc::new(FoldCircuit::new(function.shared(), layout, steps_per_fold)),
        folds: steps / steps_per_fold as u64,
        constraints,
    })
}

/// The divisor with the least time, whose fold is of a size worth considering; 1 if none is.
fn choose(size: FoldSize, steps: u64, every: Option<u64>) -> usize {
    let most = 1usize << STANDARD.end();
    let fits = |n: &usize| *n == 1 || size.with(*n).saturating_add(size.own) <= most;
    let seconds = |n: usize| {
        let constraints = size.with(n).saturating_add(size.own);
        Seconds::of(constraints).of_folds(steps / n as u64)
    };
    let divides = |n: &usize| {
        let n = *n as u64;
        steps.is_multiple_of(n) && every.is_none_or(|every| every.is_multiple_of(n))
    };
    let candidates = (1..=MOST_STEPS).take_while(fits).filter(divides);
    candidates
        .min_by(|a, b| seconds(*a).total_cmp(&seconds(*b)))
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_divisor_is_taken() {
        let size = FoldSize {
            first: 1_000,
            further: 500,
            own: 12_000,
        };
        assert_eq!(choose(size, 1, None), 1);
        // All in one fold, if that is small.
        assert_eq!(choose(size, 6, None), 6);
        // Five folds of 15,500 constraints take less than one of 27,500, whose compression is of twice the size.
        assert_eq!(choose(size, 30, None), 6);
        // A prime number of steps that is too large for one fold has no other divisor.
        assert_eq!(choose(size, 7_919, None), 1);
        let many = choose(size, 100_000, None);
        assert!(100_000 % many == 0 && many > 20, "{many}");
        let prefixes = choose(size, 100_000, Some(24));
        assert!(prefixes > 1 && 8 % prefixes == 0, "{prefixes}");
    }
}
