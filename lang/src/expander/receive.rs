//! Receiving: an expression's values bound to variables around a body.
//!
//! Where every branch of the producer that returns says `values`, nothing is made that must be taken
//! apart. A producer that only calls what may return several values is taken apart, and another
//! number of values is an error of the run.

use super::build::{bind, branch, call, cons_all, lambda, prim_call, variable};
use super::values::{operands, tails, take, Formals};
use super::{discard, Expander};
use crate::core::{Constant, Expr, ExprKind, VarId};
use crate::diagnostic::Diagnostic;
use crate::prim::Prim;
use crate::source::Span;

impl Expander<'_> {
    /// The body with the formals bound to the values of the producer.
    pub(super) fn receive(
        &mut self,
        mut producer: Expr,
        formals: Formals,
        body: Expr,
        span: Span,
    ) -> Expr {
        let mut leaves = tails(&mut producer);
        if !leaves.iter().any(|leaf| self.literal(leaf).is_some()) {
            return self.take_apart(producer, formals, body, span);
        }
        if let [only] = leaves.as_mut_slice() {
            let value = take(only);
            **only = self.bind_values(value, formals, body, span);
            return producer;
        }
        // The body becomes a procedure that every leaf jumps to, directly if it says how many
        // values it has, and else through one that takes them apart.
        let direct = self.fresh("receiver", span);
        let unpack = self.fresh("receiver", span);
        let mut unpacks = false;
        for leaf in &mut leaves {
            if never_returns(leaf) {
                continue;
            }
            let value = take(leaf);
            let place = value.span;
            **leaf = match self.literal(&value) {
                Some(_) => {
                    let inner = self.copies(&formals, place);
                    let jump = call_with(direct, &inner, place);
                    self.bind_values(value, inner, jump, place)
                }
                None if is_single(&value) => {
                    let inner = self.copies(&formals, place);
                    let jump = call_with(direct, &inner, place);
                    self.take_apart(value, inner, jump, place)
                }
                None => {
                    unpacks = true;
                    call(variable(unpack, place), vec![value], place)
                }
            };
        }
        let params = formals.vars().collect();
        let mut bindings = vec![(direct, lambda(None, params, None, body, span))];
        if unpacks {
            let value = self.fresh("value", span);
            let inner = self.copies(&formals, span);
            let jump = call_with(direct, &inner, span);
            let body = self.take_apart(variable(value, span), inner, jump, span);
            bindings.push((unpack, lambda(None, vec![value], None, body, span)));
        }
        Expr {
            kind: ExprKind::Letrec(bindings, Box::new(producer)),
            span,
        }
    }

    /// Fresh variables for the same values.
    fn copies(&mut self, formals: &Formals, span: Span) -> Formals {
        Formals {
            params: formals
                .params
                .iter()
                .map(|_| self.fresh("value", span))
                .collect(),
            rest: formals.rest.map(|_| self.fresh("values", span)),
        }
    }

    /// Binds the operands of a literal `values`, or a single value.
    fn bind_values(&mut self, value: Expr, formals: Formals, body: Expr, span: Span) -> Expr {
        let Some(number) = self.literal(&value) else {
            return self.take_apart(value, formals, body, span);
        };
        let place = value.span;
        let mut operands = operands(value);
        if !formals.fit(number) {
            operands.push(body);
            return self.mismatch(&formals, number, operands, place);
        }
        let others = operands.split_off(formals.params.len());
        let mut bindings: Vec<(VarId, Expr)> = formals.params.into_iter().zip(operands).collect();
        if let Some(rest) = formals.rest {
            let nil = self.constant(Constant::Nil, place);
            bindings.push((rest, cons_all(others, nil, place)));
        }
        bind(bindings, body, span)
    }

    /// Reports that so many values are not those that are bound.
    fn mismatch(
        &mut self,
        formals: &Formals,
        number: usize,
        unused: Vec<Expr>,
        span: Span,
    ) -> Expr {
        discard(unused);
        let given = match number {
            0 => "none is given".to_string(),
            1 => "1 is given".to_string(),
            n => format!("{n} are given"),
        };
        self.fail(
            Diagnostic::new(
                "E0161",
                format!("{} expected here, but {given}", are(&formals.takes())),
                span,
            )
            .help("the names that a form binds and the operands of `values` must be as many; `(a . rest)` takes any number"),
        )
    }

    /// Binds the values of an expression that says nothing of their number, unless it is sure to
    /// have one.
    fn take_apart(&mut self, value: Expr, formals: Formals, body: Expr, span: Span) -> Expr {
        let place = value.span;
        if !formals.fit(1) && is_single(&value) && !self.is_unspecified(&value) {
            return self.mismatch(&formals, 1, vec![value, body], place);
        }
        match (formals.params.as_slice(), formals.rest) {
            (&[], Some(rest)) => {
                let list = self.library_call("%values->list", vec![value], place);
                return bind(vec![(rest, list)], body, span);
            }
            (&[only], None) => {
                let value = self.single(value, &formals, place);
                return bind(vec![(only, value)], body, span);
            }
            _ => {}
        }
        let var = self.fresh("values", place);
        let whole = || variable(var, place);
        let (list, start) = match formals.rest {
            Some(_) => {
                let list = self.library_call("%values->list", vec![whole()], place);
                (self.fresh("values", place), list)
            }
            None => {
                let pair = prim_call(Prim::ValuesToPair, vec![whole()], place);
                (self.fresh("values", place), pair)
            }
        };
        // From the inside out: what follows the last value, then each value before it.
        let mut lists = vec![list];
        lists.extend(formals.params.iter().map(|_| self.fresh("values", place)));
        let last = lists.last().copied().unwrap_or(list);
        let at = |list: VarId| vec![variable(list, place)];
        let mut nest = match (formals.rest, formals.params.is_empty()) {
            (Some(rest), _) => bind(vec![(rest, variable(last, place))], body, span),
            (None, true) => {
                let wrong = self.wrong_values(&formals, whole(), place);
                branch(prim_call(Prim::Cdr, at(list), place), wrong, body, place)
            }
            (None, false) => {
                let wrong = self.wrong_values(&formals, whole(), place);
                branch(prim_call(Prim::IsNull, at(last), place), body, wrong, place)
            }
        };
        for (index, (&param, pair)) in formals
            .params
            .iter()
            .zip(lists.windows(2))
            .enumerate()
            .rev()
        {
            let &[here, next] = pair else { continue };
            let halves = vec![
                (param, prim_call(Prim::Car, at(here), place)),
                (next, prim_call(Prim::Cdr, at(here), place)),
            ];
            nest = bind(halves, nest, span);
            // What is under a wrap begins with a pair.
            if index > 0 || formals.rest.is_some() {
                let wrong = self.wrong_values(&formals, whole(), place);
                nest = branch(prim_call(Prim::IsPair, at(here), place), nest, wrong, place);
            }
        }
        nest = bind(vec![(list, start)], nest, span);
        if formals.rest.is_none() {
            let wrong = self.wrong_values(&formals, whole(), place);
            nest = branch(
                prim_call(Prim::IsValues, vec![whole()], place),
                nest,
                wrong,
                place,
            );
        }
        bind(vec![(var, value)], nest, span)
    }

    /// An expression whose value must be a single one.
    pub(super) fn single(&mut self, value: Expr, formals: &Formals, span: Span) -> Expr {
        if is_single(&value) {
            return value;
        }
        let var = self.fresh("value", span);
        let wrong = self.wrong_values(formals, variable(var, span), span);
        let several = prim_call(Prim::IsValues, vec![variable(var, span)], span);
        let body = branch(several, wrong, variable(var, span), span);
        bind(vec![(var, value)], body, span)
    }

    /// Whether an expression is what stands for a missing branch, which may never be reached.
    fn is_unspecified(&self, expr: &Expr) -> bool {
        match expr.kind {
            ExprKind::Const(id) => {
                self.constants.list().get(id.0 as usize) == Some(&Constant::Unspecified)
            }
            _ => false,
        }
    }

    /// The run-time error for another number of values.
    fn wrong_values(&mut self, formals: &Formals, value: Expr, span: Span) -> Expr {
        let message = format!("{} expected, got", are(&formals.takes()));
        let message = self.constant(Constant::String(message.into()), span);
        self.library_call("%wrong-values", vec![message, value], span)
    }
}

/// Whether an expression is surely an error.
fn never_returns(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Prim(Prim::Error | Prim::AssertFailed, _)
    )
}

/// Whether an expression surely has one value.
fn is_single(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Const(_) | ExprKind::Lambda(_) => true,
        ExprKind::Prim(prim, _) => matches!(
            prim,
            Prim::Add
                | Prim::Sub
                | Prim::Mul
                | Prim::Quotient
                | Prim::Remainder
                | Prim::Modulo
                | Prim::NumEq
                | Prim::Less
                | Prim::Eq
                | Prim::Cons
                | Prim::IsNull
                | Prim::IsPair
        ),
        _ => false,
    }
}

fn call_with(procedure: VarId, formals: &Formals, span: Span) -> Expr {
    let operands = formals.vars().map(|var| variable(var, span)).collect();
    call(variable(procedure, span), operands, span)
}

/// With its verb: `1 value is`, `2 values are`.
fn are(values: &str) -> String {
    let verb = if values.ends_with('s') { "are" } else { "is" };
    format!("{values} {verb}")
}
