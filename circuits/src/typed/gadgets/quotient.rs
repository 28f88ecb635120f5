//! Division.

use super::element::{signed_bits, Element, Known};
use crate::gadgets::num::Builder;
use crate::gadgets::range::Bits;
use crate::scalar::{from_i128, to_i128, ProofField};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::typed::program::Bound;

/// Statement: the result is `floor(x / y)`, and `y` is positive.
///
/// Assumes: `x` and `y` are within their bounds, below 2^120 in magnitude, and for a positive `y` the quotient is within `bound`.
/// Enforces: with a quotient `q` that the prover supplies, made of bits, within `bound` or a little beyond, and
/// `r = x - q * y`, that `r` and `y - 1 - r` are in `0..2^b` for the `b` bits of the greatest `y - 1`. Does not enforce: that
/// `q` is within the bound, which follows.
///
/// Why unique: `q * y` is below 2^122 * 2^120, so that `x = q * y + r` holds between integers; both ranges
/// together say `0 <= r < y`, and for that there is one quotient. They can't hold if `y <= 0`, since then `r` and
/// `y - 1 - r` would be two numbers from 0 on with a negative sum.
///
/// Cost: the bits of the quotient's bound (perhaps one more if the result's own bits are wanted afterwards, `exact`: these tell
/// its sign, then), twice those of the divisor's less 1, and 1 for `q * y` unless the divisor is constant; once for a
/// constant power of two.
///
/// # Errors
/// Those of the constraint system.
pub fn quotient<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &Element<F>,
    y: &Element<F>,
    bound: Bound,
    exact: bool,
) -> Result<Element<F>, SynthesisError> {
    let divisor = y.integers();
    if divisor.hi <= 0 {
        let one = cx.constant(F::ONE);
        cx.enforce_zero("a divisor that is never positive", &one);
        return Ok(Element::constant(cx, bound.lo));
    }
    let integer = |element: &Element<F>| element.num.value().and_then(to_i128);
    let value = match (integer(x), integer(y)) {
        (Some(x), Some(y)) if y > 0 => Some(x.div_euclid(y)),
        (Some(_), Some(_)) => Some(bound.lo),
        _ => None,
    };
    let least = (-bound.lo, bound.bits() as usize);
    let signed = signed_bits(bound);
    let (offset, count) = match exact && signed.1 <= least.1 + 1 {
        true => signed,
        false => least,
    };
    let moved = value.map(|q| from_i128(q + offset));
    let bits = Bits::unchecked_alloc(cx, count, moved)?;
    let q = Element::of_bits(cx, Known::new(bits.into_vec(), offset), bound);
    let product = cx.product("quotient times divisor", &q.num, &y.num)?;
    let remainder = cx.sub(&x.num, &product);
    let greatest = Bound {
        lo: 0,
        hi: divisor.hi - 1,
    };
    let count = greatest.bits() as usize;
    Bits::of(cx, &remainder, count)?;
    // Only if the divisor is that power of two, not merely some constant that may be as great, do the remainder's bits say that it is less.
    let is_greatest = y.num.constant() == Some(from_i128(divisor.hi));
    if !is_greatest || divisor.hi & (divisor.hi - 1) != 0 {
        let room = cx.linear(-F::ONE, &[(F::ONE, &y.num), (-F::ONE, &remainder)]);
        Bits::of(cx, &room, count)?;
    }
    Ok(q)
}
