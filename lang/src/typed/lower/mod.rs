//! From syntax to nodes: expressions are evaluated over arrays of wires, so that shapes, scales and bounds are known at each.
//!
//! Procedures are inlined and loops unrolled by evaluating their bodies again; whatever is wrong is found where it is
//! used.

mod arithmetic;
mod convert;
mod forms;
mod linear;
mod loops;
mod operations;
mod piecewise;
mod reduce;
mod shape;
mod value;

use super::emit::{EmitError, Emitter};
use super::program::{Intermediate, Site, SiteIndex};
use super::rational::Rational;
use crate::datum::{Data, DatumId, DatumKind};
use crate::diagnostic::Diagnostic;
use crate::expander::unknown::nearest;
use crate::source::Span;
use operations::OPERATIONS;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

pub(super) use convert::conform;
pub(super) use forms::FORMS;
pub(super) use value::{Kind, Tensor, Val};

/// A result, or what is wrong.
pub(super) type Lowered<T = Val> = Result<T, Box<Diagnostic>>;

/// How deep expressions and calls may nest.
const DEEPEST: usize = 400;

/// The most iterations of one loop and the most elements of one array.
pub(super) const LARGEST: usize = 1 << 20;

/// A parameter of a procedure.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub name: Arc<str>,
    /// The datum of its type, if it has one.
    pub ty: Option<DatumId>,
}

/// A procedure of the text.
#[derive(Debug)]
pub(super) struct Procedure {
    /// Its name; none for a `lambda`.
    pub name: Option<Arc<str>>,
    pub parameters: Vec<Parameter>,
    pub body: Vec<DatumId>,
    pub span: Span,
    pub scope: Scope,
}

/// The local names in sight, innermost first.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope(Option<Rc<Binding>>);

#[derive(Debug)]
struct Binding {
    name: Arc<str>,
    value: Val,
    outer: Scope,
}

impl Scope {
    /// With one more name.
    pub fn with(&self, name: Arc<str>, value: Val) -> Scope {
        Scope(Some(Rc::new(Binding {
            name,
            value,
            outer: self.clone(),
        })))
    }

    fn get(&self, name: &str) -> Option<&Val> {
        self.find(name).0
    }

    /// The value of a name, and how many bindings were looked at.
    fn find(&self, name: &str) -> (Option<&Val>, usize) {
        let (mut scope, mut looked) = (self, 0);
        while let Some(binding) = &scope.0 {
            looked += 1;
            if &*binding.name == name {
                return (Some(&binding.value), looked);
            }
            scope = &binding.outer;
        }
        (None, looked)
    }
}

/// One binding after the other, since there may be more of them than the call stack holds.
impl Drop for Scope {
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(binding) = next.and_then(Rc::into_inner) {
            let Binding { mut outer, .. } = binding;
            next = outer.0.take();
        }
    }
}

/// The state of lowering.
pub(super) struct Lowering<'d> {
    pub data: &'d Data,
    pub emit: Emitter,
    /// Names of types.
    pub types: HashMap<Arc<str>, DatumId>,
    /// Names of the text that are bound to values.
    pub globals: HashMap<Arc<str>, Val>,
    pub intermediates: Vec<Intermediate>,
    /// Which of them belongs to a place.
    places: HashMap<SiteIndex, usize>,
    /// Calls that are being inlined, outermost first, and the procedures called.
    calls: Vec<(Span, Option<Arc<str>>)>,
    depth: usize,
}

impl<'d> Lowering<'d> {
    pub fn new(data: &'d Data, emit: Emitter) -> Self {
        Lowering {
            data,
            emit,
            types: HashMap::new(),
            globals: HashMap::new(),
            intermediates: Vec::new(),
            places: HashMap::new(),
            calls: Vec::new(),
            depth: 0,
        }
    }

    /// Enters the place of an expression.
    pub fn enter(&mut self, span: Span, operation: &str, message: Option<String>) -> SiteIndex {
        let calls = self.calls.iter().rev().map(|(span, _)| *span).collect();
        self.emit.enter(Site {
            span,
            operation: operation.to_string(),
            calls,
            message,
        })
    }

    /// What the emitter refuses, in words.
    pub fn made<T>(&self, made: Result<T, EmitError>, span: Span) -> Lowered<T> {
        made.map_err(|error| {
            let diagnostic = match error {
                EmitError::TooLarge => Diagnostic::new(
                    "E0405",
                    "no bound below 2^120 can be proved for this",
                    span,
                )
                .label("its magnitude may be 2^120 or more")
                .help("round what goes in to fewer bits before: `(as (fixed 24 8) x)`, or `(rescale x 8)`"),
                EmitError::TooMany => {
                    Diagnostic::new("E0410", "the step is too large", span)
                        .label("it has more than 4,194,304 scalars, or takes too long to compile")
                        .help("do less in a step, and take more steps")
                }
                EmitError::Divisor => Diagnostic::new("E0405", "this divisor is never positive", span)
                    .help("divisors are positive; change the signs of both operands"),
                EmitError::Index => {
                    Diagnostic::new("E0405", "this index is never one of the table", span)
                }
            };
            Box::new(self.with_calls(diagnostic))
        })
    }

    /// The calls that led to a mistake.
    pub fn with_calls(&self, diagnostic: Diagnostic) -> Diagnostic {
        let calls = self.calls.iter().rev().take(5);
        calls.fold(diagnostic, |diagnostic, (span, _)| {
            diagnostic.also(*span, "called here")
        })
    }

    /// A mistake, with the calls that led to it.
    pub fn mistake<T>(&self, diagnostic: Diagnostic) -> Lowered<T> {
        Err(Box::new(self.with_calls(diagnostic)))
    }

    /// The value of an expression.
    pub fn expression(&mut self, id: DatumId, scope: &Scope) -> Lowered {
        let span = self.data.span(id);
        let counted = self.emit.work(1);
        self.made(counted, span)?;
        self.depth += 1;
        if self.depth > DEEPEST {
            self.depth -= 1;
            return self.mistake(Diagnostic::new(
                "E0103",
                "this expression nests too deeply",
                span,
            ));
        }
        let value = stacker::maybe_grow(64 << 10, 1 << 20, || self.nested(id, span, scope));
        self.depth -= 1;
        value
    }

    fn nested(&mut self, id: DatumId, span: Span, scope: &Scope) -> Lowered {
        match self.data.kind(id) {
            DatumKind::Integer(n) => Ok(Val::Literal(Rational::integer(*n))),
            DatumKind::Boolean(b) => {
                let wire = self.emit.constant(i128::from(*b));
                let wire = self.made(wire, span)?;
                Ok(Val::Tensor(Tensor::scalar(Kind::Bool, wire)))
            }
            DatumKind::Field(x) => {
                let wire = self.emit.field_constant(*x);
                let wire = self.made(wire, span)?;
                Ok(Val::Tensor(Tensor::scalar(Kind::Field, wire)))
            }
            DatumKind::Symbol(name) => self.name(name, span, scope),
            DatumKind::Pair(..) => self.combination(id, span, scope),
            DatumKind::Vector(_) => self.literal_array(id, span),
            DatumKind::Nil => self.mistake(
                Diagnostic::new("E0109", "an empty list is no expression", span)
                    .help("an operation is written `(operation operand …)`"),
            ),
            _ => self.mistake(
                Diagnostic::new("E0404", "this is no value of a typed step", span)
                    .label("values are numbers, truth values, field elements and arrays of them"),
            ),
        }
    }

    fn name(&mut self, name: &Arc<str>, span: Span, scope: &Scope) -> Lowered {
        let (local, looked) = scope.find(name);
        let counted = self.emit.work(looked / 8);
        self.made(counted, span)?;
        if let Some(value) = local.or_else(|| self.globals.get(name)) {
            return Ok(value.clone());
        }
        if let Some(literal) = Rational::parse(name) {
            return Ok(Val::Literal(literal));
        }
        if OPERATIONS.iter().any(|operation| operation.name == &**name) {
            return Ok(Val::Operation(name.clone()));
        }
        self.mistake(self.unknown(name, span, scope))
    }

    fn unknown(&self, name: &str, span: Span, scope: &Scope) -> Diagnostic {
        let diagnostic = Diagnostic::new("E0101", format!("`{name}` is not defined"), span);
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            return diagnostic.label("nor is it a number that can be represented");
        }
        let mut known: Vec<&str> = self.globals.keys().map(|name| &**name).collect();
        known.extend(OPERATIONS.iter().map(|operation| operation.name));
        let mut local = scope;
        while let Some(binding) = &local.0 {
            known.push(&binding.name);
            local = &binding.outer;
        }
        known.sort_unstable();
        match nearest(name, known.into_iter()) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic,
        }
    }

    fn combination(&mut self, id: DatumId, span: Span, scope: &Scope) -> Lowered {
        let Some(items) = self.data.list(id) else {
            return self.mistake(
                Diagnostic::new("E0104", "this list has a dot", span)
                    .help("an operation is written `(operation operand …)`"),
            );
        };
        let counted = self.emit.work(items.len());
        self.made(counted, span)?;
        let (head, operands) = (items[0], &items[1..]);
        if let Some(name) = self.data.symbol(head).cloned() {
            let bound = scope.get(&name).or_else(|| self.globals.get(&name));
            if bound.is_none() {
                if let Some(form) = FORMS.iter().find(|form| form.name == &*name) {
                    return (form.lower)(self, operands, span, scope);
                }
                if let Some(operation) = OPERATIONS.iter().find(|o| o.name == &*name) {
                    return self.operation(operation, operands, span, scope);
                }
            }
        }
        let callee = self.expression(head, scope)?;
        let values = self.operands(operands, scope)?;
        self.apply(&callee, values, span)
    }

    /// The values of operands, from left to right.
    pub fn operands(&mut self, operands: &[DatumId], scope: &Scope) -> Lowered<Vec<(Val, Span)>> {
        operands
            .iter()
            .map(|operand| Ok((self.expression(*operand, scope)?, self.data.span(*operand))))
            .collect()
    }

    /// The value of a call.
    pub fn apply(&mut self, callee: &Val, operands: Vec<(Val, Span)>, span: Span) -> Lowered {
        match callee {
            Val::Procedure(procedure) => self.inline(procedure, operands, span),
            Val::Operation(name) => {
                let known = OPERATIONS.iter().find(|o| o.name == &**name);
                let Some(operation) = known else {
                    return self.mistake(self.unknown(name, span, &Scope::default()));
                };
                self.apply_operation(operation, operands, &[], span)
            }
            other => self.mistake(
                Diagnostic::new("E0110", "what is called here is no procedure", span).label(
                    format!(
                        "the first thing in these parentheses is {}",
                        other.describe()
                    ),
                ),
            ),
        }
    }

    fn inline(
        &mut self,
        procedure: &Rc<Procedure>,
        operands: Vec<(Val, Span)>,
        span: Span,
    ) -> Lowered {
        let name = procedure.name.as_deref().unwrap_or("lambda");
        if procedure.name.is_some() && self.calls.iter().any(|(_, n)| *n == procedure.name) {
            return self.mistake(
                Diagnostic::new("E0409", format!("`{name}` calls itself"), span)
                    .label("procedures of typed steps are inlined, so that this would never end")
                    .help("loops are `map`, `fold` and `build`"),
            );
        }
        if operands.len() != procedure.parameters.len() {
            return self.mistake(
                Diagnostic::new(
                    "E0105",
                    format!(
                        "`{name}` takes {}, not {}",
                        plural(procedure.parameters.len(), "operand"),
                        operands.len()
                    ),
                    span,
                )
                .also(procedure.span, "it is defined here"),
            );
        }
        self.calls.push((span, procedure.name.clone()));
        let mut scope = procedure.scope.clone();
        for (parameter, (value, at)) in procedure.parameters.iter().zip(operands) {
            let value = match parameter.ty {
                Some(ty) => {
                    let ty = self.ty(ty)?;
                    conform(self, value, &ty, at)?
                }
                None => value,
            };
            scope = scope.with(parameter.name.clone(), value);
        }
        let value = self.body(&procedure.body, &scope, procedure.span);
        self.calls.pop();
        value
    }

    /// Notes what an expression is worth.
    pub fn note(&mut self, site: SiteIndex, value: &Val) {
        let Val::Tensor(tensor) = value else { return };
        let mut bound = None;
        for wire in tensor.wires.iter() {
            bound = match (bound, self.emit.bound(*wire)) {
                (None, next) => next,
                (Some(a), Some(b)) => Some(super::program::Bound {
                    lo: a.lo.min(b.lo),
                    hi: a.hi.max(b.hi),
                }),
                (a, None) => a,
            };
        }
        let place = *self.places.entry(site).or_insert(self.intermediates.len());
        if let Some(known) = self.intermediates.get_mut(place) {
            bound = match (known.bound, bound) {
                (Some(a), Some(b)) => Some(super::program::Bound {
                    lo: a.lo.min(b.lo),
                    hi: a.hi.max(b.hi),
                }),
                (a, b) => a.or(b),
            };
        }
        let intermediate = Intermediate {
            site,
            shape: tensor.shape.clone(),
            fraction: tensor.kind.fraction(),
            bound,
            is_bool: tensor.kind == Kind::Bool,
            wires: tensor.wires.to_vec(),
        };
        match self.intermediates.get_mut(place) {
            Some(known) => *known = intermediate,
            None => self.intermediates.push(intermediate),
        }
    }
}

/// "1 operand", "2 operands".
pub(super) fn plural(n: usize, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}
