//! What the prover knows of a step: taken from the native machine's events.

use super::divide::magnitudes;
use super::ops::{less_offset, product_offset, sum_offset};
use super::Circuit;
use crate::cells::Digester;
use crate::data::Data;
use crate::scalar::{from_i128, from_i64, to_bytes, ProofField, Scalar};
use crate::step::state::{encode_native, Digests};
use foldscheme_lang::block::{Arith, BlockId, CodeId, Program};
use foldscheme_lang::compiler::arith_range_uses;
use foldscheme_lang::machine::{Event, Machine, Value};

/// What goes through a hash slot.
#[derive(Clone, Debug, Default)]
pub struct HashHint<F: ProofField = Scalar> {
    /// The digest.
    pub digest: F,
    /// For a cell taken apart, what it holds after its header.
    pub contents: Vec<F>,
    /// For a cell taken apart, the tags decoded from its header.
    pub tags: Vec<u8>,
    /// For a frame taken apart, its block.
    pub returns_to: Option<BlockId>,
    /// For a closure taken apart, its code.
    pub code: Option<CodeId>,
}

impl<F: ProofField> HashHint<F> {
    /// A value of a cell taken apart; zero where there is none.
    #[must_use]
    pub fn content(&self, i: usize) -> F {
        self.contents.get(i).copied().unwrap_or(F::ZERO)
    }

    /// A tag of a cell taken apart; zero where none is decoded.
    #[must_use]
    pub fn tag(&self, position: usize) -> u8 {
        self.tags.get(position).copied().unwrap_or(0)
    }
}

/// What goes through the slots of one step.
#[derive(Clone, Debug, Default)]
pub struct StepWitness<F: ProofField = Scalar> {
    hashes: Vec<HashHint<F>>,
    ranges: Vec<F>,
}

impl<F: ProofField> StepWitness<F> {
    /// What goes through a hash slot; nothing if it is not used.
    #[must_use]
    pub fn hash(&self, slot: usize) -> Option<&HashHint<F>> {
        self.hashes.get(slot)
    }

    /// What goes through a range slot; zero if it is not used.
    #[must_use]
    pub fn range(&self, slot: usize) -> F {
        self.ranges.get(slot).copied().unwrap_or(F::ZERO)
    }

    /// To be wrong on purpose: tests of soundness change what the prover says.
    pub fn parts_mut(&mut self) -> (&mut Vec<HashHint<F>>, &mut Vec<F>) {
        (&mut self.hashes, &mut self.ranges)
    }
}

/// Runs a machine and records what its circuit's witness needs. Each cell's digest is computed once.
pub struct Recorder<'c, F: ProofField = Scalar> {
    circuit: &'c Circuit<F>,
    digester: Digester<'c, F>,
    machine: Machine<'c>,
    output: F,
    events: Vec<Event>,
}

impl<'c, F: ProofField> Recorder<'c, F> {
    /// At any point of a run.
    #[must_use]
    pub fn new(circuit: &'c Circuit<F>, machine: Machine<'c>) -> Self {
        let mut digester = Digester::new(&circuit.layout);
        for frame in machine.stack() {
            digester.push(machine.heap(), frame);
        }
        let mut output = F::ZERO;
        for value in machine.output() {
            let contents = digester.output(machine.heap(), *value, output);
            output = digester.digest(&contents);
        }
        Recorder {
            circuit,
            digester,
            machine,
            output,
            events: Vec::new(),
        }
    }

    /// The machine.
    #[must_use]
    pub fn machine(&self) -> &Machine<'c> {
        &self.machine
    }

    /// The elements of the state.
    pub fn state(&mut self) -> Vec<F> {
        let block = self.machine.block();
        let digests = Digests {
            stack: match block {
                Program::HALT | Program::ERROR => F::ZERO,
                _ => self.digester.top(),
            },
            handlers: match block {
                Program::ERROR => F::ZERO,
                _ => self
                    .digester
                    .payload(self.machine.heap(), self.machine.handlers()),
            },
            output: self.output,
        };
        encode_native(
            self.circuit,
            &mut self.digester,
            self.machine.heap(),
            self.machine.block(),
            self.machine.registers(),
            digests,
        )
    }

    /// A value as a claim has it.
    pub fn data(&mut self, value: Value) -> Data {
        let mut procedures = Vec::new();
        let table = self.machine.heap().unload(value, |id| {
            procedures.push(id);
            "".into()
        });
        let digests: Vec<[u8; 32]> = procedures
            .into_iter()
            .map(|id| {
                let heap = self.machine.heap();
                to_bytes(self.digester.payload(heap, Value::Procedure(id)))
            })
            .collect();
        Data::new(&table, &digests)
    }

    /// One step.
    pub fn step(&mut self) -> StepWitness<F> {
        let mut events = std::mem::take(&mut self.events);
        events.clear();
        self.machine.step(Some(&mut events));
        let mut witness = StepWitness::default();
        for event in &events {
            self.event(event, &mut witness);
        }
        self.events = events;
        witness
    }

    fn event(&mut self, event: &Event, witness: &mut StepWitness<F>) {
        match event {
            Event::Less(a, b) => witness
                .ranges
                .push(from_i64::<F>(*b) - from_i64::<F>(*a) + less_offset::<F>()),
            Event::Arith(op, (a, b), integers) => {
                let uses = arith_range_uses(&self.circuit.program, *op, *a, *b);
                witness.ranges.extend(ranges::<F>(*op, uses, *integers));
            }
            Event::Cons(car, cdr) => {
                let contents = self.digester.pair(self.machine.heap(), *car, *cdr);
                let digest = self.digester.digest(&contents);
                witness.hashes.push(made(digest));
            }
            Event::Uncons(id, (car, cdr)) => {
                let (first, second) = self.machine.heap().pair(*id);
                let contents = self.digester.pair(self.machine.heap(), first, second);
                let digest = self.digester.payload(self.machine.heap(), Value::Pair(*id));
                let tags = [(*car, first), (*cdr, second)]
                    .into_iter()
                    .map(|(var, value)| match self.circuit.program.ty(var).tag() {
                        Some(_) => 0,
                        None => value.tag().number(),
                    })
                    .collect();
                witness.hashes.push(HashHint {
                    tags,
                    ..opened(digest, &contents)
                });
            }
            Event::Closure(id) => {
                let digest = self
                    .digester
                    .payload(self.machine.heap(), Value::Procedure(*id));
                witness.hashes.push(made(digest));
            }
            Event::Apply(id) => {
                let closure = self.machine.heap().get_closure(*id);
                let contents = self.digester.closure(self.machine.heap(), *id);
                let digest = self
                    .digester
                    .payload(self.machine.heap(), Value::Procedure(*id));
                let open = self.circuit.layout.closure_tags(closure.code);
                witness.hashes.push(HashHint {
                    tags: open_tags(&closure.captured, open),
                    code: Some(closure.code),
                    ..opened(digest, &contents)
                });
            }
            Event::Push(frame) => {
                let digest = self.digester.push(self.machine.heap(), frame);
                witness.hashes.push(made(digest));
            }
            Event::Pop(frame) => {
                let digest = self.digester.pop();
                let parent = self.digester.top();
                witness.hashes.push(match frame {
                    Some(frame) => {
                        let contents = self.digester.frame(self.machine.heap(), frame, parent);
                        let open = self.circuit.layout.frame_tags(frame.block);
                        HashHint {
                            tags: open_tags(&frame.live, open),
                            returns_to: Some(frame.block),
                            ..opened(digest, &contents)
                        }
                    }
                    None => HashHint {
                        returns_to: Some(Program::HALT),
                        ..opened(digest, &[])
                    },
                });
            }
            Event::Reset(frames) => self.digester.reset(*frames),
            Event::Emit(value) => {
                let contents = self
                    .digester
                    .output(self.machine.heap(), *value, self.output);
                self.output = self.digester.digest(&contents);
                witness.hashes.push(made(self.output));
            }
        }
    }
}

fn made<F: ProofField>(digest: F) -> HashHint<F> {
    HashHint {
        digest,
        ..HashHint::default()
    }
}

fn opened<F: ProofField>(digest: F, contents: &[F]) -> HashHint<F> {
    HashHint {
        digest,
        contents: contents.get(1..).unwrap_or(&[]).to_vec(),
        ..HashHint::default()
    }
}

fn open_tags(values: &[Value], open: &[bool]) -> Vec<u8> {
    values
        .iter()
        .zip(open)
        .filter(|(_, &open)| open)
        .map(|(value, _)| value.tag().number())
        .collect()
}

/// What an arithmetic operation puts into its range slots.
fn ranges<F: ProofField>(op: Arith, uses: u8, integers: Option<(i64, i64)>) -> Vec<F> {
    let Some((a, b)) = integers else {
        return vec![F::ZERO; usize::from(uses)];
    };
    let (x, y) = (i128::from(a), i128::from(b));
    match (uses, op) {
        (0, _) => Vec::new(),
        (_, Arith::Add) => vec![from_i128::<F>(x + y) + sum_offset::<F>()],
        (_, Arith::Sub) => vec![from_i128::<F>(x - y) + sum_offset::<F>()],
        (_, Arith::Mul) => vec![from_i128::<F>(x * y) + product_offset::<F>()],
        _ => {
            let m = magnitudes(a, b);
            [m.quotient, m.remainder, m.slack]
                .into_iter()
                .map(|n| from_i128(i128::from(n)))
                .collect()
        }
    }
}
