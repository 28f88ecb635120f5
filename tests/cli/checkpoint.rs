//! Checkpoints: an interrupted proof goes on where it was, and from nothing else.

#![cfg(unix)]

use crate::interruption::{end, interrupt};
use crate::support::{without_notes, Scene};
use foldscheme::{read, Checkpoint};
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

const PROGRAM: &str =
    "(define (power x n) (if (= n 0) (field 1) (* x (power x (- n 1))))) (power (field 3) 150)";
const PROOF: &str = "power.proof";
const CHECKPOINT: &str = "power.proof.checkpoint";
const PROVE: [&str; 4] = ["prove", "power.scm", "--chunk", "16"];

fn prove<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&PROVE, more].concat()
}

fn scene() -> Scene {
    let scene = Scene::new();
    scene.write("power.scm", PROGRAM);
    scene
}

fn checkpoint(scene: &Scene) -> Checkpoint {
    Checkpoint::read(&scene.read(CHECKPOINT)).expect("a checkpoint is whole")
}

/// Interrupts a proof once it has a checkpoint of so many folds; gives what it said.
fn interrupted(scene: &Scene, folds: impl Fn(&Checkpoint) -> bool) -> String {
    let child = scene
        .command(&prove(&["--checkpoint-every", "0"]))
        .spawn()
        .expect("the command starts");
    let path = scene.path().join(CHECKPOINT);
    for _ in 0..3000 {
        std::thread::sleep(Duration::from_millis(100));
        if path.exists() && folds(&checkpoint(scene)) {
            break;
        }
    }
    interrupt(&child);
    let ended = end(child);
    assert_eq!(ended.stdout, "");
    assert_eq!(scene.files(), ["power.proof.checkpoint", "power.scm"]);
    without_notes(&ended.stderr)
}

const NOTE: &str = "\
note: the work so far is kept in power.proof.checkpoint until the proof is written
interrupted
  = note: the work so far is in power.proof.checkpoint; the same command with `--resume` goes on from it. Keep it \
secret: it tells all that the proof hides
";

#[test]
fn an_interrupted_proof_goes_on_where_it_was() {
    let scene = scene();
    assert_eq!(interrupted(&scene, |c| c.done() >= 2), NOTE);
    let kept = checkpoint(&scene);
    let (done, folds) = (kept.done(), kept.folds());
    assert!((2..folds).contains(&done), "{done} of {folds}");
    let file = scene.path().join(CHECKPOINT);
    let mode = file.metadata().expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(scene
        .read(CHECKPOINT)
        .starts_with(b"Foldscheme checkpoint. SECRET"));

    // It is not begun anew, and the checkpoint not lost, by mistake.
    let refused = scene.run(&prove(&[])).code(2);
    assert_eq!(
        refused.stderr,
        "error: power.proof.checkpoint is there already, perhaps from a proof that was interrupted\n  \
         = help: `--resume` goes on from it; remove it to start over\n"
    );

    // The chunk need not be given again.
    let ended = scene.run(&["prove", "power.scm", "--resume"]).code(0);
    let note = format!("note: going on from {CHECKPOINT}: {done} of {folds} folds are done\n");
    assert!(ended.stderr.starts_with(&note), "{}", ended.stderr);
    assert_eq!(scene.files(), [PROOF, "power.scm"]);
    let resumed = read(&scene.read(PROOF)).expect("a proof").claim;
    scene
        .run(&["verify", PROOF, "--program", "power.scm"])
        .code(0);

    let ended = scene
        .run(&prove(&["--resume", "--no-compress", "-o", "other.proof"]))
        .code(0);
    let note = "note: there is no checkpoint other.proof.checkpoint; starting at the beginning\n";
    assert!(ended.stderr.starts_with(note), "{}", ended.stderr);
    assert_eq!(
        read(&scene.read("other.proof")).expect("a proof").claim,
        resumed
    );
}

#[test]
fn an_interrupted_compression_loses_no_folds() {
    let scene = scene();
    assert_eq!(interrupted(&scene, |c| c.done() == c.folds()), NOTE);
    let ended = scene.run(&prove(&["--resume"])).code(0);
    assert!(ended.stderr.contains("folds are done"), "{}", ended.stderr);
    assert_eq!(scene.files(), [PROOF, "power.scm"]);
    scene.run(&["verify", PROOF]).code(0);
}

#[test]
fn what_cannot_be_gone_on_from_is_named_and_left_as_it_is() {
    let scene = scene();
    interrupted(&scene, |c| c.done() >= 1);
    let good = scene.read(CHECKPOINT);
    let mut damaged = good.clone();
    damaged[good.len() / 2] ^= 1;
    let resume = prove(&["--resume"]);
    for (bytes, why) in [
        (&good[..good.len() / 2], "it is truncated: it has "),
        (
            &damaged,
            "it is damaged: its content does not have its digest",
        ),
        (b"(fib 10)", "it is not a checkpoint"),
    ] {
        scene.write(CHECKPOINT, bytes);
        let ended = scene.run(&resume).code(6);
        let message = format!("error: cannot go on from {CHECKPOINT}: {why}");
        assert!(ended.stderr.starts_with(&message), "{}", ended.stderr);
        assert_eq!(scene.read(CHECKPOINT), bytes);
        assert_eq!(scene.files(), [CHECKPOINT, "power.scm"]);
    }

    scene.write(CHECKPOINT, &good);
    let ended = scene
        .run(&["prove", "power.scm", "--chunk", "15", "--resume"])
        .code(6);
    let why = "folds of 16 steps each, this proof of ";
    assert!(ended.stderr.contains(why), "{}", ended.stderr);
    scene.write("power.scm", PROGRAM.replace("150", "151"));
    let ended = scene.run(&resume).code(6);
    let why =
        "it is of another program or other data, or of this program before its text was changed\n";
    assert!(ended.stderr.contains(why), "{}", ended.stderr);
    assert_eq!(scene.read(CHECKPOINT), good);

    for arguments in [
        &["--resume", "--no-checkpoint"][..],
        &["--checkpoint", PROOF],
        &["--checkpoint", "./power.proof", "-o", PROOF],
    ] {
        scene.run(&prove(arguments)).code(2);
    }
    assert_eq!(scene.read(CHECKPOINT), good);
}
