//! Finds the procedures of a program, what each needs from outside, and how each is used.
//!
//! A variable bound to a `lambda` is a *known* procedure: calls of it jump, and nothing is built for
//! it unless it is also used as a value. Variables bound to a constant or to another variable
//! are aliases and never exist at run time.

use super::budget::Budget;
use crate::core::{ConstId, Expr, ExprKind, Lambda, Program, VarId};
use std::collections::{HashMap, HashSet};

/// Index of a [`Procedure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ProcId(pub usize);

/// A `lambda` of the program.
pub(super) struct Procedure<'e> {
    pub lambda: &'e Lambda,
    pub expr: &'e Expr,
    /// Variables needed from outside, in order of id: they are passed after the arguments.
    pub free: Vec<VarId>,
    /// Places that call it by name.
    pub calls: usize,
    /// Places that use it as a value.
    pub values: usize,
    /// Number of core forms in its body.
    pub size: usize,
    /// Whether its body refers to it.
    pub recursive: bool,
}

/// What a variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Procedure(ProcId),
    Const(ConstId),
    Variable(VarId),
}

/// All procedures of a program.
pub(super) struct Procedures<'e> {
    list: Vec<Procedure<'e>>,
    by_lambda: HashMap<*const Lambda, ProcId>,
    by_var: HashMap<VarId, Meaning>,
}

impl<'e> Procedures<'e> {
    pub fn find(program: &'e Program, budget: &mut Budget) -> Self {
        let mut this = Procedures {
            list: Vec::new(),
            by_lambda: HashMap::new(),
            by_var: HashMap::new(),
        };
        this.register(&program.body);
        this.analyse(&program.body, budget);
        this
    }

    pub fn get(&self, id: ProcId) -> &Procedure<'e> {
        &self.list[id.0]
    }

    pub fn calls_itself(&self, id: ProcId) -> bool {
        self.list[id.0].recursive
    }

    pub fn of_lambda(&self, lambda: &Lambda) -> ProcId {
        self.by_lambda[&std::ptr::from_ref(lambda)]
    }

    /// What a variable stands for, aliases resolved.
    pub fn meaning(&self, var: VarId) -> Meaning {
        let known = self.by_var.get(&var);
        known.copied().unwrap_or(Meaning::Variable(var))
    }

    fn register(&mut self, root: &'e Expr) {
        let mut pending = vec![root];
        while let Some(expr) = pending.pop() {
            match &expr.kind {
                ExprKind::Lambda(lambda) => {
                    let id = ProcId(self.list.len());
                    self.list.push(Procedure {
                        lambda,
                        expr,
                        free: Vec::new(),
                        calls: 0,
                        values: 0,
                        size: 0,
                        recursive: false,
                    });
                    self.by_lambda.insert(&raw const **lambda, id);
                    pending.push(&lambda.body);
                }
                ExprKind::Let(bindings, body) | ExprKind::Letrec(bindings, body) => {
                    pending.push(body);
                    for (_, value) in bindings {
                        pending.push(value);
                    }
                }
                other => children(other, &mut pending),
            }
        }
        // Second pass: names, now that every lambda has an id.
        let mut pending = vec![root];
        while let Some(expr) = pending.pop() {
            if let ExprKind::Let(bindings, _) | ExprKind::Letrec(bindings, _) = &expr.kind {
                let recursive = matches!(expr.kind, ExprKind::Letrec(..));
                let later: HashSet<VarId> = if recursive {
                    bindings.iter().map(|(var, _)| *var).collect()
                } else {
                    HashSet::new()
                };
                for (var, value) in bindings {
                    let meaning = match &value.kind {
                        ExprKind::Lambda(lambda) => Meaning::Procedure(self.of_lambda(lambda)),
                        ExprKind::Const(id) => Meaning::Const(*id),
                        // Within a letrec a name may stand for one that has no value yet. The others are bound
                        // further out, and what they stand for is known by now.
                        ExprKind::Var(other) if !later.contains(other) => self.meaning(*other),
                        _ => continue,
                    };
                    self.by_var.insert(*var, meaning);
                }
            }
            match &expr.kind {
                ExprKind::Lambda(lambda) => pending.push(&lambda.body),
                other => children(other, &mut pending),
            }
        }
    }

    /// Walks what is reachable from the program's body, counts uses and solves for free variables.
    fn analyse(&mut self, root: &'e Expr, budget: &mut Budget) {
        let mut facts: HashMap<ProcId, Facts> = HashMap::new();
        let mut pending = Vec::new();
        let mut main = Facts::default();
        self.walk(root, &mut main);
        pending.extend(main.procedures.iter().copied());
        while let Some(id) = pending.pop() {
            if facts.contains_key(&id) {
                continue;
            }
            let lambda = self.list[id.0].lambda;
            let mut found = Facts::default();
            found.bound.extend(&lambda.params);
            found.bound.extend(lambda.rest);
            self.walk(&lambda.body, &mut found);
            self.list[id.0].size = found.size;
            self.list[id.0].recursive = found.procedures.contains(&id);
            pending.extend(found.procedures.iter().copied());
            facts.insert(id, found);
        }
        // Whoever calls a procedure must have what it needs.
        let mut callers: HashMap<ProcId, Vec<ProcId>> = HashMap::new();
        for (&id, f) in &facts {
            for &callee in &f.procedures {
                callers.entry(callee).or_default().push(id);
            }
        }
        let mut free: HashMap<ProcId, HashSet<VarId>> = facts
            .iter()
            .map(|(&id, f)| (id, f.vars.difference(&f.bound).copied().collect()))
            .collect();
        let mut news: Vec<(ProcId, VarId)> = free
            .iter()
            .flat_map(|(&id, vars)| vars.iter().map(move |&var| (id, var)))
            .collect();
        budget.spend(news.len());
        while let (Some((id, var)), false) = (news.pop(), budget.is_spent()) {
            for &caller in callers.get(&id).into_iter().flatten() {
                let binds = facts.get(&caller).is_some_and(|f| f.bound.contains(&var));
                if !binds && free.entry(caller).or_default().insert(var) {
                    budget.spend(1);
                    news.push((caller, var));
                }
            }
        }
        for (id, vars) in free {
            let mut vars: Vec<_> = vars.into_iter().collect();
            vars.sort_unstable();
            self.list[id.0].free = vars;
        }
    }

    fn walk(&mut self, root: &'e Expr, facts: &mut Facts) {
        let mut pending = vec![root];
        while let Some(expr) = pending.pop() {
            facts.size += 1;
            match &expr.kind {
                ExprKind::Var(var) => self.note(*var, false, facts),
                ExprKind::Lambda(lambda) => {
                    let id = self.of_lambda(lambda);
                    self.list[id.0].values += 1;
                    facts.procedures.insert(id);
                }
                ExprKind::Call(operator, operands) => {
                    match &operator.kind {
                        ExprKind::Var(var) => self.note(*var, true, facts),
                        // A lambda that is called at once is a `let`.
                        ExprKind::Lambda(lambda) => {
                            facts.bound.extend(&lambda.params);
                            facts.bound.extend(lambda.rest);
                            pending.push(&lambda.body);
                        }
                        _ => pending.push(operator),
                    }
                    pending.extend(operands);
                }
                ExprKind::Let(bindings, body) | ExprKind::Letrec(bindings, body) => {
                    for (var, value) in bindings {
                        facts.bound.insert(*var);
                        let named = matches!(value.kind, ExprKind::Lambda(_));
                        let alias = self.by_var.contains_key(var);
                        if !named && !alias {
                            pending.push(value);
                        }
                    }
                    pending.push(body);
                }
                other => children(other, &mut pending),
            }
        }
    }

    fn note(&mut self, var: VarId, called: bool, facts: &mut Facts) {
        match self.meaning(var) {
            Meaning::Procedure(id) => {
                if called {
                    self.list[id.0].calls += 1;
                } else {
                    self.list[id.0].values += 1;
                }
                facts.procedures.insert(id);
            }
            Meaning::Variable(var) => {
                facts.vars.insert(var);
            }
            Meaning::Const(_) => {}
        }
    }
}

#[derive(Default)]
struct Facts {
    bound: HashSet<VarId>,
    vars: HashSet<VarId>,
    procedures: HashSet<ProcId>,
    size: usize,
}

fn children<'e>(kind: &'e ExprKind, out: &mut Vec<&'e Expr>) {
    match kind {
        ExprKind::Const(_) | ExprKind::Var(_) | ExprKind::Lambda(_) => {}
        ExprKind::If(a, b, c) => out.extend([&**a, &**b, &**c]),
        ExprKind::Call(operator, operands) => {
            out.push(operator);
            out.extend(operands);
        }
        ExprKind::Prim(_, operands) | ExprKind::Seq(operands) => out.extend(operands),
        ExprKind::Let(bindings, body) | ExprKind::Letrec(bindings, body) => {
            out.extend(bindings.iter().map(|(_, value)| value));
            out.push(body);
        }
    }
}
