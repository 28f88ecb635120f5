//! The typed steps of `examples/steps`, run on their data: they give what the scripts of `examples/ml` computed by themselves.

use foldscheme::data::fit::{find, steps, Rule, Wanted};
use foldscheme::data::{read, DataFile};
use foldscheme_lang::diagnostic::render;
use foldscheme_lang::source::Sources;
use foldscheme_lang::typed::array::{Array, Value};
use foldscheme_lang::typed::compile;
use foldscheme_lang::typed::program::{Role, StepProgram};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/steps")
}

/// The program of an example.
fn program(name: &str) -> StepProgram {
    let text = std::fs::read_to_string(folder().join(format!("{name}.scm"))).expect("an example");
    let mut sources = Sources::new();
    let id = sources.add(format!("{name}.scm"), text);
    compile(&sources, id, &BTreeMap::new())
        .map_err(|mistakes| render(&sources, &mistakes, false))
        .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// What a run is given: names of files in the folder of data.
#[derive(Clone, Copy, Default)]
struct Data<'d> {
    state: &'d str,
    inputs: &'d [&'d str],
    weights: &'d [&'d str],
    steps: Option<usize>,
}

/// A run.
struct Ran {
    steps: usize,
    /// The state after the last step, as it is written, by name.
    state: BTreeMap<String, String>,
    arrays: BTreeMap<String, Array>,
}

impl Ran {
    /// A whole number of the state.
    fn count(&self, name: &str) -> usize {
        self.state[name].parse().expect("a count")
    }

    /// The real numbers of a part of the state.
    fn reals(&self, name: &str) -> Vec<f64> {
        let array = &self.arrays[name];
        let scale = 2f64.powi(array.ty().element.fraction() as i32);
        let real = |value: &Value| value.int().expect("a number") as f64 / scale;
        array.elements().iter().map(real).collect()
    }
}

/// Runs a step natively, as often as there are inputs.
fn run(program: &StepProgram, data: Data<'_>) -> Ran {
    let file = |name: &&str| {
        read(&folder().join("data").join(name)).unwrap_or_else(|error| panic!("{error}"))
    };
    let files: Vec<DataFile> = [&[data.state], data.inputs, data.weights]
        .concat()
        .iter()
        .map(file)
        .collect();
    let wanted: Vec<Wanted> = program
        .ports
        .iter()
        .map(|port| Wanted {
            name: port.name.clone(),
            ty: port.ty.clone(),
            what: "data",
            option: "",
            each_step: matches!(port.role, Role::Public | Role::Private | Role::Block),
        })
        .collect();
    let found = find(&files, &wanted).unwrap_or_else(|error| panic!("{error}"));
    let count = steps(&found, data.steps).unwrap_or_else(|error| panic!("{error}"));
    let rule = Rule {
        field: program.field,
        quantize: false,
    };
    let array = |port: usize, step: usize| match found[port].array(step, rule) {
        Ok(fitted) => fitted.array.elements().to_vec(),
        Err(error) => panic!("{error}"),
    };
    let mut ports: Vec<Vec<Value>> = (0..wanted.len()).map(|port| array(port, 0)).collect();
    for step in 0..count {
        for (port, one) in wanted.iter().enumerate() {
            if one.each_step {
                ports[port] = array(port, step);
            }
        }
        let inputs: Vec<&[Value]> = ports.iter().map(Vec::as_slice).collect();
        let values = program
            .run(&inputs, &|_| unreachable!("nothing is hashed"))
            .unwrap_or_else(|failure| panic!("step {step}: {failure:?}"));
        let mut after = program.state_after(&values).into_iter();
        for (port, one) in program.ports_of(Role::State) {
            ports[port] = after.by_ref().take(one.ty.len()).collect();
        }
    }
    let arrays: BTreeMap<String, Array> = program
        .ports_of(Role::State)
        .map(|(port, one)| {
            let array = Array::new(program.field, one.ty.clone(), ports[port].clone());
            (one.name.clone(), array.expect("values of the state's type"))
        })
        .collect();
    Ran {
        steps: count,
        state: arrays
            .iter()
            .map(|(name, array)| (name.clone(), array.to_string()))
            .collect(),
        arrays,
    }
}

fn expected(name: &str) -> Json {
    let text = std::fs::read_to_string(folder().join("data").join(format!("{name}-expected.json")));
    serde_json::from_str(&text.expect("expectations")).expect("JSON")
}

fn number(json: &Json, name: &str) -> usize {
    json[name].as_u64().expect("a number") as usize
}

#[test]
fn the_integer_network_reads_at_least_96_percent_of_the_digits_held_out() {
    let program = program("digits");
    let data = Data {
        state: "digits-state.json",
        weights: &["digits-weights.npz"],
        ..Data::default()
    };
    let expected = expected("digits");
    for count in [1, 10, 100] {
        let inputs = [&*format!("digits-{count}.npz")];
        let ran = run(
            &program,
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
        &program,
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
    let program = program("digits-predict");
    for count in [1, 10, 100] {
        let ran = run(
            &program,
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
#[should_panic(expected = "Assertion")]
fn another_prediction_fails() {
    // Without weights all digits are as likely, so that the first of them is predicted.
    let program = program("digits-predict");
    let zero = Array::zeros(program.field, program.ports[1].ty.clone());
    let inputs: Vec<Vec<Value>> = program
        .ports
        .iter()
        .map(|port| match port.name.as_str() {
            "digit" => vec![Value::Int(7)],
            "image" => zero.elements().to_vec(),
            _ => Array::zeros(program.field, port.ty.clone())
                .elements()
                .to_vec(),
        })
        .collect();
    let inputs: Vec<&[Value]> = inputs.iter().map(Vec::as_slice).collect();
    program
        .run(&inputs, &|_| unreachable!("nothing is hashed"))
        .expect("a step");
}

#[test]
fn the_recurrent_cell_reads_digits_row_by_row() {
    let program = program("recurrent");
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
            &program,
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
    let foldscheme::data::table::Content::Named(arrays) = &held_out.content else {
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
        &program("logistic"),
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
}

#[test]
fn a_whole_network_is_one_run_of_layers() {
    let ran = run(
        &program("network"),
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
    let program = program("convolution");
    for (weights, layers, name) in [
        ("convolution-weights-2.npz", 2, "x2"),
        ("convolution-weights.npz", 16, "x16"),
    ] {
        let ran = run(
            &program,
            Data {
                state: "convolution-state.npz",
                weights: &[weights],
                ..Data::default()
            },
        );
        assert_eq!(ran.steps, layers);
        let expected = read(&folder().join("data/convolution-expected.npz")).expect("an archive");
        let foldscheme::data::table::Content::Named(arrays) = &expected.content else {
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
    let minroot = program("minroot");
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
            assert_eq!(ran.state[name], written(&expected[name]), "{steps} steps");
        }
        assert_eq!(ran.state["i"], steps.to_string());
    }
    for (name, sizes) in [("logistic-map", [10, 1000]), ("n-body", [10, 100])] {
        let program = program(name);
        for steps in sizes {
            let state = format!("{name}-state.json");
            let ran = run(
                &program,
                Data {
                    state: &state,
                    steps: Some(steps),
                    ..Data::default()
                },
            );
            let expected = expected(&format!("{name}-{steps}"));
            for part in ran.arrays.keys() {
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
