//! Data as the reader makes them: syntax with spans, before any meaning.
//!
//! All data of a text live in one arena and refer to each other by index, so that building,
//! walking and dropping a deep nest costs no call stack. The parts of a pair or a vector always stand
//! before it, so ascending order of ids is an order in which parts come first.
//!
//! The expander puts the data of all texts into one arena, and what macros make of them behind.
//! There a datum may be part of several others.

use crate::field::FieldElement;
use crate::source::Span;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

/// Index of a [`Datum`] in its [`Data`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DatumId(u32);

/// Number of a symbol that a macro inserted: the same in one expansion for one symbol of the
/// template, and in no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AliasId(pub(crate) u32);

/// What can be bound: a symbol as it is written, or one that a macro inserted. Two names are the
/// same only if they come from the same hand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    text: Arc<str>,
    alias: Option<AliasId>,
}

impl Name {
    /// A symbol as it is written.
    pub fn written(text: impl Into<Arc<str>>) -> Self {
        Name {
            text: text.into(),
            alias: None,
        }
    }

    /// A symbol that a macro inserted.
    pub(crate) fn inserted(text: Arc<str>, alias: AliasId) -> Self {
        Name {
            text,
            alias: Some(alias),
        }
    }

    /// The symbol's characters, whoever inserted it.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Which inserted symbol it is, if it is one.
    #[must_use]
    pub fn alias(&self) -> Option<AliasId> {
        self.alias
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<Name> for Arc<str> {
    fn from(name: Name) -> Self {
        name.text
    }
}

impl DatumId {
    /// How many data stand from this one to another, which is not counted.
    pub(crate) fn distance(self, end: DatumId) -> u32 {
        end.0.saturating_sub(self.0)
    }
}

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
    /// A symbol that a macro inserted; as data it is the symbol.
    Alias(Arc<str>, AliasId),
    /// A string.
    String(Arc<str>),
    /// A pair of data that stand earlier in the arena.
    Pair(DatumId, DatumId),
    /// A vector of data that stand earlier in the arena.
    Vector(Vec<DatumId>),
    /// A bytevector; its elements are integers from 0 to 255 that stand earlier in the arena.
    Bytevector(Vec<DatumId>),
}

/// A datum and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datum {
    /// What it is.
    pub kind: DatumKind,
    /// Where it stands. The tail of a list spans from its first element to the list's end.
    pub span: Span,
}

/// The data of one text, or of all texts of a program and what macros make of them.
#[derive(Clone, Debug, Default)]
pub struct Data {
    arena: Vec<Datum>,
    top: Vec<DatumId>,
    /// Whether a datum may be part of several.
    shared: bool,
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

    /// The characters, if the datum is a symbol, whoever inserted it.
    #[must_use]
    pub fn symbol(&self, id: DatumId) -> Option<&Arc<str>> {
        match self.kind(id) {
            DatumKind::Symbol(text) | DatumKind::Alias(text, _) => Some(text),
            _ => None,
        }
    }

    /// The name, if the datum is a symbol: what to look up or to bind.
    #[must_use]
    pub fn name(&self, id: DatumId) -> Option<Name> {
        match self.kind(id) {
            DatumKind::Symbol(text) => Some(Name::written(text.clone())),
            DatumKind::Alias(text, alias) => Some(Name::inserted(text.clone(), *alias)),
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

    /// Every datum that this one is made of, itself included, once each, parts before wholes.
    #[must_use]
    pub fn reachable(&self, id: DatumId) -> Vec<DatumId> {
        let mut found = Vec::new();
        let mut known = HashSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if self.shared && !known.insert(id) {
                continue;
            }
            found.push(id);
            match self.kind(id) {
                DatumKind::Pair(first, rest) => open.extend([*first, *rest]),
                DatumKind::Vector(elements) | DatumKind::Bytevector(elements) => {
                    open.extend(elements);
                }
                _ => {}
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

    /// How many data there are.
    pub(crate) fn len(&self) -> usize {
        self.arena.len()
    }

    /// How many data there are; the next one's id.
    pub(crate) fn end(&self) -> DatumId {
        DatumId(u32::try_from(self.arena.len()).unwrap_or(u32::MAX))
    }

    /// Lets a datum be part of several.
    pub(crate) fn share(&mut self) {
        self.shared = true;
    }

    /// Takes in the data of another text. What stands at its top level.
    pub(crate) fn absorb(&mut self, other: Data) -> Vec<DatumId> {
        let base = self.end().0;
        let moved = |id: DatumId| DatumId(id.0.saturating_add(base));
        self.arena.extend(other.arena.into_iter().map(|mut datum| {
            match &mut datum.kind {
                DatumKind::Pair(first, rest) => {
                    (*first, *rest) = (moved(*first), moved(*rest));
                }
                DatumKind::Vector(elements) | DatumKind::Bytevector(elements) => {
                    elements.iter_mut().for_each(|id| *id = moved(*id));
                }
                _ => {}
            }
            datum
        }));
        other.top.into_iter().map(moved).collect()
    }

    pub(crate) fn add_top(&mut self, id: DatumId) {
        self.top.push(id);
    }
}
