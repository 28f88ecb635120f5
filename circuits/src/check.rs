//! A constraint system that keeps constraints and values: for counting, and for asking which constraint a
//! given assignment violates.

use crate::scalar::Scalar;
use bellpepper_core::{ConstraintSystem, Index, LinearCombination, SynthesisError, Variable};
use ff::Field;

/// One constraint, `a * b = c`.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// What it is for.
    pub name: String,
    /// Left factor.
    pub a: LinearCombination<Scalar>,
    /// Right factor.
    pub b: LinearCombination<Scalar>,
    /// Product.
    pub c: LinearCombination<Scalar>,
}

/// Constraints and an assignment.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Public values; the first is 1.
    pub inputs: Vec<Scalar>,
    /// Private values; zero where none is known.
    pub aux: Vec<Scalar>,
    /// Names of the private variables.
    pub names: Vec<String>,
    /// All constraints.
    pub constraints: Vec<Constraint>,
}

impl Default for Recorded {
    fn default() -> Self {
        Recorded {
            inputs: vec![Scalar::ONE],
            aux: Vec::new(),
            names: Vec::new(),
            constraints: Vec::new(),
        }
    }
}

impl Recorded {
    /// The first constraint that the assignment violates.
    #[must_use]
    pub fn violated(&self) -> Option<&Constraint> {
        self.constraints.iter().find(|c| !self.holds(c))
    }

    /// Whether the assignment satisfies a constraint.
    #[must_use]
    pub fn holds(&self, constraint: &Constraint) -> bool {
        let value = |lc: &LinearCombination<Scalar>| lc.eval(&self.inputs, &self.aux);
        value(&constraint.a) * value(&constraint.b) == value(&constraint.c)
    }
}

impl ConstraintSystem<Scalar> for Recorded {
    type Root = Self;

    fn alloc<F, A, AR>(&mut self, annotation: A, f: F) -> Result<Variable, SynthesisError>
    where
        F: FnOnce() -> Result<Scalar, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.aux.push(f().unwrap_or(Scalar::ZERO));
        self.names.push(annotation().into());
        Ok(Variable::new_unchecked(Index::Aux(self.aux.len() - 1)))
    }

    fn alloc_input<F, A, AR>(&mut self, _: A, f: F) -> Result<Variable, SynthesisError>
    where
        F: FnOnce() -> Result<Scalar, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.inputs.push(f().unwrap_or(Scalar::ZERO));
        Ok(Variable::new_unchecked(Index::Input(self.inputs.len() - 1)))
    }

    fn enforce<A, AR, LA, LB, LC>(&mut self, annotation: A, a: LA, b: LB, c: LC)
    where
        A: FnOnce() -> AR,
        AR: Into<String>,
        LA: FnOnce(LinearCombination<Scalar>) -> LinearCombination<Scalar>,
        LB: FnOnce(LinearCombination<Scalar>) -> LinearCombination<Scalar>,
        LC: FnOnce(LinearCombination<Scalar>) -> LinearCombination<Scalar>,
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
}

impl ConstraintSystem<Scalar> for Counted {
    type Root = Self;

    fn alloc<F, A, AR>(&mut self, _: A, _: F) -> Result<Variable, SynthesisError>
    where
        F: FnOnce() -> Result<Scalar, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.aux += 1;
        Ok(Variable::new_unchecked(Index::Aux(self.aux - 1)))
    }

    fn alloc_input<F, A, AR>(&mut self, annotation: A, f: F) -> Result<Variable, SynthesisError>
    where
        F: FnOnce() -> Result<Scalar, SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.alloc(annotation, f)
    }

    fn enforce<A, AR, LA, LB, LC>(&mut self, _: A, _: LA, _: LB, _: LC)
    where
        A: FnOnce() -> AR,
        AR: Into<String>,
        LA: FnOnce(LinearCombination<Scalar>) -> LinearCombination<Scalar>,
        LB: FnOnce(LinearCombination<Scalar>) -> LinearCombination<Scalar>,
        LC: FnOnce(LinearCombination<Scalar>) -> LinearCombination<Scalar>,
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
