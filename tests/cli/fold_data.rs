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
    expect![[r#""#]].assert_eq(&ended.stdout);
}

#[test]
fn shapes_that_do_not_fit() {
    refuse("state.json", r#"{"h": [1, 2, 3]}"#, 6, expect![[r#""#]]);
    refuse(
        "inputs.json",
        r#"{"x": [[0.25], [0]], "y": [1, 2]}"#,
        6,
        expect![[r#""#]],
    );
    refuse(
        "weights.json",
        r#"{"W": [[0.5, 0.25, -0.25, 0.5]], "b": [0.0625, 0]}"#,
        6,
        expect![[r#""#]],
    );
}

#[test]
fn missing_and_surplus_arrays() {
    refuse("state.json", "{}", 6, expect![[r#""#]]);
    refuse("inputs.json", r#"{"y": [1, 2, 3, 4]}"#, 6, expect![[r#""#]]);
    refuse(
        "weights.json",
        r#"{"W": [[0.5, 0.25], [-0.25, 0.5]]}"#,
        6,
        expect![[r#""#]],
    );
    refuse(
        "weights.json",
        WEIGHTS.replace("\"b\"", "\"c\""),
        6,
        expect![[r#""#]],
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
        expect![[r#""#]],
    );
    check(
        &scene,
        &fold(&["--weights", "none.npz"]),
        6,
        expect![[r#""#]],
    );
}

#[test]
fn missing_and_surplus_steps() {
    refuse(
        "inputs.json",
        INPUTS.replace(", 4]", "]"),
        6,
        expect![[r#""#]],
    );
    let scene = scene();
    check(&scene, &fold(&["--steps", "3"]), 6, expect![[r#""#]]);
    check(&scene, &fold(&["--steps", "5"]), 6, expect![[r#""#]]);
}

#[test]
fn numbers_out_of_range_and_between() {
    refuse(
        "state.json",
        STATE.replace("-0.5", "128"),
        6,
        expect![[r#""#]],
    );
    refuse(
        "state.json",
        STATE.replace("-0.5", "-0.3"),
        6,
        expect![[r#""#]],
    );
    refuse(
        "inputs.json",
        INPUTS.replace("[1, 2, 3, 4]", "[1, 2, 8, 4]"),
        6,
        expect![[r#""#]],
    );
}

#[test]
fn what_is_no_number() {
    refuse(
        "weights.json",
        WEIGHTS.replace("0.5", "NaN"),
        6,
        expect![[r#""#]],
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
    check(&scene, &arguments, 6, expect![[r#""#]]);
    scene.write("W.npy", npy([0.5, f64::INFINITY, 0.0, 1.0]));
    check(&scene, &arguments, 6, expect![[r#""#]]);
    scene.write("W.npy", npy([0.5, 0.25, -0.25, 0.5]));
    let ended = scene
        .run(&[&arguments[..], &["--dry-run"]].concat())
        .code(0);
    let from_json = scene.run(&fold(&["--dry-run"])).code(0);
    assert_eq!(ended.stdout, from_json.stdout);
    let whole = scene.read("W.npy");
    scene.write("W.npy", &whole[..whole.len() - 8]);
    check(&scene, &arguments, 6, expect![[r#""#]]);
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
    check(&scene, &with("w.npz"), 6, expect![[r#""#]]);
    scene.write("w.safetensors", [0xff; 32]);
    check(&scene, &with("w.safetensors"), 6, expect![[r#""#]]);
    scene.write("w.pt", b"");
    check(&scene, &with("w.pt"), 6, expect![[r#""#]]);
    scene.write("w.csv", "0.5,0.25,-0.25\n");
    check(&scene, &with("w.csv"), 6, expect![[r#""#]]);
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
        expect![[r#""#]],
    );
}

#[test]
fn steps_that_fail_and_texts_that_do_not_compile() {
    refuse(
        "inputs.json",
        INPUTS.replace("[1, 2, 3, 4]", "[1, 2, 7, 4]"),
        1,
        expect![[r#""#]],
    );
    refuse(
        "cell.scm",
        CELL.replace("saturate", "as"),
        1,
        expect![[r#""#]],
    );
    refuse(
        "cell.scm",
        CELL.replace("(matvec W h)", "W"),
        3,
        expect![[r#""#]],
    );
    refuse("cell.scm", "(+ 1 2)\n", 3, expect![[r#""#]]);
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
        expect![[r#""#]],
    );
}
