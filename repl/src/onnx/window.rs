//! Where the windows of a convolution or a pooling lie.

use super::error::ImportError;
use super::node::Node;
use super::tensor::count;

/// Windows over pictures of a height and a width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// From one to the next, along both axes.
    pub stride: usize,
    /// Zeros around: above, on the left, below, on the right.
    pub padding: [usize; 4],
    /// How many there are along each axis.
    pub out: [usize; 2],
}

/// A size that no model needs more than, so that sums don't overflow.
const LARGEST: usize = 1 << 16;

/// The most zeros on a side that typed steps have.
const MOST_PADDING: usize = 1024;

impl Windows {
    /// Those of a node with the attributes `auto_pad dilations pads strides`.
    pub fn of(
        node: Node<'_>,
        channels: usize,
        picture: [usize; 2],
        size: [usize; 2],
    ) -> Result<Windows, ImportError> {
        if let Some(dilations) = node.ints("dilations") {
            if dilations.iter().any(|n| *n != 1) {
                return Err(node.error(format!(
                    "the attribute `dilations` is {dilations:?}; only 1 is supported"
                )));
            }
        }
        let strides = node.ints("strides").unwrap_or(&[1, 1]);
        let stride = match strides {
            [a, b] if a == b => small(*a).filter(|n| *n > 0),
            _ => None,
        };
        let stride = stride.ok_or_else(|| {
            node.error(format!(
                "the attribute `strides` is {strides:?}; two equal positive numbers are supported"
            ))
        })?;
        let fits = picture
            .iter()
            .chain(&size)
            .all(|n| (1..=LARGEST).contains(n));
        if !fits {
            return Err(node.error(format!("windows of {size:?} over pictures of {picture:?}")));
        }
        let padding = match node.word("auto_pad", "NOTSET")? {
            "NOTSET" => explicit(node)?,
            "VALID" => [0; 4],
            word @ ("SAME_UPPER" | "SAME_LOWER") => {
                let both = [0, 1].map(|axis| {
                    let windows = picture[axis].div_ceil(stride);
                    let total = ((windows - 1) * stride + size[axis]).saturating_sub(picture[axis]);
                    let (less, more) = (total / 2, total.div_ceil(2));
                    if word == "SAME_UPPER" {
                        (less, more)
                    } else {
                        (more, less)
                    }
                });
                [both[0].0, both[1].0, both[0].1, both[1].1]
            }
            _ => {
                return Err(node.error(
                    "the attribute `auto_pad` is none of NOTSET VALID SAME_UPPER SAME_LOWER",
                ))
            }
        };
        if padding.iter().any(|n| *n > MOST_PADDING) {
            return Err(node.error(format!("the padding {padding:?} is too large")));
        }
        let [top, left, bottom, right] = padding;
        let padded = [picture[0] + top + bottom, picture[1] + left + right];
        let mut out = [0; 2];
        for axis in [0, 1] {
            out[axis] = padded[axis]
                .checked_sub(size[axis])
                .map(|n| n / stride + 1)
                .ok_or_else(|| {
                    node.error(format!("windows of {size:?} over pictures of {padded:?}"))
                })?;
        }
        match count(&[channels, padded[0], padded[1]]) {
            Some(_) => Ok(Windows {
                stride,
                padding,
                out,
            }),
            None => Err(node.error(format!("the padding {padding:?} is too large"))),
        }
    }

    /// Stride and padding as operands, with a space before; nothing if both are as they are without.
    pub fn operands(&self, default_stride: Option<usize>) -> String {
        let Windows {
            stride, padding, ..
        } = self;
        match padding {
            [0, 0, 0, 0] if Some(*stride) == default_stride => String::new(),
            [0, 0, 0, 0] => format!(" {stride}"),
            [t, l, b, r] if t == l && l == b && b == r => format!(" {stride} {t}"),
            [t, l, b, r] => format!(" {stride} ({t} {l} {b} {r})"),
        }
    }
}

fn explicit(node: Node<'_>) -> Result<[usize; 4], ImportError> {
    let Some(pads) = node.ints("pads") else {
        return Ok([0; 4]);
    };
    let sizes: Option<Vec<usize>> = pads.iter().map(|n| small(*n)).collect();
    sizes
        .and_then(|sizes| <[usize; 4]>::try_from(sizes).ok())
        .ok_or_else(|| {
            node.error(format!(
                "the attribute `pads` is {pads:?}; four numbers, none negative, are supported"
            ))
        })
}

fn small(n: i64) -> Option<usize> {
    usize::try_from(n).ok().filter(|n| *n <= LARGEST)
}
