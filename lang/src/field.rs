//! Elements of the proof field: the scalar field of Pallas, which is the base field of Vesta.

use ff::{Field, PrimeField};
use pasta_curves::Fq;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Mul, Neg, Sub};

/// An element of the proof field; arithmetic wraps at its modulus by definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct FieldElement(Fq);

impl Hash for FieldElement {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.to_bytes().hash(state);
    }
}

impl FieldElement {
    /// Zero.
    pub const ZERO: Self = FieldElement(Fq::ZERO);
    /// One.
    pub const ONE: Self = FieldElement(Fq::ONE);

    /// The element that an integer stands for; negative integers count down from the modulus.
    #[must_use]
    pub fn from_i64(n: i64) -> Self {
        let magnitude = Fq::from(n.unsigned_abs());
        FieldElement(if n < 0 { -magnitude } else { magnitude })
    }

    /// Little-endian canonical bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 32] {
        self.0.to_repr()
    }

    /// From little-endian bytes; `None` unless they are canonical.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Option<Self> {
        Option::from(Fq::from_repr(bytes)).map(FieldElement)
    }

    /// From decimal digits, any number of them, reduced by the modulus only if `digits` is below it;
    /// `None` if there is no digit, something that is no digit, or a value that is not canonical.
    #[must_use]
    pub fn from_decimal(digits: &str) -> Option<Self> {
        if digits.is_empty() || digits.len() > 78 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let value = Fq::from_str_vartime(if digits.trim_start_matches('0').is_empty() {
            "0"
        } else {
            digits.trim_start_matches('0')
        })?;
        let element = FieldElement(value);
        // A larger numeral would have wrapped: its decimal form then differs.
        let canonical = element.to_string();
        let stripped = digits.trim_start_matches('0');
        let stripped = if stripped.is_empty() { "0" } else { stripped };
        (canonical == stripped).then_some(element)
    }

    /// The inverse; `None` for zero.
    #[must_use]
    pub fn invert(self) -> Option<Self> {
        Option::from(self.0.invert()).map(FieldElement)
    }
}

impl fmt::Display for FieldElement {
    /// Decimal digits of the canonical representative.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.to_bytes();
        let mut digits = Vec::new();
        while bytes.iter().any(|&b| b != 0) {
            let mut remainder = 0u32;
            for byte in bytes.iter_mut().rev() {
                let value = remainder * 256 + u32::from(*byte);
                *byte = (value / 10) as u8;
                remainder = value % 10;
            }
            digits.push(char::from(b'0' + remainder as u8));
        }
        if digits.is_empty() {
            digits.push('0');
        }
        f.write_str(&digits.iter().rev().collect::<String>())
    }
}

impl Add for FieldElement {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        FieldElement(self.0 + other.0)
    }
}

impl Sub for FieldElement {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        FieldElement(self.0 - other.0)
    }
}

impl Mul for FieldElement {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        FieldElement(self.0 * other.0)
    }
}

impl Neg for FieldElement {
    type Output = Self;
    fn neg(self) -> Self {
        FieldElement(-self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_round_trips_and_refuses_what_is_not_canonical() {
        let minus_one = -FieldElement::ONE;
        let text = minus_one.to_string();
        assert_eq!(FieldElement::from_decimal(&text), Some(minus_one));
        // The modulus is one more than -1, whose last digit is 6.
        let modulus = text[..text.len() - 1].to_string() + "7";
        assert_eq!(text.as_bytes()[text.len() - 1], b'6');
        assert_eq!(FieldElement::from_decimal(&modulus), None);
        assert_eq!(
            FieldElement::from_decimal("007"),
            Some(FieldElement::from_i64(7))
        );
        assert_eq!(FieldElement::from_decimal(""), None);
        assert_eq!(FieldElement::from_decimal("1x"), None);
    }
}
