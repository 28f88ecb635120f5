//! Every diagnostic of the reader and the expander, rendered as a person sees it.

mod bindings;
mod clauses;
mod forms;
mod macros;
mod names;
mod properties;
mod reader;
mod records;
mod unsupported;
mod values;

use expect_test::{expect, Expect};
use foldscheme_lang::diagnostic::render;
use foldscheme_lang::expander::expand;
use foldscheme_lang::source::Sources;
use foldscheme_stdlib::FILES;

fn rendered(texts: &[&str], color: bool) -> String {
    let mut sources = Sources::new();
    let mut ids: Vec<_> = FILES
        .iter()
        .map(|(name, text)| sources.add(*name, *text))
        .collect();
    for (index, text) in texts.iter().enumerate() {
        ids.push(sources.add(format!("{}.scm", index + 1), *text));
    }
    match expand(&sources, &ids) {
        Ok(_) => "no mistake\n".to_string(),
        Err(diagnostics) => render(&sources, &diagnostics, color),
    }
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&rendered(&[text], false));
}

#[test]
fn mistakes_of_several_texts_are_reported_together() {
    expect![[r#"
        error[E0101]: `b` is not defined
         --> 1.scm:1:11
          |
        1 | (define a b)
          |           ^

        error[E0101]: `d` is not defined
         --> 2.scm:1:11
          |
        1 | (define c d)
          |           ^
    "#]]
    .assert_eq(&rendered(&["(define a b)", "(define c d)"], false));
}

#[test]
fn nesting_beyond_the_limit_is_one_mistake() {
    let text = "(car ".repeat(50_000) + "1" + &")".repeat(50_000);
    let rendered = rendered(&[&text], false);
    assert_eq!(
        rendered
            .matches("error[E0103]: this expression nests too deeply")
            .count(),
        1
    );
    assert!(rendered.contains("--> 1.scm:1:50001"));
}
