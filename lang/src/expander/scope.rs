//! Scope: what a name means at a place.

use super::keyword::Keyword;
use super::operator::Operator;
use crate::core::VarId;
use std::collections::HashMap;
use std::sync::Arc;

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A variable.
    Variable(VarId),
    /// A variable of the standard library that is no primitive.
    Library(VarId),
    /// A primitive, and the library's procedure of that name, if there is one.
    Primitive(Operator, Option<VarId>),
    /// A keyword.
    Keyword(Keyword),
    /// Nothing.
    Unknown,
}

/// The names in scope. Local names hide global ones, and these hide keywords and primitives.
#[derive(Debug, Default)]
pub(super) struct Scope {
    locals: HashMap<Arc<str>, Vec<VarId>>,
    trail: Vec<Arc<str>>,
    globals: HashMap<Arc<str>, VarId>,
    library: HashMap<Arc<str>, VarId>,
    /// Whether the text is the library's, which alone sees names that begin with `%`.
    pub(super) in_library: bool,
}

/// Where a local scope began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(usize);

impl Scope {
    /// Begins a local scope.
    pub(super) fn enter(&self) -> Mark {
        Mark(self.trail.len())
    }

    /// Ends the local scope that began at the mark.
    pub(super) fn leave(&mut self, mark: Mark) {
        for name in self.trail.drain(mark.0..) {
            if let Some(vars) = self.locals.get_mut(&name) {
                vars.pop();
                if vars.is_empty() {
                    self.locals.remove(&name);
                }
            }
        }
    }

    /// Binds a local name until its scope ends.
    pub(super) fn bind(&mut self, name: Arc<str>, var: VarId) {
        self.locals.entry(name.clone()).or_default().push(var);
        self.trail.push(name);
    }

    /// Binds a name at the top level, for this text and later ones.
    pub(super) fn define(&mut self, name: Arc<str>, var: VarId) {
        if self.in_library {
            self.library.insert(name.clone(), var);
        }
        self.globals.insert(name, var);
    }

    /// The library's variable of this name, whatever hides it.
    pub(super) fn library(&self, name: &str) -> Option<VarId> {
        self.library.get(name).copied()
    }

    /// What a name means here.
    pub(super) fn resolve(&self, name: &str) -> Meaning {
        if let Some(var) = self.locals.get(name).and_then(|vars| vars.last()) {
            return Meaning::Variable(*var);
        }
        if is_reserved(name) && !self.in_library {
            return Meaning::Unknown;
        }
        let operator = Operator::named(name);
        if let Some(&var) = self.globals.get(name) {
            let of_library = self.library.get(name) == Some(&var);
            return match operator {
                Some(operator) if of_library => Meaning::Primitive(operator, Some(var)),
                _ if of_library => Meaning::Library(var),
                _ => Meaning::Variable(var),
            };
        }
        match (Keyword::named(name), operator) {
            (Some(keyword), _) => Meaning::Keyword(keyword),
            (None, Some(operator)) => Meaning::Primitive(operator, None),
            (None, None) => Meaning::Unknown,
        }
    }

    /// Every name that means something here, in no order and with repetitions.
    pub(super) fn names<'s>(&'s self) -> impl Iterator<Item = &'s str> {
        let bound = self.locals.keys().chain(self.globals.keys());
        bound
            .map(|name| -> &'s str { name })
            .chain(Keyword::names().map(|name| -> &'s str { name }))
            .chain(Operator::names().map(|name| -> &'s str { name }))
            .filter(move |name| self.in_library || !is_reserved(name))
    }
}

/// Whether a name belongs to the library.
pub(super) fn is_reserved(name: &str) -> bool {
    name.starts_with('%')
}
