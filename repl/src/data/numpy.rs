//! NumPy's formats: `.npy`, one array, and `.npz`, an archive of them.
//!
//! Guarantees: floats and integers are kept exactly; the memory taken is bounded by the file's size, whatever its headers say, but for an archive
//! that is packed well, see [`MOST_UNPACKED`]. Refuses: pickled objects, structures, complex numbers, dates, texts; headers
//! that NumPy itself would not read.
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
use npyz::{DType, Deserialize, NpyFile, Order, TypeChar};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What an archive may unpack to in any case, in bytes; beyond it, [`MOST_RATIO`] times its own size.
pub const MOST_UNPACKED: u64 = 64 << 20;

/// How many times as large as the archive its arrays may be.
pub const MOST_RATIO: u64 = 64;

/// The longest header, as in NumPy.
const LONGEST_HEADER: usize = 10_000;

/// The array of a `.npy` file.
///
/// # Errors
/// If it is none, or its elements are no numbers.
pub fn read(bytes: &[u8]) -> Result<Tensor, FormatError> {
    array(bytes, None)
}

/// The arrays of a `.npz` file.
///
/// # Errors
/// If it is no archive, or has anything in it that is not such an array.
pub fn read_archive(bytes: &[u8]) -> Result<BTreeMap<String, Tensor>, FormatError> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let most = MOST_UNPACKED.max(size.saturating_mul(MOST_RATIO));
    let mut left = most;
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut arrays = BTreeMap::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index)?;
        let entry = file.name()?.into_owned();
        let Some(name) = npyz::npz::array_name_from_file_name(&entry) else {
            return Err(FormatError::NoArray { name: entry });
        };
        let mut content = Vec::new();
        let cannot = |why| FormatError::Entry {
            name: entry.clone(),
            why,
        };
        file.take(left.saturating_add(1))
            .read_to_end(&mut content)
            .map_err(cannot)?;
        let read = u64::try_from(content.len()).unwrap_or(u64::MAX);
        left = left
            .checked_sub(read)
            .ok_or(FormatError::Unpacked { most })?;
        let array = array(&content, Some(name))?;
        if arrays.insert(name.to_string(), array).is_some() {
            return Err(FormatError::Twice {
                name: name.to_string(),
            });
        }
    }
    Ok(arrays)
}

fn array(bytes: &[u8], name: Option<&str>) -> Result<Tensor, FormatError> {
    let within = || name.map(str::to_string);
    let no_array = |why: String| FormatError::Npy {
        array: within(),
        why,
    };
    let header = header(bytes).map_err(|why| no_array(why.to_string()))?;
    let mut rest = bytes;
    let file = NpyFile::new(&mut rest).map_err(|error| no_array(error.to_string()))?;
    let dtype = || FormatError::Dtype {
        array: within(),
        dtype: kind(&file.dtype()),
    };
    let DType::Plain(plain) = file.dtype() else {
        return Err(dtype());
    };
    if file.shape().len() > MOST_AXES {
        return Err(FormatError::Deep {
            name: name.unwrap_or("the array").to_string(),
            most: MOST_AXES,
        });
    }
    let shape: Option<Vec<usize>> = file
        .shape()
        .iter()
        .map(|n| usize::try_from(*n).ok())
        .collect();
    let shape = shape.ok_or_else(|| no_array("an axis is too long".to_string()))?;
    let each = plain.num_bytes().ok_or_else(dtype)?;
    // A header with so few digits has no product beyond 64 bits.
    let count: u128 = file.shape().iter().map(|n| u128::from(*n)).product();
    let expected = count.saturating_mul(u128::try_from(each).unwrap_or(u128::MAX));
    let got = u128::try_from(bytes.len().saturating_sub(header)).unwrap_or(u128::MAX);
    if got != expected {
        return Err(FormatError::Size {
            array: within(),
            expected,
            got,
        });
    }
    let order = file.order();
    let (bools, ints) = (Numbers::Bools, Numbers::Ints);
    let (nats, floats) = (Numbers::Nats, Numbers::Floats);
    let numbers = match (plain.type_char(), plain.size_field()) {
        (TypeChar::Bool, 1) => all::<bool, _>(file, bools),
        (TypeChar::Int, 1) => all::<i8, _>(file, ints),
        (TypeChar::Int, 2) => all::<i16, _>(file, ints),
        (TypeChar::Int, 4) => all::<i32, _>(file, ints),
        (TypeChar::Int, 8) => all::<i64, _>(file, ints),
        (TypeChar::Uint, 1) => all::<u8, _>(file, nats),
        (TypeChar::Uint, 2) => all::<u16, _>(file, nats),
        (TypeChar::Uint, 4) => all::<u32, _>(file, nats),
        (TypeChar::Uint, 8) => all::<u64, _>(file, nats),
        (TypeChar::Float, 2) => all::<half::f16, _>(file, floats),
        (TypeChar::Float, 4) => all::<f32, _>(file, floats),
        (TypeChar::Float, 8) => all::<f64, _>(file, floats),
        _ => return Err(dtype()),
    };
    let numbers = numbers.map_err(|error| no_array(error.to_string()))?;
    let numbers = match order {
        Order::C => numbers,
        Order::Fortran => row_major(&shape, numbers),
    };
    Ok(Tensor { shape, numbers })
}

/// The elements, each as it is in a list of the wider type.
fn all<T: Deserialize + Into<W>, W>(
    file: NpyFile<&mut &[u8]>,
    list: fn(Vec<W>) -> Numbers,
) -> std::io::Result<Numbers> {
    let elements = file.data::<T>().map_err(std::io::Error::other)?;
    let elements: std::io::Result<Vec<W>> = elements.map(|x| x.map(Into::into)).collect();
    elements.map(list)
}

/// Where the numbers begin, if the header is one that is safe to hand on: the parser of all that Python can write recurses, and multiplies
/// without looking. NumPy writes a dictionary of three entries.
fn header(bytes: &[u8]) -> Result<usize, &'static str> {
    const TRUNCATED: &str = "the header is truncated";
    const STRANGE: &str = "the header is none that NumPy writes";
    // Numbers of together so many digits have a product below 2^64.
    const DIGITS: usize = 19;
    const BRACKETS: usize = 8;
    let rest = bytes
        .strip_prefix(b"\x93NUMPY")
        .ok_or("it does not begin like one")?;
    let (version, rest) = rest.split_first_chunk::<2>().ok_or(TRUNCATED)?;
    let (length, before) = match version {
        [1, _] => {
            let (length, _) = rest.split_first_chunk().ok_or(TRUNCATED)?;
            (u32::from(u16::from_le_bytes(*length)), 10)
        }
        _ => {
            let (length, _) = rest.split_first_chunk().ok_or(TRUNCATED)?;
            (u32::from_le_bytes(*length), 12)
        }
    };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > LONGEST_HEADER {
        return Err("the header is longer than NumPy reads");
    }
    let text = bytes.get(before..before + length).ok_or(TRUNCATED)?;
    let count = |is: fn(&u8) -> bool| text.iter().filter(|byte| is(byte)).count();
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b" \n'\"{}()[]:,<>|=_".contains(byte);
    let is_plain = text.iter().all(allowed)
        && count(|byte| byte.is_ascii_digit()) <= DIGITS
        && count(|byte| b"([{".contains(byte)) <= BRACKETS;
    is_plain.then_some(before + length).ok_or(STRANGE)
}

/// An element type in a message.
fn kind(dtype: &DType) -> String {
    match dtype {
        DType::Plain(plain) => plain.to_string(),
        DType::Array(..) | DType::Record(_) => "structure".to_string(),
    }
}

/// Numbers in row-major order, of numbers in column-major order.
fn row_major(shape: &[usize], numbers: Numbers) -> Numbers {
    fn reordered<T: Copy>(shape: &[usize], list: &[T]) -> Vec<T> {
        let mut strides: Vec<usize> = Vec::with_capacity(shape.len());
        let mut stride = 1usize;
        for n in shape {
            strides.push(stride);
            stride = stride.saturating_mul(*n);
        }
        let mut place = vec![0usize; shape.len()];
        let mut out = Vec::with_capacity(list.len());
        for _ in 0..list.len() {
            let at: usize = place
                .iter()
                .zip(&strides)
                .map(|(i, stride)| i * stride)
                .sum();
            out.extend(list.get(at).copied());
            for (i, n) in place.iter_mut().zip(shape).rev() {
                *i += 1;
                if *i < *n {
                    break;
                }
                *i = 0;
            }
        }
        out
    }
    match numbers {
        Numbers::Bools(list) => Numbers::Bools(reordered(shape, &list)),
        Numbers::Ints(list) => Numbers::Ints(reordered(shape, &list)),
        Numbers::Nats(list) => Numbers::Nats(reordered(shape, &list)),
        Numbers::Floats(list) => Numbers::Floats(reordered(shape, &list)),
        Numbers::Written(written) => Numbers::Written(written),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    /// A `.npy` file with this header and these bytes of numbers.
    pub fn npy(header: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend(u16::try_from(header.len()).expect("short").to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(data);
        bytes
    }

    /// The header that NumPy writes.
    pub fn described(descr: &str, shape: &str) -> String {
        format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n")
    }

    fn archive(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            let options = SimpleFileOptions::default().compression_method(method);
            writer.start_file(*name, options).expect("a file");
            writer.write_all(content).expect("its content");
        }
        writer.finish().expect("an archive").into_inner()
    }

    #[test]
    fn every_width_and_order_of_bytes_is_read_exactly() {
        let read = |descr: &str, data: &[u8]| {
            let tensor = read(&npy(&described(descr, "(2,)"), data)).expect("an array");
            assert_eq!(tensor.shape, [2]);
            tensor.numbers
        };
        assert_eq!(read("|b1", &[0, 1]), Numbers::Bools(vec![false, true]));
        assert_eq!(read("|i1", &[255, 127]), Numbers::Ints(vec![-1, 127]));
        assert_eq!(read("<i2", &[254, 255, 0, 1]), Numbers::Ints(vec![-2, 256]));
        assert_eq!(read(">i2", &[255, 254, 1, 0]), Numbers::Ints(vec![-2, 256]));
        assert_eq!(read("|u1", &[255, 0]), Numbers::Nats(vec![255, 0]));
        let most = [u64::MAX, 0].map(u64::to_le_bytes).concat();
        assert_eq!(read("<u8", &most), Numbers::Nats(vec![u64::MAX, 0]));
        let floats = [0.1f32, -2.0].map(f32::to_be_bytes).concat();
        assert_eq!(
            read(">f4", &floats),
            Numbers::Floats(vec![f64::from(0.1f32), -2.0])
        );
        let floats = [0.1, f64::MAX].map(f64::to_le_bytes).concat();
        assert_eq!(read("<f8", &floats), Numbers::Floats(vec![0.1, f64::MAX]));
        // 0x2e66 is 0.0999755859375.
        assert_eq!(
            read("<f2", &[0x66, 0x2e, 0, 0xbc]),
            Numbers::Floats(vec![0.099_975_585_937_5, -1.0])
        );
    }

    #[test]
    fn columns_first_becomes_rows_first() {
        let header = "{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3), }\n";
        let tensor = read(&npy(header, &[1, 4, 2, 5, 3, 6])).expect("an array");
        assert_eq!(tensor.numbers, Numbers::Ints(vec![1, 2, 3, 4, 5, 6]));
    }

    #[test]
    fn every_defect_is_named() {
        let header = described("<i2", "(2,)");
        let long = described("<f8", "(18446744073709551615, 2)");
        let nested = described("|i1", &format!("{}1{}", "(".repeat(50), ")".repeat(50)));
        let record = "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }\n";
        let wide = described("<i2", "(99999999999999,)");
        let dtype = "\n  = help: truth values, integers of 8 to 64 bits and floats of 16 to 64 bits are read";
        for (bytes, why) in [
            (
                npy(&header, &[1, 2, 3]),
                "it is truncated: the header says 4 bytes of numbers, there are 3".to_string(),
            ),
            (
                npy(&header, &[0; 5]),
                "it is too long: the header says 4 bytes of numbers, there are 5".to_string(),
            ),
            (
                npy(&wide, &[]),
                "it is truncated: the header says 199999999999998 bytes of numbers, there are 0"
                    .to_string(),
            ),
            (
                b"1,2,3".to_vec(),
                "it is no array as NumPy writes them: it does not begin like one".to_string(),
            ),
            (
                b"\x93NUMPY\x02\x00\xff\xff\xff\xff{".to_vec(),
                "it is no array as NumPy writes them: the header is longer than NumPy reads"
                    .to_string(),
            ),
            (
                b"\x93NUMPY\x01\x00\x40\x00{'descr'".to_vec(),
                "it is no array as NumPy writes them: the header is truncated".to_string(),
            ),
            (
                npy(&long, &[]),
                "it is no array as NumPy writes them: the header is none that NumPy writes"
                    .to_string(),
            ),
            (
                npy(&nested, &[]),
                "it is no array as NumPy writes them: the header is none that NumPy writes"
                    .to_string(),
            ),
            (
                npy(&described("<c8", "(1,)"), &[0; 8]),
                format!("the elements are of type <c8{dtype}"),
            ),
            (
                npy(&described("<U3", "(1,)"), &[0; 12]),
                format!("the elements are of type <U3{dtype}"),
            ),
            (
                npy(&described("|O", "(1,)"), &[0; 12]),
                format!("the elements are of type |O{dtype}"),
            ),
            (
                npy(record, &[0; 8]),
                format!("the elements are of type structure{dtype}"),
            ),
        ] {
            let error = read(&bytes).expect_err("it is refused");
            assert_eq!(error.to_string(), why);
        }
    }

    #[test]
    fn an_archive_has_arrays_by_name() {
        let w = npy(&described("|i1", "(2,)"), &[1, 2]);
        let b = npy(&described("|i1", "()"), &[3]);
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            let bytes = archive(&[("w.npy", &w), ("layer.0.b.npy", &b)], method);
            let arrays = read_archive(&bytes).expect("arrays");
            let names: Vec<&str> = arrays.keys().map(String::as_str).collect();
            assert_eq!(names, ["layer.0.b", "w"]);
            assert_eq!(arrays["w"].numbers, Numbers::Ints(vec![1, 2]));
            assert_eq!(arrays["layer.0.b"].shape, [0usize; 0]);

            let truncated = read_archive(&bytes[..bytes.len() - 30]).expect_err("it is refused");
            let message = truncated.to_string();
            assert!(
                message.starts_with("it is no archive, or it is truncated or damaged"),
                "{message}"
            );
        }
        let bytes = archive(&[("readme.txt", b"x")], CompressionMethod::Stored);
        let error = read_archive(&bytes).expect_err("it is refused");
        assert_eq!(
            error.to_string(),
            "`readme.txt` in the archive is no array: its name does not end with .npy"
        );
        let bytes = archive(&[("w.npy", &w[..w.len() - 1])], CompressionMethod::Stored);
        let error = read_archive(&bytes).expect_err("it is refused");
        assert_eq!(
            error.to_string(),
            "`w`: it is truncated: the header says 2 bytes of numbers, there are 1"
        );
    }

    #[test]
    fn an_archive_that_unpacks_out_of_proportion_is_refused() {
        let size = usize::try_from(MOST_UNPACKED).expect("it fits");
        let zeros = npy(&described("|i1", &format!("({size},)")), &vec![0; size]);
        let bytes = archive(&[("w.npy", &zeros)], CompressionMethod::Deflated);
        let error = read_archive(&bytes).expect_err("it is refused");
        assert_eq!(
            error.to_string(),
            "it unpacks to more than 64 MiB, out of proportion to its size"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_panic(tail in any::<Vec<u8>>()) {
            let _ = read(&tail);
            let _ = read(&[b"\x93NUMPY\x01\x00".as_slice(), &tail].concat());
            let _ = read_archive(&tail);
        }

        #[test]
        fn no_header_panics(text in r"\{('descr'|'shape'|'fortran_order'|: |, |'<f4'|\(\)|\(2,\)|\(|[0-9]{1,20}|[-+*\\jL'\[\]]|True|False|None){0,12}\}") {
            let _ = read(&npy(&text, &[0; 8]));
        }

        #[test]
        fn no_mutation_of_an_archive_panics(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
            let w = npy(&described("<i2", "(3,)"), &[1, 2, 3, 4, 5, 6]);
            let mut bytes = archive(&[("w.npy", &w), ("v.npy", &w)], CompressionMethod::Deflated);
            for (place, byte) in places {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            let _ = read_archive(&bytes);
            let mut single = w;
            let last = single.len() - 1;
            single[last] ^= 1;
            prop_assert!(read(&single).is_ok());
        }
    }
}
