//! What the fuzz targets do with their bytes.
//!
//! A target hands its input to one function of this crate, which must neither panic nor take long, whatever the bytes are, and asserts what
//! must hold of what it gets. `tests/fuzz/seeds.rs` hands every seed to the same functions, on the stable compiler.

pub mod ceremony;
pub mod checkpoint;
pub mod compiler;
pub mod container;
pub mod data;
pub mod expander;
mod library;
pub mod onnx;
pub mod reader;
mod sample;
mod text;
pub mod typed;

/// What a target calls.
pub type Run = fn(&[u8]);

/// Every target, by its name.
pub const TARGETS: [(&str, Run); 9] = [
    ("ceremony", ceremony::run),
    ("checkpoint", checkpoint::run),
    ("compiler", compiler::run),
    ("container", container::run),
    ("data", data::run),
    ("expander", expander::run),
    ("onnx", onnx::run),
    ("reader", reader::run),
    ("typed", typed::run),
];
