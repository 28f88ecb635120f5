//! `delay` and `delay-force`: an expression that is evaluated when its promise is forced.
//!
//! Nothing is remembered between two forcings, which only the cost and `emit` can tell.

use super::build::lambda;
use super::keyword::Keyword;
use super::Expander;
use crate::core::Expr;
use crate::datum::DatumId;
use crate::source::Span;

impl Expander<'_> {
    /// `delay` or `delay-force`.
    pub(super) fn delay(&mut self, keyword: Keyword, operands: &[DatumId], span: Span) -> Expr {
        let [expression] = operands else {
            return self.malformed(keyword, "takes one expression", span);
        };
        let body = self.expr(*expression);
        let name = Some(keyword.name().into());
        let thunk = lambda(name, Vec::new(), None, body, span);
        let maker = match keyword {
            Keyword::DelayForce => "%delay-force",
            _ => "%delay",
        };
        self.library_call(maker, vec![thunk], span)
    }
}
