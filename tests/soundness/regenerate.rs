//! No hint can have another value even if everything that follows from it is made to fit.

use crate::one_variable::{distinct, others, system, FREE_HINTS};
use crate::support::corpus::PROGRAMS;
use crate::support::{circuit, OFFERS};
use crate::system::without_number;
use std::collections::BTreeMap;

#[test]
fn no_hint_can_have_another_value_though_the_rest_is_made_to_fit() {
    let (mut tried, mut hints) = (0, 0);
    let mut noticed: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut survivors = Vec::new();
    for source in PROGRAMS {
        for slots in [OFFERS[0], OFFERS[2]] {
            let circuit = circuit(source, slots);
            for step in distinct(&circuit) {
                let system = system(&circuit, &step);
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
                                survivors.push((kind, system.same_outputs(&values), *source));
                            }
                        }
                    }
                }
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
    survivors.retain(|(kind, ..)| !FREE_HINTS.iter().any(|(free, _)| free == kind));
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
