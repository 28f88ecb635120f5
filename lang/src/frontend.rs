//! The front end: from source texts to a compiled program, or all mistakes in them at once.
//!
//! Every stage goes on after a mistake as far as that makes sense, and the next stage is asked, too, so
//! that one run of the compiler tells all that is wrong. What a mistake may have caused is left out.
//! Programs are within [`CompileLimits::PROGRAM`].

use crate::compiler::{self, Unsplit};
use crate::diagnostic::{add_independent, Diagnostic};
use crate::expander::{self, Find};
use crate::limits::CompileLimits;
use crate::source::{SourceId, Sources};

/// Reads, expands and compiles texts, in order; the standard library's come first. `find` gives the texts
/// that they include or import libraries from; what is found joins the sources.
///
/// # Errors
/// Every independent mistake of the reader, the expander and the compiler, in order of place.
pub fn compile(
    sources: &mut Sources,
    texts: &[SourceId],
    find: &mut Find<'_>,
) -> Result<Unsplit, Vec<Diagnostic>> {
    let (program, mut diagnostics) =
        expander::expand_all(sources, texts, find, CompileLimits::PROGRAM);
    let compiled = match program {
        Some(program) if diagnostics.is_empty() => {
            compiler::compile_within(&program, CompileLimits::PROGRAM)
        }
        Some(program) => Err(compiler::mistakes(&program, CompileLimits::PROGRAM)),
        None => Err(Vec::new()),
    };
    match compiled {
        Ok(compiled) => Ok(compiled),
        Err(mistakes) => {
            add_independent(&mut diagnostics, mistakes);
            diagnostics.sort_by_key(|d| d.span.map(|span| (span.source, span.start)));
            Err(diagnostics)
        }
    }
}
