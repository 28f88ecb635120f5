//! `foldscheme bench`: this prover beside `nova_snark`'s own engine.
//!
//! Each side works in a process of its own ([`worker`]), so that each one's memory is known and both can be
//! stopped at any moment; they take turns, so that whatever else the machine does hits both.

mod report;
mod table;
mod worker;

pub use worker::{work, WorkerArgs};

use crate::args::BenchArgs;
use crate::context::Context;
use crate::exit::{Failure, Status};
use crate::terminal;
use foldscheme::Interrupt;
use report::{Figures, Report, Size};
use worker::{Outcome, Request, Side, Worker};

const SIDES: [Side; 2] = [Side::Ours, Side::Stock];

/// What is measured if nothing is said.
const SIZES: [u32; 3] = [14, 15, 16];

/// Measures both sides and prints the figures.
pub fn command(context: &Context, args: &BenchArgs, no_cache: bool) -> Result<Status, Failure> {
    let logs = match args.size.as_slice() {
        [] => &SIZES,
        some => some,
    };
    let report = context.interruption.during(|interrupt| {
        let bench = Bench {
            repeat: args.repeat,
            no_cache,
            interrupt,
        };
        let mut sizes = Vec::new();
        for log in logs {
            sizes.push(bench.size(*log)?);
        }
        Ok::<_, Failure>(Report {
            threads: foldscheme::bench::threads(),
            processor: report::processor(),
            repeat: args.repeat,
            sizes,
        })
    })?;
    if args.json {
        let text = serde_json::to_string_pretty(&report)
            .map_err(|error| Failure::io(format!("cannot print JSON: {error}")))?;
        terminal::print(text)?;
    } else {
        terminal::print(table::table(&report))?;
    }
    Ok(Status::Done)
}

struct Bench<'i> {
    repeat: usize,
    no_cache: bool,
    interrupt: &'i Interrupt,
}

impl Bench<'_> {
    /// Measures both sides on circuits of up to `2^log` constraints.
    fn size(&self, log: u32) -> Result<Size, Failure> {
        let say = |what: &str| terminal::say(format_args!("2^{log} constraints: {what}"));
        say("generators");
        // From now on this size's are in the cache, if there is one.
        self.ask(&mut self.start(Side::Ours, log)?, &Request::Generators)?;
        let mut figures = [Figures::default(), Figures::default()];
        for (side, figures) in SIDES.into_iter().zip(&mut figures) {
            figures.generators = self
                .ask(&mut self.start(side, log)?, &Request::Generators)?
                .0;
        }

        say("parameters and first folds");
        let mut workers = [self.start(Side::Ours, log)?, self.start(Side::Stock, log)?];
        let mut shapes = Vec::new();
        for (worker, figures) in workers.iter_mut().zip(&mut figures) {
            self.ask(worker, &Request::Prepare)?;
            let (seconds, outcome) = self.ask(worker, &Request::SetUp)?;
            figures.set_up = seconds;
            if let Outcome::Ready(shape) = outcome {
                shapes.push(shape);
            }
            // The running instance is still a plain one here, as it is at no later fold.
            self.ask(worker, &Request::Fold)?;
        }
        let shape = match &shapes[..] {
            [ours, stock] if ours == stock => ours,
            _ => return Err(differ("circuits or parameters", &shapes)),
        };

        let mut times = [Times::default(), Times::default()];
        for turn in 0..self.repeat {
            say(&format!("fold {} of {}", turn + 1, self.repeat));
            for i in order(turn) {
                times[i]
                    .fold
                    .push(self.ask(&mut workers[i], &Request::Fold)?.0);
            }
        }
        for (worker, figures) in workers.iter_mut().zip(&mut figures) {
            figures.folding_memory = self.memory(worker)?;
        }
        let mut proofs = [Vec::new(), Vec::new()];
        for turn in 0..self.repeat {
            say(&format!("compression {} of {}", turn + 1, self.repeat));
            for i in order(turn) {
                let (seconds, outcome) = self.ask(&mut workers[i], &Request::Compress)?;
                times[i].compression.push(seconds);
                if let Outcome::Proof(proof) = outcome {
                    proofs[i] = proof;
                }
            }
        }
        say("verification, by either side, of both sides' proofs");
        let mut states = Vec::new();
        for turn in 0..self.repeat {
            for i in order(turn) {
                for (of, proof) in proofs.iter().enumerate() {
                    let request = Request::Verify(proof.clone());
                    let (seconds, outcome) = self.ask(&mut workers[i], &request)?;
                    if of == i {
                        times[i].verification.push(seconds);
                    }
                    if let Outcome::Accepted(state) = outcome {
                        states.push(state);
                    }
                }
            }
        }
        if states.len() != 4 * self.repeat || states.windows(2).any(|two| two[0] != two[1]) {
            return Err(differ("states after the last fold", &states));
        }

        for (i, worker) in workers.iter_mut().enumerate() {
            let figures = &mut figures[i];
            figures.memory = self.memory(worker)?;
            figures.proof_bytes = proofs[i].len() as f64;
            figures.fold = median(&mut times[i].fold);
            figures.compression = median(&mut times[i].compression);
            figures.verification = median(&mut times[i].verification);
            figures.per_constraint = figures.fold / shape.primary as f64;
        }
        let [ours, stock] = figures;
        Ok(Size::new(log, shape, ours, stock))
    }

    fn start(&self, side: Side, log: u32) -> Result<Worker, Failure> {
        Worker::start(side, log, self.repeat, self.no_cache)
    }

    fn ask(&self, worker: &mut Worker, request: &Request) -> Result<(f64, Outcome), Failure> {
        worker.ask(request, self.interrupt)
    }

    fn memory(&self, worker: &mut Worker) -> Result<Option<f64>, Failure> {
        Ok(match self.ask(worker, &Request::Memory)?.1 {
            Outcome::Memory(Some(bytes)) => Some(bytes as f64),
            _ => None,
        })
    }
}

/// The sides' results are not the same, which makes any comparison void.
fn differ(what: &str, found: &impl std::fmt::Debug) -> Failure {
    Failure::new(
        Status::Rejected,
        format!("the two engines have not the same {what}: {found:?}"),
    )
}

/// What is measured several times, in seconds.
#[derive(Default)]
struct Times {
    fold: Vec<f64>,
    compression: Vec<f64>,
    verification: Vec<f64>,
}

/// Who begins: each in turn.
fn order(turn: usize) -> [usize; 2] {
    [turn % 2, 1 - turn % 2]
}

/// The median; of an even number, the mean of the middle two.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.get(middle.wrapping_sub(1)), values.get(middle)) {
        (Some(a), Some(b)) if values.len().is_multiple_of(2) => (a + b) / 2.0,
        (_, Some(b)) => *b,
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_amid() {
        assert_eq!(median(&mut [3.0]), 3.0);
        assert_eq!(median(&mut [5.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 9.0]), 3.0);
    }

    #[test]
    fn both_sides_begin_in_turn() {
        assert_eq!([order(0), order(1), order(2)], [[0, 1], [1, 0], [0, 1]]);
    }
}
