//! The circuit of every operation says what the native run says, in both fields.

use super::rng;
use crate::support::binds_outputs;
use crate::support::typed::corpus::{inputs, programs, single_bits};
use crate::support::typed::{build_typed, run, scalar};
use foldscheme_circuits::scalar::{ProofField, Scalar};
use nova_snark::provider::bn256_grumpkin::bn256;

fn circuits_and_runs_agree<F: ProofField>() {
    let (mut accepted, mut refused) = (0, 0);
    for (name, program) in programs::<F>() {
        for inputs in [inputs(&program, 30, &mut rng()), single_bits(&program)].concat() {
            let built = build_typed::<F>(&program, Some(&inputs));
            let holds = built.cs.violated().is_none();
            match run::<F>(&program, &inputs) {
                Ok(outputs) => {
                    let outputs: Vec<F> = outputs.iter().map(|value| scalar(*value)).collect();
                    assert!(
                        holds && binds_outputs(built, &outputs),
                        "{name} on {inputs:?}"
                    );
                    accepted += 1;
                }
                Err(_) => {
                    assert!(!holds, "{name} on {inputs:?}");
                    refused += 1;
                }
            }
        }
    }
    assert!(accepted > 1000 && refused > 50, "{accepted} and {refused}");
}

#[test]
fn circuits_and_runs_agree_in_both_fields() {
    circuits_and_runs_agree::<Scalar>();
    circuits_and_runs_agree::<bn256::Scalar>();
}
