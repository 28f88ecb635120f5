//! A small computation, folded and compressed, and every kind of change to its proofs.
use super::*;
use ff::PrimeField;
use nova_snark::frontend::num::AllocatedNum;
use nova_snark::frontend::{ConstraintSystem, SynthesisError};
use nova_snark::traits::circuit::StepCircuit;
use rayon::prelude::*;
use std::sync::OnceLock;

/// `(x, n) -> (x^2 + w, n + x)` for a private `w`.
#[derive(Clone, Debug)]
pub(super) struct Step<F = Scalar> {
    private: Option<F>,
}

impl<F: PrimeField> Step<F> {
    pub(super) fn blank() -> Self {
        Step { private: None }
    }

    pub(super) fn with(private: u64) -> Self {
        Step {
            private: Some(F::from(private)),
        }
    }
}

impl<F: PrimeField> StepCircuit<F> for Step<F> {
    fn arity(&self) -> usize {
        2
    }

    fn synthesize<CS: ConstraintSystem<F>>(
        &self,
        cs: &mut CS,
        z: &[AllocatedNum<F>],
    ) -> Result<Vec<AllocatedNum<F>>, SynthesisError> {
        let [x, n] = z else {
            return Err(SynthesisError::IncompatibleLengthVector("state".into()));
        };
        let square = x.square(cs.namespace(|| "square"))?;
        let private = self.private.ok_or(SynthesisError::AssignmentMissing);
        let w = AllocatedNum::alloc(cs.namespace(|| "w"), || private)?;
        let next = square.add(cs.namespace(|| "next"), &w)?;
        Ok(vec![next, n.add(cs.namespace(|| "sum"), x)?])
    }
}

pub(super) fn z0<F: PrimeField>() -> Vec<F> {
    vec![F::from(3), F::ZERO]
}

/// Three steps from (3, 0) with 1, 2, 3: (10, 3), (102, 13), (10407, 115).
pub(super) fn zn<F: PrimeField>() -> Vec<F> {
    vec![F::from(10407), F::from(115)]
}

pub(super) const STEPS: usize = 3;

pub(super) struct Fixture {
    pub parameters: PublicParameters<Step>,
    pub folding: Folding<Step>,
    pub compressed: Vec<u8>,
}

pub(super) fn fixture() -> &'static Fixture {
    static FIXTURE: OnceLock<Fixture> = OnceLock::new();
    FIXTURE.get_or_init(|| {
        let parameters = PublicParameters::setup(&Step::blank()).unwrap();
        let interrupt = Interrupt::new();
        let mut folding = Folding::new(&parameters, &Step::with(1), &z0()).unwrap();
        for private in [2, 3] {
            folding
                .step(&parameters, &Step::with(private), &interrupt)
                .unwrap();
        }
        let compressed = compress(&parameters, &folding, &interrupt).unwrap();
        Fixture {
            parameters,
            folding,
            compressed,
        }
    })
}

fn verify(bytes: &[u8]) -> Result<Vec<Scalar>, VerifyError> {
    verify_compressed(&fixture().parameters, bytes, STEPS, &z0())
}

#[test]
fn a_folded_computation_verifies_and_gives_its_final_state() {
    let Fixture {
        parameters,
        folding,
        ..
    } = fixture();
    assert_eq!(folding.outputs(), zn());
    assert_eq!(folding.num_steps(), STEPS);
    assert_eq!(folding.verify(parameters, STEPS, &z0()).unwrap(), zn());
    let bytes = folding.to_bytes().unwrap();
    let back = Folding::from_bytes(parameters, &bytes).unwrap();
    assert_eq!(back.verify(parameters, STEPS, &z0()).unwrap(), zn());
    assert_eq!(back.to_bytes().unwrap(), bytes);
}

#[test]
fn a_compressed_computation_verifies_and_gives_its_final_state() {
    let bytes = &fixture().compressed;
    assert_eq!(verify(bytes).unwrap(), zn());
    assert!(bytes.len() < 16 * 1024, "{} bytes", bytes.len());
}

#[test]
fn the_parameters_are_the_circuits() {
    let parameters = &fixture().parameters;
    let again = PublicParameters::setup(&Step::with(5)).unwrap();
    assert_eq!(parameters.id(), again.id());
    assert_eq!(parameters.id().to_string().len(), 64);
    assert_eq!(parameters.arity(), 2);
    let (primary, secondary) = parameters.num_constraints();
    assert!((8_000..12_000).contains(&primary), "{primary}");
    assert!((8_000..12_000).contains(&secondary), "{secondary}");
}

#[test]
fn another_claim_is_rejected_for_what_is_wrong_with_it() {
    let Fixture {
        parameters,
        folding,
        compressed,
    } = fixture();
    let check = |steps, z0: &[Scalar]| {
        (
            verify_compressed(parameters, compressed, steps, z0).unwrap_err(),
            folding.verify(parameters, steps, z0).unwrap_err(),
        )
    };
    use VerifyError::*;
    assert!(matches!(check(0, &z0()), (NoSteps, NoSteps)));
    assert!(matches!(
        check(STEPS + 1, &z0()),
        (
            Rejected(FailedCheck::Statement),
            StepCount {
                expected: 4,
                got: 3
            }
        )
    ));
    let other = [Scalar::from(4), Scalar::from(0)];
    assert!(matches!(
        check(STEPS, &other),
        (Rejected(FailedCheck::Statement), InitialState)
    ));
    for z0 in [&other[..1], &[]] {
        assert!(matches!(
            check(STEPS, z0),
            (Arity { expected: 2, .. }, Arity { expected: 2, .. })
        ));
    }
}

#[test]
fn a_changed_final_state_is_rejected() {
    let Fixture {
        parameters,
        folding,
        compressed,
    } = fixture();
    // Both proofs end with the final state.
    let place = |bytes: &[u8]| bytes.len() - 64;
    let mut bytes = compressed.clone();
    let at = place(&bytes);
    bytes[at] ^= 1;
    let error = verify(&bytes).unwrap_err();
    assert!(
        matches!(error, VerifyError::Rejected(FailedCheck::Statement)),
        "{error}"
    );

    let mut bytes = folding.to_bytes().unwrap();
    let at = place(&bytes);
    bytes[at] ^= 1;
    let error = Folding::from_bytes(parameters, &bytes)
        .unwrap()
        .verify(parameters, STEPS, &z0())
        .unwrap_err();
    assert!(
        matches!(error, VerifyError::Rejected(FailedCheck::Statement)),
        "{error}"
    );
}

#[test]
fn a_proof_is_of_its_own_parameters() {
    #[derive(Clone)]
    struct Other(Step);
    impl StepCircuit<Scalar> for Other {
        fn arity(&self) -> usize {
            2
        }
        fn synthesize<CS: ConstraintSystem<Scalar>>(
            &self,
            cs: &mut CS,
            z: &[AllocatedNum<Scalar>],
        ) -> Result<Vec<AllocatedNum<Scalar>>, SynthesisError> {
            let mut out = self.0.synthesize(cs, z)?;
            out.swap(0, 1);
            Ok(out)
        }
    }
    let other = PublicParameters::setup(&Other(Step::blank())).unwrap();
    let Fixture {
        parameters,
        folding,
        compressed,
    } = fixture();
    // The same sizes, so that the form alone does not tell.
    assert_eq!(other.num_constraints(), parameters.num_constraints());
    assert_ne!(other.id(), parameters.id());
    let error = verify_compressed(&other, compressed, STEPS, &z0()).unwrap_err();
    assert!(
        matches!(error, VerifyError::Rejected(FailedCheck::Statement)),
        "{error}"
    );
    let bytes = folding.to_bytes().unwrap();
    let error = Folding::from_bytes(&other, &bytes)
        .unwrap()
        .verify(&other, STEPS, &z0())
        .unwrap_err();
    assert!(
        matches!(error, VerifyError::Rejected(FailedCheck::Statement)),
        "{error}"
    );
}

#[test]
fn a_raised_interrupt_stops_folding_and_compressing() {
    let Fixture {
        parameters,
        folding,
        ..
    } = fixture();
    let interrupt = Interrupt::new();
    interrupt.clone().raise();
    let mut fresh = Folding::new(parameters, &Step::with(1), &z0()).unwrap();
    let stopped = fresh.step(parameters, &Step::with(2), &interrupt);
    assert!(matches!(stopped, Err(ProveError::Interrupted(_))));
    let stopped = compress(parameters, folding, &interrupt);
    assert!(matches!(stopped, Err(ProveError::Interrupted(_))));
    interrupt.clear();
    fresh.step(parameters, &Step::with(2), &interrupt).unwrap();
    assert_eq!(fresh.num_steps(), 2);
}

#[test]
fn a_state_of_the_wrong_length_is_an_error() {
    let parameters = &fixture().parameters;
    let short = Folding::new(parameters, &Step::with(1), &z0()[..1]);
    assert!(matches!(short, Err(ProveError::Nova(_))));
    let blank = Folding::new(parameters, &Step::blank(), &z0());
    assert!(matches!(blank, Err(ProveError::Nova(_))));
}

/// Every third byte with a bit flipped, a different bit at each place: through the decoder all of
/// them, and those that still decode, evenly thinned, through the whole verifier.
#[test]
fn no_flipped_bit_of_a_compressed_proof_is_accepted() {
    let Fixture {
        parameters,
        compressed,
        ..
    } = fixture();
    let flipped = |place: usize| {
        let mut bytes = compressed.clone();
        bytes[place] ^= 1 << (place / 3 % 8);
        bytes
    };
    let places: Vec<usize> = (0..compressed.len()).step_by(3).collect();
    let decoded: Vec<usize> = places
        .into_par_iter()
        .filter(|place| super::compress::decode(parameters, &flipped(*place)).is_ok())
        .collect();
    assert!(decoded.len() > 500, "{} decoded", decoded.len());
    for place in decoded.iter().step_by(decoded.len() / 48) {
        verify(&flipped(*place)).unwrap_err();
    }
}

#[test]
fn truncated_extended_and_foreign_bytes_are_rejected() {
    let bytes = &fixture().compressed;
    for length in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
        verify(&bytes[..length]).unwrap_err();
    }
    let extended = [bytes.as_slice(), &[0]].concat();
    assert!(matches!(
        verify(&extended),
        Err(VerifyError::TrailingBytes { extra: 1 })
    ));
    for filler in [0x00, 0x01, 0x7f, 0xff] {
        for length in [0, 1, 100, bytes.len()] {
            verify(&vec![filler; length]).unwrap_err();
        }
    }
    let recursive = fixture().folding.to_bytes().unwrap();
    verify(&recursive).unwrap_err();
    assert!(Folding::from_bytes(&fixture().parameters, bytes).is_err());
}

/// Neighbouring 32-byte elements swapped, over the whole proof.
#[test]
fn swapped_elements_are_rejected() {
    let bytes = &fixture().compressed;
    let swapped = |place: usize| {
        let mut swapped = bytes.clone();
        let (left, right) = swapped[place..place + 64].split_at_mut(32);
        left.swap_with_slice(right);
        swapped
    };
    let places = (0..bytes.len() - 64).step_by(bytes.len() / 24);
    for swapped in places.map(swapped).filter(|swapped| swapped != bytes) {
        verify(&swapped).unwrap_err();
    }
}

#[test]
fn no_flipped_bit_of_an_uncompressed_proof_is_accepted() {
    let Fixture {
        parameters,
        folding,
        ..
    } = fixture();
    let bytes = folding.to_bytes().unwrap();
    let end = bytes.len();
    let spread = (0..end).step_by(end / 24);
    let tail = (end - 400..end).step_by(17);
    for place in spread.chain(tail) {
        let mut flipped = bytes.clone();
        flipped[place] ^= 1 << (place % 8);
        let verified = Folding::from_bytes(parameters, &flipped)
            .and_then(|folding| folding.verify(parameters, STEPS, &z0()));
        assert!(verified.is_err(), "byte {place}");
    }
    for length in (0..end).step_by(end / 50) {
        assert!(Folding::from_bytes(parameters, &bytes[..length]).is_err());
    }
}
