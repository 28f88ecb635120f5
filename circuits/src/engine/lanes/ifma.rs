//! Eight elements at a time, by AVX-512's 52-bit multiply-add.
//!
//! An element `a` is held as `a * 2^260 mod p` (Montgomery form), in a vector as five limbs of 52 bits,
//! eight elements side by side; at rest as four limbs of 64 bits. With `p < 2^255`, a Montgomery
//! product of `a` and `b` is less than `a * b / 2^260 + p`: for loose operands (below `4p`) less than
//! `16 p^2 / 2^260 + p <= 1.5 p`, which is tight, and for any two of them no limb overflows: a sum of
//! twenty halves of products and a carry stays below `2^57`.
use super::{LaneField, Lanes};
use crate::engine::batch::{add_in_lanes, Pairs};
use core::arch::x86_64::{__m512i, __mmask8};

pulp::simd_type! {
    /// The processor's ability.
    struct Ability {
        f: "avx512f",
        ifma: "avx512ifma",
    }
}

const WIDTH: usize = 8;
const LIMBS: usize = 5;
const BITS: u32 = 52;
const LOW: u64 = (1 << BITS) - 1;

/// Five limbs, from an expression in which `$i` is a limb's place. Written out, not looped over: arrays that a
/// loop indexes end up in memory, and storing them takes longer than the arithmetic.
macro_rules! limbs {
    (|$i:ident| $limb:expr) => {
        [
            limbs!(@ $i 0 $limb),
            limbs!(@ $i 1 $limb),
            limbs!(@ $i 2 $limb),
            limbs!(@ $i 3 $limb),
            limbs!(@ $i 4 $limb),
        ]
    };
    (@ $i:ident $place:literal $limb:expr) => {{
        const $i: usize = $place;
        $limb
    }};
}

/// Limbs of 52 bits of a number that is given by limbs of 64.
const fn narrow(a: [u64; 4]) -> [u64; LIMBS] {
    [
        a[0] & LOW,
        ((a[0] >> 52) | (a[1] << 12)) & LOW,
        ((a[1] >> 40) | (a[2] << 24)) & LOW,
        ((a[2] >> 28) | (a[3] << 36)) & LOW,
        a[3] >> 16,
    ]
}

/// `-1 / a mod 2^52` for odd `a`, by Newton's iteration: each doubles the correct bits.
const fn negative_inverse(a: u64) -> u64 {
    let mut x = 1u64;
    let mut round = 0;
    while round < 6 {
        x = x.wrapping_mul(2u64.wrapping_sub(a.wrapping_mul(x)));
        round += 1;
    }
    x.wrapping_neg() & LOW
}

/// Lanes of AVX-512.
#[derive(Clone, Copy, Debug)]
pub struct Ifma<F> {
    ability: Ability,
    /// `2^260`, which takes an element to its Montgomery form, and its inverse.
    radix: F,
    radix_inverse: F,
}

/// An affine point: the limbs of its abscissa, then of its ordinate. One line of the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub struct Point([u64; WIDTH]);

type Vector = [__m512i; LIMBS];

impl<F: LaneField> Ifma<F> {
    const P: [u64; LIMBS] = narrow(F::PRIME);
    const NEGATIVE_INVERSE: u64 = negative_inverse(F::PRIME[0]);

    /// The lanes, if this processor has them.
    pub fn detect() -> Option<Self> {
        let ability = Ability::try_new()?;
        let radix = F::from(2).pow_vartime([260]);
        Some(Ifma {
            ability,
            radix,
            radix_inverse: Option::from(radix.invert())?,
        })
    }

    #[inline(always)]
    fn all(self, limb: u64) -> __m512i {
        self.ability.f._mm512_set1_epi64(limb as i64)
    }

    #[inline(always)]
    fn prime_times(self, factor: u64) -> Vector {
        limbs!(|I| self.all(Self::P[I] * factor))
    }

    /// Passes each limb's excess, which may be negative, on to the next; all but the last end in
    /// `0..2^52`.
    #[inline(always)]
    fn carry(self, [a0, a1, a2, a3, a4]: Vector) -> Vector {
        let f = self.ability.f;
        let low = self.all(LOW);
        let a1 = f._mm512_add_epi64(a1, f._mm512_srai_epi64::<BITS>(a0));
        let a2 = f._mm512_add_epi64(a2, f._mm512_srai_epi64::<BITS>(a1));
        let a3 = f._mm512_add_epi64(a3, f._mm512_srai_epi64::<BITS>(a2));
        let a4 = f._mm512_add_epi64(a4, f._mm512_srai_epi64::<BITS>(a3));
        [
            f._mm512_and_epi64(a0, low),
            f._mm512_and_epi64(a1, low),
            f._mm512_and_epi64(a2, low),
            f._mm512_and_epi64(a3, low),
            a4,
        ]
    }

    /// `a`, or `a - subtrahend` if that is not negative.
    #[inline(always)]
    fn sub_if_not_less(self, a: Vector, subtrahend: Vector) -> Vector {
        let f = self.ability.f;
        let less = self.carry(limbs!(|I| f._mm512_sub_epi64(a[I], subtrahend[I])));
        let negative = f._mm512_cmplt_epi64_mask(less[LIMBS - 1], self.all(0));
        self.select(negative, a, less)
    }

    /// The rows of a square as its columns.
    #[inline(always)]
    fn transpose(self, [r0, r1, r2, r3, r4, r5, r6, r7]: [__m512i; WIDTH]) -> [__m512i; WIDTH] {
        let f = self.ability.f;
        // Lower and higher words of neighbouring rows; then each fourth word of four rows.
        let (l0, h0) = (
            f._mm512_unpacklo_epi64(r0, r1),
            f._mm512_unpackhi_epi64(r0, r1),
        );
        let (l2, h2) = (
            f._mm512_unpacklo_epi64(r2, r3),
            f._mm512_unpackhi_epi64(r2, r3),
        );
        let (l4, h4) = (
            f._mm512_unpacklo_epi64(r4, r5),
            f._mm512_unpackhi_epi64(r4, r5),
        );
        let (l6, h6) = (
            f._mm512_unpacklo_epi64(r6, r7),
            f._mm512_unpackhi_epi64(r6, r7),
        );
        let (l02, l13) = self.halves(l0, l2);
        let (h02, h13) = self.halves(h0, h2);
        let (l46, l57) = self.halves(l4, l6);
        let (h46, h57) = self.halves(h4, h6);
        let (c0, c4) = self.halves(l02, l46);
        let (c1, c5) = self.halves(h02, h46);
        let (c2, c6) = self.halves(l13, l57);
        let (c3, c7) = self.halves(h13, h57);
        [c0, c1, c2, c3, c4, c5, c6, c7]
    }

    /// Of two vectors' eight pairs of words, the even ones and the odd ones.
    #[inline(always)]
    fn halves(self, a: __m512i, b: __m512i) -> (__m512i, __m512i) {
        let f = self.ability.f;
        (
            f._mm512_shuffle_i64x2::<0b10_00_10_00>(a, b),
            f._mm512_shuffle_i64x2::<0b11_01_11_01>(a, b),
        )
    }

    /// Limbs of 52 bits from limbs of 64.
    #[inline(always)]
    fn widen(self, a: [__m512i; 4]) -> Vector {
        let f = self.ability.f;
        let low = self.all(LOW);
        let middle1 = f._mm512_or_epi64(
            f._mm512_srli_epi64::<52>(a[0]),
            f._mm512_slli_epi64::<12>(a[1]),
        );
        let middle2 = f._mm512_or_epi64(
            f._mm512_srli_epi64::<40>(a[1]),
            f._mm512_slli_epi64::<24>(a[2]),
        );
        let middle3 = f._mm512_or_epi64(
            f._mm512_srli_epi64::<28>(a[2]),
            f._mm512_slli_epi64::<36>(a[3]),
        );
        [
            f._mm512_and_epi64(a[0], low),
            f._mm512_and_epi64(middle1, low),
            f._mm512_and_epi64(middle2, low),
            f._mm512_and_epi64(middle3, low),
            f._mm512_srli_epi64::<16>(a[3]),
        ]
    }

    /// Limbs of 64 bits from limbs of 52.
    #[inline(always)]
    fn pack_limbs(self, a: Vector) -> [__m512i; 4] {
        let f = self.ability.f;
        [
            f._mm512_or_epi64(a[0], f._mm512_slli_epi64::<52>(a[1])),
            f._mm512_or_epi64(
                f._mm512_srli_epi64::<12>(a[1]),
                f._mm512_slli_epi64::<40>(a[2]),
            ),
            f._mm512_or_epi64(
                f._mm512_srli_epi64::<24>(a[2]),
                f._mm512_slli_epi64::<28>(a[3]),
            ),
            f._mm512_or_epi64(
                f._mm512_srli_epi64::<36>(a[3]),
                f._mm512_slli_epi64::<16>(a[4]),
            ),
        ]
    }
}

impl<F: LaneField> Lanes<F> for Ifma<F> {
    const WIDTH: usize = WIDTH;
    type Point = Point;
    type Vector = Vector;
    type Mask = __mmask8;

    fn add_pairs<P: Pairs<Point>>(self, pairs: P) {
        self.ability.vectorize(Call { lanes: self, pairs });
    }

    fn pack(self, x: F, y: F) -> Point {
        let [x0, x1, x2, x3] = words(x * self.radix);
        let [y0, y1, y2, y3] = words(y * self.radix);
        Point([x0, x1, x2, x3, y0, y1, y2, y3])
    }

    fn unpack(self, Point(words): &Point) -> (F, F) {
        let (x, y) = words.split_at(4);
        (
            from_words::<F>(x) * self.radix_inverse,
            from_words::<F>(y) * self.radix_inverse,
        )
    }

    fn negate(self, point: &Point) -> Point {
        let mut negative = *point;
        if !self.is_identity(point) {
            let mut borrow = false;
            for (word, prime) in negative.0[4..].iter_mut().zip(F::PRIME) {
                let (difference, below) = prime.overflowing_sub(*word);
                let (difference, further) = difference.overflowing_sub(u64::from(borrow));
                *word = difference;
                borrow = below | further;
            }
        }
        negative
    }

    fn is_identity(self, Point(words): &Point) -> bool {
        words[4..] == [0; 4]
    }

    #[inline(always)]
    fn load<P: Pairs<Point>, const RIGHT: bool>(self, pairs: &P, start: usize) -> (Vector, Vector) {
        let f = self.ability.f;
        let last = pairs.len() - 1;
        let mut negated = 0u8;
        macro_rules! row {
            ($i:literal) => {{
                let (Point(words), negate) = pairs.operand::<RIGHT>((start + $i).min(last));
                negated |= u8::from(negate) << $i;
                pulp::cast(words)
            }};
        }
        let rows = [
            row!(0),
            row!(1),
            row!(2),
            row!(3),
            row!(4),
            row!(5),
            row!(6),
            row!(7),
        ];
        let [x0, x1, x2, x3, y0, y1, y2, y3] = self.transpose(rows);
        let mut y = self.widen([y0, y1, y2, y3]);
        if negated != 0 {
            let prime = self.prime_times(1);
            let opposite = limbs!(|I| f._mm512_sub_epi64(prime[I], y[I]));
            let mask = negated & !self.is_zero(y);
            y = self.select(mask, self.carry(opposite), y);
        }
        (self.widen([x0, x1, x2, x3]), y)
    }

    #[inline(always)]
    fn store<P: Pairs<Point>>(self, pairs: &mut P, start: usize, x: Vector, y: Vector) {
        let [x0, x1, x2, x3] = self.pack_limbs(x);
        let [y0, y1, y2, y3] = self.pack_limbs(y);
        let rows = self.transpose([x0, x1, x2, x3, y0, y1, y2, y3]);
        let count = WIDTH.min(pairs.len() - start);
        macro_rules! row {
            ($i:literal) => {
                if $i < count {
                    pairs.put(start + $i, Point(pulp::cast(rows[$i])));
                }
            };
        }
        row!(0);
        row!(1);
        row!(2);
        row!(3);
        row!(4);
        row!(5);
        row!(6);
        row!(7);
    }

    #[inline(always)]
    fn one(self) -> Vector {
        let limbs = narrow(words(self.radix));
        limbs!(|I| self.all(limbs[I]))
    }

    /// Montgomery multiplication, one limb of `a` at a time.
    #[inline(always)]
    fn mul(self, a: Vector, b: Vector) -> Vector {
        let (f, ifma) = (self.ability.f, self.ability.ifma);
        let zero = self.all(0);
        let prime = self.prime_times(1);
        let inverse = self.all(Self::NEGATIVE_INVERSE);
        let mut sum = [zero; LIMBS];
        macro_rules! add {
            ($half:ident, $factor:expr, $of:ident) => {
                sum = limbs!(|J| ifma.$half(sum[J], $factor, $of[J]))
            };
            ($half:ident, $factor:expr) => {
                sum = limbs!(|J| if Self::P[J] == 0 {
                    sum[J]
                } else {
                    ifma.$half(sum[J], $factor, prime[J])
                })
            };
        }
        macro_rules! limb {
            ($i:literal) => {
                add!(_mm512_madd52lo_epu64, a[$i], b);
                // Makes the lowest limb a multiple of 2^52.
                let factor = ifma._mm512_madd52lo_epu64(zero, sum[0], inverse);
                add!(_mm512_madd52lo_epu64, factor);
                let carry = f._mm512_srli_epi64::<BITS>(sum[0]);
                sum = [
                    f._mm512_add_epi64(sum[1], carry),
                    sum[2],
                    sum[3],
                    sum[4],
                    zero,
                ];
                add!(_mm512_madd52hi_epu64, a[$i], b);
                add!(_mm512_madd52hi_epu64, factor);
            };
        }
        limb!(0);
        limb!(1);
        limb!(2);
        limb!(3);
        limb!(4);
        self.carry(sum)
    }

    #[inline(always)]
    fn square(self, a: Vector) -> Vector {
        self.mul(a, a)
    }

    #[inline(always)]
    fn sub(self, a: Vector, b: Vector) -> Vector {
        let f = self.ability.f;
        let twice = self.prime_times(2);
        self.carry(limbs!(
            |I| f._mm512_sub_epi64(f._mm512_add_epi64(twice[I], a[I]), b[I])
        ))
    }

    #[inline(always)]
    fn sub_two(self, a: Vector, b: Vector, c: Vector) -> Vector {
        let f = self.ability.f;
        let twice = self.prime_times(2);
        self.carry(limbs!(|I| f._mm512_sub_epi64(
            f._mm512_add_epi64(twice[I], a[I]),
            f._mm512_add_epi64(b[I], c[I])
        )))
    }

    #[inline(always)]
    fn double(self, a: Vector) -> Vector {
        let f = self.ability.f;
        self.carry(limbs!(|I| f._mm512_add_epi64(a[I], a[I])))
    }

    #[inline(always)]
    fn triple(self, a: Vector) -> Vector {
        let f = self.ability.f;
        self.carry(limbs!(
            |I| f._mm512_add_epi64(f._mm512_add_epi64(a[I], a[I]), a[I])
        ))
    }

    #[inline(always)]
    fn reduce(self, a: Vector) -> Vector {
        let tight = self.sub_if_not_less(a, self.prime_times(2));
        self.sub_if_not_less(tight, self.prime_times(1))
    }

    #[inline(always)]
    fn invert(self, a: Vector) -> Vector {
        let [a0, a1, a2, a3] = self.pack_limbs(self.reduce(a));
        let words = [
            pulp::cast(a0),
            pulp::cast(a1),
            pulp::cast(a2),
            pulp::cast(a3),
        ];
        let [b0, b1, b2, b3] = self.invert_words(words);
        self.widen([
            pulp::cast(b0),
            pulp::cast(b1),
            pulp::cast(b2),
            pulp::cast(b3),
        ])
    }

    #[inline(always)]
    fn equal(self, a: Vector, b: Vector) -> __mmask8 {
        let f = self.ability.f;
        let [d0, d1, d2, d3, d4] = limbs!(|I| f._mm512_xor_si512(a[I], b[I]));
        let low = f._mm512_or_si512(f._mm512_or_si512(d0, d1), d2);
        let any = f._mm512_or_si512(f._mm512_or_si512(d3, d4), low);
        f._mm512_cmpeq_epi64_mask(any, self.all(0))
    }

    #[inline(always)]
    fn is_zero(self, a: Vector) -> __mmask8 {
        self.equal(a, self.zero())
    }

    #[inline(always)]
    fn zero(self) -> Vector {
        [self.all(0); LIMBS]
    }

    #[inline(always)]
    fn select(self, mask: __mmask8, a: Vector, b: Vector) -> Vector {
        let f = self.ability.f;
        limbs!(|I| f._mm512_mask_mov_epi64(b[I], mask, a[I]))
    }

    #[inline(always)]
    fn nowhere(self) -> __mmask8 {
        0
    }

    #[inline(always)]
    fn and(self, a: __mmask8, b: __mmask8) -> __mmask8 {
        a & b
    }

    #[inline(always)]
    fn or(self, a: __mmask8, b: __mmask8) -> __mmask8 {
        a | b
    }

    #[inline(always)]
    fn and_not(self, a: __mmask8, b: __mmask8) -> __mmask8 {
        a & !b
    }

    #[inline(always)]
    fn any(self, mask: __mmask8) -> bool {
        mask != 0
    }
}

impl<F: LaneField> Ifma<F> {
    /// The inverses of eight elements, with one inversion; of zero, zero. By words, then lanes.
    fn invert_words(self, words_of: [[u64; WIDTH]; 4]) -> [[u64; WIDTH]; 4] {
        let mut elements: Vec<F> = (0..WIDTH)
            .map(|lane| {
                let words = words_of.map(|row| row[lane]);
                from_words::<F>(&words) * self.radix_inverse
            })
            .collect();
        ff::BatchInvert::batch_invert(elements.iter_mut());
        let mut inverses = [[0; WIDTH]; 4];
        for (lane, element) in elements.iter().enumerate() {
            for (row, word) in inverses.iter_mut().zip(words(*element * self.radix)) {
                row[lane] = word;
            }
        }
        inverses
    }
}

struct Call<F, P> {
    lanes: Ifma<F>,
    pairs: P,
}

impl<F: LaneField, P: Pairs<Point>> pulp::NullaryFnOnce for Call<F, P> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        add_in_lanes(self.lanes, self.pairs);
    }
}

fn words<F: LaneField>(a: F) -> [u64; 4] {
    let repr = a.to_repr();
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(repr.as_ref().chunks_exact(8)) {
        *word = bytes.iter().rev().fold(0, |w, b| (w << 8) | u64::from(*b));
    }
    words
}

fn from_words<F: LaneField>(words: &[u64]) -> F {
    let mut repr = F::Repr::default();
    for (bytes, word) in repr.as_mut().chunks_exact_mut(8).zip(words) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    // Words that come from lanes are less than the prime.
    F::from_repr_vartime(repr).unwrap_or(F::ZERO)
}
