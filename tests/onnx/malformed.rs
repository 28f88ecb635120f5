//! Files that are no models: refused, without a panic.

use foldscheme::onnx::{import, ImportError, Options};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/onnx/cases");
    fs::read(path.join(format!("{name}.onnx"))).expect("a fixture")
}

const NAMES: [&str; 6] = [
    "perceptron",
    "residual",
    "convolutional",
    "quantised-perceptron",
    "quantised-convolution",
    "kept-as-integers",
];

#[test]
fn what_is_no_model_is_refused() {
    for bytes in [&b""[..], b"\x08", b"hello", &[0xff; 64]] {
        let error = import(bytes, "x", &Options::default()).expect_err("no model");
        assert!(matches!(error, ImportError::Malformed(_)), "{error}");
    }
}

#[test]
fn a_truncated_model_is_refused() {
    for name in NAMES {
        let bytes = fixture(name);
        // The version of the operators comes last: without it nothing is known of the rest.
        for end in 0..bytes.len() {
            let shorter = import(&bytes[..end], "x", &Options::default());
            assert!(shorter.is_err(), "{name}: {end} of {} bytes", bytes.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// Imported or refused: it returns.
    #[test]
    fn damaged_models_do_not_panic(
        name in prop::sample::select(&NAMES[..]),
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let mut bytes = fixture(name);
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(imported) = import(&bytes, "x", &Options::default()) {
            prop_assert!(imported.program.contains("define-step"));
            imported.weights().expect("a weights file");
        }
    }
}
