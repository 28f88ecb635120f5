//! What can go wrong while folding, compressing and verifying.
use super::Interrupted;
use nova_snark::errors::NovaError;

/// Why no proof was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// The prover was asked to stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// The folding scheme or the argument of knowledge refused its input: a circuit that changes
    /// shape, a state of the wrong length, a witness that does not satisfy the circuit.
    #[error("the proof could not be made: {0}")]
    Nova(NovaError),
    /// The powers of a ceremony's secret are not in order.
    #[error("{0}")]
    Ceremony(String),
    /// The proof could not be turned into bytes.
    #[error("the proof could not be encoded: {0}")]
    Encoding(#[from] postcard::Error),
}

impl From<NovaError> for ProveError {
    fn from(error: NovaError) -> Self {
        match error {
            NovaError::PtauFileError(reason) => ProveError::Ceremony(reason),
            other => ProveError::Nova(other),
        }
    }
}

/// A part of a proof whose length the public parameters fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The state before the first step.
    InitialState,
    /// The state after the last step.
    FinalState,
    /// The public inputs of an instance.
    PublicInputs,
    /// The witness of an instance.
    Witness,
    /// The error vector of a relaxed instance.
    ErrorVector,
    /// The rounds of Spartan's outer sum-check.
    OuterRounds,
    /// The rounds of Spartan's inner sum-check.
    InnerRounds,
    /// The rounds of the sum-check that joins the openings.
    BatchRounds,
    /// The coefficients of one round polynomial.
    RoundPolynomial,
    /// The evaluations that the joined opening is about.
    BatchEvaluations,
    /// The rounds of the inner-product argument, left side.
    OpeningLeft,
    /// The rounds of the inner-product argument, right side.
    OpeningRight,
    /// The commitments to foldings in a HyperKZG opening.
    OpeningFoldings,
    /// The evaluations in a HyperKZG opening.
    OpeningEvaluations,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Part::InitialState => "initial state",
            Part::FinalState => "final state",
            Part::PublicInputs => "public inputs",
            Part::Witness => "witness",
            Part::ErrorVector => "error vector",
            Part::OuterRounds => "outer sum-check",
            Part::InnerRounds => "inner sum-check",
            Part::BatchRounds => "batching sum-check",
            Part::RoundPolynomial => "round polynomial",
            Part::BatchEvaluations => "batched evaluations",
            Part::OpeningLeft => "left side of the opening argument",
            Part::OpeningRight => "right side of the opening argument",
            Part::OpeningFoldings => "foldings of the opening argument",
            Part::OpeningEvaluations => "evaluations of the opening argument",
        })
    }
}

/// The cryptographic check that a well-formed proof failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FailedCheck {
    /// The proof's hashes bind other parameters, another step count or other states.
    #[error(
        "it is a proof of another statement (its hash binds other parameters, steps or states)"
    )]
    Statement,
    /// A sum-check of the compressed proof.
    #[error("a sum-check of the compressed proof does not hold")]
    Sumcheck,
    /// The opening of the commitments.
    #[error("the opening of the commitments does not hold")]
    Opening,
    /// An uncompressed instance's witness does not satisfy it.
    #[error("a folded instance is not satisfied ({reason})")]
    Satisfaction {
        /// What is not satisfied.
        reason: String,
    },
    /// Another check of the verifier.
    #[error("the verifier refused it: {0}")]
    Other(NovaError),
}

/// Why a proof was rejected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// A proof of no steps proves nothing.
    #[error("a proof of no steps proves nothing")]
    NoSteps,
    /// The expected initial state does not have the circuit's arity.
    #[error("the claim's initial state has {got} elements, the circuit's has {expected}")]
    Arity {
        /// The circuit's arity.
        expected: usize,
        /// The claim's.
        got: usize,
    },
    /// The bytes are no proof: truncated, or with numbers out of range or points off the curve.
    #[error("these bytes are not a proof: {0}")]
    Encoding(#[from] postcard::Error),
    /// Bytes follow the proof.
    #[error("{extra} bytes follow the proof")]
    TrailingBytes {
        /// How many.
        extra: usize,
    },
    /// The bytes decode to a proof whose encoding is different.
    #[error("the proof is not encoded in the one way that is allowed")]
    NotCanonical,
    /// A part of the proof has another length than the parameters imply.
    #[error("the proof's {part} has {got} elements, the parameters imply {expected}")]
    Shape {
        /// Which part.
        part: Part,
        /// The length that the parameters imply.
        expected: usize,
        /// The length found.
        got: usize,
    },
    /// The proof has the form of one of a smaller circuit.
    #[error("the proof has the form of one of at most {admitted} constraints, the claim's folds have about {constraints}")]
    Circuit {
        /// The most that it can be of.
        admitted: usize,
        /// Those of the claim's folds.
        constraints: usize,
    },
    /// The uncompressed proof is of another number of steps.
    #[error("the proof is of {got} folds, the claim of {expected}")]
    StepCount {
        /// The claim's folds.
        expected: usize,
        /// The proof's folds.
        got: usize,
    },
    /// The uncompressed proof starts elsewhere.
    #[error("the proof starts from another state than the claim")]
    InitialState,
    /// A cryptographic check failed.
    #[error("the proof does not hold: {0}")]
    Rejected(FailedCheck),
    /// The verifier's own key could not be made from the parameters.
    #[error("the verifier key could not be made: {0}")]
    Key(NovaError),
}

impl From<NovaError> for VerifyError {
    fn from(error: NovaError) -> Self {
        VerifyError::Rejected(match error {
            // HyperKZG's own failures have this kind, too.
            NovaError::ProofVerifyError { reason }
                if reason.starts_with("Pairing check") || reason.starts_with("Inconsistent (Y") =>
            {
                FailedCheck::Opening
            }
            // Lengths were checked before, so what is left of this kind is the output hash.
            NovaError::ProofVerifyError { .. } => FailedCheck::Statement,
            NovaError::InvalidSumcheckProof => FailedCheck::Sumcheck,
            NovaError::InvalidPCS => FailedCheck::Opening,
            NovaError::UnSat { reason } => FailedCheck::Satisfaction { reason },
            other => FailedCheck::Other(other),
        })
    }
}
