//! Shapes that do not go together.

use super::check_body;
use expect_test::expect;

#[test]
fn shapes_are_shown() {
    check_body(
        "(as (int 8) (matvec M v))",
        expect![[r#"
        error[E0403]: these shapes don't fit: `matvec` takes a matrix with as many columns as the vector has elements
         --> step.scm:3:15
          |
        3 |   (as (int 8) (matvec M v)))
          |               ^^^^^^^^^^^^ one has shape (2 3), the other shape (2)
    "#]],
    );
    check_body(
        "(matmul M M)",
        expect![[r#"
        error[E0403]: these shapes don't fit: `matmul` takes a matrix with as many columns as the other has rows
         --> step.scm:3:3
          |
        3 |   (matmul M M))
          |   ^^^^^^^^^^^^ one has shape (2 3), the other shape (2 3)
    "#]],
    );
    check_body(
        "(+ M v)",
        expect![[r#"
        error[E0403]: `+` takes arrays of one shape
         --> step.scm:3:3
          |
        3 |   (+ M v))
          |   ^^^^^^^ one has shape (2 3), another shape (2)
    "#]],
    );
    check_body(
        "(dot v (vector 1 2 3))",
        expect![[r#"
        error[E0403]: these shapes don't fit: `dot` takes two vectors of one length
         --> step.scm:3:3
          |
        3 |   (dot v (vector 1 2 3)))
          |   ^^^^^^^^^^^^^^^^^^^^^^ one has shape (2), the other shape (3)
    "#]],
    );
    check_body(
        "M",
        expect![[r#"
            error[E0403]: this is no (int 8)
             --> step.scm:3:3
              |
            3 |   M)
              |   ^ it has shape (2 3), (int 8) has shape ()
              |
             ::: step.scm:1:17
              |
            1 | (define-step (f [s : (int 8)] [M : (mat 2 3 (int 8)) public] [v : (vec 2 (fixed 16 8)) public]
              |                 ------------- the state `s` is declared here
        "#]],
    );
    check_body(
        "(reshape M 4 2)",
        expect![[r#"
        error[E0403]: `reshape` keeps the number of elements
         --> step.scm:3:3
          |
        3 |   (reshape M 4 2))
          |   ^^^^^^^^^^^^^^^ from shape (2 3) of 6 elements to shape (4 2)
    "#]],
    );
    check_body(
        "(concat M v)",
        expect![[r#"
        error[E0403]: `concat` joins arrays that differ along the first axis only
         --> step.scm:3:3
          |
        3 |   (concat M v))
          |   ^^^^^^^^^^^^ they have shape (2 3), shape (2)
    "#]],
    );
    check_body(
        "(slice M 1 3)",
        expect![[r#"
        error[E0403]: this slice is not within the array
         --> step.scm:3:3
          |
        3 |   (slice M 1 3))
          |   ^^^^^^^^^^^^^ it goes from 1 to 3, not included, and the array has shape (2 3)
    "#]],
    );
    check_body(
        "(ref M 1 3)",
        expect![[r#"
        error[E0403]: this index is not within the array
         --> step.scm:3:12
          |
        3 |   (ref M 1 3))
          |            ^ it is 3, counted from 0; there the array has shape (3)
    "#]],
    );
    check_body(
        "(conv2d M M)",
        expect![[r#"
        error[E0403]: these shapes don't fit: `conv2d` takes an image of channels, rows and columns, and a kernel of outputs, channels, rows and columns
         --> step.scm:3:3
          |
        3 |   (conv2d M M))
          |   ^^^^^^^^^^^^ one has shape (2 3), the other shape (2 3)
    "#]],
    );
    check_body(
        "(maxpool2d v 2)",
        expect![[r#"
        error[E0403]: `maxpool2d` takes an image of channels, rows and columns, not smaller than the window
         --> step.scm:3:14
          |
        3 |   (maxpool2d v 2))
          |              ^ this has shape (2)
    "#]],
    );
    check_body(
        "(map + M (vector 1 2 3))",
        expect![[r#"
        error[E0403]: `map` goes along arrays of one length
         --> step.scm:3:12
          |
        3 |   (map + M (vector 1 2 3)))
          |            ^^^^^^^^^^^^^^ one has shape (2 3), this has shape (3)
    "#]],
    );
    check_body(
        "(map relu s)",
        expect![[r#"
        error[E0403]: `map` goes along arrays
         --> step.scm:3:13
          |
        3 |   (map relu s))
          |             ^ this is a scalar
    "#]],
    );
    check_body(
        "(vector s v)",
        expect![[r#"
            error[E0403]: `vector` makes an array of parts of one shape
             --> step.scm:3:3
              |
            3 |   (vector s v))
              |   ^^^^^^^^^^^^ one has shape (), another shape (2)
        "#]],
    );
    check_body(
        "(transpose v)",
        expect![[r#"
        error[E0403]: `transpose` takes a matrix
         --> step.scm:3:14
          |
        3 |   (transpose v))
          |              ^ this has shape (2)
    "#]],
    );
    check_body(
        "(values s s)",
        expect![[r#"
        error[E0403]: the step has a state of 1 part and gives 2
         --> step.scm:3:3
          |
        3 |   (values s s))
          |   ^^^^^^^^^^^^
          |
          = help: several values are given with `(values a b …)`, in the order of the state's parameters
    "#]],
    );
    check_body(
        "(softmax M)",
        expect![[r#"
        error[E0403]: `softmax` takes a vector
         --> step.scm:3:12
          |
        3 |   (softmax M))
          |            ^ this has shape (2 3)
          |
          = help: rows one by one: `(map softmax x)`
    "#]],
    );
    check_body(
        "(pad v 1 1 1 1)",
        expect![[r#"
        error[E0403]: `pad` takes an array of at least two axes
         --> step.scm:3:8
          |
        3 |   (pad v 1 1 1 1))
          |        ^ this has shape (2)
    "#]],
    );
}
