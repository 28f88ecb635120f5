//! Choice among values by selectors of which at most one is 1.

use super::num::{Builder, Num};
use crate::scalar::Scalar;
use bellpepper_core::{ConstraintSystem, SynthesisError};
use ff::Field;

/// Values with their selectors.
#[derive(Default)]
pub struct Mux {
    cases: Vec<(Num, Num)>,
}

impl Mux {
    /// Adds a case: `value` if `selector` is 1.
    pub fn case(&mut self, selector: &Num, value: &Num) {
        if !selector.is_zero() && !value.is_zero() {
            self.cases.push((selector.clone(), value.clone()));
        }
    }

    /// Statement: the result is the value whose selector is 1, or 0 if none is.
    ///
    /// Assumes: at most one selector is 1, the others are 0. Enforces: one product for each distinct value.
    /// Why unique: it is a sum of products. Cost: the number of distinct values that are no constants.
    ///
    /// # Errors
    /// Those of the constraint system.
    pub fn choose<CS: ConstraintSystem<Scalar>>(
        &self,
        cx: &mut Builder<'_, CS>,
        label: &str,
    ) -> Result<Num, SynthesisError> {
        let mut groups: Vec<(Num, &Num)> = Vec::new();
        for (selector, value) in &self.cases {
            match groups
                .iter_mut()
                .find(|(_, known)| known.id() == value.id())
            {
                Some((sum, _)) => *sum = cx.add(sum, selector),
                None => groups.push((selector.clone(), value)),
            }
        }
        let mut sum = cx.constant(Scalar::ZERO);
        for (selector, value) in groups {
            let product = cx.product(label, &selector, value)?;
            sum = cx.add(&sum, &product);
        }
        Ok(sum)
    }
}
