//! Typed steps as a whole: what a fold binds, what proofs claim, and what is refused.

mod fixtures;
#[path = "../support/kept.rs"]
mod kept;
mod proofs;
mod statement;
