//! What files get that are no proofs, or not any more.

use crate::support::Scene;
use expect_test::expect;

#[test]
fn truncated_altered_and_foreign_files_are_rejected_with_the_failed_check() {
    let scene = Scene::new();
    let program = "(define (f n) (if (= n 0) 7 (f (- n 1)))) (f 3)";
    scene
        .run(&["prove", "-e", program, "-o", "good.proof"])
        .code(0);
    let good = scene.read("good.proof");
    let altered = |place: usize| {
        let mut bytes = good.clone();
        bytes[place] ^= 1;
        bytes
    };
    let find = |text: &str| {
        good.windows(text.len())
            .position(|window| window == text.as_bytes())
            .expect("the program is in the proof")
    };
    let another_program = altered(find("(- n 1)") + 5);
    let another_input = altered(find("(f 3)") + 3);
    let another_version = {
        let mut bytes = good.clone();
        bytes[8] += 1;
        bytes
    };
    let longer = [good.as_slice(), b"\n"].concat();
    let files: [(&str, &[u8]); 9] = [
        ("an empty file", b""),
        ("text", b"(define (f n) (if (= n 0) 7 (f (- n 1)))) (f 3)"),
        ("half of the file", &good[..good.len() / 2]),
        ("another format", &another_version),
        ("a byte more", &longer),
        ("a bit of the program", &another_program),
        ("a bit of an input", &another_input),
        ("a bit of the proof", &altered(good.len() - 40)),
        ("a bit of the proof's start", &altered(good.len() - 9000)),
    ];
    let mut messages = String::new();
    for (what, bytes) in files {
        scene.write("bad.proof", bytes);
        let ended = scene.run(&["verify", "bad.proof"]).code(4);
        assert_eq!(ended.stdout, "", "{what}");
        messages.push_str(&format!("{what}:\n{}", ended.stderr));
    }
    expect![[r#"
        an empty file:
        rejected: this is not a proof file: the file has 0 bytes, too few for a proof file
        text:
        rejected: this is not a proof file: this is not a proof file
        half of the file:
        rejected: this is not a proof file: the file is damaged: Hit the end of buffer, expected more data
        another format:
        rejected: this is not a proof file: the file has format version 3; this program reads version 2
        a byte more:
        rejected: this is not a proof file: 1 bytes follow the end of the proof
        a bit of the program:
        rejected: configuration: slots that the program does not use
        a bit of an input:
        rejected: inputs: the public inputs in the claim are not those of its program
        a bit of the proof:
        rejected: result: the proof is of a run with another result
        a bit of the proof's start:
        rejected: proof: the proof does not hold: a sum-check of the compressed proof does not hold
    "#]].assert_eq(&messages);
}

#[test]
fn a_proof_that_cannot_be_read_is_an_input_error() {
    let scene = Scene::new();
    std::fs::create_dir(scene.path().join("folder")).expect("a directory");
    for command in ["verify", "inspect"] {
        let mut messages = String::new();
        for file in ["absent.proof", "folder"] {
            let ended = scene.run(&[command, file]).code(6);
            assert_eq!(ended.stdout, "");
            messages.push_str(&ended.stderr);
        }
        let expected = "error: cannot read absent.proof: No such file or directory (os error 2)\n\
            error: cannot read folder: it is a directory\n";
        assert_eq!(messages, expected);
    }
}

#[test]
fn a_file_too_large_for_a_proof_is_not_read() {
    let scene = Scene::new();
    let file = std::fs::File::create(scene.path().join("large.proof")).expect("a file");
    file.set_len(1 << 40).expect("a sparse file");
    let ended = scene.run(&["verify", "large.proof"]).code(6);
    assert_eq!(ended.stderr, "error: large.proof is larger than 512 MiB\n");
}

#[test]
fn inspect_rejects_what_is_no_proof_file() {
    let scene = Scene::new();
    scene.write("bad.proof", "no proof");
    let ended = scene.run(&["inspect", "bad.proof"]).code(4);
    expect![[r#"
        rejected: this is not a proof file: this is not a proof file
    "#]]
    .assert_eq(&ended.stderr);
}
