//! Random states that a program's types allow, whether or not a run leads to them.

use super::{take, Step};
use foldscheme_circuits::step::witness::Recorder;
use foldscheme_circuits::step::Circuit;
use foldscheme_lang::block::{Block, BlockId, Op, Program};
use foldscheme_lang::field::{FieldElement, ScalarField};
use foldscheme_lang::machine::{Frame, Heap, Machine, Value};
use foldscheme_lang::value::{Tag, Type};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::panic::{catch_unwind, set_hook, take_hook, AssertUnwindSafe};
use std::sync::Once;

/// Values of each tag that are kept.
const MOST: usize = 48;

/// Steps of a run from which random states are made.
const MOST_STEPS: usize = 400;

/// A generator that starts from a number.
pub fn seeded(seed: u64) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

/// A number below another one.
pub fn below(bound: usize, rng: &mut TestRng) -> usize {
    (rng.next_u64() % bound as u64) as usize
}

/// Values that a run has made so far, by tag.
#[derive(Default)]
pub struct Pool {
    by_tag: HashMap<Tag, Vec<Value>>,
    seen: HashSet<Value>,
}

impl Pool {
    /// Adds what a machine's state holds, and its parts.
    pub fn add_state(&mut self, machine: &Machine<'_>) {
        let frames = machine.stack().iter().rev().take(4);
        let values = machine.registers().iter().chain(machine.output().last());
        for value in values.chain(frames.flat_map(|frame| &frame.live)) {
            self.add(machine.heap(), *value);
        }
    }

    fn add(&mut self, heap: &Heap, value: Value) {
        if has_continuation(heap, value) {
            return;
        }
        let mut pending = vec![value];
        while let Some(value) = pending.pop() {
            let known = self.by_tag.entry(value.tag()).or_default();
            if known.len() == MOST || !self.seen.insert(value) {
                continue;
            }
            known.push(value);
            match value {
                Value::Pair(id) | Value::Wrap(_, id) => {
                    let (car, cdr) = heap.pair(id);
                    pending.extend([car, cdr]);
                }
                Value::Procedure(id) => pending.extend(&heap.get_closure(id).captured),
                _ => {}
            }
        }
    }

    fn pick(&self, tag: Tag, rng: &mut TestRng) -> Option<Value> {
        let known = self.by_tag.get(&tag).filter(|known| !known.is_empty())?;
        Some(known[below(known.len(), rng)])
    }
}

/// Whether a continuation is part of a value. Such a value is of use only while the stack is as high as that continuation, which is
/// used outwards alone.
fn has_continuation(heap: &Heap, value: Value) -> bool {
    let (mut pending, mut seen) = (vec![value], HashSet::new());
    while let Some(value) = pending.pop() {
        if !seen.insert(value) {
            continue;
        }
        match value {
            Value::Continuation(_) => return true,
            Value::Pair(id) | Value::Wrap(_, id) => {
                let (car, cdr) = heap.pair(id);
                pending.extend([car, cdr]);
            }
            Value::Procedure(id) => pending.extend(&heap.get_closure(id).captured),
            _ => {}
        }
    }
    false
}

/// What an earlier block found out that is no type: that a number is a character's, or what is in a list.
#[derive(Clone, Copy, Default)]
struct Relied {
    numbers_are_characters: bool,
    lists_are_texts: bool,
}

impl Relied {
    fn on(program: &Program, block: &Block) -> Self {
        let mut relied = Relied::default();
        block.body.visit(&mut |tree| {
            for op in &tree.ops {
                match op {
                    Op::Retag { tag: Tag::Char, .. } => relied.numbers_are_characters = true,
                    Op::Retag {
                        tag: Tag::String,
                        value,
                        ..
                    } => relied.lists_are_texts |= program.ty(*value).tags.contains(Tag::Pair),
                    _ => {}
                }
            }
        });
        relied
    }
}

fn integer(lo: i64, hi: i64, rng: &mut TestRng) -> i64 {
    let word = rng.next_u64();
    match word % 10 {
        0 => lo,
        1 => hi,
        2 => lo.saturating_add(1).min(hi),
        3 => hi.saturating_sub(1).max(lo),
        4 => 0i64.clamp(lo, hi),
        5 => (-1i64).clamp(lo, hi),
        6 | 7 => ((word >> 8) as i64 % 7).clamp(lo, hi),
        _ => {
            let size = (i128::from(hi) - i128::from(lo)) as u128 + 1;
            let short = u128::from(rng.next_u64() >> below(64, rng)) % size;
            (i128::from(lo) + short as i128) as i64
        }
    }
}

fn field(field: ScalarField, rng: &mut TestRng) -> FieldElement {
    let of = |n| FieldElement::from_i64(field, n);
    match rng.next_u64() % 6 {
        0 => of(0),
        1 => of(1),
        2 => of(-1),
        3 => of(rng.next_u64() as i64),
        _ => {
            let (a, b) = (of(rng.next_u64() as i64), of(rng.next_u64() as i64));
            (a * b) * (a + b) * (b - of(1))
        }
    }
}

/// A value of a type, unless none is at hand.
fn of_type(
    program: &Program,
    ty: Type,
    relied: Relied,
    pool: &Pool,
    rng: &mut TestRng,
) -> Option<Value> {
    let tags: Vec<Tag> = ty.tags.iter().collect();
    Some(match tags[below(tags.len(), rng)] {
        Tag::Integer | Tag::Boolean if relied.numbers_are_characters => return None,
        Tag::Integer => Value::Integer(integer(ty.lo, ty.hi, rng)),
        Tag::Boolean => Value::Boolean(rng.next_u64() & 1 == 1),
        Tag::Char => Value::Char(char::from_u32(rng.next_u64() as u32 % 0xd800)?),
        Tag::Field => Value::Field(field(program.field, rng)),
        Tag::Nil => Value::Nil,
        Tag::Unspecified => Value::Unspecified,
        // A continuation is one of this stack, left to in a place where a return may go there.
        Tag::Continuation => return None,
        Tag::Pair if relied.lists_are_texts => return None,
        tag => return pool.pick(tag, rng),
    })
}

/// Values for the parameters of a block from one of them on; `now` are some, where they are known.
pub fn arguments(
    program: &Program,
    block: BlockId,
    first: usize,
    now: &[Value],
    pool: &Pool,
    rng: &mut TestRng,
) -> Option<Vec<Value>> {
    let relied = Relied::on(program, program.block(block));
    let params = program.block(block).params.iter().skip(first).enumerate();
    let values = params.map(|(i, param)| {
        let now = now.get(i).copied();
        if now.is_some() && rng.next_u64().is_multiple_of(8) {
            return now;
        }
        of_type(program, program.ty(*param), relied, pool, rng).or(now)
    });
    values.collect()
}

/// A machine in a random state at the same block, with other values in its topmost frame, too.
pub fn random<'p>(
    program: &'p Program,
    machine: &Machine<'p>,
    pool: &Pool,
    rng: &mut TestRng,
) -> Machine<'p> {
    let block = machine.block();
    let registers = arguments(program, block, 0, machine.registers(), pool, rng);
    let mut stack = machine.stack().to_vec();
    if let Some(Frame { block, live, .. }) = stack.last_mut() {
        let other = arguments(program, *block, 1, live, pool, rng);
        *live = other.expect("there are values already").into();
    }
    let registers = registers.expect("there are values already");
    let state = machine.clone().in_state(block, registers, stack);
    state.expect("every value is of its type")
}

thread_local! {
    /// Whether a panic is expected here, of which nothing is to be printed.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// What `f` gives, unless it panics.
pub fn unless_it_panics<T>(f: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = take_hook();
        set_hook(Box::new(move |panic| {
            if !EXPECTED.get() {
                print(panic);
            }
        }));
    });
    EXPECTED.set(true);
    let given = catch_unwind(AssertUnwindSafe(f));
    EXPECTED.set(false);
    given.ok()
}

/// Steps from random states. Types alone do not tell a state that can be from one that can't: an earlier block may have checked more
/// than them, and the machine relies on it. Such states are left out. So many are made at each place of the run where something new happens, and at each block.
pub fn random_steps(circuit: &Circuit, each: usize, rng: &mut TestRng) -> Vec<Step> {
    let program = &circuit.program;
    let mut machine = Machine::new(program, &program.inputs);
    let (mut places, mut seen, mut steps) = (Vec::new(), HashSet::new(), Vec::new());
    for _ in 0..MOST_STEPS {
        let before = machine.clone();
        let finished = machine.outcome().is_some();
        machine.step(None);
        if seen.insert((before.block(), machine.block())) {
            places.push(before);
        }
        if finished {
            break;
        }
    }
    let mut try_step = |state: Machine<'_>| {
        let step = || take(&mut Recorder::new(circuit, state));
        steps.extend(unless_it_panics(step));
    };
    // Of the values of a run only those that there are at a place.
    let (mut pool, mut deepest) = (Pool::default(), 0);
    for (i, place) in places.iter().enumerate() {
        pool.add_state(place);
        for _ in 0..each {
            try_step(random(program, place, &pool, rng));
        }
        if place.stack().len() > places[deepest].stack().len() {
            deepest = i;
        }
    }
    // At every block, with the highest stack, so that one that returns has where to return to.
    let mut pool = Pool::default();
    places[..=deepest]
        .iter()
        .for_each(|place| pool.add_state(place));
    let deepest = &places[deepest];
    for i in 0..program.blocks.len() {
        let block = BlockId(i as u32);
        for _ in 0..each {
            let registers = arguments(program, block, 0, &[], &pool, rng);
            let stack = deepest.stack().to_vec();
            let state = registers.and_then(|r| deepest.clone().in_state(block, r, stack));
            state.into_iter().for_each(&mut try_step);
        }
    }
    steps
}
