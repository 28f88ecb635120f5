//! Pairs of a program and a transformed one come to the same.

use crate::generate::{Generated, Grammar};
use crate::rng::Rng;
use crate::run::{run, Ran};
use crate::support::size::{figure, size};
use crate::transform::{transformed, Transformation};
use crate::{grammar, program};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Two programs that are to mean the same.
pub struct Pair {
    pub kind: Transformation,
    pub one: String,
    pub other: String,
}

/// A pair of this kind, from this seed on.
pub fn pair(kind: Transformation, seed: u64, grammar: &Grammar) -> Pair {
    for attempt in 0.. {
        let seed = seed + attempt * 0x1_0000_0000;
        let original: Generated = program(seed, grammar, &mut BTreeMap::new());
        if let Some(other) = transformed(kind, &original, &mut Rng::new(seed)) {
            let one = original.text();
            return Pair { kind, one, other };
        }
    }
    unreachable!("some program has a place for it")
}

/// What came of a pair.
enum Verdict {
    Same(Ran),
    /// One of them takes too long.
    Long,
}

fn verdict(pair: &Pair, seed: u64) -> Verdict {
    let run = |text: &str| {
        run(text).unwrap_or_else(|why| panic!("{:?}, seed {seed}: {why}\n{}", pair.kind, pair.one))
    };
    match (run(&pair.one), run(&pair.other)) {
        (Some(a), Some(b)) => {
            assert_eq!(
                a, b,
                "{:?}, seed {seed}:\n{}\n\nis not\n\n{}",
                pair.kind, pair.one, pair.other
            );
            Verdict::Same(a)
        }
        _ => Verdict::Long,
    }
}

#[test]
fn a_transformed_program_has_the_same_value_error_and_output() {
    let grammar = grammar();
    let pairs = size(360, 10_000);
    let found: Vec<(Transformation, Verdict)> = (0..pairs)
        .into_par_iter()
        .map(|i| {
            let kind = Transformation::ALL[i % Transformation::ALL.len()];
            let seed = 1 + i as u64;
            (kind, verdict(&pair(kind, seed, &grammar), seed))
        })
        .collect();
    let mut kinds: BTreeMap<Transformation, usize> = BTreeMap::new();
    let (mut failed, mut emitted, mut long) = (0, 0, 0);
    for (kind, verdict) in &found {
        match verdict {
            Verdict::Same(ran) => {
                *kinds.entry(*kind).or_default() += 1;
                failed += usize::from(ran.failed);
                emitted += ran.output.len();
            }
            Verdict::Long => long += 1,
        }
    }
    figure(
        "metamorphic pairs",
        format_args!("{pairs} pairs run, {kinds:?} with equal ends and outputs, {failed} of them with an error, {emitted} values emitted, {long} cut off, none differs"),
    );
    assert_eq!(kinds.len(), Transformation::ALL.len());
    assert!(failed > 0 && emitted > pairs && long * 50 < pairs);
}
