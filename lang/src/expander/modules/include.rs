//! `include` and `include-ci`: the data of other texts.

use super::path::beside;
use crate::core::Expr;
use crate::datum::{DatumId, DatumKind};
use crate::diagnostic::Diagnostic;
use crate::expander::build::sequence;
use crate::expander::keyword::Keyword;
use crate::expander::Expander;
use crate::reader::{read_all, right};
use crate::source::{SourceId, Span};

/// How many texts a program may ask for.
const MOST_TEXTS: u32 = 1_000;

impl Expander<'_> {
    /// The data of the texts that a form names.
    pub(in crate::expander) fn include(
        &mut self,
        keyword: Keyword,
        names: &[DatumId],
        span: Span,
    ) -> Vec<DatumId> {
        if names.is_empty() {
            self.malformed(keyword, "needs a text's name", span);
            return Vec::new();
        }
        let mut forms = Vec::new();
        let reported = self.diagnostics.len();
        for &operand in names {
            let place = self.data.span(operand);
            let DatumKind::String(path) = self.data.kind(operand).clone() else {
                self.malformed(keyword, "takes names of texts, which are strings", place);
                continue;
            };
            let name = beside(&self.source_name(place.source), &path);
            if self.asks_for_itself(&name, place) {
                continue;
            }
            match self.text(&name, place) {
                Some(Some(text)) => {
                    let data = self.text_data(text, keyword == Keyword::IncludeCi);
                    forms.extend(data.into_iter().flatten());
                }
                Some(None) => {
                    let sought = if name == *path { "" } else { &name };
                    let diagnostic =
                        Diagnostic::new("E0140", format!("there is no text `{path}`"), place);
                    self.diagnostics.push(if sought.is_empty() {
                        diagnostic.label("it is sought beside the text that includes it")
                    } else {
                        diagnostic.label(format!("it is sought as `{sought}`"))
                    });
                }
                None => {}
            }
        }
        if self.diagnostics.len() > reported {
            self.scope.lack();
        }
        forms
    }

    /// `include` where an expression is expected.
    pub(in crate::expander) fn included_expr(
        &mut self,
        keyword: Keyword,
        names: &[DatumId],
        span: Span,
    ) -> Expr {
        let reported = self.diagnostics.len();
        let forms = self.include(keyword, names, span);
        self.spliced(&forms, reported, span)
    }

    /// Forms that stand for an expression, which may be none.
    pub(in crate::expander) fn spliced(
        &mut self,
        forms: &[DatumId],
        reported: usize,
        span: Span,
    ) -> Expr {
        if forms.is_empty() {
            if self.diagnostics.len() == reported {
                self.diagnostics.push(Diagnostic::new(
                    "E0109",
                    "there is no expression in this",
                    span,
                ));
            }
            return self.unspecified(span);
        }
        let expressions = self.exprs(forms);
        sequence(expressions, span)
    }

    pub(super) fn source_name(&self, id: SourceId) -> String {
        self.sources
            .get(id)
            .map_or_else(String::new, |source| source.name.clone())
    }

    /// Whether a text asks for itself, perhaps through others, which is reported.
    fn asks_for_itself(&mut self, name: &str, place: Span) -> bool {
        let mut asking = Some(place.source);
        let mut chain = Vec::new();
        while let Some(source) = asking {
            let known = self.source_name(source);
            let is_same = known == name;
            chain.push(known);
            if is_same {
                chain.reverse();
                chain.push(name.to_string());
                self.diagnostics.push(
                    Diagnostic::new("E0141", "a text includes itself", place)
                        .label(chain.join(" → ")),
                );
                return true;
            }
            // Every link is a text that was asked for before, so the chain is no longer than that.
            if chain.len() > MOST_TEXTS as usize {
                return false;
            }
            asking = self.modules.asked_by.get(&source).copied();
        }
        false
    }

    /// The text of a name: found, not there, or reported to be out of reach.
    pub(super) fn text(&mut self, name: &str, place: Span) -> Option<Option<SourceId>> {
        self.modules.asked += 1;
        if self.modules.asked > MOST_TEXTS {
            if self.modules.asked == MOST_TEXTS + 1 {
                self.diagnostics.push(
                    Diagnostic::new("E0142", "too many texts are included", place)
                        .label(format!("a program may ask for {MOST_TEXTS} texts")),
                );
            }
            return None;
        }
        let text = match (self.modules.find)(name) {
            Ok(Some(text)) => match self.modules.texts.get(name) {
                Some(known) => *known,
                None => {
                    let id = self.sources.add(name, text);
                    self.modules.texts.insert(name.to_string(), id);
                    id
                }
            },
            Ok(None) => return Some(None),
            Err(why) => {
                self.diagnostics
                    .push(Diagnostic::new("E0140", "this text cannot be read", place).label(why));
                return None;
            }
        };
        self.modules.asked_by.insert(text, place.source);
        Some(Some(text))
    }

    /// What stands at a text's top level, or nothing if its mistakes are reported.
    pub(super) fn text_data(&mut self, text: SourceId, folds_case: bool) -> Option<Vec<DatumId>> {
        let (data, mistakes) = read_all(self.sources, text, folds_case, self.limits);
        // A text with mistakes counts, too: it may be asked for again.
        let length = self.sources.length(text);
        self.limits = self.limits.after(length, data.len(), mistakes.len());
        match right((data, mistakes)) {
            Ok(data) => Some(self.data.absorb(data)),
            Err(mistakes) => {
                for mistake in mistakes {
                    self.diagnostics.push(mistake);
                }
                None
            }
        }
    }
}
