//! No text makes the reader, the expander or the renderer panic.

use crate::rendered;
use proptest::prelude::*;

fn any_token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "(",
        "(",
        "(",
        ")",
        ")",
        ")",
        "'",
        "`",
        ",",
        ",@",
        ".",
        "#;",
        "a",
        "b",
        "x",
        "1",
        "-2",
        "#t",
        "\"s\"",
        "#\\a",
        "#field:3",
        "define",
        "lambda",
        "if",
        "cond",
        "case",
        "else",
        "=>",
        "and",
        "or",
        "when",
        "let",
        "let*",
        "letrec",
        "do",
        "begin",
        "quote",
        "quasiquote",
        "unquote",
        "assert",
        "list",
        "car",
        "cons",
        "+",
        "-",
        "<",
        ">=",
        "map",
        "apply",
        "error",
        "set!",
        "%map1",
        "define-syntax",
        "import",
        "(import (only (scheme base) define + quote))",
        "(define-library (l) (export a) (import (scheme base)) (begin (define a 1)))",
        "(l)",
        "cond-expand",
        "include",
        "let-syntax",
        "syntax-rules",
        "...",
        "_",
        "(define-syntax m (syntax-rules () ((_ a b ...) (a b ...))))",
        "m",
        "\n",
        "()",
        "((x 1))",
        "(x)",
        "1.5",
        "[",
        "λ",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_expanded_or_refused(text in "(?s).{0,100}", color: bool) {
        rendered(&[&text], color);
    }

    #[test]
    fn any_tokens_are_expanded_or_refused(tokens in prop::collection::vec(any_token(), 0..60), color: bool) {
        rendered(&[&tokens.join(" ")], color);
    }

    #[test]
    fn any_nest_of_tokens_is_expanded_or_refused(text in nest()) {
        rendered(&[&text], false);
    }
}

/// Balanced forms, so that the expander sees them.
fn nest() -> impl Strategy<Value = String> {
    let atom = any_token().prop_filter("atoms", |token| {
        !token.contains(['(', ')', '\'', '`', ',', '.', ';', '['])
    });
    atom.prop_map(String::from)
        .prop_recursive(5, 60, 6, |inner| {
            prop::collection::vec(inner, 0..6).prop_map(|parts| format!("({})", parts.join(" ")))
        })
}
