//! The core language: what the expander makes of a program and the compiler reads.
//!
//! Names are resolved: every variable is a [`VarId`] bound exactly once in the whole program, so
//! no pass after the expander deals with scope or shadowing.

use crate::field::{FieldElement, ScalarField};
use crate::prim::Prim;
use crate::source::{SourceId, Span};
use crate::value::Wrap;
use std::sync::Arc;

/// A variable of the core language; bound exactly once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VarId(pub u32);

/// What is known of a variable.
#[derive(Clone, Debug)]
pub struct VarInfo {
    /// The name in the source.
    pub name: Arc<str>,
    /// Where it is bound.
    pub span: Span,
}

/// Index of a [`Constant`] in a [`Program`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConstId(pub u32);

/// A constant. Compound constants refer to constants before them, so that depth costs no recursion.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// The empty list.
    Nil,
    /// The unspecified value.
    Unspecified,
    /// `#t` or `#f`.
    Boolean(bool),
    /// A character.
    Char(char),
    /// An integer.
    Integer(i64),
    /// A field element.
    Field(FieldElement),
    /// A symbol.
    Symbol(Arc<str>),
    /// A string.
    String(Arc<str>),
    /// A pair of constants that stand earlier in the table.
    Pair(ConstId, ConstId),
    /// A wrap over a pair that stands earlier in the table.
    Wrap(Wrap, ConstId),
    /// A procedure's name, for printing results only: no constant of a program is one.
    Procedure(Arc<str>),
}

/// An expression with the place it comes from.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The core forms.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A constant.
    Const(ConstId),
    /// A variable.
    Var(VarId),
    /// `(if test then else)`; everything but `#f` counts as true.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A procedure.
    Lambda(Box<Lambda>),
    /// A call; operator first, then operands, left to right.
    Call(Box<Expr>, Vec<Expr>),
    /// A primitive operation with exactly [`Prim::arity`] operands.
    Prim(Prim, Vec<Expr>),
    /// Bindings evaluated in order, each visible in the body only (names are unique).
    Let(Vec<(VarId, Expr)>, Box<Expr>),
    /// Bindings in the manner of `letrec*`: all visible in all, evaluated in order.
    Letrec(Vec<(VarId, Expr)>, Box<Expr>),
    /// Expressions in order; the value is the last one's. Not empty.
    Seq(Vec<Expr>),
}

/// A procedure.
#[derive(Clone, Debug)]
pub struct Lambda {
    /// The name it was defined under, if any.
    pub name: Option<Arc<str>>,
    /// Parameters.
    pub params: Vec<VarId>,
    /// The parameter that takes the list of the remaining arguments.
    pub rest: Option<VarId>,
    /// The body.
    pub body: Expr,
}

/// A whole program: all definitions as one [`ExprKind::Letrec`] around its expressions.
#[derive(Clone, Debug)]
pub struct Program {
    /// Variables by id.
    pub vars: Vec<VarInfo>,
    /// Constants by id.
    pub constants: Vec<Constant>,
    /// The library's procedure of the site, the irritant and the message of an error, which hands it to the
    /// exception handler at hand: where a program installs handlers, every error goes there.
    pub raised: Option<VarId>,
    /// The field of its field elements.
    pub field: ScalarField,
    /// The standard library's texts.
    pub library: Vec<SourceId>,
    /// The program.
    pub body: Expr,
}

/// Frees the body without recursion, so that dropping a deep program costs no call stack.
impl Drop for Program {
    fn drop(&mut self) {
        dismantle(&mut self.body);
    }
}

/// Empties an expression without recursion and leaves a constant in its place.
pub(crate) fn dismantle(expr: &mut Expr) {
    let take = |expr: &mut Expr| std::mem::replace(&mut expr.kind, ExprKind::Const(ConstId(0)));
    let mut stack = vec![take(expr)];
    while let Some(kind) = stack.pop() {
        match kind {
            ExprKind::Const(_) | ExprKind::Var(_) => {}
            ExprKind::If(test, then, otherwise) => {
                stack.extend([test.kind, then.kind, otherwise.kind]);
            }
            ExprKind::Lambda(lambda) => stack.push(lambda.body.kind),
            ExprKind::Call(operator, operands) => {
                stack.push(operator.kind);
                stack.extend(operands.into_iter().map(|e| e.kind));
            }
            ExprKind::Prim(_, operands) | ExprKind::Seq(operands) => {
                stack.extend(operands.into_iter().map(|e| e.kind));
            }
            ExprKind::Let(bindings, body) | ExprKind::Letrec(bindings, body) => {
                stack.extend(bindings.into_iter().map(|(_, e)| e.kind));
                stack.push(body.kind);
            }
        }
    }
}
