//! What a program sees of the libraries that come with the language.

use crate::{check, codes, expanded, run};

#[test]
fn without_an_import_everything_is_visible() {
    check("(list (field 1) (caddr '(1 2 3)))", &[], "(#field:1 3)");
    check(
        "(define x 1) (import (scheme char)) (list x (field 1))",
        &[],
        "(1 #field:1)",
    );
}

#[test]
fn after_an_import_only_what_is_imported_is_visible() {
    check(
        "(import (scheme base)) (let ((x (+ 1 2))) (if (odd? x) `(,x . odd) x))",
        &[],
        "(3 . odd)",
    );
    check(
        "(import (scheme base) (scheme lazy)) (force (delay 5))",
        &[],
        "5",
    );
    check(
        "(import (scheme base) (scheme cxr)) (caddr '(1 2 3))",
        &[],
        "3",
    );
    check("(import (only (scheme base) + -)) (+ 1 (- 5 2))", &[], "4");
    check(
        "(import (prefix (scheme base) b:)) (b:if #t (b:car (b:quote (1 2))) 2)",
        &[],
        "1",
    );
    check("(import (rename (only (scheme base) car cdr) (car head) (cdr tail)) (only (scheme base) quote)) (head (tail '(1 2)))", &[], "2");
    check(
        "(import (except (scheme base) list)) (define (list . r) 'mine) (list 1)",
        &[],
        "mine",
    );
    check(
        "(import (prefix (only (rename (scheme base) (+ add)) add) my-)) (my-add 1 2)",
        &[],
        "3",
    );
    check(
        "(import (scheme base) (srfi 1)) (fold + 0 (filter odd? (iota 6)))",
        &[],
        "9",
    );
    check(
        "(import (scheme base) (srfi 8) (srfi 16)) (receive (a . b) (values 1 2 3) ((case-lambda ((x) x) (x x)) a b))",
        &[],
        "(1 (2 3))",
    );
    check(
        "(import (only (scheme base) define list) (srfi 9) (srfi 11)) (define-record-type p (p a) p? (a p-a)) (let-values (((x) (p-a (p 1))) ((all) (list 2))) (list x all))",
        &[],
        "(1 (2))",
    );
    check(
        "(import (scheme base) (foldscheme base)) (field 5)",
        &[],
        "#field:5",
    );
    check("(import (foldscheme list) (only (scheme base) quote)) (fold-left cons '() '(1 2))", &[], "error[E0101]: `cons` is not imported\n --> 1.scm:1:67\n  |\n1 | (import (foldscheme list) (only (scheme base) quote)) (fold-left cons '() '(1 2))\n  |                                                                  ^^^^\n  |\n  = help: it is in `(scheme base)`: add `(import (scheme base))`\n".replace("1:67", "1:66").as_str());
    check(
        "(import (foldscheme)) (list (field 1) (fold-left + 0 '(1 2)))",
        &[],
        "(#field:1 3)",
    );
    assert_eq!(codes("(import (scheme base)) (field 1)", &[]), ["E0101"]);
    assert_eq!(
        codes("(import (scheme base)) (caddr '(1 2 3))", &[]),
        ["E0101"]
    );
    assert_eq!(
        codes("(import (only (scheme base) +)) (define x 1)", &[]),
        ["E0101", "E0101"]
    );
    assert_eq!(
        codes("(import (scheme base)) (%map1 car '())", &[]),
        ["E0101"]
    );
    assert_eq!(
        codes("(import (scheme base) (foldscheme)) (%map1 car '())", &[]),
        ["E0101"]
    );
}

#[test]
fn every_library_of_r7rs_is_there_or_said_to_be_left_out() {
    let there = [
        "base",
        "case-lambda",
        "char",
        "cxr",
        "eval",
        "lazy",
        "write",
        "r5rs",
    ];
    for name in there {
        let text = format!("(import (only (scheme base) quote) (scheme {name})) '1");
        check(&text, &[], "1");
    }
    let left_out = [
        "complex",
        "file",
        "inexact",
        "load",
        "process-context",
        "read",
        "repl",
        "time",
    ];
    for name in left_out {
        let text = format!("(import (scheme base) (scheme {name}))");
        assert_eq!(codes(&text, &[]), ["E0144"], "{name}");
    }
    assert_eq!(codes("(import (scheme basis))", &[]), ["E0145"]);
    assert_eq!(codes("(import (srfi 9999))", &[]), ["E0145"]);
    assert_eq!(codes("(import (foldscheme nothing))", &[]), ["E0145"]);
}

#[test]
fn an_import_holds_for_all_texts_of_a_program() {
    let texts = [
        ("<expr 1>", "(import (only (scheme base) define car))"),
        ("<expr 2>", "(define x (cdr 1))"),
    ];
    let diagnostics = expanded(&texts, &[]).expanded.expect_err("a mistake");
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].message, "`cdr` is not imported");
    let more = [
        ("<expr 1>", "(import (only (scheme base) define))"),
        ("<expr 2>", "(import (only (scheme base) +))"),
        ("<expr 3>", "(define x (+ 1 2)) x"),
    ];
    assert_eq!(run(&more, &[]), "3");
}

#[test]
fn the_first_form_may_be_an_import_in_others() {
    for first in [
        "(begin (import (only (scheme base) +)))",
        "(cond-expand (r7rs (import (only (scheme base) +))))",
        "(define-library (l)) (import (only (scheme base) +))",
    ] {
        assert_eq!(
            codes(&format!("{first} (car 1)"), &[]),
            ["E0101"],
            "{first}"
        );
    }
    let others = [("imports.scm", "(import (only (scheme base) +))")];
    assert_eq!(
        codes("(include \"imports.scm\") (car 1)", &others),
        ["E0101"]
    );
}

#[test]
fn macros_of_the_standard_library_may_use_its_own_names() {
    let library = "(define (%plus a b) (+ a b))
        (define-syntax plus (syntax-rules () ((_ a b) (let ((%t a)) (%plus %t b)))))";
    let program = |text| [("<stdlib/extra.scm>", library), ("1.scm", text)];
    assert_eq!(run(&program("(let ((+ list)) (plus 1 2))"), &[]), "3");
    assert_eq!(
        run(
            &program("(import (only (foldscheme extra) plus)) (plus 1 2)"),
            &[]
        ),
        "3"
    );
    let hidden = expanded(&program("(%plus 1 2)"), &[]).expanded;
    assert_eq!(hidden.expect_err("a mistake")[0].code, "E0101");
}

#[test]
fn macros_and_forms_work_under_other_names() {
    check(
        "(import (rename (scheme base) (if wenn) (define definiere) (else sonst)))
         (definiere (f x) (cond ((wenn x #f #t) 1) (sonst 2)))
         (list (f #t) (f #f))",
        &[],
        "(2 1)",
    );
    check(
        "(import (scheme base))
         (define-syntax my-or (syntax-rules () ((_) #f) ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))
         (let ((t 1)) (my-or #f t))",
        &[],
        "1",
    );
    // An operation keeps its twins whatever it is called.
    check(
        "(import (rename (scheme base) (append join))) (join '(1) '(2))",
        &[],
        "(1 2)",
    );
}

#[test]
fn cond_expand_chooses_by_features_and_libraries() {
    check("(cond-expand (r7rs 'yes) (else 'no))", &[], "yes");
    check("(cond-expand ((and foldscheme full-unicode (not ratios)) (define x 1)) (else (define x 2))) x", &[], "1");
    check(
        "(cond-expand ((library (scheme base)) 'yes) (else 'no))",
        &[],
        "yes",
    );
    check(
        "(cond-expand ((library (scheme file)) 'yes) (else 'no))",
        &[],
        "no",
    );
    check(
        "(cond-expand ((library (my own)) 'yes) (else 'no))",
        &[],
        "no",
    );
    check("(cond-expand ((or) 1) ((and) 2))", &[], "2");
    check("(cond-expand (nothing 1)) 3", &[], "3");
    check(
        "(define (f) (cond-expand (r7rs (define y 5))) (+ y 1)) (f)",
        &[],
        "6",
    );
    check("(+ 1 (cond-expand ((not r7rs) 1) (else 5)))", &[], "6");
    check("(import (scheme base)) (cond-expand ((library (scheme cxr)) (import (scheme cxr)))) (caddr '(1 2 3))", &[], "3");
    check("(let ((x (memq 'r7rs (features)))) (pair? x))", &[], "#t");
}

#[test]
fn the_features_are_those_that_cond_expand_knows() {
    let features = foldscheme_lang::expander::FEATURES.join(" ");
    check("(features)", &[], &format!("({features})"));
}
