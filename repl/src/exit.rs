//! How the command ends.

use crate::terminal;
use foldscheme::{CompileError, Compiled, Error, PlanError, Stopped, VerificationError};
use std::fmt::Display;
use std::process::ExitCode;

/// The exit codes, which scripts rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Done = 0,
    /// The program ended in an error.
    ProgramError = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The program does not compile.
    Source = 3,
    /// A proof was rejected, or none could be made that holds.
    Rejected = 4,
    /// A limit was hit.
    Limit = 5,
    /// Input or output failed.
    InputOutput = 6,
    /// Interrupted.
    Interrupted = 130,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// Why a command did not do what it was asked.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The exit code.
    pub status: Status,
    /// The message; nothing is said if it is empty.
    pub message: String,
}

impl Failure {
    /// With a message that still needs `error:` before it.
    pub fn new(status: Status, message: impl Display) -> Failure {
        let (on, off) = terminal::error_style();
        Failure {
            status,
            message: format!("{on}error{off}: {message}"),
        }
    }

    /// With a message as it is to be printed.
    pub fn rendered(status: Status, message: &str) -> Failure {
        Failure {
            status,
            message: message.trim_end().to_string(),
        }
    }

    /// Without a word.
    pub fn quiet(status: Status) -> Failure {
        Failure {
            status,
            message: String::new(),
        }
    }

    /// A limit was hit by this program.
    pub fn about(mut self, program: &Compiled) -> Failure {
        if let (Status::Limit, Some(text)) = (self.status, program.texts().last()) {
            let (first, rest) = match self.message.split_once('\n') {
                Some((first, rest)) => (first, format!("\n{rest}")),
                None => (self.message.as_str(), String::new()),
            };
            self.message = format!("{first}\n --> {}{rest}", text.name);
        }
        self
    }

    /// Input or output failed.
    pub fn io(message: impl Display) -> Failure {
        Failure::new(Status::InputOutput, message)
    }

    /// Prints the message to standard error.
    pub fn report(&self) {
        if !self.message.is_empty() {
            terminal::say(&self.message);
        }
    }
}

impl From<CompileError> for Failure {
    fn from(error: CompileError) -> Failure {
        Failure::rendered(Status::Source, &error.render(terminal::color()))
    }
}

impl From<Stopped> for Failure {
    fn from(stopped: Stopped) -> Failure {
        match stopped {
            Stopped::Steps(_) => Failure::new(
                Status::Limit,
                format!("{stopped}\n  = help: it may never end; `--max-steps N` raises the limit"),
            ),
            Stopped::Memory(_) => Failure::new(
                Status::Limit,
                format!("{stopped}\n  = help: `--max-memory MIB` raises the limit"),
            ),
            Stopped::Interrupted => interrupted(),
        }
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Failure {
        match error {
            PlanError::Stopped(stopped) => stopped.into(),
            other => Failure::new(Status::Limit, other),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        match error {
            error if error.is_interruption() => interrupted(),
            error if error.is_about_the_ceremony() => Failure::io(error),
            Error::Stopped(stopped) => stopped.into(),
            Error::Plan(error) => error.into(),
            other => Failure::new(Status::Rejected, other),
        }
    }
}

impl From<VerificationError> for Failure {
    fn from(error: VerificationError) -> Failure {
        match &error {
            VerificationError::CeremonyNeeded { .. } => {
                return Failure::new(Status::Usage, format!("{error}: `--ptau FILE`"));
            }
            VerificationError::NoCeremony => return Failure::new(Status::Usage, error),
            _ => {}
        }
        rejected(error)
    }
}

/// A proof was rejected.
pub fn rejected(why: impl Display) -> Failure {
    let (on, off) = terminal::error_style();
    Failure {
        status: Status::Rejected,
        message: crate::words::printable(format!("{on}rejected{off}: {why}").trim_end()),
    }
}

/// The user asked for it.
pub fn interrupted() -> Failure {
    Failure {
        status: Status::Interrupted,
        message: "interrupted".to_string(),
    }
}
