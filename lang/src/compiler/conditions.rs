//! `if`: selections, branches, and what branches teach.

use super::build::{Builder, Cont};
use super::env::Env;
use super::procedures::Meaning;
use crate::block::{BlockId, End, Fact, Op, Tree, Var};
use crate::core::{Constant, Expr, ExprKind};
use crate::prim::Prim;
use crate::source::Span;
use crate::value::TagSet;

/// Builds what a branch leads to.
type Arm<'e> = Box<dyn FnOnce(&mut Builder<'e>, Env) -> Tree + 'e>;

/// Where a branch leads.
pub(super) enum Target<'e> {
    Once(Arm<'e>),
    Block(BlockId),
}

/// What a branch teaches: on the true side and on the false side.
pub(super) type Lesson = (Vec<(Var, Fact)>, Vec<(Var, Fact)>);

impl<'e> Builder<'e> {
    pub(super) fn conditional(
        &mut self,
        test: &'e Expr,
        then: &'e Expr,
        otherwise: &'e Expr,
        env: Env,
        cont: Cont<'e>,
    ) -> Tree {
        if self.optimises() && self.is_atom(then) && self.is_atom(otherwise) {
            return self.selection(test, then, otherwise, env, cont);
        }
        match cont {
            Cont::Return => self.condition(
                test,
                env,
                Target::Once(Box::new(move |b, env| b.expr(then, env, Cont::Return))),
                Target::Once(Box::new(move |b, env| b.expr(otherwise, env, Cont::Return))),
            ),
            Cont::Jump(block) => self.condition(
                test,
                env,
                Target::Once(Box::new(move |b, env| b.expr(then, env, Cont::Jump(block)))),
                Target::Once(Box::new(move |b, env| {
                    b.expr(otherwise, env, Cont::Jump(block))
                })),
            ),
            Cont::Then(rest) => {
                // An arm that only fails never goes on: the other arm has the rest to itself.
                if is_failure(then) {
                    let then_arm: Target<'e> =
                        Target::Once(Box::new(move |b, env| b.expr(then, env, Cont::Return)));
                    return self.condition(
                        test,
                        env,
                        then_arm,
                        Target::Once(Box::new(move |b, env| {
                            b.expr(otherwise, env, Cont::Then(rest))
                        })),
                    );
                }
                if is_failure(otherwise) {
                    return self.condition(
                        test,
                        env,
                        Target::Once(Box::new(move |b, env| b.expr(then, env, Cont::Then(rest)))),
                        Target::Once(Box::new(move |b, env| b.expr(otherwise, env, Cont::Return))),
                    );
                }
                let block = self.reify(&env, rest);
                self.conditional(test, then, otherwise, env, Cont::Jump(block))
            }
        }
    }

    /// Whether evaluating an expression is no more than naming a value.
    fn is_atom(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Const(_) => true,
            ExprKind::Var(var) => !matches!(self.procedures.meaning(*var), Meaning::Procedure(_)),
            _ => false,
        }
    }

    /// `(if test a b)` where both arms are atoms: no branch.
    fn selection(
        &mut self,
        test: &'e Expr,
        then: &'e Expr,
        otherwise: &'e Expr,
        env: Env,
        cont: Cont<'e>,
    ) -> Tree {
        self.expr(
            test,
            env,
            Cont::Then(Box::new(move |b, env, test| {
                let test = b.truth(test);
                if let (ExprKind::Const(a), ExprKind::Const(c)) = (&then.kind, &otherwise.kind) {
                    let is = |id: &crate::core::ConstId, value| {
                        b.source.constants[id.0 as usize] == Constant::Boolean(value)
                    };
                    if is(a, true) && is(c, false) {
                        return b.go_on(env, cont, test);
                    }
                }
                // Not `expr`: atoms of an arm are no inputs, and they must be named here.
                let a = b.atom(then, &env);
                let c = b.atom(otherwise, &env);
                match (a, c) {
                    (Some(a), Some(c)) => {
                        let dst = b.fresh();
                        b.ops.push(Op::Select { dst, test, a, b: c });
                        b.go_on(env, cont, dst)
                    }
                    _ => b.nothing(env, cont),
                }
            })),
        )
    }

    fn atom(&mut self, expr: &'e Expr, env: &Env) -> Option<Var> {
        match &expr.kind {
            ExprKind::Const(id) => Some(self.constant(*id)),
            ExprKind::Var(var) => self.variable(*var, expr.span, env),
            _ => None,
        }
    }

    fn truth(&mut self, value: Var) -> Var {
        let dst = self.fresh();
        self.ops.push(Op::Truth { dst, value });
        dst
    }

    /// Branches on an expression that is wanted for its truth only.
    fn condition(
        &mut self,
        test: &'e Expr,
        env: Env,
        then: Target<'e>,
        otherwise: Target<'e>,
    ) -> Tree {
        stacker::maybe_grow(64 * 1024, 2 * 1024 * 1024, || {
            self.condition_inner(test, env, then, otherwise)
        })
    }

    fn condition_inner(
        &mut self,
        test: &'e Expr,
        env: Env,
        then: Target<'e>,
        otherwise: Target<'e>,
    ) -> Tree {
        if !self.optimises() {
            return self.general(test, env, then, otherwise);
        }
        match &test.kind {
            ExprKind::Const(id) => {
                let truth = self.source.constants[id.0 as usize] != Constant::Boolean(false);
                let target = if truth { then } else { otherwise };
                self.lead(target, env)
            }
            // `and`, `or` and `not` in their expanded forms, and any test inside a test.
            ExprKind::If(inner, a, c) => self.nested(inner, a, c, env, then, otherwise),
            ExprKind::Let(bindings, body) => {
                // `(let ((t a)) (if t t b))`, which is `(or a b)`.
                if let ([(var, value)], ExprKind::If(inner, a, c)) =
                    (bindings.as_slice(), &body.kind)
                {
                    let names = |e: &Expr| matches!(e.kind, ExprKind::Var(v) if v == *var);
                    if names(inner)
                        && names(a)
                        && matches!(self.procedures.meaning(*var), Meaning::Variable(v) if v == *var)
                    {
                        let (var, then) = (*var, self.share(then, &env));
                        let again = Target::Block(then);
                        return self.condition(
                            value,
                            env,
                            Target::Block(then),
                            Target::Once(Box::new(move |b, mut env| {
                                let no = b.literal(Constant::Boolean(false));
                                env.bind(var, no);
                                b.condition(c, env, again, otherwise)
                            })),
                        );
                    }
                }
                self.general(test, env, then, otherwise)
            }
            ExprKind::Prim(prim, operands) if is_predicate(*prim) => {
                let (prim, span) = (*prim, test.span);
                self.exprs(
                    operands,
                    env,
                    Box::new(move |b, mut env, values| {
                        let (test, lesson) = b.predicate(prim, &values, span, &mut env);
                        b.branch(test, lesson, env, then, otherwise)
                    }),
                )
            }
            ExprKind::Seq(list) if list.len() > 1 => {
                let (last, before) = match list.split_last() {
                    Some(parts) => parts,
                    None => return self.general(test, env, then, otherwise),
                };
                self.exprs(
                    before,
                    env,
                    Box::new(move |b, env, _| b.condition(last, env, then, otherwise)),
                )
            }
            _ => self.general(test, env, then, otherwise),
        }
    }

    fn general(
        &mut self,
        test: &'e Expr,
        env: Env,
        then: Target<'e>,
        otherwise: Target<'e>,
    ) -> Tree {
        self.expr(
            test,
            env,
            Cont::Then(Box::new(move |b, env, value| {
                let test = b.truth(value);
                b.branch(test, (Vec::new(), Vec::new()), env, then, otherwise)
            })),
        )
    }

    fn nested(
        &mut self,
        inner: &'e Expr,
        a: &'e Expr,
        c: &'e Expr,
        env: Env,
        then: Target<'e>,
        otherwise: Target<'e>,
    ) -> Tree {
        let known = |e: &Expr| match &e.kind {
            ExprKind::Const(id) => {
                Some(self.source.constants[id.0 as usize] != Constant::Boolean(false))
            }
            _ => None,
        };
        let (ka, kc) = (known(a), known(c));
        let twice = |used: bool| ka.is_none_or(|k| k == used) && kc.is_none_or(|k| k == used);
        let (then_a, then_c) = if twice(true) {
            let block = self.share(then, &env);
            (Some(Target::Block(block)), Some(Target::Block(block)))
        } else if ka != Some(false) {
            (Some(then), None)
        } else {
            (None, Some(then))
        };
        let (else_a, else_c) = if twice(false) {
            let block = self.share(otherwise, &env);
            (Some(Target::Block(block)), Some(Target::Block(block)))
        } else if ka != Some(true) {
            (Some(otherwise), None)
        } else {
            (None, Some(otherwise))
        };
        let side = |expr: &'e Expr, then: Option<Target<'e>>, otherwise: Option<Target<'e>>| {
            Target::Once(Box::new(move |b: &mut Builder<'e>, env: Env| {
                match (then, otherwise) {
                    (Some(then), Some(otherwise)) => b.condition(expr, env, then, otherwise),
                    (Some(target), None) | (None, Some(target)) => b.lead(target, env),
                    (None, None) => b.nothing(env, Cont::Return),
                }
            }))
        };
        self.condition(inner, env, side(a, then_a, else_a), side(c, then_c, else_c))
    }

    /// Makes a target that can be led to from several places.
    fn share(&mut self, target: Target<'e>, env: &Env) -> BlockId {
        match target {
            Target::Block(block) => block,
            Target::Once(build) => {
                // The first parameter is a value that nobody reads.
                self.reify(env, Box::new(move |b, env, _| build(b, env)))
            }
        }
    }

    fn lead(&mut self, target: Target<'e>, env: Env) -> Tree {
        match target {
            Target::Once(build) => build(self, env),
            Target::Block(block) => {
                let value = self.literal(Constant::Unspecified);
                self.go_on(env, Cont::Jump(block), value)
            }
        }
    }

    fn branch(
        &mut self,
        test: Var,
        lesson: Lesson,
        env: Env,
        then: Target<'e>,
        otherwise: Target<'e>,
    ) -> Tree {
        let ops = std::mem::take(&mut self.ops);
        let mut side = |facts: Vec<(Var, Fact)>, target: Target<'e>| {
            let mut env = env.clone();
            self.ops = Vec::new();
            for (value, fact) in facts {
                let dst = self.fresh();
                self.ops.push(Op::Refine { dst, value, fact });
                env.refine(value, dst);
            }
            Box::new(self.lead(target, env))
        };
        let then = side(lesson.0, then);
        let otherwise = side(lesson.1, otherwise);
        Tree {
            ops,
            end: End::Branch {
                test,
                then,
                otherwise,
            },
        }
    }

    /// A predicate's boolean and what it teaches.
    pub(super) fn predicate(
        &mut self,
        prim: Prim,
        values: &[Var],
        span: Span,
        env: &mut Env,
    ) -> (Var, Lesson) {
        match prim {
            Prim::NumEq => {
                let (a, b) = self.same_numbers(prim, values[0], values[1], span, env);
                let dst = self.fresh();
                self.ops.push(Op::Eq { dst, a, b });
                (
                    dst,
                    (
                        vec![(a, Fact::Equal(b)), (b, Fact::Equal(a))],
                        vec![(a, Fact::Different(b)), (b, Fact::Different(a))],
                    ),
                )
            }
            Prim::Less => {
                let tags = TagSet::of(crate::value::Tag::Integer);
                let a = self.check(prim, values[0], tags, span, env);
                let b = self.check(prim, values[1], tags, span, env);
                let dst = self.fresh();
                self.ops.push(Op::Less { dst, a, b });
                (
                    dst,
                    (
                        vec![(a, Fact::Below(b)), (b, Fact::Above(a))],
                        vec![(a, Fact::AtLeast(b)), (b, Fact::AtMost(a))],
                    ),
                )
            }
            Prim::Eq => {
                let dst = self.fresh();
                let (a, b) = (env.latest(values[0]), env.latest(values[1]));
                self.ops.push(Op::Eq { dst, a, b });
                (dst, (Vec::new(), Vec::new()))
            }
            _ => {
                let tags = predicate_tags(prim).unwrap_or(TagSet::EMPTY);
                let dst = self.fresh();
                let value = env.latest(values[0]);
                self.ops.push(Op::HasTag { dst, value, tags });
                (
                    dst,
                    (
                        vec![(value, Fact::Tags(tags))],
                        vec![(value, Fact::Tags(TagSet::ANY.without(tags)))],
                    ),
                )
            }
        }
    }
}

/// The tags that a type predicate asks for.
pub(super) fn predicate_tags(prim: Prim) -> Option<TagSet> {
    use crate::value::Tag;
    let tag = match prim {
        Prim::IsNull => Tag::Nil,
        Prim::IsPair => Tag::Pair,
        Prim::IsInteger => Tag::Integer,
        Prim::IsField => Tag::Field,
        Prim::IsBoolean => Tag::Boolean,
        Prim::IsChar => Tag::Char,
        Prim::IsSymbol => Tag::Symbol,
        Prim::IsString => Tag::String,
        Prim::IsProcedure => Tag::Procedure,
        Prim::IsVector => Tag::Vector,
        Prim::IsBytevector => Tag::Bytevector,
        Prim::IsRecord => Tag::Record,
        Prim::IsValues => Tag::Values,
        _ => return None,
    };
    Some(TagSet::of(tag))
}

pub(super) fn is_predicate(prim: Prim) -> bool {
    matches!(prim, Prim::NumEq | Prim::Less | Prim::Eq) || predicate_tags(prim).is_some()
}

/// Whether an expression is an error raised outright.
fn is_failure(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Prim(
            Prim::Error | Prim::AssertFailed | Prim::Uncaught | Prim::FailAt,
            _
        )
    )
}
