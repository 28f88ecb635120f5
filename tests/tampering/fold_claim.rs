//! Claims about typed steps: every part of one is bound to its proof.

use crate::changes::{changes, check, compare, table, Change};
use crate::size::{figure, size};
use crate::step_functions::{function, input, ALL};
use expect_test::{expect, expect_file, ExpectFile};
use foldscheme_circuits::checkpoint::Nowhere;
use foldscheme_circuits::claim::{CurveCycle, ProofBytes};
use foldscheme_circuits::container::{self, TYPED_MAGIC};
use foldscheme_circuits::ivc::Interrupt;
use foldscheme_circuits::params::CeremonyId;
use foldscheme_circuits::typed::claim::{Elements, FoldClaim, FoldEnvelope};
use foldscheme_circuits::typed::fold::{fold_steps, FoldOptions};
use foldscheme_circuits::typed::verify::{read_fold, verify_fold};
use foldscheme_lang::field::ScalarField;
use std::sync::OnceLock;

const STEPS: usize = 6;

/// A state and nothing else: what is not in the state is bound by the proof's hash alone.
const BARE: &str = "(define-step (bare [n : (int 16)]) (as (int 16) (+ n 3)))";

/// The proof of all steps, and those of the first two and four.
struct Made {
    whole: FoldEnvelope,
    first: Vec<FoldEnvelope>,
}

fn fold(text: &str, compress: bool) -> Made {
    let function = function(ScalarField::Pallas, text);
    let mut first = Vec::new();
    let options = FoldOptions {
        compress,
        steps_per_fold: Some(2),
        every: Some(2),
        ceremony: None,
    };
    let whole = fold_steps(
        &function,
        &input(&function, STEPS),
        &options,
        None,
        &mut Nowhere,
        &Interrupt::new(),
        &mut |_| (),
        &mut |proof| {
            first.push(read_fold(&proof.bytes).expect("a proof file"));
            Ok(())
        },
    );
    Made {
        whole: read_fold(&whole.expect("a proof").bytes).expect("a proof file"),
        first,
    }
}

/// Made once.
fn made(compressed: bool) -> &'static Made {
    static MADE: [OnceLock<Made>; 2] = [OnceLock::new(), OnceLock::new()];
    MADE[usize::from(compressed)].get_or_init(|| fold(ALL, compressed))
}

fn bare() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| fold(BARE, true))
}

fn encode(claim: &FoldClaim, proof: &ProofBytes) -> Vec<u8> {
    let (claim, proof) = (claim.clone(), proof.clone());
    container::encode_as(TYPED_MAGIC, &FoldEnvelope { claim, proof }).expect("encodes")
}

/// What is said of a claim with a proof that is not its own.
#[track_caller]
fn refused(what: &str, claim: &FoldClaim, proof: &ProofBytes) -> String {
    match verify_fold(&encode(claim, proof), None) {
        Ok(verified) => panic!("{what}: accepted: {:?}", verified.claim),
        Err(error) => error
            .to_string()
            .lines()
            .next()
            .unwrap_or_default()
            .to_string(),
    }
}

/// Changes that are not next to what is there: of kinds, of a text's meaning, and of several parts that fit together.
fn kinds(claim: &FoldClaim) -> Vec<Change<FoldClaim>> {
    // A field more is a change more.
    let FoldClaim {
        typed_version: _,
        curve: _,
        source: _,
        constants: _,
        steps: _,
        steps_per_fold: _,
        initial: _,
        inputs,
        weights: _,
        blocks: _,
        result: _,
    } = claim;
    let mut changes = Vec::new();
    let mut add = |place: &str, how: &str, change: &dyn Fn(&mut FoldClaim)| {
        let mut claim = claim.clone();
        change(&mut claim);
        changes.push(Change::new(place, how, claim));
    };
    for curve in [
        CurveCycle::Bn254Grumpkin,
        CurveCycle::Bn254GrumpkinCeremony(CeremonyId([1; 32])),
    ] {
        add("curve", &format!("{curve:?}"), &|c| c.curve = curve);
    }
    add("source", "another meaning", &|c| {
        let text = &mut c.source.text;
        *text = text
            .replace("-30000", "-30001")
            .replace("(+ n 3)", "(+ n 4)");
    });
    add("steps", "two more, with their inputs", &|c| {
        c.steps += 2;
        let more = c.inputs.len().min(2);
        c.inputs.extend_from_within(..more);
    });
    add("steps", "two fewer, with their inputs", &|c| {
        c.steps -= 2;
        c.inputs.truncate(inputs.len().saturating_sub(2));
    });
    add("steps and folds", "as many folds of one step", &|c| {
        c.steps /= 2;
        c.steps_per_fold = 1;
        c.inputs.truncate(inputs.len() / 2);
    });
    add("initial.0", "elements of the field", &|c| {
        c.initial[0] = Elements::Field(vec![[1; 32]; 3]);
    });
    add("result.0", "beyond its type", &|c| {
        if let Elements::Integers(integers) = &mut c.result[0] {
            integers[0] = 1 << 15;
        }
    });
    add("result.0", "beyond its type, downwards", &|c| {
        if let Elements::Integers(integers) = &mut c.result[0] {
            integers[0] = i128::MIN;
        }
    });
    changes
}

/// Compares what is said of every change of a claim, under a proof of the claim, with what is written down.
fn check_changes(
    expected: &ExpectFile,
    honest: &FoldEnvelope,
    others: &[(&str, &FoldClaim)],
) -> usize {
    let FoldEnvelope { claim, proof } = honest;
    let changes = changes(claim, others).into_iter().chain(kinds(claim));
    compare(expected, changes, |what, claim| {
        refused(what, &claim, proof)
    })
}

#[test]
fn a_claim_changed_in_any_part_is_refused_by_the_name_of_a_check() {
    let [whole, bare] = [&made(true).whole, &bare().whole];
    for honest in [whole, bare] {
        verify_fold(&encode(&honest.claim, &honest.proof), None).expect("verifies");
    }
    let before = &made(true).first[1].claim;
    let counted = check_changes(
        &expect_file!["golden/steps.txt"],
        whole,
        &[("the first steps'", before), ("another's", &bare.claim)],
    ) + check_changes(
        &expect_file!["golden/bare.txt"],
        bare,
        &[("another's", &whole.claim)],
    );
    figure(
        "tampering",
        format_args!("{counted} altered claims about typed steps, all refused"),
    );
}

/// A proof that is not compressed says more, and refuses by the same checks, but for the initial state, which it has.
#[test]
fn an_uncompressed_proof_refuses_by_the_same_checks() {
    let [folded, compressed] = [made(false), made(true)].map(|made| &made.whole);
    assert!(matches!(folded.proof, ProofBytes::Folded(_)));
    // The salt is the same, and so is all that is hidden.
    assert_eq!(folded.claim, compressed.claim);
    let changes = changes(&folded.claim, &[]);
    let mut counted = 0;
    for Change { place, how, claim } in changes.into_iter().step_by(size(11, 1)) {
        let what = format!("{place}: {how}");
        let [one, other] =
            [folded, compressed].map(|envelope| refused(&what, &claim, &envelope.proof));
        // Its lists are as long as its circuit is large, not as the power of two above.
        let is_form = one.contains("the parameters imply");
        let names_the_state = check(&one).contains("initial state");
        assert!(
            is_form || names_the_state || check(&one) == check(&other),
            "{what}: {one}; {other}"
        );
        counted += 1;
    }
    figure(
        "tampering",
        format_args!("{counted} altered claims under an uncompressed proof of typed steps, refused by the checks that refuse them under a compressed one"),
    );
}

/// Proofs of the first two, four and of all six steps, each under the others' claims; and under those with as many folds as there are.
#[test]
fn a_proof_of_fewer_or_more_steps_does_not_verify() {
    let mut said = Vec::new();
    for (kind, made) in [
        ("all roles", made(true)),
        ("all roles, uncompressed", made(false)),
        ("a bare state", bare()),
    ] {
        let all: Vec<&FoldEnvelope> = made.first.iter().chain([&made.whole]).collect();
        assert_eq!(all.len(), 3);
        for proved in &all {
            assert!(verify_fold(&encode(&proved.claim, &proved.proof), None).is_ok());
            for claimed in &all {
                let steps = (proved.claim.steps, claimed.claim.steps);
                if steps.0 == steps.1 {
                    continue;
                }
                let what = format!(
                    "{kind}: a proof of {} steps claimed as {}",
                    steps.0, steps.1
                );
                said.push((what.clone(), refused(&what, &claimed.claim, &proved.proof)));
                // The end of one under the steps of the other.
                let mut claim = proved.claim.clone();
                claim.result = claimed.claim.result.clone();
                let what = format!("{kind}: {} steps with the end of {}", steps.0, steps.1);
                said.push((what.clone(), refused(&what, &claim, &proved.proof)));
            }
        }
    }
    figure(
        "tampering",
        format_args!(
            "{} claims of more, fewer or other steps than are proved, all refused",
            said.len()
        ),
    );
    expect![[r#"
        all roles: a proof of 2 steps claimed as 4
            model digest: the proof is of a run with another model digest
        all roles: 2 steps with the end of 4
            final state: the proof is of a run with another final state
        all roles: a proof of 2 steps claimed as 6
            model digest: the proof is of a run with another model digest
        all roles: 2 steps with the end of 6
            final state: the proof is of a run with another final state
        all roles: a proof of 4 steps claimed as 2
            model digest: the proof is of a run with another model digest
        all roles: 4 steps with the end of 2
            final state: the proof is of a run with another final state
        all roles: a proof of 4 steps claimed as 6
            model digest: the proof is of a run with another model digest
        all roles: 4 steps with the end of 6
            final state: the proof is of a run with another final state
        all roles: a proof of 6 steps claimed as 2
            model digest: the proof is of a run with another model digest
        all roles: 6 steps with the end of 2
            final state: the proof is of a run with another final state
        all roles: a proof of 6 steps claimed as 4
            model digest: the proof is of a run with another model digest
        all roles: 6 steps with the end of 4
            final state: the proof is of a run with another final state
        all roles, uncompressed: a proof of 2 steps claimed as 4
            configuration: the proof is of 1 folds, the claim of 2
        all roles, uncompressed: 2 steps with the end of 4
            final state: the proof is of a run with another final state
        all roles, uncompressed: a proof of 2 steps claimed as 6
            configuration: the proof is of 1 folds, the claim of 3
        all roles, uncompressed: 2 steps with the end of 6
            final state: the proof is of a run with another final state
        all roles, uncompressed: a proof of 4 steps claimed as 2
            configuration: the proof is of 2 folds, the claim of 1
        all roles, uncompressed: 4 steps with the end of 2
            final state: the proof is of a run with another final state
        all roles, uncompressed: a proof of 4 steps claimed as 6
            configuration: the proof is of 2 folds, the claim of 3
        all roles, uncompressed: 4 steps with the end of 6
            final state: the proof is of a run with another final state
        all roles, uncompressed: a proof of 6 steps claimed as 2
            configuration: the proof is of 3 folds, the claim of 1
        all roles, uncompressed: 6 steps with the end of 2
            final state: the proof is of a run with another final state
        all roles, uncompressed: a proof of 6 steps claimed as 4
            configuration: the proof is of 3 folds, the claim of 2
        all roles, uncompressed: 6 steps with the end of 4
            final state: the proof is of a run with another final state
        a bare state: a proof of 2 steps claimed as 4
            final state: the proof is of a run with another final state
        a bare state: 2 steps with the end of 4
            final state: the proof is of a run with another final state
        a bare state: a proof of 2 steps claimed as 6
            final state: the proof is of a run with another final state
        a bare state: 2 steps with the end of 6
            final state: the proof is of a run with another final state
        a bare state: a proof of 4 steps claimed as 2
            final state: the proof is of a run with another final state
        a bare state: 4 steps with the end of 2
            final state: the proof is of a run with another final state
        a bare state: a proof of 4 steps claimed as 6
            final state: the proof is of a run with another final state
        a bare state: 4 steps with the end of 6
            final state: the proof is of a run with another final state
        a bare state: a proof of 6 steps claimed as 2
            final state: the proof is of a run with another final state
        a bare state: 6 steps with the end of 2
            final state: the proof is of a run with another final state
        a bare state: a proof of 6 steps claimed as 4
            final state: the proof is of a run with another final state
        a bare state: 6 steps with the end of 4
            final state: the proof is of a run with another final state
    "#]]
    .assert_eq(&table(&said));
}
