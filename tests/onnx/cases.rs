//! Imports against expected outputs of the reference evaluator. `examples/ml/onnx_cases.py` makes the cases; those of a
//! directory in the environment's `FOLDSCHEME_ONNX_CASES` are run, too, and figures printed.

use foldscheme::onnx::{import, Imported, Numbers, Options};
use foldscheme_lang::diagnostic::render;
use foldscheme_lang::source::Sources;
use foldscheme_lang::typed::array::{Array, Value};
use foldscheme_lang::typed::compile;
use foldscheme_lang::typed::program::{Role, StepProgram};
use foldscheme_lang::typed::ty::ElementType;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// By how much a real output may be off: activations have 16 bits behind the point, weights about 15, and `softmax` is
/// piecewise linear.
const TOLERANCE: f64 = 2e-3;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/onnx/cases")
}

/// The numbers of nested lists.
fn flat(json: &Json) -> Vec<f64> {
    match json {
        Json::Array(items) => items.iter().flat_map(flat).collect(),
        number => vec![number.as_f64().expect("a number")],
    }
}

/// Numbers as elements of a type; each must be one.
fn elements(numbers: &[f64], element: ElementType) -> Vec<Value> {
    let scale = 2f64.powi(element.fraction() as i32);
    let value = |x: &f64| {
        let n = x * scale;
        assert_eq!(n, n.round(), "{x} is no {element}");
        Value::Int(n as i128)
    };
    numbers.iter().map(value).collect()
}

fn numbers(numbers: &Numbers) -> Vec<f64> {
    match numbers {
        Numbers::Real(values) => values.clone(),
        Numbers::Integer(values) => values.iter().map(|n| *n as f64).collect(),
    }
}

/// The program of an import, with its weights as constants if they are public.
pub fn compiled(imported: &Imported) -> StepProgram {
    let mut sources = Sources::new();
    let id = sources.add("model.scm", imported.program.as_str());
    let shown = |diagnostics: Vec<_>| {
        let mistakes = render(&sources, &diagnostics, false);
        format!("{}\n{mistakes}", imported.program)
    };
    let declared = foldscheme_lang::typed::declarations(&sources, id)
        .map_err(shown)
        .unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let constants: BTreeMap<String, Array> = declared
        .constants
        .into_iter()
        .map(|(name, ty, _)| {
            let array = imported
                .arrays
                .iter()
                .find(|array| array.name == name)
                .expect("an array");
            let elements = elements(&numbers(&array.numbers), ty.element);
            let array =
                Array::new(sources.field(), ty, elements).expect("values of the constant's type");
            (name, array)
        })
        .collect();
    compile(&sources, id, &constants)
        .map_err(shown)
        .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// The outputs of one inference, as numbers: those of each port of the state.
fn infer(
    program: &StepProgram,
    imported: &Imported,
    inputs: &[Vec<f64>],
) -> Vec<(ElementType, Vec<f64>)> {
    let mut inputs = inputs.iter();
    let ports: Vec<Vec<Value>> = program
        .ports
        .iter()
        .map(|port| {
            let element = port.ty.element;
            let values = match port.role {
                Role::State => vec![Value::Int(0); port.ty.len()],
                Role::Public | Role::Private => elements(inputs.next().expect("an input"), element),
                Role::Weights | Role::Block => {
                    let array = imported.arrays.iter().find(|array| array.name == port.name);
                    elements(&numbers(&array.expect("an array").numbers), element)
                }
            };
            Array::new(program.field, port.ty.clone(), values).expect("values of the port's type")
        })
        .map(|array| array.elements().to_vec())
        .collect();
    let ports: Vec<&[Value]> = ports.iter().map(Vec::as_slice).collect();
    let values = program
        .run(&ports, &|_| unreachable!("nothing is hashed"))
        .expect("an inference");
    let mut after = program.state_after(&values).into_iter();
    let states = program.ports_of(Role::State);
    states
        .map(|(_, port)| {
            let scale = 2f64.powi(port.ty.element.fraction() as i32);
            let values = after.by_ref().take(port.ty.len());
            let values = values.map(|value| value.int().expect("a number") as f64 / scale);
            (port.ty.element, values.collect())
        })
        .collect()
}

/// How far outputs are off.
#[derive(Debug, Default)]
struct Deviation {
    outputs: usize,
    /// Of integers: how many are not the same, and by how much at most.
    integers: usize,
    wrong: usize,
    most: f64,
    /// Of real numbers, at most.
    real: f64,
}

/// Runs a case under these options.
fn deviation(folder: &Path, name: &str, options: &Options) -> Deviation {
    let bytes = fs::read(folder.join(format!("{name}.onnx"))).expect("a model");
    let case = fs::read_to_string(folder.join(format!("{name}.json"))).expect("a case");
    let case: Json = serde_json::from_str(&case).expect("JSON");
    let imported = import(&bytes, name, options).unwrap_or_else(|error| panic!("{name}: {error}"));
    let program = compiled(&imported);
    let named = |what: &str| case[what].as_object().expect("an object").clone();
    let (inputs, outputs) = (named("inputs"), named("outputs"));
    assert_eq!(
        program.ports_of(Role::State).count(),
        outputs.len(),
        "{name}"
    );
    let rows = inputs
        .values()
        .next()
        .and_then(Json::as_array)
        .expect("rows")
        .len();
    let mut deviation = Deviation::default();
    for row in 0..rows {
        // Inputs and outputs are in the order of the model in both: there is one input.
        let given: Vec<Vec<f64>> = inputs.values().map(|rows| flat(&rows[row])).collect();
        let got = infer(&program, &imported, &given);
        for ((_, port), (element, got)) in program.ports_of(Role::State).zip(got) {
            let (_, expected) = outputs
                .iter()
                .find(|(name, _)| port.name.starts_with(name.as_str()))
                .expect("an output");
            let expected = flat(&expected[row]);
            assert_eq!(got.len(), expected.len(), "{name}");
            for (got, expected) in got.iter().zip(&expected) {
                let off = (got - expected).abs();
                deviation.outputs += 1;
                if element.fraction() > 0 {
                    deviation.real = deviation.real.max(off);
                } else {
                    deviation.integers += 1;
                    deviation.wrong += usize::from(off > 0.0);
                    deviation.most = deviation.most.max(off);
                }
            }
        }
    }
    deviation
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a directory of cases");
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.expect("an entry").file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".onnx").map(str::to_string))
        .collect();
    names.sort();
    names
}

#[test]
fn imports_agree_with_the_reference_evaluator() {
    let names = names(&fixtures());
    assert_eq!(names.len(), 6);
    for name in names {
        let deviation = deviation(&fixtures(), &name, &Options::default());
        assert!(
            deviation.outputs > 0 && deviation.real < TOLERANCE,
            "{name}: {deviation:?}"
        );
        assert_eq!(deviation.wrong, 0, "{name}: {deviation:?}");
    }
}

#[test]
fn public_weights_and_inputs_change_no_output() {
    let options = Options {
        public_inputs: true,
        public_weights: true,
        ..Options::default()
    };
    for name in names(&fixtures()) {
        let deviation = deviation(&fixtures(), &name, &options);
        assert!(
            deviation.real < TOLERANCE && deviation.wrong == 0,
            "{name}: {deviation:?}"
        );
    }
}

#[test]
fn fewer_bits_are_less_exact() {
    let coarse = Options {
        weight_bits: 6,
        ..Options::default()
    };
    let off = deviation(&fixtures(), "perceptron", &coarse).real;
    assert!(off > TOLERANCE, "{off}");
}

/// The float model of `examples/ml/digits.py`: 97.66 % in floating point.
#[test]
fn an_imported_model_reads_the_digits_held_out() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let bytes = fs::read(examples.join("ml/digits.onnx")).expect("a model");
    let imported = import(&bytes, "digits.onnx", &Options::default()).expect("an import");
    let program = compiled(&imported);
    let data = foldscheme::data::read(&examples.join("steps/data/digits-held-out.npz"));
    let data = data.expect("images").content;
    let foldscheme::data::table::Content::Named(arrays) = &data else {
        panic!("an archive has names");
    };
    let number = |name: &str, i: usize| {
        let number = arrays[name].numbers.get(i).expect("a number");
        number.nearest_float()
    };
    let images = arrays["label"].shape[0];
    let is_right = |image: &usize| {
        let ink = (0..64).map(|i| number("image", 64 * image + i)).collect();
        let outputs = infer(&program, &imported, &[ink]);
        outputs[0].1 == [number("label", *image)]
    };
    let right = (0..images).filter(is_right).count();
    assert!((584..=586).contains(&right), "{right} of {images}");
}

/// A quantised output is off by one if the reference evaluator's single-precision factor and ours lead to different
/// sides of a half: seldom.
#[test]
fn all_cases_of_a_directory_agree() {
    let Some(folder) = std::env::var_os("FOLDSCHEME_ONNX_CASES").map(PathBuf::from) else {
        return;
    };
    let mut all = Deviation::default();
    let names = names(&folder);
    for name in &names {
        let one = deviation(&folder, name, &Options::default());
        assert!(one.real < 0.05 && one.most <= 1.0, "{name}: {one:?}");
        all.outputs += one.outputs;
        all.integers += one.integers;
        all.wrong += one.wrong;
        all.most = all.most.max(one.most);
        all.real = all.real.max(one.real);
    }
    println!("{} models: {all:?}", names.len());
    assert!(!names.is_empty() && all.wrong * 1000 <= all.integers);
}
