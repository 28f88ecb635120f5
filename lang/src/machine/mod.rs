//! The native machine: runs blocks, with an explicit stack and an arena heap.
//!
//! It is the only evaluator. A prover replays it step by step and asks for each step's [`Event`]s:
//! what the step took apart, made and compared.

mod arithmetic;
mod collect;
mod heap;
mod trace;

pub use collect::Live;
pub use heap::{Closure, ClosureId, Heap, PairId, TextId, Value};
pub use trace::{Link, Trace};

use crate::block::{Args, Arith, Block, BlockId, CallId, End, Op, Program, SiteId, Tree, Var};
use crate::core::Constant;
use crate::printer;
use crate::value::Tag;
use trace::TailCalls;

/// The most bytes that are printed of one value: its parts may be shared so often that its text is huge.
const LONGEST_PRINTED: usize = 64 << 20;

/// Heaps smaller than this, in bytes, are not worth collecting.
const LEAST_COLLECTED: usize = 16 << 20;

/// What a run may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Steps of the machine.
    pub steps: u64,
    /// Bytes of heap and stack.
    pub memory: usize,
}

impl Default for Limits {
    /// 100 million steps, 4 GiB.
    fn default() -> Self {
        Limits {
            steps: 100_000_000,
            memory: 4 << 30,
        }
    }
}

/// Why a run was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// The step limit.
    #[error("the step limit of {0} steps was reached before the program finished")]
    Steps(u64),
    /// The memory limit.
    #[error("the memory limit of {} MiB was reached before the program finished", .0 >> 20)]
    Memory(usize),
    /// The caller asked for it.
    #[error("interrupted")]
    Interrupted,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With a value.
    Value(Value),
    /// With an error.
    Error {
        /// What and where.
        site: SiteId,
        /// With what.
        irritant: Value,
    },
}

/// A frame of the stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Where to return.
    pub block: BlockId,
    /// Values kept.
    pub live: Box<[Value]>,
    /// The call that is returned from. No part of the state: messages alone depend on it.
    pub call: CallId,
}

/// Something that a step did for which its circuit has a shared gadget, in the order of the step's
/// operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// [`Op::Less`].
    Less(i64, i64),
    /// [`Op::Arith`], with its operands' names and, if they are integers, values.
    Arith(Arith, (Var, Var), Option<(i64, i64)>),
    /// [`Op::Cons`].
    Cons(Value, Value),
    /// [`Op::Uncons`], with the names of the halves.
    Uncons(PairId, (Var, Var)),
    /// [`Op::Closure`] that captures something.
    Closure(ClosureId),
    /// [`End::Apply`].
    Apply(ClosureId),
    /// [`Op::Push`].
    Push(Frame),
    /// [`End::Return`]; nothing if the stack was empty.
    Pop(Option<Frame>),
    /// [`Op::Emit`].
    Emit(Value),
    /// [`Op::Reset`], to so many frames.
    Reset(u32),
}

/// A machine in the middle of a run.
#[derive(Clone, Debug)]
pub struct Machine<'p> {
    program: &'p Program,
    constants: Vec<Value>,
    heap: Heap,
    stack: Vec<Frame>,
    stack_values: usize,
    block: BlockId,
    registers: Vec<Value>,
    values: Vec<Value>,
    output: Vec<Value>,
    /// The exception handlers: a pair of the innermost and the outer ones.
    handlers: Value,
    /// What was printed and not taken yet, if anybody looks.
    printed: Option<String>,
    steps: u64,
    tail_calls: TailCalls,
    /// The last application before the last error.
    applied: Option<CallId>,
    trace: Trace,
    /// The heap is collected when it has grown to so many bytes, which are never fewer than `least_collected`.
    collect_at: usize,
    least_collected: usize,
}

impl<'p> Machine<'p> {
    /// A machine at the start of a run on these public inputs.
    ///
    /// # Panics
    /// If there are not as many inputs as the program takes.
    #[must_use]
    pub fn new(program: &'p Program, inputs: &[Constant]) -> Self {
        let mut heap = Heap::default();
        let constants = heap.load(&program.constants);
        let registers = heap.load(inputs);
        assert_eq!(
            registers.len(),
            program.block(program.entry).params.len(),
            "the program takes another number of inputs"
        );
        let variables = program
            .blocks
            .iter()
            .map(|b| highest(&b.params, &b.body))
            .max()
            .unwrap_or(0);
        let handlers = program
            .raise
            .map_or(Value::Nil, |raise| constants[raise.handlers.0 as usize]);
        Machine {
            program,
            handlers,
            printed: None,
            constants,
            heap,
            stack: Vec::new(),
            stack_values: 0,
            block: program.entry,
            registers,
            values: vec![Value::Nil; variables],
            output: Vec::new(),
            steps: 0,
            tail_calls: TailCalls::new(program.entered),
            applied: None,
            trace: Trace::default(),
            collect_at: LEAST_COLLECTED,
            least_collected: LEAST_COLLECTED,
        }
    }

    /// This machine with other registers, if they are of the types that its block takes: a state that
    /// the program's types allow, whether or not a run leads to it.
    #[must_use]
    pub fn at(self, registers: Vec<Value>) -> Option<Self> {
        let (block, stack) = (self.block, self.stack.clone());
        self.in_state(block, registers, stack)
    }

    /// This machine in another state, if registers and frames are of the types that their blocks take. The values are of this
    /// machine's heap. That the frames' blocks can be returned to from this block is not checked.
    #[must_use]
    pub fn in_state(
        mut self,
        block: BlockId,
        registers: Vec<Value>,
        stack: Vec<Frame>,
    ) -> Option<Self> {
        let kept = |frame: &Frame| {
            let params = &self.program.block(frame.block).params;
            let live = params.get(1..).unwrap_or(&[]);
            fit(self.program, live, &frame.live)
        };
        if !fits(self.program, block, &registers) || !stack.iter().all(kept) {
            return None;
        }
        self.tail_calls.shrink(stack.len());
        self.stack_values = stack.iter().map(|frame| frame.live.len()).sum();
        (self.block, self.registers, self.stack) = (block, registers, stack);
        Some(self)
    }

    /// This machine with what it prints kept for [`Machine::take_printed`]; otherwise printing does nothing.
    #[must_use]
    pub fn printing(mut self) -> Self {
        self.printed = Some(String::new());
        self
    }

    /// This machine with a heap that may be collected from so many bytes on; 16 MiB unless told.
    #[must_use]
    pub fn collecting_from(mut self, bytes: usize) -> Self {
        self.least_collected = bytes;
        self.collect_at = bytes;
        self
    }

    /// What was printed since the last call.
    pub fn take_printed(&mut self) -> String {
        self.printed
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// The exception handlers: a pair of the innermost and the outer ones, if the program installs any.
    #[must_use]
    pub fn handlers(&self) -> Value {
        self.handlers
    }

    /// The block to be executed next.
    #[must_use]
    pub fn block(&self) -> BlockId {
        self.block
    }

    /// That block's parameters' values.
    #[must_use]
    pub fn registers(&self) -> &[Value] {
        &self.registers
    }

    /// Steps done.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The cells.
    #[must_use]
    pub fn heap(&self) -> &Heap {
        &self.heap
    }

    /// The program's constants as values.
    #[must_use]
    pub fn constants(&self) -> &[Value] {
        &self.constants
    }

    /// The stack, oldest frame first.
    #[must_use]
    pub fn stack(&self) -> &[Frame] {
        &self.stack
    }

    /// Values emitted so far.
    #[must_use]
    pub fn output(&self) -> &[Value] {
        &self.output
    }

    /// How the run ended, once it has.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        match self.block {
            Program::HALT => Some(Outcome::Value(self.registers[0])),
            Program::ERROR => match self.registers[0] {
                Value::Integer(site) => Some(Outcome::Error {
                    site: SiteId(site as u32),
                    irritant: self.registers[1],
                }),
                _ => None,
            },
            _ => None,
        }
    }

    /// The calls that had not returned when the run ended in an error.
    #[must_use]
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// A value as a table of constants, the value itself last.
    #[must_use]
    pub fn unload(&self, value: Value) -> Vec<Constant> {
        self.heap.unload(value, |id| {
            let code = self.heap.get_closure(id).code;
            std::sync::Arc::clone(&self.program.codes[code.0 as usize].name)
        })
    }

    /// Runs to the end. `interrupted` is asked every few thousand steps.
    ///
    /// # Errors
    /// If a limit is reached or the caller interrupts.
    pub fn run(
        &mut self,
        limits: Limits,
        interrupted: &mut dyn FnMut() -> bool,
    ) -> Result<Outcome, Stopped> {
        self.run_printing(limits, interrupted, &mut |_| true)
    }

    /// Runs to the end and hands over what is printed, if the machine is [`Machine::printing`], soon after it
    /// is and before this returns. `print` tells whether to go on.
    ///
    /// # Errors
    /// If a limit is reached or the caller interrupts.
    pub fn run_printing(
        &mut self,
        limits: Limits,
        interrupted: &mut dyn FnMut() -> bool,
        print: &mut dyn FnMut(&str) -> bool,
    ) -> Result<Outcome, Stopped> {
        loop {
            let ended = self.run_some(limits, interrupted);
            let printed = self.take_printed();
            if !printed.is_empty() && !print(&printed) {
                return Err(Stopped::Interrupted);
            }
            if let Some(ended) = ended {
                return ended;
            }
        }
    }

    /// Runs a few thousand steps, or to the end.
    fn run_some(
        &mut self,
        limits: Limits,
        interrupted: &mut dyn FnMut() -> bool,
    ) -> Option<Result<Outcome, Stopped>> {
        loop {
            if let Some(outcome) = self.outcome() {
                return Some(Ok(outcome));
            }
            if self.steps >= limits.steps {
                return Some(Err(Stopped::Steps(limits.steps)));
            }
            if self.steps.is_multiple_of(4096) {
                if interrupted() {
                    return Some(Err(Stopped::Interrupted));
                }
                self.collect_if_grown();
                if self.bytes() > limits.memory {
                    self.collect();
                    // A run that has hardly any room left would do nothing but collect.
                    if self.bytes() > limits.memory - limits.memory / 8 {
                        return Some(Err(Stopped::Memory(limits.memory)));
                    }
                }
            }
            self.step(None);
            if self.steps.is_multiple_of(4096) {
                return None;
            }
        }
    }

    /// Gives up the cells that the run can't reach any more, if the heap has grown to twice of what was left the last
    /// time. Values that were taken from the machine before and are not part of its state are no good then.
    pub fn collect_if_grown(&mut self) -> Option<Live> {
        (self.heap.bytes() >= self.collect_at).then(|| self.collect())
    }

    /// Gives up the cells that the run can't reach any more.
    fn collect(&mut self) -> Live {
        let roots = self
            .constants
            .iter()
            .chain(&self.registers)
            .chain(&self.output)
            .chain(self.stack.iter().flat_map(|frame| &frame.live))
            .copied();
        let live = self.heap.collect(roots.chain([self.handlers]));
        self.collect_at = self.least_collected.max(2 * self.heap.bytes());
        live
    }

    /// Bytes of heap and stack, roughly.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.heap.bytes()
            + self.stack.len() * size_of::<Frame>()
            + (self.stack_values + self.output.len()) * size_of::<Value>()
    }

    /// One step: one path of one block. A finished run stays as it is.
    pub fn step(&mut self, mut events: Option<&mut Vec<Event>>) {
        self.steps += 1;
        if self.block == Program::HALT || self.block == Program::ERROR {
            return;
        }
        let program = self.program;
        let block: &Block = program.block(self.block);
        for (param, value) in block.params.iter().zip(&self.registers) {
            self.values[param.0 as usize] = *value;
        }
        let mut tree = &block.body;
        loop {
            for op in &tree.ops {
                if let Err((site, irritant)) = self.op(op, &mut events) {
                    self.fail(site, irritant);
                    return;
                }
            }
            match &tree.end {
                End::Branch {
                    test,
                    then,
                    otherwise,
                } => {
                    tree = if self.get(*test) == Value::Boolean(true) {
                        then
                    } else {
                        otherwise
                    };
                }
                End::Jump { block, args } => {
                    self.block = *block;
                    self.set_registers(args);
                    if *block == Program::ERROR {
                        self.stop();
                    }
                    return;
                }
                End::Return { value } => {
                    let value = self.get(*value);
                    let frame = self.stack.pop();
                    self.tail_calls.shrink(self.stack.len());
                    if let Some(events) = &mut events {
                        events.push(Event::Pop(frame.clone()));
                    }
                    self.registers.clear();
                    self.registers.push(value);
                    match frame {
                        Some(frame) => {
                            self.stack_values -= frame.live.len();
                            self.block = frame.block;
                            self.registers.extend_from_slice(&frame.live);
                        }
                        None => self.block = Program::HALT,
                    }
                    return;
                }
                End::Apply {
                    procedure,
                    args,
                    call,
                } => {
                    self.tail_calls.add(self.stack.len(), *call);
                    self.apply(*procedure, args, &mut events);
                    return;
                }
                End::Fail { site, irritant } => {
                    let irritant = self.get(*irritant);
                    self.fail(*site, irritant);
                    return;
                }
            }
        }
    }

    fn get(&self, var: Var) -> Value {
        self.values[var.0 as usize]
    }

    fn set(&mut self, var: Var, value: Value) {
        self.values[var.0 as usize] = value;
    }

    fn set_registers(&mut self, args: &[Var]) {
        self.registers.clear();
        for arg in args {
            let value = self.values[arg.0 as usize];
            self.registers.push(value);
        }
    }

    fn fail(&mut self, site: SiteId, irritant: Value) {
        let number = Value::Integer(i64::from(site.0));
        self.registers.clear();
        self.registers.extend([number, irritant]);
        self.applied = self.tail_calls.last(self.stack.len());
        if let Some(raise) = self.program.raise {
            let message = self.program.sites[site.0 as usize].message;
            self.registers.push(self.constants[message.0 as usize]);
            self.block = raise.block;
        } else {
            self.stop();
        }
    }

    /// The run is over, in an error.
    fn stop(&mut self) {
        self.block = Program::ERROR;
        self.trace = Trace::of(&self.stack, &self.tail_calls, self.applied);
        self.stack.clear();
        self.stack_values = 0;
    }

    fn apply(&mut self, procedure: Var, args: &Args, events: &mut Option<&mut Vec<Event>>) {
        let Value::Procedure(id) = self.get(procedure) else {
            unreachable!("the compiler checks before it applies");
        };
        if let Some(events) = events {
            events.push(Event::Apply(id));
        }
        let closure = self.heap.get_closure(id);
        let code = &self.program.codes[closure.code.0 as usize];
        let entry = match args {
            Args::Fixed(args) => code
                .entries
                .iter()
                .find(|(count, _)| *count == args.len())
                .map(|(_, block)| *block),
            Args::List(_) => code.list_entry,
        };
        match args {
            Args::Fixed(args) => self.set_registers(args),
            Args::List(list) => self.set_registers(&[*list]),
        }
        let captured = &self.heap.get_closure(id).captured;
        self.registers.extend_from_slice(captured);
        self.block =
            entry.expect("the compiler gives every closure an entry for every application");
    }

    fn op(&mut self, op: &Op, events: &mut Option<&mut Vec<Event>>) -> Result<(), (SiteId, Value)> {
        match op {
            Op::Const { dst, id } => self.set(*dst, self.constants[id.0 as usize]),
            Op::Check {
                dst,
                value,
                tags,
                site,
            } => {
                let value = self.get(*value);
                if !tags.contains(value.tag()) {
                    return Err((*site, value));
                }
                self.set(*dst, value);
            }
            Op::Same { dst, a, b, site } => {
                let (a, b) = (self.get(*a), self.get(*b));
                if a.tag() != b.tag() {
                    return Err((*site, b));
                }
                self.set(*dst, b);
            }
            Op::Refine { dst, value, .. } => self.set(*dst, self.get(*value)),
            Op::Arith {
                dst,
                op,
                a,
                b,
                site,
            } => {
                let vars = (*a, *b);
                let (a, b) = (self.get(*a), self.get(*b));
                if let Some(events) = events {
                    let integers = match (a, b) {
                        (Value::Integer(a), Value::Integer(b)) => Some((a, b)),
                        _ => None,
                    };
                    events.push(Event::Arith(*op, vars, integers));
                }
                match arithmetic::apply(*op, a, b) {
                    Some(value) => self.set(*dst, value),
                    None => return Err((*site, b)),
                }
            }
            Op::Less { dst, a, b } => {
                let less = match (self.get(*a), self.get(*b)) {
                    (Value::Integer(a), Value::Integer(b)) => {
                        if let Some(events) = events {
                            events.push(Event::Less(a, b));
                        }
                        a < b
                    }
                    _ => unreachable!("the compiler checks before it compares"),
                };
                self.set(*dst, Value::Boolean(less));
            }
            Op::Eq { dst, a, b } => {
                let same = self.heap.same(self.get(*a), self.get(*b));
                self.set(*dst, Value::Boolean(same));
            }
            Op::HasTag { dst, value, tags } => {
                let has = tags.contains(self.get(*value).tag());
                self.set(*dst, Value::Boolean(has));
            }
            Op::Truth { dst, value } => {
                let truth = self.get(*value) != Value::Boolean(false);
                self.set(*dst, Value::Boolean(truth));
            }
            Op::Select { dst, test, a, b } => {
                let chosen = if self.get(*test) == Value::Boolean(true) {
                    *a
                } else {
                    *b
                };
                self.set(*dst, self.get(chosen));
            }
            Op::Retag { dst, value, tag } => {
                let value = self.get(*value);
                let value = arithmetic::retag(&mut self.heap, self.program.field, value, *tag);
                self.set(*dst, value);
            }
            Op::Cons { dst, car, cdr } => {
                let (car, cdr) = (self.get(*car), self.get(*cdr));
                if let Some(events) = events {
                    events.push(Event::Cons(car, cdr));
                }
                let pair = self.heap.cons(car, cdr);
                self.set(*dst, pair);
            }
            Op::Uncons { car, cdr, pair } => {
                let Value::Pair(id) = self.get(*pair) else {
                    unreachable!("the compiler checks before it takes a pair apart");
                };
                if let Some(events) = events {
                    events.push(Event::Uncons(id, (*car, *cdr)));
                }
                let (first, second) = self.heap.pair(id);
                self.set(*car, first);
                self.set(*cdr, second);
            }
            Op::Closure {
                dst,
                code,
                captured,
            } => {
                let captured: Box<[Value]> = captured.iter().map(|v| self.get(*v)).collect();
                let some = !captured.is_empty();
                let closure = self.heap.closure(*code, captured);
                if let (Some(events), Value::Procedure(id), true) = (events, closure, some) {
                    events.push(Event::Closure(id));
                }
                self.set(*dst, closure);
            }
            Op::Push { block, live, call } => {
                let frame = Frame {
                    call: *call,
                    block: *block,
                    live: live.iter().map(|v| self.get(*v)).collect(),
                };
                self.stack_values += frame.live.len();
                if let Some(events) = events {
                    events.push(Event::Push(frame.clone()));
                }
                self.stack.push(frame);
            }
            Op::Emit { value } => {
                let value = self.get(*value);
                if let Some(events) = events {
                    events.push(Event::Emit(value));
                }
                self.output.push(value);
            }
            // Fewer than 2^32 frames: each takes more than a byte of the memory that a run may have.
            Op::Mark { dst } => self.set(*dst, Value::Continuation(self.stack.len() as u32)),
            Op::Reset { continuation } => {
                let Value::Continuation(frames) = self.get(*continuation) else {
                    unreachable!("the compiler checks before it leaves");
                };
                if let Some(events) = events {
                    events.push(Event::Reset(frames));
                }
                let kept = (frames as usize).min(self.stack.len());
                let dropped = self.stack.drain(kept..);
                self.stack_values -= dropped.map(|frame| frame.live.len()).sum::<usize>();
                self.tail_calls.shrink(kept);
            }
            Op::Handlers { dst } => self.set(*dst, self.handlers),
            Op::SetHandlers { value } => self.handlers = self.get(*value),
            Op::Enter { call } => self.tail_calls.add(self.stack.len(), *call),
            Op::Print { value, style } => {
                if self.printed.is_some() {
                    let table = self.unload(self.get(*value));
                    let text = printer::print(&table, *style, LONGEST_PRINTED);
                    self.printed
                        .as_mut()
                        .into_iter()
                        .for_each(|p| p.push_str(&text));
                }
            }
        }
        Ok(())
    }
}

/// One more than the highest variable in a block.
fn highest(params: &[Var], body: &Tree) -> usize {
    let mut most = params.iter().map(|v| v.0 as usize + 1).max().unwrap_or(0);
    body.visit(&mut |tree| {
        let uses = tree.end.uses();
        let vars = tree.ops.iter().flat_map(|op| {
            let mut vars = op.defs();
            vars.extend(op.uses());
            vars
        });
        for var in vars.chain(uses) {
            most = most.max(var.0 as usize + 1);
        }
    });
    most
}

/// Whether the registers are of the types that a block takes, so that the state is one of this program's.
#[must_use]
pub fn fits(program: &Program, block: BlockId, registers: &[Value]) -> bool {
    fit(program, &program.block(block).params, registers)
}

/// Whether values are of the types of variables.
fn fit(program: &Program, params: &[Var], values: &[Value]) -> bool {
    params.len() == values.len()
        && params.iter().zip(values).all(|(param, value)| {
            let ty = program.ty(*param);
            ty.tags.contains(value.tag())
                && match value {
                    Value::Integer(n) if ty.tags.contains(Tag::Integer) => {
                        ty.lo <= *n && *n <= ty.hi
                    }
                    _ => true,
                }
        })
}
