//! What a typed step costs, by what it is for, by operation, and by line of its text.

use super::claim::pretty;
use super::text::StepText;
use crate::exit::Failure;
use crate::terminal;
use crate::words::grouped;
use foldscheme::data::table::Shape;
use foldscheme::typed::{
    step_cost, written, ElementType, Intermediate, StepCost, StepFunction, Value,
};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A step's cost as JSON; scripts rely on the keys.
#[derive(Serialize)]
struct Figures<'a> {
    step: &'a str,
    per_step: PerStep,
    per_fold: PerFold,
    state_elements: usize,
    state_digested: bool,
    operations: Vec<Operation>,
    lines: Vec<Line>,
    intermediates: Vec<Bounds>,
}

#[derive(Serialize)]
struct PerStep {
    operations: usize,
    private_inputs: usize,
    public_inputs: usize,
    weight_blocks: usize,
    total: usize,
}

#[derive(Serialize)]
struct PerFold {
    weights: usize,
    state: usize,
    folding: usize,
    total: usize,
}

#[derive(Serialize)]
struct Operation {
    operation: String,
    places: usize,
    constraints: usize,
}

#[derive(Serialize)]
struct Line {
    line: usize,
    constraints: usize,
    source: String,
}

#[derive(Serialize)]
struct Bounds {
    line: usize,
    column: usize,
    operation: String,
    shape: Vec<usize>,
    fraction: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    greatest: Option<String>,
    source: String,
}

/// Prints what a step costs.
pub fn price(text: &StepText, function: &StepFunction, json: bool) -> Result<(), Failure> {
    let cost = step_cost(function).map_err(super::plan_failure)?;
    let figures = figures(text, function, &cost);
    match json {
        true => terminal::print(pretty(&figures)?),
        false => terminal::print(table(&figures).trim_end()),
    }
}

fn figures<'a>(text: &StepText, function: &'a StepFunction, cost: &StepCost) -> Figures<'a> {
    let program = function.program();
    let mut operations: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut lines: BTreeMap<usize, usize> = BTreeMap::new();
    for (site, constraints) in &cost.sites {
        let Some(site) = program.sites.get(site.0 as usize) else {
            continue;
        };
        let operation = operations.entry(&site.operation).or_default();
        operation.0 += 1;
        operation.1 += constraints;
        *lines.entry(text.line_column(site.span).0).or_default() += constraints;
    }
    let mut operations: Vec<Operation> = operations
        .into_iter()
        .map(|(operation, (places, constraints))| Operation {
            operation: operation.to_string(),
            places,
            constraints,
        })
        .collect();
    operations.sort_by_key(|operation| std::cmp::Reverse(operation.constraints));
    let bounds = program
        .intermediates
        .iter()
        .filter_map(|value| bounds(text, function, value));
    // What is inlined or unrolled several times is shown once, with the bound of all.
    let mut intermediates: Vec<(Bounds, Option<(i128, i128)>)> = Vec::new();
    for (bound, range) in bounds {
        let same = |other: &Bounds| {
            (other.line, other.column, &other.shape, other.fraction)
                == (bound.line, bound.column, &bound.shape, bound.fraction)
        };
        match intermediates.iter_mut().find(|(other, _)| same(other)) {
            Some((_, known)) => {
                *known = known.zip(range).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1)));
            }
            None => intermediates.push((bound, range)),
        }
    }
    intermediates.sort_by_key(|(bound, _)| (bound.line, bound.column));
    let intermediates = intermediates.into_iter().map(|(mut bound, range)| {
        let number = |n| {
            let fraction = bound.fraction;
            written(
                Value::Int(n),
                ElementType::Fixed {
                    bits: ElementType::MOST_BITS,
                    fraction,
                },
            )
        };
        (bound.least, bound.greatest) = match range {
            Some((least, greatest)) => (Some(number(least)), Some(number(greatest))),
            None => (None, None),
        };
        bound
    });
    Figures {
        step: &program.name,
        per_step: PerStep {
            operations: cost.operations,
            private_inputs: cost.private,
            public_inputs: cost.public,
            weight_blocks: cost.blocks,
            total: cost.per_step(),
        },
        per_fold: PerFold {
            weights: cost.weights,
            state: cost.state,
            folding: cost.own,
            total: cost.per_fold(),
        },
        state_elements: cost.arity,
        state_digested: cost.digested,
        operations,
        lines: lines
            .into_iter()
            .map(|(line, constraints)| Line {
                line,
                constraints,
                source: text.line(line),
            })
            .collect(),
        intermediates: intermediates.collect(),
    }
}

/// The bound of an expression, in words later; none for field elements.
fn bounds(
    text: &StepText,
    function: &StepFunction,
    value: &Intermediate,
) -> Option<(Bounds, Option<(i128, i128)>)> {
    let site = function.program().sites.get(value.site.0 as usize)?;
    let (line, column) = text.line_column(site.span);
    let bounds = Bounds {
        line,
        column,
        operation: site.operation.clone(),
        shape: value.shape.clone(),
        fraction: value.fraction,
        least: None,
        greatest: None,
        source: text.expression(site.span),
    };
    Some((bounds, value.bound.map(|bound| (bound.lo, bound.hi))))
}

fn table(figures: &Figures<'_>) -> String {
    let mut words = format!("the step function `{}`\n\n", figures.step);
    let PerStep {
        operations,
        private_inputs,
        public_inputs,
        weight_blocks,
        total,
    } = figures.per_step;
    let fold = &figures.per_fold;
    let state = match figures.state_digested {
        true => "state, by its digest",
        false => "state",
    };
    for (name, figure) in [
        ("constraints of each step", total),
        ("  operations", operations),
        ("  private inputs", private_inputs),
        ("  public inputs", public_inputs),
        ("  blocks of weights", weight_blocks),
        ("constraints of each fold", fold.total),
        ("  weights", fold.weights),
        (&format!("  {state}"), fold.state),
        ("  folding itself", fold.folding),
        ("elements of the folded state", figures.state_elements),
    ] {
        let _ = writeln!(words, "{name:<32}{:>12}", grouped(figure as u64));
    }
    words.push_str("\noperation           places constraints\n");
    for row in &figures.operations {
        let _ = writeln!(
            words,
            "{:<16}{:>10}{:>12}",
            row.operation,
            grouped(row.places as u64),
            grouped(row.constraints as u64)
        );
    }
    words.push_str("\n line constraints  source\n");
    for row in &figures.lines {
        let _ = writeln!(
            words,
            "{:>5}{:>12}  {}",
            row.line,
            grouped(row.constraints as u64),
            row.source
        );
    }
    words.push_str("\nbounds\n");
    for row in &figures.intermediates {
        let bound = match (&row.least, &row.greatest) {
            (Some(least), Some(greatest)) => format!("{least} to {greatest}"),
            _ => "field elements".to_string(),
        };
        let place = format!("{}:{}", row.line, row.column);
        let shape = Shape(&row.shape).to_string();
        let _ = writeln!(
            words,
            "{place:>8}  {:<14}{shape:<12}{:>3} bits behind the point  {bound}  {}",
            row.operation, row.fraction, row.source
        );
    }
    words
}
