//! `foldscheme cost`: the figures that are promised.

use crate::support::Scene;
use expect_test::{expect, Expect};
use serde_json::Value;

#[track_caller]
fn check(program: &str, most: u64, figures: Expect) {
    let scene = Scene::new();
    let ended = scene.run(&["cost", "--json", "-e", program]).code(0);
    figures.assert_eq(&ended.stdout);
    let json: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let number = |key: &str| json[key].as_u64().expect("a number");
    assert!(number("constraints") <= most, "{json}");
    assert_eq!(
        number("constraints"),
        number("steps") * number("constraints_per_step")
    );
    assert!(number("chunk") * number("folds") >= number("steps"));
    let folded = number("chunk") * number("constraints_per_step");
    assert!(number("primary_constraints") > folded);
    assert!(number("secondary_constraints") > 0);
}

#[test]
fn fib_of_10() {
    check(
        "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 10)",
        180_000,
        expect![[r#"
            {
              "value": "55",
              "steps": 353,
              "constraints_per_step": 357,
              "constraints": 126021,
              "chunk": 59,
              "folds": 6,
              "primary_constraints": 32440,
              "secondary_constraints": 10349
            }
        "#]],
    );
}

#[test]
fn a_tail_recursive_sum_to_100() {
    check(
        "(define (sum n acc) (if (= n 0) acc (sum (- n 1) (+ acc n)))) (sum 100 0)",
        18_000,
        expect![[r#"
            {
              "value": "5050",
              "steps": 101,
              "constraints_per_step": 150,
              "constraints": 15150,
              "chunk": 33,
              "folds": 4,
              "primary_constraints": 16323,
              "secondary_constraints": 10349
            }
        "#]],
    );
}

#[test]
fn a_list_of_50_built_and_summed() {
    check(
        "(define (build n) (if (= n 0) '() (cons n (build (- n 1))))) (define (total l acc) (if (null? l) acc (total (cdr l) (+ acc (car l))))) (total (build 50) 0)",
        100_000,
        expect![[r#"
            {
              "value": "1275",
              "steps": 203,
              "constraints_per_step": 373,
              "constraints": 75719,
              "chunk": 57,
              "folds": 4,
              "primary_constraints": 32634,
              "secondary_constraints": 10349
            }
        "#]],
    );
}

#[test]
fn tak_of_6_4_2() {
    check(
        "(define (tak x y z) (if (< y x) (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y)) z)) (tak 6 4 2)",
        100_000,
        expect![[r#"
            {
              "value": "3",
              "steps": 92,
              "constraints_per_step": 452,
              "constraints": 41584,
              "chunk": 11,
              "folds": 9,
              "primary_constraints": 16363,
              "secondary_constraints": 10349
            }
        "#]],
    );
}

#[test]
fn the_sum_over_field_elements() {
    check(
        "(define (sum n acc) (if (= n #field:0) acc (sum (- n #field:1) (+ acc n)))) (sum #field:100 #field:0)",
        8_000,
        expect![[r##"
            {
              "value": "#field:5050",
              "steps": 101,
              "constraints_per_step": 10,
              "constraints": 1010,
              "chunk": 128,
              "folds": 1,
              "primary_constraints": 12579,
              "secondary_constraints": 10349
            }
        "##]],
    );
}

#[test]
fn a_run_that_ends_in_an_error_has_a_price_too() {
    let scene = Scene::new();
    let ended = scene
        .run(&["cost", "--json", "-e", "(define (f x) (car x)) (f 5)"])
        .code(0);
    expect![[r#"
        {
          "value": null,
          "error": "<expr 1>:1:15: `car` takes a pair, got 5 (in `f`)",
          "steps": 1,
          "constraints_per_step": 279,
          "constraints": 279,
          "chunk": 1,
          "folds": 1,
          "primary_constraints": 11665,
          "secondary_constraints": 10349
        }
    "#]]
    .assert_eq(&ended.stdout);
}

#[test]
fn without_json_the_figures_are_in_words() {
    let scene = Scene::new();
    let ended = scene
        .run(&["cost", "-e", "(+ 1 2)", "--chunk", "3"])
        .code(0);
    expect![[r#"
        value                      3
        machine steps              1
        constraints per step       69
        constraints                69
        steps in a fold            3
        folds                      1
        folded circuit, primary    11,595
        folded circuit, secondary  10,349
    "#]]
    .assert_eq(&ended.stdout);
}

#[test]
fn folds_too_large_for_a_verifier_are_a_limit() {
    let scene = Scene::new();
    let program = "(define (f l) (if (null? l) 0 (+ 1 (f (cdr l))))) (f (list 1 2 3))";
    for command in ["cost", "prove"] {
        let ended = scene
            .run(&[command, "-e", program, "--chunk", "65536"])
            .code(5);
        assert!(
            ended.stderr.contains("choose a chunk of at most"),
            "{}",
            ended.stderr
        );
    }
    assert_eq!(scene.files(), [""; 0]);
}
