//! Which columns of a table belong to which array: by their order, or by their titles.
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

use super::fit::Wanted;
use super::misfit::FitError;
use super::table::Rows;

/// Which columns belong to which array.
pub fn columns<'w>(
    rows: &Rows,
    left: &[&'w Wanted],
) -> Result<Vec<(&'w Wanted, Vec<usize>)>, FitError> {
    let line = rows.lines.first().copied().unwrap_or(1);
    if let (Some(once), Some(each)) = (
        left.iter().find(|one| !one.each_step),
        left.iter().find(|one| one.each_step),
    ) {
        return Err(FitError::Mixed {
            once: once.name.clone(),
            each: each.name.clone(),
        });
    }
    let counts = || {
        left.iter()
            .map(|one| (one.name.clone(), one.ty.len()))
            .collect()
    };
    if !left.iter().any(|one| one.each_step) && rows.lines.len() != 1 {
        return Err(FitError::OneRow {
            what: left.first().map_or("it", |one| one.what),
            rows: rows.lines.len(),
        });
    }
    let Some(header) = &rows.header else {
        let total: usize = left.iter().map(|one| one.ty.len()).sum();
        if rows.columns != total {
            return Err(FitError::Columns {
                line,
                got: rows.columns,
                wanted: counts(),
            });
        }
        let mut next = 0;
        return Ok(left
            .iter()
            .map(|one| {
                let start = next;
                next += one.ty.len();
                (*one, (start..next).collect())
            })
            .collect());
    };
    // Which array and element each column is.
    let mut taken: Vec<(&Wanted, Vec<Option<usize>>)> = Vec::new();
    for (column, title) in header.iter().enumerate() {
        let known = left
            .iter()
            .find_map(|one| Some((*one, element(title, one)?)));
        let Some((one, element)) = known else {
            return Err(FitError::Column {
                line: 1,
                column: title.clone(),
                wanted: counts(),
            });
        };
        if !taken.iter().any(|(other, _)| *other == one) {
            taken.push((one, vec![None; one.ty.len()]));
        }
        let places = taken.iter_mut().find(|(other, _)| *other == one);
        let place = places.and_then(|(_, places)| places.get_mut(element));
        if let Some(place) = place {
            if place.replace(column).is_some() {
                return Err(FitError::ColumnTwice {
                    line: 1,
                    column: title.clone(),
                });
            }
        }
    }
    let all = taken.into_iter().map(|(one, places)| {
        let columns = places.iter().enumerate().map(|(element, column)| {
            column.ok_or_else(|| FitError::NoColumn {
                line: 1,
                column: match one.ty.shape.is_empty() {
                    true => one.name.clone(),
                    false => format!("{}[{element}]", one.name),
                },
            })
        });
        Ok((one, columns.collect::<Result<Vec<usize>, FitError>>()?))
    });
    all.collect()
}

/// Which element of an array a column is by its title: `name` or `name[i]`, counted in row-major order.
fn element(title: &str, one: &Wanted) -> Option<usize> {
    let rest = title.strip_prefix(one.name.as_str())?;
    if rest.is_empty() {
        return (one.ty.len() == 1).then_some(0);
    }
    let index: usize = rest.strip_prefix('[')?.strip_suffix(']')?.parse().ok()?;
    (index < one.ty.len()).then_some(index)
}
