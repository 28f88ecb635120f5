//! What is said of wrong texts and failed runs.

use super::{compiled, program, try_step};
use expect_test::{expect, Expect};
use std::collections::BTreeMap;

fn check(text: &str, expected: Expect) {
    let said =
        compiled(text, &BTreeMap::new()).map_or_else(|said| said, |_| "no mistake\n".to_string());
    expected.assert_eq(&said);
}

/// A step of a state `s : (int 8)`, a matrix `M`, a vector `v`, a truth value `c` and a field element `x`.
fn check_body(body: &str, expected: Expect) {
    let text = format!(
        "(define-step (f [s : (int 8)] [M : (mat 2 3 (int 8)) public] [v : (vec 2 (fixed 16 8)) public]\n\
         \u{20}               [c : bool public] [x : field public])\n  {body})"
    );
    check(&text, expected);
}

fn check_run(text: &str, inputs: &[&[i128]], expected: Expect) {
    let program = program(text);
    let said =
        try_step(&program, text, inputs).map_or_else(|said| said, |_| "no failure\n".to_string());
    expected.assert_eq(&said);
}

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
    assert_eq!(named(200_000, "0"), Ok(()));
    assert!(named(50_000, "s").is_err_and(|said| said.contains("E0410")));
    let operands = "s ".repeat(20_000);
    program(&format!("(define-step (f [s : (int 8)]) (max {operands}))"));
    program(
        "(define-step (f [s : (vec 40000 (int 8))])
           (reshape (pad (reshape (max s) 1 1) 0 0 0 39999) 40000))",
    );
}

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
            error[E0414]: the index is 3, and the table has 3 entries
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
