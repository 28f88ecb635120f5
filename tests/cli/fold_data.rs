//! What bad data gets: a message that names the place, and nothing is written.

use crate::fold::{fold, scene, CELL, INPUTS, STATE, WEIGHTS};
use crate::support::Scene;
use expect_test::{expect, Expect};

/// Folds the cell with one file replaced.
#[track_caller]
fn refuse(name: &str, content: impl AsRef<[u8]>, code: i32, message: Expect) {
    let scene = scene();
    scene.write(name, content);
    check(&scene, &fold(&[]), code, message);
}

#[track_caller]
fn check(scene: &Scene, arguments: &[&str], code: i32, message: Expect) {
    let before = scene.files();
    let ended = scene.run(arguments).code(code);
    assert_eq!(ended.stdout, "");
    assert_eq!(scene.files(), before, "nothing is written");
    message.assert_eq(&ended.stderr);
}

#[test]
fn good_data_are_taken() {
    let ended = scene().run(&fold(&["--dry-run"])).code(0);
    assert_eq!(ended.stderr, "");
    expect![[r#"
        the state after 4 steps
          h = [60.9375, -29.875]
    "#]]
    .assert_eq(&ended.stdout);
}

#[test]
fn shapes_that_do_not_fit() {
    refuse(
        "state.json",
        r#"{"h": [1, 2, 3]}"#,
        6,
        expect![[r#"
            error: state.json: `h` has the shape (3,), and (2,) is wanted: the state of type (vec 2 (fixed 12 4))
        "#]],
    );
    refuse(
        "inputs.json",
        r#"{"x": [[0.25], [0]], "y": [1, 2]}"#,
        6,
        expect![[r#"
            error: inputs.json: `x` has the shape (2, 1), and (steps, 2) is wanted: a private input of type (vec 2 (fixed 12 4))
        "#]],
    );
    refuse(
        "weights.json",
        r#"{"W": [[0.5, 0.25, -0.25, 0.5]], "b": [0.0625, 0]}"#,
        6,
        expect![[r#"
            error: weights.json: `W` has the shape (1, 4), and (2, 2) is wanted: weights of type (mat 2 2 (fixed 12 4))
        "#]],
    );
}

#[test]
fn missing_and_surplus_arrays() {
    refuse(
        "state.json",
        "{}",
        6,
        expect![[r#"
        error: there is no `h`, the state of type (vec 2 (fixed 12 4))
          = help: `--state FILE` gives it
    "#]],
    );
    refuse(
        "inputs.json",
        r#"{"y": [1, 2, 3, 4]}"#,
        6,
        expect![[r#"
        error: there is no `x`, a private input of type (vec 2 (fixed 12 4))
          = help: `--inputs FILE` gives it
    "#]],
    );
    refuse(
        "weights.json",
        r#"{"W": [[0.5, 0.25], [-0.25, 0.5]]}"#,
        6,
        expect![[r#"
            error: there is no `b`, a constant of type (vec 2 (fixed 12 4))
              = help: `--weights FILE` gives it
        "#]],
    );
    refuse(
        "weights.json",
        WEIGHTS.replace("\"b\"", "\"c\""),
        6,
        expect![[r#"
            error: weights.json: `c` is not wanted; `W` and `b` are wanted here
        "#]],
    );
    let scene = scene();
    check(
        &scene,
        &[
            "fold",
            "cell.scm",
            "--state",
            "state.json",
            "--inputs",
            "inputs.json",
        ],
        6,
        expect![[r#"
            error: there is no `W`, weights of type (mat 2 2 (fixed 12 4))
              = help: `--weights FILE` gives it
        "#]],
    );
    check(
        &scene,
        &fold(&["--weights", "none.npz"]),
        6,
        expect![[r#"
            error: cannot read none.npz: No such file or directory (os error 2)
        "#]],
    );
}

#[test]
fn missing_and_surplus_steps() {
    refuse(
        "inputs.json",
        INPUTS.replace(", 4]", "]"),
        6,
        expect![[r#"
            error: inputs.json: `y` is there for 3 steps, `x` for 4 steps: step 4 has no `y`
        "#]],
    );
    let scene = scene();
    check(
        &scene,
        &fold(&["--steps", "3"]),
        6,
        expect![[r#"
        error: inputs.json: `x` is there for 4 steps, and `--steps` is 3: that for step 4 is one too many
    "#]],
    );
    check(
        &scene,
        &fold(&["--steps", "5"]),
        6,
        expect![[r#"
        error: inputs.json: `x` is there for 4 steps, `--steps` for 5 steps: step 5 has no `x`
    "#]],
    );
}

#[test]
fn numbers_out_of_range_and_between() {
    refuse(
        "state.json",
        STATE.replace("-0.5", "128"),
        6,
        expect![[r#"
            error: state.json: `h[1]` is 128, which is no (fixed 12 4): these go from -128 to 127.9375
        "#]],
    );
    refuse(
        "state.json",
        STATE.replace("-0.5", "-0.3"),
        6,
        expect![[r#"
            error: state.json: `h[1]` is -0.3, no multiple of 2^-4, the last bit of (fixed 12 4)
              = help: `--quantize` rounds it to -0.3125
        "#]],
    );
    refuse(
        "inputs.json",
        INPUTS.replace("[1, 2, 3, 4]", "[1, 2, 8, 4]"),
        6,
        expect![[r#"
            error: inputs.json: `y[2]` (step 3) is 8, which is no (nat 3): these go from 0 to 7
        "#]],
    );
    // What claims hide, messages don't show.
    refuse(
        "inputs.json",
        INPUTS.replace("[100, 1]", "[1000, 1]"),
        6,
        expect![[r#"
            error: inputs.json: `x[2][0]` (step 3) is no (fixed 12 4): these go from -128 to 127.9375
        "#]],
    );
}

#[test]
fn what_is_no_number() {
    refuse(
        "weights.json",
        WEIGHTS.replace("0.5", "NaN"),
        6,
        expect![[r#"
            error: weights.json: it is not JSON: NaN or infinity in line 1
              = help: JSON has no such numbers, and neither have typed steps
        "#]],
    );
    let scene = scene();
    let npy = |numbers: [f64; 4]| {
        let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }\n";
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend(u16::try_from(header.len()).expect("short").to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(numbers.map(f64::to_le_bytes).concat());
        bytes
    };
    scene.write("W.npy", npy([0.5, f64::NAN, 0.0, 1.0]));
    scene.write("b.json", r#"{"b": [0.0625, 0]}"#);
    let arguments = [
        "fold",
        "cell.scm",
        "--state",
        "state.json",
        "--inputs",
        "inputs.json",
        "--weights",
        "W.npy",
        "b.json",
    ];
    check(
        &scene,
        &arguments,
        6,
        expect![[r#"
        error: W.npy: `W[0][1]` is NaN; only finite numbers can be used
    "#]],
    );
    scene.write("W.npy", npy([0.5, f64::INFINITY, 0.0, 1.0]));
    check(
        &scene,
        &arguments,
        6,
        expect![[r#"
        error: W.npy: `W[0][1]` is infinity; only finite numbers can be used
    "#]],
    );
    scene.write("W.npy", npy([0.5, 0.25, -0.25, 0.5]));
    let ended = scene
        .run(&[&arguments[..], &["--dry-run"]].concat())
        .code(0);
    let from_json = scene.run(&fold(&["--dry-run"])).code(0);
    assert_eq!(ended.stdout, from_json.stdout);
    let whole = scene.read("W.npy");
    scene.write("W.npy", &whole[..whole.len() - 8]);
    check(
        &scene,
        &arguments,
        6,
        expect![[r#"
        error: W.npy: it is truncated: the header says 32 bytes of numbers, there are 24
    "#]],
    );
}

#[test]
fn files_that_are_not_what_their_names_say() {
    let scene = scene();
    let with = |name: &'static str| {
        [
            "fold",
            "cell.scm",
            "--state",
            "state.json",
            "--inputs",
            "inputs.json",
            "--weights",
            name,
        ]
    };
    scene.write("w.npz", b"PK\x03\x04 and no more");
    check(
        &scene,
        &with("w.npz"),
        6,
        expect![[r#"
        error: w.npz: it is no archive, or it is truncated or damaged: invalid Zip archive: Could not find EOCD
    "#]],
    );
    scene.write("w.safetensors", [0xff; 32]);
    check(
        &scene,
        &with("w.safetensors"),
        6,
        expect![[r#"
        error: w.safetensors: it is no safetensors file, or it is truncated or damaged: invalid header length
    "#]],
    );
    scene.write("w.pt", b"");
    check(
        &scene,
        &with("w.pt"),
        6,
        expect![[r#"
        error: w.pt: `.pt` is no data format that is read
          = help: these are: .json, .csv, .npy, .npz, .safetensors
    "#]],
    );
    scene.write("w.csv", "0.5,0.25,-0.25\n");
    check(
        &scene,
        &with("w.csv"),
        6,
        expect![[r#"
        error: w.csv: line 1: there are 3 columns; 6 are wanted: 4 for `W`, 2 for `b`
    "#]],
    );
    scene.write("w.csv", "0.5,0.25,-0.25,0.5,0.0625,0\n");
    let ended = scene
        .run(&[&with("w.csv")[..], &["--dry-run"]].concat())
        .code(0);
    assert_eq!(
        ended.stdout,
        scene.run(&fold(&["--dry-run"])).code(0).stdout
    );
    refuse(
        "inputs.json",
        r#"{"x": [[0.25, 0], [0]], "y": [1, 2]}"#,
        6,
        expect![[r#"
            error: inputs.json: the lists are ragged: `x[1]` has 1 element, `x[0]` has 2 elements
        "#]],
    );
}

#[test]
fn steps_that_fail_and_texts_that_do_not_compile() {
    refuse(
        "inputs.json",
        INPUTS.replace("[1, 2, 3, 4]", "[1, 2, 7, 4]"),
        1,
        expect![[r#"
            error[E0411]: the assertion does not hold: y is below 6
             --> cell.scm:7:3
              |
            7 |   (assert (< y 6) "y is below 6")
              |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ element 0 of `assert`
              = note: this is in step 3
        "#]],
    );
    refuse(
        "cell.scm",
        CELL.replace("saturate", "as"),
        1,
        expect![[r#"
            error[E0412]: the value is out of the range from -128 to 127.9375
             --> cell.scm:8:3
              |
            8 |   (as q (+ (matvec W h) (* y x) b)))
              |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ element 0 of `as`
              = note: this is in step 3
        "#]],
    );
    refuse(
        "cell.scm",
        CELL.replace("(matvec W h)", "W"),
        3,
        expect![[r#"
            error[E0403]: `+` takes arrays of one shape
             --> cell.scm:8:15
              |
            8 |   (saturate q (+ W (* y x) b)))
              |               ^^^^^^^^^^^^^^^ one has shape (2 2), another shape (2)
        "#]],
    );
    refuse(
        "cell.scm",
        "(+ 1 2)\n",
        3,
        expect![[r#"
        error[E0401]: `+` is no declaration
         --> cell.scm:1:1
          |
        1 | (+ 1 2)
          | ^^^^^^^ expressions stand within procedures and the step only
          |
          = help: a text holds `define-type`, `define-weights`, `define-constant`, `define` and one `define-step`
    "#]],
    );
}

#[test]
fn a_proof_never_replaces_what_is_read() {
    let scene = scene();
    for read in ["cell.scm", "state.json", "inputs.json", "./weights.json"] {
        let ended = scene.run(&fold(&["-o", read])).code(2);
        assert!(
            ended
                .stderr
                .starts_with("error: the proof would replace what is read, "),
            "{}",
            ended.stderr
        );
    }
    assert_eq!(scene.read("state.json"), STATE.as_bytes());
    check(
        &scene,
        &fold(&["-o", "none/cell.proof"]),
        6,
        expect![[r#"
            error: cannot write none/cell.proof: No such file or directory (os error 2)
        "#]],
    );
}
