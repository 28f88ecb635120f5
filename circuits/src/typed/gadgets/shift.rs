//! Quotients by powers of two: rescaling, with or without a check of the range.
//!
//! Everything is read off one decomposition of the operand `x`. Its low `shift` bits are the remainder, the others the
//! floor; the highest bit of the remainder says whether to round up; the top bit is the sign.
//!
//! - Rounded to nearest, the result is `floor + round up`, and for ties to the even one it is less by 1 if the
//!   remainder is exactly one half and the floor even. `relu` needs the sign of `x` only: a negative `x` gives no positive result.
//! - Where the result's own bits are wanted afterwards (its sign, a range), `x` plus one half is decomposed instead: its
//!   floor is the result, or for a tie with an odd floor one more than the result. If those of the result and a constant are
//!   wanted, such as a zero point, that many times `2^shift` is added, too.
//! - A *checked* result within `lo..=hi`, as many integers as a power of two, is `floor((x + half) / 2^shift)` with `x + half - lo * 2^shift` in
//!   as many bits as that range and the shift have: the decomposition is the check.
//!
//! No wrapping: `x` is below 2^120, `lo * 2^shift` below 2^240, and there are fewer bits than the field's capacity.

use super::element::{moved, Element, Known};
use super::sign::relu;
use crate::gadgets::num::{Builder, Num};
use crate::gadgets::range::Bits;
use crate::gadgets::zero::is_zero_within;
use crate::scalar::{from_i128, power_of_two, ProofField};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::typed::program::{Bound, Rounding, MAGNITUDE_BITS};
use foldscheme_lang::typed::run::shifted;

/// How to shift.
#[derive(Clone, Copy, Debug)]
pub struct Shift {
    /// By how many bits.
    pub shift: u32,
    /// How the result is made an integer.
    pub rounding: Rounding,
    /// Whether what is negative becomes 0.
    pub relu: bool,
    /// Whether the result must be shown to be in the bound.
    pub checked: bool,
    /// Whether the result's own bits are wanted later, or those of the result and a constant: then the constant.
    pub exact: Option<i128>,
}

/// Statement: the result is `x / 2^shift`, rounded, with 0 in place of what is negative if `relu`; if `checked`, it is
/// within `bound`, whose size is a power of two.
///
/// Assumes: `x` is within its bound, below 2^120 in magnitude; unless checked, the result is within `bound`. Enforces: the bits
/// of `x`, or of `x` moved by a constant, as [`Bits::of`]; a tie test; a product for `relu`. Does not enforce: anything where
/// both ends of the bound of `x` give one result.
///
/// Why unique: the bits are, and the rest is computed from them.
///
/// Cost, for `n` bits of the bound of `x`, sign included: `n`; 1 more for `relu` if `x` can be negative; up to 3 more for ties to even (none
/// without a shift, 1 for a shift by 1, 2 by 2). Nothing for bits that are known. If checked, for a bound of `m` bits: `m + shift` instead
/// of `n`, or 1 if the bits of `x` are known and it is rounded downwards; with `relu` `n + 2` and perhaps 1 more for one half.
///
/// # Errors
/// Those of the constraint system.
pub fn shift<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &mut Element<F>,
    mut how: Shift,
    bound: Bound,
) -> Result<Element<F>, SynthesisError> {
    if how.shift == 0 {
        how.rounding = Rounding::Floor;
    }
    let operand = x.integers();
    how.relu = how.relu && operand.lo < 0;
    let end = |n: i128| {
        let n = shifted(n, how.shift, how.rounding);
        if how.relu {
            n.max(0)
        } else {
            n
        }
    };
    let (lo, hi) = (end(operand.lo), end(operand.hi));
    if lo == hi && (!how.checked || bound.contains(lo)) {
        return Ok(Element::constant(cx, lo));
    }
    match (how.checked, how.relu) {
        (false, false) => rounded(cx, x, how),
        (false, true) => {
            let mut result = rounded(cx, x, how)?;
            relu(cx, &mut result)
        }
        (true, false) if operand.lo >= 0 && bound.lo < 0 && power_above(bound.hi).is_some() => {
            let positive = Bound { lo: 0, ..bound };
            checked(cx, x, how, positive)
        }
        (true, false) => checked(cx, x, how, bound),
        (true, true) => checked_relu(cx, x, how, bound),
    }
}

fn half(how: Shift) -> i128 {
    match how.rounding {
        Rounding::Floor => 0,
        Rounding::HalfUp | Rounding::HalfEven => 1 << (how.shift - 1),
    }
}

/// The result without `relu` and check.
fn rounded<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &mut Element<F>,
    how: Shift,
) -> Result<Element<F>, SynthesisError> {
    if how.shift == 0 {
        return Ok(x.clone());
    }
    let operand = x.integers();
    let end = |n| shifted(n, how.shift, how.rounding);
    let bound = Bound {
        lo: end(operand.lo),
        hi: end(operand.hi),
    };
    if bound.lo == bound.hi {
        return Ok(Element::constant(cx, bound.lo));
    }
    if how.rounding == Rounding::Floor {
        let floor = x.decompose(cx, |known| known.floor(how.shift))?;
        return Ok(Element::of_bits(cx, found(floor), bound));
    }
    let usable = x.known.as_ref().and_then(|known| known.floor(how.shift));
    if let (Some(more), None) = (how.exact, usable) {
        let known = exact(cx, x, how, more, |_| true)?;
        return Ok(Element::of_bits(cx, known, bound));
    }
    let floor = found(x.decompose(cx, |known| known.floor(how.shift))?);
    let bits = x.known.clone();
    let bits = bits.unwrap_or_else(|| unreachable!("just made"));
    if is_by_sign(&bits, &floor, how) {
        // Nothing beyond one half is in reach.
        return Ok(Element::constant(cx, 0));
    }
    let top = how.shift as usize - 1;
    let up = bits.bit(cx, top);
    let mut others = vec![(F::ONE, up.clone())];
    if how.rounding == Rounding::HalfEven {
        let odd = parity(cx, &floor);
        let down = match top {
            0 => {
                let even = cx.not(&odd);
                cx.product("tie to even", &up, &even)?
            }
            _ => {
                // All of these are 0 for a tie with an even floor: counted, since they are truth values.
                let others = [(-F::ONE, &up), (F::ONE, &odd)];
                let count = bits.ones(cx, 0..top, F::ONE, &others);
                is_zero_within(cx, &count, (0, top as i128 + 2))?
            }
        };
        others.push((-F::ONE, down));
    }
    let others: Vec<_> = others.iter().map(|(k, num)| (*k, num)).collect();
    let constant = -from_i128::<F>(floor.offset());
    let num = floor.part(cx, 0..floor.len(), constant, &others);
    Ok(Element {
        keep: bits.sign().cloned(),
        ..Element::within(num, bound)
    })
}

fn found<T>(bits: Option<T>) -> T {
    bits.unwrap_or_else(|| unreachable!("the bits of a whole number have every floor"))
}

/// 1 if an integer is odd, by its bits.
fn parity<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    known: &Known<F>,
) -> Num<F> {
    let bit = known.bit(cx, 0);
    match known.offset() & 1 {
        0 => bit,
        _ => cx.not(&bit),
    }
}

/// Whether a floor is 0 or -1, by the sign of what is smaller than that which one is counted for.
fn is_by_sign<F: ProofField>(bits: &Known<F>, floor: &Known<F>, how: Shift) -> bool {
    floor.offset() != bits.offset() >> how.shift
}

/// The bits of the result, by those of `x` and one half and `more * 2^shift`, if the floor's are `wanted`.
fn exact<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &mut Element<F>,
    how: Shift,
    more: i128,
    wanted: impl Fn(&Known<F>) -> bool,
) -> Result<Known<F>, SynthesisError> {
    // What rounding to the even one takes away from odd integers, it must take away from odd ones.
    let even = how.rounding != Rounding::HalfEven || more & 1 == 0;
    let (lo, hi) = (x.integers().lo, x.integers().hi);
    let more = more.checked_mul(1 << how.shift).filter(|more| {
        // As far as that keeps the sum as small as other integers.
        let small = |end: i128| {
            end.checked_add(*more)
                .is_some_and(|n| n.abs() < 1 << MAGNITUDE_BITS)
        };
        even && small(lo) && small(hi)
    });
    let more = more.unwrap_or(0);
    let mut sum;
    let decomposed = match half(how) + more {
        0 => x,
        more => {
            sum = moved(cx, x, more);
            // Its bits are not among those of `x`, or they would have been used.
            sum.known = None;
            &mut sum
        }
    };
    let floor = decomposed.decompose(cx, |known| known.floor(how.shift).filter(&wanted))?;
    let floor = found(floor);
    let bits = decomposed.known.clone();
    let bits = bits.unwrap_or_else(|| unreachable!("just made"));
    let by_sign = is_by_sign(&bits, &floor, how);
    let floor = floor.displaced(-(more >> how.shift));
    let floor = floor.unwrap_or_else(|| unreachable!("nothing was taken away yet"));
    // By the sign alone there is one tie, that of 0, which stays 0.
    if how.rounding == Rounding::HalfEven && !by_sign {
        let less = tie_with_odd(cx, &bits, &floor, how)?;
        return Ok(floor.lessened(less));
    }
    Ok(floor)
}

/// Statement: the result is 1 if the bits of `x` and one half, moved by a multiple of `2^shift`, have no remainder and an odd floor, else 0.
///
/// Assumes: they are truth values. Enforces: a zero test of how many of them speak against it. Why unique: a zero test
/// is. Cost: 1 for a shift by 1, 2 by 2, else 3.
fn tie_with_odd<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    bits: &Known<F>,
    floor: &Known<F>,
    how: Shift,
) -> Result<Num<F>, SynthesisError> {
    let odd = parity(cx, floor);
    let low = how.shift as usize;
    let count = bits.ones(cx, 0..low, F::ONE, &[(-F::ONE, &odd)]);
    is_zero_within(cx, &count, (0, low as i128 + 1))
}

/// The result, shown to be within the bound, without `relu`.
fn checked<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &mut Element<F>,
    how: Shift,
    bound: Bound,
) -> Result<Element<F>, SynthesisError> {
    if how.rounding == Rounding::Floor {
        let known = match how.shift {
            0 => x.known.clone(),
            shift => x.known.as_ref().and_then(|known| known.floor(shift)),
        };
        if let Some(known) = known {
            if in_range(cx, &known, bound) {
                return Ok(Element::of_bits(cx, known, bound));
            }
        }
    }
    let even = how.rounding == Rounding::HalfEven;
    if even && (bound.lo & 1 != 0 || bound.hi & 1 == 0) {
        // Ties at the ends would leave the range or come back into it.
        let result = rounded(cx, x, how)?;
        return in_new_range(cx, result, bound);
    }
    let start = from_i128::<F>(bound.lo) * power_of_two::<F>(how.shift);
    let moved = cx.add_constant(&x.num, from_i128::<F>(half(how)) - start);
    let bits = Bits::of(cx, &moved, (bound.bits() + how.shift) as usize)?;
    let bits = Known::new(bits.into_vec(), 0);
    let mut floor = found(bits.floor(how.shift))
        .displaced(bound.lo)
        .unwrap_or_else(|| unreachable!("nothing was taken away yet"));
    if even {
        // The least is even, and the greatest odd: a tie takes nothing out of the range, or into it.
        let less = tie_with_odd(cx, &bits, &floor, how)?;
        floor = floor.lessened(less);
    }
    Ok(Element::of_bits(cx, floor, bound))
}

/// Shows by bits of its own that an integer is within a bound.
fn in_new_range<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    result: Element<F>,
    bound: Bound,
) -> Result<Element<F>, SynthesisError> {
    let moved = cx.add_constant(&result.num, -from_i128::<F>(bound.lo));
    Bits::of(cx, &moved, bound.bits() as usize)?;
    Ok(Element {
        bound: Some(bound),
        ..result
    })
}

/// Statement: an integer of known bits is within `bound`; false, and nothing is stated, if the bound is none that
/// bits above some position tell.
///
/// Assumes: the bits are truth values. Enforces: for `0..=2^h - 1` that no bit above is 1, nor the sign missing; for
/// `-2^h..=2^h - 1` that all bits between are the opposite of the sign, by their number. Cost: 1, or nothing if there is no such bit.
fn in_range<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    known: &Known<F>,
    bound: Bound,
) -> bool {
    let Some(h) = power_above(bound.hi) else {
        return false;
    };
    // With something taken away from odd integers, the ends must be even and what is above them, too.
    if known.less().is_some() && h == 0 {
        return false;
    }
    let top = known.len();
    match known.sign().cloned() {
        None if known.offset() == 0 && bound.lo <= 0 => {
            if top > h {
                let above = known.ones(cx, h..top, F::ZERO, &[]);
                cx.enforce_zero("nothing above", &above);
            }
        }
        Some(sign) if bound.lo == 0 => {
            let above = known.ones(cx, h..top - 1, F::ONE, &[(-F::ONE, &sign)]);
            cx.enforce_zero("nothing above", &above);
        }
        Some(sign) if bound.lo == -1 - bound.hi => {
            if top - 1 > h {
                let between = from_i128::<F>((top - 1 - h) as i128);
                let wrong = known.ones(cx, h..top - 1, -between, &[(between, &sign)]);
                cx.enforce_zero("the sign above", &wrong);
            }
        }
        _ => return false,
    }
    true
}

/// The `h` with `n = 2^h - 1`.
pub(super) fn power_above(n: i128) -> Option<usize> {
    (n >= 0 && n & (n + 1) == 0).then(|| (128 - n.leading_zeros()) as usize)
}

/// The result, shown to be within the bound, with 0 in place of what is negative.
fn checked_relu<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &mut Element<F>,
    how: Shift,
    bound: Bound,
) -> Result<Element<F>, SynthesisError> {
    let even = how.rounding == Rounding::HalfEven;
    let high = power_above(bound.hi).filter(|&h| bound.lo <= 0 && !(even && h == 0));
    let Some(h) = high else {
        let mut result = rounded(cx, x, how)?;
        let result = relu(cx, &mut result)?;
        return in_new_range(cx, result, bound);
    };
    let known = exact(cx, x, how, 0, |floor| {
        floor.sign().is_some() || floor.offset() == 0
    })?;
    let less: Vec<_> = known.less().iter().map(|less| (-F::ONE, *less)).collect();
    let num = match known.sign().cloned() {
        Some(sign) => {
            let top = known.len() - 1;
            if top > h {
                let above = known.ones(cx, h..top, F::ZERO, &[]);
                let zero = cx.constant(F::ZERO);
                cx.enforce("nothing above", &sign, &above, &zero);
            }
            let low = known.part(cx, 0..h.min(top), F::ZERO, &less);
            cx.product("not negative", &sign, &low)?
        }
        None => {
            // Not negative, by its bits.
            if known.len() > h {
                let above = known.ones(cx, h..known.len(), F::ZERO, &[]);
                cx.enforce_zero("nothing above", &above);
            }
            known.part(cx, 0..h, F::ZERO, &less)
        }
    };
    Ok(Element::within(
        num,
        Bound {
            lo: 0,
            hi: bound.hi,
        },
    ))
}
