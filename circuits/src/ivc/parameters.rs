//! The public parameters of a step circuit.
use super::{Scalar, Spartan, E1, E2};
use ff::PrimeField;
use nova_snark::errors::NovaError;
use nova_snark::nova::{CompressedSNARK, ProverKey, PublicParams, VerifierKey};
use nova_snark::traits::circuit::StepCircuit;
use nova_snark::traits::snark::default_ck_hint;
use std::fmt;
use std::sync::OnceLock;

pub(super) type Compressed<C> = CompressedSNARK<E1, E2, C, Spartan<E1>, Spartan<E2>>;

/// The keys that compressing and verifying need beyond the parameters.
pub(super) struct Keys<C: StepCircuit<Scalar>> {
    pub prover: ProverKey<E1, E2, C, Spartan<E1>, Spartan<E2>>,
    pub verifier: VerifierKey<E1, E2, C, Spartan<E1>, Spartan<E2>>,
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
pub struct PublicParameters<C: StepCircuit<Scalar>> {
    pub(super) nova: PublicParams<E1, E2, C>,
    pub(super) arity: usize,
    keys: OnceLock<Result<Keys<C>, NovaError>>,
}

impl<C: StepCircuit<Scalar>> PublicParameters<C> {
    /// Builds the parameters of `circuit`, whose shape alone matters, not its witness.
    ///
    /// Generators and the random oracle's constants come from [`crate::params`]. The rest, synthesizing
    /// both circuits and digesting their matrices, is done anew each time: for 32,440 constraints it
    /// takes 0.45 s of one core with both on disk, so a cache of it would save little and be one more
    /// thing to distrust.
    ///
    /// # Errors
    /// If the circuit can't be synthesized without a witness, or makes public inputs of its own.
    pub fn setup(circuit: &C) -> Result<Self, NovaError> {
        let nova = PublicParams::setup(circuit, &*default_ck_hint(), &*default_ck_hint())?;
        Ok(PublicParameters {
            nova,
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
        ParametersId(self.nova.digest().to_repr().into())
    }

    /// Makes the keys for compressing and verifying now rather than when they are first needed. Whoever needs them
    /// meanwhile waits.
    pub fn prepare_keys(&self) -> Result<(), NovaError> {
        self.keys().map(|_| ())
    }

    pub(super) fn keys(&self) -> Result<&Keys<C>, NovaError> {
        let keys = self.keys.get_or_init(|| {
            let (prover, verifier) = Compressed::<C>::setup(&self.nova)?;
            Ok(Keys { prover, verifier })
        });
        keys.as_ref().map_err(NovaError::clone)
    }
}

impl<C: StepCircuit<Scalar>> fmt::Debug for PublicParameters<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicParameters")
            .field("id", &self.id())
            .field("arity", &self.arity)
            .field("num_constraints", &self.num_constraints())
            .finish_non_exhaustive()
    }
}
