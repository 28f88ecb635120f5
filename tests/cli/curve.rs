//! `--curve` and `--ptau`.

use crate::support::Scene;
use serde_json::Value;

/// Half of one: the integer that stands for it differs from field to field.
const HALF: &str = "(/ #field:1 #field:2)";

#[test]
fn the_curve_chooses_the_field() {
    let scene = Scene::new();
    // Half of the prime plus one.
    let pallas =
        "#field:14474011154664524427946373126085988481681528240970823689839871374196681474049\n";
    let bn254 =
        "#field:10944121435919637611123202872628637544274182200208017171849102093287904247809\n";
    assert_eq!(scene.run(&["run", "-e", HALF]).code(0).stdout, pallas);
    let arguments = ["run", "--curve", "pallas", "-e", HALF];
    assert_eq!(scene.run(&arguments).code(0).stdout, pallas);
    let arguments = ["run", "--curve", "bn254", "-e", HALF];
    assert_eq!(scene.run(&arguments).code(0).stdout, bn254);
    let repl = scene.run_with_input(&["--curve", "bn254"], HALF).code(0);
    assert_eq!(repl.stdout, bn254);
    // The greatest element of Pallas's field is none of BN254's.
    let greatest =
        "#field:28948022309329048855892746252171976963363056481941647379679742748393362948096";
    scene.run(&["run", "-e", greatest]).code(0);
    let refused = scene
        .run(&["run", "--curve", "bn254", "-e", greatest])
        .code(3);
    assert!(
        refused.stderr.contains("error[E0013]"),
        "{}",
        refused.stderr
    );
}

#[test]
fn proofs_on_bn254_name_their_curves_and_what_they_rest_on() {
    let scene = Scene::new();
    scene.write("half.scm", HALF);
    let arguments = ["prove", "--curve", "bn254", "--no-compress", "half.scm"];
    let proved = scene.run(&arguments).code(0);
    let rests = "curves BN254 (about 100 bits of security,";
    assert!(proved.stdout.contains(rests), "{}", proved.stdout);
    let about = ["verify", "half.proof", "--program", "half.scm"];
    let verified = scene.run(&about).code(0);
    assert!(verified.stdout.contains(rests), "{}", verified.stdout);
    assert!(
        verified.stdout.contains("\n  #field:10944121435919637611"),
        "{}",
        verified.stdout
    );
    let inspected = scene.run(&["inspect", "half.proof", "--json"]).code(0);
    let claim: Value = serde_json::from_str(&inspected.stdout).expect("JSON");
    assert_eq!(claim["curves"], "BN254 and Grumpkin");
    let assumption = claim["assumption"].as_str().expect("a string");
    assert!(assumption.contains("no trusted setup"), "{assumption}");

    scene.write("none.ptau", "no powers");
    let arguments = ["verify", "half.proof", "--ptau", "none.ptau"];
    let refused = scene.run(&arguments).code(6);
    assert!(
        refused
            .stderr
            .contains("none.ptau: this is not a ceremony's file"),
        "{}",
        refused.stderr
    );
}

#[test]
fn the_curve_and_the_ceremony_are_refused_where_they_mean_nothing() {
    let scene = Scene::new();
    for arguments in [
        ["verify", "a.proof", "--curve", "bn254"].as_slice(),
        &["inspect", "a.proof", "--curve", "pallas"],
        &["inspect", "a.proof", "--ptau", "a.ptau"],
        &["run", "--ptau", "a.ptau", "-e", "1"],
        &["cost", "--curve", "bn254", "--ptau", "a.ptau", "-e", "1"],
        &["prove", "--ptau", "a.ptau", "-e", "1"],
        &["prove", "--curve", "pallas", "--ptau", "a.ptau", "-e", "1"],
        &["run", "--curve", "vesta", "-e", "1"],
    ] {
        let refused = scene.run(arguments).code(2);
        assert_eq!(refused.stdout, "", "{arguments:?}");
    }
    let arguments = [
        "prove",
        "--curve",
        "bn254",
        "--ptau",
        "none.ptau",
        "-e",
        "1",
    ];
    let missing = scene.run(&arguments).code(6);
    assert!(missing.stderr.contains("none.ptau: "), "{}", missing.stderr);
    assert!(scene.files().is_empty());
}
