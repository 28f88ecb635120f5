//! A tree-walking evaluator of the core language: slow, plain, and independent of the compiler
//! and the machine.

use foldscheme_lang::core::{Constant, Expr, ExprKind, Lambda, Program, VarId};
use foldscheme_lang::expander::Constants;
use foldscheme_lang::field::{FieldElement, ScalarField};
use foldscheme_lang::prim::Prim;
use foldscheme_lang::printer::write_constant;
use foldscheme_lang::value::Wrap;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

#[derive(Clone)]
pub enum Value<'p> {
    Atom(Constant),
    Pair(Rc<(Value<'p>, Value<'p>)>),
    Wrap(Wrap, Rc<(Value<'p>, Value<'p>)>),
    Procedure(Rc<(&'p Lambda, Scope<'p>)>),
}

type Scope<'p> = Rc<Frame<'p>>;

pub struct Frame<'p> {
    vars: RefCell<HashMap<VarId, Value<'p>>>,
    parent: Option<Scope<'p>>,
}

pub struct Oracle<'p> {
    program: &'p Program,
    output: Vec<Value<'p>>,
}

type Outcome<'p> = Result<Value<'p>, String>;

/// The value or the error of a program, and before it what it emits, one a line.
pub fn run(program: &Program) -> String {
    let mut oracle = Oracle {
        program,
        output: Vec::new(),
    };
    let top = frame(None);
    let outcome = oracle.eval(&program.body, &top);
    let mut lines: Vec<String> = oracle
        .output
        .iter()
        .map(|v| format!("emitted {}", show(v)))
        .collect();
    lines.push(match outcome {
        Ok(value) => show(&value),
        Err(error) => format!("error: {error}"),
    });
    lines.join("\n")
}

fn frame<'p>(parent: Option<Scope<'p>>) -> Scope<'p> {
    Rc::new(Frame {
        vars: RefCell::default(),
        parent,
    })
}

fn show(value: &Value) -> String {
    fn intern(constants: &mut Constants, value: &Value) -> foldscheme_lang::core::ConstId {
        match value {
            Value::Atom(atom) => constants.intern(atom.clone()),
            Value::Pair(pair) => {
                let first = intern(constants, &pair.0);
                let rest = intern(constants, &pair.1);
                constants.intern(Constant::Pair(first, rest))
            }
            Value::Wrap(wrap, pair) => {
                let pair = intern(constants, &Value::Pair(pair.clone()));
                constants.intern(Constant::Wrap(*wrap, pair))
            }
            Value::Procedure(closure) => {
                let name = closure.0.name.clone().unwrap_or_else(|| "?".into());
                constants.intern(Constant::Procedure(name))
            }
        }
    }
    let mut constants = Constants::default();
    let id = intern(&mut constants, value);
    write_constant(constants.list(), id)
}

fn same<'p>(a: &Value<'p>, b: &Value<'p>) -> bool {
    match (a, b) {
        (Value::Atom(a), Value::Atom(b)) => a == b,
        (Value::Pair(a), Value::Pair(b)) => same(&a.0, &b.0) && same(&a.1, &b.1),
        (Value::Wrap(a, x), Value::Wrap(b, y)) => a == b && same(&x.0, &y.0) && same(&x.1, &y.1),
        (Value::Procedure(a), Value::Procedure(b)) => Rc::ptr_eq(a, b),
        _ => false,
    }
}

fn list(items: Vec<Value>) -> Value {
    items
        .into_iter()
        .rev()
        .fold(Value::Atom(Constant::Nil), |rest, item| {
            Value::Pair(Rc::new((item, rest)))
        })
}

/// The elements of a list, whatever it ends in.
fn items<'p>(mut list: &Value<'p>) -> Vec<Value<'p>> {
    let mut items = Vec::new();
    while let Value::Pair(pair) = list {
        items.push(pair.0.clone());
        list = &pair.1;
    }
    items
}

fn boolean<'p>(value: bool) -> Outcome<'p> {
    Ok(Value::Atom(Constant::Boolean(value)))
}

impl<'p> Oracle<'p> {
    fn eval(&mut self, expr: &'p Expr, scope: &Scope<'p>) -> Outcome<'p> {
        stacker::maybe_grow(64 << 10, 4 << 20, || self.eval_here(expr, scope))
    }

    fn all(&mut self, exprs: &'p [Expr], scope: &Scope<'p>) -> Result<Vec<Value<'p>>, String> {
        exprs.iter().map(|e| self.eval(e, scope)).collect()
    }

    fn eval_here(&mut self, expr: &'p Expr, scope: &Scope<'p>) -> Outcome<'p> {
        match &expr.kind {
            ExprKind::Const(id) => Ok(self.constant(*id)),
            ExprKind::Var(var) => {
                let mut at = Some(scope);
                while let Some(frame) = at {
                    if let Some(value) = frame.vars.borrow().get(var) {
                        return Ok(value.clone());
                    }
                    at = frame.parent.as_ref();
                }
                Err(format!(
                    "{} is not initialised",
                    self.program.vars[var.0 as usize].name
                ))
            }
            ExprKind::If(test, then, otherwise) => {
                let is_false = matches!(
                    self.eval(test, scope)?,
                    Value::Atom(Constant::Boolean(false))
                );
                self.eval(if is_false { otherwise } else { then }, scope)
            }
            ExprKind::Lambda(lambda) => Ok(Value::Procedure(Rc::new((lambda, scope.clone())))),
            ExprKind::Call(operator, operands) => {
                let operator = self.eval(operator, scope)?;
                let operands = self.all(operands, scope)?;
                self.apply(operator, operands)
            }
            ExprKind::Prim(prim, operands) => {
                let operands = self.all(operands, scope)?;
                assert_eq!(operands.len(), prim.arity());
                self.prim(*prim, operands)
            }
            ExprKind::Let(bindings, body) => {
                let inner = frame(Some(scope.clone()));
                for (var, value) in bindings {
                    let value = self.eval(value, scope)?;
                    inner.vars.borrow_mut().insert(*var, value);
                }
                self.eval(body, &inner)
            }
            ExprKind::Letrec(bindings, body) => {
                let inner = frame(Some(scope.clone()));
                for (var, value) in bindings {
                    let value = self.eval(value, &inner)?;
                    inner.vars.borrow_mut().insert(*var, value);
                }
                self.eval(body, &inner)
            }
            ExprKind::Seq(exprs) => Ok(self.all(exprs, scope)?.pop().expect("not empty")),
        }
    }

    fn constant(&self, id: foldscheme_lang::core::ConstId) -> Value<'p> {
        match &self.program.constants[id.0 as usize] {
            Constant::Pair(first, rest) => {
                Value::Pair(Rc::new((self.constant(*first), self.constant(*rest))))
            }
            Constant::Wrap(wrap, pair) => match self.constant(*pair) {
                Value::Pair(pair) => Value::Wrap(*wrap, pair),
                _ => panic!("a wrap is over a pair"),
            },
            atom => Value::Atom(atom.clone()),
        }
    }

    fn apply(&mut self, operator: Value<'p>, mut operands: Vec<Value<'p>>) -> Outcome<'p> {
        let Value::Procedure(closure) = operator else {
            return Err(format!("{} is no procedure", show(&operator)));
        };
        let (lambda, scope) = &*closure;
        let count = lambda.params.len();
        if operands.len() < count || (lambda.rest.is_none() && operands.len() > count) {
            return Err("wrong number of operands".into());
        }
        let inner = frame(Some(scope.clone()));
        let rest = operands.split_off(count);
        inner
            .vars
            .borrow_mut()
            .extend(lambda.params.iter().copied().zip(operands));
        if let Some(var) = lambda.rest {
            let list = rest
                .into_iter()
                .rev()
                .fold(Value::Atom(Constant::Nil), |tail, item| {
                    Value::Pair(Rc::new((item, tail)))
                });
            inner.vars.borrow_mut().insert(var, list);
        }
        self.eval(&lambda.body, &inner)
    }

    fn prim(&mut self, prim: Prim, operands: Vec<Value<'p>>) -> Outcome<'p> {
        use Constant::{Boolean, Char, Field, Integer};
        use Value::{Atom, Pair, Procedure};
        let mismatch = || {
            let shown: Vec<String> = operands.iter().map(show).collect();
            Err(format!("{} of {}", prim.name(), shown.join(" ")))
        };
        let integer = |n: Option<i64>| n.map(|n| Atom(Integer(n))).ok_or("overflow".to_string());
        let field = |n: FieldElement| Ok(Atom(Field(n)));
        match (prim, operands.as_slice()) {
            (Prim::Add, [Atom(Integer(a)), Atom(Integer(b))]) => integer(a.checked_add(*b)),
            (Prim::Sub, [Atom(Integer(a)), Atom(Integer(b))]) => integer(a.checked_sub(*b)),
            (Prim::Mul, [Atom(Integer(a)), Atom(Integer(b))]) => integer(a.checked_mul(*b)),
            (Prim::Quotient, [Atom(Integer(a)), Atom(Integer(b))]) => integer(a.checked_div(*b)),
            (Prim::Remainder, [Atom(Integer(a)), Atom(Integer(b))]) if *b != 0 => {
                integer(Some(a.wrapping_rem(*b)))
            }
            (Prim::Modulo, [Atom(Integer(a)), Atom(Integer(b))]) if *b != 0 => {
                let (a, b) = (i128::from(*a), i128::from(*b));
                integer(i64::try_from(((a % b) + b) % b).ok())
            }
            (Prim::Add, [Atom(Field(a)), Atom(Field(b))]) => field(*a + *b),
            (Prim::Sub, [Atom(Field(a)), Atom(Field(b))]) => field(*a - *b),
            (Prim::Mul, [Atom(Field(a)), Atom(Field(b))]) => field(*a * *b),
            (Prim::Div, [Atom(Field(a)), Atom(Field(b))]) => match b.invert() {
                Some(inverse) => field(*a * inverse),
                None => Err("division by zero".into()),
            },
            (Prim::NumEq, [Atom(a @ Integer(_)), Atom(b @ Integer(_))])
            | (Prim::NumEq, [Atom(a @ Field(_)), Atom(b @ Field(_))]) => boolean(a == b),
            (Prim::Less, [Atom(Integer(a)), Atom(Integer(b))]) => boolean(a < b),
            (Prim::Number, [Atom(n @ (Integer(_) | Field(_)))]) => Ok(Atom(n.clone())),
            (Prim::Eq, [a, b]) => boolean(same(a, b)),
            (Prim::IsNull, [a]) => boolean(matches!(a, Atom(Constant::Nil))),
            (Prim::IsPair, [a]) => boolean(matches!(a, Pair(_))),
            (Prim::IsInteger, [a]) => boolean(matches!(a, Atom(Integer(_)))),
            (Prim::IsField, [a]) => boolean(matches!(a, Atom(Field(_)))),
            (Prim::IsBoolean, [a]) => boolean(matches!(a, Atom(Boolean(_)))),
            (Prim::IsChar, [a]) => boolean(matches!(a, Atom(Char(_)))),
            (Prim::IsSymbol, [a]) => boolean(matches!(a, Atom(Constant::Symbol(_)))),
            (Prim::IsString, [a]) => boolean(matches!(a, Atom(Constant::String(_)))),
            (Prim::IsProcedure, [a]) => boolean(matches!(a, Procedure(_))),
            (Prim::Cons, [a, b]) => Ok(Pair(Rc::new((a.clone(), b.clone())))),
            (Prim::IsVector, [a]) => boolean(matches!(a, Value::Wrap(Wrap::Vector, _))),
            (Prim::IsBytevector, [a]) => boolean(matches!(a, Value::Wrap(Wrap::Bytevector, _))),
            (Prim::IsRecord, [a]) => boolean(matches!(a, Value::Wrap(Wrap::Record, _))),
            (Prim::IsValues, [a]) => boolean(matches!(a, Value::Wrap(Wrap::Values, _))),
            (Prim::PairToVector, [Pair(pair)]) => Ok(Value::Wrap(Wrap::Vector, pair.clone())),
            (Prim::PairToBytevector, [Pair(pair)]) => {
                Ok(Value::Wrap(Wrap::Bytevector, pair.clone()))
            }
            (Prim::PairToRecord, [Pair(pair)]) => Ok(Value::Wrap(Wrap::Record, pair.clone())),
            (Prim::PairToValues, [Pair(pair)]) => Ok(Value::Wrap(Wrap::Values, pair.clone())),
            (Prim::VectorToPair, [Value::Wrap(Wrap::Vector, pair)])
            | (Prim::BytevectorToPair, [Value::Wrap(Wrap::Bytevector, pair)])
            | (Prim::RecordToPair, [Value::Wrap(Wrap::Record, pair)])
            | (Prim::ValuesToPair, [Value::Wrap(Wrap::Values, pair)]) => Ok(Pair(pair.clone())),
            (Prim::StringToPair, [Atom(Constant::String(text))]) => {
                assert!(!text.is_empty(), "the library looks before");
                Ok(list(text.chars().map(|c| Atom(Char(c))).collect()))
            }
            (Prim::ListToString, [chars @ (Pair(_) | Atom(Constant::Nil))]) => {
                let text: String = items(chars)
                    .iter()
                    .map(|item| match item {
                        Atom(Char(c)) => *c,
                        _ => panic!("the library looks before"),
                    })
                    .collect();
                Ok(Atom(Constant::String(text.into())))
            }
            (Prim::SymbolToString, [Atom(Constant::Symbol(name))]) => {
                Ok(Atom(Constant::String(name.clone())))
            }
            (Prim::StringToSymbol, [Atom(Constant::String(name))]) => {
                Ok(Atom(Constant::Symbol(name.clone())))
            }
            (Prim::Car, [Pair(pair)]) => Ok(pair.0.clone()),
            (Prim::Cdr, [Pair(pair)]) => Ok(pair.1.clone()),
            (Prim::ToField, [Atom(Integer(n))]) => {
                field(FieldElement::from_i64(ScalarField::Pallas, *n))
            }
            (Prim::ToField, [Atom(Field(n))]) => field(*n),
            (Prim::CharToInteger, [Atom(Char(c))]) => integer(Some(i64::from(u32::from(*c)))),
            (Prim::UncheckedIntegerToChar, [Atom(Integer(n))]) => {
                let c = u32::try_from(*n).ok().and_then(char::from_u32);
                Ok(Atom(Char(c.expect("the library checks the range"))))
            }
            (Prim::Emit, [value]) => {
                self.output.push(value.clone());
                Ok(value.clone())
            }
            (Prim::Error, [irritants]) => Err(show(irritants)),
            (Prim::AssertFailed, []) => Err("assertion failed".into()),
            (Prim::Apply, [f, list]) => {
                let mut items = Vec::new();
                let mut rest = list.clone();
                while let Pair(pair) = rest {
                    items.push(pair.0.clone());
                    rest = pair.1.clone();
                }
                if !matches!(rest, Atom(Constant::Nil)) {
                    return mismatch();
                }
                self.apply(f.clone(), items)
            }
            _ => mismatch(),
        }
    }
}
