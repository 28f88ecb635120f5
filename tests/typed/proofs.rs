//! Proofs of typed steps: what verifies, and what does not.

use crate::fixtures::{compiled, function, input, ALL};
use crate::kept::Kept;
use foldscheme_circuits::checkpoint::{Checkpoint, CheckpointError, Keep, Nowhere};
use foldscheme_circuits::claim::ProofBytes;
use foldscheme_circuits::container::{self, TYPED_MAGIC};
use foldscheme_circuits::ivc::Interrupt;
use foldscheme_circuits::prove::Error;
use foldscheme_circuits::typed::claim::FoldEnvelope;
use foldscheme_circuits::typed::fold::{
    fold_steps, model_digest, FoldError, FoldOptions, FoldProof,
};
use foldscheme_circuits::typed::function::StepFunction;
use foldscheme_circuits::typed::input::{native_run, FoldInput, InputError, Salt};
use foldscheme_circuits::typed::plan::FoldPlanError;
use foldscheme_circuits::typed::verify::{read_fold, verify_fold};
use foldscheme_circuits::verify::VerificationError;
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::typed::array::{Array, Value};
use std::sync::OnceLock;

const STEPS: usize = 6;

/// What was made on the way to a proof.
struct Made {
    function: StepFunction,
    input: FoldInput,
    proof: FoldProof,
    prefixes: Vec<FoldProof>,
    checkpoints: Vec<Vec<u8>>,
}

fn options() -> FoldOptions {
    FoldOptions {
        steps_per_fold: Some(2),
        ..FoldOptions::default()
    }
}

fn fold(
    function: &StepFunction,
    input: &FoldInput,
    options: &FoldOptions,
    from: Option<&[u8]>,
    keep: &mut dyn Keep,
) -> Result<(FoldProof, Vec<FoldProof>), Error> {
    let from = from.map(|bytes| Checkpoint::read(bytes).expect("a checkpoint"));
    let mut prefixes = Vec::new();
    let mut take = |proof| {
        prefixes.push(proof);
        Ok(())
    };
    let proof = fold_steps(
        function,
        input,
        options,
        from.as_ref(),
        keep,
        &Interrupt::new(),
        &mut |_| (),
        &mut take,
    )?;
    Ok((proof, prefixes))
}

/// A proof of all kinds of inputs, with a prefix, made once.
fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let function = function(ScalarField::Pallas, ALL);
        let input = input(&function, STEPS);
        let options = FoldOptions {
            every: Some(4),
            ..options()
        };
        let mut kept = Kept::default();
        let folded = fold(&function, &input, &options, None, &mut kept);
        let (proof, prefixes) = folded.unwrap_or_else(|error| panic!("{error}"));
        Made {
            function,
            input,
            proof,
            prefixes,
            checkpoints: kept.0,
        }
    })
}

fn shown(arrays: &[Array]) -> Vec<String> {
    arrays.iter().map(Array::to_string).collect()
}

#[test]
fn a_proof_says_what_the_step_function_computes() {
    let made = made();
    let states = native_run(&made.function, &made.input).expect("runs");
    let verified = verify_fold(&made.proof.bytes, None).expect("verifies");
    assert_eq!(shown(&verified.state), shown(&states[STEPS - 1]));
    assert_eq!(shown(&verified.initial), shown(&made.input.state));
    assert_eq!(verified.function.id(), made.function.id());
    assert_eq!(
        (verified.claim.steps, verified.claim.steps_per_fold),
        (6, 2)
    );
    assert!(verified.compressed);
    for (k, inputs) in verified.inputs.iter().enumerate() {
        assert_eq!(shown(inputs), shown(&made.input.steps[k][1..2]), "{k}");
    }
    let blocks: Vec<Vec<Array>> = made
        .input
        .steps
        .iter()
        .map(|arrays| arrays[2..].to_vec())
        .collect();
    let digest = |weights: &[Array], blocks: &[Vec<Array>], salt: &Salt| {
        let digest = model_digest(&made.function, weights, blocks, salt).expect("digests");
        digest.expect("there are weights")
    };
    let own = digest(&made.input.weights, &blocks, &made.input.salt);
    assert_eq!(verified.claim.model(), Some(own));
    assert_eq!(own.to_string().parse(), Ok(own));
    // Another salt, a block less, blocks swapped.
    let mut swapped = blocks.clone();
    swapped.swap(0, 5);
    let others = [
        digest(&made.input.weights, &blocks, &Salt::from_bytes([8; 32])),
        digest(&made.input.weights, &blocks[..5], &made.input.salt),
        digest(&made.input.weights, &swapped, &made.input.salt),
    ];
    assert!(!others.contains(&own));
}

#[test]
fn a_prefix_has_a_proof_of_its_own() {
    let made = made();
    let [prefix] = made.prefixes.as_slice() else {
        panic!("{} prefixes", made.prefixes.len());
    };
    let verified = verify_fold(&prefix.bytes, None).expect("verifies");
    let states = native_run(&made.function, &made.input).expect("runs");
    assert_eq!(verified.claim.steps, 4);
    assert_eq!(shown(&verified.state), shown(&states[3]));
    assert_ne!(verified.claim.blocks, made.proof.verified.claim.blocks);
    assert_eq!(verified.claim.weights, made.proof.verified.claim.weights);
}

fn altered(bytes: &[u8], alter: impl FnOnce(&mut FoldEnvelope)) -> Vec<u8> {
    let mut envelope = read_fold(bytes).expect("a proof file");
    alter(&mut envelope);
    container::encode_as(TYPED_MAGIC, &envelope).expect("encodes")
}

/// A valid proof under weights in one order is none under the digest of them in another.
#[test]
fn a_model_is_told_from_another_by_its_digest() {
    let made = made();
    let options = FoldOptions {
        compress: false,
        ..options()
    };
    let mut swapped = made.input.clone();
    swapped.steps.truncate(2);
    let (first, second) = swapped.steps.split_at_mut(1);
    std::mem::swap(&mut first[0][2], &mut second[0][2]);
    let (proof, _) = fold(&made.function, &swapped, &options, None, &mut Nowhere)
        .unwrap_or_else(|e| panic!("{e}"));
    assert!(!proof.verified.compressed);
    let blocks: Vec<Vec<Array>> = made.input.steps[..2]
        .iter()
        .map(|arrays| arrays[2..].to_vec())
        .collect();
    let own = model_digest(
        &made.function,
        &made.input.weights,
        &blocks,
        &made.input.salt,
    );
    let own = own.expect("digests");
    assert_ne!(proof.verified.claim.blocks, own);
    let forged = altered(&proof.bytes, |envelope| envelope.claim.blocks = own);
    let error = verify_fold(&forged, None).expect_err("rejected");
    assert!(
        matches!(error, VerificationError::OtherEnd("model digest")),
        "{error}"
    );
}

#[test]
fn no_flipped_byte_is_accepted_and_none_panics() {
    let bytes = &made().proof.bytes;
    let length = bytes.len();
    // Through the claim densely, and a few places of the proof.
    let claim = length
        - match &read_fold(bytes).expect("a proof file").proof {
            ProofBytes::Compressed(proof) | ProofBytes::Folded(proof) => proof.len(),
        };
    let places = (0..claim)
        .step_by(29)
        .chain((claim..length).step_by(length / 8));
    for place in places {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1 << (place % 8);
        assert!(verify_fold(&flipped, None).is_err(), "byte {place}");
    }
    for length in [0, 7, 10, 100, length - 1] {
        assert!(
            verify_fold(&bytes[..length], None).is_err(),
            "{length} bytes"
        );
    }
    assert!(verify_fold(&[bytes.as_slice(), &[0]].concat(), None).is_err());
    assert!(foldscheme_circuits::verify::read(bytes).is_err());
}

#[test]
fn a_checkpoint_is_gone_on_from_with_the_same_data_only() {
    let made = made();
    assert_eq!(made.checkpoints.len(), 3);
    let resumed = |function: &StepFunction, input: &FoldInput| {
        let options = FoldOptions {
            compress: false,
            steps_per_fold: None,
            every: Some(4),
            ..options()
        };
        let from = Some(made.checkpoints[1].as_slice());
        fold(function, input, &options, from, &mut Nowhere)
    };
    let folded = resumed(&made.function, &made.input);
    let (proof, prefixes) = folded.unwrap_or_else(|error| panic!("{error}"));
    // The prefix that ends with the checkpoint may not have been written down.
    let claims: Vec<_> = prefixes
        .iter()
        .map(|prefix| &prefix.verified.claim)
        .collect();
    assert_eq!(claims, [&made.prefixes[0].verified.claim]);
    assert_eq!(proof.verified.claim, made.proof.verified.claim);

    let mut salted = made.input.clone();
    salted.salt = Salt::from_bytes([9; 32]);
    let mut stated = made.input.clone();
    stated.state[0] = Array::new(
        ScalarField::Pallas,
        made.input.state[0].ty().clone(),
        vec![Value::Int(1); 3],
    )
    .expect("fits");
    let mut private = made.input.clone();
    private.steps[5][0] = private.steps[4][0].clone();
    let mut weighted = made.input.clone();
    weighted.weights[0] = weighted.steps[0][2].clone();
    let renamed = compiled(
        ScalarField::Pallas,
        &format!("{ALL} ; the same"),
        made.function.constants().clone().into_iter().collect(),
    );
    for (function, input) in [
        (&made.function, &salted),
        (&made.function, &stated),
        (&made.function, &private),
        (&made.function, &weighted),
        (&renamed, &made.input),
    ] {
        match resumed(function, input) {
            Err(Error::Checkpoint(CheckpointError::Program)) => {}
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("it went on"),
        }
    }
}

#[test]
fn what_does_not_fit_is_named_before_anything_is_folded() {
    let made = made();
    let refused = |alter: fn(&mut FoldInput), options: &FoldOptions| {
        let mut input = made.input.clone();
        alter(&mut input);
        match fold(&made.function, &input, options, None, &mut Nowhere) {
            Err(Error::Fold(error)) => *error,
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("it was folded"),
        }
    };
    let said = |alter: fn(&mut FoldInput)| refused(alter, &options()).to_string();
    assert_eq!(
        said(|input| drop(input.steps[4].pop())),
        "inputs of step 4: 2 arrays are given, the step function has 3"
    );
    assert_eq!(
        said(|input| input.steps[1].swap(0, 2)),
        "inputs of step 1: `x` is (vec 3 (int 8)), the step function has (int 8)"
    );
    assert_eq!(
        said(|input| input.weights.clear()),
        "weights: 0 arrays are given, the step function has 1"
    );
    assert!(matches!(
        refused(|input| input.steps.clear(), &options()),
        FoldError::Input(InputError::NoSteps)
    ));
    let thirds = FoldOptions {
        steps_per_fold: Some(3),
        every: Some(4),
        ..options()
    };
    let error = refused(|_| (), &thirds);
    assert!(
        matches!(error, FoldError::Plan(FoldPlanError::Divisor { .. })),
        "{error}"
    );
}

#[test]
fn a_failing_step_is_named() {
    let function = function(
        ScalarField::Pallas,
        "(define-step (f [n : (int 8)]) (assert (< n 3) \"too large\") (min (+ n 1) 100))",
    );
    let mut input = input(&function, 6);
    input.state[0] = Array::new(
        ScalarField::Pallas,
        input.state[0].ty().clone(),
        vec![Value::Int(1)],
    )
    .expect("fits");
    match fold(&function, &input, &options(), None, &mut Nowhere) {
        Err(Error::Fold(error)) => match *error {
            FoldError::Step(failure) => assert_eq!(failure.step, 2),
            other => panic!("{other}"),
        },
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was folded"),
    }
}

#[test]
fn steps_are_proved_on_bn254_too() {
    let function = function(ScalarField::Bn254, ALL);
    let input = input(&function, 2);
    let options = FoldOptions {
        compress: false,
        steps_per_fold: Some(1),
        ..FoldOptions::default()
    };
    let folded = fold(&function, &input, &options, None, &mut Nowhere);
    let (proof, _) = folded.unwrap_or_else(|error| panic!("{error}"));
    verify_fold(&proof.bytes, None).expect("verifies");
    // The same text in the other field is another claim.
    let forged = altered(&proof.bytes, |envelope| {
        envelope.claim.curve = foldscheme_circuits::claim::CurveCycle::PallasVesta;
    });
    verify_fold(&forged, None).expect_err("rejected");
}

/// Raises a flag when a fold is done, and keeps what is worth keeping then.
struct Raise(Interrupt, Vec<Vec<u8>>);

impl Keep for Raise {
    fn is_due(&mut self) -> bool {
        self.0.raise();
        false
    }

    fn is_worthwhile(&mut self) -> bool {
        true
    }

    fn keep(&mut self, checkpoint: &[u8]) {
        self.1.push(checkpoint.to_vec());
    }
}

#[test]
fn an_interrupted_proof_keeps_what_was_done() {
    let made = made();
    let interrupt = Interrupt::new();
    let mut raise = Raise(interrupt.clone(), Vec::new());
    let stopped = fold_steps(
        &made.function,
        &made.input,
        &options(),
        None,
        &mut raise,
        &interrupt,
        &mut |_| (),
        &mut |_| Ok(()),
    );
    assert!(stopped.err().expect("stopped").is_interruption());
    let [kept] = raise.1.as_slice() else {
        panic!("{} checkpoints", raise.1.len());
    };
    let checkpoint = Checkpoint::read(kept).expect("whole");
    assert_eq!((checkpoint.done(), checkpoint.folds()), (1, 3));
}

/// Inputs that nothing takes would be a second form of a claim.
#[test]
fn public_inputs_of_a_step_that_takes_none_are_refused() {
    let forged = altered(&made().proof.bytes, |envelope| {
        let claim = &mut envelope.claim;
        claim.source.text = "(define-step (f [h : (int 64)]) h)".to_string();
        claim.constants.clear();
        claim.inputs.iter_mut().for_each(Vec::clear);
    });
    let error = verify_fold(&forged, None).expect_err("refused").to_string();
    assert_eq!(
        error,
        "public inputs: the claim has some, its step function takes none"
    );
}

/// What a claim asks to be built is bounded, whatever it says.
#[test]
fn a_claim_of_a_huge_step_function_is_refused() {
    let forged = altered(&made().proof.bytes, |envelope| {
        // The state is as wide as before: a proof of another form would be refused for that.
        let text = &mut envelope.claim.source.text;
        *text = text.replace("(poseidon seen y)", "(poseidon seen y (sum Z))");
        text.push_str(" (define-weights Z : (vec 500000 (int 64)))");
    });
    let error = verify_fold(&forged, None).expect_err("refused").to_string();
    assert_eq!(error, "configuration: folds too large");
}
