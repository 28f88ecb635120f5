//! Loops over what is known while compiling: each iteration is lowered anew.

use super::operations::Call;
use super::value::shape as shown;
use super::{Kind, Lowered, Lowering, Tensor, Val, LARGEST};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::typed::rational::Rational;

impl Lowering<'_> {
    /// A size, index or count that is known while compiling.
    pub fn static_size(&self, value: &Val, span: Span, least: usize) -> Lowered<usize> {
        let known = match value {
            Val::Literal(literal) if literal.denominator() == 1 => Some(literal.numerator()),
            Val::Tensor(tensor) if tensor.shape.is_empty() && tensor.kind == Kind::Number(0) => {
                self.emit.constant_of(tensor.wires[0])
            }
            _ => None,
        };
        match known.and_then(|n| usize::try_from(n).ok()) {
            Some(n) if (least..=LARGEST).contains(&n) => Ok(n),
            _ => self.mistake(
                Diagnostic::new(
                    "E0404",
                    format!(
                        "a number from {least} to {LARGEST}, known while compiling, is needed here"
                    ),
                    span,
                )
                .label(match known {
                    Some(n) => format!("this is {n}"),
                    None => format!("this is {}", value.describe()),
                }),
            ),
        }
    }

    /// Arrays to walk along together, and how long they are.
    fn walked(&mut self, operands: Vec<(Val, Span)>, whose: &str) -> Lowered<(Vec<Tensor>, usize)> {
        let mut arrays: Vec<Tensor> = Vec::new();
        for (value, at) in operands {
            let array = self.tensor(value, at, whose)?;
            let Some(length) = array.shape.first() else {
                return self.mistake(
                    Diagnostic::new("E0403", format!("`{whose}` goes along arrays"), at)
                        .label("this is a scalar"),
                );
            };
            if let Some(first) = arrays.first() {
                if first.shape[0] != *length {
                    return self.mistake(
                        Diagnostic::new(
                            "E0403",
                            format!("`{whose}` goes along arrays of one length"),
                            at,
                        )
                        .label(format!(
                            "one has {}, this has {}",
                            shown(&first.shape),
                            shown(&array.shape)
                        )),
                    );
                }
            }
            // Each part is copied.
            let counted = self.emit.work(array.wires.len());
            self.made(counted, at)?;
            arrays.push(array);
        }
        let length = arrays.first().map_or(0, |array| array.shape[0]);
        Ok((arrays, length))
    }

    pub fn map(&mut self, call: Call<'_>) -> Lowered {
        let span = call.span;
        let mut operands = call.operands;
        let (procedure, _) = operands.remove(0);
        let at = operands[0].1;
        let (arrays, length) = self.walked(operands, "map")?;
        let mut parts = Vec::with_capacity(length);
        for i in 0..length {
            let elements = arrays
                .iter()
                .map(|array| (Val::Tensor(array.part(i)), at))
                .collect();
            parts.push((self.apply(&procedure, elements, span)?, span));
        }
        self.stacked(parts, span, "map")
    }

    pub fn fold(&mut self, call: Call<'_>) -> Lowered {
        let span = call.span;
        let mut operands = call.operands;
        let (procedure, _) = operands.remove(0);
        let (mut sum, at_start) = operands.remove(0);
        let at = operands[0].1;
        let (arrays, length) = self.walked(operands, "fold")?;
        for i in 0..length {
            let mut elements: Vec<(Val, Span)> = arrays
                .iter()
                .map(|array| (Val::Tensor(array.part(i)), at))
                .collect();
            elements.push((sum, at_start));
            sum = self.apply(&procedure, elements, span)?;
        }
        Ok(sum)
    }

    pub fn build(&mut self, call: Call<'_>) -> Lowered {
        let span = call.span;
        let (count, at) = &call.operands[0];
        let count = self.static_size(count, *at, 1)?;
        let mut parts = Vec::with_capacity(count);
        for i in 0..count {
            let index = Val::Literal(Rational::integer(i as i64));
            parts.push((
                self.apply(&call.operands[1].0, vec![(index, *at)], span)?,
                span,
            ));
        }
        self.stacked(parts, span, "build")
    }

    pub fn range(&mut self, call: Call<'_>) -> Lowered {
        let (count, at) = &call.operands[0];
        let count = self.static_size(count, *at, 1)?;
        let array = self.elementwise(&[count], Kind::Number(0), call.span, |emit, i| {
            emit.constant(i as i128)
        })?;
        Ok(Val::Tensor(array))
    }
}
