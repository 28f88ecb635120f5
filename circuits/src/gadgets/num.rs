//! Numbers of a circuit: linear combinations with the value that the prover knows.
//!
//! Guarantees: whatever is built with a [`Builder`] has the same variables and constraints whether
//! values are known or not, and neither a witness generator nor a count builds a linear combination or a name.

use crate::check::Counted;
use crate::scalar::Scalar;
use bellpepper_core::{ConstraintSystem, LinearCombination, SynthesisError, Variable};
use ff::Field;
use std::rc::Rc;

/// A linear combination of variables, with its value if known.
#[derive(Clone, Debug)]
pub struct Num {
    value: Option<Scalar>,
    /// Nothing where no combinations are built, and for zero.
    lc: Option<Rc<LinearCombination<Scalar>>>,
    /// At least the number of terms of the combination, the same whether it is built or not.
    terms: u32,
    /// Whether it is a constant of the circuit, whose value is always known.
    is_constant: bool,
    /// The same for copies of one number, so that they can be grouped.
    id: u64,
}

impl Num {
    /// The value, if known.
    #[must_use]
    pub fn value(&self) -> Option<Scalar> {
        self.value
    }

    /// The combination; empty where none are built.
    #[must_use]
    pub fn lc(&self) -> LinearCombination<Scalar> {
        match &self.lc {
            Some(lc) => LinearCombination::clone(lc),
            None => LinearCombination::zero(),
        }
    }

    /// The value, if it is a constant of the circuit.
    #[must_use]
    pub fn constant(&self) -> Option<Scalar> {
        match self.is_constant {
            true => self.value,
            false => None,
        }
    }

    /// Whether it is the constant zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.is_constant && self.value == Some(Scalar::ZERO)
    }

    /// An upper bound of the number of terms.
    #[must_use]
    pub fn terms(&self) -> u32 {
        self.terms
    }

    /// Equal for copies of one number.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }
}

/// What is wanted of what is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Constraints, with values where they are known.
    Constraints,
    /// Values alone.
    Values,
    /// How many variables and constraints there are.
    Count,
}

/// The name of a variable or constraint, put together only for those who read it.
pub struct Label<'l> {
    place: &'static str,
    what: &'l str,
    number: u64,
}

impl From<Label<'_>> for String {
    fn from(label: Label<'_>) -> String {
        format!("{} {} {}", label.place, label.what, label.number)
    }
}

/// Makes numbers and constraints in a constraint system.
pub struct Builder<'a, CS: ConstraintSystem<Scalar>> {
    cs: &'a mut CS,
    mode: Mode,
    next_id: u64,
    place: &'static str,
}

impl<'a> Builder<'a, Counted> {
    /// Counts what would be built, without building it.
    pub fn counting(counted: &'a mut Counted) -> Self {
        Builder {
            mode: Mode::Count,
            ..Builder::new(counted)
        }
    }
}

impl<'a, CS: ConstraintSystem<Scalar>> Builder<'a, CS> {
    /// Builds into `cs`.
    pub fn new(cs: &'a mut CS) -> Self {
        Builder {
            mode: match cs.is_witness_generator() {
                true => Mode::Values,
                false => Mode::Constraints,
            },
            cs,
            next_id: 0,
            place: "",
        }
    }

    /// The constraint system.
    pub fn cs(&mut self) -> &mut CS {
        self.cs
    }

    /// Whether only values are wanted.
    #[must_use]
    pub fn is_witness_only(&self) -> bool {
        self.mode == Mode::Values
    }

    /// Whether variables and constraints are only counted.
    #[must_use]
    pub fn is_counting(&self) -> bool {
        self.mode == Mode::Count
    }

    /// A name for the next variable or constraint: what it is, and a number that makes it unique.
    pub fn next_label<'l>(&mut self, what: &'l str) -> Label<'l> {
        self.next_id += 1;
        Label {
            place: self.place,
            what,
            number: self.next_id,
        }
    }

    /// Names the part of the circuit that comes next.
    pub fn set_place(&mut self, place: &'static str) {
        self.place = place;
    }

    /// The combination that `build` makes, where combinations are built.
    fn combination(
        &self,
        build: impl FnOnce() -> LinearCombination<Scalar>,
    ) -> Option<Rc<LinearCombination<Scalar>>> {
        (self.mode == Mode::Constraints).then(|| Rc::new(build()))
    }

    fn number(
        &mut self,
        value: Option<Scalar>,
        lc: Option<Rc<LinearCombination<Scalar>>>,
        terms: u32,
    ) -> Num {
        self.next_id += 1;
        Num {
            value,
            lc,
            terms,
            is_constant: false,
            id: self.next_id,
        }
    }

    /// A number whose combination was built elsewhere; none where combinations are not built.
    pub fn opaque(&mut self, value: Option<Scalar>, lc: Option<LinearCombination<Scalar>>) -> Num {
        // Long enough to be given a variable wherever that is asked.
        self.number(value, lc.map(Rc::new), u32::MAX / 2)
    }

    /// A number that stands for a variable.
    pub fn variable(&mut self, variable: Variable, value: Option<Scalar>) -> Num {
        let lc = self.combination(|| LinearCombination::from_variable(variable));
        self.number(value, lc, 1)
    }

    /// A constant: a multiple of the constant wire.
    pub fn constant(&mut self, value: Scalar) -> Num {
        let zero = value == Scalar::ZERO;
        let lc = match zero {
            true => None,
            false => self.combination(|| LinearCombination::from_coeff(CS::one(), value)),
        };
        Num {
            is_constant: true,
            ..self.number(Some(value), lc, u32::from(!zero))
        }
    }

    /// A new variable that nothing constrains yet.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn unchecked_alloc(
        &mut self,
        label: &str,
        value: Option<Scalar>,
    ) -> Result<Num, SynthesisError> {
        let label = self.next_label(label);
        let variable = self
            .cs
            .alloc(|| label, || value.ok_or(SynthesisError::AssignmentMissing))?;
        Ok(self.variable(variable, value))
    }

    /// Enforces `a * b = c`.
    pub fn enforce(&mut self, label: &str, a: &Num, b: &Num, c: &Num) {
        let label = self.next_label(label);
        self.cs
            .enforce(|| label, |_| a.lc(), |_| b.lc(), |_| c.lc());
    }

    /// Enforces `a = b`.
    pub fn enforce_equal(&mut self, label: &str, a: &Num, b: &Num) {
        let one = self.constant(Scalar::ONE);
        self.enforce(label, a, &one, b);
    }

    /// Enforces `a = 0`.
    pub fn enforce_zero(&mut self, label: &str, a: &Num) {
        let zero = self.constant(Scalar::ZERO);
        self.enforce_equal(label, a, &zero);
    }

    /// `a + k * b`.
    pub fn add_scaled(&mut self, a: &Num, k: Scalar, b: &Num) -> Num {
        if b.is_zero() || k == Scalar::ZERO {
            return a.clone();
        }
        self.combine(a, b, |a, b| a + k * b, |a, b| a + (k, b))
    }

    /// `a` and `b` put together, neither of them idle: by values and by combinations.
    fn combine(
        &mut self,
        a: &Num,
        b: &Num,
        values: impl FnOnce(Scalar, Scalar) -> Scalar,
        combinations: impl FnOnce(
            LinearCombination<Scalar>,
            &LinearCombination<Scalar>,
        ) -> LinearCombination<Scalar>,
    ) -> Num {
        let value = match (a.value, b.value) {
            (Some(a), Some(b)) => Some(values(a, b)),
            _ => None,
        };
        if let (true, true, Some(value)) = (a.is_constant, b.is_constant, value) {
            return self.constant(value);
        }
        let lc = self.combination(|| match &b.lc {
            Some(b) => combinations(a.lc(), b),
            None => a.lc(),
        });
        self.number(value, lc, a.terms.saturating_add(b.terms))
    }

    /// `a + b`.
    pub fn add(&mut self, a: &Num, b: &Num) -> Num {
        if a.is_zero() {
            return b.clone();
        }
        if b.is_zero() {
            return a.clone();
        }
        self.combine(a, b, |a, b| a + b, |a, b| a + b)
    }

    /// `a - b`.
    pub fn sub(&mut self, a: &Num, b: &Num) -> Num {
        if b.is_zero() {
            return a.clone();
        }
        self.combine(a, b, |a, b| a - b, |a, b| a - b)
    }

    /// `k * a`.
    pub fn scale(&mut self, a: &Num, k: Scalar) -> Num {
        if k == Scalar::ONE {
            return a.clone();
        }
        let zero = self.constant(Scalar::ZERO);
        self.add_scaled(&zero, k, a)
    }

    /// `a + k`.
    pub fn add_constant(&mut self, a: &Num, k: Scalar) -> Num {
        let k = self.constant(k);
        self.add(a, &k)
    }

    /// `1 - a`, the negation of a boolean.
    pub fn not(&mut self, a: &Num) -> Num {
        let one = self.constant(Scalar::ONE);
        self.sub(&one, a)
    }

    /// The sum of all.
    pub fn sum<'n>(&mut self, nums: impl IntoIterator<Item = &'n Num>) -> Num {
        let mut sum = self.constant(Scalar::ZERO);
        for num in nums {
            sum = self.add(&sum, num);
        }
        sum
    }

    /// `a * b`. Cost: 1, or nothing if either is a constant.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn product(&mut self, label: &str, a: &Num, b: &Num) -> Result<Num, SynthesisError> {
        if let Some(k) = a.constant() {
            return Ok(self.scale(b, k));
        }
        if let Some(k) = b.constant() {
            return Ok(self.scale(a, k));
        }
        let value = match (a.value, b.value) {
            (Some(a), Some(b)) => Some(a * b),
            _ => None,
        };
        let product = self.unchecked_alloc(label, value)?;
        self.enforce(label, a, b, &product);
        Ok(product)
    }

    /// A new variable that is 0 or 1. Cost: 1.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn boolean(&mut self, label: &str, value: Option<bool>) -> Result<Num, SynthesisError> {
        let bit = self.unchecked_alloc(label, value.map(|b| Scalar::from(u64::from(b))))?;
        let rest = self.not(&bit);
        let zero = self.constant(Scalar::ZERO);
        self.enforce(label, &bit, &rest, &zero);
        Ok(bit)
    }

    /// The same number with at most `most` terms: a new variable if it has more. Cost: 1 or nothing.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn shorten(&mut self, label: &str, a: &Num, most: u32) -> Result<Num, SynthesisError> {
        if a.terms <= most {
            return Ok(a.clone());
        }
        let short = self.unchecked_alloc(label, a.value)?;
        self.enforce_equal(label, a, &short);
        Ok(short)
    }
}
