//! Proofs made once and kept, one of each kind: a later version verifies them, or says that it does not know their version.
//!
//! A change that breaks one of these is a change of the circuits, of the format, or of nova-snark's: it needs a new version
//! number, and then the kept text says what is refused. `frozen/README.md` says what each is, and how one is made anew.

use crate::ceremony::ptau;
use crate::support::{without_notes, Scene};
use expect_test::expect_file;
use std::path::{Path, PathBuf};

/// A kept proof: its name, what it is, and the commands that made it in a directory that has the files of [`scene`].
type Kept = (
    &'static str,
    &'static str,
    &'static [&'static [&'static str]],
);

const KEPT: [Kept; 10] = [
    (
        "fib",
        "a program's run, on Pallas and Vesta",
        &[&["prove", "fib.scm"]],
    ),
    (
        "error",
        "a run that ends with an error, having emitted something",
        &[&["prove", "error.scm"]],
    ),
    (
        "include",
        "a run of a program that includes a text, imports a library and ends with nested data",
        &[&["prove", "include.scm"]],
    ),
    (
        "field-bn254",
        "a run on BN254 and Grumpkin, transparent",
        &[&["prove", "--curve", "bn254", "-e", "(emit 'seen)", "-e", "(* (field 3) (field -4))", "-o", "field-bn254.proof"]],
    ),
    (
        "field-ceremony",
        "the same under a ceremony's powers; their secret is 7",
        &[&["prove", "--curve", "bn254", "--ptau", "test.ptau", "-e", "(emit 'seen)", "-e", "(* (field 3) (field -4))", "-o", "field-ceremony.proof"]],
    ),
    (
        "hash-chain",
        "typed steps with a state and nothing else, in several folds",
        &[&["fold", "hash-chain.scm", "--state", "hash-chain-state.json", "--steps", "6", "--steps-per-fold", "2"]],
    ),
    (
        "cell",
        "typed steps with data of each role: state, private and public inputs, a constant, weights of all steps and of each",
        &[&["fold", "cell.scm", "--state", "state.json", "--inputs", "inputs.json", "--weights", "weights.json", "--steps-per-fold", "2"]],
    ),
    (
        "cell-bn254",
        "the same on BN254 and Grumpkin",
        &[&["fold", "--curve", "bn254", "cell.scm", "--state", "state.json", "--inputs", "inputs.json", "--weights", "weights.json", "--steps-per-fold", "4", "-o", "cell-bn254.proof"]],
    ),
    (
        "digits",
        "an example of `examples/steps`: a network and images are hidden, labels are not",
        &[&["fold", "digits.scm", "--state", "digits-state.json", "--inputs", "digits-1.npz", "--weights", "digits-weights.npz"]],
    ),
    (
        "perceptron",
        "a network imported from ONNX, on a hidden input",
        &[
            &["import", "perceptron.onnx", "-o", "net"],
            &["fold", "net/model.scm", "--state", "net/state.json", "--inputs", "x.csv", "--weights", "net/weights.safetensors", "-o", "perceptron.proof"],
        ],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn folder() -> PathBuf {
    root().join("tests/cli/frozen")
}

/// What the commands need.
fn scene() -> Scene {
    let scene = Scene::new();
    let given = [
        "examples/fib.scm",
        "examples/error.scm",
        "examples/steps/hash-chain.scm",
        "examples/steps/data/hash-chain-state.json",
        "examples/steps/digits.scm",
        "examples/steps/data/digits-state.json",
        "examples/steps/data/digits-1.npz",
        "examples/steps/data/digits-weights.npz",
        "tests/onnx/cases/perceptron.onnx",
    ];
    for file in given {
        let path = root().join(file);
        let name = path.file_name().expect("a name").to_string_lossy();
        scene.write(
            &name,
            std::fs::read(&path).expect("a file of this repository"),
        );
    }
    let own = folder().join("given");
    for entry in std::fs::read_dir(own).expect("a directory") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        scene.write(&name, std::fs::read(&path).expect("a file"));
    }
    scene
}

/// The path of a kept proof. One that is missing is made where `UPDATE_EXPECT` is set, as expected texts are; none is ever replaced.
fn kept((name, _, commands): Kept) -> PathBuf {
    let path = folder().join(format!("{name}.proof"));
    if !path.exists() && std::env::var_os("UPDATE_EXPECT").is_some() {
        let scene = scene();
        scene.write("test.ptau", ptau(7, 14));
        for command in commands {
            scene.run(command).code(0);
        }
        std::fs::write(&path, scene.read(&format!("{name}.proof"))).expect("is written");
    }
    path
}

#[test]
fn kept_proofs_verify_and_claim_what_they_did() {
    let scene = Scene::new();
    scene.write("test.ptau", ptau(7, 14));
    let mut all = 0;
    for one in KEPT {
        let path = kept(one);
        let proof = path.to_string_lossy();
        let ceremony: &[&str] = match one.0 {
            "field-ceremony" => &["--ptau", "test.ptau"],
            _ => &[],
        };
        let ended = scene.run(&[&["verify", &proof], ceremony].concat());
        // halo2curves 0.9 prints the bits of a constant while it checks a ceremony's points.
        let is_bit = |line: &&str| ["true", "false"].contains(line);
        let own = ended.stdout.lines().filter(|line| !is_bit(line));
        let own: String = own.map(|line| format!("{line}\n")).collect();
        let said = own + &without_notes(&ended.stderr);
        expect_file![path.with_extension("txt")].assert_eq(&said);
        ended.code(0);
        let length = std::fs::read(&path).expect("a kept proof").len();
        assert!(length < 16 << 10, "{proof}: {length} bytes");
        all += length;
    }
    assert!(all < 150 << 10, "{all} bytes");
}

/// The table of the page is the one above, and the folder holds nothing else.
#[test]
fn the_page_says_what_is_kept_and_how_it_was_made() {
    let mut table =
        String::from("| proof | what it is | made by `foldscheme` |\n| --- | --- | --- |\n");
    for (name, what, commands) in KEPT {
        let commands: Vec<String> = commands
            .iter()
            .map(|command| {
                let words = command.iter().map(|word| match word.contains(['(', ' ']) {
                    true => format!("\"{word}\""),
                    false => word.to_string(),
                });
                format!("`{}`", words.collect::<Vec<_>>().join(" "))
            })
            .collect();
        let command = commands.join(", then ");
        table.push_str(&format!("| `{name}` | {what} | {command} |\n"));
    }
    let page = std::fs::read_to_string(folder().join("README.md")).expect("a page");
    assert!(page.contains(&table), "the page lacks\n{table}");
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .expect("a directory")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "proof")
        })
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    let mut listed = KEPT.map(|(name, ..)| name);
    listed.sort_unstable();
    assert_eq!(names, listed);
}

/// What follows the file's first bytes is its format's version; the body starts with that of the circuits.
#[test]
fn a_proof_of_another_version_is_refused_by_the_name_of_its_version() {
    const FORMAT: usize = 8;
    const CIRCUITS: usize = 10;
    let scene = Scene::new();
    for (name, place, version, message) in [
        (
            "fib",
            FORMAT,
            1,
            "this is not a proof file: the file has format version 1; this program reads version 2",
        ),
        (
            "fib",
            FORMAT,
            3,
            "this is not a proof file: the file has format version 3; this program reads version 2",
        ),
        (
            "cell",
            FORMAT,
            3,
            "this is not a proof file: the file has format version 3; this program reads version 2",
        ),
        (
            "fib",
            CIRCUITS,
            1,
            "the proof is for circuit version 1; this program verifies version 2",
        ),
        (
            "fib",
            CIRCUITS,
            3,
            "the proof is for circuit version 3; this program verifies version 2",
        ),
        (
            "error",
            CIRCUITS,
            3,
            "the proof is for circuit version 3; this program verifies version 2",
        ),
        (
            "cell",
            CIRCUITS,
            0,
            "the proof is for version 0 of typed steps; this program verifies version 1",
        ),
        (
            "cell",
            CIRCUITS,
            2,
            "the proof is for version 2 of typed steps; this program verifies version 1",
        ),
    ] {
        let mut bytes =
            std::fs::read(folder().join(format!("{name}.proof"))).expect("a kept proof");
        bytes[place] = version;
        scene.write("other.proof", &bytes);
        let ended = scene.run(&["verify", "other.proof"]).code(4);
        assert_eq!(ended.stderr, format!("rejected: {message}\n"), "{name}");
    }
    // A later version may write texts that this one can't compile; it is the version that is named all the same.
    let mut bytes = std::fs::read(folder().join("fib.proof")).expect("a kept proof");
    let text = bytes
        .windows(7)
        .position(|window| window == b"(define")
        .expect("a text");
    bytes[text + 1] = b')';
    scene.write("other.proof", &bytes);
    let ended = scene.run(&["verify", "other.proof"]).code(4);
    assert!(
        ended.stderr.contains("does not compile"),
        "{}",
        ended.stderr
    );
    bytes[CIRCUITS] = 3;
    scene.write("other.proof", &bytes);
    let ended = scene.run(&["verify", "other.proof"]).code(4);
    assert_eq!(
        ended.stderr,
        "rejected: the proof is for circuit version 3; this program verifies version 2\n"
    );
}
