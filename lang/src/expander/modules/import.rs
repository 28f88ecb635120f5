//! `import` and its import sets.

use super::standard;
use super::Exports;
use crate::datum::{DatumId, Name};
use crate::diagnostic::Diagnostic;
use crate::expander::environment::PROGRAM;
use crate::expander::keyword::Keyword;
use crate::expander::scope::{is_reserved, Meaning};
use crate::expander::unknown::nearest;
use crate::expander::unsupported::unsupported;
use crate::expander::Expander;
use crate::source::Span;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A change of an import set.
enum Change {
    Only(Vec<DatumId>),
    Except(Vec<DatumId>),
    Prefix(DatumId),
    Rename(Vec<DatumId>),
}

/// Names and what they mean, in the order of the library.
type Imports = Vec<(Arc<str>, Meaning)>;

impl Expander<'_> {
    /// `(import set …)`. As the first form of a program it hides what it does not import.
    pub(in crate::expander) fn import(&mut self, id: DatumId) {
        if self.scope.present() == PROGRAM && !self.modules.has_begun {
            self.modules.has_begun = true;
            self.scope.see_standard(false);
        }
        let span = self.data.span(id);
        let Some(sets) = self.data.list(id) else {
            self.malformed(Keyword::Import, "cannot be a dotted list", span);
            return;
        };
        for &set in sets.get(1..).unwrap_or_default() {
            let Some(imports) = self.import_set(set) else {
                self.scope.lack();
                continue;
            };
            let place = self.data.span(set);
            for (name, meaning) in imports {
                if !self.scope.import(Name::written(name.clone()), meaning) {
                    self.diagnostics.push(
                        Diagnostic::new("E0149", format!("`{name}` is imported twice"), place)
                            .label("this gives it another meaning than an import before")
                            .help(format!(
                                "leave one of the two out: `(except {} {name})`",
                                self.shortened(set)
                            )),
                    );
                }
            }
        }
    }

    /// What an import set brings.
    fn import_set(&mut self, set: DatumId) -> Option<Imports> {
        let mut changes = Vec::new();
        let mut library = set;
        // The library stands innermost.
        while let Some((change, inner)) = self.change(library)? {
            changes.push((change, library));
            library = inner;
        }
        let mut imports: Imports = self.exports(library)?.to_vec();
        for (change, place) in changes.into_iter().rev() {
            imports = self.changed(imports, &change, place, library)?;
        }
        Some(imports)
    }

    /// The outermost change of an import set and the set that it changes. Nothing inside if it is a
    /// library's name; nothing at all if a mistake is reported.
    #[allow(clippy::option_option)]
    fn change(&mut self, set: DatumId) -> Option<Option<(Change, DatumId)>> {
        let parts = self.data.list(set).unwrap_or_default();
        let [head, inner, operands @ ..] = parts.as_slice() else {
            return Some(None);
        };
        let head = self.data.symbol(*head).map(|head| &**head);
        if self.data.list(*inner).is_none_or(|inner| inner.is_empty()) {
            if matches!(head, Some("only" | "except" | "prefix" | "rename")) {
                self.wrong_set(set);
                return None;
            }
            return Some(None);
        }
        let change = match (head, operands) {
            (Some("only"), names) => Change::Only(names.to_vec()),
            (Some("except"), names) => Change::Except(names.to_vec()),
            (Some("prefix"), [prefix]) => Change::Prefix(*prefix),
            (Some("rename"), pairs) => Change::Rename(pairs.to_vec()),
            _ => {
                self.wrong_set(set);
                return None;
            }
        };
        Some(Some((change, *inner)))
    }

    fn wrong_set(&mut self, set: DatumId) {
        let span = self.data.span(set);
        self.diagnostics.push(
            Diagnostic::new("E0143", "this is no import set", span).help(
                "it is a library's name, `(scheme base)`, or one of `(only set name …)`, `(except set name …)`, `(prefix set name)`, `(rename set (old new) …)`",
            ),
        );
    }

    fn changed(
        &mut self,
        imports: Imports,
        change: &Change,
        set: DatumId,
        library: DatumId,
    ) -> Option<Imports> {
        Some(match change {
            Change::Only(names) => {
                let known: HashMap<Arc<str>, Meaning> = imports.into_iter().collect();
                let mut only = Vec::new();
                for &id in names {
                    let name = self.symbol_of_set(id, set)?;
                    match known.get(&name) {
                        Some(meaning) => only.push((name, *meaning)),
                        None => {
                            let all: Vec<&str> = known.keys().map(|name| &**name).collect();
                            self.not_exported(&name, &all, self.data.span(id), library);
                        }
                    }
                }
                only
            }
            Change::Except(names) => {
                let mut left_out = HashSet::new();
                for &id in names {
                    let name = self.symbol_of_set(id, set)?;
                    if !imports.iter().any(|(known, _)| *known == name) {
                        let all: Vec<&str> = imports.iter().map(|(name, _)| &**name).collect();
                        self.not_exported(&name, &all, self.data.span(id), library);
                    }
                    left_out.insert(name);
                }
                let stays = |(name, _): &(Arc<str>, Meaning)| !left_out.contains(name);
                imports.into_iter().filter(stays).collect()
            }
            Change::Prefix(prefix) => {
                let prefix = self.symbol_of_set(*prefix, set)?;
                imports
                    .into_iter()
                    .map(|(name, meaning)| (format!("{prefix}{name}").into(), meaning))
                    .collect()
            }
            Change::Rename(pairs) => {
                let mut renamed = HashMap::new();
                for &pair in pairs {
                    let Some(&[old, new]) = self.data.list(pair).as_deref() else {
                        self.wrong_set(set);
                        return None;
                    };
                    let old_name = self.symbol_of_set(old, set)?;
                    let new_name = self.symbol_of_set(new, set)?;
                    if !imports.iter().any(|(known, _)| *known == old_name) {
                        let all: Vec<&str> = imports.iter().map(|(name, _)| &**name).collect();
                        self.not_exported(&old_name, &all, self.data.span(old), library);
                    }
                    renamed.insert(old_name, new_name);
                }
                imports
                    .into_iter()
                    .map(|(name, meaning)| (renamed.get(&name).cloned().unwrap_or(name), meaning))
                    .collect()
            }
        })
    }

    fn symbol_of_set(&mut self, id: DatumId, set: DatumId) -> Option<Arc<str>> {
        let name = self.data.symbol(id).cloned();
        if name.is_none() {
            self.wrong_set(set);
        }
        name
    }

    fn not_exported(&mut self, name: &str, known: &[&str], span: Span, library: DatumId) {
        let library = self.shortened(library);
        let is_standard =
            standard::names(&library).is_some_and(|mut names| names.any(|known| known == name));
        if is_standard {
            let diagnostic = Diagnostic::new("E0102", format!("`{name}` is not supported"), span);
            self.diagnostics.push(match unsupported(name) {
                Some(why) => diagnostic.help(why),
                None => diagnostic,
            });
            return;
        }
        let diagnostic = Diagnostic::new("E0148", format!("`{library}` has no `{name}`"), span);
        let home = standard::home(name).filter(|_| self.scope.meaning_of_standard(name).is_some());
        self.diagnostics
            .push(match (nearest(name, known.iter().copied()), home) {
                (_, Some(home)) => diagnostic.help(format!("it is in `{home}`")),
                (Some(nearest), None) => diagnostic.help(format!("did you mean `{nearest}`?")),
                (None, None) => diagnostic,
            });
    }

    /// The library to import for a name that the language has.
    pub(in crate::expander) fn home(&self, name: &str) -> Option<String> {
        self.scope.meaning_of_standard(name)?;
        if let Some(library) = standard::home(name) {
            return Some(library.to_string());
        }
        let has_name = |(_, names): &&(String, Vec<Arc<str>>)| names.iter().any(|n| **n == *name);
        let section = self.scope.sections().iter().find(has_name);
        let section = section.map_or("base", |(section, _)| section);
        Some(format!("(foldscheme {section})"))
    }

    /// What a library that comes with the language exports.
    pub(super) fn standard_exports(&self, library: &str) -> Option<Exports> {
        let meaning = |name: &str| {
            let meaning = self.scope.meaning_of_standard(name)?;
            Some((Arc::from(name), meaning))
        };
        if let Some(names) = standard::names(library) {
            return Some(names.filter_map(meaning).collect());
        }
        let own = library.strip_prefix("(foldscheme")?.strip_suffix(')')?;
        let public = |name: &&str| !is_reserved(name);
        if own.is_empty() {
            let names: HashSet<&str> = self.scope.standard_names().filter(public).collect();
            return Some(names.into_iter().filter_map(meaning).collect());
        }
        let own = own.strip_prefix(' ')?;
        let section = self.scope.section(own)?;
        let defined = section.iter().map(|name| -> &str { name });
        // What is built in belongs to the base.
        let builtin = self.scope.builtin_names().filter(|_| own == "base");
        let names: HashSet<&str> = defined.chain(builtin).filter(public).collect();
        Some(names.into_iter().filter_map(meaning).collect())
    }
}
