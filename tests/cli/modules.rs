//! Programs of several files.

use crate::support::{without_notes, Scene};
use expect_test::expect;
use serde_json::Value;
use std::fs;

const PROGRAM: &str = "\
(import (scheme base) (geometry shapes))
(include \"parts/sizes.scm\")
(area (rectangle width height))
";

const SIZES: &str = "(define width 3)\n(define height 4)\n";

const SHAPES: &str = "\
(define-library (geometry shapes)
  (export rectangle area)
  (import (scheme base))
  (begin
    (define (rectangle w h) (cons w h))
    (define (area r) (* (car r) (cdr r)))))
";

/// A program in a directory of its own, with a library and a part.
fn scene() -> Scene {
    let scene = Scene::new();
    for directory in ["p", "p/geometry", "p/parts"] {
        fs::create_dir(scene.path().join(directory)).expect("a directory");
    }
    scene.write("p/main.scm", PROGRAM);
    scene.write("p/parts/sizes.scm", SIZES);
    scene.write("p/geometry/shapes.sld", SHAPES);
    scene
}

#[test]
fn files_are_found_beside_the_program() {
    let scene = scene();
    let ended = scene.run(&["run", "p/main.scm"]).code(0);
    assert_eq!(ended.stdout, "12\n");
    assert_eq!(ended.stderr, "");
    let moved = scene.run_with_input(&["run", "-"], PROGRAM).code(3);
    assert!(moved.stderr.contains("E0145"), "{}", moved.stderr);
    let by_name = [
        "run",
        "-e",
        "(include \"p/parts/sizes.scm\")",
        "-e",
        "(* width height)",
    ];
    assert_eq!(scene.run(&by_name).code(0).stdout, "12\n");
}

#[test]
fn what_is_missing_or_unreadable_is_reported_where_it_is_asked_for() {
    let scene = scene();
    scene.write("a.scm", "1\n(include \"none.scm\")\n");
    let ended = scene.run(&["run", "a.scm"]).code(3);
    expect![[r#"
        error[E0140]: there is no text `none.scm`
         --> a.scm:2:10
          |
        2 | (include "none.scm")
          |          ^^^^^^^^^^ it is sought beside the text that includes it
    "#]]
    .assert_eq(&ended.stderr);
    scene.write("b.scm", "(include \"p\")");
    let ended = scene.run(&["run", "b.scm"]).code(3);
    expect![[r#"
        error[E0140]: this text cannot be read
         --> b.scm:1:10
          |
        1 | (include "p")
          |          ^^^ cannot read p: it is a directory
    "#]]
    .assert_eq(&ended.stderr);
    scene.write("bytes.scm", [0xff, 0xfe]);
    scene.write("c.scm", "(include \"bytes.scm\")");
    let ended = scene.run(&["run", "c.scm"]).code(3);
    assert!(
        ended.stderr.contains("bytes.scm is not UTF-8 text"),
        "{}",
        ended.stderr
    );
    scene.write(
        "p/geometry/shapes.sld",
        "(define-library (geometry shapes) (export area))",
    );
    let ended = scene.run(&["run", "p/main.scm"]).code(3);
    assert!(
        ended.stderr.contains("--> p/geometry/shapes.sld:1:43"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_proof_holds_the_files_and_binds_them() {
    let scene = scene();
    let proved = scene
        .run(&["prove", "p/main.scm", "-o", "main.proof"])
        .code(0);
    assert!(
        proved.stdout.contains("with what it includes"),
        "{}",
        proved.stdout
    );

    let json = scene.run(&["inspect", "--json", "main.proof"]).code(0);
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(json["sources"][0]["name"], "main.scm");
    assert_eq!(json["included"][0]["name"], "geometry/shapes.sld");
    assert_eq!(json["included"][0]["text"], SHAPES);
    assert_eq!(json["included"][1]["name"], "parts/sizes.scm");
    assert_eq!(json["value"], "12");

    // Alone the file says all that is proved.
    let elsewhere = Scene::new();
    elsewhere.write("main.proof", scene.read("main.proof"));
    let verified = elsewhere.run(&["verify", "main.proof"]).code(0);
    assert!(
        verified.stdout.contains("(define width 3)"),
        "{}",
        verified.stdout
    );

    scene
        .run(&["verify", "main.proof", "--program", "p/main.scm"])
        .code(0);
    scene.write("p/parts/sizes.scm", "(define width 2)\n(define height 6)\n");
    let other = scene.run(&["verify", "main.proof", "--program", "p/main.scm"]);
    assert_ne!(other.code, Some(0));
    assert!(
        other.stderr.contains("another program"),
        "{}",
        without_notes(&other.stderr)
    );
}

#[test]
fn the_repl_keeps_imports_macros_and_included_definitions() {
    let scene = scene();
    let input = "(include \"p/parts/sizes.scm\")\n(define-syntax twice (syntax-rules () ((_ e) (* 2 e))))\n(twice width)\n(define-record-type point (make-point x y) point? (x point-x) (y point-y))\n(point-x (make-point 7 8))\n";
    let ended = scene.run_with_input(&[], input).code(0);
    assert_eq!(ended.stdout, "6\n7\n");
    let input = "(import (only (scheme base) + define))\n(define x (+ 1 2))\nx\n(car x)\n";
    let ended = scene.run_with_input(&[], input).code(0);
    assert_eq!(ended.stdout, "3\n");
    assert!(
        ended.stderr.contains("`car` is not imported"),
        "{}",
        ended.stderr
    );
}
