//! Arithmetic on values.

use super::{Heap, Value};
use crate::block::Arith;
use crate::field::{FieldElement, ScalarField};
use crate::value::{Tag, Wrap};

/// The result; nothing at overflow or where the divisor may not be zero.
pub(super) fn apply(op: Arith, a: Value, b: Value) -> Option<Value> {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => integer(op, a, b).map(Value::Integer),
        (Value::Field(a), Value::Field(b)) => field(op, a, b).map(Value::Field),
        _ => unreachable!("the compiler checks before it computes"),
    }
}

fn integer(op: Arith, a: i64, b: i64) -> Option<i64> {
    match op {
        Arith::Add => a.checked_add(b),
        Arith::Sub => a.checked_sub(b),
        Arith::Mul => a.checked_mul(b),
        Arith::Quotient => a.checked_div(b),
        // The remainder of the least integer by -1 is 0, though the quotient overflows.
        Arith::Remainder if b != 0 => Some(a.wrapping_rem(b)),
        Arith::Modulo if b != 0 => {
            let remainder = a.wrapping_rem(b);
            Some(if remainder != 0 && (remainder < 0) != (b < 0) {
                remainder + b
            } else {
                remainder
            })
        }
        _ => None,
    }
}

fn field(op: Arith, a: FieldElement, b: FieldElement) -> Option<FieldElement> {
    match op {
        Arith::Add => Some(a + b),
        Arith::Sub => Some(a - b),
        Arith::Mul => Some(a * b),
        Arith::Div => b.invert().map(|inverse| a * inverse),
        _ => None,
    }
}

/// The same payload under another tag.
pub(super) fn retag(heap: &mut Heap, field: ScalarField, value: Value, tag: Tag) -> Value {
    match (value, tag) {
        (Value::Pair(id), tag) if Wrap::of(tag).is_some() => {
            Wrap::of(tag).map_or(value, |wrap| Value::Wrap(wrap, id))
        }
        (Value::Wrap(_, id), Tag::Pair) => Value::Pair(id),
        (Value::String(id), Tag::Symbol) => Value::Symbol(id),
        (Value::Symbol(id), Tag::String) => Value::String(id),
        (Value::String(id), Tag::Pair) => heap.characters(id),
        (Value::Pair(_) | Value::Nil, Tag::String) => Value::String(heap.text_of(value)),
        (Value::Integer(n), Tag::Field) => Value::Field(FieldElement::from_i64(field, n)),
        (Value::Char(c), Tag::Integer) => Value::Integer(i64::from(u32::from(c))),
        (Value::Integer(n), Tag::Char) => Value::Char(
            u32::try_from(n)
                .ok()
                .and_then(char::from_u32)
                .unwrap_or(char::REPLACEMENT_CHARACTER),
        ),
        (value, _) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which field an element is of takes no room: it stands where a value's tag leaves bits unused.
    #[test]
    fn a_value_is_no_larger_than_an_element_with_a_tag() {
        assert_eq!(std::mem::size_of::<Value>(), 40);
    }

    #[test]
    fn division_rounds_as_the_names_say() {
        for (a, b, q, r, m) in [
            (7, 2, 3, 1, 1),
            (-7, 2, -3, -1, 1),
            (7, -2, -3, 1, -1),
            (-7, -2, 3, -1, -1),
        ] {
            assert_eq!(integer(Arith::Quotient, a, b), Some(q));
            assert_eq!(integer(Arith::Remainder, a, b), Some(r));
            assert_eq!(integer(Arith::Modulo, a, b), Some(m));
        }
        assert_eq!(integer(Arith::Quotient, i64::MIN, -1), None);
        assert_eq!(integer(Arith::Remainder, i64::MIN, -1), Some(0));
        assert_eq!(integer(Arith::Modulo, 1, 0), None);
        assert_eq!(integer(Arith::Add, i64::MAX, 1), None);
    }
}
