//! The reader, in both notations. What is read can be written, and is then read as the same.

use super::text;
use foldscheme_lang::core::Constant;
use foldscheme_lang::datum::Data;
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
    assert_eq!(tables(data), tables(&back), "{written}");
}

/// The constants that the data stand for.
fn tables(data: &Data) -> Vec<Vec<Constant>> {
    let table = |id: &_| {
        let mut constants = Constants::default();
        constants.datum(data, *id);
        constants.into_list()
    };
    data.top().iter().map(table).collect()
}
