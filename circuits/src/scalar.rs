//! The circuit's field, and how the language's numbers appear in it.

use ff::{Field, PrimeField};
use foldscheme_lang::field::FieldElement;

pub use crate::ivc::Scalar;

/// The same element in the circuit's representation.
#[must_use]
pub fn from_element(element: FieldElement) -> Scalar {
    Option::from(Scalar::from_repr(element.to_bytes().into())).unwrap_or(Scalar::ZERO)
}

/// The same element in the language's representation.
#[must_use]
pub fn to_element(scalar: Scalar) -> FieldElement {
    let mut bytes = [0u8; 32];
    bytes.copy_from_slice(scalar.to_repr().as_ref());
    FieldElement::from_bytes(bytes).unwrap_or(FieldElement::ZERO)
}

/// An integer; negative ones count down from the modulus.
#[must_use]
pub fn from_i64(n: i64) -> Scalar {
    from_i128(i128::from(n))
}

/// An integer; negative ones count down from the modulus.
#[must_use]
pub fn from_i128(n: i128) -> Scalar {
    let magnitude = Scalar::from_u128(n.unsigned_abs());
    if n < 0 {
        -magnitude
    } else {
        magnitude
    }
}

/// The integer that a scalar stands for, if it is one of 64 bits.
#[must_use]
pub fn to_i64(scalar: Scalar) -> Option<i64> {
    let small = |s: Scalar| -> Option<u64> {
        let repr = s.to_repr();
        let bytes: &[u8] = repr.as_ref();
        if bytes[8..].iter().any(|&b| b != 0) {
            return None;
        }
        let mut low = [0u8; 8];
        low.copy_from_slice(&bytes[..8]);
        Some(u64::from_le_bytes(low))
    };
    if let Some(n) = small(scalar) {
        return i64::try_from(n).ok();
    }
    let n = small(-scalar)?;
    i64::try_from(-i128::from(n)).ok()
}

/// Two to the power of `n`.
#[must_use]
pub fn power_of_two(n: u32) -> Scalar {
    (0..n).fold(Scalar::ONE, |power, _| power.double())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_elements_round_trip() {
        for n in [0, 1, -1, i64::MAX, i64::MIN, 42] {
            assert_eq!(to_i64(from_i64(n)), Some(n));
            let element = FieldElement::from_i64(n);
            assert_eq!(from_element(element), from_i64(n));
            assert_eq!(to_element(from_i64(n)), element);
        }
        assert_eq!(to_i64(power_of_two(63)), None);
        assert_eq!(to_i64(-power_of_two(63) - Scalar::ONE), None);
    }
}
