//! Forms and names.

use super::check_body;
use expect_test::expect;

#[test]
fn forms_and_names_are_checked() {
    check_body(
        "(rlu s)",
        expect![[r#"
        error[E0101]: `rlu` is not defined
         --> step.scm:3:4
          |
        3 |   (rlu s))
          |    ^^^
          |
          = help: did you mean `relu`?
    "#]],
    );
    check_body(
        "(relu)",
        expect![[r#"
        error[E0105]: `relu` takes 1 operand, not 0
         --> step.scm:3:3
          |
        3 |   (relu))
          |   ^^^^^^
          |
          = help: it is used so: `(relu x)`
    "#]],
    );
    check_body(
        "(let ((a)) s)",
        expect![[r#"
        error[E0104]: this `let` is not written as it should be
         --> step.scm:3:9
          |
        3 |   (let ((a)) s))
          |         ^^^
          |
          = help: it is written `(let ((name value) …) body …)`
    "#]],
    );
    check_body(
        "(let ((a 1) (a 2)) s)",
        expect![[r#"
        error[E0107]: `a` is bound twice here
         --> step.scm:3:15
          |
        3 |   (let ((a 1) (a 2)) s))
          |               ^^^^^
    "#]],
    );
    check_body(
        "(if c 1)",
        expect![[r#"
        error[E0104]: this `if` is not written as it should be
         --> step.scm:3:3
          |
        3 |   (if c 1))
          |   ^^^^^^^^
          |
          = help: it is written `(if condition value other)`
    "#]],
    );
    check_body(
        "(as s)",
        expect![[r#"
        error[E0104]: this `as` is not written as it should be
         --> step.scm:3:3
          |
        3 |   (as s))
          |   ^^^^^^
          |
          = help: it is written `(as type value rounding)`
    "#]],
    );
    check_body(
        "(as (int 8) s upwards)",
        expect![[r#"
        error[E0104]: this `as` is not written as it should be
         --> step.scm:3:3
          |
        3 |   (as (int 8) s upwards))
          |   ^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: it is written `(as type value rounding)`
    "#]],
    );
    check_body(
        "(assert c) s (assert c)",
        expect![[r#"
        error[E0111]: the value of this expression is not used
         --> step.scm:3:14
          |
        3 |   (assert c) s (assert c))
          |              ^ before the last expression of a body stand `define` and `assert` only
    "#]],
    );
    check_body(
        "s s",
        expect![[r#"
        error[E0111]: the value of this expression is not used
         --> step.scm:3:3
          |
        3 |   s s)
          |   ^ before the last expression of a body stand `define` and `assert` only
    "#]],
    );
    check_body(
        "()",
        expect![[r#"
        error[E0109]: an empty list is no expression
         --> step.scm:3:3
          |
        3 |   ())
          |   ^^
          |
          = help: an operation is written `(operation operand …)`
    "#]],
    );
    check_body(
        "(lambda (1) s)",
        expect![[r#"
        error[E0401]: this is no parameter
         --> step.scm:3:12
          |
        3 |   (lambda (1) s))
          |            ^
          |
          = help: a parameter is written `name` or `[name : type]`
    "#]],
    );
    check_body(
        "(conv2d (reshape v 1 1 2) (reshape v 1 1 1 2) 1 (1 2))",
        expect![[r#"
            error[E0104]: this is no padding
             --> step.scm:3:51
              |
            3 |   (conv2d (reshape v 1 1 2) (reshape v 1 1 1 2) 1 (1 2)))
              |                                                   ^^^^^
              |
              = help: a padding is a number, or four: `(top left bottom right)`
        "#]],
    );
}
