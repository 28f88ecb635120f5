//! The endomorphism of the curves `y^2 = x^3 + b`: with cube roots of unity `zeta` in the base field and
//! `lambda` among the scalars, `lambda * (x, y) = (zeta * x, y)`. A scalar `k` is split into `k1 + k2 *
//! lambda` with both parts half as long, which halves the doublings of a multiplication (R. Gallant,
//! R. Lambert and S. Vanstone, "Faster point multiplication on elliptic curves with efficient
//! endomorphisms", 2001, sections 3 and 4).
//!
//! The roots are the curve library's `ZETA` of either field, which it chooses to belong together; the
//! tests check it.
use super::{Affine, PastaGroup};
use ff::{PrimeField, WithSmallOrderMulGroup};
use num_bigint::{BigInt, Sign};

/// The point times `lambda`.
pub fn endomorphism<G: PastaGroup>(point: &Affine<G>) -> Affine<G> {
    let (x, y) = G::coordinates_of(point);
    G::from_coordinates_unchecked(x * G::Base::ZETA, y)
}

/// Splits scalars of a group.
pub struct Splitter {
    /// Two short vectors `(a, b)` with `a + b * lambda = 0` among the scalars, which span all such vectors.
    basis: [(BigInt, BigInt); 2],
}

impl Splitter {
    /// For the scalars `S`.
    pub fn new<S: WithSmallOrderMulGroup<3>>() -> Self {
        let order = integer(&-S::ONE) + 1u8;
        // Euclid's algorithm: every row has `remainder = factor * lambda` among the scalars. Of two rows in
        // sequence the product of one's remainder and the other's factor is at most the order, so
        // that in its middle all are about its square root.
        let mut before = (order.clone(), BigInt::from(0));
        let mut row = (integer(&S::ZETA), BigInt::from(1));
        while &row.0 * &row.0 > order {
            let quotient = &before.0 / &row.0;
            let next = (
                &before.0 - &quotient * &row.0,
                &before.1 - &quotient * &row.1,
            );
            before = std::mem::replace(&mut row, next);
        }
        Splitter {
            basis: [(before.0, -before.1), (row.0, -row.1)],
        }
    }

    /// `parts[0] + parts[1] * lambda` is the scalar; either part may be negative.
    pub fn split<S: PrimeField>(&self, scalar: &S) -> [BigInt; 2] {
        let [(a1, b1), (a2, b2)] = &self.basis;
        let scalar = integer(scalar);
        // (k, 0) in terms of the basis; what the nearest vector of the lattice leaves of it is short.
        let determinant = a1 * b2 - a2 * b1;
        let c1 = &scalar * b2 / &determinant;
        let c2 = -(&scalar * b1) / &determinant;
        [scalar - &c1 * a1 - &c2 * a2, -(c1 * b1 + c2 * b2)]
    }
}

fn integer<S: PrimeField>(element: &S) -> BigInt {
    BigInt::from_bytes_le(Sign::Plus, element.to_repr().as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ff::Field;
    use nova_snark::provider::pasta::{pallas, vesta};
    use rand_core::OsRng;

    fn scalar<S: PrimeField>(integer: &BigInt) -> S {
        let (sign, digits) = integer.to_u64_digits();
        let base = S::from(u64::MAX) + S::ONE;
        let value = digits
            .iter()
            .rev()
            .fold(S::ZERO, |value, digit| value * base + S::from(*digit));
        if sign == Sign::Minus {
            -value
        } else {
            value
        }
    }

    fn holds<G: PastaGroup>() {
        let point = G::from_label(b"endomorphism", 1)[0];
        let image = G::group(&point) * G::Scalar::ZETA;
        assert_eq!(G::group(&endomorphism::<G>(&point)), image);
        let nothing = G::zero().affine();
        assert_eq!(endomorphism::<G>(&nothing), nothing);

        let splitter = Splitter::new::<G::Scalar>();
        let mut scalars = vec![
            G::Scalar::ZERO,
            G::Scalar::ONE,
            -G::Scalar::ONE,
            G::Scalar::ZETA,
            -G::Scalar::ZETA,
            G::Scalar::TWO_INV,
        ];
        scalars.extend((0..200).map(|_| G::Scalar::random(OsRng)));
        for k in scalars {
            let [k1, k2] = splitter.split(&k);
            assert_eq!(
                scalar::<G::Scalar>(&k1) + scalar::<G::Scalar>(&k2) * G::Scalar::ZETA,
                k
            );
            assert!(k1.bits() <= 129 && k2.bits() <= 129, "{k:?}: {k1} {k2}");
        }
    }

    #[test]
    fn parts_are_short_and_make_up_the_scalar() {
        holds::<pallas::Point>();
        holds::<vesta::Point>();
    }
}
