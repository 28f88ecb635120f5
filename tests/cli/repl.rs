//! The REPL from a pipe: forms in, values out.

use crate::support::{without_notes, Ended, Scene};
use expect_test::{expect, Expect};

fn session(scene: &Scene, input: &str) -> Ended {
    scene.run_with_input(&[], input).code(0)
}

#[track_caller]
fn check(input: &str, stdout: &str, stderr: Expect) {
    let ended = session(&Scene::new(), input);
    assert_eq!(ended.stdout, stdout);
    stderr.assert_eq(&ended.stderr);
}

#[test]
fn definitions_stay_and_values_are_printed() {
    check(
        "(define x 20)\n(define (f n)\n  (+ n x))\n; a comment\n\n(f 1) (f 2)\n'a\n",
        "22\na\n",
        expect![[""]],
    );
}

#[test]
fn errors_keep_the_session_and_are_not_kept_themselves() {
    check(
        "(define x 1)\n(car x)\n(define y (car x))\ny\n(foo)\n(+ x 1))\n(+ x 1)\n(+ x\n",
        "2\n",
        expect![[r#"
            error[E0301]: `car` takes a pair, got 1
             --> <input 2>:1:1
              |
            1 | (car x)
              | ^^^^^^^ in the program
            error[E0301]: `car` takes a pair, got 1
             --> <input 3>:1:11
              |
            1 | (define y (car x))
              |           ^^^^^^^ in the program
            error[E0101]: `y` is not defined
             --> <input 4>:1:1
              |
            1 | y
              | ^
            error[E0101]: `foo` is not defined
             --> <input 5>:1:2
              |
            1 | (foo)
              |  ^^^
            error[E0006]: this `)` closes nothing
             --> <input 6>:1:8
              |
            1 | (+ x 1))
              | -      ^
              | |
              | what begins here is already closed
              |
              = help: remove it, or look for one too many before it
            error[E0001]: this list is never closed
             --> <input 8>:1:1
              |
            1 | (+ x
              | ^ a `)` is missing for this
        "#]],
    );
}

#[test]
fn a_name_defined_anew_replaces_its_former_definition() {
    check(
        "(define x 1)\n(define (f) x)\n(f)\n(define x 2) (define z 3)\n(f)\n(define x 4)\n(list (f) z)\n(define (f) (+ x z)) (f)\n(list x (f))\n",
        "1\n2\n(4 3)\n7\n(4 7)\n",
        expect![[""]],
    );
}

#[test]
fn what_definitions_emit_is_said_once() {
    check(
        "(define x (emit 1))\n(emit 2)\n(define y (emit 3)) (emit 4)\n(emit (+ x y))\n",
        "2\n4\n4\n",
        expect![[r#"
            emitted: 1
            emitted: 2
            emitted: 3
            emitted: 4
            emitted: 4
        "#]],
    );
}

#[test]
fn a_limit_ends_an_evaluation_and_not_the_session() {
    let scene = Scene::new();
    let input = "(define (loop n) (loop n))\n(loop 1)\n(+ 1 2)\n";
    let ended = scene
        .run_with_input(&["--max-steps", "1000"], input)
        .code(0);
    assert_eq!(ended.stdout, "3\n");
    assert!(ended
        .stderr
        .starts_with("error: the step limit of 1000 steps"));
}

#[test]
fn commands_load_price_prove_and_verify() {
    let scene = Scene::new();
    scene.write(
        "f.scm",
        "(define (f n) (if (= n 0) 'end (f (- n 1))))\n(f 1)\n",
    );
    let input = ":load f.scm\n:prove (f 2)\n:verify repl.proof\n:cost (f 2)\n(f 3)\n:cost\n";
    let ended = session(&scene, input);
    assert!(ended
        .stdout
        .starts_with("end\nproved: the program\n  f.scm (1 line,"));
    assert!(ended
        .stdout
        .contains("\nverified: the program\n  f.scm (1 line,"));
    assert_eq!(ended.stdout.matches("constraints per step").count(), 2);
    assert!(ended.stderr.contains("wrote repl.proof\n"));
    scene.run(&["verify", "repl.proof"]).code(0);
}

#[test]
fn commands_that_fail_say_so() {
    let input = ":load absent.scm\n:verify\n:verify absent.proof\n:prove\n:nonsense\n:cost (foo)\n1\n:quit\n2\n";
    let ended = session(&Scene::new(), input);
    assert_eq!(ended.stdout, "1\n");
    expect![[r#"
        error: cannot read absent.scm: No such file or directory (os error 2)
        error: `:verify` needs the name of a file
        error: cannot read absent.proof: No such file or directory (os error 2)
        error: nothing has been evaluated yet
        error: there is no command `:nonsense`; `:help` lists them
        error[E0101]: `foo` is not defined
         --> <input>:1:2
          |
        1 | (foo)
          |  ^^^
    "#]]
    .assert_eq(&without_notes(&ended.stderr));
}

#[test]
fn help_lists_the_commands() {
    let help = session(&Scene::new(), ":help\n").stdout;
    for command in [":help", ":load", ":prove", ":verify", ":cost", ":quit"] {
        assert!(help.contains(command), "{command}");
    }
}

#[test]
fn input_that_is_not_text_is_an_input_error() {
    let scene = Scene::new();
    let ended = scene.run_with_input(&[], b"1\n\xff\n").code(6);
    assert_eq!(ended.stdout, "1\n");
}
