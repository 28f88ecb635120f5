//! Environments: what the names at the top level of texts mean.

use super::scope::Meaning;
use crate::datum::Name;
use std::collections::{HashMap, HashSet};

/// Index of an [`Environment`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EnvironmentId(pub(super) usize);

/// The standard library's environment.
pub(super) const LIBRARY: EnvironmentId = EnvironmentId(0);

/// The program's environment.
pub(super) const PROGRAM: EnvironmentId = EnvironmentId(1);

/// The names that the top level of some texts knows.
#[derive(Debug, Default)]
pub(super) struct Environment {
    names: HashMap<Name, Meaning>,
    /// Those of the names that are imported and not defined since.
    imported: HashSet<Name>,
    /// Whether names that are not here mean what the standard library says.
    sees_standard: bool,
    is_library: bool,
    /// Whether something that would have brought names here is missing, which is reported.
    is_incomplete: bool,
}

impl Environment {
    /// The standard library's.
    pub(super) fn library() -> Self {
        Environment {
            sees_standard: true,
            is_library: true,
            ..Self::default()
        }
    }

    /// One that sees the standard library.
    pub(super) fn open() -> Self {
        Environment {
            sees_standard: true,
            ..Self::default()
        }
    }

    /// One that sees only what it imports.
    pub(super) fn closed() -> Self {
        Self::default()
    }

    /// Lets it see the standard library, or only what it imports.
    pub(super) fn see_standard(&mut self, sees: bool) {
        self.sees_standard = sees;
    }

    /// Imports a name. False if another import has given it another meaning.
    pub(super) fn import(&mut self, name: Name, meaning: Meaning) -> bool {
        if self.imported.contains(&name) && self.names.get(&name) != Some(&meaning) {
            return false;
        }
        self.imported.insert(name.clone());
        self.names.insert(name, meaning);
        true
    }

    /// Gives a name a meaning.
    pub(super) fn define(&mut self, name: Name, meaning: Meaning) {
        self.imported.remove(&name);
        self.names.insert(name, meaning);
    }

    /// What a name means, if it is defined here.
    pub(super) fn get(&self, name: &Name) -> Option<Meaning> {
        self.names.get(name).copied()
    }

    /// Whether names that are not here mean what the standard library says.
    pub(super) fn sees_standard(&self) -> bool {
        self.sees_standard
    }

    /// Notes that something that would have brought names here is missing, which is reported.
    pub(super) fn lack(&mut self) {
        self.is_incomplete = true;
    }

    /// Whether a name that means nothing here may be one that is missing.
    pub(super) fn is_incomplete(&self) -> bool {
        self.is_incomplete
    }

    /// Whether it is the standard library's.
    pub(super) fn is_library(&self) -> bool {
        self.is_library
    }

    /// The names defined here.
    pub(super) fn names(&self) -> impl Iterator<Item = &Name> {
        self.names.keys()
    }
}
