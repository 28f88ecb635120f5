//! The form of proof bytes, checked before `nova_snark` sees them.
//!
//! `nova_snark`'s verifiers index and assert on what they are given: an empty round polynomial, a
//! short list of batched evaluations or public inputs too many panic them, and so do opening
//! arguments of the wrong length. Its proof types have private fields, so the bytes are first read
//! into mirrors of them that have the same layout and whose numbers and points stay bytes; every
//! length must then be the one that the public parameters imply. Only then are they decoded in
//! earnest, which checks every number and point, and encoded again, which must give the same bytes.
use super::{Cycle, Part, PublicParameters, VerifyError};
use nova_snark::traits::circuit::StepCircuit;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The public inputs of every instance: the hashes of the two running instances.
const PUBLIC_INPUTS: usize = 2;
/// Round polynomials are cubic in the outer sum-check, quadratic in the others; the linear
/// coefficient is left out.
const CUBIC: usize = 3;
const QUADRATIC: usize = 2;
/// The joined opening is about the witness and the error vector.
const BATCH: usize = 2;

/// The sizes of one circuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Circuit {
    constraints: usize,
    variables: usize,
}

impl Circuit {
    /// As `R1CSShape::pad` makes them: both powers of two, and equal unless they were powers of two
    /// before.
    fn padded(self) -> Circuit {
        let regular = self.constraints.is_power_of_two()
            && self.variables.is_power_of_two()
            && PUBLIC_INPUTS < self.variables;
        if regular {
            return self;
        }
        let size = self
            .constraints
            .max(self.variables)
            .max(PUBLIC_INPUTS)
            .next_power_of_two();
        Circuit {
            constraints: size,
            variables: size,
        }
    }
}

/// The sizes that public parameters imply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sizes {
    arity: usize,
    primary: Circuit,
    secondary: Circuit,
}

impl Sizes {
    pub(super) fn of<K: Cycle, C: StepCircuit<K::Scalar>>(
        parameters: &PublicParameters<C, K>,
    ) -> Self {
        let constraints = parameters.num_constraints();
        let variables = parameters.num_variables();
        Sizes {
            arity: parameters.arity(),
            primary: Circuit {
                constraints: constraints.0,
                variables: variables.0,
            },
            secondary: Circuit {
                constraints: constraints.1,
                variables: variables.1,
            },
        }
    }
}

/// A number or a compressed point.
type Element = [u8; 32];

#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct RelaxedInstance {
    _comm_w: Element,
    _comm_e: Element,
    x: Vec<Element>,
    _u: Element,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct Instance {
    _comm_w: Element,
    x: Vec<Element>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct RelaxedWitness {
    w: Vec<Element>,
    _r_w: Element,
    e: Vec<Element>,
    _r_e: Element,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct Witness {
    w: Vec<Element>,
    _r_w: Element,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct Sumcheck(Vec<Vec<Element>>);

/// The form of the argument that opens a joined commitment.
pub trait OpeningMirror: DeserializeOwned {
    /// Checks the lengths of an opening of a vector that so many rounds halve to one element.
    ///
    /// # Errors
    /// The first length that is wrong.
    fn check(&self, rounds: usize) -> Result<(), VerifyError>;
}

/// An opening by the inner-product argument.
#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
pub struct InnerProduct {
    left: Vec<Element>,
    right: Vec<Element>,
    _a_hat: Element,
}

/// An opening by HyperKZG: the vector's foldings but the last, and the evaluations of all.
#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
pub struct HyperKzg {
    foldings: Vec<Element>,
    _quotients: [Element; 3],
    evaluations: Vec<[Element; 3]>,
}

impl OpeningMirror for HyperKzg {
    fn check(&self, rounds: usize) -> Result<(), VerifyError> {
        let foldings = rounds.saturating_sub(1);
        length(Part::OpeningFoldings, &self.foldings, foldings)?;
        length(Part::OpeningEvaluations, &self.evaluations, rounds)
    }
}

impl OpeningMirror for InnerProduct {
    fn check(&self, rounds: usize) -> Result<(), VerifyError> {
        length(Part::OpeningLeft, &self.left, rounds)?;
        length(Part::OpeningRight, &self.right, rounds)
    }
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct Snark<O> {
    outer: Sumcheck,
    _claims_outer: [Element; 3],
    _eval_e: Element,
    inner: Sumcheck,
    _eval_w: Element,
    batch: Sumcheck,
    batch_evaluations: Vec<Element>,
    opening: O,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct CompressedMirror<O> {
    running_secondary: RelaxedInstance,
    _ri_secondary: Element,
    last_secondary: Instance,
    _fold_secondary: Element,
    random_secondary: RelaxedInstance,
    _fold_random_secondary: Element,
    running_primary: RelaxedInstance,
    _ri_primary: Element,
    random_primary: RelaxedInstance,
    _fold_random_primary: Element,
    _blinds: [Element; 4],
    primary: Snark<O>,
    secondary: Snark<InnerProduct>,
    zn: Vec<Element>,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct RecursiveMirror {
    z0: Vec<Element>,
    primary_witness: RelaxedWitness,
    primary: RelaxedInstance,
    _ri_primary: Element,
    secondary_witness: RelaxedWitness,
    secondary: RelaxedInstance,
    _ri_secondary: Element,
    last_witness: Witness,
    last: Instance,
    _steps: u64,
    zi: Vec<Element>,
}

/// What a proof's form alone says of the circuit that it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// Elements of the state.
    pub arity: usize,
    /// The most constraints of a primary circuit whose proofs have this form.
    pub constraints: usize,
}

/// The form of a compressed proof, which must be that of a proof of some circuit.
pub(super) fn form_of_compressed<O: OpeningMirror>(bytes: &[u8]) -> Result<Form, VerifyError> {
    let proof: CompressedMirror<O> = decode(bytes)?;
    let sizes = Sizes {
        arity: proof.zn.len(),
        primary: proof.primary.circuit()?,
        secondary: proof.secondary.circuit()?,
    };
    proof.check(&sizes)?;
    Ok(Form {
        arity: sizes.arity,
        constraints: sizes.primary.constraints,
    })
}

/// The form of an uncompressed proof, which must be that of a proof of some circuit.
pub(super) fn form_of_recursive(bytes: &[u8]) -> Result<Form, VerifyError> {
    let proof: RecursiveMirror = decode(bytes)?;
    let circuit = |witness: &RelaxedWitness| Circuit {
        constraints: witness.e.len(),
        variables: witness.w.len(),
    };
    let sizes = Sizes {
        arity: proof.z0.len(),
        primary: circuit(&proof.primary_witness),
        secondary: circuit(&proof.secondary_witness),
    };
    proof.check(&sizes)?;
    Ok(Form {
        arity: sizes.arity,
        constraints: sizes.primary.constraints,
    })
}

/// Checks the form of a compressed proof.
pub(super) fn compressed<O: OpeningMirror>(sizes: &Sizes, bytes: &[u8]) -> Result<(), VerifyError> {
    decode::<CompressedMirror<O>>(bytes)?.check(sizes)
}

/// Checks the form of an uncompressed proof.
pub(super) fn recursive(sizes: &Sizes, bytes: &[u8]) -> Result<(), VerifyError> {
    decode::<RecursiveMirror>(bytes)?.check(sizes)
}

impl<O: OpeningMirror> CompressedMirror<O> {
    fn check(&self, sizes: &Sizes) -> Result<(), VerifyError> {
        for inputs in [
            &self.running_secondary.x,
            &self.last_secondary.x,
            &self.random_secondary.x,
            &self.running_primary.x,
            &self.random_primary.x,
        ] {
            length(Part::PublicInputs, inputs, PUBLIC_INPUTS)?;
        }
        snark(sizes.primary, &self.primary)?;
        snark(sizes.secondary, &self.secondary)?;
        length(Part::FinalState, &self.zn, sizes.arity)
    }
}

impl RecursiveMirror {
    fn check(&self, sizes: &Sizes) -> Result<(), VerifyError> {
        for inputs in [&self.primary.x, &self.secondary.x, &self.last.x] {
            length(Part::PublicInputs, inputs, PUBLIC_INPUTS)?;
        }
        for (circuit, witness) in [
            (sizes.primary, &self.primary_witness),
            (sizes.secondary, &self.secondary_witness),
        ] {
            length(Part::Witness, &witness.w, circuit.variables)?;
            length(Part::ErrorVector, &witness.e, circuit.constraints)?;
        }
        length(
            Part::Witness,
            &self.last_witness.w,
            sizes.secondary.variables,
        )?;
        length(Part::InitialState, &self.z0, sizes.arity)?;
        length(Part::FinalState, &self.zi, sizes.arity)
    }
}

/// The most rounds of a sum-check whose circuit anybody could hold.
const MOST_ROUNDS: usize = 40;

impl<O> Snark<O> {
    /// The padded circuit that the sum-checks are about.
    fn circuit(&self) -> Result<Circuit, VerifyError> {
        let size = |part, rounds: usize, over: usize| {
            let halvings = rounds.checked_sub(over).filter(|n| *n <= MOST_ROUNDS);
            let size = halvings.and_then(|n| 1usize.checked_shl(u32::try_from(n).ok()?));
            size.ok_or(VerifyError::Shape {
                part,
                expected: MOST_ROUNDS,
                got: rounds,
            })
        };
        Ok(Circuit {
            constraints: size(Part::OuterRounds, self.outer.0.len(), 0)?,
            variables: size(Part::InnerRounds, self.inner.0.len(), 1)?,
        })
    }
}

fn snark<O: OpeningMirror>(circuit: Circuit, snark: &Snark<O>) -> Result<(), VerifyError> {
    let padded = circuit.padded();
    let constraints = rounds(padded.constraints);
    let variables = rounds(padded.variables);
    let joined = constraints.max(variables);
    sumcheck(Part::OuterRounds, &snark.outer, constraints, CUBIC)?;
    sumcheck(Part::InnerRounds, &snark.inner, variables + 1, QUADRATIC)?;
    sumcheck(Part::BatchRounds, &snark.batch, joined, QUADRATIC)?;
    length(Part::BatchEvaluations, &snark.batch_evaluations, BATCH)?;
    snark.opening.check(joined)
}

/// The rounds that halve a vector of `size` elements, a power of two, to one.
fn rounds(size: usize) -> usize {
    usize::try_from(size.trailing_zeros()).unwrap_or(usize::MAX)
}

fn sumcheck(
    part: Part,
    Sumcheck(polynomials): &Sumcheck,
    rounds: usize,
    coefficients: usize,
) -> Result<(), VerifyError> {
    length(part, polynomials, rounds)?;
    polynomials
        .iter()
        .try_for_each(|polynomial| length(Part::RoundPolynomial, polynomial, coefficients))
}

fn length<T>(part: Part, list: &[T], expected: usize) -> Result<(), VerifyError> {
    if list.len() == expected {
        return Ok(());
    }
    Err(VerifyError::Shape {
        part,
        expected,
        got: list.len(),
    })
}

/// Decodes all of `bytes`. Memory stays in proportion to them: `serde` allocates no more than a
/// mebibyte for a list before it has read its elements.
fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, VerifyError> {
    match postcard::take_from_bytes(bytes)? {
        (value, []) => Ok(value),
        (_, rest) => Err(VerifyError::TrailingBytes { extra: rest.len() }),
    }
}

/// Decodes all of `bytes`, which must be the one encoding of what they hold.
pub(super) fn decode_canonical<T: DeserializeOwned + Serialize>(
    bytes: &[u8],
) -> Result<T, VerifyError> {
    let value = decode(bytes)?;
    if postcard::to_allocvec(&value)? != bytes {
        return Err(VerifyError::NotCanonical);
    }
    Ok(value)
}

#[cfg(test)]
#[path = "shape_check_tests.rs"]
mod tests;
