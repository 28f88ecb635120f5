//! `foldscheme cost`.

use crate::args::ProgramArgs;
use crate::context::Context;
use crate::exit::{Failure, Status};
use crate::fold;
use crate::fold::text::{is_typed, StepText};
use crate::input;
use crate::prove::check_size;
use crate::terminal;
use crate::words::{self, grouped};
use foldscheme::data::fit::Rule;
use foldscheme::{cost, fold_size, Answer, Compiled, Cost};
use serde::Serialize;
use std::path::PathBuf;

/// A cost as JSON; scripts rely on the keys.
#[derive(Serialize)]
struct Figures<'a> {
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    steps: u64,
    constraints_per_step: usize,
    constraints: u64,
    chunk: usize,
    folds: u64,
    primary_constraints: usize,
    secondary_constraints: usize,
}

/// Runs a program and says what a proof of the run would cost.
pub fn command(
    context: &Context,
    program: &ProgramArgs,
    chunk: Option<usize>,
    weights: &[PathBuf],
    json: bool,
) -> Result<Status, Failure> {
    let mut texts = input::texts(program)?;
    if let [text] = texts.as_mut_slice() {
        if is_typed(&text.text) {
            if chunk.is_some() {
                return Err(Failure::new(
                    Status::Usage,
                    "`--chunk` is of use for programs only; this is a typed step",
                ));
            }
            if let Some(file) = &program.file {
                input::name_by_file(text, file);
            }
            let text = StepText::new(text.clone(), context.field);
            let rule = Rule {
                field: context.field,
                quantize: true,
            };
            let function = fold::load::load_function(&text, weights, rule)?;
            fold::cost::price(&text, &function, json)?;
            return Ok(Status::Done);
        }
    }
    if !weights.is_empty() {
        return Err(Failure::new(
            Status::Usage,
            "`--weights` is of use for typed steps only; this is a program",
        ));
    }
    let compiled = input::compile(context.field, texts)?;
    price(context, &compiled, chunk, json)?;
    Ok(Status::Done)
}

/// Prints what a proof of a program's run would cost.
pub fn price(
    context: &Context,
    compiled: &Compiled,
    chunk: Option<usize>,
    json: bool,
) -> Result<(), Failure> {
    let cost = context.interruption.during(|interrupt| {
        if chunk.is_some() {
            check_size(fold_size(compiled, context.limits, chunk, interrupt)?)?;
        }
        cost(compiled, context.limits, chunk, interrupt).map_err(Failure::from)
    });
    let cost = cost.map_err(|failure| failure.about(compiled))?;
    let value = cost.run.value();
    let error = match &cost.run.answer {
        Answer::Value(_) => None,
        Answer::Error(diagnostic) => Some(words::error(compiled, diagnostic)),
    };
    if json {
        let figures = Figures {
            value: value.as_deref(),
            error: error.as_deref(),
            steps: cost.steps,
            constraints_per_step: cost.constraints_per_step,
            constraints: cost.constraints,
            chunk: cost.chunk,
            folds: cost.folds,
            primary_constraints: cost.primary_constraints,
            secondary_constraints: cost.secondary_constraints,
        };
        let text = serde_json::to_string_pretty(&figures)
            .map_err(|error| Failure::io(format!("cannot print JSON: {error}")))?;
        terminal::print(text)
    } else {
        terminal::print(table(&cost, value.as_deref(), error.as_deref()))
    }
}

fn table(cost: &Cost, value: Option<&str>, error: Option<&str>) -> String {
    let (ends, with) = match (value, error) {
        (Some(value), _) => ("value", value),
        (None, error) => ("error", error.unwrap_or_default()),
    };
    let number = |n: usize| grouped(n as u64);
    let rows = [
        (ends, with.to_string()),
        ("machine steps", grouped(cost.steps)),
        ("constraints per step", number(cost.constraints_per_step)),
        ("constraints", grouped(cost.constraints)),
        ("steps in a fold", number(cost.chunk)),
        ("folds", grouped(cost.folds)),
        ("folded circuit, primary", number(cost.primary_constraints)),
        (
            "folded circuit, secondary",
            number(cost.secondary_constraints),
        ),
    ];
    let rows: Vec<String> = rows
        .iter()
        .map(|(name, figure)| format!("{name:<27}{figure}"))
        .collect();
    rows.join("\n")
}
