//! Macros, by the values of the programs that use them, on the machine.

mod hygiene;
mod limits;
mod rules;

use foldscheme_lang::compiler::compile_unsplit;
use foldscheme_lang::core::ConstId;
use foldscheme_lang::diagnostic::render;
use foldscheme_lang::expander::expand;
use foldscheme_lang::machine::{Limits, Machine, Outcome};
use foldscheme_lang::printer::write_constant;
use foldscheme_lang::source::Sources;

/// The mistakes that the expander finds in a program.
fn mistakes(text: &str) -> String {
    let mut sources = Sources::new();
    let id = sources.add("1.scm", text);
    match expand(&sources, &[id]) {
        Ok(_) => String::new(),
        Err(diagnostics) => render(&sources, &diagnostics, false),
    }
}

/// The value of a program, or its mistakes as a person sees them.
fn run(text: &str) -> String {
    let mut sources = Sources::new();
    let library = foldscheme_stdlib::FILES.iter();
    let ids: Vec<_> = library
        .chain(&[("1.scm", text)])
        .map(|(name, text)| sources.add(*name, *text))
        .collect();
    let compiled = expand(&sources, &ids).and_then(|program| compile_unsplit(&program));
    let unsplit = match compiled {
        Ok(unsplit) => unsplit,
        Err(diagnostics) => return render(&sources, &diagnostics, false),
    };
    let program = unsplit.split(unsplit.least());
    let mut machine = Machine::new(&program, &program.inputs);
    let value = match machine.run(Limits::default(), &mut || false) {
        Ok(Outcome::Value(value)) => machine.unload(value),
        Ok(Outcome::Error { irritant, .. }) => {
            let table = machine.unload(irritant);
            return format!("error: {}", shown(&table));
        }
        Err(stopped) => return format!("stopped: {stopped:?}"),
    };
    shown(&value)
}

fn shown(table: &[foldscheme_lang::core::Constant]) -> String {
    let last = u32::try_from(table.len()).expect("a small table") - 1;
    write_constant(table, ConstId(last))
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(run(text), expected, "{text}");
}
