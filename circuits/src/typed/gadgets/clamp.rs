//! Keeping an integer within a range.

use super::element::{moved, Element, Known};
use super::shift::power_above;
use super::sign::relu;
use crate::gadgets::num::{Builder, Num};
use crate::gadgets::zero::is_zero_within;
use crate::scalar::{from_i128, ProofField};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::typed::program::Bound;

/// Statement: the result is `x`, or the nearer end of `range` if `x` is out of it.
///
/// Assumes: `x` is within its bound, below 2^120 in magnitude, and so are the ends. Enforces: for a range of
/// as many integers as a power of two, by one decomposition (`by_bits`); else by that of a difference for each end that
/// `x` can be beyond ([`relu`]). Does not enforce: anything about an end that the bound keeps `x` from.
///
/// Why unique: it is computed from bits, which are unique; differences are below 2^121, so that nothing wraps.
///
/// Cost, for `n` bits of the bound of `x` less the range's start, the sign among them: `n + 5` for such a range, and 5 if the bits of `x`
/// are known and the range is `0..=2^h - 1` or `-2^h..=2^h - 1`; `n + 1` for each end otherwise.
///
/// # Errors
/// Those of the constraint system.
pub fn clamp<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &mut Element<F>,
    range: Bound,
) -> Result<Element<F>, SynthesisError> {
    let bound = x.integers();
    if range.includes(bound) {
        return Ok(x.clone());
    }
    if bound.hi <= range.lo || range.hi <= bound.lo {
        let end = if bound.hi <= range.lo {
            range.lo
        } else {
            range.hi
        };
        return Ok(Element::constant(cx, end));
    }
    let kept = Bound {
        lo: bound.lo.max(range.lo),
        hi: bound.hi.min(range.hi),
    };
    if let Some(known) = &x.known {
        if let Some(num) = by_bits(cx, &known.clone(), range)? {
            return Ok(Element::within(num, kept));
        }
    }
    let (below, above) = (bound.lo < range.lo, bound.hi > range.hi);
    if below && above && power_above(range.hi - range.lo).is_some() {
        let mut from_zero = moved(cx, x, -range.lo);
        let centred = range.lo == -1 - range.hi;
        let (from, range) = match centred {
            true => (&mut *x, range),
            false => (
                &mut from_zero,
                Bound {
                    lo: 0,
                    hi: range.hi - range.lo,
                },
            ),
        };
        let tells = |known: &Known<F>| {
            let usable = known.less().is_none() || range.hi > 0;
            (known.sign().is_some() && usable).then(|| known.clone())
        };
        let known = from.decompose(cx, tells)?;
        let num = match known {
            Some(known) => by_bits(cx, &known, range)?,
            None => None,
        };
        let num =
            num.unwrap_or_else(|| unreachable!("new bits tell the sign of what can have either"));
        let start = if centred { 0 } else { kept.lo };
        let num = cx.add_constant(&num, from_i128(start));
        return Ok(Element::within(num, kept));
    }
    let mut result = x.clone();
    if below {
        let mut more = moved(cx, &result, -range.lo);
        let more = relu(cx, &mut more)?;
        result = moved(cx, &more, range.lo);
    }
    if above {
        let room = result.integers();
        let num = cx.linear(from_i128(range.hi), &[(-F::ONE, &result.num)]);
        let mut room = Element::within(
            num,
            Bound {
                lo: range.hi - room.hi,
                hi: range.hi - room.lo,
            },
        );
        let room = relu(cx, &mut room)?;
        let num = cx.linear(from_i128(range.hi), &[(-F::ONE, &room.num)]);
        result = Element::within(num, kept);
    }
    Ok(Element {
        bound: Some(kept),
        ..result
    })
}

/// Statement: the result is the integer of known bits, or the nearer end of `range`; nothing, and nothing is stated, if the range is
/// neither `0..=2^h - 1` nor `-2^h..=2^h - 1`, or the bits tell no sign.
///
/// Assumes: the bits are truth values. Enforces: a zero test of how many of the bits above `h` and below the sign differ from
/// those of an integer in the range, and a product that chooses between the integer and an end; one more product that
/// makes negative integers 0, or that counts either zeros or ones by the sign.
///
/// What rounding to the even one took away from odd integers changes nothing, for the ends are even below and odd above.
///
/// Why unique: products, and a zero test of what is far from wrapping. Cost: 2 and the zero test (at most 3, see
/// [`is_zero_within`]); 1 less if it can't be negative.
fn by_bits<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    known: &Known<F>,
    range: Bound,
) -> Result<Option<Num<F>>, SynthesisError> {
    let Some(h) = power_above(range.hi) else {
        return Ok(None);
    };
    let positive = range.lo == 0;
    if !(positive || range.lo == -1 - range.hi) || (h == 0 && known.less().is_some()) {
        return Ok(None);
    }
    let sign = match known.sign() {
        Some(sign) => Some(sign.clone()),
        None if known.offset() == 0 => None,
        None => return Ok(None),
    };
    let top = known.len() - usize::from(sign.is_some());
    let between = top.saturating_sub(h);
    let ones = known.ones(cx, h..top, F::ZERO, &[]);
    let less: Vec<_> = known.less().iter().map(|less| (-F::ONE, *less)).collect();
    let count = (0, between as i128);
    let greatest = from_i128::<F>(range.hi);
    let Some(sign) = sign else {
        let inside = is_zero_within(cx, &ones, count)?;
        let excess = known.part(cx, 0..h, -greatest, &less);
        let num = cx.product("within the range", &inside, &excess)?;
        return Ok(Some(cx.add_constant(&num, greatest)));
    };
    if positive {
        let inside = is_zero_within(cx, &ones, count)?;
        let excess = known.part(cx, 0..h.min(top), -greatest, &less);
        let num = cx.product("within the range", &inside, &excess)?;
        let num = cx.add_constant(&num, greatest);
        return Ok(Some(cx.product("not negative", &sign, &num)?));
    }
    // Of a negative integer all these bits are 1, of another 0: `zeros + sign * (ones - zeros)`.
    let all = from_i128::<F>(between as i128);
    let excess = cx.linear(-all, &[(F::from(2), &ones)]);
    let flipped = cx.product("ones or zeros", &sign, &excess)?;
    let wrong = cx.linear(all, &[(F::ONE, &flipped), (-F::ONE, &ones)]);
    let inside = is_zero_within(cx, &wrong, count)?;
    let end = cx.linear(-greatest - F::ONE, &[(greatest.double() + F::ONE, &sign)]);
    let integer = known.integer(cx);
    let excess = cx.sub(&integer, &end);
    let num = cx.product("within the range", &inside, &excess)?;
    Ok(Some(cx.add(&num, &end)))
}
