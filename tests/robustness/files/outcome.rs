//! What became of files that were tampered with.

use crate::size::figure;
use crate::support::Ended;
use std::fmt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a command made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It made the file's contents again, said so, and its answer was the right one.
    Rebuilt,
    /// It named the file and what is wrong, and gave no answer.
    Refused,
    /// The tampering touched nothing that it used, and its answer was the right one.
    Unaffected,
    /// It was killed, and whoever came next got the right answer.
    Killed,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Rebuilt => "rebuilt",
            Outcome::Refused => "refused",
            Outcome::Unaffected => "unaffected",
            Outcome::Killed => "killed and no matter",
        })
    }
}

/// What was tried of one kind of file.
pub struct Tried {
    what: &'static str,
    outcomes: Vec<Outcome>,
    skipped: Vec<String>,
}

impl Tried {
    pub fn new(what: &'static str) -> Tried {
        Tried {
            what,
            outcomes: Vec::new(),
            skipped: Vec::new(),
        }
    }

    pub fn add(&mut self, outcome: Outcome) {
        self.outcomes.push(outcome);
    }

    /// Something could not be tried here.
    pub fn skip(&mut self, what: &str, why: &str) {
        self.skipped.push(format!("{what} ({why})"));
    }
}

impl Drop for Tried {
    fn drop(&mut self) {
        let all = [
            Outcome::Rebuilt,
            Outcome::Refused,
            Outcome::Unaffected,
            Outcome::Killed,
        ];
        let counts: Vec<String> = all
            .into_iter()
            .map(|one| (one, self.outcomes.iter().filter(|o| **o == one).count()))
            .filter(|(_, count)| *count > 0)
            .map(|(one, count)| format!("{count} {one}"))
            .collect();
        let skipped = match self.skipped.as_slice() {
            [] => String::new(),
            skipped => format!("; not tried: {}", skipped.join(", ")),
        };
        figure(
            self.what,
            format_args!(
                "{} ways: {}{skipped}",
                self.outcomes.len(),
                counts.join(", ")
            ),
        );
    }
}

/// The longest that a command may take: far more than it needs on a busy machine, and less than forever.
const LONGEST: Duration = Duration::from_secs(240);

/// Runs a command that must come to an end.
#[track_caller]
pub fn run(mut command: Command) -> Ended {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let since = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if since.elapsed() > LONGEST {
            child.kill().expect("it can be killed");
            panic!("{command:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ended::of(child.wait_with_output().expect("it has ended"))
}
