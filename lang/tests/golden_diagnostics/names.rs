//! Names that mean nothing, and what to use instead.

use crate::check;
use expect_test::expect;

#[test]
fn unknown_name() {
    check(
        "(define (f count) (+ cuont 1))",
        expect![[r#"
            error[E0101]: `cuont` is not defined
             --> 1.scm:1:22
              |
            1 | (define (f count) (+ cuont 1))
              |                      ^^^^^
              |
              = help: did you mean `count`?
        "#]],
    );
}

#[test]
fn unknown_library_name() {
    check(
        "(lenght '(1 2))",
        expect![[r#"
            error[E0101]: `lenght` is not defined
             --> 1.scm:1:2
              |
            1 | (lenght '(1 2))
              |  ^^^^^^
              |
              = help: did you mean `length`?
        "#]],
    );
}

#[test]
fn unknown_name_without_a_neighbour() {
    check(
        "(frobnicate 1)",
        expect![[r#"
            error[E0101]: `frobnicate` is not defined
             --> 1.scm:1:2
              |
            1 | (frobnicate 1)
              |  ^^^^^^^^^^
        "#]],
    );
}

#[test]
fn unknown_name_is_reported_once() {
    check(
        "(+ foo foo) (foo)",
        expect![[r#"
            error[E0101]: `foo` is not defined
             --> 1.scm:1:4
              |
            1 | (+ foo foo) (foo)
              |    ^^^
        "#]],
    );
}

#[test]
fn unknown_name_from_elsewhere() {
    check(
        "(if true nil (mod 5 3))",
        expect![[r#"
            error[E0101]: `true` is not defined
             --> 1.scm:1:5
              |
            1 | (if true nil (mod 5 3))
              |     ^^^^
              |
              = help: in Foldscheme this is `#t`

            error[E0101]: `nil` is not defined
             --> 1.scm:1:10
              |
            1 | (if true nil (mod 5 3))
              |          ^^^
              |
              = help: in Foldscheme this is `'()`

            error[E0101]: `mod` is not defined
             --> 1.scm:1:15
              |
            1 | (if true nil (mod 5 3))
              |               ^^^
              |
              = help: in Foldscheme this is `modulo`
        "#]],
    );
}

#[test]
fn unknown_name_that_needs_bars() {
    check(
        "(f |a b|)",
        expect![[r#"
            error[E0101]: `f` is not defined
             --> 1.scm:1:2
              |
            1 | (f |a b|)
              |  ^

            error[E0101]: `|a b|` is not defined
             --> 1.scm:1:4
              |
            1 | (f |a b|)
              |    ^^^^^
        "#]],
    );
}

#[test]
fn library_internals_are_hidden() {
    check(
        "(%map1 car '())",
        expect![[r#"
            error[E0101]: `%map1` is not defined
             --> 1.scm:1:2
              |
            1 | (%map1 car '())
              |  ^^^^^
              |
              = help: did you mean `map`?
        "#]],
    );
}

#[test]
fn reserved_name() {
    check(
        "(define (%f x) x)",
        expect![[r#"
            error[E0116]: the name `%f` is reserved
             --> 1.scm:1:10
              |
            1 | (define (%f x) x)
              |          ^^
              |
              = help: names that begin with `%` belong to the standard library
        "#]],
    );
}

#[test]
fn set() {
    check(
        "(define x 1)\n(set! x 2)",
        expect![[r#"
            error[E0102]: `set!` is not supported
             --> 1.scm:2:2
              |
            2 | (set! x 2)
              |  ^^^^
              |
              = help: nothing is mutable: bind a new value with `let`, or pass it on as an argument of a loop
        "#]],
    );
}

#[test]
fn continuation() {
    check(
        "(call/cc (lambda (k) (k 1)))",
        expect![[r#"
            error[E0102]: `call/cc` is not supported
             --> 1.scm:1:2
              |
            1 | (call/cc (lambda (k) (k 1)))
              |  ^^^^^^^
              |
              = help: there are no continuations: return early through the branches of `if` and `cond`, or by `raise` and `guard`
        "#]],
    );
}

#[test]
fn macro_definition_of_another_scheme() {
    check(
        "(define-macro (twice x) (list '+ x x))",
        expect![[r#"
            error[E0102]: `define-macro` is not supported
             --> 1.scm:1:2
              |
            1 | (define-macro (twice x) (list '+ x x))
              |  ^^^^^^^^^^^^
              |
              = help: macros are made by `(define-syntax name (syntax-rules (literal …) (pattern template) …))`
        "#]],
    );
}

#[test]
fn input() {
    check(
        "(define line (read-line))",
        expect![[r#"
            error[E0102]: `read-line` is not supported
             --> 1.scm:1:15
              |
            1 | (define line (read-line))
              |               ^^^^^^^^^
              |
              = help: there are no ports: what a program works on is quoted in it, or given to it as arguments
        "#]],
    );
}
