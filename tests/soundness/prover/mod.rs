//! A prover who does one step of a run wrongly, and goes on honestly from where that leads: the constraints of the whole run refuse
//! it, and so does the verifier of a proof made of it.

mod faults;
mod folded;
mod run;
mod typed;

use crate::support::corpus::PROGRAMS;
use crate::support::size::{figure, size};
use crate::support::states::{below, seeded};
use crate::system::without_number;
use faults::{Fault, Filling, Trace};
use rayon::prelude::*;
use run::{refused, Case, Refusal};
use std::collections::BTreeMap;

/// The most steps of an honest run.
const MOST_STEPS: usize = 60;
/// Steps in which a fault is looked for.
const MOST_TRIES: usize = 400;

/// A forged run: what was done, and what refused it.
struct Found {
    fault: Fault,
    filling: Filling,
    by: Refusal,
}

/// A run with this fault, made of one of these.
fn forged(traces: &[Trace<'_>], number: usize) -> Option<Found> {
    let fault = Fault::ALL[number % Fault::ALL.len()];
    let filling = Filling::ALL[number / Fault::ALL.len() % Filling::ALL.len()];
    let mut rng = seeded(number as u64);
    for _ in 0..MOST_TRIES {
        let trace = &traces[below(traces.len(), &mut rng)];
        let Some(forged) = trace.forge(fault, filling, &mut rng) else {
            continue;
        };
        let claim = trace.case.claim(&forged.finished, forged.run.len());
        let Some(refusals) = refused(trace.case, &forged.run, &claim) else {
            continue;
        };
        let what = || {
            let program = &trace.case.circuit.program;
            format!(
                "{fault:?}, {filling:?}, run {number}, step {}\n{program}",
                forged.at
            )
        };
        let Some(by) = refusals.first() else {
            panic!("a forged run is accepted: {}", what());
        };
        // What comes after the fault is in order.
        let here = |refusal: &Refusal| match refusal {
            Refusal::Link(i) | Refusal::Step(i, _) => *i == forged.at,
            Refusal::Initial => forged.at == 0,
            Refusal::Final => false,
        };
        assert!(refusals.iter().all(here), "{refusals:?}: {}", what());
        let by = by.clone();
        return Some(Found { fault, filling, by });
    }
    None
}

#[test]
fn no_run_with_a_fault_in_one_step_satisfies_its_constraints() {
    let cases: Vec<Case> = PROGRAMS.iter().filter_map(|text| Case::new(text)).collect();
    let traces: Vec<Trace<'_>> = cases
        .iter()
        .filter_map(|case| Trace::new(case, MOST_STEPS))
        .collect();
    // The typed steps' forgeries are the rest of the thousand.
    let runs = size(80, 1000 - typed::runs());
    let found: Vec<Option<Found>> = (0..runs)
        .into_par_iter()
        .map(|i| forged(&traces, i))
        .collect();
    let (mut faults, mut fillings) = (BTreeMap::new(), BTreeMap::new());
    let mut refusals: BTreeMap<String, usize> = BTreeMap::new();
    for found in found.iter().flatten() {
        *faults.entry(found.fault).or_insert(0usize) += 1;
        *fillings.entry(found.filling).or_insert(0usize) += 1;
        let by = match &found.by {
            Refusal::Initial => "the initial state".to_string(),
            Refusal::Link(_) => "the link to the step before".to_string(),
            Refusal::Step(_, name) => format!("`{}`", without_number(name)),
            Refusal::Final => "the final state".to_string(),
        };
        *refusals.entry(by).or_default() += 1;
    }
    let made = found.iter().flatten().count();
    let faults: Vec<_> = faults
        .iter()
        .map(|(f, n)| format!("{n} {}", f.name()))
        .collect();
    figure(
        "cheating prover",
        format_args!(
            "{made} runs of {} programs with a fault in one step, none accepted: {}; filled in: {fillings:?}; refused by {refusals:?}",
            traces.len(), faults.join(", ")
        ),
    );
    assert_eq!(made, runs, "a fault was not possible anywhere");
    assert_eq!(faults.len(), Fault::ALL.len());
}

#[test]
fn an_honest_run_satisfies_them() {
    for text in &PROGRAMS[..12] {
        let Some(case) = Case::new(text) else {
            continue;
        };
        let program = &case.circuit.program;
        let start = foldscheme_lang::machine::Machine::new(program, &program.inputs);
        let (steps, finished) = case.finish(&start, 3000).expect("it ends");
        let claim = case.claim(&finished, steps.len());
        assert_eq!(refused(&case, &steps, &claim), Some(Vec::new()), "{text}");
        // And each end is looked at.
        let mut late = steps.clone();
        late.remove(0);
        if !late.is_empty() {
            let refusals = refused(&case, &late, &claim).expect("a claim");
            assert_eq!(refusals, [Refusal::Initial], "{text}");
        }
        let mut early = steps.clone();
        early.pop();
        let refusals = refused(&case, &early, &claim).expect("a claim");
        assert_eq!(refusals, [Refusal::Final], "{text}");
    }
}
