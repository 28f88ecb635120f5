//! Several values: `values`, `call-with-values`, and the forms that receive them.
//!
//! None or several values are one value of their own kind, which wraps their list. Where a
//! producer's text says `values` in tail position, its values go straight to their receiver and
//! nothing is wrapped; where it only calls what may return some, the wrap is taken apart.

use super::body::{Declared, Level, Together};
use super::build::{bind, branch, call, cons_all, lambda, prim_call, variable};
use super::keyword::Keyword;
use super::Expander;
use crate::core::{dismantle, Constant, Expr, ExprKind, VarId};
use crate::datum::DatumId;
use crate::diagnostic::Diagnostic;
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
    fn takes(&self) -> String {
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
    fn fit(&self, number: usize) -> bool {
        match self.rest {
            Some(_) => number >= self.params.len(),
            None => number == self.params.len(),
        }
    }

    /// Every variable.
    fn vars(&self) -> impl Iterator<Item = VarId> + '_ {
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

    /// The formals of a form, declared; the caller puts the names in scope.
    fn formals(
        &mut self,
        id: DatumId,
        together: &mut Together,
        code: &'static str,
    ) -> (Formals, Vec<Declared>) {
        let parts = self.data.parts(id);
        let mut names = Vec::new();
        let mut formals = Formals::default();
        for &param in &parts.items {
            if let Some((name, var)) = self.declare(param, together, code) {
                formals.params.push(var);
                names.push((name, var));
            }
        }
        if let Some(tail) = parts.tail {
            if let Some((name, var)) = self.declare(tail, together, code) {
                formals.rest = Some(var);
                names.push((name, var));
            }
        }
        (formals, names)
    }

    /// `let-values`: all values are produced before any is bound.
    pub(super) fn let_values(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let keyword = Keyword::LetValues;
        let Some((bindings, body)) = self.bindings_and_body(keyword, operands, span) else {
            return self.unspecified(span);
        };
        let mut together = Together::default();
        let (mut received, mut names) = (Vec::new(), Vec::new());
        for (formals, producer) in bindings {
            let producer = self.expr(producer);
            let (formals, declared) = self.formals(formals, &mut together, "E0107");
            names.extend(declared);
            received.push((producer, formals));
        }
        let mark = self.scope.enter();
        for (name, var) in names {
            self.scope.bind(name, var);
        }
        let body = self.body(body, span);
        self.scope.leave(mark);
        self.receive_all(received, body, span)
    }

    /// `let*-values`: each producer sees what is bound before it.
    pub(super) fn let_star_values(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let keyword = Keyword::LetStarValues;
        let Some((bindings, body)) = self.bindings_and_body(keyword, operands, span) else {
            return self.unspecified(span);
        };
        let mark = self.scope.enter();
        let mut received = Vec::new();
        for (formals, producer) in bindings {
            let producer = self.expr(producer);
            let (formals, names) = self.formals(formals, &mut Together::default(), "E0107");
            for (name, var) in names {
                self.scope.bind(name, var);
            }
            received.push((producer, formals));
        }
        let body = self.body(body, span);
        self.scope.leave(mark);
        self.receive_all(received, body, span)
    }

    /// `(receive formals expression body …)`.
    pub(super) fn receive_form(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let [formals, producer, body @ ..] = operands else {
            return self.malformed(
                Keyword::Receive,
                "needs names, an expression and a body",
                span,
            );
        };
        let producer = self.expr(*producer);
        let mark = self.scope.enter();
        let (formals, names) = self.formals(*formals, &mut Together::default(), "E0107");
        for (name, var) in names {
            self.scope.bind(name, var);
        }
        let body = self.body(body, span);
        self.scope.leave(mark);
        self.receive(producer, formals, body, span)
    }

    fn receive_all(&mut self, received: Vec<(Expr, Formals)>, body: Expr, span: Span) -> Expr {
        let mut nest = body;
        for (producer, formals) in received.into_iter().rev() {
            nest = self.receive(producer, formals, nest, span);
        }
        nest
    }

    /// The names of `(define-values formals expression)`, in scope from here on.
    pub(super) fn scan_values(
        &mut self,
        id: DatumId,
        level: Level,
        together: &mut Together,
    ) -> Option<(Formals, DatumId)> {
        let Some(&[_, formals, producer]) = self.data.list(id).as_deref() else {
            let span = self.data.span(id);
            self.malformed(Keyword::DefineValues, "takes names and an expression", span);
            return None;
        };
        let (formals, names) = self.formals(formals, together, "E0106");
        for (name, var) in names {
            self.introduce(level, name, var);
        }
        Some((formals, producer))
    }

    /// The bindings of `(define-values formals expression)`, in order.
    pub(super) fn values_bindings(
        &mut self,
        formals: Formals,
        producer: DatumId,
    ) -> Vec<(VarId, Expr)> {
        let span = self.data.span(producer);
        let producer = self.expr(producer);
        if formals.rest.is_none() && self.literal(&producer) == Some(formals.params.len()) {
            return formals.params.into_iter().zip(operands(producer)).collect();
        }
        if let (&[only], None) = (formals.params.as_slice(), formals.rest) {
            let value = self.single(producer, &formals, span);
            return vec![(only, value)];
        }
        // The values are received as a list, which is then taken apart: what is defined must be
        // visible beyond any one expression.
        let inner = Formals {
            params: formals
                .params
                .iter()
                .map(|_| self.fresh("value", span))
                .collect(),
            rest: formals.rest.map(|_| self.fresh("values", span)),
        };
        let tail = match inner.rest {
            Some(rest) => variable(rest, span),
            None => self.constant(Constant::Nil, span),
        };
        let items = inner
            .params
            .iter()
            .map(|var| variable(*var, span))
            .collect();
        let all = cons_all(items, tail, span);
        let value = self.receive(producer, inner, all, span);
        let mut list = self.fresh("values", span);
        let mut bindings = vec![(list, value)];
        let last = formals.params.len().saturating_sub(1);
        for (index, param) in formals.params.into_iter().enumerate() {
            bindings.push((
                param,
                prim_call(Prim::Car, vec![variable(list, span)], span),
            ));
            if index < last || formals.rest.is_some() {
                let next = self.fresh("values", span);
                bindings.push((next, prim_call(Prim::Cdr, vec![variable(list, span)], span)));
                list = next;
            }
        }
        if let Some(rest) = formals.rest {
            bindings.push((rest, variable(list, span)));
        }
        bindings
    }

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
            for mut expr in operands.into_iter().chain([body]) {
                dismantle(&mut expr);
            }
            let given = match number {
                0 => "none is given".to_string(),
                1 => "1 is given".to_string(),
                n => format!("{n} are given"),
            };
            return self.fail(
                Diagnostic::new(
                    "E0161",
                    format!("{} expected here, but {given}", are(&formals.takes())),
                    place,
                )
                .help("the names that a form binds and the operands of `values` must be as many; `(a . rest)` takes any number"),
            );
        }
        let others = operands.split_off(formals.params.len());
        let mut bindings: Vec<(VarId, Expr)> = formals.params.into_iter().zip(operands).collect();
        if let Some(rest) = formals.rest {
            let nil = self.constant(Constant::Nil, place);
            bindings.push((rest, cons_all(others, nil, place)));
        }
        bind(bindings, body, span)
    }

    /// Binds the values of an expression that says nothing of their number.
    fn take_apart(&mut self, value: Expr, formals: Formals, body: Expr, span: Span) -> Expr {
        let place = value.span;
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
    fn single(&mut self, value: Expr, formals: &Formals, span: Span) -> Expr {
        if is_single(&value) {
            return value;
        }
        let var = self.fresh("value", span);
        let wrong = self.wrong_values(formals, variable(var, span), span);
        let several = prim_call(Prim::IsValues, vec![variable(var, span)], span);
        let body = branch(several, wrong, variable(var, span), span);
        bind(vec![(var, value)], body, span)
    }

    /// The run-time error for another number of values.
    fn wrong_values(&mut self, formals: &Formals, value: Expr, span: Span) -> Expr {
        let message = format!("{} expected, got", are(&formals.takes()));
        let message = self.constant(Constant::String(message.into()), span);
        self.library_call("%wrong-values", vec![message, value], span)
    }

    /// How many operands an expression has, if it is a literal `values` of none or several.
    fn literal(&self, expr: &Expr) -> Option<usize> {
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
fn operands(expr: Expr) -> Vec<Expr> {
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
fn tails(expr: &mut Expr) -> Vec<&mut Expr> {
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
fn take(expr: &mut Expr) -> Expr {
    let span = expr.span;
    let kind = std::mem::replace(&mut expr.kind, ExprKind::Seq(Vec::new()));
    Expr { kind, span }
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
