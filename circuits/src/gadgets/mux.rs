//! Choice among values by selectors of which at most one is 1.

use super::num::{Builder, Num};
use crate::scalar::{ProofField, Scalar};
use bellpepper_core::{ConstraintSystem, SynthesisError};

/// Values with their selectors.
#[derive(Default)]
pub struct Mux<F: ProofField = Scalar> {
    cases: Vec<(Num<F>, Num<F>)>,
}

impl<F: ProofField> Mux<F> {
    /// Adds a case: `value` if `selector` is 1.
    pub fn case(&mut self, selector: &Num<F>, value: &Num<F>) {
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
    pub fn choose<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        label: &str,
    ) -> Result<Num<F>, SynthesisError> {
        let mut groups: Vec<(Num<F>, &Num<F>)> = Vec::new();
        for (selector, value) in &self.cases {
            match groups
                .iter_mut()
                .find(|(_, known)| known.id() == value.id())
            {
                Some((sum, _)) => *sum = cx.add(sum, selector),
                None => groups.push((selector.clone(), value)),
            }
        }
        let mut sum = cx.constant(F::ZERO);
        for (selector, value) in groups {
            let product = cx.product(label, &selector, value)?;
            sum = cx.add(&sum, &product);
        }
        Ok(sum)
    }
}
