//! What is too much, whoever asks for it.

use super::check;
use crate::{compiled, program};
use expect_test::expect;
use std::collections::BTreeMap;

#[test]
fn too_much_is_refused_soon() {
    check(
        "(define-step (f [s : (int 8)])\n  (as (int 8) (sum (build 1000 (lambda (i) (sum (build 1000 (lambda (j)\n    \
         (sum (build 1000 (lambda (k) (* s i))))))))))))",
        expect![[r#"
            error[E0410]: the step is too large
             --> step.scm:3:39
              |
            3 |     (sum (build 1000 (lambda (k) (* s i))))))))))))
              |          -----------------------------^---
              |          |                            |
              |          |                            it has more than 4,194,304 scalars, or takes too long to compile
              |          called here
              |
             ::: step.scm:2:49
              |
            2 |   (as (int 8) (sum (build 1000 (lambda (i) (sum (build 1000 (lambda (j)
              |                                                 ----------------------- called here
              |
             ::: step.scm:2:20
              |
            2 |   (as (int 8) (sum (build 1000 (lambda (i) (sum (build 1000 (lambda (j)
              |                    ---------------------------------------------------- called here
              |
              = help: do less in a step, and take more steps
        "#]],
    );
}

#[test]
fn what_a_forged_text_could_ask_for_is_refused() {
    // Bits behind the point without end, of numbers that stay small.
    check(
        "(define-step (f [s : (int 8)])\n  (as (int 8) (fold (lambda (i x) (* x 0.5)) s (range 200)) floor))",
        expect![[r#"
            error[E0405]: this has 120 bits behind the point
             --> step.scm:2:35
              |
            2 |   (as (int 8) (fold (lambda (i x) (* x 0.5)) s (range 200)) floor))
              |               --------------------^^^^^^^^^----------------
              |               |                   |
              |               |                   at most 119 are kept
              |               called here
              |
              = help: drop some before: `(rescale x 16)`
        "#]],
    );
    check(
        "(define-step (f [s : (int 8)])\n  (as (int 8) (dot (vector (* s (/ 1 633825300114114700748351602688)))\n    (vector (* s (/ 1 1073741824))))))",
        expect![[r#"
            error[E0405]: this has 129 bits behind the point
             --> step.scm:2:15
              |
            2 |   (as (int 8) (dot (vector (* s (/ 1 633825300114114700748351602688)))
              |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ at most 119 are kept
              |
              = help: drop some before: `(rescale x 16)`
        "#]],
    );
    // Arrays of more elements than there is memory for.
    check(
        "(define-step (f [s : (int 8)])\n  (as (int 8) (sum (matmul (reshape (range 1000000) 1000000 1)\n    (reshape (range 1000000) 1 1000000)))))",
        expect![[r#"
            error[E0410]: an array has at most 1048576 elements
             --> step.scm:2:20
              |
            2 |   (as (int 8) (sum (matmul (reshape (range 1000000) 1000000 1)
              |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        "#]],
    );
    check(
        "(define-step (f [s : (int 8)])\n  (as (int 8) (sum (conv2d (reshape (range 10000) 1 100 100)\n    (reshape (range 10000) 10000 1 1 1) 1 1000))))",
        expect![[r#"
            error[E0410]: an array has at most 1048576 elements
             --> step.scm:2:20
              |
            2 |   (as (int 8) (sum (conv2d (reshape (range 10000) 1 100 100)
              |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        "#]],
    );
    // Windows that lie in the padding alone, and tables over and over.
    check(
        "(define-step (f [s : (int 8)])\n  (as (int 8) (sum (conv2d (reshape s 1 1 1) (reshape (range 250000) 1 1 500 500) 1 500))))",
        expect![[r#"
            error[E0410]: the step is too large
             --> step.scm:2:20
              |
            2 |   (as (int 8) (sum (conv2d (reshape s 1 1 1) (reshape (range 250000) 1 1 500 500) 1 500))))
              |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ it has more than 4,194,304 scalars, or takes too long to compile
              |
              = help: do less in a step, and take more steps
        "#]],
    );
    check(
        "(define-step (f [s : (int 8)])\n  (as (int 8) (argmax (pad (reshape s 1 1) 0 0 0 5000))))",
        expect![[r#"
            error[E0410]: `argmax` compares at most 4096 elements
             --> step.scm:2:23
              |
            2 |   (as (int 8) (argmax (pad (reshape s 1 1) 0 0 0 5000))))
              |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ these are 5001
        "#]],
    );
    check(
        "(define-step (f [s : (int 8)])\n  (as (int 8) (sum (build 1000000 (lambda (i) (sigmoid 0.5))))))",
        expect![[r#"
            error[E0410]: the step is too large
             --> step.scm:2:47
              |
            2 |   (as (int 8) (sum (build 1000000 (lambda (i) (sigmoid 0.5))))))
              |                    ---------------------------^^^^^^^^^^^^^--
              |                    |                          |
              |                    |                          it has more than 4,194,304 scalars, or takes too long to compile
              |                    called here
              |
              = help: do less in a step, and take more steps
        "#]],
    );
}

#[test]
fn many_names_and_equal_operands_take_no_time() {
    let named = |count: usize, value: &str| {
        let names: String = (0..count)
            .map(|i| format!("(define n{i} {value})"))
            .collect();
        let text = format!("(define-step (f [s : (int 8)]) {names} 0)");
        compiled(&text, &BTreeMap::new()).map(|_| ())
    };
    assert_eq!(named(5_000, "s"), Ok(()));
    assert_eq!(named(15_000, "0"), Ok(()));
    assert!(named(50_000, "s").is_err_and(|said| said.contains("E0018")));
    let operands = "s ".repeat(20_000);
    program(&format!("(define-step (f [s : (int 8)]) (max {operands}))"));
    program(
        "(define-step (f [s : (vec 40000 (int 8))])
           (reshape (pad (reshape (max s) 1 1) 0 0 0 39999) 40000))",
    );
}
