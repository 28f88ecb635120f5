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
pub use foldscheme_circuits::ivc::Interrupt;
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
pub use foldscheme_lang::diagnostic::Diagnostic;
pub use foldscheme_lang::field::ScalarField;
pub use foldscheme_lang::machine::{Limits, Stopped};

pub mod onnx;

/// The codes of errors and the pages on them.
pub mod errors {
    pub use foldscheme_lang::diagnostic::pages::{nearest, page, title, PAGES};
}

/// The reader: what the texts of a program hold, before it is compiled.
pub mod syntax {
    pub use foldscheme_lang::datum::{Data, DatumId};
    pub use foldscheme_lang::reader::{is_incomplete, read};
    pub use foldscheme_lang::source::{SourceId, Sources, Span};
}

/// The README's Rust snippets are tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
