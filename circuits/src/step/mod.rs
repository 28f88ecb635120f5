//! The step circuit: one step of the block machine.
//!
//! Statement: from a state of the program, the next state is the one that the machine's transition gives.
//!
//! The state's block is given by one-hot selectors. Every block's tree is written out; each path has a
//! selector, the product of its block's selector, its branches' outcomes and its checks' successes.
//! Shared slots (hash, range) take, and the next state consists of, sums of `selector * value` over all
//! paths, so that whatever the selected path does not give is zero and nothing is left free.

mod divide;
mod ends;
pub mod layout;
mod ops;
mod slots;
pub(crate) mod state;
pub mod witness;

pub use state::State;

use crate::cells::{self, Digester};
use crate::gadgets::num::{Builder, Num};
use crate::scalar::{ProofField, Scalar};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::block::{BlockId, End, Op, Program, SiteId, Tree, Var};
use foldscheme_lang::machine::Heap;
use foldscheme_lang::value::{Tag, TagSet};
use layout::{Layout, LayoutError};
use slots::Slots;
use std::collections::HashMap;
use witness::StepWitness;

/// A program with everything that its circuit is built from.
pub struct Circuit<F: ProofField = Scalar> {
    /// The program.
    pub program: Program,
    /// Its layout.
    pub layout: Layout,
    /// Tag and payload of each constant.
    constants: Vec<(Tag, F)>,
    /// Digest of each closure that captures nothing.
    bare: Vec<F>,
    /// Digest of the empty stack.
    pub bottom: F,
    /// Exception handlers at the start of a run, and at its end unless that is an error.
    pub handlers: F,
    /// Digest of a hash slot that is not used.
    unused: F,
    /// The element of the state that tells programs with one circuit apart.
    pub identity: F,
}

impl<F: ProofField> Circuit<F> {
    /// The circuit of a program.
    ///
    /// # Errors
    /// If the program keeps more values across a call than the widest hash takes, or is in another field.
    pub fn new(program: Program) -> Result<Circuit<F>, LayoutError> {
        if program.field != F::FIELD {
            return Err(LayoutError::Field);
        }
        let layout = Layout::new(&program)?;
        let mut heap = Heap::default();
        let values = heap.load(&program.constants);
        let mut digester = Digester::new(&layout);
        let constants = values
            .iter()
            .map(|value| (value.tag(), digester.payload(&heap, *value)))
            .collect();
        let bare = (0..program.codes.len())
            .map(|i| digester.bare_closure(foldscheme_lang::block::CodeId(i as u32)))
            .collect();
        let bottom = digester.bottom();
        let unused = digester.digest(&[]);
        let handlers = match program.raise {
            Some(raise) => digester.payload(&heap, values[raise.handlers.0 as usize]),
            None => F::ZERO,
        };
        Ok(Circuit {
            constants,
            bare,
            bottom,
            handlers,
            unused,
            identity: F::ZERO,
            program,
            layout,
        })
    }

    /// The same circuit for the program with this identity.
    #[must_use]
    pub fn with_identity(mut self, identity: F) -> Circuit<F> {
        self.identity = identity;
        self
    }

    /// Adds one step to `cx` and gives the next state.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn step<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        state: &State<F>,
        witness: Option<&StepWitness<F>>,
    ) -> Result<State<F>, SynthesisError> {
        let slots = Slots::new(self, cx, witness)?;
        let mut step = Step {
            circuit: self,
            state,
            slots,
            values: HashMap::new(),
            next: ends::Next::new(self),
        };
        for (i, block) in self.program.blocks.iter().enumerate() {
            step.block(cx, BlockId(i as u32), &block.params, &block.body)?;
        }
        step.finish(cx)
    }
}

/// A tag in the circuit.
#[derive(Clone, Debug)]
enum TagNum<F: ProofField> {
    Known(Tag),
    Open(Num<F>),
}

/// A value in the circuit.
#[derive(Clone, Debug)]
struct Val<F: ProofField> {
    tag: TagNum<F>,
    payload: Num<F>,
}

/// Where a path is.
#[derive(Clone)]
struct Path<F: ProofField> {
    /// 1 if this path is taken, else 0.
    selector: Num<F>,
    stack: Option<Num<F>>,
    handlers: Option<Num<F>>,
    output: Option<Num<F>>,
    /// Slots used so far.
    hashes: usize,
    ranges: usize,
}

struct Step<'c, F: ProofField> {
    circuit: &'c Circuit<F>,
    state: &'c State<F>,
    slots: Slots<F>,
    values: HashMap<Var, Val<F>>,
    next: ends::Next<F>,
}

impl<F: ProofField> Step<'_, F> {
    fn block<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        block: BlockId,
        params: &[Var],
        body: &Tree,
    ) -> Result<(), SynthesisError> {
        self.values.clear();
        let program = &self.circuit.program;
        for (i, param) in params.iter().enumerate() {
            let tag = match program.ty(*param).tag() {
                Some(tag) => TagNum::Known(tag),
                None => TagNum::Open(self.state.tag(&self.circuit.layout, i, cx)),
            };
            let payload = self.state.payloads[i].clone();
            self.values.insert(*param, Val { tag, payload });
        }
        let path = Path {
            selector: self.state.selectors[block.0 as usize].clone(),
            stack: self.state.stack.clone(),
            handlers: self.state.handlers.clone(),
            output: self.state.output.clone(),
            hashes: 0,
            ranges: 0,
        };
        let mut pending = vec![(body, path)];
        while let Some((tree, mut path)) = pending.pop() {
            for op in &tree.ops {
                self.op(cx, op, &mut path)?;
            }
            match &tree.end {
                End::Branch {
                    test,
                    then,
                    otherwise,
                } => {
                    let test = self.get(*test).payload.clone();
                    let yes = cx.product("branch taken", &path.selector, &test)?;
                    let no = cx.sub(&path.selector, &yes);
                    let mut other = path.clone();
                    other.selector = no;
                    path.selector = yes;
                    pending.push((otherwise, other));
                    pending.push((then, path));
                }
                end => self.end(cx, end, path)?,
            }
        }
        Ok(())
    }

    fn get(&self, var: Var) -> &Val<F> {
        &self.values[&var]
    }

    fn tags_of(&self, var: Var) -> TagSet {
        self.circuit.program.ty(var).tags
    }

    /// Gives a value its name; a tag that its type knows is not kept open.
    fn set(&mut self, dst: Var, mut val: Val<F>) {
        if let Some(tag) = self.circuit.program.ty(dst).tag() {
            val.tag = TagNum::Known(tag);
        }
        self.values.insert(dst, val);
    }

    fn tag_num<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        tag: &TagNum<F>,
    ) -> Num<F> {
        match tag {
            TagNum::Known(tag) => cx.constant(F::from(u64::from(tag.number()))),
            TagNum::Open(num) => num.clone(),
        }
    }

    /// The path on which an operation fails leaves here for the error state; the other goes on.
    fn check<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        path: &mut Path<F>,
        ok: &Num<F>,
        site: SiteId,
        irritant: &Val<F>,
    ) -> Result<(), SynthesisError> {
        if ok.constant() == Some(F::ONE) {
            return Ok(());
        }
        let on = cx.product("check passed", &path.selector, ok)?;
        let failed = cx.sub(&path.selector, &on);
        path.selector = on;
        let mut failing = path.clone();
        failing.selector = failed;
        self.fail(cx, &failing, site, irritant)
    }

    /// The number of the constant or closure in an operation, as a value.
    fn constant_val<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        (tag, payload): (Tag, F),
    ) -> Val<F> {
        Val {
            tag: TagNum::Known(tag),
            payload: cx.constant(payload),
        }
    }

    /// The header of a cell: its constant part and its open tags, each with its place.
    fn header<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        kind: cells::Kind,
        id: u32,
        tags: &[TagNum<F>],
    ) -> Num<F> {
        let mut header = cx.constant(cells::header(kind, id));
        for (i, tag) in tags.iter().enumerate() {
            let tag = self.tag_num(cx, tag);
            header = cx.add_scaled(&header, cells::tag_weight(i), &tag);
        }
        header
    }
}

/// Whether an operation makes a cell that is a constant of the circuit.
fn is_bare_closure(op: &Op) -> bool {
    matches!(op, Op::Closure { captured, .. } if captured.is_empty())
}
