//! How many constraints a chunk has, without building it.
//!
//! What a step costs depends on the state that it starts from in one way only: by how long the combinations
//! of the state's elements are, which of them are constants and which are one number (see [`Num`]). Since every
//! step shortens what it passes on, these patterns soon repeat, and from then on so do the costs. The
//! count of a long chunk is therefore that of a short one and a multiple of what recurs.

use crate::check::Counted;
use crate::gadgets::num::{Builder, Num};
use crate::scalar::ProofField;
use crate::step::{Circuit, State};
use bellpepper_core::SynthesisError;

/// What a step's cost depends on, for each element of a state: terms, value if constant, and
/// the first element that is the same number.
type Pattern<F> = Vec<(u32, Option<F>, usize)>;

/// How many patterns are looked at for a recurrence. Should there be none, every step is counted.
const MOST_PATTERNS: usize = 64;

fn pattern<F: ProofField>(state: &State<F>) -> Pattern<F> {
    let elements: Vec<&Num<F>> = state.elements().collect();
    elements
        .iter()
        .map(|num| {
            let first = elements.iter().position(|other| other.id() == num.id());
            (num.terms(), num.constant(), first.unwrap_or_default())
        })
        .collect()
}

/// The constraints of a chunk of `steps` steps: decoding the state, the steps, and binding the state after them.
///
/// # Errors
/// If the circuit can't be built.
pub fn chunk_constraints<F: ProofField>(
    circuit: &Circuit<F>,
    steps: usize,
) -> Result<usize, SynthesisError> {
    let mut cs = Counted::default();
    let mut cx = Builder::<F, _>::counting(&mut cs);
    let mut z = Vec::new();
    for _ in 0..circuit.layout.arity() {
        z.push(cx.unchecked_alloc("state", None)?);
    }
    let mut state = State::decode(circuit, &mut cx, &z)?;
    let before = cx.cs().constraints;
    let outputs = state.encode(&mut cx).len();
    let binding = cx.cs().constraints - before + outputs;

    // What was counted before each step, without binding the state.
    let mut counts = vec![before];
    let mut patterns: Vec<Pattern<F>> = Vec::new();
    for step in 0..steps {
        if step < MOST_PATTERNS {
            let now = pattern(&state);
            if let Some(first) = patterns.iter().position(|known| *known == now) {
                let period = step - first;
                let (times, rest) = ((steps - first) / period, (steps - first) % period);
                let recurring = counts[step] - counts[first];
                return Ok(counts[first + rest] + times * recurring + binding);
            }
            patterns.push(now);
        }
        let before = cx.cs().constraints;
        state = circuit.step(&mut cx, &state, None)?;
        let added = cx.cs().constraints - before;
        counts.push(counts[step] + added);
    }
    Ok(counts[steps] + binding)
}
