//! Definitions, bindings and bodies that are not written as they must be.

use crate::check;
use expect_test::expect;

#[test]
fn let_without_bindings() {
    check(
        "(let x)",
        expect![[r#"
            error[E0104]: `let` needs bindings and a body
             --> 1.scm:1:1
              |
            1 | (let x)
              | ^^^^^^^
              |
              = help: it is written `(let ((name value) …) body …)`
        "#]],
    );
}

#[test]
fn let_with_a_bad_binding() {
    check(
        "(let ((x 1) (y) z) x)",
        expect![[r#"
            error[E0104]: `let` needs bindings of the form `(name value)`
             --> 1.scm:1:13
              |
            1 | (let ((x 1) (y) z) x)
              |             ^^^
              |
              = help: it is written `(let ((name value) …) body …)`

            error[E0104]: `let` needs bindings of the form `(name value)`
             --> 1.scm:1:17
              |
            1 | (let ((x 1) (y) z) x)
              |                 ^
              |
              = help: it is written `(let ((name value) …) body …)`
        "#]],
    );
}

#[test]
fn let_without_a_body() {
    check(
        "(let ((x 1)))",
        expect![[r#"
            error[E0112]: this body has no expression at its end
             --> 1.scm:1:1
              |
            1 | (let ((x 1)))
              | ^^^^^^^^^^^^^
              |
              = help: a body is any number of definitions and then at least one expression, whose value is the result
        "#]],
    );
}

#[test]
fn lambda_without_a_body() {
    check(
        "(lambda (x))",
        expect![[r#"
            error[E0112]: this body has no expression at its end
             --> 1.scm:1:1
              |
            1 | (lambda (x))
              | ^^^^^^^^^^^^
              |
              = help: a body is any number of definitions and then at least one expression, whose value is the result
        "#]],
    );
}

#[test]
fn body_that_ends_in_a_definition() {
    check(
        "(define (f) (define x 1))",
        expect![[r#"
            error[E0112]: this body has no expression at its end
             --> 1.scm:1:1
              |
            1 | (define (f) (define x 1))
              | ^^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = help: a body is any number of definitions and then at least one expression, whose value is the result
        "#]],
    );
}

#[test]
fn parameter_twice() {
    check(
        "(lambda (x y x) x)",
        expect![[r#"
            error[E0107]: `x` is bound twice
             --> 1.scm:1:14
              |
            1 | (lambda (x y x) x)
              |          -   ^ second binding
              |          |
              |          first binding
              |
              = help: rename one of the two, or remove it
        "#]],
    );
}

#[test]
fn binding_twice() {
    check(
        "(let ((x 1) (x 2)) x)",
        expect![[r#"
            error[E0107]: `x` is bound twice
             --> 1.scm:1:14
              |
            1 | (let ((x 1) (x 2)) x)
              |        -     ^ second binding
              |        |
              |        first binding
              |
              = help: rename one of the two, or remove it
        "#]],
    );
}

#[test]
fn definition_twice() {
    check(
        "(define x 1)\n(define y 2)\n(define (x) 3)",
        expect![[r#"
            error[E0106]: `x` is bound twice
             --> 1.scm:3:10
              |
            3 | (define (x) 3)
              |          ^ second binding
              |
             ::: 1.scm:1:9
              |
            1 | (define x 1)
              |         - first binding
              |
              = help: rename one of the two, or remove it
        "#]],
    );
}

#[test]
fn parameter_that_is_no_name() {
    check(
        "(lambda (x 1) x)",
        expect![[r#"
            error[E0113]: a name is expected here
             --> 1.scm:1:12
              |
            1 | (lambda (x 1) x)
              |            ^ this is no symbol
        "#]],
    );
}

#[test]
fn definition_without_a_value() {
    check(
        "(define x)",
        expect![[r#"
            error[E0104]: `define` needs a value
             --> 1.scm:1:1
              |
            1 | (define x)
              | ^^^^^^^^^^
              |
              = help: it is written `(define name value)` or `(define (name parameter …) body …)`
        "#]],
    );
}

#[test]
fn definition_with_two_values() {
    check(
        "(define x 1 2)",
        expect![[r#"
            error[E0104]: `define` takes one value
             --> 1.scm:1:1
              |
            1 | (define x 1 2)
              | ^^^^^^^^^^^^^^
              |
              = help: it is written `(define name value)` or `(define (name parameter …) body …)`
        "#]],
    );
}

#[test]
fn curried_definition() {
    check(
        "(define ((f a) b) (+ a b))",
        expect![[r#"
            error[E0118]: a definition's header cannot nest
             --> 1.scm:1:10
              |
            1 | (define ((f a) b) (+ a b))
              |          ^^^^^ a name is expected here
              |
              = help: return a `lambda` instead: `(define (f a) (lambda (b) …))`
        "#]],
    );
}

#[test]
fn misplaced_definition() {
    check(
        "(if #t (define x 1))",
        expect![[r#"
            error[E0111]: a definition stands where an expression is expected
             --> 1.scm:1:8
              |
            1 | (if #t (define x 1))
              |        ^^^^^^^^^^^^
              |
              = help: definitions stand at the top level and in the bodies of `define`, `lambda` and the `let` forms
        "#]],
    );
}

#[test]
fn do_with_a_bad_binding() {
    check(
        "(do ((i)) (#t))",
        expect![[r#"
            error[E0104]: `do` needs bindings of the form `(name first step)`
             --> 1.scm:1:6
              |
            1 | (do ((i)) (#t))
              |      ^^^
              |
              = help: it is written `(do ((name first step) …) (test value …) body …)`
        "#]],
    );
}
