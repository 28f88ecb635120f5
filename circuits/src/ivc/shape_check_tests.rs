//! Every list of a proof, one element shorter, one longer and empty.
use super::*;
use crate::ivc::cycle_tests::under_a_ceremony;
use crate::ivc::tests::fixture;

fn sizes() -> Sizes {
    Sizes::of(&fixture().parameters)
}

/// What the check says of a proof whose list `select` has been changed by `change`.
fn changed<M, T>(
    bytes: &[u8],
    check: impl Fn(&[u8]) -> Result<(), VerifyError>,
    select: impl Fn(&mut M) -> &mut Vec<T>,
    change: impl Fn(&mut Vec<T>),
) -> Result<(), VerifyError>
where
    M: DeserializeOwned + Serialize,
{
    let mut proof: M = decode(bytes).unwrap();
    change(select(&mut proof));
    check(&postcard::to_allocvec(&proof).unwrap())
}

/// Checks that `select` may have no other length, and that the error names `part`.
fn length_is_fixed<M, T>(
    bytes: &[u8],
    check: impl Fn(&[u8]) -> Result<(), VerifyError> + Copy,
    part: Part,
    select: impl Fn(&mut M) -> &mut Vec<T> + Copy,
) where
    M: DeserializeOwned + Serialize,
    T: Clone,
{
    changed(bytes, check, select, |_| ()).unwrap();
    let changes: [fn(&mut Vec<T>); 3] = [
        |list| drop(list.pop()),
        |list| list.push(list[0].clone()),
        |list| list.clear(),
    ];
    for change in changes {
        let error = changed(bytes, check, select, change).unwrap_err();
        let named = matches!(error, VerifyError::Shape { part: p, .. } if p == part);
        assert!(named, "{part}: {error}");
    }
}

macro_rules! fixed {
    ($bytes:expr, $check:expr, $mirror:ty: $($part:ident at $($field:tt).+ $([$index:expr])?;)*) => {
        $(length_is_fixed::<$mirror, _>($bytes, $check, Part::$part, |proof| {
            &mut proof.$($field).+ $([$index])?
        });)*
    };
}

#[test]
fn every_list_of_a_compressed_proof_has_one_length() {
    let bytes = &fixture().compressed;
    let check = |bytes: &[u8]| compressed::<InnerProduct>(&sizes(), bytes);
    fixed! { bytes, check, CompressedMirror<InnerProduct>:
        PublicInputs at running_secondary.x;
        PublicInputs at last_secondary.x;
        PublicInputs at random_secondary.x;
        PublicInputs at running_primary.x;
        PublicInputs at random_primary.x;
        OuterRounds at primary.outer.0;
        RoundPolynomial at primary.outer.0[0];
        RoundPolynomial at primary.outer.0[7];
        InnerRounds at primary.inner.0;
        RoundPolynomial at primary.inner.0[3];
        BatchRounds at primary.batch.0;
        RoundPolynomial at primary.batch.0[5];
        BatchEvaluations at primary.batch_evaluations;
        OpeningLeft at primary.opening.left;
        OpeningRight at primary.opening.right;
        OuterRounds at secondary.outer.0;
        RoundPolynomial at secondary.outer.0[1];
        InnerRounds at secondary.inner.0;
        RoundPolynomial at secondary.inner.0[2];
        BatchRounds at secondary.batch.0;
        RoundPolynomial at secondary.batch.0[6];
        BatchEvaluations at secondary.batch_evaluations;
        OpeningLeft at secondary.opening.left;
        OpeningRight at secondary.opening.right;
        FinalState at zn;
    }
}

#[test]
fn every_list_of_an_uncompressed_proof_has_one_length() {
    let bytes = &fixture().folding.to_bytes().unwrap();
    let check = |bytes: &[u8]| recursive(&sizes(), bytes);
    fixed! { bytes, check, RecursiveMirror:
        InitialState at z0;
        Witness at primary_witness.w;
        ErrorVector at primary_witness.e;
        PublicInputs at primary.x;
        Witness at secondary_witness.w;
        ErrorVector at secondary_witness.e;
        PublicInputs at secondary.x;
        Witness at last_witness.w;
        PublicInputs at last.x;
        FinalState at zi;
    }
}

#[test]
fn every_list_of_a_proof_under_a_ceremony_has_one_length() {
    let fixture = under_a_ceremony();
    let sizes = Sizes::of(&fixture.parameters);
    let check = |bytes: &[u8]| compressed::<HyperKzg>(&sizes, bytes);
    fixed! { &fixture.compressed, check, CompressedMirror<HyperKzg>:
        PublicInputs at running_primary.x;
        OuterRounds at primary.outer.0;
        InnerRounds at primary.inner.0;
        BatchRounds at primary.batch.0;
        BatchEvaluations at primary.batch_evaluations;
        OpeningFoldings at primary.opening.foldings;
        OpeningEvaluations at primary.opening.evaluations;
        OpeningLeft at secondary.opening.left;
        OpeningRight at secondary.opening.right;
        FinalState at zn;
    }
}

/// A list may claim any length; nothing is allocated for elements that are not there.
#[test]
fn a_list_that_claims_to_be_huge_is_rejected() {
    let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    let mut bytes = huge.to_vec();
    bytes.extend([0; 1000]);
    assert!(recursive(&sizes(), &bytes).is_err());
    // In a compressed proof the first list comes after two points.
    let mut bytes = vec![0; 64];
    bytes.extend(huge);
    bytes.extend([0; 1000]);
    assert!(compressed::<InnerProduct>(&sizes(), &bytes).is_err());
}

#[test]
fn a_longer_encoding_of_a_length_is_rejected() {
    let bytes = &fixture().compressed;
    // The first list's length, 2, in two bytes instead of one.
    assert_eq!(bytes[64], 2);
    let longer = [&bytes[..64], &[0x82, 0x00], &bytes[65..]].concat();
    compressed::<InnerProduct>(&sizes(), &longer).unwrap();
    let proof = crate::ivc::compress::decode(&fixture().parameters, &longer);
    assert!(matches!(proof, Err(VerifyError::NotCanonical)));
}

#[test]
fn padding_is_that_of_the_argument() {
    let padded = |constraints, variables| {
        let circuit = Circuit {
            constraints,
            variables,
        };
        let padded = circuit.padded();
        (padded.constraints, padded.variables)
    };
    assert_eq!(padded(10_000, 9_000), (16_384, 16_384));
    assert_eq!(padded(16_384, 9_000), (16_384, 16_384));
    assert_eq!(padded(8_192, 16_384), (8_192, 16_384));
    assert_eq!(padded(16_385, 16_384), (32_768, 32_768));
}
