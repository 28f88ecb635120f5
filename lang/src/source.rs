//! Source texts and spans: where in which text something stands.

use crate::field::ScalarField;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the names of the standard library's texts begin with; no other text's name does.
pub const LIBRARY_PREFIX: &str = "<stdlib/";

/// Index of a [`Source`] in a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceId(pub u32);

/// A half-open range of bytes in one source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The text that the range is in.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest span that covers both; this one alone if they lie in different sources.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.source != other.source {
            return self;
        }
        Span {
            source: self.source,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// A named source text.
#[derive(Clone, Debug)]
pub struct Source {
    /// What to call it in messages: a file's path, `<stdin>`, `<expr 1>`, `<stdlib/list.scm>`.
    pub name: String,
    /// The text.
    pub text: Arc<str>,
}

/// All source texts of a program, the standard library's among them, and the field that the program is in.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
    field: ScalarField,
}

impl Sources {
    /// No texts, of a program in the default field.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// No texts, of a program in this field.
    #[must_use]
    pub fn over(field: ScalarField) -> Self {
        Sources {
            list: Vec::new(),
            field,
        }
    }

    /// The field of the program: numerals of field elements are read in it.
    #[must_use]
    pub fn field(&self) -> ScalarField {
        self.field
    }

    /// Adds a text and returns its id.
    ///
    /// # Panics
    /// If there are more than 2^32 texts.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let id = u32::try_from(self.list.len()).expect("fewer than 2^32 sources");
        self.list.push(Source {
            name: name.into(),
            text: text.into(),
        });
        SourceId(id)
    }

    /// The text with this id, if there is one.
    #[must_use]
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(id.0 as usize)
    }

    /// How many bytes a text has.
    #[must_use]
    pub fn length(&self, id: SourceId) -> usize {
        self.get(id).map_or(0, |source| source.text.len())
    }

    /// Whether a place is in the standard library.
    #[must_use]
    pub fn is_library(&self, span: Span) -> bool {
        self.is_library_text(span.source)
    }

    /// Whether a text is the standard library's.
    #[must_use]
    pub fn is_library_text(&self, id: SourceId) -> bool {
        let source = self.get(id);
        source.is_some_and(|source| source.name.starts_with(LIBRARY_PREFIX))
    }

    /// Line and column of a byte offset, both from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self, id: SourceId, offset: u32) -> Option<(usize, usize)> {
        let text = &self.get(id)?.text;
        let before = text.get(..(offset as usize).min(text.len()))?;
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        Some((line, before[start..].chars().count() + 1))
    }

    /// `name:line:column` of a span's start.
    #[must_use]
    pub fn locate(&self, span: Span) -> String {
        let name = self.get(span.source).map_or("<unknown>", |s| &s.name);
        match self.line_column(span.source, span.start) {
            Some((line, column)) => format!("{name}:{line}:{column}"),
            None => name.to_string(),
        }
    }
}
