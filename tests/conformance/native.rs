//! Programs run by this implementation.

use foldscheme_lang::block::{ErrorKind, Slots};
use foldscheme_lang::core::{ConstId, Constant};
use foldscheme_lang::diagnostic::{self, Diagnostic};
use foldscheme_lang::machine::{Limits, Machine, Outcome};
use foldscheme_lang::printer::write_constant;
use foldscheme_lang::source::Sources;
use foldscheme_lang::{compiler, expander};

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With this value, as `write` writes it.
    Value(String),
    /// With an error.
    Error(String),
    /// An integer did not fit in 64 bits.
    Overflow,
    /// It was cut off: it took too long or too much memory.
    Stopped,
    /// It was not compiled.
    Rejected(String),
}

/// The file that programs can include, `example.scm`.
const EXAMPLE: &str = "(define Answer 42)";

const LIMITS: Limits = Limits {
    steps: 2_000_000,
    memory: 1 << 30,
};

/// Compiles and runs a program after the standard library.
pub fn run(text: &str) -> Ending {
    let (sources, expanded) = expand(text);
    let compiled = expanded.and_then(|core| {
        let slots = Slots { hash: 1, range: 1 };
        compiler::compile(&core, slots)
    });
    let program = match compiled {
        Ok(program) => program,
        Err(diagnostics) => {
            return Ending::Rejected(diagnostic::render(&sources, &diagnostics, false));
        }
    };
    let mut machine = Machine::new(&program, &program.inputs);
    let Ok(outcome) = machine.run(LIMITS, &mut || false) else {
        return Ending::Stopped;
    };
    match outcome {
        Outcome::Value(value) => Ending::Value(written(&machine.unload(value))),
        Outcome::Error { site, irritant } => {
            let kind = program.sites.get(site.0 as usize).map(|site| &site.kind);
            match kind {
                Some(ErrorKind::Overflow { .. }) => Ending::Overflow,
                _ => Ending::Error(format!(
                    "{kind:?} of {}",
                    written(&machine.unload(irritant))
                )),
            }
        }
    }
}

/// What is wrong with a program before it runs.
pub fn mistakes(text: &str) -> Vec<Diagnostic> {
    let slots = Slots { hash: 1, range: 1 };
    let (_, expanded) = expand(text);
    let compiled = expanded.and_then(|core| compiler::compile(&core, slots));
    compiled.err().unwrap_or_default()
}

/// Whether a name means something: a procedure, a form, or a word that helps a form.
pub fn knows(name: &str) -> bool {
    let unknown = |d: &Diagnostic| matches!(d.code, "E0101" | "E0102");
    !mistakes(name).iter().any(unknown)
}

fn expand(
    text: &str,
) -> (
    Sources,
    Result<foldscheme_lang::core::Program, Vec<Diagnostic>>,
) {
    let mut sources = Sources::new();
    let mut ids = Vec::new();
    for (name, text) in foldscheme_stdlib::FILES {
        ids.push(sources.add(name, text));
    }
    ids.push(sources.add("program", text));
    let expanded = expander::expand_with(&mut sources, &ids, &mut |name| {
        Ok((name == "example.scm").then(|| EXAMPLE.into()))
    });
    (sources, expanded)
}

fn written(table: &[Constant]) -> String {
    let last = table.len().saturating_sub(1);
    write_constant(table, ConstId(last as u32))
}
