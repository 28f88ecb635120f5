//! The file of a ceremony that made the powers of a secret, for commitments on BN254 that pairings open.
//!
//! Guarantees: what a proof is made or verified with was copied from the file once and is what was checked. Every
//! point that is used is on its curve and in its group, and the points are the powers of one secret, times the
//! curve's own generators: `e(sum r_i g_(i+1), h) = e(sum r_i g_i, tau h)` for fresh random `r_i`, which points that are
//! no such powers pass with a probability of about 2^-253.
//!
//! Does not check: that nobody knows the secret. That is what the ceremony is trusted for, so its identity, a
//! digest of `tau g` and `tau h`, stands in every claim.
//!
//! Format: that of `snarkjs` and of the Perpetual Powers of Tau, complete or cut down to its first three sections.
use ff::{Field, PrimeField};
use nova_snark::provider::bn256_grumpkin::bn256;
use nova_snark::provider::ptau::read_ptau;
use nova_snark::provider::traits::{DlogGroup, DlogGroupExt, PairingGroup};
use rand_core::OsRng;
use serde::{Deserialize, Serialize};
use sha3::{Digest, Sha3_256};
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

type G2 = <bn256::Point as PairingGroup>::G2;
type G2Affine = <G2 as DlogGroup>::AffineGroupElement;

/// Bytes of a point of the first group.
const G1_BYTES: u64 = 64;
/// Bytes of a point of the second group.
const G2_BYTES: u64 = 128;
/// Points of the second group that are used: the generator and the secret's multiple of it.
const G2_POINTS: usize = 2;
/// No circuit needs more than so many powers of the secret, as a power of two: the rest is not copied.
const MOST_POWERS: u32 = 23;
/// The greatest power that a file may state.
const GREATEST_POWER: u32 = 28;

/// Which ceremony: a digest of the secret's multiples of both generators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CeremonyId(pub [u8; 32]);

impl fmt::Display for CeremonyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for CeremonyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CeremonyId({self})")
    }
}

/// What is wrong with a ceremony's file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CeremonyError {
    /// It can't be read.
    #[error("the ceremony's file cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is a directory, a pipe or a device: nothing that can be read from its end and twice.
    #[error("the ceremony's file is not a regular file")]
    NotAFile,
    /// What is used of it can't be copied.
    #[error(
        "the ceremony's powers cannot be copied to {}: {error}\n  = help: `TMPDIR` says where they go; they need {} MiB there",
        directory.display(),
        (bytes >> 20) + 1
    )]
    Copy {
        /// Where to.
        directory: PathBuf,
        /// How much room they need.
        bytes: u64,
        /// Why.
        error: io::Error,
    },
    /// It is no such file.
    #[error("this is not a ceremony's file: it does not begin with `ptau`")]
    Magic,
    /// It has another form.
    #[error("the ceremony's file has another form: {0}")]
    Form(&'static str),
    /// It is of another curve.
    #[error("the ceremony is for another curve than BN254")]
    Curve,
    /// It has too few points for a circuit.
    #[error(
        "the ceremony's file has {powers} powers of its secret, too few for this circuit; \
         take a larger file or choose a smaller chunk"
    )]
    TooSmall {
        /// How many there are.
        powers: u64,
    },
    /// A point is no point of its group.
    #[error("the ceremony's file has a point that is not in its group: {0}")]
    Point(String),
    /// The first points are not the generators.
    #[error("the ceremony's powers do not begin with the curve's own generators")]
    Generator,
    /// The points are not the powers of one secret.
    #[error("the points of the ceremony's file are not the powers of one secret")]
    Powers,
}

/// The powers of a ceremony's secret.
#[derive(Clone)]
pub struct Ceremony {
    id: CeremonyId,
    /// How many powers there are, as a power of two.
    log: u32,
    /// Holds the copy.
    directory: Arc<TempDir>,
}

impl fmt::Debug for Ceremony {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ceremony")
            .field("id", &self.id)
            .field("log", &self.log)
            .finish_non_exhaustive()
    }
}

/// Where a section's contents stand.
#[derive(Clone, Copy)]
struct Section {
    start: u64,
    size: u64,
}

impl Ceremony {
    /// Copies what proofs need of a ceremony's file, and checks its form.
    ///
    /// The points are checked by [`Ceremony::check`], when it is known how many are needed.
    ///
    /// # Errors
    /// If the file can't be read or is no ceremony's.
    pub fn open(path: &Path) -> Result<Ceremony, CeremonyError> {
        // Opening a pipe would wait for whoever writes to it.
        if !std::fs::metadata(path)?.is_file() {
            return Err(CeremonyError::NotAFile);
        }
        let mut file = BufReader::new(File::open(path)?);
        let [header, g1, g2] = sections(&mut file)?;
        check_header(&mut file, header)?;
        if g1.size % G1_BYTES != 0 || g2.size % G2_BYTES != 0 {
            return Err(CeremonyError::Form("a section ends within a point"));
        }
        let powers = g1.size / G1_BYTES;
        if powers < 2 || g2.size < G2_BYTES * G2_POINTS as u64 {
            return Err(CeremonyError::Form("it has fewer than two points"));
        }
        let log = powers.ilog2().min(MOST_POWERS);
        let mut id = Sha3_256::new();
        id.update(b"foldscheme ceremony 1");
        for (section, bytes) in [(g1, G1_BYTES), (g2, G2_BYTES)] {
            let mut point = Vec::new();
            file.seek(SeekFrom::Start(section.start + bytes))?;
            file.by_ref().take(bytes).read_to_end(&mut point)?;
            id.update(&point);
        }
        let used = [
            (2, g1, G1_BYTES << log),
            (3, g2, G2_BYTES * G2_POINTS as u64),
        ];
        let cannot = |error| CeremonyError::Copy {
            directory: std::env::temp_dir(),
            bytes: used.iter().map(|(_, _, size)| size).sum(),
            error,
        };
        let ceremony = Ceremony {
            id: CeremonyId(id.finalize().into()),
            log,
            directory: Arc::new(TempDir::new().map_err(cannot)?),
        };
        ceremony
            .write_copy(&mut file, used)
            .map_err(cannot)?
            .then_some(ceremony)
            .ok_or(CeremonyError::Form("it ends within a section"))
    }

    /// Writes the copy. False if the file has become shorter.
    fn write_copy(
        &self,
        file: &mut (impl Read + Seek),
        used: [(u32, Section, u64); 2],
    ) -> io::Result<bool> {
        let mut copy = BufWriter::new(File::create(self.copy())?);
        copy.write_all(b"ptau")?;
        copy.write_all(&1u32.to_le_bytes())?;
        copy.write_all(&3u32.to_le_bytes())?;
        let mut head = 32u32.to_le_bytes().to_vec();
        head.extend(modulus());
        head.extend(self.log.to_le_bytes());
        write_section(&mut copy, 1, head.len() as u64, &mut head.as_slice())?;
        for (number, section, size) in used {
            file.seek(SeekFrom::Start(section.start))?;
            if !write_section(&mut copy, number, size, &mut file.by_ref().take(size))? {
                return Ok(false);
            }
        }
        copy.flush()?;
        Ok(true)
    }

    /// Which ceremony it is.
    #[must_use]
    pub fn id(&self) -> CeremonyId {
        self.id
    }

    /// How many powers of the secret there are, as far as circuits can use them.
    #[must_use]
    pub fn powers(&self) -> u64 {
        1 << self.log
    }

    /// Where `nova_snark` finds the copy.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// The copy, under a name that tells `nova_snark` how many points it has.
    fn copy(&self) -> PathBuf {
        let name = format!("ppot_pruned_{:02}.ptau", self.log);
        self.directory().join(name)
    }

    /// Checks the first `count` powers.
    ///
    /// # Errors
    /// If a point is not in its group, or they are not the powers of one secret.
    pub fn check(&self, count: usize) -> Result<(), CeremonyError> {
        let count = count.max(2);
        if count as u64 > self.powers() {
            return Err(CeremonyError::TooSmall {
                powers: self.powers(),
            });
        }
        let mut copy = BufReader::new(File::open(self.copy())?);
        let (g1, g2) = read_ptau::<bn256::Affine, G2Affine>(&mut copy, count, G2_POINTS)
            .map_err(|error| CeremonyError::Point(error.to_string()))?;
        let [h, tau_h] = g2.as_slice() else {
            return Err(CeremonyError::Form("it has fewer than two points"));
        };
        let (h, tau_h) = (G2::group(h), G2::group(tau_h));
        if bn256::Point::group(&g1[0]) != bn256::Point::gen() || h != G2::gen() {
            return Err(CeremonyError::Generator);
        }
        // No power is the point at infinity unless the secret is zero, and then the first is.
        if bn256::Point::group(&g1[1]) == bn256::Point::zero() || tau_h == G2::zero() {
            return Err(CeremonyError::Powers);
        }
        let random: Vec<bn256::Scalar> = (1..count).map(|_| bn256::Scalar::random(OsRng)).collect();
        let powers = bn256::Point::vartime_multiscalar_mul(&random, &g1[..count - 1]);
        let next = bn256::Point::vartime_multiscalar_mul(&random, &g1[1..]);
        if bn256::Point::pairing(&next, &h) != bn256::Point::pairing(&powers, &tau_h) {
            return Err(CeremonyError::Powers);
        }
        Ok(())
    }
}

/// The contents of the sections that are used: header, powers in the first group, powers in the second.
fn sections(file: &mut (impl Read + Seek)) -> Result<[Section; 3], CeremonyError> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut magic = [0; 4];
    if file.read_exact(&mut magic).is_err() || magic != *b"ptau" {
        return Err(CeremonyError::Magic);
    }
    if read_u32(file)? != 1 {
        return Err(CeremonyError::Form("its version is not 1"));
    }
    let count = read_u32(file)?;
    if !(3..=32).contains(&count) {
        return Err(CeremonyError::Form("it has too few or too many sections"));
    }
    let mut found: [Option<Section>; 3] = [None; 3];
    for _ in 0..count {
        let number = read_u32(file)?;
        let mut size = [0; 8];
        file.read_exact(&mut size)?;
        let size = u64::from_le_bytes(size);
        let start = file.stream_position()?;
        let end = start.checked_add(size).filter(|end| *end <= length);
        let Some(end) = end else {
            return Err(CeremonyError::Form("it ends within a section"));
        };
        let place = (number as usize).checked_sub(1);
        if let Some(section) = place.and_then(|place| found.get_mut(place)) {
            if section.replace(Section { start, size }).is_some() {
                return Err(CeremonyError::Form("it has a section twice"));
            }
        }
        file.seek(SeekFrom::Start(end))?;
    }
    match found {
        [Some(header), Some(g1), Some(g2)] => Ok([header, g1, g2]),
        _ => Err(CeremonyError::Form("it lacks a section")),
    }
}

fn check_header(file: &mut (impl Read + Seek), header: Section) -> Result<(), CeremonyError> {
    if header.size < 40 {
        return Err(CeremonyError::Form("its header is too short"));
    }
    file.seek(SeekFrom::Start(header.start))?;
    let bytes = read_u32(file)?;
    let mut prime = [0; 32];
    file.read_exact(&mut prime)?;
    if bytes != 32 || prime != modulus() {
        return Err(CeremonyError::Curve);
    }
    if read_u32(file)? > GREATEST_POWER {
        return Err(CeremonyError::Form("its power is too great"));
    }
    Ok(())
}

fn read_u32(file: &mut impl Read) -> Result<u32, CeremonyError> {
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

/// Writes a section. False if there is less than that of it.
fn write_section(
    copy: &mut impl Write,
    number: u32,
    size: u64,
    contents: &mut impl Read,
) -> io::Result<bool> {
    copy.write_all(&number.to_le_bytes())?;
    copy.write_all(&size.to_le_bytes())?;
    Ok(io::copy(contents, copy)? == size)
}

/// The prime of BN254's base field, little-endian.
fn modulus() -> [u8; 32] {
    // One more than the element -1.
    let mut bytes: [u8; 32] = (-bn256::Base::ONE).to_repr().into();
    bytes[0] += 1;
    bytes
}

#[cfg(test)]
#[path = "ceremony_tests.rs"]
pub(crate) mod tests;
