//! Incrementally verifiable computation: folding the steps of any step circuit into one instance
//! (Nova, over a cycle of two curves), and compressing that instance into a short proof (Spartan).
//! Which curves and which argument for openings, a [`Cycle`] says.
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
mod cycle;
mod error;
mod fold;
mod interrupt;
mod parameters;
mod shape_check;

pub use compress::{
    check_encoding, check_form, compress, compressed_form, folded_form, verify_compressed,
};
pub use cycle::{Bn254, Bn254Ceremony, CurveCycle, Cycle, Pasta};
pub use error::{FailedCheck, Part, ProveError, VerifyError};
pub use fold::{claimed_outputs, Folding};
pub use interrupt::{Interrupt, Interrupted};
pub use parameters::{ParametersId, PublicParameters};
pub use shape_check::Form;

/// The field of step circuits on the default cycle: the scalars of Pallas.
pub type Scalar = <Pasta as Cycle>::Scalar;

#[cfg(test)]
mod cycle_tests;
#[cfg(test)]
mod tests;
