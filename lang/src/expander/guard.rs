//! `guard`: clauses that handle what is raised inside of a body.
//!
//! The clauses' tests are evaluated where the exception was raised; only a clause that holds leaves
//! to the `guard`, and its expressions are evaluated there. If none holds, the exception goes on
//! to the next handler from where it was raised, as if the `guard` were not there.

use super::body::Together;
use super::build::{lambda, variable};
use super::keyword::Keyword;
use super::{discard, Expander};
use crate::core::Expr;
use crate::datum::DatumId;
use crate::source::Span;

impl Expander<'_> {
    /// `(guard (name clause …) body …)`
    pub(super) fn guard(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let (specification, body) = match operands.split_first() {
            Some((specification, body)) if !body.is_empty() => (*specification, body),
            _ => return self.malformed(Keyword::Guard, "needs clauses and a body", span),
        };
        let parts = self.data.list(specification).unwrap_or_default();
        let (name, clauses) = match parts.split_first() {
            Some((name, clauses)) if !clauses.is_empty() => (*name, clauses),
            _ => {
                let place = self.data.span(specification);
                return self.malformed(Keyword::Guard, "needs a name and a clause", place);
            }
        };
        let body = self.body(body, span);
        let thunk = lambda(Some("guard".into()), Vec::new(), None, body, span);
        let mark = self.scope.enter();
        let declared = self.declare(name, &mut Together::default(), "E0107");
        let Some((name, condition)) = declared else {
            self.scope.leave(mark);
            discard(vec![thunk]);
            return self.unspecified(span);
        };
        let escape = self.fresh("escape", span);
        self.scope.bind(name, condition);
        let clauses = self.clauses(Keyword::Guard, clauses);
        self.scope.leave(mark);
        let place = self.data.span(specification);
        let again = vec![variable(condition, place)];
        let unhandled = self.library_call("raise-continuable", again, place);
        let chain = self.chain(clauses, unhandled, Some(escape));
        let handler = lambda(
            Some("guard".into()),
            vec![condition, escape],
            None,
            chain,
            place,
        );
        self.library_call("%guard", vec![thunk, handler], span)
    }
}
