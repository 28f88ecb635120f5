//! Decomposition into bits.

use super::num::{Builder, Num};
use crate::scalar::ProofField;
use bellpepper_core::{ConstraintSystem, SynthesisError};

/// The bits of a number that is bound to them later, least significant first.
pub struct Bits<F: ProofField> {
    bits: Vec<Num<F>>,
}

impl<F: ProofField> Bits<F> {
    /// Allocates `count` bits. Cost: `count`.
    ///
    /// They are booleans; [`Bits::bind`] ties them to a number, which must be done once.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn unchecked_alloc<CS: ConstraintSystem<F>>(
        cx: &mut Builder<'_, F, CS>,
        count: usize,
        value: Option<F>,
    ) -> Result<Bits<F>, SynthesisError> {
        // Bits of a field element are unique only below the modulus.
        assert!(count < F::CAPACITY as usize, "too many bits for the field");
        let repr = value.map(|v| v.to_repr());
        let bits = (0..count)
            .map(|i| {
                let bit = repr
                    .as_ref()
                    .map(|r| (r.as_ref()[i / 8] >> (i % 8)) & 1 == 1);
                cx.boolean("bit", bit)
            })
            .collect::<Result<_, _>>()?;
        Ok(Bits { bits })
    }

    /// Statement: the result is the bits of `num`; hence `0 <= num < 2^count`.
    ///
    /// Assumes: nothing. Enforces: each bit but the lowest is a boolean variable; the lowest is no variable but what
    /// the others leave of `num`, and is a boolean, too. Does not enforce: anything else.
    ///
    /// Why unique: the bits make `num` by definition of the lowest, and there are fewer of them than the field's
    /// capacity, so that no two sets of bits make one number. Cost: `count`, and 1 if that is 0; nothing for a constant that
    /// is in the range.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn of<CS: ConstraintSystem<F>>(
        cx: &mut Builder<'_, F, CS>,
        num: &Num<F>,
        count: usize,
    ) -> Result<Bits<F>, SynthesisError> {
        assert!(count < F::CAPACITY as usize, "too many bits for the field");
        let repr = num.value().map(|v| v.to_repr());
        let bit = |i: usize| {
            let repr = repr.as_ref();
            repr.map(|r| (r.as_ref()[i / 8] >> (i % 8)) & 1 == 1)
        };
        if num.constant().is_some() {
            let inside = (count..F::NUM_BITS as usize).all(|i| bit(i) == Some(false));
            let zero = cx.constant(F::from(u64::from(!inside)));
            if !inside {
                cx.enforce_zero("a constant out of range", &zero);
            }
            let bits = (0..count).map(|i| cx.constant(F::from(u64::from(bit(i) == Some(true)))));
            return Ok(Bits {
                bits: bits.collect(),
            });
        }
        if count == 0 {
            cx.enforce_zero("no bits", num);
            return Ok(Bits { bits: Vec::new() });
        }
        let rest = (1..count)
            .map(|i| cx.boolean("bit", bit(i)))
            .collect::<Result<Vec<_>, _>>()?;
        let mut weight = -F::ONE;
        let mut terms = vec![(F::ONE, num)];
        for bit in &rest {
            weight = weight.double();
            terms.push((weight, bit));
        }
        let lowest = cx.linear(F::ZERO, &terms);
        let (other, zero) = (cx.not(&lowest), cx.constant(F::ZERO));
        cx.enforce("lowest bit", &lowest, &other, &zero);
        let mut bits = vec![lowest];
        bits.extend(rest);
        Ok(Bits { bits })
    }

    /// All bits, least significant first.
    #[must_use]
    pub fn into_vec(self) -> Vec<Num<F>> {
        self.bits
    }

    /// One bit.
    ///
    /// # Panics
    /// If there are fewer bits.
    #[must_use]
    pub fn bit(&self, i: usize) -> &Num<F> {
        &self.bits[i]
    }

    /// How many bits there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bits.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// The number that the bits `from..` make, shifted down by `from`.
    pub fn above<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        from: usize,
    ) -> Num<F> {
        let mut sum = cx.constant(F::ZERO);
        let mut weight = F::ONE;
        for bit in &self.bits[from..] {
            sum = cx.add_scaled(&sum, weight, bit);
            weight = weight.double();
        }
        sum
    }

    /// Statement: `num` is the number that the bits make; hence `0 <= num < 2^count`.
    ///
    /// Why unique: there are fewer bits than the field's capacity, so no two sets of bits make one number. Cost: 1.
    pub fn bind<CS: ConstraintSystem<F>>(&self, cx: &mut Builder<'_, F, CS>, num: &Num<F>) {
        if cx.is_witness_only() {
            // Nothing but a constraint.
            return;
        }
        let sum = self.above(cx, 0);
        cx.enforce_equal("bits make the number", &sum, num);
    }
}
