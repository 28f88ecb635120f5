//! What is wrong with a program, where, and what to do about it.

mod failure;
mod independent;
pub mod pages;
mod render;
mod signature;
mod stack;

pub use failure::describe;
pub(crate) use independent::add_independent;
pub use render::render;
pub use signature::Signature;

use crate::source::Span;

/// The name that the compiler gives to procedures without one.
pub(crate) const ANONYMOUS: &str = "lambda";

/// One mistake found in a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, such as `E0102`.
    pub code: &'static str,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// Where, with the text that stands under the carets.
    pub span: Option<Span>,
    /// Short text beside the carets; may be empty.
    pub label: String,
    /// Other places that the message is about, each with a short text.
    pub also: Vec<(Span, String)>,
    /// What else is known, such as the calls that led here.
    pub notes: Vec<String>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic at a place.
    pub fn new(code: &'static str, message: impl Into<String>, span: Span) -> Self {
        Diagnostic {
            span: Some(span),
            ..Self::nowhere(code, message)
        }
    }

    /// A diagnostic without a place.
    pub fn nowhere(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            message: message.into(),
            span: None,
            label: String::new(),
            also: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// With text beside the carets.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With another place that belongs to it.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.also.push((span, label.into()));
        self
    }

    /// With a fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// With advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
