//! The one bridge between gadgets written on `bellpepper_core` and the constraint systems of
//! `nova_snark`.
//!
//! Guarantees: variables map one to one by index, so a circuit has the same variables and the same
//! constraints on either side; closures stay lazy, so a witness generator neither names a
//! namespace nor builds a linear combination.
//!
//! Refuses: nothing is checked here. A number may only be carried across ([`import`], [`export`])
//! between an [`Adapter`] and the very constraint system that it wraps; an index has no meaning in
//! another system.
use bellpepper_core as bp;
use bp::num::AllocatedNum as BpNum;
use ff::PrimeField;
use nova_snark::frontend as nova;
use nova_snark::frontend::num::AllocatedNum as NovaNum;
use std::marker::PhantomData;

/// A `nova_snark` constraint system, seen as a `bellpepper_core` one.
pub struct Adapter<'a, F: PrimeField, CS: nova::ConstraintSystem<F>> {
    cs: &'a mut CS,
    field: PhantomData<F>,
}

impl<'a, F: PrimeField, CS: nova::ConstraintSystem<F>> Adapter<'a, F, CS> {
    /// Borrows `cs` for as long as the gadgets run.
    pub fn new(cs: &'a mut CS) -> Self {
        Adapter {
            cs,
            field: PhantomData,
        }
    }
}

/// The same variable, for `bellpepper_core`.
pub fn variable_of(variable: nova::Variable) -> bp::Variable {
    bp::Variable::new_unchecked(match variable.get_unchecked() {
        nova::Index::Input(i) => bp::Index::Input(i),
        nova::Index::Aux(i) => bp::Index::Aux(i),
    })
}

/// The same variable, for `nova_snark`.
pub fn nova_variable_of(variable: bp::Variable) -> nova::Variable {
    nova::Variable::new_unchecked(match variable.get_unchecked() {
        bp::Index::Input(i) => nova::Index::Input(i),
        bp::Index::Aux(i) => nova::Index::Aux(i),
    })
}

/// The same number, for `bellpepper_core`. Costs nothing: no variable, no constraint.
pub fn import<F: PrimeField>(num: &NovaNum<F>) -> BpNum<F> {
    let existing = Existing {
        variable: variable_of(num.get_variable()),
        known: num.get_value().is_some(),
    };
    let value = num.get_value();
    // `Existing::alloc` fails only if the closure does, and it calls the closure only where the
    // value is known.
    BpNum::alloc(existing, || {
        value.ok_or(bp::SynthesisError::AssignmentMissing)
    })
    .unwrap_or_else(|_| unreachable!("an existing variable needs no assignment"))
}

/// The same number, for `nova_snark`. Costs nothing: no variable, no constraint.
pub fn export<F: PrimeField>(num: &BpNum<F>) -> NovaNum<F> {
    NovaNum::from_parts(nova_variable_of(num.get_variable()), num.get_value())
}

/// A new number of `cs` that is constrained to equal the linear combination `lc`, whose value the
/// prover knows to be `value`. Costs one variable and one constraint, `lc * 1 = new`.
///
/// `lc` is built lazily: a witness generator never calls it.
pub fn export_combination<F, CS, L>(
    cs: &mut CS,
    value: Option<F>,
    lc: L,
) -> Result<NovaNum<F>, nova::SynthesisError>
where
    F: PrimeField,
    CS: nova::ConstraintSystem<F>,
    L: FnOnce(bp::LinearCombination<F>) -> bp::LinearCombination<F>,
{
    let variable = cs.alloc(
        || "exported",
        || value.ok_or(nova::SynthesisError::AssignmentMissing),
    )?;
    cs.enforce(
        || "exported equals its combination",
        |zero| translate(zero, lc),
        |zero| zero + CS::one(),
        |zero| zero + variable,
    );
    Ok(NovaNum::from_parts(variable, value))
}

/// A synthesis error of `bellpepper_core`, as `nova_snark` names it. Kinds that `nova_snark` lacks
/// keep their message.
pub fn nova_error(error: bp::SynthesisError) -> nova::SynthesisError {
    use bp::SynthesisError as B;
    use nova::SynthesisError as N;
    match error {
        B::AssignmentMissing => N::AssignmentMissing,
        B::DivisionByZero => N::DivisionByZero,
        B::PolynomialDegreeTooLarge => N::PolynomialDegreeTooLarge,
        B::UnexpectedIdentity => N::UnexpectedIdentity,
        B::MalformedVerifyingKey => N::MalformedVerifyingKey,
        B::UnconstrainedVariable => N::UnconstrainedVariable,
        B::MalformedProofs(what) => N::MalformedProofs(what),
        B::NonPowerOfTwo => N::NonPowerOfTwo,
        B::IncompatibleLengthVector(what) => N::IncompatibleLengthVector(what),
        other @ (B::Unsatisfiable | B::IoError(_) | B::MalformedSrs | B::InvalidPairing) => {
            N::Unsatisfiable(other.to_string())
        }
    }
}

/// A synthesis error of `nova_snark`, as `bellpepper_core` names it.
pub fn bellpepper_error(error: nova::SynthesisError) -> bp::SynthesisError {
    use bp::SynthesisError as B;
    use nova::SynthesisError as N;
    match error {
        N::AssignmentMissing => B::AssignmentMissing,
        N::DivisionByZero => B::DivisionByZero,
        N::Unsatisfiable(_) => B::Unsatisfiable,
        N::PolynomialDegreeTooLarge => B::PolynomialDegreeTooLarge,
        N::UnexpectedIdentity => B::UnexpectedIdentity,
        N::MalformedVerifyingKey => B::MalformedVerifyingKey,
        N::UnconstrainedVariable => B::UnconstrainedVariable,
        N::MalformedProofs(what) => B::MalformedProofs(what),
        N::NonPowerOfTwo => B::NonPowerOfTwo,
        N::IncompatibleLengthVector(what) => B::IncompatibleLengthVector(what),
    }
}

/// Adds to `zero` the terms of the combination that `build` makes.
fn translate<F, L>(zero: nova::LinearCombination<F>, build: L) -> nova::LinearCombination<F>
where
    F: PrimeField,
    L: FnOnce(bp::LinearCombination<F>) -> bp::LinearCombination<F>,
{
    build(bp::LinearCombination::zero())
        .iter()
        .fold(zero, |lc, (variable, coefficient)| {
            lc + (*coefficient, nova_variable_of(variable))
        })
}

impl<F: PrimeField, CS: nova::ConstraintSystem<F>> bp::ConstraintSystem<F> for Adapter<'_, F, CS> {
    type Root = Self;

    fn one() -> bp::Variable {
        variable_of(CS::one())
    }

    fn alloc<V, A, AR>(&mut self, annotation: A, f: V) -> Result<bp::Variable, bp::SynthesisError>
    where
        V: FnOnce() -> Result<F, bp::SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.cs
            .alloc(annotation, || f().map_err(nova_error))
            .map(variable_of)
            .map_err(bellpepper_error)
    }

    fn alloc_input<V, A, AR>(
        &mut self,
        annotation: A,
        f: V,
    ) -> Result<bp::Variable, bp::SynthesisError>
    where
        V: FnOnce() -> Result<F, bp::SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        self.cs
            .alloc_input(annotation, || f().map_err(nova_error))
            .map(variable_of)
            .map_err(bellpepper_error)
    }

    fn enforce<A, AR, LA, LB, LC>(&mut self, annotation: A, a: LA, b: LB, c: LC)
    where
        A: FnOnce() -> AR,
        AR: Into<String>,
        LA: FnOnce(bp::LinearCombination<F>) -> bp::LinearCombination<F>,
        LB: FnOnce(bp::LinearCombination<F>) -> bp::LinearCombination<F>,
        LC: FnOnce(bp::LinearCombination<F>) -> bp::LinearCombination<F>,
    {
        self.cs.enforce(
            annotation,
            |zero| translate(zero, a),
            |zero| translate(zero, b),
            |zero| translate(zero, c),
        );
    }

    fn push_namespace<NR, N>(&mut self, name_fn: N)
    where
        NR: Into<String>,
        N: FnOnce() -> NR,
    {
        nova::ConstraintSystem::push_namespace(self.cs.get_root(), name_fn);
    }

    fn pop_namespace(&mut self) {
        nova::ConstraintSystem::pop_namespace(self.cs.get_root());
    }

    fn get_root(&mut self) -> &mut Self::Root {
        self
    }

    fn is_witness_generator(&self) -> bool {
        self.cs.is_witness_generator()
    }

    fn extend_inputs(&mut self, new_inputs: &[F]) {
        self.cs.extend_inputs(new_inputs);
    }

    fn extend_aux(&mut self, new_aux: &[F]) {
        self.cs.extend_aux(new_aux);
    }

    fn allocate_empty(&mut self, aux_n: usize, inputs_n: usize) -> (&mut [F], &mut [F]) {
        self.cs.allocate_empty(aux_n, inputs_n)
    }

    fn allocate_empty_inputs(&mut self, n: usize) -> &mut [F] {
        self.cs.allocate_empty(0, n).1
    }

    fn allocate_empty_aux(&mut self, n: usize) -> &mut [F] {
        self.cs.allocate_empty(n, 0).0
    }

    fn inputs_slice(&self) -> &[F] {
        self.cs.inputs_slice()
    }

    fn aux_slice(&self) -> &[F] {
        self.cs.aux_slice()
    }
}

/// A constraint system in which the only variable that can be allocated is one that exists
/// already. It lets [`import`] make a `bellpepper_core` number, whose fields are private, without
/// a new variable.
struct Existing {
    variable: bp::Variable,
    known: bool,
}

impl<F: PrimeField> bp::ConstraintSystem<F> for Existing {
    type Root = Self;

    fn alloc<V, A, AR>(&mut self, _: A, f: V) -> Result<bp::Variable, bp::SynthesisError>
    where
        V: FnOnce() -> Result<F, bp::SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        if self.known {
            f()?;
        }
        Ok(self.variable)
    }

    fn alloc_input<V, A, AR>(&mut self, a: A, f: V) -> Result<bp::Variable, bp::SynthesisError>
    where
        V: FnOnce() -> Result<F, bp::SynthesisError>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        bp::ConstraintSystem::<F>::alloc(self, a, f)
    }

    fn enforce<A, AR, LA, LB, LC>(&mut self, _: A, _: LA, _: LB, _: LC)
    where
        A: FnOnce() -> AR,
        AR: Into<String>,
        LA: FnOnce(bp::LinearCombination<F>) -> bp::LinearCombination<F>,
        LB: FnOnce(bp::LinearCombination<F>) -> bp::LinearCombination<F>,
        LC: FnOnce(bp::LinearCombination<F>) -> bp::LinearCombination<F>,
    {
        unreachable!("importing a number adds no constraint")
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

#[cfg(test)]
#[path = "adapter_tests.rs"]
mod tests;
