//! Libraries: `define-library`, and where the ones that are imported come from.

use super::path::beside;
use super::standard;
use super::{Exports, Library};
use crate::core::Expr;
use crate::datum::{DatumId, DatumKind, Name};
use crate::diagnostic::Diagnostic;
use crate::expander::body::Level;
use crate::expander::keyword::Keyword;
use crate::expander::scope::Meaning;
use crate::expander::unknown::nearest;
use crate::expander::{Expander, RED_ZONE, STACK_PIECE};
use crate::source::Span;
use std::sync::Arc;

/// A name that a library exports: inside, outside, and where this is said.
struct Export {
    inside: Arc<str>,
    outside: Arc<str>,
    span: Span,
}

impl Expander<'_> {
    /// `(define-library name declaration …)`: declares it; it is evaluated when it is imported.
    pub(in crate::expander) fn define_library(&mut self, id: DatumId) {
        let span = self.data.span(id);
        let parts = self.data.list(id).unwrap_or_default();
        let Some(&name) = parts.get(1) else {
            self.malformed(Keyword::DefineLibrary, "needs a name", span);
            return;
        };
        let place = self.data.span(name);
        let Some((name, parts)) = self.library_name(name) else {
            return;
        };
        if parts
            .first()
            .is_some_and(|first| standard::RESERVED.contains(&&**first))
        {
            self.diagnostics.push(
                Diagnostic::new("E0147", format!("the name `{name}` is reserved"), place)
                    .help("libraries that begin with `scheme`, `srfi`, or `foldscheme` come with the language"),
            );
            return;
        }
        if let Some(Library::Declared(_) | Library::Begun | Library::Ready(_)) =
            self.modules.libraries.get(&name)
        {
            self.diagnostics.push(
                Diagnostic::new(
                    "E0147",
                    format!("the library `{name}` is defined twice"),
                    place,
                )
                .label("second definition"),
            );
            return;
        }
        self.modules.declared.push(name.clone());
        self.modules.libraries.insert(name, Library::Declared(id));
    }

    /// A library's name as it is written, and its parts.
    pub(super) fn library_name(&mut self, id: DatumId) -> Option<(String, Vec<Arc<str>>)> {
        let parts = self.data.list(id).unwrap_or_default();
        let parts: Option<Vec<Arc<str>>> = parts
            .into_iter()
            .map(|part| match self.data.kind(part) {
                DatumKind::Integer(n) if *n >= 0 => Some(n.to_string().into()),
                _ => self.data.symbol(part).cloned(),
            })
            .collect();
        match parts {
            Some(parts) if !parts.is_empty() => {
                let written: Vec<&str> = parts.iter().map(|part| &**part).collect();
                Some((format!("({})", written.join(" ")), parts))
            }
            _ => {
                let span = self.data.span(id);
                self.diagnostics.push(
                    Diagnostic::new("E0143", "this is no library's name", span)
                        .help("it is a list of symbols and numbers, such as `(scheme base)`"),
                );
                None
            }
        }
    }

    /// `import` or `define-library` where it cannot stand.
    pub(in crate::expander) fn misplaced_module(&mut self, keyword: Keyword, span: Span) -> Expr {
        let name = keyword.name();
        self.fail(
            Diagnostic::new(
                "E0151",
                format!("`{name}` stands at a program's top level only"),
                span,
            )
            .help("in a library it is a declaration, beside `begin`"),
        )
    }

    /// What a library exports; nothing if a mistake is reported.
    pub(super) fn exports(&mut self, id: DatumId) -> Option<Exports> {
        let span = self.data.span(id);
        let (name, parts) = self.library_name(id)?;
        if let Some(exports) = self.standard_exports(&name) {
            return Some(exports);
        }
        if let Some(why) = standard::left_out(&name) {
            self.diagnostics.push(
                Diagnostic::new("E0144", format!("`{name}` is not supported"), span).help(why),
            );
            return None;
        }
        let is_reserved = parts
            .first()
            .is_some_and(|first| standard::RESERVED.contains(&&**first));
        if is_reserved || !self.find_library(&name, &parts, span)? {
            self.no_library(&name, &parts, is_reserved, span);
            return None;
        }
        match self.modules.libraries.get(&name) {
            Some(Library::Ready(exports)) => Some(exports.clone()),
            Some(Library::Declared(form)) => {
                let form = *form;
                // Libraries that import libraries may be a long chain.
                stacker::maybe_grow(RED_ZONE, STACK_PIECE, || self.evaluate_library(&name, form))
            }
            Some(Library::Begun) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        "E0146",
                        format!("the library `{name}` imports itself"),
                        span,
                    )
                    .label("perhaps through others"),
                );
                None
            }
            Some(Library::Broken) | None => None,
        }
    }

    fn no_library(&mut self, name: &str, parts: &[Arc<str>], is_reserved: bool, span: Span) {
        let diagnostic = Diagnostic::new("E0145", format!("there is no library `{name}`"), span);
        let known = standard::LIBRARIES.iter().map(|(name, _)| *name);
        let known = known.chain(self.modules.declared.iter().map(|name| &**name));
        let diagnostic = match (nearest(name, known), file_stem(parts)) {
            (Some(nearest), _) => diagnostic.help(format!("did you mean `{nearest}`?")),
            (None, Some(stem)) if !is_reserved => {
                let stem = beside(&self.modules.root, &stem);
                diagnostic.help(format!(
                    "its text is sought as `{stem}.sld` and `{stem}.scm`"
                ))
            }
            _ => diagnostic,
        };
        self.diagnostics.push(diagnostic);
    }

    /// Whether a library of the user's own is there; its text is read if it is not declared yet.
    pub(super) fn find_library(
        &mut self,
        name: &str,
        parts: &[Arc<str>],
        span: Span,
    ) -> Option<bool> {
        if self.modules.libraries.contains_key(name) {
            return Some(true);
        }
        let Some(stem) = file_stem(parts) else {
            return Some(false);
        };
        for ending in ["sld", "scm"] {
            let path = beside(&self.modules.root, &format!("{stem}.{ending}"));
            let Some(text) = self.text(&path, span)? else {
                continue;
            };
            // Whatever is wrong with the text, it is not read again.
            self.modules
                .libraries
                .insert(name.to_string(), Library::Broken);
            let forms = self.text_data(text, false)?;
            for form in forms {
                let place = self.data.span(form);
                match self.library_form(form) {
                    true => self.define_library(form),
                    false => self.diagnostics.push(
                        Diagnostic::new("E0143", "a library's text holds only libraries", place)
                            .help("put this into the `begin` of a `define-library`"),
                    ),
                }
            }
            if matches!(self.modules.libraries.get(name), Some(Library::Broken)) {
                self.diagnostics.push(
                    Diagnostic::new("E0145", format!("there is no library `{name}`"), span)
                        .label(format!("`{path}` does not define it")),
                );
                return None;
            }
            return Some(true);
        }
        Some(false)
    }

    /// Whether a form is written as a library.
    fn library_form(&self, id: DatumId) -> bool {
        match *self.data.kind(id) {
            DatumKind::Pair(head, _) => self
                .data
                .symbol(head)
                .is_some_and(|head| &**head == Keyword::DefineLibrary.name()),
            _ => false,
        }
    }

    /// Evaluates a library: its definitions join the program's.
    fn evaluate_library(&mut self, name: &str, form: DatumId) -> Option<Exports> {
        self.modules
            .libraries
            .insert(name.to_string(), Library::Begun);
        let reported = self.diagnostics.len();
        let outside = self.scope.begin_library();
        let outer_names = std::mem::take(&mut self.reported_names);
        let (exports, body) = self.declarations(form);
        let items = self.scan(&body, Level::Top);
        self.top_items(items);
        let exports = self.resolve_exports(exports);
        self.reported_names = outer_names;
        self.scope.switch(outside);
        if self.diagnostics.len() > reported {
            self.modules
                .libraries
                .insert(name.to_string(), Library::Broken);
            return None;
        }
        self.modules
            .libraries
            .insert(name.to_string(), Library::Ready(exports.clone()));
        Some(exports)
    }

    /// Checks the libraries that nothing imports; what they define is no part of the program.
    pub(in crate::expander) fn check_unused_libraries(&mut self) {
        let used = std::mem::take(&mut self.top);
        let mut next = 0;
        while let Some(name) = self.modules.declared.get(next).cloned() {
            next += 1;
            if let Some(Library::Declared(form)) = self.modules.libraries.get(&name) {
                let form = *form;
                self.evaluate_library(&name, form);
            }
        }
        std::mem::replace(&mut self.top, used).discard();
    }

    /// Handles a library's declarations: what it exports, and the forms of its body.
    fn declarations(&mut self, form: DatumId) -> (Vec<Export>, Vec<DatumId>) {
        let (mut exports, mut body) = (Vec::new(), Vec::new());
        let parts = self.data.list(form).unwrap_or_default();
        let mut open: Vec<DatumId> = parts.into_iter().skip(2).rev().collect();
        while let Some(id) = open.pop() {
            let span = self.data.span(id);
            let parts = self.data.list(id).unwrap_or_default();
            let head = parts
                .first()
                .and_then(|head| self.data.symbol(*head))
                .cloned();
            let operands = parts.get(1..).unwrap_or_default();
            match head.as_deref() {
                Some("export") => {
                    for &spec in operands {
                        exports.extend(self.export(spec));
                    }
                }
                Some("import") => self.import(id),
                Some("begin") => body.extend(operands),
                Some("include") => body.extend(self.include(Keyword::Include, operands, span)),
                Some("include-ci") => body.extend(self.include(Keyword::IncludeCi, operands, span)),
                Some("include-library-declarations") => {
                    let forms = self.include(Keyword::Include, operands, span);
                    open.extend(forms.into_iter().rev());
                }
                Some("cond-expand") => open.extend(self.cond_expand(operands).into_iter().rev()),
                _ => {
                    self.diagnostics.push(
                        Diagnostic::new("E0143", "this is no library declaration", span).help(
                            "these are `export`, `import`, `begin`, `include`, `include-ci`, `include-library-declarations`, `cond-expand`; definitions stand in `begin`",
                        ),
                    );
                    self.scope.lack();
                }
            }
        }
        (exports, body)
    }

    /// `name` or `(rename inside outside)`
    fn export(&mut self, id: DatumId) -> Option<Export> {
        let span = self.data.span(id);
        if let Some(name) = self.data.symbol(id) {
            return Some(Export {
                inside: name.clone(),
                outside: name.clone(),
                span,
            });
        }
        if let Some(&[rename, inside, outside]) = self.data.list(id).as_deref() {
            let symbol = |id| self.data.symbol(id).cloned();
            if let (Some("rename"), Some(inside), Some(outside)) =
                (symbol(rename).as_deref(), symbol(inside), symbol(outside))
            {
                return Some(Export {
                    inside,
                    outside,
                    span,
                });
            }
        }
        self.diagnostics.push(
            Diagnostic::new("E0143", "this cannot be exported", span)
                .help("an export is a name or `(rename inside outside)`"),
        );
        None
    }

    fn resolve_exports(&mut self, exports: Vec<Export>) -> Exports {
        let mut resolved: Vec<(Arc<str>, Meaning)> = Vec::new();
        for export in exports {
            let Export {
                inside,
                outside,
                span,
            } = export;
            let meaning = self.scope.resolve(&Name::written(inside.clone()));
            if meaning == Meaning::Unknown {
                self.diagnostics.push(
                    Diagnostic::new(
                        "E0150",
                        format!("`{inside}` is exported, but not defined"),
                        span,
                    )
                    .label("the library neither defines nor imports it"),
                );
            } else if resolved.iter().any(|(known, _)| *known == outside) {
                self.diagnostics.push(Diagnostic::new(
                    "E0150",
                    format!("`{outside}` is exported twice"),
                    span,
                ));
            } else {
                resolved.push((outside, meaning));
            }
        }
        resolved.into()
    }

    /// A library's name or an import set as a message shows it.
    pub(super) fn shortened(&self, id: DatumId) -> String {
        self.written(id)
    }
}

/// The path of a library's text without its ending; none if a part cannot be a file's name.
fn file_stem(parts: &[Arc<str>]) -> Option<String> {
    let mut names = Vec::new();
    for part in parts {
        let is_plain = !part.is_empty()
            && !part.starts_with('.')
            && !part.contains(['/', '\\', '\0', ':', '<', '>']);
        names.push(is_plain.then_some(&**part)?);
    }
    Some(names.join("/"))
}
