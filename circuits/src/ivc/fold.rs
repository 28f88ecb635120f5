//! Folding: one instance that stands for all the steps so far.
use super::shape_check::{self, Sizes};
use super::{Cycle, Interrupt, Pasta, ProveError, PublicParameters, VerifyError};
use crate::scalar::from_bytes;
use nova_snark::nova::RecursiveSNARK;
use nova_snark::traits::circuit::StepCircuit;

/// A folded computation of at least one step: the running instance with its witness, which is a
/// proof by itself, though a long one.
pub struct Folding<C: StepCircuit<K::Scalar>, K: Cycle = Pasta> {
    pub(super) nova: RecursiveSNARK<K::E1, K::E2, C>,
    z0: Vec<K::Scalar>,
}

impl<K: Cycle, C: StepCircuit<K::Scalar>> Folding<C, K> {
    /// Takes the first step, `first`, from the state `z0`.
    pub fn new(
        parameters: &PublicParameters<C, K>,
        first: &C,
        z0: &[K::Scalar],
    ) -> Result<Self, ProveError> {
        let mut nova = RecursiveSNARK::new(&parameters.nova, first, z0)?;
        // `new` has synthesized the first step, and this call counts it.
        nova.prove_step(&parameters.nova, first)?;
        Ok(Folding {
            nova,
            z0: z0.to_vec(),
        })
    }

    /// Folds one more step, unless `interrupt` is raised. A failed step leaves the folding as it
    /// was.
    pub fn step(
        &mut self,
        parameters: &PublicParameters<C, K>,
        circuit: &C,
        interrupt: &Interrupt,
    ) -> Result<(), ProveError> {
        interrupt.check()?;
        Ok(self.nova.prove_step(&parameters.nova, circuit)?)
    }

    /// The state after the last step.
    pub fn outputs(&self) -> &[K::Scalar] {
        self.nova.outputs()
    }

    /// Steps so far.
    pub fn num_steps(&self) -> usize {
        self.nova.num_steps()
    }

    /// Checks that this is a computation of `num_steps` steps from `z0`; returns its final state.
    pub fn verify(
        &self,
        parameters: &PublicParameters<C, K>,
        num_steps: usize,
        z0: &[K::Scalar],
    ) -> Result<Vec<K::Scalar>, VerifyError> {
        check_claim(parameters, num_steps, z0)?;
        if self.num_steps() != num_steps {
            return Err(VerifyError::StepCount {
                expected: num_steps,
                got: self.num_steps(),
            });
        }
        if self.z0 != z0 {
            return Err(VerifyError::InitialState);
        }
        Ok(self.nova.verify(&parameters.nova, num_steps, z0)?)
    }

    /// The proof as bytes, uncompressed: about 64 bytes for each constraint and variable.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ProveError> {
        Ok(postcard::to_allocvec(&self.nova)?)
    }

    /// Reads what [`Self::to_bytes`] wrote for these parameters. A folding read so has the right
    /// form and is not yet verified.
    pub fn from_bytes(
        parameters: &PublicParameters<C, K>,
        bytes: &[u8],
    ) -> Result<Self, VerifyError> {
        shape_check::recursive(&Sizes::of(parameters), bytes)?;
        let nova = shape_check::decode_canonical(bytes)?;
        // The initial state is private in there, and comes first.
        let (z0, _) = postcard::take_from_bytes(bytes)?;
        Ok(Folding { nova, z0 })
    }
}

/// What must hold of a claim before any proof of it is looked at.
pub(super) fn check_claim<K: Cycle, C: StepCircuit<K::Scalar>>(
    parameters: &PublicParameters<C, K>,
    num_steps: usize,
    z0: &[K::Scalar],
) -> Result<(), VerifyError> {
    if num_steps == 0 {
        return Err(VerifyError::NoSteps);
    }
    if z0.len() != parameters.arity {
        return Err(VerifyError::Arity {
            expected: parameters.arity,
            got: z0.len(),
        });
    }
    Ok(())
}

/// What a proof, compressed or not, says its final state is, without any check of it: good for telling in what it differs from a
/// claim, and for nothing else.
pub fn claimed_outputs<K: Cycle, C: StepCircuit<K::Scalar>>(
    parameters: &PublicParameters<C, K>,
    bytes: &[u8],
) -> Option<Vec<K::Scalar>> {
    const ELEMENT: usize = 32;
    // Either proof ends with its final state.
    let length = parameters.arity.checked_mul(ELEMENT)?;
    let state = bytes.get(bytes.len().checked_sub(length)?..)?;
    state
        .chunks_exact(ELEMENT)
        .map(|bytes| from_bytes(bytes.try_into().ok()?))
        .collect()
}
