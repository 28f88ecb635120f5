//! Mutated files: through the decoder and the check of the form all of them, through the whole verifier some. None panics, what decodes has
//! one encoding, and what is accepted is the proof as it was made.

use crate::made::{self, Made, Sealed};
use crate::mutate::mutated;
use crate::rng::Rng;
use crate::size::{figure, size};
use crate::tree::Tree;
use foldscheme_circuits::ivc::VerifyError;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// The proofs that are mutated, and of a thousand mutants how many are of each; uncompressed proofs are long.
fn seeds() -> Vec<(&'static Made, usize)> {
    vec![
        (made::run_on_pasta(), 400),
        (made::steps_on_pasta(), 400),
        (made::run_under_a_ceremony(), 196),
        (made::uncompressed_run(), 4),
    ]
}

/// A mutant: of the whole file, or of the proof's bytes in a file that says how many they are.
fn mutant(rng: &mut Rng, made: &Made) -> Vec<u8> {
    if rng.chance(50) {
        return mutated(rng, &made.sealed.bytes(), &made.other.bytes());
    }
    if rng.chance(30) {
        return piece_changed(rng, made);
    }
    let proof = mutated(rng, made.sealed.proof_bytes(), made.other.proof_bytes());
    made.sealed.with(proof).bytes()
}

/// A file in which a few pieces of the proof are changed, all else being well-formed: elements a little, lists by a part.
fn piece_changed(rng: &mut Rng, made: &Made) -> Vec<u8> {
    let mut tree = made.tree.clone();
    for _ in 0..1 + rng.below(3) {
        let mut piece = &mut tree;
        while piece.children() > 0 && !(matches!(piece, Tree::List(_)) && rng.chance(10)) {
            let child = rng.below(piece.children());
            piece = piece.child_mut(child);
        }
        match piece {
            // The last byte holds a point's sign, and what makes a number too large.
            Tree::Element(bytes) => {
                let at = rng.below(bytes.len() - 1);
                bytes[at] ^= 1 << rng.below(8);
            }
            Tree::Number(n) => *n ^= 1 << rng.below(64),
            Tree::List(list) if rng.chance(50) => drop(list.pop()),
            Tree::List(list) => list.extend(list.last().cloned()),
            Tree::Parts(_) => {}
        }
    }
    made.sealed.with(tree.encode()).bytes()
}

fn of_index<'s>(index: usize, seeds: &[(&'s Made, usize)]) -> (Rng, &'s Made) {
    let mut rng = Rng::new(0x7a3d_0000_0000 + index as u64);
    let mut ticket = rng.below(1000);
    for (made, share) in seeds {
        if ticket < *share {
            return (rng, made);
        }
        ticket -= share;
    }
    (rng, seeds[0].0)
}

/// How far a mutant came.
fn decoded(rng: &mut Rng, made: &Made, bytes: &[u8]) -> &'static str {
    // That what is read has just these bytes, `read` asserts.
    let Ok(sealed) = Sealed::read(bytes) else {
        return "no file";
    };
    // Numbers and points take a while; a wrong form never gets so far.
    let thorough = rng.below(64) == 0;
    match (made.form)(&sealed.proof, thorough) {
        Err(VerifyError::Shape { .. }) => "another form",
        Err(_) => "no proof",
        Ok(()) if bytes == made.sealed.bytes() => "unchanged",
        Ok(()) if thorough => "well-formed, numbers and points too",
        Ok(()) => "well-formed",
    }
}

#[test]
fn mutants_are_decoded_or_refused_without_a_panic() {
    let seeds = seeds();
    let count = size(20_000, 1_000_000);
    let outcomes: BTreeMap<&str, usize> = (0..count)
        .into_par_iter()
        .map(|index| {
            let (mut rng, made) = of_index(index, &seeds);
            let bytes = mutant(&mut rng, made);
            let outcome = catch_unwind(AssertUnwindSafe(|| decoded(&mut rng, made, &bytes)));
            outcome.unwrap_or_else(|_| panic!("mutant {index} of {} panics", made.name))
        })
        .fold(BTreeMap::new, |mut counts: BTreeMap<_, usize>, outcome| {
            *counts.entry(outcome).or_default() += 1;
            counts
        })
        .reduce(BTreeMap::new, |mut left, right| {
            for (outcome, count) in right {
                *left.entry(outcome).or_default() += count;
            }
            left
        });
    // Each stage has something to do.
    for outcome in ["no file", "no proof", "another form", "well-formed"] {
        let of = outcomes.get(outcome).copied().unwrap_or_default();
        assert!(of > count / 500, "{outcome}: {of}");
    }
    figure(
        "tampering: bytes",
        format_args!("{count} mutated encodings decoded or refused, panics 0: {outcomes:?}"),
    );
}

#[test]
fn no_mutant_is_accepted() {
    let seeds = seeds();
    let count = size(60, 10_000);
    let refused: usize = (0..count)
        .into_par_iter()
        .map(|index| {
            let (mut rng, made) = of_index(index, &seeds);
            // Every other one is of pieces that decode, so that more than the decoder has something to do.
            let bytes = match index % 2 {
                0 => mutant(&mut rng, made),
                _ => piece_changed(&mut rng, made),
            };
            let met = catch_unwind(AssertUnwindSafe(|| made.verified(&bytes)));
            match met {
                Ok(Err(_)) => 1,
                Ok(Ok(claim)) => {
                    let same = claim == made.sealed.claim && bytes == made.sealed.bytes();
                    assert!(same, "mutant {index} of {} is accepted", made.name);
                    0
                }
                Err(_) => panic!("mutant {index} of {} panics", made.name),
            }
        })
        .sum();
    assert!(refused > count * 9 / 10, "{refused} of {count} refused");
    figure(
        "tampering: bytes",
        format_args!(
            "{count} mutated encodings verified: {refused} refused, {} unchanged, panics 0",
            count - refused
        ),
    );
}
