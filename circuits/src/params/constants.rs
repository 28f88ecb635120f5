//! The constants of the folding scheme's random oracle: derived from their specification, shared by the whole
//! process, cached on disk.
//!
//! They are those of `nova_snark`'s Poseidon sponges over a field, some 290 kB of matrices that take 0.2 s of
//! elimination and inversions for each field and a millisecond to read.
//!
//! Guarantees: as for generators, a file is used only if its content has the digest that the source pins.
use super::file::{ContentDigest, Damage};
use super::memory::{installed, lock};
use super::store::{read_exactly, write_atomically, Unread};
use super::{pinned, GeneratorCache, Notice};
use ff::PrimeField;
use nova_snark::provider::poseidon::PoseidonConstantsCircuit;
use serde::de::DeserializeOwned;
use serde::Serialize;
use sha3::{Digest, Sha3_256};
use std::any::{Any, TypeId};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// A field whose oracle constants can be kept as bytes.
pub trait OracleField: PrimeField + Serialize + DeserializeOwned {}

impl<F: PrimeField + Serialize + DeserializeOwned> OracleField for F {}

/// For each field that was asked for, its constants.
static KNOWN: Mutex<Vec<(TypeId, Arc<dyn Any + Send + Sync>)>> = Mutex::new(Vec::new());

/// The oracle's constants over a field.
///
/// No lock is held while they are made, so two threads that ask at once may both make them.
pub fn oracle_constants<F: OracleField>() -> Arc<PoseidonConstantsCircuit<F>> {
    let field = TypeId::of::<F>();
    let known = || {
        let known = lock(&KNOWN);
        let constants = known.iter().find(|(id, _)| *id == field);
        constants.and_then(|(_, constants)| Arc::clone(constants).downcast().ok())
    };
    if let Some(constants) = known() {
        return constants;
    }
    let constants = Arc::new(match installed() {
        Some(cache) => cache.obtain_constants::<F>(),
        None => PoseidonConstantsCircuit::default(),
    });
    lock(&KNOWN).push((field, constants.clone()));
    constants
}

/// The bytes of a file of constants.
pub(super) fn encode<F: OracleField>(constants: &PoseidonConstantsCircuit<F>) -> Option<Vec<u8>> {
    postcard::to_allocvec(constants).ok()
}

/// The constants in bytes with this digest.
fn decode<F: OracleField>(
    digest: &ContentDigest,
    bytes: &[u8],
) -> Result<PoseidonConstantsCircuit<F>, Damage> {
    let found: ContentDigest = Sha3_256::digest(bytes).into();
    if found != *digest {
        return Err(Damage::Checksum);
    }
    postcard::from_bytes(bytes).map_err(|_| Damage::Checksum)
}

impl GeneratorCache {
    /// The oracle's constants over a field, from disk where they are cached there, else derived and,
    /// if they have the field's pinned digest, written.
    pub fn obtain_constants<F: OracleField>(&self) -> PoseidonConstantsCircuit<F> {
        let pin = pinned::oracle(F::MODULUS);
        let Some((directory, pin)) = self.directory().zip(pin) else {
            return PoseidonConstantsCircuit::default();
        };
        let path = directory.join(pin.file_name());
        if let Some(constants) = self.read_constants(&path, pin) {
            return constants;
        }
        let constants = PoseidonConstantsCircuit::default();
        let bytes = encode(&constants).unwrap_or_default();
        // A test holds that they have it.
        let digest: ContentDigest = Sha3_256::digest(&bytes).into();
        if digest == pin.digest {
            if let Err(error) = write_atomically(directory, &path, &bytes) {
                self.notify(&Notice::Unwritten { path, error });
            }
        }
        constants
    }

    fn read_constants<F: OracleField>(
        &self,
        path: &Path,
        pin: &pinned::Oracle,
    ) -> Option<PoseidonConstantsCircuit<F>> {
        let expected = pin.length;
        let read = match read_exactly(path, expected) {
            Ok(bytes) => decode(&pin.digest, &bytes),
            Err(Unread::Absent) => return None,
            Err(Unread::Length(got)) => Err(Damage::Length { expected, got }),
            Err(Unread::Failed(error)) => {
                let path = path.to_owned();
                self.notify(&Notice::Unreadable { path, error });
                return None;
            }
        };
        read.map_err(|damage| {
            let path = path.to_owned();
            self.notify(&Notice::Damaged { path, damage });
        })
        .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nova_snark::provider::pasta::{pallas, vesta};

    fn derived_constants_are_pinned<F: OracleField>() {
        let bytes = encode(&PoseidonConstantsCircuit::<F>::default()).unwrap();
        let pin = pinned::oracle(F::MODULUS).unwrap();
        let digest: ContentDigest = Sha3_256::digest(&bytes).into();
        assert_eq!((bytes.len() as u64, digest), (pin.length, pin.digest));
        let back = decode::<F>(&digest, &bytes).unwrap();
        assert_eq!(encode(&back), Some(bytes));
    }

    #[test]
    fn constants_over_the_scalars_of_pallas_are_pinned() {
        derived_constants_are_pinned::<pallas::Scalar>();
    }

    #[test]
    fn constants_over_the_scalars_of_vesta_are_pinned() {
        derived_constants_are_pinned::<vesta::Scalar>();
    }

    #[test]
    fn a_file_is_written_read_and_when_damaged_replaced() {
        let temporary = tempfile::tempdir().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let notices = heard.clone();
        let cache = GeneratorCache::new(Some(temporary.path().to_owned()), move |notice| {
            lock(&notices).push(notice.to_string());
        });
        let obtain = || encode(&cache.obtain_constants::<pallas::Scalar>()).unwrap();
        let right = obtain();
        let pin = pinned::oracle(<pallas::Scalar as PrimeField>::MODULUS).unwrap();
        let path = temporary.path().join(pin.file_name());
        assert_eq!(std::fs::read(&path).unwrap(), right);
        assert!(obtain() == right && lock(&heard).is_empty());

        let mut altered = right.clone();
        altered[1000] ^= 1;
        for damaged in [altered, right[1..].to_vec()] {
            std::fs::write(&path, damaged).unwrap();
            assert!(obtain() == right);
            assert_eq!(lock(&heard).drain(..).count(), 1);
            assert_eq!(std::fs::read(&path).unwrap(), right);
        }
    }
}
