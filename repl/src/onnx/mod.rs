//! Imports ONNX models: multilayer perceptrons and small convolutional networks become typed steps.
//!
//! [`import`] takes the bytes of a file to the text of a program with one line for a node, the arrays of its weights and its state before the first step; a
//! step is an inference. Real numbers become fixed-point ones of chosen precision; operators on quantised integers are exact, but for the
//! factor between two scales, whose error the program states.
//!
//! Guarantees: no panic, whatever the bytes; what is not supported is named, with its node. Refuses: operators, attributes and
//! shapes outside of its list ([`OPERATORS`]); batches; data in other files. It does no I/O.

mod error;
mod linear;
mod names;
mod node;
mod pointwise;
mod precision;
mod program;
mod proto;
mod quantised;
mod tensor;
mod translate;
mod value;
mod weights;
mod window;

pub use error::ImportError;
pub use program::{Array, Numbers};

use names::in_comment;
use prost::Message;
use safetensors::SafeTensorError;

/// The operators that are supported.
pub const OPERATORS: [&str; 16] = [
    "Add",
    "ArgMax",
    "Constant",
    "Conv",
    "DequantizeLinear",
    "Flatten",
    "Gemm",
    "Identity",
    "MatMul",
    "MaxPool",
    "QLinearConv",
    "QLinearMatMul",
    "QuantizeLinear",
    "Relu",
    "Reshape",
    "Softmax",
];

/// The oldest version of the operators: the first one whose broadcasting is numpy's.
const OLDEST: i64 = 7;

/// The newest version of the operators that has been looked at.
const NEWEST: i64 = 28;

/// How a model is imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Bits of an activation, its sign among them.
    pub bits: u32,
    /// Those of them behind the point.
    pub fraction: u32,
    /// Bits of a weight of a layer on real numbers; each array has as many behind the point as its numbers allow.
    pub weight_bits: u32,
    /// Bits of the factor between integers of two scales.
    pub multiplier_bits: u32,
    /// Whether claims show what goes into the network.
    pub public_inputs: bool,
    /// Whether claims show the weights.
    pub public_weights: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            bits: 32,
            fraction: 16,
            weight_bits: 16,
            multiplier_bits: 31,
            public_inputs: false,
            public_weights: false,
        }
    }
}

/// An imported model.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The typed step's text.
    pub program: String,
    /// What the weights file holds.
    pub arrays: Vec<Array>,
    /// The state before the first step: zeros, by name.
    pub state: serde_json::Value,
}

impl Imported {
    /// The weights file: safetensors.
    ///
    /// # Errors
    /// If there are too many numbers for a file.
    pub fn weights(&self) -> Result<Vec<u8>, SafeTensorError> {
        weights::file(&self.arrays)
    }
}

/// Imports the model of a file; `name` is what the program's comment calls it.
///
/// # Errors
/// If the bytes are no model, or something in it is not supported.
pub fn import(bytes: &[u8], name: &str, options: &Options) -> Result<Imported, ImportError> {
    let model = proto::ModelProto::decode(bytes)
        .map_err(|error| ImportError::Malformed(error.to_string()))?;
    let graph = model
        .graph
        .as_ref()
        .ok_or_else(|| ImportError::Malformed("it has no graph".to_string()))?;
    let opset = model
        .opset_import
        .iter()
        .find(|set| matches!(set.domain.as_str(), "" | "ai.onnx"));
    let version = opset.map_or(1, |set| set.version);
    if !(OLDEST..=NEWEST).contains(&version) {
        return Err(ImportError::Version {
            got: version,
            oldest: OLDEST,
            newest: NEWEST,
        });
    }
    let producer = match model.producer_name.as_str() {
        "" => String::new(),
        producer => format!(", made by {producer}"),
    };
    let head = format!(
        "; {}\n; Imported by `foldscheme import`. A step is an inference; the state is the network's last output.\n",
        in_comment(&format!("{name}: ONNX, version {version} of the operators{producer}"))
    );
    translate::translate(graph, version, &head, options)
}
