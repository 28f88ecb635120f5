//! Files of small ceremonies whose secret is known, whole, damaged and forged.
use super::*;
use nova_snark::provider::ptau::write_ptau;
use rayon::prelude::*;

/// A ceremony's points for a secret: the first powers in the first group, two in the second.
fn points(secret: u64, count: usize) -> (Vec<bn256::Affine>, Vec<G2Affine>) {
    let secret = bn256::Scalar::from(secret);
    let powers: Vec<bn256::Scalar> = (0..count as u64).map(|i| secret.pow([i])).collect();
    let g1 = powers
        .into_par_iter()
        .map(|power| (bn256::Point::gen() * power).affine())
        .collect();
    (g1, vec![G2::gen().affine(), (G2::gen() * secret).affine()])
}

/// The bytes of a ceremony's file with these points.
fn bytes((g1, g2): (Vec<bn256::Affine>, Vec<G2Affine>)) -> Vec<u8> {
    let mut file = io::Cursor::new(Vec::new());
    write_ptau(&mut file, g1, g2, 4).expect("is written");
    file.into_inner()
}

/// A ceremony with this secret.
pub(crate) fn ceremony(secret: u64, count: usize) -> Ceremony {
    open(&bytes(points(secret, count))).expect("a ceremony's file")
}

fn open(bytes: &[u8]) -> Result<Ceremony, CeremonyError> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("is written");
    Ceremony::open(file.path())
}

#[test]
fn powers_of_one_secret_pass_and_the_identity_is_the_secrets() {
    let ceremony = open(&bytes(points(7, 20))).expect("opens");
    assert_eq!(ceremony.powers(), 16);
    for count in [1, 2, 3, 16] {
        ceremony.check(count).expect("passes");
    }
    let shorter = open(&bytes(points(7, 8))).expect("opens");
    assert_eq!(shorter.id(), ceremony.id());
    assert_ne!(
        open(&bytes(points(8, 20))).expect("opens").id(),
        ceremony.id()
    );
    assert!(matches!(
        shorter.check(9),
        Err(CeremonyError::TooSmall { powers: 8 })
    ));
}

#[test]
fn the_copy_is_gone_with_the_ceremony() {
    let ceremony = open(&bytes(points(7, 8))).expect("opens");
    let (other, copy) = (ceremony.clone(), ceremony.copy());
    drop(ceremony);
    assert!(copy.exists());
    drop(other);
    assert!(!copy.exists());
}

#[test]
fn points_that_are_no_powers_of_one_secret_are_refused() {
    let refused = |change: fn(&mut Vec<bn256::Affine>, &mut Vec<G2Affine>)| {
        let (mut g1, mut g2) = points(7, 16);
        change(&mut g1, &mut g2);
        open(&bytes((g1, g2)))
            .and_then(|c| c.check(16))
            .expect_err("is refused")
    };
    let swapped = refused(|g1, _| g1.swap(8, 9));
    assert!(matches!(swapped, CeremonyError::Powers), "{swapped}");
    let last = refused(|g1, _| g1[15] = g1[14]);
    assert!(matches!(last, CeremonyError::Powers), "{last}");
    let other_secret = refused(|_, g2| g2[1] = (G2::gen() * bn256::Scalar::from(8)).affine());
    assert!(
        matches!(other_secret, CeremonyError::Powers),
        "{other_secret}"
    );
    let doubled = refused(|g1, _| {
        for point in g1 {
            *point = (bn256::Point::group(point) * bn256::Scalar::from(2)).affine();
        }
    });
    assert!(matches!(doubled, CeremonyError::Generator), "{doubled}");
    let generator = refused(|_, g2| g2.swap(0, 1));
    assert!(matches!(generator, CeremonyError::Generator), "{generator}");
    let off_curve = refused(|g1, _| g1[5].x = g1[6].x);
    assert!(matches!(off_curve, CeremonyError::Point(_)), "{off_curve}");
    let nothing = open(&bytes(points(0, 16))).and_then(|c| c.check(16));
    assert!(nothing.is_err(), "the secret is zero");
}

/// What is not needed for a circuit is not looked at, and what is needed is.
#[test]
fn a_wrong_point_is_found_once_it_is_needed() {
    let (mut g1, g2) = points(7, 16);
    g1.swap(8, 9);
    let ceremony = open(&bytes((g1, g2))).expect("opens");
    ceremony.check(8).expect("the first eight are right");
    assert!(matches!(ceremony.check(16), Err(CeremonyError::Powers)));
}

#[test]
fn files_of_another_form_are_refused() {
    let good = bytes(points(7, 16));
    let changed = |place: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[place] = byte;
        open(&bytes).expect_err("is refused")
    };
    assert!(matches!(open(b""), Err(CeremonyError::Magic)));
    assert!(matches!(open(b"pta"), Err(CeremonyError::Magic)));
    assert!(matches!(changed(0, b'q'), CeremonyError::Magic));
    assert!(matches!(changed(4, 2), CeremonyError::Form(_)), "version");
    assert!(matches!(changed(8, 2), CeremonyError::Form(_)), "sections");
    // Behind the number of sections: the header's number, 4 bytes, its size, 8, and its length of the prime.
    assert!(matches!(changed(24, 31), CeremonyError::Curve), "length");
    assert!(matches!(changed(28, 0), CeremonyError::Curve), "prime");
    assert!(matches!(changed(60, 29), CeremonyError::Form(_)), "power");
    for length in 4..good.len() {
        assert!(open(&good[..length]).is_err(), "{length} bytes");
    }
    let (g1, g2) = points(7, 1);
    assert!(matches!(
        open(&bytes((g1, g2))),
        Err(CeremonyError::Form(_))
    ));
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(tail in proptest::collection::vec(0u8..8, 0..200)) {
        let _ = open(&[b"ptau\x01\0\0\0\x03\0\0\0".as_slice(), &tail].concat());
    }
}
