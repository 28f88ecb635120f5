//! Why data can't be used.

use super::misfit::FitError;
use super::table::Place;
use std::io;

/// Why a file's bytes are no arrays.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The name has an extension that is not known.
    #[error(
        "`{extension}` is no data format that is read\n  = help: these are: .json, .csv, .npy, .npz, .safetensors"
    )]
    Extension {
        /// What the name ends with.
        extension: String,
    },
    /// It is not UTF-8.
    #[error("it is not UTF-8 text: see offset {offset}")]
    Utf8 {
        /// How many bytes are.
        offset: usize,
    },
    /// It is not JSON.
    #[error("it is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// It is no object, whatever else it may be.
    #[error("it is no JSON object of names and arrays: see line {line}")]
    JsonKind {
        /// Where.
        line: usize,
    },
    /// It is not JSON, since it has a float that is no number.
    #[error("it is not JSON: NaN or infinity in line {line}\n  = help: JSON has no such numbers, and neither have typed steps")]
    JsonNotFinite {
        /// Where.
        line: usize,
    },
    /// A name occurs twice.
    #[error("there are two arrays `{name}`")]
    Twice {
        /// The name.
        name: String,
    },
    /// Lists are not all of one length.
    #[error("the lists are ragged: `{place}` has {got}, `{first}` has {expected}")]
    Ragged {
        /// The one that is not like the first.
        place: Place,
        /// What it has.
        got: Along,
        /// The first at its depth.
        first: String,
        /// What that one has.
        expected: Along,
    },
    /// Something in a list is no number.
    #[error("`{place}` is {what}, where a number is expected")]
    NoNumber {
        /// Where.
        place: Place,
        /// What is there.
        what: &'static str,
    },
    /// There are more axes than any type has.
    #[error("`{name}` has more than {most} axes")]
    Deep {
        /// The array.
        name: String,
        /// The most that are read.
        most: usize,
    },
    /// It is not CSV.
    #[error("line {line}: {why}")]
    Csv {
        /// Where.
        line: u64,
        /// Why not.
        why: String,
    },
    /// It is no array of NumPy.
    #[error("{}it is no array as NumPy writes them: {why}", within(.array))]
    Npy {
        /// Which array of an archive.
        array: Option<String>,
        /// Why not.
        why: String,
    },
    /// There are fewer or more bytes than the header says.
    #[error(
        "{}it is {}: the header says {expected} bytes of numbers, there are {got}",
        within(.array),
        if .got < .expected { "truncated" } else { "too long" }
    )]
    Size {
        /// Which array of an archive.
        array: Option<String>,
        /// By the header.
        expected: u128,
        /// In the file.
        got: u128,
    },
    /// The numbers are of a kind that is not read.
    #[error(
        "{}the elements are of type {dtype}\n  = help: truth values, integers of 8 to 64 bits and floats of 16 to 64 bits are read",
        within(.array)
    )]
    Dtype {
        /// Which array of an archive.
        array: Option<String>,
        /// What its elements are.
        dtype: String,
    },
    /// It is no archive.
    #[error("it is no archive, or it is truncated or damaged: {0}")]
    Archive(#[from] zip::result::ZipError),
    /// A file of an archive can't be read.
    #[error("`{name}` in the archive can't be read: {why}")]
    Entry {
        /// Which.
        name: String,
        /// Why not.
        why: io::Error,
    },
    /// A file of an archive is no array.
    #[error("`{name}` in the archive is no array: its name does not end with .npy")]
    NoArray {
        /// Which.
        name: String,
    },
    /// What an archive unpacks to is out of proportion.
    #[error("it unpacks to more than {} MiB, out of proportion to its size", .most >> 20)]
    Unpacked {
        /// The most that it may unpack to, in bytes.
        most: u64,
    },
    /// It is no safetensors file.
    #[error("it is no safetensors file, or it is truncated or damaged: {0}")]
    Safetensors(#[from] safetensors::SafeTensorError),
    /// It is no safetensors file, since the header points outside of it.
    #[error("it is no safetensors file, or it is truncated: the header says {expected} bytes of numbers, there are {got}")]
    SafetensorsSize {
        /// By the header.
        expected: usize,
        /// In the file.
        got: usize,
    },
}

/// What stands at a place of nested lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// A list of so many.
    List(usize),
    /// A number.
    Number,
}

impl std::fmt::Display for Along {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Along::List(1) => f.write_str("1 element"),
            Along::List(n) => write!(f, "{n} elements"),
            Along::Number => f.write_str("no list but a number"),
        }
    }
}

fn within(array: &Option<String>) -> String {
    match array {
        Some(name) => format!("`{name}`: "),
        None => String::new(),
    }
}

/// Why a data file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// It can't be read.
    #[error("cannot read {file}: {why}")]
    Read {
        /// Its name.
        file: String,
        /// Why not.
        why: io::Error,
    },
    /// It is too large.
    #[error("{file} is larger than {} MiB", .most >> 20)]
    Large {
        /// Its name.
        file: String,
        /// The most bytes that are read.
        most: u64,
    },
    /// Its bytes are no arrays.
    #[error("{file}: {why}")]
    Format {
        /// Its name.
        file: String,
        /// Why not.
        why: Box<FormatError>,
    },
    /// Its arrays do not fit the step.
    #[error("{}{why}", .file.as_ref().map_or_else(String::new, |file| format!("{file}: ")))]
    Fit {
        /// Its name, if one file is at fault.
        file: Option<String>,
        /// Why not.
        why: Box<FitError>,
    },
}
