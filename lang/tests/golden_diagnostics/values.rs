//! Forms that receive several values.

use crate::check;
use expect_test::expect;

#[test]
fn too_many_values() {
    check(
        "(let-values (((a b) (values 1 2 3))) a)",
        expect![[r#"
        error[E0161]: 2 values are expected here, but 3 are given
         --> 1.scm:1:21
          |
        1 | (let-values (((a b) (values 1 2 3))) a)
          |                     ^^^^^^^^^^^^^^
          |
          = help: the names that a form binds and the operands of `values` must be as many; `(a . rest)` takes any number
    "#]],
    );
}

#[test]
fn too_few_values_in_a_branch() {
    check("(let-values (((a b) (if #t (values 1 2) (values 3)))) a)\n(receive (a b . c) (if #t (values 1 2) (values)) a)", expect![[r#"
        error[E0161]: 2 values are expected here, but 1 is given
         --> 1.scm:1:49
          |
        1 | (let-values (((a b) (if #t (values 1 2) (values 3)))) a)
          |                                                 ^
          |
          = help: the names that a form binds and the operands of `values` must be as many; `(a . rest)` takes any number

        error[E0161]: at least 2 values are expected here, but none is given
         --> 1.scm:2:40
          |
        2 | (receive (a b . c) (if #t (values 1 2) (values)) a)
          |                                        ^^^^^^^^
          |
          = help: the names that a form binds and the operands of `values` must be as many; `(a . rest)` takes any number
    "#]]);
}

#[test]
fn a_list_where_values_are_needed() {
    check(
        "(let-values (((a b) (list 1 2))) (+ a b))\n(receive (a b) (when (= 1 1) (values 1 2)) a)",
        expect![[r#"
            error[E0161]: 2 values are expected here, but 1 is given
             --> 1.scm:1:21
              |
            1 | (let-values (((a b) (list 1 2))) (+ a b))
              |                     ^^^^^^^^^^
              |
              = help: the names that a form binds and the operands of `values` must be as many; `(a . rest)` takes any number
        "#]],
    );
}

#[test]
fn values_for_nothing() {
    check(
        "(receive () (values 1 2) 3)",
        expect![[r#"
        error[E0161]: no value is expected here, but 2 are given
         --> 1.scm:1:13
          |
        1 | (receive () (values 1 2) 3)
          |             ^^^^^^^^^^^^
          |
          = help: the names that a form binds and the operands of `values` must be as many; `(a . rest)` takes any number
    "#]],
    );
}

#[test]
fn call_with_values_of_another_number() {
    check(
        "(call-with-values (lambda () (values 1 2)) (lambda (a) a))",
        expect![[r#"
            error[E0161]: 1 value is expected here, but 2 are given
             --> 1.scm:1:30
              |
            1 | (call-with-values (lambda () (values 1 2)) (lambda (a) a))
              |                              ^^^^^^^^^^^^
              |
              = help: the names that a form binds and the operands of `values` must be as many; `(a . rest)` takes any number
        "#]],
    );
}

#[test]
fn let_values_without_names_in_a_list() {
    check(
        "(let-values ((a 1 2)) a)\n(let*-values (5) 1)\n(let-values x 1)\n(let-values)",
        expect![[r#"
            error[E0104]: `let-values` needs bindings of the form `((name …) expression)`
             --> 1.scm:1:14
              |
            1 | (let-values ((a 1 2)) a)
              |              ^^^^^^^
              |
              = help: it is written `(let-values (((name …) expression) …) body …)`

            error[E0101]: `a` is not defined
             --> 1.scm:1:23
              |
            1 | (let-values ((a 1 2)) a)
              |                       ^

            error[E0104]: `let*-values` needs bindings of the form `((name …) expression)`
             --> 1.scm:2:15
              |
            2 | (let*-values (5) 1)
              |               ^
              |
              = help: it is written `(let*-values (((name …) expression) …) body …)`

            error[E0104]: `let-values` needs a list of bindings
             --> 1.scm:3:13
              |
            3 | (let-values x 1)
              |             ^
              |
              = help: it is written `(let-values (((name …) expression) …) body …)`

            error[E0104]: `let-values` needs bindings and a body
             --> 1.scm:4:1
              |
            4 | (let-values)
              | ^^^^^^^^^^^^
              |
              = help: it is written `(let-values (((name …) expression) …) body …)`
        "#]],
    );
}

#[test]
fn let_values_of_a_bound_name() {
    check(
        "(let-values (((a b) (values 1 2)) ((a) 3)) a)",
        expect![[r#"
            error[E0107]: `a` is bound twice
             --> 1.scm:1:37
              |
            1 | (let-values (((a b) (values 1 2)) ((a) 3)) a)
              |                - first binding      ^ second binding
              |
              = help: rename one of the two, or remove it
        "#]],
    );
}

#[test]
fn let_values_of_no_name() {
    check(
        "(let-values (((a 1) (values 1 2))) a)",
        expect![[r#"
        error[E0113]: a name is expected here
         --> 1.scm:1:18
          |
        1 | (let-values (((a 1) (values 1 2))) a)
          |                  ^ this is no symbol

        error[E0161]: 1 value is expected here, but 2 are given
         --> 1.scm:1:21
          |
        1 | (let-values (((a 1) (values 1 2))) a)
          |                     ^^^^^^^^^^^^
          |
          = help: the names that a form binds and the operands of `values` must be as many; `(a . rest)` takes any number
    "#]],
    );
}

#[test]
fn receive_without_a_body() {
    check(
        "(receive (a) 1)\n(receive (a))",
        expect![[r#"
            error[E0112]: this body has no expression at its end
             --> 1.scm:1:1
              |
            1 | (receive (a) 1)
              | ^^^^^^^^^^^^^^^
              |
              = help: a body is any number of definitions and then at least one expression, whose value is the result

            error[E0104]: `receive` needs names, an expression and a body
             --> 1.scm:2:1
              |
            2 | (receive (a))
              | ^^^^^^^^^^^^^
              |
              = help: it is written `(receive (name …) expression body …)`
        "#]],
    );
}

#[test]
fn define_values_shape() {
    check(
        "(define-values (a b))\n(define-values (a b) 1 2)\n(+ 1 (define-values (a) 1))",
        expect![[r#"
            error[E0104]: `define-values` takes names and an expression
             --> 1.scm:1:1
              |
            1 | (define-values (a b))
              | ^^^^^^^^^^^^^^^^^^^^^
              |
              = help: it is written `(define-values (name …) expression)`

            error[E0104]: `define-values` takes names and an expression
             --> 1.scm:2:1
              |
            2 | (define-values (a b) 1 2)
              | ^^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = help: it is written `(define-values (name …) expression)`

            error[E0111]: a definition stands where an expression is expected
             --> 1.scm:3:6
              |
            3 | (+ 1 (define-values (a) 1))
              |      ^^^^^^^^^^^^^^^^^^^^^
              |
              = help: definitions stand at the top level and in the bodies of `define`, `lambda` and the `let` forms
        "#]],
    );
}

#[test]
fn define_values_of_a_defined_name() {
    check(
        "(define a 1)\n(define-values (a b) (values 1 2))",
        expect![[r#"
            error[E0106]: `a` is bound twice
             --> 1.scm:2:17
              |
            2 | (define-values (a b) (values 1 2))
              |                 ^ second binding
              |
             ::: 1.scm:1:9
              |
            1 | (define a 1)
              |         - first binding
              |
              = help: rename one of the two, or remove it
        "#]],
    );
}

#[test]
fn define_values_of_another_number() {
    check(
        "(define-values (a b) (values 1 2 3))",
        expect![[r#"
        error[E0161]: 2 values are expected here, but 3 are given
         --> 1.scm:1:22
          |
        1 | (define-values (a b) (values 1 2 3))
          |                      ^^^^^^^^^^^^^^
          |
          = help: the names that a form binds and the operands of `values` must be as many; `(a . rest)` takes any number
    "#]],
    );
}
