//! Steps from random states that the types allow: the native machine against the circuit, and every element of the state after
//! made wrong.

use crate::random::random_programs;
use crate::support::corpus::{LIBRARY, PROGRAMS};
use crate::support::shape::{generated, Shape};
use crate::support::size::{figure, full, size};
use crate::support::states::{below, random, seeded, unless_it_panics, Pool};
use crate::support::{circuit, take, Step, OFFERS};
use ff::Field;
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_circuits::step::witness::Recorder;
use foldscheme_circuits::step::Circuit;
use foldscheme_lang::block::Slots;
use foldscheme_lang::machine::{Machine, Value};
use rayon::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;

/// Steps of a run that are gone through in search of blocks.
const MOST_STEPS: usize = 600;
/// Places of a run from which random states are made.
const MOST_PLACES: usize = 30;

/// What was tried.
#[derive(Clone, Copy, Default)]
struct Tried {
    circuits: usize,
    blocks: usize,
    reached: usize,
    states: usize,
    /// States that the types allow, but no run leads to: the machine relies on what earlier blocks have checked.
    excluded: usize,
    moved: usize,
    limbs: usize,
    disagreements: usize,
}

impl Tried {
    fn and(self, other: Tried) -> Tried {
        Tried {
            circuits: self.circuits + other.circuits,
            blocks: self.blocks + other.blocks,
            reached: self.reached + other.reached,
            states: self.states + other.states,
            excluded: self.excluded + other.excluded,
            moved: self.moved + other.moved,
            limbs: self.limbs + other.limbs,
            disagreements: self.disagreements + other.disagreements,
        }
    }
}

/// What is wrong with the circuit of a step, if anything is; how many wrong elements of the state after were tried.
fn disagreement(
    circuit: &Arc<Circuit>,
    shape: &Shape<Scalar>,
    step: &Step,
    salt: u64,
) -> (usize, Option<String>) {
    let chunk = Chunk::machine(Arc::clone(circuit), 1, Some(vec![step.witness.clone()]));
    let (aux, outputs) = generated(&chunk, &step.z);
    let expected: Vec<_> = step.expected.iter().copied().map(Some).collect();
    if outputs != expected {
        return (0, Some(format!("{outputs:?}, expected {expected:?}")));
    }
    let Some(mut values) = shape.assignment(&aux, &step.expected) else {
        return (0, Some("another number of variables".to_string()));
    };
    if let Some(name) = shape.violated(&values) {
        return (0, Some(format!("violates `{name}`")));
    }
    for (i, right) in step.expected.iter().enumerate() {
        let wrong = match (salt + i as u64) % 4 {
            0 => *right + Scalar::ONE,
            1 => -*right - Scalar::ONE,
            2 => right.square() + Scalar::from(salt | 2),
            _ => Scalar::from(u64::from(*right == Scalar::ZERO)),
        };
        if wrong != *right && !shape.refuses(&mut values, i, wrong) {
            return (i, Some(format!("element {i} can be {wrong:?}")));
        }
    }
    (step.expected.len(), None)
}

/// Random states about the run of a program.
fn agree(source: &str, slots: Slots, states: usize, seed: u64) -> Tried {
    let mut rng = seeded(seed);
    let circuit = circuit(source, slots);
    let program = &circuit.program;
    let shape = Shape::of_steps(&circuit, 1);
    // Where the run is at a new block, or where a block leads somewhere else than before.
    let mut places = Vec::new();
    let (mut seen, mut ways) = (HashSet::new(), HashSet::new());
    let mut machine = Machine::new(program, &program.inputs);
    for _ in 0..MOST_STEPS {
        let (block, before) = (machine.block(), machine.clone());
        let finished = machine.outcome().is_some();
        machine.step(None);
        if ways.insert((block, machine.block())) && places.len() < MOST_PLACES {
            seen.insert(block);
            places.push(before);
        }
        if finished {
            break;
        }
    }
    let mut tried = Tried {
        circuits: 1,
        blocks: program.blocks.len(),
        reached: seen.len(),
        ..Tried::default()
    };
    let mut pool = Pool::default();
    let each = states.div_ceil(places.len());
    for place in &places {
        pool.add_state(place);
        let (made, mut tries) = (tried.states, 0);
        while tried.states < made + each && tries < 4 * each {
            tries += 1;
            let state = random(program, place, &pool, &mut rng);
            let step = || take(&mut Recorder::new(&circuit, state.clone()));
            let Some(step) = unless_it_panics(step) else {
                tried.excluded += 1;
                continue;
            };
            tried.moved += usize::from(state.registers() != place.registers());
            let salt = below(usize::MAX, &mut rng) as u64;
            let (limbs, why) = disagreement(&circuit, &shape, &step, salt);
            tried.states += 1;
            tried.limbs += limbs;
            if let Some(why) = why {
                tried.disagreements += 1;
                let registers = state.registers();
                eprintln!("{source}\n{slots:?}, seed {seed}, from block {}\n{registers:?}\n{why}\n{program}", step.block.0);
            }
        }
    }
    tried
}

#[test]
fn steps_from_random_states_agree_with_the_machine_and_admit_no_wrong_element() {
    let (random, all) = (size(12, 700), size(9_000, 1_000_000));
    let offers = |source: String, i: usize| match full() {
        true => OFFERS
            .iter()
            .map(|slots| (source.clone(), *slots))
            .collect(),
        false => vec![(source, OFFERS[i % OFFERS.len()])],
    };
    let known = PROGRAMS.iter().chain(&LIBRARY[..size(2, LIBRARY.len())]);
    let sources = known.map(|source| (*source).to_string());
    let sources = sources.chain(random_programs(random));
    let cases: Vec<(String, Slots)> = sources
        .enumerate()
        .flat_map(|(i, source)| offers(source, i))
        .collect();
    let states = all.div_ceil(cases.len());
    let tried = cases
        .par_iter()
        .enumerate()
        .map(|(i, (source, slots))| agree(source, *slots, states, i as u64))
        .reduce(Tried::default, Tried::and);
    figure(
        "step agreement",
        format_args!(
            "{} random states of the machine ({} with other registers than a run has; {} more excluded by earlier blocks), as many steps, {} blocks of {} in {} circuits, {} elements of states made wrong, {} disagreements",
            tried.states, tried.moved, tried.excluded, tried.reached, tried.blocks, tried.circuits, tried.limbs, tried.disagreements
        ),
    );
    assert_eq!(tried.disagreements, 0);
    assert!(tried.states >= all, "{} states", tried.states);
    assert!(
        tried.excluded < tried.states / 10,
        "{} excluded",
        tried.excluded
    );
    assert!(tried.moved > tried.states / 2, "{} moved", tried.moved);
}

#[test]
fn registers_outside_the_types_make_no_state() {
    let circuit = circuit(
        "(define (f n) (if (< n 2) n (+ 1 (f (- n 1))))) (f 5)",
        OFFERS[0],
    );
    let start = || Machine::new(&circuit.program, &circuit.program.inputs);
    assert!(start().at(vec![Value::Integer(7)]).is_some());
    assert!(start().at(vec![Value::Boolean(true)]).is_none());
    assert!(start().at(vec![]).is_none());
    let mut machine = start();
    while machine.stack().is_empty() {
        machine.step(None);
    }
    let (block, registers) = (machine.block(), machine.registers().to_vec());
    let mut stack = machine.stack().to_vec();
    let moved = machine
        .clone()
        .in_state(block, registers.clone(), stack.clone());
    assert_eq!(moved.expect("a state").stack(), stack);
    stack[0].live = vec![Value::Nil; stack[0].live.len() + 1].into();
    assert!(machine.in_state(block, registers, stack).is_none());
}

/// The check itself tells a wrong step from a right one.
#[test]
fn a_step_of_another_state_is_a_disagreement() {
    let circuit = circuit(
        "(define (sum n acc) (if (= n 0) acc (sum (- n 1) (+ acc n)))) (sum 7 0)",
        OFFERS[0],
    );
    let shape = Shape::of_steps(&circuit, 1);
    let machine = Machine::new(&circuit.program, &circuit.program.inputs);
    let right = take(&mut Recorder::new(&circuit, machine));
    assert_eq!(
        disagreement(&circuit, &shape, &right, 1),
        (right.expected.len(), None)
    );
    for i in 0..right.expected.len() {
        let mut expected = right.expected.clone();
        expected[i] += Scalar::ONE;
        let (z, witness) = (right.z.clone(), right.witness.clone());
        let wrong = Step {
            z,
            witness,
            expected,
            ..right
        };
        let chunk = Chunk::machine(Arc::clone(&circuit), 1, Some(vec![wrong.witness.clone()]));
        let (aux, _) = generated(&chunk, &wrong.z);
        let values = shape.assignment(&aux, &wrong.expected).expect("the shape");
        assert_eq!(shape.violated(&values), Some("output"));
        assert!(disagreement(&circuit, &shape, &wrong, 1).1.is_some());
    }
}
