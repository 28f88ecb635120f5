//! What a proof claims, readable.

use crate::data::Data;
use foldscheme_lang::block::Slots;
use serde::{Deserialize, Serialize};

pub use crate::ivc::CurveCycle;

/// The version of the circuits that this library builds. A proof of another version is refused.
pub const CIRCUIT_VERSION: u32 = 2;

/// A source text of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    /// What it is called in messages.
    pub name: String,
    /// The text.
    pub text: String,
}

/// How the run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClaimedOutcome {
    /// With a value.
    Value(Data),
    /// With an error.
    Error {
        /// The number of the place in the program where it was raised.
        site: u32,
        /// What it was raised with.
        irritant: Data,
    },
}

/// The program with this source, on these public inputs, ends so, having emitted this output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Version of the circuits.
    pub circuit_version: u32,
    /// Curves and, with them, the assumption.
    pub curve: CurveCycle,
    /// The program.
    pub sources: Vec<SourceText>,
    /// The texts that the program includes or imports libraries from, in the order in which it first asks for
    /// them; none more.
    pub included: Vec<SourceText>,
    /// The public inputs: the literal operands of the program's last expression, in order.
    pub inputs: Vec<Data>,
    /// How it ends.
    pub outcome: ClaimedOutcome,
    /// What it emits, in order.
    pub output: Vec<Data>,
    /// What a step offers.
    pub slots: Slots,
    /// Machine steps in one fold.
    pub chunk: u32,
    /// Folds.
    pub folds: u64,
}

/// The proof itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProofBytes {
    /// Compressed with Spartan.
    Compressed(#[serde(with = "whole")] Vec<u8>),
    /// The folded instances with their witnesses. Long, and it hides nothing.
    Folded(#[serde(with = "whole")] Vec<u8>),
}

/// Bytes read and written as a whole, not as a list whose elements are bytes. The encoding is the same.
mod whole {
    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::Serializer;
    use std::fmt;

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        deserializer.deserialize_byte_buf(Bytes)
    }

    struct Bytes;

    impl Visitor<'_> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("bytes")
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
    }
}

/// What a proof file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// What is claimed.
    pub claim: Claim,
    /// The proof of it.
    pub proof: ProofBytes,
}
