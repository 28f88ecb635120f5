//! The `foldscheme` command: reads arguments and files, calls the library, prints.
//!
//! Results go to standard output, everything else to standard error; see [`exit::Status`] for the
//! exit codes. Nothing here panics: a closed pipe ends the command quietly.

#![forbid(unsafe_code)]

mod args;
mod bench;
mod checkpoint;
mod context;
mod cost;
mod exit;
mod explain;
mod fold;
mod import;
mod input;
mod inspect;
mod interruption;
mod output;
mod progress;
mod prove;
mod repl;
mod run;
mod session;
mod terminal;
mod verify;
mod words;

use args::{Cli, Command, Curve};
use clap::Parser;
use context::Context;
use exit::{Failure, Status};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to standard output and is no error; a closed pipe is no matter here.
            let _ = error.print();
            return if error.use_stderr() {
                Status::Usage.into()
            } else {
                Status::Done.into()
            };
        }
    };
    match execute(&cli) {
        Ok(status) => status.into(),
        Err(failure) => {
            failure.report();
            if failure.status == Status::Interrupted {
                // Abandoned work ends with the process, but for files that it is writing.
                foldscheme::finish_writing();
            }
            failure.status.into()
        }
    }
}

fn execute(cli: &Cli) -> Result<Status, Failure> {
    check_curve(cli)?;
    let context = Context::new(&cli.global);
    match &cli.command {
        None => repl::repl(&context),
        Some(Command::Run { program }) => run::command(&context, program),
        Some(Command::Explain { code }) => explain::command(code),
        Some(Command::Prove(args)) => prove::command(&context, args),
        Some(Command::Fold(args)) => fold::command(&context, args),
        Some(Command::Verify {
            proof,
            program,
            model,
        }) => verify::command(&context, proof, program.as_deref(), *model),
        Some(Command::Inspect { proof, json }) => inspect::command(proof, *json),
        Some(Command::Cost {
            program,
            chunk,
            weights,
            json,
        }) => cost::command(&context, program, *chunk, weights, *json),
        Some(Command::Import(args)) => import::command(&context, args),
        Some(Command::Bench(args)) => bench::command(&context, args, cli.global.no_cache),
        Some(Command::BenchWorker(args)) => bench::work(args),
    }
}

/// Refuses `--curve` and `--ptau` where they would mean nothing.
fn check_curve(cli: &Cli) -> Result<(), Failure> {
    let usage = |message: &str| Err(Failure::new(Status::Usage, message));
    let (curve, ptau) = (cli.global.curve, cli.global.ptau.is_some());
    match &cli.command {
        Some(Command::Verify { .. } | Command::Inspect { .. }) if curve.is_some() => {
            usage("the curve is taken from the proof; leave `--curve` out")
        }
        Some(Command::Verify { .. }) => Ok(()),
        None | Some(Command::Prove(_) | Command::Fold(_))
            if ptau && !matches!(curve, Some(Curve::Bn254)) =>
        {
            usage("`--ptau` is of use on BN254 only; add `--curve bn254`")
        }
        None | Some(Command::Prove(_) | Command::Fold(_)) => Ok(()),
        _ if ptau => usage("`--ptau` is of use where a proof is made or verified only"),
        _ => Ok(()),
    }
}
