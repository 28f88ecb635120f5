//! `foldscheme verify`.

use crate::context::Context;
use crate::exit::{Failure, Status};
use crate::fold::claim;
use crate::input;
use crate::prove::end;
use crate::terminal;
use crate::words;
use foldscheme::typed::{is_fold, verify_fold, ModelDigest};
use foldscheme::{read, verify_under, Compiled, VerificationError};
use std::path::Path;

/// Verifies a proof and says what it proves.
pub fn command(
    context: &Context,
    proof: &Path,
    program: Option<&Path>,
    model: Option<ModelDigest>,
) -> Result<Status, Failure> {
    let bytes = input::proof(proof)?;
    if is_fold(&bytes) {
        return typed(context, &bytes, program, model);
    }
    if model.is_some() {
        return Err(Failure::new(
            Status::Usage,
            "`--model` is of use for proofs of typed steps only; this is one of a program's run",
        ));
    }
    let ceremony = context.ceremony()?;
    let (compiled, verified) = match program {
        Some(file) => {
            let field = read(&bytes)?.claim.curve.field();
            let compiled = input::compile(field, vec![input::source(file)?])?;
            let mut verified = verify_under(&bytes, Some(&compiled), ceremony.as_ref())?;
            // The proof does not bind what the texts are called.
            verified.claim.sources = compiled.texts().to_vec();
            verified.claim.included = compiled.included().to_vec();
            (compiled, verified)
        }
        None => {
            let verified = verify_under(&bytes, None, ceremony.as_ref())?;
            let claim = &verified.claim;
            let compiled = Compiled::with_included(
                claim.curve.field(),
                claim.sources.clone(),
                &claim.included,
            )
            .map_err(VerificationError::Compile)?;
            (compiled, verified)
        }
    };
    let claim = words::claim(&verified.claim, &end(&compiled, &verified), false);
    let about = words::proof(&verified.claim, verified.compressed, bytes.len());
    terminal::print(format_args!("verified: {claim}\n{about}"))?;
    Ok(Status::Done)
}

/// Verifies a proof of typed steps and says what it proves.
fn typed(
    context: &Context,
    bytes: &[u8],
    program: Option<&Path>,
    model: Option<ModelDigest>,
) -> Result<Status, Failure> {
    let ceremony = context.ceremony()?;
    let asked = program.map(input::source).transpose()?;
    let verified = verify_fold(bytes, ceremony.as_ref())?;
    if asked.is_some_and(|asked| asked.text != verified.claim.source.text) {
        return Err(VerificationError::OtherProgram.into());
    }
    let own = verified.claim.model();
    if let Some(asked) = model.filter(|asked| Some(*asked) != own) {
        let own = own.map_or("it has no hidden weights".to_string(), |own| {
            own.to_string()
        });
        return Err(crate::exit::rejected(format!(
            "model: the proof is not of weights under\n  {asked}, but:\n  {own}"
        )));
    }
    let compressed = verified.compressed;
    let claimed = claim::verified(verified);
    let about = claim::proof(&claimed, compressed, bytes.len());
    terminal::print(format_args!(
        "verified: {}\n{about}",
        claim::claim(&claimed, false)
    ))?;
    Ok(Status::Done)
}
