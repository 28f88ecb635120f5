//! Numbers that may not fit, or have too many bits behind the point.

use super::check_body;
use expect_test::expect;

#[test]
fn what_may_not_fit_is_not_let_through() {
    check_body(
        "(+ s 1)",
        expect![[r#"
        error[E0406]: this may not fit (int 8)
         --> step.scm:3:3
          |
        3 |   (+ s 1))
          |   ^^^^^^^ it is from -127 to 128, (int 8) from -128 to 127
          |
         ::: step.scm:1:17
          |
        1 | (define-step (f [s : (int 8)] [M : (mat 2 3 (int 8)) public] [v : (vec 2 (fixed 16 8)) public]
          |                 ------------- the state `s` is declared here
          |
          = help: let the run fail if it does not fit: `(as (int 8) …)`; or clamp it: `(saturate (int 8) …)`
    "#]],
    );
    check_body(
        "(* s 0.5)",
        expect![[r#"
            error[E0407]: this has 1 bit behind the point, (int 8) has 0
             --> step.scm:3:3
              |
            3 |   (* s 0.5))
              |   ^^^^^^^^^ some of them would be lost
              |
             ::: step.scm:1:17
              |
            1 | (define-step (f [s : (int 8)] [M : (mat 2 3 (int 8)) public] [v : (vec 2 (fixed 16 8)) public]
              |                 ------------- the state `s` is declared here
              |
              = help: round it: `(as (int 8) …)`; or clamp it, too: `(saturate (int 8) …)`
        "#]],
    );
    check_body(
        "(* s 0.1)",
        expect![[r#"
        error[E0407]: 1/10 is no multiple of a power of two
         --> step.scm:3:8
          |
        3 |   (* s 0.1))
          |        ^^^ it can't be represented exactly
          |
          = help: round it: `(as (fixed 24 16) 1/10)`; or divide: `(/ x n)`
    "#]],
    );
    check_body(
        "(+ s 0.1)",
        expect![[r#"
        error[E0407]: 1/10 is no multiple of a power of two
         --> step.scm:3:8
          |
        3 |   (+ s 0.1))
          |        ^^^ it can't be represented exactly
          |
          = help: round it: `(as (fixed 24 16) 1/10)`; or divide: `(/ x n)`
    "#]],
    );
    check_body(
        "200",
        expect![[r#"
        error[E0406]: 200 does not fit (int 8)
         --> step.scm:3:3
          |
        3 |   200)
          |   ^^^ (int 8) is from -128 to 127
          |
         ::: step.scm:1:17
          |
        1 | (define-step (f [s : (int 8)] [M : (mat 2 3 (int 8)) public] [v : (vec 2 (fixed 16 8)) public]
          |                 ------------- the state `s` is declared here
    "#]],
    );
    check_body(
        "(as (int 8) 300)",
        expect![[r#"
        error[E0406]: 300 does not fit (int 8)
         --> step.scm:3:15
          |
        3 |   (as (int 8) 300))
          |               ^^^ (int 8) is from -128 to 127
    "#]],
    );
    check_body(
        "(let* ((a (* s s s s s s s s)) (b (* a a))) (as (int 8) (* b b)))",
        expect![[r#"
            error[E0405]: no bound below 2^120 can be proved for this
             --> step.scm:3:59
              |
            3 |   (let* ((a (* s s s s s s s s)) (b (* a a))) (as (int 8) (* b b))))
              |                                                           ^^^^^^^ its magnitude may be 2^120 or more
              |
              = help: round what goes in to fewer bits before: `(as (fixed 24 8) x)`, or `(rescale x 8)`
        "#]],
    );
    check_body(
        "(/ s 0)",
        expect![[r#"
        error[E0405]: this divisor is never positive
         --> step.scm:3:3
          |
        3 |   (/ s 0))
          |   ^^^^^^^
          |
          = help: divisors are positive; change the signs of both operands
    "#]],
    );
    check_body(
        "(/ s (- -1 (abs s)))",
        expect![[r#"
        error[E0405]: this divisor is never positive
         --> step.scm:3:3
          |
        3 |   (/ s (- -1 (abs s))))
          |   ^^^^^^^^^^^^^^^^^^^^
          |
          = help: divisors are positive; change the signs of both operands
    "#]],
    );
    check_body(
        "(lookup #(1 2 3) (+ 5 (abs s)))",
        expect![[r#"
        error[E0405]: this index is never one of the table
         --> step.scm:3:3
          |
        3 |   (lookup #(1 2 3) (+ 5 (abs s))))
          |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#]],
    );
}
