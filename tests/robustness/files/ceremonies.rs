//! Files of ceremonies: one that is not whole, or another's, is refused by name.

use crate::damage::{ALTERATIONS, REPLACEMENTS};
use crate::outcome::{run, Outcome, Tried};
use crate::size::size;
use crate::support::Scene;
use ff::Field;
use foldscheme::Ceremony;
use nova_snark::provider::bn256_grumpkin::bn256;
use nova_snark::provider::ptau::write_ptau;
use nova_snark::provider::traits::{DlogGroup, PairingGroup};
use std::fs;
use std::io::Cursor;
use std::process::Command;

type G2 = <bn256::Point as PairingGroup>::G2;

/// A file with the first powers of a secret.
fn powers(secret: u64, count: usize) -> Vec<u8> {
    let secret = bn256::Scalar::from(secret);
    let mut power = bn256::Scalar::ONE;
    let mut g1 = Vec::with_capacity(count);
    for _ in 0..count {
        g1.push((bn256::Point::gen() * power).affine());
        power *= secret;
    }
    let g2 = vec![G2::gen().affine(), (G2::gen() * secret).affine()];
    let mut file = Cursor::new(Vec::new());
    write_ptau(&mut file, g1, g2, 14).expect("is written");
    file.into_inner()
}

const PROVE: [&str; 9] = [
    "prove",
    "-e",
    "(+ 1 2)",
    "--curve",
    "bn254",
    "--ptau",
    "powers.ptau",
    "-o",
    "sum.proof",
];

#[track_caller]
fn refused(command: Command, what: &str) -> Outcome {
    let ended = run(command).code(6);
    assert_eq!(ended.stdout, "", "{what}");
    assert!(ended.stderr.starts_with("error: "), "{what}: {ended:?}");
    assert!(ended.stderr.contains("ceremony"), "{what}: {ended:?}");
    Outcome::Refused
}

#[test]
fn a_file_that_is_no_ceremonys_is_refused() {
    let mut tried = Tried::new("ceremonies' files");
    let scene = Scene::new();
    let good = powers(7, 32);
    let path = scene.path().join("powers.ptau");
    // What only points tell is told once it is known how many are needed; that is tried below.
    let of_form = [
        "a bit of its middle flipped",
        "a bit of its end flipped",
        "with a byte more",
    ];
    for (what, alter) in ALTERATIONS {
        if of_form.contains(&what) {
            continue;
        }
        fs::write(&path, alter(&good)).expect("a file");
        tried.add(refused(scene.command(&PROVE), what));
    }
    for (what, put) in REPLACEMENTS {
        let elsewhere = tempfile::tempdir().expect("a directory");
        let _ = fs::remove_file(&path);
        put(&path, elsewhere.path());
        tried.add(refused(scene.command(&PROVE), what));
        if path.is_dir() && !path.is_symlink() {
            fs::remove_dir(&path).expect("a directory");
        }
    }
    let _ = fs::remove_file(&path);
    tried.add(refused(scene.command(&PROVE), "missing"));
    let mut other_curve = good.clone();
    other_curve[28] ^= 1;
    fs::write(&path, other_curve).expect("a file");
    tried.add(refused(scene.command(&PROVE), "another curve's"));
    fs::write(&path, &good).expect("a file");
    tried.add(refused(scene.command(&PROVE), "too few powers"));

    // No place for the copy that is used.
    let mut command = scene.command(&PROVE);
    command.env("TMPDIR", scene.path().join("none"));
    let outcome = refused(command, "no place for the copy");
    let mut command = scene.command(&PROVE);
    command.env("TMPDIR", scene.path().join("none"));
    let said = run(command).stderr;
    assert!(said.contains("cannot be copied to"), "{said}");
    assert!(said.contains("help: `TMPDIR` says"), "{said}");
    tried.add(outcome);
    assert_eq!(scene.files(), ["powers.ptau"], "no proof came of it");
}

/// What is read is a copy, checked point by point: it is the powers of one secret, or refused.
#[test]
fn points_that_were_tampered_with_are_refused() {
    let mut tried = Tried::new("ceremonies' points");
    let good = powers(7, 1 << 8);
    let points = good.len() - 12 - 256 - (64 << 8);
    let end = points + (64 << 8);
    let of = |bytes: &[u8], count: usize| {
        let file = tempfile::NamedTempFile::new().expect("a file");
        fs::write(file.path(), bytes).expect("a file");
        Ceremony::open(file.path()).and_then(|ceremony| ceremony.check(count))
    };
    assert!(of(&good, 256).is_ok());
    let altered = |alter: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        alter(&mut bytes);
        bytes
    };
    for place in (points..end).step_by(size(331, 17)) {
        let bytes = altered(&|bytes| bytes[place] ^= 1);
        assert!(of(&bytes, 256).is_err(), "a bit of byte {place} flipped");
        tried.add(Outcome::Refused);
    }
    let other = powers(8, 1 << 8);
    let ways = [
        (
            "two points swapped",
            altered(&|b| b[points + 640..points + 768].rotate_left(64)),
        ),
        (
            "a point twice",
            altered(&|b| b.copy_within(points + 640..points + 704, points + 704)),
        ),
        (
            "half of another ceremony's",
            altered(&|b| {
                b[points + 8192..end].copy_from_slice(&other[points + 8192..end]);
            }),
        ),
        (
            "another ceremony's second group",
            altered(&|b| {
                b[end..].copy_from_slice(&other[end..]);
            }),
        ),
    ];
    for (what, bytes) in ways {
        assert!(of(&bytes, 256).is_err(), "{what}");
        tried.add(Outcome::Refused);
    }
    // A byte behind the last section is none of ours.
    let longer = [good.as_slice(), &[0]].concat();
    assert!(of(&longer, 256).is_ok());
    tried.add(Outcome::Unaffected);

    // The file may be swapped as soon as it is open: what counts is the copy, and its identity.
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("powers.ptau");
    fs::write(&path, &good).expect("a file");
    let ceremony = Ceremony::open(&path).expect("opens");
    fs::write(&path, &other).expect("a file");
    assert!(ceremony.check(256).is_ok());
    assert_ne!(Ceremony::open(&path).expect("opens").id(), ceremony.id());
    fs::remove_file(&path).expect("a file");
    assert!(ceremony.check(256).is_ok());
    tried.add(Outcome::Unaffected);
}
