//! Many independent additions of affine points at once, with one field inversion for all of them
//! (Montgomery's trick: P. Montgomery, "Speeding the Pollard and elliptic curve methods of
//! factorization", 1987, section 10.3.1): five multiplications and a squaring for each, less than any
//! formula without inversion.
//!
//! Exact for all inputs: the identity, equal and opposite points included. The curves are
//! `y^2 = x^3 + b` of odd order, so no point has `y = 0`, and the identity is kept as `(0, 0)`.
use super::lanes::{LaneField, Lanes};

/// Vectors of pairs that share an inversion: enough to make it cheap, few enough for the cache.
const SHARED: usize = 160;

/// Pairs of points and a place for each pair's sum.
///
/// A sum may be put where an operand was, if no other pair has that operand. The methods must be
/// inlined (see [`Lanes::add_pairs`]).
pub trait Pairs<P> {
    /// How many.
    fn len(&self) -> usize;
    /// The left or right point of a pair, and whether its negative is meant.
    fn operand<const RIGHT: bool>(&self, i: usize) -> (P, bool);
    /// Takes the sum of a pair.
    fn put(&mut self, i: usize, sum: P);
}

/// The line through the two points of each pair of a vector, whose slope is `numerator /
/// denominator`; or, in settled lanes, the sum itself in place of the left point.
struct Line<V, M> {
    left: (V, V),
    right_x: V,
    numerator: V,
    denominator: V,
    /// The product of all denominators before this one.
    before: V,
    settled: M,
}

/// Adds every pair. To be called through [`Lanes::add_pairs`].
#[inline(always)]
pub fn add_in_lanes<F, L, P>(lanes: L, mut pairs: P)
where
    F: LaneField,
    L: Lanes<F>,
    P: Pairs<L::Point>,
{
    let vectors = pairs.len().div_ceil(L::WIDTH);
    let mut lines = Vec::with_capacity(vectors.min(SHARED));
    let mut first = 0;
    while first < vectors {
        let count = SHARED.min(vectors - first);
        lines.clear();
        let mut product = lanes.one();
        for vector in first..first + count {
            let line = line(lanes, &pairs, vector * L::WIDTH, product);
            product = lanes.mul(product, line.denominator);
            lines.push(line);
        }
        // No denominator is zero: a tangent's is twice an ordinate, a chord's the difference of
        // two distinct abscissas, and a settled lane's is one.
        let mut inverse = lanes.invert(product);
        for (i, line) in lines.iter().enumerate().rev() {
            let slope = lanes.mul(line.numerator, lanes.mul(inverse, line.before));
            inverse = lanes.mul(inverse, line.denominator);
            let (x, y) = third_point(lanes, line, slope);
            lanes.store(&mut pairs, (first + i) * L::WIDTH, x, y);
        }
        first += count;
    }
}

#[inline(always)]
fn line<F, L, P>(lanes: L, pairs: &P, start: usize, before: L::Vector) -> Line<L::Vector, L::Mask>
where
    F: LaneField,
    L: Lanes<F>,
    P: Pairs<L::Point>,
{
    let (x1, y1) = lanes.load::<P, false>(pairs, start);
    let (x2, y2) = lanes.load::<P, true>(pairs, start);
    let mut line = Line {
        left: (x1, y1),
        right_x: x2,
        numerator: lanes.sub(y2, y1),
        denominator: lanes.sub(x2, x1),
        before,
        settled: lanes.nowhere(),
    };
    let same_x = lanes.equal(x1, x2);
    let nothing_left = lanes.is_zero(y1);
    let nothing_right = lanes.is_zero(y2);
    let nothing = lanes.or(nothing_left, nothing_right);
    if lanes.any(lanes.or(same_x, nothing)) {
        let same_x = lanes.and_not(same_x, nothing);
        let same = lanes.and(same_x, lanes.equal(y1, y2));
        let opposite = lanes.and_not(same_x, same);
        let square = lanes.square(x1);
        line.numerator = lanes.select(same, lanes.triple(square), line.numerator);
        line.denominator = lanes.select(same, lanes.double(y1), line.denominator);
        line.settled = lanes.or(opposite, nothing);
        line.denominator = lanes.select(line.settled, lanes.one(), line.denominator);
        let zero = lanes.zero();
        line.left = (
            lanes.select(nothing_left, x2, lanes.select(opposite, zero, x1)),
            lanes.select(nothing_left, y2, lanes.select(opposite, zero, y1)),
        );
    }
    line
}

#[inline(always)]
fn third_point<F: LaneField, L: Lanes<F>>(
    lanes: L,
    line: &Line<L::Vector, L::Mask>,
    slope: L::Vector,
) -> (L::Vector, L::Vector) {
    let (x1, y1) = line.left;
    let x = lanes.reduce(lanes.sub_two(lanes.square(slope), x1, line.right_x));
    let y = lanes.mul(slope, lanes.sub(x1, x));
    let y = lanes.reduce(lanes.sub(y, y1));
    if lanes.any(line.settled) {
        (
            lanes.select(line.settled, x1, x),
            lanes.select(line.settled, y1, y),
        )
    } else {
        (x, y)
    }
}
