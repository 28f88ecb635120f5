//! Every diagnostic of the reader and the expander, rendered as a person sees it.

mod bindings;
mod forms;
mod names;
mod properties;
mod reader;

use expect_test::{expect, Expect};
use foldscheme_lang::diagnostic::render;
use foldscheme_lang::frontend::compile;
use foldscheme_lang::source::Sources;

fn rendered(texts: &[&str], color: bool) -> String {
    let mut sources = Sources::new();
    let mut ids = Vec::new();
    for (name, text) in foldscheme_stdlib::FILES {
        ids.push(sources.add(name, text));
    }
    for (index, text) in texts.iter().enumerate() {
        ids.push(sources.add(format!("{}.scm", index + 1), *text));
    }
    match compile(&sources, &ids) {
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
