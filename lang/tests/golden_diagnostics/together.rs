//! Mistakes of several stages and at several places, told at once; what one may have caused is left out.

use crate::check;
use expect_test::expect;

#[test]
fn an_unknown_name_and_a_missing_argument() {
    check(
        r#"(define (area w h) (* w h))
(define (f x) (+ x y))
(area 3)"#,
        expect![[r#"
            error[E0101]: `y` is not defined
             --> 1.scm:2:20
              |
            2 | (define (f x) (+ x y))
              |                    ^

            error[E0202]: `area` takes 2 arguments, got 1
             --> 1.scm:3:1
              |
            3 | (area 3)
              | ^^^^^^^^ missing the argument for `h`
              |
             ::: 1.scm:1:1
              |
            1 | (define (area w h) (* w h))
              | --------------------------- defined here
              |
              = help: it is defined as (area w h)
        "#]],
    );
}

#[test]
fn a_wrong_number_and_an_unknown_name() {
    check(
        r#"(define rate 1.5)
(define (f x) (+ x z))"#,
        expect![[r#"
            error[E0011]: the number 1.5 is not an exact integer
             --> 1.scm:1:14
              |
            1 | (define rate 1.5)
              |              ^^^ decimals, infinities and complex numbers are not supported
              |
              = help: use integers; for fractions choose a scale, such as thousandths, and count in it

            error[E0101]: `z` is not defined
             --> 1.scm:2:20
              |
            2 | (define (f x) (+ x z))
              |                    ^
        "#]],
    );
}

#[test]
fn a_bad_character_hides_no_other_mistake() {
    check(
        r#"(list #\nope)
(if)
(foo)"#,
        expect![[r#"
            error[E0014]: no character is called `nope`
             --> 1.scm:1:7
              |
            1 | (list #\nope)
              |       ^^^^^^
              |
              = help: names are alarm, backspace, delete, escape, newline, null, return, space and tab; others are written `#\x41`

            error[E0104]: `if` takes a test and one or two branches
             --> 1.scm:2:1
              |
            2 | (if)
              | ^^^^
              |
              = help: it is written `(if test then else)`

            error[E0101]: `foo` is not defined
             --> 1.scm:3:2
              |
            3 | (foo)
              |  ^^^
        "#]],
    );
}

#[test]
fn what_stands_in_for_a_number_is_no_mistake() {
    check(
        "(+ 1.5 (car 2.5))",
        expect![[r#"
        error[E0011]: the number 1.5 is not an exact integer
         --> 1.scm:1:4
          |
        1 | (+ 1.5 (car 2.5))
          |    ^^^ decimals, infinities and complex numbers are not supported
          |
          = help: use integers; for fractions choose a scale, such as thousandths, and count in it

        error[E0011]: the number 2.5 is not an exact integer
         --> 1.scm:1:13
          |
        1 | (+ 1.5 (car 2.5))
          |             ^^^ decimals, infinities and complex numbers are not supported
          |
          = help: use integers; for fractions choose a scale, such as thousandths, and count in it
    "#]],
    );
}

#[test]
fn a_call_of_an_unknown_procedure_is_one_mistake() {
    check(
        r#"(define f unknown)
(f 1 2)"#,
        expect![[r#"
            error[E0101]: `unknown` is not defined
             --> 1.scm:1:11
              |
            1 | (define f unknown)
              |           ^^^^^^^
        "#]],
    );
}

#[test]
fn a_broken_definition_causes_nothing() {
    check(
        r#"(define (f x 1) x)
(f 1 2)"#,
        expect![[r#"
            error[E0113]: a name is expected here
             --> 1.scm:1:14
              |
            1 | (define (f x 1) x)
              |              ^ this is no symbol
        "#]],
    );
}

#[test]
fn a_definition_without_a_value_causes_nothing() {
    check(
        r#"(define x)
(+ x 1)"#,
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
fn a_list_left_open_hides_no_other_that_is() {
    check(
        r#"(define (f x)
  (+ x (* 2 3)

(define (g y)
  (* y 2)

(define (h z) z)
"#,
        expect![[r#"
            error[E0001]: this list is never closed
             --> 1.scm:2:3
              |
            2 |   (+ x (* 2 3)
              |   ^ a `)` is missing for this, and one for the list around it
              |
              = help: line 4 begins with a parenthesis; if a new definition starts there, the `)` is missing before it

            error[E0001]: this list is never closed
             --> 1.scm:4:1
              |
            4 | (define (g y)
              | ^ a `)` is missing for this
              |
              = help: line 7 begins with a parenthesis; if a new definition starts there, the `)` is missing before it
        "#]],
    );
}

#[test]
fn mistakes_after_a_list_left_open() {
    check(
        r#"(define (f x)
  (+ x 1)

(define (g y) (list y #\nope 99999999999999999999))
"#,
        expect![[r#"
            error[E0001]: this list is never closed
             --> 1.scm:1:1
              |
            1 | (define (f x)
              | ^ a `)` is missing for this
              |
              = help: line 4 begins with a parenthesis; if a new definition starts there, the `)` is missing before it

            error[E0014]: no character is called `nope`
             --> 1.scm:4:23
              |
            4 | (define (g y) (list y #\nope 99999999999999999999))
              |                       ^^^^^^
              |
              = help: names are alarm, backspace, delete, escape, newline, null, return, space and tab; others are written `#\x41`

            error[E0010]: the integer 99999999999999999999 is out of range
             --> 1.scm:4:30
              |
            4 | (define (g y) (list y #\nope 99999999999999999999))
              |                              ^^^^^^^^^^^^^^^^^^^^ integers run from -9223372036854775808 to 9223372036854775807
              |
              = help: for larger numbers use field elements, whose arithmetic wraps: `#field:N`
        "#]],
    );
}

#[test]
fn a_list_that_goes_on_at_the_margin_is_no_mistake() {
    check(
        r#"(define x
(list 1
(+ 1 2)))
(define (f y)
"#,
        expect![[r#"
            error[E0001]: this list is never closed
             --> 1.scm:4:1
              |
            4 | (define (f y)
              | ^ a `)` is missing for this
        "#]],
    );
}

#[test]
fn brackets_and_an_unknown_name() {
    check(
        "(let [(x 1)] (+ x yy))",
        expect![[r#"
        error[E0007]: a `[` cannot open a list
         --> 1.scm:1:6
          |
        1 | (let [(x 1)] (+ x yy))
          |      ^
          |
          = help: lists are written in parentheses: `( … )`

        error[E0101]: `yy` is not defined
         --> 1.scm:1:19
          |
        1 | (let [(x 1)] (+ x yy))
          |                   ^^
    "#]],
    );
}
