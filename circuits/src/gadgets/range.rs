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
        let sum = self.above(cx, 0);
        cx.enforce_equal("bits make the number", &sum, num);
    }
}
