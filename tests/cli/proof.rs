//! Proving, verifying and inspecting through files.

use crate::support::{shared_cache, without_notes, Scene};
use expect_test::expect;
use serde_json::Value;
use std::fs;
use std::path::Path;

const PROGRAM: &str = "\
; Counts down.
(define (down n)
  (if (= n 0) (emit 'done) (down (- n 1))))
(down 3)
";

/// Figures and times change with the machine and with every change of the compiler.
fn without_figures(text: &str) -> String {
    let mut out = String::new();
    let mut in_number = false;
    for c in text.chars() {
        let part = c.is_ascii_digit() || (in_number && (c == ',' || c == '.'));
        if part && !in_number {
            out.push('N');
        }
        in_number = part;
        if !part {
            out.push(c);
        }
    }
    out
}

#[test]
fn a_proof_is_made_verified_and_inspected() {
    let scene = Scene::new();
    fs::create_dir(scene.path().join("programs")).expect("a directory");
    scene.write("programs/down.scm", PROGRAM);

    let proved = scene.run(&["prove", "programs/down.scm"]).code(0);
    expect![[r#"
        proved: the program
          down.scm (4 lines, 85 bytes)
            | ; Counts down.
            | (define (down n)
            |   (if (= n 0) (emit 'done) (down (- n 1))))
            | (down 3)
        on the public inputs
          3
        ends with the value
          done
        and emits
          done

        The run takes at most 4 machine steps: 1 fold of 4 steps.
        The proof has 10,128 bytes and is compressed.
        It rests on the discrete logarithm problem on the curves Pallas and Vesta and on hash
        functions that behave like random ones; there is no trusted setup. The software is unaudited.
    "#]].assert_eq(&proved.stdout);
    expect![[r#"
        steps: N N constraints each
        time: running N s, parameters N s, folding N s, compressing N s, verifying N s; N s in all
        wrote down.proof
    "#]]
    .assert_eq(&without_figures(&without_notes(&proved.stderr)));
    assert_eq!(scene.files(), ["down.proof", "programs"]);
    let size = scene.read("down.proof").len();
    assert!(size < 16 << 10, "{size}");

    let verified = scene.run(&["verify", "down.proof"]).code(0);
    assert_eq!(
        verified.stdout,
        proved.stdout.replacen("proved:", "verified:", 1)
    );
    assert_eq!(without_notes(&verified.stderr), "");
    let about = ["verify", "down.proof", "--program", "programs/down.scm"];
    let verified = scene.run(&about).code(0);
    assert!(verified
        .stdout
        .starts_with("verified: the program\n  programs/down.scm ("));

    let inspected = scene.run(&["inspect", "down.proof"]).code(0);
    assert!(inspected
        .stdout
        .starts_with("NOT VERIFIED; the file claims: the program\n"));
    assert_eq!(inspected.stderr, "");
    let json = scene
        .run(&["inspect", "--json", "down.proof"])
        .code(0)
        .stdout;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["verified"], Value::Bool(false));
    assert_eq!(json["sources"][0]["name"], "down.scm");
    assert_eq!(json["sources"][0]["text"], PROGRAM);
    assert_eq!(json["inputs"][0], "3");
    assert_eq!(json["value"], "done");
    assert_eq!(json["error"], Value::Null);
    assert_eq!(json["output"][0], "done");
    assert_eq!(json["bytes"], size);

    // A proof of another program.
    scene.write("other.scm", PROGRAM.replace("'done", "'gone"));
    let about = ["verify", "down.proof", "--program", "other.scm"];
    let rejected = scene.run(&about).code(4);
    assert_eq!(rejected.stdout, "");
    expect![[r#"
        rejected: program: the proof is about another program than the one given
    "#]]
    .assert_eq(&rejected.stderr);
    scene
        .run(&["verify", "down.proof", "--program", "absent.scm"])
        .code(6);
    scene.write("broken.scm", "(");
    scene
        .run(&["verify", "down.proof", "--program", "broken.scm"])
        .code(3);
}

#[test]
fn a_run_that_ends_in_an_error_is_proved_as_that_error() {
    let scene = Scene::new();
    let program = "(define (head l) (car l)) (head 5)";
    let arguments = ["prove", "-e", program, "-o", "error.proof", "--no-compress"];
    let proved = scene.run(&arguments).code(0);
    expect![[r#"
        proved: the program
          <expr N> (N line, N bytes)
            | (define (head l) (car l)) (head N)
        on the public inputs
          N
        ends in the error
          <expr N>:N:N: `car` takes a pair, got N (in `head`)
        and emits nothing.

        The run takes at most N machine steps: N fold of N step.
        The proof has N bytes and is not compressed: it shows the run's intermediate values.
        It rests on the discrete logarithm problem on the curves Pallas and Vesta and on hash
        functions that behave like random ones; there is no trusted setup. The software is unaudited.
    "#]].assert_eq(&without_figures(&proved.stdout));
    let verified = scene.run(&["verify", "error.proof"]).code(0);
    assert_eq!(
        verified.stdout,
        proved.stdout.replacen("proved:", "verified:", 1)
    );
    let json = scene
        .run(&["inspect", "--json", "error.proof"])
        .code(0)
        .stdout;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["value"], Value::Null);
    assert_eq!(
        json["error"],
        "<expr 1>:1:18: `car` takes a pair, got 5 (in `head`)"
    );
    assert_eq!(json["compressed"], false);
}

#[test]
fn proofs_have_default_names_and_replace_older_ones() {
    let scene = Scene::new();
    scene.write("expr.proof", "older");
    scene.run(&["prove", "-e", "1", "--no-compress"]).code(0);
    scene
        .run_with_input(&["prove", "-", "--no-compress"], "2")
        .code(0);
    assert_eq!(scene.files(), ["expr.proof", "stdin.proof"]);
    scene.run(&["verify", "expr.proof"]).code(0);
    let verified = scene.run(&["verify", "stdin.proof"]).code(0);
    assert!(verified.stdout.contains("  <stdin> (1 line, 1 byte)\n"));
}

#[cfg(unix)]
#[test]
fn a_proof_has_the_rights_of_an_ordinary_file_and_links_stay_links() {
    use std::os::unix::fs::{symlink, PermissionsExt};
    let scene = Scene::new();
    let plain = fs::metadata(scene.write("plain", ""))
        .expect("a file")
        .permissions()
        .mode();
    scene.write("target.proof", "older");
    symlink("target.proof", scene.path().join("link.proof")).expect("a link");
    scene
        .run(&["prove", "-e", "1", "--no-compress", "-o", "link.proof"])
        .code(0);
    let link = fs::symlink_metadata(scene.path().join("link.proof")).expect("a link");
    assert!(link.file_type().is_symlink());
    let target = fs::metadata(scene.path().join("target.proof")).expect("a file");
    assert_eq!(target.permissions().mode(), plain);
}

#[test]
fn an_output_that_cannot_be_written_is_said_before_the_work() {
    let scene = Scene::new();
    scene.write("file", "");
    scene.write("a.scm", "1");
    fs::create_dir(scene.path().join("folder")).expect("a directory");
    let mut messages = String::new();
    for out in [
        "absent/x.proof",
        "folder",
        "file/x.proof",
        "folder/..",
        "/dev/null",
    ] {
        let ended = scene.run(&["prove", "-e", "1", "-o", out]).code(6);
        assert_eq!(ended.stdout, "");
        messages.push_str(&ended.stderr);
    }
    expect![[r#"
        error: cannot write absent/x.proof: No such file or directory (os error 2)
        error: cannot write folder: it is a directory
        error: cannot write file/x.proof: not a directory
        error: cannot write folder/..: it is a directory
        error: cannot write /dev/null: it is not a regular file
    "#]]
    .assert_eq(&messages);
    let ended = scene.run(&["prove", "a.scm", "-o", "./a.scm"]).code(2);
    assert_eq!(
        ended.stderr,
        "error: the proof would replace the program, ./a.scm\n"
    );
    assert_eq!(scene.files(), ["a.scm", "file", "folder"]);
}

#[test]
fn a_damaged_cache_is_made_again() {
    // What is damaged is a copy of what the other tests use.
    let scene = Scene::new();
    let program = ["prove", "--no-compress", "-e", "1", "-o", "one.proof"];
    scene.run(&program).code(0);
    let cache = scene.path().join("cache");
    fs::create_dir(&cache).expect("a directory");
    let mut originals = Vec::new();
    for entry in fs::read_dir(shared_cache()).expect("a cache") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        // 2^14 + 1 generators on either curve, and the oracle's constants over either field.
        if !name.contains("-16385-") && !name.contains("poseidon") {
            continue;
        }
        let bytes = fs::read(&path).expect("generators");
        let mut damaged = bytes.clone();
        if name.contains("pallas") {
            damaged[bytes.len() / 2] ^= 1;
        } else {
            damaged.truncate(bytes.len() / 2);
        }
        fs::write(cache.join(&name), &damaged).expect("a copy");
        originals.push((name, bytes));
    }
    assert_eq!(originals.len(), 4);

    let run = |no_cache: &[&str]| {
        let arguments = [no_cache, &["verify", "one.proof"]].concat();
        let output = scene
            .command(&arguments)
            .env("FOLDSCHEME_CACHE", &cache)
            .output()
            .expect("the command starts");
        crate::support::Ended::of(output).code(0)
    };
    let cached = |name: &str| fs::read(Path::new(&cache).join(name)).expect("generators");
    let untouched = run(&["--no-cache"]);
    assert!(
        !untouched.stderr.contains("cache file"),
        "{}",
        untouched.stderr
    );
    assert!(originals.iter().all(|(name, bytes)| cached(name) != *bytes));

    let mended = run(&[]);
    assert_eq!(mended.stdout, untouched.stdout);
    let notices = mended
        .stderr
        .matches("note: the parameter cache file ")
        .count();
    assert_eq!(notices, 4, "{}", mended.stderr);
    assert!(originals.iter().all(|(name, bytes)| cached(name) == *bytes));
    assert_eq!(run(&[]).stderr, "");
}

#[test]
fn a_cache_that_cannot_be_written_stops_nothing() {
    let scene = Scene::new();
    let output = scene
        .command(&["prove", "--no-compress", "-e", "1"])
        .env("FOLDSCHEME_CACHE", scene.write("file", ""))
        .output()
        .expect("the command starts");
    let ended = crate::support::Ended::of(output).code(0);
    assert!(ended
        .stderr
        .contains("note: cannot write the parameter cache file"));
}
