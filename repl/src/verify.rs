//! `foldscheme verify`.

use crate::context::Context;
use crate::exit::{Failure, Status};
use crate::input;
use crate::prove::end;
use crate::terminal;
use crate::words;
use foldscheme::{read, verify_under, Compiled, VerificationError};
use std::path::Path;

/// Verifies a proof and says what it proves.
pub fn command(context: &Context, proof: &Path, program: Option<&Path>) -> Result<Status, Failure> {
    let bytes = input::proof(proof)?;
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
