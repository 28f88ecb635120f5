//! Multi-scalar multiplication by the bucket method (D. Bernstein, J. Doumen, T. Lange and J.-J.
//! Oosterwijk, "Faster batch forgery identification", 2012, section 4, who name it after
//! Pippenger), with affine additions in batches ([`super::batch`]).
//!
//! A scalar is taken as itself or its negative, whichever is smaller, and cut into signed digits of
//! `c` bits; for each place, every point goes to the bucket of its digit's absolute value. A
//! bucket's points are added in pairs, round by round, all buckets at once. Small scalars have few
//! digits that are not zero, and cost accordingly: a bit costs one addition.
//!
//! Buckets `B_k` are weighed without doublings: with `k = 2^h i + j`, `sum k B_k` is `2^h sum i
//! R_i + sum j C_j`, where `R_i` and `C_j` are sums of rows and columns, again made by pairs.
use super::affine::{Affine, PastaGroup};
use super::batch::Pairs;
use super::lanes::{dispatch, Lanes, WithLanes};
use ff::PrimeField;
use rayon::prelude::*;

/// Below this many terms the buckets do not pay.
const FEW: usize = 64;
/// Digits that are worth a task of their own.
const DIGITS_A_TASK: usize = 1 << 14;
/// Bits of a digit: at most.
const WIDEST: usize = 16;

/// Returns the sum of `scalars[i] * bases[i]`. Variable time.
///
/// # Panics
/// If the two differ in length.
pub fn multi_scalar_mul<G: PastaGroup>(scalars: &[G::Scalar], bases: &[Affine<G>]) -> G {
    assert_eq!(scalars.len(), bases.len(), "one base for each scalar");
    if scalars.len() < FEW {
        return G::vartime_multiscalar_mul(scalars, bases);
    }
    dispatch(Msm::<G> { scalars, bases })
}

struct Msm<'a, G: PastaGroup> {
    scalars: &'a [G::Scalar],
    bases: &'a [Affine<G>],
}

impl<G: PastaGroup> WithLanes<G::Base> for Msm<'_, G> {
    type Output = G;

    fn with<L: Lanes<G::Base>>(self, lanes: L) -> G {
        let magnitudes: Vec<Magnitude> = self.scalars.par_iter().map(Magnitude::of).collect();
        let Some(windows) = Windows::choose(&magnitudes) else {
            return G::zero();
        };
        let shifted: Vec<[u64; WORDS]> = magnitudes
            .par_iter()
            .map(|magnitude| windows.shift(magnitude))
            .collect();
        let points: Vec<L::Point> = self
            .bases
            .par_iter()
            .map(|base| {
                let (x, y) = G::coordinates_of(base);
                lanes.pack(x, y)
            })
            .collect();
        let each = windows.in_a_task(points.len());
        let places: Vec<usize> = (0..windows.count).step_by(each).collect();
        let sums: Vec<Vec<G>> = places
            .into_par_iter()
            .map(|first| {
                let last = (first + each).min(windows.count);
                let refs = windows.sort(&shifted, &magnitudes, first..last);
                let buckets = sum_by_bucket(lanes, &points, refs);
                windows.weigh::<G, L>(lanes, &buckets, last - first)
            })
            .collect();
        sums.iter().flatten().rev().fold(G::zero(), |sum, window| {
            let shifted = (0..windows.bits).fold(sum, |sum, _| sum + sum);
            shifted + *window
        })
    }
}

const WORDS: usize = 5;

/// A scalar's absolute value, if scalars are taken between `-p/2` and `p/2`.
struct Magnitude {
    words: [u64; WORDS],
    negative: bool,
}

impl Magnitude {
    fn of<S: PrimeField>(scalar: &S) -> Self {
        let words = words(scalar);
        let opposite = self::words(&-*scalar);
        let negative = opposite.iter().rev().lt(words.iter().rev());
        Magnitude {
            words: if negative { opposite } else { words },
            negative,
        }
    }

    /// Places up to the highest bit that is set.
    fn bits(&self) -> usize {
        let highest = self.words.iter().rposition(|word| *word != 0);
        highest.map_or(0, |i| {
            64 * i + (64 - self.words[i].leading_zeros() as usize)
        })
    }
}

fn words<S: PrimeField>(scalar: &S) -> [u64; WORDS] {
    let repr = scalar.to_repr();
    let mut words = [0; WORDS];
    for (word, bytes) in words.iter_mut().zip(repr.as_ref().chunks(8)) {
        *word = bytes.iter().rev().fold(0, |w, b| (w << 8) | u64::from(*b));
    }
    words
}

/// How scalars are cut into digits.
#[derive(Clone, Copy)]
struct Windows {
    /// Bits of a digit.
    bits: usize,
    /// Digits of a scalar.
    count: usize,
}

impl Windows {
    /// The cut that takes the fewest additions; none if all scalars are zero.
    fn choose(magnitudes: &[Magnitude]) -> Option<Self> {
        let mut lengths = [0usize; 64 * WORDS + 1];
        for magnitude in magnitudes {
            lengths[magnitude.bits()] += 1;
        }
        let longest = lengths.iter().rposition(|n| *n > 0)?;
        let cost = |windows: &Windows| {
            let digits = |length: usize| length / windows.bits + 1;
            let adding: usize = (1..=longest).map(|n| lengths[n] * digits(n)).sum();
            let buckets = windows.buckets();
            // Each bucket is in a row and a column; adding up rows and columns one after the other is dearer.
            adding + windows.count * (2 * buckets + 20 * buckets.isqrt())
        };
        (longest > 0).then_some(())?;
        (2..=WIDEST)
            .map(|bits| Windows {
                bits,
                count: longest / bits + 1,
            })
            .min_by_key(cost)
    }

    /// Digits are from `-buckets` to `buckets`; zero has no bucket.
    fn buckets(&self) -> usize {
        1 << (self.bits - 1)
    }

    /// Windows that make a task, for so many points.
    fn in_a_task(&self, points: usize) -> usize {
        let worthwhile = DIGITS_A_TASK.div_ceil(points.max(1));
        worthwhile.clamp(1, self.count.div_ceil(rayon::current_num_threads()))
    }

    /// The magnitude plus half the base at every place, so that each digit less half the base is a signed
    /// digit, whatever the digits below it.
    fn shift(&self, magnitude: &Magnitude) -> [u64; WORDS] {
        let mut shifted = magnitude.words;
        for place in 0..self.count {
            let bit = place * self.bits + self.bits - 1;
            let (mut i, mut add) = (bit / 64, 1u64 << (bit % 64));
            while add != 0 {
                let (sum, carry) = shifted[i].overflowing_add(add);
                shifted[i] = sum;
                (i, add) = (i + 1, u64::from(carry));
            }
        }
        shifted
    }

    /// A signed digit of a shifted magnitude. The highest takes what is left.
    fn digit(&self, shifted: &[u64; WORDS], place: usize) -> i32 {
        let (i, shift) = (place * self.bits / 64, place * self.bits % 64);
        let high = shifted.get(i + 1).copied().unwrap_or(0);
        let word = (u128::from(shifted[i]) | (u128::from(high) << 64)) >> shift;
        let bits = if place + 1 == self.count {
            self.bits + 1
        } else {
            self.bits
        };
        (word as u32 & ((1 << bits) - 1)) as i32 - (1 << (self.bits - 1))
    }

    /// The points of each bucket, for the windows at these places, one after the other.
    fn sort(
        &self,
        shifted: &[[u64; WORDS]],
        magnitudes: &[Magnitude],
        places: std::ops::Range<usize>,
    ) -> Sorted {
        const NONE: u32 = u32::MAX;
        let mut buckets = Vec::with_capacity(places.len() * shifted.len());
        let mut lengths = vec![0u32; places.len() * self.buckets()];
        for (window, place) in places.clone().enumerate() {
            for number in shifted {
                let digit = self.digit(number, place);
                let bucket = match digit.unsigned_abs() as usize {
                    0 => NONE,
                    size => {
                        let bucket = window * self.buckets() + size - 1;
                        lengths[bucket] += 1;
                        (bucket as u32) << 1 | u32::from(digit < 0)
                    }
                };
                buckets.push(bucket);
            }
        }
        let mut ends: Vec<u32> = lengths
            .iter()
            .scan(0, |end, length| {
                let start = *end;
                *end += length;
                Some(start)
            })
            .collect();
        let total = lengths.iter().map(|n| *n as usize).sum();
        let mut references = vec![Reference(0); total];
        for of_window in buckets.chunks(shifted.len()) {
            for (i, (bucket, magnitude)) in of_window.iter().zip(magnitudes).enumerate() {
                if *bucket != NONE {
                    let end = &mut ends[(bucket >> 1) as usize];
                    let negative = (bucket & 1 == 1) ^ magnitude.negative;
                    references[*end as usize] = Reference::new(i, negative);
                    *end += 1;
                }
            }
        }
        Sorted {
            references,
            lengths,
        }
    }

    /// The sum of every bucket times its digit, window by window.
    fn weigh<G: PastaGroup, L: Lanes<G::Base>>(
        &self,
        lanes: L,
        buckets: &[L::Point],
        windows: usize,
    ) -> Vec<G> {
        let low_bits = (self.bits - 1) / 2;
        let columns = 1usize << low_bits;
        let rows = self.buckets() >> low_bits;
        let mut sorted = Sorted::default();
        for window in 0..windows {
            let base = window * self.buckets();
            let mut add = |digits: &mut dyn Iterator<Item = usize>| {
                let before = sorted.references.len();
                let full = digits
                    .map(|digit| base + digit - 1)
                    .filter(|i| !lanes.is_identity(&buckets[*i]))
                    .map(|i| Reference::new(i, false));
                sorted.references.extend(full);
                sorted
                    .lengths
                    .push((sorted.references.len() - before) as u32);
            };
            for row in 1..=rows {
                let first = row * columns;
                let last = (first + columns - 1).min(self.buckets());
                add(&mut (first..=last));
            }
            for column in 1..columns {
                add(&mut (column..=self.buckets()).step_by(columns));
            }
        }
        let sums = sum_by_bucket(lanes, buckets, sorted);
        sums.chunks(rows + columns - 1)
            .map(|sums| {
                let (rows, columns) = sums.split_at(rows);
                let rows = weighted_sum::<G, L>(lanes, rows);
                let rows = (0..low_bits).fold(rows, |sum, _| sum + sum);
                rows + weighted_sum::<G, L>(lanes, columns)
            })
            .collect()
    }
}

/// The sum of `i * points[i - 1]`, one after the other.
fn weighted_sum<G: PastaGroup, L: Lanes<G::Base>>(lanes: L, points: &[L::Point]) -> G {
    let mut above = G::zero();
    let mut sum = G::zero();
    for point in points.iter().rev() {
        if !lanes.is_identity(point) {
            let (x, y) = lanes.unpack(point);
            above += G::group(&G::from_coordinates_unchecked(x, y));
        }
        sum += above;
    }
    sum
}

/// A point by its place, or its negative.
#[derive(Clone, Copy)]
struct Reference(u32);

impl Reference {
    fn new(place: usize, negative: bool) -> Self {
        Reference((place as u32) << 1 | u32::from(negative))
    }

    #[inline(always)]
    fn place(self) -> usize {
        (self.0 >> 1) as usize
    }

    #[inline(always)]
    fn negative(self) -> bool {
        self.0 & 1 == 1
    }
}

/// Points by bucket: those of the first bucket, then those of the second, …
#[derive(Default)]
struct Sorted {
    references: Vec<Reference>,
    lengths: Vec<u32>,
}

/// Two points to be added, and where their sum goes.
struct Pair {
    left: Reference,
    right: Reference,
    to: u32,
}

struct Round<'a, P> {
    points: &'a [P],
    pairs: &'a [Pair],
    sums: &'a mut [P],
}

impl<P: Copy> Pairs<P> for Round<'_, P> {
    #[inline(always)]
    fn len(&self) -> usize {
        self.pairs.len()
    }

    #[inline(always)]
    fn operand<const RIGHT: bool>(&self, i: usize) -> (P, bool) {
        let pair = &self.pairs[i];
        let reference = if RIGHT { pair.right } else { pair.left };
        (self.points[reference.place()], reference.negative())
    }

    #[inline(always)]
    fn put(&mut self, i: usize, sum: P) {
        self.sums[self.pairs[i].to as usize] = sum;
    }
}

/// The sum of each bucket; of an empty one the identity.
fn sum_by_bucket<F, L>(lanes: L, points: &[L::Point], sorted: Sorted) -> Vec<L::Point>
where
    F: super::lanes::LaneField,
    L: Lanes<F>,
{
    let Sorted {
        references,
        mut lengths,
    } = sorted;
    let identity = lanes.pack(F::ZERO, F::ZERO);
    let mut sums = Vec::new();
    let mut pairs = Vec::with_capacity(references.len() / 2);
    add_neighbours(
        lanes,
        points,
        &|i| references[i],
        &mut lengths,
        &mut pairs,
        &mut sums,
    );
    let mut before = Vec::new();
    while lengths.iter().any(|length| *length > 1) {
        std::mem::swap(&mut before, &mut sums);
        let reference = |i| Reference::new(i, false);
        add_neighbours(
            lanes,
            &before,
            &reference,
            &mut lengths,
            &mut pairs,
            &mut sums,
        );
    }
    let mut sums = sums.into_iter();
    lengths
        .iter()
        .map(|length| match length {
            0 => identity,
            _ => sums.next().unwrap_or(identity),
        })
        .collect()
}

/// One round: adds the first and the second point of each bucket, the third and the fourth, and so
/// on; an odd one is passed on.
fn add_neighbours<F, L>(
    lanes: L,
    points: &[L::Point],
    reference: &dyn Fn(usize) -> Reference,
    lengths: &mut [u32],
    pairs: &mut Vec<Pair>,
    sums: &mut Vec<L::Point>,
) where
    F: super::lanes::LaneField,
    L: Lanes<F>,
{
    let total: usize = lengths.iter().map(|n| n.div_ceil(2) as usize).sum();
    sums.clear();
    sums.resize(total, lanes.pack(F::ZERO, F::ZERO));
    pairs.clear();
    let (mut from, mut to) = (0, 0);
    for length in lengths {
        for _ in 0..*length / 2 {
            pairs.push(Pair {
                left: reference(from),
                right: reference(from + 1),
                to,
            });
            (from, to) = (from + 2, to + 1);
        }
        if *length % 2 == 1 {
            let odd = reference(from);
            let point = &points[odd.place()];
            sums[to as usize] = if odd.negative() {
                lanes.negate(point)
            } else {
                *point
            };
            (from, to) = (from + 1, to + 1);
        }
        *length = length.div_ceil(2);
    }
    if !pairs.is_empty() {
        lanes.add_pairs(Round {
            points,
            pairs,
            sums,
        });
    }
}

#[cfg(test)]
#[path = "msm_tests.rs"]
mod tests;
