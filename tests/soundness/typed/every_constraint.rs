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
const MOST: usize = 24;

/// Constraints that nothing else notices, each with the reason. There are none.
const REDUNDANT: &[(&str, &str)] = &[];

/// The variables by which a prover could make up for a change: those that the missing constraint was about, and those
/// that the violated one is about, if they are few.
fn mends<'r>(missing: &'r Row, violated: &'r Row) -> impl Iterator<Item = usize> + 'r {
    let few = [&violated.b, &violated.c];
    let few = few.into_iter().filter(|side| side.terms.len() <= 4);
    let few = few.flat_map(|side| side.terms.iter().map(|(v, _)| *v));
    missing.variables().chain(few)
}

/// Whether the prover has another witness, by changes of one variable or two.
fn has_another(system: &System, missing: &Row) -> bool {
    let works = |changes: &[(usize, Scalar)]| {
        let (values, violated) = system.cheat(changes);
        violated.is_none() && values != system.values
    };
    for hint in system.hints().collect::<Vec<_>>() {
        let value = system.values[hint];
        let flipped = Scalar::ONE - value;
        for other in others(value, hint).into_iter().chain([flipped]) {
            let (values, violated) = system.cheat(&[(hint, other)]);
            let Some(violated) = violated else {
                if values != system.values {
                    return true;
                }
                continue;
            };
            // Tried for truth values only, for the sake of time.
            if other != flipped {
                continue;
            }
            for mend in mends(missing, violated).filter(|&v| v != hint && v >= system.inputs) {
                if let Some(value) = system.solve(violated, mend, &values) {
                    if works(&[(hint, other), (mend, value)]) {
                        return true;
                    }
                }
            }
        }
    }
    false
}

/// Whether something is accepted without a constraint that was refused with it: another witness for a step that
/// succeeds, or a step that fails.
fn is_missed(honest: &System, row: usize) -> bool {
    let mut system = honest.without(row);
    !unnoticed(&mut system).2.is_empty()
        || has_another(&system, &honest.rows[row])
        || !null_space(&system, &[]).is_empty()
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
            let lets_in = |system: &System| system.without(row).cheat(&[]).1.is_none();
            if !bad.iter().any(lets_in) && !good.iter().any(|system| is_missed(system, row)) {
                redundant.push((name, without_number(&first.rows[row].name).to_string()));
            }
        }
    }
    eprintln!("{rows} constraints, {} not missed", redundant.len());
    redundant.retain(|(_, row)| !REDUNDANT.iter().any(|(known, _)| known == row));
    assert!(redundant.is_empty(), "{redundant:#?}");
}
