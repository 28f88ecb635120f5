//! What becomes of proofs that somebody has altered: every part of a claim is bound, and the message of a refusal names the check.

mod bytes;
mod changes;
mod claim;
mod fields;
mod fold_claim;
mod hiding;
#[path = "../support/kept.rs"]
mod kept;
mod made;
mod memory;
mod mutate;
#[path = "../conformance/rng.rs"]
#[allow(dead_code)]
mod rng;
#[path = "../support/size.rs"]
mod size;
#[path = "../typed/fixtures.rs"]
#[allow(dead_code)]
mod step_functions;
mod tree;
