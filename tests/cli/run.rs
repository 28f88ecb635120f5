//! `foldscheme run`: values on standard output, everything else on standard error.

use crate::support::Scene;
use expect_test::expect;
use std::process::Stdio;

#[test]
fn the_value_alone_goes_to_standard_output() {
    let scene = Scene::new();
    scene.write("a.scm", "(emit 'x) (emit \"y\") (list 1 #\\a \"b\" 'c)");
    let ended = scene.run(&["run", "a.scm"]).code(0);
    assert_eq!(ended.stdout, "(1 #\\a \"b\" c)\n");
    assert_eq!(ended.stderr, "emitted: x\nemitted: \"y\"\n");
}

#[test]
fn expressions_are_evaluated_in_order_as_one_program() {
    let scene = Scene::new();
    let arguments = [
        "run",
        "-e",
        "(define x 20)",
        "-e",
        "(emit x)",
        "-e",
        "(+ x 1)",
    ];
    let ended = scene.run(&arguments).code(0);
    assert_eq!(ended.stdout, "21\n");
    assert_eq!(ended.stderr, "emitted: 20\n");
    assert_eq!(scene.run(&["run", "-e", "-5"]).code(0).stdout, "-5\n");
}

#[test]
fn a_dash_is_standard_input() {
    let scene = Scene::new();
    let ended = scene.run_with_input(&["run", "-"], "(* 6 7)").code(0);
    assert_eq!(ended.stdout, "42\n");
    let ended = scene.run_with_input(&["run", "-"], "(* 6 (7)").code(3);
    assert!(ended.stderr.contains("--> <stdin>:1:1"), "{}", ended.stderr);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_program() {
    let scene = Scene::new();
    scene.write("a.scm", "\u{feff}(car 1)");
    let ended = scene.run(&["run", "a.scm"]).code(1);
    assert!(ended.stderr.contains("--> a.scm:1:1"), "{}", ended.stderr);
}

#[test]
fn an_error_of_the_program_exits_with_1_and_prints_no_value() {
    let scene = Scene::new();
    let ended = scene
        .run(&[
            "run",
            "-e",
            "(define (f x) (emit 1) (error \"no good:\" x 'y)) (f 2)",
        ])
        .code(1);
    assert_eq!(ended.stdout, "");
    expect![[r#"
        emitted: 1
        error[E0306]: no good: 2 y
         --> <expr 1>:1:24
          |
        1 | (define (f x) (emit 1) (error "no good:" x 'y)) (f 2)
          |                        ^^^^^^^^^^^^^^^^^^^^^^^ in `f`
          |
          = note: called by the program, at <expr 1>:1:49: (f 2)
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn wrong_usage_exits_with_2() {
    let scene = Scene::new();
    let wrong: [&[&str]; 9] = [
        &["run"],
        &["run", "a.scm", "-e", "1"],
        &["run", "a.scm", "b.scm"],
        &["run", "--nonsense", "a.scm"],
        &["nonsense"],
        &["run", "-e", "1", "--max-steps", "many"],
        &["prove", "-e", "1", "--chunk", "0"],
        &["prove", "-e", "1", "--chunk", "65537"],
        &["verify"],
    ];
    for arguments in wrong {
        let ended = scene.run(arguments).code(2);
        assert_eq!(ended.stdout, "", "{arguments:?}");
        assert!(ended.stderr.starts_with("error: "), "{}", ended.stderr);
    }
}

#[test]
fn help_and_version_are_results() {
    let scene = Scene::new();
    let help = scene.run(&["--help"]).code(0);
    assert!(help.stdout.contains("Exit codes:"));
    assert_eq!(help.stderr, "");
    let version = scene.run(&["--version"]).code(0);
    assert!(version.stdout.starts_with("foldscheme "));
}

#[test]
fn deep_recursion_needs_memory_only() {
    let scene = Scene::new();
    let program = "(define (count n) (if (= n 0) 0 (+ 1 (count (- n 1))))) (count 1000000)";
    assert_eq!(
        scene.run(&["run", "-e", program]).code(0).stdout,
        "1000000\n"
    );
}

#[test]
fn messages_have_no_colour_where_there_is_no_terminal() {
    let scene = Scene::new();
    for program in ["(car 1)", "(car"] {
        let ended = scene.run(&["run", "-e", program]);
        assert!(!ended.stderr.contains('\x1b'), "{}", ended.stderr);
    }
}

#[test]
fn a_closed_pipe_ends_the_command_quietly() {
    let scene = Scene::new();
    let mut child = scene
        .command(&["run", "-e", "(iota 100000)"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let ended = crate::support::Ended::of(child.wait_with_output().expect("it ends")).code(6);
    assert_eq!(ended.stderr, "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_standard_output_is_said() {
    let scene = Scene::new();
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("a full device");
    let output = scene
        .command(&["run", "-e", "1"])
        .stdout(full)
        .output()
        .expect("it ends");
    let ended = crate::support::Ended::of(output).code(6);
    assert!(ended
        .stderr
        .starts_with("error: cannot write to standard output:"));
}
