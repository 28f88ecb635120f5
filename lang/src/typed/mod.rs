//! Typed numeric steps: a step function of fixed shapes and proved bounds, compiled to a straight-line program of
//! scalars.
//!
//! [`compile`] takes a text with one `define-step` to a [`StepProgram`](program::StepProgram): shapes, scales and
//! bounds are inferred, procedures inlined, loops unrolled. [`StepProgram::run`](program::StepProgram::run) is the one
//! evaluator; the circuit is made of the same nodes.
//!
//! Guarantees: every number of a step is below 2^[`MAGNITUDE_BITS`](program::MAGNITUDE_BITS) in magnitude, so that integer arithmetic never
//! wraps, neither here nor in a proof field. Refuses: nothing here knows of circuits, files or floating-point numbers.

pub mod array;
mod compile;
mod emit;
mod lower;
pub mod program;
mod rational;
pub mod run;
pub mod ty;

pub use compile::{compile, compile_within, declarations, Declarations};
