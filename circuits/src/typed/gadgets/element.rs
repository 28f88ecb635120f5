//! Elements: numbers of a circuit with what is known of them, foremost their bits.
//!
//! A decomposition is dear and says a lot: the sign, every quotient by a power of two, whether a range holds. So it is
//! remembered with the number that it was made for and with what was made of it.

use crate::gadgets::num::{Builder, Num};
use crate::gadgets::range::Bits;
use crate::scalar::{from_i128, ProofField};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::typed::program::Bound;
use std::ops::Range;
use std::rc::Rc;

/// The bits of an integer `x`: `x + offset + less` is the number that they make, least significant first.
#[derive(Clone, Debug)]
pub struct Known<F: ProofField> {
    bits: Rc<Vec<Num<F>>>,
    /// The first of them that counts; those before belong to what `x` was rounded from.
    from: usize,
    offset: i128,
    /// A truth value, 1 only if `x + less` is odd: what rounding to the even one took away.
    less: Option<Num<F>>,
}

impl<F: ProofField> Known<F> {
    /// The bits of `x`, if they make `x + offset`.
    #[must_use]
    pub fn new(bits: Vec<Num<F>>, offset: i128) -> Self {
        Known {
            bits: Rc::new(bits),
            from: 0,
            offset,
            less: None,
        }
    }

    /// The bits that count.
    #[must_use]
    pub fn bits(&self) -> &[Num<F>] {
        &self.bits[self.from..]
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bits.len() - self.from
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is added to the integer to make it the number of its bits.
    #[must_use]
    pub fn offset(&self) -> i128 {
        self.offset
    }

    /// What rounding to the even one took away.
    #[must_use]
    pub fn less(&self) -> Option<&Num<F>> {
        self.less.as_ref()
    }

    /// The same for what is less by a truth value that is 1 only if this integer is odd.
    #[must_use]
    pub fn lessened(self, less: Num<F>) -> Self {
        Known {
            less: Some(less),
            ..self
        }
    }

    /// A bit, or the constant 0 above the last one.
    pub fn bit<CS: ConstraintSystem<F>>(&self, cx: &mut Builder<'_, F, CS>, i: usize) -> Num<F> {
        match self.bits().get(i) {
            Some(bit) => bit.clone(),
            None => cx.constant(F::ZERO),
        }
    }

    /// The sum of `constant`, of some bits by their weights in `range`, counted from its start, and of others as they are.
    pub fn part<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        range: Range<usize>,
        constant: F,
        others: &[(F, &Num<F>)],
    ) -> Num<F> {
        let end = range.end.min(self.len());
        let mut weight = F::ONE;
        let mut terms = Vec::with_capacity(self.len() + others.len());
        for bit in &self.bits()[range.start.min(end)..end] {
            terms.push((weight, bit));
            weight = weight.double();
        }
        terms.extend_from_slice(others);
        cx.linear(constant, &terms)
    }

    /// The sum of `constant`, of the bits in `range`, each counted once, and of others.
    pub fn ones<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        range: Range<usize>,
        constant: F,
        others: &[(F, &Num<F>)],
    ) -> Num<F> {
        let end = range.end.min(self.len());
        let bits = &self.bits()[range.start.min(end)..end];
        let mut terms: Vec<_> = bits.iter().map(|bit| (F::ONE, bit)).collect();
        terms.extend_from_slice(others);
        cx.linear(constant, &terms)
    }

    /// The integer.
    pub fn integer<CS: ConstraintSystem<F>>(&self, cx: &mut Builder<'_, F, CS>) -> Num<F> {
        let less: Vec<_> = self.less.iter().map(|less| (-F::ONE, less)).collect();
        self.part(cx, 0..self.len(), -from_i128::<F>(self.offset), &less)
    }

    /// The top bit, if it is 1 for integers from 0 on, and 0 for negative ones. That something is taken away from odd
    /// integers makes no difference: from 0 nothing is, and what is left of 1 is 0.
    #[must_use]
    pub fn sign(&self) -> Option<&Num<F>> {
        let top = self.len().checked_sub(1)?;
        (top < 127 && self.offset == 1 << top).then(|| &self.bits()[top])
    }

    /// The same bits for the integer and a constant, unless it is odd and something was taken away from odd integers.
    #[must_use]
    pub fn displaced(&self, by: i128) -> Option<Self> {
        let same_parity = by & 1 == 0 || self.less.is_none();
        same_parity.then(|| Known {
            offset: self.offset - by,
            ..self.clone()
        })
    }

    /// The bits of `floor(x / 2^shift)`, if they are among these.
    #[must_use]
    pub fn floor(&self, shift: u32) -> Option<Self> {
        if self.less.is_some() {
            return None;
        }
        let whole = (1i128 << shift) - 1;
        if self.offset & whole == 0 {
            return Some(Known {
                from: (self.from + shift as usize).min(self.bits.len()),
                offset: self.offset >> shift,
                ..self.clone()
            });
        }
        // All of the integer is smaller than what one is counted for: its floor is 0 or -1, by its sign.
        match self.sign() {
            Some(sign) if self.offset <= whole => Some(Known::new(vec![sign.clone()], 1)),
            _ => None,
        }
    }
}

/// What to add to integers within a bound, and how many bits are needed then: nothing if none is negative, else a power
/// of two, so that the top bit tells the sign.
#[must_use]
pub fn signed_bits(bound: Bound) -> (i128, usize) {
    let length = |n: i128| (128 - n.leading_zeros()) as usize;
    if bound.lo >= 0 {
        return (0, length(bound.hi));
    }
    // For a negative n, -n - 1 is !n.
    let k = length(!bound.lo).max(length(bound.hi.max(0)));
    (1 << k, k + usize::from(bound.hi >= 0))
}

/// A number of a circuit: an integer with a bound, or a field element.
#[derive(Clone, Debug)]
pub struct Element<F: ProofField> {
    /// The number.
    pub num: Num<F>,
    /// Which integers it can be; none if it is a field element.
    pub bound: Option<Bound>,
    /// The bits of the integer.
    pub known: Option<Known<F>>,
    /// A truth value: 1 if the integer is positive, 0 if it is negative, either of them if it is 0.
    pub keep: Option<Num<F>>,
}

/// A field element, or a number of which nothing is known.
impl<F: ProofField> From<Num<F>> for Element<F> {
    fn from(num: Num<F>) -> Self {
        Element {
            num,
            bound: None,
            known: None,
            keep: None,
        }
    }
}

impl<F: ProofField> Element<F> {
    /// An integer that is known to be within a bound.
    #[must_use]
    pub fn within(num: Num<F>, bound: Bound) -> Self {
        Element {
            bound: Some(bound),
            ..Element::from(num)
        }
    }

    /// An integer of known bits.
    pub fn of_bits<CS: ConstraintSystem<F>>(
        cx: &mut Builder<'_, F, CS>,
        known: Known<F>,
        bound: Bound,
    ) -> Self {
        let num = known.integer(cx);
        Element {
            known: Some(known),
            ..Element::within(num, bound)
        }
    }

    /// Statement: the result is a new integer within `bound`, whose size is a power of two, and its bits are known.
    ///
    /// Assumes: nothing. Enforces: it is made of boolean variables, as many as it takes. Does not enforce: which integer it
    /// is; that is for the caller to bind. Why unique: given the integer, the bits are. Cost: its bits; none to
    /// bind them to it.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn unchecked_alloc<CS: ConstraintSystem<F>>(
        cx: &mut Builder<'_, F, CS>,
        bound: Bound,
        value: Option<F>,
    ) -> Result<Self, SynthesisError> {
        let offset = -bound.lo;
        let value = value.map(|x| x + from_i128::<F>(offset));
        let bits = Bits::unchecked_alloc(cx, bound.bits() as usize, value)?;
        let known = Known::new(bits.into_vec(), offset);
        Ok(Element::of_bits(cx, known, bound))
    }

    /// A constant.
    pub fn constant<CS: ConstraintSystem<F>>(cx: &mut Builder<'_, F, CS>, n: i128) -> Self {
        let num = cx.constant(from_i128(n));
        Element::within(num, Bound { lo: n, hi: n })
    }

    /// The bound of an integer.
    ///
    /// # Panics
    /// If it is a field element.
    #[must_use]
    pub fn integers(&self) -> Bound {
        self.bound
            .unwrap_or_else(|| unreachable!("the compiler tells integers from field elements"))
    }

    /// Statement: the result is the bits of the integer, with its sign if it can be of either, or of what `wanted` accepts.
    ///
    /// Assumes: the integer is within its bound. Enforces: as [`Bits::of`], for the integer and a power of two that makes it
    /// non-negative: by that bound fewer than 2^122, far from the modulus, so that there is exactly one such set of bits.
    /// Cost: nothing if its bits are known and wanted; else one for each bit of the bound, the sign among them.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn decompose<CS: ConstraintSystem<F>, T>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        wanted: impl Fn(&Known<F>) -> Option<T>,
    ) -> Result<Option<T>, SynthesisError> {
        if let Some(found) = self.known.as_ref().and_then(&wanted) {
            return Ok(Some(found));
        }
        let (offset, count) = signed_bits(self.integers());
        let shifted = cx.add_constant(&self.num, from_i128(offset));
        let bits = Bits::of(cx, &shifted, count)?;
        let known = Known::new(bits.into_vec(), offset);
        let found = wanted(&known);
        self.known = Some(known);
        Ok(found)
    }
}

/// An integer and a constant, with the bits of the integer.
pub fn moved<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &Element<F>,
    by: i128,
) -> Element<F> {
    let bound = x.integers();
    Element {
        num: cx.add_constant(&x.num, from_i128(by)),
        bound: Some(Bound {
            lo: bound.lo + by,
            hi: bound.hi + by,
        }),
        known: x.known.as_ref().and_then(|known| known.displaced(by)),
        keep: None,
    }
}
