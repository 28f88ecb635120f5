//! This project's engine.
use super::{BenchError, Side, Workload};
use crate::chunk::Chunk;
use crate::engine::{FoldPallas, FoldVesta};
use crate::ivc::{compress, verify_compressed, Folding, Interrupt, PublicParameters, Scalar};

/// This project's engine, at work.
pub struct Ours {
    workload: Workload,
    parameters: PublicParameters<Chunk>,
    folding: Folding<Chunk>,
    interrupt: Interrupt,
}

impl Side for Ours {
    fn generators(log: u32) -> Result<(), BenchError> {
        Ok(super::keys::<FoldPallas, FoldVesta>(log)?)
    }

    fn set_up(workload: Workload) -> Result<Self, BenchError> {
        let parameters = PublicParameters::setup(&workload.blank)?;
        parameters.prepare_keys()?;
        let folding = Folding::new(&parameters, workload.chunk(0)?, &workload.z0)?;
        Ok(Ours {
            workload,
            parameters,
            folding,
            interrupt: Interrupt::new(),
        })
    }

    fn constraints(&self) -> (usize, usize) {
        self.parameters.num_constraints()
    }

    fn parameters(&self) -> String {
        self.parameters.id().to_string()
    }

    fn fold(&mut self) -> Result<(), BenchError> {
        let chunk = self.workload.chunk(self.folding.num_steps())?;
        Ok(self
            .folding
            .step(&self.parameters, chunk, &self.interrupt)?)
    }

    fn compress(&self) -> Result<Vec<u8>, BenchError> {
        Ok(compress(&self.parameters, &self.folding, &self.interrupt)?)
    }

    fn verify(&self, proof: &[u8]) -> Result<Vec<Scalar>, BenchError> {
        let (folds, z0) = (self.folding.num_steps(), &self.workload.z0);
        Ok(verify_compressed(&self.parameters, proof, folds, z0)?)
    }
}
