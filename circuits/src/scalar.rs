//! The circuit's field, and how the language's numbers appear in it.

use crate::poseidon::Constants;
use ff::PrimeField;
use foldscheme_lang::field::{FieldElement, ScalarField};

pub use crate::ivc::Scalar;

/// A field that circuits are built over.
pub trait ProofField: PrimeField {
    /// The field, as the language knows it.
    const FIELD: ScalarField;

    /// Constraints of nova-snark 0.76's own circuits over this field and over the other of its cycle: see
    /// [`own_constraints`](crate::plan::own_constraints) for what a step circuit's state adds to the first.
    const NOVA_CONSTRAINTS: (usize, usize);

    /// The constants of the hash, made once for each number of inputs.
    fn constants() -> &'static Constants<Self>;
}

/// Makes a field one that circuits are built over.
macro_rules! proof_field {
    ($field:ty, $name:ident, $nova:expr) => {
        impl ProofField for $field {
            const FIELD: ScalarField = ScalarField::$name;
            const NOVA_CONSTRAINTS: (usize, usize) = $nova;

            fn constants() -> &'static Constants<Self> {
                static CONSTANTS: Constants<$field> = Constants::none_yet();
                &CONSTANTS
            }
        }
    };
}

proof_field!(Scalar, Pallas, (9_817, 10_349));
proof_field!(
    nova_snark::provider::bn256_grumpkin::bn256::Scalar,
    Bn254,
    (9_985, 10_538)
);

/// The same element in the circuit's representation; zero if it is of another field.
#[must_use]
pub fn from_element<F: ProofField>(element: FieldElement) -> F {
    from_bytes(element.to_bytes()).unwrap_or(F::ZERO)
}

/// The element with these little-endian bytes, if they are canonical.
#[must_use]
pub fn from_bytes<F: ProofField>(bytes: [u8; 32]) -> Option<F> {
    let mut repr = F::Repr::default();
    repr.as_mut().copy_from_slice(&bytes);
    Option::from(F::from_repr(repr))
}

/// Little-endian canonical bytes.
#[must_use]
pub fn to_bytes<F: ProofField>(scalar: F) -> [u8; 32] {
    let mut bytes = [0u8; 32];
    bytes.copy_from_slice(scalar.to_repr().as_ref());
    bytes
}

/// The same element in the language's representation.
#[must_use]
pub fn to_element<F: ProofField>(scalar: F) -> FieldElement {
    FieldElement::from_bytes(F::FIELD, to_bytes(scalar))
        .unwrap_or_else(|| FieldElement::from_i64(F::FIELD, 0))
}

/// An integer; negative ones count down from the modulus.
#[must_use]
pub fn from_i64<F: ProofField>(n: i64) -> F {
    from_i128(i128::from(n))
}

/// An integer; negative ones count down from the modulus.
#[must_use]
pub fn from_i128<F: ProofField>(n: i128) -> F {
    let magnitude = F::from_u128(n.unsigned_abs());
    if n < 0 {
        -magnitude
    } else {
        magnitude
    }
}

/// The integer that a scalar stands for, if it is one of 64 bits.
#[must_use]
pub fn to_i64<F: ProofField>(scalar: F) -> Option<i64> {
    to_i128(scalar).and_then(|n| i64::try_from(n).ok())
}

/// The integer that a scalar stands for, if its magnitude is below 2^127.
#[must_use]
pub fn to_i128<F: ProofField>(scalar: F) -> Option<i128> {
    let small = |s: F| -> Option<i128> {
        let bytes = to_bytes(s);
        let mut low = [0u8; 16];
        low.copy_from_slice(&bytes[..16]);
        match bytes[16..].iter().all(|&b| b == 0) {
            true => i128::try_from(u128::from_le_bytes(low)).ok(),
            false => None,
        }
    };
    small(scalar).or_else(|| small(-scalar).map(|n| -n))
}

/// Two to the power of `n`.
#[must_use]
pub fn power_of_two<F: ProofField>(n: u32) -> F {
    (0..n).fold(F::ONE, |power, _| power.double())
}

#[cfg(test)]
mod tests {
    use super::*;
    use nova_snark::provider::bn256_grumpkin::bn256;

    fn integers_and_elements_round_trip<F: ProofField>() {
        for n in [0, 1, -1, i64::MAX, i64::MIN, 42] {
            assert_eq!(to_i64(from_i64::<F>(n)), Some(n));
            let element = FieldElement::from_i64(F::FIELD, n);
            assert_eq!(from_element::<F>(element), from_i64(n));
            assert_eq!(to_element(from_i64::<F>(n)), element);
        }
        for n in [i128::MAX, -i128::MAX, 1 << 120, 5] {
            assert_eq!(to_i128(from_i128::<F>(n)), Some(n));
        }
        assert_eq!(to_i128(power_of_two::<F>(127)), None);
        assert_eq!(to_i64(power_of_two::<F>(63)), None);
        assert_eq!(to_i64(-power_of_two::<F>(63) - F::ONE), None);
        // Both representations have one modulus.
        assert_eq!(
            to_element(-F::ONE) + to_element(F::ONE),
            to_element(F::ZERO)
        );
    }

    #[test]
    fn integers_and_elements_round_trip_in_each_field() {
        integers_and_elements_round_trip::<Scalar>();
        integers_and_elements_round_trip::<bn256::Scalar>();
    }
}
