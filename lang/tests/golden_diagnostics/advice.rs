//! Mistakes of beginners and of those who come from other languages: what is proposed instead.

use crate::check;
use expect_test::expect;

#[test]
fn a_let_that_should_be_let_star() {
    check(
        r#"(let ((width 3)
      (area (* width width)))
  area)"#,
        expect![[r#"
            error[E0101]: `width` is not defined
             --> 1.scm:2:16
              |
            2 |       (area (* width width)))
              |                ^^^^^
              |
              = help: `width` is bound by the same `let`, whose values do not see each other: did you mean `let*`?
        "#]],
    );
}

#[test]
fn a_let_whose_value_needs_itself() {
    check(
        r#"(let ((count (lambda (n) (if (= n 0) 0 (count (- n 1))))))
  (count 3))"#,
        expect![[r#"
            error[E0202]: `count` takes at least 2 arguments, got 1
             --> 1.scm:1:40
              |
            1 | (let ((count (lambda (n) (if (= n 0) 0 (count (- n 1))))))
              |                                        ^^^^^^^^^^^^^^^ missing the argument for `items`
              |
              = help: it is defined as (count predicate items . lists)
        "#]],
    );
}

#[test]
fn a_later_binding_of_the_same_let_is_merely_unknown() {
    check(
        "(let ((a b) (b 1)) a)",
        expect![[r#"
        error[E0101]: `b` is not defined
         --> 1.scm:1:10
          |
        1 | (let ((a b) (b 1)) a)
          |          ^
    "#]],
    );
}

#[test]
fn a_name_of_an_outer_let_is_seen() {
    check(
        "(let ((a 1)) (let ((b (+ a c))) b))",
        expect![[r#"
        error[E0101]: `c` is not defined
         --> 1.scm:1:28
          |
        1 | (let ((a 1)) (let ((b (+ a c))) b))
          |                            ^
    "#]],
    );
}

#[test]
fn bindings_without_their_own_parentheses() {
    check(
        "(let (x 1) (+ x 1))",
        expect![[r#"
        error[E0104]: `let` needs bindings of the form `(name value)`
         --> 1.scm:1:6
          |
        1 | (let (x 1) (+ x 1))
          |      ^^^^^
          |
          = help: bindings stand in a list of their own: `(let ((x 1)) …)`
    "#]],
    );
}

#[test]
fn bindings_of_let_star_without_their_own_parentheses() {
    check(
        "(let* (total (+ 1 2)) total)",
        expect![[r#"
        error[E0104]: `let*` needs bindings of the form `(name value)`
         --> 1.scm:1:7
          |
        1 | (let* (total (+ 1 2)) total)
          |       ^^^^^^^^^^^^^^^
          |
          = help: bindings stand in a list of their own: `(let* ((total (+ 1 2))) …)`
    "#]],
    );
}

#[test]
fn an_operation_between_its_operands() {
    check(
        "(define x (1 + 2))",
        expect![[r#"
        error[E0110]: this is called, but it is no procedure
         --> 1.scm:1:12
          |
        1 | (define x (1 + 2))
          |            ^
          |
          = help: the operation stands first: `(+ 1 2)`
    "#]],
    );
}

#[test]
fn several_operations_between_their_operands() {
    check(
        "(3 * 4 * 5)",
        expect![[r#"
            error[E0110]: this is called, but it is no procedure
             --> 1.scm:1:2
              |
            1 | (3 * 4 * 5)
              |  ^
              |
              = help: the operation stands first: `(* 3 4 5)`
        "#]],
    );
}

#[test]
fn an_if_with_else() {
    check(
        r#"(define (f x)
  (if (< x 0) -1 else 1))"#,
        expect![[r#"
            error[E0104]: `if` takes a test and one or two branches
             --> 1.scm:2:3
              |
            2 |   (if (< x 0) -1 else 1))
              |   ^^^^^^^^^^^^^^^^^^^^^^
              |
              = help: the branches follow each other without a word between them: `(if test then else)`
        "#]],
    );
}

#[test]
fn an_if_with_then() {
    check(
        "(if #t then 1)",
        expect![[r#"
            error[E0101]: `then` is not defined
             --> 1.scm:1:8
              |
            1 | (if #t then 1)
              |        ^^^^
              |
              = help: in Foldscheme this is not needed: the branches follow the test, `(if test then else)`
        "#]],
    );
}

#[test]
fn an_if_with_four_parts() {
    check(
        "(define (f x) (if (< x 0) -1 0 1))",
        expect![[r#"
        error[E0104]: `if` takes a test and one or two branches
         --> 1.scm:1:15
          |
        1 | (define (f x) (if (< x 0) -1 0 1))
          |               ^^^^^^^^^^^^^^^^^^^
          |
          = help: `(begin …)` makes one expression of several; `cond` chooses among more than two cases
    "#]],
    );
}

#[test]
fn a_procedure_defined_beside_its_parameters() {
    check(
        "(define add (x y) (+ x y))",
        expect![[r#"
        error[E0104]: `define` takes one value
         --> 1.scm:1:1
          |
        1 | (define add (x y) (+ x y))
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: a procedure is defined with its parameters beside its name: `(define (add x y) …)`
    "#]],
    );
}

#[test]
fn a_definition_with_two_values() {
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
fn a_quoted_lambda_is_called() {
    check(
        "('(lambda (x) x) 5)",
        expect![[r#"
        error[E0110]: this is called, but it is no procedure
         --> 1.scm:1:2
          |
        1 | ('(lambda (x) x) 5)
          |  ^^^^^^^^^^^^^^^
          |
          = help: a quoted `lambda` is a list, not a procedure: remove the quote before it
    "#]],
    );
}

#[test]
fn a_list_of_numbers_without_a_quote() {
    check(
        "(length (1 2 3))",
        expect![[r#"
        error[E0110]: this is called, but it is no procedure
         --> 1.scm:1:10
          |
        1 | (length (1 2 3))
          |          ^
          |
          = help: a list as data is written `'(…)` or `(list …)`
    "#]],
    );
}

#[test]
fn a_string_in_single_quotes() {
    check(
        "(list 'hello world')",
        expect![[r#"
        error[E0009]: nothing follows `'`
         --> 1.scm:1:19
          |
        1 | (list 'hello world')
          |                   ^ expected a datum after this
          |
          = help: a string is written in double quotes: `"like this"`
    "#]],
    );
}

#[test]
fn a_loop_of_another_language() {
    check(
        "(while (< i 10) (print i))",
        expect![[r#"
        error[E0101]: `while` is not defined
         --> 1.scm:1:2
          |
        1 | (while (< i 10) (print i))
          |  ^^^^^
          |
          = help: in Foldscheme this is a named `let`, or `do`

        error[E0101]: `i` is not defined
         --> 1.scm:1:11
          |
        1 | (while (< i 10) (print i))
          |           ^

        error[E0101]: `print` is not defined
         --> 1.scm:1:18
          |
        1 | (while (< i 10) (print i))
          |                  ^^^^^
          |
          = help: in Foldscheme this is `display`, and `newline` to end the line
    "#]],
    );
}

#[test]
fn words_of_other_languages() {
    check(
        r#"(define (f x) (return (concat x None)))
(println (len True))"#,
        expect![[r#"
            error[E0101]: `return` is not defined
             --> 1.scm:1:16
              |
            1 | (define (f x) (return (concat x None)))
              |                ^^^^^^
              |
              = help: in Foldscheme this is not needed: a body's value is that of its last expression

            error[E0101]: `concat` is not defined
             --> 1.scm:1:24
              |
            1 | (define (f x) (return (concat x None)))
              |                        ^^^^^^
              |
              = help: in Foldscheme this is `append` for lists, `string-append` for strings

            error[E0101]: `None` is not defined
             --> 1.scm:1:33
              |
            1 | (define (f x) (return (concat x None)))
              |                                 ^^^^
              |
              = help: in Foldscheme this is `'()`, or `#f`

            error[E0101]: `println` is not defined
             --> 1.scm:2:2
              |
            2 | (println (len True))
              |  ^^^^^^^
              |
              = help: in Foldscheme this is `display`, and `newline` to end the line

            error[E0101]: `len` is not defined
             --> 1.scm:2:11
              |
            2 | (println (len True))
              |           ^^^
              |
              = help: in Foldscheme this is `length`, or `string-length` for a string

            error[E0101]: `True` is not defined
             --> 1.scm:2:15
              |
            2 | (println (len True))
              |               ^^^^
              |
              = help: in Foldscheme this is `#t`
        "#]],
    );
}

#[test]
fn signs_of_other_languages() {
    check(
        "(define (f a b) (&& (! a) (!= a b)))",
        expect![[r#"
        error[E0101]: `&&` is not defined
         --> 1.scm:1:18
          |
        1 | (define (f a b) (&& (! a) (!= a b)))
          |                  ^^
          |
          = help: in Foldscheme this is `and`

        error[E0101]: `!` is not defined
         --> 1.scm:1:22
          |
        1 | (define (f a b) (&& (! a) (!= a b)))
          |                      ^
          |
          = help: in Foldscheme this is `not`

        error[E0101]: `!=` is not defined
         --> 1.scm:1:28
          |
        1 | (define (f a b) (&& (! a) (!= a b)))
          |                            ^^
          |
          = help: in Foldscheme this is `(not (= a b))`
    "#]],
    );
}

#[test]
fn increments_of_other_schemes() {
    check(
        "(define (f n) (+ (1+ n) (add1 n)))",
        expect![[r#"
            error[E0016]: `1+` is neither a number nor a symbol
             --> 1.scm:1:19
              |
            1 | (define (f n) (+ (1+ n) (add1 n)))
              |                   ^^
              |
              = help: one more than a number is `(+ n 1)`

            error[E0101]: `add1` is not defined
             --> 1.scm:1:26
              |
            1 | (define (f n) (+ (1+ n) (add1 n)))
              |                          ^^^^
              |
              = help: in Foldscheme this is `(+ n 1)`
        "#]],
    );
}

#[test]
fn an_assignment() {
    check(
        "(define (count n) (setq n (+ n 1)))",
        expect![[r#"
        error[E0101]: `setq` is not defined
         --> 1.scm:1:20
          |
        1 | (define (count n) (setq n (+ n 1)))
          |                    ^^^^
          |
          = help: in Foldscheme this is `define`, or `let`: nothing is mutable
    "#]],
    );
}

#[test]
fn a_definition_inside_of_an_expression() {
    check(
        r#"(define (f x)
  (+ 1 (define y x)))"#,
        expect![[r#"
            error[E0111]: a definition stands where an expression is expected
             --> 1.scm:2:8
              |
            2 |   (+ 1 (define y x)))
              |        ^^^^^^^^^^^^
              |
              = help: definitions stand at the top level and in the bodies of `define`, `lambda` and the `let` forms
        "#]],
    );
}

#[test]
fn else_as_a_value() {
    check(
        "(define (f x) (list x else))",
        expect![[r#"
            error[E0108]: `else` is a keyword, not a value
             --> 1.scm:1:23
              |
            1 | (define (f x) (list x else))
              |                       ^^^^
              |
              = help: `else` stands only in clauses of `cond`, `case` and `guard`
        "#]],
    );
}

#[test]
fn ports() {
    check(
        "(with-output-to-string (lambda () 1))",
        expect![[r#"
            error[E0102]: `with-output-to-string` is not supported
             --> 1.scm:1:2
              |
            1 | (with-output-to-string (lambda () 1))
              |  ^^^^^^^^^^^^^^^^^^^^^
              |
              = help: there are no ports: build strings with `string-append`, `number->string` and `list->string`
        "#]],
    );
}
