//! Private values reach nothing that anybody else is to see: no output, no message, no proof file; and no file of their owner's
//! that does not say that it is secret.

#![cfg(unix)]

use crate::interruption::{end, interrupt};
use crate::support::Scene;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

/// Inputs and weights that claims hide; their values are easily found.
const STEP: &str = "\
(define-weights W : (vec 2 (int 32)))
(define-step (hide [n : (int 16)]
                   [x : (vec 2 (int 32)) private]
                   [V : (int 32) weights]
                   [y : (nat 8) public])
  (assert (< y 200) \"y is small\")
  (as (int 16) (+ n y (if (< (+ (sum x) (sum W) V) 0) 1 0))))
";

/// Nine digits each, so that chance finds none of them.
const X: [[i128; 2]; 4] = [
    [912_345_671, -823_456_712],
    [734_567_123, 645_671_234],
    [-556_712_345, 467_123_456],
    [371_234_567, -282_345_671],
];
const W: [i128; 2] = [1_193_456_712, -1_004_567_123];
const V: [i128; 4] = [815_671_234, 726_712_345, -637_123_456, 541_234_567];

const FILES: [&str; 6] = [
    "--state",
    "state.json",
    "--inputs",
    "inputs.json",
    "--weights",
    "weights.json",
];

/// The forms that a number may be found in: text, and bytes of the field, of machine words and of variable length.
fn forms(n: i128) -> Vec<Vec<u8>> {
    let magnitude = n.unsigned_abs();
    let mut forms: Vec<Vec<u8>> = [
        format!("{magnitude}"),
        format!("{magnitude:x}"),
        format!("{magnitude:X}"),
    ]
    .map(String::into_bytes)
    .to_vec();
    let mut element = [0; 32];
    element[..16].copy_from_slice(&magnitude.to_le_bytes());
    forms.push(element.to_vec());
    let reversed = element.into_iter().rev();
    forms.push(reversed.collect());
    forms.push((magnitude as i64).to_le_bytes().to_vec());
    forms.push((-(magnitude as i64)).to_le_bytes().to_vec());
    // As a claim has its numbers: seven bits in a byte, the sign lowest.
    let mut zigzag = magnitude << 1 | u128::from(n < 0);
    let mut varied = Vec::new();
    while zigzag >= 128 {
        varied.push(zigzag as u8 | 128);
        zigzag >>= 7;
    }
    varied.push(zigzag as u8);
    forms.push(varied);
    forms
}

/// The first private value in these bytes.
fn found(bytes: &[u8]) -> Option<i128> {
    let values = X.iter().flatten().chain(&W).chain(&V);
    values.copied().find(|n| {
        let is_in = |form: &Vec<u8>| bytes.windows(form.len()).any(|window| window == form);
        forms(*n).iter().any(is_in)
    })
}

fn scene() -> Scene {
    let scene = Scene::new();
    scene.write("hide.scm", STEP);
    scene.write("state.json", r#"{"n": 5}"#);
    let inputs = format!(r#"{{"x": {X:?}, "y": [1, 2, 3, 4]}}"#);
    let weights = format!(r#"{{"W": {W:?}, "V": {V:?}}}"#);
    scene.write("inputs.json", inputs);
    scene.write("weights.json", weights);
    scene
}

/// Runs a command that is to say nothing private, whatever it logs.
#[track_caller]
fn silent(scene: &Scene, arguments: &[&str], code: i32) -> String {
    let output = scene
        .command(arguments)
        .env("RUST_LOG", "trace")
        .env("RUST_BACKTRACE", "full")
        .output();
    let ended = crate::support::Ended::of(output.expect("the command starts")).code(code);
    for said in [&ended.stdout, &ended.stderr] {
        assert_eq!(found(said.as_bytes()), None, "{arguments:?}: {said}");
    }
    ended.stdout + &ended.stderr
}

fn fold<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["fold", "hide.scm"], &FILES[..], more].concat()
}

#[test]
fn what_is_private_is_in_no_output_and_no_compressed_proof() {
    let scene = scene();
    for name in ["inputs.json", "weights.json"] {
        assert!(found(&scene.read(name)).is_some(), "{name}");
    }
    silent(&scene, &fold(&["--dry-run"]), 0);
    silent(&scene, &fold(&["--dry-run", "--json"]), 0);
    silent(&scene, &["cost", "hide.scm"], 0);
    silent(&scene, &["cost", "hide.scm", "--json"], 0);
    silent(&scene, &fold(&["--steps-per-fold", "2", "--every", "2"]), 0);
    for proof in ["hide.proof", "hide.2.proof"] {
        assert_eq!(found(&scene.read(proof)), None, "{proof}");
        for command in [
            &["verify", proof][..],
            &["verify", proof, "--program", "hide.scm"],
            &["inspect", proof],
            &["inspect", proof, "--json"],
        ] {
            silent(&scene, command, 0);
        }
        let mut damaged = scene.read(proof);
        let place = damaged.len() - 3000;
        damaged[place] ^= 1;
        scene.write("damaged.proof", damaged);
        silent(&scene, &["verify", "damaged.proof"], 4);
    }
    let salt = scene.path().join("weights.json.salt");
    let mode = salt.metadata().expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // The twin: what hides nothing has them, and says so.
    let said = silent(&scene, &fold(&["--no-compress", "-o", "long.proof"]), 0);
    assert!(said.contains("hides nothing"), "{said}");
    assert!(found(&scene.read("long.proof")).is_some());
    for command in ["verify", "inspect"] {
        let said = silent(&scene, &[command, "long.proof"], 0);
        assert!(said.contains("hides nothing"), "{said}");
    }
}

#[test]
fn what_is_private_is_in_no_message() {
    let scene = scene();
    let inputs = |x: &str| format!(r#"{{"x": [[1, {x}]], "y": [1]}}"#);
    let first = X[0][0];
    // Files that are wrong in every way that has to do with a number.
    for (name, text) in [
        ("inputs.json", inputs(&format!("{first}0"))),
        ("inputs.json", inputs(&format!("{first}.5"))),
        ("inputs.json", inputs(&format!("\"{first}\""))),
        ("inputs.json", inputs(&format!("\"{first}x\""))),
        ("inputs.json", inputs(&format!("[{first}]"))),
        ("inputs.json", inputs(&format!("{first}x"))),
        ("inputs.json", inputs(&format!("{first}e999"))),
        ("inputs.json", inputs(&format!("{first}, {first}"))),
        ("inputs.json", format!("{first}")),
        ("inputs.json", format!("\"{first}\"")),
        ("inputs.json", format!("[{first}]")),
        ("inputs.csv", format!("{first},2,3\n4,{first}x,6\n")),
        ("inputs.csv", format!("{first},2x,3\n")),
        ("inputs.csv", format!("{first}0,2,3\n")),
        ("inputs.csv", format!("{first},2\n")),
        ("inputs.csv", format!("1,2,3\n{first}\n")),
        ("inputs.csv", format!("x[0],x[1],y\n1,{first}.25,3\n")),
    ] {
        let scene = self::scene();
        scene.write(name, &text);
        let arguments = [
            "fold",
            "hide.scm",
            "--state",
            "state.json",
            "--inputs",
            name,
            "--weights",
            "weights.json",
        ];
        let said = silent(&scene, &arguments, 6);
        assert!(said.starts_with("error: "), "{text}: {said}");
    }
    // Steps that fail, each in a way that has a number.
    for (body, code) in [
        ("(as (int 16) (sum x))", "E0412"),
        ("(as (int 16) (/ n (- (ref x 0) (ref x 0) V)))", "E0413"),
        ("(as (int 16) (lookup (vector 1 2 3) (ref x 0)))", "E0414"),
        ("(assert (= V 0)) n", "E0411"),
    ] {
        let text = STEP.lines().take(5).collect::<Vec<_>>().join("\n");
        scene.write("fail.scm", format!("{text}\n  {body})\n"));
        let arguments = [&["fold", "fail.scm", "--dry-run"], &FILES[..]].concat();
        let said = silent(&scene, &arguments, 1);
        assert!(said.contains(code), "{body}: {said}");
    }
}

#[test]
fn a_checkpoint_is_marked_as_secret_and_for_its_owner_alone() {
    let scene = scene();
    let arguments = fold(&["--steps-per-fold", "1", "--checkpoint-every", "0"]);
    let child = scene.command(&arguments).spawn().expect("it starts");
    let path = scene.path().join("hide.proof.checkpoint");
    for _ in 0..6000 {
        if path.exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    interrupt(&child);
    let ended = end(child);
    assert_eq!(found(ended.stdout.as_bytes()), None);
    assert_eq!(found(ended.stderr.as_bytes()), None);
    assert!(ended.stderr.contains("Keep it secret"), "{}", ended.stderr);
    let checkpoint = scene.read("hide.proof.checkpoint");
    assert!(checkpoint.starts_with(b"Foldscheme checkpoint. SECRET: "));
    let mode = path.metadata().expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    for name in scene.files() {
        let is_marked = scene
            .read(&name)
            .starts_with(b"Foldscheme checkpoint. SECRET: ");
        let is_given = ["inputs.json", "weights.json"].contains(&name.as_str());
        if !is_marked && !is_given {
            assert_eq!(found(&scene.read(&name)), None, "{name}");
        }
    }
}
