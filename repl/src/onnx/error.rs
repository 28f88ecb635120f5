//! Why a model is not imported.

use thiserror::Error;

/// Why a model is not imported. Each message names the node, tensor or input that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImportError {
    /// The bytes are no ONNX model.
    #[error("this is no ONNX model: {0}")]
    Malformed(String),
    /// The operators are of a version that is not known.
    #[error("the model's operators are of version {got}; versions {oldest} to {newest} are supported\n  = help: `onnx.version_converter.convert_version` changes the version")]
    Version {
        /// The version.
        got: i64,
        /// The oldest supported.
        oldest: i64,
        /// The newest supported.
        newest: i64,
    },
    /// A node's operator is none of those supported.
    #[error("{node}: the operator {op} is not supported\n  = help: supported are {}", super::OPERATORS.join(" "))]
    Operator {
        /// The node.
        node: String,
        /// Its operator, with its domain.
        op: String,
    },
    /// A node is used in a way that is not supported, or is wrong.
    #[error("{node} ({op}): {what}")]
    Node {
        /// The node.
        node: String,
        /// Its operator.
        op: String,
        /// What about it.
        what: String,
    },
    /// A constant can't be used.
    #[error("tensor `{name}`: {what}")]
    Tensor {
        /// Its name in the file.
        name: String,
        /// What about it.
        what: String,
    },
    /// An input or output of the model can't be used.
    #[error("{what} `{name}`: {why}")]
    Port {
        /// `input` or `output`.
        what: &'static str,
        /// Its name.
        name: String,
        /// What about it.
        why: String,
    },
}
