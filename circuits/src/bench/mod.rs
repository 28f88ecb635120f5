//! The prover beside `nova_snark`'s own engine, on the same circuits and the same witnesses.
//!
//! A [`Workload`] is a real program's chunks that fill a circuit of a standard size. Each [`Side`]
//! sets up parameters for it, folds the chunks, compresses what is folded, and verifies compressed proofs, its own
//! and the other side's, which have the same bytes.
//!
//! Refuses: nothing here takes the time. That is left to the caller, who decides what runs meanwhile.
mod ours;
mod stock;

pub use ours::Ours;
pub use stock::Stock;

use crate::chunk::Chunk;
use crate::claim::SourceText;
use crate::ivc::{Interrupt, ProveError, VerifyError};
use crate::plan::{constraints_per_step, filling, plan, Plan, PlanError};
use crate::program::Compiled;
use crate::scalar::Scalar;
use crate::step::witness::Recorder;
use foldscheme_lang::machine::{Limits, Machine};
use nova_snark::errors::NovaError;
use nova_snark::traits::commitment::CommitmentEngineTrait;
use nova_snark::traits::Engine;

/// The program: naive Fibonacci numbers, which call, return, compare and add.
pub const PROGRAM: &str =
    "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 20)";

/// Why there is nothing to measure.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The program has no circuit of this size.
    #[error("no step of the program fits in 2^{0} constraints")]
    Size(u32),
    /// The program has no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// This engine's prover failed.
    #[error(transparent)]
    Prove(#[from] ProveError),
    /// This engine's verifier refused a proof.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// The stock engine failed or refused a proof.
    #[error("the stock engine: {0}")]
    Stock(#[from] NovaError),
    /// A proof could not be written or read as the stock engine's.
    #[error("the stock engine's proof: {0}")]
    Encoding(#[from] postcard::Error),
    /// A request came too early.
    #[error("nothing is set up yet")]
    NotSetUp,
    /// All chunks are folded.
    #[error("all {0} chunks are folded")]
    NoChunk(usize),
}

/// Chunks of a program's run, with their witnesses.
pub struct Workload {
    blank: Chunk,
    chunks: Vec<Chunk>,
    z0: Vec<Scalar>,
    steps: usize,
}

impl Workload {
    /// The first `folds` chunks of [`PROGRAM`]'s run, each of as many steps as fit in `2^log` constraints.
    ///
    /// # Errors
    /// If not even one step fits.
    pub fn new(log: u32, folds: usize) -> Result<Workload, BenchError> {
        let text = SourceText {
            name: "fib.scm".to_string(),
            text: PROGRAM.to_string(),
        };
        let compiled =
            Compiled::new(vec![text]).map_err(|error| PlanError::Synthesis(error.render(false)))?;
        let plan: Plan = plan(&compiled, Limits::default(), None, &Interrupt::new())?;
        let per_step = constraints_per_step(&plan.circuit)?;
        let steps = filling(&plan.circuit, per_step, log)?.ok_or(BenchError::Size(log))?;
        let blank = Chunk::blank(plan.circuit.clone(), steps);
        let machine = Machine::new(&plan.circuit.program, &plan.circuit.program.inputs);
        let mut recorder = Recorder::new(&plan.circuit, machine);
        let z0 = recorder.state();
        let chunks = (0..folds)
            .map(|_| {
                let witness = (0..steps).map(|_| recorder.step()).collect();
                Chunk::machine(plan.circuit.clone(), steps, Some(witness))
            })
            .collect();
        Ok(Workload {
            blank,
            chunks,
            z0,
            steps,
        })
    }

    /// Machine steps in a chunk.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    fn chunk(&self, i: usize) -> Result<&Chunk, BenchError> {
        let all = self.chunks.len();
        self.chunks.get(i).ok_or(BenchError::NoChunk(all))
    }
}

/// Threads that either prover works with.
#[must_use]
pub fn threads() -> usize {
    rayon::current_num_threads()
}

/// The commitment keys of a circuit of `2^log` constraints, on both curves.
fn keys<E1: Engine, E2: Engine>(log: u32) -> Result<(), NovaError> {
    E1::CE::setup(LABEL, 1 << log)?;
    E2::CE::setup(LABEL, 1 << SECONDARY)?;
    Ok(())
}

/// The secondary circuit, the folding scheme's own, has up to `2^14` constraints.
const SECONDARY: u32 = 14;
/// What `nova_snark` derives its commitment keys from.
const LABEL: &[u8] = b"ck";

/// One of the two provers, at work on a [`Workload`].
pub trait Side: Sized {
    /// Makes or loads the generators for `2^log` constraints.
    ///
    /// # Errors
    /// If there are no keys of that size.
    fn generators(log: u32) -> Result<(), BenchError>;

    /// Makes the parameters and all keys, and takes the first chunk.
    ///
    /// # Errors
    /// Those of the prover.
    fn set_up(workload: Workload) -> Result<Self, BenchError>;

    /// Constraints of the folded circuits: (primary, secondary).
    fn constraints(&self) -> (usize, usize);

    /// The parameters' identity, which both sides agree on.
    fn parameters(&self) -> String;

    /// Folds the next chunk.
    ///
    /// # Errors
    /// Those of the prover; if there is no further chunk.
    fn fold(&mut self) -> Result<(), BenchError>;

    /// Compresses what is folded so far.
    ///
    /// # Errors
    /// Those of the prover.
    fn compress(&self) -> Result<Vec<u8>, BenchError>;

    /// Verifies a compressed proof of as many chunks as are folded here, whoever made it; gives the
    /// state that it proves.
    ///
    /// # Errors
    /// If the proof is rejected.
    fn verify(&self, proof: &[u8]) -> Result<Vec<Scalar>, BenchError>;
}
