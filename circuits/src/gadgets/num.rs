//! Numbers of a circuit: linear combinations with the value that the prover knows.
//!
//! Guarantees: whatever is built with a [`Builder`] has the same variables and constraints whether
//! values are known or not, and neither a witness generator nor a count builds a linear combination or a name.

use crate::check::Counted;
use crate::scalar::{ProofField, Scalar};
use bellpepper_core::{ConstraintSystem, LinearCombination, SynthesisError, Variable};
use std::marker::PhantomData;
use std::rc::Rc;

/// A linear combination of variables, with its value if known.
#[derive(Clone, Debug)]
pub struct Num<F: ProofField = Scalar> {
    value: Option<F>,
    /// Nothing where no combinations are built, and for zero.
    lc: Option<Rc<LinearCombination<F>>>,
    /// At least the number of terms of the combination, the same whether it is built or not.
    terms: u32,
    /// Whether it is a constant of the circuit, whose value is always known.
    is_constant: bool,
    /// The same for copies of one number, so that they can be grouped.
    id: u64,
}

impl<F: ProofField> Num<F> {
    /// The value, if known.
    #[must_use]
    pub fn value(&self) -> Option<F> {
        self.value
    }

    /// The combination; empty where none are built.
    #[must_use]
    pub fn lc(&self) -> LinearCombination<F> {
        match &self.lc {
            Some(lc) => LinearCombination::clone(lc),
            None => LinearCombination::zero(),
        }
    }

    /// The value, if it is a constant of the circuit.
    #[must_use]
    pub fn constant(&self) -> Option<F> {
        match self.is_constant {
            true => self.value,
            false => None,
        }
    }

    /// Whether it is the constant zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.is_constant && self.value == Some(F::ZERO)
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
pub struct Builder<'a, F: ProofField, CS: ConstraintSystem<F>> {
    cs: &'a mut CS,
    field: PhantomData<F>,
    mode: Mode,
    next_id: u64,
    place: &'static str,
}

impl<'a, F: ProofField> Builder<'a, F, Counted> {
    /// Counts what would be built, without building it.
    pub fn counting(counted: &'a mut Counted) -> Self {
        Builder {
            mode: Mode::Count,
            ..Builder::new(counted)
        }
    }
}

impl<'a, F: ProofField, CS: ConstraintSystem<F>> Builder<'a, F, CS> {
    /// Builds into `cs`.
    pub fn new(cs: &'a mut CS) -> Self {
        Builder {
            mode: match cs.is_witness_generator() {
                true => Mode::Values,
                false => Mode::Constraints,
            },
            cs,
            field: PhantomData,
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
        build: impl FnOnce() -> LinearCombination<F>,
    ) -> Option<Rc<LinearCombination<F>>> {
        (self.mode == Mode::Constraints).then(|| Rc::new(build()))
    }

    fn number(
        &mut self,
        value: Option<F>,
        lc: Option<Rc<LinearCombination<F>>>,
        terms: u32,
    ) -> Num<F> {
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
    pub fn opaque(&mut self, value: Option<F>, lc: Option<LinearCombination<F>>) -> Num<F> {
        // Long enough to be given a variable wherever that is asked.
        self.number(value, lc.map(Rc::new), u32::MAX / 2)
    }

    /// A number that stands for a variable.
    pub fn variable(&mut self, variable: Variable, value: Option<F>) -> Num<F> {
        let lc = self.combination(|| LinearCombination::from_variable(variable));
        self.number(value, lc, 1)
    }

    /// A constant: a multiple of the constant wire.
    pub fn constant(&mut self, value: F) -> Num<F> {
        let zero = value == F::ZERO;
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
        value: Option<F>,
    ) -> Result<Num<F>, SynthesisError> {
        let label = self.next_label(label);
        let variable = self
            .cs
            .alloc(|| label, || value.ok_or(SynthesisError::AssignmentMissing))?;
        Ok(self.variable(variable, value))
    }

    /// Enforces `a * b = c`.
    pub fn enforce(&mut self, label: &str, a: &Num<F>, b: &Num<F>, c: &Num<F>) {
        let label = self.next_label(label);
        self.cs
            .enforce(|| label, |_| a.lc(), |_| b.lc(), |_| c.lc());
    }

    /// Enforces `a = b`.
    pub fn enforce_equal(&mut self, label: &str, a: &Num<F>, b: &Num<F>) {
        let one = self.constant(F::ONE);
        self.enforce(label, a, &one, b);
    }

    /// Enforces `a = 0`.
    pub fn enforce_zero(&mut self, label: &str, a: &Num<F>) {
        let zero = self.constant(F::ZERO);
        self.enforce_equal(label, a, &zero);
    }

    /// `a + k * b`.
    pub fn add_scaled(&mut self, a: &Num<F>, k: F, b: &Num<F>) -> Num<F> {
        if b.is_zero() || k == F::ZERO {
            return a.clone();
        }
        self.combine(a, b, |a, b| a + k * b, |a, b| a + (k, b))
    }

    /// `a` and `b` put together, neither of them idle: by values and by combinations.
    fn combine(
        &mut self,
        a: &Num<F>,
        b: &Num<F>,
        values: impl FnOnce(F, F) -> F,
        combinations: impl FnOnce(LinearCombination<F>, &LinearCombination<F>) -> LinearCombination<F>,
    ) -> Num<F> {
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
    pub fn add(&mut self, a: &Num<F>, b: &Num<F>) -> Num<F> {
        if a.is_zero() {
            return b.clone();
        }
        if b.is_zero() {
            return a.clone();
        }
        self.combine(a, b, |a, b| a + b, |a, b| a + b)
    }

    /// `a - b`.
    pub fn sub(&mut self, a: &Num<F>, b: &Num<F>) -> Num<F> {
        if b.is_zero() {
            return a.clone();
        }
        self.combine(a, b, |a, b| a - b, |a, b| a - b)
    }

    /// `k * a`.
    pub fn scale(&mut self, a: &Num<F>, k: F) -> Num<F> {
        if k == F::ONE {
            return a.clone();
        }
        let zero = self.constant(F::ZERO);
        self.add_scaled(&zero, k, a)
    }

    /// `a + k`.
    pub fn add_constant(&mut self, a: &Num<F>, k: F) -> Num<F> {
        let k = self.constant(k);
        self.add(a, &k)
    }

    /// `1 - a`, the negation of a boolean.
    pub fn not(&mut self, a: &Num<F>) -> Num<F> {
        let one = self.constant(F::ONE);
        self.sub(&one, a)
    }

    /// The sum of all.
    pub fn sum<'n>(&mut self, nums: impl IntoIterator<Item = &'n Num<F>>) -> Num<F> {
        let mut sum = self.constant(F::ZERO);
        for num in nums {
            sum = self.add(&sum, num);
        }
        sum
    }

    /// `constant + sum of coefficient * number`, built at once: in time proportional to its terms, where one sum
    /// after the other would copy what there is so far each time.
    pub fn linear(&mut self, constant: F, terms: &[(F, &Num<F>)]) -> Num<F> {
        let (mut value, mut known, mut length) = (Some(constant), constant, 0u32);
        let mut open = Vec::with_capacity(terms.len());
        for (k, num) in terms {
            value = value.zip(num.value).map(|(sum, x)| sum + *k * x);
            match num.constant() {
                Some(x) => known += *k * x,
                None if *k == F::ZERO => {}
                None => {
                    length = length.saturating_add(num.terms);
                    open.push((*k, *num));
                }
            }
        }
        match open.as_slice() {
            [] => return self.constant(known),
            [(k, num)] if *k == F::ONE && known == F::ZERO => return Num::clone(num),
            _ => {}
        }
        let lc = self.combination(|| {
            let start = match known == F::ZERO {
                true => LinearCombination::zero(),
                false => LinearCombination::from_coeff(CS::one(), known),
            };
            open.iter().fold(start, |sum, (k, num)| match &num.lc {
                Some(lc) => sum + (*k, lc.as_ref()),
                None => sum,
            })
        });
        self.number(
            value,
            lc,
            length.saturating_add(u32::from(known != F::ZERO)),
        )
    }

    /// `a * b`. Cost: 1, or nothing if either is a constant.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn product(
        &mut self,
        label: &str,
        a: &Num<F>,
        b: &Num<F>,
    ) -> Result<Num<F>, SynthesisError> {
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
    pub fn boolean(&mut self, label: &str, value: Option<bool>) -> Result<Num<F>, SynthesisError> {
        let bit = self.unchecked_alloc(label, value.map(|b| F::from(u64::from(b))))?;
        let rest = self.not(&bit);
        let zero = self.constant(F::ZERO);
        self.enforce(label, &bit, &rest, &zero);
        Ok(bit)
    }

    /// The same number with at most `most` terms: a new variable if it has more. Cost: 1 or nothing.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn shorten(
        &mut self,
        label: &str,
        a: &Num<F>,
        most: u32,
    ) -> Result<Num<F>, SynthesisError> {
        if a.terms <= most {
            return Ok(a.clone());
        }
        let short = self.unchecked_alloc(label, a.value)?;
        self.enforce_equal(label, a, &short);
        Ok(short)
    }
}
