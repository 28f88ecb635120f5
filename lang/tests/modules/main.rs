//! Modules, by the values of programs of several texts, and by their mistakes.

mod imports;
mod includes;
mod libraries;

use foldscheme_lang::compiler::compile_unsplit;
use foldscheme_lang::core::{ConstId, Constant, Program};
use foldscheme_lang::diagnostic::{render, Diagnostic};
use foldscheme_lang::expander::expand_with;
use foldscheme_lang::machine::{Limits, Machine, Outcome};
use foldscheme_lang::printer::write_constant;
use foldscheme_lang::source::Sources;
use std::collections::HashMap;

/// A program's texts, and others that these may ask for, by name.
struct Texts {
    sources: Sources,
    expanded: Result<Program, Vec<Diagnostic>>,
}

fn expanded(program: &[(&str, &str)], others: &[(&str, &str)]) -> Texts {
    let mut sources = Sources::new();
    let library = foldscheme_stdlib::FILES.iter();
    let ids: Vec<_> = library
        .chain(program)
        .map(|(name, text)| sources.add(*name, *text))
        .collect();
    let others: HashMap<&str, &str> = others.iter().copied().collect();
    let mut find = |name: &str| Ok(others.get(name).map(|text| (*text).into()));
    let expanded = expand_with(&mut sources, &ids, &mut find);
    Texts { sources, expanded }
}

/// What a program emits and its value, or its mistakes as a person sees them.
fn run(program: &[(&str, &str)], others: &[(&str, &str)]) -> String {
    let texts = expanded(program, others);
    let compiled = texts.expanded.and_then(|program| compile_unsplit(&program));
    let unsplit = match compiled {
        Ok(unsplit) => unsplit,
        Err(diagnostics) => return render(&texts.sources, &diagnostics, false),
    };
    let program = unsplit.split(unsplit.least());
    let mut machine = Machine::new(&program, &program.inputs);
    let last = match machine.run(Limits::default(), &mut || false) {
        Ok(Outcome::Value(value)) => shown(&machine.unload(value)),
        Ok(Outcome::Error { irritant, .. }) => {
            format!("error: {}", shown(&machine.unload(irritant)))
        }
        Err(stopped) => format!("stopped: {stopped:?}"),
    };
    let mut lines: Vec<String> = machine
        .output()
        .iter()
        .map(|value| format!("emitted {}", shown(&machine.unload(*value))))
        .collect();
    lines.push(last);
    lines.join("\n")
}

fn shown(table: &[Constant]) -> String {
    let last = u32::try_from(table.len()).expect("a small table") - 1;
    write_constant(table, ConstId(last))
}

#[track_caller]
fn check(text: &str, others: &[(&str, &str)], expected: &str) {
    assert_eq!(run(&[("1.scm", text)], others), expected, "{text}");
}

/// The codes of a program's mistakes.
fn codes(text: &str, others: &[(&str, &str)]) -> Vec<&'static str> {
    match expanded(&[("1.scm", text)], others).expanded {
        Ok(_) => Vec::new(),
        Err(diagnostics) => diagnostics.iter().map(|d| d.code).collect(),
    }
}
