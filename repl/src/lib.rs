//! Foldscheme as a library: compile a program, run it, prove the run, verify a proof.
//!
//! The `foldscheme` command is built on this crate alone; `examples/embed.rs` shows it in use.

#![forbid(unsafe_code)]

pub mod data;

pub use foldscheme_circuits::bench;
pub use foldscheme_circuits::checkpoint::{Checkpoint, CheckpointError, Keep};
pub use foldscheme_circuits::claim::{
    Claim, ClaimedOutcome, CurveCycle, Envelope, ProofBytes, SourceText, CIRCUIT_VERSION,
};
pub use foldscheme_circuits::container;
pub use foldscheme_circuits::cost::{cost, Cost};
pub use foldscheme_circuits::data::{written, Data, Node};
pub use foldscheme_circuits::ivc::{Interrupt, Interrupted};
pub use foldscheme_circuits::params::{
    finish_writing, install_cache, Ceremony, CeremonyError, CeremonyId, GeneratorCache, Notice,
};
pub use foldscheme_circuits::plan::{fold_size, plan, Plan, PlanError};
pub use foldscheme_circuits::program::{Answer, CompileError, Compiled, Run};
pub use foldscheme_circuits::prove::{
    prove, prove_resumably, Error, Options, Progress, Proof, Timing,
};
pub use foldscheme_circuits::verify::{
    read, verify, verify_program, verify_under, VerificationError, Verified,
};
pub use foldscheme_lang::block::SiteId;
pub use foldscheme_lang::core::{ConstId, Constant};
pub use foldscheme_lang::diagnostic::{render, Diagnostic};
pub use foldscheme_lang::field::ScalarField;
pub use foldscheme_lang::machine::{Limits, Stopped};

pub mod onnx;

/// The codes of errors and the pages on them.
pub mod errors {
    pub use foldscheme_lang::diagnostic::pages::{nearest, page, title, PAGES};
}

/// Typed numeric steps: compile one, take it, prove it, verify the proof.
pub mod typed {
    pub use foldscheme_circuits::typed::claim::{
        Elements, FoldClaim, FoldEnvelope, ModelDigest, StepId, TYPED_VERSION,
    };
    pub use foldscheme_circuits::typed::cost::{step_cost, StepCost};
    pub use foldscheme_circuits::typed::fold::{
        fold_steps, model_digest, FoldError, FoldOptions, FoldProof,
    };
    pub use foldscheme_circuits::typed::function::StepFunction;
    pub use foldscheme_circuits::typed::input::{
        native_run, FoldInput, InputError, RunFailure, Salt,
    };
    pub use foldscheme_circuits::typed::plan::FoldPlanError;
    pub use foldscheme_circuits::typed::value::poseidon_over;
    pub use foldscheme_circuits::typed::verify::{
        is_fold, read_fold, verify_fold, ClaimedFold, FoldClaimError, VerifiedFold,
    };
    pub use foldscheme_lang::field::FieldElement;
    pub use foldscheme_lang::typed::array::{written, Array, ArrayError, Value};
    pub use foldscheme_lang::typed::program::{
        Bound, Intermediate, Node, Op, Port, Role, Rounding, Site, SiteIndex, StepProgram, Wire,
    };
    pub use foldscheme_lang::typed::run::{FailureReason, StepFailure};
    pub use foldscheme_lang::typed::ty::{ElementType, Type};
    pub use foldscheme_lang::typed::{declarations, Declarations};
}

/// The reader: what the texts of a program hold, before it is compiled.
pub mod syntax {
    pub use foldscheme_lang::datum::{Data, DatumId};
    pub use foldscheme_lang::reader::{is_incomplete, read, read_typed};
    pub use foldscheme_lang::source::{SourceId, Sources, Span};
}

/// The README's Rust snippets are tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
