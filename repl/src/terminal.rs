//! Standard output and standard error.

use crate::exit::{Failure, Status};
use indicatif::ProgressBar;
use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, StdoutLock, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// The progress bar that is on the terminal, if one is: what else is printed must not cross it.
static BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Has messages printed above this bar, or above none.
pub fn set_bar(bar: Option<ProgressBar>) {
    *BAR.lock().unwrap_or_else(PoisonError::into_inner) = bar;
}

/// Whether messages are coloured.
pub fn color() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !refused && io::stderr().is_terminal()
}

/// What comes before and after the word `error`.
pub fn error_style() -> (&'static str, &'static str) {
    if color() {
        ("\x1b[1;31m", "\x1b[0m")
    } else {
        ("", "")
    }
}

/// Prints a line to standard error. If that is closed, there is nobody to tell.
pub fn say(line: impl Display) {
    let bar = BAR
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .as_ref()
        .cloned();
    let write = || {
        let _ = writeln!(io::stderr().lock(), "{line}");
    };
    match bar {
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

/// Whether a program has printed part of a line.
static IN_LINE: AtomicBool = AtomicBool::new(false);

/// Prints a line of the result to standard output, below what a program has printed.
///
/// # Errors
/// If it can't be written; a closed pipe is no reason for a message.
pub fn print(line: impl Display) -> Result<(), Failure> {
    end_line()?;
    write_out(|out| writeln!(out, "{line}"))
}

/// Prints what a program prints, at once, so that it and what goes to standard error are seen in order.
///
/// # Errors
/// Those of [`print`].
pub fn print_text(text: &str) -> Result<(), Failure> {
    if !text.is_empty() {
        IN_LINE.store(!text.ends_with('\n'), Ordering::Relaxed);
    }
    write_out(|out| out.write_all(text.as_bytes()))
}

/// Ends the line of which a program has printed a part, if there is one.
///
/// # Errors
/// Those of [`print`].
pub fn end_line() -> Result<(), Failure> {
    if IN_LINE.swap(false, Ordering::Relaxed) {
        write_out(|out| writeln!(out))
    } else {
        Ok(())
    }
}

fn write_out(write: impl FnOnce(&mut StdoutLock<'_>) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    write(&mut out)
        .and_then(|()| out.flush())
        .map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Failure::quiet(Status::InputOutput),
            _ => Failure::io(format!("cannot write to standard output: {error}")),
        })
}
