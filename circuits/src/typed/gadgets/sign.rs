//! Signs, and what is made of them.

use super::element::Element;
use crate::gadgets::num::{Builder, Num};
use crate::scalar::ProofField;
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::typed::program::Bound;

/// Statement: the result is 1 if `x >= 0`, else 0.
///
/// Assumes: `x` is within its bound. Enforces: its bits, as [`Element::decompose`]; the top one is the result. Does not
/// enforce: anything else. Why unique: the bits are.
///
/// Cost: as many as the bound has bits, one for the sign among them; nothing if the bound or known bits tell, or the bound
/// has one negative and one other integer.
///
/// # Errors
/// Those of the constraint system.
pub fn is_non_negative<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &mut Element<F>,
) -> Result<Num<F>, SynthesisError> {
    let bound = x.integers();
    if bound.lo >= 0 || bound.hi < 0 {
        return Ok(cx.constant(F::from(u64::from(bound.lo >= 0))));
    }
    if let Bound { lo: -1, hi: 0 } = bound {
        return Ok(cx.add_constant(&x.num, F::ONE));
    }
    let sign = x.decompose(cx, |known| known.sign().cloned())?;
    Ok(sign.unwrap_or_else(|| unreachable!("a number that can be negative has a sign bit")))
}

/// Statement: the result is the greater one of `x` and 0.
///
/// Assumes: `x` is within its bound. Enforces: it is the product of `x` and the truth value that says that `x` is
/// positive, which may be either for 0. Why unique: that truth value is determined. Cost: 1, and that of
/// [`is_non_negative`] if no such truth value is known; nothing if the bound tells.
///
/// # Errors
/// Those of the constraint system.
pub fn relu<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &mut Element<F>,
) -> Result<Element<F>, SynthesisError> {
    let bound = x.integers();
    if bound.lo >= 0 {
        return Ok(x.clone());
    }
    if bound.hi <= 0 {
        return Ok(Element::constant(cx, 0));
    }
    let keep = match &x.keep {
        Some(keep) => keep.clone(),
        None => is_non_negative(cx, x)?,
    };
    let num = cx.product("not negative", &keep, &x.num)?;
    let (lo, hi) = (0, bound.hi);
    Ok(Element::within(num, Bound { lo, hi }))
}
