//! JSON: an object of names and nested lists of numbers.
//!
//! Guarantees: numbers are kept as they are written. The memory taken is a small multiple of the file's size.
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

use super::error::{Along, FormatError};
use super::table::{Numbers, Place, Tensor, Written};
use super::MOST_AXES;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;

/// The arrays of a JSON text.
///
/// # Errors
/// If it is not JSON, or not an object of arrays.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<String, Tensor>, FormatError> {
    let text = std::str::from_utf8(bytes).map_err(|error| FormatError::Utf8 {
        offset: error.valid_up_to(),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut arrays = BTreeMap::new();
    for (name, value) in object(text).map_err(|error| not_finite(text, error))? {
        let array = tensor(&name, value.get())?;
        if arrays.insert(name.clone(), array).is_some() {
            return Err(FormatError::Twice { name });
        }
    }
    Ok(arrays)
}

/// Python writes floats that are no numbers in a way that is not JSON.
fn not_finite(text: &str, error: serde_json::Error) -> FormatError {
    let line = text.lines().nth(error.line().saturating_sub(1));
    let rest = line.and_then(|line| line.get(error.column().saturating_sub(1)..));
    let rest = rest.unwrap_or_default();
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    match ["NaN", "Infinity"]
        .iter()
        .any(|word| rest.starts_with(word))
        || rest.starts_with("nfinity")
    {
        true => FormatError::JsonNotFinite { line: error.line() },
        // The library's message would show what is there instead, perhaps a number that nobody else is to see.
        false if error.is_data() => FormatError::JsonKind { line: error.line() },
        false => FormatError::Json(error),
    }
}

/// The names and values of an object, in order.
fn object(text: &str) -> Result<Vec<(String, &RawValue)>, serde_json::Error> {
    struct Entries;
    impl<'t> Visitor<'t> for Entries {
        type Value = Vec<(String, &'t RawValue)>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of names and arrays")
        }
        fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some(entry) = map.next_entry()? {
                entries.push(entry);
            }
            Ok(entries)
        }
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let entries = reader.deserialize_map(Entries)?;
    reader.end()?;
    Ok(entries)
}

/// Calls `each` with the elements of a list, in order.
fn list<'t>(text: &'t str, each: &mut dyn FnMut(&'t str)) -> Result<(), serde_json::Error> {
    struct Elements<'e, 't>(&'e mut dyn FnMut(&'t str));
    impl<'t> Visitor<'t> for Elements<'_, 't> {
        type Value = ();
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }
        fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<(), A::Error> {
            while let Some(element) = list.next_element::<&RawValue>()? {
                (self.0)(element.get());
            }
            Ok(())
        }
    }
    serde_json::Deserializer::from_str(text).deserialize_seq(Elements(each))
}

fn tensor(name: &str, value: &str) -> Result<Tensor, FormatError> {
    let mut nest = Nest {
        name,
        known: Vec::new(),
        place: Vec::new(),
        numbers: Written::default(),
    };
    nest.add(value)?;
    let shape = nest.known.iter().filter_map(|along| match along {
        Along::List(n) => Some(*n),
        Along::Number => None,
    });
    Ok(Tensor {
        shape: shape.collect(),
        numbers: Numbers::Written(nest.numbers),
    })
}

/// Nested lists that are gone through.
struct Nest<'n> {
    name: &'n str,
    /// What the first thing at each depth is.
    known: Vec<Along>,
    /// Where we are.
    place: Vec<usize>,
    numbers: Written,
}

impl Nest<'_> {
    fn add(&mut self, value: &str) -> Result<(), FormatError> {
        match value.bytes().next() {
            Some(b'[') => {}
            Some(b'"') => {
                self.expect(Along::Number)?;
                let string: String = serde_json::from_str(value)?;
                self.numbers.push_string(&string);
                return Ok(());
            }
            Some(b'{') => return Err(self.no_number("an object")),
            Some(b'n') => return Err(self.no_number("null")),
            _ => {
                self.expect(Along::Number)?;
                self.numbers.push(value);
                return Ok(());
            }
        }
        if self.place.len() >= MOST_AXES {
            return Err(FormatError::Deep {
                name: self.name.to_string(),
                most: MOST_AXES,
            });
        }
        // Lists are counted before they are entered, so that the first of them says what all are like.
        let mut count = 0;
        list(value, &mut |_| count += 1)?;
        self.expect(Along::List(count))?;
        let mut failed = Ok(());
        self.place.push(0);
        list(value, &mut |element| {
            if failed.is_ok() {
                failed = self.add(element);
                if let Some(index) = self.place.last_mut() {
                    *index += 1;
                }
            }
        })?;
        self.place.pop();
        failed
    }

    /// What is here must be like the first thing at this depth.
    fn expect(&mut self, got: Along) -> Result<(), FormatError> {
        let depth = self.place.len();
        let Some(expected) = self.known.get(depth).copied() else {
            self.known.push(got);
            return Ok(());
        };
        if expected == got {
            return Ok(());
        }
        Err(FormatError::Ragged {
            place: self.here(),
            got,
            first: format!("{}{}", self.name, "[0]".repeat(depth)),
            expected,
        })
    }

    fn no_number(&self, what: &'static str) -> FormatError {
        FormatError::NoNumber {
            place: self.here(),
            what,
        }
    }

    fn here(&self) -> Place {
        Place {
            name: self.name.to_string(),
            indices: self.place.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::number::Number;
    use super::*;
    use proptest::prelude::*;

    fn message(text: &str) -> String {
        read(text.as_bytes())
            .expect_err("it is refused")
            .to_string()
    }

    #[test]
    fn nested_lists_are_arrays_and_numbers_stay_as_they_are_written() {
        let text = "\u{feff}{\"w\": [[1, 2.50, -3e-1], [0.1, true, \"12345678901234567890\\u0031\"]], \"s\": 7, \"none\": [[]]}";
        let arrays = read(text.as_bytes()).expect("it is JSON");
        let shapes: Vec<_> = arrays
            .iter()
            .map(|(n, a)| (n.as_str(), a.shape.as_slice()))
            .collect();
        assert_eq!(shapes, [("none", &[1, 0][..]), ("s", &[]), ("w", &[2, 3])]);
        let w = arrays.get("w").expect("an array");
        let numbers: Vec<_> = (0..).map_while(|i| w.numbers.get(i)).collect();
        assert_eq!(
            numbers,
            [
                Number::Decimal("1"),
                Number::Decimal("2.50"),
                Number::Decimal("-3e-1"),
                Number::Decimal("0.1"),
                Number::Bool(true),
                Number::Text("123456789012345678901"),
            ]
        );
    }

    #[test]
    fn every_defect_is_named_with_its_place() {
        for (text, why) in [
            (r#"{"w": [[1, 2], [3]]}"#, "the lists are ragged: `w[1]` has 1 element, `w[0]` has 2 elements"),
            (r#"{"w": [[1, 2], 3]}"#, "the lists are ragged: `w[1]` has no list but a number, `w[0]` has 2 elements"),
            (r#"{"w": [1, [3]]}"#, "the lists are ragged: `w[1]` has 1 element, `w[0]` has no list but a number"),
            (r#"{"w": [1, null]}"#, "`w[1]` is null, where a number is expected"),
            (r#"{"w": {"x": 1}}"#, "`w` is an object, where a number is expected"),
            (r#"{"w": 1, "w": 2}"#, "there are two arrays `w`"),
            (r#"{"w": [[[[[[[[[1]]]]]]]]]}"#, "`w` has more than 8 axes"),
            (
                "{\"w\": [1,\n NaN]}",
                "it is not JSON: NaN or infinity in line 2\n  = help: JSON has no such numbers, and neither have typed steps",
            ),
            (
                "{\"w\": [1, -Infinity]}",
                "it is not JSON: NaN or infinity in line 1\n  = help: JSON has no such numbers, and neither have typed steps",
            ),
            ("{\"w\": [1, ", "it is not JSON: EOF while parsing a value at line 1 column 10"),
            ("{\"w\": 1} 2", "it is not JSON: trailing characters at line 1 column 10"),
            (
                "[1, 2]",
                "it is no JSON object of names and arrays: see line 1",
            ),
            ("1234567", "it is no JSON object of names and arrays: see line 1"),
        ] {
            assert_eq!(message(text), why, "{text}");
        }
        let error = read(b"{\"a\xff").expect_err("no UTF-8");
        assert_eq!(error.to_string(), "it is not UTF-8 text: see offset 3");
    }

    #[test]
    fn deep_nesting_is_refused_and_exhausts_nothing() {
        let text = format!("{{\"w\": {}1{}}}", "[".repeat(1 << 16), "]".repeat(1 << 16));
        assert_eq!(message(&text), "`w` has more than 8 axes");
        let error = read(format!("{{\"w\": {}", "[".repeat(1 << 20)).as_bytes());
        assert!(matches!(error, Err(FormatError::Json(_))));
        let error = read("[".repeat(1 << 20).as_bytes());
        assert!(matches!(error, Err(FormatError::JsonKind { line: 1 })));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in any::<Vec<u8>>()) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_text_of_such_characters_panics(text in r#"\{"[ab]":[\[\],0-9"{}:e.\-ntf ]{0,30}\}"#) {
            if let Ok(arrays) = read(text.as_bytes()) {
                for array in arrays.values() {
                    prop_assert_eq!(array.shape.iter().product::<usize>(), array.numbers.len());
                }
            }
        }
    }
}
