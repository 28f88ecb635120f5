//! Mistakes in calls that the compiler finds.

use crate::check;
use expect_test::expect;

#[test]
fn one_argument_is_missing() {
    check(
        r#"(define (area width height) (* width height))
(+ 1 (area 3))"#,
        expect![[r#"
            error[E0202]: `area` takes 2 arguments, got 1
             --> 1.scm:2:6
              |
            2 | (+ 1 (area 3))
              |      ^^^^^^^^ missing the argument for `height`
              |
             ::: 1.scm:1:1
              |
            1 | (define (area width height) (* width height))
              | --------------------------------------------- defined here
              |
              = help: it is defined as (area width height)
        "#]],
    );
}

#[test]
fn several_arguments_are_missing() {
    check(
        r#"(define (box width height depth) (* width height depth))
(box)"#,
        expect![[r#"
            error[E0202]: `box` takes 3 arguments, got 0
             --> 1.scm:2:1
              |
            2 | (box)
              | ^^^^^ missing the arguments for `width`, `height`, `depth`
              |
             ::: 1.scm:1:1
              |
            1 | (define (box width height depth) (* width height depth))
              | -------------------------------------------------------- defined here
              |
              = help: it is defined as (box width height depth)
        "#]],
    );
}

#[test]
fn one_argument_too_many() {
    check(
        r#"(define (double x) (* 2 x))
(double 1 2)"#,
        expect![[r#"
            error[E0202]: `double` takes 1 argument, got 2
             --> 1.scm:2:1
              |
            2 | (double 1 2)
              | ^^^^^^^^^^^^ 1 too many
              |
             ::: 1.scm:1:1
              |
            1 | (define (double x) (* 2 x))
              | --------------------------- defined here
              |
              = help: it is defined as (double x)
        "#]],
    );
}

#[test]
fn several_arguments_too_many() {
    check(
        r#"(define (zero) 0)
(zero 1 2 3)"#,
        expect![[r#"
            error[E0202]: `zero` takes 0 arguments, got 3
             --> 1.scm:2:1
              |
            2 | (zero 1 2 3)
              | ^^^^^^^^^^^^ 3 too many
              |
             ::: 1.scm:1:1
              |
            1 | (define (zero) 0)
              | ----------------- defined here
              |
              = help: it is defined as (zero)
        "#]],
    );
}

#[test]
fn a_rest_parameter_does_not_make_up_for_the_others() {
    check(
        r#"(define (format-all style . items) (cons style items))
(format-all)"#,
        expect![[r#"
            error[E0202]: `format-all` takes at least 1 argument, got 0
             --> 1.scm:2:1
              |
            2 | (format-all)
              | ^^^^^^^^^^^^ missing the argument for `style`
              |
             ::: 1.scm:1:1
              |
            1 | (define (format-all style . items) (cons style items))
              | ------------------------------------------------------ defined here
              |
              = help: it is defined as (format-all style . items)
        "#]],
    );
}

#[test]
fn a_library_procedure() {
    check(
        "(list-ref (list 1 2))",
        expect![[r#"
        error[E0202]: `list-ref` takes 2 arguments, got 1
         --> 1.scm:1:1
          |
        1 | (list-ref (list 1 2))
          | ^^^^^^^^^^^^^^^^^^^^^ missing the argument for `index`
          |
          = help: it is defined as (list-ref items index)
    "#]],
    );
}

#[test]
fn a_lambda_called_at_once() {
    check(
        "((lambda (x y) x) 1)",
        expect![[r#"
            error[E0202]: this procedure takes 2 arguments, got 1
             --> 1.scm:1:1
              |
            1 | ((lambda (x y) x) 1)
              | ^----------------^^^
              | ||
              | |defined here
              | missing the argument for `y`
        "#]],
    );
}

#[test]
fn a_named_let() {
    check(
        r#"(let loop ((i 0) (sum 0))
  (if (= i 10) sum (loop (+ i 1))))"#,
        expect![[r#"
            error[E0202]: `loop` takes 2 arguments, got 1
             --> 1.scm:2:20
              |
            2 |   (if (= i 10) sum (loop (+ i 1))))
              |                    ^^^^^^^^^^^^^^ missing the argument for `sum`
              |
             ::: 1.scm:1:1
              |
            1 | (let loop ((i 0) (sum 0))
              | ------------------------- defined here
              |
              = help: it is defined as (loop i sum)
        "#]],
    );
}

#[test]
fn an_inner_procedure() {
    check(
        r#"(define (f x)
  (define (g y z) (+ y z))
  (g x))
(f 1)"#,
        expect![[r#"
            error[E0202]: `g` takes 2 arguments, got 1
             --> 1.scm:3:3
              |
            3 |   (g x))
              |   ^^^^^ missing the argument for `z`
              |
             ::: 1.scm:2:3
              |
            2 |   (define (g y z) (+ y z))
              |   ------------------------ defined here
              |
              = help: it is defined as (g y z)
        "#]],
    );
}

#[test]
fn calls_in_several_procedures() {
    check(
        r#"(define (g x) x)
(define (a) (g))
(define (b) (g 1 2))
(list (a) (b))"#,
        expect![[r#"
            error[E0202]: `g` takes 1 argument, got 0
             --> 1.scm:2:13
              |
            2 | (define (a) (g))
              |             ^^^ missing the argument for `x`
              |
             ::: 1.scm:1:1
              |
            1 | (define (g x) x)
              | ---------------- defined here
              |
              = help: it is defined as (g x)

            error[E0202]: `g` takes 1 argument, got 2
             --> 1.scm:3:13
              |
            3 | (define (b) (g 1 2))
              |             ^^^^^^^ 1 too many
              |
             ::: 1.scm:1:1
              |
            1 | (define (g x) x)
              | ---------------- defined here
              |
              = help: it is defined as (g x)
        "#]],
    );
}

#[test]
fn a_constant_is_called() {
    check(
        r#"(define limit 5)
(limit)"#,
        expect![[r#"
            error[E0203]: this calls something that is not a procedure
             --> 1.scm:2:1
              |
            2 | (limit)
              | ^^^^^^^ the operator is an integer
              |
              = help: what stands first in parentheses is called; data are written `'(…)` or `(list …)`
        "#]],
    );
}

#[test]
fn a_string_is_called_by_its_name() {
    check(
        r#"(define name "x")
(name 1)"#,
        expect![[r#"
            error[E0203]: this calls something that is not a procedure
             --> 1.scm:2:1
              |
            2 | (name 1)
              | ^^^^^^^^ the operator is a string
              |
              = help: what stands first in parentheses is called; data are written `'(…)` or `(list …)`
        "#]],
    );
}

#[test]
fn a_quoted_list_is_called() {
    check(
        r#"(define items '(1 2))
(items 0)"#,
        expect![[r#"
            error[E0203]: this calls something that is not a procedure
             --> 1.scm:2:1
              |
            2 | (items 0)
              | ^^^^^^^^^ the operator is a pair
              |
              = help: what stands first in parentheses is called; data are written `'(…)` or `(list …)`
        "#]],
    );
}

#[test]
fn a_variable_needed_too_early() {
    check(
        r#"(define (show) (+ 1 (car price)))
(define shown (show))
(define price (list 1))
shown"#,
        expect![[r#"
            error[E0201]: `price` is used before its definition is evaluated
             --> 1.scm:1:26
              |
            1 | (define (show) (+ 1 (car price)))
              |                          ^^^^^ needed here, or by a procedure called here
              |
             ::: 1.scm:3:9
              |
            3 | (define price (list 1))
              |         ----- defined here
              |
              = help: move the definition of `price` before this use
        "#]],
    );
}

#[test]
fn a_definition_that_needs_itself() {
    check(
        r#"(define x (+ x 1))
x"#,
        expect![[r#"
            error[E0201]: `x` is used before its definition is evaluated
             --> 1.scm:1:14
              |
            1 | (define x (+ x 1))
              |         -    ^ needed here, or by a procedure called here
              |         |
              |         defined here
              |
              = help: move the definition of `x` before this use
        "#]],
    );
}

/// A name for a later definition is no other name of what that defines: it would have to have the value now.
#[test]
fn an_alias_of_a_later_definition() {
    check(
        "(define a b)\n(define b (list 1))\na",
        expect![[r#"
            error[E0201]: `b` is used before its definition is evaluated
             --> 1.scm:1:11
              |
            1 | (define a b)
              |           ^ needed here, or by a procedure called here
              |
             ::: 1.scm:2:9
              |
            2 | (define b (list 1))
              |         - defined here
              |
              = help: move the definition of `b` before this use
        "#]],
    );
}

#[test]
fn an_inner_definition_needed_too_early() {
    check(
        r#"(define (f n)
  (define a (+ b n))
  (define b (* n n))
  a)
(f 3)"#,
        expect![[r#"
            error[E0201]: `b` is used before its definition is evaluated
             --> 1.scm:2:16
              |
            2 |   (define a (+ b n))
              |                ^ needed here, or by a procedure called here
              |
             ::: 1.scm:3:11
              |
            3 |   (define b (* n n))
              |           - defined here
              |
              = help: move the definition of `b` before this use
        "#]],
    );
}
