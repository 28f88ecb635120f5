//! The Pedersen commitment scheme over shared generators.
use super::affine::Affine;
use super::{multi_scalar_mul, Commitment, CommitmentKey, DerandKey, PastaGroup};
use crate::params;
use ff::Field;
use nova_snark::errors::NovaError;
use nova_snark::provider::ptau::PtauFileError;
use nova_snark::provider::traits::{DlogGroup, DlogGroupExt};
use nova_snark::traits::commitment::{CommitmentEngineTrait, Len};
use nova_snark::traits::Engine;
use rayon::prelude::*;
use std::io::{Read, Seek, Write};
use std::marker::PhantomData;
use std::ops::Range;

/// Pedersen commitments with the generators of `nova_snark`'s scheme: those that the label
/// derives, the first being the blind's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PedersenScheme<E> {
    engine: PhantomData<E>,
}

impl<E: Engine> PedersenScheme<E>
where
    E::GE: PastaGroup,
{
    fn blinded(key: &CommitmentKey<E>, point: E::GE, r: &E::Scalar) -> Commitment<E> {
        Commitment {
            point: if bool::from(r.is_zero()) {
                point
            } else {
                point + E::GE::group(key.blind()) * r
            },
        }
    }
}

impl<E: Engine> CommitmentEngineTrait<E> for PedersenScheme<E>
where
    E::GE: PastaGroup,
{
    type CommitmentKey = CommitmentKey<E>;
    type Commitment = Commitment<E>;
    type DerandKey = DerandKey<E>;

    /// Takes the points from the process's generators ([`params::generators`]): a second key of
    /// the same label that is no larger costs nothing.
    fn setup(label: &'static [u8], n: usize) -> Result<Self::CommitmentKey, NovaError> {
        let size = n
            .checked_next_power_of_two()
            .filter(|size| *size < usize::MAX)
            .ok_or(NovaError::InvalidCommitmentKeyLength)?;
        let points = params::generators::<E::GE>(label, size + 1);
        CommitmentKey::of_shared(points, size).ok_or(NovaError::InvalidCommitmentKeyLength)
    }

    fn derand_key(ck: &Self::CommitmentKey) -> Self::DerandKey {
        DerandKey { blind: *ck.blind() }
    }

    fn commit(ck: &Self::CommitmentKey, v: &[E::Scalar], r: &E::Scalar) -> Self::Commitment {
        let bases = &ck.generators()[..v.len()];
        Self::blinded(ck, multi_scalar_mul(v, bases), r)
    }

    fn commit_small<T: Into<u64> + Copy + Sync>(
        ck: &Self::CommitmentKey,
        v: &[T],
        r: &E::Scalar,
    ) -> Self::Commitment {
        let scalars: Vec<u64> = v.iter().map(|s| (*s).into()).collect();
        let bases = &ck.generators()[..v.len()];
        Self::blinded(ck, E::GE::vartime_multiscalar_mul_small(&scalars, bases), r)
    }

    fn commit_small_range<T: Into<u64> + Copy + Sync>(
        ck: &Self::CommitmentKey,
        v: &[T],
        r: &E::Scalar,
        range: Range<usize>,
        max_num_bits: usize,
    ) -> Self::Commitment {
        let scalars: Vec<u64> = v[range.clone()].iter().map(|s| (*s).into()).collect();
        let bases = &ck.generators()[range];
        let point =
            E::GE::vartime_multiscalar_mul_small_with_max_num_bits(&scalars, bases, max_num_bits);
        Self::blinded(ck, point, r)
    }

    fn commit_sparse_binary(
        ck: &Self::CommitmentKey,
        non_zero_indices: &[usize],
        r: &E::Scalar,
    ) -> Self::Commitment {
        let bases = ck.generators();
        let point = non_zero_indices
            .par_iter()
            .map(|i| E::GE::group(&bases[*i]))
            .reduce(E::GE::zero, |a, b| a + b);
        Self::blinded(ck, point, r)
    }

    fn commit_sparse(
        ck: &Self::CommitmentKey,
        indices: &[usize],
        scalars: &[E::Scalar],
        r: &E::Scalar,
    ) -> Self::Commitment {
        assert_eq!(indices.len(), scalars.len(), "one scalar for each index");
        let bases: Vec<_> = indices.iter().map(|i| ck.generators()[*i]).collect();
        Self::blinded(ck, multi_scalar_mul(scalars, &bases), r)
    }

    fn derandomize(
        dk: &Self::DerandKey,
        commit: &Self::Commitment,
        r: &E::Scalar,
    ) -> Self::Commitment {
        Commitment {
            point: commit.point - E::GE::group(&dk.blind) * r,
        }
    }

    fn ck_to_coordinates(ck: &Self::CommitmentKey) -> Vec<(E::Base, E::Base)> {
        ck.generators()
            .iter()
            .map(|g| {
                assert!(!is_identity::<E>(g), "no generator is the identity");
                E::GE::coordinates_of(g)
            })
            .collect()
    }

    fn ck_to_group_elements(ck: &Self::CommitmentKey) -> Vec<E::GE> {
        ck.generators()
            .iter()
            .map(|g| {
                assert!(!is_identity::<E>(g), "no generator is the identity");
                E::GE::group(g)
            })
            .collect()
    }

    fn ck_derive_by_address(
        ck: &Self::CommitmentKey,
        addresses: &[usize],
        table_size: usize,
    ) -> Result<Self::CommitmentKey, NovaError> {
        if addresses.len() > ck.length() {
            return Err(NovaError::InvalidCommitmentKeyLength);
        }
        let mut sums = vec![E::GE::zero(); table_size];
        for (address, generator) in addresses.iter().zip(ck.generators()) {
            *sums.get_mut(*address).ok_or(NovaError::InvalidIndex)? += E::GE::group(generator);
        }
        let generators = sums.par_iter().map(|sum| sum.affine()).collect();
        Ok(CommitmentKey::owned(generators, *ck.blind()))
    }

    /// Reads a key that [`Self::save_setup`] wrote. Every point is checked to be on the curve;
    /// whether they are the label's generators is for the caller to know.
    fn load_setup(
        reader: &mut (impl Read + Seek),
        _label: &'static [u8],
        n: usize,
    ) -> Result<Self::CommitmentKey, PtauFileError> {
        let mut points = (0..=n.next_power_of_two()).map(|_| read_point::<E>(reader));
        let blind = points.next().ok_or(PtauFileError::InvalidHead)??;
        Ok(CommitmentKey::owned(
            points.collect::<Result<_, _>>()?,
            blind,
        ))
    }

    /// Writes the blind's generator and the others, uncompressed, 64 bytes each.
    fn save_setup(
        ck: &Self::CommitmentKey,
        writer: &mut (impl Write + Seek),
    ) -> Result<(), PtauFileError> {
        for point in std::iter::once(ck.blind()).chain(ck.generators()) {
            writer.write_all(&params::encode_point::<E::GE>(point))?;
        }
        Ok(())
    }
}

fn is_identity<E: Engine>(point: &Affine<E::GE>) -> bool
where
    E::GE: PastaGroup,
{
    let (x, y) = E::GE::coordinates_of(point);
    bool::from(x.is_zero() & y.is_zero())
}

fn read_point<E: Engine>(reader: &mut impl Read) -> Result<Affine<E::GE>, PtauFileError>
where
    E::GE: PastaGroup,
{
    let mut bytes = [0; params::POINT_BYTES];
    reader.read_exact(&mut bytes)?;
    params::decode_point::<E::GE>(&bytes).ok_or(PtauFileError::PointNotOnCurve)
}
