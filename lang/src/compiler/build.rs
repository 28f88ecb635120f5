//! Turns procedures into blocks, in continuation-passing style.

use super::budget::{self, Budget};
use super::env::Env;
use super::infer;
use super::procedures::{Meaning, ProcId, Procedures};
use super::simplify;
use super::Effort;
use crate::block::{
    Args, Block, BlockId, Call, CallId, Code, CodeId, End, ErrorKind, Op, Program, Raise, Site,
    SiteId, Slots, Tree, Var,
};
use crate::core::{self, ConstId, Constant, Expr, ExprKind, VarId};
use crate::diagnostic::Diagnostic;
use crate::limits::CompileLimits;
use crate::source::Span;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

/// The most public inputs a program has: each is an element of the folded state, at some 130
/// constraints a fold, so further literals become constants.
const MAX_INPUTS: usize = 8;

/// Call stack for dropping what was to be done, in bytes: expressions nest 5,000 levels deep.
const DROPPED: usize = 16 << 20;

/// What is done with a value.
pub(super) enum Cont<'e> {
    /// It is the procedure's result.
    Return,
    /// A block goes on with it; its other parameters are in scope under their own names.
    Jump(BlockId),
    /// The rest of the path is built from it.
    Then(Then<'e>),
}

pub(super) type Then<'e> = Box<dyn FnOnce(&mut Builder<'e>, Env, Var) -> Tree + 'e>;
pub(super) type ThenAll<'e> = Box<dyn FnOnce(&mut Builder<'e>, Env, Vec<Var>) -> Tree + 'e>;

pub(super) struct Builder<'e> {
    pub source: &'e core::Program,
    effort: Effort,
    pub procedures: Procedures<'e>,
    blocks: Vec<Option<Block>>,
    /// The procedure that each block belongs to; none for the main program.
    owners: Vec<Option<ProcId>>,
    pub constants: Vec<Constant>,
    constant_ids: HashMap<Constant, ConstId>,
    sites: Vec<Site>,
    site_ids: HashMap<Site, SiteId>,
    calls: Vec<Call>,
    call_ids: HashMap<Call, CallId>,
    pub diagnostics: Vec<Diagnostic>,
    /// What may still be made.
    pub budget: Budget,
    next_var: u32,
    /// Operations of the tree under construction.
    pub ops: Vec<Op>,
    pub entries: HashMap<ProcId, BlockId>,
    pub pending: Vec<ProcId>,
    pub codes: Vec<(ProcId, Code)>,
    pub code_ids: HashMap<ProcId, CodeId>,
    /// Numbers of arguments that applications of unknown procedures have.
    pub argument_counts: BTreeSet<usize>,
    pub applies_lists: bool,
    owner: Option<ProcId>,
    /// Procedures being inlined here and the calls that they replace, outermost first.
    pub inlined: Rc<Vec<(ProcId, CallId)>>,
    input_exprs: HashSet<*const Expr>,
    inputs: Vec<(Var, ConstId)>,
}

/// The mistakes in a program.
pub(super) fn mistakes(source: &core::Program, limits: CompileLimits) -> Vec<Diagnostic> {
    let mut builder = Builder::new(source, Effort::Full, limits);
    builder.main();
    builder.finish_pending();
    builder.check_budget(source.body.span);
    builder.diagnostics
}

pub(super) fn build(
    source: &core::Program,
    effort: Effort,
    limits: CompileLimits,
) -> Result<Program, Vec<Diagnostic>> {
    let mut builder = Builder::new(source, effort, limits);
    builder.choose_inputs();
    let main = builder.main();
    builder.finish_pending();
    let raise = match builder.diagnostics.is_empty() {
        true => builder.choose_raise(),
        false => None,
    };
    builder.check_budget(source.body.span);
    if !builder.diagnostics.is_empty() {
        return Err(builder.diagnostics);
    }
    let blocks: Vec<Block> = builder
        .blocks
        .into_iter()
        .map(|block| block.expect("every requested block is built"))
        .collect();
    let inputs = builder
        .inputs
        .iter()
        .map(|(_, id)| source.constants[id.0 as usize].clone())
        .collect();
    let mut program = Program {
        blocks,
        codes: builder.codes.into_iter().map(|(_, code)| code).collect(),
        sites: builder.sites,
        calls: builder.calls,
        constants: builder.constants,
        entry: main,
        entered: None,
        inputs,
        types: Vec::new(),
        field: source.field,
        slots: Slots { hash: 0, range: 0 },
        raise,
    };
    let owners = infer::Owners::new(builder.owners.iter().map(|o| o.map(|p| p.0)).collect());
    let mut state = simplify::State {
        owners,
        next_var: builder.next_var,
    };
    if effort == Effort::Full {
        simplify::simplify(&mut program, &mut state);
        infer::infer(&mut program, &mut state);
        simplify::simplify(&mut program, &mut state);
    }
    infer::infer(&mut program, &mut state);
    simplify::compact(&mut program);
    Ok(program)
}

impl<'e> Builder<'e> {
    fn new(source: &'e core::Program, effort: Effort, limits: CompileLimits) -> Self {
        let mut budget = Budget::new(limits);
        let mut this = Builder {
            source,
            effort,
            procedures: Procedures::find(source, &mut budget),
            budget,
            blocks: Vec::new(),
            owners: Vec::new(),
            constants: source.constants.clone(),
            constant_ids: (0..)
                .map(ConstId)
                .zip(&source.constants)
                .map(|(id, constant)| (constant.clone(), id))
                .collect(),
            sites: Vec::new(),
            site_ids: HashMap::new(),
            calls: Vec::new(),
            call_ids: HashMap::new(),
            diagnostics: Vec::new(),
            next_var: 0,
            ops: Vec::new(),
            entries: HashMap::new(),
            pending: Vec::new(),
            codes: Vec::new(),
            code_ids: HashMap::new(),
            argument_counts: BTreeSet::new(),
            applies_lists: false,
            owner: None,
            inlined: Rc::new(Vec::new()),
            input_exprs: HashSet::new(),
            inputs: Vec::new(),
        };
        for (id, name, count) in [(Program::HALT, "halt", 1), (Program::ERROR, "error", 2)] {
            let block = this.reserve();
            debug_assert_eq!(block, id);
            let params: Vec<_> = (0..count).map(|_| this.fresh()).collect();
            this.fill(
                block,
                name.into(),
                source.body.span,
                params.clone(),
                Tree {
                    ops: Vec::new(),
                    end: End::Jump {
                        block,
                        args: params,
                    },
                },
            );
        }
        this
    }

    /// Whether more is done than must be.
    pub fn optimises(&self) -> bool {
        self.effort == Effort::Full
    }

    /// From here on more is known of a value under another name.
    pub fn learn(&self, env: &mut Env, old: Var, new: Var) {
        if self.optimises() {
            env.refine(old, new);
        }
    }

    /// Nothing is known where a block begins.
    pub fn env(&self) -> Env {
        Env::new(self.budget.copied())
    }

    pub fn fresh(&mut self) -> Var {
        self.budget.spend(1);
        let var = Var(self.next_var);
        self.next_var += 1;
        var
    }

    pub fn reserve(&mut self) -> BlockId {
        let id = BlockId(self.blocks.len() as u32);
        self.blocks.push(None);
        self.owners.push(self.owner);
        id
    }

    pub fn fill(&mut self, id: BlockId, name: Arc<str>, span: Span, params: Vec<Var>, body: Tree) {
        self.budget.spend(params.len());
        self.blocks[id.0 as usize] = Some(Block {
            name,
            span,
            params,
            body,
        });
    }

    pub fn params(&self, id: BlockId) -> &[Var] {
        self.blocks[id.0 as usize]
            .as_ref()
            .map_or(&[], |block| &block.params)
    }

    pub fn set_owner(&mut self, id: ProcId) {
        self.owner = Some(id);
    }

    pub fn is_owner(&self, id: ProcId) -> bool {
        self.owner == Some(id)
    }

    /// Whether what is outside of all procedures is being built.
    pub fn is_main(&self) -> bool {
        self.owner.is_none()
    }

    /// Whether the procedure being built is the standard library's.
    pub fn owner_is_library(&self) -> bool {
        self.is_library(self.owner)
    }

    /// Whether a procedure is the standard library's.
    pub fn is_library(&self, id: Option<ProcId>) -> bool {
        let source = id.map(|id| self.procedures.get(id).expr.span.source);
        source.is_some_and(|source| self.source.library.contains(&source))
    }

    pub fn owner_name(&self) -> Arc<str> {
        match self.owner {
            Some(id) => self.procedure_name(id),
            None => "the program".into(),
        }
    }

    pub fn procedure_name(&self, id: ProcId) -> Arc<str> {
        self.procedures
            .get(id)
            .lambda
            .name
            .clone()
            .unwrap_or_else(|| "lambda".into())
    }

    /// The name that errors give as the place: the innermost inlined procedure, else the owner.
    pub(super) fn place_name(&self) -> Arc<str> {
        match self.inlined.last() {
            Some(&(id, _)) => self.procedure_name(id),
            None => self.owner_name(),
        }
    }

    pub fn site(&mut self, kind: ErrorKind, span: Span) -> SiteId {
        let message = match kind.message() {
            Some(text) => Constant::String(text.into()),
            None => Constant::Boolean(false),
        };
        let site = Site {
            kind,
            span,
            procedure: self.place_name(),
            inlined: self.inlined.last().map(|(_, call)| *call),
            message: self.intern(message),
        };
        if let Some(&id) = self.site_ids.get(&site) {
            return id;
        }
        let id = SiteId(self.sites.len() as u32);
        self.sites.push(site.clone());
        self.site_ids.insert(site, id);
        id
    }

    /// The call of a procedure at a place of the procedure being built.
    pub fn call_at(&mut self, callee: Option<ProcId>, span: Span) -> CallId {
        let call = Call {
            callee: callee.map(|id| self.procedure_name(id)),
            span,
            procedure: self.place_name(),
            inlined: self.inlined.last().map(|(_, call)| *call),
        };
        if let Some(&id) = self.call_ids.get(&call) {
            return id;
        }
        let id = CallId(self.calls.len() as u32);
        self.calls.push(call.clone());
        self.call_ids.insert(call, id);
        id
    }

    pub fn finish(&mut self, end: End) -> Tree {
        if let End::Jump { args, .. }
        | End::Apply {
            args: Args::Fixed(args),
            ..
        } = &end
        {
            self.budget.spend(args.len());
        }
        Tree {
            ops: std::mem::take(&mut self.ops),
            end,
        }
    }

    /// Builds something apart from the tree under construction.
    pub fn apart(&mut self, build: impl FnOnce(&mut Self) -> Tree) -> Tree {
        let ops = std::mem::take(&mut self.ops);
        let tree = build(self);
        self.ops = ops;
        tree
    }

    pub fn constant(&mut self, id: ConstId) -> Var {
        let dst = self.fresh();
        self.ops.push(Op::Const { dst, id });
        dst
    }

    pub fn literal(&mut self, value: Constant) -> Var {
        let id = self.intern(value);
        self.constant(id)
    }

    /// The id of a constant, which is added if it is new.
    fn intern(&mut self, value: Constant) -> ConstId {
        if let Some(&id) = self.constant_ids.get(&value) {
            return id;
        }
        let id = ConstId(self.constants.len() as u32);
        self.constants.push(value.clone());
        self.constant_ids.insert(value, id);
        id
    }

    /// Decides where errors go: to the library's procedure for them, if some handler may be installed, else
    /// to the end of the run. Without handlers, asking for them gives none.
    fn choose_raise(&mut self) -> Option<Raise> {
        let no = self.intern(Constant::Boolean(false));
        let handlers = self.intern(Constant::Pair(no, no));
        let installs = self.blocks.iter().flatten().any(|block| {
            let mut found = false;
            block.body.visit(&mut |tree| {
                found |= tree
                    .ops
                    .iter()
                    .any(|op| matches!(op, Op::SetHandlers { .. }));
            });
            found
        });
        let raised = self.source.raised.map(|var| self.procedures.meaning(var));
        if let (true, Some(Meaning::Procedure(id))) = (installs, raised) {
            let block = self.entry(id);
            self.finish_pending();
            return Some(Raise { block, handlers });
        }
        for block in self.blocks.iter_mut().flatten() {
            let mut pending = vec![&mut block.body];
            while let Some(tree) = pending.pop() {
                for op in &mut tree.ops {
                    if let Op::Handlers { dst } = *op {
                        *op = Op::Const { dst, id: handlers };
                    }
                }
                if let End::Branch {
                    then, otherwise, ..
                } = &mut tree.end
                {
                    pending.push(otherwise);
                    pending.push(then);
                }
            }
        }
        None
    }

    /// The literal operands of the program's last expression become public inputs, so that runs on
    /// other operands are runs of the same circuit.
    fn choose_inputs(&mut self) {
        let mut expr = &self.source.body;
        loop {
            expr = match &expr.kind {
                ExprKind::Let(_, body) | ExprKind::Letrec(_, body) => body,
                ExprKind::Seq(list) => match list.last() {
                    Some(last) => last,
                    None => return,
                },
                _ => break,
            };
        }
        let mut pending = vec![expr];
        while let Some(expr) = pending.pop() {
            let operands = match &expr.kind {
                ExprKind::Call(_, operands) | ExprKind::Prim(_, operands) => operands,
                _ => continue,
            };
            for operand in operands.iter().rev() {
                pending.push(operand);
            }
            for operand in operands {
                if let ExprKind::Const(id) = operand.kind {
                    let tag = infer::constant_tag(&self.constants[id.0 as usize]);
                    use crate::value::Tag;
                    let scalar =
                        matches!(tag, Tag::Integer | Tag::Field | Tag::Boolean | Tag::Char);
                    if scalar && self.input_exprs.len() < MAX_INPUTS {
                        self.input_exprs.insert(operand);
                    }
                }
            }
        }
    }

    fn main(&mut self) -> BlockId {
        let block = self.reserve();
        let source = self.source;
        let body = self.apart(|b| {
            let env = b.env();
            b.expr(&source.body, env, Cont::Return)
        });
        let params = self.inputs.iter().map(|(var, _)| *var).collect();
        self.fill(block, "the program".into(), source.body.span, params, body);
        block
    }

    /// Builds the procedures that others refer to, until nothing is missing.
    fn finish_pending(&mut self) {
        loop {
            while let Some(id) = self.pending.pop() {
                self.procedure(id);
            }
            if self.budget.is_spent() || !self.missing_entries() {
                break;
            }
        }
        self.owner = None;
    }

    fn procedure(&mut self, id: ProcId) {
        let (lambda, span) = {
            let procedure = self.procedures.get(id);
            (procedure.lambda, procedure.expr.span)
        };
        let block = self.entries[&id];
        self.owner = Some(id);
        self.owners[block.0 as usize] = Some(id);
        self.inlined = Rc::new(Vec::new());
        let mut env = self.env();
        let mut params = Vec::new();
        let free = self.procedures.get(id).free.clone();
        for var in lambda.params.iter().chain(&lambda.rest).chain(&free) {
            let value = self.fresh();
            env.bind(*var, value);
            params.push(value);
        }
        let body = self.apart(|b| b.expr(&lambda.body, env, Cont::Return));
        let name = self.procedure_name(id);
        self.fill(block, name, span, params, body);
    }

    /// Builds the block that goes on with a value.
    pub fn reify(&mut self, env: &Env, cont: Then<'e>) -> BlockId {
        let id = self.reserve();
        let value = self.fresh();
        let env = env.clone();
        let body = self.apart(|b| cont(b, env, value));
        let mut params = vec![value];
        params.extend(body.free().into_iter().filter(|&var| var != value));
        let (name, span) = (self.place_name(), self.source.body.span);
        self.fill(id, name, span, params, body);
        id
    }

    pub fn go_on(&mut self, env: Env, cont: Cont<'e>, value: Var) -> Tree {
        match cont {
            Cont::Return => self.finish(End::Return { value }),
            Cont::Jump(block) => {
                let mut args = self.params(block).to_vec();
                args[0] = value;
                self.finish(End::Jump { block, args })
            }
            // What comes after a deep nest is as deep again.
            Cont::Then(then) => {
                stacker::maybe_grow(64 * 1024, 2 * 1024 * 1024, || then(self, env, value))
            }
        }
    }

    /// A value that a path never has because an error was reported instead.
    pub fn nothing(&mut self, env: Env, cont: Cont<'e>) -> Tree {
        let value = self.literal(Constant::Unspecified);
        self.go_on(env, cont, value)
    }

    pub fn expr(&mut self, expr: &'e Expr, env: Env, cont: Cont<'e>) -> Tree {
        if !self.budget.deeper() {
            return self.abandon(expr.span, (env, cont));
        }
        let tree = stacker::maybe_grow(64 * 1024, 2 * 1024 * 1024, || {
            self.expr_inner(expr, env, cont)
        });
        self.budget.back();
        tree
    }

    /// Reports, once, that the budget is spent, if it is.
    fn check_budget(&mut self, span: Span) {
        if let Some(label) = self.budget.report() {
            self.diagnostics.push(budget::too_large(&label, span));
        }
    }

    /// Gives up a path, and what would have come after it, since nothing more may be made.
    fn abandon<T>(&mut self, span: Span, rest: T) -> Tree {
        self.check_budget(span);
        // What comes after a deep nest is as deep again.
        stacker::grow(DROPPED, || drop(rest));
        self.ops.clear();
        Tree {
            ops: Vec::new(),
            end: End::Return { value: Var(0) },
        }
    }

    fn expr_inner(&mut self, expr: &'e Expr, env: Env, cont: Cont<'e>) -> Tree {
        match &expr.kind {
            ExprKind::Const(id) => {
                let value = if self.input_exprs.contains(&std::ptr::from_ref(expr)) {
                    let value = self.fresh();
                    self.inputs.push((value, *id));
                    value
                } else {
                    self.constant(*id)
                };
                self.go_on(env, cont, value)
            }
            ExprKind::Var(var) => match self.variable(*var, expr.span, &env) {
                Some(value) => self.go_on(env, cont, value),
                None => self.nothing(env, cont),
            },
            ExprKind::Lambda(lambda) => {
                let id = self.procedures.of_lambda(lambda);
                match self.closure(id, expr.span, &env) {
                    Some(value) => self.go_on(env, cont, value),
                    None => self.nothing(env, cont),
                }
            }
            ExprKind::If(test, then, otherwise) => {
                self.conditional(test, then, otherwise, env, cont)
            }
            ExprKind::Call(operator, operands) => self.call(expr, operator, operands, env, cont),
            ExprKind::Prim(prim, operands) => {
                let (prim, span) = (*prim, expr.span);
                self.exprs(
                    operands,
                    env,
                    Box::new(move |b, env, values| b.primitive(prim, &values, span, env, cont)),
                )
            }
            ExprKind::Let(bindings, body) | ExprKind::Letrec(bindings, body) => {
                self.bindings(bindings, body, env, cont)
            }
            ExprKind::Seq(list) => self.sequence(list, env, cont),
        }
    }

    /// The value of a variable; reports one that has none yet.
    pub fn variable(&mut self, var: VarId, span: Span, env: &Env) -> Option<Var> {
        match self.procedures.meaning(var) {
            Meaning::Const(id) => Some(self.constant(id)),
            Meaning::Procedure(id) => self.closure(id, span, env),
            Meaning::Variable(var) => {
                let value = env.lookup(var);
                if value.is_none() {
                    let name = &self.source.vars[var.0 as usize].name;
                    self.diagnostics.push(
                        Diagnostic::new(
                            "E0201",
                            format!("`{name}` is used before its definition is evaluated"),
                            span,
                        )
                        .label("needed here, or by a procedure called here")
                        .help(format!("move the definition of `{name}` before this use"))
                        .also(self.source.vars[var.0 as usize].span, "defined here"),
                    );
                }
                value
            }
        }
    }

    fn bindings(
        &mut self,
        bindings: &'e [(VarId, Expr)],
        body: &'e Expr,
        env: Env,
        cont: Cont<'e>,
    ) -> Tree {
        for (i, (var, value)) in bindings.iter().enumerate() {
            // Procedures, constants and aliases exist at compile time only.
            if !matches!(self.procedures.meaning(*var), Meaning::Variable(v) if v == *var) {
                continue;
            }
            let (var, rest) = (*var, &bindings[i + 1..]);
            return self.expr(
                value,
                env,
                Cont::Then(Box::new(move |b, mut env, value| {
                    env.bind(var, value);
                    b.bindings(rest, body, env, cont)
                })),
            );
        }
        self.expr(body, env, cont)
    }

    fn sequence(&mut self, list: &'e [Expr], env: Env, cont: Cont<'e>) -> Tree {
        match list {
            [] => self.nothing(env, cont),
            [last] => self.expr(last, env, cont),
            [first, rest @ ..] => self.expr(
                first,
                env,
                Cont::Then(Box::new(move |b, env, _| b.sequence(rest, env, cont))),
            ),
        }
    }

    /// Evaluates expressions left to right.
    pub fn exprs(&mut self, list: &'e [Expr], env: Env, then: ThenAll<'e>) -> Tree {
        self.exprs_after(list, env, Vec::new(), then)
    }

    fn exprs_after(
        &mut self,
        mut list: &'e [Expr],
        env: Env,
        mut values: Vec<Var>,
        then: ThenAll<'e>,
    ) -> Tree {
        // Names and constants, of which there may be many, need no call stack.
        while let [first, rest @ ..] = list {
            let Some(value) = self.at_hand(first, &env) else {
                break;
            };
            values.push(value);
            list = rest;
        }
        match list {
            [] => {
                for value in &mut values {
                    *value = env.latest(*value);
                }
                then(self, env, values)
            }
            [first, rest @ ..] => self.expr(
                first,
                env,
                Cont::Then(Box::new(move |b, env, value| {
                    values.push(value);
                    b.exprs_after(rest, env, values, then)
                })),
            ),
        }
    }

    /// The value of a constant that is no input, or of a variable that has one.
    fn at_hand(&mut self, expr: &'e Expr, env: &Env) -> Option<Var> {
        match &expr.kind {
            ExprKind::Const(id) if !self.input_exprs.contains(&std::ptr::from_ref(expr)) => {
                Some(self.constant(*id))
            }
            ExprKind::Var(var) => match self.procedures.meaning(*var) {
                Meaning::Const(id) => Some(self.constant(id)),
                Meaning::Variable(var) => env.lookup(var),
                Meaning::Procedure(_) => None,
            },
            _ => None,
        }
    }
}
