//! The Foldscheme language: reader, expander, compiler, block machine and printer.
//!
//! This crate knows nothing of circuits or proofs and does no input or output.

#![forbid(unsafe_code)]

pub mod block;
pub mod compiler;
pub mod core;
pub mod datum;
pub mod diagnostic;
pub mod expander;
pub mod field;
pub mod frontend;
pub mod limits;
pub mod machine;
pub mod prim;
pub mod printer;
pub mod reader;
pub mod source;
pub mod typed;
pub mod value;
pub mod vector;
