//! Types of typed steps: an element type and a shape.

use super::program::Bound;
use std::fmt;

/// What an array is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementType {
    /// An element of the proof field.
    Field,
    /// A truth value.
    Bool,
    /// A signed integer of so many bits, its sign among them.
    Int(u32),
    /// An integer from 0 to `2^bits - 1`.
    Nat(u32),
    /// A signed number of so many bits, of which some are behind the point: an integer times `2^-fraction`.
    Fixed {
        /// Bits in all, the sign among them.
        bits: u32,
        /// Bits behind the point.
        fraction: u32,
    },
}

impl ElementType {
    /// The most bits that an element may have.
    pub const MOST_BITS: u32 = 64;

    /// Which integers stand for elements; none for field elements, all of which do.
    #[must_use]
    pub fn bound(self) -> Option<Bound> {
        let signed = |bits: u32| Bound {
            lo: -(1i128 << (bits - 1)),
            hi: (1i128 << (bits - 1)) - 1,
        };
        match self {
            ElementType::Field => None,
            ElementType::Bool => Some(Bound { lo: 0, hi: 1 }),
            ElementType::Nat(bits) => Some(Bound {
                lo: 0,
                hi: (1i128 << bits) - 1,
            }),
            ElementType::Int(bits) | ElementType::Fixed { bits, .. } => Some(signed(bits)),
        }
    }

    /// Bits behind the point.
    #[must_use]
    pub fn fraction(self) -> u32 {
        match self {
            ElementType::Fixed { fraction, .. } => fraction,
            _ => 0,
        }
    }

    /// Whether elements are numbers: neither truth values nor field elements.
    #[must_use]
    pub fn is_number(self) -> bool {
        !matches!(self, ElementType::Field | ElementType::Bool)
    }
}

impl fmt::Display for ElementType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ElementType::Field => f.write_str("field"),
            ElementType::Bool => f.write_str("bool"),
            ElementType::Int(bits) => write!(f, "(int {bits})"),
            ElementType::Nat(bits) => write!(f, "(nat {bits})"),
            ElementType::Fixed { bits, fraction } => write!(f, "(fixed {bits} {fraction})"),
        }
    }
}

/// An element type and a shape. A scalar has the empty shape; elements are in row-major order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    /// What it is made of.
    pub element: ElementType,
    /// How many along each axis.
    pub shape: Vec<usize>,
}

impl Type {
    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// As it is written in a program.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let element = self.element;
        match self.shape.as_slice() {
            [] => element.fmt(f),
            [n] => write!(f, "(vec {n} {element})"),
            [rows, columns] => write!(f, "(mat {rows} {columns} {element})"),
            shape => {
                f.write_str("(tensor (")?;
                for (i, n) in shape.iter().enumerate() {
                    write!(f, "{}{n}", if i == 0 { "" } else { " " })?;
                }
                write!(f, ") {element})")
            }
        }
    }
}
