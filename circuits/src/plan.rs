//! How a run is proved: what a step offers, and how many steps make a fold.

use crate::chunk::Chunk;
use crate::count;
use crate::ivc::Interrupt;
use crate::program::Compiled;
use crate::scalar::{ProofField, Scalar};
use crate::step::layout::LayoutError;
use crate::step::{Circuit, ConstantDigests};
use foldscheme_lang::block::Slots;
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::machine::{Limits, Machine, Stopped};
use nova_snark::provider::bn256_grumpkin::bn256;
use std::sync::Arc;

/// Why a run can't be planned.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PlanError {
    /// The run was cut off.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The program has no circuit.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// Building the circuit failed.
    #[error("the step circuit could not be built: {0}")]
    Synthesis(String),
}

/// How a run is to be proved.
pub struct Plan<F: ProofField = Scalar> {
    /// The program's circuit.
    pub circuit: Arc<Circuit<F>>,
    /// Steps of the run.
    pub steps: u64,
    /// Constraints of one step, once the first steps of a chunk are past.
    pub constraints_per_step: usize,
    /// Steps in a fold.
    pub chunk: usize,
    /// Folds.
    pub folds: u64,
}

impl<F: ProofField> Plan<F> {
    /// Steps times constraints per step: without padding and without the folding scheme's own.
    #[must_use]
    pub fn constraints(&self) -> u64 {
        self.steps * self.constraints_per_step as u64
    }

    /// The blank circuit of one fold.
    #[must_use]
    pub fn blank(&self) -> Chunk<F> {
        Chunk::blank(Arc::clone(&self.circuit), self.chunk)
    }
}

/// Offers worth trying, beyond the least that the program needs.
fn offers(least: Slots) -> Vec<Slots> {
    let more = |least: u8, upto: u8| match least {
        0 => 0..=0,
        n => n..=n.max(upto),
    };
    let mut offers = Vec::new();
    for hash in more(least.hash, 2) {
        for range in more(least.range, 3) {
            offers.push(Slots { hash, range });
        }
    }
    offers
}

/// Runs the program once for each offer, and takes the offer and the chunk for which a proof takes
/// the least time by the model of ARCHITECTURE.md; or only the offer, if the chunk is given.
///
/// # Errors
/// If the run is cut off or the program has no circuit.
pub fn plan<F: ProofField>(
    compiled: &Compiled,
    limits: Limits,
    chunk: Option<usize>,
    interrupt: &Interrupt,
) -> Result<Plan<F>, PlanError> {
    let chunk = chunk.map(|chunk| chunk.clamp(1, MOST_STEPS));
    let mut best: Option<(Choice, Circuit<F>, u64, usize)> = None;
    let mut digests = ConstantDigests::default();
    for slots in offers(compiled.least_slots()) {
        let circuit = compiled.circuit_with(slots, &mut digests)?;
        let mut machine = Machine::new(&circuit.program, &circuit.program.inputs);
        machine.run(limits, &mut || interrupt.is_raised())?;
        // A program that is a mere constant is finished at its first step.
        let steps = machine.steps().max(1);
        drop(machine);
        let per_step = constraints_per_step(&circuit)?;
        let size = Size::of(&circuit, per_step);
        let choice = match chunk {
            Some(chunk) => size.choice(steps, chunk),
            None => size.choose(steps),
        };
        if best
            .as_ref()
            .is_none_or(|(least, ..)| choice.seconds < least.seconds)
        {
            best = Some((choice, circuit, steps, per_step));
        }
    }
    let Some((choice, circuit, steps, constraints_per_step)) = best else {
        return Err(PlanError::Synthesis("no offer".to_string()));
    };
    let chunk = match choice.log {
        Some(log) => {
            let most = filling(&circuit, constraints_per_step, log)?;
            choice.chunk.min(most.unwrap_or(1))
        }
        None => choice.chunk,
    };
    Ok(Plan {
        circuit: Arc::new(circuit),
        steps,
        constraints_per_step,
        chunk,
        folds: steps.div_ceil(chunk as u64),
    })
}

/// Steps in a fold and constraints of one, as [`plan`] finds them for a program in any field.
///
/// # Errors
/// As [`plan`].
pub fn fold_size(
    compiled: &Compiled,
    limits: Limits,
    chunk: Option<usize>,
    interrupt: &Interrupt,
) -> Result<(usize, usize), PlanError> {
    fn of<F: ProofField>(plan: &Plan<F>) -> (usize, usize) {
        (plan.chunk, plan.constraints_per_step)
    }
    Ok(match compiled.field() {
        ScalarField::Pallas => of::<Scalar>(&plan(compiled, limits, chunk, interrupt)?),
        ScalarField::Bn254 => of::<bn256::Scalar>(&plan(compiled, limits, chunk, interrupt)?),
    })
}

/// The most steps in a fold: keeps parameters within memory.
pub const MOST_STEPS: usize = 1 << 16;

/// Constraints of one step amid others: the mean over a dozen steps, rounded up. (Steps differ a little,
/// since a number gets a variable of its own whenever its combination has grown long.)
///
/// # Errors
/// If the circuit can't be built.
pub fn constraints_per_step<F: ProofField>(circuit: &Circuit<F>) -> Result<usize, PlanError> {
    const SETTLING: usize = 4;
    const SAMPLE: usize = 12;
    let before = chunk_constraints(circuit, SETTLING)?;
    let after = chunk_constraints(circuit, SETTLING + SAMPLE)?;
    Ok((after - before).div_ceil(SAMPLE))
}

/// Constraints of a chunk: decoding the state, the steps, and binding the state after them.
pub(crate) fn chunk_constraints<F: ProofField>(
    circuit: &Circuit<F>,
    steps: usize,
) -> Result<usize, PlanError> {
    count::chunk_constraints(circuit, steps).map_err(|e| PlanError::Synthesis(e.to_string()))
}

/// Constraints that nova-snark 0.76 adds on the primary curve to a step circuit of this arity. Its
/// sponge takes the state twelve elements at a time; measured for arities 1 to 80.
pub fn own_constraints<F: ProofField>(arity: usize) -> usize {
    F::NOVA_CONSTRAINTS.0 + arity + 1_554 * ((arity + 8) / 12)
}

/// How many steps fill a folded circuit of at most `2^log` constraints, Nova's own included; none if not even
/// one fits.
///
/// # Errors
/// If the circuit can't be built.
pub fn filling<F: ProofField>(
    circuit: &Circuit<F>,
    per_step: usize,
    log: u32,
) -> Result<Option<usize>, PlanError> {
    let size = (1usize << log).saturating_sub(own_constraints::<F>(circuit.layout.arity()));
    let mut chunk = Size::of(circuit, per_step).filling(log);
    // The mean per step is only near.
    while chunk > 0 {
        let over = chunk_constraints(circuit, chunk)?.saturating_sub(size);
        if over == 0 {
            return Ok(Some(chunk));
        }
        chunk = chunk.saturating_sub(over.div_ceil(per_step.max(1)));
    }
    Ok(None)
}

/// The sizes of folded circuits worth considering: powers of two, so that generators are shared and compression,
/// which goes by the next power of two, has nothing to fill up. A proof with the largest takes 1.6 GiB, with one
/// twice as large over 3, and is hardly sooner made.
pub(crate) const STANDARD: std::ops::RangeInclusive<u32> = 14..=18;

/// About how many constraints a folded circuit has.
#[derive(Clone, Copy, Debug)]
struct Size {
    /// Without any step.
    fixed: usize,
    /// For each step.
    per_step: usize,
}

/// A chunk, and how long a proof takes with it by the model.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Choice {
    seconds: f64,
    chunk: usize,
    /// The standard size that the chunk fills or is to stay within.
    log: Option<u32>,
}

impl Size {
    fn of<F: ProofField>(circuit: &Circuit<F>, per_step: usize) -> Size {
        let arity = circuit.layout.arity();
        Size {
            fixed: own_constraints::<F>(arity) + circuit.program.blocks.len() + 3 + arity,
            per_step: per_step.max(1),
        }
    }

    /// Steps that fill a standard size.
    fn filling(self, log: u32) -> usize {
        ((1usize << log).saturating_sub(self.fixed) / self.per_step).min(MOST_STEPS)
    }

    /// A run of `steps` in folds of `chunk`.
    fn choice(self, steps: u64, chunk: usize) -> Choice {
        let constraints = self.fixed + chunk * self.per_step;
        Choice {
            seconds: Seconds::of(constraints).of_folds(steps.div_ceil(chunk as u64)),
            chunk,
            log: None,
        }
    }

    /// Among the chunks that fill a standard size, the one for which a proof takes the least time.
    fn choose(self, steps: u64) -> Choice {
        // No chunk is longer than the run, rounded up so that runs of like length share a circuit.
        let whole = usize::try_from(steps.next_power_of_two()).unwrap_or(MOST_STEPS);
        STANDARD
            .filter_map(|log| {
                let chunk = self.filling(log).min(whole);
                (chunk > 0).then(|| Choice {
                    log: Some(log),
                    ..self.choice(steps, chunk)
                })
            })
            .min_by(|a, b| a.seconds.total_cmp(&b.seconds))
            .unwrap_or(self.choice(steps, 1))
    }
}

/// How long a proof takes for a circuit on two cores. Only the proportions matter; ARCHITECTURE.md
/// has the choice beside measured times.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seconds {
    /// One fold.
    fold: f64,
    /// Set-up, compression and verification, which are done once.
    rest: f64,
}

impl Seconds {
    /// For a folded circuit of so many constraints, Nova's own included.
    pub fn of(constraints: usize) -> Seconds {
        let units = |constraints: usize| constraints as f64 / 32768.0;
        Seconds {
            fold: 0.02 + 0.063 * units(constraints),
            rest: 0.34 + 0.925 * units(constraints.next_power_of_two()),
        }
    }

    /// For so many folds and what is done once.
    pub fn of_folds(self, folds: u64) -> f64 {
        folds as f64 * self.fold + self.rest
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
