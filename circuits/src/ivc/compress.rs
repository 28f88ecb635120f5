//! Compression: a short proof, in zero knowledge, that a folded instance is satisfied.
use super::fold::check_claim;
use super::parameters::Compressed;
use super::shape_check::{self, Form, Sizes};
use super::{Cycle, Folding, Interrupt, ProveError, PublicParameters, VerifyError};
use nova_snark::traits::circuit::StepCircuit;

/// Compresses a folded computation into the bytes of a short proof.
///
/// `interrupt` is looked at before the keys are made, and before and after the proof; the proof
/// itself, a few seconds, runs to its end.
pub fn compress<K: Cycle, C: StepCircuit<K::Scalar>>(
    parameters: &PublicParameters<C, K>,
    folding: &Folding<C, K>,
    interrupt: &Interrupt,
) -> Result<Vec<u8>, ProveError> {
    interrupt.check()?;
    let keys = parameters.keys()?;
    interrupt.check()?;
    let proof = Compressed::<K, C>::prove(&parameters.nova, &keys.prover, &folding.nova)?;
    interrupt.check()?;
    Ok(postcard::to_allocvec(&proof)?)
}

/// Checks that `bytes` prove a computation of `num_steps` steps from `z0`; returns its final state.
///
/// Never panics, whatever the bytes: the form of the proof is compared with the parameters before
/// any of it is used.
pub fn verify_compressed<K: Cycle, C: StepCircuit<K::Scalar>>(
    parameters: &PublicParameters<C, K>,
    bytes: &[u8],
    num_steps: usize,
    z0: &[K::Scalar],
) -> Result<Vec<K::Scalar>, VerifyError> {
    check_claim(parameters, num_steps, z0)?;
    let proof = decode(parameters, bytes)?;
    let keys = parameters.keys().map_err(VerifyError::Key)?;
    Ok(proof.verify(&keys.verifier, num_steps, z0)?)
}

/// Checks that bytes have the form that a compressed proof has under these parameters: every list in it as long as they imply.
/// Says nothing about numbers and points.
///
/// # Errors
/// The first part that has another form.
pub fn check_form<K: Cycle, C: StepCircuit<K::Scalar>>(
    parameters: &PublicParameters<C, K>,
    bytes: &[u8],
) -> Result<(), VerifyError> {
    shape_check::compressed::<K::Opening>(&Sizes::of(parameters), bytes)
}

/// What the form of a compressed proof says of the circuit that it is of, before there are parameters. Says nothing about numbers and
/// points.
///
/// # Errors
/// If it has the form of no proof on this cycle.
pub fn compressed_form<K: Cycle>(bytes: &[u8]) -> Result<Form, VerifyError> {
    shape_check::form_of_compressed::<K::Opening>(bytes)
}

/// [`compressed_form`] of an uncompressed proof.
///
/// # Errors
/// If it has the form of no proof.
pub fn folded_form(bytes: &[u8]) -> Result<Form, VerifyError> {
    shape_check::form_of_recursive(bytes)
}

/// Checks that bytes are the one encoding of a compressed proof that has the form for these parameters, true or not.
///
/// # Errors
/// As [`check_form`]; and if a number or point is none, or has another encoding.
pub fn check_encoding<K: Cycle, C: StepCircuit<K::Scalar>>(
    parameters: &PublicParameters<C, K>,
    bytes: &[u8],
) -> Result<(), VerifyError> {
    decode(parameters, bytes).map(|_| ())
}

/// A proof in the form that the parameters imply, not yet verified.
pub(super) fn decode<K: Cycle, C: StepCircuit<K::Scalar>>(
    parameters: &PublicParameters<C, K>,
    bytes: &[u8],
) -> Result<Compressed<K, C>, VerifyError> {
    check_form(parameters, bytes)?;
    shape_check::decode_canonical(bytes)
}
