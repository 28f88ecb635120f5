//! `foldscheme cost` and `--quantize` of typed steps: the figures that are promised.

use crate::fold::{fold, scene, CELL, INPUTS, STATE, WEIGHTS};
use crate::support::Scene;
use expect_test::expect;
use serde_json::Value;

#[test]
fn what_a_step_costs_is_told_by_operation_line_and_bound() {
    let scene = scene();
    let cost = ["cost", "cell.scm", "--weights", "weights.json"];
    let ended = scene.run(&cost).code(0);
    assert_eq!(ended.stderr, "");
    expect![[r#"
        the step function `cell`

        constraints of each step                 359
          operations                              71
          private inputs                          24
          public inputs                          264
          blocks of weights                        0
        constraints of each fold              11,694
          weights                                313
          state                                    5
          folding itself                      11,376
        elements of the folded state               5

        operation           places constraints
        saturate                 1          60
        <                        1           4
        matvec                   1           4
        *                        1           2
        assert                   1           1

         line constraints  source
            7           5  (assert (< y 6) "y is below 6")
            8          66  (saturate q (+ (matvec W h) (* y x) b)))

        bounds
            7:11  <             ()            0 bits behind the point  0 to 1  (< y 6)
             8:3  saturate      (2,)          4 bits behind the point  -128 to 127.9375  (saturate q (+ (matvec W h) (* y x) b))
            8:15  +             (2,)          8 bits behind the point  -33648 to 33663.625  (+ (matvec W h) (* y x) b)
            8:18  matvec        (2,)          8 bits behind the point  -32752 to 32768  (matvec W h)
            8:31  *             (2,)          4 bits behind the point  -896 to 895.5625  (* y x)
    "#]].assert_eq(&ended.stdout);
    let ended = scene.run(&[&cost[..], &["--json"]].concat()).code(0);
    let json: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let number = |value: &Value| value.as_u64().expect("a number");
    let step = &json["per_step"];
    let parts = [
        "operations",
        "private_inputs",
        "public_inputs",
        "weight_blocks",
    ];
    let sum: u64 = parts.iter().map(|part| number(&step[part])).sum();
    assert_eq!(number(&step["total"]), sum);
    for list in ["operations", "lines"] {
        let rows = json[list].as_array().expect("a list");
        let sum: u64 = rows.iter().map(|row| number(&row["constraints"])).sum();
        assert_eq!(sum, number(&step["operations"]), "{list}");
    }
}

#[test]
fn a_cost_that_can_not_be_known_is_refused() {
    let scene = scene();
    let ended = scene.run(&["cost", "cell.scm"]).code(6);
    expect![[r#"
        error: there is no `b`, a constant of type (vec 2 (fixed 12 4))
          = help: `--weights FILE` gives it
    "#]]
    .assert_eq(&ended.stderr);
    let ended = scene.run(&["cost", "cell.scm", "--chunk", "4"]).code(2);
    assert_eq!(
        ended.stderr,
        "error: `--chunk` is of use for programs only; this is a typed step\n"
    );
    scene
        .run(&["cost", "-e", "(+ 1 2)", "--weights", "weights.json"])
        .code(2);
    scene.write(
        "bad.scm",
        CELL.replace("vec 2 q) private", "vec 3 q) private"),
    );
    scene
        .run(&["cost", "bad.scm", "--weights", "weights.json"])
        .code(3);
}

#[test]
fn a_typed_step_is_no_program_and_the_right_command_is_named() {
    let scene = scene();
    for (command, instead) in [
        ("run", "fold --dry-run` runs it"),
        ("prove", "fold` proves it"),
    ] {
        let ended = scene.run(&[command, "cell.scm"]).code(2);
        assert_eq!(
            ended.stderr,
            format!("error: cell.scm defines a typed step, which is no program\n  = help: `foldscheme {instead}\n")
        );
    }
    scene.write("plain.scm", "(+ 1 2)");
    scene.run(&["run", "plain.scm"]).code(0);
}

#[test]
fn rounding_is_compared_with_floating_point_numbers() {
    let scene = scene();
    scene.write("state.json", STATE.replace("-0.5", "-0.51"));
    scene.write("weights.json", WEIGHTS.replace("0.25", "0.26"));
    scene.write("inputs.json", INPUTS.replace("100", "10"));
    let ended = scene.run(&fold(&["--quantize", "--dry-run"])).code(0);
    assert_eq!(ended.stderr, "");
    expect![[r#"
        rounded: `h`, by at most 0.01000 (on average 0.00500)
        rounded: `W`, by at most 0.01000 (on average 0.00500)
        against the float model, over 4 steps:
         line  operation     shape             greatest  mean error  most error  source
            8  saturate      (2,)                  30.6     0.05272       0.288  (saturate q (+ (matvec W h) (* y x) b))
            8  +             (2,)                  30.6     0.04801       0.288  (+ (matvec W h) (* y x) b)
            8  matvec        (2,)                  16.3     0.04801       0.288  (matvec W h)
            8  *             (2,)                  30.0           0           0  (* y x)
        `h` at the end: off by at most 0.288 (on average 0.153)
        the state after 4 steps
          h = [12.3125, -5.5625]
    "#]].assert_eq(&ended.stdout);
    // Without the option nothing is rounded.
    scene.run(&fold(&["--dry-run"])).code(6);
}

#[test]
fn choices_are_compared_over_the_data_set() {
    let scene = Scene::new();
    scene.write(
        "vote.scm",
        "(define-step (vote [n : (nat 8)] [x : (vec 3 (fixed 8 2)) private] [y : (nat 2) public])\n  \
           (as (nat 8) (+ n (if (= (argmax x) y) 1 0))))\n",
    );
    scene.write("n.json", r#"{"n": 0}"#);
    scene.write(
        "x.csv",
        "x[0],x[1],x[2],y\n1,2,3,2\n0.1,0.12,0,1\n-3,-1.5,-2,1\n",
    );
    let arguments = [
        "fold",
        "vote.scm",
        "--state",
        "n.json",
        "--inputs",
        "x.csv",
        "--quantize",
        "--dry-run",
    ];
    let ended = scene.run(&arguments).code(0);
    expect![[r#"
        rounded: `x`, by at most 0.120 (on average 0.02444)
        against the float model, over 3 steps:
         line  operation     shape             greatest  mean error  most error  source
            2  as            ()                   3.000       0.667       1.000  (as (nat 8) (+ n (if (= (argmax x) y) 1…
            2  +             ()                   3.000       0.667       1.000  (+ n (if (= (argmax x) y) 1 0))
            2  if            ()                   1.000       0.333       1.000  (if (= (argmax x) y) 1 0)
            2  argmax        ()                   2.000       0.333       1.000  (argmax x)
        `n` at the end: off by at most 1.000 (on average 1.000)
        argmax in line 2: the same in 2 of 3 (66.67 %)
        the state after 3 steps
          n = 2
    "#]].assert_eq(&ended.stdout);
}
