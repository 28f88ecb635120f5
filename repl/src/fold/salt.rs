//! Salt files: what makes a model's digest the same each time, and keeps it from telling the model.
//!
//! A salt file is made on first use, for its owner alone. It holds 64 hexadecimal digits.

use crate::exit::Failure;
use crate::input;
use crate::output::directory_of;
use crate::terminal;
use foldscheme::typed::{ModelDigest, Salt};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// A salt, and whether its file has still to be made.
pub struct SaltFile {
    /// The salt.
    pub salt: Salt,
    path: PathBuf,
    is_new: bool,
}

impl SaltFile {
    /// The salt of a file, or a new one if the file is not there. The file is not made yet.
    pub fn open(path: PathBuf) -> Result<SaltFile, Failure> {
        let name = path.display();
        // A link that leads nowhere is no place for a new salt, and a pipe would let the command wait.
        if path.symlink_metadata().is_ok() {
            input::check_regular(&path).map_err(Failure::io)?;
        }
        let mut text = String::new();
        let read = File::open(&path).and_then(|file| file.take(1024).read_to_string(&mut text));
        let (salt, is_new) = match read {
            Ok(_) => (parsed(text.trim()), false),
            Err(error) if error.kind() == ErrorKind::NotFound => (Some(Salt::random()), true),
            Err(error) if error.kind() == ErrorKind::InvalidData => (None, false),
            Err(error) => return Err(Failure::io(format!("cannot read {name}: {error}"))),
        };
        let Some(salt) = salt else {
            return Err(Failure::io(format!(
                "{name} is no salt file: that has 64 hexadecimal digits"
            )));
        };
        Ok(SaltFile { salt, path, is_new })
    }

    /// Where it goes by default: beside the weights.
    pub fn beside(weights: &Path) -> PathBuf {
        let mut name = weights.as_os_str().to_os_string();
        name.push(".salt");
        PathBuf::from(name)
    }

    /// Whether it was not there before.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the file, if it was not there.
    pub fn keep(&self) -> Result<(), Failure> {
        if !self.is_new {
            return Ok(());
        }
        let name = self.path.display();
        self.write()
            .map_err(|error| Failure::io(format!("cannot write {name}: {error}")))?;
        terminal::say(format_args!(
            "note: the salt of the model digest is kept in {name}; keep it secret, and keep it: with it the same weights \
             have the same digest"
        ));
        Ok(())
    }

    fn write(&self) -> io::Result<()> {
        // Such files are their owner's alone from the start, and whole once they have their name.
        let mut file = tempfile::Builder::new()
            .prefix(".foldscheme-")
            .suffix(".partial")
            .tempfile_in(directory_of(&self.path))?;
        writeln!(file, "{}", ModelDigest(self.salt.to_bytes()))?;
        file.as_file().sync_all()?;
        file.persist_noclobber(&self.path)
            .map_err(|error| error.error)?;
        Ok(())
    }
}

/// A salt is written like a digest.
fn parsed(text: &str) -> Option<Salt> {
    let digest: ModelDigest = text.parse().ok()?;
    Some(Salt::from_bytes(digest.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_salt_is_kept_and_comes_back() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = SaltFile::beside(&directory.path().join("w.npz"));
        assert!(path.ends_with("w.npz.salt"));
        let new = SaltFile::open(path.clone()).expect("it may be missing");
        assert!(new.is_new() && !path.exists());
        new.keep().expect("it can be written");
        let again = SaltFile::open(path.clone()).expect("it is there");
        assert!(!again.is_new());
        assert_eq!(again.salt.to_bytes(), new.salt.to_bytes());
        assert_ne!(Salt::random().to_bytes(), new.salt.to_bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = path.metadata().expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_no_salt_is_refused() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("salt");
        let short = "0".repeat(63);
        let long = "0".repeat(65);
        let strange = format!("{}g", "0".repeat(63));
        for text in [&short[..], &long, &strange, "", "\u{661}"] {
            std::fs::write(&path, text).expect("a file");
            assert!(SaltFile::open(path.clone()).is_err(), "{text}");
        }
        std::fs::write(&path, [0xff; 64]).expect("a file");
        assert!(SaltFile::open(path).is_err());
    }
}
