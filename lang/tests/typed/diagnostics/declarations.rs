//! Declarations, and what procedures lead to.

use super::check;
use expect_test::expect;

#[test]
fn declarations_are_checked_together() {
    check(
        "(define-type q (fixed 24))\n(define-weights W (mat 2 2 q))\n(display 1)\n7\n(define-step (f [s] [t : (int 4) secret]) s)",
        expect![[r#"
            error[E0402]: this is no type
             --> step.scm:1:16
              |
            1 | (define-type q (fixed 24))
              |                ^^^^^^^^^^
              |
              = help: types are `field`, `bool`, `(int bits)`, `(nat bits)`, `(fixed bits fraction)`, `(vec n type)`, `(mat rows columns type)`, `(tensor (n …) type)` and what `define-type` defines

            error[E0401]: this `define-weights` is not written as it should be
             --> step.scm:2:1
              |
            2 | (define-weights W (mat 2 2 q))
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              |
              = help: it is written `(define-weights name : type)`

            error[E0401]: `display` is no declaration
             --> step.scm:3:1
              |
            3 | (display 1)
              | ^^^^^^^^^^^ expressions stand within procedures and the step only
              |
              = help: a text holds `define-type`, `define-weights`, `define-constant`, `define` and one `define-step`

            error[E0401]: this is no declaration
             --> step.scm:4:1
              |
            4 | 7
              | ^
              |
              = help: a text holds `define-type`, `define-weights`, `define-constant`, `define` and one `define-step`

            error[E0401]: this is no parameter of a step
             --> step.scm:5:17
              |
            5 | (define-step (f [s] [t : (int 4) secret]) s)
              |                 ^^^
              |
              = help: a part of the state is written `[name : type]`, an input of each step `[name : type public]` or `[name : type private]`, a block of weights `[name : type weights]`
        "#]],
    );
    check(
        "(define-type a b)\n(define-type b a)\n(define-step (f [s : a]) s)",
        expect![[r#"
            error[E0402]: this is no type
             --> step.scm:2:16
              |
            2 | (define-type b a)
              |                ^ it is defined by itself
              |
              = help: types are `field`, `bool`, `(int bits)`, `(nat bits)`, `(fixed bits fraction)`, `(vec n type)`, `(mat rows columns type)`, `(tensor (n …) type)` and what `define-type` defines

            error[E0402]: this is no type
             --> step.scm:1:16
              |
            1 | (define-type a b)
              |                ^ it is defined by itself
              |
              = help: types are `field`, `bool`, `(int bits)`, `(nat bits)`, `(fixed bits fraction)`, `(vec n type)`, `(mat rows columns type)`, `(tensor (n …) type)` and what `define-type` defines
        "#]],
    );
    check(
        "",
        expect![[r#"
        error[E0408]: there is no `define-step` in this text
         --> step.scm:1:1
          |
        1 |
          | ^
          |
          = help: a step is written `(define-step (name [state : type] [input : type public] …) body …)`
    "#]],
    );
    check(
        "(define-step (f [x : (int 8) public]) x)",
        expect![[r#"
        error[E0408]: this step has no state
         --> step.scm:1:14
          |
        1 | (define-step (f [x : (int 8) public]) x)
          |              ^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: a part of the state is written `[name : type]`, without another word
    "#]],
    );
    check(
        "(define-step (f [s : (int 8)]) s)\n(define-step (g [s : (int 8)]) s)",
        expect![[r#"
            error[E0408]: there is more than one `define-step` in this text
             --> step.scm:2:1
              |
            2 | (define-step (g [s : (int 8)]) s)
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              |
             ::: step.scm:1:1
              |
            1 | (define-step (f [s : (int 8)]) s)
              | --------------------------------- the first one is here
        "#]],
    );
    check(
        "(define-weights s : (int 8))\n(define-step (f [s : (int 8)]) s)",
        expect![[r#"
            error[E0106]: `s` is defined twice
             --> step.scm:2:18
              |
            2 | (define-step (f [s : (int 8)]) s)
              |                  ^
              |
             ::: step.scm:1:17
              |
            1 | (define-weights s : (int 8))
              |                 - it is defined here already
        "#]],
    );
    check(
        "(define (if x) x)\n(define-step (f [s : (int 8)]) s)",
        expect![[r#"
            error[E0116]: `if` can't be given another meaning
             --> step.scm:1:10
              |
            1 | (define (if x) x)
              |          ^^
        "#]],
    );
    check(
        "(define-step (f [s : (vec 2000000 (int 8))]) s)",
        expect![[r#"
            error[E0402]: a number from 1 to 1048576 is needed here
             --> step.scm:1:27
              |
            1 | (define-step (f [s : (vec 2000000 (int 8))]) s)
              |                           ^^^^^^^
        "#]],
    );
    check(
        "(define-step (f [s : (int 65)]) s)",
        expect![[r#"
        error[E0402]: a number from 1 to 64 is needed here
         --> step.scm:1:27
          |
        1 | (define-step (f [s : (int 65)]) s)
          |                           ^^
    "#]],
    );
    check(
        "(define-step (f [s : (int 8))) s)",
        expect![[r#"
        error[E0007]: a `)` cannot close a list
         --> step.scm:1:29
          |
        1 | (define-step (f [s : (int 8))) s)
          |                 -           ^
          |                 |
          |                 the list begins here
          |
          = help: use `]`
    "#]],
    );
}

#[test]
fn mistakes_within_procedures_show_the_calls() {
    check(
        "(define (double [x : (int 4)]) (* 2 x))\n(define (twice x) (double (double x)))\n\
         (define-step (f [s : (int 8)]) (twice s))",
        expect![[r#"
            error[E0406]: this may not fit (int 4)
             --> step.scm:2:35
              |
            2 | (define (twice x) (double (double x)))
              |                           --------^-
              |                           |       |
              |                           |       it is from -128 to 127, (int 4) from -8 to 7
              |                           called here
              |
             ::: step.scm:3:32
              |
            3 | (define-step (f [s : (int 8)]) (twice s))
              |                                --------- called here
              |
              = help: let the run fail if it does not fit: `(as (int 4) …)`; or clamp it: `(saturate (int 4) …)`
        "#]],
    );
    check(
        "(define (g x) (h x))\n(define (h x) (g x))\n(define-step (f [s : (int 8)]) (g s))",
        expect![[r#"
            error[E0409]: `g` calls itself
             --> step.scm:2:15
              |
            2 | (define (h x) (g x))
              |               ^^^^^ procedures of typed steps are inlined, so that this would never end
              |
             ::: step.scm:1:15
              |
            1 | (define (g x) (h x))
              |               ----- called here
              |
             ::: step.scm:3:32
              |
            3 | (define-step (f [s : (int 8)]) (g s))
              |                                ----- called here
              |
              = help: loops are `map`, `fold` and `build`
        "#]],
    );
    check(
        "(define (g x) x)\n(define-step (f [s : (int 8)]) (g s s))",
        expect![[r#"
            error[E0105]: `g` takes 1 operand, not 2
             --> step.scm:2:32
              |
            2 | (define-step (f [s : (int 8)]) (g s s))
              |                                ^^^^^^^
              |
             ::: step.scm:1:9
              |
            1 | (define (g x) x)
              |         ----- it is defined here
        "#]],
    );
    check(
        "(define-constant k : (int 8))\n(define-step (f [s : (int 8)]) k)",
        expect![[r#"
            error[E0416]: the constant `k` has no value
             --> step.scm:1:1
              |
            1 | (define-constant k : (int 8))
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ neither here nor among the weights
              |
              = help: give the weights file an array `k`, or write the value: `(define-constant k : (int 8) …)`
        "#]],
    );
    check(
        "(define-constant k : (vec 2 (int 8)) #(1 2 3))\n(define-step (f [s : (int 8)]) s)",
        expect![[r#"
            error[E0403]: this is no (vec 2 (int 8))
             --> step.scm:1:38
              |
            1 | (define-constant k : (vec 2 (int 8)) #(1 2 3))
              |                                      ^^^^^^^^ it has shape (3), (vec 2 (int 8)) has shape (2)
        "#]],
    );
}
