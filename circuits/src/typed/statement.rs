//! What one fold of typed steps states, and its circuit.
//!
//! Statement: there are weights, private inputs and blocks of weights within the ranges of their types, and salts, such that the
//! weights and their salt have the model's digest, and the state, of which every element is within its type's range,
//! is taken by so many steps to the state after, and the chain of blocks and that of public inputs by those of the steps.
//!
//! Why this is sound, given that the verifier recomputes both ends from values whose ranges it checks:
//!
//! - *Packing loses nothing.* Whatever is packed is in range: weights, blocks and packed inputs by the bits allocated here, a packed state
//!   before a fold likewise, and the state after by the bounds that the compiler proved for the outputs, which
//!   [`StepProgram::outputs`] promises to be within the type's.
//! - *State without bits.* A state that is carried element by element, or digested one by one, has no bits in the circuit. By
//!   induction its elements are in range all the same: those of the first state by the verifier's check, those of
//!   each further one as outputs of a step whose inputs were in range. A digest has one preimage as far as anyone can find, so what
//!   is taken out of it is what was put in. (A packed one needs its bits: without them, other elements would pack alike.)
//! - *Public inputs without bits.* Those that are digested one by one are the verifier's, whose ranges it checks, by the same
//!   argument; the digest of each step's inputs covers the digest before, and the verifier recomputes the last one.
//! - *One model.* The digest of the weights is part of the state and copied; every fold's weights have it. The chain of
//!   blocks starts from it (or from 0, if there are no weights) and covers its previous value, so the last one covers all
//!   blocks in their order.
//! - *Nothing free.* Private inputs, weights, blocks and salts are the prover's to choose, which is what the statement says;
//!   every other variable is determined by them and the state.

use super::digest::{digest_gadget, Kind};
use super::gadgets::element::{Element, Known};
use super::layout::{Layout, Packing, State};
use super::synthesis::synthesize;
use super::value::element;
use crate::gadgets::num::{Builder, Num};
use crate::gadgets::range::Bits;
use crate::scalar::{from_i128, ProofField, Scalar};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::typed::array::Value;
use foldscheme_lang::typed::program::{Bound, Port, Role, StepProgram};
use std::sync::Arc;

/// The circuit of a fold: a number of applications of a step function.
pub struct FoldCircuit<F: ProofField = Scalar> {
    /// The step function.
    pub program: Arc<StepProgram>,
    /// The layout of its state.
    pub layout: Layout,
    /// Steps in a fold, at least one.
    pub steps: usize,
    field: std::marker::PhantomData<F>,
}

/// What the prover knows of one step.
pub struct StepWitness<F: ProofField = Scalar> {
    /// The values of each port, in their order; nothing for those of the state and of the weights.
    pub ports: Vec<Vec<Value>>,
    /// What hides the step's block.
    pub salt: F,
}

/// What the prover knows of a fold.
pub struct FoldWitness<F: ProofField = Scalar> {
    /// The values of each port of the state before.
    pub state: Vec<Vec<Value>>,
    /// The values of each port of weights, the same in each fold.
    pub weights: Arc<[Vec<Value>]>,
    /// What hides the weights.
    pub salt: F,
    /// Its steps.
    pub steps: Vec<StepWitness<F>>,
}

/// The elements of each port, in order of the ports.
pub type Ports<F> = Vec<Vec<Element<F>>>;

/// The most terms of an element of the state between two steps.
const MOST_TERMS: u32 = 8;

impl<F: ProofField> FoldCircuit<F> {
    /// The circuit of so many steps.
    #[must_use]
    pub fn new(program: Arc<StepProgram>, layout: Layout, steps: usize) -> Self {
        FoldCircuit {
            program,
            layout,
            steps,
            field: std::marker::PhantomData,
        }
    }

    /// Adds a fold to a constraint system; gives the elements of the state after it.
    ///
    /// # Errors
    /// Those of the constraint system; if `z` or the witness has another form.
    pub fn build<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        z: Vec<Num<F>>,
        witness: Option<&FoldWitness<F>>,
    ) -> Result<Vec<Num<F>>, SynthesisError> {
        self.build_watched(cx, z, witness, &mut Unwatched)
    }

    /// [`FoldCircuit::build`], watched.
    ///
    /// # Errors
    /// As there.
    pub fn build_watched<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        z: Vec<Num<F>>,
        witness: Option<&FoldWitness<F>>,
        watch: &mut impl Watch<F, CS>,
    ) -> Result<Vec<Num<F>>, SynthesisError> {
        let mut state = State::decode(&self.layout, z).ok_or(SynthesisError::Unsatisfiable)?;
        let mut ports: Ports<F> = vec![Vec::new(); self.program.ports.len()];
        if let Some(model) = &state.model {
            cx.set_place("weights");
            let values = witness.map(|witness| &*witness.weights);
            self.allocate(cx, Role::Weights, true, values, &mut ports)?;
            let salt = cx.unchecked_alloc("salt", witness.map(|witness| witness.salt))?;
            let mut elements = vec![salt];
            self.pack(cx, Role::Weights, &ports, &mut elements);
            let digest = digest_gadget(cx, Kind::Weights, &elements)?;
            cx.enforce_equal("the weights have the model's digest", &digest, model);
            watch.built(cx, Part::Weights);
        }
        cx.set_place("state");
        self.open(cx, &state.state, witness, &mut ports)?;
        watch.built(cx, Part::State);
        for step in 0..self.steps {
            let known = match witness.map(|witness| witness.steps.get(step)) {
                Some(None) => return Err(SynthesisError::AssignmentMissing),
                known => known.flatten(),
            };
            let values = known.map(|known| known.ports.as_slice());
            cx.set_place("private inputs");
            self.allocate(cx, Role::Private, true, values, &mut ports)?;
            watch.built(cx, Part::Private);
            if let Some(chain) = state.chain {
                cx.set_place("block");
                self.allocate(cx, Role::Block, true, values, &mut ports)?;
                let salt = cx.unchecked_alloc("salt", known.map(|known| known.salt))?;
                let mut elements = vec![chain, salt];
                self.pack(cx, Role::Block, &ports, &mut elements);
                state.chain = Some(digest_gadget(cx, Kind::Block, &elements)?);
                watch.built(cx, Part::Blocks);
            }
            if let Some(public) = state.public {
                cx.set_place("public inputs");
                self.allocate(cx, Role::Public, false, values, &mut ports)?;
                let mut elements = vec![public];
                self.pack(cx, Role::Public, &ports, &mut elements);
                state.public = Some(digest_gadget(cx, Kind::Public, &elements)?);
                watch.built(cx, Part::Public);
            }
            cx.set_place("step");
            let outputs = watch.step(cx, &self.program, &ports)?;
            self.replace_state(cx, outputs, &mut ports)?;
            watch.built(cx, Part::Steps);
        }
        cx.set_place("state");
        let mut elements = Vec::new();
        if self.layout.digested {
            self.pack(cx, Role::State, &ports, &mut elements);
            elements = vec![digest_gadget(cx, Kind::State, &elements)?];
        } else {
            for (i, _) in self.program.ports_of(Role::State) {
                elements.extend(ports[i].iter().map(|element| element.num.clone()));
            }
        }
        state.state = elements;
        watch.built(cx, Part::State);
        Ok(state.encode())
    }

    /// Statement: the elements of the state's ports are those of `state`, or those with this digest.
    ///
    /// Assumes, unless the state is packed: its elements are in range (see the argument above). Enforces: the digest, if it has one; the
    /// ranges, if it is packed. Why unique: the digest's and the packing's argument.
    /// Cost: nothing without a digest; else that of [`digest_gadget`], and a constraint for each bit if it is packed.
    fn open<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        state: &[Num<F>],
        witness: Option<&FoldWitness<F>>,
        ports: &mut Ports<F>,
    ) -> Result<(), SynthesisError> {
        match (self.layout.digested, state) {
            (true, [digest]) => {
                let values = witness.map(|witness| witness.state.as_slice());
                self.allocate(cx, Role::State, false, values, ports)?;
                let mut elements = Vec::new();
                self.pack(cx, Role::State, ports, &mut elements);
                let opened = digest_gadget(cx, Kind::State, &elements)?;
                cx.enforce_equal("the state has its digest", &opened, digest);
                Ok(())
            }
            (true, _) => Err(SynthesisError::Unsatisfiable),
            (false, elements) => {
                // Which integers they are is known of each by the argument above.
                let bounds = self.program.ports_of(Role::State).flat_map(|(_, port)| {
                    std::iter::repeat_n(port.ty.element.bound(), port.ty.len())
                });
                let elements = elements.iter().zip(bounds).map(|(num, bound)| Element {
                    bound,
                    ..Element::from(num.clone())
                });
                self.give_state(elements.collect(), ports)
            }
        }
    }

    /// Hands the elements of a state to its ports.
    fn give_state(
        &self,
        elements: Vec<Element<F>>,
        ports: &mut Ports<F>,
    ) -> Result<(), SynthesisError> {
        let mut elements = elements.into_iter();
        for (i, port) in self.program.ports_of(Role::State) {
            ports[i] = elements.by_ref().take(port.ty.len()).collect();
            if ports[i].len() != port.ty.len() {
                return Err(SynthesisError::Unsatisfiable);
            }
        }
        match elements.next() {
            None => Ok(()),
            Some(_) => Err(SynthesisError::Unsatisfiable),
        }
    }

    /// Hands the outputs of a step to the state's ports, so that their combinations do not grow from step to step.
    fn replace_state<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        mut outputs: Vec<Element<F>>,
        ports: &mut Ports<F>,
    ) -> Result<(), SynthesisError> {
        for output in &mut outputs {
            output.num = cx.shorten("state", &output.num, MOST_TERMS)?;
        }
        self.give_state(outputs, ports)
    }

    /// Allocates the elements of a role's ports.
    ///
    /// Statement: they are variables; within the range of their type if `checked`, or if they are packed. Assumes: nothing.
    /// Does not enforce: which ones they are; anything of field elements. Why unique: they are inputs. Cost: [`within`]'s.
    fn allocate<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        role: Role,
        checked: bool,
        values: Option<&[Vec<Value>]>,
        ports: &mut Ports<F>,
    ) -> Result<(), SynthesisError> {
        for (i, port) in self.program.ports_of(role) {
            let values = match values {
                Some(values) => Some(of_length(values.get(i), port)?),
                None => None,
            };
            let is_packed = matches!(self.layout.packing[i], Packing::Packed(_));
            ports[i] = (0..port.ty.len())
                .map(|k| {
                    let value = values.map(|values| element(values[k]));
                    let num = cx.unchecked_alloc("element", value)?;
                    within(cx, num, port.ty.element.bound(), is_packed || checked)
                })
                .collect::<Result<_, _>>()?;
        }
        Ok(())
    }

    /// Adds the elements that a role's ports are digested as.
    fn pack<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        role: Role,
        ports: &Ports<F>,
        elements: &mut Vec<Num<F>>,
    ) {
        for (i, _) in self.program.ports_of(role) {
            let nums: Vec<Num<F>> = ports[i].iter().map(|element| element.num.clone()).collect();
            self.layout.packing[i].pack_nums(cx, &nums, elements);
        }
    }
}

/// What a part of a fold's constraints is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Weights, their ranges and their digest, once in a fold.
    Weights,
    /// The state taken out of its digest, once in a fold, or put in again.
    State,
    /// Private inputs of a step and their ranges.
    Private,
    /// The block of weights of a step, their ranges and their digest.
    Blocks,
    /// Public inputs of a step, their ranges and their digest.
    Public,
    /// The step itself.
    Steps,
}

/// Watches a fold being built.
pub trait Watch<F: ProofField, CS: ConstraintSystem<F>> {
    /// A part was built.
    fn built(&mut self, _: &mut Builder<'_, F, CS>, _: Part) {}

    /// Builds the nodes of a step.
    ///
    /// # Errors
    /// Those of the constraint system.
    fn step(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        program: &StepProgram,
        ports: &Ports<F>,
    ) -> Result<Vec<Element<F>>, SynthesisError> {
        synthesize(cx, program, ports)
    }
}

/// Watches nothing.
struct Unwatched;

impl<F: ProofField, CS: ConstraintSystem<F>> Watch<F, CS> for Unwatched {}

/// The values of a port, if there are as many as it has elements.
fn of_length<'v>(
    values: Option<&'v Vec<Value>>,
    port: &Port,
) -> Result<&'v [Value], SynthesisError> {
    values
        .map(Vec::as_slice)
        .filter(|values| values.len() == port.ty.len())
        .ok_or(SynthesisError::AssignmentMissing)
}

/// Statement: the result is the number, an integer within the bound, or a field element if there is none.
///
/// Assumes: it is within the bound, unless `checked`. Enforces: if `checked`, all bits of the number shifted to be non-negative,
/// by [`Bits::of`]; a bound's size is a power of two, so that the bits say no less. They are known to whatever uses the number.
/// Does not enforce: which number it is. Why unique: the bits are, as there. Cost: one for each bit of the bound, if `checked`.
fn within<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    num: Num<F>,
    bound: Option<Bound>,
    checked: bool,
) -> Result<Element<F>, SynthesisError> {
    let known = match bound {
        Some(bound) if checked => {
            let shifted = cx.add_constant(&num, from_i128(-bound.lo));
            let bits = Bits::of(cx, &shifted, bound.bits() as usize)?;
            Some(Known::new(bits.into_vec(), -bound.lo))
        }
        _ => None,
    };
    Ok(Element {
        bound,
        known,
        ..Element::from(num)
    })
}
