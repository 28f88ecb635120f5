//! Each step is folded at a small size: the proof verifies, says what a native run says, and no other state; and costs what it did.

use super::{function, function_with, run, Data};
use expect_test::{expect, Expect};
use foldscheme::Interrupt;
use foldscheme_circuits::checkpoint::Nowhere;
use foldscheme_circuits::container::{encode_as, TYPED_MAGIC};
use foldscheme_circuits::typed::claim::Elements;
use foldscheme_circuits::typed::cost::step_cost;
use foldscheme_circuits::typed::fold::{fold_steps, FoldOptions};
use foldscheme_circuits::typed::function::StepFunction;
use foldscheme_circuits::typed::verify::{read_fold, verify_fold};
use foldscheme_lang::typed::program::Role;

/// Proves an example, and checks what its fold costs.
fn check(name: &str, data: Data<'_>, cost: Expect) {
    check_function(&function(name), data, cost);
}

fn check_function(function: &StepFunction, data: Data<'_>, cost: Expect) {
    let name = function.program().name.as_str();
    let counted = step_cost(function).expect("a cost");
    cost.assert_eq(&format!(
        "weights {}, state {}; for each step: private inputs {}, blocks {}, public inputs {}, operations {}",
        counted.weights, counted.state, counted.private, counted.blocks, counted.public, counted.operations
    ));
    let options = FoldOptions {
        compress: false,
        ..FoldOptions::default()
    };
    let input = data.input(function);
    let proof = fold_steps(
        function,
        &input,
        &options,
        None,
        &mut Nowhere,
        &Interrupt::new(),
        &mut |_| (),
        &mut |_| Ok(()),
    )
    .unwrap_or_else(|error| panic!("{name}: {error}"));
    let verified =
        verify_fold(&proof.bytes, None).unwrap_or_else(|error| panic!("{name}: {error}"));
    let ran = run(function, data);
    let last: Vec<_> = ran.parts.into_iter().map(|(_, array)| array).collect();
    assert_eq!(verified.state, last, "{name}");
    assert_eq!(verified.claim.steps, ran.steps as u64);
    let ports = &function.program().ports;
    let is_hidden = ports
        .iter()
        .any(|port| matches!(port.role, Role::Weights | Role::Block));
    assert_eq!(verified.claim.model().is_some(), is_hidden, "{name}");

    // No other state is proved: neither at the end nor at the start.
    for end in [false, true] {
        let mut envelope = read_fold(&proof.bytes).expect("an envelope");
        let claim = &mut envelope.claim;
        let state = if end {
            &mut claim.result
        } else {
            &mut claim.initial
        };
        match state.first_mut() {
            Some(Elements::Integers(numbers)) => numbers[0] ^= 1,
            Some(Elements::Field(elements)) => elements[0][0] ^= 1,
            None => panic!("{name} has no state"),
        }
        let forged = encode_as(TYPED_MAGIC, &envelope).expect("a file");
        assert!(verify_fold(&forged, None).is_err(), "{name}");
    }
}

#[test]
fn digits() {
    check(
        "digits",
        Data {
            state: "digits-state.json",
            inputs: &["digits-10.npz"],
            weights: &["digits-weights.npz"],
            steps: None,
        },
        expect!["weights 11443, state 4; for each step: private inputs 320, blocks 0, public inputs 264, operations 1809"],
    );
}

#[test]
fn digits_predict() {
    check(
        "digits-predict",
        Data {
            state: "digits-predict-state.json",
            inputs: &["digits-predict-1.npz"],
            weights: &["digits-weights.npz"],
            steps: None,
        },
        expect!["weights 11443, state 4; for each step: private inputs 0, blocks 0, public inputs 636, operations 1810"],
    );
}

#[test]
fn recurrent() {
    check(
        "recurrent",
        Data {
            state: "recurrent-state.json",
            inputs: &["recurrent-1.npz"],
            weights: &["recurrent-weights.npz"],
            steps: None,
        },
        expect!["weights 5810, state 904; for each step: private inputs 40, blocks 0, public inputs 264, operations 1719"],
    );
}

#[test]
fn logistic() {
    check(
        "logistic",
        Data {
            state: "logistic-state.json",
            inputs: &["logistic-10.npz"],
            ..Data::default()
        },
        expect!["weights 0, state 1371; for each step: private inputs 421, blocks 0, public inputs 0, operations 1300"],
    );
}

#[test]
fn logistic_test() {
    // The weights after a few steps.
    let trained = run(
        &function("logistic"),
        Data {
            state: "logistic-state.json",
            inputs: &["logistic-10.npz"],
            ..Data::default()
        },
    );
    check_function(
        &function_with("logistic-test", trained.parts),
        Data {
            state: "logistic-test-state.json",
            inputs: &["logistic-10.npz"],
            ..Data::default()
        },
        expect!["weights 0, state 2; for each step: private inputs 421, blocks 0, public inputs 0, operations 50"],
    );
}

#[test]
fn network() {
    check(
        "network",
        Data {
            state: "network-state.json",
            inputs: &["network-input.npz"],
            weights: &["network-weights.npz"],
            steps: None,
        },
        expect!["weights 11443, state 780; for each step: private inputs 320, blocks 2889, public inputs 0, operations 2445"],
    );
}

/// At most 150,000 constraints a layer, with what a fold of one has once.
#[test]
fn convolution() {
    check(
        "convolution",
        Data {
            state: "convolution-state.npz",
            weights: &["convolution-weights-2.npz"],
            ..Data::default()
        },
        expect!["weights 0, state 32478; for each step: private inputs 0, blocks 656, public inputs 0, operations 73720"],
    );
}

#[test]
fn hash_chain() {
    check(
        "hash-chain",
        Data {
            state: "hash-chain-state.json",
            steps: Some(100),
            ..Data::default()
        },
        expect!["weights 0, state 2; for each step: private inputs 0, blocks 0, public inputs 0, operations 265"],
    );
}

#[test]
fn minroot() {
    check(
        "minroot",
        Data {
            state: "minroot-state.json",
            inputs: &["minroot-10.json"],
            ..Data::default()
        },
        expect!["weights 0, state 579; for each step: private inputs 0, blocks 0, public inputs 0, operations 7"],
    );
}

#[test]
fn logistic_map() {
    check(
        "logistic-map",
        Data {
            state: "logistic-map-state.json",
            steps: Some(10),
            ..Data::default()
        },
        expect!["weights 0, state 2; for each step: private inputs 0, blocks 0, public inputs 0, operations 127"],
    );
}

#[test]
fn n_body() {
    check(
        "n-body",
        Data {
            state: "n-body-state.json",
            steps: Some(10),
            ..Data::default()
        },
        expect!["weights 0, state 915; for each step: private inputs 0, blocks 0, public inputs 0, operations 2436"],
    );
}

#[test]
fn every_step_is_proved_here() {
    let names = std::fs::read_dir(super::folder()).expect("the examples");
    let names = names.map(|entry| {
        entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned()
    });
    let tested = include_str!("proved.rs");
    for name in names.filter_map(|name| name.strip_suffix(".scm").map(str::to_string)) {
        assert!(tested.contains(&format!("\"{name}\",")), "{name}");
    }
}
