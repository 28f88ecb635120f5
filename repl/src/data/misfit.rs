//! Why the arrays of data files do not fit a step.

use super::number::MOST_DIGITS;
use super::table::Place;
use foldscheme_lang::typed::array::{written, Value};
use foldscheme_lang::typed::program::Bound;
use foldscheme_lang::typed::ty::{ElementType, Type};

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
    #[error("`{place}`{} is {}no {element}: {}", of_step(.step), which_is(.value), range(.element))]
    Range {
        /// Where.
        place: Place,
        /// Of which step, counted from 1.
        step: Option<usize>,
        /// The number, as the file has it, unless it is hidden.
        value: Option<String>,
        /// What it should be.
        element: ElementType,
    },
    /// A number falls between those of its type.
    #[error(
        "`{place}`{} is {}no multiple of {}, the last bit of {element}\n  = help: `--quantize` rounds it to {}",
        of_step(.step), .value.as_ref().map_or_else(String::new, |value| format!("{value}, ")),
        last_bit(.element), .nearest.as_deref().unwrap_or("the nearest one")
    )]
    Between {
        /// Where.
        place: Place,
        /// Of which step, counted from 1.
        step: Option<usize>,
        /// The number, as the file has it, unless it is hidden.
        value: Option<Box<str>>,
        /// What it should be.
        element: ElementType,
        /// What it would be rounded to, unless it is hidden.
        nearest: Option<Box<str>>,
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

fn which_is(value: &Option<String>) -> String {
    value
        .as_ref()
        .map_or_else(String::new, |value| format!("{value}, which is "))
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
