//! The small computation of these tests on BN254 and Grumpkin, with either argument for openings.
use super::tests::{z0, zn, Step, STEPS};
use super::*;
use crate::params::ceremony_tests::ceremony;
use std::sync::OnceLock;

/// A computation on a cycle, folded and compressed.
pub(super) struct Fixture<K: Cycle> {
    pub parameters: PublicParameters<Step<K::Scalar>, K>,
    folding: Folding<Step<K::Scalar>, K>,
    pub compressed: Vec<u8>,
}

fn on<K: Cycle>(cycle: &K) -> Fixture<K> {
    let parameters = PublicParameters::on(cycle, &Step::blank()).unwrap();
    let interrupt = Interrupt::new();
    let mut folding = Folding::new(&parameters, &Step::with(1), &z0()).unwrap();
    for private in [2, 3] {
        let step = Step::with(private);
        folding.step(&parameters, &step, &interrupt).unwrap();
    }
    let compressed = compress(&parameters, &folding, &interrupt).unwrap();
    Fixture {
        parameters,
        folding,
        compressed,
    }
}

fn transparent() -> &'static Fixture<Bn254> {
    static FIXTURE: OnceLock<Fixture<Bn254>> = OnceLock::new();
    FIXTURE.get_or_init(|| on(&Bn254))
}

/// The computation needs less than `2^14` powers.
const POWERS: usize = 1 << 14;

pub(super) fn under_a_ceremony() -> &'static Fixture<Bn254Ceremony> {
    static FIXTURE: OnceLock<Fixture<Bn254Ceremony>> = OnceLock::new();
    FIXTURE.get_or_init(|| on(&Bn254Ceremony(ceremony(7, POWERS))))
}

fn holds_and_nothing_else_does<K: Cycle>(fixture: &Fixture<K>) {
    let Fixture {
        parameters,
        folding,
        compressed,
    } = fixture;
    let verify = |bytes: &[u8], steps| verify_compressed(parameters, bytes, steps, &z0());
    assert_eq!(verify(compressed, STEPS).unwrap(), zn());
    assert!(matches!(
        verify(compressed, STEPS + 1).unwrap_err(),
        VerifyError::Rejected(FailedCheck::Statement)
    ));
    let bytes = folding.to_bytes().unwrap();
    let back = Folding::from_bytes(parameters, &bytes).unwrap();
    assert_eq!(back.verify(parameters, STEPS, &z0()).unwrap(), zn());

    // Bits flipped all over; those that decoding does not find, evenly thinned, through the whole verifier.
    let end = compressed.len();
    let mut decoded = 0;
    for place in (0..end).step_by(end / 160).chain(end - 40..end - 36) {
        let mut flipped = compressed.clone();
        flipped[place] ^= 1;
        if compress::decode(parameters, &flipped).is_ok() {
            decoded += 1;
            if decoded % 8 == 0 || place > end - 64 {
                verify(&flipped, STEPS).unwrap_err();
            }
        }
    }
    assert!(decoded > 20, "{decoded} decoded");
    for length in (0..end).step_by(end / 40) {
        verify(&compressed[..length], STEPS).unwrap_err();
    }
    let extended = [compressed.as_slice(), &[0]].concat();
    verify(&extended, STEPS).unwrap_err();
}

#[test]
fn a_transparent_proof_on_bn254_holds_and_nothing_else_does() {
    holds_and_nothing_else_does(transparent());
}

#[test]
fn a_proof_under_a_ceremony_holds_and_nothing_else_does() {
    holds_and_nothing_else_does(under_a_ceremony());
}

#[test]
fn proofs_of_one_kind_or_ceremony_are_none_of_another() {
    let (plain, powers) = (transparent(), under_a_ceremony());
    verify_compressed(&plain.parameters, &powers.compressed, STEPS, &z0()).unwrap_err();
    verify_compressed(&powers.parameters, &plain.compressed, STEPS, &z0()).unwrap_err();
    let other = Bn254Ceremony(ceremony(8, POWERS));
    let other = PublicParameters::on(&other, &Step::blank()).unwrap();
    assert_ne!(other.id(), powers.parameters.id());
    let error = verify_compressed(&other, &powers.compressed, STEPS, &z0()).unwrap_err();
    assert!(matches!(
        error,
        VerifyError::Rejected(FailedCheck::Statement)
    ));
}

#[test]
fn a_ceremony_of_too_few_powers_gives_no_parameters() {
    let cycle = Bn254Ceremony(ceremony(7, 1 << 10));
    let error = PublicParameters::on(&cycle, &Step::blank()).unwrap_err();
    assert!(error.to_string().contains("has 1024 powers"), "{error}");
}
