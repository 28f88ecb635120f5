//! `foldscheme bench`.

use crate::support::{without_notes, Scene};
use serde_json::Value;

/// The smallest size, once: whatever the figures are, both engines have made proofs that both verify.
#[test]
fn both_engines_are_measured_on_one_circuit() {
    let scene = Scene::new();
    let ended = scene
        .run(&["bench", "--size", "14", "--repeat", "1", "--json"])
        .code(0);
    let json: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(json["repeat"], 1);
    let [size] = json["sizes"].as_array().expect("sizes").as_slice() else {
        panic!("one size: {json}");
    };
    let constraints = size["primary_constraints"].as_u64().expect("a number");
    assert!((15_000..=1 << 14).contains(&constraints), "{size}");
    let number = |side: &str, key: &str| size[side][key].as_f64().expect("a number");
    for key in [
        "generators",
        "set_up",
        "fold",
        "compression",
        "verification",
    ] {
        let (ours, stock) = (number("foldscheme", key), number("stock", key));
        assert!(ours > 0.0 && stock > 0.0, "{key}: {size}");
        assert!((number("ratio", key) - stock / ours).abs() < 1e-6 * stock / ours);
    }
    assert_eq!(number("ratio", "proof_bytes"), 1.0);
    // Noise does not make up for this.
    assert!(number("ratio", "compression") > 1.5, "{size}");
    let told = without_notes(&ended.stderr);
    assert!(told.contains("2^14 constraints: fold 1 of 1"), "{told}");
    assert_eq!(scene.files(), [""; 0]);
}

#[test]
fn sizes_and_repetitions_out_of_range_are_refused() {
    let scene = Scene::new();
    for arguments in [["--size", "13"], ["--size", "19"], ["--repeat", "0"]] {
        let ended = scene.run(&[&["bench"][..], &arguments].concat()).code(2);
        assert!(ended.stderr.contains("invalid value"), "{}", ended.stderr);
    }
}
