//! Stopping a long proof from outside.
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{channel, RecvTimeoutError};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// How often the flag is looked at while other work runs.
const GLANCE: Duration = Duration::from_millis(20);

/// A flag that one side raises and the prover looks at between folds. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

/// The prover stopped because its [`Interrupt`] was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;

impl Interrupt {
    /// A flag that is not raised.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the prover to stop.
    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Takes the request back, so that the flag can serve again.
    pub fn clear(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether the prover has been asked to stop.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Fails if the prover has been asked to stop.
    pub fn check(&self) -> Result<(), Interrupted> {
        if self.is_raised() {
            Err(Interrupted)
        } else {
            Ok(())
        }
    }

    /// Does work that does not look at the flag itself, and leaves it to its own devices once the flag is raised:
    /// the work goes on in its thread, to an end that nobody waits for, or until the process ends.
    ///
    /// # Errors
    /// If the flag is raised before the work is done.
    pub fn abandonable<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Interrupted> {
        self.check()?;
        let (done, wait) = channel();
        let worker = thread::spawn(move || {
            // Nobody listens if the work was abandoned.
            let _ = done.send(work());
        });
        loop {
            match wait.recv_timeout(GLANCE) {
                Ok(result) => return Ok(result),
                Err(RecvTimeoutError::Timeout) => self.check()?,
                // The worker's panic is the caller's.
                Err(RecvTimeoutError::Disconnected) => match worker.join() {
                    Err(panic) => resume_unwind(panic),
                    Ok(()) => return Err(Interrupted),
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn work_is_waited_for_unless_the_flag_is_raised() {
        let interrupt = Interrupt::new();
        assert_eq!(interrupt.abandonable(|| 1 + 1), Ok(2));
        let long = || thread::sleep(Duration::from_secs(600));
        let raiser = interrupt.clone();
        let begun = Instant::now();
        let raiser = thread::spawn(move || {
            thread::sleep(Duration::from_millis(100));
            raiser.raise();
        });
        assert_eq!(interrupt.abandonable(long), Err(Interrupted));
        assert!(begun.elapsed() < Duration::from_secs(60));
        raiser.join().unwrap();
        assert_eq!(interrupt.abandonable(|| ()), Err(Interrupted));
    }

    #[test]
    #[should_panic(expected = "of its own")]
    fn the_works_panic_is_the_callers() {
        let _ = Interrupt::new().abandonable(|| panic!("of its own"));
    }
}
