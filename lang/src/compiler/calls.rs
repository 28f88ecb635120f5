//! Calls, closures, and the entries of procedures.

use super::build::{Builder, Cont};
use super::env::Env;
use super::procedures::{Meaning, ProcId};
use crate::block::{Args, BlockId, CallId, Code, CodeId, End, ErrorKind, Op, SiteId, Tree, Var};
use crate::core::{ConstId, Constant, Expr, ExprKind, VarId};
use crate::diagnostic::{Diagnostic, Signature};
use crate::source::Span;
use crate::value::{Tag, TagSet};
use std::rc::Rc;

/// A procedure of at most this many core forms is inlined wherever it is called.
const INLINE_SIZE: usize = 12;
/// A procedure with at most this many core forms that takes any number of arguments has an entry of its own for
/// each number that some application has.
const ENTRY_SIZE: usize = 40;
/// Inlined procedures nest at most this deep.
const INLINE_DEPTH: usize = 6;

impl<'e> Builder<'e> {
    pub(super) fn call(
        &mut self,
        expr: &'e Expr,
        operator: &'e Expr,
        operands: &'e [Expr],
        env: Env,
        cont: Cont<'e>,
    ) -> Tree {
        let span = expr.span;
        match &operator.kind {
            ExprKind::Var(var) => match self.procedures.meaning(*var) {
                Meaning::Procedure(id) => return self.known_call(id, operands, span, env, cont),
                Meaning::Const(id) if self.is_no_procedure(id, span) => {
                    return self.nothing(env, cont);
                }
                _ => {}
            },
            ExprKind::Lambda(lambda) => {
                let id = self.procedures.of_lambda(lambda);
                if !self.count_fits(id, operands.len(), span) {
                    return self.nothing(env, cont);
                }
                return self.exprs(
                    operands,
                    env,
                    Box::new(move |b, mut env, values| {
                        let values = b.gather_rest(id, values);
                        for (param, value) in lambda.params.iter().chain(&lambda.rest).zip(values) {
                            env.bind(*param, value);
                        }
                        b.expr(&lambda.body, env, cont)
                    }),
                );
            }
            ExprKind::Const(id) if self.is_no_procedure(*id, span) => {
                return self.nothing(env, cont);
            }
            _ => {}
        }
        self.expr(
            operator,
            env,
            Cont::Then(Box::new(move |b, env, procedure| {
                b.exprs(
                    operands,
                    env,
                    Box::new(move |b, env, args| {
                        b.apply(procedure, Args::Fixed(args), span, env, cont)
                    }),
                )
            })),
        )
    }

    /// Reports that a constant is called. The unspecified value stands in for what has been reported
    /// already.
    fn is_no_procedure(&mut self, id: ConstId, span: Span) -> bool {
        let constant = &self.constants[id.0 as usize];
        if *constant == Constant::Unspecified {
            return false;
        }
        let what = crate::compiler::infer::constant_tag(constant);
        self.diagnostics.push(
            Diagnostic::new(
                "E0203",
                "this calls something that is not a procedure",
                span,
            )
            .label(format!("the operator is {}", what.noun()))
            .help(
                "what stands first in parentheses is called; data are written `'(…)` or `(list …)`",
            ),
        );
        true
    }

    /// Applies a procedure that is known at run time only.
    pub(super) fn apply(
        &mut self,
        procedure: Var,
        args: Args,
        span: Span,
        env: Env,
        cont: Cont<'e>,
    ) -> Tree {
        let site = self.site(ErrorKind::NotProcedure, span);
        let checked = self.fresh();
        self.ops.push(Op::Check {
            dst: checked,
            value: env.latest(procedure),
            tags: TagSet::of(Tag::Procedure),
            site,
        });
        match &args {
            Args::Fixed(args) => {
                self.argument_counts.insert(args.len());
            }
            Args::List(_) => self.applies_lists = true,
        }
        let call = self.call_at(None, span);
        self.push_frame(&env, cont, call);
        self.finish(End::Apply {
            procedure: checked,
            args,
            call,
        })
    }

    /// Pushes a frame for what comes after a call, unless nothing does.
    pub(super) fn push_frame(&mut self, env: &Env, cont: Cont<'e>, call: CallId) {
        let block = match cont {
            Cont::Return => return,
            Cont::Jump(block) => block,
            Cont::Then(then) => self.reify(env, then),
        };
        let live = self.params(block).get(1..).unwrap_or(&[]).to_vec();
        self.budget.spend(live.len());
        self.ops.push(Op::Push { block, live, call });
    }

    fn known_call(
        &mut self,
        id: ProcId,
        operands: &'e [Expr],
        span: Span,
        env: Env,
        cont: Cont<'e>,
    ) -> Tree {
        if !self.count_fits(id, operands.len(), span) {
            return self.nothing(env, cont);
        }
        self.exprs(
            operands,
            env,
            Box::new(move |b, env, values| {
                let values = b.gather_rest(id, values);
                if b.worth_inlining(id) {
                    b.inline(id, values, span, env, cont)
                } else {
                    b.jump_to(id, values, span, env, cont)
                }
            }),
        )
    }

    fn worth_inlining(&self, id: ProcId) -> bool {
        let procedure = self.procedures.get(id);
        let once = procedure.calls == 1 && procedure.values == 0;
        let small = procedure.size <= INLINE_SIZE && self.inlined.len() < INLINE_DEPTH;
        self.optimises()
            && (once || small)
            && !self.inlined.iter().any(|(open, _)| *open == id)
            && !self.is_recursive(id)
    }

    /// Whether this procedure is the one being built (inlining it would unroll a loop).
    fn is_recursive(&self, id: ProcId) -> bool {
        self.is_owner(id) || self.procedures.calls_itself(id)
    }

    fn inline(
        &mut self,
        id: ProcId,
        values: Vec<Var>,
        span: Span,
        mut env: Env,
        cont: Cont<'e>,
    ) -> Tree {
        let call = self.call_at(Some(id), span);
        let lambda = self.procedures.get(id).lambda;
        for (param, value) in lambda.params.iter().chain(&lambda.rest).zip(values) {
            env.bind(*param, value);
        }
        let outer = Rc::clone(&self.inlined);
        let mut inner = (*outer).clone();
        inner.push((id, call));
        let cont = match cont {
            Cont::Then(then) => {
                let outer = Rc::clone(&outer);
                Cont::Then(Box::new(move |b: &mut Builder<'e>, env, value| {
                    let inner = std::mem::replace(&mut b.inlined, outer);
                    let tree = then(b, env, value);
                    b.inlined = inner;
                    tree
                }))
            }
            other => other,
        };
        self.inlined = Rc::new(inner);
        let tree = self.expr(&lambda.body, env, cont);
        self.inlined = outer;
        tree
    }

    fn jump_to(
        &mut self,
        id: ProcId,
        mut args: Vec<Var>,
        span: Span,
        env: Env,
        cont: Cont<'e>,
    ) -> Tree {
        for var in self.procedures.get(id).free.clone() {
            match self.variable(var, span, &env) {
                Some(value) => args.push(value),
                None => return self.nothing(env, cont),
            }
        }
        let block = self.entry(id);
        let call = self.call_at(Some(id), span);
        let is_worth_telling = self.is_main() || self.is_library(Some(id));
        if matches!(cont, Cont::Return) && is_worth_telling && !self.owner_is_library() {
            self.ops.push(Op::Enter { call });
        }
        self.push_frame(&env, cont, call);
        self.finish(End::Jump { block, args })
    }

    /// The first block of a procedure; its parameters are the arguments, the list of further ones
    /// if it takes any, and what it needs from outside.
    pub(super) fn entry(&mut self, id: ProcId) -> BlockId {
        if let Some(&block) = self.entries.get(&id) {
            return block;
        }
        let block = self.reserve();
        self.entries.insert(id, block);
        self.pending.push(id);
        block
    }

    /// A procedure as a value.
    pub(super) fn closure(&mut self, id: ProcId, span: Span, env: &Env) -> Option<Var> {
        let mut captured = Vec::new();
        for var in self.procedures.get(id).free.clone() {
            captured.push(self.variable(var, span, env)?);
        }
        let code = self.code(id, captured.len());
        let dst = self.fresh();
        self.budget.spend(captured.len());
        self.ops.push(Op::Closure {
            dst,
            code,
            captured,
        });
        Some(dst)
    }

    fn code(&mut self, id: ProcId, captured: usize) -> CodeId {
        if let Some(&code) = self.code_ids.get(&id) {
            return code;
        }
        let code = CodeId(self.codes.len() as u32);
        self.code_ids.insert(id, code);
        let name = self.procedure_name(id);
        self.codes.push((
            id,
            Code {
                name,
                captured,
                entries: Vec::new(),
                list_entry: None,
            },
        ));
        self.entry(id);
        code
    }

    /// Adds the entries that some application may need and that closures lack; tells whether there were any.
    pub(super) fn missing_entries(&mut self) -> bool {
        let mut any = false;
        for i in 0..self.codes.len() {
            let counts: Vec<_> = self.argument_counts.iter().copied().collect();
            for count in counts {
                if self.budget.is_spent() {
                    return false;
                }
                if self.codes[i].1.entries.iter().any(|(n, _)| *n == count) {
                    continue;
                }
                any = true;
                let id = self.codes[i].0;
                let block = self.counted_entry(id, count);
                let entries = &mut self.codes[i].1.entries;
                entries.push((count, block));
                entries.sort_unstable();
            }
            if self.applies_lists && self.codes[i].1.list_entry.is_none() {
                any = true;
                let id = self.codes[i].0;
                let block = self.list_entry(id);
                self.codes[i].1.list_entry = Some(block);
            }
        }
        any
    }

    fn counted_entry(&mut self, id: ProcId, count: usize) -> BlockId {
        let procedure = self.procedures.get(id);
        let (lambda, captured) = (procedure.lambda, procedure.free.len());
        let small = self.optimises() && procedure.size <= ENTRY_SIZE;
        let required = lambda.params.len();
        if count == required && lambda.rest.is_none() {
            return self.entry(id);
        }
        let values: Vec<_> = (0..count).map(|_| self.fresh()).collect();
        let free: Vec<_> = (0..captured).map(|_| self.fresh()).collect();
        let params = values.iter().chain(&free).copied().collect();
        let fits = count >= required && lambda.rest.is_some();
        self.stub(id, params, |b| {
            if fits && small {
                b.entry_of_its_own(id, values, free)
            } else if fits {
                let mut args = b.gather_rest(id, values);
                args.extend(free);
                let block = b.entry(id);
                b.finish(End::Jump { block, args })
            } else {
                let site = b.count_site(id, Some(count));
                let irritant = b.literal(Constant::Integer(count as i64));
                b.finish(End::Fail { site, irritant })
            }
        })
    }

    /// The body of a procedure for so many arguments: what it asks of the list of further ones is known, and
    /// mostly the list itself is not needed.
    fn entry_of_its_own(&mut self, id: ProcId, mut values: Vec<Var>, captured: Vec<Var>) -> Tree {
        let procedure = self.procedures.get(id);
        let (lambda, free) = (procedure.lambda, procedure.free.clone());
        let further = values.split_off(lambda.params.len());
        let mut env = self.env();
        let mut list = self.literal(Constant::Nil);
        for car in further.into_iter().rev() {
            let (dst, cdr) = (self.fresh(), list);
            self.ops.push(Op::Cons { dst, car, cdr });
            env.open(dst, (car, cdr));
            list = dst;
        }
        values.push(list);
        let names = lambda.params.iter().chain(&lambda.rest).chain(&free);
        for (var, value) in names.zip(values.into_iter().chain(captured)) {
            env.bind(*var, value);
        }
        self.inlined = Rc::new(Vec::new());
        self.expr(&lambda.body, env, Cont::Return)
    }

    fn list_entry(&mut self, id: ProcId) -> BlockId {
        let procedure = self.procedures.get(id);
        let (lambda, captured) = (procedure.lambda, procedure.free.len());
        let (required, rest) = (lambda.params.len(), lambda.rest.is_some());
        let list = self.fresh();
        let free: Vec<_> = (0..captured).map(|_| self.fresh()).collect();
        let mut params = vec![list];
        params.extend(&free);
        self.stub(id, params, |b| {
            let site = b.count_site(id, None);
            let mut args = Vec::new();
            let mut list = list;
            for _ in 0..required {
                let (pair, car, cdr) = (b.fresh(), b.fresh(), b.fresh());
                b.ops.push(Op::Check {
                    dst: pair,
                    value: list,
                    tags: TagSet::of(Tag::Pair),
                    site,
                });
                b.ops.push(Op::Uncons { car, cdr, pair });
                args.push(car);
                list = cdr;
            }
            if rest {
                args.push(list);
            } else {
                let dst = b.fresh();
                b.ops.push(Op::Check {
                    dst,
                    value: list,
                    tags: TagSet::of(Tag::Nil),
                    site,
                });
            }
            args.extend(free);
            let block = b.entry(id);
            b.finish(End::Jump { block, args })
        })
    }

    fn stub(
        &mut self,
        id: ProcId,
        params: Vec<Var>,
        body: impl FnOnce(&mut Self) -> Tree,
    ) -> BlockId {
        self.set_owner(id);
        let block = self.reserve();
        let body = self.apart(body);
        let (name, span) = (self.procedure_name(id), self.procedures.get(id).expr.span);
        self.fill(block, name, span, params, body);
        block
    }

    fn count_site(&mut self, id: ProcId, got: Option<usize>) -> SiteId {
        let span = self.procedures.get(id).expr.span;
        let kind = ErrorKind::ArgumentCount {
            procedure: self.procedure_name(id).to_string(),
            parameters: self.parameter_names(id),
            rest: self.rest_name(id),
            got,
        };
        self.site(kind, span)
    }

    /// Replaces the arguments after the required ones by their list, where a procedure takes one.
    pub(super) fn gather_rest(&mut self, id: ProcId, mut values: Vec<Var>) -> Vec<Var> {
        let lambda = self.procedures.get(id).lambda;
        if lambda.rest.is_none() {
            return values;
        }
        let mut list = self.literal(Constant::Nil);
        for car in values.drain(lambda.params.len()..).rev() {
            let dst = self.fresh();
            self.ops.push(Op::Cons {
                dst,
                car,
                cdr: list,
            });
            list = dst;
        }
        values.push(list);
        values
    }

    fn parameter_names(&self, id: ProcId) -> Vec<String> {
        let lambda = self.procedures.get(id).lambda;
        let name = |var: &VarId| self.source.vars[var.0 as usize].name.to_string();
        lambda.params.iter().map(name).collect()
    }

    fn rest_name(&self, id: ProcId) -> Option<String> {
        let rest = self.procedures.get(id).lambda.rest?;
        Some(self.source.vars[rest.0 as usize].name.to_string())
    }

    fn count_fits(&mut self, id: ProcId, count: usize, span: Span) -> bool {
        let lambda = self.procedures.get(id).lambda;
        let required = lambda.params.len();
        if count == required || (count > required && lambda.rest.is_some()) {
            return true;
        }
        let name = self.procedure_name(id);
        let (parameters, rest) = (self.parameter_names(id), self.rest_name(id));
        let signature = Signature {
            procedure: &name,
            parameters: &parameters,
            rest: rest.as_deref(),
        };
        let mut diagnostic = Diagnostic::new("E0202", signature.mismatch(Some(count)), span)
            .label(signature.difference(count))
            .also(self.procedures.get(id).expr.span, "defined here");
        if lambda.name.is_some() {
            diagnostic = diagnostic.help(format!("it is defined as {signature}"));
        }
        self.diagnostics.push(diagnostic);
        false
    }
}
