//! Numbers, truth values and field elements.

use super::check_body;
use expect_test::expect;

#[test]
fn kinds_are_told_apart() {
    check_body(
        "(+ s c)",
        expect![[r#"
        error[E0404]: `+` takes numbers
         --> step.scm:3:8
          |
        3 |   (+ s c))
          |        ^ this is a truth value
          |
          = help: `(if c 1 0)` makes a number of it
    "#]],
    );
    check_body(
        "(+ s x)",
        expect![[r#"
        error[E0404]: `+` can't mix field elements and numbers
         --> step.scm:3:6
          |
        3 |   (+ s x))
          |      ^ this is a number
          |
          = help: make a field element of it: `(field x)`
    "#]],
    );
    check_body(
        "(if s 1 2)",
        expect![[r#"
        error[E0404]: `if` takes a truth value here
         --> step.scm:3:7
          |
        3 |   (if s 1 2))
          |       ^ this is an integer
          |
          = help: compare: `(= x 0)`, `(< x y)`
    "#]],
    );
    check_body(
        "(< x x)",
        expect![[r#"
        error[E0404]: `<` takes numbers
         --> step.scm:3:3
          |
        3 |   (< x x))
          |   ^^^^^^^ field elements have no order
    "#]],
    );
    check_body(
        "(not s)",
        expect![[r#"
        error[E0404]: `not` takes a truth value here
         --> step.scm:3:8
          |
        3 |   (not s))
          |        ^ this is an integer
          |
          = help: compare: `(= x 0)`, `(< x y)`
    "#]],
    );
    check_body(
        "(inverse s)",
        expect![[r#"
        error[E0404]: `inverse` takes field elements
         --> step.scm:3:12
          |
        3 |   (inverse s))
          |            ^
          |
          = help: numbers are divided: `(/ x y)`
    "#]],
    );
    check_body(
        "(field v)",
        expect![[r#"
        error[E0404]: `field` takes integers
         --> step.scm:3:10
          |
        3 |   (field v))
          |          ^ this has bits behind the point
          |
          = help: `(rescale x 0)` drops them
    "#]],
    );
    check_body(
        "(relu c)",
        expect![[r#"
        error[E0404]: `relu` takes numbers
         --> step.scm:3:9
          |
        3 |   (relu c))
          |         ^ this is a truth value
    "#]],
    );
    check_body(
        "(sum c)",
        expect![[r#"
        error[E0404]: `sum` takes numbers
         --> step.scm:3:8
          |
        3 |   (sum c))
          |        ^ these are truth values
          |
          = help: `(as (nat 1) x)` makes numbers of them
    "#]],
    );
    check_body(
        "\"text\"",
        expect![[r#"
        error[E0404]: this is no value of a typed step
         --> step.scm:3:3
          |
        3 |   "text")
          |   ^^^^^^ values are numbers, truth values, field elements and arrays of them
    "#]],
    );
    check_body(
        "c",
        expect![[r#"
        error[E0404]: this is no (int 8)
         --> step.scm:3:3
          |
        3 |   c)
          |   ^ it is a truth value
          |
         ::: step.scm:1:17
          |
        1 | (define-step (f [s : (int 8)] [M : (mat 2 3 (int 8)) public] [v : (vec 2 (fixed 16 8)) public]
          |                 ------------- the state `s` is declared here
    "#]],
    );
    check_body(
        "(lookup v s)",
        expect![[r#"
        error[E0404]: a table is a vector of constants
         --> step.scm:3:11
          |
        3 |   (lookup v s))
          |           ^ of at most 256 entries
    "#]],
    );
    check_body(
        "(leaky-relu s s)",
        expect![[r#"
        error[E0404]: the slope of `leaky-relu` is a number written in the program
         --> step.scm:3:17
          |
        3 |   (leaky-relu s s))
          |                 ^
          |
          = help: such as `(leaky-relu x 0.01)`
    "#]],
    );
    check_body(
        "(s 1)",
        expect![[r#"
        error[E0110]: what is called here is no procedure
         --> step.scm:3:3
          |
        3 |   (s 1))
          |   ^^^^^ the first thing in these parentheses is an integer
    "#]],
    );
    check_body(
        "(build s relu)",
        expect![[r#"
        error[E0404]: a number from 1 to 1048576, known while compiling, is needed here
         --> step.scm:3:10
          |
        3 |   (build s relu))
          |          ^ this is an integer
    "#]],
    );
    check_body(
        "(* c s)",
        expect![[r#"
        error[E0404]: `*` takes numbers
         --> step.scm:3:8
          |
        3 |   (* c s))
          |        ^ a factor is a truth value
          |
          = help: choose: `(if c x 0)`
    "#]],
    );
}
