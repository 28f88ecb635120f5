//! The typed steps of `examples/steps`, run and proved on their data.

mod native;
mod proved;

use foldscheme::data::fit::{find, steps, Found, Rule, Wanted};
use foldscheme::data::{read, DataFile};
use foldscheme::{ScalarField, SourceText};
use foldscheme_circuits::typed::function::StepFunction;
use foldscheme_circuits::typed::input::{native_run, FoldInput, Salt};
use foldscheme_lang::typed::array::{Array, Value};
use foldscheme_lang::typed::program::{Port, Role};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/steps")
}

/// The step function of an example.
fn function(name: &str) -> StepFunction {
    function_with(name, Vec::new())
}

/// The step function of an example, with the values of its constants.
fn function_with(name: &str, constants: Vec<(String, Array)>) -> StepFunction {
    let name = format!("{name}.scm");
    let text = std::fs::read_to_string(folder().join(&name)).expect("an example");
    StepFunction::compile(ScalarField::Pallas, SourceText { name, text }, constants)
        .unwrap_or_else(|mistakes| panic!("{}", mistakes.render(false)))
}

/// What a run is given: names of files in the folder of data.
#[derive(Clone, Copy, Default)]
struct Data<'d> {
    state: &'d str,
    inputs: &'d [&'d str],
    weights: &'d [&'d str],
    /// How many steps there are, where no file says it.
    steps: Option<usize>,
}

impl Data<'_> {
    /// The arrays of the files, in the order of the function's ports.
    fn input(&self, function: &StepFunction) -> FoldInput {
        let file = |name: &&str| {
            read(&folder().join("data").join(name)).unwrap_or_else(|error| panic!("{error}"))
        };
        let files: Vec<DataFile> = [&[self.state], self.inputs, self.weights]
            .concat()
            .iter()
            .map(file)
            .collect();
        let ports = &function.program().ports;
        let each_step =
            |port: &Port| matches!(port.role, Role::Public | Role::Private | Role::Block);
        let wanted: Vec<Wanted> = ports
            .iter()
            .map(|port| Wanted {
                name: port.name.clone(),
                ty: port.ty.clone(),
                what: "data",
                option: "",
                each_step: each_step(port),
                hidden: false,
            })
            .collect();
        let found = find(&files, &wanted).unwrap_or_else(|error| panic!("{error}"));
        let count = steps(&found, self.steps).unwrap_or_else(|error| panic!("{error}"));
        let rule = Rule {
            field: function.field(),
            quantize: false,
        };
        let array = |found: &Found<'_>, step: usize| match found.array(step, rule) {
            Ok(fitted) => fitted.array,
            Err(error) => panic!("{error}"),
        };
        let of = |wanted: &dyn Fn(&Port) -> bool, step: usize| -> Vec<Array> {
            let chosen = ports.iter().zip(&found).filter(|(port, _)| wanted(port));
            chosen.map(|(_, found)| array(found, step)).collect()
        };
        FoldInput {
            state: of(&|port| port.role == Role::State, 0),
            weights: of(&|port| port.role == Role::Weights, 0),
            steps: (0..count).map(|step| of(&each_step, step)).collect(),
            salt: Salt::from_bytes([7; 32]),
        }
    }
}

/// Where a run led to.
struct Ran {
    /// How many steps it took.
    steps: usize,
    /// The parts of the state, with their names.
    parts: Vec<(String, Array)>,
}

impl Ran {
    /// A part.
    fn part(&self, name: &str) -> &Array {
        let part = self.parts.iter().find(|(other, _)| other == name);
        &part.expect("a part of the state").1
    }

    /// A part that is a number, or a field element, as it is written.
    fn written(&self, name: &str) -> String {
        self.part(name).to_string()
    }

    /// A part that is a whole number.
    fn count(&self, name: &str) -> usize {
        self.written(name).parse().expect("a count")
    }

    /// The real numbers of a part.
    fn reals(&self, name: &str) -> Vec<f64> {
        let array = self.part(name);
        let scale = 2f64.powi(array.ty().element.fraction() as i32);
        let real = |value: &Value| value.int().expect("a number") as f64 / scale;
        array.elements().iter().map(real).collect()
    }
}

/// Runs as many steps as there are inputs.
fn run(function: &StepFunction, data: Data<'_>) -> Ran {
    let input = data.input(function);
    let states = native_run(function, &input).unwrap_or_else(|failure| panic!("{failure:?}"));
    let last = states.last().expect("a step");
    let names = function.program().ports_of(Role::State);
    let names = names.map(|(_, port)| port.name.clone());
    Ran {
        steps: input.steps.len(),
        parts: names.zip(last.iter().cloned()).collect(),
    }
}
