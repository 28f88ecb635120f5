//! Straight-line programs of scalars: what a typed step is compiled to.
//!
//! A node computes one scalar from earlier nodes. Numbers are integers (a fixed-point number is counted in units of its last bit) with a
//! bound that the compiler proved; field elements wrap at the modulus. What each operation means is said once, at
//! [`Op`]; [`StepProgram::run`] computes it, and the circuit enforces it.

use super::ty::Type;
use crate::field::{FieldElement, ScalarField};
use crate::source::Span;

/// No integer of a step is as large as two to this power.
pub const MAGNITUDE_BITS: u32 = 120;

/// The most entries of a table.
pub const MOST_ENTRIES: usize = 256;

/// The most nodes of a program.
pub const MOST_NODES: usize = 1 << 22;

/// Which integers a node can have, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bound {
    /// The least.
    pub lo: i128,
    /// The greatest.
    pub hi: i128,
}

impl Bound {
    /// Whether it holds an integer.
    #[must_use]
    pub fn contains(self, n: i128) -> bool {
        self.lo <= n && n <= self.hi
    }

    /// Whether it holds all of another.
    #[must_use]
    pub fn includes(self, other: Bound) -> bool {
        self.lo <= other.lo && other.hi <= self.hi
    }

    /// The least number of bits with which `n - lo` can be written for each of its integers.
    #[must_use]
    pub fn bits(self) -> u32 {
        128 - self.hi.abs_diff(self.lo).leading_zeros()
    }
}

/// A node of a program, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Wire(pub u32);

/// A place in the source that nodes come from, by its place in [`StepProgram::sites`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteIndex(pub u32);

/// How a quotient is made an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Rounding {
    /// Downwards.
    Floor,
    /// To the nearest, ties upwards.
    #[default]
    HalfUp,
    /// To the nearest, ties to the even one, as in ONNX and IEEE 754.
    HalfEven,
}

/// What a node computes. Operands are integers, unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// An element of what goes into the step: which port, which element in row-major order.
    Input {
        /// Index into [`StepProgram::ports`].
        port: u32,
        /// Which element.
        element: u32,
    },
    /// A constant of the proof field.
    Field(FieldElement),
    /// `constant + sum of coefficient * operand`. Of field elements if the node is one; integers among the operands count as
    /// field elements then.
    Linear {
        /// What is added.
        constant: i128,
        /// Coefficients, none of them 0, and operands, none of them twice.
        terms: Vec<(i128, Wire)>,
    },
    /// The product; of field elements if the node is one, as for [`Op::Linear`].
    Product(Wire, Wire),
    /// `x / 2^shift`, rounded; then, if `relu`, 0 in place of what is negative. If `checked`, the run fails unless the result
    /// is within the node's bound, whose size is a power of two; otherwise it is known to be.
    Shift {
        /// The operand.
        x: Wire,
        /// By how many bits; perhaps by none, if `checked`.
        shift: u32,
        /// How the result is made an integer.
        rounding: Rounding,
        /// Whether what is negative becomes 0.
        relu: bool,
        /// Whether the run may fail here.
        checked: bool,
    },
    /// `floor(x / y)`. The run fails unless `y` is positive.
    Quotient {
        /// The dividend.
        x: Wire,
        /// The divisor: perhaps a constant (an [`Op::Linear`] without terms).
        y: Wire,
    },
    /// The greater one of `x` and 0.
    Relu(Wire),
    /// `x`, or the nearer end of `lo..=hi` if it is out of it. `lo < hi`.
    Clamp {
        /// The operand.
        x: Wire,
        /// The least result.
        lo: i128,
        /// The greatest result.
        hi: i128,
    },
    /// 1 if `x >= 0`, else 0.
    IsNonNegative(Wire),
    /// 1 if `x = 0`, else 0. Of an integer or a field element.
    IsZero(Wire),
    /// The greatest operand. At least two.
    Maximum(Vec<Wire>),
    /// Which operand is the greatest: the first of them, counted from 0. At least two.
    ArgMax(Vec<Wire>),
    /// The entry of a table. The run fails unless the index is one of the table; if its bound says so, it can't.
    Lookup {
        /// Index into [`StepProgram::tables`].
        table: u32,
        /// Which entry, counted from 0.
        index: Wire,
    },
    /// The digest of the operands, integers or field elements: a field element.
    Hash(Vec<Wire>),
    /// The inverse of a field element. The run fails if it is 0.
    Inverse(Wire),
    /// Nothing (0). The run fails unless the operand, a truth value, is 1.
    Assert(Wire),
}

impl Op {
    /// Hands over every operand.
    pub fn operands(&self, take: &mut impl FnMut(Wire)) {
        match self {
            Op::Input { .. } | Op::Field(_) => {}
            Op::Linear { terms, .. } => terms.iter().for_each(|(_, x)| take(*x)),
            Op::Product(x, y) | Op::Quotient { x, y } => [*x, *y].into_iter().for_each(take),
            Op::Maximum(xs) | Op::ArgMax(xs) | Op::Hash(xs) => xs.iter().for_each(|x| take(*x)),
            Op::Shift { x, .. }
            | Op::Relu(x)
            | Op::Clamp { x, .. }
            | Op::IsNonNegative(x)
            | Op::IsZero(x)
            | Op::Lookup { index: x, .. }
            | Op::Inverse(x)
            | Op::Assert(x) => take(*x),
        }
    }

    /// Puts another operand in place of each.
    pub(super) fn rename(&mut self, other: &mut impl FnMut(Wire) -> Wire) {
        match self {
            Op::Input { .. } | Op::Field(_) => {}
            Op::Linear { terms, .. } => terms.iter_mut().for_each(|(_, x)| *x = other(*x)),
            Op::Product(x, y) | Op::Quotient { x, y } => (*x, *y) = (other(*x), other(*y)),
            Op::Maximum(xs) | Op::ArgMax(xs) | Op::Hash(xs) => {
                xs.iter_mut().for_each(|x| *x = other(*x))
            }
            Op::Shift { x, .. }
            | Op::Relu(x)
            | Op::Clamp { x, .. }
            | Op::IsNonNegative(x)
            | Op::IsZero(x)
            | Op::Lookup { index: x, .. }
            | Op::Inverse(x)
            | Op::Assert(x) => *x = other(*x),
        }
    }
}

/// One scalar of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub op: Op,
    /// Which integers it can be; none if it is a field element.
    pub bound: Option<Bound>,
    /// Where it comes from.
    pub site: SiteIndex,
    /// Which element of the value made there, in row-major order; 0 for scalars and what is inside.
    pub element: u32,
}

/// Who knows what goes into a step, and how often it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The state: what the step before gave.
    State,
    /// An input of each step that the claim shows.
    Public,
    /// An input of each step that stays hidden.
    Private,
    /// Weights, hidden and the same in each step: bound to the model's digest.
    Weights,
    /// A block of weights of each step, hidden: the k-th step has the k-th block, all bound to the model's digest.
    Block,
}

impl Role {
    /// Whether claims do not show what has it.
    #[must_use]
    pub fn is_hidden(self) -> bool {
        match self {
            Role::State | Role::Public => false,
            Role::Private | Role::Weights | Role::Block => true,
        }
    }
}

/// Something that goes into a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name in the program.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What it is for.
    pub role: Role,
    /// Where it is declared.
    pub span: Span,
}

/// A place in the source that nodes come from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Site {
    /// The expression.
    pub span: Span,
    /// What is done there: the name of the operation, such as `matvec`.
    pub operation: String,
    /// The calls of procedures that were inlined to get there, innermost first.
    pub calls: Vec<Span>,
    /// The message of an `assert` that has one.
    pub message: Option<String>,
}

/// What an expression of the source is worth: for those who want to see its bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intermediate {
    /// The expression.
    pub site: SiteIndex,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Bits behind the point.
    pub fraction: u32,
    /// The bound of all elements together; none for field elements.
    pub bound: Option<Bound>,
    /// Whether it is a truth value.
    pub is_bool: bool,
    /// Its elements in row-major order, those of the last time if it is computed several times.
    pub wires: Vec<Wire>,
}

/// A typed step function, compiled.
#[derive(Clone, Debug)]
pub struct StepProgram {
    /// Its name.
    pub name: String,
    /// The field that it is in.
    pub field: ScalarField,
    /// What goes into a step: the parameters in order (state and inputs), then the weights in order of definition.
    pub ports: Vec<Port>,
    /// Every scalar, each after what it is computed from. All of them are needed.
    pub nodes: Vec<Node>,
    /// The state after the step, in order of the state's ports, each in row-major order. The bound of each is within its type's.
    pub outputs: Vec<Wire>,
    /// Tables, of at least one and at most [`MOST_ENTRIES`] entries.
    pub tables: Vec<Vec<i128>>,
    /// Places in the source.
    pub sites: Vec<Site>,
    /// Expressions of the source.
    pub intermediates: Vec<Intermediate>,
}

impl StepProgram {
    /// A node.
    ///
    /// # Panics
    /// If the wire is another program's.
    #[must_use]
    pub fn node(&self, wire: Wire) -> &Node {
        &self.nodes[wire.0 as usize]
    }

    /// The ports of a role, with their indices.
    pub fn ports_of(&self, role: Role) -> impl Iterator<Item = (usize, &Port)> {
        let ports = self.ports.iter().enumerate();
        ports.filter(move |(_, port)| port.role == role)
    }

    /// Whether something goes into a step that claims do not show.
    #[must_use]
    pub fn hides(&self) -> bool {
        self.ports.iter().any(|port| port.role.is_hidden())
    }

    /// The integer of a node that is a constant.
    #[must_use]
    pub fn constant(&self, wire: Wire) -> Option<i128> {
        match &self.node(wire).op {
            Op::Linear { constant, terms } if terms.is_empty() => Some(*constant),
            _ => None,
        }
    }
}
