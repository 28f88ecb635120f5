//! Field arithmetic on several elements at once, which the additions of [`super::batch`] are made
//! of.
//!
//! Two implementations, chosen when the program runs: [`Portable`] (one element, the curve
//! library's own arithmetic) and, where the processor has AVX-512 with IFMA, `Ifma` (eight elements;
//! a multiplication takes a third of the time). Both compute the same points; the tests run both.
//!
//! Instructions are reached through `pulp`, whose token types prove that the processor has them, so
//! that there is no unsafe code here.
#[cfg(target_arch = "x86_64")]
mod ifma;
mod portable;

#[cfg(target_arch = "x86_64")]
pub use ifma::Ifma;
pub use portable::Portable;

use super::batch::Pairs;
use ff::PrimeField;

/// A field whose elements lanes can hold: a prime of 253 to 255 bits.
pub trait LaneField: PrimeField<Repr: AsRef<[u8]> + AsMut<[u8]>> {
    /// The prime, least significant limb first.
    const PRIME: [u64; 4];
}

/// Arithmetic on [`Lanes::WIDTH`] elements of `F` at a time.
///
/// A vector is *canonical* if each element is less than the prime `p`, *tight* if less than `2p`,
/// and *loose* if less than `4p`. Where elements are not vectors they are canonical.
pub trait Lanes<F: LaneField>: Copy + Send + Sync {
    /// Elements in a vector.
    const WIDTH: usize;
    /// An affine point at rest; the identity is `(0, 0)`.
    type Point: Copy + Send + Sync;
    /// Elements, one a lane.
    type Vector: Copy;
    /// A truth value a lane.
    type Mask: Copy;

    /// Adds every pair: [`add_in_lanes`](super::batch::add_in_lanes), compiled for the instructions that these lanes need. All
    /// that it calls must be inlined (`#[inline(always)]`, no closures), or runs without them.
    fn add_pairs<P: Pairs<Self::Point>>(self, pairs: P);

    /// A point with these coordinates.
    fn pack(self, x: F, y: F) -> Self::Point;
    /// The coordinates of a point.
    fn unpack(self, point: &Self::Point) -> (F, F);
    /// The point's negative.
    fn negate(self, point: &Self::Point) -> Self::Point;
    /// Whether it is the identity.
    fn is_identity(self, point: &Self::Point) -> bool;

    /// The coordinates of the left or right points of the pairs from `start` on, canonical. Lanes
    /// past the last pair repeat it.
    fn load<P: Pairs<Self::Point>, const RIGHT: bool>(
        self,
        pairs: &P,
        start: usize,
    ) -> (Self::Vector, Self::Vector);
    /// Puts points with canonical coordinates as the sums of the pairs from `start` on.
    fn store<P: Pairs<Self::Point>>(
        self,
        pairs: &mut P,
        start: usize,
        x: Self::Vector,
        y: Self::Vector,
    );

    /// One in every lane, tight.
    fn one(self) -> Self::Vector;
    /// The product of loose vectors, tight.
    fn mul(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// The square of a loose vector, tight.
    fn square(self, a: Self::Vector) -> Self::Vector;
    /// The difference of tight vectors, loose.
    fn sub(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// A tight vector less two canonical ones, loose.
    fn sub_two(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// Twice a canonical vector, tight.
    fn double(self, a: Self::Vector) -> Self::Vector;
    /// Thrice the square of a canonical vector, loose.
    fn triple(self, a: Self::Vector) -> Self::Vector;
    /// The canonical form of a loose vector.
    fn reduce(self, a: Self::Vector) -> Self::Vector;
    /// The inverse of a tight vector, tight; of zero, zero.
    fn invert(self, a: Self::Vector) -> Self::Vector;

    /// Where canonical vectors agree.
    fn equal(self, a: Self::Vector, b: Self::Vector) -> Self::Mask;
    /// Where a canonical vector is zero.
    fn is_zero(self, a: Self::Vector) -> Self::Mask;
    /// Zero in every lane.
    fn zero(self) -> Self::Vector;
    /// `a` where the mask is set, else `b`.
    fn select(self, mask: Self::Mask, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// No lane.
    fn nowhere(self) -> Self::Mask;
    /// Where both are.
    fn and(self, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Where either is.
    fn or(self, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Where the first is and the second is not.
    fn and_not(self, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Whether any lane is set.
    fn any(self, mask: Self::Mask) -> bool;
}

/// A computation that is the same whatever the lanes.
pub trait WithLanes<F: LaneField> {
    /// What it gives.
    type Output;

    /// Does it.
    fn with<L: Lanes<F>>(self, lanes: L) -> Self::Output;
}

/// Does a computation with the best lanes that this processor has.
pub fn dispatch<F: LaneField, W: WithLanes<F>>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    if let Some(lanes) = Ifma::detect() {
        return work.with(lanes);
    }
    work.with(Portable)
}

#[cfg(test)]
mod tests;
