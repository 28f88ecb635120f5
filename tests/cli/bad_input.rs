//! What bad programs get: a message with file, line, column and the offending text, and the right
//! exit code.

use crate::support::Scene;
use expect_test::{expect, Expect};

/// Runs a program from the file `bad.scm`.
#[track_caller]
fn check(program: &str, code: i32, message: Expect) {
    let scene = Scene::new();
    scene.write("bad.scm", program);
    let ended = scene.run(&["run", "bad.scm"]).code(code);
    assert_eq!(ended.stdout, "");
    assert_eq!(scene.files(), ["bad.scm"]);
    message.assert_eq(&ended.stderr);
}

#[test]
fn a_list_that_is_never_closed() {
    check(
        "(define (f x)\n  (+ x 1)\n\n(f 2)\n",
        3,
        expect![[r#"
        error[E0001]: this list is never closed
         --> bad.scm:1:1
          |
        1 | (define (f x)
          | ^ a `)` is missing for this
          |
          = help: line 4 begins with a parenthesis; if a new definition starts there, the `)` is missing before it
    "#]],
    );
}

#[test]
fn a_parenthesis_too_many() {
    check(
        "(+ 1 2))\n",
        3,
        expect![[r#"
            error[E0006]: this `)` closes nothing
             --> bad.scm:1:8
              |
            1 | (+ 1 2))
              | -      ^
              | |
              | what begins here is already closed
              |
              = help: remove it, or look for one too many before it
        "#]],
    );
}

#[test]
fn a_string_that_is_never_closed() {
    check(
        "(list \"abc)\n",
        3,
        expect![[r#"
        error[E0002]: this string is never closed
         --> bad.scm:1:7
          |
        1 | (list "abc)
          |       ^ a `"` is missing for this
    "#]],
    );
}

#[test]
fn an_empty_program() {
    check(
        "",
        3,
        expect![[r#"
        error: bad.scm:1:1: the program is empty: it has neither an expression nor a definition
    "#]],
    );
    check(
        " ; nothing but a comment\n",
        3,
        expect![[r#"
        error: bad.scm:1:1: the program is empty: it has neither an expression nor a definition
    "#]],
    );
}

#[test]
fn an_unknown_name() {
    check(
        "(define (double x) (* 2 x))\n(duoble 4)\n",
        3,
        expect![[r#"
            error[E0101]: `duoble` is not defined
             --> bad.scm:2:2
              |
            2 | (duoble 4)
              |  ^^^^^^
              |
              = help: did you mean `double`?
        "#]],
    );
}

#[test]
fn several_mistakes_at_once() {
    check(
        "(foo 1)\n(if)\n",
        3,
        expect![[r#"
        error[E0101]: `foo` is not defined
         --> bad.scm:1:2
          |
        1 | (foo 1)
          |  ^^^

        error[E0104]: `if` takes a test and one or two branches
         --> bad.scm:2:1
          |
        2 | (if)
          | ^^^^
          |
          = help: it is written `(if test then else)`
    "#]],
    );
}

#[test]
fn a_wrong_number_of_arguments() {
    check(
        "(define (area w h) (* w h))\n(area 3)\n",
        3,
        expect![[r#"
            error[E0202]: `area` takes 2 arguments, got 1
             --> bad.scm:2:1
              |
            2 | (area 3)
              | ^^^^^^^^ missing the argument for `h`
              |
             ::: bad.scm:1:1
              |
            1 | (define (area w h) (* w h))
              | --------------------------- defined here
              |
              = help: it is defined as (area w h)
        "#]],
    );
}

#[test]
fn a_wrong_number_of_arguments_to_a_callee_that_only_the_run_knows() {
    check(
        "(define (twice f) (f (f 1)))\n(twice (car (list (lambda (a b) a))))\n",
        1,
        expect![[r#"
            error[E0305]: this procedure takes 2 arguments, got 1
             --> bad.scm:1:22
              |
            1 | (define (twice f) (f (f 1)))
              |                      ^^^^^ missing the argument for `b`, in `twice`
              |
             ::: bad.scm:2:19
              |
            2 | (twice (car (list (lambda (a b) a))))
              |                   ---------------- defined here
              |
              = note: called by the program, at bad.scm:2:1: (twice (car (list (lambda (a b) a))))
        "#]],
    );
}

#[test]
fn a_call_of_what_is_no_procedure() {
    check(
        "(define (call f) (f 1))\n(call (car '(5)))\n",
        1,
        expect![[r#"
            error[E0304]: this calls 5, which is not a procedure
             --> bad.scm:1:18
              |
            1 | (define (call f) (f 1))
              |                  ^^^^^ in `call`
              |
              = note: called by the program, at bad.scm:2:1: (call (car '(5)))
              = help: what stands first in parentheses is called; parentheses around a value are one pair too many
        "#]],
    );
}

#[test]
fn the_car_of_a_number() {
    check(
        "(define (head l) (car l))\n(head 5)\n",
        1,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 5
             --> bad.scm:1:18
              |
            1 | (define (head l) (car l))
              |                  ^^^^^^^ in `head`
              |
              = note: called by the program, at bad.scm:2:1: (head 5)
        "#]],
    );
}

#[test]
fn an_integer_that_overflows() {
    check(
        "(define (grow n) (grow (* n 3)))\n(grow 1)\n",
        1,
        expect![[r#"
            error[E0302]: the result of `*` does not fit in 64 bits (its last operand is 3)
             --> bad.scm:1:24
              |
            1 | (define (grow n) (grow (* n 3)))
              |                        ^^^^^^^ in `grow`
              |
              = note: called by the program, at bad.scm:2:1: (grow 1)
              = help: integers are 64-bit and signed; field elements, made by `(field n)`, wrap by definition
        "#]],
    );
}

#[test]
fn a_division_by_zero() {
    check(
        "(define (share n among) (quotient n among))\n(share 7 0)\n",
        1,
        expect![[r#"
            error[E0303]: `quotient` divides by zero
             --> bad.scm:1:25
              |
            1 | (define (share n among) (quotient n among))
              |                         ^^^^^^^^^^^^^^^^^^ in `share`
              |
              = note: called by the program, at bad.scm:2:1: (share 7 0)
        "#]],
    );
    check(
        "(define (share n among) (/ n among))\n(share #field:7 #field:0)\n",
        1,
        expect![[r#"
            error[E0303]: `/` divides by zero
             --> bad.scm:1:25
              |
            1 | (define (share n among) (/ n among))
              |                         ^^^^^^^^^^^ in `share`
              |
              = note: called by the program, at bad.scm:2:1: (share #field:7 #field:0)
        "#]],
    );
}

#[test]
fn a_failed_assertion() {
    check(
        "(define (positive n) (assert (> n 0)) n)\n(positive -1)\n",
        1,
        expect![[r#"
            error[E0307]: an assertion failed
             --> bad.scm:1:22
              |
            1 | (define (positive n) (assert (> n 0)) n)
              |                      ^^^^^^^^^^^^^^^^ in `positive`
              |
              = note: called by the program, at bad.scm:2:1: (positive -1)
        "#]],
    );
}

#[test]
fn a_program_that_never_ends() {
    let scene = Scene::new();
    let program = "(define (loop n) (loop n)) (loop 1)";
    let ended = scene
        .run(&["run", "-e", program, "--max-steps", "10000"])
        .code(5);
    expect![[r#"
        error: the step limit of 10000 steps was reached before the program finished
         --> <expr 1>
          = help: it may never end; `--max-steps N` raises the limit
    "#]]
    .assert_eq(&ended.stderr);
    let arguments = ["prove", "-e", program, "--max-steps", "10000"];
    assert_eq!(scene.run(&arguments).code(5).stderr, ended.stderr);
    assert_eq!(scene.files(), [""; 0]);
    scene
        .run(&["cost", "-e", program, "--max-steps", "10000"])
        .code(5);
}

#[test]
fn a_program_that_fills_memory() {
    let scene = Scene::new();
    let program = "(define (grow l) (grow (cons 1 l))) (grow '())";
    let ended = scene
        .run(&["run", "-e", program, "--max-memory", "16"])
        .code(5);
    expect![[r#"
        error: the memory limit of 16 MiB was reached before the program finished
         --> <expr 1>
          = help: `--max-memory MIB` raises the limit
    "#]]
    .assert_eq(&ended.stderr);
}

#[test]
fn a_very_deeply_nested_source() {
    // As deep as the limit of data allows.
    let deep = 20_000;
    let nest =
        |open: &str, inner: &str| format!("{}{inner}{}", open.repeat(deep), ")".repeat(deep));
    let scene = Scene::new();
    scene.write("code.scm", nest("(+ 1 ", "1"));
    let ended = scene.run(&["run", "code.scm"]).code(3);
    assert!(ended
        .stderr
        .starts_with("error[E0103]: this expression nests too deeply\n"));
    assert!(ended.stderr.contains("--> code.scm:1:"));
    scene.write("open.scm", "(".repeat(deep));
    scene.run(&["run", "open.scm"]).code(3);
    scene.write("data.scm", format!("(null? '{})", nest("(", "")));
    assert_eq!(scene.run(&["run", "data.scm"]).code(0).stdout, "#f\n");
    scene.write("printed.scm", format!("'{}", nest("(", "1")));
    assert_eq!(
        scene.run(&["run", "printed.scm"]).code(0).stdout,
        nest("(", "1") + "\n"
    );
}

#[test]
fn a_file_that_is_not_there_or_cannot_be_read() {
    let scene = Scene::new();
    scene.write("bytes.scm", b"(+ 1\n \xff)");
    std::fs::create_dir(scene.path().join("folder")).expect("a directory");
    let mut messages = String::new();
    for file in ["absent.scm", "bytes.scm", "folder"] {
        for command in ["run", "prove", "cost"] {
            let ended = scene.run(&[command, file]).code(6);
            assert_eq!(ended.stdout, "");
            if command == "run" {
                messages.push_str(&ended.stderr);
            } else {
                assert!(messages.ends_with(&ended.stderr), "{}", ended.stderr);
            }
        }
    }
    expect![[r#"
        error: cannot read absent.scm: No such file or directory (os error 2)
        error: bytes.scm is not UTF-8 text: byte 0xff at offset 6, in line 2
        error: cannot read folder: it is a directory
    "#]]
    .assert_eq(&messages);
    assert_eq!(scene.files(), ["bytes.scm", "folder"]);
}
