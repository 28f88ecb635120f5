//! Data as the reader makes them: syntax with spans, before any meaning.
//!
//! All data of a text live in one arena and refer to each other by index, so that building,
//! walking and dropping a deep nest costs no call stack. The parts of a pair always stand before
//! the pair, so ascending order of ids is an order in which parts come first.

use crate::field::FieldElement;
use crate::source::Span;
use std::sync::Arc;

/// Index of a [`Datum`] in its [`Data`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DatumId(u32);

/// What a datum is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatumKind {
    /// The empty list.
    Nil,
    /// `#t` or `#f`.
    Boolean(bool),
    /// A character.
    Char(char),
    /// An integer.
    Integer(i64),
    /// A field element, written `#field:N`.
    Field(FieldElement),
    /// A symbol.
    Symbol(Arc<str>),
    /// A string.
    String(Arc<str>),
    /// A pair of data that stand earlier in the arena.
    Pair(DatumId, DatumId),
}

/// A datum and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datum {
    /// What it is.
    pub kind: DatumKind,
    /// Where it stands. The tail of a list spans from its first element to the list's end.
    pub span: Span,
}

/// The data of one text.
#[derive(Clone, Debug, Default)]
pub struct Data {
    arena: Vec<Datum>,
    top: Vec<DatumId>,
}

/// The elements of a list and, unless the list is proper, what stands after its dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListParts {
    /// The elements.
    pub items: Vec<DatumId>,
    /// What the last pair ends in, if that is not the empty list.
    pub tail: Option<DatumId>,
}

impl Data {
    /// The datum with this id.
    ///
    /// # Panics
    /// If the id is another arena's.
    #[must_use]
    pub fn get(&self, id: DatumId) -> &Datum {
        &self.arena[id.0 as usize]
    }

    /// The kind of the datum with this id.
    #[must_use]
    pub fn kind(&self, id: DatumId) -> &DatumKind {
        &self.get(id).kind
    }

    /// The span of the datum with this id.
    #[must_use]
    pub fn span(&self, id: DatumId) -> Span {
        self.get(id).span
    }

    /// The data that stand at the top level, in order.
    #[must_use]
    pub fn top(&self) -> &[DatumId] {
        &self.top
    }

    /// Whether the datum is a pair.
    #[must_use]
    pub fn is_pair(&self, id: DatumId) -> bool {
        matches!(self.kind(id), DatumKind::Pair(..))
    }

    /// The name, if the datum is a symbol.
    #[must_use]
    pub fn symbol(&self, id: DatumId) -> Option<&Arc<str>> {
        match self.kind(id) {
            DatumKind::Symbol(name) => Some(name),
            _ => None,
        }
    }

    /// The elements along the pairs that start here; none if the datum is no pair.
    #[must_use]
    pub fn parts(&self, id: DatumId) -> ListParts {
        let mut items = Vec::new();
        let mut rest = id;
        loop {
            match *self.kind(rest) {
                DatumKind::Pair(item, next) => {
                    items.push(item);
                    rest = next;
                }
                DatumKind::Nil => return ListParts { items, tail: None },
                _ => {
                    return ListParts {
                        items,
                        tail: Some(rest),
                    }
                }
            }
        }
    }

    /// The elements, if the datum is a proper list.
    #[must_use]
    pub fn list(&self, id: DatumId) -> Option<Vec<DatumId>> {
        let parts = self.parts(id);
        parts.tail.is_none().then_some(parts.items)
    }

    /// Every datum that this one is made of, itself included, parts before wholes.
    #[must_use]
    pub fn reachable(&self, id: DatumId) -> Vec<DatumId> {
        let mut found = Vec::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            found.push(id);
            if let DatumKind::Pair(first, rest) = *self.kind(id) {
                open.push(first);
                open.push(rest);
            }
        }
        found.sort_unstable();
        found
    }

    /// Adds a datum. Texts are shorter than 2^32 bytes and a byte makes at most two data, of
    /// which one stands for a whole list, so ids fit.
    pub(crate) fn add(&mut self, kind: DatumKind, span: Span) -> DatumId {
        let id = DatumId(u32::try_from(self.arena.len()).unwrap_or(u32::MAX));
        self.arena.push(Datum { kind, span });
        id
    }

    pub(crate) fn add_top(&mut self, id: DatumId) {
        self.top.push(id);
    }
}
