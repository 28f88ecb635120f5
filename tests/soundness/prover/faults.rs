//! Faults in one step of a run, and the steps that a prover presents then.

use super::run::{Case, Taken};
use crate::support::shape::bind_outputs;
use crate::support::states::{arguments, below, random, Pool};
use crate::support::{build_steps, take};
use crate::system::System;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_circuits::step::witness::Recorder;
use foldscheme_lang::block::Program;
use foldscheme_lang::machine::{Frame, Machine};
use proptest::prelude::Rng;
use proptest::test_runner::TestRng;

/// The most steps of a run.
pub const MOST_STEPS: usize = 150;

/// What is wrong with the state after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    Value,
    Tag,
    Branch,
    Frame,
    Return,
    Skipped,
    Repeated,
    Halted,
}

impl Fault {
    pub const ALL: [Fault; 8] = [
        Fault::Value,
        Fault::Tag,
        Fault::Branch,
        Fault::Frame,
        Fault::Return,
        Fault::Skipped,
        Fault::Repeated,
        Fault::Halted,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Fault::Value => "wrong value",
            Fault::Tag => "wrong tag",
            Fault::Branch => "wrong branch",
            Fault::Frame => "wrong frame",
            Fault::Return => "wrong return block",
            Fault::Skipped => "skipped step",
            Fault::Repeated => "repeated step",
            Fault::Halted => "early halt",
        }
    }
}

/// How a prover fills the variables of the step with the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filling {
    /// As an honest one does; the state after is another one.
    Honest,
    /// As for another state before, which has the state after.
    Elsewhere,
    /// So, with the true state before put in its place.
    Borrowed,
    /// What a prover chooses as there, and everything that follows from it computed; the state after is as it is to be.
    Fitted,
    /// So, but with only some of what is chosen taken from there.
    Mixed,
}

impl Filling {
    pub const ALL: [Filling; 5] = [
        Filling::Honest,
        Filling::Elsewhere,
        Filling::Borrowed,
        Filling::Fitted,
        Filling::Mixed,
    ];
}

/// An honest run.
pub struct Trace<'c> {
    pub case: &'c Case,
    /// The machine before each step, and at the end.
    machines: Vec<Machine<'c>>,
    steps: Vec<Taken>,
}

/// A run with a fault.
pub struct Forged<'c> {
    pub run: Vec<Taken>,
    /// In which step.
    pub at: usize,
    /// The machine at its end.
    pub finished: Machine<'c>,
}

/// A fault that is possible in a step: the machine after it, and another state before whose step a prover could present.
struct Possible<'c> {
    after: Machine<'c>,
    /// Nothing if any will do.
    other: Option<Taken>,
}

impl<'c> Trace<'c> {
    /// The run of a program, if it is short.
    pub fn new(case: &'c Case, most: usize) -> Option<Self> {
        let program = &case.circuit.program;
        let mut machines = vec![Machine::new(program, &program.inputs)];
        let (steps, _) = case.finish(&machines[0], most)?;
        for i in 0..steps.len() {
            let mut next = machines[i].clone();
            next.step(None);
            machines.push(next);
        }
        Some(Trace {
            case,
            machines,
            steps,
        })
    }

    /// A run with a fault in a random step, if there is one such.
    pub fn forge(&self, fault: Fault, filling: Filling, rng: &mut TestRng) -> Option<Forged<'c>> {
        let at = below(self.steps.len(), rng);
        let mut possible = self.possible(fault, at, rng)?;
        if possible.other.is_none() {
            // That of a state like the one before, wherever it leads.
            let (program, now) = (&self.case.circuit.program, &self.machines[at]);
            let other = random(program, now, &self.pool(at), rng);
            possible.other = Some(self.case.step(&other).0);
        }
        let mut recorder = Recorder::new(&*self.case.circuit, possible.after.clone());
        let after = recorder.state();
        if after == self.steps[at].after {
            return None;
        }
        let (rest, finished) = self.case.finish(&possible.after, MOST_STEPS)?;
        let mut run = self.steps[..at].to_vec();
        run.push(self.fill(at, after, possible.other.as_ref()?, filling, rng)?);
        run.extend(rest);
        Some(Forged { run, at, finished })
    }

    /// What the machine before a step may hold.
    fn pool(&self, step: usize) -> Pool {
        let mut pool = Pool::default();
        for machine in &self.machines[..=step] {
            pool.add_state(machine);
        }
        pool
    }

    fn possible(&self, fault: Fault, at: usize, rng: &mut TestRng) -> Option<Possible<'c>> {
        let program = &self.case.circuit.program;
        let (now, next) = (&self.machines[at], &self.machines[at + 1]);
        // A step from another state before, which an honest machine takes.
        let stepped = |before: Machine<'c>| {
            let (taken, after) = self.case.step(&before);
            let other = Some(taken);
            Some(Possible { after, other })
        };
        match fault {
            Fault::Value | Fault::Tag => {
                let mut registers = next.registers().to_vec();
                let i = below(registers.len().max(1), rng);
                let was = *registers.get(i)?;
                let pool = self.pool(at + 1);
                let other = arguments(program, next.block(), 0, &registers, &pool, rng)?[i];
                registers[i] = other;
                let is_fault = match fault {
                    Fault::Value => other.tag() == was.tag() && other != was,
                    _ => other.tag() != was.tag(),
                };
                let stack = next.stack().to_vec();
                let after = next.clone().in_state(next.block(), registers, stack)?;
                is_fault.then_some(Possible { after, other: None })
            }
            Fault::Branch => {
                let registers = now.registers();
                let pool = self.pool(at);
                let registers = arguments(program, now.block(), 0, registers, &pool, rng)?;
                let stack = now.stack().to_vec();
                let other = now.clone().in_state(now.block(), registers, stack)?;
                let possible = stepped(other)?;
                (possible.after.block() != next.block()).then_some(possible)
            }
            Fault::Frame => match now.stack().is_empty() {
                true => {
                    let pool = self.pool(at + 1);
                    let stack = other_stack(program, next.stack(), &pool, rng)?;
                    let (block, registers) = (next.block(), next.registers().to_vec());
                    let after = next.clone().in_state(block, registers, stack)?;
                    Some(Possible { after, other: None })
                }
                false => {
                    let pool = self.pool(at);
                    let stack = other_stack(program, now.stack(), &pool, rng)?;
                    let (block, registers) = (now.block(), now.registers().to_vec());
                    stepped(now.clone().in_state(block, registers, stack)?)
                }
            },
            Fault::Return => {
                let pool = self.pool(at);
                // The bottom of the stack alone returns to the end of the run.
                let mut returns = self.case.circuit.layout.returns.clone();
                returns.retain(|block| *block != Program::HALT);
                let to = *returns.get(below(returns.len().max(1), rng))?;
                let live = |rng: &mut TestRng| arguments(program, to, 1, &[], &pool, rng);
                let mut stack = now.stack().to_vec();
                let popped = next.stack().len() < stack.len();
                if let (true, Some(top)) = (popped, stack.last_mut()) {
                    if top.block == to {
                        return None;
                    }
                    (top.block, top.live) = (to, live(rng)?.into());
                    let registers = now.registers().to_vec();
                    return stepped(now.clone().in_state(now.block(), registers, stack)?);
                }
                let mut stack = next.stack().to_vec();
                let top = stack
                    .last_mut()
                    .filter(|top| next.stack().len() > now.stack().len() && top.block != to)?;
                (top.block, top.live) = (to, live(rng)?.into());
                let registers = next.registers().to_vec();
                let after = next.clone().in_state(next.block(), registers, stack)?;
                Some(Possible { after, other: None })
            }
            Fault::Skipped => Some(Possible {
                after: self.machines.get(at + 2)?.clone(),
                other: self.steps.get(at + 1).cloned(),
            }),
            Fault::Repeated => Some(Possible {
                after: now.clone(),
                other: at.checked_sub(1).map(|before| self.steps[before].clone()),
            }),
            Fault::Halted => {
                let pool = self.pool(at);
                let halt = Program::HALT;
                let value = match now.registers().first() {
                    Some(value) if rng.next_u64() & 1 == 0 => vec![*value],
                    _ => arguments(program, halt, 0, &[], &pool, rng)?,
                };
                let started = self.machines[0].handlers();
                let after = now.clone().in_state(halt, value, Vec::new())?;
                if after.handlers() != started || next.block() == halt {
                    return None;
                }
                let (idle, after) = self.case.step(&after);
                let other = Some(idle);
                Some(Possible { after, other })
            }
        }
    }

    /// The step with the fault as it is presented; nothing if the other step is from the same state.
    fn fill(
        &self,
        at: usize,
        after: Vec<Scalar>,
        other: &Taken,
        filling: Filling,
        rng: &mut TestRng,
    ) -> Option<Taken> {
        let honest = &self.steps[at];
        let before = honest.before.clone();
        let private = match filling {
            Filling::Honest => honest.private.clone(),
            Filling::Elsewhere if other.before == before => return None,
            Filling::Elsewhere => other.private.clone(),
            Filling::Borrowed => [&before[..], &other.private[before.len()..]].concat(),
            Filling::Fitted | Filling::Mixed => {
                let system = self.system(at);
                let hints = system
                    .hints()
                    .filter(|hint| *hint < honest.private.len())
                    .filter(|_| filling == Filling::Fitted || rng.next_u64() & 1 == 0);
                let mut changes: Vec<(usize, Scalar)> =
                    hints.map(|hint| (hint, other.private[hint])).collect();
                // Wherever that leads, it is no other state.
                let (values, violated) = system.cheat(&changes);
                assert!(
                    violated.is_some() || system.same_outputs(&values),
                    "a step has two states after"
                );
                let outputs = after.iter().enumerate();
                changes.extend(outputs.map(|(i, value)| (honest.private.len() + i, *value)));
                let (mut values, _) = system.cheat(&changes);
                values.truncate(honest.private.len());
                values
            }
        };
        Some(Taken {
            before,
            private,
            after,
        })
    }

    /// The constraints of a step with its honest witness, each element of the state after bound to a variable.
    fn system(&self, at: usize) -> System {
        let circuit = &self.case.circuit;
        let step = take(&mut Recorder::new(&**circuit, self.machines[at].clone()));
        let mut built = build_steps(circuit, 1, &[&step]);
        bind_outputs(&mut built, |i| Some(step.expected[i]));
        System::new(&built, step.z.len())
    }
}

/// A stack with another value in its topmost frame, with that frame twice or not at all, or with the two topmost swapped.
fn other_stack(
    program: &Program,
    stack: &[Frame],
    pool: &Pool,
    rng: &mut TestRng,
) -> Option<Vec<Frame>> {
    let mut stack = stack.to_vec();
    let (top, count) = (stack.last()?.clone(), stack.len());
    let alike = count > 1 && stack[count - 2].block == top.block;
    match below(4, rng) {
        0 if alike => {
            stack.pop();
        }
        1 => stack.push(top),
        2 if alike => stack.swap(count - 2, count - 1),
        _ => stack[count - 1].live = arguments(program, top.block, 1, &top.live, pool, rng)?.into(),
    }
    Some(stack)
}
