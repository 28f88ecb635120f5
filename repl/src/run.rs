//! `foldscheme run`.

use crate::args::ProgramArgs;
use crate::context::Context;
use crate::exit::{Failure, Status};
use crate::input;
use crate::terminal;
use foldscheme::{written, Answer, Compiled, Run};

/// Runs a program and prints the value of its last expression.
pub fn command(context: &Context, program: &ProgramArgs) -> Result<Status, Failure> {
    let compiled = input::compile(input::texts(program)?)?;
    let run = run(context, &compiled)?;
    report_emitted(&run, 0);
    terminal::print(value(&compiled, &run)?)?;
    Ok(Status::Done)
}

/// Runs a program to its end, be that an error.
pub fn run(context: &Context, compiled: &Compiled) -> Result<Run, Failure> {
    context
        .interruption
        .during(|interrupt| compiled.run(context.limits, interrupt))
        .map_err(|stopped| Failure::from(stopped).about(compiled))
}

/// Says what a run emitted, but for the first `known` values.
pub fn report_emitted(run: &Run, known: usize) {
    for value in run.output.iter().skip(known) {
        terminal::say(format_args!("emitted: {}", written(value)));
    }
}

/// The value that a run ended with.
pub fn value(compiled: &Compiled, run: &Run) -> Result<String, Failure> {
    match &run.answer {
        Answer::Value(table) => Ok(written(table)),
        Answer::Error(diagnostic) => Err(Failure::rendered(
            Status::ProgramError,
            &compiled.render(diagnostic, terminal::color()),
        )),
    }
}
