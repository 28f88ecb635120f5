//! Programs that are too large to be compiled.

use crate::{check, rendered};
use expect_test::expect;

#[test]
fn texts_with_too_many_data() {
    check(
        &format!(
            "(define (f) 1)\n'({}\nhere there is one too many)",
            "1\n".repeat(65_525)
        ),
        expect![[r#"
            error[E0018]: the texts of the program are too long
                 --> 1.scm:65528:28
                  |
            65528 | here there is one too many)
                  |                            ^ up to here, they have too many data
                  |
                  = help: they may have 1048576 bytes and 131072 data together; long lists of numbers are better made by the program, or given as data to typed steps
        "#]],
    );
}

/// Brackets and abbreviations count, too.
#[test]
fn texts_that_are_too_long_otherwise() {
    for text in ["(", "'"] {
        let text = text.repeat(200_000);
        let rendered = rendered(&[&text], false);
        let reported = rendered
            .matches("error[E0018]: the texts of the program are too long")
            .count();
        assert_eq!(reported, 1);
    }
    // All texts together.
    let half = "'(".to_string() + &"1\n".repeat(40_000) + ")";
    assert_eq!(rendered(&[&half], false), "no mistake\n");
    let both = rendered(&[&half, &half], false);
    assert!(both.starts_with("error[E0018]"), "{both}");
}

#[test]
fn a_tower_of_small_procedures() {
    let levels = (1..40).map(|i| {
        let below = i - 1;
        format!("(define (p{i} x) (+ (p{below} x) (p{below} x) (p{below} x) (p{below} x)))\n")
    });
    let tower = format!(
        "(define (p0 x) (* x x))\n{}(p39 3)",
        levels.collect::<String>()
    );
    check(
        &tower,
        expect![[r#"
        error[E0204]: the program is too large to be compiled
          --> 1.scm:35:44
           |
        35 | (define (p34 x) (+ (p33 x) (p33 x) (p33 x) (p33 x)))
           |                                            ^^^^^^^ it would be made of more than 262144 parts
           |
           = help: what is done again belongs in a procedure, and long lists of values are made by one; small procedures are copied to where they are called, so that a tower of them multiplies
    "#]],
    );
}

#[test]
fn a_path_that_is_too_long() {
    check(
        &format!("(define (f x)\n{}x)\n(f 1)", "(car x)\n".repeat(20_000)),
        expect![[r#"
            error[E0204]: the program is too large to be compiled
                --> 1.scm:8190:1
                 |
            8190 | (car x)
                 | ^^^^^^^ more than 8192 expressions follow each other on one path
                 |
                 = help: what is done again belongs in a procedure, and long lists of values are made by one; small procedures are copied to where they are called, so that a tower of them multiplies
        "#]],
    );
}

#[test]
fn steps_that_hand_on_too_much() {
    check(
        &format!(
            "(define (f x)\n(list\n{}x))\n(f 1)",
            "(cons x x)\n".repeat(1_000)
        ),
        expect![[r#"
            error[E0204]: the program is too large to be compiled
             --> 1.scm:1:1
              |
            1 | (define (f x)
              | ^^^^^^^^^^^^^ cut into steps, it would be made of more than 262144 parts
              |
              = help: what is done again belongs in a procedure, and long lists of values are made by one; small procedures are copied to where they are called, so that a tower of them multiplies
        "#]],
    );
}

#[test]
fn what_inner_procedures_need_from_far_outside() {
    let names: Vec<String> = (0..600).map(|i| format!("a{i}")).collect();
    let open: String = names
        .iter()
        .map(|name| format!("(lambda ({name})\n"))
        .collect();
    check(
        &format!(
            "(define f\n{open}(list {}\n){})\n(f 1)",
            names.join("\n"),
            ")".repeat(600)
        ),
        expect![[r#"
            error[E0204]: the program is too large to be compiled
               --> 1.scm:237:1
                |
            237 | (lambda (a235)
                | ^^^^^^^^^^^^^^ it would be made of more than 262144 parts
                |
                = help: what is done again belongs in a procedure, and long lists of values are made by one; small procedures are copied to where they are called, so that a tower of them multiplies
        "#]],
    );
}

/// As many entries as there are closures and numbers of arguments.
#[test]
fn closures_that_are_called_in_too_many_ways() {
    let closures = "(lambda x x)\n".repeat(100);
    let calls: String = (0..100)
        .map(|n| format!("((vector-ref v 0) {})\n", "1 ".repeat(n)))
        .collect();
    check(
        &format!("(define v (vector\n{closures}))\n{calls}"),
        expect![[r#"
            error[E0204]: the program is too large to be compiled
             --> 1.scm:3:11
              |
            3 | (lambda x x)
              |           ^ it would be made of more than 262144 parts
              |
              = help: what is done again belongs in a procedure, and long lists of values are made by one; small procedures are copied to where they are called, so that a tower of them multiplies
        "#]],
    );
}

/// A text with mistakes counts each time that it is asked for.
#[test]
fn a_wrong_text_that_is_included_often() {
    let mut sources = foldscheme_lang::source::Sources::new();
    let id = sources.add("1.scm", "(include \"wrong.scm\")\n".repeat(900));
    let wrong: std::sync::Arc<str> = "#q ".repeat(10_000).into();
    let mistakes = foldscheme_lang::frontend::compile(&mut sources, &[id], &mut |_| {
        Ok(Some(std::sync::Arc::clone(&wrong)))
    })
    .expect_err("has mistakes");
    assert!(mistakes.len() < 25_000, "{} mistakes", mistakes.len());
}
