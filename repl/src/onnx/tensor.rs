//! Constant tensors of an ONNX file, checked: as many numbers as the shape says, all of them finite.

use super::error::ImportError;
use super::proto::TensorProto;
use crate::data::MOST_AXES;

/// The most elements of a tensor that is read, as typed steps have it.
pub const MOST_ELEMENTS: usize = 1 << 20;

/// ONNX's element types, as far as they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataType {
    /// Floating-point numbers of 32 or 64 bits.
    Float,
    /// Integers: the least and the greatest, and whether ONNX quantises to them.
    Integer {
        /// The least.
        lo: i64,
        /// The greatest.
        hi: i64,
    },
}

impl DataType {
    /// Unsigned bytes.
    pub const UINT8: DataType = DataType::Integer { lo: 0, hi: 255 };

    /// The type with ONNX's number, if it is one that is read.
    pub fn from_number(number: i32) -> Option<DataType> {
        let integer = |lo, hi| Some(DataType::Integer { lo, hi });
        match number {
            1 | 11 => Some(DataType::Float),
            2 => Some(DataType::UINT8),
            3 => integer(i8::MIN.into(), i8::MAX.into()),
            4 => integer(0, u16::MAX.into()),
            5 => integer(i16::MIN.into(), i16::MAX.into()),
            6 => integer(i32::MIN.into(), i32::MAX.into()),
            7 => integer(i64::MIN, i64::MAX),
            12 => integer(0, u32::MAX.into()),
            _ => None,
        }
    }
}

/// ONNX's name of an element type, for messages.
pub fn type_name(number: i32) -> String {
    let names = [
        "undefined",
        "float",
        "uint8",
        "int8",
        "uint16",
        "int16",
        "int32",
        "int64",
        "string",
        "bool",
        "float16",
        "double",
        "uint32",
        "uint64",
        "complex64",
        "complex128",
        "bfloat16",
    ];
    let name = usize::try_from(number).ok().and_then(|n| names.get(n));
    name.map_or_else(|| format!("number {number}"), |name| (*name).to_string())
}

/// The elements of a constant, in row-major order.
#[derive(Clone, Debug, PartialEq)]
pub enum Elements {
    /// Finite numbers.
    Float(Vec<f64>),
    /// Integers, each within the bounds.
    Integer {
        /// The values.
        values: Vec<i64>,
        /// Their type.
        ty: DataType,
    },
}

/// A constant tensor.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name in the file.
    pub name: String,
    /// How many along each axis.
    pub shape: Vec<usize>,
    /// As many as the shape says.
    pub elements: Elements,
}

impl Tensor {
    /// The tensor that a message holds.
    pub fn read(proto: &TensorProto, name: &str) -> Result<Tensor, ImportError> {
        let wrong = |what: String| ImportError::Tensor {
            name: name.to_string(),
            what,
        };
        if proto.data_location != 0 {
            return Err(wrong(
                "its data is in another file; save the model with all data in one file".to_string(),
            ));
        }
        let shape = proto
            .dims
            .iter()
            .map(|n| usize::try_from(*n).ok())
            .collect::<Option<Vec<usize>>>()
            .ok_or_else(|| wrong(format!("its shape is {:?}", proto.dims)))?;
        let count =
            count(&shape).ok_or_else(|| wrong(format!("its shape {shape:?} is too large")))?;
        let ty = DataType::from_number(proto.data_type).ok_or_else(|| {
            wrong(format!(
                "elements of type {} are not supported",
                type_name(proto.data_type)
            ))
        })?;
        let elements = match (ty, &proto.raw_data) {
            (DataType::Float, Some(raw)) if proto.data_type == 1 => Elements::Float(
                raw_numbers(raw, |b| f64::from(f32::from_le_bytes(b)))
                    .ok_or_else(|| ragged(raw, 4))
                    .map_err(wrong)?,
            ),
            (DataType::Float, Some(raw)) => Elements::Float(
                raw_numbers(raw, f64::from_le_bytes)
                    .ok_or_else(|| ragged(raw, 8))
                    .map_err(wrong)?,
            ),
            (DataType::Float, None) if proto.data_type == 1 => {
                Elements::Float(proto.float_data.iter().map(|x| f64::from(*x)).collect())
            }
            (DataType::Float, None) => Elements::Float(proto.double_data.clone()),
            (ty, Some(raw)) => Elements::Integer {
                values: raw_integers(raw, proto.data_type).map_err(wrong)?,
                ty,
            },
            (ty, None) => Elements::Integer {
                values: match proto.data_type {
                    7 => proto.int64_data.clone(),
                    _ => proto.int32_data.iter().map(|n| i64::from(*n)).collect(),
                },
                ty,
            },
        };
        let tensor = Tensor {
            name: name.to_string(),
            shape,
            elements,
        };
        match &tensor.elements {
            elements if elements.len() != count => Err(wrong(format!(
                "its shape {:?} has {count} elements, and its data {}",
                tensor.shape,
                elements.len()
            ))),
            Elements::Float(values) => match values.iter().position(|x| !x.is_finite()) {
                Some(i) => Err(wrong(format!("element {i} is {}", values[i]))),
                None => Ok(tensor),
            },
            Elements::Integer {
                values,
                ty: DataType::Integer { lo, hi },
            } => match values.iter().position(|n| n < lo || n > hi) {
                // Weights may be hidden, so that the message does not show it.
                Some(i) => Err(wrong(format!(
                    "element {i} is no {}",
                    type_name(proto.data_type)
                ))),
                None => Ok(tensor),
            },
            Elements::Integer { .. } => Ok(tensor),
        }
    }

    /// The elements as real numbers.
    pub fn floats(&self) -> Vec<f64> {
        match &self.elements {
            Elements::Float(values) => values.clone(),
            Elements::Integer { values, .. } => values.iter().map(|n| *n as f64).collect(),
        }
    }

    /// The elements as integers, if they are.
    pub fn integers(&self) -> Option<&[i64]> {
        match &self.elements {
            Elements::Float(_) => None,
            Elements::Integer { values, .. } => Some(values),
        }
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.elements.len()
    }
}

impl Elements {
    fn len(&self) -> usize {
        match self {
            Elements::Float(values) => values.len(),
            Elements::Integer { values, .. } => values.len(),
        }
    }
}

/// How many elements a shape has, if they are not too many, along not too many axes.
pub fn count(shape: &[usize]) -> Option<usize> {
    if shape.len() > MOST_AXES {
        return None;
    }
    let product = |product: usize, n: &usize| product.checked_mul(*n);
    let count = shape.iter().try_fold(1usize, product)?;
    (count <= MOST_ELEMENTS).then_some(count)
}

fn ragged(raw: &[u8], size: usize) -> String {
    format!(
        "its data has {} bytes, which is no multiple of {size}",
        raw.len()
    )
}

/// Little-endian numbers of `N` bytes, if there is a whole number of them.
fn raw_numbers<const N: usize, T>(raw: &[u8], number: impl Fn([u8; N]) -> T) -> Option<Vec<T>> {
    let (chunks, rest) = raw.as_chunks::<N>();
    rest.is_empty()
        .then(|| chunks.iter().map(|bytes| number(*bytes)).collect())
}

fn raw_integers(raw: &[u8], data_type: i32) -> Result<Vec<i64>, String> {
    let (size, values) = match data_type {
        2 => (1, raw_numbers(raw, |b: [u8; 1]| i64::from(b[0]))),
        3 => (1, raw_numbers(raw, |b| i64::from(i8::from_le_bytes(b)))),
        4 => (2, raw_numbers(raw, |b| i64::from(u16::from_le_bytes(b)))),
        5 => (2, raw_numbers(raw, |b| i64::from(i16::from_le_bytes(b)))),
        6 => (4, raw_numbers(raw, |b| i64::from(i32::from_le_bytes(b)))),
        12 => (4, raw_numbers(raw, |b| i64::from(u32::from_le_bytes(b)))),
        _ => (8, raw_numbers(raw, i64::from_le_bytes)),
    };
    values.ok_or_else(|| ragged(raw, size))
}
