//! What a step computes in floating-point numbers: its float model.
//!
//! The same nodes mean the same, but nothing is rounded: a shift divides, a quotient is a fraction. What an index into a table is made of
//! keeps its rounding, since a table is a function of integers; so piecewise-linear functions count as they are. Values are
//! in units of the last bit, as the integers are. What involves field elements has no such meaning: it is NaN here, and truth values made
//! of it are the integers'.

use foldscheme::typed::{Node, Op, Rounding, StepProgram, Value, Wire};
use std::collections::BTreeMap;

/// A step's float model.
pub struct Model<'p> {
    program: &'p StepProgram,
    /// Which shifts and quotients keep their rounding.
    keeps_rounding: Vec<bool>,
    /// Which quotients have one half added before they are rounded downwards.
    is_nearest: Vec<bool>,
}

impl<'p> Model<'p> {
    /// Of a program.
    pub fn new(program: &'p StepProgram) -> Model<'p> {
        Model {
            program,
            keeps_rounding: indices(program),
            is_nearest: program
                .nodes
                .iter()
                .map(|node| is_nearest(program, node))
                .collect(),
        }
    }

    /// The value of every node. `exact` are those of the integers' run.
    pub fn run(&self, inputs: &[Vec<f64>], exact: &[Value]) -> Vec<f64> {
        let mut values: Vec<f64> = Vec::with_capacity(self.program.nodes.len());
        for (index, node) in self.program.nodes.iter().enumerate() {
            let value = match node.bound {
                None => f64::NAN,
                Some(_) => self.value(index, &node.op, inputs, &values),
            };
            // Numbers that are made of field elements are as the integers have them.
            let value = match (value.is_nan(), node.bound, exact.get(index)) {
                (true, Some(_), Some(Value::Int(n))) => *n as f64,
                _ => value,
            };
            values.push(value);
        }
        values
    }

    fn value(&self, index: usize, op: &Op, inputs: &[Vec<f64>], values: &[f64]) -> f64 {
        let of = |wire: &Wire| values.get(wire.0 as usize).copied().unwrap_or(f64::NAN);
        let truth = |x: f64, holds: bool| {
            if x.is_nan() {
                x
            } else {
                f64::from(u8::from(holds))
            }
        };
        let keeps = self.keeps_rounding.get(index) == Some(&true);
        match op {
            Op::Input { port, element } => {
                let port = inputs.get(*port as usize);
                port.and_then(|port| port.get(*element as usize))
                    .copied()
                    .unwrap_or(f64::NAN)
            }
            Op::Linear { constant, terms } => terms
                .iter()
                .fold(*constant as f64, |sum, (k, x)| sum + *k as f64 * of(x)),
            Op::Product(x, y) => of(x) * of(y),
            Op::Shift {
                x,
                shift,
                rounding,
                relu,
                ..
            } => {
                let x = if *relu { of(x).max(0.0) } else { of(x) };
                let quotient = x / f64::from(*shift).exp2();
                match rounding {
                    _ if !keeps => quotient,
                    Rounding::Floor => quotient.floor(),
                    Rounding::HalfUp => (quotient + 0.5).floor(),
                    Rounding::HalfEven => quotient.round_ties_even(),
                }
            }
            Op::Quotient { x, y } => {
                let quotient = of(x) / of(y);
                match (keeps, self.is_nearest.get(index)) {
                    (true, _) => quotient.floor(),
                    (false, Some(true)) => quotient - 0.5,
                    (false, _) => quotient,
                }
            }
            Op::Relu(x) => of(x).max(0.0),
            Op::Clamp { x, lo, hi } => of(x).max(*lo as f64).min(*hi as f64),
            Op::IsNonNegative(x) => truth(of(x), of(x) >= 0.0),
            Op::IsZero(x) => truth(of(x), of(x) == 0.0),
            Op::Maximum(xs) => xs.iter().map(of).fold(f64::NEG_INFINITY, f64::max),
            Op::ArgMax(xs) => {
                let greatest = xs.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
                xs.iter()
                    .position(|x| of(x) == greatest)
                    .unwrap_or_default() as f64
            }
            Op::Lookup { table, index } => {
                let table = self.program.tables.get(*table as usize);
                let entries = table.map_or(&[][..], Vec::as_slice);
                let last = entries.len().saturating_sub(1) as f64;
                // The float model may leave the table where the integers do not.
                let place = of(index).round_ties_even().clamp(0.0, last) as usize;
                entries.get(place).map_or(f64::NAN, |entry| *entry as f64)
            }
            Op::Assert(_) => 0.0,
            Op::Field(_) | Op::Hash(_) | Op::Inverse(_) => f64::NAN,
        }
    }
}

/// Which shifts and quotients an index into a table is made of.
fn indices(program: &StepProgram) -> Vec<bool> {
    let mut keeps = vec![false; program.nodes.len()];
    let mut seen = vec![false; program.nodes.len()];
    let mut ahead: Vec<Wire> = Vec::new();
    for node in &program.nodes {
        if let Op::Lookup { index, .. } = &node.op {
            ahead.push(*index);
        }
    }
    while let Some(wire) = ahead.pop() {
        let place = wire.0 as usize;
        match seen.get_mut(place) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        match &program.node(wire).op {
            Op::Shift { shift, .. } if *shift > 0 => keeps[place] = true,
            Op::Quotient { .. } => keeps[place] = true,
            op @ (Op::Shift { .. }
            | Op::Linear { .. }
            | Op::Product(..)
            | Op::Relu(_)
            | Op::Clamp { .. }
            | Op::Maximum(_)) => op.operands(&mut |operand| ahead.push(operand)),
            _ => {}
        }
    }
    keeps
}

/// Whether a quotient is `(2 x + y) / (2 y)`, which is how a division to the nearest is made.
fn is_nearest(program: &StepProgram, node: &Node) -> bool {
    let Op::Quotient { x, y } = &node.op else {
        return false;
    };
    // `/` rounds downwards, whatever its operands look like.
    let site = program.sites.get(node.site.0 as usize);
    if site.is_none_or(|site| site.operation == "/") {
        return false;
    }
    let (
        Op::Linear { constant, terms },
        Op::Linear {
            constant: twice,
            terms: doubled,
        },
    ) = (&program.node(*x).op, &program.node(*y).op)
    else {
        return false;
    };
    // What is left of the dividend without half of the divisor is even, and so is the divisor.
    let mut rest: BTreeMap<Wire, i128> = terms.iter().map(|(k, x)| (*x, *k)).collect();
    for (k, x) in doubled {
        *rest.entry(*x).or_default() -= k / 2;
    }
    let mut divisor = doubled.iter().map(|(k, _)| *k).chain([*twice]);
    let mut rest = rest.into_values().chain([constant - twice / 2]);
    divisor.all(|k| k % 2 == 0) && rest.all(|k| k % 2 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use foldscheme::typed::StepFunction;
    use foldscheme::{ScalarField, SourceText};

    /// The state after a step of `x`, of type `(fixed 24 8)`, in real numbers.
    fn after(expression: &str, x: f64) -> f64 {
        let text = SourceText {
            name: "f.scm".to_string(),
            text: format!(
                "(define-type q (fixed 24 8)) (define-step (f [x : q]) (as q {expression}))"
            ),
        };
        let function =
            StepFunction::compile(ScalarField::Pallas, text, Vec::new()).expect("it compiles");
        let program = function.program();
        let units = (x * 256.0).round_ties_even();
        let exact = program
            .run(&[&[Value::Int(units as i128)]], &|_| unreachable!())
            .expect("it has a result");
        let values = Model::new(program).run(&[vec![x * 256.0]], &exact);
        values[program.outputs[0].0 as usize] / 256.0
    }

    #[track_caller]
    fn check(expression: &str, function: fn(f64) -> f64, most: f64) {
        for x in [-7.7, -1.3, -0.001, 0.0, 0.4, 1.0, 2.9, 7.1] {
            let (got, expected) = (after(expression, x), function(x));
            assert!(
                (got - expected).abs() <= most,
                "{expression} of {x}: {got}, not {expected}"
            );
        }
    }

    #[test]
    fn nothing_is_rounded() {
        check("(* x x)", |x| x * x, 1e-12);
        check("(* x 0.25)", |x| x / 4.0, 1e-12);
        check("(/ x 3)", |x| x / 3.0, 1e-12);
        check("(/ (* 2 x) 12)", |x| x / 6.0, 1e-12);
        check("(divide x 3)", |x| x / 3.0, 1e-12);
        check("(divide x (+ 1 (* x x)))", |x| x / (1.0 + x * x), 1e-9);
        check("(relu (* x 0.125))", |x| (x / 8.0).max(0.0), 1e-12);
        check("(clamp x -1 2)", |x| x.clamp(-1.0, 2.0), 1e-12);
        check(
            "(if (< x 1) (- x) x)",
            |x| if x < 1.0 { -x } else { x },
            1e-12,
        );
        check("(max x (* x x) 0.5)", |x| x.max(x * x).max(0.5), 1e-12);
    }

    #[test]
    fn piecewise_linear_functions_count_as_they_are() {
        check("(sigmoid x)", |x| 1.0 / (1.0 + (-x).exp()), 5e-5);
        check("(tanh x)", f64::tanh, 4e-4);
    }

    #[test]
    fn tables_are_functions_of_integers() {
        check(
            "(lookup (vector 0 10 20 30) (rescale (clamp x 0 3) 0 floor))",
            |x| 10.0 * x.clamp(0.0, 3.0).floor(),
            0.0,
        );
    }

    #[test]
    fn what_is_made_of_field_elements_is_as_the_integers_have_it() {
        check(
            "(if (= (field (as (int 24) x floor)) (field 2)) 5 x)",
            |x| if x.floor() == 2.0 { 5.0 } else { x },
            1e-12,
        );
    }
}
