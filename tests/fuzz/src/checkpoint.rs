//! Checkpoints: the bytes as they are, and as the body of one that is whole, so that more than its digest is tried.

use foldscheme::Checkpoint;
use foldscheme_circuits::checkpoint::{Outline, FORMAT_VERSION, MAGIC};
use foldscheme_circuits::claim::CurveCycle;
use foldscheme_lang::block::Slots;
use sha3::{Digest, Sha3_256};

/// Reads a checkpoint.
pub fn run(bytes: &[u8]) {
    if let Ok(checkpoint) = Checkpoint::read(bytes) {
        ask(&checkpoint, bytes);
    }
    if let Ok(checkpoint) = Checkpoint::read(&whole(bytes)) {
        ask(&checkpoint, bytes);
    }
}

/// A checkpoint with this body and the right digest.
fn whole(body: &[u8]) -> Vec<u8> {
    let mut file = MAGIC.to_vec();
    file.extend(FORMAT_VERSION.to_le_bytes());
    file.extend((body.len() as u64).to_le_bytes());
    file.extend(body);
    let digest = Sha3_256::digest(&file);
    file.extend(digest);
    file
}

/// It is of no proof but its own.
fn ask(checkpoint: &Checkpoint, bytes: &[u8]) {
    // An identity that stands in no input, however long libFuzzer looks for it.
    let other: [u8; 32] = Sha3_256::digest(bytes).into();
    assert!(checkpoint.check_identity(&other).is_err());
    let outline = Outline {
        identity: [0; 32],
        curve: CurveCycle::PallasVesta,
        slots: Slots { hash: 1, range: 1 },
        chunk: 8,
        folds: 3,
    };
    let same = (checkpoint.chunk(), checkpoint.folds()) == (8, 3);
    assert!(same || checkpoint.check(&outline).is_err());
    let _ = checkpoint.done();
}
