//! Data files of every format: the first byte says which, the second which type the numbers are to be of.

use foldscheme::data::fit::{find, Rule, Wanted};
use foldscheme::data::table::Content;
use foldscheme::data::{reader, DataFile};
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::typed::ty::{ElementType, Type};

const FORMATS: [&str; 5] = ["json", "csv", "npy", "npz", "safetensors"];

const ELEMENTS: [ElementType; 6] = [
    ElementType::Field,
    ElementType::Bool,
    ElementType::Int(8),
    ElementType::Nat(64),
    ElementType::Fixed {
        bits: 32,
        fraction: 16,
    },
    ElementType::Fixed {
        bits: 64,
        fraction: 63,
    },
];

/// Reads a data file and makes arrays of it.
pub fn run(bytes: &[u8]) {
    let [format, element, file @ ..] = bytes else {
        return;
    };
    let extension = FORMATS[usize::from(*format) % FORMATS.len()];
    let element = ELEMENTS[usize::from(*element) % ELEMENTS.len()];
    let read = reader(extension).expect("a format");
    let content = match read(file) {
        Ok(content) => content,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let wanted = wanted(&content, element);
    let files = [DataFile {
        name: format!("fuzzed.{extension}"),
        content,
    }];
    let found = match find(&files, &wanted) {
        Ok(found) => found,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    for one in found {
        for (field, quantize) in [(ScalarField::Pallas, false), (ScalarField::Bn254, true)] {
            let step = usize::from(one.wanted.each_step);
            match one.array(step, Rule { field, quantize }) {
                Ok(fitted) => assert_eq!(*fitted.array.ty(), one.wanted.ty),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
}

/// What would be wanted of a file that holds just that.
fn wanted(content: &Content, element: ElementType) -> Vec<Wanted> {
    let wanted = |name: &str, shape: &[usize], each_step: bool| Wanted {
        name: name.to_string(),
        ty: Type {
            element,
            // No step has a type with more elements than numbers count.
            shape: match shape
                .iter()
                .try_fold(1usize, |size, n| size.checked_mul(*n))
            {
                Some(_) => shape.to_vec(),
                None => Vec::new(),
            },
        },
        what: "an input",
        option: "--input",
        each_step,
        hidden: false,
    };
    match content {
        Content::Named(arrays) => arrays
            .iter()
            .enumerate()
            .map(|(i, (name, tensor))| match tensor.shape.split_first() {
                Some((_, rest)) if i % 2 == 1 => wanted(name, rest, true),
                _ => wanted(name, &tensor.shape, false),
            })
            .collect(),
        Content::Single(tensor) => vec![wanted("x", &tensor.shape, false)],
        Content::Rows(_) => vec![wanted("x", &[], true), wanted("y", &[2], true)],
    }
}
