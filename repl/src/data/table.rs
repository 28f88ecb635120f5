//! What a data file holds: arrays of exact numbers, by name or not.
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

use super::number::{is_not_finite, Number};
use std::collections::BTreeMap;
use std::fmt;

/// Numbers in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// How many along each axis.
    pub shape: Vec<usize>,
    /// The numbers: as many as the shape says.
    pub numbers: Numbers,
}

/// Numbers as compactly as their file has them.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// Truth values.
    Bools(Vec<bool>),
    /// Integers.
    Ints(Vec<i64>),
    /// Integers that are not negative.
    Nats(Vec<u64>),
    /// Floats; those of fewer bits are floats of 64 bits, too.
    Floats(Vec<f64>),
    /// Numbers and strings as they are written.
    Written(Written),
}

impl Numbers {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Numbers::Bools(list) => list.len(),
            Numbers::Ints(list) => list.len(),
            Numbers::Nats(list) => list.len(),
            Numbers::Floats(list) => list.len(),
            Numbers::Written(list) => list.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Number<'_>> {
        match self {
            Numbers::Bools(list) => list.get(index).copied().map(Number::Bool),
            Numbers::Ints(list) => list.get(index).map(|n| Number::Int((*n).into())),
            Numbers::Nats(list) => list.get(index).map(|n| Number::Int((*n).into())),
            Numbers::Floats(list) => list.get(index).copied().map(Number::Float),
            Numbers::Written(list) => list.get(index),
        }
    }
}

/// Numbers and strings as they are written, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    text: String,
    ends: Vec<usize>,
}

/// What a string is marked with, which no number begins with.
const STRING: char = '"';

impl Written {
    /// Adds a decimal, a truth value, or what stands for no number.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Adds a string.
    pub fn push_string(&mut self, text: &str) {
        self.text.push(STRING);
        self.push(text);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Number<'_>> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        let text = self.text.get(start..end)?;
        Some(match text {
            "true" => Number::Bool(true),
            "false" => Number::Bool(false),
            _ => match text.strip_prefix(STRING) {
                Some(string) => Number::Text(string),
                None if is_not_finite(text) => Number::NotFinite(text),
                None => Number::Decimal(text),
            },
        })
    }
}

/// The rows of a table without names, or with a name for each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// What the first line calls the columns, if it is no row.
    pub header: Option<Vec<String>>,
    /// How many columns there are.
    pub columns: usize,
    /// The line that each row begins at.
    pub lines: Vec<u64>,
    /// The cells, row by row.
    pub cells: Written,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Arrays by name.
    Named(BTreeMap<String, Tensor>),
    /// One array without a name.
    Single(Tensor),
    /// Rows of cells.
    Rows(Rows),
}

/// A shape as it is shown: as Python writes it.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'a>(pub &'a [usize]);

impl fmt::Display for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (i, n) in self.0.iter().enumerate() {
            write!(f, "{}{n}", if i == 0 { "" } else { ", " })?;
        }
        f.write_str(if self.0.len() == 1 { ",)" } else { ")" })
    }
}

/// An element of an array, such as `w[2][0]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The array.
    pub name: String,
    /// Where along each axis.
    pub indices: Vec<usize>,
}

impl Place {
    /// The place of the element that has this index in row-major order.
    #[must_use]
    pub fn of(name: &str, shape: &[usize], index: usize) -> Place {
        let mut rest = index;
        let mut indices: Vec<usize> = shape
            .iter()
            .rev()
            .map(|n| {
                let n = (*n).max(1);
                let along = rest % n;
                rest /= n;
                along
            })
            .collect();
        indices.reverse();
        Place {
            name: name.to_string(),
            indices,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.indices.iter().try_for_each(|i| write!(f, "[{i}]"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back_in_its_kind() {
        let mut written = Written::default();
        for text in ["1.50", "true", "nan", "-inf"] {
            written.push(text);
        }
        written.push_string("true");
        written.push_string("");
        let back: Vec<_> = (0..).map_while(|i| written.get(i)).collect();
        let expected = [
            Number::Decimal("1.50"),
            Number::Bool(true),
            Number::NotFinite("nan"),
            Number::NotFinite("-inf"),
            Number::Text("true"),
            Number::Text(""),
        ];
        assert_eq!(back, expected);
    }

    #[test]
    fn places_and_shapes_read_like_python() {
        assert_eq!(Place::of("w", &[2, 3, 4], 23).to_string(), "w[1][2][3]");
        assert_eq!(Place::of("w", &[2, 3, 4], 5).to_string(), "w[0][1][1]");
        assert_eq!(Place::of("s", &[], 0).to_string(), "s");
        let shapes = [&[][..], &[3], &[3, 4]].map(|s| Shape(s).to_string());
        assert_eq!(shapes, ["()", "(3,)", "(3, 4)"]);
    }
}
