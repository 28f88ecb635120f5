//! Checkpoints: one that is not whole, or another's, is refused by name and left as it is.

use crate::damage::{ALTERATIONS, REPLACEMENTS};
use crate::ordinary::ordinary;
use crate::outcome::{run, Outcome, Tried};
use crate::support::{without_notes, Scene};
use foldscheme::Checkpoint;
use sha3::{Digest, Sha3_256};
use std::fs;
use std::os::unix::fs::{symlink, PermissionsExt};
use std::process::Command;
use std::time::Duration;

const PROGRAM: &str = "(define (down n) (if (= n 0) 'landed (down (- n 1)))) (down 5)";
const CHECKPOINT: &str = "down.proof.checkpoint";

/// A directory with a program and a checkpoint of its proof, after at least one fold of one step.
fn interrupted() -> (Scene, Vec<u8>) {
    let scene = Scene::new();
    scene.write("down.scm", PROGRAM);
    let arguments = [
        "prove",
        "down.scm",
        "--chunk",
        "1",
        "--checkpoint-every",
        "0",
    ];
    let mut child = scene.command(&arguments).spawn().expect("it starts");
    let path = scene.path().join(CHECKPOINT);
    let kept = |path| Checkpoint::read(&fs::read(path).ok()?).ok();
    for _ in 0..240_000 {
        if kept(&path).is_some() || child.try_wait().expect("a child").is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    // Not asked to stop, but ended: what is there was there before.
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    for name in scene.files() {
        if name.ends_with(".partial") {
            fs::remove_file(scene.path().join(name)).expect("a leftover");
        }
    }
    let bytes = scene.read(CHECKPOINT);
    (scene, bytes)
}

fn resume(scene: &Scene) -> Command {
    scene.command(&["prove", "down.scm", "--resume", "--no-compress"])
}

/// The checkpoint is refused, and nothing else comes of it.
#[track_caller]
fn refused(command: Command, scene: &Scene, what: &str) -> Outcome {
    let before = scene.files();
    let ended = run(command).code(6);
    assert_eq!(ended.stdout, "", "{what}");
    let message = without_notes(&ended.stderr);
    // What is whole is gone on from until it turns out to be another's.
    let begun = format!("note: going on from {CHECKPOINT}: ");
    let message = match message.split_once('\n') {
        Some((first, rest)) if first.starts_with(&begun) => rest.to_string(),
        _ => message,
    };
    let known = [
        format!("error: cannot go on from {CHECKPOINT}: "),
        format!("error: cannot read {CHECKPOINT}: "),
    ];
    assert!(
        known.iter().any(|k| message.starts_with(k)),
        "{what}: {message}"
    );
    assert_eq!(scene.files(), before, "{what}");
    Outcome::Refused
}

/// With the digest that belongs to it: whoever did this knew how.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 32;
    let digest = Sha3_256::digest(&bytes[..end]);
    bytes[end..].copy_from_slice(&digest);
    bytes
}

#[test]
fn a_checkpoint_that_is_not_this_proofs_own_is_refused() {
    let mut tried = Tried::new("checkpoints");
    let (scene, good) = interrupted();
    let path = scene.path().join(CHECKPOINT);
    assert_eq!(sealed(good.clone()), good, "the digest is the file's own");
    let sealed_with = |place: usize, change: u8| {
        let mut bytes = good.clone();
        bytes[place] ^= change;
        sealed(bytes)
    };
    let mut contents: Vec<(&str, Vec<u8>)> = ALTERATIONS
        .iter()
        .map(|(what, alter)| (*what, alter(&good)))
        .collect();
    // Behind the first line: two bytes of version, eight of length, the version of the circuits, the curve, the program's identity.
    contents.extend([
        ("an older format, sealed", sealed_with(68, 1)),
        ("older circuits, sealed", sealed_with(78, 3)),
        ("another curve, sealed", sealed_with(79, 1)),
        ("another program's, sealed", sealed_with(90, 1)),
        ("a witness changed, sealed", sealed_with(good.len() / 2, 1)),
        (
            "an instance changed, sealed",
            sealed_with(good.len() - 50, 1),
        ),
        ("more in it, sealed", {
            let mut bytes = good.clone();
            let length = u64::from_le_bytes(good[70..78].try_into().expect("eight")) + 1;
            bytes[70..78].copy_from_slice(&length.to_le_bytes());
            bytes.insert(good.len() - 32, 0);
            sealed(bytes)
        }),
        ("a program", PROGRAM.as_bytes().to_vec()),
    ]);
    for (what, content) in contents {
        fs::write(&path, &content).expect("a file");
        tried.add(refused(resume(&scene), &scene, what));
        assert_eq!(fs::read(&path).expect("a file"), content, "{what}");
    }
    for (what, put) in REPLACEMENTS {
        let elsewhere = tempfile::tempdir().expect("a directory");
        fs::remove_file(&path).expect("a file");
        put(&path, elsewhere.path());
        tried.add(refused(resume(&scene), &scene, what));
        match path.is_dir() && !path.is_symlink() {
            true => fs::remove_dir(&path).expect("a directory"),
            false => fs::remove_file(&path).expect("what is no file"),
        }
        fs::write(&path, &good).expect("a file");
    }

    // The right checkpoint of another plan, and of another program.
    let arguments = [
        "prove",
        "down.scm",
        "--resume",
        "--no-compress",
        "--chunk",
        "2",
    ];
    tried.add(refused(scene.command(&arguments), &scene, "another plan"));
    scene.write("down.scm", PROGRAM.replace("5", "6"));
    tried.add(refused(resume(&scene), &scene, "another program"));
    scene.write("down.scm", PROGRAM);
    let arguments = [
        "prove",
        "down.scm",
        "--resume",
        "--no-compress",
        "--curve",
        "bn254",
    ];
    tried.add(refused(scene.command(&arguments), &scene, "another curve"));

    fs::set_permissions(scene.path(), fs::Permissions::from_mode(0o755)).expect("our own");
    let mut command = resume(&scene);
    command.env("FOLDSCHEME_CACHE", scene.path().join("none"));
    match ordinary(command, scene.path()) {
        Some(command) => {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("our own");
            tried.add(refused(command, &scene, "an unreadable file"));
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("our own");
        }
        None => tried.skip("an unreadable file", "no ordinary user here"),
    }

    // The checkpoint itself, by a link: the proof goes on, and is right. What the link leads to is left.
    let target = scene.write("elsewhere", &good);
    fs::remove_file(&path).expect("a file");
    symlink(&target, &path).expect("a link");
    let ended = run(resume(&scene)).code(0);
    assert!(
        ended.stderr.starts_with("note: going on from "),
        "{ended:?}"
    );
    assert_eq!(scene.files(), ["down.proof", "down.scm", "elsewhere"]);
    assert_eq!(scene.read("elsewhere"), good);
    let verified = scene.run(&["verify", "down.proof", "--program", "down.scm"]);
    assert!(verified.code(0).stdout.contains("landed"));
    tried.add(Outcome::Unaffected);
}
