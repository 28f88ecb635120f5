//! Step functions and their data for tests.

use foldscheme_circuits::claim::SourceText;
use foldscheme_circuits::typed::function::StepFunction;
use foldscheme_circuits::typed::input::{FoldInput, Salt, OF_STEPS};
use foldscheme_lang::field::{FieldElement, ScalarField};
use foldscheme_lang::typed::array::{Array, Value};
use foldscheme_lang::typed::program::{Port, Role};
use foldscheme_lang::typed::ty::{ElementType, Type};

/// All roles in one, and an element of the proof field.
pub const ALL: &str = "
(define-weights W : (vec 3 (int 8)))
(define-constant c : (vec 3 (int 8)))
(define-step (cell [h : (vec 3 (int 16))]
                   [seen : field]
                   [x : (int 8) private]
                   [y : (nat 4) public]
                   [V : (vec 3 (int 8)) weights])
  (values (clamp (+ h (* x W) (* y V) c) -30000 30000)
          (poseidon seen y)))";

/// A state that is cheaper by its digest.
pub const LONG: &str = "
(define-step (shift [h : (vec 40 (int 8))] [y : (vec 2 (int 8)) public])
  (concat (slice h 2 40) y))";

/// Compiles a text; its constants are small numbers.
pub fn function(field: ScalarField, text: &str) -> StepFunction {
    let constants = match text.contains("define-constant c") {
        true => vec![("c".to_string(), numbers(field, &vector(3, 8), 5))],
        false => Vec::new(),
    };
    compiled(field, text, constants)
}

pub fn compiled(field: ScalarField, text: &str, constants: Vec<(String, Array)>) -> StepFunction {
    let text = SourceText {
        name: "test.scm".to_string(),
        text: text.to_string(),
    };
    StepFunction::compile(field, text, constants).unwrap_or_else(|error| panic!("{error}"))
}

fn vector(n: usize, bits: u32) -> Type {
    Type {
        element: ElementType::Int(bits),
        shape: vec![n],
    }
}

/// An array of numbers that differ, each of the type.
pub fn numbers(field: ScalarField, ty: &Type, seed: i128) -> Array {
    let values = (0..ty.len() as i128)
        .map(|i| {
            let n = (seed * 37 + i * 101) % 251;
            match ty.element.bound() {
                Some(bound) => {
                    let size = bound.hi - bound.lo + 1;
                    Value::Int(bound.lo + (n - bound.lo).rem_euclid(size))
                }
                None => Value::Field(FieldElement::from_i64(field, n as i64)),
            }
        })
        .collect();
    Array::new(field, ty.clone(), values).expect("in range")
}

/// Inputs of so many steps.
pub fn input(function: &StepFunction, steps: usize) -> FoldInput {
    let program = function.program();
    let arrays = |roles: &[Role], seed: i128| {
        let wanted = |port: &&Port| roles.contains(&port.role);
        let ports = program.ports.iter().filter(wanted);
        (seed..)
            .zip(ports)
            .map(|(seed, port)| numbers(program.field, &port.ty, seed))
            .collect::<Vec<_>>()
    };
    FoldInput {
        state: arrays(&[Role::State], 1),
        weights: arrays(&[Role::Weights], 11),
        steps: (0..steps as i128)
            .map(|step| arrays(OF_STEPS, 20 + 3 * step))
            .collect(),
        salt: Salt::from_bytes([7; 32]),
    }
}
