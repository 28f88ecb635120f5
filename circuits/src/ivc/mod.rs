//! Incrementally verifiable computation: folding the steps of any step circuit into one instance
//! (Nova, over the Pallas and Vesta cycle), and compressing that instance into a short proof
//! (Spartan, with the inner-product argument for openings).
//!
//! Guarantees: neither verifier panics on any bytes, whatever they are; both reject bytes that are
//! not the one encoding of the proof that they hold; errors name the check that failed.
//!
//! Refuses: nothing here knows what the states mean. Rebuilding the parameters and both ends of
//! the computation from a readable claim is the caller's part, and without it a verified proof
//! says nothing.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]
mod compress;
mod error;
mod fold;
mod interrupt;
mod parameters;
mod shape_check;

pub use compress::{compress, verify_compressed};
pub use error::{FailedCheck, Part, ProveError, VerifyError};
pub use fold::Folding;
pub use interrupt::{Interrupt, Interrupted};
pub use parameters::{ParametersId, PublicParameters};

use crate::engine::{FoldPallas, FoldVesta};
use nova_snark::provider::ipa_pc::EvaluationEngine;
use nova_snark::spartan::snark::RelaxedR1CSSNARK;
use nova_snark::traits::Engine;

/// The engine of the step circuit.
pub type E1 = FoldPallas;
/// The engine of the secondary circuit.
pub type E2 = FoldVesta;
/// The field of the step circuit: the scalars of Pallas.
pub type Scalar = <E1 as Engine>::Scalar;
/// Spartan without preprocessing: the verifier holds the matrices, which with the inner-product
/// argument costs it nothing asymptotically and the prover much less.
pub(crate) type Spartan<E> = RelaxedR1CSSNARK<E, EvaluationEngine<E>>;

#[cfg(test)]
mod tests;
