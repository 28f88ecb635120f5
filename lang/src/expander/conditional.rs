//! Forms that choose: `if`, `cond`, `case`, `and`, `or`, `when`, `unless`, `assert`.
//!
//! Chains are built from their last part, so that their length costs no call stack.

use super::build::{bind, branch, cons_all, lambda, prim_call, sequence, variable};
use super::keyword::Keyword;
use super::{discard, Expander};
use crate::core::{Constant, Expr, ExprKind, VarId};
use crate::datum::DatumId;
use crate::diagnostic::Diagnostic;
use crate::prim::Prim;
use crate::source::Span;

/// What a clause does when it is chosen.
enum Chosen {
    /// The value is the test's own.
    Test,
    /// The value is that of a procedure, called with the test's value or the key.
    Receiver(Expr),
    /// The value is an expression's.
    Value(Expr),
}

/// Clauses in the manner of `cond`.
#[derive(Default)]
pub(super) struct Clauses {
    /// Tests, what they choose, and their places.
    tests: Vec<(Expr, Chosen, Span)>,
    /// The value of the `else` clause.
    otherwise: Option<Expr>,
}

/// Whether an expression's value is surely a boolean.
fn is_boolean(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Prim(
            Prim::NumEq
                | Prim::Less
                | Prim::Eq
                | Prim::IsNull
                | Prim::IsPair
                | Prim::IsInteger
                | Prim::IsField
                | Prim::IsBoolean
                | Prim::IsChar
                | Prim::IsSymbol
                | Prim::IsString
                | Prim::IsProcedure
                | Prim::IsVector
                | Prim::IsBytevector
                | Prim::IsRecord
                | Prim::IsValues,
            _
        )
    )
}

impl Expander<'_> {
    pub(super) fn if_form(&mut self, operands: &[DatumId], span: Span) -> Expr {
        if !matches!(operands.len(), 2 | 3) {
            let why = "takes a test and one or two branches";
            let advice = self.advice_on_if(operands);
            if advice.is_none() {
                let parts = self.exprs(operands);
                discard(parts);
            }
            return self.malformed_but(Keyword::If, why, advice, span);
        }
        let mut parts = self.exprs(operands).into_iter();
        match (parts.next(), parts.next(), parts.next()) {
            (Some(test), Some(then), Some(otherwise)) => branch(test, then, otherwise, span),
            (Some(test), Some(then), None) => {
                let otherwise = self.unspecified(span);
                branch(test, then, otherwise, span)
            }
            _ => self.unspecified(span),
        }
    }

    /// `when`, or `unless`.
    pub(super) fn when(&mut self, keyword: Keyword, operands: &[DatumId], span: Span) -> Expr {
        let (test, body) = match operands.split_first() {
            Some((test, body)) if !body.is_empty() => (*test, body),
            _ => return self.malformed(keyword, "needs a test and an expression", span),
        };
        let test = self.expr(test);
        let body = self.exprs(body);
        let body = sequence(body, span);
        let nothing = self.unspecified(span);
        if keyword == Keyword::When {
            branch(test, body, nothing, span)
        } else {
            branch(test, nothing, body, span)
        }
    }

    /// `(assert test)`, or `(assert test message irritant …)`, which fails as `error` does.
    pub(super) fn assert(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let Some((test, irritants)) = operands.split_first() else {
            return self.malformed(Keyword::Assert, "needs a test", span);
        };
        let test = self.expr(*test);
        let nothing = self.unspecified(span);
        let failure = if irritants.is_empty() {
            prim_call(Prim::AssertFailed, Vec::new(), span)
        } else {
            let irritants = self.exprs(irritants);
            let nil = self.constant(Constant::Nil, span);
            prim_call(Prim::Error, vec![cons_all(irritants, nil, span)], span)
        };
        branch(test, nothing, failure, span)
    }

    pub(super) fn and(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let mut tests = self.exprs(operands);
        let Some(last) = tests.pop() else {
            return self.boolean(true, span);
        };
        let mut chain = last;
        for test in tests.into_iter().rev() {
            let no = self.boolean(false, span);
            chain = branch(test, chain, no, span);
        }
        chain
    }

    pub(super) fn or(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let mut tests = self.exprs(operands);
        let Some(last) = tests.pop() else {
            return self.boolean(false, span);
        };
        let mut chain = last;
        for test in tests.into_iter().rev() {
            chain = self.test_or(test, chain, span);
        }
        chain
    }

    /// The test's value if it is true, else the other's.
    fn test_or(&mut self, test: Expr, otherwise: Expr, span: Span) -> Expr {
        if is_boolean(&test) {
            let yes = self.boolean(true, test.span);
            return branch(test, yes, otherwise, span);
        }
        self.with_value(test, |_, var, place| {
            branch(variable(var, place), variable(var, place), otherwise, span)
        })
    }

    /// Binds a value to a variable, unless it is one.
    fn with_value(
        &mut self,
        value: Expr,
        body: impl FnOnce(&mut Self, VarId, Span) -> Expr,
    ) -> Expr {
        let place = value.span;
        if let ExprKind::Var(var) = value.kind {
            return body(self, var, place);
        }
        let var = self.fresh("value", place);
        let body = body(self, var, place);
        let span = body.span;
        bind(vec![(var, value)], body, span)
    }

    pub(super) fn cond(&mut self, operands: &[DatumId], span: Span) -> Expr {
        if operands.is_empty() {
            return self.malformed(Keyword::Cond, "needs a clause", span);
        }
        let clauses = self.clauses(Keyword::Cond, operands);
        let nothing = self.unspecified(span);
        self.chain(clauses, nothing, None)
    }

    /// Clauses in the manner of `cond`, those of `guard` among them.
    pub(super) fn clauses(&mut self, keyword: Keyword, operands: &[DatumId]) -> Clauses {
        let mut clauses = Clauses::default();
        for (index, &clause) in operands.iter().enumerate() {
            let place = self.data.span(clause);
            let Some((first, rest)) = self.clause(keyword, clause) else {
                continue;
            };
            if self.is_keyword(first, Keyword::Else) {
                let is_last = index + 1 == operands.len();
                if let Some(Chosen::Value(value)) = self.else_clause(&rest, is_last, false, place) {
                    discard(clauses.otherwise.replace(value).into_iter().collect());
                }
                continue;
            }
            let test = self.expr(first);
            let chosen = self.chosen(&rest, place);
            clauses.tests.push((test, chosen, place));
        }
        clauses
    }

    /// The value of the first clause that holds, or of `unhandled` if there is no `else`. With an
    /// `escape`, everything but the tests and `unhandled` is evaluated after leaving through it.
    pub(super) fn chain(
        &mut self,
        clauses: Clauses,
        unhandled: Expr,
        escape: Option<VarId>,
    ) -> Expr {
        let leave = |value: Expr| match escape {
            None => value,
            Some(escape) => {
                let place = value.span;
                let thunk = lambda(Some("guard".into()), Vec::new(), None, value, place);
                call(variable(escape, place), thunk, place)
            }
        };
        let mut chain = match clauses.otherwise {
            Some(value) => {
                discard(vec![unhandled]);
                leave(value)
            }
            None => unhandled,
        };
        for (test, chosen, place) in clauses.tests.into_iter().rev() {
            chain = match chosen {
                Chosen::Test if escape.is_none() => self.test_or(test, chain, place),
                Chosen::Test => self.with_value(test, |_, var, at| {
                    branch(variable(var, at), leave(variable(var, at)), chain, place)
                }),
                Chosen::Value(value) => branch(test, leave(value), chain, place),
                Chosen::Receiver(receiver) => self.with_value(test, |_, var, at| {
                    let call = call(receiver, variable(var, at), place);
                    branch(variable(var, at), leave(call), chain, place)
                }),
            };
        }
        chain
    }

    pub(super) fn case(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let (key, clauses) = match operands.split_first() {
            Some((key, clauses)) if !clauses.is_empty() => (*key, clauses),
            _ => return self.malformed(Keyword::Case, "needs a key and a clause", span),
        };
        let key = self.expr(key);
        self.with_value(key, |this, var, at| {
            this.case_clauses(clauses, var, at, span)
        })
    }

    fn case_clauses(&mut self, clauses: &[DatumId], key: VarId, at: Span, span: Span) -> Expr {
        let mut arms = Vec::new();
        let mut otherwise = None;
        for (index, &clause) in clauses.iter().enumerate() {
            let place = self.data.span(clause);
            let Some((first, rest)) = self.clause(Keyword::Case, clause) else {
                continue;
            };
            if self.is_keyword(first, Keyword::Else) {
                let is_last = index + 1 == clauses.len();
                let value = match self.else_clause(&rest, is_last, true, place) {
                    Some(Chosen::Value(value)) => value,
                    Some(Chosen::Receiver(receiver)) => call(receiver, variable(key, at), place),
                    Some(Chosen::Test) | None => continue,
                };
                discard(otherwise.replace(value).into_iter().collect());
                continue;
            }
            let Some(data) = self.data.list(first) else {
                let place = self.data.span(first);
                self.malformed(Keyword::Case, "needs a list of data in each clause", place);
                continue;
            };
            let value = match self.chosen(&rest, place) {
                Chosen::Value(value) => value,
                Chosen::Receiver(receiver) => call(receiver, variable(key, at), place),
                Chosen::Test => {
                    self.malformed(Keyword::Case, "needs an expression in each clause", place);
                    continue;
                }
            };
            let test = self.is_one_of(key, at, &data, place);
            arms.push((test, value, place));
        }
        let mut chain = match otherwise {
            Some(value) => value,
            None => self.unspecified(span),
        };
        for (test, value, place) in arms.into_iter().rev() {
            chain = branch(test, value, chain, place);
        }
        chain
    }

    /// Whether the key is one of the data.
    fn is_one_of(&mut self, key: VarId, at: Span, data: &[DatumId], span: Span) -> Expr {
        let mut chain = None;
        for &datum in data.iter().rev() {
            let constant = self.datum_constant(datum);
            let place = constant.span;
            let same = prim_call(Prim::Eq, vec![variable(key, at), constant], place);
            chain = Some(match chain {
                None => same,
                Some(rest) => {
                    let yes = self.boolean(true, place);
                    branch(same, yes, rest, span)
                }
            });
        }
        chain.unwrap_or_else(|| self.boolean(false, span))
    }

    /// A clause's first datum and the others.
    fn clause(&mut self, keyword: Keyword, id: DatumId) -> Option<(DatumId, Vec<DatumId>)> {
        let items = self.data.list(id).unwrap_or_default();
        let Some((first, rest)) = items.split_first() else {
            let span = self.data.span(id);
            self.malformed(keyword, "needs lists as clauses", span);
            return None;
        };
        Some((*first, rest.to_vec()))
    }

    /// What a clause does when it is chosen.
    fn chosen(&mut self, rest: &[DatumId], span: Span) -> Chosen {
        match rest {
            [] => Chosen::Test,
            [arrow, receivers @ ..] if self.is_keyword(*arrow, Keyword::Arrow) => {
                let [receiver] = receivers else {
                    let stand_in = self.fail(
                        Diagnostic::new("E0114", "`=>` takes one procedure", span)
                            .help("such a clause is written `(test => procedure)`"),
                    );
                    return Chosen::Value(stand_in);
                };
                Chosen::Receiver(self.expr(*receiver))
            }
            _ => {
                let expressions = self.exprs(rest);
                Chosen::Value(sequence(expressions, span))
            }
        }
    }

    fn else_clause(
        &mut self,
        rest: &[DatumId],
        is_last: bool,
        takes_receiver: bool,
        span: Span,
    ) -> Option<Chosen> {
        if !is_last {
            self.fail(
                Diagnostic::new("E0114", "the `else` clause must be the last", span)
                    .label("clauses after this are never reached"),
            );
        }
        let chosen = self.chosen(rest, span);
        let why = match chosen {
            Chosen::Test => "an `else` clause needs an expression",
            Chosen::Receiver(receiver) if !takes_receiver => {
                discard(vec![receiver]);
                "`=>` in the `else` clause has no test"
            }
            _ => return Some(chosen),
        };
        self.fail(
            Diagnostic::new("E0114", why, span)
                .help("such a clause is written `(else expression …)`"),
        );
        None
    }
}

fn call(operator: Expr, operand: Expr, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Call(Box::new(operator), vec![operand]),
        span,
    }
}
