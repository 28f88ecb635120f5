//! A verifier of many proofs: it keeps the public parameters that it built last, so that further proofs about the same program or step
//! function, in folds of the same size, cost no set-up.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]
use crate::chunk::Chunk;
use crate::ivc::{Cycle, ProveError, PublicParameters};
use crate::typed::claim::StepId;
use crate::typed::verify::{verify_fold_with, VerifiedFold};
use crate::verify::{verify_with, VerificationError, Verified};
use foldscheme_lang::block::Slots;
use std::sync::{Arc, Mutex, PoisonError};

/// The public parameters of chunks.
pub(crate) type Parameters<K> = PublicParameters<Chunk<<K as Cycle>::Scalar>, K>;

/// All that the parameters on a cycle depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Circuitry {
    /// So many steps of the machine.
    Machine {
        /// The program's identity.
        identity: [u8; 32],
        slots: Slots,
        chunk: usize,
    },
    /// So many steps of a step function.
    Typed { id: StepId, steps: usize },
}

/// Where a verifier has parameters from that it does not build.
pub(crate) trait ParameterSource<K: Cycle> {
    /// Those of this circuit, if they are known.
    fn find(&self, of: &Circuitry) -> Option<Arc<Parameters<K>>>;

    /// Takes those that had to be built.
    fn keep(&self, of: Circuitry, parameters: &Arc<Parameters<K>>);
}

/// Nowhere: they are always built.
pub(crate) struct Built;

impl<K: Cycle> ParameterSource<K> for Built {
    fn find(&self, _: &Circuitry) -> Option<Arc<Parameters<K>>> {
        None
    }

    fn keep(&self, _: Circuitry, _: &Arc<Parameters<K>>) {}
}

/// From the prover, whose proof of its own claim is verified.
pub(crate) struct Given<K: Cycle>(pub Arc<Parameters<K>>);

impl<K: Cycle> ParameterSource<K> for Given<K> {
    fn find(&self, _: &Circuitry) -> Option<Arc<Parameters<K>>> {
        Some(Arc::clone(&self.0))
    }

    fn keep(&self, _: Circuitry, _: &Arc<Parameters<K>>) {}
}

/// Builds parameters and leaves them with the source that lacked them.
///
/// # Errors
/// If the circuit has none.
pub(crate) fn build<K: Cycle>(
    cycle: &K,
    blank: &Chunk<K::Scalar>,
    of: Circuitry,
    source: &dyn ParameterSource<K>,
) -> Result<Arc<Parameters<K>>, VerificationError> {
    let built = PublicParameters::on(cycle, blank)
        .map_err(|e| VerificationError::Parameters(ProveError::from(e).to_string()))?;
    let built = Arc::new(built);
    source.keep(of, &built);
    Ok(built)
}

/// Verifies proofs on one cycle, whatever they are about; see the [module](self).
pub struct Verifier<K: Cycle> {
    cycle: K,
    kept: Kept<K>,
}

struct Kept<K: Cycle>(Mutex<Option<(Circuitry, Arc<Parameters<K>>)>>);

impl<K: Cycle> ParameterSource<K> for Kept<K> {
    fn find(&self, of: &Circuitry) -> Option<Arc<Parameters<K>>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, parameters) = kept.as_ref()?;
        (known == of).then(|| Arc::clone(parameters))
    }

    fn keep(&self, of: Circuitry, parameters: &Arc<Parameters<K>>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((of, Arc::clone(parameters)));
    }
}

impl<K: Cycle> Verifier<K> {
    /// A verifier of proofs on this cycle.
    pub fn on(cycle: K) -> Self {
        Verifier {
            cycle,
            kept: Kept(Mutex::new(None)),
        }
    }

    /// As [`verify_under`](crate::verify::verify_under) with the cycle's ceremony, if it has one.
    ///
    /// # Errors
    /// As there; and if the claim is on another cycle.
    pub fn verify(&self, bytes: &[u8]) -> Result<Verified, VerificationError> {
        verify_with(bytes, None, &self.cycle, &self.kept)
    }

    /// As [`verify_fold`](crate::typed::verify::verify_fold) with the cycle's ceremony, if it has one.
    ///
    /// # Errors
    /// As there; and if the claim is on another cycle.
    pub fn verify_fold(&self, bytes: &[u8]) -> Result<VerifiedFold, VerificationError> {
        verify_fold_with(bytes, None, &self.cycle, &self.kept)
    }
}
