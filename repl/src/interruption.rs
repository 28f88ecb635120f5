//! Ctrl-C: the first one asks the work at hand to stop, the second one ends the process at once.

use crate::exit::Status;
use crate::terminal;
use foldscheme::{finish_writing, Interrupt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the handler of Ctrl-C and the work share.
#[derive(Clone, Default)]
pub struct Interruption {
    interrupt: Interrupt,
    /// Whether there is work at hand that looks at `interrupt`. If not, Ctrl-C ends the process.
    working: Arc<AtomicBool>,
    /// Files that must not outlive the process.
    unfinished: Arc<Mutex<Vec<PathBuf>>>,
}

impl Interruption {
    /// Listens for Ctrl-C.
    pub fn install() -> Interruption {
        let interruption = Interruption::default();
        let handler = interruption.clone();
        if let Err(error) = ctrlc::set_handler(move || handler.handle()) {
            terminal::say(format_args!("note: Ctrl-C cannot be caught: {error}"));
        }
        interruption
    }

    fn handle(&self) {
        if self.working.load(Ordering::SeqCst) && !self.interrupt.is_raised() {
            self.interrupt.raise();
            return;
        }
        // The lock is kept: no file is begun or finished any more.
        let unfinished = self.unfinished();
        for path in unfinished.iter() {
            let _ = std::fs::remove_file(path);
        }
        terminal::say("interrupted");
        finish_writing();
        std::process::exit(Status::Interrupted as i32);
    }

    /// Does work that stops soon after the flag is raised.
    pub fn during<T>(&self, work: impl FnOnce(&Interrupt) -> T) -> T {
        self.interrupt.clear();
        self.working.store(true, Ordering::SeqCst);
        let result = work(&self.interrupt);
        self.working.store(false, Ordering::SeqCst);
        result
    }

    /// Has a file removed if the process ends at once.
    pub fn remove_on_exit(&self, path: &Path) {
        self.unfinished().push(path.to_owned());
    }

    /// Takes back [`Interruption::remove_on_exit`].
    pub fn keep_on_exit(&self, path: &Path) {
        self.unfinished().retain(|unfinished| unfinished != path);
    }

    fn unfinished(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.unfinished
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
