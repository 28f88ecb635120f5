//! Elements of the proof field: the scalar field of the curve that a program's runs are proved on.

use ff::{Field, PrimeField};
use halo2curves::bn256::Fr;
use pasta_curves::Fq;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Mul, Neg, Sub};

/// A proof field. Arithmetic wraps at its modulus, so that the field is part of a program's meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum ScalarField {
    /// The scalar field of Pallas, which is the base field of Vesta.
    #[default]
    Pallas,
    /// The scalar field of BN254, which is the base field of Grumpkin.
    Bn254,
}

impl ScalarField {
    /// Every field.
    pub const ALL: [ScalarField; 2] = [ScalarField::Pallas, ScalarField::Bn254];
}

/// An element of a proof field; arithmetic wraps at its modulus by definition.
///
/// Elements of one program are of one field: its numerals are read in it, and whatever it makes is made of them or
/// of integers. Arithmetic on elements of two fields is a defect of the caller and panics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldElement(Element);

/// The element, by its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    Pallas(Fq),
    Bn254(Fr),
}

use Element::{Bn254, Pallas};

impl Hash for FieldElement {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.to_bytes().hash(state);
    }
}

/// The element that an integer stands for.
fn small<F: PrimeField>(n: i64) -> F {
    let magnitude = F::from(n.unsigned_abs());
    if n < 0 {
        -magnitude
    } else {
        magnitude
    }
}

impl FieldElement {
    /// The element that an integer stands for; negative integers count down from the modulus.
    #[must_use]
    pub fn from_i64(field: ScalarField, n: i64) -> Self {
        FieldElement(match field {
            ScalarField::Pallas => Pallas(small(n)),
            ScalarField::Bn254 => Bn254(small(n)),
        })
    }

    /// The field that it is of.
    #[must_use]
    pub fn field(self) -> ScalarField {
        match self.0 {
            Pallas(_) => ScalarField::Pallas,
            Bn254(_) => ScalarField::Bn254,
        }
    }

    /// Little-endian canonical bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 32] {
        match self.0 {
            Pallas(x) => x.to_repr(),
            Bn254(x) => x.to_repr().into(),
        }
    }

    /// From little-endian bytes; `None` unless they are canonical.
    #[must_use]
    pub fn from_bytes(field: ScalarField, bytes: [u8; 32]) -> Option<Self> {
        let element = match field {
            ScalarField::Pallas => Option::from(Fq::from_repr(bytes)).map(Pallas),
            ScalarField::Bn254 => Option::from(Fr::from_repr(bytes.into())).map(Bn254),
        };
        element.map(FieldElement)
    }

    /// From decimal digits, any number of them, reduced by the modulus only if `digits` is below it;
    /// `None` if there is no digit, something that is no digit, or a value that is not canonical.
    #[must_use]
    pub fn from_decimal(field: ScalarField, digits: &str) -> Option<Self> {
        if digits.is_empty() || digits.len() > 78 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let stripped = digits.trim_start_matches('0');
        let stripped = if stripped.is_empty() { "0" } else { stripped };
        let element = FieldElement(match field {
            ScalarField::Pallas => Pallas(Fq::from_str_vartime(stripped)?),
            ScalarField::Bn254 => Bn254(Fr::from_str_vartime(stripped)?),
        });
        // A larger numeral would have wrapped: its decimal form then differs.
        (element.to_string() == stripped).then_some(element)
    }

    /// The inverse; `None` for zero.
    #[must_use]
    pub fn invert(self) -> Option<Self> {
        let inverse = match self.0 {
            Pallas(x) => Option::from(x.invert()).map(Pallas),
            Bn254(x) => Option::from(x.invert()).map(Bn254),
        };
        inverse.map(FieldElement)
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

/// Implements an operator on two elements of one field.
macro_rules! operator {
    ($name:ident, $method:ident) => {
        impl $name for FieldElement {
            type Output = Self;
            #[inline]
            fn $method(self, other: Self) -> Self {
                FieldElement(match (self.0, other.0) {
                    (Pallas(a), Pallas(b)) => Pallas($name::$method(a, b)),
                    (Bn254(a), Bn254(b)) => Bn254($name::$method(a, b)),
                    _ => unreachable!("elements of two fields never meet in one program"),
                })
            }
        }
    };
}

operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);

impl Neg for FieldElement {
    type Output = Self;
    fn neg(self) -> Self {
        FieldElement(match self.0 {
            Pallas(x) => Pallas(-x),
            Bn254(x) => Bn254(-x),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The moduli, from the curves' specifications.
    const MODULI: [(ScalarField, &str); 2] = [
        (
            ScalarField::Pallas,
            "28948022309329048855892746252171976963363056481941647379679742748393362948097",
        ),
        (
            ScalarField::Bn254,
            "21888242871839275222246405745257275088548364400416034343698204186575808495617",
        ),
    ];

    #[test]
    fn decimal_round_trips_and_refuses_what_is_not_canonical() {
        for (field, modulus) in MODULI {
            let minus_one = FieldElement::from_i64(field, -1);
            let text = minus_one.to_string();
            assert_eq!(FieldElement::from_decimal(field, &text), Some(minus_one));
            // The modulus is one more than -1.
            assert_eq!(&text[..76], &modulus[..76]);
            assert_eq!((&text[76..], &modulus[76..]), ("6", "7"));
            assert_eq!(FieldElement::from_decimal(field, modulus), None);
            assert_eq!(
                FieldElement::from_decimal(field, "007"),
                Some(FieldElement::from_i64(field, 7))
            );
            assert_eq!(FieldElement::from_decimal(field, ""), None);
            assert_eq!(FieldElement::from_decimal(field, "1x"), None);
        }
    }

    #[test]
    fn bytes_are_canonical_in_their_own_field() {
        for field in ScalarField::ALL {
            let minus_one = FieldElement::from_i64(field, -1);
            let mut bytes = minus_one.to_bytes();
            assert_eq!(FieldElement::from_bytes(field, bytes), Some(minus_one));
            bytes[0] += 1;
            assert_eq!(FieldElement::from_bytes(field, bytes), None, "the modulus");
        }
        // Only the greater field has an element between the two moduli.
        let between = FieldElement::from_i64(ScalarField::Pallas, -1).to_bytes();
        assert_eq!(FieldElement::from_bytes(ScalarField::Bn254, between), None);
    }

    proptest! {
        #[test]
        fn arithmetic_on_integers_is_that_of_integers(a in any::<i32>(), b in any::<i32>()) {
            for field in ScalarField::ALL {
                let of = |n: i64| FieldElement::from_i64(field, n);
                let (a, b) = (i64::from(a), i64::from(b));
                prop_assert_eq!(of(a) + of(b), of(a + b));
                prop_assert_eq!(of(a) - of(b), of(a - b));
                prop_assert_eq!(of(a) * of(b), of(a * b));
                prop_assert_eq!(-of(a), of(-a));
                match of(b).invert() {
                    Some(inverse) => prop_assert_eq!(inverse * of(b), of(1)),
                    None => prop_assert_eq!(b, 0),
                }
            }
        }
    }
}
