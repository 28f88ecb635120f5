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

/// Runs the program once for each offer and takes the one with the fewest constraints; then
/// chooses the chunk, unless it is given.
///
/// # Errors
/// If the run is cut off or the program has no circuit.
pub fn plan<F: ProofField>(
    compiled: &Compiled,
    limits: Limits,
    chunk: Option<usize>,
    interrupt: &Interrupt,
) -> Result<Plan<F>, PlanError> {
    let mut best: Option<(u64, Circuit<F>, u64, usize)> = None;
    let mut digests = ConstantDigests::default();
    for slots in offers(compiled.least_slots()) {
        let circuit = compiled.circuit_with(slots, &mut digests)?;
        let mut machine = Machine::new(&circuit.program, &circuit.program.inputs);
        machine.run(limits, &mut || interrupt.is_raised())?;
        let steps = machine.steps();
        drop(machine);
        let per_step = constraints_per_step(&circuit)?;
        let total = steps.saturating_mul(per_step as u64);
        if best.as_ref().is_none_or(|(least, ..)| total < *least) {
            best = Some((total, circuit, steps, per_step));
        }
    }
    let Some((_, circuit, steps, constraints_per_step)) = best else {
        return Err(PlanError::Synthesis("no offer".to_string()));
    };
    // A program that is a mere constant is finished at its first step.
    let steps = steps.max(1);
    let chunk = match chunk {
        Some(chunk) => chunk.clamp(1, MOST_STEPS),
        None => choose_chunk(&circuit, steps, constraints_per_step)?,
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

/// The logarithm of the largest circuit that is chosen: a proof with it takes 1.6 GiB, with one twice as large over 3,
/// and is hardly sooner made.
const LARGEST_CHOSEN: u32 = 18;

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
pub(crate) fn own_constraints(arity: usize) -> usize {
    9_817 + arity + 1_554 * ((arity + 8) / 12)
}

/// Seconds of one fold and of compression for a circuit of `2^log` constraints: two cores, in
/// proportion to one another.
fn seconds(log: u32) -> (f64, f64) {
    let size = f64::from(1u32 << log) / 32768.0;
    (0.12 + 0.28 * size, 0.8 + 2.8 * size)
}

/// The number of steps for which folds and compression together take the least time, among those that fill a
/// circuit of a standard size: a power of two, so that generators are shared.
fn choose_chunk<F: ProofField>(
    circuit: &Circuit<F>,
    steps: u64,
    per_step: usize,
) -> Result<usize, PlanError> {
    let own = own_constraints(circuit.layout.arity());
    let fixed = own + circuit.program.blocks.len() + 3 + circuit.layout.arity();
    let mut best: Option<(f64, usize, usize)> = None;
    for log in 14..=LARGEST_CHOSEN {
        let size = 1usize << log;
        let chunk = (size.saturating_sub(fixed) / per_step.max(1)).min(MOST_STEPS);
        if chunk == 0 {
            continue;
        }
        // No longer than the run, rounded up so that runs of like length share a circuit.
        let chunk = chunk.min(usize::try_from(steps.next_power_of_two()).unwrap_or(chunk));
        let (fold, compress) = seconds(log);
        let time = steps.div_ceil(chunk as u64) as f64 * fold + compress;
        if best.is_none_or(|(least, ..)| time < least) {
            best = Some((time, chunk, size));
        }
    }
    let Some((_, mut chunk, size)) = best else {
        return Ok(1);
    };
    // The mean per step is only near: what is over the size would double it.
    loop {
        let over = (own + chunk_constraints(circuit, chunk)?).saturating_sub(size);
        if over == 0 || chunk == 1 {
            return Ok(chunk);
        }
        chunk = chunk.saturating_sub(over.div_ceil(per_step.max(1))).max(1);
    }
}
