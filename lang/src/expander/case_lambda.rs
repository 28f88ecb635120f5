//! `case-lambda`: a procedure that goes by the number of its arguments.
//!
//! Each clause is a procedure of its own. A call of a name that is defined as a `case-lambda` goes
//! straight to its clause; as a value it is a procedure of any number of arguments, which walks
//! their list once.

use super::build::{bind, branch, call, cons_all, lambda, prim_call, variable};
use super::keyword::Keyword;
use super::operator::count;
use super::{discard, Expander};
use crate::core::{Constant, Expr, ExprKind, VarId};
use crate::datum::DatumId;
use crate::diagnostic::Diagnostic;
use crate::prim::Prim;
use crate::source::Span;
use std::sync::Arc;

/// One clause.
#[derive(Clone, Debug)]
pub(super) struct Case {
    /// How many arguments it takes before the rest.
    count: usize,
    /// Whether it takes the list of any others.
    rest: bool,
    /// The procedure of the clause; the rest is its last parameter.
    procedure: VarId,
    /// Its text: parameters and body.
    formals: DatumId,
    body: Vec<DatumId>,
    span: Span,
}

impl Case {
    fn fits(&self, number: usize) -> bool {
        number == self.count || self.rest && number > self.count
    }
}

impl Expander<'_> {
    /// The clauses, with a variable for each.
    fn cases(&mut self, name: &str, clauses: &[DatumId]) -> Vec<Case> {
        let mut cases = Vec::new();
        for &clause in clauses {
            let span = self.data.span(clause);
            let items = self.data.list(clause).unwrap_or_default();
            let Some((&formals, body)) = items.split_first() else {
                self.malformed(
                    Keyword::CaseLambda,
                    "needs clauses of parameters and a body",
                    span,
                );
                continue;
            };
            let parts = self.data.parts(formals);
            cases.push(Case {
                count: parts.items.len(),
                rest: parts.tail.is_some(),
                procedure: self.fresh(name, span),
                formals,
                body: body.to_vec(),
                span,
            });
        }
        cases
    }

    /// The definition of a name as a `case-lambda`: from here on, calls of it are known.
    pub(super) fn scan_cases(&mut self, var: VarId, name: &Arc<str>, value: DatumId) {
        let clauses = self.data.list(value).unwrap_or_default();
        let cases = self.cases(name, clauses.get(1..).unwrap_or_default());
        self.case_lambdas.insert(var, cases);
    }

    /// The bindings of a name that [`Expander::scan_cases`] has seen: its clauses and itself.
    pub(super) fn cases_bindings(
        &mut self,
        var: VarId,
        name: &Arc<str>,
        span: Span,
    ) -> Vec<(VarId, Expr)> {
        let cases = self.case_lambdas.get(&var).cloned().unwrap_or_default();
        let mut bindings = self.case_procedures(&cases, name);
        let dispatch = self.dispatch(&cases, Some(name.clone()), span);
        bindings.push((var, dispatch));
        bindings
    }

    /// `(case-lambda (formals body …) …)` as an expression.
    pub(super) fn case_lambda(&mut self, clauses: &[DatumId], span: Span) -> Expr {
        let name: Arc<str> = "case-lambda".into();
        let cases = self.cases(&name, clauses);
        let bindings = self.case_procedures(&cases, &name);
        let dispatch = self.dispatch(&cases, None, span);
        if bindings.is_empty() {
            return dispatch;
        }
        Expr {
            kind: ExprKind::Letrec(bindings, Box::new(dispatch)),
            span,
        }
    }

    fn case_procedures(&mut self, cases: &[Case], name: &Arc<str>) -> Vec<(VarId, Expr)> {
        let mut bindings = Vec::new();
        for case in cases {
            let before = self.diagnostics.turn_to(case.formals);
            let procedure = self.nested(case.span, |this| {
                this.lambda(Some(name.clone()), case.formals, &case.body, case.span)
            });
            self.diagnostics.turn_back(before);
            bindings.push((case.procedure, with_list(procedure)));
        }
        bindings
    }

    /// A call of a name that is defined as a `case-lambda`; `Err` gives the operands back if it is not.
    pub(super) fn case_call(
        &mut self,
        var: VarId,
        name: &str,
        mut operands: Vec<Expr>,
        span: Span,
    ) -> Result<Expr, Vec<Expr>> {
        let Some(cases) = self.case_lambdas.get(&var) else {
            return Err(operands);
        };
        let number = operands.len();
        let Some(case) = cases.iter().find(|case| case.fits(number)) else {
            let accepted = accepted(cases);
            discard(operands);
            let given = match number {
                0 => "none is given".to_string(),
                1 => "1 is given".to_string(),
                n => format!("{n} are given"),
            };
            return Ok(self.fail(
                Diagnostic::new(
                    "E0162",
                    format!("`{name}` takes {accepted}, but {given}"),
                    span,
                )
                .help("its `case-lambda` has no clause for so many"),
            ));
        };
        let procedure = variable(case.procedure, span);
        if case.rest {
            let others = operands.split_off(case.count);
            let nil = self.constant(Constant::Nil, span);
            operands.push(cons_all(others, nil, span));
        }
        Ok(call(procedure, operands, span))
    }

    /// The procedure that walks the list of its arguments and calls the first clause that fits.
    fn dispatch(&mut self, cases: &[Case], name: Option<Arc<str>>, span: Span) -> Expr {
        let most = cases.iter().map(|case| case.count).max().unwrap_or(0);
        let values: Vec<VarId> = (0..most).map(|_| self.fresh("argument", span)).collect();
        let lists: Vec<VarId> = (0..=most).map(|_| self.fresh("arguments", span)).collect();
        let mismatch = {
            let subject = name.as_deref().unwrap_or("this procedure");
            format!("{subject} takes {}, got", accepted(cases))
        };
        let list = |number: usize| {
            lists
                .get(number)
                .map_or_else(Vec::new, |l| vec![variable(*l, span)])
        };
        let to_case = |this: &mut Self, found: Option<&Case>| match found {
            Some(case) => {
                let mut operands: Vec<Expr> = values
                    .iter()
                    .take(case.count)
                    .map(|value| variable(*value, span))
                    .collect();
                if case.rest {
                    operands.extend(list(case.count));
                }
                call(variable(case.procedure, span), operands, span)
            }
            None => {
                let message = this.constant(Constant::String(mismatch.as_str().into()), span);
                let mut irritants = vec![message];
                irritants.extend(list(0));
                let irritants = prim_call(Prim::Cons, irritants, span);
                prim_call(Prim::Error, vec![irritants], span)
            }
        };
        let mut nest = to_case(self, cases.iter().find(|case| case.rest));
        for number in (0..=most).rev() {
            if let (Some(value), Some(next)) = (values.get(number), lists.get(number + 1)) {
                let halves = vec![
                    (*value, prim_call(Prim::Car, list(number), span)),
                    (*next, prim_call(Prim::Cdr, list(number), span)),
                ];
                nest = bind(halves, nest, span);
            }
            let here = to_case(self, cases.iter().find(|case| case.fits(number)));
            nest = branch(
                prim_call(Prim::IsNull, list(number), span),
                here,
                nest,
                span,
            );
        }
        lambda(name, Vec::new(), lists.first().copied(), nest, span)
    }
}

/// The procedure with its rest as a parameter like the others.
fn with_list(mut procedure: Expr) -> Expr {
    if let ExprKind::Lambda(lambda) = &mut procedure.kind {
        lambda.params.extend(lambda.rest.take());
    }
    procedure
}

/// The numbers of arguments that some clause takes: `1, 2 or at least 4 operands`.
fn accepted(cases: &[Case]) -> String {
    let open = cases.iter().filter(|c| c.rest).map(|c| c.count).min();
    let mut exact: Vec<usize> = cases
        .iter()
        .filter(|c| !c.rest && open.is_none_or(|open| c.count < open))
        .map(|c| c.count)
        .collect();
    exact.sort_unstable();
    exact.dedup();
    let last = match (open, exact.pop()) {
        (None, None) => return "nothing, having no clause".to_string(),
        (None, Some(0)) if exact.is_empty() => return "no operands".to_string(),
        (None, Some(last)) => count(last),
        (Some(open), last) => {
            exact.extend(last);
            format!("at least {}", count(open))
        }
    };
    let before: Vec<String> = exact.iter().map(usize::to_string).collect();
    if before.is_empty() {
        last
    } else {
        format!("{} or {last}", before.join(", "))
    }
}
