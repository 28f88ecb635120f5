//! Safetensors: arrays by name behind one header.
//!
//! Guarantees: floats and integers are kept exactly; the memory taken is bounded by the file's size. Refuses: floats of fewer than 16 bits, and
//! complex numbers.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]

use super::error::FormatError;
use super::table::{Numbers, Tensor};
use super::MOST_AXES;
use half::{bf16, f16};
use safetensors::tensor::{Metadata, TensorView};
use safetensors::{Dtype, SafeTensorError, SafeTensors};
use std::collections::BTreeMap;

/// The arrays of a safetensors file.
///
/// # Errors
/// If it is none, or has elements that are no numbers.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<String, Tensor>, FormatError> {
    check_offsets(bytes)?;
    let tensors = SafeTensors::deserialize(bytes)?;
    let arrays = tensors
        .iter()
        .map(|(name, view)| Ok((name.to_string(), tensor(name, &view)?)));
    arrays.collect()
}

/// The library adds offsets without looking whether the sum is one.
fn check_offsets(bytes: &[u8]) -> Result<(), FormatError> {
    let (length, rest) = bytes
        .split_first_chunk()
        .ok_or(SafeTensorError::HeaderTooSmall)?;
    let length = usize::try_from(u64::from_le_bytes(*length));
    let length = length.map_err(|_| SafeTensorError::HeaderTooLarge)?;
    let header = rest
        .get(..length)
        .ok_or(SafeTensorError::InvalidHeaderLength)?;
    let metadata: Metadata =
        serde_json::from_slice(header).map_err(SafeTensorError::InvalidHeaderDeserialization)?;
    let got = rest.len().saturating_sub(length);
    let ends = metadata
        .tensors()
        .into_values()
        .map(|info| info.data_offsets.1);
    let expected = ends.max().unwrap_or(0);
    if expected > got {
        return Err(FormatError::SafetensorsSize { expected, got });
    }
    Ok(())
}

fn tensor(name: &str, view: &TensorView<'_>) -> Result<Tensor, FormatError> {
    let shape = view.shape().to_vec();
    if shape.len() > MOST_AXES {
        return Err(FormatError::Deep {
            name: name.to_string(),
            most: MOST_AXES,
        });
    }
    let data = view.data();
    let (ints, nats, floats) = (Numbers::Ints, Numbers::Nats, Numbers::Floats);
    let numbers = match view.dtype() {
        Dtype::BOOL => Numbers::Bools(data.iter().map(|byte| *byte != 0).collect()),
        Dtype::I8 => all(data, i8::from_le_bytes, ints),
        Dtype::I16 => all(data, i16::from_le_bytes, ints),
        Dtype::I32 => all(data, i32::from_le_bytes, ints),
        Dtype::I64 => all(data, i64::from_le_bytes, ints),
        Dtype::U8 => all(data, u8::from_le_bytes, nats),
        Dtype::U16 => all(data, u16::from_le_bytes, nats),
        Dtype::U32 => all(data, u32::from_le_bytes, nats),
        Dtype::U64 => all(data, u64::from_le_bytes, nats),
        Dtype::F16 => all(data, f16::from_le_bytes, floats),
        Dtype::BF16 => all(data, bf16::from_le_bytes, floats),
        Dtype::F32 => all(data, f32::from_le_bytes, floats),
        Dtype::F64 => all(data, f64::from_le_bytes, floats),
        other => {
            return Err(FormatError::Dtype {
                array: Some(name.to_string()),
                dtype: format!("{other:?}"),
            })
        }
    };
    Ok(Tensor { shape, numbers })
}

/// The elements, each as it is in a list of the wider type. The library has checked that there are whole ones.
fn all<T: Into<W>, W, const N: usize>(
    data: &[u8],
    element: fn([u8; N]) -> T,
    list: fn(Vec<W>) -> Numbers,
) -> Numbers {
    let (chunks, _) = data.as_chunks::<N>();
    list(chunks.iter().map(|chunk| element(*chunk).into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        let length = u64::try_from(header.len()).expect("short").to_le_bytes();
        [&length, header.as_bytes(), data].concat()
    }

    fn one(dtype: &str, shape: &str, data: &[u8]) -> Vec<u8> {
        let header = format!(
            r#"{{"w":{{"dtype":"{dtype}","shape":{shape},"data_offsets":[0,{}]}}}}"#,
            data.len()
        );
        file(&header, data)
    }

    #[test]
    fn every_width_is_read_exactly() {
        let read = |dtype: &str, data: &[u8]| {
            let arrays = read(&one(dtype, "[2]", data)).expect("arrays");
            assert_eq!(arrays["w"].shape, [2]);
            arrays["w"].numbers.clone()
        };
        assert_eq!(read("BOOL", &[0, 1]), Numbers::Bools(vec![false, true]));
        assert_eq!(read("I8", &[255, 127]), Numbers::Ints(vec![-1, 127]));
        assert_eq!(
            read("U16", &[255, 255, 1, 0]),
            Numbers::Nats(vec![65535, 1])
        );
        let most = [i64::MIN, 5].map(i64::to_le_bytes).concat();
        assert_eq!(read("I64", &most), Numbers::Ints(vec![i64::MIN, 5]));
        let floats = [0.1f32, -2.0].map(f32::to_le_bytes).concat();
        assert_eq!(
            read("F32", &floats),
            Numbers::Floats(vec![f64::from(0.1f32), -2.0])
        );
        assert_eq!(
            read("BF16", &[0xcd, 0x3d, 0x80, 0xbf]),
            Numbers::Floats(vec![0.100_097_656_25, -1.0])
        );
        assert_eq!(
            read("F16", &[0x66, 0x2e, 0, 0xbc]),
            Numbers::Floats(vec![0.099_975_585_937_5, -1.0])
        );
    }

    #[test]
    fn every_defect_is_named() {
        let good = one("I8", "[2, 1]", &[1, 2]);
        assert!(read(&good).is_ok());
        let entry = |begin: u64, end: u64| {
            format!(
                r#"{{"dtype":"U8","shape":[{}],"data_offsets":[{begin},{end}]}}"#,
                end - begin
            )
        };
        // Offsets whose sum with the header's length would wrap around.
        let quarter = 1u64 << 60;
        let huge: Vec<String> = (0..15)
            .map(|i| format!(r#""t{i}":{}"#, entry(i * quarter, (i + 1) * quarter)))
            .collect();
        let huge = file(&format!("{{{}}}", huge.join(",")), &[]);
        let prefix = "it is no safetensors file, or it is truncated";
        for (bytes, why) in [
            (
                &good[..good.len() - 1],
                ": the header says 2 bytes of numbers, there are 1",
            ),
            (&good[..5], " or damaged"),
            (&good[..20], " or damaged"),
            (&[good.as_slice(), &[0]].concat(), " or damaged"),
            (&[0xff; 16], " or damaged"),
            (
                &huge,
                ": the header says 17293822569102704640 bytes of numbers, there are 0",
            ),
            (
                &file(&format!(r#"{{"w":{}}}"#, entry(1, 2)), &[0; 2]),
                " or damaged",
            ),
        ] {
            let message = read(bytes).expect_err("it is refused").to_string();
            assert!(message.starts_with(&format!("{prefix}{why}")), "{message}");
        }
        let message = read(&one("F8_E4M3", "[2]", &[1, 2]))
            .expect_err("it is refused")
            .to_string();
        assert!(
            message.starts_with("`w`: the elements are of type F8_E4M3\n"),
            "{message}"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in any::<Vec<u8>>()) {
            let _ = read(&bytes);
            let length = u64::try_from(bytes.len()).expect("short").to_le_bytes();
            let _ = read(&[&length, bytes.as_slice()].concat());
        }

        #[test]
        fn no_offsets_panic(a in any::<u64>(), b in any::<u64>(), shape in any::<u64>(), data in any::<Vec<u8>>()) {
            let entry = |begin: u64, end: u64| format!(r#"{{"dtype":"U8","shape":[{shape}],"data_offsets":[{begin},{end}]}}"#);
            let header = format!(r#"{{"w":{},"v":{}}}"#, entry(0, a), entry(a, b));
            let _ = read(&file(&header, &data));
        }

        #[test]
        fn no_mutation_panics(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = one("I16", "[3]", &[1, 2, 3, 4, 5, 6]);
            let place = place.index(bytes.len());
            bytes[place] = byte;
            let _ = read(&bytes);
        }
    }
}
