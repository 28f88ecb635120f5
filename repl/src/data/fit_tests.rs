//! What steps get of data files, and what is refused.

use super::error::DataError;
use super::fit::{find, steps, Fitted, Found, Rule, Wanted};
use super::table::Content;
use super::{json, numpy, DataFile};
use expect_test::{expect, Expect};
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::typed::ty::{ElementType, Type};

const Q: ElementType = ElementType::Fixed {
    bits: 8,
    fraction: 4,
};

fn file(name: &str, text: &str) -> DataFile {
    let extension = name.rsplit('.').next().expect("an extension");
    let reader = super::reader(extension).expect("a format");
    DataFile {
        name: name.to_string(),
        content: reader(text.as_bytes()).expect("data"),
    }
}

fn wanted(name: &str, element: ElementType, shape: &[usize], each_step: bool) -> Wanted {
    Wanted {
        name: name.to_string(),
        ty: Type {
            element,
            shape: shape.to_vec(),
        },
        what: if each_step {
            "a private input"
        } else {
            "the state"
        },
        option: if each_step { "--inputs" } else { "--state" },
        each_step,
        hidden: name == "hidden",
    }
}

fn rule(quantize: bool) -> Rule {
    Rule {
        field: ScalarField::Pallas,
        quantize,
    }
}

/// Two inputs of each step.
fn inputs() -> [Wanted; 2] {
    [
        wanted("x", Q, &[2], true),
        wanted("y", ElementType::Nat(4), &[], true),
    ]
}

fn arrays(
    found: &[Found<'_>],
    count: usize,
    quantize: bool,
) -> Result<Vec<Vec<Fitted>>, DataError> {
    (0..count)
        .map(|step| {
            found
                .iter()
                .map(|one| one.array(step, rule(quantize)))
                .collect()
        })
        .collect()
}

fn shown(files: &[DataFile], wanted: &[Wanted], quantize: bool) -> Result<String, DataError> {
    let found = find(files, wanted)?;
    let count = match wanted.iter().any(|one| one.each_step) {
        true => steps(&found, None)?,
        false => 1,
    };
    let all = arrays(&found, count, quantize)?;
    let lines = all.iter().map(|step| {
        let step: Vec<String> = step.iter().map(|one| one.array.to_string()).collect();
        step.join(" ")
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

#[track_caller]
fn accept(files: &[DataFile], wanted: &[Wanted], expected: Expect) {
    expected.assert_eq(&shown(files, wanted, false).expect("it fits"));
}

#[track_caller]
fn refuse(files: &[DataFile], wanted: &[Wanted], expected: Expect) {
    let error = shown(files, wanted, false).expect_err("it does not fit");
    expected.assert_eq(&error.to_string());
}

#[test]
fn arrays_go_by_their_names() {
    let all = file(
        "in.json",
        r#"{"y": [3, 15], "x": [[1.5, -8], [0.0625, 7.9375]]}"#,
    );
    let expected = expect![[r#"
        [1.5, -8] 3
        [0.0625, 7.9375] 15"#]];
    accept(&[all], &inputs(), expected);
    let split = [
        file("y.json", r#"{"y": [3, 15]}"#),
        file("x.json", r#"{"x": [[1.5, -8], [0.0625, 7.9375]]}"#),
    ];
    accept(
        &split,
        &inputs(),
        expect![[r#"
            [1.5, -8] 3
            [0.0625, 7.9375] 15"#]],
    );
}

#[test]
fn columns_go_by_their_order_or_their_titles() {
    let by_order = file("in.csv", "1.5,-8,3\n0.0625,7.9375,15\n");
    accept(
        &[by_order],
        &inputs(),
        expect![[r#"
            [1.5, -8] 3
            [0.0625, 7.9375] 15"#]],
    );
    let by_title = file("in.csv", "y,x[1],x[0]\n3,-8,1.5\n15,7.9375,0.0625\n");
    accept(
        &[by_title],
        &inputs(),
        expect![[r#"
            [1.5, -8] 3
            [0.0625, 7.9375] 15"#]],
    );
    let state = [
        wanted("h", Q, &[2, 2], false),
        wanted("n", ElementType::Bool, &[], false),
    ];
    accept(
        &[file("s.csv", "1,2,3,4,true\n")],
        &state,
        expect!["[[1, 2], [3, 4]] #t"],
    );
}

#[test]
fn an_array_without_a_name_is_the_only_one_wanted_or_goes_by_its_file() {
    let npy = |name: &str, shape: &str, data: &[u8]| DataFile {
        name: name.to_string(),
        content: Content::Single(
            numpy::read(&numpy::tests::npy(
                &numpy::tests::described("|i1", shape),
                data,
            ))
            .expect("an array"),
        ),
    };
    let (x, y) = (
        npy("data/x.npy", "(1, 2)", &[1, 255]),
        npy("data/y.npy", "(1,)", &[7]),
    );
    accept(&[x, y], &inputs(), expect!["[1, -1] 7"]);
    let only = npy("a.npy", "(1, 2)", &[1, 255]);
    accept(
        &[file("y.json", r#"{"y": [7]}"#), only],
        &inputs(),
        expect!["[1, -1] 7"],
    );
    let which = npy("a.npy", "(1, 2)", &[1, 255]);
    refuse(
        &[which],
        &inputs(),
        expect!["a.npy: it has one array without a name; `x` and `y` are wanted here"],
    );
}

#[test]
fn field_elements_and_truth_values_are_taken_as_they_are() {
    let state = [
        wanted("a", ElementType::Field, &[2], false),
        wanted("b", ElementType::Bool, &[2], false),
    ];
    let text =
        r#"{"a": ["123456789012345678901234567890123456789012345678", -1], "b": [1, false]}"#;
    accept(
        &[file("s.json", text)],
        &state,
        expect!["[123456789012345678901234567890123456789012345678, 28948022309329048855892746252171976963363056481941647379679742748393362948096] [#t, #f]"],
    );
    refuse(
        &[file("s.json", r#"{"a": ["0.5", 1], "b": [1, 0]}"#)],
        &state,
        expect![[
            r#"s.json: `a[0]` is "0.5", which is no field: an integer below the modulus is one, of any length if it is a string"#
        ]],
    );
    refuse(
        &[file("s.json", r#"{"a": [1, 1], "b": [1, 2]}"#)],
        &state,
        expect!["s.json: `b[1]` is 2, which is no bool: it is `true` or `false`, or 1 or 0"],
    );
    refuse(
        &[file("s.json", r#"{"a": [1, 1], "b": [1, 0.5]}"#)],
        &state,
        expect!["s.json: `b[1]` is 0.5, which is no bool: it is `true` or `false`, or 1 or 0"],
    );
}

#[test]
fn what_is_missing_or_surplus_is_named() {
    refuse(
        &[file("in.json", r#"{"x": [[1, 2]]}"#)],
        &inputs(),
        expect![[r#"
            there is no `y`, a private input of type (nat 4)
              = help: `--inputs FILE` gives it"#]],
    );
    refuse(
        &[file("in.json", r#"{"x": [[1, 2]], "y": [1], "z": [1]}"#)],
        &inputs(),
        expect!["in.json: `z` is not wanted; `x` and `y` are wanted here"],
    );
    refuse(
        &[file("in.json", r#"{"z": [1]}"#)],
        &[],
        expect!["in.json: `z` is not wanted; no array is wanted here"],
    );
    let twice = [
        file("a.json", r#"{"x": [[1, 2]], "y": [1]}"#),
        file("b.json", r#"{"y": [1]}"#),
    ];
    refuse(&twice, &inputs(), expect!["b.json: `y` is in a.json, too"]);
}

#[test]
fn shapes_that_do_not_fit_are_both_shown() {
    refuse(
        &[file("in.json", r#"{"x": [[1, 2, 3]], "y": [1]}"#)],
        &inputs(),
        expect!["in.json: `x` has the shape (1, 3), and (steps, 2) is wanted: a private input of type (vec 2 (fixed 8 4))"],
    );
    refuse(
        &[file("in.json", r#"{"x": [[1, 2]], "y": 1}"#)],
        &inputs(),
        expect!["in.json: `y` has the shape (), and (steps,) is wanted: a private input of type (nat 4)"],
    );
    let state = [wanted("h", Q, &[2, 2], false)];
    refuse(
        &[file("s.json", r#"{"h": [1, 2, 3, 4]}"#)],
        &state,
        expect![
            "s.json: `h` has the shape (4,), and (2, 2) is wanted: the state of type (mat 2 2 (fixed 8 4))"
        ],
    );
}

#[test]
fn steps_without_input_or_input_without_step_are_named() {
    refuse(
        &[file("in.json", r#"{"x": [[1, 2], [1, 2]], "y": [1]}"#)],
        &inputs(),
        expect!["in.json: `y` is there for 1 step, `x` for 2 steps: step 2 has no `y`"],
    );
    refuse(
        &[file("in.json", r#"{"x": [], "y": []}"#)],
        &[
            wanted("x", ElementType::Int(8), &[], true),
            wanted("y", ElementType::Int(8), &[], true),
        ],
        expect!["in.json: there are no steps: a proof has at least one"],
    );
    let both = file("in.json", r#"{"x": [[1, 2], [1, 2]], "y": [1, 2]}"#);
    let files = [both];
    let found = find(&files, &inputs()).expect("it fits");
    assert_eq!(steps(&found, Some(2)).expect("so many"), 2);
    let fewer = steps(&found, Some(1))
        .expect_err("one too many")
        .to_string();
    assert_eq!(
        fewer,
        "in.json: `x` is there for 2 steps, and `--steps` is 1: that for step 2 is one too many"
    );
    let more = steps(&found, Some(3)).expect_err("one too few").to_string();
    assert_eq!(
        more,
        "in.json: `x` is there for 2 steps, `--steps` for 3 steps: step 3 has no `x`"
    );
    assert_eq!(steps(&[], Some(3)).expect("so many"), 3);
    assert_eq!(
        steps(&[], None).expect_err("no count").to_string(),
        "nothing says how many steps there are\n  = help: no input is one of each step; `--steps N` says it"
    );
    assert!(steps(&[], Some(0)).is_err());
}

#[test]
fn numbers_that_a_type_lacks_are_named_with_index_and_step() {
    let x = |x: &str| {
        [file(
            "in.json",
            &format!(r#"{{"x": [[1, 2], [0, {x}]], "y": [1, 2]}}"#),
        )]
    };
    refuse(
        &x("8"),
        &inputs(),
        expect![
            "in.json: `x[1][1]` (step 2) is 8, which is no (fixed 8 4): these go from -8 to 7.9375"
        ],
    );
    refuse(
        &x("0.1"),
        &inputs(),
        expect![[r#"
            in.json: `x[1][1]` (step 2) is 0.1, no multiple of 2^-4, the last bit of (fixed 8 4)
              = help: `--quantize` rounds it to 0.125"#]],
    );
    refuse(
        &x("1e400"),
        &inputs(),
        expect!["in.json: `x[1][1]` (step 2) is 1e400, which is no (fixed 8 4): these go from -8 to 7.9375"],
    );
    let long = format!("0.{}", "1".repeat(2000));
    refuse(
        &x(&long),
        &inputs(),
        expect!["in.json: `x[1][1]` (step 2) has more than 1100 digits"],
    );
    refuse(
        &[file("in.csv", "x[0],x[1],y\n1,2,3\n\n1,nan,3\n")],
        &inputs(),
        expect!["in.csv: `line 4: x[1]` (step 2) is nan; only finite numbers can be used"],
    );
    refuse(
        &[file("in.csv", "1,2,-1\n")],
        &inputs(),
        expect!["in.csv: `line 1: y` (step 1) is -1, which is no (nat 4): these go from 0 to 15"],
    );
    refuse(
        &[file("in.json", r#"{"x": [[1, 2]], "y": [1.5]}"#)],
        &inputs(),
        expect![[r#"
            in.json: `y[0]` (step 1) is 1.5, no multiple of 1, the last bit of (nat 4)
              = help: `--quantize` rounds it to 2"#]],
    );
    // What is hidden in claims is not shown here, either.
    let hidden = [wanted("hidden", Q, &[2], true)];
    let x = |x: &str| [file("in.json", &format!(r#"{{"hidden": [[1, {x}]]}}"#))];
    refuse(
        &x("8"),
        &hidden,
        expect!["in.json: `hidden[0][1]` (step 1) is no (fixed 8 4): these go from -8 to 7.9375"],
    );
    refuse(
        &x("0.1"),
        &hidden,
        expect![[r#"
            in.json: `hidden[0][1]` (step 1) is no multiple of 2^-4, the last bit of (fixed 8 4)
              = help: `--quantize` rounds it to the nearest one"#]],
    );
}

#[test]
fn wrong_columns_are_named_with_their_line() {
    let csv = |text: &str| [file("in.csv", text)];
    refuse(
        &csv("1,2\n"),
        &inputs(),
        expect!["in.csv: line 1: there are 2 columns; 3 are wanted: 2 for `x`, 1 for `y`"],
    );
    refuse(
        &csv("x[0],x[2],y\n1,2,3\n"),
        &inputs(),
        expect![
            "in.csv: line 1: the column `x[2]` is not wanted; 3 are wanted: 2 for `x`, 1 for `y`"
        ],
    );
    refuse(
        &csv("x[0],x[0],y\n1,2,3\n"),
        &inputs(),
        expect!["in.csv: line 1: there are two columns `x[0]`"],
    );
    refuse(
        &csv("x[0],y\n1,3\n"),
        &inputs(),
        expect!["in.csv: line 1: there is no column `x[1]`"],
    );
    refuse(
        &csv("1,2\n3,4\n"),
        &[wanted("h", Q, &[2], false)],
        expect!["in.csv: the state is one row; there are 2"],
    );
    refuse(
        &csv("1,2\n"),
        &[wanted("W", Q, &[1], false), wanted("V", Q, &[1], true)],
        expect![[r#"
            in.csv: a CSV file has either one row for all steps or a row for each; `W` and `V` can't be in one
              = help: put them into another format"#]],
    );
}

#[test]
fn rounding_is_to_the_nearest_and_to_the_even_of_two() {
    let files = [file(
        "s.json",
        r#"{"h": [0.1, 0.03125, 0.09375, -0.03125, -0.05]}"#,
    )];
    let state = [wanted("h", Q, &[5], false)];
    let rounded = shown(&files, &state, true).expect("it fits");
    assert_eq!(rounded, "[0.125, 0, 0.125, 0, -0.0625]");
    let found = find(&files, &state).expect("it fits");
    let fitted = found[0].array(0, rule(true)).expect("it fits");
    assert_eq!(fitted.floats, [0.1, 0.03125, 0.09375, -0.03125, -0.05]);
    // Beyond the range is beyond the range.
    let files = [file("s.json", r#"{"h": [0, 0, 0, 0, 7.99]}"#)];
    let error = shown(&files, &state, true).expect_err("too large");
    assert_eq!(
        error.to_string(),
        "s.json: `h[4]` is 7.99, which is no (fixed 8 4): these go from -8 to 7.9375"
    );
}

#[test]
fn a_file_is_read_by_its_extension() {
    let directory = tempfile::tempdir().expect("a directory");
    let write = |name: &str, bytes: &[u8]| {
        let path = directory.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    };
    let good = super::read(&write("a.JSON", br#"{"x": 1}"#)).expect("data");
    assert_eq!(
        good.content,
        Content::Named(json::read(br#"{"x": 1}"#).expect("data"))
    );
    for (name, why) in [
        ("a.txt", "`.txt` is no data format that is read"),
        (
            "a",
            "`a file without an extension` is no data format that is read",
        ),
        ("b.json", "it is not JSON: EOF while parsing a value"),
    ] {
        let error = super::read(&write(name, b"")).expect_err("it is refused");
        assert!(error.to_string().contains(why), "{error}");
    }
    let error = super::read(&directory.path().join("none.json")).expect_err("it is not there");
    assert!(error.to_string().starts_with("cannot read "), "{error}");
}
