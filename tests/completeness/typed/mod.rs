//! Whatever a typed step's operation does, its circuit accepts, and nothing else: against what is computed here.

mod chains;
mod curves;
mod fields;
mod integers;
mod random;
mod shape;
mod shifts;
mod steps;

use crate::support::typed::{build_typed, run, sample, scalar, Maker};
use crate::support::{binds_outputs, Built};
use foldscheme_circuits::scalar::Scalar;
use foldscheme_lang::typed::array::Value;
use foldscheme_lang::typed::program::{Bound, StepProgram, Wire};
use proptest::test_runner::{RngAlgorithm, TestRng};

pub fn rng() -> TestRng {
    TestRng::deterministic_rng(RngAlgorithm::ChaCha)
}

/// Checks that a program gives what is expected, natively and in its circuit, or that both refuse.
pub fn agree(program: &StepProgram, inputs: &[Value], expected: Option<&[Value]>) {
    let what = || format!("{:?}\non {inputs:?}", program.nodes);
    let native = run::<Scalar>(program, inputs);
    assert_eq!(native.as_deref().ok(), expected, "natively: {}", what());
    let built = build_typed::<Scalar>(program, Some(inputs));
    let violated = built.cs.violated().map(|row| row.name.clone());
    match expected {
        None => assert!(violated.is_some(), "accepted: {}", what()),
        Some(expected) => {
            assert_eq!(violated, None, "{}", what());
            says(built, expected, &what);
        }
    }
}

/// The outputs are these and no others.
fn says(built: Built, expected: &[Value], what: &dyn Fn() -> String) {
    let expected: Vec<Scalar> = expected.iter().map(|value| scalar(*value)).collect();
    for (output, value) in built.outputs.iter().zip(&expected) {
        assert_eq!(output.value(), Some(*value), "{}", what());
    }
    assert_eq!(built.outputs.len(), expected.len());
    assert!(binds_outputs(built, &expected), "{}", what());
}

/// As [`agree`], for integers in and one integer out.
pub fn agree_on(program: &StepProgram, inputs: &[i128], expected: Option<i128>) {
    let inputs: Vec<_> = inputs.iter().copied().map(Value::Int).collect();
    let expected = expected.map(|n| [Value::Int(n)]);
    agree(program, &inputs, expected.as_ref().map(|e| &e[..]));
}

/// A program of one operand within a bound.
pub fn unary(within: Bound, make: impl FnOnce(&mut Maker, Wire) -> Wire) -> StepProgram {
    let mut maker = Maker::over::<Scalar>();
    let x = maker.input(within);
    let result = make(&mut maker, x);
    maker.finish(&[result])
}

/// Tries all operands, or many; gives how many.
pub fn try_all(
    within: Bound,
    most: usize,
    make: impl FnOnce(&mut Maker, Wire) -> Wire,
    expected: impl Fn(i128) -> Option<i128>,
) -> usize {
    let program = unary(within, make);
    let operands = sample(within, most, &mut rng());
    for x in &operands {
        agree_on(&program, &[*x], expected(*x));
    }
    operands.len()
}
