//! The weights file of an import: safetensors, with the names that the program has.

use super::program::{Array, Numbers};
use safetensors::tensor::{serialize, Dtype, SafeTensorError, TensorView};

/// The bytes of a file with these arrays: real numbers as doubles, integers as small as they can be.
///
/// # Errors
/// If there are too many numbers for a file.
pub fn file(arrays: &[Array]) -> Result<Vec<u8>, SafeTensorError> {
    let bytes: Vec<(Dtype, Vec<u8>)> = arrays.iter().map(|array| bytes(&array.numbers)).collect();
    let mut views = Vec::new();
    for (array, (dtype, bytes)) in arrays.iter().zip(&bytes) {
        views.push((
            &array.name,
            TensorView::new(*dtype, array.shape.clone(), bytes)?,
        ));
    }
    serialize(views, None)
}

fn bytes(numbers: &Numbers) -> (Dtype, Vec<u8>) {
    fn all<T, const N: usize>(
        values: &[i64],
        to: impl Fn(i64) -> Option<T>,
        le: impl Fn(T) -> [u8; N],
    ) -> Option<Vec<u8>> {
        let values: Option<Vec<[u8; N]>> = values.iter().map(|n| to(*n).map(&le)).collect();
        values.map(|values| values.concat())
    }
    match numbers {
        Numbers::Real(values) => (
            Dtype::F64,
            values.iter().flat_map(|x| x.to_le_bytes()).collect(),
        ),
        Numbers::Integer(values) => {
            let small = all(values, |n| i8::try_from(n).ok(), i8::to_le_bytes)
                .map(|bytes| (Dtype::I8, bytes));
            let middle = || {
                all(values, |n| i16::try_from(n).ok(), i16::to_le_bytes)
                    .map(|bytes| (Dtype::I16, bytes))
            };
            let large = || {
                all(values, |n| i32::try_from(n).ok(), i32::to_le_bytes)
                    .map(|bytes| (Dtype::I32, bytes))
            };
            let whole = || {
                (
                    Dtype::I64,
                    values.iter().flat_map(|n| n.to_le_bytes()).collect(),
                )
            };
            small.or_else(middle).or_else(large).unwrap_or_else(whole)
        }
    }
}
