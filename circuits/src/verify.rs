//! Verifies proof files: recompiles the program, rebuilds its circuit and both ends of the run
//! from the readable claim, and only then checks the proof. Nothing in the file is believed without such a check.

use crate::chunk::Chunk;
use crate::claim::{Claim, ClaimedOutcome, CurveCycle, Envelope, ProofBytes, CIRCUIT_VERSION};
use crate::container::{self, ContainerError};
use crate::data::{Data, DataError};
use crate::ivc::{
    claimed_outputs, compressed_form, folded_form, verify_compressed, Bn254, Bn254Ceremony, Cycle,
    FailedCheck, Folding, Form, Part, Pasta, PublicParameters, VerifyError,
};
use crate::params::{Ceremony, CeremonyId};
use crate::plan::{constraints_per_step, MOST_STEPS};
use crate::poseidon::hash;
use crate::program::{CompileError, Compiled};
use crate::scalar::{to_bytes, ProofField};
use crate::step::layout::LayoutError;
use crate::step::state::Digests;
use crate::step::witness::Recorder;
use crate::step::Circuit;
use crate::typed::verify::FoldClaimError;
use crate::verifier::{build, Built, Circuitry, ParameterSource};
use foldscheme_lang::block::{BlockId, Program, SiteId};
use foldscheme_lang::diagnostic::Diagnostic;
use foldscheme_lang::machine::Machine;
use foldscheme_lang::value::Tag;
use std::sync::Arc;

/// What a verified proof proves.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The claim, every part of which was checked.
    pub claim: Claim,
    /// The error that the run ended in, in words, if it did.
    pub error: Option<Diagnostic>,
    /// Whether the proof is compressed; one that is not hides nothing.
    pub compressed: bool,
}

/// Which check a proof file failed.
#[derive(Debug, thiserror::Error)]
pub enum VerificationError {
    /// It is no proof file, or a damaged one.
    #[error("this is not a proof file: {0}")]
    Container(#[from] ContainerError),
    /// It is of another version.
    #[error(
        "the proof is for circuit version {found}; this program verifies version {}",
        CIRCUIT_VERSION
    )]
    Version {
        /// The version in the file.
        found: u32,
    },
    /// The program in the claim does not compile.
    #[error("program: the program in the claim does not compile:\n{0}")]
    Compile(CompileError),
    /// The claim holds other texts than its program includes.
    #[error("program: the claim holds other texts than those that its program includes")]
    Included,
    /// The program in the claim has no circuit.
    #[error("program: {0}")]
    Layout(#[from] LayoutError),
    /// The claim is about another program than the one asked for.
    #[error("program: the proof is about another program than the one given")]
    OtherProgram,
    /// The claim's inputs are not those in its program.
    #[error("inputs: the public inputs in the claim are not those of its program")]
    Inputs,
    /// The step configuration is one that this program never uses.
    #[error("configuration: {0}")]
    Configuration(&'static str),
    /// A value in the claim is malformed.
    #[error("claim: {0}")]
    Data(#[from] DataError),
    /// A claim about typed steps is malformed.
    #[error(transparent)]
    Fold(Box<FoldClaimError>),
    /// The result has a type that the program can't give.
    #[error("result: the program never ends with such a result")]
    Result,
    /// The program has no such error.
    #[error("error: the program has no such error")]
    Site,
    /// The output is not empty but the program emits nothing.
    #[error("output: the program emits nothing")]
    Output,
    /// The proof can only be verified with its ceremony's file.
    #[error("ceremony: the proof was made under the ceremony {id}; its file is needed")]
    CeremonyNeeded {
        /// The claim's ceremony.
        id: CeremonyId,
    },
    /// The proof was made under another ceremony.
    #[error(
        "ceremony: the proof was made under the ceremony {claimed}, the file given is of {given}"
    )]
    OtherCeremony {
        /// The claim's ceremony.
        claimed: CeremonyId,
        /// The one given.
        given: CeremonyId,
    },
    /// The proof is transparent, and a ceremony's file was given.
    #[error("ceremony: the proof was made without one; leave its file out")]
    NoCeremony,
    /// The public parameters could not be rebuilt.
    #[error("the circuit's parameters could not be rebuilt: {0}")]
    Parameters(String),
    /// The proof does not hold.
    #[error("proof: {0}")]
    Proof(#[from] VerifyError),
    /// The proof is not of the claim, and the end that it names is the claim's: it is of something else that its hash binds.
    #[error("{0}: the proof's hash binds another than the claim's, or the proof is damaged")]
    OtherStatement(&'static str),
    /// The proof is of more or fewer folds.
    #[error("configuration: {0}")]
    OtherFolds(VerifyError),
    /// The proof is of a run that is not finished.
    #[error("result: the proof is of a run that has not finished so")]
    Unfinished,
    /// The proof is of a run with another end.
    #[error("{0}: the proof is of a run with another {0}")]
    OtherEnd(&'static str),
}

impl From<FoldClaimError> for VerificationError {
    fn from(error: FoldClaimError) -> Self {
        VerificationError::Fold(Box::new(error))
    }
}

/// Reads a proof file without believing or checking what it claims.
///
/// # Errors
/// If it is no proof file.
pub fn read(bytes: &[u8]) -> Result<Envelope, VerificationError> {
    Ok(container::decode(bytes)?)
}

/// Verifies a proof file.
///
/// # Errors
/// The first check that fails. Never panics, whatever the bytes.
pub fn verify(bytes: &[u8]) -> Result<Verified, VerificationError> {
    verify_under(bytes, None, None)
}

/// Compiles a claim's program. The texts that it includes must be just those in the claim.
fn compile(claim: &Claim) -> Result<Compiled, VerificationError> {
    let field = claim.curve.field();
    let compiled = Compiled::with_included(field, claim.sources.clone(), &claim.included)
        .map_err(VerificationError::Compile)?;
    if compiled.included() != claim.included {
        return Err(VerificationError::Included);
    }
    Ok(compiled)
}

/// Verifies a proof file that must be about the program given.
///
/// # Errors
/// As [`verify`]; and if the source texts differ, those that are included among them. What the texts are called does not matter.
pub fn verify_program(bytes: &[u8], program: &Compiled) -> Result<Verified, VerificationError> {
    verify_under(bytes, Some(program), None)
}

/// Verifies a proof file that must be about the program, if one is given, and made under the ceremony, if and
/// only if one is given.
///
/// # Errors
/// As [`verify_program`], and if the claim names no ceremony or another one.
pub fn verify_under(
    bytes: &[u8],
    program: Option<&Compiled>,
    ceremony: Option<&Ceremony>,
) -> Result<Verified, VerificationError> {
    let envelope = read(bytes)?;
    // Before the text is compiled, since its compiler is of this version.
    check_version(&envelope.claim)?;
    let curve = envelope.claim.curve;
    on_claimed(curve, ceremony, Checking { envelope, program })
}

fn check_version(claim: &Claim) -> Result<(), VerificationError> {
    match claim.circuit_version {
        CIRCUIT_VERSION => Ok(()),
        found => Err(VerificationError::Version { found }),
    }
}

/// A claim to be checked on its own cycle.
struct Checking<'c> {
    envelope: Envelope,
    /// What it must be about, if that is settled.
    program: Option<&'c Compiled>,
}

impl OnCycle for Checking<'_> {
    type Found = Verified;

    fn on<K: Cycle>(self, cycle: &K) -> Result<Verified, VerificationError> {
        let form = form::<K>(&self.envelope.proof)?;
        // The texts' names in the claim are part of what is proved, so the claim's program is the one checked.
        let compiled = compile(&self.envelope.claim)?;
        if self.program.is_some_and(|given| !compiled.is_same(given)) {
            return Err(VerificationError::OtherProgram);
        }
        check(self.envelope, form, &compiled, cycle, &Built)
    }
}

/// The form of a proof, which is looked at before anything of the claim, since that is cheap.
pub(crate) fn form<K: Cycle>(proof: &ProofBytes) -> Result<Form, VerifyError> {
    match proof {
        ProofBytes::Compressed(bytes) => compressed_form::<K>(bytes),
        ProofBytes::Folded(bytes) => folded_form(bytes),
    }
}

/// Checks that a proof of this form can be of a circuit with such a state and about so many constraints, the folding scheme's own left
/// out: no verifier builds a circuit that is much larger than the proof says.
pub(crate) fn check_size(form: Form, arity: usize, constraints: usize) -> Result<(), VerifyError> {
    if form.arity != arity {
        return Err(VerifyError::Shape {
            part: Part::FinalState,
            expected: arity,
            got: form.arity,
        });
    }
    // What is counted is near what is built, not equal to it.
    if constraints / 2 > form.constraints {
        return Err(VerifyError::Circuit {
            admitted: form.constraints,
            constraints,
        });
    }
    Ok(())
}

/// What is checked on a cycle that only the claim names.
pub(crate) trait OnCycle {
    /// What is found.
    type Found;

    /// Checks it there.
    ///
    /// # Errors
    /// The first check that fails.
    fn on<K: Cycle>(self, cycle: &K) -> Result<Self::Found, VerificationError>;
}

/// Checks on the cycle that a claim names, under the ceremony if and only if it names one.
///
/// # Errors
/// If it names no ceremony, or another one; those of the check.
pub(crate) fn on_claimed<T: OnCycle>(
    curve: CurveCycle,
    ceremony: Option<&Ceremony>,
    check: T,
) -> Result<T::Found, VerificationError> {
    match (curve, ceremony) {
        (CurveCycle::PallasVesta, None) => check.on(&Pasta),
        (CurveCycle::Bn254Grumpkin, None) => check.on(&Bn254),
        (CurveCycle::Bn254GrumpkinCeremony(claimed), Some(ceremony)) => {
            let given = ceremony.id();
            if given != claimed {
                return Err(VerificationError::OtherCeremony { claimed, given });
            }
            check.on(&Bn254Ceremony(ceremony.clone()))
        }
        (CurveCycle::Bn254GrumpkinCeremony(id), None) => {
            Err(VerificationError::CeremonyNeeded { id })
        }
        (CurveCycle::PallasVesta | CurveCycle::Bn254Grumpkin, Some(_)) => {
            Err(VerificationError::NoCeremony)
        }
    }
}

/// Verifies a proof on a known cycle, with parameters from this source.
pub(crate) fn verify_with<K: Cycle>(
    bytes: &[u8],
    compiled: Option<&Compiled>,
    cycle: &K,
    parameters: &dyn ParameterSource<K>,
) -> Result<Verified, VerificationError> {
    let envelope = read(bytes)?;
    check_version(&envelope.claim)?;
    let form = form::<K>(&envelope.proof)?;
    let own;
    let compiled = match compiled {
        Some(compiled) => compiled,
        None => {
            own = compile(&envelope.claim)?;
            &own
        }
    };
    check(envelope, form, compiled, cycle, parameters)
}

/// The most constraints of a fold that a verifier builds: keeps a forged file from exhausting memory.
pub(crate) const MOST_CONSTRAINTS: usize = 1 << 22;

fn check<K: Cycle>(
    envelope: Envelope,
    form: Form,
    compiled: &Compiled,
    cycle: &K,
    parameters: &dyn ParameterSource<K>,
) -> Result<Verified, VerificationError> {
    let claim = envelope.claim;
    check_version(&claim)?;
    if claim.curve != cycle.name() || compiled.field() != K::Scalar::FIELD {
        return Err(VerificationError::Configuration("another curve"));
    }
    let least = compiled.least_slots();
    let fits = |offered: u8, least: u8| offered >= least && offered <= least.saturating_add(8);
    if !fits(claim.slots.hash, least.hash) || !fits(claim.slots.range, least.range) {
        return Err(VerificationError::Configuration("slots out of range"));
    }
    let program = compiled.program(claim.slots);
    if program.slots != claim.slots {
        return Err(VerificationError::Configuration(
            "slots that the program does not use",
        ));
    }
    for data in claim.inputs.iter().chain(&claim.output) {
        data.check(compiled.field())?;
    }
    if claim.inputs != crate::prove::inputs(&program.inputs) {
        return Err(VerificationError::Inputs);
    }
    let circuit = Circuit::<K::Scalar>::new(program)?.with_identity(compiled.identity());
    let circuit = Arc::new(circuit);
    let chunk = usize::try_from(claim.chunk).unwrap_or(usize::MAX);
    let folds = usize::try_from(claim.folds)
        .map_err(|_| VerificationError::Configuration("too many folds"))?;
    if chunk == 0 || chunk > MOST_STEPS || folds == 0 {
        return Err(VerificationError::Configuration("folds out of range"));
    }
    let per_step =
        constraints_per_step(&circuit).map_err(|e| VerificationError::Parameters(e.to_string()))?;
    if chunk.saturating_mul(per_step) > MOST_CONSTRAINTS {
        return Err(VerificationError::Configuration("folds too large"));
    }
    check_size(form, circuit.layout.arity(), chunk.saturating_mul(per_step))?;

    let z0 = initial_state(&circuit);
    let expected = final_state(&circuit, &claim)?;
    let of = Circuitry::Machine {
        identity: to_bytes(circuit.identity),
        slots: claim.slots,
        chunk,
    };
    let parameters = match parameters.find(&of) {
        Some(parameters) => parameters,
        None => {
            let blank = Chunk::blank(Arc::clone(&circuit), chunk);
            build(cycle, &blank, of, parameters)?
        }
    };
    let statement = Statement {
        parameters: &parameters,
        folds,
        z0: &z0,
        end: &expected,
        others: "configuration",
    };
    statement.check(&envelope.proof, |z| difference(&circuit, z, &expected))?;
    let error = match &claim.outcome {
        ClaimedOutcome::Value(_) => None,
        ClaimedOutcome::Error { site, irritant } => {
            Some(compiled.describe_error(&circuit.program, SiteId(*site), &irritant.constants()))
        }
    };
    Ok(Verified {
        claim,
        error,
        compressed: matches!(envelope.proof, ProofBytes::Compressed(_)),
    })
}

/// What a claim says of the proof proper.
pub(crate) struct Statement<'s, K: Cycle> {
    pub parameters: &'s PublicParameters<Chunk<K::Scalar>, K>,
    pub folds: usize,
    /// The state that the folds start from.
    pub z0: &'s [K::Scalar],
    /// The state that they lead to.
    pub end: &'s [K::Scalar],
    /// The checks that a proof fails which ends so and is of another statement all the same.
    pub others: &'static str,
}

impl<K: Cycle> Statement<'_, K> {
    /// Checks a proof of it. Of states other than its end, `difference` says which part of the claim they differ in.
    ///
    /// # Errors
    /// The check that failed.
    pub fn check(
        &self,
        proof: &ProofBytes,
        difference: impl Fn(&[K::Scalar]) -> VerificationError,
    ) -> Result<(), VerificationError> {
        let (parameters, folds, z0) = (self.parameters, self.folds, self.z0);
        let (bytes, verified) = match proof {
            ProofBytes::Compressed(bytes) => {
                (bytes, verify_compressed(parameters, bytes, folds, z0))
            }
            ProofBytes::Folded(bytes) => {
                let folding = Folding::from_bytes(parameters, bytes);
                let verified = folding.and_then(|folding| folding.verify(parameters, folds, z0));
                (bytes, verified)
            }
        };
        let reached = verified.map_err(|error| match error {
            // What the proof says of its end tells which part of the claim it may be that is not the proof's.
            VerifyError::Rejected(FailedCheck::Statement) | VerifyError::InitialState => {
                match claimed_outputs(parameters, bytes).filter(|z| z != self.end) {
                    Some(z) => difference(&z),
                    None => VerificationError::OtherStatement(self.others),
                }
            }
            error @ VerifyError::StepCount { .. } => VerificationError::OtherFolds(error),
            error => VerificationError::Proof(error),
        })?;
        match reached == self.end {
            true => Ok(()),
            false => Err(difference(&reached)),
        }
    }
}

/// The state at the start of the program's run.
#[must_use]
pub fn initial_state<F: ProofField>(circuit: &Circuit<F>) -> Vec<F> {
    let machine = Machine::new(&circuit.program, &circuit.program.inputs);
    Recorder::new(circuit, machine).state()
}

/// The state that the claim's end makes.
///
/// # Errors
/// If the program can't end so.
pub fn final_state<F: ProofField>(
    circuit: &Circuit<F>,
    claim: &Claim,
) -> Result<Vec<F>, VerificationError> {
    let layout = &circuit.layout;
    let (block, registers): (BlockId, Vec<(Tag, F)>) = match &claim.outcome {
        ClaimedOutcome::Value(data) => {
            let (tag, payload) = data.digest(layout.width)?;
            if !possible(circuit, Program::HALT, 0, tag) {
                return Err(VerificationError::Result);
            }
            (Program::HALT, vec![(tag, payload)])
        }
        ClaimedOutcome::Error { site, irritant } => {
            let (tag, payload) = irritant.digest(layout.width)?;
            let known = (*site as usize) < circuit.program.sites.len();
            if !known || !possible(circuit, Program::ERROR, 1, tag) {
                return Err(VerificationError::Site);
            }
            let site = (Tag::Integer, F::from(u64::from(*site)));
            (Program::ERROR, vec![site, (tag, payload)])
        }
    };
    if !layout.output && !claim.output.is_empty() {
        return Err(VerificationError::Output);
    }
    let mut digests = Digests {
        stack: F::ZERO,
        // Whoever installs handlers restores those before, so that a run ends with those of its start.
        handlers: match claim.outcome {
            ClaimedOutcome::Value(_) => circuit.handlers,
            ClaimedOutcome::Error { .. } => F::ZERO,
        },
        output: F::ZERO,
    };
    for data in &claim.output {
        digests.output = add_output(circuit, data, digests.output)?;
    }
    let mut z = vec![crate::cells::block_number(block)];
    z.extend(digests.elements(layout));
    z.push(circuit.identity);
    let mut payloads = vec![F::ZERO; layout.registers];
    let mut tags = vec![F::ZERO; layout.tag_count()];
    for (i, (tag, payload)) in registers.into_iter().enumerate() {
        if let Some(register) = payloads.get_mut(i) {
            *register = payload;
        }
        let register = layout.tag_registers.get(i).copied().flatten();
        if let (true, Some(register)) = (layout.is_tagged(block, i), register) {
            if let Some(slot) = tags.get_mut(register) {
                *slot = F::from(u64::from(tag.number()));
            }
        }
    }
    z.extend(payloads);
    z.extend(tags);
    Ok(z)
}

fn add_output<F: ProofField>(
    circuit: &Circuit<F>,
    data: &Data,
    before: F,
) -> Result<F, VerificationError> {
    let width = circuit.layout.width;
    let (tag, payload) = data.digest(width)?;
    let header = crate::cells::header_with_tags(crate::cells::Kind::Output, 0, &[tag]);
    Ok(hash(width, &[header, payload, before]))
}

fn possible<F: ProofField>(
    circuit: &Circuit<F>,
    block: BlockId,
    parameter: usize,
    tag: Tag,
) -> bool {
    let params = &circuit.program.block(block).params;
    params
        .get(parameter)
        .is_some_and(|param| circuit.program.ty(*param).tags.contains(tag))
}

/// Which part of the claim an end belongs to that is not the expected one.
fn difference<F: ProofField>(
    circuit: &Circuit<F>,
    reached: &[F],
    expected: &[F],
) -> VerificationError {
    let layout = &circuit.layout;
    let output = 1 + usize::from(layout.stack) + usize::from(layout.handlers);
    let identity = output + usize::from(layout.output);
    let differs = |place: usize| reached.get(place) != expected.get(place);
    if differs(identity) {
        VerificationError::OtherEnd("program")
    } else if differs(0) {
        VerificationError::Unfinished
    } else if layout.output && differs(output) {
        VerificationError::OtherEnd("output")
    } else {
        VerificationError::OtherEnd("result")
    }
}
