//! The examples, one by one.

use crate::alter::{is_rejected_in_each_part, Edit};
use crate::support::{answer, example, folder, proof};
use expect_test::{expect, Expect};
use foldscheme::verify;

/// Runs, proves and verifies an example, and alters its claim.
#[track_caller]
fn check(name: &str, edit: Edit, expected: Expect) {
    let program = example(name);
    expected.assert_eq(&answer(&program));
    let proof = proof(&program, true);
    eprintln!(
        "{name}: {} steps, {} constraints each, {} folds of {}, {} bytes, {:?}",
        proof.steps,
        proof.constraints_per_step,
        proof.verified.claim.folds,
        proof.verified.claim.chunk,
        proof.bytes.len(),
        proof.timing,
    );
    assert!(proof.bytes.len() < 16 << 10, "{}", proof.bytes.len());
    let verified = verify(&proof.bytes).expect("an honest proof");
    assert_eq!(verified.claim, proof.verified.claim);
    assert_eq!(verified.claim.sources, program.texts());
    is_rejected_in_each_part(&proof.bytes, edit);
}

/// One test for each example, by the name of its file.
macro_rules! examples {
    ($($test:ident $file:literal $from:literal => $to:literal $expected:expr;)*) => {
        $(
            #[test]
            fn $test() {
                check($file, ($from, $to), $expected);
            }
        )*

        /// The files that have a test.
        const FILES: &[&str] = &[$($file),*];
    };
}

examples! {
    fib "fib.scm" "(< n 2)" => "(< n 3)" expect![["55"]];
    sum "sum.scm" "(- n 1)" => "(- n 2)" expect![["5050"]];
    list "list.scm" "(cons n" => "(cons 1" expect![["1275"]];
    field "field.scm" "#field:1)" => "#field:2)" expect![["#field:5050"]];
    field_fibonacci "field-fibonacci.scm" "(+ a b)" => "(+ b b)" expect![["#field:3592757165105422331777159796321450891854170767417861315748168380868076584098"]];
    closures "closures.scm" "(scale 2)" => "(scale 3)" expect![["(29 37 45 53)"]];
    even_odd "even-odd.scm" "#t (is-odd?" => "#f (is-odd?" expect![["(#t #f)"]];
    ackermann "ackermann.scm" "(+ n 1)" => "(+ n 2)" expect![["9"]];
    queens "queens.scm" "(+ row 1)" => "(+ row 2)" expect![["(5 3 1 6 4 2)"]];
    gcd "gcd.scm" "(remainder a b)" => "(modulo a b)" expect![["21"]];
    macros "macros.scm" "(* c c)" => "(* c a)" expect![["((6 8 10) (3 4 5))"]];
    records "records.scm" "(- paid)" => "paid" expect![["(ada 0 125)"]];
    exceptions "exceptions.scm" "(symbol? condition)" => "(integer? condition)" expect![["1375"]];
    vectors "vectors.scm" "(+ middle 1)" => "(+ middle 2)" expect![["(6 #f)"]];
    hashmap "hashmap.scm" "(+ n 1)" => "(+ n 2)" expect![["(3 0)"]];
    eval "eval.scm" "(* a b)" => "(+ a b)" expect![["6"]];
    error "error.scm" "(remainder n 2)" => "(remainder n 3)" expect![["error.scm:7:7: not even: 3"]];
}

#[test]
fn every_example_has_a_test_and_says_what_it_shows() {
    let mut files: Vec<String> = std::fs::read_dir(folder())
        .expect("the examples")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.ends_with(".scm"))
        .collect();
    files.sort();
    let mut tested = FILES.to_vec();
    tested.sort_unstable();
    assert_eq!(files, tested);
    for file in files {
        let text = std::fs::read_to_string(folder().join(&file)).expect("an example");
        assert!(text.starts_with(";; "), "{file}");
    }
}
