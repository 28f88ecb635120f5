//! What the state of typed steps consists of, and how elements are packed where they are digested.
//!
//! State: the step function's identity; the digest of the weights, if it has any; the digest of the blocks so far, if each
//! step has one; the digest of the public inputs so far, if there are any; and the state proper, element by element or, where
//! that is cheaper, by its digest.
//!
//! The layout depends on the step function alone, so that verifier and prover come to the same.

use super::digest;
use super::value::element;
use crate::gadgets::num::{Builder, Num};
use crate::plan::own_constraints;
use crate::scalar::{from_i128, power_of_two, ProofField};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::typed::array::Value;
use foldscheme_lang::typed::program::{Bound, Role, StepProgram};

/// Bits that are packed into one field element: below the capacity of each proof field, so that packing loses nothing.
const PACKED_BITS: u32 = 250;

/// How a port's elements are laid out in a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// One by one.
    Each,
    /// As many as have room, lowest first, each shifted to be non-negative.
    Packed(Bound),
}

impl Packing {
    /// The closest one for elements between these bounds; field elements have none.
    #[must_use]
    pub fn closest(bound: Option<Bound>) -> Packing {
        bound.map_or(Packing::Each, Packing::Packed)
    }

    /// How many elements are packed into one.
    fn together(self) -> usize {
        match self {
            Packing::Each => 1,
            Packing::Packed(bound) => (PACKED_BITS / bound.bits().max(1)) as usize,
        }
    }

    /// How many field elements so many are packed into.
    fn packed(self, elements: usize) -> usize {
        elements.div_ceil(self.together())
    }

    /// Adds the field elements that values are packed into.
    pub fn pack<F: ProofField>(self, values: &[Value], packed: &mut Vec<F>) {
        let Packing::Packed(bound) = self else {
            packed.extend(values.iter().map(|value| element::<F>(*value)));
            return;
        };
        let (shift, lo) = (power_of_two::<F>(bound.bits()), from_i128::<F>(bound.lo));
        packed.extend(values.chunks(self.together()).map(|part| {
            let digits = part.iter().rev();
            digits.fold(F::ZERO, |sum, value| {
                sum * shift + element::<F>(*value) - lo
            })
        }));
    }

    /// [`Packing::pack`] for numbers of a circuit. Costs nothing.
    ///
    /// Assumes, unless elements are laid out one by one: each is within the bound. Why unique: `n` shifted numbers below `2^b`, `n * b` at most
    /// 250, are the digits to the base `2^b` of a number below the modulus.
    pub fn pack_nums<F: ProofField, CS: ConstraintSystem<F>>(
        self,
        cx: &mut Builder<'_, F, CS>,
        nums: &[Num<F>],
        packed: &mut Vec<Num<F>>,
    ) {
        let Packing::Packed(bound) = self else {
            packed.extend_from_slice(nums);
            return;
        };
        let (shift, lo) = (power_of_two::<F>(bound.bits()), from_i128::<F>(bound.lo));
        for part in nums.chunks(self.together()) {
            let mut sum = cx.constant(F::ZERO);
            let (mut weight, mut offset) = (F::ONE, F::ZERO);
            for num in part {
                sum = cx.add_scaled(&sum, weight, num);
                offset -= weight * lo;
                weight *= shift;
            }
            packed.push(cx.add_constant(&sum, offset));
        }
    }
}

/// The layout of a step function's state and digests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// How each port's elements are digested, if they are.
    pub packing: Vec<Packing>,
    /// Whether every step has the same weights.
    pub weights: bool,
    /// Whether each step has a block of weights.
    pub blocks: bool,
    /// Whether steps have public inputs.
    pub public: bool,
    /// Whether the state has its digest in place of its elements.
    pub digested: bool,
    /// Elements of the state proper.
    pub state: usize,
}

impl Layout {
    /// The layout that costs least.
    ///
    /// # Errors
    /// If a hash can't be built.
    pub fn new<F: ProofField>(program: &StepProgram) -> Result<Layout, SynthesisError> {
        let has = |role| program.ports_of(role).next().is_some();
        let state = program.ports_of(Role::State).map(|(_, port)| port.ty.len());
        let mut layout = Layout {
            packing: program
                .ports
                .iter()
                .map(|port| Packing::closest(port.ty.element.bound()))
                .collect(),
            weights: has(Role::Weights),
            blocks: has(Role::Block),
            public: has(Role::Public),
            digested: false,
            state: state.sum(),
        };
        // Public inputs are digested with the digest so far. Those that are packed have their bits in the circuit.
        layout.choose(program, Role::Public, |elements| {
            digest::cost::<F>(elements + 1)
        })?;
        let digested = layout.choose(program, Role::State, |elements| {
            Ok(2 * digest::cost::<F>(elements)?)
        })?;
        let arity = layout.arity();
        let raw = own_constraints::<F>(arity) + arity;
        let rest = arity - layout.state + 1;
        layout.digested = own_constraints::<F>(rest) + rest + digested < raw;
        Ok(layout)
    }

    /// Packs the ports of a role or does not, whichever costs less; gives the cost, with `hashes` for that of so many field
    /// elements.
    fn choose(
        &mut self,
        program: &StepProgram,
        role: Role,
        hashes: impl Fn(usize) -> Result<usize, SynthesisError>,
    ) -> Result<usize, SynthesisError> {
        let (mut packed, mut each, mut bits) = (0, 0, 0);
        for (i, port) in program.ports_of(role) {
            let (packing, elements) = (self.packing[i], port.ty.len());
            packed += packing.packed(elements);
            each += elements;
            if let Packing::Packed(bound) = packing {
                bits += elements * bound.bits() as usize;
            }
        }
        let (packed, each) = (bits + hashes(packed)?, hashes(each)?);
        if each <= packed {
            for (i, _) in program.ports_of(role) {
                self.packing[i] = Packing::Each;
            }
        }
        Ok(packed.min(each))
    }

    /// Elements of the whole state.
    #[must_use]
    pub fn arity(&self) -> usize {
        let digests = [self.weights, self.blocks, self.public];
        let digests = digests.iter().filter(|is| **is).count();
        1 + digests + if self.digested { 1 } else { self.state }
    }
}

/// The whole state, in the circuit or outside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State<T> {
    /// The step function's identity, which no step changes: it ties a proof to the source text as it stands, and to
    /// the values of constants, though the circuit depends on no name.
    pub identity: T,
    /// The digest of the weights, which no step changes.
    pub model: Option<T>,
    /// The digest of the blocks so far.
    pub chain: Option<T>,
    /// The digest of the public inputs so far.
    pub public: Option<T>,
    /// The state proper: its elements or its digest.
    pub state: Vec<T>,
}

impl<T> State<T> {
    /// The state whose elements are these; nothing if there are too many or too few.
    #[must_use]
    pub fn decode(layout: &Layout, z: Vec<T>) -> Option<State<T>> {
        if z.len() != layout.arity() {
            return None;
        }
        let mut z = z.into_iter();
        let identity = z.next()?;
        let mut next = |is: bool| is.then(|| z.next()).flatten();
        Some(State {
            identity,
            model: next(layout.weights),
            chain: next(layout.blocks),
            public: next(layout.public),
            state: z.collect(),
        })
    }

    /// Its elements.
    #[must_use]
    pub fn encode(self) -> Vec<T> {
        let mut z = vec![self.identity];
        z.extend(self.model);
        z.extend(self.chain);
        z.extend(self.public);
        z.extend(self.state);
        z
    }
}
