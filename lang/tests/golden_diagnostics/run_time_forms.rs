//! Errors that end a run in the forms of records, values, exceptions and promises.

use crate::check_run;
use expect_test::expect;

#[test]
fn an_accessor_of_another_type() {
    check_run(
        r#"(define-record-type point (make-point x y) point? (x point-x) (y point-y))
(define (right p) (+ (point-x p) 1))
(right 5)"#,
        expect![[r#"
            error[E0306]: point-x takes a point, got 5
             --> 1.scm:1:54
              |
            1 | (define-record-type point (make-point x y) point? (x point-x) (y point-y))
              |                                                      ^^^^^^^ in `point-x`
              |
              = note: called by `right`, at 1.scm:2:22: (point-x p)
                      called by the program, at 1.scm:3:1: (right 5)
        "#]],
    );
}

#[test]
fn an_accessor_of_a_record_of_another_type() {
    check_run(
        r#"(define-record-type point (make-point x y) point? (x point-x) (y point-y))
(define-record-type item (make-item name) item? (name item-name))
(map item-name (list (make-item "a") (make-point 1 2)))"#,
        expect![[r#"
            error[E0306]: item-name takes an item, got #<point x: 1 y: 2>
             --> 1.scm:2:55
              |
            2 | (define-record-type item (make-item name) item? (name item-name))
              |                                                       ^^^^^^^^^ in `item-name`
              |
              = note: called by the program, at 1.scm:3:1: (map item-name (list (make-item "a") (make-point…
        "#]],
    );
}

#[test]
fn another_number_of_values() {
    check_run(
        r#"(define (divide a b) (values (quotient a b) (remainder a b)))
(let-values (((q r more) (divide 7 2)))
  (list q r more))"#,
        expect![[r#"
            error[E0306]: 3 values are expected, got (3 1)
             --> 1.scm:2:26
              |
            2 | (let-values (((q r more) (divide 7 2)))
              |                          ^^^^^^^^^^^^ in the program
        "#]],
    );
}

#[test]
fn a_single_value_where_two_are_needed() {
    check_run(
        r#"(define (f x) (if (< x 0) (values x 0) x))
(define-values (a b) (f 1))
(+ a b)"#,
        expect![[r#"
            error[E0306]: 2 values are expected, got (1)
             --> 1.scm:2:22
              |
            2 | (define-values (a b) (f 1))
              |                      ^^^^^ in the program
        "#]],
    );
}

#[test]
fn no_clause_for_the_arguments_of_apply() {
    check_run(
        r#"(define area (case-lambda ((side) (* side side)) ((width height) (* width height))))
(define (all shapes) (map (lambda (shape) (apply area shape)) shapes))
(all '((1 2) (1 2 3)))"#,
        expect![[r#"
            error[E0306]: area takes 1 or 2 operands, got 1 2 3
             --> 1.scm:1:14
              |
            1 | (define area (case-lambda ((side) (* side side)) ((width height) (* width height))))
              |              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ in `area`
              |
              = note: called by `all`, at 1.scm:2:22: (map (lambda (shape) (apply area shape)) shapes)
                      called by the program, at 1.scm:3:1: (all '((1 2) (1 2 3)))
        "#]],
    );
}

#[test]
fn an_exception_that_no_clause_of_guard_takes() {
    check_run(
        r#"(define (f x) (guard (e ((string? e) 0)) (if (< x 0) (raise (list 'negative x)) x)))
(f -1)"#,
        expect![[r#"
            error[E0308]: (negative -1) was raised, and nothing handles it
             --> 1.scm:1:22
              |
            1 | (define (f x) (guard (e ((string? e) 0)) (if (< x 0) (raise (list 'negative x)) x)))
              |                      ^^^^^^^^^^^^^^^^^^^ in `raise-continuable`, called in `guard`
              |
              = note: called by `guard`, at 1.scm:1:54: (raise (list 'negative x))
                      called by `f`, at 1.scm:1:15: (guard (e ((string? e) 0)) (if (< x 0) (raise (l…
                      called by the program, at 1.scm:2:1: (f -1)
              = help: handle it with `guard` or `with-exception-handler`
        "#]],
    );
}

#[test]
fn an_error_that_no_clause_of_guard_takes() {
    check_run(
        r#"(define (f x) (guard (e ((string? e) 0)) (car x)))
(f 5)"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 5
             --> 1.scm:1:42
              |
            1 | (define (f x) (guard (e ((string? e) 0)) (car x)))
              |                                          ^^^^^^^ in `guard`
              |
              = note: called by `f`, at 1.scm:1:15: (guard (e ((string? e) 0)) (car x))
                      called by the program, at 1.scm:2:1: (f 5)
        "#]],
    );
}

#[test]
fn an_error_in_a_clause_of_guard() {
    check_run(
        r#"(define (f x) (guard (e (#t (car e))) (raise x)))
(f 5)"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 5
             --> 1.scm:1:29
              |
            1 | (define (f x) (guard (e (#t (car e))) (raise x)))
              |                             ^^^^^^^ in `guard`
        "#]],
    );
}

#[test]
fn an_error_in_a_promise() {
    check_run(
        r#"(define (later x) (delay (car x)))
(force (later 5))"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 5
             --> 1.scm:1:26
              |
            1 | (define (later x) (delay (car x)))
              |                          ^^^^^^^ in `delay`
        "#]],
    );
}

#[test]
fn an_assertion_with_a_message() {
    check_run(
        r#"(define (root n) (assert (<= 0 n) "root: negative" n) n)
(root -4)"#,
        expect![[r#"
            error[E0306]: root: negative -4
             --> 1.scm:1:18
              |
            1 | (define (root n) (assert (<= 0 n) "root: negative" n) n)
              |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ in `root`
              |
              = note: called by the program, at 1.scm:2:1: (root -4)
        "#]],
    );
}

#[test]
fn a_rest_list_of_values_too_short() {
    check_run(
        r#"(define (f) (values))
(receive (a . others) (f) a)"#,
        expect![[r#"
            error[E0306]: at least 1 value is expected, got ()
             --> 1.scm:2:23
              |
            2 | (receive (a . others) (f) a)
              |                       ^^^ in the program
        "#]],
    );
}
