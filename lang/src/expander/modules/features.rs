//! `cond-expand`: forms for what an implementation offers.

use super::standard::{self, FEATURES};
use crate::core::Expr;
use crate::datum::{DatumId, DatumKind};
use crate::expander::keyword::Keyword;
use crate::expander::Expander;
use crate::source::Span;

/// How deep requirements may nest.
const REQUIREMENT_NESTING: u32 = 100;

impl Expander<'_> {
    /// The forms of the first clause whose requirement is met.
    pub(in crate::expander) fn cond_expand(&mut self, clauses: &[DatumId]) -> Vec<DatumId> {
        for &clause in clauses {
            let parts = self.data.list(clause).unwrap_or_default();
            let Some((requirement, forms)) = parts.split_first() else {
                let place = self.data.span(clause);
                self.malformed(Keyword::CondExpand, "needs lists as clauses", place);
                return Vec::new();
            };
            match self.is_met(*requirement, 0) {
                Some(true) => return forms.to_vec(),
                Some(false) => {}
                None => return Vec::new(),
            }
        }
        Vec::new()
    }

    /// `cond-expand` where an expression is expected.
    pub(in crate::expander) fn cond_expand_expr(
        &mut self,
        clauses: &[DatumId],
        span: Span,
    ) -> Expr {
        let reported = self.diagnostics.len();
        let forms = self.cond_expand(clauses);
        self.spliced(&forms, reported, span)
    }

    /// Whether a requirement is met; nothing if a mistake in it is reported.
    fn is_met(&mut self, id: DatumId, depth: u32) -> Option<bool> {
        if let Some(name) = self.data.symbol(id) {
            return Some(&**name == "else" || FEATURES.contains(&&**name));
        }
        let parts = self.data.list(id).unwrap_or_default();
        let head = parts
            .first()
            .and_then(|head| self.data.symbol(*head))
            .cloned();
        let operands = parts.get(1..).unwrap_or_default();
        if depth < REQUIREMENT_NESTING {
            match (head.as_deref(), operands) {
                (Some("and"), operands) => {
                    for operand in operands {
                        if !self.is_met(*operand, depth + 1)? {
                            return Some(false);
                        }
                    }
                    return Some(true);
                }
                (Some("or"), operands) => {
                    for operand in operands {
                        if self.is_met(*operand, depth + 1)? {
                            return Some(true);
                        }
                    }
                    return Some(false);
                }
                (Some("not"), [operand]) => return Some(!self.is_met(*operand, depth + 1)?),
                (Some("library"), [library])
                    if matches!(self.data.kind(*library), DatumKind::Pair(..)) =>
                {
                    return self.has_library(*library);
                }
                _ => {}
            }
        }
        let place = self.data.span(id);
        self.malformed(
            Keyword::CondExpand,
            "needs a feature's name, `(library name)`, or these with `and`, `or`, `not`",
            place,
        );
        None
    }

    /// Whether there is a library of this name.
    fn has_library(&mut self, id: DatumId) -> Option<bool> {
        let (name, parts) = self.library_name(id)?;
        if self.standard_exports(&name).is_some() {
            return Some(true);
        }
        if parts
            .first()
            .is_some_and(|first| standard::RESERVED.contains(&&**first))
        {
            return Some(false);
        }
        self.find_library(&name, &parts, self.data.span(id))
    }
}
