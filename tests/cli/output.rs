//! What a program prints: on standard output, while it runs, once, in order with everything else.

use crate::support::{without_notes, Scene};
use expect_test::expect;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// A program that prints every kind of value.
const KINDS: &str = r##"
(define-record-type point (make-point x y) point? (x point-x) (y point-y))
(define-record-type empty (make-empty) empty?)
(define values-to-print
  (list 1 -5 (field 7) #t #f '() #\a #\x3bb "say \"hi\"\n" 'symbol '|odd symbol| (if #f #f)
        '(1 . 2) '(1 (2 . 3) 4) (vector 1 "two" #\3) (vector) #u8(0 255) (make-point 1 "b") (make-empty)
        car (lambda (x) x) (delay 1)
        (guard (e (#t e)) (error "no:" 'x "y")) (guard (e (#t e)) (car 5))))
(for-each (lambda (value) (write value) (newline)) values-to-print)
(display "---")
(newline)
(for-each (lambda (value) (display value) (newline)) values-to-print)
(write (values 1 "two"))
(write (values))
"##;

#[test]
fn every_kind_of_value_is_written_and_displayed() {
    let scene = Scene::new();
    scene.write("kinds.scm", KINDS);
    let ended = scene.run(&["run", "kinds.scm"]).code(0);
    expect![[r#"
        1
        -5
        #field:7
        #t
        #f
        ()
        #\a
        #\λ
        "say \"hi\"\n"
        symbol
        |odd symbol|
        #<unspecified>
        (1 . 2)
        (1 (2 . 3) 4)
        #(1 "two" #\3)
        #()
        #u8(0 255)
        #<point x: 1 y: "b">
        #<empty>
        #<procedure car>
        #<procedure>
        #<promise>
        #<error "no:" x "y">
        #<error "car: not a pair" 5>
        ---
        1
        -5
        #field:7
        #t
        #f
        ()
        a
        λ
        say "hi"

        symbol
        odd symbol
        #<unspecified>
        (1 . 2)
        (1 (2 . 3) 4)
        #(1 two 3)
        #()
        #u8(0 255)
        #<point x: 1 y: b>
        #<empty>
        #<procedure car>
        #<procedure>
        #<promise>
        #<error no: x y>
        #<error car: not a pair 5>
        #<values 1 "two">#<values>
    "#]]
    .assert_eq(&ended.stdout);
    assert_eq!(ended.stderr, "");
}

#[test]
fn strings_and_characters_are_printed_as_they_are() {
    let scene = Scene::new();
    let program = r#"(write-string "a\tb") (write-char #\newline) (newline) (write-simple "x") (write-shared #\y) (write #\space)"#;
    let ended = scene.run(&["run", "-e", program]).code(0);
    assert_eq!(ended.stdout, "a\tb\n\n\"x\"#\\y#\\space\n");
}

#[test]
fn a_value_stands_below_what_is_printed() {
    let scene = Scene::new();
    let ended = scene.run(&["run", "-e", "(display 1) (+ 1 1)"]).code(0);
    assert_eq!(ended.stdout, "1\n2\n");
    let ended = scene
        .run(&["run", "-e", "(display 1) (newline) (+ 1 1)"])
        .code(0);
    assert_eq!(ended.stdout, "1\n2\n");
    // The unspecified value says nothing.
    assert_eq!(
        scene.run(&["run", "-e", "(display 1)"]).code(0).stdout,
        "1\n"
    );
}

#[test]
fn what_is_printed_before_an_error_is_seen() {
    let scene = Scene::new();
    let program = "(define (f n) (display n) (if (= n 0) (car n) (f (- n 1)))) (emit 7) (f 3)";
    let ended = scene.run(&["run", "-e", program]).code(1);
    assert_eq!(ended.stdout, "3210\n");
    assert!(ended.stderr.starts_with("emitted: 7\nerror[E0301]"));
    let arguments = ["run", "-e", "(define (loop) (display 1) (loop)) (loop)"];
    let ended = scene
        .run(&[&arguments[..], &["--max-steps", "5000"]].concat())
        .code(5);
    assert!(ended.stdout.starts_with("1111") && ended.stdout.ends_with("1\n"));
}

#[test]
fn it_is_seen_while_the_program_runs() {
    let scene = Scene::new();
    let program = "(define (loop n) (write n) (newline) (loop (+ n 1))) (loop 0)";
    let mut child = scene
        .command(&["run", "-e", program])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    for n in 0..10 {
        let line = lines.next().expect("a line").expect("text");
        assert_eq!(line, n.to_string());
    }
    // Nobody reads on: the program, which never ends by itself, is stopped.
    drop(lines);
    let ended = crate::support::Ended::of(child.wait_with_output().expect("it ends")).code(6);
    assert_eq!(ended.stderr, "");
}

#[test]
fn a_proof_prints_once_and_proves_nothing_of_it() {
    let scene = Scene::new();
    scene.write(
        "a.scm",
        "(define (f n) (display \"at \") (write n) (newline) (if (= n 0) 'done (f (- n 1))))\n(f 2)\n",
    );
    scene.write(
        "b.scm",
        "(define (f n) (if (= n 0) 'done (f (- n 1))))\n(f 2)\n",
    );
    let ended = scene.run(&["prove", "a.scm", "--no-compress"]).code(0);
    assert!(ended
        .stdout
        .starts_with("at 2\nat 1\nat 0\nproved: the program\n"));
    assert_eq!(ended.stdout.matches("at 2").count(), 1);
    let verified = scene.run(&["verify", "a.proof"]).code(0);
    assert!(verified.stdout.starts_with("verified: the program\n"));
    assert!(verified.stdout.contains("and emits nothing."));
    // Printing costs nothing.
    let constraints = |file: &str| {
        let cost = scene.run(&["cost", file, "--json"]).code(0).stdout;
        let cost: serde_json::Value = serde_json::from_str(&cost).expect("JSON");
        cost["constraints_per_step"].as_u64().expect("a number")
    };
    assert_eq!(constraints("a.scm"), constraints("b.scm"));
}

#[test]
fn a_proof_of_an_error_shows_the_calls_that_led_there() {
    let scene = Scene::new();
    scene.write(
        "a.scm",
        "(define (head items) (car items))\n(define (f x) (+ 1 (head x)))\n(list (f 5))\n",
    );
    let ended = scene.run(&["prove", "a.scm", "--no-compress"]).code(0);
    let claimed = "ends in the error\n  a.scm:1:22: `car` takes a pair, got 5";
    assert!(ended.stdout.contains(claimed), "{}", ended.stdout);
    let shown = "called by `f`, at a.scm:2:20: (head x)";
    assert!(
        without_notes(&ended.stderr).contains(shown),
        "{}",
        ended.stderr
    );
    assert!(scene
        .run(&["verify", "a.proof"])
        .code(0)
        .stdout
        .contains(claimed));
}

#[test]
fn a_session_prints_what_definitions_print_once() {
    let scene = Scene::new();
    let input = "(define x (begin (display \"made \") 1))\n(display x)\n(+ x 1)\n(define y (begin (display \"again \") x))\ny\n(begin (write \"a\") (newline) 5)\n";
    let ended = scene.run_with_input(&[], input).code(0);
    assert_eq!(ended.stdout, "made \n1\n2\nagain \n1\n\"a\"\n5\n");
    assert_eq!(ended.stderr, "");
}
