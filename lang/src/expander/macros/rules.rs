//! Definitions of macros: `define-syntax`, `let-syntax`, `letrec-syntax`, `syntax-rules`.

use super::pattern::Patterns;
use super::template::Templates;
use super::{Macro, MacroId, Rule};
use crate::core::Expr;
use crate::datum::{DatumId, DatumKind, Name};
use crate::diagnostic::Diagnostic;
use crate::expander::body::{Level, Together};
use crate::expander::keyword::Keyword;
use crate::expander::scope::{Meaning, Place};
use crate::expander::Expander;
use crate::source::Span;
use std::sync::Arc;

/// How deep patterns and templates may nest.
pub(super) const RULE_NESTING: u32 = 1_000;

/// What is understood as an ellipsis.
#[derive(Clone, Debug)]
pub(super) enum Ellipsis {
    /// `...`
    Usual,
    /// A symbol that the definition names.
    Named(Name),
    /// Nothing: the symbol is a literal.
    None,
}

impl Expander<'_> {
    /// `(define-syntax name transformer)`
    pub(in crate::expander) fn define_syntax(
        &mut self,
        id: DatumId,
        level: Level,
        together: &mut Together,
    ) {
        let span = self.data.span(id);
        let parts = self.data.parts(id);
        let ([_, name, transformer], None) = (parts.items.as_slice(), parts.tail) else {
            self.malformed(Keyword::DefineSyntax, "takes a name and one macro", span);
            return;
        };
        if let Some((name, _)) = self.declare(*name, together, "E0106") {
            let meaning = self.transformer(&name, *transformer);
            let meaning = meaning.unwrap_or(Meaning::Broken);
            match level {
                Level::Top => self.scope.define_meaning(name, meaning),
                Level::Body => self.scope.bind_meaning(name, meaning),
            }
        }
    }

    /// `let-syntax` and `letrec-syntax`.
    pub(in crate::expander) fn let_syntax(
        &mut self,
        keyword: Keyword,
        operands: &[DatumId],
        span: Span,
    ) -> Expr {
        let Some((bindings, body)) = self.bindings_and_body(keyword, operands, span) else {
            return self.unspecified(span);
        };
        let mut together = Together::default();
        let mut meanings = Vec::new();
        let mark = self.scope.enter();
        for (name, transformer) in bindings {
            let Some((name, _)) = self.declare(name, &mut together, "E0107") else {
                continue;
            };
            if keyword == Keyword::LetSyntax {
                // The macros do not see each other: each is of the place around the form.
                let place = self.scope.outer_place();
                let meaning = self.transformer_at(&name, transformer, place);
                meanings.push((name, meaning.unwrap_or(Meaning::Broken)));
            } else {
                let place = self.scope.place();
                let meaning = self.transformer_at(&name, transformer, place);
                self.scope
                    .bind_meaning(name, meaning.unwrap_or(Meaning::Broken));
            }
        }
        for (name, meaning) in meanings {
            self.scope.bind_meaning(name, meaning);
        }
        let body = self.body(body, span);
        self.scope.leave(mark);
        body
    }

    fn transformer(&mut self, name: &Name, id: DatumId) -> Option<Meaning> {
        let place = self.scope.place();
        self.transformer_at(name, id, place)
    }

    /// What a definition gives a name: a macro made by `syntax-rules`, or the meaning of another
    /// macro or keyword.
    fn transformer_at(&mut self, name: &Name, mut id: DatumId, place: Place) -> Option<Meaning> {
        loop {
            let head = match *self.data.kind(id) {
                DatumKind::Pair(head, _) => head,
                _ => id,
            };
            let meaning = match self.data.name(head) {
                Some(head) => self.scope.resolve(&head),
                None => Meaning::Unknown,
            };
            match meaning {
                Meaning::Keyword(_) | Meaning::Macro(_) if head == id => return Some(meaning),
                Meaning::Keyword(Keyword::SyntaxRules) => {
                    return self.syntax_rules(name, id, place).map(Meaning::Macro);
                }
                Meaning::Macro(used) => id = self.expand_use(used, id)?,
                Meaning::Broken => return None,
                _ => {
                    let span = self.data.span(id);
                    self.diagnostics.push(
                        Diagnostic::new("E0121", format!("this makes no macro for `{name}`"), span)
                            .help("macros are made by `(syntax-rules (literal …) (pattern template) …)`"),
                    );
                    return None;
                }
            }
        }
    }

    /// `(syntax-rules ellipsis (literal …) (pattern template) …)`
    fn syntax_rules(&mut self, name: &Name, id: DatumId, place: Place) -> Option<MacroId> {
        let span = self.data.span(id);
        let Some(items) = self.data.list(id) else {
            self.malformed(Keyword::SyntaxRules, "cannot be a dotted list", span);
            return None;
        };
        let (custom, rest) = match items.get(1..).unwrap_or_default() {
            [custom, rest @ ..] if self.data.symbol(*custom).is_some() => (Some(*custom), rest),
            rest => (None, rest),
        };
        let literals = rest.first().and_then(|list| self.data.list(*list));
        let (Some(literals), [_, rules @ ..]) = (literals, rest) else {
            self.malformed(Keyword::SyntaxRules, "needs a list of literals", span);
            return None;
        };
        let mut names = Vec::new();
        for literal in literals {
            match self.data.name(literal) {
                Some(name) => names.push(name),
                None => {
                    let place = self.data.span(literal);
                    self.diagnostics.push(
                        Diagnostic::new("E0122", "a literal is a symbol", place).help(
                            "the list of literals, `()` if there are none, stands before the rules",
                        ),
                    );
                    return None;
                }
            }
        }
        let mut ellipsis = match custom.and_then(|custom| self.data.name(custom)) {
            Some(custom) => Ellipsis::Named(custom),
            None => Ellipsis::Usual,
        };
        if names.iter().any(|name| self.is_ellipsis(name, &ellipsis)) {
            ellipsis = Ellipsis::None;
        }
        let mut compiled = Vec::new();
        let mut is_right = true;
        for &rule in rules {
            match self.rule(rule, &names, &ellipsis) {
                Some(rule) => compiled.push(rule),
                None => is_right = false,
            }
        }
        if !is_right {
            return None;
        }
        let id = MacroId(self.macros.len());
        self.macros.push(Arc::new(Macro {
            name: name.text().clone(),
            place,
            rules: compiled,
        }));
        Some(id)
    }

    /// `(pattern template)`
    fn rule(&mut self, id: DatumId, literals: &[Name], ellipsis: &Ellipsis) -> Option<Rule> {
        let span = self.data.span(id);
        let Some(&[written, template]) = self.data.list(id).as_deref() else {
            self.diagnostics.push(
                Diagnostic::new("E0122", "a rule is a pattern and one template", span).help(
                    "it is written `((_ variable …) template)`; several forms are put in a `begin`",
                ),
            );
            return None;
        };
        let rest = match *self.data.kind(written) {
            DatumKind::Pair(head, rest) if self.data.symbol(head).is_some() => rest,
            _ => {
                let span = self.data.span(written);
                self.diagnostics.push(
                    Diagnostic::new("E0122", "a pattern begins with the macro's name", span)
                        .help("it is written `(_ variable …)`; `_` stands for the macro's name"),
                );
                return None;
            }
        };
        let mut patterns = Patterns::new(self, literals, ellipsis);
        let pattern = patterns.pattern(rest)?;
        let variables = patterns.into_variables();
        let mut templates = Templates::new(self, &variables, ellipsis);
        let template = templates.template(template)?;
        let (occurrences, inserted) = templates.into_parts();
        Some(Rule {
            written,
            pattern,
            variables: variables.into_iter().map(|(name, _)| name).collect(),
            template,
            occurrences,
            inserted,
        })
    }

    /// Whether a symbol of a definition is the ellipsis there.
    pub(super) fn is_ellipsis(&self, name: &Name, ellipsis: &Ellipsis) -> bool {
        match ellipsis {
            Ellipsis::None => false,
            Ellipsis::Named(custom) => name == custom,
            Ellipsis::Usual => match self.scope.resolve(name) {
                Meaning::Keyword(Keyword::Ellipsis) => true,
                // A program that imports only some names may not have imported this one.
                Meaning::Unknown => &**name.text() == Keyword::Ellipsis.name(),
                _ => false,
            },
        }
    }

    /// Whether a datum of a definition is the ellipsis there.
    pub(super) fn is_ellipsis_datum(&self, id: DatumId, ellipsis: &Ellipsis) -> bool {
        self.data
            .name(id)
            .is_some_and(|name| self.is_ellipsis(&name, ellipsis))
    }

    /// Reports that a rule nests too deeply.
    pub(super) fn rule_too_deep(&mut self, span: Span) {
        self.diagnostics.push(
            Diagnostic::new("E0122", "this rule nests too deeply", span).label(format!(
                "patterns and templates nest at most {RULE_NESTING} levels"
            )),
        );
    }
}
