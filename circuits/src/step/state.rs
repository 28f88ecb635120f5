//! States in the circuit and outside it.

use super::layout::Layout;
use super::Circuit;
use crate::cells::{block_number, Digester};
use crate::gadgets::num::{Builder, Num};
use crate::scalar::{ProofField, Scalar};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::block::BlockId;
use foldscheme_lang::machine::{Heap, Value};

/// A machine state within a chunk.
#[derive(Clone)]
pub struct State<F: ProofField = Scalar> {
    /// For each block, 1 if it is the next to be executed, else 0.
    pub selectors: Vec<Num<F>>,
    /// Digest of the stack, if the program has one.
    pub stack: Option<Num<F>>,
    /// Exception handlers, if the program installs any: the payload of a pair.
    pub handlers: Option<Num<F>>,
    /// Digest of the output, if the program has any.
    pub output: Option<Num<F>>,
    /// Payload registers.
    pub payloads: Vec<Num<F>>,
    /// Tag registers.
    pub tags: Vec<Num<F>>,
    /// The program's identity, which no step changes: it ties a proof to the source text as it stands,
    /// comments and names included, though the circuit does not depend on those.
    pub identity: Num<F>,
}

impl<F: ProofField> State<F> {
    /// Statement: the state whose elements are `z`, in the order of [`Layout::arity`].
    ///
    /// Assumes: `z[0]` is the number of a block (otherwise nothing satisfies the constraints).
    /// Enforces: the selectors are booleans, their sum is 1, and the sum of their blocks' numbers is `z[0]`.
    /// Why unique: exactly one selector is 1, and its number is given.
    /// Cost: the number of blocks and 2.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn decode<CS: ConstraintSystem<F>>(
        circuit: &Circuit<F>,
        cx: &mut Builder<'_, F, CS>,
        z: &[Num<F>],
    ) -> Result<State<F>, SynthesisError> {
        let layout = &circuit.layout;
        let block = z[0].value();
        let mut selectors = Vec::new();
        let mut number = cx.constant(F::ZERO);
        for i in 0..circuit.program.blocks.len() {
            let id = block_number(BlockId(i as u32));
            let selector = cx.boolean("block selector", block.map(|b| b == id))?;
            number = cx.add_scaled(&number, id, &selector);
            selectors.push(selector);
        }
        let sum = cx.sum(&selectors);
        let one = cx.constant(F::ONE);
        cx.enforce_equal("one block is selected", &sum, &one);
        cx.enforce_equal("it is the state's block", &number, &z[0]);
        let mut rest = z[1..].iter().cloned();
        let stack = if layout.stack { rest.next() } else { None };
        let handlers = if layout.handlers { rest.next() } else { None };
        let output = if layout.output { rest.next() } else { None };
        let identity = rest.next().ok_or(SynthesisError::AssignmentMissing)?;
        let payloads = rest.by_ref().take(layout.registers).collect();
        Ok(State {
            selectors,
            stack,
            handlers,
            output,
            payloads,
            tags: rest.collect(),
            identity,
        })
    }

    /// The elements of the state, in the order of [`Layout::arity`].
    ///
    /// Enforces: exactly one block is selected. The steps see to that, too; here it is stated once more, since
    /// no selector at all would read as block 0, the end of the run. Cost: 1.
    pub fn encode<CS: ConstraintSystem<F>>(&self, cx: &mut Builder<'_, F, CS>) -> Vec<Num<F>> {
        let sum = cx.sum(&self.selectors);
        let one = cx.constant(F::ONE);
        cx.enforce_equal("one block is selected", &sum, &one);
        let mut number = cx.constant(F::ZERO);
        for (i, selector) in self.selectors.iter().enumerate() {
            number = cx.add_scaled(&number, block_number(BlockId(i as u32)), selector);
        }
        let mut z = vec![number];
        z.extend(self.stack.clone());
        z.extend(self.handlers.clone());
        z.extend(self.output.clone());
        z.push(self.identity.clone());
        z.extend(self.payloads.iter().cloned());
        z.extend(self.tags.iter().cloned());
        z
    }

    /// The tag of a register; zero where the program keeps none.
    pub(super) fn tag<CS: ConstraintSystem<F>>(
        &self,
        layout: &Layout,
        register: usize,
        cx: &mut Builder<'_, F, CS>,
    ) -> Num<F> {
        match layout.tag_registers[register] {
            Some(i) => self.tags[i].clone(),
            None => cx.constant(F::ZERO),
        }
    }
}

/// The digests of a state outside the circuit; those that the layout has no place for do not matter.
#[derive(Clone, Copy, Debug)]
pub struct Digests<F: ProofField = Scalar> {
    /// Of the stack.
    pub stack: F,
    /// Of the exception handlers.
    pub handlers: F,
    /// Of the output.
    pub output: F,
}

impl<F: ProofField> Digests<F> {
    /// Those that the layout has a place for, in order.
    pub fn elements(&self, layout: &Layout) -> impl Iterator<Item = F> {
        [
            (layout.stack, self.stack),
            (layout.handlers, self.handlers),
            (layout.output, self.output),
        ]
        .into_iter()
        .filter_map(|(has, digest)| has.then_some(digest))
    }
}

/// The elements of a state outside the circuit.
#[must_use]
pub fn encode_native<F: ProofField>(
    circuit: &Circuit<F>,
    digester: &mut Digester<'_, F>,
    heap: &Heap,
    block: BlockId,
    registers: &[Value],
    digests: Digests<F>,
) -> Vec<F> {
    let layout = &circuit.layout;
    let mut z = vec![block_number(block)];
    z.extend(digests.elements(layout));
    z.push(circuit.identity);
    let mut payloads = vec![F::ZERO; layout.registers];
    let mut tags = vec![F::ZERO; layout.tag_count()];
    for (i, value) in registers.iter().enumerate() {
        payloads[i] = digester.payload(heap, *value);
        if let (true, Some(tag)) = (layout.is_tagged(block, i), layout.tag_registers[i]) {
            tags[tag] = F::from(u64::from(value.tag().number()));
        }
    }
    z.extend(payloads);
    z.extend(tags);
    z
}
