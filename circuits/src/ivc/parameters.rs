//! The public parameters of a step circuit.
use super::{Cycle, Pasta};
use crate::scalar::to_bytes;
use nova_snark::errors::NovaError;
use nova_snark::nova::{CompressedSNARK, ProverKey, PublicParams, VerifierKey};
use nova_snark::traits::circuit::StepCircuit;
use std::fmt;
use std::sync::OnceLock;

pub(super) type Compressed<K, C> = CompressedSNARK<
    <K as Cycle>::E1,
    <K as Cycle>::E2,
    C,
    <K as Cycle>::Primary,
    <K as Cycle>::Secondary,
>;

/// The keys that compressing and verifying need beyond the parameters.
pub(super) struct Keys<K: Cycle, C: StepCircuit<K::Scalar>> {
    pub prover: ProverKey<K::E1, K::E2, C, K::Primary, K::Secondary>,
    pub verifier: VerifierKey<K::E1, K::E2, C, K::Primary, K::Secondary>,
}

/// The identity of public parameters: a digest of both circuits' matrices and of the commitment
/// generators. Every proof is bound to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ParametersId(pub [u8; 32]);

impl fmt::Display for ParametersId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ParametersId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParametersId({self})")
    }
}

/// What prover and verifier must agree on: the matrices of the two folded circuits and the
/// generators of their commitments. Rebuilt by each side from the circuit.
pub struct PublicParameters<C: StepCircuit<K::Scalar>, K: Cycle = Pasta> {
    pub(super) nova: PublicParams<K::E1, K::E2, C>,
    pub(super) arity: usize,
    keys: OnceLock<Keys<K, C>>,
}

impl<C: StepCircuit<<Pasta as Cycle>::Scalar>> PublicParameters<C> {
    /// [`PublicParameters::on`] the default cycle.
    ///
    /// # Errors
    /// As there.
    pub fn setup(circuit: &C) -> Result<Self, NovaError> {
        Self::on(&Pasta, circuit)
    }
}

impl<K: Cycle, C: StepCircuit<K::Scalar>> PublicParameters<C, K> {
    /// Builds the parameters of `circuit`, whose shape alone matters, not its witness.
    ///
    /// On Pallas and Vesta generators come from [`crate::params`]. The rest, synthesizing both circuits and digesting
    /// their matrices, is done anew each time: for 31,800 constraints it took 1.2 s on two busy
    /// cores with the generators in memory or on disk, against 4.0 s when they are derived, so a
    /// cache of it would save little and be one more thing to distrust.
    ///
    /// # Errors
    /// If the circuit can't be synthesized without a witness, or makes public inputs of its own.
    pub fn on(cycle: &K, circuit: &C) -> Result<Self, NovaError> {
        Ok(PublicParameters {
            nova: cycle.parameters(circuit)?,
            arity: circuit.arity(),
            keys: OnceLock::new(),
        })
    }

    /// Constraints of the folded circuits: (primary, secondary), Nova's own included.
    pub fn num_constraints(&self) -> (usize, usize) {
        self.nova.num_constraints()
    }

    /// Variables of the folded circuits: (primary, secondary), Nova's own included.
    pub fn num_variables(&self) -> (usize, usize) {
        self.nova.num_variables()
    }

    /// Elements of the state.
    pub fn arity(&self) -> usize {
        self.arity
    }

    /// The parameters' identity.
    pub fn id(&self) -> ParametersId {
        ParametersId(to_bytes(self.nova.digest()))
    }

    /// Makes the keys for compressing and verifying now rather than when they are first needed.
    pub fn prepare_keys(&self) -> Result<(), NovaError> {
        self.keys().map(|_| ())
    }

    pub(super) fn keys(&self) -> Result<&Keys<K, C>, NovaError> {
        if let Some(keys) = self.keys.get() {
            return Ok(keys);
        }
        let (prover, verifier) = Compressed::<K, C>::setup(&self.nova)?;
        Ok(self.keys.get_or_init(|| Keys { prover, verifier }))
    }
}

impl<K: Cycle, C: StepCircuit<K::Scalar>> fmt::Debug for PublicParameters<C, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicParameters")
            .field("id", &self.id())
            .field("arity", &self.arity)
            .field("num_constraints", &self.num_constraints())
            .finish_non_exhaustive()
    }
}
