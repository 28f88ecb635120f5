//! Sequences that may hold definitions: the top level and bodies; and procedures.

use super::build::sequence;
use super::environment::PROGRAM;
use super::keyword::Keyword;
use super::scope::{is_reserved, Meaning};
use super::values::Formals;
use super::Expander;
use crate::core::{Expr, ExprKind, Lambda, VarId};
use crate::datum::{DatumId, DatumKind, Name};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// Where a sequence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// A text's top level.
    Top,
    /// A procedure's or a `let`'s body.
    Body,
}

/// One item of a sequence, its name declared but nothing expanded.
pub(super) enum Item {
    /// An expression.
    Expr(DatumId),
    /// `(define name value)`.
    Value(VarId, Name, DatumId),
    /// `(define (name . parameters) body …)`.
    Procedure {
        var: VarId,
        name: Name,
        params: DatumId,
        body: Vec<DatumId>,
        span: Span,
    },
    /// `(define name (case-lambda clause …))`.
    Cases(VarId, Arc<str>, Span),
    /// `(define-values formals expression)`.
    Values(Formals, DatumId),
    /// Definitions that need no expansion, such as a record type's.
    Ready(Vec<(VarId, Expr)>),
}

/// A name and the variable that is declared for it.
pub(super) type Declared = (Name, VarId);

/// Names bound together, each once.
#[derive(Default)]
pub(super) struct Together(HashMap<Name, VarId>);

impl Expander<'_> {
    /// A variable for a name that a form binds; the caller puts it in scope. Reports what is no
    /// name, what the library keeps for itself, and what the form binds already.
    pub(super) fn declare(
        &mut self,
        id: DatumId,
        together: &mut Together,
        code: &'static str,
    ) -> Option<(Name, VarId)> {
        let span = self.data.span(id);
        let Some(name) = self.data.name(id) else {
            self.diagnostics.push(
                Diagnostic::new("E0113", "a name is expected here", span)
                    .label("this is no symbol"),
            );
            return None;
        };
        if is_reserved(name.text()) && !self.scope.may_be_reserved(&name) {
            self.diagnostics.push(
                Diagnostic::new("E0116", format!("the name `{name}` is reserved"), span)
                    .help("names that begin with `%` belong to the standard library"),
            );
        }
        let var = self.fresh(name.clone(), span);
        match together.0.get(&name) {
            None => {
                together.0.insert(name.clone(), var);
            }
            Some(&first) => {
                let mut diagnostic =
                    Diagnostic::new(code, format!("`{name}` is bound twice"), span)
                        .label("second binding")
                        .help("rename one of the two, or remove it");
                if let Some(first) = self.vars.get(first.0 as usize) {
                    diagnostic = diagnostic.also(first.span, "first binding");
                }
                self.diagnostics.push(diagnostic);
            }
        }
        Some((name, var))
    }

    /// Puts a name that a sequence defines in scope.
    pub(super) fn introduce(&mut self, level: Level, name: Name, var: VarId) {
        match level {
            Level::Top => self.scope.define(name, var),
            Level::Body => self.scope.bind(name, var),
        }
    }

    /// Declares a name that a sequence defines and puts it in scope.
    pub(super) fn definition(
        &mut self,
        id: DatumId,
        level: Level,
        together: &mut Together,
    ) -> Option<Declared> {
        let (name, var) = self.declare(id, together, "E0106")?;
        self.introduce(level, name.clone(), var);
        Some((name, var))
    }

    /// Declares the definitions of a sequence, so that all of it sees them; expands uses of macros
    /// and splices `begin`.
    pub(super) fn scan(&mut self, forms: &[DatumId], level: Level) -> Vec<Item> {
        let mut together = Together::default();
        let mut items = Vec::new();
        let mut open: Vec<DatumId> = forms.iter().rev().copied().collect();
        let before = self.diagnostics.origin();
        while let Some(id) = open.pop() {
            self.begin_program(id, level);
            self.diagnostics.turn_back(before);
            self.diagnostics.turn_to(id);
            match self.head(id) {
                Some(Meaning::Macro(used)) => open.extend(self.expand_use(used, id)),
                Some(Meaning::Keyword(Keyword::Begin)) => {
                    let parts = self.data.parts(id);
                    if parts.tail.is_some() {
                        items.push(Item::Expr(id));
                    } else {
                        open.extend(parts.items.iter().skip(1).rev());
                    }
                }
                Some(Meaning::Keyword(
                    keyword @ (Keyword::Include | Keyword::IncludeCi | Keyword::CondExpand),
                )) if self.data.parts(id).tail.is_none() => {
                    let span = self.data.span(id);
                    let parts = self.data.parts(id).items;
                    let operands = parts.get(1..).unwrap_or_default();
                    let forms = match keyword {
                        Keyword::CondExpand => self.cond_expand(operands),
                        _ => self.include(keyword, operands, span),
                    };
                    open.extend(forms.into_iter().rev());
                }
                Some(Meaning::Keyword(Keyword::Import)) if self.at_program_top(level) => {
                    self.import(id);
                }
                Some(Meaning::Keyword(Keyword::DefineLibrary)) if self.at_program_top(level) => {
                    self.define_library(id);
                }
                Some(Meaning::Keyword(Keyword::DefineSyntax)) => {
                    self.define_syntax(id, level, &mut together);
                }
                Some(Meaning::Keyword(Keyword::Define)) => {
                    if let Some(item) = self.scan_definition(id, level, &mut together) {
                        items.push(item);
                    }
                }
                Some(Meaning::Keyword(Keyword::DefineValues)) => {
                    if let Some((formals, producer)) = self.scan_values(id, level, &mut together) {
                        items.push(Item::Values(formals, producer));
                    }
                }
                Some(Meaning::Keyword(Keyword::DefineRecordType)) => {
                    let definitions = self.record_type(id, level, &mut together);
                    items.push(Item::Ready(definitions));
                }
                _ => items.push(Item::Expr(id)),
            }
        }
        self.diagnostics.turn_back(before);
        items
    }

    /// Whether a sequence is the program's top level.
    fn at_program_top(&self, level: Level) -> bool {
        level == Level::Top && self.scope.present() == PROGRAM
    }

    /// Notes that the program has begun, unless the form says what to import, defines a library, or
    /// stands for other forms that are looked at in turn.
    fn begin_program(&mut self, id: DatumId, level: Level) {
        if self.modules.has_begun || !self.at_program_top(level) {
            return;
        }
        let is_before = matches!(
            self.head(id),
            Some(
                Meaning::Macro(_)
                    | Meaning::Keyword(
                        Keyword::Import
                            | Keyword::DefineLibrary
                            | Keyword::Begin
                            | Keyword::CondExpand
                            | Keyword::Include
                            | Keyword::IncludeCi
                    )
            )
        );
        self.modules.has_begun = !is_before;
    }

    fn scan_definition(
        &mut self,
        id: DatumId,
        level: Level,
        together: &mut Together,
    ) -> Option<Item> {
        let span = self.data.span(id);
        let parts = self.data.parts(id);
        let (Some(&target), None) = (parts.items.get(1), parts.tail) else {
            self.malformed(Keyword::Define, "needs a name", span);
            return None;
        };
        let rest = parts.items.get(2..).unwrap_or_default();
        let header = match *self.data.kind(target) {
            DatumKind::Pair(name, params) => Some((name, params)),
            _ => None,
        };
        if let Some((name, _)) = header {
            if matches!(self.data.kind(name), DatumKind::Pair(..)) {
                let place = self.data.span(name);
                self.diagnostics.push(
                    Diagnostic::new("E0118", "a definition's header cannot nest", place)
                        .label("a name is expected here")
                        .help("return a `lambda` instead: `(define (f a) (lambda (b) …))`"),
                );
                return None;
            }
        }
        let name = header.map_or(target, |(name, _)| name);
        let (name, var) = self.definition(name, level, together)?;
        match (header, rest) {
            (Some((_, params)), body) => Some(Item::Procedure {
                var,
                name,
                params,
                body: body.to_vec(),
                span,
            }),
            (None, [value]) if self.head(*value) == Some(Meaning::Keyword(Keyword::CaseLambda)) => {
                self.scan_cases(var, name.text(), *value);
                Some(Item::Cases(var, name.into(), self.data.span(*value)))
            }
            (None, [value]) => Some(Item::Value(var, name, *value)),
            (None, []) => {
                self.malformed(Keyword::Define, "needs a value", span);
                None
            }
            (None, _) => {
                let advice = self.advice_on_define(target, rest);
                self.malformed_but(Keyword::Define, "takes one value", advice, span);
                None
            }
        }
    }

    /// Expands items: definitions to `bindings`, in order; expressions to `pending`, from where
    /// they become bindings of names that nothing refers to if a definition follows.
    pub(super) fn items(
        &mut self,
        items: Vec<Item>,
        bindings: &mut Vec<(VarId, Expr)>,
        pending: &mut Vec<Expr>,
    ) {
        for item in items {
            let defined = match item {
                Item::Expr(id) => {
                    let expr = self.expr(id);
                    pending.push(expr);
                    continue;
                }
                Item::Value(var, name, value) => vec![(var, self.named_expr(&name, value))],
                Item::Procedure {
                    var,
                    name,
                    params,
                    body,
                    span,
                } => {
                    let before = self.diagnostics.turn_to(params);
                    let procedure = self.nested(span, |this| {
                        this.lambda(Some(name.into()), params, &body, span)
                    });
                    self.diagnostics.turn_back(before);
                    vec![(var, procedure)]
                }
                Item::Cases(var, name, span) => self.cases_bindings(var, &name, span),
                Item::Values(formals, producer) => self.values_bindings(formals, producer),
                Item::Ready(definitions) => definitions,
            };
            for expr in pending.drain(..) {
                let dummy = self.fresh("_", expr.span);
                bindings.push((dummy, expr));
            }
            bindings.extend(defined);
        }
    }

    /// A body, in a scope of its own.
    pub(super) fn body(&mut self, forms: &[DatumId], span: Span) -> Expr {
        let mark = self.scope.enter();
        let reported = self.diagnostics.len();
        let items = self.scan(forms, Level::Body);
        let is_right = self.diagnostics.len() == reported;
        let (mut bindings, mut pending) = (Vec::new(), Vec::new());
        self.items(items, &mut bindings, &mut pending);
        self.scope.leave(mark);
        if pending.is_empty() && !is_right {
            // What is missing may be what a mistake has kept away.
            pending.push(self.unspecified(span));
        }
        if pending.is_empty() {
            pending.push(self.fail(
                Diagnostic::new("E0112", "this body has no expression at its end", span)
                    .help("a body is any number of definitions and then at least one expression, whose value is the result"),
            ));
        }
        let place = match (pending.first(), pending.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => span,
        };
        let value = sequence(pending, place);
        if bindings.is_empty() {
            return value;
        }
        Expr {
            kind: ExprKind::Letrec(bindings, Box::new(value)),
            span,
        }
    }

    /// A procedure.
    pub(super) fn lambda(
        &mut self,
        name: Option<Arc<str>>,
        params: DatumId,
        body: &[DatumId],
        span: Span,
    ) -> Expr {
        let mark = self.scope.enter();
        let mut together = Together::default();
        let parts = self.data.parts(params);
        let mut vars = Vec::new();
        for &param in &parts.items {
            if let Some((name, var)) = self.declare(param, &mut together, "E0107") {
                self.scope.bind(name, var);
                vars.push(var);
            }
        }
        let mut rest = None;
        if let Some(tail) = parts.tail {
            if let Some((name, var)) = self.declare(tail, &mut together, "E0107") {
                self.scope.bind(name, var);
                rest = Some(var);
            }
        }
        let body = self.body(body, span);
        self.scope.leave(mark);
        let lambda = Lambda {
            name,
            params: vars,
            rest,
            body,
        };
        Expr {
            kind: ExprKind::Lambda(Box::new(lambda)),
            span,
        }
    }

    /// `(lambda parameters body …)`.
    pub(super) fn lambda_form(&mut self, operands: &[DatumId], span: Span) -> Expr {
        match operands.split_first() {
            Some((params, body)) => self.lambda(None, *params, body, span),
            None => self.malformed(Keyword::Lambda, "needs parameters and a body", span),
        }
    }

    /// An expression that a name is bound to: a procedure takes the name.
    pub(super) fn named_expr(&mut self, name: &Name, id: DatumId) -> Expr {
        let mut expr = self.expr(id);
        if let ExprKind::Lambda(lambda) = &mut expr.kind {
            lambda.name.get_or_insert_with(|| name.text().clone());
        }
        expr
    }

    /// `(begin expression …)` where no definition may stand.
    pub(super) fn begin(&mut self, operands: &[DatumId], span: Span) -> Expr {
        if operands.is_empty() {
            return self.malformed(Keyword::Begin, "needs an expression", span);
        }
        let expressions = self.exprs(operands);
        sequence(expressions, span)
    }

    /// A definition where an expression is expected.
    pub(super) fn misplaced_definition(&mut self, span: Span) -> Expr {
        self.fail(
            Diagnostic::new("E0111", "a definition stands where an expression is expected", span)
                .help("definitions stand at the top level and in the bodies of `define`, `lambda` and the `let` forms"),
        )
    }
}
