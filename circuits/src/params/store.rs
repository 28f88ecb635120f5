//! Generators from disk, or else from their label.
use super::{file, pinned, Damage, Notice};
use crate::engine::{Affine, PastaGroup};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A directory of generator files, and who hears of what happens there.
#[derive(Clone)]
pub struct GeneratorCache {
    directory: Option<PathBuf>,
    notify: Arc<dyn Fn(&Notice) + Send + Sync>,
}

impl std::fmt::Debug for GeneratorCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GeneratorCache")
            .field("directory", &self.directory)
            .finish_non_exhaustive()
    }
}

impl GeneratorCache {
    /// Files under `directory`, which need not exist; none at all if it is `None`.
    pub fn new(
        directory: Option<PathBuf>,
        notify: impl Fn(&Notice) + Send + Sync + 'static,
    ) -> Self {
        GeneratorCache {
            directory,
            notify: Arc::new(notify),
        }
    }

    pub(super) fn directory(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    pub(super) fn notify(&self, notice: &Notice) {
        (self.notify)(notice);
    }

    /// The first `count` generators of `label`, from disk where they are cached there, else derived
    /// and, if the size has a pinned digest, written.
    pub fn obtain<G: PastaGroup>(&self, label: &'static [u8], count: usize) -> Vec<Affine<G>> {
        let pin = pinned::digest(G::CURVE, label, count);
        let Some((directory, digest)) = self.directory.as_ref().zip(pin) else {
            return self.derive::<G>(label, count);
        };
        let path = directory.join(file_name::<G>(label, count, digest));
        if let Some(points) = self.read::<G>(&path, label, count, digest) {
            return points;
        }
        let points = self.derive::<G>(label, count);
        let (bytes, derived) = file::encode::<G>(label, &points);
        if derived != *digest {
            (self.notify)(&Notice::Unpinned {
                curve: G::CURVE,
                count,
            });
        } else if let Err(error) = write_atomically(directory, &path, &bytes) {
            (self.notify)(&Notice::Unwritten { path, error });
        }
        points
    }

    fn derive<G: PastaGroup>(&self, label: &'static [u8], count: usize) -> Vec<Affine<G>> {
        // Few points take no time worth a word.
        if count > 1 << 10 {
            (self.notify)(&Notice::Deriving {
                curve: G::CURVE,
                count,
            });
        }
        G::from_label(label, count)
    }

    fn read<G: PastaGroup>(
        &self,
        path: &Path,
        label: &[u8],
        count: usize,
        digest: &file::ContentDigest,
    ) -> Option<Vec<Affine<G>>> {
        let count = u32::try_from(count).ok()?;
        let expected = file::length::<G>(label, count);
        let read = match read_exactly(path, expected) {
            Ok(bytes) => file::decode::<G>(label, count, digest, &bytes),
            Err(Unread::Absent) => return None,
            Err(Unread::Length(got)) => Err(Damage::Length { expected, got }),
            Err(Unread::Failed(error)) => {
                let path = path.to_owned();
                (self.notify)(&Notice::Unreadable { path, error });
                return None;
            }
        };
        read.map_err(|damage| {
            let path = path.to_owned();
            (self.notify)(&Notice::Damaged { path, damage });
        })
        .ok()
    }
}

fn file_name<G: PastaGroup>(label: &[u8], count: usize, digest: &file::ContentDigest) -> String {
    let hex: String = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
    let label = String::from_utf8_lossy(label);
    format!("generators-{}-{label}-{count}-{hex}.bin", G::CURVE)
}

pub(super) enum Unread {
    Absent,
    Length(u64),
    Failed(io::Error),
}

/// Reads a regular file of exactly `expected` bytes; a larger one is never read.
pub(super) fn read_exactly(path: &Path, expected: u64) -> Result<Vec<u8>, Unread> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unread::Absent,
        _ => Unread::Failed(error),
    };
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(Unread::Failed(io::Error::other("not a regular file")));
    }
    if metadata.len() != expected {
        return Err(Unread::Length(metadata.len()));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(expected + 1).read_to_end(&mut bytes))
        .map_err(failed)?;
    Ok(bytes)
}

/// Held while a file is written.
static WRITING: Mutex<()> = Mutex::new(());

/// Waits until no generator file is being written, and lets none be begun: to be called before the process ends
/// while other threads still work, so that nothing half-written is left.
pub fn finish_writing() {
    std::mem::forget(WRITING.lock());
}

/// Writes a whole file or nothing: beside its place, then moved there.
pub(super) fn write_atomically(directory: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let _writing = WRITING.lock();
    std::fs::create_dir_all(directory)?;
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
