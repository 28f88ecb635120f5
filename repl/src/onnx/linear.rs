//! `Gemm MatMul Conv Add` on real numbers.

use super::error::ImportError;
use super::node::Node;
use super::tensor::{count, Tensor};
use super::translate::Translator;
use super::value::{broadcast, transposed, Computed, Kind, Number, Value};
use super::window::Windows;

impl Translator<'_> {
    /// A value of real numbers with no more bits than activations, as an expression.
    fn factor(&mut self, node: Node<'_>, value: &Computed) -> Result<String, ImportError> {
        match value.number {
            Number::Real { .. } => Ok(self.narrow(value)),
            Number::Integer { .. } => Err(node.error("integers are not supported here")),
        }
    }

    pub(super) fn gemm(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(3, &["alpha", "beta", "transA", "transB"])?;
        node.only("transA", 0)?;
        let (alpha, beta) = (node.float("alpha", 1.0)?, node.float("beta", 1.0)?);
        let (a, x) = self.computed_operand(node, 0)?;
        let b = self.constant_operand(node, 1)?;
        let transposes = node.int("transB", 0) != 0;
        let (rows, columns) = matrix(node, &b.shape)?;
        let (inner, outer) = if transposes {
            (columns, rows)
        } else {
            (rows, columns)
        };
        if !x.batched || a.inner() != [inner] {
            return Err(unfitting(node, &a.shape, &b.shape));
        }
        let scaled: Vec<f64> = b.floats().iter().map(|w| w * alpha).collect();
        let scaled = if transposes {
            scaled
        } else {
            transposed(&scaled, rows, columns)
        };
        let note = noted(&[
            (!transposes, "transposed".into()),
            (alpha != 1.0, format!("times {alpha}")),
        ]);
        let matrix = self.real_weights(&b.name, &note, &[outer, inner], &scaled)?;
        let mut expression = format!("(matvec {matrix} {})", self.factor(node, &x)?);
        if node.input(2).is_some() && beta != 0.0 {
            let c = self.constant_operand(node, 2)?;
            let bias = broadcast(&c.floats(), &c.shape, &[1, outer])
                .ok_or_else(|| unfitting(node, &c.shape, &[1, outer]))?;
            let bias: Vec<f64> = bias.iter().map(|w| w * beta).collect();
            let note = noted(&[(beta != 1.0, format!("times {beta}"))]);
            let bias = self.real_weights(&c.name, &note, &[outer], &bias)?;
            expression = format!("(+ {expression} {bias})");
        }
        self.wide(node, &expression, vec![1, outer], true)
    }

    pub(super) fn matmul(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(2, &[])?;
        let (a, b) = (self.operand(node, 0)?, self.operand(node, 1)?);
        match (&a.kind, &b.kind) {
            // A row times a matrix.
            (Kind::Computed(x), Kind::Constant(w)) => {
                let (rows, columns) = matrix(node, &w.shape)?;
                if a.inner() != [rows] {
                    return Err(unfitting(node, &a.shape, &b.shape));
                }
                let values = transposed(&w.floats(), rows, columns);
                let matrix = self.real_weights(&w.name, "transposed", &[columns, rows], &values)?;
                let expression = format!("(matvec {matrix} {})", self.factor(node, x)?);
                let shape = if x.batched {
                    vec![1, columns]
                } else {
                    vec![columns]
                };
                self.wide(node, &expression, shape, x.batched)
            }
            // A matrix times a column.
            (Kind::Constant(w), Kind::Computed(x)) => {
                let (rows, columns) = matrix(node, &w.shape)?;
                if x.batched || b.shape != [columns] {
                    return Err(unfitting(node, &a.shape, &b.shape));
                }
                let matrix = self.real_weights(&w.name, "", &[rows, columns], &w.floats())?;
                let expression = format!("(matvec {matrix} {})", self.factor(node, x)?);
                self.wide(node, &expression, vec![rows], false)
            }
            _ => {
                Err(node.error("one of its inputs must be a constant, and the other one must not"))
            }
        }
    }

    pub(super) fn add(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(2, &[])?;
        let (a, b) = (self.operand(node, 0)?, self.operand(node, 1)?);
        let (value, x, other) = match (&a.kind, &b.kind) {
            (Kind::Computed(x), _) => (&a, x, &b),
            (_, Kind::Computed(x)) => (&b, x, &a),
            _ => return Err(node.error("both its inputs are constants")),
        };
        if matches!(x.number, Number::Integer { .. }) {
            return Err(node.error("integers are not supported here"));
        }
        let expression = match &other.kind {
            Kind::Computed(y) => {
                if matches!(y.number, Number::Integer { .. }) {
                    return Err(node.error("integers are not supported here"));
                }
                if value.shape != other.shape || x.batched != y.batched {
                    return Err(unfitting(node, &a.shape, &b.shape));
                }
                format!("(+ {} {})", x.name, y.name)
            }
            Kind::Constant(tensor) => self.plus_constant(node, value, &x.name, tensor)?,
        };
        self.wide(node, &expression, value.shape.clone(), x.batched)
    }

    /// The sum of a value and a constant of its shape, of one element, or of one for each channel.
    fn plus_constant(
        &mut self,
        node: Node<'_>,
        value: &Value,
        x: &str,
        tensor: &Tensor,
    ) -> Result<String, ImportError> {
        let (inner, numbers) = (value.inner().to_vec(), tensor.floats());
        let repeated = broadcast(&numbers, &tensor.shape, &value.shape)
            .ok_or_else(|| unfitting(node, &value.shape, &tensor.shape))?;
        let is_by_channel = match inner.split_first() {
            Some((n, [_, ..])) => {
                tensor.len() == *n
                    && tensor
                        .shape
                        .iter()
                        .rev()
                        .skip(inner.len() - 1)
                        .any(|m| m == n)
            }
            _ => false,
        };
        if tensor.len() == 1 {
            let c = self.real_weights(&tensor.name, "", &[], &numbers)?;
            Ok(format!("(+ {x} {c})"))
        } else if is_by_channel {
            let c = self.real_weights(&tensor.name, "by channel", &[tensor.len()], &numbers)?;
            Ok(format!("(map + {x} {c})"))
        } else {
            let note = if tensor.len() == repeated.len() {
                ""
            } else {
                "repeated"
            };
            let c = self.real_weights(&tensor.name, note, &inner, &repeated)?;
            Ok(format!("(+ {x} {c})"))
        }
    }

    pub(super) fn conv(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(3, &CONV)?;
        let (value, x) = self.computed_operand(node, 0)?;
        let kernel = self.constant_operand(node, 1)?;
        let (windows, shape) = convolution(node, &value, &x, &kernel)?;
        let weights = self.real_weights(&kernel.name, "", &kernel.shape, &kernel.floats())?;
        let mut expression = format!(
            "(conv2d {} {weights}{})",
            self.factor(node, &x)?,
            windows.operands(Some(1))
        );
        if node.input(2).is_some() {
            let bias = self.constant_operand(node, 2)?;
            if bias.shape != [kernel.shape[0]] {
                return Err(unfitting(node, &kernel.shape, &bias.shape));
            }
            let bias = self.real_weights(&bias.name, "", &bias.shape, &bias.floats())?;
            expression = format!("(map + {expression} {bias})");
        }
        self.wide(node, &expression, shape, true)
    }
}

/// The attributes of a convolution.
pub const CONV: [&str; 6] = [
    "auto_pad",
    "dilations",
    "group",
    "kernel_shape",
    "pads",
    "strides",
];

/// Where the windows of a convolution lie, and the shape of its result. The kernel has four axes then, and the
/// value is a batch of pictures.
pub fn convolution(
    node: Node<'_>,
    value: &Value,
    x: &Computed,
    kernel: &Tensor,
) -> Result<(Windows, Vec<usize>), ImportError> {
    node.only("group", 1)?;
    // Of other ranks no shape fits.
    let [channels, height, width] = <[usize; 3]>::try_from(value.inner()).unwrap_or_default();
    let [out, channels_too, rows, columns] =
        <[usize; 4]>::try_from(kernel.shape.as_slice()).unwrap_or_default();
    if !x.batched || channels == 0 || channels != channels_too || kernel.len() == 0 {
        return Err(node.error(format!(
            "pictures of shape {:?} and kernels of shape {:?} don't fit; two-dimensional ones are supported",
            value.shape, kernel.shape
        )));
    }
    if let Some(size) = node.ints("kernel_shape") {
        if size != [rows as i64, columns as i64] {
            return Err(node.error(format!(
                "the attribute `kernel_shape` is {size:?}, and the kernel's shape is {:?}",
                kernel.shape
            )));
        }
    }
    let windows = Windows::of(node, channels, [height, width], [rows, columns])?;
    let shape = vec![1, out, windows.out[0], windows.out[1]];
    match count(&shape) {
        Some(_) => Ok((windows, shape)),
        None => Err(node.error(format!("its result of shape {shape:?} is too large"))),
    }
}

/// Rows and columns of a constant matrix that has some.
pub fn matrix(node: Node<'_>, shape: &[usize]) -> Result<(usize, usize), ImportError> {
    match shape {
        [rows, columns] if *rows > 0 && *columns > 0 => Ok((*rows, *columns)),
        _ => Err(node.error(format!("a constant of shape {shape:?} is no matrix"))),
    }
}

/// Shapes that don't fit.
pub fn unfitting(node: Node<'_>, a: &[usize], b: &[usize]) -> ImportError {
    node.error(format!("the shapes {a:?} and {b:?} don't fit"))
}

/// Those notes that hold.
fn noted(notes: &[(bool, String)]) -> String {
    let held: Vec<&str> = notes
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, note)| note.as_str())
        .collect();
    held.join(", ")
}
