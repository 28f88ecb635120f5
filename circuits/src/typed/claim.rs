//! What a proof of typed steps claims, readable.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]
use crate::claim::{CurveCycle, ProofBytes, SourceText};
use foldscheme_lang::field::{FieldElement, ScalarField};
use foldscheme_lang::typed::array::{Array, ArrayError, Value};
use foldscheme_lang::typed::ty::Type;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The version of the circuits of typed steps that this library builds. A proof of another version is refused.
pub const TYPED_VERSION: u32 = 1;

/// The digest that a model's hidden weights are bound to: a field element, its bytes little endian.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ModelDigest(pub [u8; 32]);

impl fmt::Display for ModelDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for ModelDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ModelDigest({self})")
    }
}

/// A model digest has 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a model digest has 64 hexadecimal digits")]
pub struct NoModelDigest;

impl FromStr for ModelDigest {
    type Err = NoModelDigest;

    fn from_str(text: &str) -> Result<Self, NoModelDigest> {
        let digits: Option<Vec<u8>> = text
            .chars()
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        let digits = digits
            .filter(|digits| digits.len() == 64)
            .ok_or(NoModelDigest)?;
        let mut bytes = [0u8; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            if let [high, low] = pair {
                *byte = high << 4 | low;
            }
        }
        Ok(ModelDigest(bytes))
    }
}

/// What tells step functions apart: a digest of the text, its name, and the values of constants that are not in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StepId(pub [u8; 32]);

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StepId({self})")
    }
}

fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// The elements of an array, in row-major order; its type is known from the step function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Elements {
    /// Integers: fixed-point numbers in units of their last bit, truth values as 0 and 1.
    Integers(Vec<i128>),
    /// Field elements, their bytes little endian.
    Field(Vec<[u8; 32]>),
}

/// Why elements in a claim are none of a type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ElementsError {
    /// A field element is not below the modulus.
    #[error("element {index} is not below the field's modulus")]
    Field {
        /// Which.
        index: usize,
    },
    /// There are too many or too few, or one is not of the type.
    #[error(transparent)]
    Array(#[from] ArrayError),
}

impl Elements {
    /// The elements of an array.
    #[must_use]
    pub fn of(array: &Array) -> Elements {
        let elements = array.elements();
        let integers: Option<Vec<i128>> = elements.iter().map(|value| value.int()).collect();
        match integers {
            // An array without elements has none of either kind.
            Some(integers) => Elements::Integers(integers),
            None => Elements::Field(
                elements
                    .iter()
                    .map(|value| match value {
                        Value::Field(x) => x.to_bytes(),
                        Value::Int(_) => [0; 32],
                    })
                    .collect(),
            ),
        }
    }

    /// The array of this type.
    ///
    /// # Errors
    /// If there are too many or too few, or one is not of the type.
    pub fn array(&self, field: ScalarField, ty: &Type) -> Result<Array, ElementsError> {
        let got = match self {
            Elements::Integers(integers) => integers.len(),
            Elements::Field(elements) => elements.len(),
        };
        // Before they are copied, since there may be any number.
        if got != ty.len() {
            let (ty, expected) = (ty.clone(), ty.len());
            return Err(ArrayError::Length { ty, expected, got }.into());
        }
        let values: Result<Vec<Value>, ElementsError> = match self {
            Elements::Integers(integers) => Ok(integers.iter().map(|n| Value::Int(*n)).collect()),
            Elements::Field(elements) => elements
                .iter()
                .enumerate()
                .map(|(index, bytes)| {
                    FieldElement::from_bytes(field, *bytes)
                        .map(Value::Field)
                        .ok_or(ElementsError::Field { index })
                })
                .collect(),
        };
        Ok(Array::new(field, ty.clone(), values?)?)
    }
}

/// The step function with this text takes this state in so many steps, with these public inputs and with weights that have this digest, to that
/// state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldClaim {
    /// Version of the circuits.
    pub typed_version: u32,
    /// Curves and, with them, the assumption.
    pub curve: CurveCycle,
    /// The text of the step function.
    pub source: SourceText,
    /// The values of its constants that are not in the text, by their names, in the order of these.
    pub constants: Vec<(String, Elements)>,
    /// Steps.
    pub steps: u64,
    /// Steps in one fold.
    pub steps_per_fold: u32,
    /// The state before the first step: for each of its ports.
    pub initial: Vec<Elements>,
    /// The public inputs of each step: for each of their ports. None at all if there are no such ports.
    pub inputs: Vec<Vec<Elements>>,
    /// The digest of the weights that each step has, if there are any.
    pub weights: Option<ModelDigest>,
    /// The digest of those weights and of the blocks of all steps, if each has one.
    pub blocks: Option<ModelDigest>,
    /// The state after the last step: for each of its ports.
    pub result: Vec<Elements>,
}

impl FoldClaim {
    /// The digest of all weights, if there are any.
    #[must_use]
    pub fn model(&self) -> Option<ModelDigest> {
        self.blocks.or(self.weights)
    }
}

/// What a proof file of typed steps holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldEnvelope {
    /// What is claimed.
    pub claim: FoldClaim,
    /// The proof of it.
    pub proof: ProofBytes,
}
