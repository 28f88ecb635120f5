//! From the files of a command to a step function and what goes into it.

use super::text::StepText;
use crate::context::Context;
use crate::exit::{Failure, Status};
use crate::words::printable;
use foldscheme::data::error::DataError;
use foldscheme::data::fit::{find, steps, Found, Rule, Wanted};
use foldscheme::data::{self, DataFile};
use foldscheme::typed::{Array, Declarations, Role, StepFunction};
use std::path::PathBuf;

/// The data files that a command names.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Of the state before the first step.
    pub state: Vec<PathBuf>,
    /// Of the inputs of each step.
    pub inputs: Vec<PathBuf>,
    /// Of weights, blocks of weights and constants.
    pub weights: Vec<PathBuf>,
}

/// Arrays with what their files say, before they were rounded.
#[derive(Clone, Debug)]
pub struct Data<T> {
    /// Of the state's ports.
    pub state: Vec<T>,
    /// Of the ports of weights that each step has.
    pub weights: Vec<T>,
    /// Of each step, of the ports whose arrays it brings.
    pub steps: Vec<Vec<T>>,
}

impl<T> Default for Data<T> {
    fn default() -> Self {
        Data {
            state: Vec::new(),
            weights: Vec::new(),
            steps: Vec::new(),
        }
    }
}

/// A step function with its data.
pub struct Loaded {
    /// Its text.
    pub text: StepText,
    /// The function.
    pub function: StepFunction,
    /// What goes into it.
    pub data: Data<Array>,
    /// What the files say of it, if it was rounded.
    pub floats: Data<Vec<f64>>,
    /// The constants that files gave, and what these say, if they were rounded.
    pub constants: Vec<(String, Array, Vec<f64>)>,
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Failure {
        // Names in files are anybody's.
        Failure::io(printable(&error.to_string()))
    }
}

/// The arrays of some ports, as files have them.
fn wanted(declared: &Declarations, roles: &[Role]) -> Vec<Wanted> {
    let ports = declared
        .ports
        .iter()
        .filter(|port| roles.contains(&port.role));
    ports
        .map(|port| {
            let (what, option, each_step) = match port.role {
                Role::State => ("the state", "--state", false),
                Role::Public => ("a public input", "--inputs", true),
                Role::Private => ("a private input", "--inputs", true),
                Role::Weights => ("weights", "--weights", false),
                Role::Block => ("a block of weights", "--weights", true),
            };
            Wanted {
                name: port.name.clone(),
                ty: port.ty.clone(),
                what,
                option,
                each_step,
                hidden: port.role.is_hidden(),
            }
        })
        .collect()
}

fn read(paths: &[PathBuf]) -> Result<Vec<DataFile>, Failure> {
    let files: Result<Vec<DataFile>, DataError> =
        paths.iter().map(|path| data::read(path)).collect();
    Ok(files?)
}

/// The constants whose values are in files.
fn constants_wanted(declared: &Declarations) -> Vec<Wanted> {
    let constants = declared.constants.iter();
    constants
        .map(|(name, ty, _)| Wanted {
            name: name.clone(),
            ty: ty.clone(),
            what: "a constant",
            option: "--weights",
            each_step: false,
            hidden: false,
        })
        .collect()
}

/// Compiles a step function for its cost alone: only its constants must be known.
pub fn load_function(
    text: &StepText,
    weights: &[PathBuf],
    rule: Rule,
) -> Result<StepFunction, Failure> {
    let declared = text.declarations()?;
    let files = read(weights)?;
    let mut all = wanted(&declared, &[Role::Weights, Role::Block]);
    let constants = constants_wanted(&declared);
    // Without constants, no weights are needed, and with them the other weights may be in the same file.
    let found = if constants.is_empty() {
        Vec::new()
    } else {
        let is_there = |one: &Wanted| files.iter().any(|file| file.has(&one.name));
        all.retain(is_there);
        all.extend(constants);
        find(&files, &all)?
    };
    let (function, _) = compile(text, &found, rule)?;
    Ok(function)
}

type Constants = Vec<(String, Array, Vec<f64>)>;

fn compile(
    text: &StepText,
    found: &[Found<'_>],
    rule: Rule,
) -> Result<(StepFunction, Constants), Failure> {
    let constants = found.iter().filter(|one| one.wanted.what == "a constant");
    let constants: Result<Constants, DataError> = constants
        .map(|one| {
            let fitted = one.array(0, rule)?;
            Ok((one.wanted.name.clone(), fitted.array, fitted.floats))
        })
        .collect();
    let constants = constants?;
    let values = constants
        .iter()
        .map(|(name, array, _)| (name.clone(), array.clone()));
    let function = StepFunction::compile(rule.field, text.text.clone(), values.collect())?;
    Ok((function, constants))
}

/// Reads a text and its data.
pub fn load(
    context: &Context,
    text: StepText,
    files: &Files,
    asked: Option<usize>,
    quantize: bool,
) -> Result<Loaded, Failure> {
    let rule = Rule {
        field: context.field,
        quantize,
    };
    let declared = text.declarations()?;
    let state_files = read(&files.state)?;
    let input_files = read(&files.inputs)?;
    let weight_files = read(&files.weights)?;
    let state = find(&state_files, &wanted(&declared, &[Role::State]))?;
    let mut found = find(
        &input_files,
        &wanted(&declared, &[Role::Public, Role::Private]),
    )?;
    let mut all = wanted(&declared, &[Role::Weights, Role::Block]);
    all.extend(constants_wanted(&declared));
    found.extend(find(&weight_files, &all)?);
    let (function, constants) = compile(&text, &found, rule)?;
    let count = steps(&found, asked)?;
    // A step is at least a list of arrays.
    if count.saturating_mul(std::mem::size_of::<Vec<Array>>()) > context.limits.memory {
        return Err(Failure::new(
            Status::Limit,
            format!("{count} steps need more memory than is allowed\n  = help: `--max-memory MIB` raises the limit"),
        ));
    }
    let of = |name: &str| found.iter().find(|one| one.wanted.name == name);
    let each: Vec<&Found<'_>> = declared
        .ports
        .iter()
        .filter_map(|port| of(&port.name))
        .filter(|one| one.wanted.each_step)
        .collect();
    let once: Vec<&Found<'_>> = declared
        .ports
        .iter()
        .filter(|port| port.role == Role::Weights)
        .filter_map(|port| of(&port.name))
        .collect();
    let (mut arrays, mut floats) = (Data::default(), Data::default());
    (arrays.state, floats.state) = at(0, &state.iter().collect::<Vec<_>>(), rule)?;
    (arrays.weights, floats.weights) = at(0, &once, rule)?;
    for step in 0..count {
        let (array, float) = at(step, &each, rule)?;
        arrays.steps.push(array);
        if quantize {
            floats.steps.push(float);
        }
    }
    Ok(Loaded {
        text,
        function,
        data: arrays,
        floats,
        constants,
    })
}

/// The arrays of a step.
fn at(
    step: usize,
    found: &[&Found<'_>],
    rule: Rule,
) -> Result<(Vec<Array>, Vec<Vec<f64>>), Failure> {
    let mut arrays = (Vec::with_capacity(found.len()), Vec::new());
    for one in found {
        let fitted = one.array(step, rule)?;
        arrays.0.push(fitted.array);
        arrays.1.push(fitted.floats);
    }
    Ok(arrays)
}
