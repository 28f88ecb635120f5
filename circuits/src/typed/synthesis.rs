//! The nodes of a step's program as constraints.
//!
//! Each node is one gadget on the numbers of its operands; what bits are known goes from node to node with them, so that a
//! sign, a second shift or a range after a shift costs little more.
//!
//! Guarantees: constraints and variables depend on the program, and on how long the combinations of its inputs are and
//! whether their bits are known, but on no value. A witness satisfies them exactly if the step, run natively on the same inputs, does not fail, and the
//! outputs are the state after it. There is no free hint: every variable is determined by the inputs.
//!
//! Does not enforce: that inputs are within the bounds of their ports; whoever allocates them does.

use super::digest::{digest_gadget, Kind};
use super::gadgets::clamp::clamp;
use super::gadgets::element::{moved, Element};
use super::gadgets::lookup::{index, lookup, Index};
use super::gadgets::maximum::{arg_max, maximum};
use super::gadgets::quotient::quotient;
use super::gadgets::shift::{shift, Shift};
use super::gadgets::sign::{is_non_negative, relu};
use super::uses::Uses;
use crate::check::Counted;
use crate::gadgets::num::{Builder, Num};
use crate::gadgets::zero::{is_zero, is_zero_within};
use crate::scalar::{from_element, from_i128, ProofField};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::typed::program::{Bound, Node, Op, Role, SiteIndex, StepProgram, Wire};
use std::collections::HashMap;
use std::rc::Rc;

/// The most terms of a number that something is computed from. A longer one gets a variable, which costs one
/// constraint: otherwise a sum of `n` numbers, one after the other, would have `n * n / 2` terms on the way.
pub const MOST_TERMS: u32 = 256;

/// How many entries of the matrices weigh as much as a variable with its constraint.
pub const TERMS_OF_A_VARIABLE: u32 = 48;

/// Whether a number of so many terms that is used so often is to have a variable of its own.
#[must_use]
pub fn deserves_variable(terms: u32, uses: u32) -> bool {
    let (terms, uses) = (u64::from(terms), u64::from(uses));
    let with = terms + uses + u64::from(TERMS_OF_A_VARIABLE);
    uses > 0 && (terms > u64::from(MOST_TERMS) || terms * uses > with)
}

/// Adds a step to a constraint system; gives the state after it, element by element, with what is known of their bits.
///
/// `inputs` are the elements of each port, integers bound to the port's range by whoever made them.
///
/// # Errors
/// Those of the constraint system.
///
/// # Panics
/// If the program is in another field, or inputs are missing.
pub fn synthesize<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    program: &StepProgram,
    inputs: &[Vec<Element<F>>],
) -> Result<Vec<Element<F>>, SynthesisError> {
    synthesize_with(cx, program, inputs, |_, _| ())
}

/// As [`synthesize`], counting the constraints of each of the program's sites. What a node needs for itself is counted where the node comes
/// from; bits that several use are counted where they are used first.
///
/// # Errors
/// Those of the constraint system.
///
/// # Panics
/// As [`synthesize`].
pub fn count_by_site<F: ProofField>(
    cx: &mut Builder<'_, F, Counted>,
    program: &StepProgram,
    inputs: &[Vec<Element<F>>],
) -> Result<(Vec<usize>, Vec<Element<F>>), SynthesisError> {
    let mut counts = vec![0; program.sites.len()];
    let mut before = cx.cs().constraints;
    let outputs = synthesize_with(cx, program, inputs, |cx, SiteIndex(site)| {
        counts[site as usize] += cx.cs().constraints - before;
        before = cx.cs().constraints;
    })?;
    Ok((counts, outputs))
}

fn synthesize_with<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    program: &StepProgram,
    inputs: &[Vec<Element<F>>],
    mut after: impl FnMut(&mut Builder<'_, F, CS>, SiteIndex),
) -> Result<Vec<Element<F>>, SynthesisError> {
    assert_eq!(program.field, F::FIELD, "a program in another field");
    let mut synthesis = Synthesis {
        program,
        inputs,
        uses: Uses::of(program),
        left: Vec::new(),
        elements: Vec::new(),
        indices: HashMap::new(),
    };
    synthesis.left = (0..program.nodes.len())
        .map(|i| synthesis.uses.count(Wire(i as u32)))
        .collect();
    synthesis.elements.resize_with(program.nodes.len(), || None);
    for (i, node) in program.nodes.iter().enumerate() {
        let wire = Wire(i as u32);
        let mut element = synthesis.node(cx, wire, node)?;
        element.bound = node.bound;
        let uses = synthesis.uses.count(wire);
        let kept = matches!(&node.op, Op::Input { port, .. } if program.ports[*port as usize].role == Role::Weights);
        if !kept && deserves_variable(element.num.terms(), uses) {
            element.num = cx.shorten("sum", &element.num, 1)?;
        }
        if uses > 0 {
            synthesis.elements[i] = Some(Box::new(element));
        }
        node.op.operands(&mut |operand| synthesis.release(operand));
        after(cx, node.site);
    }
    let outputs = program.outputs.iter();
    Ok(outputs.map(|wire| synthesis.get(*wire).clone()).collect())
}

/// The number of a table's entries, and an index taken apart for it.
type TakenApart<F> = (usize, Rc<Index<F>>);

/// Numbers of the nodes so far.
struct Synthesis<'p, F: ProofField> {
    program: &'p StepProgram,
    inputs: &'p [Vec<Element<F>>],
    uses: Uses,
    /// How many uses of each are still to come.
    left: Vec<u32>,
    /// Those that are still used: others are given up, for there are many and their combinations are long.
    elements: Vec<Option<Box<Element<F>>>>,
    /// Indices taken apart, each with how many entries its tables have.
    indices: HashMap<Wire, Vec<TakenApart<F>>>,
}

impl<F: ProofField> Synthesis<'_, F> {
    fn get(&self, Wire(i): Wire) -> &Element<F> {
        let element = self.elements[i as usize].as_deref();
        element.unwrap_or_else(|| unreachable!("operands come before what is made of them"))
    }

    fn get_mut(&mut self, Wire(i): Wire) -> &mut Element<F> {
        let element = self.elements[i as usize].as_deref_mut();
        element.unwrap_or_else(|| unreachable!("operands come before what is made of them"))
    }

    fn all(&self, wires: &[Wire]) -> Vec<Element<F>> {
        wires.iter().map(|wire| self.get(*wire).clone()).collect()
    }

    /// One use less.
    fn release(&mut self, wire: Wire) {
        let left = &mut self.left[wire.0 as usize];
        *left -= 1;
        if *left == 0 {
            self.elements[wire.0 as usize] = None;
            self.indices.remove(&wire);
        }
    }

    fn node<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        wire: Wire,
        node: &Node,
    ) -> Result<Element<F>, SynthesisError> {
        let bound = |of: &Node| of.bound.unwrap_or(Bound { lo: 0, hi: 0 });
        Ok(match &node.op {
            Op::Input { port, element } => {
                cx.set_place("input");
                self.inputs[*port as usize][*element as usize].clone()
            }
            Op::Field(x) => cx.constant(from_element(*x)).into(),
            Op::Linear { constant, terms } => {
                cx.set_place("sum");
                if let ([(1, x)], Some(_)) = (terms.as_slice(), node.bound) {
                    return Ok(moved(cx, self.get(*x), *constant));
                }
                let terms: Vec<(F, &Num<F>)> = terms
                    .iter()
                    .map(|(k, x)| (from_i128(*k), &self.get(*x).num))
                    .collect();
                cx.linear(from_i128(*constant), &terms).into()
            }
            Op::Product(x, y) => {
                cx.set_place("product");
                let (x, y) = (&self.get(*x).num, &self.get(*y).num);
                cx.product("product", x, y)?.into()
            }
            Op::Shift {
                x,
                shift: by,
                rounding,
                relu,
                checked,
            } => {
                cx.set_place("shift");
                let how = Shift {
                    shift: *by,
                    rounding: *rounding,
                    relu: *relu,
                    checked: *checked,
                    exact: self.uses.needs_bits(wire),
                };
                shift(cx, self.get_mut(*x), how, bound(node))?
            }
            Op::Quotient { x, y } => {
                cx.set_place("quotient");
                let exact = self.uses.needs_bits(wire).is_some();
                quotient(cx, self.get(*x), self.get(*y), bound(node), exact)?
            }
            Op::Relu(x) => {
                cx.set_place("relu");
                relu(cx, self.get_mut(*x))?
            }
            Op::Clamp { x, lo, hi } => {
                cx.set_place("clamp");
                clamp(cx, self.get_mut(*x), Bound { lo: *lo, hi: *hi })?
            }
            Op::IsNonNegative(x) => {
                cx.set_place("sign");
                is_non_negative(cx, self.get_mut(*x))?.into()
            }
            Op::IsZero(x) => {
                cx.set_place("zero test");
                let x = self.get(*x);
                match x.bound {
                    Some(bound) => is_zero_within(cx, &x.num, (bound.lo, bound.hi))?.into(),
                    None => is_zero(cx, &x.num)?.into(),
                }
            }
            Op::Maximum(xs) => {
                cx.set_place("maximum");
                maximum(cx, &self.all(xs))?
            }
            Op::ArgMax(xs) => {
                cx.set_place("argmax");
                arg_max(cx, &self.all(xs))?
            }
            Op::Lookup { table, index: x } => {
                cx.set_place("lookup");
                let table = &self.program.tables[*table as usize];
                let mut of_wire = self.indices.get(x).into_iter().flatten();
                let known = of_wire.find(|(entries, _)| *entries == table.len());
                let taken_apart = match known.map(|(_, index)| Rc::clone(index)) {
                    Some(index) => index,
                    None => {
                        let index = Rc::new(index(cx, self.get_mut(*x), table.len())?);
                        let entry = (table.len(), Rc::clone(&index));
                        self.indices.entry(*x).or_default().push(entry);
                        index
                    }
                };
                lookup(cx, &taken_apart, table, bound(node))?
            }
            Op::Hash(xs) => {
                cx.set_place("poseidon");
                let xs: Vec<_> = xs.iter().map(|x| self.get(*x).num.clone()).collect();
                digest_gadget(cx, Kind::User, &xs)?.into()
            }
            Op::Inverse(x) => {
                cx.set_place("inverse");
                inverse(cx, &self.get(*x).num)?.into()
            }
            Op::Assert(x) => {
                cx.set_place("assertion");
                let one = cx.constant(F::ONE);
                cx.enforce_equal("holds", &self.get(*x).num, &one);
                cx.constant(F::ZERO).into()
            }
        })
    }
}

/// Statement: the result is the inverse of `x`, which is not zero.
///
/// Assumes: nothing. Enforces: `x * inverse = 1`. Why unique: a field has one inverse of each element but zero, for which there
/// is none. Cost: 1.
///
/// # Errors
/// Those of the constraint system.
pub fn inverse<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &Num<F>,
) -> Result<Num<F>, SynthesisError> {
    let value = x
        .value()
        .map(|x| Option::from(x.invert()).unwrap_or(F::ZERO));
    let inverse = cx.unchecked_alloc("inverse", value)?;
    let one = cx.constant(F::ONE);
    cx.enforce("times its inverse is one", x, &inverse, &one);
    Ok(inverse)
}
