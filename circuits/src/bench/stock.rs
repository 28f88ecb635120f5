//! `nova_snark`'s own engine, used as its documentation does.
use super::{BenchError, Side, Workload};
use crate::chunk::Chunk;
use crate::ivc::{ParametersId, Scalar};
use ff::PrimeField;
use nova_snark::nova::{CompressedSNARK, ProverKey, PublicParams, RecursiveSNARK, VerifierKey};
use nova_snark::provider::ipa_pc::EvaluationEngine;
use nova_snark::provider::{PallasEngine, VestaEngine};
use nova_snark::spartan::snark::RelaxedR1CSSNARK;
use nova_snark::traits::snark::default_ck_hint;

type Spartan<E> = RelaxedR1CSSNARK<E, EvaluationEngine<E>>;
type Compressed =
    CompressedSNARK<PallasEngine, VestaEngine, Chunk, Spartan<PallasEngine>, Spartan<VestaEngine>>;
type Prover =
    ProverKey<PallasEngine, VestaEngine, Chunk, Spartan<PallasEngine>, Spartan<VestaEngine>>;
type Verifier =
    VerifierKey<PallasEngine, VestaEngine, Chunk, Spartan<PallasEngine>, Spartan<VestaEngine>>;

/// `nova_snark`'s own engine, at work.
pub struct Stock {
    workload: Workload,
    parameters: PublicParams<PallasEngine, VestaEngine, Chunk>,
    prover: Prover,
    verifier: Verifier,
    folding: RecursiveSNARK<PallasEngine, VestaEngine, Chunk>,
}

impl Side for Stock {
    fn generators(log: u32) -> Result<(), BenchError> {
        Ok(super::keys::<PallasEngine, VestaEngine>(log)?)
    }

    fn set_up(workload: Workload) -> Result<Self, BenchError> {
        let hint = default_ck_hint::<PallasEngine>();
        let parameters =
            PublicParams::setup(&workload.blank, &*hint, &*default_ck_hint::<VestaEngine>())?;
        let (prover, verifier) = Compressed::setup(&parameters)?;
        let first = workload.chunk(0)?;
        let mut folding = RecursiveSNARK::new(&parameters, first, &workload.z0)?;
        // `new` has taken the first step, and this call counts it.
        folding.prove_step(&parameters, first)?;
        Ok(Stock {
            workload,
            parameters,
            prover,
            verifier,
            folding,
        })
    }

    fn constraints(&self) -> (usize, usize) {
        self.parameters.num_constraints()
    }

    fn parameters(&self) -> String {
        ParametersId(self.parameters.digest().to_repr().into()).to_string()
    }

    fn fold(&mut self) -> Result<(), BenchError> {
        let chunk = self.workload.chunk(self.folding.num_steps())?;
        Ok(self.folding.prove_step(&self.parameters, chunk)?)
    }

    fn compress(&self) -> Result<Vec<u8>, BenchError> {
        let proof = Compressed::prove(&self.parameters, &self.prover, &self.folding)?;
        Ok(postcard::to_allocvec(&proof)?)
    }

    fn verify(&self, proof: &[u8]) -> Result<Vec<Scalar>, BenchError> {
        let proof: Compressed = postcard::from_bytes(proof)?;
        let (folds, z0) = (self.folding.num_steps(), &self.workload.z0);
        Ok(proof.verify(&self.verifier, folds, z0)?)
    }
}
