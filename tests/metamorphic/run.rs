//! What running a program comes to.

use foldscheme_lang::block::{Program, Slots};
use foldscheme_lang::compiler::{compile_with, Effort};
use foldscheme_lang::core::{ConstId, Constant};
use foldscheme_lang::machine::{Limits, Machine, Outcome, Value};
use foldscheme_lang::printer::write_constant;
use foldscheme_lang::source::Sources;
use foldscheme_lang::{diagnostic, expander};
use std::path::Path;

/// Value or error, and output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    pub end: String,
    pub output: Vec<String>,
    pub failed: bool,
}

const LIMITS: Limits = Limits {
    steps: 2_000_000,
    memory: 1 << 30,
};

/// A program compiled with so much effort, or what is wrong with it.
pub fn compiled(text: &str, slots: Slots, effort: Effort) -> Result<Program, String> {
    let mut sources = Sources::new();
    let mut ids = Vec::new();
    for (name, text) in foldscheme_stdlib::FILES {
        ids.push(sources.add(name, text));
    }
    // A program of the library's own names counts as the library's.
    let name = match text.contains("(%") || text.contains(" %") {
        true => "<stdlib/test.scm>",
        false => "program",
    };
    ids.push(sources.add(name, text));
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    expander::expand_with(&mut sources, &ids, &mut |name| {
        let text = match name {
            "example.scm" => Ok("(define Answer 42)".to_string()),
            name => std::fs::read_to_string(examples.join(name)),
        };
        Ok(text.ok().map(Into::into))
    })
    .and_then(|core| compile_with(&core, slots, effort))
    .map_err(|d| diagnostic::render(&sources, &d, false))
}

/// Runs a program; nothing if it takes too long.
pub fn ran(program: &Program) -> Option<Ran> {
    let mut machine = Machine::new(program, &program.inputs);
    let outcome = machine.run(LIMITS, &mut || false).ok()?;
    let written = |value: Value| {
        let table: Vec<Constant> = machine.unload(value);
        let text = write_constant(&table, ConstId(table.len().saturating_sub(1) as u32));
        // What a procedure is called is no part of what it is.
        match text.contains("#<procedure") {
            true => "something with procedures".to_string(),
            false => text,
        }
    };
    let output = machine.output().iter().map(|value| written(*value));
    let (end, failed) = match outcome {
        Outcome::Value(value) => (written(value), false),
        Outcome::Error { site, irritant } => {
            let site = &program.sites[site.0 as usize];
            // Not in which words: those may name what was renamed.
            let kind = format!("{:?}", std::mem::discriminant(&site.kind));
            (format!("error {kind} of {}", written(irritant)), true)
        }
    };
    Some(Ran {
        end,
        output: output.collect(),
        failed,
    })
}

/// Compiles and runs a program as users do; nothing if it takes too long.
pub fn run(text: &str) -> Result<Option<Ran>, String> {
    let slots = Slots { hash: 1, range: 1 };
    Ok(ran(&compiled(text, slots, Effort::Full)?))
}
