//! Makes proofs.

use crate::adapter::nova_error;
use crate::checkpoint::{Checkpoint, CheckpointError, Keep, Nowhere, Outline};
use crate::chunk::Chunk;
use crate::claim::{Claim, ClaimedOutcome, CurveCycle, Envelope, CIRCUIT_VERSION};
use crate::container::{self, ContainerError};
use crate::data::Data;
use crate::ivc::{Bn254, Bn254Ceremony, Cycle, Interrupt, Pasta, ProveError};
use crate::params::Ceremony;
use crate::plan::{plan, Plan, PlanError};
use crate::program::Compiled;
use crate::prover::{Course, Prover};
use crate::scalar::{to_bytes, ProofField};
use crate::step::witness::Recorder;
use crate::typed::fold::FoldError;
use crate::verifier::Given;
use crate::verify::{self, VerificationError, Verified};
use foldscheme_lang::core::Constant;
use foldscheme_lang::diagnostic::Diagnostic;
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::machine::{Limits, Machine, Outcome, Stopped, Value};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a proof is to be like.
#[derive(Clone, Debug)]
pub struct Options {
    /// Limits of the run.
    pub limits: Limits,
    /// Whether the folded proof is compressed.
    pub compress: bool,
    /// Steps in a fold, if not to be chosen.
    pub chunk: Option<usize>,
    /// The ceremony whose powers commitments on BN254 are made with; without one the proof is transparent.
    pub ceremony: Option<Ceremony>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            limits: Limits::default(),
            compress: true,
            chunk: None,
            ceremony: None,
        }
    }
}

/// How far a proof is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The program is run, to choose its circuit.
    Running,
    /// Public parameters are made.
    Parameters,
    /// The folds of a checkpoint are verified, and the program is run to where they end.
    Restoring,
    /// Folds.
    Folding {
        /// Folds done.
        done: u64,
        /// Folds in all.
        total: u64,
        /// Machine steps done.
        steps: u64,
    },
    /// The folded proof is compressed.
    Compressing,
    /// The proof is verified from its bytes.
    Verifying,
}

/// Where the time went.
#[derive(Clone, Copy, Debug, Default)]
pub struct Timing {
    /// Running the program and choosing its circuit.
    pub running: Duration,
    /// Making public parameters.
    pub parameters: Duration,
    /// Folding, witnesses included.
    pub folding: Duration,
    /// Compressing.
    pub compressing: Duration,
    /// Verifying, parameters not included.
    pub verifying: Duration,
}

/// A proof with what was learnt while making it.
pub struct Proof {
    /// The proof file's bytes.
    pub bytes: Vec<u8>,
    /// What it proves, as its verification found.
    pub verified: Verified,
    /// The error that the run ended in, if it did, with the calls that led to it. They are no part of
    /// what is proved.
    pub failure: Option<Diagnostic>,
    /// Where the time went.
    pub timing: Timing,
    /// Steps of the run.
    pub steps: u64,
    /// Constraints of a step.
    pub constraints_per_step: usize,
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The run was cut off.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The run can't be planned.
    #[error(transparent)]
    Plan(PlanError),
    /// Folding or compressing failed.
    #[error(transparent)]
    Prove(#[from] ProveError),
    /// The checkpoint to go on from is not of this proof.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Typed steps have no proof.
    #[error(transparent)]
    Fold(Box<FoldError>),
    /// The proof could not be written down.
    #[error(transparent)]
    Container(#[from] ContainerError),
    /// A ceremony is no use on this curve.
    #[error("a ceremony's file is of use on the curve BN254 only")]
    CeremonyCurve,
    /// The circuit and the machine disagree; this is a defect of this program.
    #[error(
        "the circuit's state after fold {fold} is not the machine's; please report this program"
    )]
    Disagreement {
        /// After which fold.
        fold: u64,
    },
    /// The finished proof did not verify; this is a defect of this program.
    #[error("the proof just made does not verify: {0}")]
    Verification(#[from] VerificationError),
}

impl From<FoldError> for Error {
    fn from(error: FoldError) -> Self {
        Error::Fold(Box::new(error))
    }
}

impl From<PlanError> for Error {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Stopped(stopped) => Error::Stopped(stopped),
            other => Error::Plan(other),
        }
    }
}

impl Error {
    /// Whether the ceremony's file is at fault.
    #[must_use]
    pub fn is_about_the_ceremony(&self) -> bool {
        matches!(self, Error::Prove(ProveError::Ceremony(_)))
    }

    /// Whether the caller asked for it.
    #[must_use]
    pub fn is_interruption(&self) -> bool {
        matches!(
            self,
            Error::Stopped(Stopped::Interrupted) | Error::Prove(ProveError::Interrupted(_))
        )
    }
}

/// Runs a program and proves the run; verifies the proof from its bytes before it returns.
///
/// # Errors
/// If a limit is reached, `interrupt` is raised, or the prover fails.
pub fn prove(
    compiled: &Compiled,
    options: &Options,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(Progress),
) -> Result<Proof, Error> {
    prove_resumably(compiled, options, None, &mut Nowhere, interrupt, progress)
}

/// [`prove`] that goes on from a checkpoint, if there is one, and keeps checkpoints. Folds that an option does not
/// settle are as large as the checkpoint's.
///
/// Once `interrupt` is raised, it returns within a fold. What does not look at the flag, making parameters,
/// compressing and verifying, is left to threads that end by themselves some time later.
///
/// # Errors
/// Those of [`prove`]; and if the checkpoint is not of this proof, which leaves it as it is.
pub fn prove_resumably(
    compiled: &Compiled,
    options: &Options,
    from: Option<&Checkpoint>,
    keep: &mut dyn Keep,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(Progress),
) -> Result<Proof, Error> {
    let memory = (from, keep);
    match (compiled.field(), &options.ceremony) {
        (ScalarField::Pallas, None) => {
            prove_on(&Pasta, compiled, options, memory, interrupt, progress)
        }
        (ScalarField::Bn254, None) => {
            prove_on(&Bn254, compiled, options, memory, interrupt, progress)
        }
        (ScalarField::Bn254, Some(ceremony)) => {
            let cycle = Bn254Ceremony(ceremony.clone());
            prove_on(&cycle, compiled, options, memory, interrupt, progress)
        }
        (ScalarField::Pallas, Some(_)) => Err(Error::CeremonyCurve),
    }
}

fn prove_on<K: Cycle + Clone + 'static>(
    cycle: &K,
    compiled: &Compiled,
    options: &Options,
    (from, keep): (Option<&Checkpoint>, &mut dyn Keep),
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(Progress),
) -> Result<Proof, Error> {
    let started = Instant::now();
    progress(Progress::Running);
    let identity = to_bytes(compiled.identity::<K::Scalar>());
    from.map_or(Ok(()), |c| c.check_identity(&identity))?;
    let chunk = options.chunk.or(from.map(Checkpoint::chunk));
    let plan: Plan<K::Scalar> = plan(compiled, options.limits, chunk, interrupt)?;
    check_room(cycle.name(), compiled, &plan, options.limits, interrupt)?;
    let outline = Outline {
        identity,
        curve: cycle.name(),
        slots: plan.circuit.program.slots,
        chunk: plan.chunk,
        folds: plan.folds,
    };
    let running = started.elapsed();
    let z0 = verify::initial_state(&plan.circuit);
    let mut prover = Prover::set_up(
        cycle,
        plan.blank(),
        z0,
        &outline,
        (from, keep),
        interrupt,
        progress,
    )?;
    prover.timing.running = running;
    let mut machine = Machine::new(&plan.circuit.program, &plan.circuit.program.inputs);
    replay(&mut machine, prover.done() * plan.chunk as u64, interrupt)?;
    let mut run = MachineRun {
        recorder: Recorder::new(&plan.circuit, machine),
        plan: &plan,
    };
    prover.check_restored(&mut run)?;
    if options.compress {
        prover.prepare_keys();
    }
    prover.fold(&mut run, plan.folds, progress)?;
    let proof = prover.seal(options.compress, progress)?;

    let mut recorder = run.recorder;
    let end = end(recorder.machine());
    let data = |value| recorder.data(value);
    let claim = claim(cycle.name(), compiled, &plan, end, data)?;
    let machine = recorder.machine();
    let failure = match machine.outcome() {
        Some(Outcome::Error { site, irritant }) => {
            let (irritant, trace) = (machine.unload(irritant), machine.trace());
            Some(compiled.describe(&plan.circuit.program, site, &irritant, trace))
        }
        _ => None,
    };
    drop(recorder);
    let bytes = container::encode(&Envelope { claim, proof })?;
    let (program, held, parameters) = (compiled.clone(), cycle.clone(), prover.parameters());
    let check = move || {
        let verified = verify::verify_with(&bytes, Some(&program), &held, &Given(parameters));
        (bytes, verified)
    };
    let (bytes, verified) = prover.verified(check, progress)?;
    Ok(Proof {
        bytes,
        verified: verified?,
        failure,
        timing: prover.timing,
        steps: plan.steps,
        constraints_per_step: plan.constraints_per_step,
    })
}

/// A run of the machine, to be folded.
struct MachineRun<'r, F: ProofField> {
    recorder: Recorder<'r, F>,
    plan: &'r Plan<F>,
}

impl<F: ProofField> Course<F> for MachineRun<'_, F> {
    fn state(&mut self) -> Vec<F> {
        self.recorder.state()
    }

    fn steps(&self) -> u64 {
        self.plan.steps.min(self.recorder.machine().steps())
    }

    fn record(&mut self) -> Result<Chunk<F>, Error> {
        let z = self.recorder.state();
        let witness = (0..self.plan.chunk).map(|_| self.recorder.step()).collect();
        let circuit = Arc::clone(&self.plan.circuit);
        let chunk = Chunk::machine(circuit, self.plan.chunk, Some(witness)).computed_from(&z);
        Ok(chunk.map_err(|error| ProveError::Nova(nova_error(error).into()))?)
    }
}

/// Runs the machine on to so many steps, those after its end included.
fn replay(machine: &mut Machine<'_>, steps: u64, interrupt: &Interrupt) -> Result<(), Error> {
    while machine.steps() < steps {
        if machine.steps().is_multiple_of(4096) {
            interrupt.check().map_err(ProveError::Interrupted)?;
            machine.collect_if_grown();
        }
        machine.step(None);
    }
    Ok(())
}

/// The claim of a finished run, its values as `data` writes them.
fn claim<F: ProofField>(
    curve: CurveCycle,
    compiled: &Compiled,
    plan: &Plan<F>,
    (outcome, output): (Option<Outcome>, Vec<Value>),
    mut data: impl FnMut(Value) -> Data,
) -> Result<Claim, Error> {
    let outcome = match outcome {
        Some(Outcome::Value(value)) => ClaimedOutcome::Value(data(value)),
        Some(Outcome::Error { site, irritant }) => ClaimedOutcome::Error {
            site: site.0,
            irritant: data(irritant),
        },
        None => return Err(Error::Disagreement { fold: plan.folds }),
    };
    Ok(Claim {
        circuit_version: CIRCUIT_VERSION,
        curve,
        sources: compiled.texts().to_vec(),
        included: compiled.included().to_vec(),
        inputs: inputs(&plan.circuit.program.inputs),
        outcome,
        output: output.into_iter().map(data).collect(),
        slots: plan.circuit.program.slots,
        chunk: plan.chunk as u32,
        folds: plan.folds,
    })
}

/// How a machine ended, and what it emitted.
fn end(machine: &Machine<'_>) -> (Option<Outcome>, Vec<Value>) {
    (machine.outcome(), machine.output().to_vec())
}

/// Runs the program to its end, to see whether a proof of it could be read.
fn check_room<F: ProofField>(
    curve: CurveCycle,
    compiled: &Compiled,
    plan: &Plan<F>,
    limits: Limits,
    interrupt: &Interrupt,
) -> Result<(), Error> {
    let mut machine = Machine::new(&plan.circuit.program, &plan.circuit.program.inputs);
    machine.run(limits, &mut || interrupt.is_raised())?;
    // Digests of procedures are as long as what stands for them.
    let data = |value| Data::new(&machine.unload(value), &[]);
    let claim = claim(curve, compiled, plan, end(&machine), data)?;
    Ok(container::check_room(&claim)?)
}

/// A program's public inputs as a claim has them.
pub(crate) fn inputs(inputs: &[Constant]) -> Vec<Data> {
    inputs
        .iter()
        .map(|input| Data::new(std::slice::from_ref(input), &[]))
        .collect()
}
