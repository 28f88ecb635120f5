//! Data files: arrays of exact numbers for typed steps.
//!
//! A file goes by its extension: [`json`], [`csv`], [`numpy`] (`.npy`, `.npz`), [`safetensors`]. What it holds is a
//! [`Content`]; [`fit`] makes arrays of a step's types of it. Guarantees: no rounding that is not asked for, no panic whatever
//! the bytes are, memory in proportion to the file. Refuses: anything that is not exactly what a step takes, by name and shape.
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

mod columns;
pub mod csv;
pub mod error;
pub mod fit;
#[cfg(test)]
mod fit_tests;
pub mod json;
pub mod misfit;
pub mod number;
pub mod numpy;
pub mod safetensors;
pub mod table;

use error::{DataError, FormatError};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use table::Content;

/// The most axes of an array.
pub const MOST_AXES: usize = 8;

/// The largest data file that is read, in bytes.
pub const LARGEST: u64 = 256 << 20;

/// A file that has been read.
#[derive(Debug)]
pub struct DataFile {
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub content: Content,
}

impl DataFile {
    /// Whether it has an array of this name. Rows without names have whatever is wanted.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        match &self.content {
            Content::Named(arrays) => arrays.contains_key(name),
            Content::Single(_) => false,
            Content::Rows(_) => true,
        }
    }
}

/// Reads a data file; its extension says what format it has.
///
/// # Errors
/// If it can't be read, or is not what its extension says.
pub fn read(path: &Path) -> Result<DataFile, DataError> {
    let name = path.display().to_string();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let reader = reader(&extension).map_err(|why| DataError::Format {
        file: name.clone(),
        why: Box::new(why),
    })?;
    let bytes = bytes(path, &name)?;
    match reader(&bytes) {
        Ok(content) => Ok(DataFile { name, content }),
        Err(why) => Err(DataError::Format {
            file: name,
            why: Box::new(why),
        }),
    }
}

type Reader = fn(&[u8]) -> Result<Content, FormatError>;

/// What reads files with this extension.
///
/// # Errors
/// If none does.
pub fn reader(extension: &str) -> Result<Reader, FormatError> {
    Ok(match extension.to_ascii_lowercase().as_str() {
        "json" => |bytes| json::read(bytes).map(Content::Named),
        "csv" => |bytes| csv::read(bytes).map(Content::Rows),
        "npy" => |bytes| numpy::read(bytes).map(Content::Single),
        "npz" => |bytes| numpy::read_archive(bytes).map(Content::Named),
        "safetensors" => |bytes| safetensors::read(bytes).map(Content::Named),
        "" => {
            return Err(FormatError::Extension {
                extension: "a file without an extension".to_string(),
            })
        }
        other => {
            return Err(FormatError::Extension {
                extension: format!(".{other}"),
            })
        }
    })
}

fn bytes(path: &Path, name: &str) -> Result<Vec<u8>, DataError> {
    let cannot = |why: io::Error| DataError::Read {
        file: name.to_string(),
        why,
    };
    let too_large = || DataError::Large {
        file: name.to_string(),
        most: LARGEST,
    };
    let file = File::open(path).map_err(cannot)?;
    let metadata = file.metadata().map_err(cannot)?;
    if metadata.is_dir() {
        return Err(cannot(io::Error::other("it is a directory")));
    }
    if metadata.len() > LARGEST {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    if u64::try_from(bytes.len()).is_ok_and(|len| len > LARGEST) {
        return Err(too_large());
    }
    Ok(bytes)
}
