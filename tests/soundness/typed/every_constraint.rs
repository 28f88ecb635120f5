//! Every constraint of a typed step is needed: without it something wrong is accepted.
//!
//! Of the bits of a number only some are left out, unless the suites run at full size. Prints how many constraints there are, and
//! how many nothing missed.

use super::{any_system, system};
use crate::null_space::null_space;
use crate::one_variable::{others, unnoticed};
use crate::support::size::{figure, full};
use crate::support::typed::corpus::{good_inputs, inputs, programs, single_bits};
use crate::support::typed::run;
use crate::system::{without_number, Row, System};
use ff::Field;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_lang::typed::array::Value;
use proptest::test_runner::{RngAlgorithm, TestRng};
use rayon::prelude::*;

/// Longer systems than this are too slow for it; what they are made of is in shorter ones.
const MOST_ROWS: usize = 110;

/// Inputs for each program, besides those at the ends of their bounds.
const MOST: usize = 24;

/// Constraints that nothing notices, by program and name, each with the reason why it is redundant there.
const REDUNDANT: &[(&str, &str, &str)] = &[(
    "checked of known bits, natural",
    "sign bit",
    "that no bit is above and the sign is not missing already makes the sign, the top bit, 1",
)];

/// The variables by which a prover could make up for a change: those that the missing constraint was about, those that
/// the violated one defines or uses as defined, and what it is about if that is little.
fn mends<'r>(
    system: &'r System,
    missing: &'r Row,
    violated: &'r Row,
) -> impl Iterator<Item = usize> + 'r {
    let few = [&violated.b, &violated.c];
    let few = few.into_iter().filter(|side| side.terms.len() <= 4);
    let few = few.flat_map(|side| side.terms.iter().map(|(v, _)| *v));
    let defined = violated.variables().filter(|v| system.is_defined(*v));
    missing.variables().chain(few).chain(defined.take(3))
}

/// Whether the prover has another witness with these changes, or some witness if there is none: perhaps after a few
/// more changes, each of which makes a violated constraint hold.
fn succeeds(system: &System, missing: &Row, changes: &[(usize, Scalar)], more: usize) -> bool {
    let (values, violated) = system.cheat(changes);
    let Some(violated) = violated else {
        return !system.is_honest() || values != system.values;
    };
    let open = |v: &usize| *v >= system.inputs && !changes.iter().any(|(changed, _)| changed == v);
    more > 0
        && mends(system, missing, violated).filter(open).any(|mend| {
            system
                .solve(violated, mend, &values)
                .into_iter()
                .any(|value| {
                    let changes = [changes, &[(mend, value)]].concat();
                    succeeds(system, missing, &changes, more - 1)
                })
        })
}

/// Whether the prover has a witness without a constraint that there was none for with it.
fn has_another(system: &System, missing: &Row) -> bool {
    let hints: Vec<_> = system.hints().collect();
    let tries = |more: bool| {
        let hints = hints.iter();
        hints.flat_map(move |&hint| {
            let value = system.values[hint];
            match more {
                true => vec![(hint, Scalar::ONE - value)],
                false => others(value, hint)
                    .into_iter()
                    .map(|other| (hint, other))
                    .collect(),
            }
        })
    };
    (!system.is_honest() && succeeds(system, missing, &[], 2))
        || tries(false).any(|change| succeeds(system, missing, &[change], 0))
        || tries(true).any(|change| succeeds(system, missing, &[change], 2))
}

/// Whether something is accepted without a constraint that was refused with it: another witness for a step that
/// succeeds, or a step that fails. What takes longest comes last.
fn is_missed(systems: &[&System], row: usize) -> bool {
    let without: Vec<_> = systems.iter().map(|known| known.without(row)).collect();
    let both = || systems.iter().zip(&without);
    let honest = || both().filter(|(known, _)| known.is_honest());
    both().any(|(known, system)| !known.is_honest() && system.is_honest())
        || honest().any(|(_, system)| !unnoticed(&mut system.clone()).2.is_empty())
        || both().any(|(known, system)| has_another(system, &known.rows[row]))
        || honest().any(|(_, system)| !null_space(system, &[]).is_empty())
}

#[test]
fn every_constraint_is_missed_when_it_is_left_out() {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let all = full();
    let (mut rows, mut redundant): (usize, Vec<(&str, String)>) = (0, Vec::new());
    for (name, program) in programs::<Scalar>() {
        let succeeds = |inputs: &Vec<Value>| run::<Scalar>(&program, inputs).is_ok();
        let more = [inputs(&program, MOST, &mut rng), single_bits(&program)].concat();
        let (more, bad): (Vec<_>, Vec<_>) = more.into_iter().partition(succeeds);
        let good = [good_inputs::<Scalar>(&program, MOST, &mut rng), more].concat();
        let good: Vec<_> = good.iter().map(|x| system(&program, x)).collect();
        let bad: Vec<_> = bad.iter().map(|x| any_system(&program, x)).collect();
        let Some(first) = good.first().filter(|s| s.rows.len() <= MOST_ROWS) else {
            continue;
        };
        let label = |row: usize| without_number(&first.rows[row].name);
        let looked_at = |row: &usize| all || !label(*row).ends_with(" bit") || row % 5 == 1;
        let looked_at: Vec<usize> = (0..first.rows.len()).filter(looked_at).collect();
        rows += looked_at.len();
        let systems: Vec<_> = good.iter().chain(&bad).collect();
        let missed = looked_at.into_par_iter();
        redundant.par_extend(
            missed.filter_map(|row| {
                (!is_missed(&systems, row)).then(|| (name, label(row).to_string()))
            }),
        );
    }
    figure(
        "typed steps, every constraint",
        format_args!("{rows} left out, {} not missed", redundant.len()),
    );
    for (program, name, _) in REDUNDANT {
        let place = redundant
            .iter()
            .position(|(p, row)| p == program && row == name);
        assert!(place.is_some() || !all, "{name} of {program} is missed");
        place.map(|place| redundant.remove(place));
    }
    assert!(redundant.is_empty(), "{redundant:#?}");
}
