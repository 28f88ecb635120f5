//! The bytes of a generator file.
//!
//! Layout: magic (8), version (u16), curve (u8), label length (u8), label, count (u32), then the
//! points, 64 bytes each (x, y), then the SHA3-256 of all before. Integers are little endian.
//! Uncompressed, because taking a square root for each of 2^15 points takes about as long as
//! deriving them.
use crate::engine::{Affine, PastaGroup};
use ff::PrimeField;
use rayon::prelude::*;
use sha3::{Digest, Sha3_256};

/// Bytes of one point.
pub const POINT_BYTES: usize = 64;
const MAGIC: &[u8; 8] = b"FSCHGENS";
const VERSION: u16 = 1;
const DIGEST_BYTES: usize = 32;

/// The SHA3-256 of a generator file's header and points.
pub type ContentDigest = [u8; DIGEST_BYTES];

/// What is wrong with a generator file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Truncated or extended.
    #[error("has {got} bytes where {expected} belong")]
    Length {
        /// Bytes that a file of this kind has.
        expected: u64,
        /// Bytes that it has.
        got: u64,
    },
    /// Not a generator file of this version, curve, label and size.
    #[error("has a foreign header")]
    Header,
    /// Its content does not have the digest that it ends with.
    #[error("is damaged: its content does not have its digest")]
    Checksum,
    /// Consistent with itself, but not the generators that this version pins.
    #[error("holds foreign points")]
    Foreign,
    /// A coordinate is out of range or a point off the curve.
    #[error("holds what is not a point of the curve")]
    Point,
}

/// The 64 bytes of a point, the identity being all zero.
pub fn encode_point<G: PastaGroup>(point: &Affine<G>) -> [u8; POINT_BYTES] {
    let (x, y) = G::coordinates_of(point);
    let mut bytes = [0; POINT_BYTES];
    let (low, high) = bytes.split_at_mut(POINT_BYTES / 2);
    low.copy_from_slice(x.to_repr().as_ref());
    high.copy_from_slice(y.to_repr().as_ref());
    bytes
}

/// The point with these 64 bytes, if its coordinates are in range and on the curve.
pub fn decode_point<G: PastaGroup>(bytes: &[u8; POINT_BYTES]) -> Option<Affine<G>> {
    let (low, high) = bytes.split_at(POINT_BYTES / 2);
    let coordinate = |half: &[u8]| {
        let mut repr = <G::Base as PrimeField>::Repr::default();
        repr.as_mut().copy_from_slice(half);
        Option::from(G::Base::from_repr(repr))
    };
    G::from_coordinates(coordinate(low)?, coordinate(high)?)
}

fn header<G: PastaGroup>(label: &[u8], count: u32) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.push(G::CURVE.code());
    bytes.push(label.len().min(usize::from(u8::MAX)) as u8);
    bytes.extend(label);
    bytes.extend(count.to_le_bytes());
    bytes
}

/// How many bytes the file has.
pub fn length<G: PastaGroup>(label: &[u8], count: u32) -> u64 {
    let points = u64::from(count) * POINT_BYTES as u64;
    header::<G>(label, count).len() as u64 + points + DIGEST_BYTES as u64
}

/// The file's bytes, and the digest that they end with.
pub fn encode<G: PastaGroup>(label: &[u8], points: &[Affine<G>]) -> (Vec<u8>, ContentDigest) {
    let count = points.len().try_into().unwrap_or(u32::MAX);
    let mut bytes = header::<G>(label, count);
    bytes.par_extend(points.par_iter().flat_map_iter(encode_point::<G>));
    let digest: ContentDigest = Sha3_256::digest(&bytes).into();
    bytes.extend(digest);
    (bytes, digest)
}

/// The points of a file whose content must have the digest `pinned`.
pub fn decode<G: PastaGroup>(
    label: &[u8],
    count: u32,
    pinned: &ContentDigest,
    bytes: &[u8],
) -> Result<Vec<Affine<G>>, Damage> {
    let expected = length::<G>(label, count);
    if bytes.len() as u64 != expected {
        return Err(Damage::Length {
            expected,
            got: bytes.len() as u64,
        });
    }
    let (content, stated) = bytes.split_at(bytes.len() - DIGEST_BYTES);
    let points = content
        .strip_prefix(header::<G>(label, count).as_slice())
        .ok_or(Damage::Header)?;
    let digest: ContentDigest = Sha3_256::digest(content).into();
    if digest != *stated {
        return Err(Damage::Checksum);
    }
    if digest != *pinned {
        return Err(Damage::Foreign);
    }
    points
        .par_chunks_exact(POINT_BYTES)
        .map(|bytes| decode_point::<G>(bytes.try_into().ok()?))
        .collect::<Option<_>>()
        .ok_or(Damage::Point)
}
