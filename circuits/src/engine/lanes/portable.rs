//! One element at a time, by the curve library's arithmetic.
use super::{LaneField, Lanes};
use crate::engine::batch::{add_in_lanes, Pairs};

/// Lanes for any processor. Everything is canonical here.
#[derive(Clone, Copy, Debug)]
pub struct Portable;

impl<F: LaneField> Lanes<F> for Portable {
    const WIDTH: usize = 1;
    type Point = (F, F);
    type Vector = F;
    type Mask = bool;

    fn add_pairs<P: Pairs<(F, F)>>(self, pairs: P) {
        add_in_lanes(self, pairs);
    }

    fn pack(self, x: F, y: F) -> (F, F) {
        (x, y)
    }

    fn unpack(self, point: &(F, F)) -> (F, F) {
        *point
    }

    fn negate(self, (x, y): &(F, F)) -> (F, F) {
        (*x, -*y)
    }

    fn is_identity(self, (_, y): &(F, F)) -> bool {
        y.is_zero_vartime()
    }

    #[inline(always)]
    fn load<P: Pairs<(F, F)>, const RIGHT: bool>(self, pairs: &P, start: usize) -> (F, F) {
        let ((x, y), negate) = pairs.operand::<RIGHT>(start);
        (x, if negate { -y } else { y })
    }

    #[inline(always)]
    fn store<P: Pairs<(F, F)>>(self, pairs: &mut P, start: usize, x: F, y: F) {
        pairs.put(start, (x, y));
    }

    #[inline(always)]
    fn one(self) -> F {
        F::ONE
    }

    #[inline(always)]
    fn mul(self, a: F, b: F) -> F {
        a * b
    }

    #[inline(always)]
    fn square(self, a: F) -> F {
        a.square()
    }

    #[inline(always)]
    fn sub(self, a: F, b: F) -> F {
        a - b
    }

    #[inline(always)]
    fn sub_two(self, a: F, b: F, c: F) -> F {
        a - b - c
    }

    #[inline(always)]
    fn double(self, a: F) -> F {
        a.double()
    }

    #[inline(always)]
    fn triple(self, a: F) -> F {
        a.double() + a
    }

    #[inline(always)]
    fn reduce(self, a: F) -> F {
        a
    }

    #[inline(always)]
    fn invert(self, a: F) -> F {
        a.invert().unwrap_or(F::ZERO)
    }

    #[inline(always)]
    fn equal(self, a: F, b: F) -> bool {
        a == b
    }

    #[inline(always)]
    fn is_zero(self, a: F) -> bool {
        a.is_zero_vartime()
    }

    #[inline(always)]
    fn zero(self) -> F {
        F::ZERO
    }

    #[inline(always)]
    fn select(self, mask: bool, a: F, b: F) -> F {
        if mask {
            a
        } else {
            b
        }
    }

    #[inline(always)]
    fn nowhere(self) -> bool {
        false
    }

    #[inline(always)]
    fn and(self, a: bool, b: bool) -> bool {
        a & b
    }

    #[inline(always)]
    fn or(self, a: bool, b: bool) -> bool {
        a | b
    }

    #[inline(always)]
    fn and_not(self, a: bool, b: bool) -> bool {
        a & !b
    }

    #[inline(always)]
    fn any(self, mask: bool) -> bool {
        mask
    }
}
