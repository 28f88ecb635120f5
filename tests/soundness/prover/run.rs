//! The constraints of a whole run: of its steps, of what links them, and of both ends.

use crate::support::shape::{generated, Shape};
use crate::support::take;
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::claim::{Claim, ClaimedOutcome, CurveCycle, SourceText, CIRCUIT_VERSION};
use foldscheme_circuits::data::Data;
use foldscheme_circuits::program::Compiled;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_circuits::step::witness::Recorder;
use foldscheme_circuits::step::Circuit;
use foldscheme_circuits::verify::initial_state;
use foldscheme_lang::machine::{Machine, Outcome};
use std::sync::Arc;

/// A program and its circuit.
pub struct Case {
    pub compiled: Compiled,
    pub circuit: Arc<Circuit>,
    pub shape: Shape<Scalar>,
}

impl Case {
    /// Of a text; nothing if only the library may say such things.
    pub fn new(text: &str) -> Option<Case> {
        let (name, text) = ("test.scm".to_string(), text.to_string());
        let compiled = Compiled::new(vec![SourceText { name, text }]).ok()?;
        let circuit = compiled.circuit(compiled.least_slots()).ok()?;
        let circuit = Arc::new(circuit);
        let shape = Shape::of_steps(&circuit, 1);
        Some(Case {
            compiled,
            circuit,
            shape,
        })
    }

    /// One step from a machine's state, and the machine after it.
    pub fn step<'c>(&'c self, machine: &Machine<'c>) -> (Taken, Machine<'c>) {
        let mut recorder = Recorder::new(&*self.circuit, machine.clone());
        let step = take(&mut recorder);
        let witness = vec![step.witness];
        let chunk = Chunk::machine(Arc::clone(&self.circuit), 1, Some(witness));
        let (private, _) = generated(&chunk, &step.z);
        let taken = Taken {
            before: step.z,
            private,
            after: step.expected,
        };
        (taken, recorder.machine().clone())
    }

    /// The steps from a machine's state to its end, if that is near and all states on the way are the program's, and the
    /// machine there.
    pub fn finish<'c>(
        &'c self,
        machine: &Machine<'c>,
        most: usize,
    ) -> Option<(Vec<Taken>, Machine<'c>)> {
        let program = &self.circuit.program;
        let (mut steps, mut machine) = (Vec::new(), machine.clone());
        let fits = |machine: &Machine<'_>| {
            foldscheme_lang::machine::fits(program, machine.block(), machine.registers())
        };
        while machine.outcome().is_none() {
            if steps.len() == most || !fits(&machine) {
                return None;
            }
            let (taken, after) = self.step(&machine);
            steps.push(taken);
            machine = after;
        }
        fits(&machine).then_some((steps, machine))
    }

    /// The claim that a finished machine's run is one of so many folds of one step.
    pub fn claim(&self, finished: &Machine<'_>, folds: usize) -> Claim {
        let program = &self.circuit.program;
        let output = finished.output().to_vec();
        let mut recorder = Recorder::new(&*self.circuit, finished.clone());
        let outcome = match finished.outcome().expect("it is finished") {
            Outcome::Value(value) => ClaimedOutcome::Value(recorder.data(value)),
            Outcome::Error { site, irritant } => ClaimedOutcome::Error {
                site: site.0,
                irritant: recorder.data(irritant),
            },
        };
        let inputs = program.inputs.iter();
        Claim {
            circuit_version: CIRCUIT_VERSION,
            curve: CurveCycle::PallasVesta,
            sources: self.compiled.texts().to_vec(),
            included: Vec::new(),
            inputs: inputs
                .map(|input| Data::new(std::slice::from_ref(input), &[]))
                .collect(),
            outcome,
            output: output.into_iter().map(|v| recorder.data(v)).collect(),
            slots: program.slots,
            chunk: 1,
            folds: folds as u64,
        }
    }
}

/// A step as a prover presents it.
#[derive(Clone)]
pub struct Taken {
    /// The state before.
    pub before: Vec<Scalar>,
    /// All private variables; the first are what they say that the state before is.
    pub private: Vec<Scalar>,
    /// The state after.
    pub after: Vec<Scalar>,
}

/// What does not hold of a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// It starts from another state.
    Initial,
    /// What the constraints of a step take for the state before is not the state after the last one.
    Link(usize),
    /// A constraint of a step.
    Step(usize, String),
    /// It ends in another state.
    Final,
}

/// What does not hold of a run that is to lead from one state to another: of each step the first constraint.
pub fn refusals(
    shape: &Shape<Scalar>,
    run: &[Taken],
    (initial, last): (&[Scalar], &[Scalar]),
) -> Vec<Refusal> {
    let mut found = Vec::new();
    let mut state = initial;
    for (i, step) in run.iter().enumerate() {
        if step.before != state {
            found.push(match i {
                0 => Refusal::Initial,
                _ => Refusal::Link(i),
            });
        } else if step.private[..state.len()] != step.before[..] {
            found.push(Refusal::Link(i));
        }
        let assignment = shape.assignment(&step.private, &step.after);
        let assignment = assignment.expect("as many values as variables");
        if let Some(name) = shape.violated(&assignment) {
            found.push(Refusal::Step(i, name.to_string()));
        }
        state = &step.after;
    }
    if state != last {
        found.push(Refusal::Final);
    }
    found
}

/// What does not hold of a run that is to be one of the program with this claim.
pub fn refused(case: &Case, run: &[Taken], claim: &Claim) -> Option<Vec<Refusal>> {
    let last = foldscheme_circuits::verify::final_state(&*case.circuit, claim).ok()?;
    let initial = initial_state(&*case.circuit);
    Some(refusals(&case.shape, run, (&initial, &last)))
}
