//! What is said of wrong texts and failed runs.

mod declarations;
mod forms;
mod kinds;
mod limits;
mod ranges;
mod runs;
mod shapes;

use super::{compiled, program, try_step};
use expect_test::Expect;
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
