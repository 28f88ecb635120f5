//! The compiler and the machine, shown as the tree-walking evaluator shows its results.

use foldscheme_lang::block::{ErrorKind, Slots};
use foldscheme_lang::compiler::compile;
use foldscheme_lang::core::{ConstId, Program};
use foldscheme_lang::machine::{Limits, Machine, Outcome, Value};
use foldscheme_lang::printer::write_constant;

/// The value or the error of a program, and before it what it emits, one a line.
pub fn run(program: &Program) -> String {
    let slots = Slots { hash: 2, range: 1 };
    let compiled = match compile(program, slots) {
        Ok(compiled) => compiled,
        Err(mistakes) => return format!("{} {}", mistakes[0].code, mistakes[0].message),
    };
    let mut machine = Machine::new(&compiled, &compiled.inputs);
    let outcome = machine.run(Limits::default(), &mut || false);
    let show = |value: Value| {
        let table = machine.unload(value);
        write_constant(&table, ConstId(table.len() as u32 - 1))
    };
    let mut lines: Vec<String> = machine
        .output()
        .iter()
        .map(|value| format!("emitted {}", show(*value)))
        .collect();
    lines.push(match outcome {
        Err(stopped) => format!("stopped: {stopped}"),
        Ok(Outcome::Value(value)) => show(value),
        Ok(Outcome::Error { site, irritant }) => {
            let kind = &compiled.sites[site.0 as usize].kind;
            match kind.message() {
                Some(message) => format!("error: {message}, {}", show(irritant)),
                None if *kind == ErrorKind::Uncaught => format!("uncaught: {}", show(irritant)),
                None => format!("error: {}", show(irritant)),
            }
        }
    });
    lines.join("\n")
}
