//! Record types.

use crate::check;
use expect_test::expect;

#[test]
fn modifier() {
    check("(define-record-type point (make-point x y) point?\n  (x point-x set-point-x!)\n  (y point-y))\n(set-point-x! (make-point 1 2) 3)", expect![[r#"
        error[E0163]: a record's field cannot be changed
         --> 1.scm:2:14
          |
        2 |   (x point-x set-point-x!)
          |              ^^^^^^^^^^^^ records are immutable, so there is no modifier
          |
          = help: leave it out; a changed copy is made by calling the constructor
    "#]]);
}

#[test]
fn unknown_field_of_the_constructor() {
    check("(define-record-type point (make-point x z) point? (x point-x) (y point-y))\n(define-record-type empty (make a) empty?)", expect![[r#"
        error[E0165]: `z` is no field of this record type
         --> 1.scm:1:41
          |
        1 | (define-record-type point (make-point x z) point? (x point-x) (y point-y))
          |                                         ^
          |
          = help: its fields are `x`, `y`

        error[E0165]: `a` is no field of this record type
         --> 1.scm:2:33
          |
        2 | (define-record-type empty (make a) empty?)
          |                                 ^
          |
          = help: add the field to the definition: `(a accessor)`
    "#]]);
}

#[test]
fn field_twice() {
    check(
        "(define-record-type point (make-point x x) point? (x point-x) (x point-x2))",
        expect![[r#"
            error[E0164]: the field `x` stands here twice
             --> 1.scm:1:41
              |
            1 | (define-record-type point (make-point x x) point? (x point-x) (x point-x2))
              |                                         ^
              |
              = help: rename one of the two, or remove it

            error[E0164]: the field `x` stands here twice
             --> 1.scm:1:64
              |
            1 | (define-record-type point (make-point x x) point? (x point-x) (x point-x2))
              |                                                                ^
              |
              = help: rename one of the two, or remove it
        "#]],
    );
}

#[test]
fn missing_parts() {
    check(
        "(define-record-type point)\n(define-record-type point make-point)",
        expect![[r#"
            error[E0104]: `define-record-type` needs a name, a constructor, a predicate and fields
             --> 1.scm:1:1
              |
            1 | (define-record-type point)
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = help: it is written `(define-record-type name (constructor field …) predicate (field accessor) …)`

            error[E0104]: `define-record-type` needs a name, a constructor, a predicate and fields
             --> 1.scm:2:1
              |
            2 | (define-record-type point make-point)
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = help: it is written `(define-record-type name (constructor field …) predicate (field accessor) …)`
        "#]],
    );
}

#[test]
fn field_without_a_name() {
    check(
        "(define-record-type point make-point point? () (1 a) (x a b c))",
        expect![[r#"
            error[E0104]: `define-record-type` needs fields of the form `(field accessor)`
             --> 1.scm:1:45
              |
            1 | (define-record-type point make-point point? () (1 a) (x a b c))
              |                                             ^^
              |
              = help: it is written `(define-record-type name (constructor field …) predicate (field accessor) …)`

            error[E0113]: a name is expected here
             --> 1.scm:1:49
              |
            1 | (define-record-type point make-point point? () (1 a) (x a b c))
              |                                                 ^ this is no symbol

            error[E0104]: `define-record-type` needs fields of the form `(field accessor)`
             --> 1.scm:1:54
              |
            1 | (define-record-type point make-point point? () (1 a) (x a b c))
              |                                                      ^^^^^^^^^
              |
              = help: it is written `(define-record-type name (constructor field …) predicate (field accessor) …)`
        "#]],
    );
}

#[test]
fn accessor_of_a_defined_name() {
    check(
        "(define (point-x p) p)\n(define-record-type point make-point point? (x point-x))",
        expect![[r#"
            error[E0106]: `point-x` is bound twice
             --> 1.scm:2:48
              |
            2 | (define-record-type point make-point point? (x point-x))
              |                                                ^^^^^^^ second binding
              |
             ::: 1.scm:1:10
              |
            1 | (define (point-x p) p)
              |          ------- first binding
              |
              = help: rename one of the two, or remove it
        "#]],
    );
}

#[test]
fn type_without_a_name() {
    check(
        "(define-record-type (point shape) make-point point? (x point-x))",
        expect![[r#"
            error[E0113]: a name is expected here
             --> 1.scm:1:21
              |
            1 | (define-record-type (point shape) make-point point? (x point-x))
              |                     ^^^^^^^^^^^^^ this is no symbol
        "#]],
    );
}

#[test]
fn misplaced_record_type() {
    check(
        "(if #t (define-record-type point make-point point?) 1)",
        expect![[r#"
            error[E0111]: a definition stands where an expression is expected
             --> 1.scm:1:8
              |
            1 | (if #t (define-record-type point make-point point?) 1)
              |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = help: definitions stand at the top level and in the bodies of `define`, `lambda` and the `let` forms
        "#]],
    );
}

#[test]
fn misspelt_accessor() {
    check(
        "(define-record-type point make-point point? (x point-x) (y point-y))\n(point-z 1)",
        expect![[r#"
            error[E0101]: `point-z` is not defined
             --> 1.scm:2:2
              |
            2 | (point-z 1)
              |  ^^^^^^^
              |
              = help: did you mean `point-x`?
        "#]],
    );
}
