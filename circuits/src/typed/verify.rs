//! Verifies proofs of typed steps: compiles the claim's text with its constants, checks the ranges and the number of every
//! readable value, recomputes both ends of the folded state, and only then checks the proof. Nothing in the file is believed without such a
//! check.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]
use super::claim::{Elements, ElementsError, FoldClaim, FoldEnvelope, ModelDigest, TYPED_VERSION};
use super::function::StepFunction;
use super::input::{by_port, publicly, state_elements};
use super::layout::{Layout, State};
use super::plan::FoldSize;
use super::statement::FoldCircuit;
use crate::chunk::Chunk;
use crate::claim::ProofBytes;
use crate::container::{self, TYPED_MAGIC};
use crate::ivc::{Cycle, Form};
use crate::params::Ceremony;
use crate::plan::MOST_STEPS;
use crate::program::CompileError;
use crate::scalar::{from_bytes, ProofField};
use crate::verifier::{build, Built, Circuitry, ParameterSource};
use crate::verify::{
    check_size, form, on_claimed, OnCycle, Statement, VerificationError, MOST_CONSTRAINTS,
};
use foldscheme_lang::source::Sources;
use foldscheme_lang::typed::array::Array;
use foldscheme_lang::typed::program::{Role, StepProgram};
use foldscheme_lang::typed::{self};
use std::sync::Arc;

/// What a verified proof proves, with the readable values as arrays.
#[derive(Clone, Debug)]
pub struct VerifiedFold {
    /// The claim, every part of which was checked.
    pub claim: FoldClaim,
    /// The step function, compiled from it.
    pub function: StepFunction,
    /// The state before the first step.
    pub initial: Vec<Array>,
    /// The public inputs of each step.
    pub inputs: Vec<Vec<Array>>,
    /// The state after the last step.
    pub state: Vec<Array>,
    /// Whether the proof is compressed; one that is not hides nothing.
    pub compressed: bool,
}

/// Which check of a claim about typed steps failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldClaimError {
    /// It is of another version.
    #[error("the proof is for version {found} of typed steps; this program verifies version {TYPED_VERSION}")]
    Version {
        /// The version in the file.
        found: u32,
    },
    /// The claim names a constant that the text lacks, or names one twice, or in another order.
    #[error("constants: the claim's are not those of its step function, in order of their names")]
    Constants,
    /// An array of the claim is none of its port's type.
    #[error("{place}: `{name}`: {error}")]
    Elements {
        /// Of what.
        place: ClaimPlace,
        /// Which port or constant.
        name: String,
        /// What is wrong.
        error: ElementsError,
    },
    /// There are too many or too few arrays.
    #[error("{place}: the claim has {got} arrays, its step function has {expected}")]
    Count {
        /// Of what.
        place: ClaimPlace,
        /// How many the step function has.
        expected: usize,
        /// How many the claim has.
        got: usize,
    },
    /// There are public inputs for more or fewer steps.
    #[error("public inputs: the claim has those of {got} steps, and is of {steps}")]
    Steps {
        /// The claim's steps.
        steps: u64,
        /// Steps with inputs.
        got: usize,
    },
    /// There are public inputs, of a step function that takes none.
    #[error("public inputs: the claim has some, its step function takes none")]
    NoPublic,
    /// A digest is there though there are no such weights, or missing though there are, or no field element.
    #[error("model digest: the claim's is not one that its step function has")]
    Model,
}

/// A part of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimPlace {
    /// A constant that is not in the text.
    Constant,
    /// The state before the first step.
    Initial,
    /// The public inputs of a step, counted from 0.
    Step(u64),
    /// The state after the last step.
    Result,
}

impl std::fmt::Display for ClaimPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ClaimPlace::Constant => f.write_str("constants"),
            ClaimPlace::Initial => f.write_str("initial state"),
            ClaimPlace::Step(step) => write!(f, "public inputs of step {step}"),
            ClaimPlace::Result => f.write_str("final state"),
        }
    }
}

/// Reads a proof file of typed steps without believing or checking what it claims.
///
/// # Errors
/// If it is no such file.
pub fn read_fold(bytes: &[u8]) -> Result<FoldEnvelope, VerificationError> {
    Ok(container::decode_as(TYPED_MAGIC, bytes)?)
}

/// What a claim says, its readable values as arrays: nothing of it is verified, but that they are of their types.
#[derive(Clone, Debug)]
pub struct ClaimedFold {
    /// The claim.
    pub claim: FoldClaim,
    /// The step function, compiled from it.
    pub function: StepFunction,
    /// The state before the first step.
    pub initial: Vec<Array>,
    /// The public inputs of each step.
    pub inputs: Vec<Vec<Array>>,
    /// The state after the last step.
    pub state: Vec<Array>,
}

impl ClaimedFold {
    /// Compiles a claim's text and reads its values.
    ///
    /// # Errors
    /// If the text does not compile, or values are not of their types.
    pub fn of(claim: FoldClaim) -> Result<ClaimedFold, VerificationError> {
        check_version(&claim)?;
        let function = compile(&claim)?;
        let Readable { initial, state } = readable(function.program(), &claim)?;
        let inputs = public_inputs(function.program(), &claim).collect::<Result<_, _>>()?;
        Ok(ClaimedFold {
            claim,
            function,
            initial,
            inputs,
            state,
        })
    }
}

/// Whether a file starts as proof files of typed steps do.
#[must_use]
pub fn is_fold(bytes: &[u8]) -> bool {
    bytes.starts_with(&TYPED_MAGIC)
}

/// Verifies a proof file of typed steps, which must have been made under the ceremony, if and only if one is given.
///
/// # Errors
/// The first check that fails. Never panics, whatever the bytes.
pub fn verify_fold(
    bytes: &[u8],
    ceremony: Option<&Ceremony>,
) -> Result<VerifiedFold, VerificationError> {
    let envelope = read_fold(bytes)?;
    // Before the text is compiled, since its compiler is of this version.
    check_version(&envelope.claim)?;
    let curve = envelope.claim.curve;
    on_claimed(curve, ceremony, Checking(envelope))
}

/// A claim to be checked on its own cycle.
struct Checking(FoldEnvelope);

impl OnCycle for Checking {
    type Found = VerifiedFold;

    fn on<K: Cycle>(self, cycle: &K) -> Result<VerifiedFold, VerificationError> {
        let form = form::<K>(&self.0.proof)?;
        let function = compile(&self.0.claim)?;
        check(self.0, form, &function, cycle, &Built)
    }
}

/// Verifies a proof on a known cycle, with parameters from this source.
pub(crate) fn verify_fold_with<K: Cycle>(
    bytes: &[u8],
    function: Option<&StepFunction>,
    cycle: &K,
    parameters: &dyn ParameterSource<K>,
) -> Result<VerifiedFold, VerificationError> {
    let envelope = read_fold(bytes)?;
    check_version(&envelope.claim)?;
    let form = form::<K>(&envelope.proof)?;
    let own;
    let function = match function {
        Some(function) => function,
        None => {
            own = compile(&envelope.claim)?;
            &own
        }
    };
    check(envelope, form, function, cycle, parameters)
}

fn check_version(claim: &FoldClaim) -> Result<(), FoldClaimError> {
    match claim.typed_version {
        TYPED_VERSION => Ok(()),
        found => Err(FoldClaimError::Version { found }),
    }
}

/// Compiles a claim's text with its constants, which must be just those that the text asks for.
fn compile(claim: &FoldClaim) -> Result<StepFunction, VerificationError> {
    let field = claim.curve.field();
    let mut sources = Sources::over(field);
    let id = sources.add(claim.source.name.as_str(), claim.source.text.as_str());
    let declared = typed::declarations(&sources, id)
        .map_err(|diagnostics| CompileError::new(sources, diagnostics))
        .map_err(VerificationError::Compile)?;
    let mut names = declared.constants;
    names.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    if names.len() != claim.constants.len() {
        return Err(FoldClaimError::Constants.into());
    }
    let mut constants = Vec::new();
    for ((name, ty, _), (claimed, elements)) in names.iter().zip(&claim.constants) {
        if name != claimed {
            return Err(FoldClaimError::Constants.into());
        }
        let array = elements
            .array(field, ty)
            .map_err(|error| FoldClaimError::Elements {
                place: ClaimPlace::Constant,
                name: name.clone(),
                error,
            })?;
        constants.push((name.clone(), array));
    }
    StepFunction::compile(field, claim.source.clone(), constants)
        .map_err(VerificationError::Compile)
}

/// The readable values of a claim but its public inputs, of which there may be many.
struct Readable {
    initial: Vec<Array>,
    state: Vec<Array>,
}

/// The arrays of a role's ports.
fn arrays(
    program: &StepProgram,
    place: ClaimPlace,
    role: Role,
    elements: &[Elements],
) -> Result<Vec<Array>, FoldClaimError> {
    let expected = program.ports_of(role).count();
    if elements.len() != expected {
        return Err(FoldClaimError::Count {
            place,
            expected,
            got: elements.len(),
        });
    }
    let ports = program.ports_of(role).map(|(_, port)| port);
    ports
        .zip(elements)
        .map(|(port, elements)| {
            let array = elements.array(program.field, &port.ty);
            array.map_err(|error| FoldClaimError::Elements {
                place,
                name: port.name.clone(),
                error,
            })
        })
        .collect()
}

fn readable(program: &StepProgram, claim: &FoldClaim) -> Result<Readable, FoldClaimError> {
    let got = claim.inputs.len();
    match program.ports_of(Role::Public).next() {
        None if got > 0 => return Err(FoldClaimError::NoPublic),
        Some(_) if u64::try_from(got) != Ok(claim.steps) => {
            let steps = claim.steps;
            return Err(FoldClaimError::Steps { steps, got });
        }
        _ => {}
    }
    Ok(Readable {
        initial: arrays(program, ClaimPlace::Initial, Role::State, &claim.initial)?,
        state: arrays(program, ClaimPlace::Result, Role::State, &claim.result)?,
    })
}

/// The public inputs of one step after the other: as arrays they take more memory than in the claim.
fn public_inputs<'c>(
    program: &'c StepProgram,
    claim: &'c FoldClaim,
) -> impl Iterator<Item = Result<Vec<Array>, FoldClaimError>> + 'c {
    let steps = (0..).zip(&claim.inputs);
    steps.map(|(step, inputs)| arrays(program, ClaimPlace::Step(step), Role::Public, inputs))
}

/// The field element of a digest that the claim has if and only if there are such weights.
fn digest_of<F: ProofField>(
    claimed: Option<ModelDigest>,
    has: bool,
) -> Result<Option<F>, FoldClaimError> {
    match (claimed, has) {
        (Some(ModelDigest(bytes)), true) => {
            let element = from_bytes(bytes).ok_or(FoldClaimError::Model)?;
            Ok(Some(element))
        }
        (None, false) => Ok(None),
        _ => Err(FoldClaimError::Model),
    }
}

/// Both ends of the folded state.
fn ends<F: ProofField>(
    function: &StepFunction,
    layout: &Layout,
    claim: &FoldClaim,
    values: &Readable,
) -> Result<(State<F>, State<F>), FoldClaimError> {
    let program = function.program();
    let model: Option<F> = digest_of(claim.weights, layout.weights)?;
    let blocks: Option<F> = digest_of(claim.blocks, layout.blocks)?;
    let of_state = |arrays: &[Array]| {
        state_elements(program, layout, &by_port(program, &[Role::State], arrays))
    };
    let mut public = F::ZERO;
    // Without public inputs there are none in the claim.
    for inputs in public_inputs(program, claim) {
        let inputs = by_port(program, &[Role::Public], &inputs?);
        public = publicly(program, layout, public, &inputs);
    }
    let end = |chain, public, state: &[Array]| State {
        identity: function.identity(),
        model,
        chain,
        public: layout.public.then_some(public),
        state: of_state(state),
    };
    // The chain goes on from the weights that all steps have.
    let start = layout.blocks.then_some(model.unwrap_or(F::ZERO));
    Ok((
        end(start, F::ZERO, &values.initial),
        end(blocks, public, &values.state),
    ))
}

fn check<K: Cycle>(
    envelope: FoldEnvelope,
    form: Form,
    function: &StepFunction,
    cycle: &K,
    parameters: &dyn ParameterSource<K>,
) -> Result<VerifiedFold, VerificationError> {
    let claim = envelope.claim;
    check_version(&claim)?;
    if claim.curve != cycle.name() || function.field() != K::Scalar::FIELD {
        return Err(VerificationError::Configuration("another curve"));
    }
    let values = readable(function.program(), &claim)?;
    let steps_per_fold = usize::try_from(claim.steps_per_fold).unwrap_or(usize::MAX);
    let whole = |steps: u64| steps.checked_div(u64::from(claim.steps_per_fold));
    let folds = match whole(claim.steps) {
        Some(folds) if claim.steps.is_multiple_of(u64::from(claim.steps_per_fold)) => folds,
        _ => {
            return Err(VerificationError::Configuration(
                "the steps make no whole number of folds",
            ))
        }
    };
    let folds =
        usize::try_from(folds).map_err(|_| VerificationError::Configuration("too many folds"))?;
    if steps_per_fold > MOST_STEPS || folds == 0 {
        return Err(VerificationError::Configuration("folds out of range"));
    }
    let unbuilt =
        |error: bellpepper_core::SynthesisError| VerificationError::Parameters(error.to_string());
    let layout = Layout::new::<K::Scalar>(function.program()).map_err(unbuilt)?;
    check_size(form, layout.arity(), 0)?;
    let (start, end) = ends::<K::Scalar>(function, &layout, &claim, &values)?;

    let of = Circuitry::Typed {
        id: function.id(),
        steps: steps_per_fold,
    };
    let parameters = match parameters.find(&of) {
        Some(parameters) => parameters,
        None => {
            let size = FoldSize::of::<K::Scalar>(function, &layout).ok();
            let size = size.map_or(usize::MAX, |size| size.with(steps_per_fold));
            if size > MOST_CONSTRAINTS {
                return Err(VerificationError::Configuration("folds too large"));
            }
            check_size(form, layout.arity(), size)?;
            let circuit = FoldCircuit::new(function.shared(), layout.clone(), steps_per_fold);
            let blank = Chunk::typed(Arc::new(circuit), None);
            build(cycle, &blank, of, parameters)?
        }
    };
    let statement = Statement {
        parameters: &parameters,
        folds,
        z0: &start.encode(),
        end: &end.clone().encode(),
        others: "configuration or initial state",
    };
    statement.check(&envelope.proof, |z| difference(&layout, z, &end))?;
    let inputs = public_inputs(function.program(), &claim).collect::<Result<_, _>>()?;
    Ok(VerifiedFold {
        claim,
        function: function.clone(),
        initial: values.initial,
        inputs,
        state: values.state,
        compressed: matches!(envelope.proof, ProofBytes::Compressed(_)),
    })
}

/// Which part of the claim an end belongs to that is not the expected one.
fn difference<F: ProofField>(layout: &Layout, z: &[F], expected: &State<F>) -> VerificationError {
    let Some(z) = State::decode(layout, z.to_vec()) else {
        return VerificationError::OtherEnd("state");
    };
    let parts = [
        (z.identity != expected.identity, "step function"),
        (z.model != expected.model, "model digest"),
        (z.chain != expected.chain, "model digest"),
        (z.public != expected.public, "list of public inputs"),
    ];
    let part = parts
        .into_iter()
        .find_map(|(differs, part)| differs.then_some(part));
    VerificationError::OtherEnd(part.unwrap_or("final state"))
}
