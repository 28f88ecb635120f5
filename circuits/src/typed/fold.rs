//! Makes proofs of typed steps.

use super::claim::{Elements, FoldClaim, FoldEnvelope, ModelDigest, TYPED_VERSION};
use super::function::{add, StepFunction};
use super::input::{
    by_port, chained, publicly, state_elements, weights_digest, FoldInput, InputError, Run,
    RunFailure, Salt, OF_STEPS,
};
use super::layout::{Layout, State};
use super::plan::{plan_folds, FoldPlan, FoldPlanError};
use super::statement::{FoldWitness, StepWitness};
use super::verify::{verify_fold_with, VerifiedFold};
use crate::adapter::nova_error;
use crate::checkpoint::{Checkpoint, Keep, Outline};
use crate::chunk::Chunk;
use crate::claim::CurveCycle;
use crate::container::{self, TYPED_MAGIC};
use crate::ivc::{Bn254, Bn254Ceremony, Cycle, Interrupt, Pasta, ProveError};
use crate::params::Ceremony;
use crate::prove::{Error, Progress, Timing};
use crate::prover::{Course, Prover};
use crate::scalar::{to_bytes, ProofField, Scalar};
use crate::verifier::Given;
use foldscheme_lang::block::Slots;
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::typed::array::{Array, Value};
use foldscheme_lang::typed::program::Role;
use nova_snark::provider::bn256_grumpkin::bn256;
use sha3::{Digest, Sha3_256};
use std::sync::Arc;
use std::time::Instant;

/// What a proof of typed steps is to be like.
#[derive(Clone, Debug)]
pub struct FoldOptions {
    /// Whether the folded proof is compressed.
    pub compress: bool,
    /// Steps in a fold, if not to be chosen.
    pub steps_per_fold: Option<usize>,
    /// After how many steps, again and again, the steps so far get a proof of their own, which shows the state that they end in.
    pub every: Option<u64>,
    /// The ceremony whose powers commitments on BN254 are made with; without one the proof is transparent.
    pub ceremony: Option<Ceremony>,
}

impl Default for FoldOptions {
    fn default() -> Self {
        FoldOptions {
            compress: true,
            steps_per_fold: None,
            every: None,
            ceremony: None,
        }
    }
}

/// A proof of typed steps with what was learnt while making it.
pub struct FoldProof {
    /// The proof file's bytes.
    pub bytes: Vec<u8>,
    /// What it proves, as its verification found.
    pub verified: VerifiedFold,
    /// Where the time went so far.
    pub timing: Timing,
    /// Constraints of a fold, without the folding scheme's own.
    pub constraints: usize,
}

/// Why typed steps have no proof.
#[derive(Debug, thiserror::Error)]
pub enum FoldError {
    /// What goes in does not fit the step function.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The steps can't be cut into folds.
    #[error(transparent)]
    Plan(#[from] FoldPlanError),
    /// A step has no result.
    #[error("step {} has no result", .0.step)]
    Step(RunFailure),
    /// Whoever was handed the proof of a prefix could not take it.
    #[error("the proof of the first {steps} steps could not be written: {error}")]
    Prefix {
        /// Steps of the prefix.
        steps: u64,
        /// Why.
        error: std::io::Error,
    },
}

/// Takes the proof of a prefix.
pub type TakePrefix<'t> = dyn FnMut(FoldProof) -> std::io::Result<()> + 't;

/// Runs a step function over its inputs and proves the run; verifies every proof from its bytes before it hands it over.
///
/// Goes on from a checkpoint, if there is one, and keeps checkpoints. After every so many steps the proof of the steps so far, a complete one,
/// is handed to `prefix`. Steps in a fold that no option settles are those of the checkpoint.
///
/// Once `interrupt` is raised, it returns within a fold; see [`prove_resumably`](crate::prove::prove_resumably).
///
/// # Errors
/// If the input does not fit, a step has no result, the checkpoint is not of this proof, `interrupt` is raised, `prefix` fails, or
/// the prover does.
#[allow(clippy::too_many_arguments)]
pub fn fold_steps(
    function: &StepFunction,
    input: &FoldInput,
    options: &FoldOptions,
    from: Option<&Checkpoint>,
    keep: &mut dyn Keep,
    interrupt: &Interrupt,
    progress: &mut dyn FnMut(Progress),
    prefix: &mut TakePrefix<'_>,
) -> Result<FoldProof, Error> {
    let job = Job {
        function,
        input,
        options,
        interrupt,
    };
    let memory = (from, keep);
    match (function.field(), &options.ceremony) {
        (ScalarField::Pallas, None) => job.on(&Pasta, memory, progress, prefix),
        (ScalarField::Bn254, None) => job.on(&Bn254, memory, progress, prefix),
        (ScalarField::Bn254, Some(ceremony)) => {
            job.on(&Bn254Ceremony(ceremony.clone()), memory, progress, prefix)
        }
        (ScalarField::Pallas, Some(_)) => Err(Error::CeremonyCurve),
    }
}

/// The digest that weights and the blocks of all steps are bound to under a salt; nothing if the step function has neither.
///
/// # Errors
/// If a hash can't be built.
///
/// # Panics
/// If the arrays do not fit the step function: see [`FoldInput::check`].
pub fn model_digest(
    function: &StepFunction,
    weights: &[Array],
    blocks: &[Vec<Array>],
    salt: &Salt,
) -> Result<Option<ModelDigest>, FoldPlanError> {
    Ok(match function.field() {
        ScalarField::Pallas => model_digest_over::<Scalar>(function, weights, blocks, salt)?,
        ScalarField::Bn254 => model_digest_over::<bn256::Scalar>(function, weights, blocks, salt)?,
    })
}

fn model_digest_over<F: ProofField>(
    function: &StepFunction,
    weights: &[Array],
    blocks: &[Vec<Array>],
    salt: &Salt,
) -> Result<Option<ModelDigest>, FoldPlanError> {
    let program = function.program();
    let layout = Layout::new::<F>(program)?;
    let weights = by_port(program, &[Role::Weights], weights);
    let mut digest = layout
        .weights
        .then(|| weights_digest(program, &layout, &weights, salt.of_weights::<F>()));
    if layout.blocks {
        let mut chain = digest.unwrap_or(F::ZERO);
        for (step, block) in (0..).zip(blocks) {
            let block = by_port(program, &[Role::Block], block);
            chain = chained(program, &layout, chain, &block, salt.of_block(step));
        }
        digest = Some(chain);
    }
    Ok(digest.map(|digest| ModelDigest(to_bytes(digest))))
}

/// What is to be proved.
struct Job<'j> {
    function: &'j StepFunction,
    input: &'j FoldInput,
    options: &'j FoldOptions,
    interrupt: &'j Interrupt,
}

impl Job<'_> {
    fn on<K: Cycle + Clone + 'static>(
        &self,
        cycle: &K,
        (from, keep): (Option<&Checkpoint>, &mut dyn Keep),
        progress: &mut dyn FnMut(Progress),
        prefix: &mut TakePrefix<'_>,
    ) -> Result<FoldProof, Error> {
        let started = Instant::now();
        progress(Progress::Running);
        self.input.check(self.function).map_err(FoldError::Input)?;
        let identity = self.identity();
        from.map_or(Ok(()), |checkpoint| checkpoint.check_identity(&identity))?;
        let given = self.options.steps_per_fold.or(from.map(Checkpoint::chunk));
        let plan: FoldPlan<K::Scalar> =
            plan_folds(self.function, self.input.count(), self.options.every, given)
                .map_err(FoldError::Plan)?;
        let outline = Outline {
            identity,
            curve: cycle.name(),
            slots: Slots { hash: 0, range: 0 },
            chunk: plan.circuit.steps,
            folds: plan.folds,
        };
        // What fails does so before anything is folded.
        let mut dry = Run::new(self.function.program(), self.input);
        for _ in 0..self.input.count() {
            self.interrupt.check().map_err(ProveError::Interrupted)?;
            dry.step().map_err(FoldError::Step)?;
        }
        // As long as the claim will be.
        let none = K::Scalar::from(0);
        let digests = (Some(none), Some(none));
        container::check_room(&self.claim(cycle.name(), &plan, &dry, digests))?;
        let mut course = StepsRun::new(self.function, self.input, &plan);
        let running = started.elapsed();
        let z0 = course.state();
        let mut prover = Prover::set_up(
            cycle,
            plan.blank(),
            z0,
            &outline,
            (from, &mut *keep),
            self.interrupt,
            progress,
        )?;
        prover.timing.running = running;
        let restored = prover.done();
        course.replay(restored, self.interrupt)?;
        prover.check_restored(&mut course)?;
        if self.options.compress {
            prover.prepare_keys();
        }
        for until in self.ends(&plan, restored) {
            prover.fold(&mut course, until, progress)?;
            let proof = self.seal(cycle, &mut prover, &plan, &course, progress)?;
            if until == plan.folds {
                return Ok(proof);
            }
            let steps = course.run.done;
            prefix(proof).map_err(|error| FoldError::Prefix { steps, error })?;
        }
        Err(Error::Disagreement { fold: restored })
    }

    /// After which folds there is to be a proof: the last of them, and those that end a prefix. The prefix that a checkpoint ends
    /// is among them, since it may not have been handed over yet.
    fn ends<F: ProofField>(&self, plan: &FoldPlan<F>, restored: u64) -> Vec<u64> {
        let every = self.options.every.unwrap_or(u64::MAX) / plan.circuit.steps as u64;
        let prefixes = (1..)
            .map_while(|i: u64| i.checked_mul(every))
            .take_while(|end| *end < plan.folds)
            .filter(|end| *end >= restored);
        prefixes.chain([plan.folds]).collect()
    }

    /// The proof of what is folded so far.
    fn seal<K: Cycle + Clone + 'static>(
        &self,
        cycle: &K,
        prover: &mut Prover<'_, K>,
        plan: &FoldPlan<K::Scalar>,
        course: &StepsRun<'_, K::Scalar>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<FoldProof, Error> {
        let proof = prover.seal(self.options.compress, progress)?;
        let digests = (course.model, course.chain);
        let claim = self.claim(cycle.name(), plan, &course.run, digests);
        let bytes = container::encode_as(TYPED_MAGIC, &FoldEnvelope { claim, proof })?;
        let (function, held) = (self.function.clone(), cycle.clone());
        let parameters = prover.parameters();
        let check = move || {
            let verified = verify_fold_with(&bytes, Some(&function), &held, &Given(parameters));
            (bytes, verified)
        };
        let (bytes, verified) = prover.verified(check, progress)?;
        Ok(FoldProof {
            bytes,
            verified: verified?,
            timing: prover.timing,
            constraints: plan.constraints,
        })
    }

    /// What is claimed of the steps done so far, with the digests of weights and of blocks.
    fn claim<F: ProofField>(
        &self,
        curve: CurveCycle,
        plan: &FoldPlan<F>,
        run: &Run<'_>,
        (weights, blocks): (Option<F>, Option<F>),
    ) -> FoldClaim {
        let program = self.function.program();
        let steps = run.done;
        let digest = |element: Option<F>| element.map(|element| ModelDigest(to_bytes(element)));
        let public: Vec<bool> = program
            .ports
            .iter()
            .filter(|port| OF_STEPS.contains(&port.role))
            .map(|port| port.role == Role::Public)
            .collect();
        // Steps without public inputs leave nothing in the claim, so that it does not grow with them.
        let listed = if public.contains(&true) {
            steps as usize
        } else {
            0
        };
        let inputs = self.input.steps.iter().take(listed).map(|arrays| {
            let shown = arrays.iter().zip(&public).filter(|(_, public)| **public);
            shown.map(|(array, _)| Elements::of(array)).collect()
        });
        let constants = self.function.constants().iter();
        FoldClaim {
            typed_version: TYPED_VERSION,
            curve,
            source: self.function.text().clone(),
            constants: constants
                .map(|(name, array)| (name.clone(), Elements::of(array)))
                .collect(),
            steps,
            steps_per_fold: plan.circuit.steps as u32,
            initial: self.input.state.iter().map(Elements::of).collect(),
            inputs: inputs.collect(),
            weights: digest(weights),
            blocks: digest(blocks),
            result: run.arrays().iter().map(Elements::of).collect(),
        }
    }

    /// What tells this proof's checkpoints from those of other functions and other data, hidden data included.
    fn identity(&self) -> [u8; 32] {
        let mut hasher = Sha3_256::new();
        hasher.update(b"foldscheme fold 1");
        hasher.update(TYPED_VERSION.to_le_bytes());
        hasher.update(self.function.id().0);
        hasher.update(self.input.salt.to_bytes());
        let arrays = self.input.state.iter().chain(&self.input.weights);
        for array in arrays.chain(self.input.steps.iter().flatten()) {
            add(&mut hasher, array);
        }
        hasher.finalize().into()
    }
}

/// A run of a step function, recorded fold by fold.
pub struct StepsRun<'r, F: ProofField> {
    run: Run<'r>,
    plan: &'r FoldPlan<F>,
    salt: &'r Salt,
    weights: Arc<[Vec<Value>]>,
    identity: F,
    model: Option<F>,
    chain: Option<F>,
    public: Option<F>,
}

impl<'r, F: ProofField> StepsRun<'r, F> {
    /// From the start. The input must fit the step function: see [`FoldInput::check`].
    #[must_use]
    pub fn new(function: &'r StepFunction, input: &'r FoldInput, plan: &'r FoldPlan<F>) -> Self {
        let (program, layout) = (function.program(), &plan.circuit.layout);
        let weights = by_port(program, &[Role::Weights], &input.weights);
        let salt = &input.salt;
        let model = layout
            .weights
            .then(|| weights_digest(program, layout, &weights, salt.of_weights()));
        StepsRun {
            run: Run::new(program, input),
            plan,
            salt,
            weights: weights.into(),
            identity: function.identity(),
            model,
            chain: layout.blocks.then_some(model.unwrap_or(F::ZERO)),
            public: layout.public.then_some(F::ZERO),
        }
    }

    /// Takes a step.
    fn step(&mut self) -> Result<StepWitness<F>, FoldError> {
        let salt = self.salt.of_block(self.run.done);
        let ports = self.run.step().map_err(FoldError::Step)?;
        let (program, layout) = (&*self.plan.circuit.program, &self.plan.circuit.layout);
        self.chain = self
            .chain
            .map(|chain| chained(program, layout, chain, &ports, salt));
        self.public = self
            .public
            .map(|public| publicly(program, layout, public, &ports));
        Ok(StepWitness { ports, salt })
    }

    /// The state that the next fold starts from.
    #[must_use]
    pub fn state(&self) -> Vec<F> {
        let (program, layout) = (&*self.plan.circuit.program, &self.plan.circuit.layout);
        State {
            identity: self.identity,
            model: self.model,
            chain: self.chain,
            public: self.public,
            state: state_elements(program, layout, &self.run.state()),
        }
        .encode()
    }

    /// Takes the steps of the next fold.
    ///
    /// # Errors
    /// If a step has no result.
    pub fn witness(&mut self) -> Result<FoldWitness<F>, FoldError> {
        Ok(FoldWitness {
            state: self.run.state(),
            weights: Arc::clone(&self.weights),
            salt: self.salt.of_weights(),
            steps: (0..self.plan.circuit.steps)
                .map(|_| self.step())
                .collect::<Result<_, _>>()?,
        })
    }

    /// Runs on to where so many folds end.
    fn replay(&mut self, folds: u64, interrupt: &Interrupt) -> Result<(), Error> {
        while self.run.done < folds * self.plan.circuit.steps as u64 {
            interrupt.check().map_err(ProveError::Interrupted)?;
            self.step()?;
        }
        Ok(())
    }
}

impl<F: ProofField> Course<F> for StepsRun<'_, F> {
    fn state(&mut self) -> Vec<F> {
        StepsRun::state(self)
    }

    fn steps(&self) -> u64 {
        self.run.done
    }

    fn record(&mut self) -> Result<Chunk<F>, Error> {
        let z = StepsRun::state(self);
        let witness = self.witness()?;
        let chunk = Chunk::typed(Arc::clone(&self.plan.circuit), Some(witness)).computed_from(&z);
        Ok(chunk.map_err(|error| ProveError::Nova(nova_error(error).into()))?)
    }
}
