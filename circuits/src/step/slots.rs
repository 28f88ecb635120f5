//! The gadgets that all paths of a step share.

use super::witness::StepWitness;
use super::Circuit;
use crate::cells::tag_weight;
use crate::gadgets::mux::Mux;
use crate::gadgets::num::{Builder, Num};
use crate::gadgets::range::Bits;
use crate::poseidon::hash_gadget;
use crate::scalar::ProofField;
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::block::{BlockId, CodeId};

/// A hash. On a path that makes a cell, its inputs are the cell's contents and its output is the
/// cell's digest; on a path that takes a cell apart, its output is the cell's digest and the contents
/// are what the prover says hashes to it.
pub(super) struct HashSlot<F: ProofField> {
    /// The output. Bound to the inputs at the end of the step.
    pub digest: Num<F>,
    /// What a cell taken apart holds, after the header; zero if none is.
    pub contents: Vec<Num<F>>,
    /// Tags in the header of a cell taken apart; zero if none is, or at positions that are not decoded.
    pub tags: Vec<Num<F>>,
    /// Sum of the selectors of paths that take a cell apart.
    opening: Num<F>,
    header: Mux<F>,
    inputs: Vec<Mux<F>>,
    /// Parts of the header that are linear in selectors.
    header_terms: Num<F>,
    /// What the prover says a frame or closure taken apart belongs to.
    said: Option<(Option<BlockId>, Option<CodeId>)>,
    /// Selectors of paths that return through this slot.
    pub returning: Num<F>,
    /// Selectors of paths that apply a closure through this slot, with the number of arguments
    /// (none for a list).
    pub applying: Vec<(Option<usize>, Num<F>)>,
}

/// A decomposition into bits.
pub(super) struct RangeSlot<F: ProofField> {
    pub bits: Bits<F>,
    pub input: Mux<F>,
}

pub(super) struct Slots<F: ProofField> {
    pub hashes: Vec<HashSlot<F>>,
    pub ranges: Vec<RangeSlot<F>>,
}

impl<F: ProofField> Slots<F> {
    pub fn new<CS: ConstraintSystem<F>>(
        circuit: &Circuit<F>,
        cx: &mut Builder<'_, F, CS>,
        witness: Option<&StepWitness<F>>,
    ) -> Result<Slots<F>, SynthesisError> {
        let layout = &circuit.layout;
        cx.set_place("slot");
        let mut hashes = Vec::new();
        for i in 0..layout.hash_slots {
            let hint = witness.map(|w| w.hash(i));
            let digest = hint.map(|h| h.map_or(circuit.unused, |h| h.digest));
            let digest = cx.unchecked_alloc("digest", digest)?;
            let contents = (0..layout.opened)
                .map(|j| {
                    let value = hint.map(|h| h.map_or(F::ZERO, |h| h.content(j)));
                    cx.unchecked_alloc("opened value", value)
                })
                .collect::<Result<_, _>>()?;
            // One tag alone is the header less what is known of it. Among several, each must be bounded,
            // and so must one that stands beside a target that the prover chooses: unbounded, it could
            // make up for another target's number.
            let alone =
                layout.decoders.iter().filter(|&&d| d).count() == 1 && !layout.targets_have_tags();
            let mut tags = Vec::new();
            for (position, &decoded) in layout.decoders.iter().enumerate() {
                let value = hint.map(|h| h.map_or(0, |h| h.tag(position)));
                tags.push(if !decoded {
                    cx.constant(F::ZERO)
                } else if alone {
                    cx.unchecked_alloc("opened tag", value.map(|t| F::from(u64::from(t))))?
                } else {
                    let value = value.map(|t| F::from(u64::from(t)));
                    Bits::unchecked_alloc(cx, 4, value)?.above(cx, 0)
                });
            }
            let zero = cx.constant(F::ZERO);
            hashes.push(HashSlot {
                digest,
                contents,
                tags,
                opening: zero.clone(),
                header: Mux::default(),
                inputs: (1..layout.width.inputs()).map(|_| Mux::default()).collect(),
                header_terms: zero.clone(),
                said: hint.map(|h| h.map_or((None, None), |h| (h.returns_to, h.code))),
                returning: zero,
                applying: Vec::new(),
            });
        }
        let mut ranges = Vec::new();
        for (i, &count) in layout.range_bits.iter().enumerate() {
            let value = witness.map(|w| w.range(i));
            ranges.push(RangeSlot {
                bits: Bits::unchecked_alloc(cx, count, value)?,
                input: Mux::default(),
            });
        }
        Ok(Slots { hashes, ranges })
    }

    /// What the prover says a frame taken apart in a slot returns to; nothing where values are unknown.
    pub fn said_return(&self, slot: usize) -> Option<Option<BlockId>> {
        self.hashes[slot].said.map(|(block, _)| block)
    }

    /// What the prover says is the code of a closure taken apart in a slot.
    pub fn said_code(&self, slot: usize) -> Option<Option<CodeId>> {
        self.hashes[slot].said.map(|(_, code)| code)
    }

    /// Binds every slot to what the paths gave it.
    pub fn finish<CS: ConstraintSystem<F>>(
        &self,
        circuit: &Circuit<F>,
        cx: &mut Builder<'_, F, CS>,
    ) -> Result<(), SynthesisError> {
        for slot in &self.ranges {
            cx.set_place("range slot");
            let input = slot.input.choose(cx, "input")?;
            slot.bits.bind(cx, &input);
        }
        for slot in &self.hashes {
            slot.finish(circuit, cx)?;
        }
        Ok(())
    }
}

impl<F: ProofField> HashSlot<F> {
    /// The path makes a cell.
    pub fn make(&mut self, selector: &Num<F>, header: &Num<F>, contents: &[Num<F>]) {
        self.header.case(selector, header);
        for (input, content) in self.inputs.iter_mut().zip(contents) {
            input.case(selector, content);
        }
    }

    /// The path takes apart the cell with this digest, whose header is `known` and the tags decoded.
    ///
    /// Why the contents are unique: they hash to the digest, and so does no other input that anyone can find.
    pub fn open<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        selector: &Num<F>,
        digest: &Num<F>,
        known: &Num<F>,
    ) {
        let difference = cx.sub(&self.digest, digest);
        let zero = cx.constant(F::ZERO);
        cx.enforce("opened cell has this digest", selector, &difference, &zero);
        self.opening = cx.add(&self.opening, selector);
        self.header.case(selector, known);
    }

    /// As [`HashSlot::open`], with the known part of the header to be added by [`HashSlot::add_header`].
    pub fn open_any<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        selector: &Num<F>,
        digest: &Num<F>,
    ) {
        let none = cx.constant(F::ZERO);
        self.open(cx, selector, digest, &none);
    }

    /// Adds `header` to the header if `selector` is 1.
    pub fn add_header<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        selector: &Num<F>,
        header: F,
    ) {
        self.header_terms = cx.add_scaled(&self.header_terms, header, selector);
    }

    fn finish<CS: ConstraintSystem<F>>(
        &self,
        circuit: &Circuit<F>,
        cx: &mut Builder<'_, F, CS>,
    ) -> Result<(), SynthesisError> {
        cx.set_place("hash slot");
        let idle = cx.not(&self.opening);
        let untagged = if circuit.layout.targets_have_tags() {
            idle.clone()
        } else {
            let applying = cx.sum(self.applying.iter().map(|(_, selector)| selector));
            let targets = cx.add(&self.returning, &applying);
            cx.add(&idle, &targets)
        };
        let zero = cx.constant(F::ZERO);
        let mut header = self.header.choose(cx, "header")?;
        header = cx.add(&header, &self.header_terms);
        let mut tags = cx.constant(F::ZERO);
        for (position, tag) in self.tags.iter().enumerate() {
            header = cx.add_scaled(&header, tag_weight(position), tag);
            tags = cx.add(&tags, tag);
        }
        if !tags.is_zero() {
            // Tags of several positions are bounded by their bits, so that their sum is zero only if all are.
            cx.enforce("no tags unless opened", &untagged, &tags, &zero);
        }
        let mut inputs = vec![header];
        for (i, input) in self.inputs.iter().enumerate() {
            let mut value = input.choose(cx, "content")?;
            if let Some(content) = self.contents.get(i) {
                cx.enforce("no content unless opened", &idle, content, &zero);
                value = cx.add(&value, content);
            }
            inputs.push(value);
        }
        let digest = hash_gadget(cx, circuit.layout.width, &inputs)?;
        cx.enforce_equal("digest of the contents", &digest, &self.digest);
        Ok(())
    }
}
