//! The engines under the folding scheme: Pallas and Vesta with Pedersen commitments whose
//! generators are shared by the whole process.
//!
//! [`FoldPallas`] and [`FoldVesta`] agree with `nova_snark`'s `PallasEngine` and `VestaEngine` in
//! fields, hash functions, transcript, generators, commitment values and byte layouts, so the same
//! circuit has the same public-parameter digest under either pair. They differ in cost only:
//!
//! - a commitment key is a view of points held once ([`CommitmentKey`]), so cloning or splitting it
//!   copies nothing, and keys of two programs share their points;
//! - generators come from [`crate::params`], which keeps them in memory and on disk;
//! - commitments are made by a bucket method on affine points ([`multi_scalar_mul`]);
//! - folding a key, the dearest part of compression, is done for many pairs at once
//!   ([`fold_points`]);
//! - both add points in batches that share an inversion, eight at a time where the processor has
//!   AVX-512 with IFMA.
mod affine;
mod batch;
mod commitment;
mod fold;
mod key;
mod lanes;
mod msm;
mod scheme;

pub use affine::{Affine, Curve, PastaGroup};
pub use commitment::Commitment;
pub use fold::fold_points;
pub use key::{CommitmentKey, DerandKey};
pub use lanes::LaneField;
pub use msm::multi_scalar_mul;
pub use scheme::PedersenScheme;

use nova_snark::provider::keccak::Keccak256Transcript;
use nova_snark::provider::pasta::{pallas, vesta};
use nova_snark::provider::poseidon::{PoseidonRO, PoseidonROCircuit};
use nova_snark::traits::Engine;
use serde::{Deserialize, Serialize};

/// Pallas: the curve on which step circuits are committed. Its scalar field is the language's
/// field.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct FoldPallas;

/// Vesta: the other curve of the cycle, for the secondary circuit.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct FoldVesta;

impl Engine for FoldPallas {
    type Base = pallas::Base;
    type Scalar = pallas::Scalar;
    type GE = pallas::Point;
    type RO = PoseidonRO<Self::Base>;
    type ROCircuit = PoseidonROCircuit<Self::Base>;
    type RO2 = PoseidonRO<Self::Scalar>;
    type RO2Circuit = PoseidonROCircuit<Self::Scalar>;
    type TE = Keccak256Transcript<Self>;
    type CE = PedersenScheme<Self>;
}

impl Engine for FoldVesta {
    type Base = vesta::Base;
    type Scalar = vesta::Scalar;
    type GE = vesta::Point;
    type RO = PoseidonRO<Self::Base>;
    type ROCircuit = PoseidonROCircuit<Self::Base>;
    type RO2 = PoseidonRO<Self::Scalar>;
    type RO2Circuit = PoseidonROCircuit<Self::Scalar>;
    type TE = Keccak256Transcript<Self>;
    type CE = PedersenScheme<Self>;
}

#[cfg(test)]
mod tests;
