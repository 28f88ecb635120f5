//! `define-library`: libraries of the user's own.

use crate::{check, codes, expanded, run};

const STACK: &str = "(define-library (my stack)
  (export empty push top (rename stack-empty? empty?) while-not-empty)
  (import (scheme base))
  (begin
    (define empty '())
    (define (push x s) (cons x s))
    (define (top s) (check s) (car s))
    (define (stack-empty? s) (null? s))
    (define (check s) (if (stack-empty? s) (error \"empty stack\")))
    (define-syntax while-not-empty
      (syntax-rules () ((_ s e) (if (stack-empty? s) 'empty e))))))";

#[test]
fn a_library_in_the_program_exports_what_it_says() {
    check(
        &format!("{STACK} (import (scheme base) (my stack)) (top (push 1 empty))"),
        &[],
        "1",
    );
    check(&format!("{STACK} (import (my stack) (scheme base)) (define (check x) 5) (list (check 1) (empty? empty) (top (push 2 empty)))"), &[], "(5 #t 2)");
    check(&format!("{STACK} (import (prefix (my stack) s:) (scheme base)) (define (stack-empty? s) 'mine) (list (s:while-not-empty s:empty 1) (stack-empty? 1))"), &[], "(empty mine)");
    assert_eq!(
        codes(
            &format!("{STACK} (import (my stack) (scheme base)) (check 1)"),
            &[]
        ),
        ["E0101"]
    );
    assert_eq!(
        codes(&format!("{STACK} (push 1 empty)"), &[]),
        ["E0101", "E0101"]
    );
}

#[test]
fn a_library_in_a_text_of_its_own_is_found_by_its_name() {
    check(
        "(import (scheme base) (my stack)) (top (push 4 empty))",
        &[("my/stack.sld", STACK)],
        "4",
    );
    check(
        "(import (scheme base) (my stack)) (top (push 4 empty))",
        &[("my/stack.scm", STACK)],
        "4",
    );
    let program = [(
        "d/p.scm",
        "(import (scheme base) (my stack)) (top (push 4 empty))",
    )];
    assert_eq!(run(&program, &[("d/my/stack.sld", STACK)]), "4");
    let two = [
        ("a/b.sld", "(define-library (a b) (export f) (import (scheme base) (a c)) (include \"body.scm\"))"),
        ("a/body.scm", "(define (f x) (g (+ x 1)))"),
        ("a/c.sld", "(define-library (a c) (export (rename h g)) (import (scheme base)) (begin (define (h x) (* 10 x))))"),
    ];
    check("(import (scheme base) (a b)) (f 1)", &two, "20");
}

#[test]
fn a_library_sees_only_what_it_imports() {
    let library = |imports: &str| {
        format!("(define-library (l) (export f) (import {imports}) (begin (define (f) (car '(1))))) (import (scheme base) (l)) (f)")
    };
    check(&library("(scheme base)"), &[], "1");
    assert_eq!(
        codes(&library("(only (scheme base) define quote)"), &[]),
        ["E0101"]
    );
    check(
        "(define secret 1) (define-library (l) (export f) (import (scheme base)) (begin (define (f) secret))) (import (l)) (f)",
        &[],
        "error[E0101]: `secret` is not defined\n --> 1.scm:1:102\n  |\n1 | (define secret 1) (define-library (l) (export f) (import (scheme base)) (begin (define (f) secret))) (import (l)) (f)\n  |                                                                                            ^^^^^^\n".replace("1:102", "1:92").as_str(),
    );
}

#[test]
fn a_library_is_evaluated_once_where_it_is_first_imported() {
    let others = [
        ("a.sld", "(define-library (a) (export x) (import (scheme base) (foldscheme base) (c)) (begin (emit 'a) (define x (+ c 1))))"),
        ("b.sld", "(define-library (b) (export y) (import (scheme base) (foldscheme base) (c)) (begin (emit 'b) (define y (+ c 2))))"),
        ("c.sld", "(define-library (c) (export c) (import (scheme base) (foldscheme base)) (begin (emit 'c) (define c 10)))"),
    ];
    check(
        "(import (scheme base) (a) (b)) (list x y)",
        &others,
        "emitted c\nemitted a\nemitted b\n(11 12)",
    );
}

#[test]
fn definitions_of_a_library_and_a_program_do_not_meet() {
    let library = "(define-library (l) (export f) (import (scheme base)) (begin (define x 1) (define (f) x)))";
    check(
        &format!("{library} (import (scheme base) (l)) (define x 2) (list x (f))"),
        &[],
        "(2 1)",
    );
    check(
        &format!("{library} (import (scheme base) (l)) (define (f) 'mine) (f)"),
        &[],
        "mine",
    );
}

#[test]
fn macros_of_a_library_keep_their_scope() {
    let library = "(define-library (l) (export m define-getter)
      (import (scheme base))
      (begin
        (define hidden 1)
        (define-syntax m (syntax-rules () ((_ x) (let ((y hidden)) (+ x y)))))
        (define-syntax define-getter (syntax-rules () ((_ n v) (begin (define store v) (define (n) store)))))))";
    check(&format!("{library} (import (only (scheme base) define list) (l)) (define hidden 5) (define y 100) (list (m y) hidden)"), &[], "(101 5)");
    check(&format!("{library} (import (only (scheme base) define list) (l)) (define store 0) (define-getter a 1) (define-getter b 2) (list (a) (b) store)"), &[], "(1 2 0)");
}

#[test]
fn libraries_that_are_not_imported_are_checked_and_cost_nothing() {
    let unused = "(define-library (unused) (export f) (import (scheme base) (foldscheme base)) (begin (emit 'never) (define (f x) (cons x (f x)))))";
    check(&format!("{unused} (define x 1) (+ x 1)"), &[], "2");
    assert_eq!(
        codes(
            "(define-library (unused) (export f) (import (scheme base)) (begin (define (f) g))) 1",
            &[]
        ),
        ["E0101"]
    );
    let blocks = |text: &str| {
        use foldscheme_lang::compiler::compile_unsplit;
        let program = expanded(&[("1.scm", text)], &[]).expanded.expect("expands");
        let unsplit = compile_unsplit(&program).expect("compiles");
        unsplit.split(unsplit.least()).blocks.len()
    };
    let body = "(define (loop n) (if (= n 0) 0 (loop (- n 1)))) (loop 10)";
    let alone = blocks(body);
    assert_eq!(blocks(&format!("{unused} {body}")), alone);
    let used_in_part = format!("{STACK} (import (scheme base) (only (my stack) push)) {body}");
    assert_eq!(blocks(&used_in_part), alone);
}

#[test]
fn declarations_may_be_conditional_and_included() {
    let others = [
        ("decl.scm", "(export f) (import (scheme base))"),
        ("code.scm", "(define (f) 'included)"),
    ];
    check(
        "(define-library (l)
           (include-library-declarations \"decl.scm\")
           (cond-expand (foldscheme (include \"code.scm\")) (else (begin (define (f) 'other)))))
         (import (l)) (f)",
        &others,
        "included",
    );
}

#[test]
fn a_long_chain_of_libraries_costs_no_call_stack() {
    let test = || {
        let most = 5_000;
        let mut text = String::new();
        for n in 0..most {
            let next = n + 1;
            text.push_str(&format!(
                "(define-library (l {n}) (export x) (import (l {next})))\n"
            ));
        }
        text.push_str(&format!(
            "(define-library (l {most}) (export x) (import (scheme base)) (begin (define x 1))) (import (l 0)) x"
        ));
        check(&text, &[], "1");
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    thread
        .spawn(test)
        .expect("a thread")
        .join()
        .expect("no panic");
}

#[test]
fn libraries_that_import_each_other_are_mistakes() {
    let others = [
        ("a.sld", "(define-library (a) (export x) (import (b)))"),
        ("b.sld", "(define-library (b) (export x) (import (a)))"),
    ];
    assert_eq!(codes("(import (a))", &others), ["E0146"]);
    assert_eq!(
        codes("(define-library (l) (import (l))) (import (l))", &[]),
        ["E0146"]
    );
}

#[test]
fn wrong_libraries_are_mistakes() {
    for (text, expected) in [
        ("(import (my own))", "E0145"),
        ("(define-library (scheme base))", "E0147"),
        ("(define-library (l)) (define-library (l))", "E0147"),
        ("(define-library (l) (export x)) (import (l))", "E0150"),
        ("(define-library (l) (import (scheme base)) (export x x) (begin (define x 1))) (import (l))", "E0150"),
        ("(define-library (l) (define x 1)) (import (l))", "E0143"),
        ("(define-library (l) (export (x y)))", "E0143"),
        ("(import (scheme base) (rename (scheme base) (car)))", "E0143"),
        ("(import scheme)", "E0143"),
        ("(import (only (scheme base) kar))", "E0148"),
        ("(import (except (scheme base) kar))", "E0148"),
        ("(import (rename (scheme base) (kar car)))", "E0148"),
        ("(import (only (scheme base) set!))", "E0102"),
        ("(import (scheme base) (rename (only (scheme base) cdr) (cdr car)))", "E0149"),
        ("(define (f) (import (scheme base)) 1)", "E0151"),
        ("(+ 1 (define-library (l)))", "E0151"),
        ("(define-library)", "E0104"),
        ("(import (../up))", "E0145"),
    ] {
        assert_eq!(codes(text, &[]), [expected], "{text}");
    }
    let others = [("l.sld", "(define x 1)")];
    assert_eq!(codes("(import (l))", &others), ["E0143", "E0145"]);
    let others = [("l.sld", "(define-library (m))")];
    assert_eq!(codes("(import (l))", &others), ["E0145"]);
}
