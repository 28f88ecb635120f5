//! `Relu MaxPool Flatten Reshape Identity Softmax ArgMax`.

use super::error::ImportError;
use super::node::Node;
use super::tensor::count;
use super::translate::{Translator, ACTIVATION};
use super::value::{Computed, Kind, Number, Value};
use super::window::Windows;

impl Translator<'_> {
    pub(super) fn relu(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(1, &[])?;
        let (value, x) = self.computed_operand(node, 0)?;
        let (expression, number) = match x.number {
            // Rounded and made non-negative at once.
            Number::Real { wide: true, .. } => (
                format!("(as {ACTIVATION} (relu {}))", x.name),
                Number::NARROW,
            ),
            Number::Real { .. } => (format!("(relu {})", x.name), Number::NARROW),
            Number::Integer { hi, .. } => (
                format!("(relu {})", x.name),
                Number::Integer {
                    lo: 0,
                    hi: hi.max(0),
                },
            ),
        };
        self.computed(node, &expression, value.shape, x.batched, number)
    }

    pub(super) fn maxpool(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        let attributes = [
            "auto_pad",
            "ceil_mode",
            "dilations",
            "kernel_shape",
            "pads",
            "storage_order",
            "strides",
        ];
        node.takes(1, &attributes)?;
        node.only("ceil_mode", 0)?;
        let (value, x) = self.computed_operand(node, 0)?;
        let size = match node.ints("kernel_shape") {
            Some([a, b]) if a == b => usize::try_from(*a).ok(),
            _ => None,
        };
        let size = size.ok_or_else(|| {
            node.error(format!(
                "the attribute `kernel_shape` is {:?}; two equal numbers are supported",
                node.ints("kernel_shape").unwrap_or_default()
            ))
        })?;
        let [channels, height, width] = <[usize; 3]>::try_from(value.inner()).unwrap_or_default();
        if !x.batched || channels == 0 {
            return Err(node.error(format!(
                "its input of shape {:?} is no batch of pictures",
                value.shape
            )));
        }
        let windows = Windows::of(node, channels, [height, width], [size, size])?;
        if windows.padding.iter().any(|n| *n >= size) {
            return Err(node.error(format!(
                "the padding {:?} is as large as a window",
                windows.padding
            )));
        }
        let operand = self.narrow(&x);
        let expression = format!("(maxpool2d {operand} {size}{})", windows.operands(None));
        let shape = vec![1, channels, windows.out[0], windows.out[1]];
        let number = x.number.narrowed();
        self.computed(node, &expression, shape, true, number)
    }

    pub(super) fn flatten(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(1, &["axis"])?;
        let (value, x) = self.computed_operand(node, 0)?;
        let axis = node.axis(1, value.shape.len())?;
        let (outer, inner) = value.shape.split_at(axis);
        let (outer, inner) = (
            outer.iter().product::<usize>(),
            inner.iter().product::<usize>(),
        );
        if !x.batched || outer != 1 {
            return Err(node.error(format!(
                "what it makes of the shape {:?} has {outer} rows; only one is supported",
                value.shape
            )));
        }
        self.reshaped(node, &value, &x, vec![1, inner])
    }

    pub(super) fn reshape(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(2, &["allowzero"])?;
        node.only("allowzero", 0)?;
        let (value, x) = self.computed_operand(node, 0)?;
        let wanted = self.constant_operand(node, 1)?;
        let wrong = || {
            node.error(format!(
                "the shape {:?} can't become {:?}",
                value.shape,
                wanted.integers().unwrap_or_default()
            ))
        };
        let mut shape = Vec::new();
        for (axis, n) in wanted.integers().ok_or_else(wrong)?.iter().enumerate() {
            shape.push(match *n {
                0 => Some(*value.shape.get(axis).ok_or_else(wrong)?),
                -1 => None,
                n => Some(usize::try_from(n).map_err(|_| wrong())?),
            });
        }
        let known = shape
            .iter()
            .flatten()
            .try_fold(1usize, |product, n| product.checked_mul(*n));
        let (known, all) = (
            known.filter(|n| *n > 0).ok_or_else(wrong)?,
            value.shape.iter().product::<usize>(),
        );
        let open = shape.iter().filter(|n| n.is_none()).count();
        let fits = match open {
            0 => known == all,
            1 => all % known == 0,
            _ => false,
        };
        let shape: Vec<usize> = shape
            .into_iter()
            .map(|n| n.unwrap_or(all / known))
            .collect();
        // What had a batch keeps it.
        let keeps = !x.batched || (shape.len() > 1 && shape[0] == 1);
        match fits && keeps && !shape.is_empty() && count(&shape).is_some() {
            true => self.reshaped(node, &value, &x, shape),
            false => Err(wrong()),
        }
    }

    fn reshaped(
        &mut self,
        node: Node<'_>,
        value: &Value,
        x: &Computed,
        shape: Vec<usize>,
    ) -> Result<(), ImportError> {
        let number = x.number.narrowed();
        let operand = self.narrow(x);
        let inner = if x.batched { &shape[1..] } else { &shape[..] };
        let expression = if inner == value.inner() {
            operand
        } else {
            let sizes: Vec<String> = inner.iter().map(usize::to_string).collect();
            format!("(reshape {operand} {})", sizes.join(" "))
        };
        self.computed(node, &expression, shape, x.batched, number)
    }

    pub(super) fn identity(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(1, &[])?;
        let value = self.operand(node, 0)?;
        match &value.kind {
            Kind::Constant(_) => self.put(node, value),
            Kind::Computed(x) => {
                let (x, operand) = (x.clone(), self.narrow(x));
                let number = x.number.narrowed();
                self.computed(node, &operand, value.shape, x.batched, number)
            }
        }
    }

    /// The length of a vector, the only shape along whose last axis something is done.
    fn along_last_axis(
        &self,
        node: Node<'_>,
        default: i64,
        value: &Value,
    ) -> Result<usize, ImportError> {
        let rank = value.shape.len();
        match value.inner() {
            [n] if node.axis(default, rank)? + 1 == rank => Ok(*n),
            _ => Err(node.error(format!(
                "only the last axis of a vector is supported; `axis` is {}, and the shape is {:?}",
                node.int("axis", default),
                value.shape
            ))),
        }
    }

    pub(super) fn softmax(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(1, &["axis"])?;
        let (value, x) = self.computed_operand(node, 0)?;
        self.along_last_axis(node, if self.version < 13 { 1 } else { -1 }, &value)?;
        if matches!(x.number, Number::Integer { .. }) {
            return Err(node.error("integers are not supported here"));
        }
        let expression = format!("(as {ACTIVATION} (softmax {}))", self.narrow(&x));
        self.computed(node, &expression, value.shape, x.batched, Number::NARROW)
    }

    pub(super) fn argmax(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        node.takes(1, &["axis", "keepdims", "select_last_index"])?;
        node.only("select_last_index", 0)?;
        let (value, x) = self.computed_operand(node, 0)?;
        let n = self.along_last_axis(node, 0, &value)?;
        let keeps = node.int("keepdims", 1) != 0;
        let mut expression = format!("(argmax {})", x.name);
        if keeps {
            expression = format!("(vector {expression})");
        }
        let mut shape = value.shape;
        shape.pop();
        if keeps {
            shape.push(1);
        }
        let hi = i64::try_from(n).unwrap_or(i64::MAX) - 1;
        self.computed(
            node,
            &expression,
            shape,
            x.batched,
            Number::Integer { lo: 0, hi },
        )
    }
}
