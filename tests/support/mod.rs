//! What the suites share: programs, their circuits, their steps, and a step's constraints.
#![allow(missing_docs)]
// Each suite uses a part of this.
#![allow(dead_code)]

pub mod corpus;
pub mod shape;
pub mod size;
pub mod states;
pub mod typed;

use bellpepper_core::ConstraintSystem;
use foldscheme_circuits::check::Recorded;
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::gadgets::num::Num;
use foldscheme_circuits::scalar::{ProofField, Scalar};
use foldscheme_circuits::step::witness::{Recorder, StepWitness};
use foldscheme_circuits::step::Circuit;
use foldscheme_lang::block::{BlockId, Slots};
use foldscheme_lang::compiler::Unsplit;
use foldscheme_lang::machine::Machine;
use foldscheme_lang::source::Sources;
use foldscheme_lang::{compiler, diagnostic, expander};
use std::sync::Arc;

/// A step that offers one of each gadget, or as many as some operation needs.
pub const LEAST: Slots = Slots { hash: 1, range: 1 };

/// Offers that cut programs differently.
pub const OFFERS: [Slots; 3] = [
    LEAST,
    Slots { hash: 1, range: 3 },
    Slots { hash: 2, range: 2 },
];

/// A compiled program, or what is wrong with it.
pub fn try_compile<F: ProofField>(source: &str) -> Result<Unsplit, String> {
    let mut sources = Sources::over(F::FIELD);
    let mut texts = Vec::new();
    for (name, text) in foldscheme_stdlib::FILES {
        texts.push(sources.add(name, text));
    }
    // A program of the library's own names counts as the library's.
    let name = match source.contains("(%") || source.contains(" %") {
        true => "<stdlib/test.scm>",
        false => "<test>",
    };
    texts.push(sources.add(name, source));
    expander::expand(&sources, &texts)
        .and_then(|core| compiler::compile_unsplit(&core))
        .map_err(|d| diagnostic::render(&sources, &d, false))
}

/// The circuit of a program, or what is wrong with it.
pub fn try_circuit<F: ProofField>(source: &str, slots: Slots) -> Result<Arc<Circuit<F>>, String> {
    let program = try_compile::<F>(source)?.split(slots);
    Circuit::new(program)
        .map(Arc::new)
        .map_err(|e| e.to_string())
}

/// The circuit of a program in the default field.
pub fn circuit(source: &str, slots: Slots) -> Arc<Circuit> {
    circuit_over(source, slots)
}

/// The circuit of a program in a field.
pub fn circuit_over<F: ProofField>(source: &str, slots: Slots) -> Arc<Circuit<F>> {
    try_circuit(source, slots).unwrap_or_else(|e| panic!("{source}\n{e}"))
}

/// One step of the machine, as the circuit sees it.
pub struct Step<F: ProofField = Scalar> {
    pub block: BlockId,
    pub next: BlockId,
    /// The state before.
    pub z: Vec<F>,
    pub witness: StepWitness<F>,
    /// The state after.
    pub expected: Vec<F>,
}

/// Takes one step.
pub fn take<F: ProofField>(recorder: &mut Recorder<'_, F>) -> Step<F> {
    let block = recorder.machine().block();
    let z = recorder.state();
    let witness = recorder.step();
    Step {
        block,
        next: recorder.machine().block(),
        z,
        witness,
        expected: recorder.state(),
    }
}

/// The steps of a run, at most `most`, and one more of the finished run.
pub fn steps<F: ProofField>(circuit: &Circuit<F>, most: usize) -> Vec<Step<F>> {
    let machine = Machine::new(&circuit.program, &circuit.program.inputs);
    let mut recorder = Recorder::new(circuit, machine);
    let mut steps = Vec::new();
    while steps.len() < most {
        let finished = recorder.machine().outcome().is_some();
        steps.push(take(&mut recorder));
        if finished {
            break;
        }
    }
    steps
}

/// Constraints with values, and what they make of the state.
pub struct Built<F: ProofField = Scalar> {
    pub cs: Recorded<F>,
    pub outputs: Vec<Num<F>>,
}

/// The constraints of a chunk: its inputs are the first private variables.
pub fn build<F: ProofField>(chunk: &Chunk<F>, z: &[Option<F>]) -> Built<F> {
    let mut cs = Recorded::default();
    let inputs: Vec<_> = z
        .iter()
        .map(|value| {
            let known = value.ok_or(bellpepper_core::SynthesisError::AssignmentMissing);
            let variable = cs.alloc(|| "z", || known).expect("allocates");
            (variable, *value)
        })
        .collect();
    let outputs = chunk.build(&mut cs, &inputs).expect("builds");
    Built { cs, outputs }
}

/// The constraints of consecutive steps with their witnesses.
pub fn build_steps<F: ProofField>(
    circuit: &Arc<Circuit<F>>,
    count: usize,
    steps: &[&Step<F>],
) -> Built<F> {
    let witnesses = steps.iter().map(|step| step.witness.clone()).collect();
    let chunk = Chunk::machine(Arc::clone(circuit), count, Some(witnesses));
    let z: Vec<_> = steps[0].z.iter().copied().map(Some).collect();
    build(&chunk, &z)
}

/// Why a chunk of steps does not say what the machine says, if so.
pub fn disagreement<F: ProofField>(
    circuit: &Arc<Circuit<F>>,
    count: usize,
    steps: &[&Step<F>],
) -> Option<String> {
    let Built { cs, outputs } = build_steps(circuit, count, steps);
    let from = steps[0].block.0;
    if let Some(violated) = cs.violated() {
        return Some(format!(
            "a step from block {from} violates `{}`",
            violated.name
        ));
    }
    let expected = &steps[steps.len() - 1].expected;
    if outputs.len() != expected.len() {
        return Some(format!(
            "{} outputs, expected {}",
            outputs.len(),
            expected.len()
        ));
    }
    for (i, (output, value)) in outputs.iter().zip(expected).enumerate() {
        if output.value() != Some(*value) {
            let got = output.value();
            return Some(format!(
                "element {i} after a step from block {from} is {got:?}, expected {value:?}"
            ));
        }
        if output.lc().eval(&cs.inputs, &cs.aux) != *value {
            return Some(format!("element {i} is not what its combination says"));
        }
    }
    None
}

/// Whether the constraints that bind the outputs admit the state after, and refuse every element of it
/// made wrong.
pub fn binds_outputs<F: ProofField>(built: Built<F>, expected: &[F]) -> bool {
    let Built { mut cs, outputs } = built;
    outputs.iter().zip(expected).all(|(output, value)| {
        let mut holds = |value: F| {
            let variable = cs.alloc(|| "output", || Ok(value)).expect("allocates");
            cs.enforce(
                || "output",
                |_| output.lc(),
                |lc| lc + Recorded::<F>::one(),
                |lc| lc + variable,
            );
            cs.constraints.last().is_some_and(|c| cs.holds(c))
        };
        holds(*value) && !holds(*value + F::from(1)) && !holds(-*value - F::from(1))
    })
}
