//! Typed steps: what texts compile to, what their operations compute, and what is said of wrong ones.
#![allow(missing_docs)]

mod bounds;
mod diagnostics;
mod operations;

use foldscheme_lang::diagnostic::render;
use foldscheme_lang::field::FieldElement;
use foldscheme_lang::source::{SourceId, Sources};
use foldscheme_lang::typed::array::{Array, Value};
use foldscheme_lang::typed::program::StepProgram;
use foldscheme_lang::typed::{compile, declarations};
use std::collections::BTreeMap;

fn sources(text: &str) -> (Sources, SourceId) {
    let mut sources = Sources::new();
    let id = sources.add("step.scm", text);
    (sources, id)
}

/// The program of a text, or the mistakes in it as a person sees them.
fn compiled(text: &str, constants: &BTreeMap<String, Array>) -> Result<StepProgram, String> {
    let (sources, id) = sources(text);
    let shown = |diagnostics: Vec<_>| render(&sources, &diagnostics, false);
    let declared = declarations(&sources, id).map_err(shown);
    let program = compile(&sources, id, constants).map_err(shown)?;
    let declared = declared?;
    assert_eq!(
        (declared.name, declared.ports),
        (program.name.clone(), program.ports.clone())
    );
    Ok(program)
}

fn program(text: &str) -> StepProgram {
    compiled(text, &BTreeMap::new()).unwrap_or_else(|mistakes| panic!("{text}\n{mistakes}"))
}

/// Not a good hash, but one.
fn digest(elements: &[FieldElement]) -> FieldElement {
    let field = elements[0].field();
    let seven = FieldElement::from_i64(field, 7);
    let start = FieldElement::from_i64(field, elements.len() as i64);
    elements.iter().fold(start, |sum, x| sum * seven + *x)
}

/// The state after a step on integers, or what is said of its failure.
fn try_step(program: &StepProgram, text: &str, inputs: &[&[i128]]) -> Result<Vec<i128>, String> {
    let values: Vec<Vec<Value>> = inputs
        .iter()
        .map(|port| port.iter().map(|n| Value::Int(*n)).collect())
        .collect();
    for (port, values) in program.ports.iter().zip(&values) {
        Array::new(program.field, port.ty.clone(), values.clone())
            .expect("values of the port's type");
    }
    let values: Vec<&[Value]> = values.iter().map(Vec::as_slice).collect();
    match program.run(&values, &digest) {
        Ok(values) => {
            for (node, value) in program.nodes.iter().zip(&values) {
                if let (Some(bound), Value::Int(n)) = (node.bound, value) {
                    assert!(bound.contains(*n), "{node:?} is {n}");
                }
            }
            let after = program.state_after(&values);
            Ok(after.into_iter().filter_map(Value::int).collect())
        }
        Err(failure) => {
            let (sources, _) = sources(text);
            Err(render(&sources, &[program.describe(&failure)], false))
        }
    }
}

fn step(text: &str, inputs: &[&[i128]]) -> Vec<i128> {
    let program = program(text);
    try_step(&program, text, inputs).unwrap_or_else(|failure| panic!("{text}\n{failure}"))
}

#[test]
fn a_recurrent_cell_is_what_its_text_says() {
    let text = "
        (define-type q (fixed 24 8))
        (define-weights W : (mat 2 2 q))
        (define-weights U : (mat 2 1 q))
        (define-weights b : (vec 2 q))
        (define-step (cell [h : (vec 2 q)] [x : (vec 1 q) private])
          (as q (relu (+ (matvec W h) (matvec U x) b))))";
    // W = ((1 2) (-1 0.5)), U = ((3) (-2)), b = (0.25 -1), h = (1.5 -1), x = (2).
    let one = 256;
    let w = [one, 2 * one, -one, one / 2];
    let after = step(
        text,
        &[
            &[384, -256],
            &[2 * one],
            &w,
            &[3 * one, -2 * one],
            &[64, -256],
        ],
    );
    // 1.5 - 2 + 6 + 0.25 = 5.75; -1.5 - 0.5 - 4 - 1 = -7, rectified.
    assert_eq!(after, [1472, 0]);
}

#[test]
fn constants_may_come_from_outside() {
    let text = "(define-constant k : (vec 2 (int 8)))
        (define-step (f [s : (int 8)]) (saturate (int 8) (+ s (sum k))))";
    let (sources, id) = sources(text);
    let declared = declarations(&sources, id).expect("declares");
    let [(name, ty, _)] = declared.constants.as_slice() else {
        panic!("{:?}", declared.constants)
    };
    assert_eq!(
        (name.as_str(), ty.to_string().as_str()),
        ("k", "(vec 2 (int 8))")
    );
    let values = vec![Value::Int(100), Value::Int(20)];
    let array = Array::new(sources.field(), ty.clone(), values).expect("fits");
    let given = BTreeMap::from([("k".to_string(), array)]);
    let program = compiled(text, &given).expect("compiles");
    assert_eq!(try_step(&program, text, &[&[5]]), Ok(vec![125]));
    assert_eq!(try_step(&program, text, &[&[50]]), Ok(vec![127]));
}
