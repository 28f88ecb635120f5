//! Files of ceremonies.

use super::sample::is_chosen;
use foldscheme::Ceremony;
use std::fs;
use std::sync::OnceLock;
use tempfile::TempDir;

/// Opens a ceremony's file, and checks the points of some.
pub fn run(bytes: &[u8]) {
    static DIRECTORY: OnceLock<TempDir> = OnceLock::new();
    let directory = DIRECTORY.get_or_init(|| TempDir::new().expect("a temporary directory"));
    let path = directory.path().join("fuzzed.ptau");
    fs::write(&path, bytes).expect("a file in a temporary directory");
    let Ok(ceremony) = Ceremony::open(&path) else {
        return;
    };
    assert!(ceremony.powers().is_power_of_two());
    assert!(ceremony.check(1 << 30).is_err());
    // A pairing takes a millisecond.
    if is_chosen(bytes, 256) {
        let _ = ceremony.check(ceremony.powers().min(8) as usize);
    }
}
