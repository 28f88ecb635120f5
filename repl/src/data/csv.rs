//! CSV: rows of cells, perhaps below a line of names.
//!
//! Guarantees: every row has as many cells as the first line, and every cell is a number or a truth value, kept as it is written.
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

use super::error::FormatError;
use super::number::{is_decimal, is_not_finite};
use super::table::{Rows, Written};
use csv::{ErrorKind, ReaderBuilder, StringRecord, Trim};

/// The rows of a CSV text.
///
/// # Errors
/// If it is not CSV, has rows of different lengths, or cells that are no numbers.
pub fn read(bytes: &[u8]) -> Result<Rows, FormatError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(bytes);
    let mut rows = Rows {
        header: None,
        columns: 0,
        lines: Vec::new(),
        cells: Written::default(),
    };
    let mut record = StringRecord::new();
    let mut is_first = true;
    let mut lines = Lines {
        bytes,
        offset: 0,
        line: 1,
    };
    loop {
        let is_row = reader.read_record(&mut record);
        if !is_row.map_err(|error| no_csv(&error, &mut lines))? {
            break;
        }
        let line = lines.of(record.position());
        if is_first {
            is_first = false;
            rows.columns = record.len();
            let number = record.iter().position(is_decimal);
            if let (Some(number), Some(name)) =
                (number, record.iter().position(|cell| !is_cell(cell)))
            {
                return Err(FormatError::Csv {
                    line,
                    why: format!("column {} is a number and column {} is none: a line has numbers, the first one may have names", number + 1, name + 1),
                });
            }
            if !record.iter().all(is_cell) {
                rows.header = Some(record.iter().map(str::to_string).collect());
                continue;
            }
        }
        if record.len() != rows.columns {
            return Err(FormatError::Csv {
                line,
                why: format!(
                    "{} cells, where the first line has {}",
                    record.len(),
                    rows.columns
                ),
            });
        }
        for (column, cell) in record.iter().enumerate() {
            if !is_cell(cell) {
                return Err(FormatError::Csv {
                    line,
                    // What was meant for a number may be one that nobody else is to see.
                    why: format!("column {} is no number", column + 1),
                });
            }
            rows.cells.push(&cell.to_ascii_lowercase());
        }
        rows.lines.push(line);
    }
    Ok(rows)
}

/// Cells are numbers or truth values.
fn is_cell(text: &str) -> bool {
    let is_truth = ["true", "false"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    is_truth || is_decimal(text) || is_not_finite(text)
}

/// Counts lines. The library's own count leaves out empty lines before a row, and the second half of Windows' line ends.
struct Lines<'b> {
    bytes: &'b [u8],
    /// Up to where lines have been counted.
    offset: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of a row.
    fn of(&mut self, row: Option<&csv::Position>) -> u64 {
        let start = row.map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        let before = start.saturating_sub(self.offset);
        let passed = rest
            .iter()
            .enumerate()
            .take_while(|(i, byte)| *i < before || matches!(byte, b'\r' | b'\n'));
        for (_, byte) in passed {
            self.offset += 1;
            self.line += u64::from(*byte == b'\n');
        }
        self.line
    }
}

fn no_csv(error: &csv::Error, lines: &mut Lines<'_>) -> FormatError {
    let line = lines.of(error.position());
    let why = match error.kind() {
        ErrorKind::Utf8 { .. } => "it is not UTF-8 text".to_string(),
        _ => error.to_string(),
    };
    FormatError::Csv { line, why }
}

#[cfg(test)]
mod tests {
    use super::super::number::Number;
    use super::*;
    use proptest::prelude::*;

    fn message(text: &str) -> String {
        read(text.as_bytes())
            .expect_err("it is refused")
            .to_string()
    }

    #[test]
    fn rows_are_kept_as_they_are_written() {
        let rows = read(b"\xef\xbb\xbfx[0], x[1] ,y\r\n1, -2.50,True\r\n\r\n1e3,.5,FALSE\r\n")
            .expect("CSV");
        let header = ["x[0]", "x[1]", "y"].map(str::to_string).to_vec();
        assert_eq!((rows.header, rows.columns), (Some(header), 3));
        assert_eq!(rows.lines, [2, 4]);
        let cells: Vec<_> = (0..).map_while(|i| rows.cells.get(i)).collect();
        assert_eq!(
            cells,
            [
                Number::Decimal("1"),
                Number::Decimal("-2.50"),
                Number::Bool(true),
                Number::Decimal("1e3"),
                Number::Decimal(".5"),
                Number::Bool(false),
            ]
        );
    }

    #[test]
    fn without_a_line_of_names_the_first_line_is_a_row() {
        let rows = read(b"1,nan\n2,inf").expect("CSV");
        assert_eq!(
            (rows.header, rows.columns, rows.lines),
            (None, 2, vec![1, 2])
        );
        assert_eq!(rows.cells.get(1), Some(Number::NotFinite("nan")));
        let rows = read(b"").expect("CSV");
        assert_eq!((rows.columns, rows.lines.len()), (0, 0));
    }

    #[test]
    fn every_defect_is_named_with_its_line() {
        for (text, why) in [
            (
                "a,b\n1,2\n3\n",
                "line 3: 1 cells, where the first line has 2",
            ),
            (
                "1,2\n3,4,5\n",
                "line 2: 3 cells, where the first line has 2",
            ),
            ("a,b\n1,x\n", "line 2: column 2 is no number"),
            ("a,b\n1,\n", "line 2: column 2 is no number"),
            (
                "x,2\n",
                "line 1: column 2 is a number and column 1 is none: a line has numbers, the first one may have names",
            ),
        ] {
            assert_eq!(message(text), why);
        }
        let error = read(b"a\n1\n\xff\n").expect_err("no UTF-8");
        assert_eq!(error.to_string(), "line 3: it is not UTF-8 text");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in any::<Vec<u8>>()) {
            let _ = read(&bytes);
        }

        #[test]
        fn every_row_is_whole(text in r#"[0-9,."\n\r -]{0,40}"#) {
            if let Ok(rows) = read(text.as_bytes()) {
                prop_assert_eq!(rows.cells.len(), rows.columns * rows.lines.len());
            }
        }
    }
}
