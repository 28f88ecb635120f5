//! One side of the comparison, in a process of its own: requests and replies are lines of JSON.

use crate::exit::{Failure, Status};
use clap::{Args, ValueEnum};
use foldscheme::bench::{threads, BenchError, Ours, Side as Prover, Stock, Workload};
use foldscheme::{Interrupt, Stopped};
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// Which engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// This project's.
    Ours,
    /// `nova_snark`'s own.
    Stock,
}

impl Side {
    /// As on the command line.
    fn name(self) -> &'static str {
        match self {
            Side::Ours => "ours",
            Side::Stock => "stock",
        }
    }
}

/// What a side's process is started with.
#[derive(Clone, Copy, Debug, Args)]
pub struct WorkerArgs {
    /// Which engine
    pub side: Side,
    /// The circuit has up to `2^log` constraints
    pub log: u32,
    /// How many folds will be measured
    pub repeat: usize,
}

/// What a side is asked to do.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    /// Make or load the generators.
    Generators,
    /// Run the program and keep the chunks to be folded.
    Prepare,
    /// Make generators, parameters and keys, and take the first step.
    SetUp,
    /// Fold a step.
    Fold,
    /// Compress.
    Compress,
    /// Verify a compressed proof.
    Verify(Vec<u8>),
    /// Tell the peak of memory.
    Memory,
}

/// The circuits, which are the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Machine steps in a fold.
    pub steps: usize,
    /// Constraints of the folded circuit on the primary curve.
    pub primary: usize,
    /// And on the secondary curve.
    pub secondary: usize,
    /// Threads.
    pub threads: usize,
    /// The parameters' identity.
    pub parameters: String,
}

/// What came of a request.
#[derive(Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// Nothing to tell.
    Done,
    /// It is set up.
    Ready(Shape),
    /// A compressed proof.
    Proof(Vec<u8>),
    /// A proof is accepted; the state that it proves, in words.
    Accepted(String),
    /// The peak of the process's memory in bytes, where the system tells it.
    Memory(Option<u64>),
}

/// Seconds and what came of it, or why nothing did.
type Reply = Result<(f64, Outcome), String>;

/// Does what is asked on standard input until that ends.
pub fn work(args: &WorkerArgs) -> Result<Status, Failure> {
    let served = match args.side {
        Side::Ours => serve::<Ours>(args),
        Side::Stock => serve::<Stock>(args),
    };
    match served {
        Ok(()) => Ok(Status::Done),
        Err(error) => Err(Failure::io(format!("no more requests: {error}"))),
    }
}

fn serve<P: Prover>(args: &WorkerArgs) -> io::Result<()> {
    let mut workload: Option<Workload> = None;
    let mut prover: Option<P> = None;
    for line in io::stdin().lock().lines() {
        let request: Request = serde_json::from_str(&line?)?;
        let started = Instant::now();
        let outcome = match request {
            Request::Generators => P::generators(args.log).map(|()| Outcome::Done),
            // The first step, one that is not measured, and the measured ones.
            Request::Prepare => Workload::new(args.log, 2 + args.repeat).map(|prepared| {
                workload = Some(prepared);
                Outcome::Done
            }),
            Request::SetUp => set_up(&mut workload, &mut prover),
            Request::Memory => Ok(Outcome::Memory(peak())),
            request => match &mut prover {
                Some(prover) => answer(prover, request),
                None => Err(BenchError::NotSetUp),
            },
        };
        let seconds = started.elapsed().as_secs_f64();
        let reply: Reply = match outcome {
            Ok(outcome) => Ok((seconds, outcome)),
            Err(error) => Err(error.to_string()),
        };
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, &reply)?;
        writeln!(out)?;
        out.flush()?;
    }
    Ok(())
}

fn set_up<P: Prover>(
    workload: &mut Option<Workload>,
    prover: &mut Option<P>,
) -> Result<Outcome, BenchError> {
    let workload = workload.take().ok_or(BenchError::NotSetUp)?;
    let steps = workload.steps();
    let ready = P::set_up(workload)?;
    let (primary, secondary) = ready.constraints();
    let shape = Shape {
        steps,
        primary,
        secondary,
        threads: threads(),
        parameters: ready.parameters(),
    };
    *prover = Some(ready);
    Ok(Outcome::Ready(shape))
}

fn answer<P: Prover>(prover: &mut P, request: Request) -> Result<Outcome, BenchError> {
    match request {
        Request::Fold => prover.fold().map(|()| Outcome::Done),
        Request::Compress => prover.compress().map(Outcome::Proof),
        Request::Verify(proof) => prover
            .verify(&proof)
            .map(|state| Outcome::Accepted(format!("{state:?}"))),
        Request::Generators | Request::Prepare | Request::SetUp | Request::Memory => {
            Ok(Outcome::Done)
        }
    }
}

/// The most memory that this process has had so far, where the system tells it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}

/// A side's process, ended when this is dropped.
pub struct Worker {
    process: Child,
    requests: ChildStdin,
    replies: Receiver<io::Result<String>>,
}

impl Worker {
    /// Starts a side.
    pub fn start(side: Side, log: u32, repeat: usize, no_cache: bool) -> Result<Worker, Failure> {
        let failed =
            |error: io::Error| Failure::io(format!("cannot start a measuring process: {error}"));
        let mut command = Command::new(std::env::current_exe().map_err(failed)?);
        if no_cache {
            command.arg("--no-cache");
        }
        let mut process = command
            .arg("bench-worker")
            .arg(side.name())
            .args([log.to_string(), repeat.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let (Some(requests), Some(lines)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(failed(io::ErrorKind::BrokenPipe.into()));
        };
        let (sender, replies) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(lines).lines() {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Worker {
            process,
            requests,
            replies,
        })
    }

    /// Asks and waits for the reply, or until `interrupt` is raised.
    pub fn ask(
        &mut self,
        request: &Request,
        interrupt: &Interrupt,
    ) -> Result<(f64, Outcome), Failure> {
        let lost = |why: &dyn std::fmt::Display| {
            Failure::io(format!("a measuring process ended before its time: {why}"))
        };
        let text = serde_json::to_string(request).map_err(|error| lost(&error))?;
        writeln!(self.requests, "{text}").map_err(|error| lost(&error))?;
        let line = loop {
            match self.replies.recv_timeout(PATIENCE) {
                Ok(line) => break line.map_err(|error| lost(&error))?,
                Err(RecvTimeoutError::Disconnected) => return Err(lost(&"no reply")),
                Err(RecvTimeoutError::Timeout) if interrupt.is_raised() => {
                    return Err(Stopped::Interrupted.into());
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        };
        let reply: Reply = serde_json::from_str(&line).map_err(|error| lost(&error))?;
        reply.map_err(|reason| Failure::new(Status::Rejected, reason))
    }
}

/// How long an interruption may go unnoticed.
const PATIENCE: Duration = Duration::from_millis(100);

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
