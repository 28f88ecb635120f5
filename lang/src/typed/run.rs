//! Runs a typed step: the one evaluator of its program.

use super::array::{written, Value};
use super::program::{Op, Rounding, SiteIndex, StepProgram, Wire};
use super::ty::ElementType;
use crate::diagnostic::Diagnostic;
use crate::field::FieldElement;

/// Digests the operands of [`Op::Hash`]: which function that is, circuits say.
pub type Hash<'h> = &'h (dyn Fn(&[FieldElement]) -> FieldElement + Sync);

/// Why a step has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepFailure {
    /// Where.
    pub site: SiteIndex,
    /// Which element of the value that was computed there.
    pub element: u32,
    /// What went wrong.
    pub reason: FailureReason,
}

/// What can go wrong in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureReason {
    /// An assertion does not hold.
    Assertion,
    /// A number is out of the range that it is to be in.
    Range {
        /// The number.
        value: i128,
        /// The range.
        lo: i128,
        /// The range.
        hi: i128,
    },
    /// A divisor is not positive.
    Divisor(i128),
    /// An index is not one of the table.
    Index {
        /// The index.
        index: i128,
        /// Entries of the table.
        entries: usize,
    },
    /// Zero has no inverse.
    Inverse,
}

/// `floor(x / 2^shift)`, or as the rounding says.
#[must_use]
pub fn shifted(x: i128, shift: u32, rounding: Rounding) -> i128 {
    if shift == 0 {
        return x;
    }
    let half = 1i128 << (shift - 1);
    match rounding {
        Rounding::Floor => x >> shift,
        Rounding::HalfUp => (x + half) >> shift,
        Rounding::HalfEven => {
            let up = (x + half) >> shift;
            let is_tie = (x + half) & ((1i128 << shift) - 1) == 0;
            up - i128::from(is_tie && up & 1 == 1)
        }
    }
}

impl StepProgram {
    /// The value of every node, in order. `inputs` are the elements of each port, of its type.
    ///
    /// # Errors
    /// The first failure, in order of the nodes.
    ///
    /// # Panics
    /// If there are too few inputs.
    pub fn run(&self, inputs: &[&[Value]], hash: Hash<'_>) -> Result<Vec<Value>, StepFailure> {
        let mut values: Vec<Value> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let value = self
                .compute(&node.op, node.bound.is_none(), inputs, &values, hash)
                .and_then(|value| match (&node.op, node.bound, value) {
                    (Op::Shift { checked: true, .. }, Some(bound), Value::Int(n))
                        if !bound.contains(n) =>
                    {
                        Err(FailureReason::Range {
                            value: n,
                            lo: bound.lo,
                            hi: bound.hi,
                        })
                    }
                    _ => Ok(value),
                })
                .map_err(|reason| StepFailure {
                    site: node.site,
                    element: node.element,
                    reason,
                })?;
            debug_assert!(
                match (node.bound, value) {
                    (Some(bound), Value::Int(n)) => bound.contains(n),
                    (None, Value::Field(_)) => true,
                    _ => false,
                },
                "{node:?} is {value:?}"
            );
            values.push(value);
        }
        Ok(values)
    }

    /// The state after a step, of the values of all nodes.
    #[must_use]
    pub fn state_after(&self, values: &[Value]) -> Vec<Value> {
        let outputs = self.outputs.iter();
        outputs.map(|wire| values[wire.0 as usize]).collect()
    }

    fn compute(
        &self,
        op: &Op,
        is_field: bool,
        inputs: &[&[Value]],
        values: &[Value],
        hash: Hash<'_>,
    ) -> Result<Value, FailureReason> {
        let value = |wire: Wire| values[wire.0 as usize];
        let int = |wire: Wire| match value(wire) {
            Value::Int(n) => n,
            Value::Field(_) => unreachable!("the compiler tells integers from field elements"),
        };
        let field = |wire: Wire| self.element(value(wire));
        Ok(match op {
            Op::Input { port, element } => inputs[*port as usize][*element as usize],
            Op::Field(x) => Value::Field(*x),
            Op::Linear { constant, terms } if is_field => {
                let start = self.element(Value::Int(*constant));
                Value::Field(terms.iter().fold(start, |sum, (k, x)| {
                    sum + self.element(Value::Int(*k)) * field(*x)
                }))
            }
            Op::Linear { constant, terms } => Value::Int(
                terms
                    .iter()
                    .fold(*constant, |sum, (k, x)| sum + k * int(*x)),
            ),
            Op::Product(a, b) if is_field => Value::Field(field(*a) * field(*b)),
            Op::Product(a, b) => Value::Int(int(*a) * int(*b)),
            Op::Shift {
                x,
                shift,
                rounding,
                relu,
                ..
            } => {
                let x = int(*x);
                let x = if *relu { x.max(0) } else { x };
                Value::Int(shifted(x, *shift, *rounding))
            }
            Op::Quotient { x, y } => match int(*y) {
                y if y <= 0 => return Err(FailureReason::Divisor(y)),
                y => Value::Int(int(*x).div_euclid(y)),
            },
            Op::Relu(x) => Value::Int(int(*x).max(0)),
            Op::Clamp { x, lo, hi } => Value::Int(int(*x).clamp(*lo, *hi)),
            Op::IsNonNegative(x) => Value::Int(i128::from(int(*x) >= 0)),
            Op::IsZero(x) => Value::Int(i128::from(match value(*x) {
                Value::Int(n) => n == 0,
                Value::Field(x) => x == self.element(Value::Int(0)),
            })),
            Op::Maximum(xs) => Value::Int(xs.iter().map(|x| int(*x)).max().unwrap_or_default()),
            Op::ArgMax(xs) => {
                let greatest = xs.iter().map(|x| int(*x)).max();
                let first = xs.iter().position(|x| Some(int(*x)) == greatest);
                Value::Int(first.unwrap_or_default() as i128)
            }
            Op::Lookup { table, index } => {
                let (entries, index) = (&self.tables[*table as usize], int(*index));
                let entry = usize::try_from(index).ok().and_then(|i| entries.get(i));
                Value::Int(*entry.ok_or(FailureReason::Index {
                    index,
                    entries: entries.len(),
                })?)
            }
            Op::Hash(xs) => {
                let elements: Vec<FieldElement> = xs.iter().map(|x| field(*x)).collect();
                Value::Field(hash(&elements))
            }
            Op::Inverse(x) => Value::Field(field(*x).invert().ok_or(FailureReason::Inverse)?),
            Op::Assert(x) => match int(*x) {
                1 => Value::Int(0),
                _ => return Err(FailureReason::Assertion),
            },
        })
    }

    /// A value as a field element.
    #[must_use]
    pub fn element(&self, value: Value) -> FieldElement {
        match value {
            Value::Field(x) => x,
            Value::Int(n) => {
                // In two halves, each of which fits.
                let of = |n: u64| {
                    let half = FieldElement::from_i64(self.field, (n >> 1) as i64);
                    half + half + FieldElement::from_i64(self.field, (n & 1) as i64)
                };
                let magnitude = n.unsigned_abs();
                let two_to_63 = FieldElement::from_i64(self.field, i64::MIN);
                let two_to_64 = -(two_to_63 + two_to_63);
                let low = of(magnitude as u64);
                let x = of((magnitude >> 64) as u64) * two_to_64 + low;
                if n < 0 {
                    -x
                } else {
                    x
                }
            }
        }
    }

    /// A failure in words, with its place; with the value that fails only if nothing is hidden that it may be computed from.
    #[must_use]
    pub fn describe(&self, failure: &StepFailure) -> Diagnostic {
        let site = &self.sites[failure.site.0 as usize];
        let fraction = self
            .intermediates
            .iter()
            .find(|value| value.site == failure.site)
            .map_or(0, |value| value.fraction);
        let number = |n: i128| {
            let bits = ElementType::MOST_BITS;
            written(Value::Int(n), ElementType::Fixed { bits, fraction })
        };
        // What is computed from what claims hide may tell it.
        let said = |value: String| match self.hides() {
            true => String::new(),
            false => format!("{value}, "),
        };
        let (code, message) = match failure.reason {
            FailureReason::Assertion => (
                "E0411",
                match &site.message {
                    Some(message) => format!("the assertion does not hold: {message}"),
                    None => "the assertion does not hold".to_string(),
                },
            ),
            FailureReason::Range { value, lo, hi } => (
                "E0412",
                format!(
                    "the value is {}out of the range from {} to {}",
                    said(number(value)),
                    number(lo),
                    number(hi)
                ),
            ),
            FailureReason::Divisor(y) => (
                "E0413",
                format!("the divisor is {}not positive", said(y.to_string())),
            ),
            FailureReason::Index { index, entries } => (
                "E0414",
                format!(
                    "the index is {}none of the table, which has {entries} entries",
                    said(index.to_string())
                ),
            ),
            FailureReason::Inverse => ("E0415", "zero has no inverse".to_string()),
        };
        let mut diagnostic = Diagnostic::new(code, message, site.span).label(format!(
            "element {} of `{}`",
            failure.element, site.operation
        ));
        for call in &site.calls {
            diagnostic = diagnostic.also(*call, "called here");
        }
        diagnostic
    }
}
