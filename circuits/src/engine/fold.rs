//! Folding two vectors of points into one: `w1 * left[i] + w2 * right[i]`, all `i` with the same
//! two scalars. The inner-product argument does it to its commitment key in every round, and
//! spends most of its time there.
//!
//! Because the scalars are shared, so is the whole schedule of doublings and additions: the digits
//! are recoded once (width-[`WINDOW`] non-adjacent form), and a chunk of pairs walks through them
//! in step. Walking in step lets every doubling and addition be done on affine points, with one
//! field inversion for the whole chunk (Montgomery's trick): 7 multiplications for a doubling and
//! 6 for an addition, and no normalisation at the end.
//!
//! Exact for all inputs: the identity, equal and opposite points, and scalars 0 and -1 included.
use super::affine::Affine;
use super::PastaGroup;
use ff::{Field, PrimeField};
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
    let digits = [non_adjacent_form(w1), non_adjacent_form(w2)];
    let threads = rayon::current_num_threads();
    let chunk = left.len().div_ceil(threads).clamp(FEW, CHUNK);
    left.par_chunks(chunk)
        .zip(right.par_chunks(chunk))
        .flat_map_iter(|(l, r)| fold_chunk::<G>(l, r, &digits))
        .collect()
}

fn fold_chunk<G: PastaGroup>(
    left: &[Affine<G>],
    right: &[Affine<G>],
    digits: &[Vec<i8>; 2],
) -> Vec<Affine<G>> {
    let mut scratch = Scratch::default();
    let tables = [left, right].map(|points| {
        let points = points.iter().map(|p| G::coordinates_of(p).into()).collect();
        odd_multiples(points, &mut scratch)
    });
    let mut sums = vec![Point::identity(); left.len()];
    let length = digits.iter().map(Vec::len).max().unwrap_or(0);
    let mut started = false;
    for place in (0..length).rev() {
        if started {
            double_all(&mut sums, &mut scratch);
        }
        for (table, digits) in tables.iter().zip(digits) {
            let digit = digits.get(place).copied().unwrap_or(0);
            if digit != 0 {
                started = true;
                let multiple = &table[usize::from(digit.unsigned_abs() / 2)];
                add_all(&mut sums, multiple, digit < 0, &mut scratch);
            }
        }
    }
    sums.into_iter()
        .map(|p| G::from_coordinates_unchecked(p.x, p.y))
        .collect()
}

/// The multiples 1, 3, 5, … of every point, by multiple.
fn odd_multiples<F: Field>(
    points: Vec<Point<F>>,
    scratch: &mut Scratch<F>,
) -> [Vec<Point<F>>; MULTIPLES] {
    let mut twice = points.clone();
    double_all(&mut twice, scratch);
    let mut last = points;
    std::array::from_fn(|i| {
        if i > 0 {
            add_all(&mut last, &twice, false, scratch);
        }
        last.clone()
    })
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

/// An affine point of `y^2 = x^3 + 5`; the identity is `(0, 0)`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point<F> {
    x: F,
    y: F,
}

impl<F: Field> Point<F> {
    fn identity() -> Self {
        Point {
            x: F::ZERO,
            y: F::ZERO,
        }
    }

    /// No point has `y = 0`, as the order is odd.
    fn is_identity(&self) -> bool {
        self.y.is_zero_vartime()
    }
}

impl<F> From<(F, F)> for Point<F> {
    fn from((x, y): (F, F)) -> Self {
        Point { x, y }
    }
}

/// How one lane's sum goes on once the slopes are known.
#[derive(Clone, Copy)]
enum Lane<F> {
    /// The sum is this point; the denominator is a placeholder.
    Settled(Point<F>),
    /// The line through the sum and a point with abscissa `other`, or the tangent if they agree,
    /// has the slope `numerator / denominator`.
    Line { numerator: F, other: F },
}

/// Memory that the walk reuses.
struct Scratch<F> {
    lanes: Vec<Lane<F>>,
    denominators: Vec<F>,
    products: Vec<F>,
}

impl<F> Default for Scratch<F> {
    fn default() -> Self {
        Scratch {
            lanes: Vec::new(),
            denominators: Vec::new(),
            products: Vec::new(),
        }
    }
}

impl<F: Field> Scratch<F> {
    fn clear(&mut self) {
        self.lanes.clear();
        self.denominators.clear();
    }

    fn settle(&mut self, point: Point<F>) {
        self.lanes.push(Lane::Settled(point));
        self.denominators.push(F::ONE);
    }

    fn line(&mut self, numerator: F, denominator: F, other: F) {
        self.lanes.push(Lane::Line { numerator, other });
        self.denominators.push(denominator);
    }

    fn tangent(&mut self, point: &Point<F>) {
        let square = point.x.square();
        self.line(square.double() + square, point.y.double(), point.x);
    }

    /// Replaces every point by its lane's sum.
    fn finish(&mut self, points: &mut [Point<F>]) {
        self.products.clear();
        let mut product = F::ONE;
        for denominator in &self.denominators {
            self.products.push(product);
            product *= denominator;
        }
        // No denominator is zero: a tangent's is twice an ordinate, a chord's the difference of
        // two distinct abscissas. Were one, its lanes would come out as zero and fail the caller.
        let mut inverse = product.invert().unwrap_or(F::ZERO);
        let steps = self
            .lanes
            .iter()
            .zip(&self.denominators)
            .zip(&self.products);
        for (((lane, denominator), before), point) in steps.zip(points).rev() {
            match lane {
                Lane::Settled(sum) => *point = *sum,
                Lane::Line { numerator, other } => {
                    let slope = *numerator * inverse * before;
                    let x = slope.square() - point.x - other;
                    point.y = slope * (point.x - x) - point.y;
                    point.x = x;
                }
            }
            inverse *= denominator;
        }
    }
}

fn double_all<F: Field>(points: &mut [Point<F>], scratch: &mut Scratch<F>) {
    scratch.clear();
    for point in points.iter() {
        if point.is_identity() {
            scratch.settle(Point::identity());
        } else {
            scratch.tangent(point);
        }
    }
    scratch.finish(points);
}

fn add_all<F: Field>(
    sums: &mut [Point<F>],
    addends: &[Point<F>],
    negate: bool,
    scratch: &mut Scratch<F>,
) {
    scratch.clear();
    for (sum, addend) in sums.iter().zip(addends) {
        let addend = Point {
            x: addend.x,
            y: if negate { -addend.y } else { addend.y },
        };
        if addend.is_identity() {
            scratch.settle(*sum);
        } else if sum.is_identity() {
            scratch.settle(addend);
        } else if sum.x != addend.x {
            scratch.line(addend.y - sum.y, addend.x - sum.x, addend.x);
        } else if sum.y == addend.y {
            scratch.tangent(&addend);
        } else {
            scratch.settle(Point::identity());
        }
    }
    scratch.finish(sums);
}

#[cfg(test)]
mod tests {
    use super::*;
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

    fn special_cases_agree<G: PastaGroup>() {
        let (left, right) = special_pairs::<G>();
        for w1 in special_scalars::<G::Scalar>() {
            for w2 in special_scalars::<G::Scalar>() {
                assert_eq!(
                    fold_points::<G>(&left, &right, &w1, &w2),
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
                fold_points::<pallas::Point>(left, right, &w1, &w2),
                naive::<pallas::Point>(left, right, &w1, &w2)
            );
        }

        #[test]
        fn digits_are_worth_the_scalar(scalar in scalar()) {
            prop_assert_eq!(value(&non_adjacent_form(&scalar)), scalar);
        }
    }
}
