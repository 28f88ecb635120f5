//! Core expressions, built.

use super::Expander;
use crate::core::{Constant, Expr, ExprKind, Lambda, VarId, VarInfo};
use crate::prim::Prim;
use crate::source::Span;
use std::sync::Arc;

impl Expander<'_> {
    /// A constant.
    pub(super) fn constant(&mut self, constant: Constant, span: Span) -> Expr {
        let id = self.constants.intern(constant);
        Expr {
            kind: ExprKind::Const(id),
            span,
        }
    }

    /// `#t` or `#f`.
    pub(super) fn boolean(&mut self, value: bool, span: Span) -> Expr {
        self.constant(Constant::Boolean(value), span)
    }

    /// The unspecified value.
    pub(super) fn unspecified(&mut self, span: Span) -> Expr {
        self.constant(Constant::Unspecified, span)
    }

    /// A variable that no name in the text can refer to unless it is bound to one.
    pub(super) fn fresh(&mut self, name: impl Into<Arc<str>>, span: Span) -> VarId {
        // Every variable comes from at least a byte of text, and texts are shorter than 2^30.
        let id = VarId(u32::try_from(self.vars.len()).unwrap_or(u32::MAX));
        self.vars.push(VarInfo {
            name: name.into(),
            span,
        });
        id
    }
}

/// `(cons a (cons b … tail))`, which evaluates left to right by itself.
pub(super) fn cons_all(items: Vec<Expr>, tail: Expr, span: Span) -> Expr {
    items.into_iter().rev().fold(tail, |tail, item| {
        prim_call(Prim::Cons, vec![item, tail], span)
    })
}

/// A primitive operation.
pub(super) fn prim_call(prim: Prim, operands: Vec<Expr>, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Prim(prim, operands),
        span,
    }
}

/// A variable.
pub(super) fn variable(var: VarId, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Var(var),
        span,
    }
}

/// A call.
pub(super) fn call(operator: Expr, operands: Vec<Expr>, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Call(Box::new(operator), operands),
        span,
    }
}

/// A procedure.
pub(super) fn lambda(
    name: Option<Arc<str>>,
    params: Vec<VarId>,
    rest: Option<VarId>,
    body: Expr,
    span: Span,
) -> Expr {
    let lambda = Lambda {
        name,
        params,
        rest,
        body,
    };
    Expr {
        kind: ExprKind::Lambda(Box::new(lambda)),
        span,
    }
}

/// A two-armed `if`.
pub(super) fn branch(test: Expr, then: Expr, otherwise: Expr, span: Span) -> Expr {
    Expr {
        kind: ExprKind::If(Box::new(test), Box::new(then), Box::new(otherwise)),
        span,
    }
}

/// A `let`, or the body alone if nothing is bound.
pub(super) fn bind(bindings: Vec<(VarId, Expr)>, body: Expr, span: Span) -> Expr {
    if bindings.is_empty() {
        return body;
    }
    Expr {
        kind: ExprKind::Let(bindings, Box::new(body)),
        span,
    }
}

/// Expressions in order; one alone is itself. There must be one.
pub(super) fn sequence(mut expressions: Vec<Expr>, span: Span) -> Expr {
    match expressions.pop() {
        Some(only) if expressions.is_empty() => only,
        Some(last) => {
            expressions.push(last);
            Expr {
                kind: ExprKind::Seq(expressions),
                span,
            }
        }
        None => Expr {
            kind: ExprKind::Seq(expressions),
            span,
        },
    }
}
