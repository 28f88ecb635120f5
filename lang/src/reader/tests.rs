//! What is read, shown by the printer, and what is refused.

use super::{is_incomplete, read, read_all};
use crate::expander::Constants;
use crate::limits::CompileLimits;
use crate::printer::write_constant;
use crate::source::Sources;
use expect_test::{expect, Expect};
use proptest::prelude::*;

/// All data of a text as the printer shows them, or the codes of its mistakes.
fn shown(text: &str) -> String {
    let mut sources = Sources::new();
    let source = sources.add("test", text);
    match read(&sources, source) {
        Ok(data) => {
            let mut constants = Constants::default();
            let shown: Vec<String> = data
                .top()
                .iter()
                .map(|&id| {
                    let id = constants.datum(&data, id);
                    write_constant(constants.list(), id)
                })
                .collect();
            shown.join("\n")
        }
        Err(diagnostics) => {
            let codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
            codes.join(" ")
        }
    }
}

/// How many data a text holds.
fn read_only(text: &str) -> Result<usize, usize> {
    let mut sources = Sources::new();
    let source = sources.add("test", text);
    read(&sources, source)
        .map(|data| data.top().len())
        .map_err(|mistakes| mistakes.len())
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&shown(text));
}

fn incomplete(text: &str) -> bool {
    let mut sources = Sources::new();
    let source = sources.add("test", text);
    read(&sources, source).is_err_and(|diagnostics| is_incomplete(&diagnostics))
}

#[test]
fn numbers() {
    check(
        "6/3 #e2.0 0 -7 +7 007 #x1F #X-ff #b101 #o17 #d10 9223372036854775807 -9223372036854775808 #field:007",
        expect![[r#"
            2
            2
            0
            -7
            7
            7
            31
            -255
            5
            15
            10
            9223372036854775807
            -9223372036854775808
            #field:7"#]],
    );
    check(
        "9223372036854775808 -9223372036854775809 #x8000000000000000",
        expect!["E0010 E0010 E0010"],
    );
    check(
        "1.5 .5 -.5 1e10 1. +inf.0 -nan.0 1/2 #i7 #e.5 +i 1+2i 1@2",
        expect!["E0011 E0011 E0011 E0011 E0011 E0011 E0011 E0011 E0011 E0011 E0011 E0011 E0011"],
    );
    check("#field: #field:-1 #field:x", expect!["E0013 E0013 E0013"]);
    check(
        "12ab 1+ 1.2.3 1/ 1e",
        expect!["E0016 E0016 E0016 E0016 E0016"],
    );
}

#[test]
fn symbols() {
    check(
        "a A + - ... .. ->x -x +a -- +- a.b a@b !$%&*/:<=>?^_~ <=? λ x² |a b| || |1| |a\\x41;\\|\\n| a|b|",
        expect![[r#"
            a
            A
            +
            -
            ...
            ..
            ->x
            -x
            +a
            --
            +-
            a.b
            a@b
            !$%&*/:<=>?^_~
            <=?
            λ
            x²
            |a b|
            ||
            |1|
            |aA\|\n|
            a
            b"#]],
    );
    check(
        "@a +. -.1a a#b a\\b . a\u{200b}b",
        expect!["E0016 E0016 E0016 E0016 E0016 E0008 E0016"],
    );
}

#[test]
fn booleans_and_characters() {
    check(
        "#t #f #true #FALSE #\\a #\\A #\\space #\\newline #\\nul #\\null #\\x #\\x41 #\\( #\\; #\\λ #\\x3bb #\\1",
        expect![[r#"
            #t
            #f
            #t
            #f
            #\a
            #\A
            #\space
            #\newline
            #\null
            #\null
            #\x
            #\A
            #\(
            #\;
            #\λ
            #\λ
            #\1"#]],
    );
    check(
        "#\\foo #\\xd800 #\\x110000 #\\Space",
        expect!["E0014 E0014 E0014 E0014"],
    );
    check("#\\", expect!["E0014"]);
}

#[test]
fn strings() {
    check(
        "\"\" \"a\\n\\t\\\\\\\"\\x41;\\a\" \"two \\  \n   lines\" \"a\r\nb\" \"a|b\"",
        expect![[r#"
            ""
            "a\n\t\\\"A\x7;"
            "two lines"
            "a\nb"
            "a|b""#]],
    );
    check(
        "\"\\q\" \"\\x;\" \"\\xd800;\" \"\\x41\"",
        expect!["E0015 E0015 E0015 E0015"],
    );
}

#[test]
fn lists_and_abbreviations() {
    check(
        "() (a) (a . b) (a b . (c d)) (a . (b . ())) 'a `(a ,b ,@c) ''() (quote . a)",
        expect![[r#"
            ()
            (a)
            (a . b)
            (a b c d)
            (a b)
            (quote a)
            (quasiquote (a (unquote b) (unquote-splicing c)))
            (quote (quote ()))
            (quote . a)"#]],
    );
    check(
        "( . a) (a .) (a . b c) (a . . b) . '. [a] {a} (a]",
        expect!["E0008 E0008 E0008 E0008 E0008 E0008 E0007 E0007 E0007"],
    );
    check("(a '))", expect!["E0009 E0006"]);
}

#[test]
fn vectors_and_bytevectors() {
    check(
        "#() #(1 (a #(b) . c) \"d\") '#(a) #u8() #U8(0 #xff) (a . #(b)) #(#;a b)",
        expect![[r##"
            #()
            #(1 (a #(b) . c) "d")
            (quote #(a))
            #u8()
            #u8(0 255)
            (a . #(b))
            #(b)"##]],
    );
    check(
        "#u8(256) #u8(-1) #u8(a) #(a . b) #(1] #u8(1 (2) ')",
        expect!["E0160 E0160 E0160 E0008 E0007 E0160 E0009"],
    );
    check("#(1 #u8(2", expect!["E0001"]);
}

#[test]
fn directives_fold_case() {
    check(
        "A #!fold-case A |A| \"A\" #\\A #\\SPACE ÄB (#!no-fold-case A)",
        expect![[r#"
            A
            a
            A
            "A"
            #\A
            #\space
            äb
            (A)"#]],
    );
}

#[test]
fn comments() {
    check(
        "; line\na #| block #| nested |# ; |# b #;c #;(d e) (f #;g h #; #; i j) (k . #;l m #;n)",
        expect![[r#"
            a
            b
            (f h)
            (k . m)"#]],
    );
    check("\u{feff}a", expect!["a"]);
}

#[test]
fn unknown_hash_syntax() {
    check(
        "#xg #b2 #!foldcase #0=a #0# #foo #",
        expect!["E0017 E0017 E0017 E0017 E0017 E0017 E0017"],
    );
}

#[test]
fn unfinished_input_is_told_from_wrong_input() {
    for text in [
        "(", "#(1", "#u8(1", "(a (b)", "\"abc", "|abc", "#| a", "'", "(a '", "#;", "(a . ",
        "(a #| b", "\"a\\",
    ] {
        assert!(incomplete(text), "{text}");
    }
    for text in ["", "a", ")", "(a))", "(1.5", "(a . b c", "[a"] {
        assert!(!incomplete(text), "{text}");
    }
}

#[test]
fn depth_is_bounded_by_memory_alone() {
    let depth = 100_000;
    let text = "(".repeat(depth) + &")".repeat(depth);
    assert_eq!(shown(&text), text);
    assert_eq!(shown(&"(".repeat(depth)), "E0001");
    assert!(shown(&("'".repeat(depth) + "a")).contains("(quote a)"));
    let text = "#(".repeat(depth) + &")".repeat(depth);
    assert_eq!(read_only(&text), Ok(1));
    let comment = "#|".repeat(depth) + &"|#".repeat(depth) + "a";
    assert_eq!(shown(&comment), "a");
}

/// What is made of a text, mistakes included, ends at the limit.
#[test]
fn reading_ends_at_a_limit() {
    let limited = |text: &str, most| {
        let mut sources = Sources::new();
        let id = sources.add("test", text);
        let limits = CompileLimits {
            text: 20,
            data: most,
            ..CompileLimits::PROGRAM
        };
        let (data, mistakes) = read_all(&sources, id, false, limits);
        let codes: Vec<_> = mistakes.iter().map(|d| d.code).collect();
        (data.len(), codes)
    };
    // Four numbers, four pairs and what ends the list; the bracket is closed by then.
    assert_eq!(limited("(1 2 3 4)", 9), (9, Vec::new()));
    assert_eq!(limited("(1 2 3 4) 5", 9), (10, vec!["E0018"]));
    assert_eq!(limited(&"(".repeat(11), 9), (0, vec!["E0018"]));
    assert_eq!(limited(&("'".repeat(10) + "1"), 9), (0, vec!["E0018"]));
    assert_eq!(limited(&" ".repeat(20), 9), (0, Vec::new()));
    assert_eq!(limited(&" ".repeat(21), 9), (0, vec!["E0018"]));
    // A mistake counts as eight, and leaves a datum.
    assert_eq!(
        limited("#q #q #q #q", 18),
        (2, vec!["E0017", "E0017", "E0017", "E0018"])
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,80}") {
        shown(&text);
    }

    #[test]
    fn any_mix_of_tokens_is_read_or_refused(
        tokens in proptest::collection::vec(
            prop_oneof![
                Just("("), Just(")"), Just("["), Just("]"), Just("'"), Just(",@"), Just("."), Just(" "),
                Just("#;"), Just("#("), Just("#u8("), Just("#e"), Just("/"), Just("#|"), Just("|#"), Just("\""), Just("|"), Just("\\"), Just("#\\"),
                Just("a"), Just("1"), Just("#x"), Just("-"), Just("\n"), Just("λ"), Just(";")
            ],
            0..40,
        )
    ) {
        shown(&tokens.concat());
    }
}
