//! Every constraint of a typed step is needed: without it something wrong is accepted.
//!
//! Of the bits of a number only some are left out, unless the suites run at full size. Prints how many constraints there are, and
//! how many nothing missed.

use super::{any_system, system};
use crate::needed::has_another;
use crate::null_space::null_space;
use crate::one_variable::unnoticed;
use crate::support::size::{figure, full};
use crate::support::typed::corpus::{good_inputs, inputs, programs, single_bits};
use crate::support::typed::run;
use crate::system::{without_number, System};
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

/// Whether something is accepted without a constraint that was refused with it: another witness for a step that
/// succeeds, or a step that fails. What takes longest comes last.
fn is_missed(systems: &[&System], row: usize) -> bool {
    let without: Vec<_> = systems.iter().map(|known| known.without(row)).collect();
    let both = || systems.iter().zip(&without);
    let honest = || both().filter(|(known, _)| known.is_honest());
    both().any(|(known, system)| !known.is_honest() && system.is_honest())
        || honest().any(|(_, system)| !unnoticed(&mut system.clone()).2.is_empty())
        || both().any(|(known, system)| {
            has_another(
                system,
                &known.rows[row],
                &system.hints().collect::<Vec<_>>(),
            )
        })
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
