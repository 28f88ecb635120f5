//! Several values: `values`, `call-with-values`, and what the values of an expression are.
//!
//! None or several values are one value of their own kind, which wraps their list. Where a
//! producer's text says `values` in tail position, its values go straight to their receiver and
//! nothing is wrapped.

use super::build::{bind, call, cons_all, prim_call, variable};
use super::Expander;
use crate::core::{Constant, Expr, ExprKind, VarId};
use crate::prim::Prim;
use crate::source::Span;

/// What values are bound to: so many variables, and perhaps one for the list of all others.
#[derive(Clone, Debug, Default)]
pub(super) struct Formals {
    pub(super) params: Vec<VarId>,
    pub(super) rest: Option<VarId>,
}

impl Formals {
    /// How many values they take, in words.
    pub(super) fn takes(&self) -> String {
        let number = match self.params.len() {
            0 => "no value".to_string(),
            1 => "1 value".to_string(),
            n => format!("{n} values"),
        };
        match self.rest {
            Some(_) => format!("at least {number}"),
            None => number,
        }
    }

    /// Whether so many values fit.
    pub(super) fn fit(&self, number: usize) -> bool {
        match self.rest {
            Some(_) => number >= self.params.len(),
            None => number == self.params.len(),
        }
    }

    /// Every variable.
    pub(super) fn vars(&self) -> impl Iterator<Item = VarId> + '_ {
        self.params.iter().copied().chain(self.rest)
    }
}

impl Expander<'_> {
    /// `(values a …)`.
    pub(super) fn values(&mut self, mut operands: Vec<Expr>, span: Span) -> Expr {
        if operands.len() == 1 {
            if let Some(only) = operands.pop() {
                return only;
            }
        }
        let pair = if operands.is_empty() {
            let (no, none) = (self.boolean(false, span), self.boolean(false, span));
            prim_call(Prim::Cons, vec![no, none], span)
        } else {
            let nil = self.constant(Constant::Nil, span);
            cons_all(operands, nil, span)
        };
        prim_call(Prim::PairToValues, vec![pair], span)
    }

    /// `(call-with-values producer consumer)`.
    pub(super) fn call_with_values(&mut self, producer: Expr, consumer: Expr, span: Span) -> Expr {
        // Both operands are evaluated before the producer is called; that of a text needs no time.
        let mut bindings = Vec::new();
        let produced = match producer.kind {
            ExprKind::Lambda(lambda) if lambda.params.is_empty() && lambda.rest.is_none() => {
                lambda.body
            }
            ExprKind::Var(var) => call(variable(var, producer.span), Vec::new(), span),
            _ => {
                let (var, place) = (self.fresh("producer", producer.span), producer.span);
                bindings.push((var, producer));
                call(variable(var, place), Vec::new(), span)
            }
        };
        let body = match consumer.kind {
            ExprKind::Lambda(consumer) => {
                let formals = Formals {
                    params: consumer.params,
                    rest: consumer.rest,
                };
                self.receive(produced, formals, consumer.body, span)
            }
            _ => {
                let place = consumer.span;
                let var = match consumer.kind {
                    ExprKind::Var(var) => var,
                    _ => {
                        let var = self.fresh("consumer", place);
                        bindings.push((var, consumer));
                        var
                    }
                };
                self.apply_to_values(variable(var, place), produced, span)
            }
        };
        bind(bindings, body, span)
    }

    /// A call of a procedure with the values of an expression.
    fn apply_to_values(&mut self, procedure: Expr, mut produced: Expr, span: Span) -> Expr {
        let apply = |this: &mut Self, value: Expr| {
            let list = this.library_call("%values->list", vec![value], span);
            prim_call(Prim::Apply, vec![procedure.clone(), list], span)
        };
        let mut leaves = tails(&mut produced);
        if !leaves.iter().any(|leaf| self.literal(leaf).is_some()) {
            return apply(self, produced);
        }
        for leaf in &mut leaves {
            let value = take(leaf);
            **leaf = match self.literal(&value) {
                Some(_) => call(procedure.clone(), operands(value), span),
                None => apply(self, value),
            };
        }
        produced
    }

    /// How many operands an expression has, if it is a literal `values` of none or several.
    pub(super) fn literal(&self, expr: &Expr) -> Option<usize> {
        let ExprKind::Prim(Prim::PairToValues, wrapped) = &expr.kind else {
            return None;
        };
        let mut rest = wrapped.first()?;
        let mut number = 0;
        loop {
            match &rest.kind {
                ExprKind::Prim(Prim::Cons, halves) => {
                    number += 1;
                    rest = halves.last()?;
                }
                ExprKind::Const(id) => {
                    return match self.constants.list().get(id.0 as usize)? {
                        Constant::Nil => Some(number),
                        Constant::Boolean(false) => Some(0),
                        _ => None,
                    }
                }
                _ => return None,
            }
        }
    }
}

/// The operands of a literal `values`.
pub(super) fn operands(expr: Expr) -> Vec<Expr> {
    let mut operands = Vec::new();
    let ExprKind::Prim(_, mut wrapped) = expr.kind else {
        return operands;
    };
    let mut rest = wrapped.pop();
    while let Some(expr) = rest.take() {
        if let ExprKind::Prim(Prim::Cons, mut halves) = expr.kind {
            rest = halves.pop();
            // `(#f . #f)` stands for no values.
            let is_constant =
                matches!(&rest, Some(rest) if matches!(rest.kind, ExprKind::Const(_)));
            let none = operands.is_empty() && is_constant;
            if !none {
                operands.extend(halves.pop());
            }
        }
    }
    operands
}

/// The expressions whose value is the whole's, found without recursion.
pub(super) fn tails(expr: &mut Expr) -> Vec<&mut Expr> {
    let mut found = Vec::new();
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        let inner = matches!(
            expr.kind,
            ExprKind::If(..) | ExprKind::Seq(_) | ExprKind::Let(..) | ExprKind::Letrec(..)
        );
        if !inner {
            found.push(expr);
            continue;
        }
        match &mut expr.kind {
            ExprKind::If(_, then, otherwise) => open.extend([&mut **otherwise, &mut **then]),
            ExprKind::Seq(parts) => open.extend(parts.last_mut()),
            ExprKind::Let(_, body) | ExprKind::Letrec(_, body) => open.push(body),
            _ => {}
        }
    }
    found
}

/// The expression, with a constant left in its place.
pub(super) fn take(expr: &mut Expr) -> Expr {
    let span = expr.span;
    let kind = std::mem::replace(&mut expr.kind, ExprKind::Seq(Vec::new()));
    Expr { kind, span }
}
