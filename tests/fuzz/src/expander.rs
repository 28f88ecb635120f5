//! The reader and the expander, with modules that can be found, that can't, and that are wrong.

use super::{library, text};
use foldscheme_lang::expander::expand_all;
use foldscheme_lang::limits::CompileLimits;
use foldscheme_lang::source::{SourceId, Sources};
use std::sync::Arc;

/// What programs may include or import.
pub fn find(name: &str) -> Result<Option<Arc<str>>, String> {
    match name {
        "a.scm" => Ok(Some("(define (included x) (list x x))".into())),
        "b.scm" => Ok(Some("(include \"a.scm\") (define".into())),
        "a.sld" => Ok(Some(
            "(define-library (a) (export f (rename g h)) (import (scheme base)) \
             (begin (define (f x) (g x)) (define-syntax g (syntax-rules () ((_ x) (car x))))))"
                .into(),
        )),
        "b.sld" => Ok(Some(
            "(define-library (b) (import (a) (b)) (export f))".into(),
        )),
        "c.scm" => Err("it can't be read".to_string()),
        _ => Ok(None),
    }
}

/// The texts of a program: an excerpt of the standard library, then these bytes.
pub fn sources(bytes: &[u8]) -> (Sources, [SourceId; 2]) {
    let mut sources = Sources::over(text::field(bytes));
    let library = library::add(&mut sources);
    let own = sources.add("fuzzed.scm", text::text(bytes));
    (sources, [library, own])
}

/// Expands a program.
pub fn run(bytes: &[u8]) {
    let (mut sources, texts) = sources(bytes);
    let (program, mistakes) = expand_all(&mut sources, &texts, &mut find, CompileLimits::PROGRAM);
    assert!(program.is_some() || !mistakes.is_empty());
    text::check(&sources, &mistakes, bytes);
}
