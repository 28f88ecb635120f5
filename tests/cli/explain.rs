//! `foldscheme explain`: a page for each code.

use crate::support::Scene;
use expect_test::expect;

#[test]
fn a_page_is_printed() {
    let scene = Scene::new();
    for code in ["E0101", "e0101", "101"] {
        let ended = scene.run(&["explain", code]).code(0);
        assert!(ended.stdout.starts_with("# E0101: a name is not defined\n"));
        assert!(ended
            .stdout
            .contains("error[E0101]: `cuont` is not defined"));
        assert_eq!(ended.stderr, "");
    }
}

#[test]
fn an_unknown_code_is_wrong_usage_and_its_neighbours_are_named() {
    let scene = Scene::new();
    let ended = scene.run(&["explain", "E0302x"]).code(2);
    assert_eq!(ended.stdout, "");
    expect![[r#"
        error: there is no error `E0302x`
          = help: E0303: a division by zero
          = help: `docs/errors.md` lists all of them
    "#]]
    .assert_eq(&ended.stderr);
    let ended = scene.run(&["explain", "E0309"]).code(2);
    assert!(ended.stderr.contains("\n  = help: E0300: "));
    scene.run(&["explain"]).code(2);
    scene.run(&["explain", "\x1b[2J"]).code(2);
}

#[test]
fn every_code_of_a_message_can_be_explained() {
    let scene = Scene::new();
    let ended = scene
        .run(&["run", "-e", "(foo (if) \"\\q\" 1.5)", "-e", "(car"])
        .code(3);
    let codes: Vec<&str> = ended
        .stderr
        .split("error[")
        .skip(1)
        .filter_map(|rest| rest.split(']').next())
        .collect();
    assert!(codes.len() >= 2, "{}", ended.stderr);
    for code in codes {
        scene.run(&["explain", code]).code(0);
    }
}
