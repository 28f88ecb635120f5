//! Whether a number is zero, and which of a few values a number is.

use super::num::{Builder, Num};
use crate::scalar::{from_i128, ProofField};
use bellpepper_core::{ConstraintSystem, SynthesisError};

/// Statement: `zero` is 1 if `x = 0`, else 0; `inverse` is the inverse of `x`, or 0 if `x = 0`.
///
/// Assumes: nothing. Enforces: `x * inverse = 1 - zero`, `x * zero = 0`, `inverse * zero = 0`.
///
/// Why unique: if `x != 0`, the second makes `zero` 0 and the first fixes `inverse`; if `x = 0`, the
/// first makes `zero` 1 and the third makes `inverse` 0. Without the third, `inverse` would be free at
/// zero (harmless, but then no longer unique).
///
/// Cost: 3; nothing for a constant.
///
/// # Errors
/// Those of the constraint system.
pub fn is_zero_with_inverse<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &Num<F>,
) -> Result<(Num<F>, Num<F>), SynthesisError> {
    let inverse_of = |x: F| Option::from(x.invert()).unwrap_or(F::ZERO);
    if let Some(x) = x.constant() {
        let zero = cx.constant(F::from(u64::from(x == F::ZERO)));
        return Ok((zero, cx.constant(inverse_of(x))));
    }
    let zero_value = x.value().map(|x| F::from(u64::from(x == F::ZERO)));
    let zero = cx.unchecked_alloc("is zero", zero_value)?;
    let inverse = cx.unchecked_alloc("inverse or zero", x.value().map(inverse_of))?;
    let not_zero = cx.not(&zero);
    cx.enforce("inverse unless zero", x, &inverse, &not_zero);
    let nothing = cx.constant(F::ZERO);
    cx.enforce("zero only if zero", x, &zero, &nothing);
    cx.enforce("no inverse of zero", &inverse, &zero, &nothing);
    Ok((zero, inverse))
}

/// Statement: the result is 1 if `x = 0`, else 0. As [`is_zero_with_inverse`].
///
/// # Errors
/// Those of the constraint system.
pub fn is_zero<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &Num<F>,
) -> Result<Num<F>, SynthesisError> {
    Ok(is_zero_with_inverse(cx, x)?.0)
}

/// Statement: given that `x` is in `lo..=hi`, the result is 1 if `x = 0`, else 0.
///
/// Assumes: `x` is one of these integers (otherwise the result is some number that depends on `x` alone).
/// Enforces and why unique: with at most four integers, the result is the product of `(d - x) / d` over the others, `d`,
/// which is 1 at 0 and 0 at each of them; otherwise as [`is_zero`].
///
/// Cost: nothing for up to two integers, 1 for three, 2 for four, else 3.
///
/// # Errors
/// Those of the constraint system.
pub fn is_zero_within<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &Num<F>,
    (lo, hi): (i128, i128),
) -> Result<Num<F>, SynthesisError> {
    if lo > 0 || hi < 0 {
        return Ok(cx.constant(F::ZERO));
    }
    if hi - lo > 3 {
        return is_zero(cx, x);
    }
    let mut result = cx.constant(F::ONE);
    for d in (lo..=hi).filter(|&d| d != 0) {
        let inverse = Option::from(from_i128::<F>(d).invert()).unwrap_or(F::ZERO);
        let factor = cx.linear(F::ONE, &[(-inverse, x)]);
        result = cx.product("not another number", &result, &factor)?;
    }
    Ok(result)
}

/// Statement: given that `x` is one of `possible`, the result is 1 if it is one of `wanted`, else 0.
///
/// Assumes: `x` is one of `possible` (otherwise the result is some number that depends on `x` alone).
/// Enforces and why unique: with two possible values the result is the line through the two outcomes;
/// otherwise it is whether the product of the differences to the smaller side is zero.
///
/// Cost: nothing for two possible values; else 3, and 1 less than the size of the smaller side.
///
/// # Errors
/// Those of the constraint system.
pub fn is_one_of<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &Num<F>,
    possible: &[u64],
    wanted: &[u64],
) -> Result<Num<F>, SynthesisError> {
    let (yes, no): (Vec<u64>, Vec<u64>) = possible.iter().partition(|&p| wanted.contains(p));
    if yes.is_empty() {
        return Ok(cx.constant(F::ZERO));
    }
    if no.is_empty() {
        return Ok(cx.constant(F::ONE));
    }
    if let ([yes], [no]) = (yes.as_slice(), no.as_slice()) {
        let (yes, no) = (F::from(*yes), F::from(*no));
        let slope = Option::from((yes - no).invert()).unwrap_or(F::ZERO);
        let shifted = cx.add_constant(x, -no);
        return Ok(cx.scale(&shifted, slope));
    }
    let (side, negate) = if yes.len() <= no.len() {
        (yes, false)
    } else {
        (no, true)
    };
    let mut product: Option<Num<F>> = None;
    for value in side {
        let difference = cx.add_constant(x, -F::from(value));
        product = Some(match product {
            None => difference,
            Some(product) => cx.product("difference to a value", &product, &difference)?,
        });
    }
    let product = match product {
        Some(product) => product,
        None => cx.constant(F::ONE),
    };
    let hit = is_zero(cx, &product)?;
    Ok(if negate { cx.not(&hit) } else { hit })
}
