//! What the compiler may make of a program, see [`crate::limits::CompileLimits`].
//!
//! Small procedures are copied to where they are called, blocks pass on what later ones need, and closures have an entry for each number of
//! arguments: each of them can make much of a short text.

use crate::diagnostic::Diagnostic;
use crate::limits::CompileLimits;
use crate::source::Span;
use std::cell::Cell;
use std::rc::Rc;

/// How much may still be made.
#[derive(Debug)]
pub(super) struct Budget {
    limits: CompileLimits,
    parts: usize,
    copied: Copied,
    /// How many expressions of the path at hand are being built.
    depth: usize,
    spent: Option<Spent>,
    reported: bool,
}

/// What is known of values on paths that part is copied: how many entries were.
#[derive(Clone, Debug, Default)]
pub(super) struct Copied(Rc<Cell<usize>>);

impl Copied {
    /// So many entries are to be copied.
    pub fn add(&self, entries: usize) {
        self.0.set(self.0.get().saturating_add(entries));
    }
}

/// So many entries take as much memory as a part.
const COPIED_TO_A_PART: usize = 8;

/// Which limit was reached.
#[derive(Clone, Copy, Debug)]
enum Spent {
    Parts,
    Path,
}

impl Budget {
    pub fn new(limits: CompileLimits) -> Self {
        Budget {
            limits,
            parts: 0,
            copied: Copied::default(),
            depth: 0,
            spent: None,
            reported: false,
        }
    }

    /// Counts parts that are made.
    pub fn spend(&mut self, parts: usize) {
        self.parts = self.parts.saturating_add(parts);
        let copied = self.copied.0.get() / COPIED_TO_A_PART;
        if self.parts.saturating_add(copied) > self.limits.parts {
            self.spent = self.spent.or(Some(Spent::Parts));
        }
    }

    /// Where copied entries are counted.
    pub fn copied(&self) -> Copied {
        self.copied.clone()
    }

    /// Counts an expression of the path at hand, unless nothing more may be made. [`Budget::back`] takes it back.
    pub fn deeper(&mut self) -> bool {
        if self.depth >= self.limits.path {
            self.spent = self.spent.or(Some(Spent::Path));
        }
        let goes_on = self.spent.is_none();
        self.depth += usize::from(goes_on);
        goes_on
    }

    /// Goes back to the expression before.
    pub fn back(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Whether nothing more may be made.
    pub fn is_spent(&self) -> bool {
        self.spent.is_some()
    }

    /// What there is too much of, if anything; once, since it is to be reported once.
    pub fn report(&mut self) -> Option<String> {
        let spent = self.spent.filter(|_| !self.reported)?;
        self.reported = true;
        Some(match spent {
            Spent::Parts => format!("it would be made of more than {} parts", self.limits.parts),
            Spent::Path => format!(
                "more than {} expressions follow each other on one path",
                self.limits.path
            ),
        })
    }
}

/// What is reported of a program that more would have to be made of than may be.
pub(super) fn too_large(label: &str, span: Span) -> Diagnostic {
    Diagnostic::new("E0204", "the program is too large to be compiled", span)
        .label(label)
        .help(
            "what is done again belongs in a procedure, and long lists of values are made by one; small procedures are copied to where \
             they are called, so that a tower of them multiplies",
        )
}
