//! Why data can't be used.

use super::number::MOST_DIGITS;
use super::table::Place;
use foldscheme_lang::typed::array::{written, Value};
use foldscheme_lang::typed::program::Bound;
use foldscheme_lang::typed::ty::{ElementType, Type};
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

/// Why arrays do not fit a step.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// An array is wanted, and no file has it.
    #[error("there is no `{name}`, {what} of type {ty}\n  = help: `{option} FILE` gives it")]
    Missing {
        /// What it is called.
        name: String,
        /// What the step takes it for.
        what: &'static str,
        /// Its type in each step.
        ty: Type,
        /// The option of the command whose files have it.
        option: &'static str,
    },
    /// Two files have an array.
    #[error("`{name}` is in {other}, too")]
    Twice {
        /// What it is called.
        name: String,
        /// The other file.
        other: String,
    },
    /// An array is there that nothing is called like.
    #[error("`{name}` is not wanted; {}", are_wanted(.wanted))]
    Surplus {
        /// Its name.
        name: String,
        /// What is wanted.
        wanted: Vec<String>,
    },
    /// A file has one array without a name, and another number of arrays is wanted.
    #[error("it has one array without a name; {}", are_wanted(.wanted))]
    Unnamed {
        /// What is wanted.
        wanted: Vec<String>,
    },
    /// Shapes differ.
    #[error("`{name}` has the shape {got}, and {} is wanted: {what} of type {ty}", shape(.ty, *.each_step))]
    Shape {
        /// The array.
        name: String,
        /// What the step takes it for.
        what: &'static str,
        /// Its type in each step.
        ty: Type,
        /// Whether there is one for each step.
        each_step: bool,
        /// The shape in the file.
        got: String,
    },
    /// A number is out of its type's range.
    #[error("`{place}`{} is {value}, which is no {element}: {}", of_step(.step), range(.element))]
    Range {
        /// Where.
        place: Place,
        /// Of which step, counted from 1.
        step: Option<usize>,
        /// The number, as the file has it.
        value: String,
        /// What it should be.
        element: ElementType,
    },
    /// A number falls between those of its type.
    #[error(
        "`{place}`{} is {value}, no multiple of {}, the last bit of {element}\n  = help: `--quantize` rounds it to {nearest}",
        of_step(.step), last_bit(.element)
    )]
    Between {
        /// Where.
        place: Place,
        /// Of which step, counted from 1.
        step: Option<usize>,
        /// The number, as the file has it.
        value: Box<str>,
        /// What it should be.
        element: ElementType,
        /// What it would be rounded to.
        nearest: Box<str>,
    },
    /// A number is none.
    #[error("`{place}`{} is {value}; only finite numbers can be used", of_step(.step))]
    NotFinite {
        /// Where.
        place: Place,
        /// Of which step, counted from 1.
        step: Option<usize>,
        /// What it is.
        value: String,
    },
    /// A number has too many digits.
    #[error("`{place}`{} has more than {MOST_DIGITS} digits", of_step(.step))]
    TooLong {
        /// Where.
        place: Place,
        /// Of which step, counted from 1.
        step: Option<usize>,
    },
    /// Arrays are of different numbers of steps.
    #[error(
        "`{short}` is there for {}, {} for {}: step {} has no `{short}`",
        counted(*.few), .long, counted(*.many), .few + 1
    )]
    Steps {
        /// The array for fewer steps.
        short: String,
        /// How many.
        few: usize,
        /// What is for more steps.
        long: String,
        /// How many.
        many: usize,
    },
    /// An array goes on where the steps end.
    #[error("`{name}` is there for {}, and `--steps` is {steps}: that for step {} is one too many", counted(*.got), .steps + 1)]
    TooManySteps {
        /// The array.
        name: String,
        /// How many it is for.
        got: usize,
        /// How many there are.
        steps: usize,
    },
    /// Nothing says how many steps there are.
    #[error("nothing says how many steps there are\n  = help: no input is one of each step; `--steps N` says it")]
    NoSteps,
    /// There is no step.
    #[error("there are no steps: a proof has at least one")]
    Empty,
    /// Rows have fewer or more cells than the step takes numbers.
    #[error("line {line}: there are {got} columns; {}", columns(.wanted))]
    Columns {
        /// Where.
        line: u64,
        /// How many there are.
        got: usize,
        /// What the columns stand for, and how many each has.
        wanted: Vec<(String, usize)>,
    },
    /// A column has a name that nothing is called.
    #[error("line {line}: the column `{column}` is not wanted; {}", columns(.wanted))]
    Column {
        /// Where.
        line: u64,
        /// What it is called.
        column: String,
        /// What the columns stand for, and how many each has.
        wanted: Vec<(String, usize)>,
    },
    /// Two columns have one name.
    #[error("line {line}: there are two columns `{column}`")]
    ColumnTwice {
        /// Where.
        line: u64,
        /// What they are called.
        column: String,
    },
    /// A column is not there.
    #[error("line {line}: there is no column `{column}`")]
    NoColumn {
        /// Where.
        line: u64,
        /// What it would be called.
        column: String,
    },
    /// There are more rows than one, or none.
    #[error("{what} is one row; there are {rows}")]
    OneRow {
        /// What it is.
        what: &'static str,
        /// How many there are.
        rows: usize,
    },
    /// What is the same in each step and what is not can't be in one table.
    #[error("a CSV file has either one row for all steps or a row for each; `{once}` and `{each}` can't be in one\n  = help: put them into another format")]
    Mixed {
        /// What all steps have.
        once: String,
        /// What each step has.
        each: String,
    },
}

fn are_wanted(names: &[String]) -> String {
    let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match list.as_slice() {
        [] => "no array is wanted here".to_string(),
        [name] => format!("only {name} is wanted here"),
        [names @ .., last] => format!("{} and {last} are wanted here", names.join(", ")),
    }
}

fn columns(wanted: &[(String, usize)]) -> String {
    let total: usize = wanted.iter().map(|(_, n)| n).sum();
    let list: Vec<String> = wanted
        .iter()
        .map(|(name, n)| format!("{n} for `{name}`"))
        .collect();
    format!("{total} are wanted: {}", list.join(", "))
}

fn shape(ty: &Type, each_step: bool) -> String {
    let axes = ty.shape.iter().map(ToString::to_string);
    let axes: Vec<String> = each_step
        .then(|| "steps".to_string())
        .into_iter()
        .chain(axes)
        .collect();
    match axes.as_slice() {
        [axis] => format!("({axis},)"),
        axes => format!("({})", axes.join(", ")),
    }
}

fn of_step(step: &Option<usize>) -> String {
    step.map_or_else(String::new, |step| format!(" (step {step})"))
}

fn counted(steps: usize) -> String {
    match steps {
        1 => "1 step".to_string(),
        n => format!("{n} steps"),
    }
}

fn range(element: &ElementType) -> String {
    let Some(Bound { lo, hi }) = element.bound() else {
        return "an integer below the modulus is one, of any length if it is a string".to_string();
    };
    match element {
        ElementType::Bool => "it is `true` or `false`, or 1 or 0".to_string(),
        element => format!(
            "these go from {} to {}",
            written(Value::Int(lo), *element),
            written(Value::Int(hi), *element)
        ),
    }
}

fn last_bit(element: &ElementType) -> String {
    match element.fraction() {
        0 => "1".to_string(),
        fraction => format!("2^-{fraction}"),
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
