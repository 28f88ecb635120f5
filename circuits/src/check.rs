//! A constraint system that keeps constraints and values: for counting, and for asking which constraint a
//! given assignment violates.

use crate::scalar::{ProofField, Scalar};
use bellpepper_core::{ConstraintSystem, Index, LinearCombination, SynthesisError, Variable};

/// One constraint, `a * b = c`.
#[derive(Clone, Debug)]
pub struct Constraint<F: ProofField = Scalar> {
    /// What it is for.
    pub name: String,
    /// Left factor.
    pub a: LinearCombination<F>,
    /// Right factor.
    pub b: LinearCombination<F>,
    /// Product.
    pub c: LinearCombination<F>,
}

/// Constraints and an assignment.
#[derive(Clone, Debug)]
pub struct Recorded<F: ProofField = Scalar> {
    /// Public values; the first is 1.
    pub inputs: Vec<F>,
    /// Private values; zero where none is known.
    pub aux: Vec<F>,
    /// Names of the private variables.
    pub names: Vec<String>,
    /// All constraints.
    pub constraints: Vec<Constraint<F>>,
}

impl<F: ProofField> Default for Recorded<F> {
    fn default() -> Self {
        Recorded {
            inputs: vec![F::ONE],
            aux: Vec::new(),
            names: Vec::new(),
            constraints: Vec::new(),
        }
    }
}

impl<F: ProofField> Recorded<F> {
    /// The first constraint that the assignment violates.
    #[must_use]
    pub fn violated(&self) -> Option<&Constraint<F>> {
        self.constraints.iter().find(|c| !self.holds(c))
    }

    /// Whether the assignment satisfies a constraint.
    #[must_use]
    pub fn holds(&self, constraint: &Constraint<F>) -> bool {
        let value = |lc: &LinearCombination<F>| lc.eval(&self.inputs, &self.aux);
        value(&constraint.a) * value(&constraint.b) == value(&constraint.c)
    }
}

impl<F: ProofField> ConstraintSystem<F> for Recorded<F> {
    type Root = Self;

    fn alloc<V, A, AR>(&mut self, annotation: A, f: V) -> Result<Variable, SynthesisError>
    where
        V: FnOnce() -> Result<F, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.aux.push(f().unwrap_or(F::ZERO));
        self.names.push(annotation().into());
        Ok(Variable::new_unchecked(Index::Aux(self.aux.len() - 1)))
    }

    fn alloc_input<V, A, AR>(&mut self, _: A, f: V) -> Result<Variable, SynthesisError>
    where
        V: FnOnce() -> Result<F, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.inputs.push(f().unwrap_or(F::ZERO));
        Ok(Variable::new_unchecked(Index::Input(self.inputs.len() - 1)))
    }

    fn enforce<A, AR, LA, LB, LC>(&mut self, annotation: A, a: LA, b: LB, c: LC)
    where
        A: FnOnce() -> AR,
        AR: Into<String>,
        LA: FnOnce(LinearCombination<F>) -> LinearCombination<F>,
        LB: FnOnce(LinearCombination<F>) -> LinearCombination<F>,
        LC: FnOnce(LinearCombination<F>) -> LinearCombination<F>,
    {
        self.constraints.push(Constraint {
            name: annotation().into(),
            a: a(LinearCombination::zero()),
            b: b(LinearCombination::zero()),
            c: c(LinearCombination::zero()),
        });
    }

    fn push_namespace<NR, N>(&mut self, _: N)
    where
        NR: Into<String>,
        N: FnOnce() -> NR,
    {
    }

    fn pop_namespace(&mut self) {}

    fn get_root(&mut self) -> &mut Self::Root {
        self
    }
}

/// A constraint system that only counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted {
    /// Private variables.
    pub aux: usize,
    /// Constraints.
    pub constraints: usize,
    /// The most private variables, if there are to be no more: what is too large is not counted to its end, since to count what is
    /// large takes memory, too.
    pub most: Option<usize>,
}

impl Counted {
    /// Counts up to so many private variables.
    #[must_use]
    pub fn up_to(most: usize) -> Self {
        Counted {
            most: Some(most),
            ..Counted::default()
        }
    }
}

impl<F: ProofField> ConstraintSystem<F> for Counted {
    type Root = Self;

    fn alloc<V, A, AR>(&mut self, _: A, _: V) -> Result<Variable, SynthesisError>
    where
        V: FnOnce() -> Result<F, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        if self.most.is_some_and(|most| self.aux >= most) {
            return Err(SynthesisError::PolynomialDegreeTooLarge);
        }
        self.aux += 1;
        Ok(Variable::new_unchecked(Index::Aux(self.aux - 1)))
    }

    fn alloc_input<V, A, AR>(&mut self, annotation: A, f: V) -> Result<Variable, SynthesisError>
    where
        V: FnOnce() -> Result<F, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.alloc(annotation, f)
    }

    fn enforce<A, AR, LA, LB, LC>(&mut self, _: A, _: LA, _: LB, _: LC)
    where
        A: FnOnce() -> AR,
        AR: Into<String>,
        LA: FnOnce(LinearCombination<F>) -> LinearCombination<F>,
        LB: FnOnce(LinearCombination<F>) -> LinearCombination<F>,
        LC: FnOnce(LinearCombination<F>) -> LinearCombination<F>,
    {
        self.constraints += 1;
    }

    fn push_namespace<NR, N>(&mut self, _: N)
    where
        NR: Into<String>,
        N: FnOnce() -> NR,
    {
    }

    fn pop_namespace(&mut self) {}

    fn get_root(&mut self) -> &mut Self::Root {
        self
    }
}
