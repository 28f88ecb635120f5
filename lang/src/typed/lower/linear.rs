//! Linear algebra: products of vectors and matrices, convolution, pooling.

use super::arithmetic::{one, two};
use super::operations::Call;
use super::value::shape as shown;
use super::{Kind, Lowered, Lowering, Tensor, Val};
use crate::datum::DatumKind;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::typed::program::Wire;

/// The padding of an image: rows above, columns to the left, rows below, columns to the right.
type Padding = [usize; 4];

impl Lowering<'_> {
    /// Two arrays of numbers, or of field elements, and the kind of their elements' products.
    fn factors(
        &mut self,
        operands: Vec<(Val, Span)>,
        whose: &str,
        span: Span,
    ) -> Lowered<(Tensor, Tensor, Kind)> {
        let [(a, at_a), (b, at_b)] = two(operands);
        let (a, b) = (self.tensor(a, at_a, whose)?, self.tensor(b, at_b, whose)?);
        let kind = match (a.kind, b.kind) {
            (Kind::Number(f), Kind::Number(g)) => self.number_of(f + g, span)?,
            (Kind::Field, Kind::Field) => Kind::Field,
            (_, kind) => {
                let (at, is) = if kind == Kind::Bool {
                    (at_b, b)
                } else {
                    (at_a, a)
                };
                return self.mistake(
                    Diagnostic::new(
                        "E0404",
                        format!("`{whose}` takes two arrays of numbers, or two of field elements"),
                        at,
                    )
                    .label(format!("this is {}", Val::Tensor(is).describe())),
                );
            }
        };
        Ok((a, b, kind))
    }

    fn unfit<T>(&self, call: (&str, Span), needs: &str, a: &Tensor, b: &Tensor) -> Lowered<T> {
        self.mistake(
            Diagnostic::new(
                "E0403",
                format!("these shapes don't fit: `{}` takes {needs}", call.0),
                call.1,
            )
            .label(format!(
                "one has {}, the other {}",
                shown(&a.shape),
                shown(&b.shape)
            )),
        )
    }

    /// The sum of products of pairs of wires.
    fn inner(
        &mut self,
        pairs: impl Iterator<Item = (Wire, Wire)>,
        is_field: bool,
        span: Span,
    ) -> Lowered<Wire> {
        let mut terms: Vec<(i128, Wire)> = Vec::new();
        for (a, b) in pairs {
            let product = self.emit.product(a, b);
            terms.push((1, self.made(product, span)?));
        }
        if terms.is_empty() && is_field {
            let zero = self
                .emit
                .constant(0)
                .and_then(|zero| self.emit.field_of(zero));
            return self.made(zero, span);
        }
        let sum = self.emit.linear(0, &terms);
        self.made(sum, span)
    }

    pub fn dot(&mut self, call: Call<'_>) -> Lowered {
        let (a, b, kind) = self.factors(call.operands, "dot", call.span)?;
        if a.shape.len() != 1 || a.shape != b.shape {
            return self.unfit(("dot", call.span), "two vectors of one length", &a, &b);
        }
        let pairs = a.wires.iter().copied().zip(b.wires.iter().copied());
        let wire = self.inner(pairs, kind == Kind::Field, call.span)?;
        Ok(Val::Tensor(Tensor::scalar(kind, wire)))
    }

    pub fn matvec(&mut self, call: Call<'_>) -> Lowered {
        let (m, v, kind) = self.factors(call.operands, "matvec", call.span)?;
        let ([rows, columns], [n]) = (m.shape.as_slice(), v.shape.as_slice()) else {
            return self.unfit(("matvec", call.span), "a matrix and a vector", &m, &v);
        };
        if columns != n {
            return self.unfit(
                ("matvec", call.span),
                "a matrix with as many columns as the vector has elements",
                &m,
                &v,
            );
        }
        self.product_of_matrices((&m, &v), (*rows, *n, 1), vec![*rows], kind, call.span)
    }

    pub fn matmul(&mut self, call: Call<'_>) -> Lowered {
        let (a, b, kind) = self.factors(call.operands, "matmul", call.span)?;
        let ([rows, inner], [height, columns]) = (a.shape.as_slice(), b.shape.as_slice()) else {
            return self.unfit(("matmul", call.span), "two matrices", &a, &b);
        };
        if inner != height {
            return self.unfit(
                ("matmul", call.span),
                "a matrix with as many columns as the other has rows",
                &a,
                &b,
            );
        }
        let shape = vec![*rows, *columns];
        self.product_of_matrices((&a, &b), (*rows, *inner, *columns), shape, kind, call.span)
    }

    fn product_of_matrices(
        &mut self,
        (a, b): (&Tensor, &Tensor),
        (rows, inner, columns): (usize, usize, usize),
        shape: Vec<usize>,
        kind: Kind,
        span: Span,
    ) -> Lowered {
        self.room(&[rows, columns], span)?;
        let mut wires = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            for column in 0..columns {
                self.emit.element = wires.len() as u32;
                let pairs =
                    (0..inner).map(|i| (a.wires[row * inner + i], b.wires[i * columns + column]));
                wires.push(self.inner(pairs, kind == Kind::Field, span)?);
            }
        }
        Ok(Val::Tensor(Tensor {
            shape,
            kind,
            wires: wires.into(),
        }))
    }

    pub fn transposed(&mut self, call: Call<'_>) -> Lowered {
        let [(value, at)] = one(call.operands);
        let m = self.tensor(value, at, "transpose")?;
        let [rows, columns] = *m.shape.as_slice() else {
            return self.mistake(
                Diagnostic::new("E0403", "`transpose` takes a matrix", at)
                    .label(format!("this has {}", shown(&m.shape))),
            );
        };
        let places =
            (0..columns).flat_map(|column| (0..rows).map(move |row| row * columns + column));
        Ok(Val::Tensor(Tensor {
            shape: vec![columns, rows],
            kind: m.kind,
            wires: places.map(|place| m.wires[place]).collect(),
        }))
    }

    /// The stride and the padding of a convolution or pooling, as they are written.
    fn stride_and_padding(&mut self, call: &Call<'_>) -> Lowered<(usize, Padding)> {
        let stride = match call.operands.get(2) {
            Some((value, at)) => self.static_size(value, *at, 1)?,
            None => 1,
        };
        let Some(padding) = call.written.get(3) else {
            return Ok((stride, [0; 4]));
        };
        let at = self.data.span(*padding);
        let sizes = match self.data.kind(*padding) {
            DatumKind::Integer(_) => vec![*padding; 4],
            _ => self.data.list(*padding).unwrap_or_default(),
        };
        let sizes: Vec<usize> = sizes
            .iter()
            .filter_map(|id| match self.data.kind(*id) {
                DatumKind::Integer(n @ 0..=1024) => Some(*n as usize),
                _ => None,
            })
            .collect();
        match <Padding>::try_from(sizes) {
            Ok(padding) => Ok((stride, padding)),
            Err(_) => self.mistake(
                Diagnostic::new("E0104", "this is no padding", at)
                    .help("a padding is a number, or four: `(top left bottom right)`"),
            ),
        }
    }

    /// Places of the window over an image, for each place of the result: row and column in the image, if inside.
    fn windows(
        &self,
        (height, width): (usize, usize),
        (rows, columns): (usize, usize),
        stride: usize,
        [top, left, bottom, right]: Padding,
    ) -> Option<(usize, usize)> {
        let count = |size: usize, window: usize| {
            (window > 0 && size >= window).then(|| (size - window) / stride + 1)
        };
        Some((
            count(height + top + bottom, rows)?,
            count(width + left + right, columns)?,
        ))
    }

    pub fn conv2d(&mut self, call: Call<'_>) -> Lowered {
        let (stride, padding) = self.stride_and_padding(&call)?;
        let span = call.span;
        let operands = call.operands.into_iter().take(2).collect();
        let (x, k, kind) = self.factors(operands, "conv2d", span)?;
        let needs = "an image of channels, rows and columns, and a kernel of outputs, channels, rows and columns";
        let ([channels, height, width], [outputs, inputs, rows, columns]) =
            (x.shape.as_slice(), k.shape.as_slice())
        else {
            return self.unfit(("conv2d", span), needs, &x, &k);
        };
        let placed = self.windows((*height, *width), (*rows, *columns), stride, padding);
        let (true, Some((down, across))) = (channels == inputs, placed) else {
            return self.unfit(("conv2d", span), needs, &x, &k);
        };
        self.room(&[*outputs, down, across], span)?;
        let mut wires = Vec::with_capacity(outputs * down * across);
        for output in 0..*outputs {
            for i in 0..down {
                for j in 0..across {
                    self.emit.element = wires.len() as u32;
                    let window = self.emit.work(channels * rows * columns);
                    self.made(window, span)?;
                    let mut pairs = Vec::with_capacity(channels * rows * columns);
                    for channel in 0..*channels {
                        for a in 0..*rows {
                            for b in 0..*columns {
                                let row = (i * stride + a).checked_sub(padding[0]);
                                let column = (j * stride + b).checked_sub(padding[1]);
                                let (Some(row), Some(column)) = (row, column) else {
                                    continue;
                                };
                                if row < *height && column < *width {
                                    let kernel =
                                        ((output * channels + channel) * rows + a) * columns + b;
                                    pairs.push((
                                        x.wires[(channel * height + row) * width + column],
                                        k.wires[kernel],
                                    ));
                                }
                            }
                        }
                    }
                    wires.push(self.inner(pairs.into_iter(), kind == Kind::Field, span)?);
                }
            }
        }
        Ok(Val::Tensor(Tensor {
            shape: vec![*outputs, down, across],
            kind,
            wires: wires.into(),
        }))
    }

    pub fn maxpool2d(&mut self, call: Call<'_>) -> Lowered {
        let (stride, padding) = self.stride_and_padding(&call)?;
        let span = call.span;
        let (size, at_size) = call.operands[1].clone();
        let size = self.static_size(&size, at_size, 1)?;
        let (value, at) = call.operands[0].clone();
        let (x, _) = self.numbers(value, at, "maxpool2d")?;
        let placed = match *x.shape.as_slice() {
            [channels, height, width] => self
                .windows((height, width), (size, size), stride, padding)
                .map(|(down, across)| (channels, height, width, down, across)),
            _ => None,
        };
        let Some((channels, height, width, down, across)) = placed else {
            return self.mistake(
                Diagnostic::new("E0403", "`maxpool2d` takes an image of channels, rows and columns, not smaller than the window", at)
                    .label(format!("this has {}", shown(&x.shape))),
            );
        };
        self.room(&[channels, down, across], span)?;
        let mut wires = Vec::with_capacity(channels * down * across);
        for channel in 0..channels {
            for i in 0..down {
                for j in 0..across {
                    self.emit.element = wires.len() as u32;
                    let counted = self.emit.work(size.saturating_mul(size));
                    self.made(counted, span)?;
                    let mut window = Vec::with_capacity(size * size);
                    for a in 0..size {
                        for b in 0..size {
                            let row = (i * stride + a).checked_sub(padding[0]);
                            let column = (j * stride + b).checked_sub(padding[1]);
                            let (Some(row), Some(column)) = (row, column) else {
                                continue;
                            };
                            if row < height && column < width {
                                window.push(x.wires[(channel * height + row) * width + column]);
                            }
                        }
                    }
                    if window.is_empty() {
                        return self.mistake(Diagnostic::new(
                            "E0403",
                            "a window of `maxpool2d` lies in the padding alone",
                            span,
                        ));
                    }
                    let wire = self.emit.maximum(&window);
                    wires.push(self.made(wire, span)?);
                }
            }
        }
        Ok(Val::Tensor(Tensor {
            shape: vec![channels, down, across],
            kind: x.kind,
            wires: wires.into(),
        }))
    }
}
