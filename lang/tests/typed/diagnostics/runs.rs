//! Steps that fail.

use super::check_run;
use expect_test::expect;

#[test]
fn failed_runs_say_where_and_why() {
    check_run(
        "(define-step (f [s : (int 8)])\n  (assert (< s 5) \"the state is small\")\n  s)",
        &[&[7]],
        expect![[r#"
            error[E0411]: the assertion does not hold: the state is small
             --> step.scm:2:3
              |
            2 |   (assert (< s 5) "the state is small")
              |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ element 0 of `assert`
        "#]],
    );
    check_run(
        "(define-step (f [s : (vec 2 (fixed 8 4))])\n  (as (fixed 8 4) (* s 2)))",
        &[&[3, 90]],
        expect![[r#"
            error[E0412]: the value is 11.25, out of the range from -8 to 7.9375
             --> step.scm:2:3
              |
            2 |   (as (fixed 8 4) (* s 2)))
              |   ^^^^^^^^^^^^^^^^^^^^^^^^ element 1 of `as`
        "#]],
    );
    check_run(
        "(define-step (f [s : (int 8)])\n  (saturate (int 8) (/ 100 s)))",
        &[&[-3]],
        expect![[r#"
            error[E0413]: the divisor is -3, not positive
             --> step.scm:2:21
              |
            2 |   (saturate (int 8) (/ 100 s)))
              |                     ^^^^^^^^^ element 0 of `/`
        "#]],
    );
    check_run(
        "(define-step (f [s : (int 8)])\n  (lookup #(1 2 3) s))",
        &[&[3]],
        expect![[r#"
            error[E0414]: the index is 3, none of the table, which has 3 entries
             --> step.scm:2:3
              |
            2 |   (lookup #(1 2 3) s))
              |   ^^^^^^^^^^^^^^^^^^^ element 0 of `lookup`
        "#]],
    );
    check_run(
        "(define (half x) (as (int 4) (/ x 2)))\n(define-step (f [s : (int 8)])\n  (half s))",
        &[&[100]],
        expect![[r#"
            error[E0412]: the value is 50, out of the range from -8 to 7
             --> step.scm:1:18
              |
            1 | (define (half x) (as (int 4) (/ x 2)))
              |                  ^^^^^^^^^^^^^^^^^^^^ element 0 of `as`
              |
             ::: step.scm:3:3
              |
            3 |   (half s))
              |   -------- called here
        "#]],
    );
}
