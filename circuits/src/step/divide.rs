//! Integer division.

use super::{Path, Step, TagNum, Val};
use crate::gadgets::num::{Builder, Num};
use crate::gadgets::zero::is_zero;
use crate::scalar::{from_i128, power_of_two, to_i64, ProofField};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::block::{Arith, SiteId, Var};
use foldscheme_lang::compiler::arith_can_fail;
use foldscheme_lang::value::Tag;

/// Magnitudes of quotient and remainder of integers: what the prover supplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Magnitudes {
    pub quotient: u64,
    pub remainder: u64,
    /// `|b| - remainder - 1`.
    pub slack: u64,
}

/// The magnitudes of `a / b`; all zero if `b` is.
pub(super) fn magnitudes(a: i64, b: i64) -> Magnitudes {
    let (a, b) = (a.unsigned_abs(), b.unsigned_abs());
    match (a.checked_div(b), a.checked_rem(b)) {
        (Some(quotient), Some(remainder)) => Magnitudes {
            quotient,
            remainder,
            slack: b - remainder - 1,
        },
        _ => Magnitudes {
            quotient: 0,
            remainder: 0,
            slack: 0,
        },
    }
}

impl<F: ProofField> Step<'_, F> {
    /// Statement: `dst` is the quotient, remainder or modulus of integers `a` and `b`; the path fails if
    /// `b = 0`, and if a quotient does not fit in 64 bits.
    ///
    /// The prover supplies the signs `s, t` and the magnitudes `Q, R`. Enforced on the path, with `A = ±a`
    /// by `s` and `B = ±b` by `t`: `A = Q B + R`, and `Q`, `R` and `B - R - 1` are in `0..2^64`.
    ///
    /// Why unique: `B >= R + 1 >= 1`, hence `B = |b|` and `t` is b's sign. `Q B + R` is below `2^128`, so
    /// that the equation holds over the integers and `A >= 0`, hence `A = |a|`, and `s` is a's sign unless
    /// `a = 0`, where `s` is made 0. Division with remainder is unique. Off the path all four are made 0.
    ///
    /// Cost: three range slots' use and some 25.
    pub(super) fn divide<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        path: &mut Path<F>,
        dst: Var,
        op: Arith,
        (a, b): (Var, Var),
        site: SiteId,
    ) -> Result<(), SynthesisError> {
        let (x, y) = (self.get(a).payload.clone(), self.get(b).payload.clone());
        let irritant = self.get(b).clone();
        let no_divisor = is_zero(cx, &y)?;
        let ok = cx.not(&no_divisor);
        self.check(cx, path, &ok, site, &irritant)?;
        let zero = cx.constant(F::ZERO);
        let on = path.selector.clone();
        let off = cx.not(&on);

        // What the prover says; nothing where values are unknown, zeros off the path.
        let said = on.value().map(|on| {
            match (
                on == F::ONE,
                x.value().and_then(to_i64),
                y.value().and_then(to_i64),
            ) {
                (true, Some(a), Some(b)) => (magnitudes(a, b), a < 0, b < 0),
                _ => (magnitudes(0, 0), false, false),
            }
        });
        let number = |n: u64| from_i128(i128::from(n));
        let quotient = cx.unchecked_alloc("quotient", said.map(|s| number(s.0.quotient)))?;
        let remainder = cx.unchecked_alloc("remainder", said.map(|s| number(s.0.remainder)))?;
        let s = cx.boolean("dividend is negative", said.map(|s| s.1))?;
        let t = cx.boolean("divisor is negative", said.map(|s| s.2))?;
        cx.enforce("no quotient off the path", &off, &quotient, &zero);
        cx.enforce("no remainder off the path", &off, &remainder, &zero);
        // Both are booleans, so that their sum is zero only if both are.
        let signs = cx.add(&s, &t);
        cx.enforce("no signs off the path", &off, &signs, &zero);
        let nothing = is_zero(cx, &x)?;
        cx.enforce("zero is not negative", &nothing, &s, &zero);

        let dividend = with_sign(cx, &x, &s)?;
        let divisor = with_sign(cx, &y, &t)?;
        let product = cx.product("quotient times divisor", &quotient, &divisor)?;
        let sum = cx.add(&product, &remainder);
        let difference = cx.sub(&dividend, &sum);
        cx.enforce("dividend is made up", &on, &difference, &zero);
        let slack = cx.sub(&divisor, &remainder);
        let slack = cx.add_constant(&slack, -F::ONE);
        for value in [&quotient, &remainder, &slack] {
            let slot = &mut self.slots.ranges[path.ranges];
            path.ranges += 1;
            slot.input.case(&on, value);
            let high = slot.bits.above(cx, 64);
            // The bits above make a small number, zero only if each is.
            cx.enforce("64 bits", &on, &high, &zero);
        }

        let payload = match op {
            Arith::Quotient => {
                let both = cx.product("signs", &s, &t)?;
                let differ = cx.add_scaled(&signs, -F::from(2), &both);
                let signed = with_sign(cx, &quotient, &differ)?;
                if self.quotient_overflows(a, b) {
                    // Only the least integer divided by -1 gives 2^63.
                    let excess = cx.add_constant(&signed, -power_of_two::<F>(63));
                    let overflow = is_zero(cx, &excess)?;
                    let ok = cx.not(&overflow);
                    self.check(cx, path, &ok, site, &irritant)?;
                }
                signed
            }
            Arith::Remainder => with_sign(cx, &remainder, &s)?,
            _ => {
                let signed = with_sign(cx, &remainder, &s)?;
                let both = cx.product("signs", &s, &t)?;
                let differ = cx.add_scaled(&signs, -F::from(2), &both);
                let even = is_zero(cx, &remainder)?;
                let uneven = cx.not(&even);
                let shift = cx.product("towards the divisor", &differ, &uneven)?;
                let shift = cx.product("shift", &shift, &y)?;
                cx.add(&signed, &shift)
            }
        };
        let tag = TagNum::Known(Tag::Integer);
        self.set(dst, Val { tag, payload });
        Ok(())
    }

    fn quotient_overflows(&self, a: Var, b: Var) -> bool {
        let (a_type, b_type) = (self.circuit.program.ty(a), self.circuit.program.ty(b));
        arith_can_fail(&self.circuit.program, Arith::Quotient, a, b)
            && a_type.lo == i64::MIN
            && b_type.lo <= -1
            && b_type.hi >= -1
    }
}

/// `-x` if `negative` is 1, `x` if it is 0. Cost: 1.
fn with_sign<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &Num<F>,
    negative: &Num<F>,
) -> Result<Num<F>, SynthesisError> {
    let twice = cx.product("sign times number", negative, x)?;
    Ok(cx.add_scaled(x, -F::from(2), &twice))
}
