//! The calls that led to an error: what is told of them, and what is left out.

use crate::check_run;
use expect_test::expect;

#[test]
fn each_call_has_a_line() {
    check_run(
        r#"(define (head items) (car items))
(define (f x) (+ 1 (head x)))
(define (g x) (list (f x) 2))
(g 5)"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 5
             --> 1.scm:1:22
              |
            1 | (define (head items) (car items))
              |                      ^^^^^^^^^^^ in `head`
              |
              = note: called by `f`, at 1.scm:2:20: (head x)
                      called by `g`, at 1.scm:3:21: (f x)
                      called by the program, at 1.scm:4:1: (g 5)
        "#]],
    );
}

#[test]
fn a_call_over_several_lines_is_told_in_one() {
    check_run(
        r#"(define (head a b) (car a))
(define (f x)
  (+ 1 (head x
             2)))
(f 5)"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 5
             --> 1.scm:1:20
              |
            1 | (define (head a b) (car a))
              |                    ^^^^^^^ in `head`
              |
              = note: called by `f`, at 1.scm:3:8: (head x 2)
                      called by the program, at 1.scm:5:1: (f 5)
        "#]],
    );
}

#[test]
fn a_long_call_is_shortened() {
    check_run(
        r#"(define (head a b c d e f) (car a))
(+ 1 (head 1 (list "some long text") (list "some long text") 4 5 6))"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 1
             --> 1.scm:1:28
              |
            1 | (define (head a b c d e f) (car a))
              |                            ^^^^^^^ in `head`
              |
              = note: called by the program, at 1.scm:2:6: (head 1 (list "some long text") (list "some long…
        "#]],
    );
}

#[test]
fn a_million_calls_of_one_procedure_are_counted() {
    check_run(
        r#"(define (count n)
  (if (= n 0)
      (car n)
      (+ 1 (count (- n 1)))))
(count 1000000)"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 0
             --> 1.scm:3:7
              |
            3 |       (car n)
              |       ^^^^^^^ in `count`
              |
              = note: called by `count`, at 1.scm:4:12: (count (- n 1))
                      … 999,999 more calls of `count` …
                      called by the program, at 1.scm:5:1: (count 1000000)
        "#]],
    );
}

#[test]
fn calls_of_two_procedures_in_turn_are_shortened() {
    check_run(
        r#"(define (even n) (if (= n 0) (car n) (+ 1 (odd (- n 1)))))
(define (odd n) (if (= n 0) (car n) (+ 1 (even (- n 1)))))
(+ 1 (even 1000))"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 0
             --> 1.scm:1:30
              |
            1 | (define (even n) (if (= n 0) (car n) (+ 1 (odd (- n 1)))))
              |                              ^^^^^^^ in `even`
              |
              = note: called by `odd`, at 1.scm:2:42: (even (- n 1))
                      called by `even`, at 1.scm:1:43: (odd (- n 1))
                      … 996 more calls of `even` and `odd` …
                      called by `odd`, at 1.scm:2:42: (even (- n 1))
                      called by `even`, at 1.scm:1:43: (odd (- n 1))
                      called by the program, at 1.scm:3:6: (even 1000)
        "#]],
    );
}

#[test]
fn a_deep_chain_of_different_calls_is_shortened() {
    check_run(
        r#"(define (f0 x) (+ 0 (f1 x) (f1 1)))
(define (f1 x) (+ 1 (f2 x) (f2 1)))
(define (f2 x) (+ 2 (f3 x) (f3 1)))
(define (f3 x) (+ 3 (f4 x) (f4 1)))
(define (f4 x) (+ 4 (f5 x) (f5 1)))
(define (f5 x) (+ 5 (f6 x) (f6 1)))
(define (f6 x) (+ 6 (f7 x) (f7 1)))
(define (f7 x) (+ 7 (f8 x) (f8 1)))
(define (f8 x) (+ 8 (f9 x) (f9 1)))
(define (f9 x) (+ 9 (f10 x) (f10 1)))
(define (f10 x) (+ 10 (f11 x) (f11 1)))
(define (f11 x) (+ 11 (f12 x) (f12 1)))
(define (f12 x) (car x))
(f0 2)"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 2
              --> 1.scm:13:17
               |
            13 | (define (f12 x) (car x))
               |                 ^^^^^^^ in `f12`
               |
               = note: called by `f11`, at 1.scm:12:23: (f12 x)
                       called by `f10`, at 1.scm:11:23: (f11 x)
                       called by `f9`, at 1.scm:10:21: (f10 x)
                       called by `f8`, at 1.scm:9:21: (f9 x)
                       called by `f7`, at 1.scm:8:21: (f8 x)
                       … 5 more calls of `f7`, `f6`, `f5` and others …
                       called by `f1`, at 1.scm:2:21: (f2 x)
                       called by `f0`, at 1.scm:1:21: (f1 x)
                       called by the program, at 1.scm:14:1: (f0 2)
        "#]],
    );
}

#[test]
fn tail_calls_leave_no_line() {
    check_run(
        r#"(define (loop n) (if (= n 0) (car n) (loop (- n 1))))
(define (start n) (+ 1 (loop n)))
(start 1000)"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 0
             --> 1.scm:1:30
              |
            1 | (define (loop n) (if (= n 0) (car n) (loop (- n 1))))
              |                              ^^^^^^^ in `loop`
              |
              = note: called by `start`, at 1.scm:2:24: (loop n)
                      called by the program, at 1.scm:3:1: (start 1000)
        "#]],
    );
}

#[test]
fn an_error_in_the_library_is_shown_where_the_library_is_called() {
    check_run(
        r#"(define (size items) (+ 1 (length items)))
(* 2 (size 5))"#,
        expect![[r#"
            error[E0301]: `cdr` takes a pair, got 5
             --> 1.scm:1:27
              |
            1 | (define (size items) (+ 1 (length items)))
              |                           ^^^^^^^^^^^^^^ in `length`, called in `size`
              |
              = note: called by the program, at 1.scm:2:6: (size 5)
        "#]],
    );
}

#[test]
fn also_if_that_is_a_tail_call() {
    check_run(
        r#"(define (second items) (list-ref items 1))
(define (g items) (+ 1 (second items)))
(g '(1))"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got ()
             --> 1.scm:1:24
              |
            1 | (define (second items) (list-ref items 1))
              |                        ^^^^^^^^^^^^^^^^^^ in `list-ref`, called in `second`
              |
              = note: called by `g`, at 1.scm:2:24: (second items)
                      called by the program, at 1.scm:3:1: (g '(1))
              = help: the empty list has no parts: ask `null?` before
        "#]],
    );
}

#[test]
fn a_tail_call_that_has_returned_is_forgotten() {
    check_run(
        r#"(define (size items) (length items))
(define (both a b) (+ (size a) (length b)))
(+ 1 (both '(1) 5))"#,
        expect![[r#"
            error[E0301]: `cdr` takes a pair, got 5
             --> 1.scm:2:32
              |
            2 | (define (both a b) (+ (size a) (length b)))
              |                                ^^^^^^^^^^ in `length`, called in `both`
              |
              = note: called by the program, at 1.scm:3:6: (both '(1) 5)
        "#]],
    );
}

#[test]
fn a_procedure_that_the_library_calls() {
    check_run(
        r#"(define (firsts items)
  (map (lambda (item) (car item)) items))
(length (firsts '((1) (2) 3)))"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 3
             --> 1.scm:2:23
              |
            2 |   (map (lambda (item) (car item)) items))
              |                       ^^^^^^^^^^ in a `lambda`
              |
              = note: called by `firsts`, at 1.scm:2:3: (map (lambda (item) (car item)) items)
                      called by the program, at 1.scm:3:9: (firsts '((1) (2) 3))
        "#]],
    );
}

#[test]
fn a_library_procedure_that_the_library_calls() {
    check_run(
        r#"(define (seconds items) (cons 0 (map cadr items)))
(seconds '((1 2) (3)))"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got ()
             --> 1.scm:1:33
              |
            1 | (define (seconds items) (cons 0 (map cadr items)))
              |                                 ^^^^^^^^^^^^^^^^ in `map`, called in `seconds`
              |
              = note: called by the program, at 1.scm:2:1: (seconds '((1 2) (3)))
              = help: the empty list has no parts: ask `null?` before
        "#]],
    );
}

#[test]
fn nested_library_calls_in_user_procedures() {
    check_run(
        r#"(define (inner items) (fold-left + 0 items))
(define (outer lists) (map inner lists))
(length (outer '((1 2) (3 x))))"#,
        expect![[r#"
            error[E0301]: `+` takes a number, got x
             --> 1.scm:1:23
              |
            1 | (define (inner items) (fold-left + 0 items))
              |                       ^^^^^^^^^^^^^^^^^^^^^ in `fold-left`, called in `inner`
              |
              = note: called by `outer`, at 1.scm:2:23: (map inner lists)
                      called by the program, at 1.scm:3:9: (outer '((1 2) (3 x)))
        "#]],
    );
}

#[test]
fn an_error_that_the_library_raises() {
    check_run(
        r#"(define (power n) (expt 2 n))
(list (power -1))"#,
        expect![[r#"
            error[E0306]: expt: the exponent is negative -1
             --> 1.scm:1:19
              |
            1 | (define (power n) (expt 2 n))
              |                   ^^^^^^^^^^ in `expt`, called in `power`
              |
              = note: called by the program, at 1.scm:2:7: (power -1)
        "#]],
    );
}

#[test]
fn an_operation_as_a_value() {
    check_run(
        r#"(define (total items) (apply + items))
(+ 1 (total '(1 a)))"#,
        expect![[r#"
            error[E0301]: `+` takes a number, got a
             --> 1.scm:1:23
              |
            1 | (define (total items) (apply + items))
              |                       ^^^^^^^^^^^^^^^ in `total`
              |
              = note: called by the program, at 1.scm:2:6: (total '(1 a))
        "#]],
    );
}

#[test]
fn an_unknown_library_procedure_in_a_tail_call() {
    check_run(
        r#"(define (run f x) (f x))
(+ 1 (run (car (list length)) '(1 . 2)))"#,
        expect![[r#"
            error[E0301]: `cdr` takes a pair, got 2
             --> 1.scm:1:19
              |
            1 | (define (run f x) (f x))
              |                   ^^^^^ in `run`
              |
              = note: called by the program, at 1.scm:2:6: (run (car (list length)) '(1 . 2))
        "#]],
    );
}

#[test]
fn definitions_of_the_program() {
    check_run(
        r#"(define limit (car 5))
limit"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 5
             --> 1.scm:1:15
              |
            1 | (define limit (car 5))
              |               ^^^^^^^ in the program
        "#]],
    );
}

#[test]
fn a_local_procedure() {
    check_run(
        r#"(define (f x)
  (define (g y) (+ 1 (car y)))
  (+ 1 (g x)))
(f 3)"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 3
             --> 1.scm:2:22
              |
            2 |   (define (g y) (+ 1 (car y)))
              |                      ^^^^^^^ in `g`
              |
              = note: called by `f`, at 1.scm:3:8: (g x)
                      called by the program, at 1.scm:4:1: (f 3)
        "#]],
    );
}

#[test]
fn a_named_let() {
    check_run(
        r#"(define (sum items)
  (let loop ((rest items))
    (if (null? rest) 0 (+ (car rest) (loop (cdr rest))))))
(sum '(1 2 x))"#,
        expect![[r#"
            error[E0301]: `+` takes a number, got x
             --> 1.scm:3:24
              |
            3 |     (if (null? rest) 0 (+ (car rest) (loop (cdr rest))))))
              |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ in `loop`
              |
              = note: called by `loop`, at 1.scm:3:38: (loop (cdr rest))
                      called by `loop`, at 1.scm:3:38: (loop (cdr rest))
                      called by `sum`, at 1.scm:2:3: (let loop ((rest items)) (if (null? rest) 0 (+ (…
                      called by the program, at 1.scm:4:1: (sum '(1 2 x))
        "#]],
    );
}
