//! Conversions: types, rounding to fewer bits, saturation, field elements.

use super::arithmetic::one;
use super::operations::Call;
use super::value::shape as shown;
use super::{Kind, Lowered, Lowering, Scope, Tensor, Val};
use crate::datum::{DatumId, DatumKind};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::typed::array::written;
use crate::typed::array::Value;
use crate::typed::program::Rounding;
use crate::typed::rational::Rational;
use crate::typed::ty::{ElementType, Type};

/// A number with so many bits behind the point, as a person writes it.
fn number(n: i128, fraction: u32) -> String {
    let bits = ElementType::MOST_BITS;
    written(Value::Int(n), ElementType::Fixed { bits, fraction })
}

/// A value of a declared type: its shape must be the type's, and its bound must prove that it fits.
pub fn conform(lowering: &mut Lowering<'_>, value: Val, ty: &Type, span: Span) -> Lowered {
    let tensor = match value {
        Val::Literal(literal) => {
            lowering.rounded(literal, ty.element, Rounding::HalfEven, true, span)?
        }
        value => lowering.tensor(value, span, "a type")?,
    };
    if tensor.shape != ty.shape {
        return lowering.mistake(
            Diagnostic::new("E0403", format!("this is no {ty}"), span).label(format!(
                "it has {}, {ty} has {}",
                shown(&tensor.shape),
                shown(&ty.shape)
            )),
        );
    }
    let Some(range) = ty.element.bound() else {
        return match tensor.kind {
            Kind::Field => Ok(Val::Tensor(tensor)),
            _ => lowering.wrong_kind(Val::Tensor(tensor), ty.element, span),
        };
    };
    match (tensor.kind, ty.element) {
        (Kind::Bool, ElementType::Bool) => return Ok(Val::Tensor(tensor)),
        (Kind::Number(_), element) if element.is_number() => {}
        _ => return lowering.wrong_kind(Val::Tensor(tensor), ty.element, span),
    }
    let (has, wanted) = (tensor.kind.fraction(), ty.element.fraction());
    if has > wanted {
        return lowering.mistake(
            Diagnostic::new(
                "E0407",
                format!(
                    "this has {} behind the point, {} has {wanted}",
                    super::plural(has as usize, "bit"),
                    ty.element
                ),
                span,
            )
            .label("some of them would be lost")
            .help(format!(
                "round it: `(as {} …)`; or clamp it, too: `(saturate {} …)`",
                ty.element, ty.element
            )),
        );
    }
    let tensor = lowering.finer(tensor, wanted, span)?;
    for (i, wire) in tensor.wires.iter().enumerate() {
        let bound = lowering.emit.bound(*wire).unwrap_or(range);
        if !range.includes(bound) {
            let which = if tensor.shape.is_empty() {
                "it".to_string()
            } else {
                format!("element {i}")
            };
            return lowering.mistake(
                Diagnostic::new("E0406", format!("this may not fit {}", ty.element), span)
                    .label(format!(
                        "{which} is from {} to {}, {} from {} to {}",
                        number(bound.lo, wanted),
                        number(bound.hi, wanted),
                        ty.element,
                        number(range.lo, wanted),
                        number(range.hi, wanted)
                    ))
                    .help(format!(
                        "let the run fail if it does not fit: `(as {0} …)`; or clamp it: `(saturate {0} …)`",
                        ty.element
                    )),
            );
        }
    }
    Ok(Val::Tensor(tensor))
}

impl Lowering<'_> {
    fn wrong_kind<T>(&self, value: Val, element: ElementType, span: Span) -> Lowered<T> {
        self.mistake(
            Diagnostic::new("E0404", format!("this is no {element}"), span)
                .label(format!("it is {}", value.describe())),
        )
    }

    /// A declared type.
    pub fn ty(&self, id: DatumId) -> Lowered<Type> {
        self.type_within(id, 0)
    }

    fn type_within(&self, id: DatumId, depth: usize) -> Lowered<Type> {
        let span = self.data.span(id);
        let unknown = || {
            Diagnostic::new("E0402", "this is no type", span).help(
                "types are `field`, `bool`, `(int bits)`, `(nat bits)`, `(fixed bits fraction)`, `(vec n type)`, \
                 `(mat rows columns type)`, `(tensor (n …) type)` and what `define-type` defines",
            )
        };
        let scalar = |element| {
            Ok(Type {
                element,
                shape: Vec::new(),
            })
        };
        if depth > 50 {
            return self.mistake(unknown().label("it is defined by itself"));
        }
        if let Some(name) = self.data.symbol(id) {
            return match (&**name, self.types.get(name)) {
                (_, Some(definition)) => self.type_within(*definition, depth + 1),
                ("field", _) => scalar(ElementType::Field),
                ("bool", _) => scalar(ElementType::Bool),
                _ => self.mistake(unknown()),
            };
        }
        let items = self.data.list(id).unwrap_or_default();
        let head = items.first().and_then(|head| self.data.symbol(*head));
        let size = |id: DatumId, least: i64, most: i64| match self.data.kind(id) {
            DatumKind::Integer(n) if (least..=most).contains(n) => Ok(*n as usize),
            _ => self.mistake(Diagnostic::new(
                "E0402",
                format!("a number from {least} to {most} is needed here"),
                self.data.span(id),
            )),
        };
        let most_bits = i64::from(ElementType::MOST_BITS);
        let most = super::LARGEST as i64;
        let array = |element: DatumId, sizes: &[DatumId]| {
            let inner = self.type_within(element, depth + 1)?;
            let mut shape: Vec<usize> = sizes
                .iter()
                .map(|id| size(*id, 1, most))
                .collect::<Lowered<_>>()?;
            shape.extend(&inner.shape);
            let elements = shape
                .iter()
                .try_fold(1usize, |product, n| product.checked_mul(*n));
            match elements {
                Some(elements) if elements <= super::LARGEST => Ok(Type {
                    element: inner.element,
                    shape,
                }),
                _ => self.mistake(Diagnostic::new(
                    "E0402",
                    format!("an array has at most {} elements", super::LARGEST),
                    span,
                )),
            }
        };
        match (head.map(|head| &**head), items.as_slice()) {
            (Some("int"), [_, bits]) => scalar(ElementType::Int(size(*bits, 1, most_bits)? as u32)),
            (Some("nat"), [_, bits]) => scalar(ElementType::Nat(size(*bits, 1, most_bits)? as u32)),
            (Some("fixed"), [_, bits, fraction]) => scalar(ElementType::Fixed {
                bits: size(*bits, 1, most_bits)? as u32,
                fraction: size(*fraction, 0, most_bits)? as u32,
            }),
            (Some("vec"), [_, n, element]) => array(*element, &[*n]),
            (Some("mat"), [_, rows, columns, element]) => array(*element, &[*rows, *columns]),
            (Some("tensor"), [_, shape, element]) => match self.data.list(*shape) {
                Some(sizes) if !sizes.is_empty() => array(*element, &sizes),
                _ => self.mistake(unknown()),
            },
            _ => self.mistake(unknown()),
        }
    }

    /// The element type of a conversion.
    fn element_type(&self, id: DatumId) -> Lowered<ElementType> {
        Ok(self.ty(id)?.element)
    }

    /// A literal as a constant of a type, rounded unless it must be exact.
    fn rounded(
        &mut self,
        literal: Rational,
        element: ElementType,
        rounding: Rounding,
        exact: bool,
        span: Span,
    ) -> Lowered<Tensor> {
        if element == ElementType::Field {
            let integer = (literal.denominator() == 1).then_some(literal.numerator());
            let Some(integer) = integer else {
                return self.wrong_kind(Val::Literal(literal), element, span);
            };
            let wire = self
                .emit
                .constant(integer)
                .and_then(|wire| self.emit.field_of(wire));
            let wire = self.made(wire, span)?;
            return Ok(Tensor::scalar(Kind::Field, wire));
        }
        let (Some(range), true) = (element.bound(), element.is_number()) else {
            return self.wrong_kind(Val::Literal(literal), element, span);
        };
        let fraction = element.fraction();
        let scaled = Rational::new(1i128 << fraction, 1).and_then(|unit| unit.times(literal));
        let Some(scaled) = scaled else {
            return self.mistake(Diagnostic::new(
                "E0406",
                format!("{literal} does not fit {element}"),
                span,
            ));
        };
        let (n, d) = (scaled.numerator(), scaled.denominator());
        if exact && d != 1 {
            return self.mistake(
                Diagnostic::new("E0407", format!("{literal} is no {element}"), span)
                    .label(format!("it is no multiple of 2^-{fraction}"))
                    .help(format!("round it: `(as {element} {literal})`")),
            );
        }
        let value = match rounding {
            Rounding::Floor => n.div_euclid(d),
            Rounding::HalfUp => (2 * n + d).div_euclid(2 * d),
            Rounding::HalfEven => {
                let up = (2 * n + d).div_euclid(2 * d);
                up - i128::from((2 * n + d).rem_euclid(2 * d) == 0 && up & 1 == 1)
            }
        };
        if !range.contains(value) {
            return self.mistake(
                Diagnostic::new("E0406", format!("{literal} does not fit {element}"), span).label(
                    format!(
                        "{element} is from {} to {}",
                        number(range.lo, fraction),
                        number(range.hi, fraction)
                    ),
                ),
            );
        }
        let wire = self.emit.constant(value);
        let wire = self.made(wire, span)?;
        Ok(Tensor::scalar(Kind::Number(fraction), wire))
    }

    /// `as` and `saturate`.
    pub fn conversion(
        &mut self,
        parts: &[DatumId],
        span: Span,
        scope: &Scope,
        saturate: bool,
    ) -> Lowered {
        let form = if saturate { "saturate" } else { "as" };
        let (ty, value, rounding) = match parts {
            [ty, value] => (ty, value, Rounding::default()),
            [ty, value, rounding] => match self.rounding(*rounding) {
                Some(rounding) => (ty, value, rounding),
                None => return self.malformed(form, span),
            },
            _ => return self.malformed(form, span),
        };
        let element = self.element_type(*ty)?;
        let at = self.data.span(*value);
        let value = self.expression(*value, scope)?;
        let site = self.enter(span, form, None);
        let converted = match value {
            Val::Literal(literal) => self.rounded(literal, element, rounding, false, at)?,
            value => {
                let tensor = self.tensor(value, at, form)?;
                self.converted(tensor, element, rounding, saturate, span)?
            }
        };
        let value = Val::Tensor(converted);
        self.note(site, &value);
        Ok(value)
    }

    fn converted(
        &mut self,
        tensor: Tensor,
        element: ElementType,
        rounding: Rounding,
        saturate: bool,
        span: Span,
    ) -> Lowered<Tensor> {
        let shape = tensor.shape.clone();
        if tensor.kind == Kind::Bool && element.is_number() {
            let fraction = element.fraction();
            let tensor = Tensor {
                kind: Kind::Number(0),
                ..tensor
            };
            let tensor = self.finer(tensor, fraction, span)?;
            return self.converted(tensor, element, rounding, saturate, span);
        }
        let (Kind::Number(has), Some(range), true) =
            (tensor.kind, element.bound(), element.is_number())
        else {
            return match (tensor.kind, element) {
                (Kind::Field, ElementType::Field) | (Kind::Bool, ElementType::Bool) => Ok(tensor),
                _ => self.wrong_kind(Val::Tensor(tensor), element, span),
            };
        };
        let wanted = element.fraction();
        let tensor = if has < wanted {
            self.finer(tensor, wanted, span)?
        } else {
            tensor
        };
        let shift = has.saturating_sub(wanted);
        self.elementwise(&shape, Kind::Number(wanted), span, |emit, i| {
            let x = tensor.wires[i];
            match saturate {
                true => {
                    let rounded = emit.shift(x, shift, rounding, None)?;
                    emit.clamp(rounded, range)
                }
                false => emit.shift(x, shift, rounding, Some(range)),
            }
        })
    }

    /// `rescale`: to so many bits behind the point, whatever the size.
    pub fn rescaling(&mut self, parts: &[DatumId], span: Span, scope: &Scope) -> Lowered {
        let (value, bits, rounding) = match parts {
            [value, bits] => (value, bits, Rounding::default()),
            [value, bits, rounding] => match self.rounding(*rounding) {
                Some(rounding) => (value, bits, rounding),
                None => return self.malformed("rescale", span),
            },
            _ => return self.malformed("rescale", span),
        };
        let fraction = match self.data.kind(*bits) {
            DatumKind::Integer(n @ 0..=64) => *n as u32,
            _ => return self.malformed("rescale", span),
        };
        let at = self.data.span(*value);
        let value = self.expression(*value, scope)?;
        let site = self.enter(span, "rescale", None);
        let (tensor, has) = self.numbers(value, at, "rescale")?;
        let tensor = if has < fraction {
            self.finer(tensor, fraction, span)?
        } else {
            tensor
        };
        let shift = has.saturating_sub(fraction);
        let shape = tensor.shape.clone();
        let value = self.elementwise(&shape, Kind::Number(fraction), span, |emit, i| {
            emit.shift(tensor.wires[i], shift, rounding, None)
        })?;
        let value = Val::Tensor(value);
        self.note(site, &value);
        Ok(value)
    }

    pub fn field(&mut self, call: Call<'_>) -> Lowered {
        let span = call.span;
        let [(value, at)] = one(call.operands);
        let tensor = self.tensor(value, at, "field")?;
        if !matches!(tensor.kind, Kind::Number(0) | Kind::Bool | Kind::Field) {
            return self.mistake(
                Diagnostic::new("E0404", "`field` takes integers", at)
                    .label("this has bits behind the point")
                    .help("`(rescale x 0)` drops them"),
            );
        }
        let shape = tensor.shape.clone();
        let value = self.elementwise(&shape, Kind::Field, span, |emit, i| {
            emit.field_of(tensor.wires[i])
        })?;
        Ok(Val::Tensor(value))
    }

    pub fn inverse(&mut self, call: Call<'_>) -> Lowered {
        let span = call.span;
        let [(value, at)] = one(call.operands);
        let tensor = self.tensor(value, at, "inverse")?;
        if tensor.kind != Kind::Field {
            return self.mistake(
                Diagnostic::new("E0404", "`inverse` takes field elements", at)
                    .help("numbers are divided: `(/ x y)`"),
            );
        }
        let shape = tensor.shape.clone();
        let value = self.elementwise(&shape, Kind::Field, span, |emit, i| {
            emit.inverse(tensor.wires[i])
        })?;
        Ok(Val::Tensor(value))
    }

    pub fn poseidon(&mut self, call: Call<'_>) -> Lowered {
        let span = call.span;
        let mut wires = Vec::new();
        for (value, at) in call.operands {
            wires.extend_from_slice(&self.tensor(value, at, "poseidon")?.wires);
        }
        let digest = self.emit.hash(wires);
        let digest = self.made(digest, span)?;
        Ok(Val::Tensor(Tensor::scalar(Kind::Field, digest)))
    }
}
