//! Arrays of values, as they go into typed steps and come out.

use super::ty::{ElementType, Type};
use crate::field::{FieldElement, ScalarField};
use std::fmt;

/// One element: an integer (truth values are 0 and 1, fixed-point numbers are counted in units of their last bit), or
/// a field element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// An integer.
    Int(i128),
    /// A field element.
    Field(FieldElement),
}

impl Value {
    /// The integer, if it is one.
    #[must_use]
    pub fn int(self) -> Option<i128> {
        match self {
            Value::Int(n) => Some(n),
            Value::Field(_) => None,
        }
    }
}

/// Elements in row-major order, with their type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Array {
    ty: Type,
    elements: Vec<Value>,
}

/// Why values are no array of a type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArrayError {
    /// There are too many or too few.
    #[error("{ty} has {expected} elements, {got} are given")]
    Length {
        /// The type.
        ty: Type,
        /// Elements that it has.
        expected: usize,
        /// Elements given.
        got: usize,
    },
    /// One is out of range, or of another kind.
    #[error("element {index} is {value}, which is no {element}")]
    Element {
        /// Which, in row-major order.
        index: usize,
        /// The value, as it would be written.
        value: String,
        /// What it should be.
        element: ElementType,
    },
}

impl Array {
    /// An array of these elements.
    ///
    /// # Errors
    /// If there are too many or too few, or one is not of the type, for a program in this field.
    pub fn new(field: ScalarField, ty: Type, elements: Vec<Value>) -> Result<Array, ArrayError> {
        if elements.len() != ty.len() {
            return Err(ArrayError::Length {
                expected: ty.len(),
                got: elements.len(),
                ty,
            });
        }
        for (index, value) in elements.iter().enumerate() {
            let fits = match (ty.element.bound(), value) {
                (Some(bound), Value::Int(n)) => bound.contains(*n),
                (None, Value::Field(x)) => x.field() == field,
                _ => false,
            };
            if !fits {
                return Err(ArrayError::Element {
                    index,
                    value: written(*value, ty.element),
                    element: ty.element,
                });
            }
        }
        Ok(Array { ty, elements })
    }

    /// All zeros, or all false.
    #[must_use]
    pub fn zeros(field: ScalarField, ty: Type) -> Array {
        let zero = match ty.element {
            ElementType::Field => Value::Field(FieldElement::from_i64(field, 0)),
            _ => Value::Int(0),
        };
        Array {
            elements: vec![zero; ty.len()],
            ty,
        }
    }

    /// Its type.
    #[must_use]
    pub fn ty(&self) -> &Type {
        &self.ty
    }

    /// Its elements in row-major order.
    #[must_use]
    pub fn elements(&self) -> &[Value] {
        &self.elements
    }
}

/// A value as a person writes it: a fixed-point number in decimal, exactly.
#[must_use]
pub fn written(value: Value, element: ElementType) -> String {
    match (value, element) {
        (Value::Field(x), _) => x.to_string(),
        (Value::Int(n), ElementType::Bool) => match n {
            0 => "#f".to_string(),
            1 => "#t".to_string(),
            n => n.to_string(),
        },
        (Value::Int(n), element) => decimal(n, element.fraction()),
    }
}

/// `n * 2^-fraction` in decimal, exactly.
fn decimal(n: i128, fraction: u32) -> String {
    let magnitude = n.unsigned_abs();
    let sign = if n < 0 { "-" } else { "" };
    if fraction == 0 {
        return format!("{sign}{magnitude}");
    }
    let mask = 1u128.checked_shl(fraction).map_or(u128::MAX, |one| one - 1);
    let whole = magnitude.checked_shr(fraction).unwrap_or(0);
    let mut rest = magnitude & mask;
    let mut digits = String::new();
    while rest != 0 {
        // `rest` is below 2^fraction, at most 2^64, so that ten times it fits.
        rest *= 10;
        digits.push(char::from(b'0' + (rest >> fraction) as u8));
        rest &= mask;
    }
    match digits.is_empty() {
        true => format!("{sign}{whole}"),
        false => format!("{sign}{whole}.{digits}"),
    }
}

/// Nested lists of elements, as JSON and Python write them.
impl fmt::Display for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn part(
            f: &mut fmt::Formatter<'_>,
            element: ElementType,
            shape: &[usize],
            values: &[Value],
        ) -> fmt::Result {
            let Some((n, inner)) = shape.split_first() else {
                return values
                    .first()
                    .map_or(Ok(()), |value| f.write_str(&written(*value, element)));
            };
            let size: usize = inner.iter().product();
            f.write_str("[")?;
            for i in 0..*n {
                if i > 0 {
                    f.write_str(", ")?;
                }
                part(f, element, inner, &values[i * size..(i + 1) * size])?;
            }
            f.write_str("]")
        }
        part(f, self.ty.element, &self.ty.shape, &self.elements)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_exactly() {
        assert_eq!(decimal(-384, 8), "-1.5");
        assert_eq!(decimal(1, 8), "0.00390625");
        assert_eq!(decimal(512, 8), "2");
        assert_eq!(decimal(-3, 0), "-3");
        assert_eq!(decimal(i128::from(u64::MAX), 64), {
            let exact = decimal(i128::from(u64::MAX), 64);
            assert!(exact.starts_with("0.99999999"), "{exact}");
            exact
        });
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        let ty = Type {
            element: ElementType::Fixed {
                bits: 8,
                fraction: 4,
            },
            shape: vec![2],
        };
        let values = |last| vec![Value::Int(-128), Value::Int(last)];
        let array = Array::new(ScalarField::Pallas, ty.clone(), values(127)).expect("fits");
        assert_eq!(array.to_string(), "[-8, 7.9375]");
        let error =
            Array::new(ScalarField::Pallas, ty.clone(), values(128)).expect_err("too large");
        assert_eq!(error.to_string(), "element 1 is 8, which is no (fixed 8 4)");
        let error = Array::new(ScalarField::Pallas, ty, vec![Value::Int(0)]).expect_err("too few");
        assert_eq!(
            error.to_string(),
            "(vec 2 (fixed 8 4)) has 2 elements, 1 are given"
        );
    }
}
