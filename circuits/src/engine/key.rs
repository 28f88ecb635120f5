//! Commitment keys: views of shared generators.
use super::affine::Affine;
use super::{fold_points, Commitment, PastaGroup, PedersenScheme};
use nova_snark::errors::NovaError;
use nova_snark::provider::pedersen::CommitmentKeyExtTrait;
use nova_snark::provider::traits::DlogGroup;
use nova_snark::traits::commitment::Len;
use nova_snark::traits::Engine;
use rayon::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Range;
use std::sync::Arc;

/// Generators for committing to vectors of scalars of `E`, and one for the blind.
///
/// A view of points that are held once for the process: cloning and splitting copy no point. As
/// bytes: the generators, then the blind's, as `nova_snark`'s own key.
#[derive(Clone, Debug)]
pub struct CommitmentKey<E: Engine>
where
    E::GE: PastaGroup,
{
    points: Arc<[Affine<E::GE>]>,
    range: Range<usize>,
    blind: Affine<E::GE>,
}

impl<E: Engine> CommitmentKey<E>
where
    E::GE: PastaGroup,
{
    /// A key over all of `generators`.
    pub(super) fn owned(generators: Vec<Affine<E::GE>>, blind: Affine<E::GE>) -> Self {
        let range = 0..generators.len();
        CommitmentKey {
            points: generators.into(),
            range,
            blind,
        }
    }

    /// The key of `size` generators whose blind is the first of `points` and whose generators
    /// follow it. None if there are too few points.
    pub(super) fn of_shared(points: Arc<[Affine<E::GE>]>, size: usize) -> Option<Self> {
        let blind = *points.first()?;
        let range = 1..size.checked_add(1)?;
        points.get(range.clone())?;
        Some(CommitmentKey {
            points,
            range,
            blind,
        })
    }

    /// The generators.
    pub fn generators(&self) -> &[Affine<E::GE>] {
        &self.points[self.range.clone()]
    }

    /// The blind's generator.
    pub fn blind(&self) -> &Affine<E::GE> {
        &self.blind
    }

    /// Whether both keys view the same memory.
    pub fn shares_points_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.points, &other.points)
    }
}

impl<E: Engine> PartialEq for CommitmentKey<E>
where
    E::GE: PastaGroup,
{
    fn eq(&self, other: &Self) -> bool {
        self.generators() == other.generators() && self.blind == other.blind
    }
}

impl<E: Engine> Eq for CommitmentKey<E> where E::GE: PastaGroup {}

impl<E: Engine> Len for CommitmentKey<E>
where
    E::GE: PastaGroup,
{
    fn length(&self) -> usize {
        self.range.len()
    }
}

#[derive(Serialize)]
struct KeyView<'a, A> {
    ck: &'a [A],
    h: &'a A,
}

#[derive(Deserialize)]
struct KeyContent<A> {
    ck: Vec<A>,
    h: A,
}

impl<E: Engine> Serialize for CommitmentKey<E>
where
    E::GE: PastaGroup,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        KeyView {
            ck: self.generators(),
            h: &self.blind,
        }
        .serialize(serializer)
    }
}

impl<'de, E: Engine> Deserialize<'de> for CommitmentKey<E>
where
    E::GE: PastaGroup,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let KeyContent { ck, h } = KeyContent::deserialize(deserializer)?;
        Ok(CommitmentKey::owned(ck, h))
    }
}

/// What removing a blind needs: its generator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct DerandKey<E: Engine>
where
    E::GE: PastaGroup,
{
    pub(super) blind: Affine<E::GE>,
}

impl<E: Engine<CE = PedersenScheme<E>>> CommitmentKeyExtTrait<E> for CommitmentKey<E>
where
    E::GE: PastaGroup,
{
    fn split_at(&self, n: usize) -> (Self, Self) {
        let middle = self.range.start + n;
        assert!(middle <= self.range.end, "split within the key");
        let part = |range| CommitmentKey {
            points: self.points.clone(),
            range,
            blind: self.blind,
        };
        (part(self.range.start..middle), part(middle..self.range.end))
    }

    fn combine(&self, other: &Self) -> Self {
        CommitmentKey::owned([self.generators(), other.generators()].concat(), self.blind)
    }

    fn fold(&self, w1: &E::Scalar, w2: &E::Scalar) -> Self {
        let (left, rest) = self.generators().split_at(self.range.len() / 2);
        // An odd key's last generator has no partner, and is dropped as in nova_snark.
        let right = &rest[..left.len()];
        CommitmentKey::owned(fold_points::<E::GE>(left, right, w1, w2), self.blind)
    }

    fn scale(&self, r: &E::Scalar) -> Self {
        let scaled = self
            .generators()
            .par_iter()
            .map(|g| (E::GE::group(g) * r).affine())
            .collect();
        CommitmentKey::owned(scaled, self.blind)
    }

    fn reinterpret_commitments_as_ck(c: &[Commitment<E>]) -> Result<Self, NovaError> {
        let points = c.par_iter().map(|c| c.point.affine()).collect();
        // Only unblinded commitments are made with such a key.
        Ok(CommitmentKey::owned(points, E::GE::zero().affine()))
    }
}
