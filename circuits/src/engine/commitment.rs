//! A Pedersen commitment: one group element, with `nova_snark`'s encodings for bytes, transcript
//! and random oracles.
use super::PastaGroup;
use ff::Field;
use nova_snark::gadgets::utils::to_bignat_repr;
use nova_snark::provider::traits::DlogGroup;
use nova_snark::traits::commitment::CommitmentTrait;
use nova_snark::traits::{AbsorbInRO2Trait, AbsorbInROTrait, Engine, ROTrait, TranscriptReprTrait};
use serde::{Deserialize, Serialize};
use std::ops::{Add, Mul, MulAssign};

/// A commitment to a vector of scalars of `E`. As bytes: the compressed point, 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Commitment<E: Engine>
where
    E::GE: PastaGroup,
{
    pub(super) point: E::GE,
}

impl<E: Engine> Default for Commitment<E>
where
    E::GE: PastaGroup,
{
    fn default() -> Self {
        Commitment {
            point: E::GE::zero(),
        }
    }
}

impl<E: Engine> CommitmentTrait<E> for Commitment<E>
where
    E::GE: PastaGroup,
{
    fn to_coordinates(&self) -> (E::Base, E::Base, bool) {
        self.point.to_coordinates()
    }
}

impl<E: Engine> TranscriptReprTrait<E::GE> for Commitment<E>
where
    E::GE: PastaGroup,
{
    fn to_transcript_bytes(&self) -> Vec<u8> {
        let (x, y, is_infinity) = self.point.to_coordinates();
        let mut bytes = x.to_transcript_bytes();
        bytes.extend(y.to_transcript_bytes());
        bytes.push(is_infinity.into());
        bytes
    }
}

impl<E: Engine> AbsorbInROTrait<E> for Commitment<E>
where
    E::GE: PastaGroup,
{
    fn absorb_in_ro(&self, ro: &mut E::RO) {
        let (x, y, is_infinity) = self.point.to_coordinates();
        ro.absorb(x);
        ro.absorb(y);
        ro.absorb(if is_infinity {
            E::Base::ONE
        } else {
            E::Base::ZERO
        });
    }
}

impl<E: Engine> AbsorbInRO2Trait<E> for Commitment<E>
where
    E::GE: PastaGroup,
{
    fn absorb_in_ro2(&self, ro: &mut E::RO2) {
        let (x, y, is_infinity) = self.point.to_coordinates();
        for coordinate in [x, y] {
            for limb in to_bignat_repr(&coordinate) {
                ro.absorb(limb);
            }
        }
        ro.absorb(if is_infinity {
            E::Scalar::ONE
        } else {
            E::Scalar::ZERO
        });
    }
}

impl<E: Engine> Add for Commitment<E>
where
    E::GE: PastaGroup,
{
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Commitment {
            point: self.point + other.point,
        }
    }
}

impl<E: Engine> Mul<E::Scalar> for Commitment<E>
where
    E::GE: PastaGroup,
{
    type Output = Self;

    fn mul(self, scalar: E::Scalar) -> Self {
        Commitment {
            point: self.point * scalar,
        }
    }
}

impl<E: Engine> MulAssign<E::Scalar> for Commitment<E>
where
    E::GE: PastaGroup,
{
    fn mul_assign(&mut self, scalar: E::Scalar) {
        *self = *self * scalar;
    }
}
