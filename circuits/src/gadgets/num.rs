//! Numbers of a circuit: linear combinations with the value that the prover knows.
//!
//! Guarantees: whatever is built with a [`Builder`] has the same variables and constraints whether
//! values are known or not, and a witness generator builds no linear combination.

use crate::scalar::{ProofField, Scalar};
use bellpepper_core::{ConstraintSystem, LinearCombination, SynthesisError, Variable};
use std::marker::PhantomData;

/// A linear combination of variables, with its value if known.
#[derive(Clone, Debug)]
pub struct Num<F: ProofField = Scalar> {
    value: Option<F>,
    /// Empty in a witness generator.
    lc: LinearCombination<F>,
    /// At least the number of terms of the combination, the same whether it is built or not.
    terms: u32,
    /// The value, if it is a constant of the circuit.
    constant: Option<F>,
    /// The same for copies of one number, so that they can be grouped.
    id: u64,
}

impl<F: ProofField> Num<F> {
    /// The value, if known.
    #[must_use]
    pub fn value(&self) -> Option<F> {
        self.value
    }

    /// The combination; empty in a witness generator.
    #[must_use]
    pub fn lc(&self) -> &LinearCombination<F> {
        &self.lc
    }

    /// The value, if it is a constant of the circuit.
    #[must_use]
    pub fn constant(&self) -> Option<F> {
        self.constant
    }

    /// Whether it is the constant zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.constant == Some(F::ZERO)
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

/// Makes numbers and constraints in a constraint system.
pub struct Builder<'a, F: ProofField, CS: ConstraintSystem<F>> {
    cs: &'a mut CS,
    field: PhantomData<F>,
    witness_only: bool,
    next_id: u64,
    place: &'static str,
}

impl<'a, F: ProofField, CS: ConstraintSystem<F>> Builder<'a, F, CS> {
    /// Builds into `cs`.
    pub fn new(cs: &'a mut CS) -> Self {
        Builder {
            witness_only: cs.is_witness_generator(),
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
        self.witness_only
    }

    /// A name for the next variable or constraint: what it is, and a number that makes it unique.
    pub fn next_label(&mut self, label: &str) -> String {
        self.next_id += 1;
        if self.witness_only {
            String::new()
        } else {
            format!("{} {label} {}", self.place, self.next_id)
        }
    }

    /// Names the part of the circuit that comes next.
    pub fn set_place(&mut self, place: &'static str) {
        self.place = place;
    }

    fn number(
        &mut self,
        value: Option<F>,
        lc: LinearCombination<F>,
        terms: u32,
        constant: Option<F>,
    ) -> Num<F> {
        self.next_id += 1;
        Num {
            value,
            lc,
            terms,
            constant,
            id: self.next_id,
        }
    }

    /// A number whose combination was built elsewhere; none in a witness generator.
    pub fn opaque(&mut self, value: Option<F>, lc: Option<LinearCombination<F>>) -> Num<F> {
        // Long enough to be given a variable wherever that is asked.
        self.number(value, lc.unwrap_or_default(), u32::MAX / 2, None)
    }

    /// A number that stands for a variable.
    pub fn variable(&mut self, variable: Variable, value: Option<F>) -> Num<F> {
        let lc = if self.witness_only {
            LinearCombination::zero()
        } else {
            LinearCombination::from_variable(variable)
        };
        self.number(value, lc, 1, None)
    }

    /// A constant: a multiple of the constant wire.
    pub fn constant(&mut self, value: F) -> Num<F> {
        let zero = value == F::ZERO;
        let lc = if self.witness_only || zero {
            LinearCombination::zero()
        } else {
            LinearCombination::from_coeff(CS::one(), value)
        };
        self.number(Some(value), lc, u32::from(!zero), Some(value))
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
        self.cs.enforce(
            || label,
            |_| a.lc.clone(),
            |_| b.lc.clone(),
            |_| c.lc.clone(),
        );
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
        let constant = match (a.constant, b.constant) {
            (Some(a), Some(b)) => Some(a + k * b),
            _ => None,
        };
        if let Some(value) = constant {
            return self.constant(value);
        }
        let value = match (a.value, b.value) {
            (Some(a), Some(b)) => Some(a + k * b),
            _ => None,
        };
        let lc = if self.witness_only {
            LinearCombination::zero()
        } else {
            a.lc.clone() + (k, &b.lc)
        };
        self.number(value, lc, a.terms.saturating_add(b.terms), None)
    }

    /// `a + b`.
    pub fn add(&mut self, a: &Num<F>, b: &Num<F>) -> Num<F> {
        if a.is_zero() {
            return b.clone();
        }
        self.add_scaled(a, F::ONE, b)
    }

    /// `a - b`.
    pub fn sub(&mut self, a: &Num<F>, b: &Num<F>) -> Num<F> {
        self.add_scaled(a, -F::ONE, b)
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
        if let Some(k) = a.constant {
            return Ok(self.scale(b, k));
        }
        if let Some(k) = b.constant {
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
