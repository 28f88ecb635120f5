//! Salt files: what is none is refused by name, and never replaced.

use crate::damage::REPLACEMENTS;
use crate::outcome::{run, Outcome, Tried};
use crate::support::Scene;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

const STEP: &str =
    "(define-weights w : (int 8)) (define-step (scale [x : (int 24)]) (saturate (int 24) (* w x)))";
const SALT: &str = "w.json.salt";

fn scene() -> Scene {
    let scene = Scene::new();
    scene.write("scale.scm", STEP);
    scene.write("state.json", "{\"x\": 3}");
    scene.write("w.json", "{\"w\": 2}");
    scene
}

fn fold(scene: &Scene) -> Command {
    scene.command(&[
        "fold",
        "scale.scm",
        "--state",
        "state.json",
        "--weights",
        "w.json",
        "--steps",
        "2",
        "--no-compress",
    ])
}

#[test]
fn what_is_no_salt_is_refused_and_stays() {
    let mut tried = Tried::new("salt files");
    let scene = scene();
    let path = scene.path().join(SALT);
    run(fold(&scene)).code(0);
    let good = scene.read(SALT);
    fs::remove_file(scene.path().join("scale.proof")).expect("a proof");
    let digits = &good[..64];
    let contents: [(&str, Vec<u8>); 7] = [
        ("empty", Vec::new()),
        ("without its last digit", digits[..63].to_vec()),
        ("without its second half", digits[..32].to_vec()),
        ("with a digit more", [digits, b"0"].concat()),
        ("twice", [&good[..], &good].concat()),
        ("no digits", vec![b'g'; 64]),
        ("bytes", digits.iter().map(|b| b ^ 0x80).collect()),
    ];
    for (what, content) in contents {
        fs::write(&path, &content).expect("a file");
        let ended = run(fold(&scene)).code(6);
        let message = format!("error: {SALT} is no salt file: ");
        assert!(ended.stderr.starts_with(&message), "{what}: {ended:?}");
        assert_eq!(fs::read(&path).expect("a file"), content, "{what}");
        tried.add(Outcome::Refused);
    }
    fs::remove_file(&path).expect("a file");
    for (what, put) in REPLACEMENTS {
        let elsewhere = tempfile::tempdir().expect("a directory");
        put(&path, elsewhere.path());
        let ended = run(fold(&scene)).code(6);
        let message = format!("error: cannot read {SALT}: ");
        assert!(ended.stderr.starts_with(&message), "{what}: {ended:?}");
        assert!(!elsewhere.path().join("nothing").exists(), "{what}");
        match path.is_dir() && !path.is_symlink() {
            true => fs::remove_dir(&path).expect("a directory"),
            false => fs::remove_file(&path).expect("what is no file"),
        }
        tried.add(Outcome::Refused);
    }
    assert!(!scene.path().join("scale.proof").exists());

    // The salt itself, by a link: the same digest as before.
    let target = scene.write("elsewhere", &good);
    symlink(&target, &path).expect("a link");
    let digest = |scene: &Scene| {
        let ended = run(fold(scene)).code(0);
        let inspected = scene.run(&["inspect", "scale.proof", "--json"]).code(0);
        let claim: serde_json::Value = serde_json::from_str(&inspected.stdout).expect("JSON");
        (claim["model"].to_string(), ended.stderr)
    };
    let (linked, _) = digest(&scene);
    assert_eq!(scene.read("elsewhere"), good);
    fs::remove_file(&path).expect("a link");
    fs::write(&path, &good).expect("a file");
    let (own, _) = digest(&scene);
    assert_eq!(own, linked);
    tried.add(Outcome::Unaffected);

    // Another salt gives another digest: which one, the claim shows.
    let mut other = good.clone();
    other[5] = if other[5] == b'0' { b'1' } else { b'0' };
    fs::write(&path, other).expect("a file");
    let (digest, _) = digest(&scene);
    assert_ne!(digest, own);
    tried.add(Outcome::Unaffected);
}
