//! Steps one after the other, each on the numbers, and the known bits, that the one before gives.

use super::{rng, says};
use crate::support::typed::corpus::{inputs, recurrence};
use crate::support::typed::{build_chain, run};
use foldscheme_circuits::scalar::Scalar;

#[test]
fn steps_on_what_steps_before_give_agree_with_runs() {
    let program = recurrence::<Scalar>();
    for start in inputs(&program, 60, &mut rng()) {
        let mut state = start.clone();
        for steps in 1..=4 {
            state = run::<Scalar>(&program, &state).expect("never fails");
            let built = build_chain::<Scalar>(&program, &start, steps);
            let violated = built.cs.violated().map(|row| row.name.clone());
            assert_eq!(violated, None, "{steps} steps from {start:?}");
            says(built, &state, &|| format!("{steps} steps from {start:?}"));
        }
    }
}
