//! Modules: `import`, `define-library`, `include`, `cond-expand`.
//!
//! A text of a program sees the whole standard library, unless the program begins with an
//! `import`: then it sees what is imported. A library of the user's own sees what it imports. It
//! is evaluated where it is first imported, once; one that is never imported is only checked.
//!
//! This crate reads no files: texts that a text asks for by name come from whoever runs the
//! expander. Such a name is a path relative to the text that asks; a library is sought beside the
//! program's first text.

mod features;
mod import;
mod include;
mod library;
mod path;
mod standard;

pub use standard::FEATURES;

use super::scope::Meaning;
use crate::datum::DatumId;
use crate::source::SourceId;
use std::collections::HashMap;
use std::sync::Arc;

/// Gives the text of a name, if there is one, or says why it cannot be given. It is called each
/// time that a text is asked for, in an order that depends on the texts alone.
pub type Find<'f> = dyn FnMut(&str) -> Result<Option<Arc<str>>, String> + 'f;

/// What a library exports.
type Exports = Arc<[(Arc<str>, Meaning)]>;

/// How far a library of the user's own has come.
enum Library {
    /// It is declared, and nothing has imported it.
    Declared(DatumId),
    /// It is being evaluated.
    Begun,
    /// It can be imported.
    Ready(Exports),
    /// It has a mistake, which is reported.
    Broken,
}

/// Libraries of the user's own, and the texts that are asked for by name.
pub(super) struct Modules<'a> {
    find: &'a mut Find<'a>,
    libraries: HashMap<String, Library>,
    /// The libraries in the order of their declarations.
    declared: Vec<String>,
    /// Texts that have been found, by name.
    texts: HashMap<String, SourceId>,
    /// The text that has last asked for a text.
    asked_by: HashMap<SourceId, SourceId>,
    /// How many texts have been asked for.
    asked: u32,
    /// The text beside which libraries are sought.
    root: String,
    /// Whether the program has begun, so that an `import` no longer hides the standard library.
    pub(super) has_begun: bool,
}

impl<'a> Modules<'a> {
    pub(super) fn new(find: &'a mut Find<'a>, root: String) -> Self {
        Modules {
            find,
            libraries: HashMap::new(),
            declared: Vec::new(),
            texts: HashMap::new(),
            asked_by: HashMap::new(),
            asked: 0,
            root,
            has_begun: false,
        }
    }
}
