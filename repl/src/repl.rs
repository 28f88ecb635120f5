//! The REPL: reads, evaluates and prints, at a terminal or from a pipe.

use crate::context::Context;
use crate::cost;
use crate::exit::{Failure, Status};
use crate::input;
use crate::prove;
use crate::session::{is_blank, is_incomplete, Session};
use crate::terminal;
use crate::verify;
use foldscheme::{Options, SourceText};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Config, Editor, Helper};
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};

const PROMPT: &str = "> ";

/// Where `:prove` writes.
const PROOF: &str = "repl.proof";

const HELP: &str = "\
An expression is evaluated; a definition stays. Procedures that call one another are defined in
one input, or in a file. Ctrl-C stops an evaluation or a proof, Ctrl-D quits.
  :load FILE     evaluate a file; its definitions stay
  :prove [EXPR]  prove EXPR, or the last input, and write the proof to repl.proof
  :verify FILE   verify a proof
  :cost [EXPR]   say what proving EXPR, or the last input, would cost
  :help          this
  :quit          quit";

/// Whether to go on.
enum Next {
    Continue,
    Quit,
}

/// Reads inputs until there are no more. Errors of programs end nothing.
pub fn repl(context: &Context) -> Result<Status, Failure> {
    let mut session = Session::new(context.field);
    if io::stdin().is_terminal() {
        at_terminal(context, &mut session)?;
    } else {
        from_pipe(context, &mut session)?;
    }
    Ok(Status::Done)
}

/// Has rustyline go on to the next line while an input is incomplete.
struct Lines;

impl Helper for Lines {}
impl Highlighter for Lines {}
impl Completer for Lines {
    type Candidate = String;
}
impl Hinter for Lines {
    type Hint = String;
}

impl Validator for Lines {
    fn validate(&self, line: &mut ValidationContext) -> rustyline::Result<ValidationResult> {
        let input = line.input();
        Ok(if !is_command(input) && is_incomplete(input) {
            ValidationResult::Incomplete
        } else {
            ValidationResult::Valid(None)
        })
    }
}

fn at_terminal(context: &Context, session: &mut Session) -> Result<(), Failure> {
    let cannot = |error: ReadlineError| Failure::io(format!("cannot read the terminal: {error}"));
    let config = Config::builder().auto_add_history(true).build();
    let mut editor: Editor<Lines, DefaultHistory> = Editor::with_config(config).map_err(cannot)?;
    editor.set_helper(Some(Lines));
    let history = history_file();
    if let Some(path) = &history {
        // There is none the first time.
        let _ = editor.load_history(path);
    }
    terminal::say(concat!(
        "Foldscheme ",
        env!("CARGO_PKG_VERSION"),
        "; `:help` lists the commands"
    ));
    let result = loop {
        match editor.readline(PROMPT) {
            Ok(input) => match answer(context, session, &input) {
                Ok(Next::Continue) => {}
                Ok(Next::Quit) => break Ok(()),
                Err(failure) => break Err(failure),
            },
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break Ok(()),
            Err(error) => break Err(cannot(error)),
        }
    };
    if let Some(path) = history {
        let saved = path
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .map_err(ReadlineError::from)
            .and_then(|()| editor.save_history(&path));
        if let Err(error) = saved {
            let path = path.display();
            terminal::say(format_args!(
                "note: cannot save the history in {path}: {error}"
            ));
        }
    }
    result
}

fn history_file() -> Option<PathBuf> {
    Some(dirs::data_local_dir()?.join("foldscheme").join("history"))
}

/// Takes as many lines as make an input, evaluates it, and goes on.
fn from_pipe(context: &Context, session: &mut Session) -> Result<(), Failure> {
    let mut input = String::new();
    for line in io::stdin().lock().lines() {
        let line =
            line.map_err(|error| Failure::io(format!("cannot read standard input: {error}")))?;
        input.push_str(&line);
        input.push('\n');
        if !is_command(&input) && is_incomplete(&input) {
            continue;
        }
        if let Next::Quit = answer(context, session, &std::mem::take(&mut input))? {
            return Ok(());
        }
    }
    answer(context, session, &input)?;
    Ok(())
}

fn is_command(input: &str) -> bool {
    input.trim_start().starts_with(':')
}

/// Does what an input asks for, and reports if that fails.
///
/// # Errors
/// If standard output can't be written: then there is no use in going on.
fn answer(context: &Context, session: &mut Session, input: &str) -> Result<Next, Failure> {
    let result = match input.trim().strip_prefix(':') {
        Some(command) => obey(context, session, command),
        None if is_blank(input) => Ok(Next::Continue),
        None => {
            let name = session.name_input();
            evaluate(context, session, name, input)
        }
    };
    match result {
        Err(failure) if failure.message.is_empty() => Err(failure),
        Err(failure) => {
            failure.report();
            Ok(Next::Continue)
        }
        Ok(next) => Ok(next),
    }
}

fn evaluate(
    context: &Context,
    session: &mut Session,
    name: String,
    text: &str,
) -> Result<Next, Failure> {
    let text = text.to_string();
    if let Some(value) = session.evaluate(context, SourceText { name, text })? {
        terminal::print(value)?;
    }
    Ok(Next::Continue)
}

fn obey(context: &Context, session: &mut Session, command: &str) -> Result<Next, Failure> {
    let (word, rest) = match command.split_once(char::is_whitespace) {
        Some((word, rest)) => (word, rest.trim()),
        None => (command, ""),
    };
    match (word, rest) {
        ("help", "") => terminal::print(HELP)?,
        ("quit", "") => return Ok(Next::Quit),
        ("load", file) if !file.is_empty() => {
            let source = input::source(Path::new(file))?;
            return evaluate(context, session, source.name, &source.text);
        }
        ("verify", file) if !file.is_empty() => {
            verify::command(context, Path::new(file), None, None)?;
        }
        ("prove", expression) => {
            let compiled = program(session, expression)?;
            let options = Options {
                limits: context.limits,
                ceremony: context.ceremony()?,
                ..Options::default()
            };
            prove::prove_to(context, &compiled, &options, Path::new(PROOF))?;
        }
        ("cost", expression) => {
            let compiled = program(session, expression)?;
            cost::price(context, &compiled, None, false)?;
        }
        ("load" | "verify", _) => {
            return Err(usage(format!("`:{word}` needs the name of a file")));
        }
        _ => {
            return Err(usage(format!(
                "there is no command `:{command}`; `:help` lists them"
            )));
        }
    }
    Ok(Next::Continue)
}

fn usage(message: String) -> Failure {
    Failure::new(Status::Usage, message)
}

/// The program that a command is about.
fn program(session: &Session, expression: &str) -> Result<foldscheme::Compiled, Failure> {
    if expression.is_empty() {
        session
            .last_program()?
            .ok_or_else(|| usage("nothing has been evaluated yet".to_string()))
    } else {
        session.program(expression)
    }
}
