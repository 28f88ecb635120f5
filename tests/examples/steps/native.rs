//! Native runs give what the scripts of `examples/ml` computed by themselves.

use super::{folder, function, function_with, run, Data};
use foldscheme::data::read;
use foldscheme::data::table::Content;
use foldscheme_circuits::typed::input::native_run;
use foldscheme_lang::typed::array::{Array, Value};
use foldscheme_lang::typed::run::FailureReason;
use serde_json::Value as Json;

fn expected(name: &str) -> Json {
    let text = std::fs::read_to_string(folder().join("data").join(format!("{name}-expected.json")));
    serde_json::from_str(&text.expect("expectations")).expect("JSON")
}

fn number(json: &Json, name: &str) -> usize {
    json[name].as_u64().expect("a number") as usize
}

#[test]
fn the_integer_network_reads_at_least_96_percent_of_the_digits_held_out() {
    let function = function("digits");
    let data = Data {
        state: "digits-state.json",
        weights: &["digits-weights.npz"],
        ..Data::default()
    };
    let expected = expected("digits");
    for count in [1, 10, 100] {
        let inputs = [&*format!("digits-{count}.npz")];
        let ran = run(
            &function,
            Data {
                inputs: &inputs,
                ..data
            },
        );
        assert_eq!(ran.steps, count);
        assert_eq!(
            ran.count("correct"),
            number(&expected, &format!("first_{count}"))
        );
    }
    let ran = run(
        &function,
        Data {
            inputs: &["digits-held-out.npz"],
            ..data
        },
    );
    assert_eq!(
        (ran.steps, ran.count("correct")),
        (599, number(&expected, "held_out"))
    );
    assert!(
        ran.count("correct") * 100 >= 96 * ran.steps,
        "{} of {}",
        ran.count("correct"),
        ran.steps
    );
}

#[test]
fn the_network_predicts_what_it_is_said_to_predict() {
    let function = function("digits-predict");
    for count in [1, 10, 100] {
        let ran = run(
            &function,
            Data {
                state: "digits-predict-state.json",
                inputs: &[&format!("digits-predict-{count}.npz")],
                weights: &["digits-weights.npz"],
                steps: None,
            },
        );
        assert_eq!(ran.count("images"), count);
    }
}

#[test]
fn another_prediction_fails() {
    let function = function("digits-predict");
    let data = Data {
        state: "digits-predict-state.json",
        inputs: &["digits-predict-1.npz"],
        weights: &["digits-weights.npz"],
        steps: None,
    };
    let mut input = data.input(&function);
    let digit = &mut input.steps[0][1];
    let other = (digit.elements()[0].int().expect("a number") + 1) % 10;
    *digit = Array::new(
        function.field(),
        digit.ty().clone(),
        vec![Value::Int(other)],
    )
    .expect("a digit");
    let failure = native_run(&function, &input).expect_err("a failed assertion");
    assert_eq!(failure.failure.reason, FailureReason::Assertion);
}

#[test]
fn the_recurrent_cell_reads_digits_row_by_row() {
    let function = function("recurrent");
    let data = Data {
        state: "recurrent-state.json",
        weights: &["recurrent-weights.npz"],
        ..Data::default()
    };
    let expected = expected("recurrent");
    for (name, count, right) in [
        ("1", 1, "first_1"),
        ("10", 10, "first_10"),
        ("held-out", 599, "held_out"),
    ] {
        let inputs = [&*format!("recurrent-{name}.npz")];
        let ran = run(
            &function,
            Data {
                inputs: &inputs,
                ..data
            },
        );
        assert_eq!(ran.steps, 8 * count);
        assert_eq!(ran.count("correct"), number(&expected, right));
        assert_eq!(ran.count("row"), 0);
    }
    assert!(number(&expected, "held_out") * 100 >= 94 * 599);
}

/// How many of the held-out samples weights get right.
fn right_ones(w: &[f64], b: f64) -> (usize, usize) {
    let held_out = read(&folder().join("data/logistic-held-out.npz")).expect("samples");
    let Content::Named(arrays) = &held_out.content else {
        panic!("an archive has names");
    };
    let count = arrays["y"].shape[0];
    let number = |name: &str, i: usize| {
        arrays[name]
            .numbers
            .get(i)
            .expect("a number")
            .nearest_float()
    };
    let is_right = |sample: &usize| {
        let features = (0..w.len()).map(|i| number("x", sample * w.len() + i));
        let sum: f64 = features.zip(w).map(|(x, w)| x * w).sum::<f64>() + b;
        (sum > 0.0) == (number("y", *sample) == 1.0)
    };
    ((0..count).filter(is_right).count(), count)
}

#[test]
fn gradient_descent_learns_as_in_floating_point() {
    let ran = run(
        &function("logistic"),
        Data {
            state: "logistic-state.json",
            inputs: &["logistic-200.npz"],
            ..Data::default()
        },
    );
    assert_eq!(ran.steps, 200);
    let expected = expected("logistic");
    let (w, b) = (ran.reals("w"), ran.reals("b"));
    let floats = expected["w"].as_array().expect("weights");
    for (got, float) in w.iter().zip(floats) {
        let float = float.as_f64().expect("a number");
        assert!((got - float).abs() < 0.01, "{got} {float}");
    }
    let (right, all) = right_ones(&w, b[0]);
    println!("accuracy after 200 steps: {right} of {all}");
    assert!(
        right.abs_diff(number(&expected, "right")) <= 1,
        "{right} of {all}"
    );
    assert!(right * 100 >= 94 * all, "{right} of {all}");
    // A step counts the same.
    let tested = run(
        &function_with("logistic-test", ran.parts),
        Data {
            state: "logistic-test-state.json",
            inputs: &["logistic-held-out.npz"],
            ..Data::default()
        },
    );
    assert_eq!((tested.count("right"), tested.steps), (right, all));
}

#[test]
fn a_whole_network_is_one_run_of_layers() {
    let ran = run(
        &function("network"),
        Data {
            state: "network-state.json",
            inputs: &["network-input.npz"],
            weights: &["network-weights.npz"],
            steps: None,
        },
    );
    assert_eq!((ran.steps, ran.count("layer")), (5, 5));
    assert_eq!(ran.count("digit"), number(&expected("network"), "digit"));
    assert!(ran.reals("h").iter().all(|x| *x == 0.0));
}

#[test]
fn convolutions_are_those_of_numpy() {
    let function = function("convolution");
    for (weights, layers, name) in [
        ("convolution-weights-2.npz", 2, "x2"),
        ("convolution-weights.npz", 16, "x16"),
    ] {
        let ran = run(
            &function,
            Data {
                state: "convolution-state.npz",
                weights: &[weights],
                ..Data::default()
            },
        );
        assert_eq!(ran.steps, layers);
        let expected = read(&folder().join("data/convolution-expected.npz")).expect("an archive");
        let Content::Named(arrays) = &expected.content else {
            panic!("an archive has names");
        };
        let numbers = &arrays[name].numbers;
        let expected: Vec<f64> = (0..numbers.len())
            .map(|i| numbers.get(i).expect("a number").nearest_float())
            .collect();
        assert_eq!(ran.reals("x"), expected);
        assert!(expected.iter().any(|x| *x > 0.0));
    }
}

#[test]
fn roots_and_orbits_are_those_of_exact_integers() {
    let written = |json: &Json| match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    let minroot = function("minroot");
    for steps in [10, 1000] {
        let ran = run(
            &minroot,
            Data {
                state: "minroot-state.json",
                inputs: &[&format!("minroot-{steps}.json")],
                ..Data::default()
            },
        );
        let expected = expected(&format!("minroot-{steps}"));
        for name in ["x", "y"] {
            assert_eq!(ran.written(name), written(&expected[name]), "{steps} steps");
        }
        assert_eq!(ran.written("i"), steps.to_string());
    }
    for (name, sizes) in [("logistic-map", [10, 1000]), ("n-body", [10, 100])] {
        let function = function(name);
        for steps in sizes {
            let state = format!("{name}-state.json");
            let ran = run(
                &function,
                Data {
                    state: &state,
                    steps: Some(steps),
                    ..Data::default()
                },
            );
            let expected = expected(&format!("{name}-{steps}"));
            for (part, _) in &ran.parts {
                fn flat(json: &Json) -> Vec<f64> {
                    match json {
                        Json::Array(items) => items.iter().flat_map(flat).collect(),
                        number => vec![number.as_f64().expect("a number")],
                    }
                }
                let expected = flat(&expected[part]);
                assert_eq!(expected.len(), ran.reals(part).len());
                for (got, expected) in ran.reals(part).iter().zip(expected) {
                    // JSON's decimals may be off by a double's last bit, far below a unit.
                    assert!(
                        (got - expected).abs() < 1e-14,
                        "{name}: {part} after {steps} steps"
                    );
                }
            }
        }
    }
}
