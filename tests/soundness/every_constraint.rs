//! Every constraint of a step is needed: without it something wrong is accepted.
//!
//! Some say what others say, too: those are left out with all of their kind as well. Prints how many constraints there are, by what their
//! absence was noticed, and how many nothing noticed.

use crate::cheats::with_bits;
use crate::needed::{has_another, has_other_bits, is_missed, kind, near, By, Needed};
use crate::one_variable::others;
use crate::samples::Samples;
use crate::support::corpus::PROGRAMS;
use crate::support::shape::Shape;
use crate::support::size::{figure, full, size};
use crate::support::{circuit, OFFERS};
use crate::system::{without_number, Row, System};
use ff::Field;
use foldscheme_circuits::scalar::{power_of_two, Scalar};
use foldscheme_circuits::step::Circuit;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Constraints whose absence these checks do not notice in some circuit, by name, each with the reason.
const UNNOTICED: &[(&str, &str)] = &[
    (
        "decode one block is selected",
        "redundant: follows from the next state's; in most circuits a witness without both is found",
    ),
    (
        "next one block is selected",
        "redundant: follows from that of the state before, since each selected block leads to one",
    ),
    (
        "next selector",
        "redundant where one selector has a variable of its own: the sum of all, which is one, leaves one number for it",
    ),
    (
        "dispatch one target if any",
        "redundant: the sum of the next selectors says it once more",
    ),
    (
        "slot branch taken",
        "needed: who takes the other branch opens another cell, whose contents are not looked for here; noticed in other circuits",
    ),
    (
        "slot check passed",
        "needed: who goes on after a failed check opens a cell that there is not; noticed in other circuits",
    ),
    (
        "slot opened cell has this digest",
        "needed: who opens another cell has to know it; noticed in other circuits",
    ),
    (
        "slot zero only if zero",
        "needed: who denies zero takes a path on which a cell is opened that there is not; noticed in other circuits",
    ),
    (
        "slot 64 bits",
        "redundant: the slot's own bits keep quotient, remainder and slack so small that their product does not wrap around",
    ),
    (
        "slot no inverse of zero",
        "harmless: the inverse of zero is free then, and nothing uses it; noticed where a state has a zero there",
    ),
    (
        "slot zero is not negative",
        "harmless where the result is a remainder: the sign of zero makes no difference",
    ),
    (
        "decode block selector",
        "redundant where there are few blocks: the two sums and the other bits leave one number for it",
    ),
];

/// Of each hundred constraints the share that something notices.
const NOTICED: usize = 99;

/// Blocks, the two ends included, without which there is one path only: of a program of constants, of which no state takes any other.
const LEAST_BLOCKS: usize = 5;

/// Larger circuits are left to the full size.
const MOST_ROWS: usize = 390;

/// Steps of which every variable is changed.
const CHANGED: usize = 12;

/// Random states at each place.
const EACH: usize = 6;

/// Circuits that have between them constraints of every name; at full size all that take more than one path.
fn circuits() -> Vec<(String, Arc<Circuit>)> {
    let all = PROGRAMS.par_iter().flat_map(|source| {
        OFFERS
            .par_iter()
            .map(move |slots| (format!("{source} {slots:?}"), circuit(source, *slots)))
    });
    let mut all: Vec<_> = all.collect();
    all.retain(|(_, circuit)| circuit.program.blocks.len() >= LEAST_BLOCKS);
    if full() {
        return all;
    }
    let names = |circuit: &Arc<Circuit>| -> BTreeSet<String> {
        let shape = Shape::of_steps(circuit, 1);
        shape.names().map(|n| without_number(n).into()).collect()
    };
    let mut known = BTreeSet::new();
    all.retain(|(_, circuit)| Shape::of_steps(circuit, 1).constraints() <= MOST_ROWS);
    let size = |circuit: &Arc<Circuit>| Shape::of_steps(circuit, 1).constraints();
    all.sort_by_cached_key(|(_, circuit)| size(circuit));
    all.retain(|(_, circuit)| {
        let before = known.len();
        known.extend(names(circuit));
        known.len() > before
    });
    all
}

/// Whether a prover without a constraint can put another number into a range slot by its variables, and choose the bits to fit.
fn has_other_range(without: &System, missing: &Row) -> bool {
    let variables: BTreeSet<usize> = missing
        .variables()
        .filter(|&v| v >= without.inputs)
        .collect();
    variables.into_iter().any(|variable| {
        let value = without.values[variable];
        let far = value + power_of_two::<Scalar>(64);
        let others = others(value, variable).into_iter().chain([far]);
        others
            .into_iter()
            .any(|other| with_bits(without, vec![(variable, other)]).is_none())
    })
}

/// What was noticed of one circuit's constraints, and whether a state was tried in which they say anything: not if the first factor, the
/// selector of a path, is zero in all of them.
fn look(samples: &Samples) -> (Needed, Vec<bool>) {
    let mut system = samples.system.clone();
    let mut needed = Needed::new(system.rows.len());
    let mut said = vec![false; system.rows.len()];
    for step in &samples.steps {
        system.set_values(samples.values(&step.z, step));
        for (row, said) in system.rows.iter().zip(&mut said) {
            *said |= row.a.eval(&system.values) != Scalar::ZERO;
        }
        assert!(system.is_honest(), "a step of block {}", step.block.0);
        needed.look_at_honest(&system);
    }
    for step in samples.steps.iter().take(CHANGED) {
        system.set_values(samples.values(&step.z, step));
        needed.look_at_changes(&system);
    }
    for row in needed.open() {
        let mut without = system.without(row);
        let missing = &system.rows[row];
        let hints = near(&without, missing);
        let found = samples.steps.iter().take(size(4, 40)).any(|step| {
            without.set_values(samples.values(&step.z, step));
            has_another(&without, missing, &hints)
                || has_other_bits(&without, missing)
                || has_other_range(&without, missing)
        });
        if found {
            needed.note(row, By::Search);
        }
    }
    for step in &samples.steps {
        samples.each_refused(step, |values| {
            needed.look_at_refused(&system, &values);
            !needed.open().is_empty()
        });
    }
    for row in needed.open() {
        let kind = kind(&system.rows[row]);
        let mut without = system.with_rows(|row| self::kind(row) != kind);
        let missed = samples.steps.iter().any(|step| {
            without.set_values(samples.values(&step.z, step));
            is_missed(&mut without)
        });
        if missed {
            needed.note(row, By::Kind);
        }
    }
    (needed, said)
}

#[test]
fn every_constraint_is_missed_when_it_is_left_out() {
    let circuits = circuits();
    let looked = circuits.par_iter().enumerate();
    let looked = looked.map(|(i, (source, circuit))| {
        let samples = Samples::of(Arc::clone(circuit), EACH, i as u64);
        let (needed, said) = look(&samples);
        let names = samples.system.rows.into_iter().map(|row| row.name);
        (source, needed, said, names.collect::<Vec<_>>())
    });
    let looked: Vec<_> = looked.collect();
    let mut counts: BTreeMap<By, usize> = BTreeMap::new();
    let mut redundant: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let (mut rows, mut idle) = (0, 0);
    for (source, needed, said, names) in &looked {
        rows += names.len();
        for (by, count) in needed.counts() {
            *counts.entry(by).or_default() += count;
        }
        let (open, untaken): (Vec<_>, Vec<_>) =
            needed.open().into_iter().partition(|&row| said[row]);
        idle += untaken.len();
        for row in open {
            let sources = redundant.entry(without_number(&names[row])).or_default();
            sources.push(source);
        }
    }
    let unnoticed: usize = redundant.values().map(Vec::len).sum();
    figure(
        "every constraint",
        format_args!(
            "{rows} of {} circuits left out, each alone; noticed by {counts:?}; {unnoticed} not noticed; {idle} of paths that no state takes",
            circuits.len()
        ),
    );
    for (name, sources) in &redundant {
        let count = sources.len();
        eprintln!("{count:5} not noticed: `{name}`, e.g. of {}", sources[0]);
    }
    let known = |name: &str| UNNOTICED.iter().any(|(known, _)| *known == name);
    let unknown: Vec<_> = redundant.keys().filter(|name| !known(name)).collect();
    assert!(unknown.is_empty(), "not on the list: {unknown:#?}");
    let noticed = rows - idle - unnoticed;
    assert!(
        100 * noticed >= NOTICED * (rows - idle),
        "{unnoticed} of {rows} not noticed"
    );
}
