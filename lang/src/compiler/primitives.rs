//! Primitive operations.

use super::build::{Builder, Cont};
use super::conditions::is_predicate;
use super::env::Env;
use crate::block::{Args, Arith, End, ErrorKind, Op, Program, Style, Tree, Var};
use crate::core::Constant;
use crate::prim::Prim;
use crate::source::Span;
use crate::value::{Tag, TagSet};

impl<'e> Builder<'e> {
    pub(super) fn primitive(
        &mut self,
        prim: Prim,
        values: &[Var],
        span: Span,
        mut env: Env,
        cont: Cont<'e>,
    ) -> Tree {
        if is_predicate(prim) {
            let (test, _) = self.predicate(prim, values, span, &mut env);
            return self.go_on(env, cont, test);
        }
        let pair = TagSet::of(Tag::Pair);
        let value = match prim {
            Prim::Add | Prim::Sub | Prim::Mul => {
                let (a, b) = self.same_numbers(prim, values[0], values[1], span, &mut env);
                self.arith(prim, a, b, span)
            }
            Prim::Div | Prim::Quotient | Prim::Remainder | Prim::Modulo => {
                let tags = TagSet::of(if prim == Prim::Div {
                    Tag::Field
                } else {
                    Tag::Integer
                });
                let a = self.check(prim, values[0], tags, span, &mut env);
                let b = self.check(prim, values[1], tags, span, &mut env);
                self.arith(prim, a, b, span)
            }
            Prim::Number => self.check(prim, values[0], TagSet::NUMBER, span, &mut env),
            Prim::Cons => {
                let dst = self.fresh();
                let (car, cdr) = (values[0], values[1]);
                self.ops.push(Op::Cons { dst, car, cdr });
                env.open(dst, (car, cdr));
                dst
            }
            Prim::Car | Prim::Cdr => {
                let value = self.check(prim, values[0], pair, span, &mut env);
                let (car, cdr) = self.uncons(value, &mut env);
                if prim == Prim::Car {
                    car
                } else {
                    cdr
                }
            }
            Prim::ToField => {
                let value = self.check(prim, values[0], TagSet::NUMBER, span, &mut env);
                self.retag(value, Tag::Field)
            }
            Prim::CharToInteger => {
                let value = self.check(prim, values[0], TagSet::of(Tag::Char), span, &mut env);
                self.retag(value, Tag::Integer)
            }
            Prim::UncheckedIntegerToChar => {
                let value = self.check(prim, values[0], TagSet::of(Tag::Integer), span, &mut env);
                self.retag(value, Tag::Char)
            }
            Prim::Emit => {
                self.ops.push(Op::Emit { value: values[0] });
                values[0]
            }
            Prim::Error => {
                let site = self.site(ErrorKind::User, span);
                return self.finish(End::Fail {
                    site,
                    irritant: values[0],
                });
            }
            Prim::AssertFailed => {
                let site = self.site(ErrorKind::Assertion, span);
                let irritant = self.literal(Constant::Unspecified);
                return self.finish(End::Fail { site, irritant });
            }
            Prim::Apply => {
                return self.apply(values[0], Args::List(values[1]), span, env, cont);
            }
            Prim::PairToVector
            | Prim::PairToBytevector
            | Prim::PairToRecord
            | Prim::PairToValues
            | Prim::VectorToPair
            | Prim::BytevectorToPair
            | Prim::RecordToPair
            | Prim::ValuesToPair
            | Prim::StringToPair
            | Prim::ListToString
            | Prim::SymbolToString
            | Prim::StringToSymbol => {
                let (from, to) = retagging(prim);
                let value = self.check(prim, values[0], from, span, &mut env);
                self.retag(value, to)
            }
            Prim::CallWithEscape => {
                let tags = TagSet::of(Tag::Procedure);
                let procedure = self.check(prim, values[0], tags, span, &mut env);
                self.argument_counts.insert(1);
                let call = self.call_at(None, span);
                self.push_frame(&env, cont, call);
                // After the frame is pushed: whoever leaves to the mark returns to that frame.
                let dst = self.fresh();
                self.ops.push(Op::Mark { dst });
                return self.finish(End::Apply {
                    procedure,
                    args: Args::Fixed(vec![dst]),
                    call,
                });
            }
            Prim::Escape => {
                let tags = TagSet::of(Tag::Continuation);
                let continuation = self.check(prim, values[0], tags, span, &mut env);
                let tags = TagSet::of(Tag::Procedure);
                let procedure = self.check(prim, values[1], tags, span, &mut env);
                self.argument_counts.insert(0);
                self.ops.push(Op::Reset { continuation });
                let call = self.call_at(None, span);
                return self.finish(End::Apply {
                    procedure,
                    args: Args::Fixed(Vec::new()),
                    call,
                });
            }
            Prim::Handlers => {
                let dst = self.fresh();
                self.ops.push(Op::Handlers { dst });
                dst
            }
            Prim::SetHandlers => {
                let value = self.check(prim, values[0], pair, span, &mut env);
                self.ops.push(Op::SetHandlers { value });
                self.literal(Constant::Unspecified)
            }
            Prim::Uncaught => {
                let site = self.site(ErrorKind::Uncaught, span);
                let site = self.literal(Constant::Integer(i64::from(site.0)));
                return self.stop(site, values[0]);
            }
            Prim::FailAt => {
                let tags = TagSet::of(Tag::Integer);
                let site = self.check(prim, values[0], tags, span, &mut env);
                return self.stop(site, values[1]);
            }
            Prim::Display | Prim::Write => {
                let style = if prim == Prim::Write {
                    Style::Write
                } else {
                    Style::Display
                };
                let value = env.latest(values[0]);
                self.ops.push(Op::Print { value, style });
                self.literal(Constant::Unspecified)
            }
            // Predicates, handled above.
            _ => values[0],
        };
        self.go_on(env, cont, value)
    }

    /// Fails unless a value has one of these tags; gives it under a name that is known to.
    pub(super) fn check(
        &mut self,
        prim: Prim,
        value: Var,
        tags: TagSet,
        span: Span,
        env: &mut Env,
    ) -> Var {
        let value = env.latest(value);
        let expected = if tags == TagSet::NUMBER {
            "a number".to_string()
        } else {
            tags.nouns()
        };
        let operation = match prim {
            Prim::Number => "+".to_string(),
            // The library's own operations fail in the name of the procedure that uses them.
            _ if prim.name().starts_with('%') => self.place_name().to_string(),
            _ => prim.name().to_string(),
        };
        let kind = ErrorKind::Type {
            operation,
            expected,
        };
        let site = self.site(kind, span);
        let dst = self.fresh();
        self.ops.push(Op::Check {
            dst,
            value,
            tags,
            site,
        });
        self.learn(env, value, dst);
        dst
    }

    /// Two numbers of one type.
    pub(super) fn same_numbers(
        &mut self,
        prim: Prim,
        a: Var,
        b: Var,
        span: Span,
        env: &mut Env,
    ) -> (Var, Var) {
        let a = self.check(prim, a, TagSet::NUMBER, span, env);
        let b = self.check(prim, b, TagSet::NUMBER, span, env);
        if a == b {
            return (a, b);
        }
        let kind = ErrorKind::Type {
            operation: prim.name().to_string(),
            expected: "two numbers of one type, both integers or both field elements".to_string(),
        };
        let site = self.site(kind, span);
        let dst = self.fresh();
        self.ops.push(Op::Same { dst, a, b, site });
        self.learn(env, b, dst);
        // The other operand has the same tag, too; that is known once this one's is.
        let site = self.site(
            ErrorKind::Type {
                operation: prim.name().to_string(),
                expected: "two numbers of one type, both integers or both field elements"
                    .to_string(),
            },
            span,
        );
        let again = self.fresh();
        self.ops.push(Op::Same {
            dst: again,
            a: dst,
            b: a,
            site,
        });
        self.learn(env, a, again);
        (again, dst)
    }

    fn arith(&mut self, prim: Prim, a: Var, b: Var, span: Span) -> Var {
        let operation = prim.name().to_string();
        let (op, kind) = match prim {
            Prim::Add => (Arith::Add, ErrorKind::Overflow { operation }),
            Prim::Sub => (Arith::Sub, ErrorKind::Overflow { operation }),
            Prim::Mul => (Arith::Mul, ErrorKind::Overflow { operation }),
            Prim::Div => (Arith::Div, ErrorKind::Division { operation }),
            Prim::Quotient => (Arith::Quotient, ErrorKind::Division { operation }),
            Prim::Remainder => (Arith::Remainder, ErrorKind::Division { operation }),
            _ => (Arith::Modulo, ErrorKind::Division { operation }),
        };
        let site = self.site(kind, span);
        let dst = self.fresh();
        self.ops.push(Op::Arith {
            dst,
            op,
            a,
            b,
            site,
        });
        dst
    }

    fn uncons(&mut self, pair: Var, env: &mut Env) -> (Var, Var) {
        if let (true, Some((car, cdr))) = (self.optimises(), env.opened(pair)) {
            return (env.latest(car), env.latest(cdr));
        }
        let (car, cdr) = (self.fresh(), self.fresh());
        self.ops.push(Op::Uncons { car, cdr, pair });
        env.open(pair, (car, cdr));
        (car, cdr)
    }

    /// Ends the run with the error of a site's number, past any exception handler.
    fn stop(&mut self, site: Var, irritant: Var) -> Tree {
        self.finish(End::Jump {
            block: Program::ERROR,
            args: vec![site, irritant],
        })
    }

    fn retag(&mut self, value: Var, tag: Tag) -> Var {
        let dst = self.fresh();
        self.ops.push(Op::Retag { dst, value, tag });
        dst
    }
}

/// Which tags a conversion takes, and which it gives.
fn retagging(prim: Prim) -> (TagSet, Tag) {
    let list = TagSet::of(Tag::Nil) | TagSet::of(Tag::Pair);
    match prim {
        Prim::PairToVector => (TagSet::of(Tag::Pair), Tag::Vector),
        Prim::PairToBytevector => (TagSet::of(Tag::Pair), Tag::Bytevector),
        Prim::PairToRecord => (TagSet::of(Tag::Pair), Tag::Record),
        Prim::PairToValues => (TagSet::of(Tag::Pair), Tag::Values),
        Prim::VectorToPair => (TagSet::of(Tag::Vector), Tag::Pair),
        Prim::BytevectorToPair => (TagSet::of(Tag::Bytevector), Tag::Pair),
        Prim::RecordToPair => (TagSet::of(Tag::Record), Tag::Pair),
        Prim::ValuesToPair => (TagSet::of(Tag::Values), Tag::Pair),
        Prim::StringToPair => (TagSet::of(Tag::String), Tag::Pair),
        Prim::SymbolToString => (TagSet::of(Tag::Symbol), Tag::String),
        Prim::StringToSymbol => (TagSet::of(Tag::String), Tag::Symbol),
        _ => (list, Tag::String),
    }
}
