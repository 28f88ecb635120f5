//! Errors that end a run: what failed, with which value, where.

use crate::check_run;
use expect_test::expect;

#[test]
fn the_car_of_a_number() {
    check_run(
        r#"(define (head items) (car items))
(head 5)"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 5
             --> 1.scm:1:22
              |
            1 | (define (head items) (car items))
              |                      ^^^^^^^^^^^ in `head`
              |
              = note: called by the program, at 1.scm:2:1: (head 5)
        "#]],
    );
}

#[test]
fn the_cdr_of_the_empty_list() {
    check_run(
        r#"(define (tail items) (cdr items))
(tail '())"#,
        expect![[r#"
            error[E0301]: `cdr` takes a pair, got ()
             --> 1.scm:1:22
              |
            1 | (define (tail items) (cdr items))
              |                      ^^^^^^^^^^^ in `tail`
              |
              = note: called by the program, at 1.scm:2:1: (tail '())
              = help: the empty list has no parts: ask `null?` before
        "#]],
    );
}

#[test]
fn a_sum_with_a_string() {
    check_run(
        r#"(define (add a b) (+ a b))
(add 1 "2")"#,
        expect![[r#"
            error[E0301]: `+` takes a number, got "2"
             --> 1.scm:1:19
              |
            1 | (define (add a b) (+ a b))
              |                   ^^^^^^^ in `add`
              |
              = note: called by the program, at 1.scm:2:1: (add 1 "2")
              = help: strings are joined by `string-append`
        "#]],
    );
}

#[test]
fn a_sum_of_lists() {
    check_run(
        r#"(define (add a b) (+ a b))
(add '(1) '(2))"#,
        expect![[r#"
            error[E0301]: `+` takes a number, got (1)
             --> 1.scm:1:19
              |
            1 | (define (add a b) (+ a b))
              |                   ^^^^^^^ in `add`
              |
              = note: called by the program, at 1.scm:2:1: (add '(1) '(2))
              = help: lists are joined by `append`
        "#]],
    );
}

#[test]
fn an_integer_and_a_field_element() {
    check_run(
        r#"(define (add a b) (+ a b))
(add 1 (field 2))"#,
        expect![[r#"
            error[E0301]: `+` takes two numbers of one type, both integers or both field elements, got #field:2
             --> 1.scm:1:19
              |
            1 | (define (add a b) (+ a b))
              |                   ^^^^^^^ in `add`
              |
              = note: called by the program, at 1.scm:2:1: (add 1 (field 2))
              = help: `(field n)` makes a field element of an integer
        "#]],
    );
}

#[test]
fn a_quotient_of_integers_by_slash() {
    check_run(
        r#"(define (half n) (/ n 2))
(half 4)"#,
        expect![[r#"
            error[E0301]: `/` takes a field element, got 4
             --> 1.scm:1:18
              |
            1 | (define (half n) (/ n 2))
              |                  ^^^^^^^ in `half`
              |
              = note: called by the program, at 1.scm:2:1: (half 4)
              = help: integers are divided by `quotient`; `(field n)` makes a field element
        "#]],
    );
}

#[test]
fn numbers_compared_with_a_symbol() {
    check_run(
        r#"(define (is-five x) (= x 5))
(is-five 'five)"#,
        expect![[r#"
            error[E0301]: `=` takes a number, got five
             --> 1.scm:1:21
              |
            1 | (define (is-five x) (= x 5))
              |                     ^^^^^^^ in `is-five`
              |
              = note: called by the program, at 1.scm:2:1: (is-five 'five)
              = help: `=` compares numbers; `equal?` compares any two values
        "#]],
    );
}

#[test]
fn characters_compared_as_numbers() {
    check_run(
        r#"(define (before? a b) (< a b))
(before? #\a #\b)"#,
        expect![[r#"
            error[E0301]: `<` takes an integer, got #\a
             --> 1.scm:1:23
              |
            1 | (define (before? a b) (< a b))
              |                       ^^^^^^^ in `before?`
              |
              = note: called by the program, at 1.scm:2:1: (before? #\a #\b)
              = help: characters are compared by `char<?` and its like
        "#]],
    );
}

#[test]
fn field_elements_have_no_order() {
    check_run(
        r#"(define (less? a b) (< a b))
(less? (field 1) (field 2))"#,
        expect![[r#"
            error[E0301]: `<` takes an integer, got #field:1
             --> 1.scm:1:21
              |
            1 | (define (less? a b) (< a b))
              |                     ^^^^^^^ in `less?`
              |
              = note: called by the program, at 1.scm:2:1: (less? (field 1) (field 2))
              = help: field elements have no order: only `=` compares them
        "#]],
    );
}

#[test]
fn an_overflow() {
    check_run(
        r#"(define (grow n) (grow (* n 3)))
(grow 1)"#,
        expect![[r#"
            error[E0302]: the result of `*` does not fit in 64 bits (its last operand is 3)
             --> 1.scm:1:24
              |
            1 | (define (grow n) (grow (* n 3)))
              |                        ^^^^^^^ in `grow`
              |
              = note: called by the program, at 1.scm:2:1: (grow 1)
              = help: integers are 64-bit and signed; field elements, made by `(field n)`, wrap by definition
        "#]],
    );
}

#[test]
fn a_division_by_zero() {
    check_run(
        r#"(define (share n among) (quotient n among))
(share 7 0)"#,
        expect![[r#"
            error[E0303]: `quotient` divides by zero
             --> 1.scm:1:25
              |
            1 | (define (share n among) (quotient n among))
              |                         ^^^^^^^^^^^^^^^^^^ in `share`
              |
              = note: called by the program, at 1.scm:2:1: (share 7 0)
        "#]],
    );
}

#[test]
fn a_quotient_that_does_not_fit() {
    check_run(
        r#"(define (share n among) (quotient n among))
(share -9223372036854775808 -1)"#,
        expect![[r#"
            error[E0303]: the result of `quotient` by -1 does not fit in 64 bits
             --> 1.scm:1:25
              |
            1 | (define (share n among) (quotient n among))
              |                         ^^^^^^^^^^^^^^^^^^ in `share`
              |
              = note: called by the program, at 1.scm:2:1: (share -9223372036854775808 -1)
        "#]],
    );
}

#[test]
fn a_failed_assertion() {
    check_run(
        r#"(define (positive n) (assert (< 0 n)) n)
(positive -1)"#,
        expect![[r#"
            error[E0307]: an assertion failed
             --> 1.scm:1:22
              |
            1 | (define (positive n) (assert (< 0 n)) n)
              |                      ^^^^^^^^^^^^^^^^ in `positive`
              |
              = note: called by the program, at 1.scm:2:1: (positive -1)
        "#]],
    );
}

#[test]
fn an_error_with_irritants() {
    check_run(
        r#"(define (price item) (error "no price for" item '(in stock) "today"))
(price 'pear)"#,
        expect![[r#"
            error[E0306]: no price for pear (in stock) "today"
             --> 1.scm:1:22
              |
            1 | (define (price item) (error "no price for" item '(in stock) "today"))
              |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ in `price`
              |
              = note: called by the program, at 1.scm:2:1: (price 'pear)
        "#]],
    );
}

#[test]
fn an_error_whose_message_is_no_string() {
    check_run(
        r#"(define (stop) (error 'stop 1 2))
(stop)"#,
        expect![[r#"
            error[E0306]: stop 1 2
             --> 1.scm:1:16
              |
            1 | (define (stop) (error 'stop 1 2))
              |                ^^^^^^^^^^^^^^^^^ in `stop`
              |
              = note: called by the program, at 1.scm:2:1: (stop)
        "#]],
    );
}

#[test]
fn a_number_is_called() {
    check_run(
        r#"(define (call f) (f 1))
(call (car '(5)))"#,
        expect![[r#"
            error[E0304]: this calls 5, which is not a procedure
             --> 1.scm:1:18
              |
            1 | (define (call f) (f 1))
              |                  ^^^^^ in `call`
              |
              = note: called by the program, at 1.scm:2:1: (call (car '(5)))
              = help: what stands first in parentheses is called; parentheses around a value are one pair too many
        "#]],
    );
}

#[test]
fn a_variable_before_an_operation() {
    check_run(
        r#"(define (next x) (x + 1))
(next (length (list 1 2)))"#,
        expect![[r#"
            error[E0304]: this calls 2, which is not a procedure
             --> 1.scm:1:18
              |
            1 | (define (next x) (x + 1))
              |                  ^^^^^^^ in `next`
              |
              = note: called by the program, at 1.scm:2:1: (next (length (list 1 2)))
              = help: the operation stands first: `(+ x 1)`
        "#]],
    );
}

#[test]
fn a_quoted_lambda_is_called() {
    check_run(
        r#"(define (call f) (f 1))
(call (car '((lambda (x) x))))"#,
        expect![[r#"
            error[E0304]: this calls (lambda (x) x), which is not a procedure
             --> 1.scm:1:18
              |
            1 | (define (call f) (f 1))
              |                  ^^^^^ in `call`
              |
              = note: called by the program, at 1.scm:2:1: (call (car '((lambda (x) x))))
              = help: a quoted `lambda` is a list, not a procedure: remove the quote before it
        "#]],
    );
}

#[test]
fn a_symbol_is_called() {
    check_run(
        r#"(define (call f) (f 1))
(call (car '(car)))"#,
        expect![[r#"
            error[E0304]: this calls car, which is not a procedure
             --> 1.scm:1:18
              |
            1 | (define (call f) (f 1))
              |                  ^^^^^ in `call`
              |
              = note: called by the program, at 1.scm:2:1: (call (car '(car)))
              = help: a symbol is only a name: remove the quote before it
        "#]],
    );
}

#[test]
fn an_unspecified_value_is_called() {
    check_run(
        r#"(define (choose n) (if (< n 0) car))
((choose 1) (list 1))"#,
        expect![[r#"
            error[E0304]: this calls #<unspecified>, which is not a procedure
             --> 1.scm:2:1
              |
            2 | ((choose 1) (list 1))
              | ^^^^^^^^^^^^^^^^^^^^^ in the program
              |
              = help: the unspecified value comes from a form without a result, such as an `if` whose test fails and that has no other branch
        "#]],
    );
}

#[test]
fn an_unspecified_value_is_added() {
    check_run(
        r#"(define (choose n) (if (< n 0) n))
(+ 1 (choose 1))"#,
        expect![[r#"
            error[E0301]: `+` takes a number, got #<unspecified>
             --> 1.scm:2:1
              |
            2 | (+ 1 (choose 1))
              | ^^^^^^^^^^^^^^^^ in the program
              |
              = help: the unspecified value comes from a form without a result, such as an `if` whose test fails and that has no other branch
        "#]],
    );
}

#[test]
fn an_argument_is_missing() {
    check_run(
        r#"(define (twice f) (f (f 1)))
(define (add a b) (+ a b))
(twice (car (list add)))"#,
        expect![[r#"
            error[E0305]: `add` takes 2 arguments, got 1
             --> 1.scm:1:22
              |
            1 | (define (twice f) (f (f 1)))
              |                      ^^^^^ missing the argument for `b`, in `twice`
              |
             ::: 1.scm:2:1
              |
            2 | (define (add a b) (+ a b))
              | -------------------------- defined here
              |
              = note: called by the program, at 1.scm:3:1: (twice (car (list add)))
              = help: it is defined as (add a b)
        "#]],
    );
}

#[test]
fn an_argument_too_many() {
    check_run(
        r#"(define (call f) (f 1 2))
(call (car (list (lambda (a) a))))"#,
        expect![[r#"
            error[E0305]: this procedure takes 1 argument, got 2
             --> 1.scm:1:18
              |
            1 | (define (call f) (f 1 2))
              |                  ^^^^^^^ 1 too many, in `call`
              |
             ::: 1.scm:2:18
              |
            2 | (call (car (list (lambda (a) a))))
              |                  -------------- defined here
              |
              = note: called by the program, at 1.scm:2:1: (call (car (list (lambda (a) a))))
        "#]],
    );
}

#[test]
fn apply_with_a_wrong_number() {
    check_run(
        r#"(define (add a b) (+ a b))
(apply (car (list add)) (list 1 2 3))"#,
        expect![[r#"
            error[E0305]: `add` takes 2 arguments, and `apply` gave it another number
             --> 1.scm:2:1
              |
            2 | (apply (car (list add)) (list 1 2 3))
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ in the program
              |
             ::: 1.scm:1:1
              |
            1 | (define (add a b) (+ a b))
              | -------------------------- defined here
              |
              = help: it is defined as (add a b)
        "#]],
    );
}

#[test]
fn a_long_list_is_shortened() {
    check_run(
        r#"(define (sum items) (+ 1 items))
(sum (iota 100 1000000))"#,
        expect![[r#"
            error[E0301]: `+` takes a number, got (1000000 1000001 1000002 1000003 1000004 1000005 1000006 1000007 1000008 1000009…
             --> 1.scm:1:21
              |
            1 | (define (sum items) (+ 1 items))
              |                     ^^^^^^^^^^^ in `sum`
              |
              = note: called by the program, at 1.scm:2:1: (sum (iota 100 1000000))
              = help: lists are joined by `append`
        "#]],
    );
}

#[test]
fn an_uncaught_exception() {
    check_run(
        r#"(define (check x) (if (< x 0) (raise (list 'negative x)) x))
(+ 1 (check -1))"#,
        expect![[r#"
            error[E0308]: (negative -1) was raised, and nothing handles it
             --> 1.scm:1:31
              |
            1 | (define (check x) (if (< x 0) (raise (list 'negative x)) x))
              |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ in `check`
              |
              = note: called by the program, at 1.scm:2:6: (check -1)
              = help: handle it with `guard` or `with-exception-handler`
        "#]],
    );
}

#[test]
fn an_exception_that_its_handler_does_not_leave() {
    check_run(
        r#"(with-exception-handler
  (lambda (condition) 0)
  (lambda () (+ 1 (raise 'oops))))"#,
        expect![[r#"
            error[E0306]: raise: the handler returned oops
             --> 1.scm:3:19
              |
            3 |   (lambda () (+ 1 (raise 'oops))))
              |                   ^^^^^^^^^^^^^ in `raise`, called in a `lambda`
              |
              = note: called by the program, at 1.scm:1:1: (with-exception-handler (lambda (condition) 0) (…
        "#]],
    );
}

#[test]
fn a_port() {
    check_run(
        r#"(display "hello" (list 'port))"#,
        expect![[r#"
        error[E0306]: there are no ports: all output goes to standard output (port)
         --> 1.scm:1:1
          |
        1 | (display "hello" (list 'port))
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ in `display`, called in the program
    "#]],
    );
}

#[test]
fn what_is_written_as_a_string_must_be_one() {
    check_run(
        r#"(define (show x) (write-string x))
(show 5)"#,
        expect![[r#"
            error[E0306]: write-string: not a string 5
             --> 1.scm:1:18
              |
            1 | (define (show x) (write-string x))
              |                  ^^^^^^^^^^^^^^^^ in `write-string`, called in `show`
              |
              = note: called by the program, at 1.scm:2:1: (show 5)
        "#]],
    );
}

#[test]
fn an_error_that_its_handler_does_not_leave() {
    check_run(
        r#"(define (f x) (+ 1 (error "no good:" x)))
(with-exception-handler
  (lambda (condition) 0)
  (lambda () (f 5)))"#,
        expect![[r#"
            error[E0306]: raise: the handler returned #<error "no good:" 5>
             --> 1.scm:2:1
              |
            2 | (with-exception-handler
              | ^^^^^^^^^^^^^^^^^^^^^^^ in `with-exception-handler`, called in the program
              |
             ::: 1.scm:1:20
              |
            1 | (define (f x) (+ 1 (error "no good:" x)))
              |                    -------------------- the error that this is about
        "#]],
    );
}

#[test]
fn an_error_object_that_is_raised_again_uncaught() {
    check_run(
        r#"(define (f x) (+ 1 (car x)))
(guard (condition ((symbol? condition) 0))
  (f 5))"#,
        expect![[r#"
            error[E0301]: `car` takes a pair, got 5
             --> 1.scm:1:20
              |
            1 | (define (f x) (+ 1 (car x)))
              |                    ^^^^^^^ in `f`
              |
              = note: called by `guard`, at 1.scm:3:3: (f 5)
                      called by the program, at 1.scm:2:1: (guard (condition ((symbol? condition) 0)) (f 5)…
        "#]],
    );
}

/// What fails is done, whether or not anything uses it.
#[test]
fn an_overflow_that_nothing_uses() {
    check_run(
        "(define (f x)\n  (+ x 9223372036854775807)\n  1)\n(f 1)",
        expect![[r#"
            error[E0302]: the result of `+` does not fit in 64 bits (its last operand is 9223372036854775807)
             --> 1.scm:2:3
              |
            2 |   (+ x 9223372036854775807)
              |   ^^^^^^^^^^^^^^^^^^^^^^^^^ in `f`
              |
              = note: called by the program, at 1.scm:4:1: (f 1)
              = help: integers are 64-bit and signed; field elements, made by `(field n)`, wrap by definition
        "#]],
    );
}
