//! The expander: data to the core language, or every independent mistake in them.
//!
//! Names are resolved here: an expansion refers to core forms, primitives and variables, never to
//! a name that a program could bind otherwise, so that shadowing any name is safe. The nesting of
//! expressions is limited; quoted data may nest at any depth.

mod advice;
mod binding;
mod body;
mod build;
mod conditional;
mod constants;
mod keyword;
mod operator;
mod scope;
mod template;
#[cfg(test)]
mod tests;
mod top;
mod unknown;

pub(crate) use advice::is_infix;
pub use constants::Constants;
pub(crate) use operator::public_name;

use crate::core::{dismantle, Expr, ExprKind, Program, VarInfo};
use crate::datum::{Data, DatumId, DatumKind};
use crate::diagnostic::{add_independent, Diagnostic};
use crate::reader::{is_structure_sound, read_all};
use crate::source::{SourceId, Sources, Span};
use build::variable;
use keyword::Keyword;
use operator::twin;
use scope::{Meaning, Scope};
use std::collections::HashSet;
use std::sync::Arc;

/// How deep expressions may nest.
pub const NESTING_LIMIT: u32 = 10_000;

/// Call stack that must be left before an expression is expanded on the present one, in bytes.
const RED_ZONE: usize = 128 * 1024;

/// Size of a further piece of call stack, in bytes.
const STACK_PIECE: usize = 4 * 1024 * 1024;

/// Expands texts, read in order, to one program. Those whose name begins with `<stdlib/` are the
/// standard library's and must come first.
///
/// # Errors
/// Every mistake of the reader in any text; if there is none, every mistake of the expander.
pub fn expand(sources: &Sources, texts: &[SourceId]) -> Result<Program, Vec<Diagnostic>> {
    let (program, diagnostics) = expand_all(sources, texts);
    match program {
        Some(program) if diagnostics.is_empty() => Ok(program),
        _ => Err(diagnostics),
    }
}

/// Expands texts in spite of mistakes, so that those of later stages can be found, too. Where the program
/// is wrong, the unspecified value stands in. There is no program if the structure of a text is in doubt.
#[must_use]
pub fn expand_all(sources: &Sources, texts: &[SourceId]) -> (Option<Program>, Vec<Diagnostic>) {
    let mut read_texts = Vec::new();
    let mut diagnostics = Vec::new();
    for &text in texts {
        let (data, mistakes) = read_all(sources, text);
        read_texts.push((text, data));
        diagnostics.extend(mistakes);
    }
    if !is_structure_sound(&diagnostics) {
        return (None, diagnostics);
    }
    let (program, mistakes) = top::program(sources, &read_texts);
    add_independent(&mut diagnostics, mistakes);
    (Some(program), diagnostics)
}

/// The state of an expansion.
struct Expander<'a> {
    sources: &'a Sources,
    /// The data of the text at hand.
    data: &'a Data,
    vars: Vec<VarInfo>,
    constants: Constants,
    scope: Scope,
    diagnostics: Vec<Diagnostic>,
    /// How many expressions the present one stands in.
    depth: u32,
    /// Whether the nesting limit has been reported for the text at hand.
    reported_depth: bool,
    /// Names already reported as unknown in the text at hand.
    reported_names: HashSet<Arc<str>>,
    /// The names that the innermost `let` has bound so far, while its values are expanded; for advice.
    siblings: Vec<Arc<str>>,
}

impl<'a> Expander<'a> {
    /// Reports a mistake and stands in for the expression.
    fn fail(&mut self, diagnostic: Diagnostic) -> Expr {
        let span = diagnostic.span.unwrap_or(Span {
            source: SourceId(0),
            start: 0,
            end: 0,
        });
        self.diagnostics.push(diagnostic);
        self.unspecified(span)
    }

    /// Runs `inner` one level of nesting deeper, or reports that the nest is too deep.
    fn nested(&mut self, span: Span, inner: impl FnOnce(&mut Self) -> Expr) -> Expr {
        if self.depth >= NESTING_LIMIT {
            if self.reported_depth {
                return self.unspecified(span);
            }
            self.reported_depth = true;
            return self.fail(
                Diagnostic::new("E0103", "this expression nests too deeply", span)
                    .label(format!("expressions nest at most {NESTING_LIMIT} levels"))
                    .help(
                        "give parts of it names with `define`; quoted data may nest at any depth",
                    ),
            );
        }
        self.depth += 1;
        let expr = stacker::maybe_grow(RED_ZONE, STACK_PIECE, || inner(self));
        self.depth -= 1;
        expr
    }

    /// An expression.
    fn expr(&mut self, id: DatumId) -> Expr {
        let data: &'a Data = self.data;
        let span = data.span(id);
        match data.kind(id) {
            DatumKind::Symbol(name) => self.reference(name, span),
            DatumKind::Pair(first, _) => {
                let first = *first;
                self.nested(span, |this| this.form(id, first, span))
            }
            DatumKind::Nil => self.fail(
                Diagnostic::new("E0109", "an empty list is no expression", span)
                    .help("the empty list as a value is written `'()`"),
            ),
            _ => self.datum_constant(id),
        }
    }

    /// A datum as a constant.
    fn datum_constant(&mut self, id: DatumId) -> Expr {
        let constant = self.constants.datum(self.data, id);
        Expr {
            kind: ExprKind::Const(constant),
            span: self.data.span(id),
        }
    }

    /// Expressions in order.
    fn exprs(&mut self, ids: &[DatumId]) -> Vec<Expr> {
        ids.iter().map(|id| self.expr(*id)).collect()
    }

    /// A name as an expression.
    fn reference(&mut self, name: &Arc<str>, span: Span) -> Expr {
        match self.scope.resolve(name) {
            Meaning::Variable(var) | Meaning::Library(var) | Meaning::Primitive(_, Some(var)) => {
                variable(var, span)
            }
            Meaning::Primitive(operator, None) => self.operator_value(operator, name, span),
            Meaning::Keyword(keyword) => self.keyword_as_value(keyword, span),
            Meaning::Unknown => self.unknown(name, span),
        }
    }

    fn keyword_as_value(&mut self, keyword: Keyword, span: Span) -> Expr {
        let name = keyword.name();
        let diagnostic =
            Diagnostic::new("E0108", format!("`{name}` is a keyword, not a value"), span);
        let diagnostic = match keyword {
            Keyword::Else | Keyword::Arrow => diagnostic.help(format!(
                "`{name}` stands only in clauses of `cond` and `case`"
            )),
            _ => diagnostic.help(format!("its form is `{}`", keyword.shape())),
        };
        self.fail(diagnostic)
    }

    /// A special form or a call.
    fn form(&mut self, id: DatumId, first: DatumId, span: Span) -> Expr {
        let parts = self.data.parts(id);
        if let Some(tail) = parts.tail {
            let place = self.data.span(tail);
            return self.fail(
                Diagnostic::new("E0110", "an expression cannot be a dotted list", place)
                    .label("this stands after a dot")
                    .help("quote data with `'`; spread a list over operands with `(apply f a … list)`"),
            );
        }
        let Some((_, operands)) = parts.items.split_first() else {
            return self.unspecified(span);
        };
        let Some(name) = self.data.symbol(first) else {
            let operator = self.operator_expr(first, &parts.items);
            return self.call(operator, operands, span);
        };
        let name = name.clone();
        match self.scope.resolve(&name) {
            Meaning::Keyword(keyword) => self.special_form(keyword, operands, span),
            Meaning::Primitive(operator, _) => {
                let operands = self.exprs(operands);
                self.operator_call(operator, &name, operands, span)
            }
            Meaning::Library(var) => {
                let twin = twin(&name, operands.len()).and_then(|twin| self.scope.library(twin));
                let place = self.data.span(first);
                self.call(variable(twin.unwrap_or(var), place), operands, span)
            }
            Meaning::Variable(var) => {
                let place = self.data.span(first);
                self.call(variable(var, place), operands, span)
            }
            Meaning::Unknown => {
                let operator = self.unknown(&name, self.data.span(first));
                // A form that is not supported would only cause mistakes further in.
                if unknown::is_unsupported_form(&name) {
                    return operator;
                }
                self.call(operator, operands, span)
            }
        }
    }

    /// An operator that is no name. A constant cannot be called.
    fn operator_expr(&mut self, id: DatumId, form: &[DatumId]) -> Expr {
        let place = self.data.span(id);
        let advice = match self.data.kind(id) {
            DatumKind::Pair(..) if self.is_quoted_lambda(id) => {
                "a quoted `lambda` is a list, not a procedure: remove the quote before it"
                    .to_string()
            }
            DatumKind::Symbol(_) | DatumKind::Pair(..) => return self.expr(id),
            _ => match self.advice_on_infix(form) {
                Some(advice) => advice,
                None if form.len() == 1 => "remove the parentheses around it".to_string(),
                None => "a list as data is written `'(…)` or `(list …)`".to_string(),
            },
        };
        self.fail(
            Diagnostic::new("E0110", "this is called, but it is no procedure", place).help(advice),
        )
    }

    fn call(&mut self, operator: Expr, operands: &[DatumId], span: Span) -> Expr {
        let operands = self.exprs(operands);
        Expr {
            kind: ExprKind::Call(Box::new(operator), operands),
            span,
        }
    }

    /// A call of a library procedure that an expansion needs.
    fn library_call(&mut self, name: &str, operands: Vec<Expr>, span: Span) -> Expr {
        match self.scope.library(name) {
            Some(var) => Expr {
                kind: ExprKind::Call(Box::new(variable(var, span)), operands),
                span,
            },
            None => {
                discard(operands);
                self.fail(
                    Diagnostic::new("E0117", format!("this form needs `{name}`"), span)
                        .label("which is part of the standard library, which is not loaded"),
                )
            }
        }
    }

    fn special_form(&mut self, keyword: Keyword, operands: &[DatumId], span: Span) -> Expr {
        match keyword {
            Keyword::And => self.and(operands, span),
            Keyword::Assert => self.assert(operands, span),
            Keyword::Begin => self.begin(operands, span),
            Keyword::Case => self.case(operands, span),
            Keyword::Cond => self.cond(operands, span),
            Keyword::Do => self.do_loop(operands, span),
            Keyword::If => self.if_form(operands, span),
            Keyword::Lambda => self.lambda_form(operands, span),
            Keyword::Let => self.let_form(operands, span),
            Keyword::LetStar => self.let_star(operands, span),
            Keyword::Letrec => self.letrec(keyword, operands, span),
            Keyword::LetrecStar => self.letrec(keyword, operands, span),
            Keyword::Or => self.or(operands, span),
            Keyword::Quasiquote => self.quasiquote(operands, span),
            Keyword::Quote => self.quote(operands, span),
            Keyword::Unless => self.when(Keyword::Unless, operands, span),
            Keyword::When => self.when(Keyword::When, operands, span),
            Keyword::Define => self.misplaced_definition(span),
            Keyword::Else | Keyword::Arrow => self.keyword_as_value(keyword, span),
            Keyword::Unquote | Keyword::UnquoteSplicing => self.fail(
                Diagnostic::new(
                    "E0115",
                    format!("`{}` stands outside of a quasiquotation", keyword.name()),
                    span,
                )
                .help("`,` and `,@` belong inside of a template that begins with a backquote"),
            ),
        }
    }

    /// Reports that a special form is not written as it must be.
    fn malformed(&mut self, keyword: Keyword, why: &str, span: Span) -> Expr {
        let name = keyword.name();
        self.fail(
            Diagnostic::new("E0104", format!("`{name}` {why}"), span)
                .help(format!("it is written `{}`", keyword.shape())),
        )
    }

    /// Whether a datum is a symbol that means this keyword here.
    fn is_keyword(&self, id: DatumId, keyword: Keyword) -> bool {
        self.data
            .symbol(id)
            .is_some_and(|name| self.scope.resolve(name) == Meaning::Keyword(keyword))
    }
}

/// Frees expressions without recursion.
fn discard(expressions: Vec<Expr>) {
    for mut expr in expressions {
        dismantle(&mut expr);
    }
}
