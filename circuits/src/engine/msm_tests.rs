use super::*;
use crate::engine::lanes::Portable;
use ff::Field;
use nova_snark::provider::pasta::{pallas, vesta};
use nova_snark::provider::traits::{DlogGroup, DlogGroupExt};
use nova_snark::traits::Group;
use proptest::prelude::*;
use rand_core::{OsRng, RngCore};

/// With the lanes of this processor, and with the portable ones.
fn both<G: PastaGroup>(scalars: &[G::Scalar], bases: &[Affine<G>]) -> [G; 2] {
    let msm = || Msm::<G> { scalars, bases };
    [dispatch(msm()), msm().with(Portable)]
}

fn naive<G: PastaGroup>(scalars: &[G::Scalar], bases: &[Affine<G>]) -> G {
    let terms = scalars.iter().zip(bases);
    terms.fold(G::zero(), |sum, (scalar, base)| {
        sum + G::group(base) * scalar
    })
}

/// Scalars of the kind that witnesses are made of.
fn scalar<F: PrimeField>(kind: u32) -> F {
    let small = F::from(u64::from(OsRng.next_u32()));
    match kind % 10 {
        0 => F::ZERO,
        1 => F::ONE,
        2 => -F::ONE,
        3 => small,
        4 => -small,
        5 => F::from(u64::MAX) * F::from(1 << 13),
        6 => F::TWO_INV,
        7 => -F::TWO_INV,
        _ => F::random(OsRng),
    }
}

fn agrees<G: PastaGroup>(kinds: &[u32], bases: &[Affine<G>]) {
    let scalars: Vec<G::Scalar> = kinds.iter().map(|kind| scalar(*kind)).collect();
    let expected = naive::<G>(&scalars, bases);
    assert_eq!(multi_scalar_mul::<G>(&scalars, bases), expected);
    assert_eq!(both::<G>(&scalars, bases), [expected; 2]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn it_is_the_naive_sum(kinds in prop::collection::vec(any::<u32>(), 1..200)) {
        agrees::<pallas::Point>(&kinds, &pallas::Point::from_label(b"msm", kinds.len()));
        agrees::<vesta::Point>(&kinds, &vesta::Point::from_label(b"msm", kinds.len()));
    }

    /// Points that are equal, opposite, or the identity meet in the same bucket.
    #[test]
    fn repeated_opposite_and_missing_points_are_no_exception(
        kinds in prop::collection::vec((0u32..10, 0usize..4), 1..200),
    ) {
        let few = pallas::Point::from_label(b"few", 1);
        let point = pallas::Point::group(&few[0]);
        let choice = [
            few[0],
            (-point).affine(),
            (point + point).affine(),
            pallas::Point::zero().affine(),
        ];
        let bases: Vec<_> = kinds.iter().map(|(_, i)| choice[*i]).collect();
        let kinds: Vec<_> = kinds.iter().map(|(kind, _)| *kind).collect();
        agrees::<pallas::Point>(&kinds, &bases);
    }
}

#[test]
fn large_sums_agree_with_the_stock_engine() {
    for n in [1 << 10, 5_000] {
        let bases = vesta::Point::from_label(b"large", n);
        for kinds in [&[8u32][..], &[0, 1], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]] {
            let scalars: Vec<_> = (0..n).map(|i| scalar(kinds[i % kinds.len()])).collect();
            let stock = vesta::Point::vartime_multiscalar_mul(&scalars, &bases);
            assert_eq!(both::<vesta::Point>(&scalars, &bases), [stock; 2]);
        }
    }
}

#[test]
fn no_term_that_counts_gives_the_identity() {
    let bases = pallas::Point::from_label(b"zero", 100);
    let zeros = vec![<pallas::Point as Group>::Scalar::from(0); 100];
    assert_eq!(
        both::<pallas::Point>(&zeros, &bases),
        [pallas::Point::zero(); 2]
    );
    assert_eq!(
        multi_scalar_mul::<pallas::Point>(&[], &[]),
        pallas::Point::zero()
    );
}

/// Digits put together again, at every width, for the longest numbers of each length.
#[test]
fn signed_digits_make_up_the_number() {
    for length in [1, 2, 15, 63, 64, 65, 200, 253, 254] {
        let mut words = [0u64; WORDS];
        for bit in 0..length {
            words[bit / 64] |= 1 << (bit % 64);
        }
        let magnitude = Magnitude {
            words,
            negative: false,
        };
        for bits in 2..=WIDEST {
            let windows = Windows {
                bits,
                count: length / bits + 1,
            };
            let shifted = windows.shift(&magnitude);
            type F = <pallas::Point as Group>::Scalar;
            let base = F::from(1 << bits);
            let sum = (0..windows.count).rev().fold(F::ZERO, |sum, place| {
                let digit = windows.digit(&shifted, place);
                assert!(digit.unsigned_abs() as usize <= windows.buckets());
                let size = F::from(u64::from(digit.unsigned_abs()));
                sum * base + if digit < 0 { -size } else { size }
            });
            assert_eq!(
                sum,
                F::from(2).pow([length as u64]) - F::ONE,
                "{length} by {bits}"
            );
        }
    }
}
