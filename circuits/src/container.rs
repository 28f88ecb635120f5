//! The outside of a proof file: what kind of file it is, and in which version, before anything in
//! it is believed.
//!
//! Layout: the magic, [`MAGIC`] or [`TYPED_MAGIC`], the format version (u16, little endian), the `postcard` encoding
//! of the body. Guarantees: bytes that decode are the one encoding of what they decode to; nothing
//! may follow the body. Refuses: what the body means is not known here.
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
use crate::meter::{self, MeterError};
use serde::de::DeserializeOwned;
use serde::Serialize;

/// The first bytes of a proof file about a program's run.
pub const MAGIC: [u8; 8] = *b"FOLDSCHM";

/// The first bytes of a proof file about typed steps.
pub const TYPED_MAGIC: [u8; 8] = *b"FOLDSTEP";

/// The version of the format that this library writes, and the only one that it reads.
pub const FORMAT_VERSION: FormatVersion = FormatVersion(2);

/// A version of the proof file's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormatVersion(pub u16);

impl std::fmt::Display for FormatVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Why bytes are not a proof file of this version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContainerError {
    /// Too short to have a header.
    #[error("the file has {got} bytes, too few for a proof file")]
    TooShort {
        /// Its length.
        got: usize,
    },
    /// It does not start with the bytes that such a file starts with.
    #[error("this is not a proof file")]
    Magic {
        /// What it starts with.
        got: [u8; 8],
    },
    /// Another version of the format.
    #[error("the file has format version {got}; this program reads version {expected}")]
    Version {
        /// The version that this library reads.
        expected: FormatVersion,
        /// The file's.
        got: FormatVersion,
    },
    /// The body can't be decoded: truncated or altered.
    #[error("the file is damaged: {0}")]
    Body(postcard::Error),
    /// What the body holds takes more memory than a file of this length may.
    #[error("what the file holds takes more than {} KiB of memory, the most for its length", .allowed >> 10)]
    Memory {
        /// Bytes.
        allowed: usize,
    },
    /// Bytes follow the body.
    #[error("{extra} bytes follow the end of the proof")]
    TrailingBytes {
        /// How many.
        extra: usize,
    },
    /// The body decodes, and has another encoding.
    #[error("the file is not encoded in the one way that is allowed")]
    NotCanonical,
    /// The body can't be encoded.
    #[error("the proof can't be written: {0}")]
    Encoding(postcard::Error),
}

/// The bytes of a proof file about a program's run with this body.
pub fn encode<T: Serialize>(body: &T) -> Result<Vec<u8>, ContainerError> {
    encode_as(MAGIC, body)
}

/// The body of a proof file about a program's run.
pub fn decode<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, ContainerError> {
    decode_as(MAGIC, bytes)
}

/// The bytes of a proof file that starts with `magic`.
pub fn encode_as<T: Serialize>(magic: [u8; 8], body: &T) -> Result<Vec<u8>, ContainerError> {
    let mut bytes = magic.to_vec();
    bytes.extend(FORMAT_VERSION.0.to_le_bytes());
    postcard::to_extend(body, bytes).map_err(ContainerError::Encoding)
}

/// The body of a proof file that starts with `magic`.
pub fn decode_as<T: Serialize + DeserializeOwned>(
    magic: [u8; 8],
    bytes: &[u8],
) -> Result<T, ContainerError> {
    let too_short = ContainerError::TooShort { got: bytes.len() };
    let (got, rest) = bytes.split_first_chunk().ok_or(too_short.clone())?;
    if *got != magic {
        return Err(ContainerError::Magic { got: *got });
    }
    let (version, body) = rest.split_first_chunk().ok_or(too_short)?;
    let got = FormatVersion(u16::from_le_bytes(*version));
    if got != FORMAT_VERSION {
        return Err(ContainerError::Version {
            expected: FORMAT_VERSION,
            got,
        });
    }
    let allowed = allowance(bytes.len());
    let decoded = meter::take_from_bytes(body, allowed).map_err(|error| match error {
        MeterError::Encoding(error) => ContainerError::Body(error),
        MeterError::Exceeded => ContainerError::Memory { allowed },
    });
    let value: T = match decoded? {
        (value, []) => value,
        (_, rest) => return Err(ContainerError::TrailingBytes { extra: rest.len() }),
    };
    let compared = Compared { left: Some(body) };
    let compared = postcard::to_extend(&value, compared).map_err(ContainerError::Encoding)?;
    match compared.left {
        Some([]) => Ok(value),
        _ => Err(ContainerError::NotCanonical),
    }
}

/// The most memory that the body of a file of so many bytes may take.
fn allowance(length: usize) -> usize {
    const AT_LEAST: usize = 24 << 20;
    length.saturating_mul(2).saturating_add(AT_LEAST)
}

/// Checks that a file whose body starts with this part, and whose other parts take no more memory than they have bytes, can be
/// read: whoever makes a proof finds out before it is made.
///
/// # Errors
/// If the part takes too much memory for its length.
pub fn check_room<T: Serialize + DeserializeOwned>(part: &T) -> Result<(), ContainerError> {
    let bytes = postcard::to_allocvec(part).map_err(ContainerError::Encoding)?;
    let allowed = allowance(bytes.len());
    match meter::take_from_bytes::<T>(&bytes, allowed) {
        Ok(_) => Ok(()),
        Err(MeterError::Encoding(error)) => Err(ContainerError::Body(error)),
        Err(MeterError::Exceeded) => Err(ContainerError::Memory { allowed }),
    }
}

/// Compares what is encoded with bytes, so that it need not be held beside them.
struct Compared<'b> {
    /// What is still to come; nothing once a byte differed.
    left: Option<&'b [u8]>,
}

impl Extend<u8> for Compared<'_> {
    fn extend<I: IntoIterator<Item = u8>>(&mut self, bytes: I) {
        for byte in bytes {
            self.left = self.left.and_then(|left| match left.split_first() {
                Some((first, left)) if *first == byte => Some(left),
                _ => None,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Body {
        name: String,
        count: u32,
        bytes: Vec<u8>,
    }

    fn body() -> Body {
        Body {
            name: "fib".into(),
            count: 300,
            bytes: vec![1, 2, 3],
        }
    }

    #[test]
    fn a_body_comes_back() {
        let bytes = encode(&body()).unwrap();
        assert_eq!(&bytes[..10], b"FOLDSCHM\x02\x00");
        assert_eq!(decode::<Body>(&bytes), Ok(body()));
    }

    #[test]
    fn each_defect_has_its_error() {
        let bytes = encode(&body()).unwrap();
        let altered = |place: usize, byte: u8| {
            let mut bytes = bytes.clone();
            bytes[place] = byte;
            decode::<Body>(&bytes).unwrap_err()
        };
        assert_eq!(
            decode::<Body>(&bytes[..7]),
            Err(ContainerError::TooShort { got: 7 })
        );
        assert_eq!(
            decode::<Body>(&bytes[..9]),
            Err(ContainerError::TooShort { got: 9 })
        );
        assert!(matches!(altered(0, b'f'), ContainerError::Magic { .. }));
        assert_eq!(
            altered(8, 3),
            ContainerError::Version {
                expected: FORMAT_VERSION,
                got: FormatVersion(3)
            }
        );
        assert!(matches!(altered(10, 200), ContainerError::Body(_)));
        assert!(matches!(
            decode::<Body>(&bytes[..bytes.len() - 1]),
            Err(ContainerError::Body(_))
        ));
        let extended = [bytes.as_slice(), &[0]].concat();
        assert_eq!(
            decode::<Body>(&extended),
            Err(ContainerError::TrailingBytes { extra: 1 })
        );
    }

    #[test]
    fn a_longer_encoding_of_the_same_number_is_rejected() {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(FORMAT_VERSION.0.to_le_bytes());
        bytes.extend([0x85, 0x00]); // 5, in two bytes where one suffices
        assert_eq!(decode::<u32>(&bytes), Err(ContainerError::NotCanonical));
        bytes.truncate(10);
        bytes.push(5);
        assert_eq!(decode::<u32>(&bytes), Ok(5));
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_what_decodes_is_canonical(tail in any::<Vec<u8>>()) {
            let mut bytes = MAGIC.to_vec();
            bytes.extend(FORMAT_VERSION.0.to_le_bytes());
            bytes.extend(tail);
            if let Ok(body) = decode::<Body>(&bytes) {
                prop_assert_eq!(encode(&body).unwrap(), bytes);
            }
        }
    }
}
