//! `foldscheme fold`: takes a typed step again and again, and proves it.

pub mod claim;
pub mod cost;
pub mod deviation;
pub mod load;
mod model;
pub mod native;
pub mod real;
pub mod salt;
pub mod text;

use crate::args::FoldArgs;
use crate::checkpoint::CheckpointFile;
use crate::context::Context;
use crate::exit::{interrupted, Failure, Status};
use crate::input;
use crate::output::{is_same_place, ProofFile};
use crate::progress::Meter;
use crate::terminal;
use crate::words;
use deviation::Unknown;
use foldscheme::typed::{
    fold_steps, FoldError, FoldInput, FoldOptions, FoldPlanError, FoldProof, RunFailure, Salt,
    StepFunction,
};
use foldscheme::{Checkpoint, Error};
use load::{load, Files, Loaded};
use native::Course;
use std::io;
use std::path::{Path, PathBuf};
use text::{is_typed, StepText};

/// Folds the steps of a file.
pub fn command(context: &Context, args: &FoldArgs) -> Result<Status, Failure> {
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| default_output(&args.file));
    if !args.dry_run {
        check_output(args, &out)?;
    }
    let text = StepText::read(&args.file, context.field)?;
    if !is_typed(&text.text.text) {
        // What is wrong with it, if anything is, says more.
        text.declarations()?;
    }
    let files = Files {
        state: args.state.iter().cloned().collect(),
        inputs: args.inputs.clone(),
        weights: args.weights.clone(),
    };
    let loaded = load(context, text, &files, args.steps, args.quantize)?;
    if args.quantize {
        report_deviation(context, &loaded)?;
    }
    if args.dry_run {
        return dry_run(context, &loaded, args.json);
    }
    prove(context, args, &loaded, &out)
}

/// Refuses to replace what is read.
fn check_output(args: &FoldArgs, out: &Path) -> Result<(), Failure> {
    let read = args.state.iter().chain(&args.inputs).chain(&args.weights);
    let read = read.chain([&args.file]).chain(&args.salt);
    match read.into_iter().find(|file| is_same_place(file, out)) {
        Some(file) => Err(Failure::new(
            Status::Usage,
            format!("the proof would replace what is read, {}", file.display()),
        )),
        None => Ok(()),
    }
}

/// The file's name with `.proof`, in the current directory.
fn default_output(file: &Path) -> PathBuf {
    if input::is_stdin(file) {
        return PathBuf::from("stdin.proof");
    }
    let mut name = file.file_stem().unwrap_or("step".as_ref()).to_os_string();
    name.push(".proof");
    PathBuf::from(name)
}

/// Where the proof of the first steps goes: `net.proof` gives `net.100.proof`.
fn prefix_path(out: &Path, steps: u64) -> PathBuf {
    let mut name = out.file_stem().unwrap_or_default().to_os_string();
    name.push(format!(".{steps}"));
    if let Some(extension) = out.extension() {
        name.push(".");
        name.push(extension);
    }
    out.with_file_name(name)
}

fn report_deviation(context: &Context, loaded: &Loaded) -> Result<(), Failure> {
    let deviation = context
        .interruption
        .during(|interrupt| deviation::compare(loaded, interrupt));
    match deviation {
        Ok(deviation) => terminal::print(deviation.table().trim_end()),
        Err(Unknown::Failure(failure)) => Err(step_failure(&loaded.function, &failure)),
        Err(Unknown::Interrupted(_)) => Err(interrupted()),
    }
}

/// Takes the steps and prints the state after them.
fn dry_run(context: &Context, loaded: &Loaded, json: bool) -> Result<Status, Failure> {
    let course = run(context, loaded)?;
    let state = course.state();
    if json {
        let arrays = claim::arrays(
            state
                .iter()
                .map(|(port, array)| (port.name.as_str(), array)),
        )?;
        terminal::print(claim::pretty(&arrays)?)?;
    } else {
        let lines: String = state
            .iter()
            .map(|(port, array)| claim::shown(&port.name, array, true))
            .collect();
        let steps = words::counted(loaded.data.steps.len() as u64, "step");
        terminal::print(format_args!(
            "the state after {steps}\n{}",
            lines.trim_end()
        ))?;
    }
    Ok(Status::Done)
}

/// Takes all steps.
fn run<'l>(context: &Context, loaded: &'l Loaded) -> Result<Course<'l>, Failure> {
    let mut course = Course::new(&loaded.function, &loaded.data);
    context.interruption.during(|interrupt| loop {
        interrupt.check().map_err(|_| interrupted())?;
        match course.step() {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(()),
            Err(failure) => return Err(step_failure(&loaded.function, &failure)),
        }
    })?;
    Ok(course)
}

/// A step that has no result.
fn step_failure(function: &StepFunction, failure: &RunFailure) -> Failure {
    let diagnostic = function.program().describe(&failure.failure);
    let rendered = function.render(&diagnostic, terminal::color());
    let step = failure.step.saturating_add(1);
    Failure::rendered(
        Status::ProgramError,
        &format!("{}\n  = note: this is in step {step}", rendered.trim_end()),
    )
}

fn prove(
    context: &Context,
    args: &FoldArgs,
    loaded: &Loaded,
    out: &Path,
) -> Result<Status, Failure> {
    let options = FoldOptions {
        compress: !args.no_compress,
        steps_per_fold: args.steps_per_fold,
        every: args.every,
        ceremony: context.ceremony()?,
    };
    let salt = model::salt(args, loaded)?;
    // Before anything is written, the salt included.
    run(context, loaded)?;
    let (mut checkpoints, from) =
        CheckpointFile::open(&args.checkpoint, out, &context.interruption)?;
    let file = ProofFile::create(out, &context.interruption)?;
    if let Some(salt) = &salt {
        salt.keep()?;
    }
    let input = FoldInput {
        state: loaded.data.state.clone(),
        weights: loaded.data.weights.clone(),
        steps: loaded.data.steps.clone(),
        // Without weights it hides nothing; a checkpoint is gone on from with the same one only.
        salt: salt.map_or_else(|| Salt::from_bytes([0; 32]), |file| file.salt),
    };
    let proved = fold(
        context,
        loaded,
        &input,
        &options,
        out,
        from.as_ref(),
        &mut checkpoints,
    );
    match proved {
        Ok(proof) => {
            check_size(&proof)?;
            file.finish(&proof.bytes)?;
            checkpoints.remove();
            report(&proof, out)?;
            Ok(Status::Done)
        }
        Err(mut failure) => {
            if let (Status::Interrupted, Some(note)) = (failure.status, checkpoints.interrupted()) {
                failure.message.push_str(&format!("\n  = note: {note}"));
            }
            Err(failure)
        }
    }
}

#[allow(clippy::too_many_arguments)]
fn fold(
    context: &Context,
    loaded: &Loaded,
    input: &FoldInput,
    options: &FoldOptions,
    out: &Path,
    from: Option<&Checkpoint>,
    checkpoints: &mut CheckpointFile<'_>,
) -> Result<FoldProof, Failure> {
    let mut unwritten = None;
    let proof = context.interruption.during(|interrupt| {
        let mut meter = Meter::new();
        fold_steps(
            &loaded.function,
            input,
            options,
            from,
            checkpoints,
            interrupt,
            &mut |progress| meter.show(progress),
            &mut |proof| {
                let path = prefix_path(out, proof.verified.claim.steps);
                let written = ProofFile::create(&path, &context.interruption)
                    .and_then(|file| file.finish(&proof.bytes));
                match written {
                    Ok(()) => terminal::say(format_args!("wrote {}", path.display())),
                    Err(failure) => {
                        unwritten = Some(failure);
                        return Err(io::Error::other("its file"));
                    }
                }
                Ok(())
            },
        )
    });
    match (unwritten, proof) {
        (Some(failure), _) => Err(failure),
        (None, Ok(proof)) => Ok(proof),
        (None, Err(Error::Checkpoint(error))) => Err(checkpoints.unusable(&error)),
        (None, Err(Error::Fold(error))) => Err(fold_failure(&loaded.function, *error)),
        (None, Err(error)) => Err(error.into()),
    }
}

/// Why steps can't be cut into folds.
pub fn plan_failure(error: FoldPlanError) -> Failure {
    match error {
        FoldPlanError::Plan(error) => error.into(),
        FoldPlanError::Divisor { .. } | FoldPlanError::NoSteps => {
            Failure::new(Status::Usage, error)
        }
        error => Failure::new(Status::Limit, error),
    }
}

fn fold_failure(function: &StepFunction, error: FoldError) -> Failure {
    match error {
        FoldError::Step(failure) => step_failure(function, &failure),
        FoldError::Plan(error) => plan_failure(error),
        error => Failure::io(error),
    }
}

fn check_size(proof: &FoldProof) -> Result<(), Failure> {
    if proof.bytes.len() as u64 <= input::LARGEST_PROOF {
        return Ok(());
    }
    Err(Failure::new(
        Status::Limit,
        format!(
            "the proof has {} bytes, more than are ever read; compress it",
            words::grouped(proof.bytes.len() as u64)
        ),
    ))
}

fn report(proof: &FoldProof, out: &Path) -> Result<(), Failure> {
    let compressed = proof.verified.compressed;
    let claimed = claim::verified(proof.verified.clone());
    let about = claim::proof(&claimed, compressed, proof.bytes.len());
    terminal::print(format_args!(
        "proved: {}\n{about}",
        claim::claim(&claimed, false)
    ))?;
    terminal::say(words::time(&proof.timing));
    terminal::say(format_args!("wrote {}", out.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_of_a_prefix_stand_before_the_extension() {
        let path = |out: &str| prefix_path(Path::new(out), 100).display().to_string();
        assert_eq!(path("net.proof"), "net.100.proof");
        assert_eq!(path("dir.d/net"), "dir.d/net.100");
        assert_eq!(path("dir/a.b.proof"), "dir/a.b.100.proof");
    }
}
