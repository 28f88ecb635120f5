//! No variable of a typed step can have another value: alone, with what follows made to fit, or to first order.

use super::each;
use crate::null_space::null_space;
use crate::one_variable::{is_free, others, unnoticed};
use crate::regenerate::{self, Noticed};
use crate::support::typed::build_chain;
use crate::support::typed::corpus::{good_inputs, recurrence};
use crate::system::{without_number, System};
use foldscheme_circuits::scalar::Scalar;
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::collections::BTreeMap;

/// Inputs for each program.
const MOST: usize = 6;

#[test]
fn no_variable_can_have_another_value() {
    let (mut steps, mut variables, mut tried) = (0, 0, 0);
    let mut survivors = Vec::new();
    each(MOST, |name, mut system| {
        let found = unnoticed(&mut system);
        steps += 1;
        variables += found.0;
        tried += found.1;
        survivors.extend(found.2.into_iter().map(|kind| (kind, name)));
    });
    eprintln!(
        "{steps} steps, {variables} variables, {tried} changes, {} survivors",
        survivors.len()
    );
    survivors.retain(|(kind, _)| !is_free(kind));
    assert!(survivors.is_empty(), "{survivors:?}");
}

#[test]
fn no_hint_can_have_another_value_though_the_rest_is_made_to_fit() {
    let (mut hints, mut tried) = (0, 0);
    let mut noticed = Noticed::new();
    let mut survivors = Vec::new();
    each(MOST, |name, system| {
        let found = regenerate::unnoticed(&system, &mut noticed);
        hints += found.0;
        tried += found.1;
        survivors.extend(found.2.into_iter().map(|(kind, _)| (kind, name)));
    });
    for ((hint, row), count) in &noticed {
        eprintln!("{count:7} changes of `{hint}` violate `{row}`");
    }
    eprintln!(
        "{hints} hints, {tried} changes, {} survivors",
        survivors.len()
    );
    survivors.retain(|(kind, _)| !is_free(kind));
    assert!(survivors.is_empty(), "{survivors:?}");
}

/// As above, by a prover who also decomposes anew whatever numbers come out, and tests them for zero.
#[test]
fn a_prover_who_computes_everything_from_a_wrong_hint_is_caught() {
    let (mut tried, mut mended) = (0, 0);
    let mut noticed: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut survivors = Vec::new();
    each(MOST, |name, system| {
        for hint in system.hints().collect::<Vec<_>>() {
            for other in others(system.values[hint], hint) {
                tried += 1;
                let kind = system.kind(hint).to_string();
                match system.cheat(&[(hint, other)]) {
                    (_, Some(row)) => {
                        let row = without_number(&row.name).to_string();
                        *noticed.entry((kind, row)).or_default() += 1;
                    }
                    (values, None) if values == system.values => mended += 1,
                    (_, None) => survivors.push((kind, name)),
                }
            }
        }
    });
    for ((hint, row), count) in &noticed {
        eprintln!("{count:7} cheats from `{hint}` violate `{row}`");
    }
    eprintln!("{tried} cheats, {mended} came to nothing");
    assert_eq!(mended, 0);
    assert!(survivors.is_empty(), "{survivors:?}");
}

#[test]
fn computing_everything_anew_changes_nothing_if_nothing_is_changed() {
    each(3, |name, system| {
        let (values, violated) = system.cheat(&[]);
        assert!(violated.is_none() && values == system.values, "{name}");
    });
}

#[test]
fn no_direction_satisfies_the_constraints_to_first_order() {
    let (mut steps, mut survivors) = (0, Vec::new());
    each(MOST, |name, system| {
        steps += 1;
        for direction in null_space(&system, &[]) {
            let kinds: Vec<_> = direction.iter().map(|(h, _)| system.kind(*h)).collect();
            survivors.push((kinds.join(", "), name));
        }
    });
    eprintln!("{steps} steps, {} free directions", survivors.len());
    assert!(survivors.is_empty(), "{survivors:?}");
}

#[test]
fn no_variable_of_several_steps_can_have_another_value() {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let program = recurrence::<Scalar>();
    for inputs in good_inputs::<Scalar>(&program, 2, &mut rng) {
        let built = build_chain::<Scalar>(&program, &inputs, 2);
        let mut system = System::new(&built, inputs.len());
        assert!(unnoticed(&mut system).2.is_empty());
        assert!(null_space(&system, &[]).is_empty());
        for hint in system.hints().collect::<Vec<_>>() {
            for other in others(system.values[hint], hint) {
                let (_, violated) = system.cheat(&[(hint, other)]);
                assert!(violated.is_some(), "{}", system.names[hint]);
            }
        }
    }
}
