//! Forms that bind: the `let` family, named `let` and `do`.

use super::body::Together;
use super::build::{bind, branch, sequence, variable};
use super::keyword::Keyword;
use super::Expander;
use crate::core::{Expr, ExprKind, Lambda, VarId};
use crate::datum::DatumId;
use crate::source::Span;
use std::sync::Arc;

/// `name` and the expression that it is bound to.
type Binding = (DatumId, DatumId);

impl Expander<'_> {
    /// The bindings of a form and its body.
    pub(super) fn bindings_and_body<'b>(
        &mut self,
        keyword: Keyword,
        operands: &'b [DatumId],
        span: Span,
    ) -> Option<(Vec<Binding>, &'b [DatumId])> {
        let Some((list, body)) = operands.split_first() else {
            self.malformed(keyword, "needs bindings and a body", span);
            return None;
        };
        let Some(items) = self.data.list(*list) else {
            let place = self.data.span(*list);
            self.malformed(keyword, "needs a list of bindings", place);
            return None;
        };
        if let Some(advice) = self.advice_on_bindings(keyword, &items) {
            let place = self.data.span(*list);
            let why = "needs bindings of the form `(name value)`";
            self.malformed_but(keyword, why, Some(advice), place);
            return None;
        }
        let mut bindings = Vec::new();
        for item in items {
            match self.data.list(item).as_deref() {
                Some(&[name, value]) => bindings.push((name, value)),
                _ => {
                    let place = self.data.span(item);
                    let why = match keyword {
                        Keyword::LetValues | Keyword::LetStarValues => {
                            "needs bindings of the form `((name …) expression)`"
                        }
                        _ => "needs bindings of the form `(name value)`",
                    };
                    self.malformed(keyword, why, place);
                }
            }
        }
        Some((bindings, body))
    }

    /// `let` and named `let`.
    pub(super) fn let_form(&mut self, operands: &[DatumId], span: Span) -> Expr {
        if let Some((&name, rest)) = operands.split_first() {
            if self.data.symbol(name).is_some() {
                return self.named_let(name, rest, span);
            }
        }
        let Some((bindings, body)) = self.bindings_and_body(Keyword::Let, operands, span) else {
            return self.unspecified(span);
        };
        let mut together = Together::default();
        let mut bound = Vec::new();
        let mut names = Vec::new();
        let outer = std::mem::take(&mut self.siblings);
        for (name, value) in bindings {
            if let Some((name, var)) = self.declare(name, &mut together, "E0107") {
                self.siblings.push(name.clone().into());
                let value = self.named_expr(&name, value);
                bound.push((var, value));
                names.push((name, var));
            }
        }
        self.siblings = outer;
        let mark = self.scope.enter();
        for (name, var) in names {
            self.scope.bind(name, var);
        }
        let body = self.body(body, span);
        self.scope.leave(mark);
        bind(bound, body, span)
    }

    pub(super) fn let_star(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let Some((bindings, body)) = self.bindings_and_body(Keyword::LetStar, operands, span)
        else {
            return self.unspecified(span);
        };
        let mark = self.scope.enter();
        let mut bound = Vec::new();
        for (name, value) in bindings {
            // A later binding may take an earlier one's name.
            if let Some((name, var)) = self.declare(name, &mut Together::default(), "E0107") {
                let value = self.named_expr(&name, value);
                self.scope.bind(name, var);
                bound.push((var, value));
            }
        }
        let mut nest = self.body(body, span);
        self.scope.leave(mark);
        for binding in bound.into_iter().rev() {
            nest = bind(vec![binding], nest, span);
        }
        nest
    }

    /// `letrec` and `letrec*`, which evaluate alike: in order.
    pub(super) fn letrec(&mut self, keyword: Keyword, operands: &[DatumId], span: Span) -> Expr {
        let Some((bindings, body)) = self.bindings_and_body(keyword, operands, span) else {
            return self.unspecified(span);
        };
        let mark = self.scope.enter();
        let mut together = Together::default();
        let mut declared = Vec::new();
        for (name, value) in bindings {
            if let Some((name, var)) = self.declare(name, &mut together, "E0107") {
                self.scope.bind(name.clone(), var);
                declared.push((name, var, value));
            }
        }
        let mut bound = Vec::new();
        for (name, var, value) in declared {
            let value = self.named_expr(&name, value);
            bound.push((var, value));
        }
        let body = self.body(body, span);
        self.scope.leave(mark);
        letrec(bound, body, span)
    }

    /// `(let name ((parameter first) …) body …)`
    fn named_let(&mut self, name: DatumId, rest: &[DatumId], span: Span) -> Expr {
        let Some((bindings, body)) = self.bindings_and_body(Keyword::Let, rest, span) else {
            return self.unspecified(span);
        };
        // The first values do not see the loop's name.
        let mut firsts = Vec::new();
        for (_, first) in &bindings {
            firsts.push(self.expr(*first));
        }
        let mark = self.scope.enter();
        let Some((name, procedure)) = self.declare(name, &mut Together::default(), "E0107") else {
            return self.unspecified(span);
        };
        self.scope.bind(name.clone(), procedure);
        let mut together = Together::default();
        let mut params = Vec::new();
        for (param, _) in bindings {
            if let Some((param, var)) = self.declare(param, &mut together, "E0107") {
                self.scope.bind(param, var);
                params.push(var);
            }
        }
        let body = self.body(body, span);
        self.scope.leave(mark);
        run_loop(procedure, name.into(), params, firsts, body, span)
    }

    /// `(do ((name first step) …) (test value …) body …)`
    pub(super) fn do_loop(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let [list, exit, body @ ..] = operands else {
            return self.malformed(Keyword::Do, "needs bindings and a test", span);
        };
        let (Some(items), Some(exit)) = (self.data.list(*list), self.data.list(*exit)) else {
            return self.malformed(Keyword::Do, "needs lists of bindings and of a test", span);
        };
        let Some((&test, values)) = exit.split_first() else {
            return self.malformed(Keyword::Do, "needs a test", span);
        };
        let mut firsts = Vec::new();
        let mut names = Vec::new();
        let mut together = Together::default();
        for item in items {
            let (name, first, step) = match self.data.list(item).as_deref() {
                Some(&[name, first]) => (name, first, None),
                Some(&[name, first, step]) => (name, first, Some(step)),
                _ => {
                    let place = self.data.span(item);
                    self.malformed(
                        Keyword::Do,
                        "needs bindings of the form `(name first step)`",
                        place,
                    );
                    continue;
                }
            };
            firsts.push(self.expr(first));
            if let Some((name, var)) = self.declare(name, &mut together, "E0107") {
                names.push((name, var, step));
            }
        }
        let mark = self.scope.enter();
        for (name, var, _) in &names {
            self.scope.bind(name.clone(), *var);
        }
        let test = self.expr(test);
        let value = if values.is_empty() {
            self.unspecified(span)
        } else {
            let values = self.exprs(values);
            sequence(values, span)
        };
        let mut round = self.exprs(body);
        let procedure = self.fresh("do", span);
        let mut steps = Vec::new();
        for (_, var, step) in &names {
            steps.push(match step {
                Some(step) => self.expr(*step),
                None => variable(*var, self.vars.get(var.0 as usize).map_or(span, |v| v.span)),
            });
        }
        self.scope.leave(mark);
        round.push(call(procedure, steps, span));
        let body = branch(test, value, sequence(round, span), span);
        let params = names.iter().map(|(_, var, _)| *var).collect();
        run_loop(procedure, "do".into(), params, firsts, body, span)
    }
}

fn call(procedure: VarId, operands: Vec<Expr>, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Call(Box::new(variable(procedure, span)), operands),
        span,
    }
}

fn letrec(bindings: Vec<(VarId, Expr)>, body: Expr, span: Span) -> Expr {
    if bindings.is_empty() {
        return body;
    }
    Expr {
        kind: ExprKind::Letrec(bindings, Box::new(body)),
        span,
    }
}

/// A procedure that is called at once and sees itself.
fn run_loop(
    procedure: VarId,
    name: Arc<str>,
    params: Vec<VarId>,
    firsts: Vec<Expr>,
    body: Expr,
    span: Span,
) -> Expr {
    let lambda = Lambda {
        name: Some(name),
        params,
        rest: None,
        body,
    };
    let lambda = Expr {
        kind: ExprKind::Lambda(Box::new(lambda)),
        span,
    };
    letrec(
        vec![(procedure, lambda)],
        call(procedure, firsts, span),
        span,
    )
}
