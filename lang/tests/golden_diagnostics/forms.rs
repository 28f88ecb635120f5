//! Forms that are not written as they must be.

use crate::check;
use expect_test::expect;

#[test]
fn too_few_operands() {
    check(
        "(car)",
        expect![[r#"
            error[E0105]: `car` takes 1 operand, but none is given
             --> 1.scm:1:1
              |
            1 | (car)
              | ^^^^^
        "#]],
    );
}

#[test]
fn too_many_operands() {
    check(
        "(cons 1 2 3)",
        expect![[r#"
            error[E0105]: `cons` takes 2 operands, but 3 are given
             --> 1.scm:1:1
              |
            1 | (cons 1 2 3)
              | ^^^^^^^^^^^^
        "#]],
    );
}

#[test]
fn too_few_of_any_number() {
    check(
        "(apply car) (-) (<) (error)",
        expect![[r#"
            error[E0105]: `apply` takes at least 2 operands, but 1 is given
             --> 1.scm:1:1
              |
            1 | (apply car) (-) (<) (error)
              | ^^^^^^^^^^^

            error[E0105]: `-` takes at least 1 operand, but none is given
             --> 1.scm:1:13
              |
            1 | (apply car) (-) (<) (error)
              |             ^^^

            error[E0105]: `<` takes at least 1 operand, but none is given
             --> 1.scm:1:17
              |
            1 | (apply car) (-) (<) (error)
              |                 ^^^

            error[E0105]: `error` takes at least 1 operand, but none is given
             --> 1.scm:1:21
              |
            1 | (apply car) (-) (<) (error)
              |                     ^^^^^^^
        "#]],
    );
}

#[test]
fn if_without_a_branch() {
    check(
        "(if #t)",
        expect![[r#"
            error[E0104]: `if` takes a test and one or two branches
             --> 1.scm:1:1
              |
            1 | (if #t)
              | ^^^^^^^
              |
              = help: it is written `(if test then else)`
        "#]],
    );
}

#[test]
fn if_with_too_many_branches() {
    check(
        "(if #t 1 2 3)",
        expect![[r#"
            error[E0104]: `if` takes a test and one or two branches
             --> 1.scm:1:1
              |
            1 | (if #t 1 2 3)
              | ^^^^^^^^^^^^^
              |
              = help: `(begin …)` makes one expression of several; `cond` chooses among more than two cases
        "#]],
    );
}

#[test]
fn keyword_as_a_value() {
    check(
        "(map if '(1 2))",
        expect![[r#"
            error[E0108]: `if` is a keyword, not a value
             --> 1.scm:1:6
              |
            1 | (map if '(1 2))
              |      ^^
              |
              = help: its form is `(if test then else)`
        "#]],
    );
}

#[test]
fn misplaced_else() {
    check(
        "(if #t 1 else 2)",
        expect![[r#"
            error[E0104]: `if` takes a test and one or two branches
             --> 1.scm:1:1
              |
            1 | (if #t 1 else 2)
              | ^^^^^^^^^^^^^^^^
              |
              = help: the branches follow each other without a word between them: `(if test then else)`
        "#]],
    );
}

#[test]
fn else_in_the_middle() {
    check(
        "(cond (else 1) (#t 2))",
        expect![[r#"
            error[E0114]: the `else` clause must be the last
             --> 1.scm:1:7
              |
            1 | (cond (else 1) (#t 2))
              |       ^^^^^^^^ clauses after this are never reached
        "#]],
    );
}

#[test]
fn empty_else() {
    check(
        "(cond (#f 1) (else))",
        expect![[r#"
            error[E0114]: an `else` clause needs an expression
             --> 1.scm:1:14
              |
            1 | (cond (#f 1) (else))
              |              ^^^^^^
              |
              = help: such a clause is written `(else expression …)`
        "#]],
    );
}

#[test]
fn arrow_without_a_procedure() {
    check(
        "(cond (1 =>))",
        expect![[r#"
            error[E0114]: `=>` takes one procedure
             --> 1.scm:1:7
              |
            1 | (cond (1 =>))
              |       ^^^^^^
              |
              = help: such a clause is written `(test => procedure)`
        "#]],
    );
}

#[test]
fn bad_clause() {
    check(
        "(cond #t)",
        expect![[r#"
            error[E0104]: `cond` needs lists as clauses
             --> 1.scm:1:7
              |
            1 | (cond #t)
              |       ^^
              |
              = help: it is written `(cond (test expression …) … (else expression …))`
        "#]],
    );
}

#[test]
fn bad_case_clause() {
    check(
        "(case 1 (1 2))",
        expect![[r#"
            error[E0104]: `case` needs a list of data in each clause
             --> 1.scm:1:10
              |
            1 | (case 1 (1 2))
              |          ^
              |
              = help: it is written `(case key ((datum …) expression …) … (else expression …))`
        "#]],
    );
}

#[test]
fn empty_application() {
    check(
        "(list ())",
        expect![[r#"
            error[E0109]: an empty list is no expression
             --> 1.scm:1:7
              |
            1 | (list ())
              |       ^^
              |
              = help: the empty list as a value is written `'()`
        "#]],
    );
}

#[test]
fn dotted_call() {
    check(
        "(+ 1 . 2)",
        expect![[r#"
            error[E0110]: an expression cannot be a dotted list
             --> 1.scm:1:8
              |
            1 | (+ 1 . 2)
              |        ^ this stands after a dot
              |
              = help: quote data with `'`; spread a list over operands with `(apply f a … list)`
        "#]],
    );
}

#[test]
fn number_as_operator() {
    check(
        "((1 2) 3)",
        expect![[r#"
            error[E0110]: this is called, but it is no procedure
             --> 1.scm:1:3
              |
            1 | ((1 2) 3)
              |   ^
              |
              = help: a list as data is written `'(…)` or `(list …)`
        "#]],
    );
}

#[test]
fn unquote_outside() {
    check(
        "(list ,x)",
        expect![[r#"
            error[E0115]: `unquote` stands outside of a quasiquotation
             --> 1.scm:1:7
              |
            1 | (list ,x)
              |       ^^
              |
              = help: `,` and `,@` belong inside of a template that begins with a backquote
        "#]],
    );
}

#[test]
fn splice_without_a_list() {
    check(
        "`,@(list 1)",
        expect![[r#"
            error[E0115]: `unquote-splicing` has no list to splice into
             --> 1.scm:1:2
              |
            1 | `,@(list 1)
              |  ^^^^^^^^^^
              |
              = help: `,@` stands inside of a list template: `` `(a ,@list) ``
        "#]],
    );
}

#[test]
fn empty_begin() {
    check(
        "(if #t (begin))",
        expect![[r#"
            error[E0104]: `begin` needs an expression
             --> 1.scm:1:8
              |
            1 | (if #t (begin))
              |        ^^^^^^^
              |
              = help: it is written `(begin expression …)`
        "#]],
    );
}

#[test]
fn quote_with_two_data() {
    check(
        "(quote a b)",
        expect![[r#"
            error[E0104]: `quote` takes one datum
             --> 1.scm:1:1
              |
            1 | (quote a b)
              | ^^^^^^^^^^^
              |
              = help: it is written `(quote datum)`
        "#]],
    );
}

#[test]
fn many_mistakes_of_the_expander_at_once() {
    check(
        "(define (f x x)\n  (if x)\n  (car)\n  (unknwon))\n(f ())",
        expect![[r#"
            error[E0107]: `x` is bound twice
             --> 1.scm:1:14
              |
            1 | (define (f x x)
              |            - ^ second binding
              |            |
              |            first binding
              |
              = help: rename one of the two, or remove it

            error[E0104]: `if` takes a test and one or two branches
             --> 1.scm:2:3
              |
            2 |   (if x)
              |   ^^^^^^
              |
              = help: it is written `(if test then else)`

            error[E0105]: `car` takes 1 operand, but none is given
             --> 1.scm:3:3
              |
            3 |   (car)
              |   ^^^^^

            error[E0101]: `unknwon` is not defined
             --> 1.scm:4:4
              |
            4 |   (unknwon))
              |    ^^^^^^^

            error[E0109]: an empty list is no expression
             --> 1.scm:5:4
              |
            5 | (f ())
              |    ^^
              |
              = help: the empty list as a value is written `'()`
        "#]],
    );
}
