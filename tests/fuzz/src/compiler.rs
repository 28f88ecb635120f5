//! All stages from a text to a run: what compiles runs, and however it is cut into steps, it ends alike.

use super::{expander, text};
use foldscheme_lang::block::{Program, Slots, Style};
use foldscheme_lang::core::Constant;
use foldscheme_lang::diagnostic::describe;
use foldscheme_lang::frontend;
use foldscheme_lang::machine::{Limits, Machine, Outcome};
use foldscheme_lang::printer;
use foldscheme_lang::source::Sources;

/// What a run may use: little, so that many are tried.
const LIMITS: Limits = Limits {
    steps: 2_000,
    memory: 1 << 20,
};

/// The offers of a step that programs are cut for.
const OFFERS: [Slots; 2] = [Slots { hash: 1, range: 1 }, Slots { hash: 3, range: 4 }];

/// The most of a value that is printed.
const MOST_PRINTED: usize = 1 << 12;

/// Compiles and runs a program.
pub fn run(bytes: &[u8]) {
    let (mut sources, texts) = expander::sources(bytes);
    match frontend::compile(&mut sources, &texts, &mut expander::find) {
        Ok(unsplit) => {
            let ends = OFFERS.map(|offer| end(&sources, &unsplit.split(offer)));
            if let [Some(one), Some(other)] = ends {
                assert_eq!(one, other);
            }
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            text::check(&sources, &mistakes, bytes);
        }
    }
}

/// How a run ended, and what it emitted.
#[derive(Debug, PartialEq)]
struct End {
    value: Result<String, Option<String>>,
    output: Vec<String>,
}

/// How a program ends, if it does within the limits.
fn end(sources: &Sources, program: &Program) -> Option<End> {
    let mut machine = Machine::new(program, &program.inputs).collecting_from(1 << 16);
    let outcome = machine.run(LIMITS, &mut || false).ok()?;
    let shown = |table: &[Constant]| printer::print(table, Style::Write, MOST_PRINTED);
    let value = match outcome {
        Outcome::Value(value) => Ok(shown(&machine.unload(value))),
        Outcome::Error { site, irritant } => {
            let irritant = machine.unload(irritant);
            let error = describe(sources, program, site, &irritant, machine.trace());
            assert!(!error.message.is_empty());
            Err(irritant.last().map(|_| shown(&irritant)))
        }
    };
    let output = machine.output().iter();
    Some(End {
        value,
        output: output.map(|value| shown(&machine.unload(*value))).collect(),
    })
}
