//! A proof's checkpoints, all of them.

use foldscheme_circuits::checkpoint::Keep;

/// Keeps a checkpoint after each fold.
#[derive(Default)]
pub struct Kept(pub Vec<Vec<u8>>);

impl Keep for Kept {
    fn is_due(&mut self) -> bool {
        true
    }

    fn is_worthwhile(&mut self) -> bool {
        true
    }

    fn keep(&mut self, checkpoint: &[u8]) {
        self.0.push(checkpoint.to_vec());
    }
}
