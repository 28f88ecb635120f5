//! `foldscheme run`.

use crate::args::ProgramArgs;
use crate::context::Context;
use crate::exit::{Failure, Status};
use crate::fold::text::refuse_typed;
use crate::input;
use crate::terminal;
use foldscheme::{written, Answer, Compiled, Run};

/// What is not worth printing.
const UNSPECIFIED: &str = "#<unspecified>";

/// Runs a program; prints what it prints and the value of its last expression, if that says anything.
pub fn command(context: &Context, program: &ProgramArgs) -> Result<Status, Failure> {
    let texts = input::texts(program)?;
    for text in &texts {
        refuse_typed(text, "`foldscheme fold --dry-run` runs it")?;
    }
    let compiled = input::compile(context.field, texts)?;
    let (run, _) = run(context, &compiled, 0)?;
    terminal::end_line()?;
    report_emitted(&run, 0);
    if let Some(value) = value(&compiled, &run)? {
        terminal::print(value)?;
    }
    Ok(Status::Done)
}

/// Runs a program to its end, be that an error, and prints what it prints, but for the first `known` bytes.
/// The run, and how many bytes it printed in all.
pub fn run(context: &Context, compiled: &Compiled, known: usize) -> Result<(Run, usize), Failure> {
    let mut printed = 0;
    let mut failed = None;
    let run = context.interruption.during(|interrupt| {
        compiled.run_printing(context.limits, interrupt, &mut |text| {
            let fresh = text
                .get(known.saturating_sub(printed)..)
                .unwrap_or_default();
            printed += text.len();
            failed = terminal::print_text(fresh).err();
            failed.is_none()
        })
    });
    match (failed, run) {
        (Some(failure), _) => Err(failure),
        (None, Ok(run)) => Ok((run, printed)),
        (None, Err(stopped)) => {
            terminal::end_line()?;
            Err(Failure::from(stopped).about(compiled))
        }
    }
}

/// Says what a run emitted, but for the first `known` values.
pub fn report_emitted(run: &Run, known: usize) {
    for value in run.output.iter().skip(known) {
        terminal::say(format_args!("emitted: {}", written(value)));
    }
}

/// The value that a run ended with, if it says anything.
pub fn value(compiled: &Compiled, run: &Run) -> Result<Option<String>, Failure> {
    match &run.answer {
        Answer::Value(table) => Ok(Some(written(table)).filter(|value| value != UNSPECIFIED)),
        Answer::Error(diagnostic) => Err(Failure::rendered(
            Status::ProgramError,
            &compiled.render(diagnostic, terminal::color()),
        )),
    }
}
