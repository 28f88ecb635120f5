//! How many cases there are.

use std::path::Path;

/// The least number of different messages that the golden cases of this suite show: a change that takes
/// some away is to be noticed.
const AT_LEAST: usize = 240;

#[test]
fn there_are_enough_golden_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden_diagnostics");
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).expect("this suite's folder") {
        let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a source");
        let expected = text.split("expect![[").skip(1);
        let expected = expected.filter_map(|rest| rest.split("]]").next());
        cases.extend(
            expected
                .filter(|case| case.contains("error[E"))
                .map(str::to_string),
        );
    }
    cases.sort();
    cases.dedup();
    println!("{} golden cases", cases.len());
    assert!(cases.len() >= AT_LEAST, "{} cases", cases.len());
}
