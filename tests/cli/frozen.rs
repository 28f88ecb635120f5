//! Proofs made once and kept: a later version verifies them, or says that it does not know their version.
//!
//! A change that breaks one of these is a change of the circuits, of the format, or of nova-snark's: it needs a new version
//! number, and then the kept text says what is refused.

use crate::support::{without_notes, Scene};
use expect_test::expect_file;
use std::path::Path;

#[test]
fn kept_proofs_verify_and_claim_what_they_did() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cli/frozen");
    let scene = Scene::new();
    for name in ["fib", "error", "field-bn254", "digits"] {
        let proof = folder.join(format!("{name}.proof"));
        let ended = scene.run(&["verify", &proof.to_string_lossy()]);
        let said = format!("{}{}", ended.stdout, without_notes(&ended.stderr));
        expect_file![folder.join(format!("{name}.txt"))].assert_eq(&said);
        ended.code(0);
    }
}
