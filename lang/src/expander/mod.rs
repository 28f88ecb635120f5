//! The expander: data to the core language, or every independent mistake in them.
//!
//! Names are resolved here: an expansion refers to core forms, primitives and variables, never to
//! a name that a program could bind otherwise, so that shadowing any name is safe. The nesting of
//! expressions is limited; quoted data may nest at any depth.

mod advice;
mod binding;
mod body;
mod build;
mod case_lambda;
mod conditional;
mod constants;
mod environment;
mod guard;
mod keyword;
mod macros;
mod modules;
mod operator;
mod promise;
mod receive;
mod record;
mod reports;
mod scope;
mod template;
#[cfg(test)]
mod tests;
mod top;
pub(crate) mod unknown;
mod unsupported;
mod value_forms;
mod values;
mod vector;

pub(crate) use advice::is_infix;
pub use constants::Constants;
pub use modules::{Find, FEATURES};
pub(crate) use operator::public_name;

use crate::core::{dismantle, Expr, ExprKind, Program, VarId, VarInfo};
use crate::datum::{Data, DatumId, DatumKind};
use crate::diagnostic::{add_independent, Diagnostic};
use crate::limits::CompileLimits;
use crate::reader::{is_structure_sound, read_all};
use crate::source::{SourceId, Sources, Span};
use build::variable;
use case_lambda::Case;
use keyword::Keyword;
use macros::{Macro, MacroId};
use modules::Modules;
use operator::twin;
use reports::Reports;
use scope::{Meaning, Scope};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use top::TopLevel;

/// How deep expressions may nest.
pub const NESTING_LIMIT: u32 = 5_000;

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
    expand_with(&mut sources.clone(), texts, &mut |_| Ok(None))
}

/// [`expand`], where texts may include others and import libraries from others: `find` gives the
/// text of a name, and what is found joins the sources.
///
/// # Errors
/// As those of [`expand`].
pub fn expand_with(
    sources: &mut Sources,
    texts: &[SourceId],
    find: &mut Find<'_>,
) -> Result<Program, Vec<Diagnostic>> {
    let (program, diagnostics) = expand_all(sources, texts, find, CompileLimits::LANGUAGE);
    match program {
        Some(program) if diagnostics.is_empty() => Ok(program),
        _ => Err(diagnostics),
    }
}

/// [`expand_with`] in spite of mistakes, so that those of later stages can be found, too. Where the program
/// is wrong, the unspecified value stands in. There is no program if the structure of a text is in doubt. The limits are those of
/// texts and macros.
#[must_use]
pub fn expand_all(
    sources: &mut Sources,
    texts: &[SourceId],
    find: &mut Find<'_>,
    mut limits: CompileLimits,
) -> (Option<Program>, Vec<Diagnostic>) {
    let mut read_texts = Vec::new();
    let mut diagnostics = Vec::new();
    for &text in texts {
        let counted = !sources.is_library_text(text);
        let own = match counted {
            true => limits,
            false => CompileLimits::LANGUAGE,
        };
        let (data, mistakes) = read_all(sources, text, false, own);
        if counted {
            limits = limits.after(sources.length(text), data.len(), mistakes.len());
        }
        read_texts.push((text, data));
        diagnostics.extend(mistakes);
    }
    if !is_structure_sound(&diagnostics) {
        return (None, diagnostics);
    }
    let (program, mistakes) = top::program(sources, read_texts, find, limits);
    add_independent(&mut diagnostics, mistakes);
    (Some(program), diagnostics)
}

/// The state of an expansion.
struct Expander<'a> {
    sources: &'a mut Sources,
    /// The data of all texts so far, and what macros have made of them.
    data: Data,
    /// What is left for further texts.
    limits: CompileLimits,
    vars: Vec<VarInfo>,
    constants: Constants,
    scope: Scope,
    macros: Vec<Arc<Macro>>,
    modules: Modules<'a>,
    /// What the program is made of so far.
    top: TopLevel,
    diagnostics: Reports,
    /// How many expressions the present one stands in.
    depth: u32,
    /// Whether the nesting limit has been reported for the text at hand.
    reported_depth: bool,
    /// Whether it has been reported that macros make too much.
    reported_size: bool,
    /// Names already reported as unknown in the text at hand.
    reported_names: HashSet<Arc<str>>,
    /// The names that the innermost `let` has bound so far, while its values are expanded; for advice.
    siblings: Vec<Arc<str>>,
    /// The clauses of names that are defined as a `case-lambda`.
    case_lambdas: HashMap<VarId, Vec<Case>>,
    /// How often the record type definition at each place has been expanded.
    record_types: HashMap<String, u32>,
}

impl Expander<'_> {
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
    fn expr(&mut self, mut id: DatumId) -> Expr {
        let before = self.diagnostics.turn_to(id);
        let expr = loop {
            let span = self.data.span(id);
            if self.diagnostics.in_expansion() && !self.spend(1, span) {
                break self.unspecified(span);
            }
            if let Some(used) = self.used_macro(id) {
                match self.expand_use(used, id) {
                    Some(made) => id = made,
                    None => break self.unspecified(span),
                }
                self.diagnostics.turn_to(id);
                continue;
            }
            break match *self.data.kind(id) {
                DatumKind::Symbol(_) | DatumKind::Alias(..) => self.reference(id),
                DatumKind::Pair(first, _) => self.nested(span, |this| this.form(id, first, span)),
                DatumKind::Nil => self.fail(
                    Diagnostic::new("E0109", "an empty list is no expression", span)
                        .help("the empty list as a value is written `'()`"),
                ),
                _ => self.datum_constant(id),
            };
        };
        self.diagnostics.turn_back(before);
        expr
    }

    /// What the name at a form's head means.
    fn head(&self, id: DatumId) -> Option<Meaning> {
        match *self.data.kind(id) {
            DatumKind::Pair(first, _) => Some(self.scope.resolve(&self.data.name(first)?)),
            _ => None,
        }
    }

    /// The macro that a form uses.
    fn used_macro(&self, id: DatumId) -> Option<MacroId> {
        if self.macros.is_empty() {
            return None;
        }
        match self.head(id) {
            Some(Meaning::Macro(used)) => Some(used),
            _ => None,
        }
    }

    /// A datum as a constant.
    fn datum_constant(&mut self, id: DatumId) -> Expr {
        let constant = self.constants.datum(&self.data, id);
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
    fn reference(&mut self, id: DatumId) -> Expr {
        let span = self.data.span(id);
        let Some(name) = self.data.name(id) else {
            return self.datum_constant(id);
        };
        match self.scope.resolve(&name) {
            Meaning::Variable(var) | Meaning::Library(var) | Meaning::Primitive(_, Some(var)) => {
                variable(var, span)
            }
            Meaning::Primitive(operator, None) => self.operator_value(operator, name.text(), span),
            Meaning::Keyword(keyword) => self.keyword_as_value(keyword, span),
            Meaning::Macro(used) => self.macro_as_value(used, span),
            Meaning::Broken => self.unspecified(span),
            Meaning::Unknown => self.unknown(name.text(), span),
        }
    }

    fn keyword_as_value(&mut self, keyword: Keyword, span: Span) -> Expr {
        let name = keyword.name();
        let diagnostic =
            Diagnostic::new("E0108", format!("`{name}` is a keyword, not a value"), span);
        let diagnostic = match keyword {
            Keyword::Else | Keyword::Arrow => diagnostic.help(format!(
                "`{name}` stands only in clauses of `cond`, `case` and `guard`"
            )),
            Keyword::Ellipsis | Keyword::Underscore => diagnostic.help(format!(
                "`{name}` stands only in the rules of `syntax-rules`"
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
        let Some(name) = self.data.name(first) else {
            let operator = self.operator_expr(first, &parts.items);
            return self.call(operator, operands, span);
        };
        match self.scope.resolve(&name) {
            Meaning::Keyword(keyword) => self.special_form(keyword, operands, span),
            Meaning::Primitive(operator, _) => {
                let operands = self.exprs(operands);
                self.operator_call(operator, name.text(), operands, span)
            }
            Meaning::Library(var) => {
                let twin = self
                    .vars
                    .get(var.0 as usize)
                    .and_then(|info| twin(&info.name, operands.len()))
                    .and_then(|twin| self.scope.library(twin));
                self.call_variable(twin.unwrap_or(var), name.text(), first, operands, span)
            }
            Meaning::Variable(var) => self.call_variable(var, name.text(), first, operands, span),
            // Uses of macros are expanded before.
            Meaning::Macro(_) | Meaning::Broken => self.unspecified(span),
            Meaning::Unknown => {
                let operator = self.unknown(name.text(), self.data.span(first));
                // A form that is not supported would only cause mistakes further in.
                if unsupported::is_unsupported_form(name.text()) {
                    return operator;
                }
                self.call(operator, operands, span)
            }
        }
    }

    /// A call of a variable, of the clause that fits if it is a `case-lambda`.
    fn call_variable(
        &mut self,
        var: VarId,
        name: &str,
        first: DatumId,
        operands: &[DatumId],
        span: Span,
    ) -> Expr {
        let operands = self.exprs(operands);
        match self.case_call(var, name, operands, span) {
            Ok(call) => call,
            Err(operands) => {
                let place = self.data.span(first);
                build::call(variable(var, place), operands, span)
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
            DatumKind::Symbol(_) | DatumKind::Alias(..) | DatumKind::Pair(..) => {
                return self.expr(id);
            }
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
            Keyword::CaseLambda => self.case_lambda(operands, span),
            Keyword::CondExpand => self.cond_expand_expr(operands, span),
            Keyword::Include | Keyword::IncludeCi => self.included_expr(keyword, operands, span),
            Keyword::Import | Keyword::DefineLibrary => self.misplaced_module(keyword, span),
            Keyword::Cond => self.cond(operands, span),
            Keyword::Delay | Keyword::DelayForce => self.delay(keyword, operands, span),
            Keyword::Do => self.do_loop(operands, span),
            Keyword::Guard => self.guard(operands, span),
            Keyword::If => self.if_form(operands, span),
            Keyword::Lambda => self.lambda_form(operands, span),
            Keyword::Let => self.let_form(operands, span),
            Keyword::LetStar => self.let_star(operands, span),
            Keyword::LetStarValues => self.let_star_values(operands, span),
            Keyword::LetSyntax | Keyword::LetrecSyntax => self.let_syntax(keyword, operands, span),
            Keyword::LetValues => self.let_values(operands, span),
            Keyword::Letrec => self.letrec(keyword, operands, span),
            Keyword::LetrecStar => self.letrec(keyword, operands, span),
            Keyword::Or => self.or(operands, span),
            Keyword::Quasiquote => self.quasiquote(operands, span),
            Keyword::Quote => self.quote(operands, span),
            Keyword::Receive => self.receive_form(operands, span),
            Keyword::Unless => self.when(Keyword::Unless, operands, span),
            Keyword::When => self.when(Keyword::When, operands, span),
            Keyword::SyntaxError => self.syntax_error(operands, span),
            Keyword::SyntaxRules => self.fail(
                Diagnostic::new("E0121", "`syntax-rules` makes a macro, not a value", span)
                    .help("a macro is bound by `(define-syntax name (syntax-rules …))`"),
            ),
            Keyword::Define
            | Keyword::DefineRecordType
            | Keyword::DefineSyntax
            | Keyword::DefineValues => self.misplaced_definition(span),
            Keyword::Else | Keyword::Arrow | Keyword::Ellipsis | Keyword::Underscore => {
                self.keyword_as_value(keyword, span)
            }
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
            .name(id)
            .is_some_and(|name| self.scope.resolve(&name) == Meaning::Keyword(keyword))
    }
}

/// Frees expressions without recursion.
fn discard(expressions: Vec<Expr>) {
    for mut expr in expressions {
        dismantle(&mut expr);
    }
}
