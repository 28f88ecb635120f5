//! Commitment generators: derived from public labels, shared by the whole process, cached on disk.
//!
//! The generators of a smaller key are a prefix of those of a larger one, so for each label the
//! process keeps the largest set that was asked for and hands out views of it. A set that is not
//! in memory is read from the disk cache, if one is installed ([`install_cache`]), and computed
//! from the label otherwise: 2^14 points take seconds to derive and milliseconds to read.
//!
//! Guarantees: a cache file is used only if its content has the digest that the source pins for
//! that curve, label and size. A foreign file, be it consistent with itself, is as
//! unused as a damaged one; both are replaced. Points with known relations would let a prover
//! forge proofs, so nothing less will do. A cache that can't be read or written costs time, never
//! the run.
//!
//! The powers of a secret, which a ceremony's file holds, are another matter: see [`Ceremony`].
//!
//! Refuses: sizes without a pinned digest are never cached on disk.
//!
//! Public parameters proper (the circuit's matrices and their digest) are not cached: see
//! [`crate::ivc::PublicParameters::setup`] for what rebuilding them costs.
mod ceremony;
mod file;
mod memory;
mod notice;
mod pinned;
mod store;

#[cfg(test)]
pub(crate) use ceremony::tests as ceremony_tests;
pub use ceremony::{Ceremony, CeremonyError, CeremonyId};
pub use file::{decode_point, encode_point, Damage, POINT_BYTES};
pub use memory::{generators, install_cache, GeneratorMemory};
pub use notice::Notice;
pub use store::GeneratorCache;
