//! Checkpoints: what a proof that takes long keeps, so that it can go on after an interruption.
//!
//! Layout: [`MAGIC`], the format version (u16), the length of what follows but for the digest (u64), the header
//! (`postcard`), the folded instances with their witnesses, then the SHA3-256 of all before. Integers are little
//! endian. The machine is not in there: it is run again to where the folds end, which takes next to no time. So are typed
//! steps.
//!
//! Guarantees: a checkpoint is gone on from only if it is whole, of this format and these circuits, of the same
//! program and plan (or the same step function with the same data), with the same public parameters, and if what it holds is a proof of just the steps that the
//! program takes ([`Checkpoint::restore`]). So whoever wrote it, a proof made from it is as good as any.
//!
//! **Secret**: the witnesses tell everything about the run. Whoever keeps a checkpoint lets nobody else read it.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]
use crate::chunk::Chunk;
use crate::claim::{CurveCycle, CIRCUIT_VERSION};
use crate::ivc::{Cycle, Folding, ParametersId, ProveError, PublicParameters, VerifyError};
use foldscheme_lang::block::Slots;
use nova_snark::traits::circuit::StepCircuit;
use serde::{Deserialize, Serialize};
use sha3::{Digest, Sha3_256};

/// The first bytes of every checkpoint: a line that tells whoever opens the file what it is.
pub const MAGIC: &[u8; 68] =
    b"Foldscheme checkpoint. SECRET: it tells all that the proof hides.  \n";

/// The version of the format that this library writes, and the only one that it reads.
pub const FORMAT_VERSION: u16 = 1;

const DIGEST_BYTES: usize = 32;

/// Keeps checkpoints, wherever that is.
pub trait Keep {
    /// Whether it is time for one. Asked after each fold.
    fn is_due(&mut self) -> bool;

    /// Whether one is worth its while now that the proof is interrupted.
    fn is_worthwhile(&mut self) -> bool;

    /// Keeps this one in place of the one before. If that fails, the proof goes on all the same.
    fn keep(&mut self, checkpoint: &[u8]);
}

/// Keeps nothing.
pub struct Nowhere;

impl Keep for Nowhere {
    fn is_due(&mut self) -> bool {
        false
    }

    fn is_worthwhile(&mut self) -> bool {
        false
    }

    fn keep(&mut self, _: &[u8]) {}
}

/// Why a checkpoint is not gone on from.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// It is something else.
    #[error("it is not a checkpoint")]
    Foreign,
    /// It was written by another version of this program.
    #[error("it is outdated: it was written by a version of foldscheme with other checkpoints or circuits")]
    Outdated,
    /// Its end is missing.
    #[error("it is truncated: it has {got} bytes of {expected}")]
    Truncated {
        /// Bytes that it had when it was written.
        expected: u64,
        /// Bytes that it has.
        got: u64,
    },
    /// Its content is not what was written.
    #[error("it is damaged: its content does not have its digest")]
    Damaged,
    /// It is of another program, or of a step function with other data.
    #[error(
        "it is of another program or other data, or of this program before its text was changed"
    )]
    Program,
    /// It is of another plan.
    #[error(
        "it is of {folds} folds of {chunk} steps each, this proof of {own_folds} of {own_chunk}"
    )]
    Plan {
        /// Folds of its proof.
        folds: u64,
        /// Steps in each.
        chunk: u32,
        /// Folds of this proof.
        own_folds: u64,
        /// Steps in each.
        own_chunk: usize,
    },
    /// It was made with other public parameters.
    #[error("it was made with other public parameters")]
    Parameters,
    /// It holds no proof of its folds.
    #[error("the folds in it do not hold: {0}")]
    Folds(#[from] VerifyError),
}

/// What a proof is of and how it is cut into folds: what its checkpoints must agree with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Of the program, inputs included; or of the step function and all its data, hidden ones included.
    pub identity: [u8; 32],
    /// The curves.
    pub curve: CurveCycle,
    /// What a machine step offers; nothing for typed steps.
    pub slots: Slots,
    /// Steps in a fold.
    pub chunk: usize,
    /// Folds.
    pub folds: u64,
}

/// What a checkpoint belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    circuit_version: u32,
    curve: CurveCycle,
    /// As in the [`Outline`].
    identity: [u8; 32],
    slots: Slots,
    chunk: u32,
    folds: u64,
    parameters: [u8; 32],
    done: u64,
}

/// A checkpoint that is whole. Whether it holds what it says is for [`Checkpoint::restore`].
#[derive(Debug)]
pub struct Checkpoint {
    header: Header,
    folding: Vec<u8>,
}

impl Checkpoint {
    /// Reads a checkpoint.
    ///
    /// # Errors
    /// If it is none, none of this version, truncated or damaged.
    pub fn read(bytes: &[u8]) -> Result<Checkpoint, CheckpointError> {
        // A file cut off within its first line is truncated, too.
        let Some(rest) = bytes.strip_prefix(MAGIC) else {
            return Err(match MAGIC.starts_with(bytes) && !bytes.is_empty() {
                true => truncated(shortest(), bytes.len()),
                false => CheckpointError::Foreign,
            });
        };
        let short = || truncated(shortest(), bytes.len());
        let (version, rest) = rest.split_first_chunk().ok_or_else(short)?;
        if u16::from_le_bytes(*version) != FORMAT_VERSION {
            return Err(CheckpointError::Outdated);
        }
        let (length, rest) = rest.split_first_chunk().ok_or_else(short)?;
        let expected = u64::from_le_bytes(*length).saturating_add(shortest());
        match u64::try_from(bytes.len()) {
            Ok(got) if got == expected => {}
            Ok(got) if got > expected => return Err(CheckpointError::Damaged),
            _ => return Err(truncated(expected, bytes.len())),
        }
        let (content, digest) = bytes.split_at(bytes.len().saturating_sub(DIGEST_BYTES));
        if Sha3_256::digest(content)[..] != *digest {
            return Err(CheckpointError::Damaged);
        }
        let body = rest
            .get(..rest.len().saturating_sub(DIGEST_BYTES))
            .unwrap_or_default();
        let (header, folding) =
            postcard::take_from_bytes::<Header>(body).map_err(|_| CheckpointError::Damaged)?;
        if header.circuit_version != CIRCUIT_VERSION {
            return Err(CheckpointError::Outdated);
        }
        Ok(Checkpoint {
            folding: folding.to_vec(),
            header,
        })
    }

    /// Steps in each fold.
    #[must_use]
    pub fn chunk(&self) -> usize {
        usize::try_from(self.header.chunk).unwrap_or(usize::MAX)
    }

    /// Folds done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.header.done
    }

    /// Folds of the whole proof.
    #[must_use]
    pub fn folds(&self) -> u64 {
        self.header.folds
    }

    /// Whether it is of the program or the data with this identity.
    ///
    /// # Errors
    /// If it is not.
    pub fn check_identity(&self, identity: &[u8; 32]) -> Result<(), CheckpointError> {
        match self.header.identity == *identity {
            true => Ok(()),
            false => Err(CheckpointError::Program),
        }
    }

    /// Whether it is of a proof that is made so.
    ///
    /// # Errors
    /// If it is not.
    pub fn check(&self, outline: &Outline) -> Result<(), CheckpointError> {
        let header = &self.header;
        self.check_identity(&outline.identity)?;
        if header.curve != outline.curve {
            return Err(CheckpointError::Parameters);
        }
        let same = header.slots == outline.slots
            && self.chunk() == outline.chunk
            && header.folds == outline.folds
            && (1..=outline.folds).contains(&header.done);
        match same {
            true => Ok(()),
            false => Err(CheckpointError::Plan {
                folds: header.folds,
                chunk: header.chunk,
                own_folds: outline.folds,
                own_chunk: outline.chunk,
            }),
        }
    }

    /// The folds, verified: a proof of [`Checkpoint::done`] folds from `z0` with these parameters.
    /// Which state they lead to is for the caller to compare.
    ///
    /// # Errors
    /// If they are no such proof.
    pub fn restore<K: Cycle>(
        &self,
        parameters: &PublicParameters<Chunk<K::Scalar>, K>,
        z0: &[K::Scalar],
    ) -> Result<Folding<Chunk<K::Scalar>, K>, CheckpointError> {
        if self.header.parameters != parameters.id().0 {
            return Err(CheckpointError::Parameters);
        }
        let folding = Folding::from_bytes(parameters, &self.folding)?;
        let done = usize::try_from(self.header.done).unwrap_or(usize::MAX);
        folding.verify(parameters, done, z0)?;
        Ok(folding)
    }
}

fn truncated(expected: u64, got: usize) -> CheckpointError {
    CheckpointError::Truncated {
        expected,
        got: u64::try_from(got).unwrap_or(u64::MAX),
    }
}

/// Bytes that a checkpoint has apart from its body.
fn shortest() -> u64 {
    let bytes = MAGIC.len() + size_of::<u16>() + size_of::<u64>() + DIGEST_BYTES;
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

/// Writes a proof's checkpoints.
pub(crate) struct Keeper<'k> {
    header: Header,
    keep: &'k mut dyn Keep,
    /// Folds in the last checkpoint.
    kept: u64,
}

impl<'k> Keeper<'k> {
    /// For a proof made so, perhaps gone on with from a checkpoint.
    pub fn new(
        outline: &Outline,
        parameters: ParametersId,
        from: Option<&Checkpoint>,
        keep: &'k mut dyn Keep,
    ) -> Self {
        Keeper {
            header: Header {
                circuit_version: CIRCUIT_VERSION,
                curve: outline.curve,
                identity: outline.identity,
                slots: outline.slots,
                chunk: u32::try_from(outline.chunk).unwrap_or(u32::MAX),
                folds: outline.folds,
                parameters: parameters.0,
                done: 0,
            },
            keep,
            kept: from.map_or(0, Checkpoint::done),
        }
    }

    /// A fold is done: keeps a checkpoint if it is time.
    ///
    /// # Errors
    /// If the folding can't be encoded.
    pub fn folded<K: Cycle, C: StepCircuit<K::Scalar>>(
        &mut self,
        folding: &Folding<C, K>,
    ) -> Result<(), ProveError> {
        match self.keep.is_due() {
            true => self.keep(folding),
            false => Ok(()),
        }
    }

    /// The proof ends here for now: keeps a checkpoint of what was done, if that is worth it.
    ///
    /// # Errors
    /// If the folding can't be encoded.
    pub fn interrupted<K: Cycle, C: StepCircuit<K::Scalar>>(
        &mut self,
        folding: &Folding<C, K>,
    ) -> Result<(), ProveError> {
        match self.keep.is_worthwhile() {
            true => self.keep(folding),
            false => Ok(()),
        }
    }

    fn keep<K: Cycle, C: StepCircuit<K::Scalar>>(
        &mut self,
        folding: &Folding<C, K>,
    ) -> Result<(), ProveError> {
        let done = u64::try_from(folding.num_steps()).unwrap_or(u64::MAX);
        if done > self.kept {
            self.header.done = done;
            self.keep.keep(&encode(&self.header, &folding.to_bytes()?)?);
            self.kept = done;
        }
        Ok(())
    }
}

fn encode(header: &Header, folding: &[u8]) -> Result<Vec<u8>, ProveError> {
    let header = postcard::to_allocvec(header)?;
    let length = header.len().saturating_add(folding.len());
    let mut bytes = Vec::with_capacity(length.saturating_add(256));
    bytes.extend(MAGIC);
    bytes.extend(FORMAT_VERSION.to_le_bytes());
    bytes.extend(u64::try_from(length).unwrap_or(u64::MAX).to_le_bytes());
    bytes.extend(header);
    bytes.extend(folding);
    let digest = Sha3_256::digest(&bytes);
    bytes.extend(digest);
    Ok(bytes)
}

#[cfg(test)]
#[path = "checkpoint_tests.rs"]
mod tests;
