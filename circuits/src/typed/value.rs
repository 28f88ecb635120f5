//! Values of typed steps as field elements of the circuit, and back.

use super::digest::{digest, Kind};
use crate::scalar::{from_element, from_i128, to_element, ProofField, Scalar};
use foldscheme_lang::field::{FieldElement, ScalarField};
use foldscheme_lang::typed::array::Value;
use nova_snark::provider::bn256_grumpkin::bn256;

/// The element that stands for a value; negative integers count down from the modulus.
#[must_use]
pub fn element<F: ProofField>(value: Value) -> F {
    match value {
        Value::Int(n) => from_i128(n),
        Value::Field(x) => from_element(x),
    }
}

/// [`poseidon`] in the field that is named.
#[must_use]
pub fn poseidon_over(field: ScalarField, operands: &[FieldElement]) -> FieldElement {
    match field {
        ScalarField::Pallas => poseidon::<Scalar>(operands),
        ScalarField::Bn254 => poseidon::<bn256::Scalar>(operands),
    }
}

/// What `poseidon` digests its operands to, for the evaluator of step programs.
#[must_use]
pub fn poseidon<F: ProofField>(operands: &[FieldElement]) -> FieldElement {
    let operands: Vec<F> = operands.iter().map(|x| from_element(*x)).collect();
    to_element(digest(Kind::User, &operands))
}
