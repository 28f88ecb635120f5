//! `foldscheme fold`: from a step and its data to a proof, and what verifies it.

use crate::support::Scene;
use expect_test::expect;
use serde_json::Value;

/// A cell with every kind of data: a state, inputs of both kinds, weights, and a constant that is not in the text.
pub const CELL: &str = "\
(define-type q (fixed 12 4))
(define-weights W : (mat 2 2 q))
(define-constant b : (vec 2 q))
(define-step (cell [h : (vec 2 q)]
                   [x : (vec 2 q) private]
                   [y : (nat 3) public])
  (assert (< y 6) \"y is below 6\")
  (saturate q (+ (matvec W h) (* y x) b)))
";

pub const STATE: &str = r#"{"h": [1, -0.5]}"#;
pub const INPUTS: &str = r#"{"x": [[0.25, 0], [0, 1], [100, 1], [-1, 0.0625]], "y": [1, 2, 3, 4]}"#;
pub const WEIGHTS: &str = r#"{"W": [[0.5, 0.25], [-0.25, 0.5]], "b": [0.0625, 0]}"#;

pub const DATA: [&str; 6] = [
    "--state",
    "state.json",
    "--inputs",
    "inputs.json",
    "--weights",
    "weights.json",
];

/// The cell and its data.
pub fn scene() -> Scene {
    let scene = Scene::new();
    scene.write("cell.scm", CELL);
    scene.write("state.json", STATE);
    scene.write("inputs.json", INPUTS);
    scene.write("weights.json", WEIGHTS);
    scene
}

pub fn fold<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["fold", "cell.scm"], &DATA[..], more].concat()
}

/// The state after the steps, in sixteenths, computed another way.
fn expected() -> [i64; 2] {
    let weights = [[8, 4], [-4, 8]];
    let inputs = [([4, 0], 1), ([0, 16], 2), ([1600, 16], 3), ([-16, 1], 4)];
    let mut h = [16, -8];
    for (x, y) in inputs {
        let next = |i: usize| {
            let sum: i64 = (0..2).map(|j| weights[i][j] * h[j]).sum();
            let sum = sum + 16 * (y * x[i] + [1, 0][i]);
            // To the nearest sixteenth, ties upwards; then into 12 bits.
            (sum + 8).div_euclid(16).clamp(-2048, 2047)
        };
        h = [next(0), next(1)];
    }
    h
}

fn json(scene: &Scene, proof: &str) -> Value {
    let ended = scene.run(&["inspect", proof, "--json"]).code(0);
    serde_json::from_str(&ended.stdout).expect("JSON")
}

#[test]
fn steps_are_folded_and_the_claim_is_verified() {
    let scene = scene();
    let ended = scene.run(&fold(&["-o", "cell.proof"])).code(0);
    assert!(
        ended
            .stdout
            .starts_with("proved: the step function `cell`, "),
        "{}",
        ended.stdout
    );
    assert!(
        ended.stderr.ends_with("wrote cell.proof\n"),
        "{}",
        ended.stderr
    );
    let made = [
        "cell.proof",
        "cell.scm",
        "inputs.json",
        "state.json",
        "weights.json",
        "weights.json.salt",
    ];
    assert_eq!(scene.files(), made);

    let verified = scene
        .run(&["verify", "cell.proof", "--program", "cell.scm"])
        .code(0);
    let claimed = json(&scene, "cell.proof");
    let digest = claimed["model"].as_str().expect("a digest").to_string();
    let id = claimed["id"].as_str().expect("an id").to_string();
    let shown = verified.stdout.replace(&digest, "MODEL").replace(&id, "ID");
    let bytes = claimed["bytes"].to_string();
    let grouped = format!(
        "{},{}",
        &bytes[..bytes.len() - 3],
        &bytes[bytes.len() - 3..]
    );
    let shown = shown.replace(&grouped, "BYTES");
    expect![[r#"
        verified: the step function `cell`, ID
          cell.scm (8 lines, 290 bytes)
            | (define-type q (fixed 12 4))
            | (define-weights W : (mat 2 2 q))
            | (define-constant b : (vec 2 q))
            | (define-step (cell [h : (vec 2 q)]
            |                    [x : (vec 2 q) private]
            |                    [y : (nat 3) public])
            |   (assert (< y 6) "y is below 6")
            |   (saturate q (+ (matvec W h) (* y x) b)))
        with the constants
          b = [0.0625, 0]
        takes the state
          h = [1, -0.5]
        in 4 steps
        on the public inputs
          step 1: y = 1
          step 2: y = 2
          step 3: y = 3
          step 4: y = 4
        on private inputs
        with hidden weights under the model digest
          MODEL
        to the state
          h = [60.9375, -29.875]

        The 4 steps are 1 fold of 4 steps.
        The proof has BYTES bytes and is compressed.
        It rests on the discrete logarithm problem on the curves Pallas and Vesta and on hash
        functions that behave like random ones; there is no trusted setup. The software is unaudited.
    "#]].assert_eq(&shown);
    let state = expected().map(|n| n as f64 / 16.0);
    assert_eq!(claimed["state"]["h"], serde_json::json!(state));
    assert_eq!(claimed["inputs"][2], serde_json::json!({"y": 3}));
    assert_eq!(claimed["constants"]["b"], serde_json::json!([0.0625, 0]));
    assert_eq!(claimed["verified"], false);
    let inspected = scene.run(&["inspect", "cell.proof"]).code(0);
    assert!(
        inspected
            .stdout
            .starts_with("NOT VERIFIED; the file claims: the step function `cell`, "),
        "{}",
        inspected.stdout
    );
    // What is hidden is nowhere in the claim.
    assert!(!claimed.to_string().contains("-0.25"), "{claimed}");

    // The twin: another text, another model, another proof.
    scene.write("other.scm", CELL.replace("(* y x)", "x"));
    let ended = scene
        .run(&["verify", "cell.proof", "--program", "other.scm"])
        .code(4);
    assert_eq!(
        ended.stderr,
        "rejected: program: the proof is about another program than the one given\n"
    );
    scene
        .run(&["verify", "cell.proof", "--model", &digest])
        .code(0);
    let other = format!("{}{}", &digest[1..], &digest[..1]);
    let ended = scene
        .run(&["verify", "cell.proof", "--model", &other])
        .code(4);
    assert!(
        ended
            .stderr
            .starts_with("rejected: model: the proof is not of weights under\n"),
        "{}",
        ended.stderr
    );
    let mut damaged = scene.read("cell.proof");
    let middle = damaged.len() - 40;
    damaged[middle] ^= 1;
    scene.write("damaged.proof", damaged);
    scene.run(&["verify", "damaged.proof"]).code(4);
    let mut other_state = scene.read("cell.proof");
    let y = find(&other_state, b"y is below 6");
    other_state[y] ^= 1;
    scene.write("damaged.proof", other_state);
    scene.run(&["verify", "damaged.proof"]).code(4);
}

fn find(bytes: &[u8], part: &[u8]) -> usize {
    let found = bytes.windows(part.len()).position(|window| window == part);
    found.expect("it is there")
}

#[test]
fn the_same_weights_have_the_same_digest_and_no_others_pass_for_them() {
    let scene = scene();
    let short = ["--no-compress", "--no-checkpoint"];
    scene
        .run(&fold(&[&short[..], &["-o", "a.proof"]].concat()))
        .code(0);
    let digest = json(&scene, "a.proof")["model"]
        .as_str()
        .expect("a digest")
        .to_string();
    let with_model = |out| fold(&[&short[..], &["--model", &digest, "-o", out]].concat());
    scene.run(&with_model("b.proof")).code(0);
    assert_eq!(json(&scene, "b.proof")["model"], digest);

    scene.write("weights.json", WEIGHTS.replace("-0.25", "-0.3125"));
    let ended = scene.run(&with_model("c.proof")).code(4);
    assert!(
        ended.stderr.starts_with(
            "error: these are other weights, or another salt: their model digest is\n"
        ),
        "{}",
        ended.stderr
    );
    assert!(!scene.files().contains(&"c.proof".to_string()));

    // Another salt hides the weights behind another digest.
    scene.write("weights.json", WEIGHTS);
    let salted = fold(&[&short[..], &["--salt", "other.salt", "-o", "d.proof"]].concat());
    scene.run(&salted).code(0);
    assert_ne!(json(&scene, "d.proof")["model"], digest);
    let nowhere = fold(&["--model", &digest, "--salt", "none.salt"]);
    let ended = scene.run(&nowhere).code(6);
    assert!(
        ended
            .stderr
            .starts_with("error: there is no salt file none.salt: "),
        "{}",
        ended.stderr
    );
    scene.write("bad.salt", "0123");
    let ended = scene.run(&fold(&["--salt", "bad.salt"])).code(6);
    assert_eq!(
        ended.stderr,
        "error: bad.salt is no salt file: that has 64 hexadecimal digits\n"
    );
    scene.run(&fold(&["--model", "12"])).code(2);
}

/// Layers of one shape with weights of their own.
const LAYERS: &str = "\
(define-type q (fixed 16 4))
(define-weights scale : q)
(define-step (layer [h : (vec 2 q)] [W : (mat 2 2 q) weights] [b : (vec 2 q) public])
  (saturate q (+ (* scale (matvec W h)) b)))
";

#[test]
fn blocks_of_weights_go_to_their_steps_and_can_not_change_places() {
    let scene = Scene::new();
    scene.write("layers.scm", LAYERS);
    scene.write("h.json", r#"{"h": [1, 2]}"#);
    scene.write("b.csv", "b[1],b[0]\n0.5,0\n0,-1\n");
    let weights =
        |first: &str, second: &str| format!(r#"{{"scale": 2, "W": [{first}, {second}]}}"#);
    let (swap, double) = ("[[0, 1], [1, 0]]", "[[2, 0], [0, 4]]");
    scene.write("w.json", weights(swap, double));
    let fold = |more: &[&str]| {
        let data = [
            "--state",
            "h.json",
            "--inputs",
            "b.csv",
            "--weights",
            "w.json",
        ];
        let arguments = [&["fold", "layers.scm"], &data[..], more].concat();
        scene.run(&arguments)
    };
    // (4, 2 + 1/2), then (2 * 2 * 4 - 1, 2 * 4 * 2.5).
    let dry = fold(&["--dry-run"]).code(0);
    assert_eq!(dry.stdout, "the state after 2 steps\n  h = [15, 20]\n");
    fold(&["--no-compress", "-o", "a.proof"]).code(0);
    scene
        .run(&["verify", "a.proof", "--program", "layers.scm"])
        .code(0);
    let claimed = json(&scene, "a.proof");
    assert_eq!(claimed["state"], serde_json::json!({"h": [15, 20]}));
    assert_eq!(
        claimed["inputs"],
        serde_json::json!([{"b": [0, 0.5]}, {"b": [-1, 0]}])
    );
    assert_ne!(claimed["weights"], claimed["model"]);
    let digest = claimed["model"].as_str().expect("a digest");

    scene.write("w.json", weights(double, swap));
    fold(&["--model", digest]).code(4);
    scene.write("w.json", format!(r#"{{"scale": 2, "W": [{swap}]}}"#));
    let ended = fold(&[]).code(6);
    assert_eq!(
        ended.stderr,
        "error: w.json: `W` is there for 1 step, `b` for 2 steps: step 2 has no `W`\n"
    );
    assert_eq!(
        scene.files(),
        [
            "a.proof",
            "b.csv",
            "h.json",
            "layers.scm",
            "w.json",
            "w.json.salt"
        ]
    );
}

#[test]
fn steps_are_folded_on_the_other_curve() {
    let scene = scene();
    let short = ["--curve", "bn254", "--no-compress", "-o", "cell.proof"];
    let ended = scene.run(&fold(&short)).code(0);
    assert!(
        ended.stdout.contains("BN254 (about 100 bits of security"),
        "{}",
        ended.stdout
    );
    scene.run(&["verify", "cell.proof"]).code(0);
    let state = expected().map(|n| n as f64 / 16.0);
    assert_eq!(
        json(&scene, "cell.proof")["state"]["h"],
        serde_json::json!(state)
    );
    scene
        .run(&["verify", "cell.proof", "--curve", "pallas"])
        .code(2);
    scene.run(&fold(&["--ptau", "none.ptau"])).code(2);
}

#[test]
fn prefixes_have_proofs_of_their_own() {
    let scene = scene();
    let ended = scene
        .run(&fold(&[
            "--every",
            "2",
            "--no-compress",
            "-o",
            "cell.proof",
        ]))
        .code(0);
    assert!(
        ended.stderr.contains("wrote cell.2.proof\n"),
        "{}",
        ended.stderr
    );
    let (prefix, whole) = (json(&scene, "cell.2.proof"), json(&scene, "cell.proof"));
    assert_eq!((&prefix["steps"], &whole["steps"]), (&2.into(), &4.into()));
    scene.run(&["verify", "cell.2.proof"]).code(0);
    // The state of the prefix, as a state file, leads to the state of the whole.
    assert_eq!(prefix["initial"], whole["initial"]);
    assert_ne!(prefix["state"], whole["state"]);
    scene.write("state.json", prefix["state"].to_string());
    scene.write(
        "inputs.json",
        r#"{"x": [[100, 1], [-1, 0.0625]], "y": [3, 4]}"#,
    );
    let ended = scene.run(&fold(&["--dry-run", "--json"])).code(0);
    let state: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(state, whole["state"]);

    let ended = scene.run(&fold(&["--steps-per-fold", "3"])).code(2);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
    scene.run(&fold(&["--every", "0"])).code(2);
}

#[cfg(unix)]
mod interrupted {
    use super::*;
    use crate::interruption::{end, interrupt};
    use crate::support::without_notes;
    use foldscheme::Checkpoint;
    use std::time::Duration;

    const POWER: &str = "(define-step (power [x : field]) (+ (* x x x x x) (field 1)))\n";
    const FOLD: [&str; 8] = [
        "fold",
        "power.scm",
        "--state",
        "state.json",
        "--steps",
        "24",
        "--steps-per-fold",
        "1",
    ];
    const CHECKPOINT: &str = "power.proof.checkpoint";

    #[test]
    fn a_fold_goes_on_where_it_was() {
        let scene = Scene::new();
        scene.write("power.scm", POWER);
        scene.write("state.json", r#"{"x": "2"}"#);
        let child = scene
            .command(&[&FOLD[..], &["--checkpoint-every", "0"]].concat())
            .spawn()
            .expect("the command starts");
        let path = scene.path().join(CHECKPOINT);
        for _ in 0..3000 {
            std::thread::sleep(Duration::from_millis(50));
            if path.exists() {
                break;
            }
        }
        interrupt(&child);
        let ended = end(child);
        assert_eq!(ended.stdout, "");
        let note = "note: the work so far is kept in power.proof.checkpoint until the proof is written\ninterrupted\n";
        assert!(
            without_notes(&ended.stderr).starts_with(note),
            "{}",
            ended.stderr
        );
        let kept = Checkpoint::read(&scene.read(CHECKPOINT)).expect("a checkpoint is whole");
        assert!((1..=24).contains(&kept.done()));

        // It is not begun anew by mistake, nor gone on from with other data.
        scene.run(&FOLD).code(2);
        let resume = [&FOLD[..], &["--resume"]].concat();
        scene.write("state.json", r#"{"x": "3"}"#);
        let ended = scene.run(&resume).code(6);
        assert!(
            ended.stderr.contains(
                "cannot go on from power.proof.checkpoint: it is of another program or other data"
            ),
            "{}",
            ended.stderr
        );
        scene.write("state.json", r#"{"x": "2"}"#);
        let ended = scene.run(&resume).code(0);
        assert!(
            ended
                .stderr
                .starts_with("note: going on from power.proof.checkpoint: "),
            "{}",
            ended.stderr
        );
        assert_eq!(scene.files(), ["power.proof", "power.scm", "state.json"]);
        scene.run(&["verify", "power.proof"]).code(0);
        let dry = scene
            .run(&[&FOLD[..6], &["--dry-run", "--json"]].concat())
            .code(0);
        let state: Value = serde_json::from_str(&dry.stdout).expect("JSON");
        assert_eq!(json(&scene, "power.proof")["state"], state);
    }
}
