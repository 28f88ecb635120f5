//! Poseidon over the circuit's field, natively and in circuits, for a few numbers of inputs.
//!
//! Source: Grassi et al., "Poseidon: A New Hash Function for Zero-Knowledge Proof Systems", as
//! `neptune` implements it: 128 bits of security, constant input length in the capacity element.

use crate::adapter::import;
use crate::check::Counted;
use crate::gadgets::num::{Builder, Num};
use crate::scalar::ProofField;
use bellpepper_core::boolean::Boolean;
use bellpepper_core::{ConstraintSystem, SynthesisError};
use ff::PrimeField;
use generic_array::typenum::{U12, U16, U24, U3, U4, U5, U6, U8};
use neptune::circuit2::{Elt, PoseidonCircuit2};
use neptune::circuit2_witness::poseidon_hash_scalar_witness;
use neptune::poseidon::{Arity, Poseidon, PoseidonConstants};
use nova_snark::frontend as nova;
use std::sync::OnceLock;

/// How many inputs every hash of a program takes; shorter contents are padded with zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Width(usize);

impl Width {
    /// The numbers of inputs on offer.
    pub const OFFERED: [usize; 8] = [3, 4, 5, 6, 8, 12, 16, 24];

    /// The least width on offer with room for so many inputs.
    #[must_use]
    pub fn at_least(inputs: usize) -> Option<Width> {
        Self::OFFERED
            .into_iter()
            .find(|&offered| offered >= inputs)
            .map(Width)
    }

    /// The number of inputs.
    #[must_use]
    pub fn inputs(self) -> usize {
        self.0
    }
}

/// The constants of a field's hashes, each made when it is first needed.
pub struct Constants<F: PrimeField> {
    of3: OnceLock<PoseidonConstants<F, U3>>,
    of4: OnceLock<PoseidonConstants<F, U4>>,
    of5: OnceLock<PoseidonConstants<F, U5>>,
    of6: OnceLock<PoseidonConstants<F, U6>>,
    of8: OnceLock<PoseidonConstants<F, U8>>,
    of12: OnceLock<PoseidonConstants<F, U12>>,
    of16: OnceLock<PoseidonConstants<F, U16>>,
    of24: OnceLock<PoseidonConstants<F, U24>>,
}

impl<F: PrimeField> Constants<F> {
    /// None of them made yet.
    #[must_use]
    pub const fn none_yet() -> Self {
        Constants {
            of3: OnceLock::new(),
            of4: OnceLock::new(),
            of5: OnceLock::new(),
            of6: OnceLock::new(),
            of8: OnceLock::new(),
            of12: OnceLock::new(),
            of16: OnceLock::new(),
            of24: OnceLock::new(),
        }
    }
}

/// Evaluates `$body` with `$constants` bound to the constants for `$width` over `$field`.
macro_rules! with_constants {
    ($field:ty, $width:expr, $constants:ident => $body:expr) => {
        match $width.0 {
            3 => with_constants!(@ $field, of3, 3, $constants, $body),
            4 => with_constants!(@ $field, of4, 4, $constants, $body),
            5 => with_constants!(@ $field, of5, 5, $constants, $body),
            6 => with_constants!(@ $field, of6, 6, $constants, $body),
            8 => with_constants!(@ $field, of8, 8, $constants, $body),
            12 => with_constants!(@ $field, of12, 12, $constants, $body),
            16 => with_constants!(@ $field, of16, 16, $constants, $body),
            _ => with_constants!(@ $field, of24, 24, $constants, $body),
        }
    };
    (@ $field:ty, $cell:ident, $n:literal, $constants:ident, $body:expr) => {{
        let cell = &<$field>::constants().$cell;
        let $constants = cell.get_or_init(|| PoseidonConstants::new_constant_length($n));
        $body
    }};
}

fn padded<F: ProofField>(width: Width, inputs: &[F]) -> Vec<F> {
    assert!(inputs.len() <= width.0, "more inputs than the hash takes");
    let mut inputs = inputs.to_vec();
    inputs.resize(width.0, F::ZERO);
    inputs
}

fn native<F: ProofField, A: Arity<F>>(inputs: &[F], constants: &PoseidonConstants<F, A>) -> F {
    Poseidon::new_with_preimage(inputs, constants).hash()
}

/// The digest of at most [`Width::inputs`] scalars.
///
/// # Panics
/// If there are more.
#[must_use]
pub fn hash<F: ProofField>(width: Width, inputs: &[F]) -> F {
    let inputs = padded(width, inputs);
    with_constants!(F, width, constants => native(&inputs, constants))
}

/// Statement: the result is the digest of `inputs`, padded with zeros.
/// Assumes: nothing. Enforces: every round. Does not enforce: anything about the inputs.
/// Why unique: each variable is the product of a constraint. Cost: 3 for each S-box, as
/// [`Width`] offers: 264, 288, 312, 336, 387, 483, 585, 777.
///
/// # Errors
/// Those of the constraint system.
pub fn hash_gadget<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    width: Width,
    inputs: &[Num<F>],
) -> Result<Num<F>, SynthesisError> {
    if cx.is_counting() {
        let Counted {
            aux, constraints, ..
        } = gadget_cost::<F>(width)?;
        for _ in 0..aux {
            cx.unchecked_alloc("poseidon", None)?;
        }
        let zero = cx.constant(F::ZERO);
        for _ in 0..constraints {
            cx.enforce("poseidon", &zero, &zero, &zero);
        }
        return Ok(cx.opaque(None, None));
    }
    if cx.is_witness_only() {
        let values: Vec<F> = inputs
            .iter()
            .map(|n| n.value().ok_or(SynthesisError::AssignmentMissing))
            .collect::<Result<_, _>>()?;
        let values = padded(width, &values);
        let (aux, digest) = with_constants!(
            F,
            width,
            constants => poseidon_hash_scalar_witness(&values, constants)
        );
        cx.cs().extend_aux(&aux);
        return Ok(cx.opaque(Some(digest), None));
    }
    let mut elements: Vec<Elt<F>> = inputs.iter().map(element::<F, CS>).collect();
    elements.resize_with(width.0, || Elt::num_from_fr::<CS>(F::ZERO));
    let label = cx.next_label("poseidon");
    let digest = with_constants!(F, width, constants => {
        elements.insert(0, Elt::num_from_fr::<CS>(constants.domain_tag));
        let mut cs = cx.cs().namespace(|| label);
        PoseidonCircuit2::new(elements, constants).hash(&mut cs)?
    });
    Ok(cx.opaque(digest.val(), Some(digest.lc())))
}

/// What one hash adds to a constraint system, whatever its inputs and its field: built once, and counted.
fn gadget_cost<F: ProofField>(width: Width) -> Result<Counted, SynthesisError> {
    static COSTS: [OnceLock<Counted>; Width::OFFERED.len()] =
        [const { OnceLock::new() }; Width::OFFERED.len()];
    let cost = Width::OFFERED
        .iter()
        .zip(&COSTS)
        .find(|(inputs, _)| **inputs == width.0)
        .map(|(_, cost)| cost);
    if let Some(known) = cost.and_then(OnceLock::get) {
        return Ok(*known);
    }
    let mut counted = Counted::default();
    hash_gadget::<F, _>(&mut Builder::new(&mut counted), width, &[])?;
    if let Some(cost) = cost {
        // Another thread may have been faster, with the same result.
        let _ = cost.set(counted);
    }
    Ok(counted)
}

/// A number as `neptune` takes it. Its number type can't be made from a linear combination and a
/// value, so the terms are added one by one, each adding its coefficient to the value, too; the start is
/// chosen so that the value comes out right, and its own term cancels.
fn element<F: ProofField, CS: ConstraintSystem<F>>(num: &Num<F>) -> Elt<F> {
    let one = nova::Variable::new_unchecked(nova::Index::Input(0));
    let lc = num.lc();
    let sum: F = lc.iter().map(|(_, coefficient)| *coefficient).sum();
    let start = num.value().map(|value| value - sum + F::ONE);
    let start = import(&nova::num::AllocatedNum::from_parts(one, start));
    let mut combination = bellpepper_core::num::Num::from(start);
    for (variable, coefficient) in lc.iter() {
        combination =
            combination.add_bool_with_coeff(variable, &Boolean::Constant(true), *coefficient);
    }
    Elt::Num(combination.add_bool_with_coeff(CS::one(), &Boolean::Constant(true), -F::ONE))
}
