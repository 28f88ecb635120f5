//! What is known of the values of a graph.

use super::tensor::Tensor;
use std::rc::Rc;

/// A value of the graph.
#[derive(Clone)]
pub struct Value {
    /// Its shape in the model; a batch is of one.
    pub shape: Vec<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone)]
pub enum Kind {
    /// A constant, not yet in the program.
    Constant(Rc<Tensor>),
    /// Something that the program computes.
    Computed(Computed),
}

/// Something that the program computes.
#[derive(Clone)]
pub struct Computed {
    /// Its name in the program.
    pub name: String,
    /// Whether its first axis is the batch, which the program leaves out.
    pub batched: bool,
    /// What its elements are.
    pub number: Number,
}

/// What elements of a value are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// Real numbers in fixed point.
    Real {
        /// Whether they have more bits than the type of activations.
        wide: bool,
    },
    /// Integers within bounds.
    Integer {
        /// The least.
        lo: i64,
        /// The greatest.
        hi: i64,
    },
}

impl Number {
    /// Numbers of the type of activations.
    pub const NARROW: Number = Number::Real { wide: false };

    /// The same once it has no more bits than activations.
    pub fn narrowed(self) -> Number {
        match self {
            Number::Real { .. } => Number::NARROW,
            integer => integer,
        }
    }
}

impl Value {
    /// Its shape in the program, which leaves a batch out.
    pub fn inner(&self) -> &[usize] {
        match &self.kind {
            Kind::Computed(Computed { batched: true, .. }) => {
                self.shape.get(1..).unwrap_or_default()
            }
            _ => &self.shape,
        }
    }
}

/// Elements of a tensor, repeated as numpy does until they have another shape. `None` if they can't.
pub fn broadcast<T: Copy>(elements: &[T], from: &[usize], to: &[usize]) -> Option<Vec<T>> {
    let missing = to.len().checked_sub(from.len())?;
    let mut strides = vec![0; to.len()];
    let mut stride = 1;
    for (axis, n) in from.iter().enumerate().rev() {
        match *n {
            1 => {}
            n if n == to[missing + axis] => strides[missing + axis] = stride,
            _ => return None,
        }
        stride *= n;
    }
    let count = to.iter().product();
    let mut out = Vec::with_capacity(count);
    for i in 0..count {
        let (mut rest, mut place) = (i, 0);
        for (n, stride) in to.iter().zip(&strides).rev() {
            place += rest % n * stride;
            rest /= n;
        }
        out.push(*elements.get(place)?);
    }
    Some(out)
}

/// The transpose of a matrix of so many rows and columns.
pub fn transposed<T: Copy>(elements: &[T], rows: usize, columns: usize) -> Vec<T> {
    let column = |j| (0..rows).map(move |i| elements[i * columns + j]);
    (0..columns).flat_map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broadcasting_is_as_in_numpy() {
        assert_eq!(broadcast(&[1, 2], &[2], &[2, 2]), Some(vec![1, 2, 1, 2]));
        assert_eq!(broadcast(&[1, 2], &[2, 1], &[2, 2]), Some(vec![1, 1, 2, 2]));
        assert_eq!(broadcast(&[5], &[], &[3]), Some(vec![5; 3]));
        assert_eq!(broadcast(&[1, 2, 3], &[3], &[2]), None);
        assert_eq!(broadcast(&[1], &[1, 1], &[1]), None);
        assert_eq!(transposed(&[1, 2, 3, 4, 5, 6], 2, 3), [1, 4, 2, 5, 3, 6]);
    }
}
