//! The curve cycles that computations are folded on, each with the argument that opens its commitments.
use super::shape_check::{HyperKzg, InnerProduct, OpeningMirror};
use crate::engine::{FoldPallas, FoldVesta};
use crate::params::{Ceremony, CeremonyError, CeremonyId};
use crate::scalar::ProofField;
use ff::PrimeField;
use foldscheme_lang::field::ScalarField;
use nova_snark::errors::NovaError;
use nova_snark::nova::PublicParams;
use nova_snark::provider::bn256_grumpkin::{bn256, grumpkin};
use nova_snark::provider::{hyperkzg, ipa_pc};
use nova_snark::provider::{Bn256EngineIPA, Bn256EngineKZG, GrumpkinEngine};
use nova_snark::spartan::snark::RelaxedR1CSSNARK;
use nova_snark::traits::circuit::StepCircuit;
use nova_snark::traits::snark::{default_ck_hint, RelaxedR1CSSNARKTrait};
use nova_snark::traits::Engine;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Spartan without preprocessing, with the inner-product argument: the verifier holds the matrices, which with
/// this argument costs it nothing asymptotically and the prover much less.
type SpartanIpa<E> = RelaxedR1CSSNARK<E, ipa_pc::EvaluationEngine<E>>;

/// The curve cycle that a proof is made on, and with it the assumptions that it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CurveCycle {
    /// Pallas and Vesta, with the inner-product argument: transparent.
    PallasVesta,
    /// BN254 and Grumpkin, with the inner-product argument: transparent.
    Bn254Grumpkin,
    /// BN254 and Grumpkin. Commitments on BN254 are opened with HyperKZG, under the powers of a ceremony's secret.
    Bn254GrumpkinCeremony(CeremonyId),
}

impl CurveCycle {
    /// The field of programs that are proved on it.
    #[must_use]
    pub fn field(self) -> ScalarField {
        match self {
            CurveCycle::PallasVesta => ScalarField::Pallas,
            CurveCycle::Bn254Grumpkin | CurveCycle::Bn254GrumpkinCeremony(_) => ScalarField::Bn254,
        }
    }
}

/// Two curves, each with the other's base field as its scalar field, and how commitments on them are opened.
pub trait Cycle: Send + Sync {
    /// The field of the step circuit: the scalars of the first curve.
    type Scalar: ProofField + Serialize + DeserializeOwned;
    /// The scalars of the second curve.
    type Base: PrimeField;
    /// The engine of the step circuit.
    type E1: Engine<Scalar = Self::Scalar, Base = Self::Base>;
    /// The engine of the secondary circuit.
    type E2: Engine<Scalar = Self::Base, Base = Self::Scalar>;
    /// What compresses the primary instance.
    type Primary: RelaxedR1CSSNARKTrait<Self::E1>;
    /// What compresses the secondary instance.
    type Secondary: RelaxedR1CSSNARKTrait<Self::E2>;
    /// The form of an opening in the proof of the primary instance.
    type Opening: OpeningMirror;

    /// What it is called in claims.
    fn name(&self) -> CurveCycle;

    /// Builds Nova's public parameters; with transparent generators, unless the cycle says otherwise.
    ///
    /// # Errors
    /// If the circuit can't be synthesized without a witness, or a key can't be had.
    fn parameters<C: StepCircuit<Self::Scalar>>(
        &self,
        circuit: &C,
    ) -> Result<PublicParams<Self::E1, Self::E2, C>, NovaError> {
        PublicParams::setup(circuit, &*default_ck_hint(), &*default_ck_hint())
    }
}

/// Pallas and Vesta, with generators shared by the process.
#[derive(Clone, Copy, Debug)]
pub struct Pasta;

impl Cycle for Pasta {
    type Scalar = <FoldPallas as Engine>::Scalar;
    type Base = <FoldPallas as Engine>::Base;
    type E1 = FoldPallas;
    type E2 = FoldVesta;
    type Primary = SpartanIpa<FoldPallas>;
    type Secondary = SpartanIpa<FoldVesta>;
    type Opening = InnerProduct;

    fn name(&self) -> CurveCycle {
        CurveCycle::PallasVesta
    }
}

/// BN254 and Grumpkin, transparent.
#[derive(Clone, Copy, Debug)]
pub struct Bn254;

impl Cycle for Bn254 {
    type Scalar = bn256::Scalar;
    type Base = grumpkin::Scalar;
    type E1 = Bn256EngineIPA;
    type E2 = GrumpkinEngine;
    type Primary = SpartanIpa<Bn256EngineIPA>;
    type Secondary = SpartanIpa<GrumpkinEngine>;
    type Opening = InnerProduct;

    fn name(&self) -> CurveCycle {
        CurveCycle::Bn254Grumpkin
    }
}

/// BN254 and Grumpkin, with a ceremony's powers on BN254.
#[derive(Clone, Debug)]
pub struct Bn254Ceremony(pub Ceremony);

impl Cycle for Bn254Ceremony {
    type Scalar = bn256::Scalar;
    type Base = grumpkin::Scalar;
    type E1 = Bn256EngineKZG;
    type E2 = GrumpkinEngine;
    type Primary = RelaxedR1CSSNARK<Bn256EngineKZG, hyperkzg::EvaluationEngine<Bn256EngineKZG>>;
    type Secondary = SpartanIpa<GrumpkinEngine>;
    type Opening = HyperKzg;

    fn name(&self) -> CurveCycle {
        CurveCycle::Bn254GrumpkinCeremony(self.0.id())
    }

    /// The key is what [`Ceremony::check`] finds right, or there are no parameters.
    fn parameters<C: StepCircuit<Self::Scalar>>(
        &self,
        circuit: &C,
    ) -> Result<PublicParams<Self::E1, Self::E2, C>, NovaError> {
        let refused = |error: CeremonyError| NovaError::PtauFileError(error.to_string());
        let directory = self.0.directory();
        let hints = (default_ck_hint(), default_ck_hint());
        let parameters =
            PublicParams::setup_with_ptau_dir(circuit, &*hints.0, &*hints.1, directory);
        let parameters = match parameters {
            // The one file in the directory is in order; it can only have too few points.
            Err(NovaError::PtauFileError(reason)) if reason.starts_with("No suitable") => {
                return Err(refused(CeremonyError::TooSmall {
                    powers: self.0.powers(),
                }));
            }
            other => other?,
        };
        let size = parameters
            .num_constraints()
            .0
            .max(parameters.num_variables().0);
        self.0.check(size.next_power_of_two()).map_err(refused)?;
        Ok(parameters)
    }
}
