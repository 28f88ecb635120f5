//! The compiler's optimisations change nothing of what a program means.

use crate::run::{compiled, ran};
use crate::support::corpus::{LIBRARY, PROGRAMS};
use crate::support::size::{figure, size};
use crate::support::{disagreement, steps, LEAST};
use crate::{grammar, program};
use foldscheme_circuits::scalar::Scalar;
use foldscheme_circuits::step::Circuit;
use foldscheme_lang::compiler::Effort;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The examples that are programs of the machine.
fn examples() -> Vec<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut paths: Vec<_> = std::fs::read_dir(directory)
        .expect("the examples")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "scm"))
        .collect();
    paths.sort();
    let texts = paths
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("reads"));
    texts.collect()
}

/// Generated programs: so many, and on until every production is used.
fn generated(count: usize) -> (Vec<String>, usize) {
    let grammar = grammar();
    let mut uses = BTreeMap::new();
    let mut texts = Vec::new();
    for seed in 1.. {
        let known = uses.len();
        let text = program(seed, &grammar, &mut uses).text();
        // What is beyond the count is there for what it uses.
        if texts.len() < count || uses.len() > known {
            texts.push(text);
        }
        let all = uses.len() == grammar.productions.len();
        if (all && texts.len() >= count) || seed > 100_000 {
            break;
        }
    }
    (texts, uses.len())
}

#[test]
fn without_optimisation_every_program_has_the_same_value_error_and_output() {
    let known: Vec<String> = PROGRAMS
        .iter()
        .chain(LIBRARY)
        .map(|text| (*text).to_string())
        .collect();
    let examples = examples();
    let (generated, productions) = generated(size(150, 3000));
    let (known_count, example_count, generated_count) =
        (known.len(), examples.len(), generated.len());
    let all: Vec<String> = known.into_iter().chain(examples).chain(generated).collect();
    let ended: Vec<(bool, bool)> = all
        .par_iter()
        .map(|text| {
            let one = compiled(text, LEAST, Effort::Full).expect("it compiles");
            let other = compiled(text, LEAST, Effort::Least).expect("it compiles");
            let ended = match (ran(&one), ran(&other)) {
                (Some(a), Some(b)) => {
                    assert_eq!(a, b, "{text}\n{one}\n{other}");
                    true
                }
                _ => false,
            };
            (ended, one.to_string() != other.to_string())
        })
        .collect();
    let changed = ended.iter().filter(|(_, changed)| *changed).count();
    let ended = ended.iter().filter(|(ended, _)| *ended).count();
    figure(
        "optimisation",
        format_args!("{known_count} programs of the corpus, {example_count} examples, {generated_count} generated programs of {productions} productions: {changed} have other blocks without optimisation; {ended} end the same, {} are cut off, none differs", all.len() - ended),
    );
    assert!(all.len() - ended <= all.len() / 50);
    // A program may be a constant.
    assert!(changed * 10 > all.len() * 7, "{changed}");
}

#[test]
fn the_circuits_of_unoptimised_blocks_agree_with_the_machine() {
    let most = size(12, 400);
    let texts: Vec<&str> = PROGRAMS
        .iter()
        .take(size(30, PROGRAMS.len()))
        .copied()
        .collect();
    let found: Vec<Option<usize>> = texts
        .par_iter()
        .map(|text| {
            let program = compiled(text, LEAST, Effort::Least).expect("it compiles");
            let circuit = Arc::new(Circuit::<Scalar>::new(program).ok()?);
            let steps = steps(&circuit, most);
            for step in &steps {
                if let Some(why) = disagreement(&circuit, 1, &[step]) {
                    panic!("{text}\n{why}\n{}", circuit.program);
                }
            }
            Some(steps.len())
        })
        .collect();
    let steps: usize = found.iter().flatten().sum();
    let none = found.iter().filter(|found| found.is_none()).count();
    figure(
        "optimisation",
        format_args!("{steps} steps of {} programs' unoptimised blocks agree with their circuits, {none} have frames too wide for one", texts.len() - none),
    );
    assert!(none * 4 < texts.len());
}
