//! `case-lambda`, `guard`, and promises.

use crate::check;
use expect_test::expect;

#[test]
fn no_clause_for_so_many() {
    check(
        "(define f (case-lambda ((a) a) ((a b) b) ((a b c d . e) a)))\n(f)\n(f 1 2 3)",
        expect![[r#"
            error[E0162]: `f` takes 1, 2 or at least 4 operands, but none is given
             --> 1.scm:2:1
              |
            2 | (f)
              | ^^^
              |
              = help: its `case-lambda` has no clause for so many

            error[E0162]: `f` takes 1, 2 or at least 4 operands, but 3 are given
             --> 1.scm:3:1
              |
            3 | (f 1 2 3)
              | ^^^^^^^^^
              |
              = help: its `case-lambda` has no clause for so many
        "#]],
    );
}

#[test]
fn no_clause_for_so_many_in_a_body() {
    check(
        "(define (g) (define f (case-lambda (() 0))) (f 1))",
        expect![[r#"
            error[E0162]: `f` takes no operands, but 1 is given
             --> 1.scm:1:45
              |
            1 | (define (g) (define f (case-lambda (() 0))) (f 1))
              |                                             ^^^^^
              |
              = help: its `case-lambda` has no clause for so many
        "#]],
    );
}

#[test]
fn case_lambda_clause_shape() {
    check(
        "(define f (case-lambda (a b) 5 () ((a a) a)))",
        expect![[r#"
            error[E0101]: `b` is not defined
             --> 1.scm:1:27
              |
            1 | (define f (case-lambda (a b) 5 () ((a a) a)))
              |                           ^

            error[E0104]: `case-lambda` needs clauses of parameters and a body
             --> 1.scm:1:30
              |
            1 | (define f (case-lambda (a b) 5 () ((a a) a)))
              |                              ^
              |
              = help: it is written `(case-lambda ((parameter …) body …) …)`

            error[E0104]: `case-lambda` needs clauses of parameters and a body
             --> 1.scm:1:32
              |
            1 | (define f (case-lambda (a b) 5 () ((a a) a)))
              |                                ^^
              |
              = help: it is written `(case-lambda ((parameter …) body …) …)`

            error[E0107]: `a` is bound twice
             --> 1.scm:1:39
              |
            1 | (define f (case-lambda (a b) 5 () ((a a) a)))
              |                                     - ^ second binding
              |                                     |
              |                                     first binding
              |
              = help: rename one of the two, or remove it
        "#]],
    );
}

#[test]
fn case_lambda_clause_without_a_body() {
    check(
        "(case-lambda ((a)))",
        expect![[r#"
        error[E0112]: this body has no expression at its end
         --> 1.scm:1:14
          |
        1 | (case-lambda ((a)))
          |              ^^^^^
          |
          = help: a body is any number of definitions and then at least one expression, whose value is the result
    "#]],
    );
}

#[test]
fn guard_shape() {
    check(
        "(guard (e) 1)\n(guard (e (#t 1)))\n(guard e 1)\n(guard)",
        expect![[r#"
            error[E0104]: `guard` needs a name and a clause
             --> 1.scm:1:8
              |
            1 | (guard (e) 1)
              |        ^^^
              |
              = help: it is written `(guard (name (test expression …) … (else expression …)) body …)`

            error[E0104]: `guard` needs clauses and a body
             --> 1.scm:2:1
              |
            2 | (guard (e (#t 1)))
              | ^^^^^^^^^^^^^^^^^^
              |
              = help: it is written `(guard (name (test expression …) … (else expression …)) body …)`

            error[E0104]: `guard` needs a name and a clause
             --> 1.scm:3:8
              |
            3 | (guard e 1)
              |        ^
              |
              = help: it is written `(guard (name (test expression …) … (else expression …)) body …)`

            error[E0104]: `guard` needs clauses and a body
             --> 1.scm:4:1
              |
            4 | (guard)
              | ^^^^^^^
              |
              = help: it is written `(guard (name (test expression …) … (else expression …)) body …)`
        "#]],
    );
}

#[test]
fn guard_of_no_name() {
    check(
        "(guard (1 (#t 1)) 2)",
        expect![[r#"
        error[E0113]: a name is expected here
         --> 1.scm:1:9
          |
        1 | (guard (1 (#t 1)) 2)
          |         ^ this is no symbol
    "#]],
    );
}

#[test]
fn else_in_the_middle_of_guard() {
    check(
        "(guard (e (else 1) (#t 2)) 3)",
        expect![[r#"
        error[E0114]: the `else` clause must be the last
         --> 1.scm:1:11
          |
        1 | (guard (e (else 1) (#t 2)) 3)
          |           ^^^^^^^^ clauses after this are never reached
    "#]],
    );
}

#[test]
fn delay_shape() {
    check(
        "(delay)\n(delay 1 2)\n(delay-force)",
        expect![[r#"
        error[E0104]: `delay` takes one expression
         --> 1.scm:1:1
          |
        1 | (delay)
          | ^^^^^^^
          |
          = help: it is written `(delay expression)`

        error[E0104]: `delay` takes one expression
         --> 1.scm:2:1
          |
        2 | (delay 1 2)
          | ^^^^^^^^^^^
          |
          = help: it is written `(delay expression)`

        error[E0104]: `delay-force` takes one expression
         --> 1.scm:3:1
          |
        3 | (delay-force)
          | ^^^^^^^^^^^^^
          |
          = help: it is written `(delay-force expression)`
    "#]],
    );
}

#[test]
fn assert_without_a_test() {
    check(
        "(assert)",
        expect![[r#"
        error[E0104]: `assert` needs a test
         --> 1.scm:1:1
          |
        1 | (assert)
          | ^^^^^^^^
          |
          = help: it is written `(assert test)` or `(assert test message irritant …)`
    "#]],
    );
}
