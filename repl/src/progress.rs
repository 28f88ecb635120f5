//! A progress bar on standard error, if that is a terminal.

use crate::terminal;
use foldscheme::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// How often the bar moves by itself.
const TICK: Duration = Duration::from_millis(125);

/// Shows how far a proof is.
pub struct Meter {
    bar: ProgressBar,
    /// When folding began, and with how many steps done.
    folding_since: Option<(Instant, u64)>,
}

impl Meter {
    /// Nothing is shown yet.
    pub fn new() -> Meter {
        let bar = if io::stderr().is_terminal() {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
        } else {
            ProgressBar::hidden()
        };
        if !bar.is_hidden() {
            bar.enable_steady_tick(TICK);
            terminal::set_bar(Some(bar.clone()));
        }
        Meter {
            bar,
            folding_since: None,
        }
    }

    /// Shows this.
    pub fn show(&mut self, progress: Progress) {
        match progress {
            Progress::Running => self.phase("running the program"),
            Progress::Parameters => self.phase("making public parameters"),
            Progress::Restoring => self.phase("verifying the checkpoint"),
            Progress::Folding { done, total, steps } => self.folding(done, total, steps),
            Progress::Compressing => self.phase("compressing"),
            Progress::Verifying => self.phase("verifying"),
        }
    }

    fn phase(&self, message: &'static str) {
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
            self.bar.set_style(style);
        }
        self.bar.set_message(message);
        self.bar.reset_elapsed();
    }

    fn folding(&mut self, done: u64, total: u64, steps: u64) {
        let (since, before) = match self.folding_since {
            Some(since) => since,
            None => {
                let template = "folding {wide_bar} {pos}/{len} folds, {msg} steps/s, {eta} left";
                if let Ok(style) = ProgressStyle::with_template(template) {
                    self.bar.set_style(style);
                }
                self.bar.set_length(total);
                self.bar.set_position(done);
                self.bar.reset_eta();
                self.bar.reset_elapsed();
                *self.folding_since.insert((Instant::now(), steps))
            }
        };
        let seconds = since.elapsed().as_secs_f64();
        let speed = if steps == before || seconds <= 0.0 {
            "–".to_string()
        } else {
            format!("{:.0}", (steps - before) as f64 / seconds)
        };
        self.bar.set_message(speed);
        self.bar.set_position(done);
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        terminal::set_bar(None);
        self.bar.finish_and_clear();
    }
}
