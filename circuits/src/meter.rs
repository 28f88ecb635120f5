//! Decoding within an allowance of memory: a list whose elements take one byte in a file and dozens in memory must not let a short file
//! exhaust it.
//!
//! What is charged is what lists and texts take on the heap, before it is taken. Guarantees: with an allowance of `n` bytes, decoding
//! holds no more than `n` bytes and one list's reserve, which `serde` keeps below a mebibyte.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, SeqAccess, VariantAccess,
    Visitor,
};
use std::cell::Cell;
use std::fmt;

/// What a piece of the heap costs beside its bytes.
const PIECE: usize = 32;

/// Why bytes do not decode within an allowance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MeterError {
    /// They do not decode.
    Encoding(postcard::Error),
    /// What they decode to takes more memory than allowed.
    Exceeded,
}

/// Decodes a value from the start of `bytes`, within `allowance` bytes of memory; gives what follows it, too.
///
/// # Errors
/// If the bytes do not decode, or not within the allowance.
pub(crate) fn take_from_bytes<'de, T: Deserialize<'de>>(
    bytes: &'de [u8],
    allowance: usize,
) -> Result<(T, &'de [u8]), MeterError> {
    let left = Left(Cell::new(Some(allowance)));
    let mut inner = postcard::Deserializer::from_bytes(bytes);
    let metered = Metered {
        inner: &mut inner,
        left: &left,
    };
    let value = T::deserialize(metered).map_err(|error| match left.0.get() {
        Some(_) => MeterError::Encoding(error),
        None => MeterError::Exceeded,
    })?;
    Ok((value, inner.finalize().map_err(MeterError::Encoding)?))
}

/// What is left of the allowance; nothing once it was exceeded.
struct Left(Cell<Option<usize>>);

impl Left {
    fn charge<E: Error>(&self, bytes: usize) -> Result<(), E> {
        self.0
            .set(self.0.get().and_then(|left| left.checked_sub(bytes)));
        match self.0.get() {
            Some(_) => Ok(()),
            None => Err(E::custom("more than the allowance")),
        }
    }

    fn charge_piece<E: Error>(&self, length: usize) -> Result<(), E> {
        match length {
            0 => Ok(()),
            length => self.charge(length.saturating_add(PIECE)),
        }
    }
}

/// Something of `serde` that charges what passes through it.
struct Metered<'m, T> {
    inner: T,
    left: &'m Left,
}

impl<'m, T> Metered<'m, T> {
    fn around<U>(&self, inner: U) -> Metered<'m, U> {
        Metered {
            inner,
            left: self.left,
        }
    }
}

/// A visitor, of a list if it came for one.
struct Visiting<'m, V> {
    visitor: V,
    left: &'m Left,
    list: bool,
}

/// The elements of a list, or the parts of something whose size is known.
struct Elements<'m, A> {
    inner: A,
    left: &'m Left,
    list: bool,
    first: bool,
}

macro_rules! forwarded {
    ($($method:ident($($argument:ident: $ty:ty),*);)*) => {
        $(fn $method<V: Visitor<'de>>(self, $($argument: $ty,)* visitor: V) -> Result<V::Value, D::Error> {
            let visitor = Visiting { visitor, left: self.left, list: false };
            self.inner.$method($($argument,)* visitor)
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Metered<'_, D> {
    type Error = D::Error;

    forwarded! {
        deserialize_any();
        deserialize_bool();
        deserialize_i8();
        deserialize_i16();
        deserialize_i32();
        deserialize_i64();
        deserialize_i128();
        deserialize_u8();
        deserialize_u16();
        deserialize_u32();
        deserialize_u64();
        deserialize_u128();
        deserialize_f32();
        deserialize_f64();
        deserialize_char();
        deserialize_str();
        deserialize_string();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_option();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_tuple(length: usize);
        deserialize_tuple_struct(name: &'static str, length: usize);
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_identifier();
        deserialize_ignored_any();
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let left = self.left;
        let list = true;
        self.inner.deserialize_seq(Visiting {
            visitor,
            left,
            list,
        })
    }

    /// Nothing that is decoded here has one.
    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, D::Error> {
        Err(D::Error::custom("a map"))
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

macro_rules! visited {
    ($($method:ident: $ty:ty;)*) => {
        $(fn $method<E: Error>(self, value: $ty) -> Result<V::Value, E> {
            self.visitor.$method(value)
        })*
    };
}

macro_rules! charged {
    ($($method:ident: $ty:ty;)*) => {
        $(fn $method<E: Error>(self, value: $ty) -> Result<V::Value, E> {
            self.left.charge_piece(value.len())?;
            self.visitor.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Visiting<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    visited! {
        visit_bool: bool;
        visit_i8: i8;
        visit_i16: i16;
        visit_i32: i32;
        visit_i64: i64;
        visit_i128: i128;
        visit_u8: u8;
        visit_u16: u16;
        visit_u32: u32;
        visit_u64: u64;
        visit_u128: u128;
        visit_f32: f32;
        visit_f64: f64;
        visit_char: char;
    }

    charged! {
        visit_str: &str;
        visit_borrowed_str: &'de str;
        visit_string: String;
        visit_bytes: &[u8];
        visit_borrowed_bytes: &'de [u8];
        visit_byte_buf: Vec<u8>;
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let left = self.left;
        self.visitor.visit_some(Metered { inner, left })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        let left = self.left;
        self.visitor.visit_newtype_struct(Metered { inner, left })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(Elements {
            inner,
            left: self.left,
            list: self.list,
            first: true,
        })
    }

    fn visit_enum<A: EnumAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let left = self.left;
        self.visitor.visit_enum(Metered { inner, left })
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Elements<'_, A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        inner: T,
    ) -> Result<Option<T::Value>, A::Error> {
        // A list ends where it has said, and what it says is bounded by the bytes there are.
        if self.list && self.inner.size_hint() != Some(0) {
            let size = std::mem::size_of::<T::Value>();
            let piece = if self.first { PIECE } else { 0 };
            self.left.charge(size.saturating_add(piece))?;
            self.first = false;
        }
        let left = self.left;
        self.inner.next_element_seed(Metered { inner, left })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for Metered<'_, T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T::Value, D::Error> {
        let metered = self.around(deserializer);
        self.inner.deserialize(metered)
    }
}

impl<'de, 'm, A: EnumAccess<'de>> EnumAccess<'de> for Metered<'m, A> {
    type Error = A::Error;
    type Variant = Metered<'m, A::Variant>;

    fn variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<(T::Value, Self::Variant), A::Error> {
        let left = self.left;
        let (value, inner) = self.inner.variant_seed(seed)?;
        Ok((value, Metered { inner, left }))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Metered<'_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.inner.unit_variant()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, inner: T) -> Result<T::Value, A::Error> {
        let left = self.left;
        self.inner.newtype_variant_seed(Metered { inner, left })
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let (left, list) = (self.left, false);
        self.inner.tuple_variant(
            length,
            Visiting {
                visitor,
                left,
                list,
            },
        )
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let (left, list) = (self.left, false);
        self.inner.struct_variant(
            fields,
            Visiting {
                visitor,
                left,
                list,
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Serialize;

    #[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
    enum Part {
        Nothing,
        Number(i128),
        Text {
            text: String,
            more: Option<Box<Part>>,
        },
        Pair((u8, char), Vec<Part>),
    }

    fn part() -> impl Strategy<Value = Part> {
        let leaf = prop_oneof![
            Just(Part::Nothing),
            any::<i128>().prop_map(Part::Number),
            any::<String>().prop_map(|text| Part::Text { text, more: None }),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let parts = proptest::collection::vec(inner.clone(), 0..6);
            prop_oneof![
                (any::<(u8, char)>(), parts).prop_map(|(pair, parts)| Part::Pair(pair, parts)),
                (any::<String>(), inner).prop_map(|(text, part)| Part::Text {
                    text,
                    more: Some(Box::new(part)),
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn with_enough_memory_it_is_what_postcard_decodes(part in part(), more in any::<u8>()) {
            let mut bytes = postcard::to_allocvec(&part).unwrap();
            bytes.push(more);
            let (decoded, rest) = take_from_bytes::<Part>(&bytes, 1 << 20).unwrap();
            prop_assert_eq!(decoded, part);
            prop_assert_eq!(rest, &[more]);
        }

        #[test]
        fn no_bytes_panic(bytes in any::<Vec<u8>>()) {
            let plain = postcard::take_from_bytes::<Part>(&bytes);
            let metered = take_from_bytes::<Part>(&bytes, 1 << 20);
            prop_assert_eq!(metered, plain.map_err(MeterError::Encoding));
        }
    }

    /// An allowance is enough from where it is all that is charged, and one byte less is not.
    #[test]
    fn what_is_held_is_charged() {
        fn is_charged<T: Serialize + for<'de> Deserialize<'de>>(value: &T, expected: usize) {
            let bytes = postcard::to_allocvec(value).unwrap();
            assert!(take_from_bytes::<T>(&bytes, expected).is_ok());
            if let Some(less) = expected.checked_sub(1) {
                let exceeded = take_from_bytes::<T>(&bytes, less).err();
                assert_eq!(exceeded, Some(MeterError::Exceeded));
            }
        }
        is_charged(&7u64, 0);
        is_charged(&Vec::<u64>::new(), 0);
        is_charged(&vec![1i128, 2, 3], PIECE + 3 * 16);
        is_charged(&"abc".to_string(), PIECE + 3);
        is_charged(&vec![vec![1u8], vec![]], PIECE + 2 * 24 + PIECE + 1);
        is_charged(&[[1u8; 32]; 4], 0);
        is_charged(&vec![[1u8; 32]; 4], PIECE + 4 * 32);
    }
}
