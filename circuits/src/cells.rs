//! Content addressing: the digest of everything that outlives a block.
//!
//! A cell is hashed as a header and its payloads. The header carries the cell's kind, so that a pair can't be
//! read as a frame, the number of the block or code it belongs to, and the tags of payloads whose
//! type the program leaves open:
//!
//! `header = kind + 2^4 * id + sum of tag_i * 2^(40 + 4 i)`

use crate::poseidon::{hash, Width};
use crate::scalar::{from_element, from_i64, power_of_two, ProofField, Scalar};
use crate::step::layout::Layout;
use foldscheme_lang::block::{BlockId, CodeId};
use foldscheme_lang::machine::{ClosureId, Frame, Heap, PairId, TextId, Value};
use foldscheme_lang::value::Tag;
use std::collections::HashMap;

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A pair: header with both tags, first, second.
    Pair = 1,
    /// A frame: header with the block and open tags, parent, values kept.
    Frame = 2,
    /// A closure: header with the code and open tags, values captured.
    Closure = 3,
    /// A value of the public output: header with its tag, value, digest of what came before (0 at first).
    Output = 4,
}

/// The factor of the tag at a position of a header.
#[must_use]
pub fn tag_weight<F: ProofField>(position: usize) -> F {
    power_of_two(40 + 4 * position as u32)
}

/// A header without open tags.
#[must_use]
pub fn header<F: ProofField>(kind: Kind, id: u32) -> F {
    F::from(kind as u64 + 16 * u64::from(id))
}

/// A header with open tags.
#[must_use]
pub fn header_with_tags<F: ProofField>(kind: Kind, id: u32, tags: &[Tag]) -> F {
    tags.iter()
        .enumerate()
        .fold(header(kind, id), |sum, (i, tag)| {
            sum + tag_weight::<F>(i) * F::from(u64::from(tag.number()))
        })
}

/// Computes digests, each cell's once.
pub struct Digester<'l, F: ProofField = Scalar> {
    layout: &'l Layout,
    pairs: HashMap<PairId, F>,
    closures: HashMap<ClosureId, F>,
    texts: HashMap<TextId, F>,
    /// Digest of the stack below and at each frame, the empty stack first: what continuations are.
    stack: Vec<F>,
}

impl<'l, F: ProofField> Digester<'l, F> {
    /// With nothing computed yet.
    #[must_use]
    pub fn new(layout: &'l Layout) -> Self {
        let mut digester = Digester {
            layout,
            pairs: HashMap::new(),
            closures: HashMap::new(),
            texts: HashMap::new(),
            stack: Vec::new(),
        };
        digester.stack.push(digester.bottom());
        digester
    }

    /// The stack's digest.
    #[must_use]
    pub fn top(&self) -> F {
        self.stack.last().copied().unwrap_or(F::ZERO)
    }

    /// Adds a frame to the stack; gives the new digest.
    pub fn push(&mut self, heap: &Heap, frame: &Frame) -> F {
        let contents = self.frame(heap, frame, self.top());
        let digest = self.digest(&contents);
        self.stack.push(digest);
        digest
    }

    /// Takes the topmost frame, or the bottom, off the stack; gives the digest before.
    pub fn pop(&mut self) -> F {
        self.stack.pop().unwrap_or(F::ZERO)
    }

    /// Takes the stack back to so many frames.
    pub fn reset(&mut self, frames: u32) {
        self.stack.truncate(frames as usize + 1);
    }

    fn width(&self) -> Width {
        self.layout.width
    }

    /// The digest of the stack before anything was pushed: a frame that returns to the end of the run.
    #[must_use]
    pub fn bottom(&self) -> F {
        let halt = foldscheme_lang::block::Program::HALT;
        hash(self.width(), &[header(Kind::Frame, halt.0), F::ZERO])
    }

    /// The contents of a frame as they are hashed, header first.
    pub fn frame(&mut self, heap: &Heap, frame: &Frame, parent: F) -> Vec<F> {
        let open = self.layout.frame_tags(frame.block);
        let mut contents = vec![
            header_with_tags(Kind::Frame, frame.block.0, &pick(&frame.live, open)),
            parent,
        ];
        for value in &frame.live {
            contents.push(self.payload(heap, *value));
        }
        contents
    }

    /// The contents of a pair.
    pub fn pair(&mut self, heap: &Heap, car: Value, cdr: Value) -> Vec<F> {
        vec![
            header_with_tags(Kind::Pair, 0, &[car.tag(), cdr.tag()]),
            self.payload(heap, car),
            self.payload(heap, cdr),
        ]
    }

    /// The contents of a closure.
    pub fn closure(&mut self, heap: &Heap, id: ClosureId) -> Vec<F> {
        let closure = heap.get_closure(id);
        let open = self.layout.closure_tags(closure.code);
        let mut contents = vec![header_with_tags(
            Kind::Closure,
            closure.code.0,
            &pick(&closure.captured, open),
        )];
        for value in &closure.captured {
            contents.push(self.payload(heap, *value));
        }
        contents
    }

    /// The contents of an addition to the output.
    pub fn output(&mut self, heap: &Heap, value: Value, before: F) -> Vec<F> {
        vec![
            header_with_tags(Kind::Output, 0, &[value.tag()]),
            self.payload(heap, value),
            before,
        ]
    }

    /// The digest of contents.
    #[must_use]
    pub fn digest(&self, contents: &[F]) -> F {
        hash(self.width(), contents)
    }

    /// The payload of a value: a number, or a digest.
    pub fn payload(&mut self, heap: &Heap, value: Value) -> F {
        if let Some(payload) = self.known(heap, value) {
            return payload;
        }
        // Depth costs memory, not call stack.
        let mut pending = vec![value];
        while let Some(&value) = pending.last() {
            if self.known(heap, value).is_some() {
                pending.pop();
                continue;
            }
            let parts: Vec<Value> = match value {
                Value::Pair(id) | Value::Wrap(_, id) => {
                    let (car, cdr) = heap.pair(id);
                    vec![car, cdr]
                }
                Value::Procedure(id) => heap.get_closure(id).captured.to_vec(),
                _ => Vec::new(),
            };
            let missing: Vec<Value> = parts
                .into_iter()
                .filter(|&part| self.known(heap, part).is_none())
                .collect();
            if !missing.is_empty() {
                pending.extend(missing);
                continue;
            }
            match value {
                Value::Pair(id) | Value::Wrap(_, id) => {
                    let (car, cdr) = heap.pair(id);
                    let contents = self.pair(heap, car, cdr);
                    let digest = self.digest(&contents);
                    self.pairs.insert(id, digest);
                }
                Value::Procedure(id) => {
                    let contents = self.closure(heap, id);
                    let digest = self.digest(&contents);
                    self.closures.insert(id, digest);
                }
                _ => {}
            }
            pending.pop();
        }
        self.known(heap, value).unwrap_or(F::ZERO)
    }

    fn known(&mut self, heap: &Heap, value: Value) -> Option<F> {
        match value {
            Value::Nil | Value::Unspecified => Some(F::ZERO),
            Value::Boolean(b) => Some(F::from(u64::from(b))),
            Value::Char(c) => Some(F::from(u64::from(u32::from(c)))),
            Value::Integer(n) => Some(from_i64(n)),
            Value::Field(x) => Some(from_element(x)),
            Value::Symbol(id) | Value::String(id) => Some(self.text(heap, id)),
            Value::Pair(id) | Value::Wrap(_, id) => self.pairs.get(&id).copied(),
            Value::Continuation(frames) => {
                Some(self.stack.get(frames as usize).copied().unwrap_or(F::ZERO))
            }
            Value::Procedure(id) => self.closures.get(&id).copied(),
        }
    }

    fn text(&mut self, heap: &Heap, id: TextId) -> F {
        if let Some(&digest) = self.texts.get(&id) {
            return digest;
        }
        let digest = text_digest(self.width(), heap.get_text(id));
        self.texts.insert(id, digest);
        digest
    }

    /// The digest of a closure that captures nothing.
    #[must_use]
    pub fn bare_closure(&self, code: CodeId) -> F {
        hash(self.width(), &[header(Kind::Closure, code.0)])
    }
}

/// The digest of a text: that of the list of its characters.
#[must_use]
pub fn text_digest<F: ProofField>(width: Width, text: &str) -> F {
    let mut tail = (Tag::Nil, F::ZERO);
    for c in text.chars().rev() {
        let header = header_with_tags(Kind::Pair, 0, &[Tag::Char, tail.0]);
        let c = F::from(u64::from(u32::from(c)));
        tail = (Tag::Pair, hash(width, &[header, c, tail.1]));
    }
    tail.1
}

fn pick(values: &[Value], open: &[bool]) -> Vec<Tag> {
    values
        .iter()
        .zip(open)
        .filter(|(_, &open)| open)
        .map(|(value, _)| value.tag())
        .collect()
}

/// A block's number as the state holds it.
#[must_use]
pub fn block_number<F: ProofField>(block: BlockId) -> F {
    F::from(u64::from(block.0))
}
