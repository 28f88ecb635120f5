//! Mistakes found, each with the macro whose expansion it shows in; and what macros have made.

use super::macros::MacroId;
use crate::datum::DatumId;
use crate::diagnostic::Diagnostic;
use std::sync::Arc;

/// How deep expansions may nest: each is of a form that the one before has made.
pub(super) const EXPANSION_DEPTH: u32 = 3_000;

/// Index of an expansion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ExpansionId(usize);

/// The use of a macro that has made data.
#[derive(Clone, Debug)]
struct Expansion {
    id: MacroId,
    name: Arc<str>,
    /// The expansion that made the form expanded here.
    parent: Option<ExpansionId>,
    depth: u32,
    /// The data that it made.
    start: DatumId,
    end: DatumId,
}

/// Mistakes found, and what macros have made.
#[derive(Debug, Default)]
pub(super) struct Reports {
    list: Vec<Diagnostic>,
    expansions: Vec<Expansion>,
    /// What made the code at hand.
    origin: Option<ExpansionId>,
    /// How much macros may still make.
    left: u32,
    /// How much they might make in all.
    most: u32,
}

impl Reports {
    /// None yet, where macros may make so much.
    pub(super) fn within(most: u32) -> Self {
        Reports {
            left: most,
            most,
            ..Reports::default()
        }
    }

    /// How much macros may make in all.
    pub(super) fn most(&self) -> u32 {
        self.most
    }

    /// Adds a mistake. In code that a macro made it says so.
    pub(super) fn push(&mut self, mut diagnostic: Diagnostic) {
        if let Some(note) = self.note() {
            if !diagnostic.label.is_empty() {
                diagnostic.label.push_str("; ");
            }
            diagnostic.label.push_str(&note);
        }
        self.list.push(diagnostic);
    }

    /// The last mistake, to be given better advice.
    pub(super) fn last_mut(&mut self) -> Option<&mut Diagnostic> {
        self.list.last_mut()
    }

    /// Where the code at hand comes from, if a macro made it.
    fn note(&self) -> Option<String> {
        let inner = self.get(self.origin?)?;
        let mut outer = inner;
        while let Some(parent) = outer.parent.and_then(|id| self.get(id)) {
            outer = parent;
        }
        let by = if inner.id == outer.id {
            String::new()
        } else {
            format!(", which `{}` uses", outer.name)
        };
        Some(format!("in the expansion of `{}`{by}", inner.name))
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }

    fn get(&self, id: ExpansionId) -> Option<&Expansion> {
        self.expansions.get(id.0)
    }

    /// The expansion that made a datum.
    pub(super) fn maker(&self, datum: DatumId) -> Option<ExpansionId> {
        let begun = self.expansions.partition_point(|e| e.start <= datum);
        let last = begun.checked_sub(1)?;
        (datum < self.expansions.get(last)?.end).then_some(ExpansionId(last))
    }

    /// Goes on with a datum: if a macro made it, mistakes are that macro's from here on. What to
    /// come back to.
    pub(super) fn turn_to(&mut self, datum: DatumId) -> Option<ExpansionId> {
        let before = self.origin;
        if !self.expansions.is_empty() {
            self.origin = self.maker(datum).or(before);
        }
        before
    }

    /// Goes back to what was at hand before.
    pub(super) fn turn_back(&mut self, before: Option<ExpansionId>) {
        self.origin = before;
    }

    /// What made the code at hand.
    pub(super) fn origin(&self) -> Option<ExpansionId> {
        self.origin
    }

    /// Whether a macro made the code at hand.
    pub(super) fn in_expansion(&self) -> bool {
        self.origin.is_some()
    }

    /// How many expansions a form made by this one is nested in.
    pub(super) fn depth(&self, maker: Option<ExpansionId>) -> u32 {
        maker.and_then(|id| self.get(id)).map_or(0, |e| e.depth)
    }

    /// Notes that the use of a macro in a form made by `parent` has made data.
    pub(super) fn made(
        &mut self,
        (id, name): (MacroId, &Arc<str>),
        parent: Option<ExpansionId>,
        (start, end): (DatumId, DatumId),
    ) {
        let depth = self.depth(parent) + 1;
        self.expansions.push(Expansion {
            id,
            name: name.clone(),
            parent,
            depth,
            start,
            end,
        });
    }

    /// Counts what macros make; false from the moment it is too much.
    pub(super) fn spend(&mut self, size: u32) -> bool {
        let enough = size <= self.left;
        self.left = self.left.saturating_sub(size);
        enough
    }

    /// How much macros may still make.
    pub(super) fn left(&self) -> u32 {
        self.left
    }
}
