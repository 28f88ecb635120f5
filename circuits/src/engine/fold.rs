//! Folding two vectors of points into one: `w1 * left[i] + w2 * right[i]`, all `i` with the same
//! two scalars. The inner-product argument does it to its commitment key in every round, and
//! spends most of its time there.
//!
//! Because the scalars are shared, so is the whole schedule of doublings and additions: the digits
//! are recoded once (width-[`WINDOW`] non-adjacent form), and a chunk of pairs walks through them
//! in step, by batches of affine additions ([`super::batch`]).
//!
//! Exact for all inputs: the identity, equal and opposite points, and scalars 0 and -1 included.
use super::affine::Affine;
use super::batch::Pairs;
use super::lanes::{dispatch, LaneField, Lanes, WithLanes};
use super::PastaGroup;
use ff::PrimeField;
use rayon::prelude::*;

/// Digits are odd and below `2^(WINDOW - 1)` in absolute value.
const WINDOW: u32 = 5;
/// Odd multiples 1, 3, 5, … that the digits select from.
const MULTIPLES: usize = 1 << (WINDOW - 2);
/// Pairs that walk in step. Enough to make the shared inversion cheap, few enough for the cache.
const CHUNK: usize = 512;
/// Below this many pairs the shared inversion no longer pays.
const FEW: usize = 8;

/// Returns `w1 * left[i] + w2 * right[i]` for every `i`. Variable time.
///
/// # Panics
/// If the two vectors differ in length.
pub fn fold_points<G: PastaGroup>(
    left: &[Affine<G>],
    right: &[Affine<G>],
    w1: &G::Scalar,
    w2: &G::Scalar,
) -> Vec<Affine<G>> {
    assert_eq!(left.len(), right.len(), "points are folded in pairs");
    if left.len() < FEW {
        return left
            .par_iter()
            .zip(right)
            .map(|(l, r)| (G::group(l) * w1 + G::group(r) * w2).affine())
            .collect();
    }
    dispatch(Fold::<G>::new([left, right], w1, w2))
}

struct Fold<'a, G: PastaGroup> {
    sides: [&'a [Affine<G>]; 2],
    digits: [Vec<i8>; 2],
}

impl<'a, G: PastaGroup> Fold<'a, G> {
    fn new(sides: [&'a [Affine<G>]; 2], w1: &G::Scalar, w2: &G::Scalar) -> Self {
        Fold {
            sides,
            digits: [non_adjacent_form(w1), non_adjacent_form(w2)],
        }
    }
}

impl<G: PastaGroup> WithLanes<G::Base> for Fold<'_, G> {
    type Output = Vec<Affine<G>>;

    fn with<L: Lanes<G::Base>>(self, lanes: L) -> Vec<Affine<G>> {
        let [left, right] = self.sides;
        let chunk = left.len().div_ceil(rayon::current_num_threads());
        let chunk = chunk.clamp(FEW, CHUNK);
        left.par_chunks(chunk)
            .zip(right.par_chunks(chunk))
            .flat_map_iter(|(l, r)| fold_chunk::<G, L>(lanes, [l, r], &self.digits))
            .collect()
    }
}

fn fold_chunk<G: PastaGroup, L: Lanes<G::Base>>(
    lanes: L,
    sides: [&[Affine<G>]; 2],
    digits: &[Vec<i8>; 2],
) -> Vec<Affine<G>> {
    let pack = |point| {
        let (x, y) = G::coordinates_of(point);
        lanes.pack(x, y)
    };
    let tables = sides.map(|points| odd_multiples(lanes, points.iter().map(pack).collect()));
    let identity = pack(&G::zero().affine());
    let mut sums = vec![identity; sides[0].len()];
    let length = digits.iter().map(Vec::len).max().unwrap_or(0);
    let mut started = false;
    for place in (0..length).rev() {
        if started {
            lanes.add_pairs(Doubling { points: &mut sums });
        }
        for (table, digits) in tables.iter().zip(digits) {
            let digit = digits.get(place).copied().unwrap_or(0);
            if digit != 0 {
                started = true;
                lanes.add_pairs(Addition {
                    sums: &mut sums,
                    addends: &table[usize::from(digit.unsigned_abs() / 2)],
                    negate: digit < 0,
                });
            }
        }
    }
    sums.iter()
        .map(|point| {
            let (x, y) = lanes.unpack(point);
            G::from_coordinates_unchecked(x, y)
        })
        .collect()
}

/// The multiples 1, 3, 5, … of every point, by multiple.
fn odd_multiples<F: LaneField, L: Lanes<F>>(
    lanes: L,
    points: Vec<L::Point>,
) -> [Vec<L::Point>; MULTIPLES] {
    let mut twice = points.clone();
    lanes.add_pairs(Doubling { points: &mut twice });
    let mut last = points;
    std::array::from_fn(|i| {
        if i > 0 {
            lanes.add_pairs(Addition {
                sums: &mut last,
                addends: &twice,
                negate: false,
            });
        }
        last.clone()
    })
}

/// Every point with itself, in its place.
struct Doubling<'a, P> {
    points: &'a mut [P],
}

impl<P: Copy> Pairs<P> for Doubling<'_, P> {
    #[inline(always)]
    fn len(&self) -> usize {
        self.points.len()
    }

    #[inline(always)]
    fn operand<const RIGHT: bool>(&self, i: usize) -> (P, bool) {
        (self.points[i], false)
    }

    #[inline(always)]
    fn put(&mut self, i: usize, sum: P) {
        self.points[i] = sum;
    }
}

/// Every sum with its addend or the addend's negative, in the sum's place.
struct Addition<'a, P> {
    sums: &'a mut [P],
    addends: &'a [P],
    negate: bool,
}

impl<P: Copy> Pairs<P> for Addition<'_, P> {
    #[inline(always)]
    fn len(&self) -> usize {
        self.sums.len()
    }

    #[inline(always)]
    fn operand<const RIGHT: bool>(&self, i: usize) -> (P, bool) {
        if RIGHT {
            (self.addends[i], self.negate)
        } else {
            (self.sums[i], false)
        }
    }

    #[inline(always)]
    fn put(&mut self, i: usize, sum: P) {
        self.sums[i] = sum;
    }
}

/// The digits of `scalar`, least significant first: each zero or odd, no two nonzero ones within
/// [`WINDOW`] places.
fn non_adjacent_form<S: PrimeField>(scalar: &S) -> Vec<i8> {
    let mut bytes = scalar.to_repr().as_ref().to_vec();
    // Room for the carry out of the top digit.
    bytes.push(0);
    let bit = |i: usize| bytes.get(i / 8).map_or(0, |byte| (byte >> (i % 8)) & 1);
    let mut digits = vec![0; 8 * bytes.len()];
    let mut carry = 0;
    let mut place = 0;
    while place < digits.len() {
        if bit(place) == carry {
            place += 1;
            continue;
        }
        let window = (0..WINDOW as usize).fold(0, |sum, k| sum | bit(place + k) << k) + carry;
        // The window is odd and at most 2^WINDOW - 1; above half it is a negative digit.
        carry = window >> (WINDOW - 1);
        digits[place] = window as i8 - ((carry as i8) << WINDOW);
        place += WINDOW as usize;
    }
    while digits.last() == Some(&0) {
        digits.pop();
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::lanes::Portable;
    use ff::Field;
    use nova_snark::provider::pasta::{pallas, vesta};
    use nova_snark::provider::traits::DlogGroup;
    use nova_snark::traits::Group;
    use proptest::prelude::*;

    type Scalar = <pallas::Point as Group>::Scalar;

    fn value(digits: &[i8]) -> Scalar {
        digits.iter().rev().fold(Scalar::ZERO, |sum, digit| {
            let magnitude = Scalar::from(u64::from(digit.unsigned_abs()));
            sum.double() + if *digit < 0 { -magnitude } else { magnitude }
        })
    }

    fn special_scalars<S: PrimeField>() -> Vec<S> {
        vec![
            S::ZERO,
            S::ONE,
            -S::ONE,
            S::from(2),
            -S::from(2),
            S::from(15),
            S::from(16),
            S::from(17),
            S::from(u64::MAX),
            S::TWO_INV,
        ]
    }

    #[test]
    fn digits_are_sparse_odd_and_worth_the_scalar() {
        for scalar in special_scalars::<Scalar>() {
            let digits = non_adjacent_form(&scalar);
            assert_eq!(value(&digits), scalar);
            let places: Vec<usize> = (0..digits.len()).filter(|i| digits[*i] != 0).collect();
            assert!(places
                .iter()
                .all(|i| digits[*i] & 1 == 1 && digits[*i].abs() < 16));
            assert!(places.windows(2).all(|w| w[1] - w[0] >= WINDOW as usize));
        }
    }

    fn naive<G: PastaGroup>(
        left: &[Affine<G>],
        right: &[Affine<G>],
        w1: &G::Scalar,
        w2: &G::Scalar,
    ) -> Vec<Affine<G>> {
        left.iter()
            .zip(right)
            .map(|(l, r)| (G::group(l) * w1 + G::group(r) * w2).affine())
            .collect()
    }

    /// Identity, equal, opposite and unrelated points, in every combination.
    fn special_pairs<G: PastaGroup>() -> (Vec<Affine<G>>, Vec<Affine<G>>) {
        let g = G::from_label(b"fold", 2);
        let minus = (G::zero() - G::group(&g[0])).affine();
        let twice = (G::group(&g[0]) + G::group(&g[0])).affine();
        let points = [G::zero().affine(), g[0], g[1], minus, twice];
        let pairs = points.iter().flat_map(|l| points.iter().map(|r| (*l, *r)));
        pairs.unzip()
    }

    /// With the lanes of this processor, and with the portable ones.
    fn fold_both<G: PastaGroup>(
        left: &[Affine<G>],
        right: &[Affine<G>],
        w1: &G::Scalar,
        w2: &G::Scalar,
    ) -> Vec<Affine<G>> {
        let folded = fold_points::<G>(left, right, w1, w2);
        if !left.is_empty() {
            let portable = Fold::<G>::new([left, right], w1, w2).with(Portable);
            assert_eq!(folded, portable);
        }
        folded
    }

    fn special_cases_agree<G: PastaGroup>() {
        let (left, right) = special_pairs::<G>();
        for w1 in special_scalars::<G::Scalar>() {
            for w2 in special_scalars::<G::Scalar>() {
                assert_eq!(
                    fold_both::<G>(&left, &right, &w1, &w2),
                    naive::<G>(&left, &right, &w1, &w2),
                    "{w1:?} {w2:?}"
                );
            }
        }
    }

    #[test]
    fn special_points_and_scalars_fold_exactly() {
        special_cases_agree::<pallas::Point>();
        special_cases_agree::<vesta::Point>();
    }

    fn scalar() -> impl Strategy<Value = Scalar> {
        any::<[u64; 4]>().prop_map(|limbs| {
            let base = Scalar::from(u64::MAX) + Scalar::ONE;
            limbs
                .iter()
                .fold(Scalar::ZERO, |sum, limb| sum * base + Scalar::from(*limb))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn folding_is_the_naive_sum(w1 in scalar(), w2 in scalar(), n in 0usize..40) {
            let points = pallas::Point::from_label(b"fold", 2 * n);
            let (left, right) = points.split_at(n);
            prop_assert_eq!(
                fold_both::<pallas::Point>(left, right, &w1, &w2),
                naive::<pallas::Point>(left, right, &w1, &w2)
            );
        }

        #[test]
        fn digits_are_worth_the_scalar(scalar in scalar()) {
            prop_assert_eq!(value(&non_adjacent_form(&scalar)), scalar);
        }
    }
}
