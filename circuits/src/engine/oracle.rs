//! The folding scheme's random oracle: `nova_snark`'s Poseidon sponges, with constants made once.
//!
//! `nova_snark` derives the constants anew for each part of the public parameters, and again for the verifier's: two
//! thirds of the time that small parameters took. Here they come from [`crate::params`]. Values, circuits and
//! encodings are those of `nova_snark`, which does all the hashing.
use crate::params::{oracle_constants, OracleField};
use ff::PrimeFieldBits;
use nova_snark::frontend::num::AllocatedNum;
use nova_snark::frontend::{AllocatedBit, ConstraintSystem, SynthesisError};
use nova_snark::provider::poseidon::{PoseidonConstantsCircuit, PoseidonRO, PoseidonROCircuit};
use nova_snark::traits::{ROCircuitTrait, ROMode, ROTrait};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// Constants that all oracles over a field share.
#[derive(Clone)]
pub struct OracleConstants<F: OracleField>(Arc<PoseidonConstantsCircuit<F>>);

impl<F: OracleField> OracleConstants<F> {
    fn to_owned(&self) -> PoseidonConstantsCircuit<F> {
        PoseidonConstantsCircuit::clone(&self.0)
    }
}

impl<F: OracleField> Default for OracleConstants<F> {
    fn default() -> Self {
        OracleConstants(oracle_constants())
    }
}

impl<F: OracleField> Serialize for OracleConstants<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, F: OracleField> Deserialize<'de> for OracleConstants<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PoseidonConstantsCircuit::deserialize(deserializer)
            .map(|constants| OracleConstants(Arc::new(constants)))
    }
}

/// The oracle outside circuits.
pub struct Oracle<F: OracleField>(PoseidonRO<F>);

impl<F: OracleField + PrimeFieldBits> ROTrait<F> for Oracle<F> {
    type CircuitRO = OracleCircuit<F>;
    type Constants = OracleConstants<F>;

    fn new(constants: OracleConstants<F>) -> Self {
        Oracle(PoseidonRO::new(constants.to_owned()))
    }

    fn new_with_mode(constants: OracleConstants<F>, mode: ROMode) -> Self {
        Oracle(PoseidonRO::new_with_mode(constants.to_owned(), mode))
    }

    fn absorb(&mut self, e: F) {
        self.0.absorb(e);
    }

    fn squeeze(&mut self, num_bits: usize, start_with_one: bool) -> F {
        self.0.squeeze(num_bits, start_with_one)
    }
}

/// The oracle in circuits.
pub struct OracleCircuit<F: OracleField>(PoseidonROCircuit<F>);

impl<F: OracleField + PrimeFieldBits> ROCircuitTrait<F> for OracleCircuit<F> {
    type NativeRO = Oracle<F>;
    type Constants = OracleConstants<F>;

    fn new(constants: OracleConstants<F>) -> Self {
        OracleCircuit(PoseidonROCircuit::new(constants.to_owned()))
    }

    fn new_with_mode(constants: OracleConstants<F>, mode: ROMode) -> Self {
        OracleCircuit(PoseidonROCircuit::new_with_mode(constants.to_owned(), mode))
    }

    fn absorb(&mut self, e: &AllocatedNum<F>) {
        self.0.absorb(e);
    }

    fn squeeze<CS: ConstraintSystem<F>>(
        &mut self,
        cs: CS,
        num_bits: usize,
        start_with_one: bool,
    ) -> Result<Vec<AllocatedBit>, SynthesisError> {
        self.0.squeeze(cs, num_bits, start_with_one)
    }

    fn squeeze_scalar<CS: ConstraintSystem<F>>(
        &mut self,
        cs: CS,
    ) -> Result<AllocatedNum<F>, SynthesisError> {
        self.0.squeeze_scalar(cs)
    }

    fn set_compact(&mut self, compact: bool) {
        self.0.set_compact(compact);
    }
}
