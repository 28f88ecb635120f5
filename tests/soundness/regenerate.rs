//! No hint can have another value even if everything that follows from it is made to fit.

use crate::one_variable::{distinct, is_free, others, system};
use crate::support::corpus::PROGRAMS;
use crate::support::{circuit, OFFERS};
use crate::system::{without_number, System};
use std::collections::BTreeMap;

/// Which constraints noticed which changes of hints, by kinds.
pub type Noticed = BTreeMap<(String, String), usize>;

/// How many hints there are, how many other values of them were tried, and those that no constraint noticed though what they
/// define was made to fit: kind, and whether the outputs stay.
pub fn unnoticed(system: &System, noticed: &mut Noticed) -> (usize, usize, Vec<(String, bool)>) {
    let (mut hints, mut tried, mut survivors) = (0, 0, Vec::new());
    for hint in system.hints().collect::<Vec<_>>() {
        hints += 1;
        for other in others(system.values[hint], hint) {
            tried += 1;
            let kind = system.kind(hint).to_string();
            match system.violated_by(&[(hint, other)]) {
                Some(row) => {
                    let row = without_number(&row.name).to_string();
                    *noticed.entry((kind, row)).or_default() += 1;
                }
                None => {
                    let values = system.regenerate(&[(hint, other)]);
                    survivors.push((kind, system.same_outputs(&values)));
                }
            }
        }
    }
    (hints, tried, survivors)
}

#[test]
fn no_hint_can_have_another_value_though_the_rest_is_made_to_fit() {
    let (mut tried, mut hints) = (0, 0);
    let mut noticed = Noticed::new();
    let mut survivors = Vec::new();
    for source in PROGRAMS {
        for slots in [OFFERS[0], OFFERS[2]] {
            let circuit = circuit(source, slots);
            for step in distinct(&circuit) {
                let found = unnoticed(&system(&circuit, &step), &mut noticed);
                hints += found.0;
                tried += found.1;
                survivors.extend(
                    found
                        .2
                        .into_iter()
                        .map(|(kind, same)| (kind, same, *source)),
                );
            }
        }
    }
    for ((hint, row), count) in &noticed {
        eprintln!("{count:7} changes of `{hint}` violate `{row}`");
    }
    eprintln!(
        "{hints} hints, {tried} changes, {} survivors",
        survivors.len()
    );
    survivors.retain(|(kind, ..)| !is_free(kind));
    assert!(survivors.is_empty(), "{survivors:?}");
}

#[test]
fn making_the_rest_fit_changes_nothing_if_nothing_is_changed() {
    let circuit = circuit(PROGRAMS[3], OFFERS[0]);
    for step in distinct(&circuit) {
        let system = system(&circuit, &step);
        let all: Vec<_> = system.hints().map(|h| (h, system.values[h])).collect();
        let values = system.regenerate(&all);
        assert!(system.violated_by(&all).is_none());
        assert!(values == system.values && system.same_outputs(&values));
    }
}
