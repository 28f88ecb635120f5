//! Bounds are proved, narrow and never left.

use super::program;

/// The bound of the value of the last expression of a body over `s : (int 8)` and `t : (nat 4)`.
fn bound(expression: &str) -> (i128, i128) {
    let text = format!("(define-step (f [s : (int 8)] [t : (nat 4) public]) (let ((v {expression})) (saturate (int 8) v)))");
    let program = program(&text);
    let value = program
        .intermediates
        .iter()
        .rev()
        .nth(1)
        .expect("an expression before the last");
    let bound = value.bound.expect("a bound");
    (bound.lo, bound.hi)
}

#[test]
fn bounds_are_as_narrow_as_the_operations_allow() {
    assert_eq!(bound("(+ s t)"), (-128, 142));
    assert_eq!(bound("(- s t)"), (-143, 127));
    assert_eq!(bound("(* s t)"), (-1920, 1905));
    assert_eq!(bound("(* s s)"), (0, 16384));
    assert_eq!(bound("(relu s)"), (0, 127));
    assert_eq!(bound("(abs s)"), (0, 128));
    assert_eq!(bound("(if (< t 3) s 7)"), (-128, 127));
    assert_eq!(bound("(if (< s 0) 5 t)"), (0, 15));
    assert_eq!(bound("(max s t)"), (0, 127));
    assert_eq!(bound("(min s t)"), (-128, 15));
    assert_eq!(bound("(clamp s -3 4)"), (-3, 4));
    assert_eq!(bound("(/ s 3)"), (-43, 42));
    assert_eq!(bound("(/ s (+ t 1))"), (-128, 127));
    assert_eq!(
        bound("(lookup #(5 -2 9 1 1 1 1 1 1 1 1 1 1 1 1 30) t)"),
        (-2, 30)
    );
    assert_eq!(bound("(argmax (vector s t t))"), (0, 2));
    assert_eq!(bound("(leaky-relu s 0.5)"), (-64, 127));
}

#[test]
fn nothing_is_computed_twice_or_for_nothing() {
    let count = |body: &str| {
        program(&format!(
            "(define-step (f [s : (int 8)]) (as (int 8) {body}))"
        ))
        .nodes
        .len()
    };
    assert_eq!(count("(+ (relu s) (relu s))"), count("(* 2 (relu s))"));
    assert_eq!(count("(let ((unused (abs s))) s)"), count("s"));
}

#[test]
fn rescale_and_relu_are_one_node_in_either_order() {
    let nodes = |body: &str| {
        program(&format!(
            "(define-step (f [s : (nat 8)] [x : (int 24) public]) (saturate (nat 8) {body}))"
        ))
        .nodes
        .len()
    };
    assert_eq!(
        nodes("(rescale (relu (* x 0.00390625)) 0)"),
        nodes("(relu (rescale (* x 0.00390625) 0))")
    );
}
