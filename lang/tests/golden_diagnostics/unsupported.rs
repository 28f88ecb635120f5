//! What is left out of R7RS, and what to use instead.

use crate::check;
use expect_test::expect;

#[test]
fn mutation() {
    check("(define x 1)\n(set! x 2)\n(set-car! (list x) 2)\n(vector-set! 1 2 3)\n(string-set! \"a\" 0 #\\b)\n(list-set! 1 2 3)", expect![[r#"
        error[E0102]: `set!` is not supported
         --> 1.scm:2:2
          |
        2 | (set! x 2)
          |  ^^^^
          |
          = help: nothing is mutable: bind a new value with `let`, or pass it on as an argument of a loop

        error[E0102]: `set-car!` is not supported
         --> 1.scm:3:2
          |
        3 | (set-car! (list x) 2)
          |  ^^^^^^^^
          |
          = help: pairs are immutable: make a new one with `cons`

        error[E0102]: `vector-set!` is not supported
         --> 1.scm:4:2
          |
        4 | (vector-set! 1 2 3)
          |  ^^^^^^^^^^^
          |
          = help: vectors are immutable: `(vector-set vector index value)` returns a changed one

        error[E0102]: `string-set!` is not supported
         --> 1.scm:5:2
          |
        5 | (string-set! "a" 0 #\b)
          |  ^^^^^^^^^^^
          |
          = help: strings are immutable: make a new one, with `string-append`, `substring` or `string-map`

        error[E0102]: `list-set!` is not supported
         --> 1.scm:6:2
          |
        6 | (list-set! 1 2 3)
          |  ^^^^^^^^^
          |
          = help: lists are immutable: make a new one, with `append`, `list-tail` or `map`
    "#]]);
}

#[test]
fn continuations() {
    check(
        "(call/cc (lambda (k) (k 1)))\n(dynamic-wind list list list)",
        expect![[r#"
            error[E0102]: `call/cc` is not supported
             --> 1.scm:1:2
              |
            1 | (call/cc (lambda (k) (k 1)))
              |  ^^^^^^^
              |
              = help: there are no continuations: return early through the branches of `if` and `cond`, or by `raise` and `guard`

            error[E0102]: `dynamic-wind` is not supported
             --> 1.scm:2:2
              |
            2 | (dynamic-wind list list list)
              |  ^^^^^^^^^^^^
              |
              = help: no continuation can be entered again, and there is nothing to restore: call the procedures in order
        "#]],
    );
}

#[test]
fn ports() {
    check("(read-line)\n(write-string \"a\" (current-output-port))\n(open-input-string \"a\")\n(eof-object)", expect![[r#"
        error[E0102]: `read-line` is not supported
         --> 1.scm:1:2
          |
        1 | (read-line)
          |  ^^^^^^^^^
          |
          = help: there are no ports: what a program works on is quoted in it, or given to it as arguments

        error[E0102]: `current-output-port` is not supported
         --> 1.scm:2:20
          |
        2 | (write-string "a" (current-output-port))
          |                    ^^^^^^^^^^^^^^^^^^^
          |
          = help: there are no ports: `display` and `write` print, and `(emit value)` adds a value to the public output

        error[E0102]: `open-input-string` is not supported
         --> 1.scm:3:2
          |
        3 | (open-input-string "a")
          |  ^^^^^^^^^^^^^^^^^
          |
          = help: there are no ports: build strings with `string-append`, `number->string` and `list->string`

        error[E0102]: `eof-object` is not supported
         --> 1.scm:4:2
          |
        4 | (eof-object)
          |  ^^^^^^^^^^
          |
          = help: there are no ports: what a program works on is quoted in it, or given to it as arguments
    "#]]);
}

#[test]
fn files_and_the_system() {
    check(
        "(call-with-input-file \"a\" list)\n(exit 0)\n(current-second)",
        expect![[r#"
            error[E0102]: `call-with-input-file` is not supported
             --> 1.scm:1:2
              |
            1 | (call-with-input-file "a" list)
              |  ^^^^^^^^^^^^^^^^^^^^
              |
              = help: a program reaches no files: quote what it is to know, `include` it, or give it as arguments

            error[E0102]: `exit` is not supported
             --> 1.scm:2:2
              |
            2 | (exit 0)
              |  ^^^^
              |
              = help: a program ends with its last expression, or with `(error message irritant …)`

            error[E0102]: `current-second` is not supported
             --> 1.scm:3:2
              |
            3 | (current-second)
              |  ^^^^^^^^^^^^^^
              |
              = help: a run depends on its program and inputs alone: give what it is to know as arguments
        "#]],
    );
}

#[test]
fn inexact_numbers() {
    check(
        "(sqrt 2)\n(exact->inexact 1)\n(round 1)\n(real-part 1)",
        expect![[r#"
            error[E0102]: `sqrt` is not supported
             --> 1.scm:1:2
              |
            1 | (sqrt 2)
              |  ^^^^
              |
              = help: all numbers are exact: `(exact-integer-sqrt n)` gives the root and what is left

            error[E0102]: `exact->inexact` is not supported
             --> 1.scm:2:2
              |
            2 | (exact->inexact 1)
              |  ^^^^^^^^^^^^^^
              |
              = help: all numbers are exact: scale integers, or use field elements

            error[E0102]: `real-part` is not supported
             --> 1.scm:4:2
              |
            4 | (real-part 1)
              |  ^^^^^^^^^
              |
              = help: there are no complex numbers: use a pair of integers
        "#]],
    );
}

#[test]
fn parameters() {
    check(
        "(define p (make-parameter 1))\n(parameterize ((p 2)) (p))",
        expect![[r#"
            error[E0102]: `make-parameter` is not supported
             --> 1.scm:1:12
              |
            1 | (define p (make-parameter 1))
              |            ^^^^^^^^^^^^^^
              |
              = help: there is no dynamic binding: pass the value as an argument

            error[E0102]: `parameterize` is not supported
             --> 1.scm:2:2
              |
            2 | (parameterize ((p 2)) (p))
              |  ^^^^^^^^^^^^
              |
              = help: there is no dynamic binding: pass the value as an argument
        "#]],
    );
}

#[test]
fn hash_tables() {
    check(
        "(hash-table-set! (make-hash-table) 1 2)",
        expect![[r#"
        error[E0102]: `hash-table-set!` is not supported
         --> 1.scm:1:2
          |
        1 | (hash-table-set! (make-hash-table) 1 2)
          |  ^^^^^^^^^^^^^^^
          |
          = help: nothing is mutable: use the persistent maps of `(foldscheme map)`, or an association list

        error[E0102]: `make-hash-table` is not supported
         --> 1.scm:1:19
          |
        1 | (hash-table-set! (make-hash-table) 1 2)
          |                   ^^^^^^^^^^^^^^^
          |
          = help: nothing is mutable: use the persistent maps of `(foldscheme map)`, or an association list
    "#]],
    );
}
