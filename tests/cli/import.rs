//! `foldscheme import`: all files or none.

use crate::support::Scene;
use std::fs;
use std::path::Path;

fn model(scene: &Scene) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/onnx/cases/perceptron.onnx");
    let bytes = fs::read(path).expect("a fixture");
    scene.write("perceptron.onnx", &bytes);
    bytes
}

#[test]
fn a_model_becomes_a_step_its_weights_and_its_state() {
    let scene = Scene::new();
    model(&scene);
    let ended = scene
        .run(&["import", "perceptron.onnx", "-o", "out/net"])
        .code(0);
    assert_eq!(
        (ended.stdout.as_str(), ended.stderr.as_str()),
        ("out/net/model.scm\n", "")
    );
    let text = fs::read_to_string(scene.path().join("out/net/model.scm")).expect("a program");
    assert!(
        text.starts_with("; perceptron.onnx: ONNX, version 21 of the operators\n"),
        "{text}"
    );
    assert!(
        text.contains("(define-weights fc1.weight : (mat "),
        "{text}"
    );
    assert!(text.contains(" activation) private])"), "{text}");
    assert!(fs::metadata(scene.path().join("out/net/weights.safetensors")).is_ok());
    let state = fs::read_to_string(scene.path().join("out/net/state.json")).expect("a state");
    assert!(state.starts_with("{\"class\":0,\"odds\":[0,"), "{state}");
}

#[test]
fn flags_say_who_sees_what_and_how_exact_numbers_are() {
    let scene = Scene::new();
    model(&scene);
    let flags = [
        "--inputs",
        "public",
        "--weights",
        "public",
        "--bits",
        "24",
        "--fraction",
        "12",
        "--weight-bits",
        "8",
    ];
    scene
        .run(&[&["import", "perceptron.onnx", "-o", "out"], &flags[..]].concat())
        .code(0);
    let text = fs::read_to_string(scene.path().join("out/model.scm")).expect("a program");
    assert!(
        text.contains("(define-type activation (fixed 24 12))"),
        "{text}"
    );
    assert!(
        text.contains("(define-constant fc1.weight : (mat "),
        "{text}"
    );
    assert!(text.contains("(fixed 8 "), "{text}");
    assert!(text.contains(" activation) public])"), "{text}");
    let usage = [
        "import",
        "perceptron.onnx",
        "-o",
        "out",
        "--bits",
        "12",
        "--force",
    ];
    let ended = scene.run(&usage).code(2);
    assert!(
        ended
            .stderr
            .contains("12 bits can't have 16 of them behind the point"),
        "{ended:?}"
    );
}

#[test]
fn an_earlier_import_is_kept_unless_it_may_be_written_over() {
    let scene = Scene::new();
    model(&scene);
    fs::create_dir(scene.path().join("out")).expect("a directory");
    scene.write("out/model.scm", "; mine");
    let ended = scene
        .run(&["import", "perceptron.onnx", "-o", "out"])
        .code(6);
    assert!(
        ended.stderr.contains("`--force` writes over it"),
        "{ended:?}"
    );
    assert_eq!(
        fs::read_to_string(scene.path().join("out/model.scm")).expect("a text"),
        "; mine"
    );
    assert_eq!(
        fs::read_dir(scene.path().join("out"))
            .expect("a directory")
            .count(),
        1
    );
    scene
        .run(&["import", "perceptron.onnx", "-o", "out", "--force"])
        .code(0);
}

#[test]
fn what_is_no_model_leaves_nothing_behind() {
    let scene = Scene::new();
    let bytes = model(&scene);
    scene.write("short.onnx", &bytes[..bytes.len() / 2]);
    let ended = scene.run(&["import", "short.onnx", "-o", "out"]).code(3);
    assert!(
        ended
            .stderr
            .starts_with("error: short.onnx: this is no ONNX model: "),
        "{ended:?}"
    );
    assert!(!scene.path().join("out").exists());
    scene.run(&["import", "nothing.onnx", "-o", "out"]).code(6);
    assert!(!scene.path().join("out").exists());
}
