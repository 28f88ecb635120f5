//! Claims about a program's run: every part of one is bound to its proof.

use crate::changes::{changes, check, compare, table, Change};
use crate::kept::Kept;
use crate::size::{figure, size};
use expect_test::{expect, expect_file, ExpectFile};
use foldscheme_circuits::checkpoint::Checkpoint;
use foldscheme_circuits::claim::{
    Claim, ClaimedOutcome, CurveCycle, Envelope, ProofBytes, SourceText,
};
use foldscheme_circuits::container;
use foldscheme_circuits::data::Data;
use foldscheme_circuits::ivc::{compress, Interrupt, Pasta, PublicParameters};
use foldscheme_circuits::params::CeremonyId;
use foldscheme_circuits::plan::plan;
use foldscheme_circuits::program::Compiled;
use foldscheme_circuits::prove::{prove_resumably, Options};
use foldscheme_circuits::scalar::Scalar;
use foldscheme_circuits::verify::{initial_state, read, verify, verify_program};
use foldscheme_lang::core::Constant;
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::machine::Limits;
use std::sync::OnceLock;

const VALUE: &str = "(include \"first\" \"second\")
(define (f n mark) (if (= n 0) (cons a b) (f (- (emit n) 1) mark)))
(f 3 \"m\")";

const ERROR: &str = "(define (f n) (if (= n 0) (error \"no:\" '(1 . x)) (f (- (emit n) 1)))) (f 3)";

/// What was made on the way to a proof.
struct Made {
    program: Compiled,
    /// Steps in a fold: few, so that each run takes several.
    chunk: usize,
    bytes: Vec<u8>,
    checkpoints: Vec<Vec<u8>>,
}

fn source(name: &str, text: &str) -> SourceText {
    SourceText {
        name: name.to_string(),
        text: text.to_string(),
    }
}

fn program(field: ScalarField, text: &str) -> Compiled {
    let included = [
        source("first", "(define a 5)"),
        source("second", "(define b 3)"),
    ];
    Compiled::with_included(field, vec![source("p", text)], &included).expect("compiles")
}

fn made(program: Compiled, compress: bool, chunk: usize) -> Made {
    let mut kept = Kept::default();
    let options = Options {
        compress,
        chunk: Some(chunk),
        ..Options::default()
    };
    let interrupt = Interrupt::new();
    let proof = prove_resumably(&program, &options, None, &mut kept, &interrupt, &mut |_| ());
    Made {
        program,
        chunk,
        bytes: proof.expect("a proof").bytes,
        checkpoints: kept.0,
    }
}

/// A run that ends with a value: compressed and not, made once.
fn value(compressed: bool) -> &'static Made {
    static MADE: [OnceLock<Made>; 2] = [OnceLock::new(), OnceLock::new()];
    let made_now = || made(program(ScalarField::Pallas, VALUE), compressed, 4);
    MADE[usize::from(compressed)].get_or_init(made_now)
}

/// A run that ends with an error.
fn error() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| made(program(ScalarField::Pallas, ERROR), true, 1))
}

fn encode(claim: Claim, proof: ProofBytes) -> Vec<u8> {
    container::encode(&Envelope { claim, proof }).expect("encodes")
}

/// What is said of a claim with a proof that is not its own.
#[track_caller]
fn refused(what: &str, claim: Claim, proof: &ProofBytes) -> String {
    match verify(&encode(claim, proof.clone())) {
        Ok(verified) => panic!("{what}: accepted: {:?}", verified.claim),
        Err(error) => error
            .to_string()
            .lines()
            .next()
            .unwrap_or_default()
            .to_string(),
    }
}

fn data(constant: Constant) -> Data {
    Data::new(&[constant], &[])
}

/// Changes that are not next to what is there: of kinds, and of a text's meaning.
fn kinds(claim: &Claim) -> Vec<Change<Claim>> {
    // A field more is a change more.
    let Claim {
        circuit_version: _,
        curve,
        sources: _,
        included: _,
        inputs: _,
        outcome,
        output: _,
        slots: _,
        chunk: _,
        folds: _,
    } = claim;
    let mut changes = Vec::new();
    let mut add = |place: &str, how: &str, change: &dyn Fn(&mut Claim)| {
        let mut claim = claim.clone();
        change(&mut claim);
        changes.push(Change::new(place, how, claim));
    };
    let curves = [
        CurveCycle::PallasVesta,
        CurveCycle::Bn254Grumpkin,
        CurveCycle::Bn254GrumpkinCeremony(CeremonyId([1; 32])),
    ];
    for other in curves.into_iter().filter(|other| other != curve) {
        add("curve", &format!("{other:?}"), &|c| c.curve = other);
    }
    add("sources", "another program", &|c| {
        let text = &mut c.sources[0].text;
        *text = text.replace("(= n 0)", "(= n 1)");
    });
    add("sources and inputs", "another entry", &|c| {
        let text = &mut c.sources[0].text;
        *text = text.replace("(f 3", "(f 2");
        c.inputs[0] = data(Constant::Integer(2));
    });
    if !claim.included.is_empty() {
        add("included", "names exchanged", &|c| {
            let (a, b) = c.included.split_at_mut(1);
            std::mem::swap(&mut a[0].name, &mut b[0].name);
        });
    }
    add("inputs.0", "the same of another type", &|c| {
        c.inputs[0] = data(Constant::Boolean(true));
    });
    add("output.0", "the same of another type", &|c| {
        c.output[0] = data(Constant::String("3".into()));
    });
    let (value, failure) = (
        ClaimedOutcome::Value(data(Constant::Integer(5))),
        ClaimedOutcome::Error {
            site: 0,
            irritant: data(Constant::Integer(5)),
        },
    );
    match outcome {
        ClaimedOutcome::Value(_) => add("outcome", "an error", &|c| c.outcome = failure.clone()),
        ClaimedOutcome::Error { site, .. } => {
            add("outcome", "a value", &|c| c.outcome = value.clone());
            add("outcome", "the same error of another value", &|c| {
                let irritant = data(Constant::Nil);
                c.outcome = ClaimedOutcome::Error {
                    site: *site,
                    irritant,
                };
            });
        }
    }
    changes
}

/// Compares what is said of every change of a claim, under a proof of the claim, with what is written down.
fn check_changes(expected: &ExpectFile, honest: &Envelope, other: (&str, &Claim)) -> usize {
    let Envelope { claim, proof } = honest;
    let changes = changes(claim, &[other]).into_iter().chain(kinds(claim));
    compare(expected, changes, |what, claim| refused(what, claim, proof))
}

#[test]
fn a_claim_changed_in_any_part_is_refused_by_the_name_of_a_check() {
    let [value, error] = [value(true), error()].map(|made| {
        assert!(verify(&made.bytes).is_ok());
        read(&made.bytes).expect("a proof file")
    });
    let counted = check_changes(
        &expect_file!["golden/value.txt"],
        &value,
        ("the failing run's", &error.claim),
    ) + check_changes(
        &expect_file!["golden/error.txt"],
        &error,
        ("the other run's", &value.claim),
    );
    figure(
        "tampering",
        format_args!("{counted} altered claims about programs' runs, all refused"),
    );
}

/// A proof that is not compressed says more, and refuses by the same checks.
#[test]
fn an_uncompressed_proof_refuses_by_the_same_checks() {
    let folded = read(&value(false).bytes).expect("a proof file");
    let compressed = read(&value(true).bytes).expect("a proof file");
    assert!(!verify(&value(false).bytes).expect("verifies").compressed);
    assert_eq!(folded.claim, compressed.claim);
    let changes = changes(&folded.claim, &[]);
    let mut counted = 0;
    for Change { place, how, claim } in changes.into_iter().step_by(size(9, 1)) {
        let what = format!("{place}: {how}");
        let [one, other] =
            [&folded, &compressed].map(|envelope| refused(&what, claim.clone(), &envelope.proof));
        // Its lists are as long as its circuit is large, not as the power of two above.
        let is_form = one.contains("the parameters imply");
        assert!(
            is_form || check(&one) == check(&other),
            "{what}: {one}; {other}"
        );
        counted += 1;
    }
    figure(
        "tampering",
        format_args!("{counted} altered claims under an uncompressed proof, refused by the checks that refuse them under a compressed one"),
    );
}

#[test]
fn a_proof_holds_for_its_own_claim_only() {
    let [value, folded, error] =
        [value(true), value(false), error()].map(|made| read(&made.bytes).expect("a proof file"));
    let (ProofBytes::Compressed(short), ProofBytes::Folded(long)) = (&value.proof, &folded.proof)
    else {
        panic!("one is compressed, one is not");
    };
    let forged = [
        ("another run's", error.proof.clone()),
        ("none", ProofBytes::Compressed(Vec::new())),
        ("none, uncompressed", ProofBytes::Folded(Vec::new())),
        (
            "one that goes on",
            ProofBytes::Compressed([short.as_slice(), &[0]].concat()),
        ),
        (
            "an uncompressed one that goes on",
            ProofBytes::Folded([long.as_slice(), &[0]].concat()),
        ),
    ];
    let said: Vec<(String, String)> = forged
        .iter()
        .map(|(what, proof)| (what.to_string(), refused(what, value.claim.clone(), proof)))
        .collect();
    expect![[r#"
        another run's
            proof: the proof's final state has 6 elements, the parameters imply 5
        none
            proof: these bytes are not a proof: Hit the end of buffer, expected more data
        none, uncompressed
            proof: these bytes are not a proof: Hit the end of buffer, expected more data
        one that goes on
            proof: 1 bytes follow the proof
        an uncompressed one that goes on
            proof: 1 bytes follow the proof
    "#]]
    .assert_eq(&table(&said));
    // How these fail to decode depends on their bytes.
    for proof in [
        ProofBytes::Folded(short.clone()),
        ProofBytes::Compressed(long.clone()),
    ] {
        let said = refused("another kind of proof", value.claim.clone(), &proof);
        assert_eq!(check(&said), "proof", "{said}");
    }
    for part in 1..8 {
        let mut flipped = long.clone();
        flipped[long.len() * part / 8] ^= 1;
        refused("a bit", value.claim.clone(), &ProofBytes::Folded(flipped));
    }
}

/// Honest folds of a run's beginning, claimed as the finished run: with its result, and with as many folds as there are or as there
/// would have to be.
#[test]
fn an_unfinished_run_does_not_verify_as_a_finished_one() {
    let mut said = Vec::new();
    let mut counted = 0;
    for (name, made) in [("value", value(true)), ("error", error())] {
        let claim = read(&made.bytes).expect("a proof file").claim;
        let plan = plan::<Scalar>(
            &made.program,
            Limits::default(),
            Some(made.chunk),
            &Interrupt::new(),
        )
        .expect("a plan");
        let parameters = PublicParameters::setup(&plan.blank()).expect("parameters");
        let z0 = initial_state(&plan.circuit);
        let [unfinished @ .., finished] = made.checkpoints.as_slice() else {
            panic!("no checkpoint");
        };
        assert_eq!(claim.folds, made.checkpoints.len() as u64);
        for (end, checkpoint) in [("in the middle", &unfinished[0]), ("whole", finished)] {
            let checkpoint = Checkpoint::read(checkpoint).expect("whole");
            let folding = checkpoint
                .restore::<Pasta>(&parameters, &z0)
                .expect("honest folds");
            let short = compress(&parameters, &folding, &Interrupt::new()).expect("compresses");
            let proofs = [
                ("compressed", ProofBytes::Compressed(short)),
                (
                    "uncompressed",
                    ProofBytes::Folded(folding.to_bytes().expect("encodes")),
                ),
            ];
            for (kind, proof) in proofs {
                if end == "whole" {
                    assert!(
                        verify(&encode(claim.clone(), proof)).is_ok(),
                        "{name}, {kind}"
                    );
                    continue;
                }
                for folds in [checkpoint.done(), claim.folds] {
                    let mut claim = claim.clone();
                    claim.folds = folds;
                    let what = match folds == checkpoint.done() {
                        true => format!("{name}, {kind}: as many folds as there are"),
                        false => format!("{name}, {kind}: as many folds as the run takes"),
                    };
                    let message = refused(&what, claim, &proof);
                    said.push((what, message));
                    counted += 1;
                }
            }
        }
    }
    figure(
        "tampering",
        format_args!("{counted} claims of unfinished runs to be finished, all refused"),
    );
    expect![[r#"
        value, compressed: as many folds as there are
            result: the proof is of a run that has not finished so
        value, compressed: as many folds as the run takes
            result: the proof is of a run that has not finished so
        value, uncompressed: as many folds as there are
            result: the proof is of a run that has not finished so
        value, uncompressed: as many folds as the run takes
            configuration: the proof is of 1 folds, the claim of 2
        error, compressed: as many folds as there are
            result: the proof is of a run that has not finished so
        error, compressed: as many folds as the run takes
            result: the proof is of a run that has not finished so
        error, uncompressed: as many folds as there are
            result: the proof is of a run that has not finished so
        error, uncompressed: as many folds as the run takes
            configuration: the proof is of 1 folds, the claim of 4
    "#]]
    .assert_eq(&table(&said));
}

#[test]
fn a_proof_is_about_the_program_that_is_asked_for() {
    let bytes = &value(true).bytes;
    for text in [
        VALUE.replace("(f 3", "(f 4"),
        VALUE.replace("(= n 0)", "(= n 1)"),
        format!("{VALUE} "),
    ] {
        let other = program(ScalarField::Pallas, &text);
        let error = verify_program(bytes, &other).expect_err("another program");
        assert_eq!(
            error.to_string(),
            "program: the proof is about another program than the one given"
        );
    }
    let in_another_field = program(ScalarField::Bn254, VALUE);
    verify_program(bytes, &in_another_field).expect_err("another program");
    // What a program is called is no part of it.
    let texts = [
        source("first", "(define a 5)"),
        source("second", "(define b 3)"),
    ];
    let renamed = Compiled::with_included(ScalarField::Pallas, vec![source("q", VALUE)], &texts);
    assert!(verify_program(bytes, &renamed.expect("compiles")).is_ok());
}
