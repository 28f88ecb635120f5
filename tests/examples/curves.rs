//! Proofs on BN254: what the claim says of the curve and the ceremony is bound.

use crate::ceremony::ptau;
use crate::support::altered;
use ff::PrimeField;
use foldscheme::{
    prove, read, verify, verify_program, verify_under, Ceremony, Compiled, CurveCycle, Error,
    Interrupt, Options, Proof, ScalarField, SourceText, VerificationError,
};
use nova_snark::provider::bn256_grumpkin::bn256;

const PROGRAM: &str =
    "(define (sum n acc) (if (= n 0) acc (sum (- n 1) (+ acc (/ (field n) #field:7)))))
(emit 'done)
(sum 5 #field:0)";

fn program(field: ScalarField) -> Compiled {
    let text = SourceText {
        name: "sum".to_string(),
        text: PROGRAM.to_string(),
    };
    Compiled::load(field, vec![text], &mut |_| Ok(None)).expect("compiles")
}

fn ceremony(secret: u64, log: u32) -> Ceremony {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), ptau(secret, log)).expect("is written");
    Ceremony::open(file.path()).expect("a ceremony's file")
}

fn proof(compiled: &Compiled, ceremony: Option<&Ceremony>, compress: bool) -> Result<Proof, Error> {
    let options = Options {
        ceremony: ceremony.cloned(),
        compress,
        // Within 2^14 constraints.
        chunk: Some(8),
        ..Options::default()
    };
    prove(compiled, &options, &Interrupt::new(), &mut |_| {})
}

/// The sum of 1/7 to 5/7 is 15/7: the value in each field, found by multiplying back.
fn is_fifteen_sevenths(value: &str) -> bool {
    let value = bn256::Scalar::from_str_vartime(value).expect("a number");
    value * bn256::Scalar::from(7) == bn256::Scalar::from(15)
}

#[test]
fn a_transparent_proof_on_bn254_is_bound_to_its_curve() {
    let compiled = program(ScalarField::Bn254);
    let proof = proof(&compiled, None, true).expect("a proof");
    let verified = verify_program(&proof.bytes, &compiled).expect("verifies");
    assert_eq!(verified.claim.curve, CurveCycle::Bn254Grumpkin);
    let foldscheme::ClaimedOutcome::Value(value) = &verified.claim.outcome else {
        panic!("a value");
    };
    let value = value.to_string();
    assert!(is_fifteen_sevenths(
        value.strip_prefix("#field:").expect("a field element")
    ));

    // The curve alone changed.
    let ours = altered(&proof.bytes, |e| e.claim.curve = CurveCycle::PallasVesta);
    assert!(verify(&ours).is_err());
    let ceremony = ceremony(7, 14);
    let ours = altered(&proof.bytes, |e| {
        e.claim.curve = CurveCycle::Bn254GrumpkinCeremony(ceremony.id());
    });
    assert!(matches!(
        verify_under(&ours, None, Some(&ceremony)),
        Err(VerificationError::Proof(_))
    ));
    // The same texts in another field are another program.
    assert!(matches!(
        verify_program(&proof.bytes, &program(ScalarField::Pallas)),
        Err(VerificationError::OtherProgram)
    ));
    assert!(matches!(
        verify_under(&proof.bytes, None, Some(&ceremony)),
        Err(VerificationError::NoCeremony)
    ));
    // The result, the output and the number of folds are bound as on Pallas.
    for change in [
        |e: &mut foldscheme::Envelope| e.claim.output.clear(),
        |e: &mut foldscheme::Envelope| {
            e.claim.outcome = foldscheme::ClaimedOutcome::Value(e.claim.output[0].clone())
        },
        |e: &mut foldscheme::Envelope| e.claim.folds += 1,
        |e: &mut foldscheme::Envelope| e.claim.sources[0].text.push(' '),
    ] {
        assert!(verify(&altered(&proof.bytes, change)).is_err());
    }
}

#[test]
fn a_proof_under_a_ceremony_is_bound_to_it() {
    let compiled = program(ScalarField::Bn254);
    let (ours, theirs) = (ceremony(7, 14), ceremony(8, 14));
    let proof = proof(&compiled, Some(&ours), true).expect("a proof");
    let verified = verify_under(&proof.bytes, Some(&compiled), Some(&ours)).expect("verifies");
    assert_eq!(
        verified.claim.curve,
        CurveCycle::Bn254GrumpkinCeremony(ours.id())
    );
    assert!(matches!(
        verify(&proof.bytes),
        Err(VerificationError::CeremonyNeeded { id }) if id == ours.id()
    ));
    assert!(matches!(
        verify_under(&proof.bytes, None, Some(&theirs)),
        Err(VerificationError::OtherCeremony { .. })
    ));
    // The claim turned to the other ceremony, or to none.
    let moved = altered(&proof.bytes, |e| {
        e.claim.curve = CurveCycle::Bn254GrumpkinCeremony(theirs.id());
    });
    assert!(matches!(
        verify_under(&moved, None, Some(&theirs)),
        Err(VerificationError::Proof(_) | VerificationError::OtherStatement("configuration"))
    ));
    let freed = altered(&proof.bytes, |e| e.claim.curve = CurveCycle::Bn254Grumpkin);
    assert!(matches!(verify(&freed), Err(VerificationError::Proof(_))));
    assert!(read(&moved).is_ok());
}

#[test]
fn a_ceremony_must_fit_the_curve_and_the_circuit() {
    let small = ceremony(7, 8);
    let error = proof(&program(ScalarField::Bn254), Some(&small), false).map(|_| ());
    let error = error.expect_err("too few powers").to_string();
    assert!(error.contains("has 256 powers"), "{error}");
    let pallas = proof(&program(ScalarField::Pallas), Some(&small), false).map(|_| ());
    assert!(matches!(pallas, Err(Error::CeremonyCurve)));
}
