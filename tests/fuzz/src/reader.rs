//! The reader, in both notations. What is read can be written, and is then read as the same.

use super::text;
use foldscheme_lang::core::{ConstId, Constant};
use foldscheme_lang::datum::{Data, DatumId};
use foldscheme_lang::expander::Constants;
use foldscheme_lang::printer::write_constant;
use foldscheme_lang::reader;
use foldscheme_lang::source::Sources;

/// Reads a text.
pub fn run(bytes: &[u8]) {
    let mut sources = Sources::over(text::field(bytes));
    let id = sources.add("fuzzed.scm", text::text(bytes));
    if let Err(mistakes) = reader::read_typed(&sources, id) {
        text::check(&sources, &mistakes, bytes);
    }
    let folded = reader::read_folded(&sources, id);
    match reader::read(&sources, id) {
        Ok(data) => {
            assert!(folded.is_ok());
            come_back(&mut sources, &data);
        }
        Err(mistakes) => {
            text::check(&sources, &mistakes, bytes);
            let _ = reader::is_incomplete(&mistakes);
        }
    }
}

/// Each datum is written, read again, and the same.
fn come_back(sources: &mut Sources, data: &Data) {
    let mut written = String::new();
    for id in data.top() {
        let mut constants = Constants::default();
        let constant = constants.datum(data, *id);
        written.push_str(&write_constant(constants.list(), constant));
        written.push('\n');
    }
    let id = sources.add("written.scm", written.as_str());
    let back = reader::read(sources, id).expect("what is written can be read");
    assert_eq!(data.top().len(), back.top().len(), "{written}");
    for (one, other) in data.top().iter().zip(back.top()) {
        assert!(same(&table(data, *one), &table(&back, *other)), "{written}");
    }
}

/// The constants that a datum stands for, its own last.
fn table(data: &Data, id: DatumId) -> Vec<Constant> {
    let mut constants = Constants::default();
    let last = constants.datum(data, id);
    let mut list = constants.into_list();
    list.truncate(last.0 as usize + 1);
    list
}

/// Whether two tables have the same value, whatever the order of its parts.
fn same(one: &[Constant], other: &[Constant]) -> bool {
    let last = |table: &[Constant]| table.len().checked_sub(1);
    let mut open = vec![(last(one), last(other))];
    while let Some((a, b)) = open.pop() {
        let a = a.and_then(|a| one.get(a));
        let b = b.and_then(|b| other.get(b));
        let id = |id: &ConstId| Some(id.0 as usize);
        match (a, b) {
            (Some(Constant::Pair(a, c)), Some(Constant::Pair(b, d))) => {
                open.extend([(id(a), id(b)), (id(c), id(d))]);
            }
            (Some(Constant::Wrap(v, a)), Some(Constant::Wrap(w, b))) if v == w => {
                open.push((id(a), id(b)));
            }
            (Some(a), Some(b)) if a == b => {}
            _ => return false,
        }
    }
    true
}
