//! Hygienic macros: `syntax-rules`.
//!
//! A symbol that a template inserts becomes an alias, which means what is bound to the alias or
//! else what the symbol means where the macro was defined (see `scope`). So what a template binds
//! is invisible to the user's code, and what it refers to cannot be captured there.
//!
//! What a macro makes stands at its use, as far as messages are concerned. How deep expansions
//! nest and how much they make is limited, so that every expansion ends.

mod expansion;
mod matching;
mod pattern;
mod rules;
mod template;

use super::scope::Place;
use crate::datum::{DatumId, Name};
use pattern::Pattern;
use std::sync::Arc;
use template::{Occurrence, Template};

/// Index of a [`Macro`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MacroId(usize);

/// A macro made by `syntax-rules`.
#[derive(Debug)]
pub(super) struct Macro {
    name: Arc<str>,
    /// Where it was defined.
    place: Place,
    rules: Vec<Rule>,
}

/// A pattern and what it becomes.
#[derive(Debug)]
struct Rule {
    /// The pattern as it is written.
    written: DatumId,
    /// What must follow the macro's name.
    pattern: Pattern,
    /// The pattern's variables.
    variables: Vec<Name>,
    template: Template,
    /// Where the template's variables come from.
    occurrences: Vec<Occurrence>,
    /// The symbols that the template inserts.
    inserted: Vec<Name>,
}
