//! What expressions are worth while they are lowered.

use super::Procedure;
use crate::typed::program::Wire;
use crate::typed::rational::Rational;
use crate::typed::ty::ElementType;
use std::rc::Rc;
use std::sync::Arc;

/// What the elements of an array are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numbers with so many bits behind the point.
    Number(u32),
    /// Truth values.
    Bool,
    /// Field elements.
    Field,
}

impl Kind {
    /// What elements of a type are.
    pub fn of(element: ElementType) -> Kind {
        match element {
            ElementType::Field => Kind::Field,
            ElementType::Bool => Kind::Bool,
            element => Kind::Number(element.fraction()),
        }
    }

    /// Bits behind the point.
    pub fn fraction(self) -> u32 {
        match self {
            Kind::Number(fraction) => fraction,
            _ => 0,
        }
    }
}

/// An array of wires in row-major order.
#[derive(Clone, Debug)]
pub struct Tensor {
    pub shape: Vec<usize>,
    pub kind: Kind,
    pub wires: Rc<[Wire]>,
}

impl Tensor {
    pub fn scalar(kind: Kind, wire: Wire) -> Tensor {
        Tensor {
            shape: Vec::new(),
            kind,
            wires: [wire].into(),
        }
    }

    /// How many elements a part along the first axis has.
    pub fn stride(&self) -> usize {
        self.shape.iter().skip(1).product()
    }

    /// The part at a place of the first axis.
    pub fn part(&self, i: usize) -> Tensor {
        let stride = self.stride();
        Tensor {
            shape: self.shape[1..].to_vec(),
            kind: self.kind,
            wires: self.wires[i * stride..(i + 1) * stride].into(),
        }
    }
}

/// A value.
#[derive(Clone, Debug)]
pub enum Val {
    /// A number as it is written: exact, and without a fraction of its own yet.
    Literal(Rational),
    /// An array; a scalar is one of the empty shape.
    Tensor(Tensor),
    /// A procedure of the text.
    Procedure(Rc<Procedure>),
    /// An operation of the language.
    Operation(Arc<str>),
    /// Several values: the state after a step.
    Several(Vec<Val>),
}

/// A shape as it is shown; a scalar's is empty.
pub fn shape(shape: &[usize]) -> String {
    let sizes: Vec<String> = shape.iter().map(ToString::to_string).collect();
    format!("shape ({})", sizes.join(" "))
}

impl Val {
    /// What it is, in words.
    pub fn describe(&self) -> String {
        match self {
            Val::Literal(literal) => format!("the number {literal}"),
            Val::Tensor(tensor) => {
                let elements = match tensor.kind {
                    Kind::Number(0) => "integers".to_string(),
                    Kind::Number(fraction) => {
                        format!(
                            "numbers with {} behind the point",
                            super::plural(fraction as usize, "bit")
                        )
                    }
                    Kind::Bool => "truth values".to_string(),
                    Kind::Field => "field elements".to_string(),
                };
                match tensor.shape.as_slice() {
                    [] => match tensor.kind {
                        Kind::Number(0) => "an integer".to_string(),
                        Kind::Number(fraction) => {
                            format!(
                                "a number with {} behind the point",
                                super::plural(fraction as usize, "bit")
                            )
                        }
                        Kind::Bool => "a truth value".to_string(),
                        Kind::Field => "a field element".to_string(),
                    },
                    sizes => format!("{elements} of {}", shape(sizes)),
                }
            }
            Val::Procedure(_) | Val::Operation(_) => "a procedure".to_string(),
            Val::Several(values) => super::plural(values.len(), "value"),
        }
    }
}
