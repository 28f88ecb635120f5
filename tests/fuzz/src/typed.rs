//! Typed steps: from a text to its program, which is then taken with the least, the greatest and middling values of all that goes into it.

use super::text;
use foldscheme_lang::field::FieldElement;
use foldscheme_lang::source::Sources;
use foldscheme_lang::typed::array::{Array, Value};
use foldscheme_lang::typed::program::StepProgram;
use foldscheme_lang::typed::ty::Type;
use foldscheme_lang::typed::{compile_within, declarations};
use std::collections::BTreeMap;

/// As much work is done for a text: far less than elsewhere, so that many are tried.
const MOST_WORK: usize = 1 << 14;

/// The most elements of an array that is given.
const MOST_ELEMENTS: usize = 1 << 12;

/// Compiles and runs a step.
pub fn run(bytes: &[u8]) {
    let field = text::field(bytes);
    let mut sources = Sources::over(field);
    let id = sources.add("fuzzed.scm", text::text(bytes));
    let declared = match declarations(&sources, id) {
        Ok(declared) => declared,
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            text::check(&sources, &mistakes, bytes);
            let compiled = compile_within(&sources, id, &BTreeMap::new(), MOST_WORK);
            assert!(compiled.is_err());
            return;
        }
    };
    let constants: BTreeMap<String, Array> = declared
        .constants
        .iter()
        .filter(|(_, ty, _)| size(ty).is_some())
        .map(|(name, ty, _)| (name.clone(), Array::zeros(field, ty.clone())))
        .collect();
    match compile_within(&sources, id, &constants, MOST_WORK) {
        Ok(program) => {
            assert_eq!(program.ports, declared.ports);
            take(&sources, bytes, &program);
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            text::check(&sources, &mistakes, bytes);
        }
    }
}

/// How many elements an array has, if it is one that is given.
fn size(ty: &Type) -> Option<usize> {
    let size = ty
        .shape
        .iter()
        .try_fold(1usize, |size, n| size.checked_mul(*n))?;
    (size <= MOST_ELEMENTS).then_some(size)
}

/// Takes steps. That each value is within its node's bound, the machine asserts.
fn take(sources: &Sources, bytes: &[u8], program: &StepProgram) {
    type Choice = fn(i128, i128) -> i128;
    let choices: [Choice; 3] = [|lo, _| lo, |_, hi| hi, |lo, hi| lo + (hi - lo) / 3];
    // A hash that is none, for speed.
    let hash = |elements: &[FieldElement]| {
        elements
            .last()
            .copied()
            .unwrap_or(FieldElement::from_i64(program.field, 1))
    };
    for choose in choices {
        let inputs: Option<Vec<Vec<Value>>> = program
            .ports
            .iter()
            .map(|port| {
                let value = match port.ty.element.bound() {
                    Some(bound) => Value::Int(choose(bound.lo, bound.hi)),
                    None => {
                        Value::Field(FieldElement::from_i64(program.field, choose(-1, 3) as i64))
                    }
                };
                Some(vec![value; size(&port.ty)?])
            })
            .collect();
        let Some(inputs) = inputs else {
            return;
        };
        let inputs: Vec<&[Value]> = inputs.iter().map(Vec::as_slice).collect();
        match program.run(&inputs, &hash) {
            Ok(values) => assert_eq!(program.state_after(&values).len(), program.outputs.len()),
            Err(failure) => text::check(sources, &[program.describe(&failure)], bytes),
        }
    }
}
