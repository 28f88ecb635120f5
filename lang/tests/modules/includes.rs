//! `include`: the data of other texts, as if they stood there.

use crate::{check, codes, expanded, run};

#[test]
fn the_forms_of_a_text_stand_where_it_is_included() {
    let others = [
        ("b.scm", "(define (f x) (* 2 x)) (define y 5)"),
        ("c.scm", "(+ x y)"),
        ("d.scm", "; nothing"),
    ];
    check("(include \"b.scm\") (f y)", &others, "10");
    check("(let ((x 1) (y 2)) (include \"c.scm\"))", &others, "3");
    check(
        "(define (g) (include \"b.scm\" \"d.scm\") (f y)) (g)",
        &others,
        "10",
    );
    check("(define x 3) (include \"b.scm\" \"c.scm\")", &others, "8");
    check(
        "(define-syntax take-in (syntax-rules () ((_ n) (include n)))) (take-in \"b.scm\") y",
        &others,
        "5",
    );
    check("(include \"d.scm\") 1", &others, "1");
}

#[test]
fn include_ci_folds_case() {
    check(
        "(include-ci \"b.scm\") abc",
        &[("b.scm", "(DEFINE Abc 'Def)")],
        "def",
    );
    assert_eq!(
        codes("(include \"b.scm\") abc", &[("b.scm", "(DEFINE Abc 'Def)")]).len(),
        3
    );
}

#[test]
fn names_are_relative_to_the_text_that_includes() {
    let others = [
        ("lib/a.scm", "(include \"b.scm\") (include \"../c.scm\")"),
        ("lib/b.scm", "(define b 1)"),
        ("c.scm", "(define c 2)"),
    ];
    check("(include \"lib/a.scm\") (list b c)", &others, "(1 2)");
    let program = [("programs/p.scm", "(include \"q.scm\") q")];
    assert_eq!(run(&program, &[("programs/q.scm", "(define q 7)")]), "7");
}

#[test]
fn what_is_found_joins_the_sources_once() {
    let texts = expanded(
        &[(
            "1.scm",
            "(define (f) (include \"b.scm\")) (define (g) (include \"b.scm\")) (+ (f) (g))",
        )],
        &[("b.scm", "(+ 1 2)"), ("unused.scm", "9")],
    );
    assert!(texts.expanded.is_ok());
    let count = foldscheme_stdlib::FILES.len() as u32;
    let name = |n| {
        texts
            .sources
            .get(foldscheme_lang::source::SourceId(n))
            .map(|s| s.name.clone())
    };
    assert_eq!(name(count), Some("1.scm".to_string()));
    assert_eq!(name(count + 1), Some("b.scm".to_string()));
    assert_eq!(name(count + 2), None);
}

#[test]
fn cyclic_and_endless_includes_end() {
    assert_eq!(
        codes("(include \"1.scm\")", &[("1.scm", "(include \"1.scm\")")]),
        ["E0141"]
    );
    let others = [
        ("a.scm", "(include \"b.scm\")"),
        ("b.scm", "(include \"a.scm\")"),
    ];
    assert_eq!(codes("(include \"a.scm\")", &others), ["E0141"]);
    // Twice at each level is no cycle, but too much.
    let texts: Vec<(String, String)> = (0..40)
        .map(|n| {
            let next = n + 1;
            let text = format!("(include \"{next}.t\") (include \"{next}.t\")");
            (format!("{n}.t"), text)
        })
        .collect();
    let others: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (&**n, &**t)).collect();
    let found = codes("(include \"0.t\")", &others);
    assert!(found.contains(&"E0142"), "{found:?}");
    assert!(found.len() < 1_000);
}

#[test]
fn mistakes_stand_in_the_text_that_holds_them() {
    let shown = run(
        &[("1.scm", "(include \"b.scm\")")],
        &[("b.scm", "1\n  (car 1 2)\n")],
    );
    assert!(shown.contains("--> b.scm:2:3"), "{shown}");
    let shown = run(&[("1.scm", "(include \"b.scm\")")], &[("b.scm", "\n(car")]);
    assert!(shown.contains("--> b.scm:2:1"), "{shown}");
}
