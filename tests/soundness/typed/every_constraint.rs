//! Every constraint of a typed step is needed: without it something wrong is accepted.

use super::{any_system, system};
use crate::null_space::null_space;
use crate::one_variable::{others, unnoticed};
use crate::support::typed::corpus::{good_inputs, inputs, programs};
use crate::support::typed::run;
use crate::system::{without_number, Row, System};
use ff::Field;
use foldscheme_circuits::scalar::Scalar;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// Longer systems than this are too slow for it; what they are made of is in shorter ones.
const MOST_ROWS: usize = 110;

/// Inputs for each program, besides those at the ends of their bounds.
const MOST: usize = 32;

/// Constraints that nothing else notices, each with the reason. There are none.
const REDUNDANT: &[(&str, &str)] = &[];

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
/// succeeds, or a step that fails.
fn is_missed(known: &System, row: usize) -> bool {
    let mut system = known.without(row);
    if known.is_honest() && !unnoticed(&mut system).2.is_empty() {
        return true;
    }
    has_another(&system, &known.rows[row])
        || (known.is_honest() && !null_space(&system, &[]).is_empty())
}

#[test]
fn every_constraint_is_missed_when_it_is_left_out() {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let (mut rows, mut redundant): (usize, Vec<(&str, String)>) = (0, Vec::new());
    for (name, program) in programs::<Scalar>() {
        let good = good_inputs::<Scalar>(&program, MOST, &mut rng);
        let mut bad = inputs(&program, MOST, &mut rng);
        bad.retain(|inputs| run::<Scalar>(&program, inputs).is_err());
        let good: Vec<_> = good.iter().map(|x| system(&program, x)).collect();
        let bad: Vec<_> = bad.iter().map(|x| any_system(&program, x)).collect();
        let Some(first) = good.first().filter(|s| s.rows.len() <= MOST_ROWS) else {
            continue;
        };
        rows += first.rows.len();
        for row in 0..first.rows.len() {
            if !good.iter().chain(&bad).any(|system| is_missed(system, row)) {
                redundant.push((name, without_number(&first.rows[row].name).to_string()));
            }
        }
    }
    eprintln!("{rows} constraints, {} not missed", redundant.len());
    redundant.retain(|(_, row)| !REDUNDANT.iter().any(|(known, _)| known == row));
    assert!(redundant.is_empty(), "{redundant:#?}");
}
