//! From data files to arrays of a step's types.
//!
//! Guarantees: whatever a step takes is there exactly once, with its shape, and each number is what its file says, or the nearest one that its
//! type has, if that is asked for. Refuses: what is wanted by nobody.
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

use super::columns::columns;
use super::error::DataError;
use super::misfit::FitError;
use super::number::{Number, Units};
use super::table::{Content, Place, Rows, Shape, Tensor};
use super::DataFile;
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::typed::array::{written, Array, Value};
use foldscheme_lang::typed::ty::{ElementType, Type};
use std::path::Path;

/// An array that a step takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What it is called.
    pub name: String,
    /// Its type, in each step.
    pub ty: Type,
    /// What the step takes it for, such as `a public input`.
    pub what: &'static str,
    /// The option of the command whose files have it.
    pub option: &'static str,
    /// Whether there is one for each step.
    pub each_step: bool,
    /// Whether claims do not show it; then neither do messages show its numbers.
    pub hidden: bool,
}

/// How numbers become elements.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The field of field elements.
    pub field: ScalarField,
    /// Whether numbers are rounded to those of the type: to the nearest, ties to the even one.
    pub quantize: bool,
}

/// An array with what its file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// The array.
    pub array: Array,
    /// Its elements before they were rounded, if [`Rule::quantize`]; of field elements, nothing that is of use.
    pub floats: Vec<f64>,
}

/// An array that has been found.
#[derive(Debug)]
pub struct Found<'f> {
    /// What it is.
    pub wanted: Wanted,
    file: &'f DataFile,
    source: Source<'f>,
}

#[derive(Debug)]
enum Source<'f> {
    Tensor(&'f Tensor),
    /// Which columns, in row-major order of the type.
    Columns(&'f Rows, Vec<usize>),
}

/// Finds each array in the files.
///
/// # Errors
/// If one is missing, one is not wanted, or a shape is not that of the type.
pub fn find<'f>(files: &'f [DataFile], wanted: &[Wanted]) -> Result<Vec<Found<'f>>, DataError> {
    let mut found: Vec<Found<'f>> = Vec::with_capacity(wanted.len());
    // Those with names first: they leave the others less to choose from.
    for file in files {
        if let Content::Named(arrays) = &file.content {
            for (name, tensor) in arrays {
                let Some(one) = wanted.iter().find(|one| one.name == *name) else {
                    return Err(refused(
                        file,
                        FitError::Surplus {
                            name: name.clone(),
                            wanted: names(wanted),
                        },
                    ));
                };
                add(&mut found, one, file, Source::Tensor(tensor))?;
            }
        }
    }
    for file in files {
        let left: Vec<&Wanted> = wanted.iter().filter(|one| !is_found(&found, one)).collect();
        match &file.content {
            Content::Named(_) => {}
            Content::Single(tensor) => {
                let stem = Path::new(&file.name).file_stem().unwrap_or_default();
                let by_name = wanted.iter().find(|one| stem == one.name.as_str());
                let one = match (by_name, left.as_slice()) {
                    (Some(one), _) => one,
                    (None, [one]) => one,
                    (None, left) => {
                        let wanted = left.iter().map(|one| one.name.clone()).collect();
                        return Err(refused(file, FitError::Unnamed { wanted }));
                    }
                };
                add(&mut found, one, file, Source::Tensor(tensor))?;
            }
            Content::Rows(rows) => {
                for (one, columns) in columns(rows, &left).map_err(|why| refused(file, why))? {
                    add(&mut found, one, file, Source::Columns(rows, columns))?;
                }
            }
        }
    }
    match wanted.iter().find(|one| !is_found(&found, one)) {
        Some(one) => Err(DataError::Fit {
            file: None,
            why: Box::new(FitError::Missing {
                name: one.name.clone(),
                what: one.what,
                ty: one.ty.clone(),
                option: one.option,
            }),
        }),
        None => {
            found.sort_by_key(|one| wanted.iter().position(|other| *other == one.wanted));
            Ok(found)
        }
    }
}

fn refused(file: &DataFile, why: FitError) -> DataError {
    DataError::Fit {
        file: Some(file.name.clone()),
        why: Box::new(why),
    }
}

fn names(wanted: &[Wanted]) -> Vec<String> {
    wanted.iter().map(|one| one.name.clone()).collect()
}

fn is_found(found: &[Found<'_>], one: &Wanted) -> bool {
    found.iter().any(|other| other.wanted == *one)
}

fn add<'f>(
    found: &mut Vec<Found<'f>>,
    one: &Wanted,
    file: &'f DataFile,
    source: Source<'f>,
) -> Result<(), DataError> {
    if let Some(other) = found.iter().find(|other| other.wanted == *one) {
        let why = FitError::Twice {
            name: one.name.clone(),
            other: other.file.name.clone(),
        };
        return Err(refused(file, why));
    }
    let found_here = Found {
        wanted: one.clone(),
        file,
        source,
    };
    found_here.check_shape()?;
    found.push(found_here);
    Ok(())
}

/// How many steps there are: as many as there are inputs and blocks, all of which must be for the same number, or as the user says.
///
/// # Errors
/// If they are not for the same number, or nothing says how many.
pub fn steps(found: &[Found<'_>], asked: Option<usize>) -> Result<usize, DataError> {
    let each: Vec<(&Found<'_>, usize)> = found
        .iter()
        .filter_map(|one| Some((one, one.steps()?)))
        .collect();
    let fail = |file: Option<&Found<'_>>, why| {
        let file = file.map(|one| one.file.name.clone());
        Err(DataError::Fit {
            file,
            why: Box::new(why),
        })
    };
    let shortest = each.iter().min_by_key(|(_, n)| *n);
    let longest = each.iter().max_by_key(|(_, n)| *n);
    if let (Some((short, few)), Some((long, many))) = (shortest, longest) {
        if few < many {
            return fail(
                Some(short),
                FitError::Steps {
                    short: short.wanted.name.clone(),
                    few: *few,
                    long: format!("`{}`", long.wanted.name),
                    many: *many,
                },
            );
        }
        if let Some(asked) = asked.filter(|asked| asked != few) {
            let why = if asked < *few {
                FitError::TooManySteps {
                    name: short.wanted.name.clone(),
                    got: *few,
                    steps: asked,
                }
            } else {
                FitError::Steps {
                    short: short.wanted.name.clone(),
                    few: *few,
                    long: "`--steps`".to_string(),
                    many: asked,
                }
            };
            return fail(Some(short), why);
        }
    }
    match shortest.map(|(_, n)| *n).or(asked) {
        Some(0) => fail(shortest.map(|(one, _)| *one), FitError::Empty),
        Some(steps) => Ok(steps),
        None => fail(None, FitError::NoSteps),
    }
}

impl Found<'_> {
    /// For how many steps it is there, if there is one for each.
    fn steps(&self) -> Option<usize> {
        match &self.source {
            _ if !self.wanted.each_step => None,
            Source::Tensor(tensor) => tensor.shape.first().copied(),
            Source::Columns(rows, _) => Some(rows.lines.len()),
        }
    }

    fn check_shape(&self) -> Result<(), DataError> {
        let Source::Tensor(tensor) = &self.source else {
            return Ok(());
        };
        let own = match self.wanted.each_step {
            true => tensor.shape.split_first().map(|(_, own)| own),
            false => Some(tensor.shape.as_slice()),
        };
        if own == Some(self.wanted.ty.shape.as_slice()) {
            return Ok(());
        }
        Err(refused(
            self.file,
            FitError::Shape {
                name: self.wanted.name.clone(),
                what: self.wanted.what,
                ty: self.wanted.ty.clone(),
                each_step: self.wanted.each_step,
                got: Shape(&tensor.shape).to_string(),
            },
        ))
    }

    /// The array of all steps, or that of one, counted from 0.
    ///
    /// # Errors
    /// The first number that the type does not have.
    pub fn array(&self, step: usize, rule: Rule) -> Result<Fitted, DataError> {
        let ty = &self.wanted.ty;
        let mut values = Vec::with_capacity(ty.len());
        let mut floats = Vec::new();
        for index in 0..ty.len() {
            let number = self.number(step, index);
            let number =
                number.ok_or_else(|| self.bad(step, index, "nothing".to_string(), Bad::Range))?;
            let value = self.value(number, rule);
            values.push(value.map_err(|bad| self.bad(step, index, number.to_string(), bad))?);
            if rule.quantize {
                floats.push(number.nearest_float());
            }
        }
        let array = Array::new(rule.field, ty.clone(), values).map_err(|error| {
            let (index, value) = match error {
                foldscheme_lang::typed::array::ArrayError::Element { index, value, .. } => {
                    (index, value)
                }
                length => (0, length.to_string()),
            };
            self.bad(step, index, value, Bad::Range)
        })?;
        Ok(Fitted { array, floats })
    }

    fn number(&self, step: usize, index: usize) -> Option<Number<'_>> {
        let row = if self.wanted.each_step { step } else { 0 };
        match &self.source {
            Source::Tensor(tensor) => {
                let start = row.checked_mul(self.wanted.ty.len())?;
                tensor.numbers.get(start.checked_add(index)?)
            }
            Source::Columns(rows, columns) => {
                let start = row.checked_mul(rows.columns)?;
                rows.cells.get(start.checked_add(*columns.get(index)?)?)
            }
        }
    }

    fn value(&self, number: Number<'_>, rule: Rule) -> Result<Value, Bad> {
        let element = self.wanted.ty.element;
        let Some(bound) = element.bound() else {
            let value = number.field(rule.field).map(Value::Field);
            return match number.units(0) {
                Units::NotFinite => Err(Bad::NotFinite),
                _ => value.ok_or(Bad::Range),
            };
        };
        let units = match number.units(element.fraction()) {
            Units::Exact(n) => n,
            Units::Nearest(n) if rule.quantize && element != ElementType::Bool => n,
            Units::Nearest(n) if bound.contains(n) && element != ElementType::Bool => {
                return Err(Bad::Between(written(Value::Int(n), element)))
            }
            Units::Nearest(_) | Units::Huge | Units::Text => return Err(Bad::Range),
            Units::NotFinite => return Err(Bad::NotFinite),
            Units::TooLong => return Err(Bad::TooLong),
        };
        match bound.contains(units) {
            true => Ok(Value::Int(units)),
            false => Err(Bad::Range),
        }
    }

    fn bad(&self, step: usize, index: usize, value: String, bad: Bad) -> DataError {
        let Wanted { name, ty, .. } = &self.wanted;
        let place = match &self.source {
            Source::Tensor(tensor) => {
                let row = if self.wanted.each_step { step } else { 0 };
                let index = row.saturating_mul(ty.len()).saturating_add(index);
                Place::of(name, &tensor.shape, index)
            }
            Source::Columns(rows, _) => {
                let row = if self.wanted.each_step { step } else { 0 };
                let line = rows.lines.get(row).copied().unwrap_or_default();
                let mut place = Place::of(&format!("line {line}: {name}"), &[ty.len()], index);
                if ty.shape.is_empty() {
                    place.indices.clear();
                }
                place
            }
        };
        let step = self.wanted.each_step.then(|| step.saturating_add(1));
        let element = ty.element;
        let shown = |value: String| (!self.wanted.hidden).then_some(value);
        let why = match bad {
            Bad::Range => FitError::Range {
                place,
                step,
                value: shown(value),
                element,
            },
            Bad::Between(nearest) => FitError::Between {
                place,
                step,
                value: shown(value).map(String::into_boxed_str),
                element,
                nearest: shown(nearest).map(String::into_boxed_str),
            },
            Bad::NotFinite => FitError::NotFinite { place, step, value },
            Bad::TooLong => FitError::TooLong { place, step },
        };
        refused(self.file, why)
    }
}

/// What is wrong with a number.
enum Bad {
    Range,
    /// It falls between two of the type; this is the nearest.
    Between(String),
    NotFinite,
    TooLong,
}
