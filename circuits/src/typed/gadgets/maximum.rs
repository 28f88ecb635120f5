//! The greatest of several integers, and which it is.

use super::element::Element;
use super::sign::relu;
use crate::gadgets::num::Builder;
use crate::gadgets::range::Bits;
use crate::scalar::{from_i128, to_i128, ProofField};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::typed::program::Bound;

/// Statement: the result is the greatest of `xs`, of which there is at least one.
///
/// Assumes: they are within their bounds. Enforces: `max(a, b) = a + relu(b - a)`, one after the other. Why unique:
/// [`relu`] is; differences are below 2^121.
///
/// Cost: for each but the first two more than the bits of their bounds, if these are alike; less if bounds tell.
///
/// # Errors
/// Those of the constraint system.
pub fn maximum<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    xs: &[Element<F>],
) -> Result<Element<F>, SynthesisError> {
    let mut greatest = xs[0].clone();
    for x in &xs[1..] {
        let (a, b) = (greatest.integers(), x.integers());
        if x.num.id() == greatest.num.id() || b.hi <= a.lo {
            continue;
        }
        if a.hi <= b.lo {
            greatest = x.clone();
            continue;
        }
        let num = cx.sub(&x.num, &greatest.num);
        let mut more = Element::within(
            num,
            Bound {
                lo: b.lo - a.hi,
                hi: b.hi - a.lo,
            },
        );
        let more = relu(cx, &mut more)?;
        let num = cx.add(&greatest.num, &more.num);
        let (lo, hi) = (a.lo.max(b.lo), a.hi.max(b.hi));
        greatest = Element::within(num, Bound { lo, hi });
    }
    Ok(greatest)
}

/// Statement: the result is the place of the greatest of `xs`, of the first of them, counted from 0. There are at least two.
///
/// Assumes: they are within their bounds, below 2^120 in magnitude. Enforces: truth values `s_i` of which exactly one is 1, all but
/// the last chosen by the prover, the last by their sum; `m = sum of s_i * x_i`; and `m - x_i - t_i` in `0..2^b`,
/// where `t_i` is the sum of the `s_j` behind `i`, and `b` the bits of the greatest difference.
///
/// Why unique: `m` is one of the integers and no less than any. The `x_i` before the chosen one have `t_i = 1`, and are
/// less than it: a tie does not choose a later one. Differences are below 2^121, so that a negative one is no
/// number of `b` bits.
///
/// Cost, for `n` integers: `n * (b + 2) - 1`, and 1 less for two.
///
/// # Errors
/// Those of the constraint system.
pub fn arg_max<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    xs: &[Element<F>],
) -> Result<Element<F>, SynthesisError> {
    let values: Option<Vec<i128>> = xs.iter().map(|x| x.num.value().and_then(to_i128)).collect();
    let place = values.map(|values| {
        let greatest = values.iter().max();
        values.iter().position(|x| Some(x) == greatest)
    });
    let last = xs.len() - 1;
    let mut chosen = Vec::with_capacity(xs.len());
    for i in 0..last {
        chosen.push(cx.boolean("the greatest", place.map(|place| place == Some(i)))?);
    }
    let others: Vec<_> = chosen.iter().map(|s| (-F::ONE, s)).collect();
    let rest = cx.linear(F::ONE, &others);
    if last > 1 {
        // Of two, the other one is a truth value if the first is.
        let (other, zero) = (cx.not(&rest), cx.constant(F::ZERO));
        cx.enforce("one is the greatest", &rest, &other, &zero);
    }
    chosen.push(rest);

    let mut products = Vec::with_capacity(last);
    for (s, x) in chosen.iter().zip(&xs[..last]) {
        let difference = cx.sub(&x.num, &xs[last].num);
        products.push(cx.product("the greatest number", s, &difference)?);
    }
    let mut terms: Vec<_> = products.iter().map(|p| (F::ONE, p)).collect();
    terms.push((F::ONE, &xs[last].num));
    let greatest = cx.linear(F::ZERO, &terms);
    let most = xs.iter().map(|x| x.integers().hi).max().unwrap_or_default();
    for (i, x) in xs.iter().enumerate() {
        let mut terms = vec![(F::ONE, &greatest), (-F::ONE, &x.num)];
        terms.extend(chosen[i + 1..].iter().map(|s| (-F::ONE, s)));
        let excess = cx.linear(F::ZERO, &terms);
        let bits = Bound {
            lo: x.integers().lo,
            hi: most,
        };
        Bits::of(cx, &excess, bits.bits() as usize)?;
    }
    let places: Vec<_> = chosen
        .iter()
        .enumerate()
        .map(|(i, s)| (from_i128::<F>(i as i128), s))
        .collect();
    let num = cx.linear(F::ZERO, &places);
    let (lo, hi) = (0, last as i128);
    Ok(Element::within(num, Bound { lo, hi }))
}
