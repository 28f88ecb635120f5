//! Typed steps as a whole: what a fold binds, what proofs claim, and what is refused.

mod fixtures;
mod proofs;
mod statement;
