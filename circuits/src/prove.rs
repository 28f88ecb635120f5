//! Makes proofs.

use crate::chunk::Chunk;
use crate::claim::{Claim, ClaimedOutcome, CurveCycle, Envelope, ProofBytes, CIRCUIT_VERSION};
use crate::container::{self, ContainerError};
use crate::data::Data;
use crate::ivc::{
    compress, Bn254, Bn254Ceremony, Cycle, Folding, Interrupt, Pasta, ProveError, PublicParameters,
};
use crate::params::Ceremony;
use crate::plan::{plan, Plan, PlanError};
use crate::program::Compiled;
use crate::scalar::ProofField;
use crate::step::witness::{Recorder, StepWitness};
use crate::verify::{self, VerificationError, Verified};
use foldscheme_lang::core::Constant;
use foldscheme_lang::diagnostic::Diagnostic;
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::machine::{Limits, Machine, Outcome, Stopped, Value};
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
    match (compiled.field(), &options.ceremony) {
        (ScalarField::Pallas, None) => prove_on(&Pasta, compiled, options, interrupt, progress),
        (ScalarField::Bn254, None) => prove_on(&Bn254, compiled, options, interrupt, progress),
        (ScalarField::Bn254, Some(ceremony)) => {
            let cycle = Bn254Ceremony(ceremony.clone());
            prove_on(&cycle, compiled, options, interrupt, progress)
        }
        (ScalarField::Pallas, Some(_)) => Err(Error::CeremonyCurve),
    }
}

fn prove_on<K: Cycle>(
    cycle: &K,
    compiled: &Compiled,
    options: &Options,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(Progress),
) -> Result<Proof, Error> {
    let mut timing = Timing::default();
    progress(Progress::Running);
    let started = Instant::now();
    let plan: Plan<K::Scalar> = plan(compiled, options.limits, options.chunk, interrupt)?;
    timing.running = started.elapsed();

    progress(Progress::Parameters);
    let started = Instant::now();
    let blank = plan.blank();
    let parameters = PublicParameters::on(cycle, &blank).map_err(ProveError::from)?;
    timing.parameters = started.elapsed();

    let started = Instant::now();
    let machine = Machine::new(&plan.circuit.program, &plan.circuit.program.inputs);
    let mut recorder = Recorder::new(&plan.circuit, machine);
    let folding = fold(
        &plan,
        &blank,
        &parameters,
        &mut recorder,
        interrupt,
        progress,
    )?;
    timing.folding = started.elapsed();

    progress(Progress::Compressing);
    let started = Instant::now();
    let proof = if options.compress {
        ProofBytes::Compressed(compress(&parameters, &folding, interrupt)?)
    } else {
        ProofBytes::Folded(folding.to_bytes()?)
    };
    drop(folding);
    timing.compressing = started.elapsed();

    let claim = claim(cycle.name(), compiled, &plan, &mut recorder)?;
    let machine = recorder.machine();
    let failure = match machine.outcome() {
        Some(Outcome::Error { site, irritant }) => {
            let (irritant, trace) = (machine.unload(irritant), machine.trace());
            Some(compiled.describe(&plan.circuit.program, site, &irritant, trace))
        }
        _ => None,
    };
    let bytes = container::encode(&Envelope { claim, proof })?;
    progress(Progress::Verifying);
    let started = Instant::now();
    let verified = verify::verify_with(&bytes, compiled, cycle, &parameters)?;
    timing.verifying = started.elapsed();
    Ok(Proof {
        bytes,
        verified,
        failure,
        timing,
        steps: plan.steps,
        constraints_per_step: plan.constraints_per_step,
    })
}

fn fold<K: Cycle>(
    plan: &Plan<K::Scalar>,
    blank: &Chunk<K::Scalar>,
    parameters: &PublicParameters<Chunk<K::Scalar>, K>,
    recorder: &mut Recorder<'_, K::Scalar>,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(Progress),
) -> Result<Folding<Chunk<K::Scalar>, K>, Error> {
    let z0 = recorder.state();
    let mut folding: Option<Folding<Chunk<K::Scalar>, K>> = None;
    let mut fold = 0;
    loop {
        progress(Progress::Folding {
            done: fold,
            total: plan.folds,
            steps: recorder.machine().steps().min(plan.steps),
        });
        if fold == plan.folds {
            break;
        }
        interrupt.check().map_err(ProveError::Interrupted)?;
        let witness: Vec<StepWitness<K::Scalar>> =
            (0..plan.chunk).map(|_| recorder.step()).collect();
        let circuit = blank.with_witness(witness);
        match &mut folding {
            Some(folding) => folding.step(parameters, &circuit, interrupt)?,
            None => folding = Some(Folding::new(parameters, &circuit, &z0)?),
        }
        fold += 1;
        let agrees = folding
            .as_ref()
            .is_some_and(|f| f.outputs() == recorder.state().as_slice());
        if !agrees {
            return Err(Error::Disagreement { fold });
        }
    }
    folding.ok_or(Error::Disagreement { fold: 0 })
}

fn claim<F: ProofField>(
    curve: CurveCycle,
    compiled: &Compiled,
    plan: &Plan<F>,
    recorder: &mut Recorder<'_, F>,
) -> Result<Claim, Error> {
    let outcome = match recorder.machine().outcome() {
        Some(Outcome::Value(value)) => ClaimedOutcome::Value(recorder.data(value)),
        Some(Outcome::Error { site, irritant }) => ClaimedOutcome::Error {
            site: site.0,
            irritant: recorder.data(irritant),
        },
        None => return Err(Error::Disagreement { fold: plan.folds }),
    };
    let output: Vec<Value> = recorder.machine().output().to_vec();
    Ok(Claim {
        circuit_version: CIRCUIT_VERSION,
        curve,
        sources: compiled.texts().to_vec(),
        included: compiled.included().to_vec(),
        inputs: inputs(&plan.circuit.program.inputs),
        outcome,
        output: output
            .into_iter()
            .map(|value| recorder.data(value))
            .collect(),
        slots: plan.circuit.program.slots,
        chunk: plan.chunk as u32,
        folds: plan.folds,
    })
}

/// A program's public inputs as a claim has them.
pub(crate) fn inputs(inputs: &[Constant]) -> Vec<Data> {
    inputs
        .iter()
        .map(|input| Data::new(std::slice::from_ref(input), &[]))
        .collect()
}
