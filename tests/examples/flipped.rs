//! A proof file with flipped bits.

use crate::support::{compile, proof};
use foldscheme::{container, read, verify, Claim, Envelope, ProofBytes};

/// How many places of the proof proper are tried: each costs a whole verification.
const PLACES: usize = 60;

/// The claim but for what the texts are called, which a proof does not bind.
fn nameless(claim: &Claim) -> Claim {
    let mut claim = claim.clone();
    for source in &mut claim.sources {
        source.name.clear();
    }
    claim
}

#[test]
fn no_flipped_bit_changes_what_is_proved() {
    let program = "(define (f n) (if (= n 0) (emit 7) (f (- n 1)))) (f 3)";
    let proof = proof(&compile("a", program), true);
    let honest = read(&proof.bytes).expect("a proof file").claim;
    let empty = Envelope {
        claim: honest.clone(),
        proof: ProofBytes::Compressed(Vec::new()),
    };
    // The kind of the proof and its length belong to neither; they are tried with the claim.
    let claim_end = container::encode(&empty).expect("a proof file").len() + 1;
    let rest = proof.bytes.len() - claim_end;
    let in_proof = (0..PLACES).map(|i| claim_end + rest * i / PLACES);

    let (mut undecoded, mut rejected, mut renamed) = (0, 0, 0);
    for place in (0..claim_end).chain(in_proof) {
        let mut bytes = proof.bytes.clone();
        bytes[place] ^= 1 << (place % 8);
        if read(&bytes).is_err() {
            assert!(verify(&bytes).is_err());
            undecoded += 1;
            continue;
        }
        match verify(&bytes) {
            Err(_) => rejected += 1,
            Ok(verified) => {
                assert_eq!(nameless(&verified.claim), nameless(&honest), "byte {place}");
                assert_ne!(verified.claim, honest, "byte {place}");
                renamed += 1;
            }
        }
    }
    eprintln!(
        "flipped bits: {undecoded} files do not decode, {rejected} are rejected, {renamed} rename the text"
    );
    assert!(rejected >= PLACES);
}

#[test]
fn no_part_of_a_proof_file_is_one() {
    let proof = proof(&compile("a", "(+ 1 2)"), true);
    for length in 0..proof.bytes.len() {
        assert!(verify(&proof.bytes[..length]).is_err(), "{length}");
    }
}
