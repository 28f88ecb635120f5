//! `foldscheme verify`.

use crate::context::Context;
use crate::exit::{Failure, Status};
use crate::input;
use crate::prove::end;
use crate::terminal;
use crate::words;
use foldscheme::{verify, verify_program, Compiled, VerificationError};
use std::path::Path;

/// Verifies a proof and says what it proves.
pub fn command(
    _context: &Context,
    proof: &Path,
    program: Option<&Path>,
) -> Result<Status, Failure> {
    let bytes = input::proof(proof)?;
    let (compiled, verified) = match program {
        Some(file) => {
            let compiled = input::compile(vec![input::source(file)?])?;
            let mut verified = verify_program(&bytes, &compiled)?;
            // The proof does not bind what the texts are called.
            verified.claim.sources = compiled.texts().to_vec();
            verified.claim.included = compiled.included().to_vec();
            (compiled, verified)
        }
        None => {
            let verified = verify(&bytes)?;
            let claim = &verified.claim;
            let compiled = Compiled::with_included(claim.sources.clone(), &claim.included)
                .map_err(VerificationError::Compile)?;
            (compiled, verified)
        }
    };
    let claim = words::claim(&verified.claim, &end(&compiled, &verified), false);
    let about = words::proof(&verified.claim, verified.compressed, bytes.len());
    terminal::print(format_args!("verified: {claim}\n{about}"))?;
    Ok(Status::Done)
}
