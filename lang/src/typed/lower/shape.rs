//! Arrays taken apart and put together: no element is computed.

use super::operations::Call;
use super::value::shape as shown;
use super::{Kind, Lowered, Lowering, Tensor, Val, LARGEST};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

impl Lowering<'_> {
    /// Values of one shape as the parts of one array.
    pub fn stacked(&mut self, parts: Vec<(Val, Span)>, span: Span, whose: &str) -> Lowered {
        let length = parts.len();
        let (arrays, kind) = self.aligned(parts, span, whose, true)?;
        let Some(first) = arrays.first() else {
            return self.mistake(Diagnostic::new(
                "E0403",
                "an array has at least one element",
                span,
            ));
        };
        if let Some(other) = arrays.iter().find(|array| array.shape != first.shape) {
            return self.mistake(
                Diagnostic::new(
                    "E0403",
                    format!("`{whose}` makes an array of parts of one shape"),
                    span,
                )
                .label(format!(
                    "one has {}, another {}",
                    shown(&first.shape),
                    shown(&other.shape)
                )),
            );
        }
        let mut shape = vec![length];
        shape.extend(&first.shape);
        let wires = arrays
            .iter()
            .flat_map(|array| array.wires.iter().copied())
            .collect();
        self.sized(Tensor { shape, kind, wires }, span)
    }

    /// Whether there is room for an array of this shape.
    pub fn room(&self, shape: &[usize], span: Span) -> Lowered<()> {
        let elements = shape
            .iter()
            .try_fold(1usize, |product, n| product.checked_mul(*n));
        match elements {
            Some(..=LARGEST) => Ok(()),
            _ => self.mistake(Diagnostic::new(
                "E0410",
                format!("an array has at most {LARGEST} elements"),
                span,
            )),
        }
    }

    /// An array, unless it is too large.
    fn sized(&self, tensor: Tensor, span: Span) -> Lowered {
        self.room(&[tensor.wires.len()], span)?;
        Ok(Val::Tensor(tensor))
    }

    pub fn vector(&mut self, call: Call<'_>) -> Lowered {
        self.stacked(call.operands, call.span, "vector")
    }

    pub fn reshape(&mut self, call: Call<'_>) -> Lowered {
        let mut operands = call.operands.into_iter();
        let Some((value, at)) = operands.next() else {
            return self.malformed("reshape", call.span);
        };
        let x = self.tensor(value, at, "reshape")?;
        let mut shape = Vec::new();
        for (size, at) in operands {
            shape.push(self.static_size(&size, at, 1)?);
        }
        let elements = shape
            .iter()
            .try_fold(1usize, |product, n| product.checked_mul(*n));
        if elements != Some(x.wires.len()) {
            return self.mistake(
                Diagnostic::new("E0403", "`reshape` keeps the number of elements", call.span)
                    .label(format!(
                        "from {} of {} to {}",
                        shown(&x.shape),
                        super::plural(x.wires.len(), "element"),
                        shown(&shape)
                    )),
            );
        }
        Ok(Val::Tensor(Tensor { shape, ..x }))
    }

    pub fn concat(&mut self, call: Call<'_>) -> Lowered {
        let (arrays, kind) = self.aligned(call.operands, call.span, "concat", true)?;
        let inner = arrays[0].shape.get(1..).map(<[usize]>::to_vec);
        let Some(inner) =
            inner.filter(|inner| arrays.iter().all(|a| a.shape.get(1..) == Some(inner)))
        else {
            let shapes: Vec<String> = arrays.iter().map(|array| shown(&array.shape)).collect();
            return self.mistake(
                Diagnostic::new(
                    "E0403",
                    "`concat` joins arrays that differ along the first axis only",
                    call.span,
                )
                .label(format!("they have {}", shapes.join(", "))),
            );
        };
        let mut shape = vec![arrays.iter().map(|array| array.shape[0]).sum()];
        shape.extend(inner);
        let wires = arrays
            .iter()
            .flat_map(|array| array.wires.iter().copied())
            .collect();
        self.sized(Tensor { shape, kind, wires }, call.span)
    }

    pub fn slice(&mut self, call: Call<'_>) -> Lowered {
        let span = call.span;
        let [x, from, to] =
            <[_; 3]>::try_from(call.operands).unwrap_or_else(|_| unreachable!("three operands"));
        let x = self.tensor(x.0, x.1, "slice")?;
        let (from, to) = (
            self.static_size(&from.0, from.1, 0)?,
            self.static_size(&to.0, to.1, 0)?,
        );
        let length = x.shape.first().copied().unwrap_or(0);
        if from >= to || to > length {
            return self.mistake(
                Diagnostic::new("E0403", "this slice is not within the array", span).label(
                    format!(
                        "it goes from {from} to {to}, not included, and the array has {}",
                        shown(&x.shape)
                    ),
                ),
            );
        }
        let stride = x.stride();
        let mut shape = x.shape.clone();
        shape[0] = to - from;
        Ok(Val::Tensor(Tensor {
            shape,
            kind: x.kind,
            wires: x.wires[from * stride..to * stride].into(),
        }))
    }

    pub fn reference(&mut self, call: Call<'_>) -> Lowered {
        let mut operands = call.operands.into_iter();
        let Some((value, at)) = operands.next() else {
            return self.malformed("ref", call.span);
        };
        let mut x = self.tensor(value, at, "ref")?;
        for (index, at) in operands {
            let index = self.static_size(&index, at, 0)?;
            match x.shape.first() {
                Some(length) if index < *length => {
                    let counted = self.emit.work(x.stride());
                    self.made(counted, at)?;
                    x = x.part(index);
                }
                _ => {
                    return self.mistake(
                        Diagnostic::new("E0403", "this index is not within the array", at).label(
                            format!(
                                "it is {index}, counted from 0; there the array has {}",
                                shown(&x.shape)
                            ),
                        ),
                    )
                }
            }
        }
        Ok(Val::Tensor(x))
    }

    pub fn pad(&mut self, call: Call<'_>) -> Lowered {
        let span = call.span;
        let mut operands = call.operands.into_iter();
        let Some((value, at)) = operands.next() else {
            return self.malformed("pad", span);
        };
        let (x, _) = self.numbers(value, at, "pad")?;
        let mut sizes = Vec::new();
        for (size, at) in operands {
            sizes.push(self.static_size(&size, at, 0)?);
        }
        let ([.., height, width], [top, left, bottom, right]) =
            (x.shape.as_slice(), sizes.as_slice())
        else {
            return self.mistake(
                Diagnostic::new("E0403", "`pad` takes an array of at least two axes", at)
                    .label(format!("this has {}", shown(&x.shape))),
            );
        };
        let zero = self.emit.constant(0);
        let zero = self.made(zero, span)?;
        let (down, across) = (top + height + bottom, left + width + right);
        let mut shape = x.shape.clone();
        let images = x.wires.len() / (height * width);
        let axes = shape.len();
        (shape[axes - 2], shape[axes - 1]) = (down, across);
        self.room(&[images, down, across], span)?;
        let mut wires = Vec::with_capacity(images * down * across);
        for image in 0..images {
            for i in 0..down {
                for j in 0..across {
                    let inside =
                        (*top..top + height).contains(&i) && (*left..left + width).contains(&j);
                    wires.push(match inside {
                        true => x.wires[(image * height + i - top) * width + j - left],
                        false => zero,
                    });
                }
            }
        }
        Ok(Val::Tensor(Tensor {
            shape,
            kind: Kind::Number(x.kind.fraction()),
            wires: wires.into(),
        }))
    }
}
