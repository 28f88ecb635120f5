//! No variable of a step can have another value while the others stay.

use crate::support::corpus::PROGRAMS;
use crate::support::{build_steps, circuit, steps, Step, OFFERS};
use crate::system::System;
use ff::Field;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_circuits::step::Circuit;
use std::collections::HashSet;
use std::sync::Arc;

/// Hints that may be free, each with the reason why that is harmless. There are none.
pub const FREE_HINTS: &[(&str, &str)] = &[];

/// Steps of a run that differ in the block or in where it leads.
pub fn distinct(circuit: &Circuit) -> Vec<Step> {
    let mut seen = HashSet::new();
    steps(circuit, 400)
        .into_iter()
        .filter(|step| seen.insert((step.block, step.next)))
        .collect()
}

pub fn system(circuit: &Arc<Circuit>, step: &Step) -> System {
    let built = build_steps(circuit, 1, &[step]);
    assert!(built.cs.violated().is_none());
    System::new(&built, step.z.len())
}

/// Other values to try for a variable: 0, 1, one more, the negative, and one that is neither.
pub fn others(value: Scalar, salt: usize) -> Vec<Scalar> {
    let random = (value + Scalar::from(salt as u64 + 0x9e37_79b9_7f4a_7c15))
        .square()
        .square()
        + Scalar::from(0x1234_5678_9abc_def1);
    let mut others = vec![
        Scalar::ZERO,
        Scalar::ONE,
        value + Scalar::ONE,
        -value,
        random,
    ];
    others.retain(|other| *other != value);
    others
}

/// How many variables there are besides the inputs, how many other values of them were tried, and the kinds of those
/// variables for which no constraint noticed one.
pub fn unnoticed(system: &mut System) -> (usize, usize, Vec<String>) {
    let (mut tried, mut survivors) = (0, Vec::new());
    for variable in system.inputs..system.values.len() {
        let value = system.values[variable];
        for other in others(value, variable) {
            tried += 1;
            system.values[variable] = other;
            let noticed = system.uses[variable]
                .iter()
                .any(|&row| !system.rows[row].holds(&system.values));
            if !noticed {
                survivors.push(system.kind(variable).to_string());
            }
        }
        system.values[variable] = value;
    }
    (system.values.len() - system.inputs, tried, survivors)
}

/// Whether a variable may be free.
pub fn is_free(kind: &str) -> bool {
    FREE_HINTS.iter().any(|(free, _)| *free == kind)
}

#[test]
fn no_variable_can_have_another_value() {
    let (mut steps, mut variables, mut tried) = (0, 0, 0);
    let mut survivors = Vec::new();
    for source in PROGRAMS {
        for slots in OFFERS {
            let circuit = circuit(source, slots);
            for step in distinct(&circuit) {
                let found = unnoticed(&mut system(&circuit, &step));
                steps += 1;
                variables += found.0;
                tried += found.1;
                survivors.extend(found.2.into_iter().map(|kind| (kind, *source)));
            }
        }
    }
    eprintln!(
        "{steps} steps, {variables} variables, {tried} changes, {} survivors",
        survivors.len()
    );
    survivors.retain(|(kind, _)| !is_free(kind));
    assert!(survivors.is_empty(), "{survivors:?}");
}

#[test]
fn an_unbound_variable_is_noticed() {
    let circuit = circuit(PROGRAMS[0], OFFERS[0]);
    let steps = distinct(&circuit);
    let system = system(&circuit, &steps[0]);
    // Without the constraints that bind it, a bit of the range slot is free.
    let bit = system.hints().find(|&v| system.kind(v) == "slot bit");
    let bit = bit.expect("a range slot");
    assert!(!system.uses[bit].is_empty());
    let mut values = system.values.clone();
    values[bit] = Scalar::ONE - values[bit];
    let broken = system.uses[bit]
        .iter()
        .filter(|&&row| !system.rows[row].holds(&values))
        .count();
    // It stays a boolean: only what binds the bits to their number notices.
    assert_eq!(broken, 1, "{:?}", system.names[bit]);
}
