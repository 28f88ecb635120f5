//! What was probably meant: advice for mistakes that beginners make, and those who come from other languages.

use super::keyword::Keyword;
use super::Expander;
use crate::core::Expr;
use crate::datum::{DatumId, DatumKind};
use crate::source::Span;

/// How much of a datum's text is repeated in advice, in bytes.
const LONGEST_TEXT: usize = 60;

/// Names of operations that other languages write between their operands.
const INFIX: [&str; 20] = [
    "+",
    "-",
    "*",
    "/",
    "=",
    "<",
    ">",
    "<=",
    ">=",
    "==",
    "!=",
    "and",
    "or",
    "eq?",
    "equal?",
    "mod",
    "modulo",
    "quotient",
    "remainder",
    "%",
];

/// Whether other languages write this operation between its operands.
pub(crate) fn is_infix(name: &str) -> bool {
    INFIX.contains(&name)
}

impl Expander<'_> {
    /// As `malformed`, with advice that fits this very mistake, if there is some.
    pub(super) fn malformed_but(
        &mut self,
        keyword: Keyword,
        why: &str,
        advice: Option<String>,
        span: Span,
    ) -> Expr {
        let stand_in = self.malformed(keyword, why, span);
        if let (Some(advice), Some(diagnostic)) = (advice, self.diagnostics.last_mut()) {
            diagnostic.help = Some(advice);
        }
        stand_in
    }

    /// For an `if` with too many branches.
    pub(super) fn advice_on_if(&self, operands: &[DatumId]) -> Option<String> {
        let word = |id: &DatumId| {
            self.data
                .symbol(*id)
                .is_some_and(|name| &**name == "else" || &**name == "then")
        };
        if operands.iter().any(word) {
            return Some(
                "the branches follow each other without a word between them: `(if test then else)`"
                    .to_string(),
            );
        }
        (operands.len() > 3).then(|| {
            "`(begin …)` makes one expression of several; `cond` chooses among more than two cases"
                .to_string()
        })
    }

    /// For `(define name (parameter …) body …)`.
    pub(super) fn advice_on_define(&self, target: DatumId, rest: &[DatumId]) -> Option<String> {
        let name = self.data.symbol(target)?;
        let params = self.data.list(*rest.first()?)?;
        let all_names = params.iter().all(|id| self.data.symbol(*id).is_some());
        all_names.then(|| {
            let mut header = name.to_string();
            for param in params {
                header.push(' ');
                header.push_str(self.data.symbol(param).map_or("", |name| name));
            }
            format!("a procedure is defined with its parameters beside its name: `(define ({header}) …)`")
        })
    }

    /// For `(let (name value) body …)`, whose bindings lack a pair of parentheses.
    pub(super) fn advice_on_bindings(&self, keyword: Keyword, items: &[DatumId]) -> Option<String> {
        let [name, value] = items else { return None };
        self.data.symbol(*name)?;
        if self.data.symbol(*value).is_none()
            && self.data.list(*value).is_some_and(|list| list.len() == 2)
        {
            // Perhaps the second is a binding.
            return None;
        }
        let (name, value) = (self.short_text(*name)?, self.short_text(*value)?);
        let form = keyword.name();
        Some(format!(
            "bindings stand in a list of their own: `({form} (({name} {value})) …)`"
        ))
    }

    /// For a form that looks like `(a + b)`.
    pub(super) fn advice_on_infix(&self, form: &[DatumId]) -> Option<String> {
        let [first, middle, rest @ ..] = form else {
            return None;
        };
        let name = self.data.symbol(*middle)?;
        if !is_infix(name) || rest.is_empty() {
            return None;
        }
        let mut operands = self.short_text(*first)?.to_string();
        for (index, id) in rest.iter().enumerate() {
            // `(a + b + c)`
            if index % 2 == 1 {
                match self.data.symbol(*id) {
                    Some(again) if again == name => continue,
                    _ => return Some("an operation stands before its operands: `(+ 1 2)`".into()),
                }
            }
            operands.push(' ');
            operands.push_str(self.short_text(*id)?);
        }
        Some(format!("the operation stands first: `({name} {operands})`"))
    }

    /// For a name that means nothing here, but is bound by the `let` whose values are being expanded.
    pub(super) fn advice_on_sibling(&self, name: &str) -> Option<String> {
        let (last, before) = self.siblings.split_last()?;
        if before.iter().any(|sibling| &**sibling == name) {
            return Some(format!(
                "`{name}` is bound by the same `let`, whose values do not see each other: did you mean `let*`?"
            ));
        }
        (&**last == name).then(|| {
            format!("`{name}` is bound by this `let`, whose values do not see themselves: did you mean `letrec`?")
        })
    }

    /// A datum as it is written, if that is short and on one line.
    fn short_text(&self, id: DatumId) -> Option<&str> {
        let span = self.data.span(id);
        let text = &self.sources.get(span.source)?.text;
        let text = text.get(span.start as usize..span.end as usize)?;
        let is_short = text.len() <= LONGEST_TEXT && !text.contains(['\n', '\r', '`']);
        is_short.then_some(text)
    }

    /// Whether a datum is a quoted `lambda`, which is a list.
    pub(super) fn is_quoted_lambda(&self, id: DatumId) -> bool {
        let named = |id: DatumId, name: &str| self.data.symbol(id).is_some_and(|n| &**n == name);
        match self.data.list(id).as_deref() {
            Some(&[quote, datum]) if named(quote, "quote") => {
                matches!(self.data.kind(datum), DatumKind::Pair(first, _) if named(*first, "lambda"))
            }
            _ => false,
        }
    }
}
