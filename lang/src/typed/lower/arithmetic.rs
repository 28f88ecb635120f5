//! Arithmetic, comparison and logic, element by element.

use super::operations::Call;
use super::value::shape as shown;
use super::{Kind, Lowered, Lowering, Tensor, Val};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::typed::emit::{EmitError, Emitter};
use crate::typed::program::{Bound, Rounding, Wire, MAGNITUDE_BITS};
use crate::typed::rational::Rational;

impl Lowering<'_> {
    /// The array that an operand is; a literal that is a multiple of a power of two becomes a scalar.
    pub fn tensor(&mut self, value: Val, span: Span, whose: &str) -> Lowered<Tensor> {
        match value {
            Val::Tensor(tensor) => Ok(tensor),
            Val::Literal(literal) => {
                let Some(fraction) = literal.fraction_bits() else {
                    return self.mistake(
                        Diagnostic::new(
                            "E0407",
                            format!("{literal} is no multiple of a power of two"),
                            span,
                        )
                        .label("it can't be represented exactly")
                        .help(format!(
                            "round it: `(as (fixed 24 16) {literal})`; or divide: `(/ x n)`"
                        )),
                    );
                };
                let wire = self.emit.constant(literal.numerator());
                let wire = self.made(wire, span)?;
                Ok(Tensor::scalar(Kind::Number(fraction), wire))
            }
            other => self.mistake(
                Diagnostic::new("E0404", format!("`{whose}` takes numbers"), span)
                    .label(format!("this is {}", other.describe())),
            ),
        }
    }

    /// An array of numbers.
    pub fn numbers(&mut self, value: Val, span: Span, whose: &str) -> Lowered<(Tensor, u32)> {
        let tensor = self.tensor(value, span, whose)?;
        match tensor.kind {
            Kind::Number(fraction) => Ok((tensor, fraction)),
            _ => {
                let is = Val::Tensor(tensor).describe();
                self.mistake(
                    Diagnostic::new("E0404", format!("`{whose}` takes numbers"), span)
                        .label(format!("this is {is}")),
                )
            }
        }
    }

    /// Operands as arrays of one kind: numbers with the same bits behind the point, or field elements; or truth values, if those are
    /// allowed.
    pub fn aligned(
        &mut self,
        operands: Vec<(Val, Span)>,
        span: Span,
        whose: &str,
        truths: bool,
    ) -> Lowered<(Vec<Tensor>, Kind)> {
        let mut arrays = Vec::with_capacity(operands.len());
        for (value, at) in operands {
            arrays.push((self.tensor(value, at, whose)?, at));
        }
        let is = |kind: Kind| arrays.iter().all(|(array, _)| array.kind == kind);
        if truths && is(Kind::Bool) {
            return Ok((
                arrays.into_iter().map(|(array, _)| array).collect(),
                Kind::Bool,
            ));
        }
        if let Some((_, at)) = arrays.iter().find(|(array, _)| array.kind == Kind::Bool) {
            return self.mistake(
                Diagnostic::new("E0404", format!("`{whose}` takes numbers"), *at)
                    .label("this is a truth value")
                    .help("`(if c 1 0)` makes a number of it"),
            );
        }
        if arrays.iter().any(|(array, _)| array.kind == Kind::Field) {
            let mut made = Vec::new();
            for (array, at) in arrays {
                made.push(self.as_field(array, at, whose)?);
            }
            return Ok((made, Kind::Field));
        }
        let most = arrays
            .iter()
            .map(|(array, _)| array.kind.fraction())
            .max()
            .unwrap_or(0);
        let mut made = Vec::new();
        for (array, _) in arrays {
            made.push(self.finer(array, most, span)?);
        }
        Ok((made, Kind::Number(most)))
    }

    /// Field elements: constants become some, other numbers are refused.
    fn as_field(&mut self, array: Tensor, span: Span, whose: &str) -> Lowered<Tensor> {
        if array.kind == Kind::Field {
            return Ok(array);
        }
        let constant = array
            .wires
            .iter()
            .all(|wire| self.emit.constant_of(*wire).is_some());
        if !constant || array.kind != Kind::Number(0) {
            return self.mistake(
                Diagnostic::new(
                    "E0404",
                    format!("`{whose}` can't mix field elements and numbers"),
                    span,
                )
                .label("this is a number")
                .help("make a field element of it: `(field x)`"),
            );
        }
        let shape = array.shape.clone();
        self.elementwise(&shape, Kind::Field, span, |emit, i| {
            emit.field_of(array.wires[i])
        })
    }

    /// The same numbers with more bits behind the point.
    pub fn finer(&mut self, array: Tensor, fraction: u32, span: Span) -> Lowered<Tensor> {
        let more = fraction - array.kind.fraction();
        if more == 0 {
            return Ok(array);
        }
        let factor = 1i128
            .checked_shl(more)
            .filter(|_| more < 120)
            .ok_or(EmitError::TooLarge);
        let factor = self.made(factor, span)?;
        let shape = array.shape.clone();
        self.elementwise(&shape, Kind::Number(fraction), span, |emit, i| {
            emit.scaled(array.wires[i], factor)
        })
    }

    /// The shape of the result: all operands have it, or are scalars.
    pub fn broadcast(&self, arrays: &[&Tensor], span: Span, whose: &str) -> Lowered<Vec<usize>> {
        let mut shape: &[usize] = &[];
        for array in arrays {
            if array.shape.is_empty() || array.shape == shape {
                continue;
            }
            if shape.is_empty() {
                shape = &array.shape;
                continue;
            }
            return self.mistake(
                Diagnostic::new(
                    "E0403",
                    format!("`{whose}` takes arrays of one shape"),
                    span,
                )
                .label(format!(
                    "one has {}, another {}",
                    shown(shape),
                    shown(&array.shape)
                )),
            );
        }
        Ok(shape.to_vec())
    }

    /// An array whose elements are made one by one.
    pub fn elementwise(
        &mut self,
        shape: &[usize],
        kind: Kind,
        span: Span,
        mut make: impl FnMut(&mut Emitter, usize) -> Result<Wire, EmitError>,
    ) -> Lowered<Tensor> {
        let mut wires = Vec::new();
        for i in 0..shape.iter().product() {
            self.emit.element = i as u32;
            let wire = make(&mut self.emit, i);
            wires.push(self.made(wire, span)?);
        }
        Ok(Tensor {
            shape: shape.to_vec(),
            kind,
            wires: wires.into(),
        })
    }

    /// The result of an operation on aligned operands, element by element.
    fn pointwise(
        &mut self,
        call: Call<'_>,
        truths: bool,
        make: impl Fn(&mut Emitter, &[Wire], Kind) -> Result<Wire, EmitError>,
    ) -> Lowered<Tensor> {
        let (arrays, kind) = self.aligned(call.operands, call.span, call.operation.name, truths)?;
        let shape = self.broadcast(
            &arrays.iter().collect::<Vec<_>>(),
            call.span,
            call.operation.name,
        )?;
        self.elementwise(&shape, kind, call.span, |emit, i| {
            let wires: Vec<Wire> = arrays.iter().map(|array| at(array, i)).collect();
            make(emit, &wires, kind)
        })
    }

    pub fn sum_of(&mut self, call: Call<'_>) -> Lowered {
        if let Some(sum) = literals(&call, Rational::plus) {
            return Ok(Val::Literal(sum));
        }
        let sum = self.pointwise(call, false, |emit, wires, _| {
            let terms: Vec<(i128, Wire)> = wires.iter().map(|wire| (1, *wire)).collect();
            emit.linear(0, &terms)
        })?;
        Ok(Val::Tensor(sum))
    }

    pub fn difference(&mut self, call: Call<'_>) -> Lowered {
        if let [(Val::Literal(literal), _)] = call.operands.as_slice() {
            return Ok(Val::Literal(literal.negated()));
        }
        if let Some(difference) = literals(&call, |a, b| a.plus(b.negated())) {
            return Ok(Val::Literal(difference));
        }
        let difference = self.pointwise(call, false, |emit, wires, _| {
            let sign = |i: usize| if i == 0 && wires.len() > 1 { 1 } else { -1 };
            let terms: Vec<(i128, Wire)> = wires
                .iter()
                .enumerate()
                .map(|(i, wire)| (sign(i), *wire))
                .collect();
            emit.linear(0, &terms)
        })?;
        Ok(Val::Tensor(difference))
    }

    pub fn product_of(&mut self, call: Call<'_>) -> Lowered {
        if let Some(product) = literals(&call, Rational::times) {
            return Ok(Val::Literal(product));
        }
        let name = call.operation.name;
        let mut product: Option<Tensor> = None;
        for (value, at) in call.operands {
            let factor = self.tensor(value, at, name)?;
            product = Some(match product {
                None => factor,
                Some(product) => self.times(product, factor, (call.span, at), name)?,
            });
        }
        Ok(match product {
            Some(product) => Val::Tensor(product),
            None => Val::Literal(Rational::integer(1)),
        })
    }

    /// Numbers with so many bits behind the point, unless they are too many to be shifted away.
    pub fn number_of(&self, fraction: u32, span: Span) -> Lowered<Kind> {
        if fraction < MAGNITUDE_BITS {
            return Ok(Kind::Number(fraction));
        }
        self.mistake(
            Diagnostic::new(
                "E0405",
                format!("this has {fraction} bits behind the point"),
                span,
            )
            .label(format!("at most {} are kept", MAGNITUDE_BITS - 1))
            .help("drop some before: `(rescale x 16)`"),
        )
    }

    /// The product of two arrays: bits behind the point add up.
    pub fn times(
        &mut self,
        a: Tensor,
        b: Tensor,
        (span, at): (Span, Span),
        whose: &str,
    ) -> Lowered<Tensor> {
        let (a, b, kind) = match (a.kind, b.kind) {
            (Kind::Bool, _) | (_, Kind::Bool) => {
                return self.mistake(
                    Diagnostic::new("E0404", format!("`{whose}` takes numbers"), at)
                        .label("a factor is a truth value")
                        .help("choose: `(if c x 0)`"),
                )
            }
            (Kind::Number(f), Kind::Number(g)) => (a, b, self.number_of(f + g, span)?),
            _ => (
                self.as_field(a, at, whose)?,
                self.as_field(b, at, whose)?,
                Kind::Field,
            ),
        };
        let shape = self.broadcast(&[&a, &b], span, whose)?;
        self.elementwise(&shape, kind, span, |emit, i| {
            emit.product(self::at(&a, i), self::at(&b, i))
        })
    }

    pub fn floored(&mut self, call: Call<'_>) -> Lowered {
        if let [(Val::Literal(a), _), (Val::Literal(b), at)] = call.operands.as_slice() {
            let quotient = b.inverted().and_then(|b| a.times(b));
            return match quotient {
                Some(quotient) => Ok(Val::Literal(quotient)),
                None => self.mistake(Diagnostic::new("E0405", "this divisor is zero", *at)),
            };
        }
        self.quotient(call, Rounding::Floor)
    }

    pub fn divided(&mut self, call: Call<'_>) -> Lowered {
        let rounding = call.rounding.unwrap_or_default();
        self.quotient(call, rounding)
    }

    /// Quotients with the dividend's bits behind the point.
    fn quotient(&mut self, call: Call<'_>, rounding: Rounding) -> Lowered {
        let name = call.operation.name;
        let [(x, at_x), (y, at_y)] = two(call.operands);
        let (x, fraction) = self.numbers(x, at_x, name)?;
        let (y, below) = match y {
            // Division by p/q is division of q times as much by p.
            Val::Literal(y) if y.numerator() != 0 => {
                let (scale, divisor) = (y.denominator(), y.numerator());
                let shape = x.shape.clone();
                let sign = if divisor < 0 { -1 } else { 1 };
                let quotient = self.elementwise(&shape, x.kind, call.span, |emit, i| {
                    let dividend = emit.scaled(x.wires[i], sign * scale)?;
                    let divisor = emit.constant(sign * divisor)?;
                    emit.divided(dividend, divisor, rounding)
                })?;
                return Ok(Val::Tensor(quotient));
            }
            y => self.numbers(y, at_y, name)?,
        };
        let shape = self.broadcast(&[&x, &y], call.span, name)?;
        let factor = 1i128
            .checked_shl(below)
            .filter(|_| below < 120)
            .ok_or(EmitError::TooLarge);
        let factor = self.made(factor, call.span)?;
        let quotient = self.elementwise(&shape, Kind::Number(fraction), call.span, |emit, i| {
            let dividend = emit.scaled(at(&x, i), factor)?;
            emit.divided(dividend, at(&y, i), rounding)
        })?;
        Ok(Val::Tensor(quotient))
    }

    pub fn compared(&mut self, call: Call<'_>) -> Lowered {
        let (name, span) = (call.operation.name, call.span);
        let (arrays, kind) = self.aligned(call.operands, span, name, name == "=")?;
        if kind == Kind::Field && name != "=" {
            return self.mistake(
                Diagnostic::new("E0404", format!("`{name}` takes numbers"), span)
                    .label("field elements have no order"),
            );
        }
        let shape = self.broadcast(&arrays.iter().collect::<Vec<_>>(), span, name)?;
        let value = self.elementwise(&shape, Kind::Bool, span, |emit, i| {
            let (a, b) = (at(&arrays[0], i), at(&arrays[1], i));
            let (a, b) = if matches!(name, ">" | "<=") {
                (b, a)
            } else {
                (a, b)
            };
            let difference = emit.linear(0, &[(1, a), (-1, b)])?;
            match name {
                "=" => emit.is_zero(difference),
                "<=" | ">=" => emit.is_non_negative(difference),
                _ => {
                    let not_less = emit.is_non_negative(difference)?;
                    emit.not(not_less)
                }
            }
        })?;
        Ok(Val::Tensor(value))
    }

    /// Truth values of all operands, combined element by element.
    fn logic(
        &mut self,
        call: Call<'_>,
        combine: impl Fn(&mut Emitter, Wire, Wire) -> Result<Wire, EmitError>,
    ) -> Lowered {
        let (name, span) = (call.operation.name, call.span);
        let mut arrays = Vec::new();
        for (value, at) in call.operands {
            arrays.push(self.truths(value, at, name)?);
        }
        let shape = self.broadcast(&arrays.iter().collect::<Vec<_>>(), span, name)?;
        let value = self.elementwise(&shape, Kind::Bool, span, |emit, i| {
            let (first, rest) = (at(&arrays[0], i), &arrays[1..]);
            rest.iter()
                .try_fold(first, |sum, array| combine(emit, sum, at(array, i)))
        })?;
        Ok(Val::Tensor(value))
    }

    pub fn all(&mut self, call: Call<'_>) -> Lowered {
        self.logic(call, Emitter::product)
    }

    pub fn any(&mut self, call: Call<'_>) -> Lowered {
        self.logic(call, Emitter::or)
    }

    pub fn negation(&mut self, call: Call<'_>) -> Lowered {
        let (name, span) = (call.operation.name, call.span);
        let [(value, at)] = one(call.operands);
        let array = self.truths(value, at, name)?;
        let shape = array.shape.clone();
        let value =
            self.elementwise(&shape, Kind::Bool, span, |emit, i| emit.not(array.wires[i]))?;
        Ok(Val::Tensor(value))
    }

    /// A function of one array of numbers, element by element.
    fn each(
        &mut self,
        call: Call<'_>,
        make: impl Fn(&mut Emitter, Wire) -> Result<Wire, EmitError>,
    ) -> Lowered {
        let (name, span) = (call.operation.name, call.span);
        let [(value, at)] = one(call.operands);
        let (array, _) = self.numbers(value, at, name)?;
        let (shape, kind) = (array.shape.clone(), array.kind);
        let value = self.elementwise(&shape, kind, span, |emit, i| make(emit, array.wires[i]))?;
        Ok(Val::Tensor(value))
    }

    pub fn relu(&mut self, call: Call<'_>) -> Lowered {
        self.each(call, Emitter::relu)
    }

    pub fn magnitude(&mut self, call: Call<'_>) -> Lowered {
        self.each(call, Emitter::magnitude)
    }

    pub fn leaky_relu(&mut self, call: Call<'_>) -> Lowered {
        let (name, span, rounding) = (
            call.operation.name,
            call.span,
            call.rounding.unwrap_or_default(),
        );
        let [(value, at_x), (slope, at_slope)] = two(call.operands);
        let (array, _) = self.numbers(value, at_x, name)?;
        let Val::Literal(slope) = slope else {
            return self.mistake(
                Diagnostic::new(
                    "E0404",
                    "the slope of `leaky-relu` is a number written in the program",
                    at_slope,
                )
                .help("such as `(leaky-relu x 0.01)`"),
            );
        };
        let (shape, kind) = (array.shape.clone(), array.kind);
        let value = self.elementwise(&shape, kind, span, |emit, i| {
            let x = array.wires[i];
            let positive = emit.relu(x)?;
            // What is left is negative, or nothing.
            let negative = emit.linear(0, &[(1, x), (-1, positive)])?;
            let least = emit.bound(x).map_or(0, |bound| bound.lo.min(0));
            let negative = emit.within(negative, Bound { lo: least, hi: 0 })?;
            let scaled = emit.scaled(negative, slope.numerator())?;
            let divisor = emit.constant(slope.denominator())?;
            let leaked = emit.divided(scaled, divisor, rounding)?;
            let sum = emit.linear(0, &[(1, positive), (1, leaked)])?;
            // One of the two is nothing.
            let known = |wire| emit.bound(wire).unwrap_or(Bound { lo: 0, hi: 0 });
            let (a, b) = (known(positive), known(leaked));
            let (lo, hi) = (a.lo.min(b.lo).min(0), a.hi.max(b.hi).max(0));
            emit.within(sum, Bound { lo, hi })
        })?;
        Ok(Val::Tensor(value))
    }

    pub fn clamped(&mut self, call: Call<'_>) -> Lowered {
        let (name, span) = (call.operation.name, call.span);
        let (arrays, kind) = self.aligned(call.operands, span, name, false)?;
        let [x, least, greatest] =
            <[Tensor; 3]>::try_from(arrays).unwrap_or_else(|_| unreachable!("three operands"));
        if kind == Kind::Field {
            return self.mistake(Diagnostic::new("E0404", "`clamp` takes numbers", span));
        }
        let shape = self.broadcast(&[&x, &least, &greatest], span, name)?;
        let value = self.elementwise(&shape, kind, span, |emit, i| {
            let (x, least, greatest) = (at(&x, i), at(&least, i), at(&greatest, i));
            match (emit.constant_of(least), emit.constant_of(greatest)) {
                (Some(lo), Some(hi)) if lo < hi => emit.clamp(x, Bound { lo, hi }),
                _ => {
                    let raised = emit.maximum(&[x, least])?;
                    minimum(emit, &[raised, greatest])
                }
            }
        })?;
        Ok(Val::Tensor(value))
    }
}

/// The element that stands at a place; that of a scalar at every place.
pub fn at(array: &Tensor, i: usize) -> Wire {
    array.wires[if array.shape.is_empty() { 0 } else { i }]
}

/// The least operand.
pub fn minimum(emit: &mut Emitter, xs: &[Wire]) -> Result<Wire, EmitError> {
    let negated: Result<Vec<Wire>, EmitError> = xs.iter().map(|x| emit.scaled(*x, -1)).collect();
    let greatest = emit.maximum(&negated?)?;
    emit.scaled(greatest, -1)
}

/// The one operand of an operation whose arity was checked.
pub fn one(operands: Vec<(Val, Span)>) -> [(Val, Span); 1] {
    <[_; 1]>::try_from(operands).unwrap_or_else(|_| unreachable!("the arity was checked"))
}

/// The two operands of an operation whose arity was checked.
pub fn two(operands: Vec<(Val, Span)>) -> [(Val, Span); 2] {
    <[_; 2]>::try_from(operands).unwrap_or_else(|_| unreachable!("the arity was checked"))
}

/// What two or more literals make.
fn literals(
    call: &Call<'_>,
    combine: impl Fn(Rational, Rational) -> Option<Rational>,
) -> Option<Rational> {
    let mut values = call.operands.iter().map(|(value, _)| match value {
        Val::Literal(literal) => Some(*literal),
        _ => None,
    });
    let first = values.next()??;
    values.try_fold(first, |sum, value| combine(sum, value?))
}
