//! Planted bugs: defects of the kinds that real systems had, each put into a copy of the constraints, must be caught.
//!
//! Prints by which check. That the right constraints pass the same checks is what all other suites say.

mod machine;
mod patch;
mod typed;

use crate::needed::{has_another, near};
use crate::null_space::{null_space, HASHED};
use crate::one_variable::unnoticed;
use crate::support::size::figure;
use crate::system::System;
use foldscheme_circuits::scalar::Scalar;
use patch::Patched;
use std::collections::BTreeMap;

/// Steps of which a prover's further changes are looked for.
const SEARCHED: usize = 6;

/// A defect: what it is, and how it gets into a circuit; false if there is nothing in it to change.
pub struct Bug {
    pub name: &'static str,
    pub plant: fn(&mut Patched) -> bool,
}

/// What is known of a circuit: satisfying values with what they make of the state, and values that are refused.
pub struct Known {
    pub system: System,
    pub honest: Vec<(Vec<Scalar>, Vec<Scalar>)>,
    pub refused: Vec<Vec<Scalar>>,
}

/// The check that tells a circuit with a defect from the right one, if one does; of those that take long only if asked.
fn caught_by(known: &Known, bug: &Bug, thorough: bool) -> Option<&'static str> {
    let mut patched = Patched::new(&known.system);
    assert!((bug.plant)(&mut patched), "{} is nowhere", bug.name);
    let extended = |values: &[Scalar]| [values, &patched.extra].concat();
    let mut system = patched.system(&known.system.values);
    for (values, after) in &known.honest {
        let values = extended(values);
        if !system.violated(&values, 1).is_empty() {
            return Some("an honest step is refused");
        }
        if !system
            .outputs
            .iter()
            .map(|o| o.eval(&values))
            .eq(after.iter().copied())
        {
            return Some("the state after is not the machine's");
        }
    }
    if known
        .refused
        .iter()
        .any(|values| system.violated(&extended(values), 1).is_empty())
    {
        return Some("a lie or a state that can't be is accepted");
    }
    for (values, _) in &known.honest {
        system.set_values(extended(values));
        if !unnoticed(&mut system).2.is_empty() {
            return Some("a variable can have another value");
        }
        if !null_space(&system, HASHED).is_empty() {
            return Some("a direction of the null space is open");
        }
    }
    if !thorough {
        return None;
    }
    for (values, _) in known.honest.iter().take(SEARCHED) {
        system.set_values(extended(values));
        let hints: Vec<_> = system.hints().collect();
        for hint in hints {
            for other in crate::one_variable::others(system.values[hint], hint) {
                let fitted = system.follow(&[(hint, other)], 1);
                let made_anew = system.cheat(&[(hint, other)]);
                if fitted.1.is_empty() || made_anew.1.is_none() && made_anew.0 != system.values {
                    return Some("a hint can have another value, the rest made to fit");
                }
            }
        }
    }
    let gone = patched.gone(&known.system);
    let found = known.honest.iter().take(SEARCHED).any(|(values, _)| {
        system.set_values(extended(values));
        let search = |missing| has_another(&system, missing, &near(&system, missing));
        gone.iter().any(search)
    });
    found.then_some("a prover who makes up for the change succeeds")
}

/// Plants each bug where it fits; gives how many were planted and those that nothing caught.
fn plant(what: &str, bugs: &[Bug], circuits: &[Known]) -> usize {
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    let mut missed = Vec::new();
    for bug in bugs {
        let fits = |known: &&Known| (bug.plant)(&mut Patched::new(&known.system));
        let fitting: Vec<_> = circuits.iter().filter(fits).collect();
        assert!(!fitting.is_empty(), "{what}: {} fits nowhere", bug.name);
        let caught = |thorough| {
            fitting
                .iter()
                .find_map(|known| caught_by(known, bug, thorough))
        };
        match caught(false).or_else(|| caught(true)) {
            Some(check) => {
                eprintln!("{what}: {}: {check}", bug.name);
                *by.entry(check).or_default() += 1;
            }
            None => missed.push(bug.name),
        }
    }
    figure(
        "planted bugs",
        format_args!(
            "{what}: {} planted, {} not caught; {by:?}",
            bugs.len(),
            missed.len()
        ),
    );
    assert!(missed.is_empty(), "{what}: not caught: {missed:?}");
    bugs.len()
}

#[test]
fn every_bug_planted_in_a_step_of_the_machine_is_caught() {
    assert!(plant("step of the machine", machine::BUGS, &machine::circuits()) >= 25);
}

#[test]
fn every_bug_planted_in_a_typed_step_is_caught() {
    plant("typed step", typed::BUGS, &typed::circuits());
}

/// The checks find nothing in the right constraints.
#[test]
fn no_check_finds_a_bug_where_none_is_planted() {
    let nothing = Bug {
        name: "nothing",
        plant: |_| true,
    };
    for known in machine::circuits().iter().chain(&typed::circuits()) {
        assert_eq!(caught_by(known, &nothing, false), None);
    }
}
