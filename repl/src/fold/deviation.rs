//! How far a step's integers are from its float model, line by line, over all steps.

use super::load::{Data, Loaded};
use super::native::{by_role, put, take, Course};
use super::real::Model;
use crate::words::{counted, grouped};
use foldscheme::typed::{Op, Port, Role, RunFailure, Value};
use foldscheme::{Interrupt, Interrupted};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Why there is no comparison.
pub enum Unknown {
    /// A step has no result.
    Failure(RunFailure),
    /// The user asked for it.
    Interrupted(Interrupted),
}

/// Differences of many elements.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Spread {
    count: u64,
    sum: f64,
    most: f64,
    /// The greatest magnitude of the floats.
    magnitude: f64,
}

impl Spread {
    fn add(&mut self, got: f64, float: f64) {
        let off = (got - float).abs();
        if off.is_nan() {
            return;
        }
        self.count += 1;
        self.sum += off;
        self.most = self.most.max(off);
        self.magnitude = self.magnitude.max(float.abs());
    }

    fn mean(&self) -> f64 {
        self.sum / (self.count.max(1) as f64)
    }
}

/// An expression of the source that is compared.
struct Row {
    operation: String,
    source: String,
    shape: Vec<usize>,
    spread: Spread,
}

/// How often two choices of the greatest element are the same.
struct Choice {
    same: u64,
    all: u64,
}

/// What a comparison found.
pub struct Deviation {
    steps: u64,
    /// What was rounded before the first step: what it is called, and by how much.
    rounded: Vec<(String, Spread)>,
    /// By line and column.
    rows: BTreeMap<(usize, usize), Row>,
    /// By line and column.
    choices: BTreeMap<(usize, usize), Choice>,
    /// The state after the last step.
    state: Vec<(String, Spread)>,
}

/// Runs both, step by step.
pub fn compare(loaded: &Loaded, interrupt: &Interrupt) -> Result<Deviation, Unknown> {
    let program = loaded.function.program();
    let ports = &program.ports;
    let model = Model::new(program);
    let mut course = Course::new(&loaded.function, &loaded.data);
    let mut floats = by_role(
        ports,
        &loaded.floats.state,
        &loaded.floats.weights,
        Vec::as_slice,
    );
    for (port, values) in ports.iter().zip(&mut floats) {
        *values = in_units(port, values);
    }
    let mut deviation = Deviation {
        steps: loaded.data.steps.len() as u64,
        rounded: rounded(loaded),
        rows: BTreeMap::new(),
        choices: BTreeMap::new(),
        state: Vec::new(),
    };
    for inputs in &loaded.floats.steps {
        interrupt.check().map_err(Unknown::Interrupted)?;
        let Some(exact) = course.step().map_err(Unknown::Failure)? else {
            break;
        };
        let of_steps = ports
            .iter()
            .filter(|port| !matches!(port.role, Role::State | Role::Weights));
        let inputs: Vec<Vec<f64>> = of_steps
            .zip(inputs)
            .map(|(port, input)| in_units(port, input))
            .collect();
        put(ports, &mut floats, &inputs, Vec::as_slice);
        let values = model.run(&floats, &exact);
        deviation.add(loaded, &exact, &values);
        let outputs = program.outputs.iter().map(|wire| at(&values, wire.0));
        take(ports, &mut floats, &outputs.collect::<Vec<f64>>());
    }
    let states = ports
        .iter()
        .zip(&floats)
        .filter(|(port, _)| port.role == Role::State);
    for ((port, floats), (_, array)) in states.zip(course.state()) {
        if port.ty.element.bound().is_none() {
            continue;
        }
        let mut spread = Spread::default();
        let unit = unit(port.ty.element.fraction());
        for (value, float) in array.elements().iter().zip(floats) {
            spread.add(number(*value) * unit, float * unit);
        }
        deviation.state.push((port.name.clone(), spread));
    }
    Ok(deviation)
}

/// A last bit's worth.
fn unit(fraction: u32) -> f64 {
    (-f64::from(fraction)).exp2()
}

fn number(value: Value) -> f64 {
    value.int().map_or(f64::NAN, |n| n as f64)
}

fn at(values: &[f64], index: u32) -> f64 {
    values.get(index as usize).copied().unwrap_or(f64::NAN)
}

fn in_units(port: &Port, values: &[f64]) -> Vec<f64> {
    let scale = f64::from(port.ty.element.fraction()).exp2();
    values.iter().map(|x| x * scale).collect()
}

/// By how much data were rounded, array by array; those of field elements are exact.
fn rounded(loaded: &Loaded) -> Vec<(String, Spread)> {
    let Data {
        state,
        weights,
        steps,
    } = &loaded.data;
    let floats = &loaded.floats;
    let mut spreads: Vec<(String, Spread)> = Vec::new();
    let mut add = |name: &str, array: &foldscheme::typed::Array, floats: &[f64]| {
        let element = array.ty().element;
        if element.bound().is_none() {
            return;
        }
        let index = match spreads.iter().position(|(known, _)| known == name) {
            Some(index) => index,
            None => {
                spreads.push((name.to_string(), Spread::default()));
                spreads.len() - 1
            }
        };
        let unit = unit(element.fraction());
        if let Some((_, spread)) = spreads.get_mut(index) {
            for (value, float) in array.elements().iter().zip(floats) {
                spread.add(number(*value) * unit, *float);
            }
        }
    };
    for (name, array, floats) in &loaded.constants {
        add(name, array, floats);
    }
    let ports = &loaded.function.program().ports;
    let named = |roles: fn(Role) -> bool| ports.iter().filter(move |port| roles(port.role));
    for ((port, array), floats) in named(|role| role == Role::State)
        .zip(state)
        .zip(&floats.state)
    {
        add(&port.name, array, floats);
    }
    for ((port, array), floats) in named(|role| role == Role::Weights)
        .zip(weights)
        .zip(&floats.weights)
    {
        add(&port.name, array, floats);
    }
    let of_steps = |role| !matches!(role, Role::State | Role::Weights);
    for (arrays, floats) in steps.iter().zip(&floats.steps) {
        for ((port, array), floats) in named(of_steps).zip(arrays).zip(floats) {
            add(&port.name, array, floats);
        }
    }
    spreads.retain(|(_, spread)| spread.most > 0.0);
    spreads
}

impl Deviation {
    fn add(&mut self, loaded: &Loaded, exact: &[Value], floats: &[f64]) {
        let program = loaded.function.program();
        for intermediate in &program.intermediates {
            if intermediate.bound.is_none() || intermediate.is_bool {
                continue;
            }
            let Some(site) = program.sites.get(intermediate.site.0 as usize) else {
                continue;
            };
            let row = self
                .rows
                .entry(loaded.text.line_column(site.span))
                .or_insert_with(|| Row {
                    operation: site.operation.clone(),
                    source: loaded.text.expression(site.span),
                    shape: intermediate.shape.clone(),
                    spread: Spread::default(),
                });
            let unit = unit(intermediate.fraction);
            for wire in &intermediate.wires {
                let value = exact.get(wire.0 as usize).copied().map_or(f64::NAN, number);
                row.spread.add(value * unit, at(floats, wire.0) * unit);
            }
        }
        for (index, node) in program.nodes.iter().enumerate() {
            let (Op::ArgMax(_), Some(site)) = (&node.op, program.sites.get(node.site.0 as usize))
            else {
                continue;
            };
            let choice = self.choices.entry(loaded.text.line_column(site.span));
            let choice = choice.or_insert(Choice { same: 0, all: 0 });
            let value = exact.get(index).copied().map_or(f64::NAN, number);
            choice.all += 1;
            choice.same += u64::from(floats.get(index) == Some(&value));
        }
    }

    /// As a table.
    pub fn table(&self) -> String {
        let mut words = String::new();
        for (name, spread) in &self.rounded {
            let _ = writeln!(
                words,
                "rounded: `{name}`, by at most {} (on average {})",
                figure(spread.most),
                figure(spread.mean())
            );
        }
        let _ = writeln!(
            words,
            "against the float model, over {}:\n{:>5}  {:<14}{:<14}{:>12}{:>12}{:>12}  source",
            counted(self.steps, "step"),
            "line",
            "operation",
            "shape",
            "greatest",
            "mean error",
            "most error"
        );
        // What was left out of the program since nothing needs it has no elements.
        let rows = self.rows.iter().filter(|(_, row)| row.spread.count > 0);
        for ((line, _), row) in rows {
            let shape = foldscheme::data::table::Shape(&row.shape).to_string();
            let spread = &row.spread;
            let _ = writeln!(
                words,
                "{line:>5}  {:<14}{:<14}{:>12}{:>12}{:>12}  {}",
                row.operation,
                shape,
                figure(spread.magnitude),
                figure(spread.mean()),
                figure(spread.most),
                row.source
            );
        }
        for (name, spread) in &self.state {
            let _ = writeln!(
                words,
                "`{name}` at the end: off by at most {} (on average {})",
                figure(spread.most),
                figure(spread.mean())
            );
        }
        for ((line, _), choice) in &self.choices {
            let share = 100.0 * choice.same as f64 / choice.all.max(1) as f64;
            let _ = writeln!(
                words,
                "argmax in line {line}: the same in {} of {} ({share:.2} %)",
                grouped(choice.same),
                grouped(choice.all)
            );
        }
        words
    }
}

/// Three digits that count.
fn figure(x: f64) -> String {
    match x {
        0.0 => "0".to_string(),
        x if !(1e-4..1e6).contains(&x) => format!("{x:.2e}"),
        x if x < 0.1 => format!("{x:.5}"),
        x if x < 10.0 => format!("{x:.3}"),
        x => format!("{x:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::text::StepText;
    use foldscheme::typed::{Array, StepFunction, Type};
    use foldscheme::{ScalarField, SourceText};

    /// A step with one element of state and one private input, all numbers rounded to multiples of 1/16.
    fn loaded(body: &str, state: f64, inputs: &[f64]) -> Loaded {
        let source = SourceText {
            name: "f.scm".to_string(),
            text: format!(
                "(define-type q (fixed 12 4))\n(define-step (f [h : q] [x : q private])\n  {body})"
            ),
        };
        let field = ScalarField::default();
        let function =
            StepFunction::compile(field, source.clone(), Vec::new()).expect("it compiles");
        let ty: Type = function.program().ports[0].ty.clone();
        let array = |x: f64| {
            let units = (x * 16.0).round_ties_even() as i128;
            Array::new(field, ty.clone(), vec![Value::Int(units)]).expect("it fits")
        };
        Loaded {
            text: StepText::new(source, field),
            function,
            data: Data {
                state: vec![array(state)],
                weights: Vec::new(),
                steps: inputs.iter().map(|x| vec![array(*x)]).collect(),
            },
            floats: Data {
                state: vec![vec![state]],
                weights: Vec::new(),
                steps: inputs.iter().map(|x| vec![vec![*x]]).collect(),
            },
            constants: Vec::new(),
        }
    }

    fn deviation(loaded: &Loaded) -> Deviation {
        match compare(loaded, &Interrupt::default()) {
            Ok(deviation) => deviation,
            Err(_) => panic!("every step has a result"),
        }
    }

    #[test]
    fn what_is_exact_is_off_by_nothing() {
        let exact = deviation(&loaded("(as q (+ h (* 2 x)))", 1.5, &[0.25, -1.0]));
        assert!(exact.rounded.is_empty());
        assert!(exact.rows.values().all(|row| row.spread.most == 0.0));
        assert_eq!(exact.state[0].1.most, 0.0);
        assert_eq!(exact.state[0].1.magnitude, 0.0);
    }

    #[test]
    fn rounding_adds_up_over_the_steps() {
        // 0.1 becomes 0.125, and is added three times to 1.
        let off = deviation(&loaded("(as q (+ h x))", 1.0, &[0.1, 0.1, 0.1]));
        let (name, spread) = &off.rounded[0];
        assert_eq!((name.as_str(), spread.count), ("x", 3));
        assert!((spread.most - 0.025).abs() < 1e-12);
        let (name, spread) = &off.state[0];
        assert_eq!(name, "h");
        assert!((spread.most - 0.075).abs() < 1e-12, "{spread:?}");
        assert!((spread.magnitude - 1.3).abs() < 1e-12, "{spread:?}");
    }

    #[test]
    fn a_choice_that_rounding_turns_is_counted() {
        // 0.51 and 0.5 are the same number of sixteenths, so that the first is chosen.
        let off = deviation(&loaded("(as q (argmax (vector h x)))", 0.5, &[0.51]));
        let choices: Vec<(u64, u64)> = off
            .choices
            .values()
            .map(|choice| (choice.same, choice.all))
            .collect();
        assert_eq!(choices, [(0, 1)]);
        let same = deviation(&loaded("(as q (argmax (vector h x)))", 0.5, &[0.6]));
        assert!(same
            .choices
            .values()
            .all(|choice| choice.same == choice.all));
        let table = same.table();
        assert!(
            table.contains("argmax in line 3: the same in 1 of 1 (100.00 %)"),
            "{table}"
        );
    }

    #[test]
    fn figures_have_three_digits_that_count() {
        let figures = [0.0, 0.000_012_3, 0.0123, 1.234_5, 123.45, 1.0e7].map(figure);
        assert_eq!(
            figures,
            ["0", "1.23e-5", "0.01230", "1.234", "123.5", "1.00e7"]
        );
    }
}
