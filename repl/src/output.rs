//! Writes proof files: whole or not at all.

use crate::exit::Failure;
use crate::interruption::Interruption;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file that will get its name once all of its content is there.
///
/// It is made before the long work, so that an output that can't be written is known at once, and
/// is removed if the work fails.
pub struct ProofFile<'a> {
    file: NamedTempFile,
    path: PathBuf,
    interruption: &'a Interruption,
}

/// The directory that a file is in, or will be.
pub fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Whether two paths lead to the same file, be it there or not.
pub fn is_same_place(a: &Path, b: &Path) -> bool {
    let place = |path: &Path| {
        fs::canonicalize(path).or_else(|_| {
            let directory = fs::canonicalize(directory_of(path))?;
            Ok::<_, io::Error>(directory.join(path.file_name().unwrap_or_default()))
        })
    };
    match (place(a), place(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

impl<'a> ProofFile<'a> {
    /// Prepares to write to `path`.
    pub fn create(path: &Path, interruption: &'a Interruption) -> Result<ProofFile<'a>, Failure> {
        let cannot = |why: &dyn std::fmt::Display| {
            Failure::io(format!("cannot write {}: {why}", path.display()))
        };
        // A symbolic link stays one: what it points to is replaced.
        let path_to_replace = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => return Err(cannot(&"it is a directory")),
            Ok(metadata) if !metadata.is_file() => return Err(cannot(&"it is not a regular file")),
            Ok(metadata) if metadata.permissions().readonly() => {
                return Err(cannot(&"it is read-only"))
            }
            Ok(_) => fs::canonicalize(path).map_err(|error| cannot(&error))?,
            Err(_) => path.to_owned(),
        };
        let directory = directory_of(&path_to_replace);
        if path_to_replace.file_name().is_none() {
            return Err(cannot(&"it names no file"));
        }
        fs::metadata(directory).map_err(|error| cannot(&error))?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".foldscheme-").suffix(".partial");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder
            .tempfile_in(directory)
            .map_err(|error| cannot(&error.kind()))?;
        interruption.remove_on_exit(file.path());
        Ok(ProofFile {
            file,
            path: path_to_replace,
            interruption,
        })
    }

    /// Writes the content, reads it back, and gives the file its name.
    pub fn finish(mut self, bytes: &[u8]) -> Result<(), Failure> {
        let name = self.path.display().to_string();
        let cannot = |error: io::Error| Failure::io(format!("cannot write {name}: {error}"));
        self.file.write_all(bytes).map_err(cannot)?;
        self.file.as_file().sync_all().map_err(cannot)?;
        let mut back = Vec::new();
        File::open(self.file.path())
            .and_then(|mut file| file.read_to_end(&mut back))
            .map_err(cannot)?;
        if back != bytes {
            return Err(cannot(io::Error::other(
                "what was read back differs from what was written",
            )));
        }
        let partial = self.file.path().to_owned();
        let persisted = self.file.persist(&self.path).map_err(|e| e.error);
        self.interruption.keep_on_exit(&partial);
        persisted.map(|_| ()).map_err(cannot)
    }
}
