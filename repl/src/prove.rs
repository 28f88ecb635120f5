//! `foldscheme prove`.

use crate::args::ProveArgs;
use crate::checkpoint::CheckpointFile;
use crate::context::Context;
use crate::exit::{Failure, Status};
use crate::fold::text::refuse_typed;
use crate::input;
use crate::output::{is_same_place, ProofFile};
use crate::progress::Meter;
use crate::run;
use crate::terminal;
use crate::words::{self, End};
use foldscheme::{
    fold_size, prove_resumably, Checkpoint, ClaimedOutcome, Compiled, Error, Options, Proof,
    Verified,
};
use std::path::{Path, PathBuf};

/// The most constraints of a fold that a verifier accepts.
const MOST_CONSTRAINTS: usize = 1 << 22;

/// Proves a program's run.
pub fn command(context: &Context, args: &ProveArgs) -> Result<Status, Failure> {
    let out = args.out.clone().unwrap_or_else(|| default_output(args));
    if let Some(file) = &args.program.file {
        if is_same_place(file, &out) {
            return Err(Failure::new(
                Status::Usage,
                format!("the proof would replace the program, {}", out.display()),
            ));
        }
    }
    let mut texts = input::texts(&args.program)?;
    for text in &texts {
        refuse_typed(text, "`foldscheme fold` proves it")?;
    }
    let mut compiled = input::compile(context.field, texts.clone())?;
    if let (Some(file), [text]) = (&args.program.file, texts.as_mut_slice()) {
        input::name_by_file(text, file);
        let directory = file.parent().unwrap_or(Path::new(""));
        compiled = input::load_from(context.field, texts, directory)?;
    }
    let options = Options {
        limits: context.limits,
        compress: !args.no_compress,
        chunk: args.chunk,
        ceremony: context.ceremony()?,
    };
    let (mut checkpoints, from) =
        CheckpointFile::open(&args.checkpoint, &out, &context.interruption)?;
    let proved = prove_from(
        context,
        &compiled,
        &options,
        &out,
        from.as_ref(),
        &mut checkpoints,
    );
    match proved {
        Ok(()) => Ok(Status::Done),
        Err(mut failure) => {
            if let (Status::Interrupted, Some(note)) = (failure.status, checkpoints.interrupted()) {
                failure.message.push_str(&format!("\n  = note: {note}"));
            }
            Err(failure)
        }
    }
}

/// Proves a run and writes the proof to `out`; prints what is proved, and where the time went.
pub fn prove_to(
    context: &Context,
    compiled: &Compiled,
    options: &Options,
    out: &Path,
) -> Result<(), Failure> {
    let mut none = CheckpointFile::none(&context.interruption);
    prove_from(context, compiled, options, out, None, &mut none)
}

/// [`prove_to`] that goes on from a checkpoint, if there is one, and keeps checkpoints.
fn prove_from(
    context: &Context,
    compiled: &Compiled,
    options: &Options,
    out: &Path,
    from: Option<&Checkpoint>,
    checkpoints: &mut CheckpointFile<'_>,
) -> Result<(), Failure> {
    let file = ProofFile::create(out, &context.interruption)?;
    // The prover runs the program several times; what it prints is printed once, before the long work.
    if compiled.prints() {
        run::run(context, compiled, 0)?;
        terminal::end_line()?;
    }
    let proof = context.interruption.during(|interrupt| {
        if options.chunk.is_some() {
            let size = fold_size(compiled, options.limits, options.chunk, interrupt)?;
            check_size(size)?;
        }
        let mut meter = Meter::new();
        let proof = prove_resumably(
            compiled,
            options,
            from,
            checkpoints,
            interrupt,
            &mut |progress| meter.show(progress),
        );
        proof.map_err(|error| match error {
            Error::Checkpoint(error) => checkpoints.unusable(&error),
            error => Failure::from(error),
        })
    });
    let proof = proof.map_err(|failure| failure.about(compiled))?;
    if proof.bytes.len() as u64 > input::LARGEST_PROOF {
        return Err(Failure::new(
            Status::Limit,
            format!(
                "the proof has {} bytes, more than are ever read; compress it",
                words::grouped(proof.bytes.len() as u64)
            ),
        ));
    }
    file.finish(&proof.bytes)?;
    checkpoints.remove();
    report(compiled, &proof, out)
}

/// Refuses folds that no verifier would accept, before memory is spent on them.
pub fn check_size((chunk, constraints): (usize, usize)) -> Result<(), Failure> {
    if chunk.saturating_mul(constraints) > MOST_CONSTRAINTS {
        return Err(Failure::new(
            Status::Limit,
            format!(
                "{} steps of {} constraints are more than a fold may have; choose a chunk of at most {}",
                chunk,
                constraints,
                MOST_CONSTRAINTS / constraints.max(1),
            ),
        ));
    }
    Ok(())
}

/// How a verified run ends.
pub fn end(compiled: &Compiled, verified: &Verified) -> End {
    match (&verified.claim.outcome, &verified.error) {
        (_, Some(diagnostic)) => End::Error(words::error(compiled, diagnostic)),
        (ClaimedOutcome::Value(value), None) => End::Value(value.to_string()),
        (ClaimedOutcome::Error { irritant, .. }, None) => End::Error(irritant.to_string()),
    }
}

fn report(compiled: &Compiled, proof: &Proof, out: &Path) -> Result<(), Failure> {
    let verified = &proof.verified;
    let end = end(compiled, verified);
    let claim = words::claim(&verified.claim, &end, false);
    let about = words::proof(&verified.claim, verified.compressed, proof.bytes.len());
    terminal::print(format_args!("proved: {claim}\n{about}"))?;
    if let Some(failure) = &proof.failure {
        terminal::say(compiled.render(failure, terminal::color()).trim_end());
    }
    terminal::say(format_args!(
        "steps: {}, {} constraints each",
        words::grouped(proof.steps),
        words::grouped(proof.constraints_per_step as u64),
    ));
    terminal::say(words::time(&proof.timing));
    terminal::say(format_args!("wrote {}", out.display()));
    Ok(())
}

fn default_output(args: &ProveArgs) -> PathBuf {
    match &args.program.file {
        None => PathBuf::from("expr.proof"),
        Some(file) if input::is_stdin(file) => PathBuf::from("stdin.proof"),
        Some(file) => {
            let stem = file.file_stem().unwrap_or("program".as_ref());
            let mut name = stem.to_os_string();
            name.push(".proof");
            PathBuf::from(name)
        }
    }
}
