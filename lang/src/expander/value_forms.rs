//! The forms that receive several values: `let-values`, `let*-values`, `receive`, `define-values`.

use super::body::{Declared, Level, Together};
use super::build::{cons_all, prim_call, variable};
use super::keyword::Keyword;
use super::values::{operands, Formals};
use super::Expander;
use crate::core::{Constant, Expr, VarId};
use crate::datum::DatumId;
use crate::prim::Prim;
use crate::source::Span;

impl Expander<'_> {
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
}
