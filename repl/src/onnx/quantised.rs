//! `QuantizeLinear DequantizeLinear QLinearMatMul QLinearConv`: integer arithmetic as ONNX has it, rounded to even and saturated.
//!
//! The one thing that is not exact is the factor between integers of two scales: a real number there, an integer times `2^-k` here. The
//! program says by how much it is off.

use super::error::ImportError;
use super::linear::{convolution, matrix, unfitting, CONV};
use super::node::Node;
use super::precision::{integer_type, multiplier, Multiplier};
use super::tensor::{DataType, Elements, Tensor};
use super::translate::Translator;
use super::value::{broadcast, transposed, Computed, Number};

/// How integers stand for real numbers: `scale * (n - zero)`.
struct Quantisation {
    /// One, or one for each channel; all positive.
    scales: Vec<f64>,
    /// As many, or one.
    zeros: Vec<i64>,
    /// The type of the integers, if the zero point tells.
    ty: Option<DataType>,
}

impl Quantisation {
    fn zero(&self, channel: usize) -> i64 {
        let zero = self.zeros.get(channel).or(self.zeros.first());
        zero.copied().unwrap_or(0)
    }

    /// The only scale.
    fn scale(&self, node: Node<'_>) -> Result<f64, ImportError> {
        match self.scales.as_slice() {
            [scale] if self.zeros.len() == 1 => Ok(*scale),
            scales => Err(node.error(format!(
                "one scale and one zero point are supported here; there are {} and {}",
                scales.len(),
                self.zeros.len()
            ))),
        }
    }
}

impl Translator<'_> {
    /// The scale and the zero point that go into a node at two places.
    fn quantisation(
        &self,
        node: Node<'_>,
        scale: usize,
        zero: usize,
    ) -> Result<Quantisation, ImportError> {
        let tensor = self.constant_operand(node, scale)?;
        let scales = tensor.floats();
        if scales.is_empty()
            || tensor.shape.len() > 1
            || tensor.integers().is_some()
            || scales.iter().any(|x| *x <= 0.0)
        {
            return Err(node.error("a scale must be one positive number, or one for each channel"));
        }
        let (zeros, ty) =
            match node.input(zero) {
                None => (vec![0], None),
                Some(_) => {
                    let tensor = self.constant_operand(node, zero)?;
                    match &tensor.elements {
                        Elements::Integer { values, ty }
                            if [1, scales.len()].contains(&values.len())
                                && values.iter().all(is_small) =>
                        {
                            (values.clone(), Some(*ty))
                        }
                        _ => return Err(node.error(
                            "a zero point must be one integer of 32 bits, or one for each scale",
                        )),
                    }
                }
            };
        // Several zeros that are the same are one.
        let zeros = match zeros.iter().all(|zero| *zero == zeros[0]) {
            true => vec![zeros[0]],
            false => zeros,
        };
        Ok(Quantisation { scales, zeros, ty })
    }

    /// Factors as integers times a power of two; the program says by how much they are off.
    fn multiplier(&mut self, node: Node<'_>, factors: &[f64]) -> Result<Multiplier, ImportError> {
        let bits = self.options.multiplier_bits;
        let found = multiplier(factors, bits).ok_or_else(|| {
            node.error(format!(
                "the scales' ratio, {factors:?}, does not fit into {bits} bits"
            ))
        })?;
        let (ratio, itself) = match factors {
            [factor] => (format!("the factor {factor} is"), "itself"),
            _ => ("the factors are".to_string(), "themselves"),
        };
        self.program.comment(&match found.error {
            0.0 => format!("  {ratio} exact"),
            error => format!("  {ratio} off by {error:.1e} of {itself} at most"),
        });
        Ok(found)
    }

    pub(super) fn quantize(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(3, &["axis", "saturate", "output_dtype"])?;
        let (value, x) = self.computed_operand(node, 0)?;
        if matches!(x.number, Number::Integer { .. }) {
            return Err(node.error("integers are not supported here"));
        }
        let to = self.quantisation(node, 1, 2)?;
        let asked = match node.int("output_dtype", 0) {
            0 => None,
            number => i32::try_from(number).ok().and_then(DataType::from_number),
        };
        let ty = to.ty.or(asked).unwrap_or(DataType::UINT8);
        let found = self.multiplier(node, &[1.0 / to.scale(node)?])?;
        let factor = Multiplier::literal(found.mantissas[0], found.shift);
        let (expression, number) =
            saturated(node, &format!("(* {} {factor})", x.name), to.zero(0), ty)?;
        self.computed(node, &expression, value.shape, x.batched, number)
    }

    pub(super) fn dequantize(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(3, &["axis"])?;
        let from = self.quantisation(node, 1, 2)?;
        let value = self.operand(node, 0)?;
        let super::value::Kind::Computed(x) = &value.kind else {
            return self.dequantize_constant(node, &from);
        };
        if matches!(x.number, Number::Real { .. }) {
            return Err(node.error("only integers are supported here"));
        }
        let found = self.multiplier(node, &[from.scale(node)?])?;
        let factor = Multiplier::literal(found.mantissas[0], found.shift);
        let expression = format!("(* {} {factor})", minus_zero(&x.name, from.zero(0)));
        self.wide(node, &expression, value.shape.clone(), x.batched)
    }

    /// Weights kept as integers, for a layer that computes with real numbers.
    fn dequantize_constant(
        &mut self,
        node: Node<'_>,
        from: &Quantisation,
    ) -> Result<(), ImportError> {
        let tensor = self.constant_operand(node, 0)?;
        let integers = tensor
            .integers()
            .ok_or_else(|| node.error("only integers are supported here"))?;
        let channels = from.scales.len();
        // What number of channel each element has.
        let channel: Vec<usize> = match channels {
            1 => vec![0; integers.len()],
            _ => {
                let rank = tensor.shape.len();
                let axis = node.axis(1, rank)?;
                let mut shape = vec![1; rank];
                *shape
                    .get_mut(axis)
                    .ok_or_else(|| unfitting(node, &tensor.shape, &[channels]))? = channels;
                let numbers: Vec<usize> = (0..channels).collect();
                broadcast(&numbers, &shape, &tensor.shape)
                    .ok_or_else(|| unfitting(node, &tensor.shape, &shape))?
            }
        };
        let real = |(n, channel): (&i64, &usize)| {
            (*n as f64 - from.zero(*channel) as f64) * from.scales[*channel]
        };
        let values: Vec<f64> = integers.iter().zip(&channel).map(real).collect();
        self.constant(Tensor {
            name: node.output()?.to_string(),
            shape: tensor.shape.clone(),
            elements: Elements::Float(values),
        });
        Ok(())
    }

    pub(super) fn qlinear_matmul(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(8, &[])?;
        let (a, x) = self.computed_operand(node, 0)?;
        let b = self.constant_operand(node, 3)?;
        let (from, by, to) = (
            self.quantisation(node, 1, 2)?,
            self.quantisation(node, 4, 5)?,
            self.quantisation(node, 6, 7)?,
        );
        let (rows, columns) = matrix(node, &b.shape)?;
        if a.inner() != [rows] || ![1, columns].contains(&by.scales.len()) {
            return Err(unfitting(node, &a.shape, &b.shape));
        }
        let integers = b
            .integers()
            .filter(|integers| integers.iter().all(is_small))
            .ok_or_else(|| node.error("its second matrix must be of integers of 32 bits"))?;
        let values = transposed(integers, rows, columns);
        let values = values
            .iter()
            .enumerate()
            .map(|(i, w)| w - by.zero(i / rows))
            .collect();
        let note = noted("transposed", &by);
        let weights = self.integer_weights(&b.name, &note, &[columns, rows], values)?;
        let sums = format!("(matvec {weights} {})", integer(node, &x, &from)?);
        let shape = if x.batched {
            vec![1, columns]
        } else {
            vec![columns]
        };
        self.requantised(node, &sums, [&from, &by, &to], shape, x.batched)
    }

    pub(super) fn qlinear_conv(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(9, &CONV)?;
        let (value, x) = self.computed_operand(node, 0)?;
        let kernel = self.constant_operand(node, 3)?;
        let (from, by, to) = (
            self.quantisation(node, 1, 2)?,
            self.quantisation(node, 4, 5)?,
            self.quantisation(node, 6, 7)?,
        );
        let (windows, shape) = convolution(node, &value, &x, &kernel)?;
        let channels = kernel.shape[0];
        if ![1, channels].contains(&by.scales.len()) {
            return Err(unfitting(node, &kernel.shape, &[by.scales.len()]));
        }
        let integers = kernel
            .integers()
            .filter(|integers| integers.iter().all(is_small))
            .ok_or_else(|| node.error("its kernel must be of integers of 32 bits"))?;
        let each = integers.len() / channels;
        let values = integers
            .iter()
            .enumerate()
            .map(|(i, w)| w - by.zero(i / each))
            .collect();
        let weights = self.integer_weights(&kernel.name, &noted("", &by), &kernel.shape, values)?;
        let mut sums = format!(
            "(conv2d {} {weights}{})",
            integer(node, &x, &from)?,
            windows.operands(Some(1))
        );
        if node.input(8).is_some() {
            let bias = self.constant_operand(node, 8)?;
            let integers = bias.integers().filter(|_| bias.shape == [channels]);
            let integers = integers
                .ok_or_else(|| node.error("its bias must be an integer for each channel"))?;
            let bias = self.integer_weights(&bias.name, "", &[channels], integers.to_vec())?;
            sums = format!("(map + {sums} {bias})");
        }
        self.requantised(node, &sums, [&from, &by, &to], shape, true)
    }

    /// Sums of products as integers of another scale.
    fn requantised(
        &mut self,
        node: Node<'_>,
        sums: &str,
        [from, by, to]: [&Quantisation; 3],
        shape: Vec<usize>,
        batched: bool,
    ) -> Result<(), ImportError> {
        let (from_scale, to_scale) = (from.scale(node)?, to.scale(node)?);
        let factors: Vec<f64> = by
            .scales
            .iter()
            .map(|scale| from_scale * scale / to_scale)
            .collect();
        let found = self.multiplier(node, &factors)?;
        let scaled = match found.mantissas.as_slice() {
            [mantissa] => format!("(* {sums} {})", Multiplier::literal(*mantissa, found.shift)),
            mantissas => {
                let name = self
                    .program
                    .constants(&format!("{}.factor", node.output()?), mantissas);
                format!(
                    "(* (map * {sums} {name}) {})",
                    Multiplier::literal(1, found.shift)
                )
            }
        };
        let ty = to
            .ty
            .ok_or_else(|| node.error("its result has no zero point, which tells its type"))?;
        let (expression, number) = saturated(node, &scaled, to.zero(0), ty)?;
        self.computed(node, &expression, shape, batched, number)
    }
}

/// A real number rounded to even, moved by the zero point, and kept within the type.
fn saturated(
    node: Node<'_>,
    real: &str,
    zero: i64,
    ty: DataType,
) -> Result<(String, Number), ImportError> {
    let DataType::Integer { lo, hi } = ty else {
        return Err(node.error("its result must be of integers"));
    };
    if i64::from(i32::MIN) > lo || i64::from(u32::MAX) < hi {
        return Err(node.error("integers of at most 32 bits are supported"));
    }
    let rounded = format!("(rescale {real} 0 half-even)");
    let moved = plus(&rounded, zero);
    let expression = format!("(saturate {} {moved})", integer_type(lo, hi));
    Ok((expression, Number::Integer { lo, hi }))
}

/// Integers less their zero point.
fn integer(
    node: Node<'_>,
    x: &Computed,
    quantisation: &Quantisation,
) -> Result<String, ImportError> {
    match x.number {
        Number::Integer { .. } => Ok(minus_zero(&x.name, quantisation.zero(0))),
        Number::Real { .. } => Err(node.error("only integers are supported here")),
    }
}

/// Whether sums and differences of such integers don't overflow.
fn is_small(n: &i64) -> bool {
    i32::try_from(*n).is_ok()
}

fn minus_zero(name: &str, zero: i64) -> String {
    // A zero point is no less than an i32's least, so that it can be negated.
    plus(name, -zero)
}

fn plus(expression: &str, n: i64) -> String {
    match n {
        0 => expression.to_string(),
        n if n < 0 => format!("(- {expression} {})", -n),
        n => format!("(+ {expression} {n})"),
    }
}

/// What was done to integer weights.
fn noted(what: &str, by: &Quantisation) -> String {
    let less = match by.zeros.as_slice() {
        [0] => String::new(),
        [zero] => format!("less {zero}"),
        _ => "less their zero points".to_string(),
    };
    let notes: Vec<&str> = [what, &less]
        .into_iter()
        .filter(|note| !note.is_empty())
        .collect();
    notes.join(", ")
}
