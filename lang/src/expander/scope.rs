//! Scope: what a name means at a place.
//!
//! A place is a depth of local scopes and an environment, the names known at a text's top level.
//! A symbol that a macro inserted means what is bound to that very symbol, if anything is, and
//! else what the symbol of the template means where the macro was defined. Local scopes nest, and
//! a macro is gone when the scope that holds it ends; so the depth alone tells which of the
//! present bindings were visible from there.

use super::environment::{Environment, EnvironmentId, LIBRARY};
use super::keyword::Keyword;
use super::macros::MacroId;
use super::operator::Operator;
use crate::core::VarId;
use crate::datum::{AliasId, Name};
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
    /// A macro.
    Macro(MacroId),
    /// A macro whose definition has a mistake, which is reported.
    Broken,
    /// Nothing.
    Unknown,
}

/// A place that a name is looked up from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// How many local scopes are around it.
    depth: u32,
    environment: EnvironmentId,
}

/// A symbol that a macro inserted.
#[derive(Clone, Debug)]
struct Alias {
    /// The symbol of the template.
    original: Name,
    /// Where the macro was defined.
    place: Place,
}

/// A local binding and the depth of its scope.
#[derive(Clone, Copy, Debug)]
struct Local {
    depth: u32,
    meaning: Meaning,
}

/// The names in scope. Local names hide global ones, and these hide keywords and primitives.
#[derive(Debug)]
pub(super) struct Scope {
    locals: HashMap<Name, Vec<Local>>,
    trail: Vec<Name>,
    depth: u32,
    environments: Vec<Environment>,
    present: EnvironmentId,
    aliases: Vec<Alias>,
    /// Keywords and primitives.
    builtin: HashMap<&'static str, Meaning>,
    /// The names that each of the standard library's texts defines, by the text's own name.
    sections: Vec<(String, Vec<Arc<str>>)>,
}

/// Where a local scope began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(usize);

impl Default for Scope {
    fn default() -> Self {
        let operators = Operator::names()
            .filter_map(|name| Some((name, Meaning::Primitive(Operator::named(name)?, None))));
        let keywords = Keyword::names()
            .filter_map(|name| Some((name, Meaning::Keyword(Keyword::named(name)?))));
        Scope {
            locals: HashMap::new(),
            trail: Vec::new(),
            depth: 0,
            environments: vec![Environment::library(), Environment::open()],
            present: LIBRARY,
            aliases: Vec::new(),
            builtin: operators.chain(keywords).collect(),
            sections: Vec::new(),
        }
    }
}

impl Scope {
    /// Begins a local scope.
    pub(super) fn enter(&mut self) -> Mark {
        self.depth += 1;
        Mark(self.trail.len())
    }

    /// Ends the local scope that began at the mark.
    pub(super) fn leave(&mut self, mark: Mark) {
        self.depth = self.depth.saturating_sub(1);
        for name in self.trail.drain(mark.0..) {
            if let Some(bound) = self.locals.get_mut(&name) {
                bound.pop();
                if bound.is_empty() {
                    self.locals.remove(&name);
                }
            }
        }
    }

    /// Binds a local name until its scope ends.
    pub(super) fn bind(&mut self, name: Name, var: VarId) {
        self.bind_meaning(name, Meaning::Variable(var));
    }

    /// Gives a local name a meaning until its scope ends.
    pub(super) fn bind_meaning(&mut self, name: Name, meaning: Meaning) {
        let local = Local {
            depth: self.depth,
            meaning,
        };
        self.locals.entry(name.clone()).or_default().push(local);
        self.trail.push(name);
    }

    /// Binds a name at the top level, for this text and later ones.
    pub(super) fn define(&mut self, name: Name, var: VarId) {
        let meaning = match self.builtin.get(&**name.text()) {
            _ if !self.in_library() => Meaning::Variable(var),
            Some(Meaning::Primitive(operator, _)) if name.alias().is_none() => {
                Meaning::Primitive(*operator, Some(var))
            }
            _ => Meaning::Library(var),
        };
        self.define_meaning(name, meaning);
    }

    /// Gives a name a meaning at the top level, for this text and later ones.
    pub(super) fn define_meaning(&mut self, name: Name, meaning: Meaning) {
        if self.in_library() && name.alias().is_none() {
            if let Some((_, names)) = self.sections.last_mut() {
                names.push(name.text().clone());
            }
        }
        if let Some(environment) = self.environments.get_mut(self.present.0) {
            environment.define(name, meaning);
        }
    }

    /// Begins a text of the standard library.
    pub(super) fn begin_section(&mut self, name: &str) {
        self.sections.push((name.to_string(), Vec::new()));
    }

    /// The names that a text of the standard library defines.
    pub(super) fn section(&self, name: &str) -> Option<&[Arc<str>]> {
        let found = self.sections.iter().find(|(known, _)| known == name);
        found.map(|(_, names)| names.as_slice())
    }

    /// The standard library's texts, by their own names, and what they define.
    pub(super) fn sections(&self) -> &[(String, Vec<Arc<str>>)] {
        &self.sections
    }

    /// The names of keywords and primitives.
    pub(super) fn builtin_names(&self) -> impl Iterator<Item = &str> {
        self.builtin.keys().map(|name| -> &str { name })
    }

    /// Every name that the standard library has, with repetitions.
    pub(super) fn standard_names(&self) -> impl Iterator<Item = &str> {
        let defined = self.sections.iter().flat_map(|(_, names)| names);
        defined
            .map(|name| -> &str { name })
            .chain(self.builtin_names())
    }

    /// What a name means in the standard library, whatever hides it.
    pub(super) fn meaning_of_standard(&self, name: &str) -> Option<Meaning> {
        self.standard(&Name::written(name))
    }

    /// Imports a name at the top level. False if another import has given it another meaning.
    pub(super) fn import(&mut self, name: Name, meaning: Meaning) -> bool {
        let environment = self.environments.get_mut(self.present.0);
        environment.is_none_or(|environment| environment.import(name, meaning))
    }

    /// Lets the text at hand see the whole standard library, or only what it imports.
    pub(super) fn see_standard(&mut self, sees: bool) {
        if let Some(environment) = self.environments.get_mut(self.present.0) {
            environment.see_standard(sees);
        }
    }

    /// Whether the text at hand sees the whole standard library.
    pub(super) fn sees_standard(&self) -> bool {
        let environment = self.environments.get(self.present.0);
        environment.is_some_and(Environment::sees_standard)
    }

    /// Goes on in a new environment that sees only what it imports. The one before.
    pub(super) fn begin_library(&mut self) -> EnvironmentId {
        let before = self.present;
        self.present = EnvironmentId(self.environments.len());
        self.environments.push(Environment::closed());
        before
    }

    /// Whether the text is the library's, which alone sees names that begin with `%`.
    pub(super) fn in_library(&self) -> bool {
        self.present == LIBRARY
    }

    /// The environment of the text at hand.
    pub(super) fn present(&self) -> EnvironmentId {
        self.present
    }

    /// Goes on in another environment, at its top level.
    pub(super) fn switch(&mut self, environment: EnvironmentId) {
        self.present = environment;
    }

    /// The library's variable of this name, whatever hides it.
    pub(super) fn library(&self, name: &str) -> Option<VarId> {
        match self.standard(&Name::written(name))? {
            Meaning::Library(var) | Meaning::Primitive(_, Some(var)) => Some(var),
            _ => None,
        }
    }

    /// What a name means to the library.
    fn standard(&self, name: &Name) -> Option<Meaning> {
        let environment = self.environments.get(LIBRARY.0)?;
        let defined = environment.get(name);
        defined.or_else(|| match name.alias() {
            None => self.builtin.get(&**name.text()).copied(),
            Some(_) => None,
        })
    }

    /// The present place.
    pub(super) fn place(&self) -> Place {
        Place {
            depth: self.depth,
            environment: self.present,
        }
    }

    /// The place around the innermost local scope.
    pub(super) fn outer_place(&self) -> Place {
        Place {
            depth: self.depth.saturating_sub(1),
            environment: self.present,
        }
    }

    /// A new alias of a symbol of a template, for a macro that was defined at a place.
    pub(super) fn alias(&mut self, original: Name, place: Place) -> AliasId {
        let id = AliasId(u32::try_from(self.aliases.len()).unwrap_or(u32::MAX));
        self.aliases.push(Alias { original, place });
        id
    }

    /// What a name means here.
    pub(super) fn resolve(&self, name: &Name) -> Meaning {
        self.resolve_from(name, self.place())
    }

    /// What a name means at a place.
    pub(super) fn resolve_from(&self, name: &Name, mut place: Place) -> Meaning {
        let mut name = name;
        loop {
            if let Some(locals) = self.locals.get(name) {
                let visible = locals.partition_point(|local| local.depth <= place.depth);
                if let Some(local) = visible.checked_sub(1).and_then(|last| locals.get(last)) {
                    return local.meaning;
                }
            }
            if let Some(meaning) = self.global(name, place.environment) {
                return meaning;
            }
            match self.alias_of(name) {
                Some(alias) => (name, place) = (&alias.original, alias.place),
                None => return self.missing(place.environment),
            }
        }
    }

    /// What a name means at an environment's top level.
    fn global(&self, name: &Name, environment: EnvironmentId) -> Option<Meaning> {
        let environment = self.environments.get(environment.0)?;
        if let Some(meaning) = environment.get(name) {
            return Some(meaning);
        }
        if !environment.sees_standard() {
            // Whatever a text imports, it can import more.
            return match self.builtin.get(&**name.text()) {
                Some(meaning @ Meaning::Keyword(Keyword::Import | Keyword::DefineLibrary))
                    if name.alias().is_none() =>
                {
                    Some(*meaning)
                }
                _ => None,
            };
        }
        if is_reserved(name.text()) && !environment.is_library() {
            return None;
        }
        self.standard(name)
    }

    /// What a name means that is bound nowhere.
    fn missing(&self, environment: EnvironmentId) -> Meaning {
        match self.environments.get(environment.0) {
            Some(environment) if environment.is_incomplete() => Meaning::Broken,
            _ => Meaning::Unknown,
        }
    }

    /// Notes that the text at hand lacks names that something missing would have brought.
    pub(super) fn lack(&mut self) {
        if let Some(environment) = self.environments.get_mut(self.present.0) {
            environment.lack();
        }
    }

    fn alias_of(&self, name: &Name) -> Option<&Alias> {
        self.aliases.get(name.alias()?.0 as usize)
    }

    /// The symbol as it is written that a name goes back to, and the environment it was written in.
    fn root<'s>(&'s self, name: &'s Name) -> (&'s Name, EnvironmentId) {
        let (mut name, mut environment) = (name, self.present);
        while let Some(alias) = self.alias_of(name) {
            (name, environment) = (&alias.original, alias.place.environment);
        }
        (name, environment)
    }

    /// Whether a name may begin with `%`: it was written by the library.
    pub(super) fn may_be_reserved(&self, name: &Name) -> bool {
        self.root(name).1 == LIBRARY
    }

    /// Whether two names mean the same, each at its place: both nothing and written alike, or the
    /// same thing.
    pub(super) fn same(&self, a: &Name, a_place: Place, b: &Name, b_place: Place) -> bool {
        match (self.resolve_from(a, a_place), self.resolve_from(b, b_place)) {
            (Meaning::Unknown | Meaning::Broken, Meaning::Unknown | Meaning::Broken) => {
                a.text() == b.text()
            }
            (a, b) => a == b,
        }
    }

    /// Every name that means something here, in no order and with repetitions.
    pub(super) fn names<'s>(&'s self) -> impl Iterator<Item = &'s str> {
        let present = self.environments.get(self.present.0);
        let standard = self
            .environments
            .get(LIBRARY.0)
            .filter(|_| present.is_some_and(Environment::sees_standard));
        let builtin = self.builtin.keys().filter(move |_| standard.is_some());
        let globals = present.into_iter().chain(standard);
        self.locals
            .keys()
            .chain(globals.flat_map(Environment::names))
            .filter(|name| name.alias().is_none())
            .map(|name| -> &'s str { name.text() })
            .chain(builtin.map(|name| -> &'s str { name }))
            .filter(move |name| self.in_library() || !is_reserved(name))
    }
}

/// Whether a name belongs to the library.
pub(super) fn is_reserved(name: &str) -> bool {
    name.starts_with('%')
}
