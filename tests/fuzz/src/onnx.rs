//! ONNX models: refused, or a step that can be read, whose weights have a file.

use foldscheme::onnx::{import, Options};
use foldscheme_lang::source::Sources;
use foldscheme_lang::typed::declarations;

/// Imports a model.
pub fn run(bytes: &[u8]) {
    let options = match bytes.len() % 4 {
        0 => Options {
            bits: 16,
            fraction: 8,
            weight_bits: 8,
            multiplier_bits: 15,
            public_inputs: true,
            public_weights: true,
        },
        _ => Options::default(),
    };
    let Ok(imported) = import(bytes, "fuzzed.onnx", &options) else {
        return;
    };
    imported.weights().expect("a weights file");
    let mut sources = Sources::new();
    let id = sources.add("imported.scm", imported.program.as_str());
    if let Err(mistakes) = declarations(&sources, id) {
        panic!("{mistakes:?}\n{}", imported.program);
    }
}
