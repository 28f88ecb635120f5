//! What forms expand to, as a dump of the core language.

use super::expand;
use crate::core::{Expr, ExprKind, Program};
use crate::printer::write_constant;
use crate::source::Sources;
use expect_test::{expect, Expect};
use foldscheme_stdlib::FILES;
use std::fmt::Write;

/// A program as S-expressions. Variables are numbered where a name stands for more than one.
fn dump(program: &Program) -> String {
    let mut out = String::new();
    dump_expr(program, &program.body, &mut out);
    out
}

fn dump_expr(program: &Program, expr: &Expr, out: &mut String) {
    let var = |var: crate::core::VarId| {
        let info = &program.vars[var.0 as usize];
        let same = |other: &&crate::core::VarInfo| other.name == info.name;
        let before = program.vars[..var.0 as usize].iter().filter(same).count();
        if program.vars.iter().filter(same).count() == 1 {
            info.name.to_string()
        } else {
            format!("{}.{}", info.name, before + 1)
        }
    };
    let all = |head: &str, parts: &[Expr], out: &mut String| {
        write!(out, "({head}").unwrap();
        for part in parts {
            out.push(' ');
            dump_expr(program, part, out);
        }
        out.push(')');
    };
    match &expr.kind {
        ExprKind::Const(id) => {
            let text = write_constant(&program.constants, *id);
            if text.starts_with('(') || text.starts_with(|c: char| c.is_alphabetic()) {
                out.push('\'');
            }
            out.push_str(&text);
        }
        ExprKind::Var(id) => out.push_str(&var(*id)),
        ExprKind::If(a, b, c) => {
            out.push_str("(if ");
            dump_expr(program, a, out);
            out.push(' ');
            dump_expr(program, b, out);
            out.push(' ');
            dump_expr(program, c, out);
            out.push(')');
        }
        ExprKind::Lambda(lambda) => {
            let name = lambda
                .name
                .as_deref()
                .map_or(String::new(), |n| format!("[{n}]"));
            let mut params: Vec<String> = lambda.params.iter().map(|p| var(*p)).collect();
            if let Some(rest) = lambda.rest {
                params.push(".".into());
                params.push(var(rest));
            }
            write!(out, "(lambda{name} ({}) ", params.join(" ")).unwrap();
            dump_expr(program, &lambda.body, out);
            out.push(')');
        }
        ExprKind::Call(operator, operands) => {
            out.push_str("(call ");
            dump_expr(program, operator, out);
            for operand in operands {
                out.push(' ');
                dump_expr(program, operand, out);
            }
            out.push(')');
        }
        ExprKind::Prim(prim, operands) => all(&format!("%{prim:?}"), operands, out),
        ExprKind::Seq(parts) => all("begin", parts, out),
        ExprKind::Let(bindings, body) | ExprKind::Letrec(bindings, body) => {
            let head = if matches!(expr.kind, ExprKind::Let(..)) {
                "let"
            } else {
                "letrec"
            };
            write!(out, "({head} (").unwrap();
            for (index, (name, value)) in bindings.iter().enumerate() {
                if index > 0 {
                    out.push(' ');
                }
                write!(out, "({} ", var(*name)).unwrap();
                dump_expr(program, value, out);
                out.push(')');
            }
            out.push_str(") ");
            dump_expr(program, body, out);
            out.push(')');
        }
    }
}

fn expand_texts(texts: &[(&str, &str)]) -> Result<Program, String> {
    let mut sources = Sources::new();
    let ids: Vec<_> = texts
        .iter()
        .map(|(name, text)| sources.add(*name, *text))
        .collect();
    expand(&sources, &ids).map_err(|diagnostics| {
        let shown: Vec<String> = diagnostics
            .iter()
            .map(|d| format!("{} {}", d.code, d.message))
            .collect();
        shown.join("\n")
    })
}

/// Without a library.
fn check(text: &str, expected: Expect) {
    let shown = expand_texts(&[("test", text)]).map_or_else(|e| e, |p| dump(&p));
    expected.assert_eq(&shown);
}

/// After a small library, which is not shown.
fn check_with(library: &str, texts: &[&str], expected: Expect) {
    let mut all = vec![("<stdlib/test.scm>", library)];
    all.extend(texts.iter().map(|text| ("test", *text)));
    let shown = expand_texts(&all).map_or_else(|e| e, |p| dump(&p));
    expected.assert_eq(&shown);
}

/// After the standard library.
fn expand_after_library(text: &str) -> Result<Program, String> {
    let mut all = FILES.to_vec();
    all.push(("test", text));
    expand_texts(&all)
}

#[test]
fn the_library_expands() {
    let program = expand_texts(&FILES);
    assert!(program.is_ok(), "{:?}", program.err());
}

#[test]
fn every_twin_and_every_operator_is_defined_by_the_library() {
    let is_defined = |name: &str| {
        let defined = format!("(define ({name} ");
        FILES.iter().any(|(_, text)| text.contains(&defined))
    };
    for (name, _, twin) in super::operator::TWINS {
        let text = format!("(define f {name})");
        assert!(expand_after_library(&text).is_ok(), "{name}");
        assert!(is_defined(twin), "{twin}");
    }
    for name in super::operator::Operator::names().filter(|name| !name.starts_with('%')) {
        assert!(is_defined(name), "{name}");
    }
}

#[test]
fn what_is_said_to_be_missing_is_missing() {
    for name in super::unsupported::names() {
        let error = expand_after_library(&format!("(let ((x {name})) x)")).err();
        let expected = ["E0101", "E0102"].map(|code| format!("{code} `{name}` is not "));
        let error = error.unwrap_or_default();
        assert!(
            expected.iter().any(|expected| error.starts_with(expected)),
            "{name}: {error}"
        );
    }
}

#[test]
fn every_definition_of_the_library_has_a_comment() {
    for (_, text) in FILES {
        let mut before = "";
        for line in text.lines() {
            assert!(
                !line.starts_with("(define") || before.starts_with(";;; "),
                "{line}"
            );
            before = line;
        }
    }
}

#[test]
fn no_name_of_the_library_is_defined_twice() {
    let program = expand_texts(&FILES).unwrap();
    let ExprKind::Letrec(bindings, _) = &program.body.kind else {
        panic!("definitions")
    };
    let mut names: Vec<_> = bindings
        .iter()
        .map(|(var, _)| &program.vars[var.0 as usize].name)
        .collect();
    names.sort();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
}

#[test]
fn mistakes_in_deep_expressions_cost_no_call_stack() {
    on_small_stack(|| {
        let most = super::NESTING_LIMIT as usize - 2;
        let deep = "(car ".repeat(most) + "1" + &")".repeat(most);
        for text in [
            format!("(if {deep})"),
            format!("(cons {deep})"),
            format!("(cond (else => {deep}))"),
            format!("(cond (else {deep}) (else {deep}))"),
            format!("(case 1 (else {deep}) (else {deep}))"),
            format!("(let ((1 {deep})) 1)"),
            format!("(let () (define x {deep}))"),
            format!("(- {deep})"),
            format!("`(,@{deep} 1)"),
            format!("(unknown {deep})"),
            format!("(guard (1 (#t 1)) {deep})"),
            format!("(guard (e ({deep} 1)) {deep})"),
            format!("(let-values (((a 1) {deep})) {deep})"),
            format!("(receive () (values {deep} 1) {deep})"),
            format!("(receive (a b) (if 1 (values {deep} 1) {deep}) (define c {deep}))"),
            format!("(call-with-values (lambda () (values {deep} 1)) (lambda (a) {deep}))"),
            format!("(define f (case-lambda ((a) {deep}))) (f {deep} 1)"),
            format!("(define-values (a b) (values {deep} 1 2))"),
            format!("`#(,@{deep} 1)"),
            format!("(delay {deep} 1)"),
            format!("(assert {deep} (unknown {deep}))"),
            format!("(do ((i {deep} {deep}) (i 1)) ({deep} {deep}) {deep})"),
        ] {
            assert!(expand_texts(&[("test", &text)]).is_err());
        }
    });
}

#[test]
fn definitions_become_one_letrec() {
    check(
        "(define x 1) (define (f a . r) (g a)) (define (g . b) b) (f x)",
        expect!["(letrec ((x 1) (f (lambda[f] (a . r) (call g a))) (g (lambda[g] (. b) b))) (call f x))"],
    );
    check(
        "1 (define x 2) (begin 3 (begin (define y 4)) x) 5",
        expect!["(letrec ((_.1 1) (x 2) (_.2 3) (y 4)) (begin x 5))"],
    );
    check("(define x 1)", expect!["(letrec ((x 1)) #<unspecified>)"]);
    check("", expect!["#<unspecified>"]);
    check("1 2", expect!["(begin 1 2)"]);
}

#[test]
fn a_later_text_shadows_and_an_earlier_one_keeps_its_own() {
    check_with(
        "(define (f x) (g x)) (define (g x) x)",
        &["(define (g x) (f x)) (g 1)", "(define f 2) (g f)"],
        expect!["(letrec ((f.1 (lambda[f] (x.1) (call g.1 x.1))) (g.1 (lambda[g] (x.2) x.2)) (g.2 (lambda[g] (x.3) (call f.1 x.3))) (_ (call g.2 1)) (f.2 2)) (call g.2 f.2))"],
    );
    check_with(
        "(define (car p) (car p))",
        &["(car 1) car"],
        expect!["(letrec ((car (lambda[car] (p) (%Car p)))) (begin (%Car 1) car))"],
    );
    check_with(
        "(define (car p) (car p))",
        &["(car 1) (define (car x) x)", "(car 2)"],
        expect!["(letrec ((car.1 (lambda[car] (p) (%Car p))) (_ (call car.2 1)) (car.2 (lambda[car] (x) x))) (call car.2 2))"],
    );
    check_with(
        "",
        &["(define (f) (h))", "(define (h) 1)"],
        expect!["E0101 `h` is not defined"],
    );
}

#[test]
fn twins_serve_unshadowed_library_procedures_alone() {
    check_with(
        "(define (%map1 f l) l) (define (map f . l) l)",
        &["(map 1 2) (map 1 2 3) (let ((map car)) (map 1 2)) map"],
        expect!["(letrec ((%map1 (lambda[%map1] (f.1 l.1) l.1)) (map.1 (lambda[map] (f.2 . l.2) l.2))) (begin (call %map1 1 2) (call map.1 1 2 3) (let ((map.2 (lambda[car] (operand) (%Car operand)))) (call map.2 1 2)) map.1))"],
    );
    check_with(
        "(define (%map1 f l) l) (define (map f . l) l)",
        &["(define (map a b) a) (map 1 2)"],
        expect!["(letrec ((%map1 (lambda[%map1] (f.1 l.1) l.1)) (map.1 (lambda[map] (f.2 . l.2) l.2)) (map.2 (lambda[map] (a b) a))) (call map.2 1 2))"],
    );
}

#[test]
fn local_names_hide_keywords_and_primitives() {
    check(
        "(let ((if list) (car 1)) (if car))",
        expect!["E0117 `list` cannot be a value here"],
    );
    check(
        "(lambda (cons) `(1 ,cons 2))",
        expect!["(lambda (cons) (%Cons 1 (%Cons cons '(2))))"],
    );
    check(
        "(define (if x) x) (if 1)",
        expect!["(letrec ((if (lambda[if] (x) x))) (call if 1))"],
    );
    check(
        "(let ((else #f)) (cond (else 1)))",
        expect!["(let ((else #f)) (if else 1 #<unspecified>))"],
    );
    check(
        "(define (f) (define (list . x) x) (list 1))",
        expect!["(letrec ((f (lambda[f] () (letrec ((list (lambda[list] (. x) x))) (call list 1))))) #<unspecified>)"],
    );
}

#[test]
fn arithmetic() {
    check(
        "(+) (+ 1) (+ 1 2) (+ 1 2 3) (*)",
        expect!["(begin 0 (%Number 1) (%Add 1 2) (%Add (%Add 1 2) 3) 1)"],
    );
    check(
        "(- 5) (- 1 2) (- 1 2 3) (/ #field:2) (/ 1 2 3)",
        expect!["(begin -5 (%Sub 1 2) (%Sub (%Sub 1 2) 3) (%Div #field:1 #field:2) (%Div (%Div 1 2) 3))"],
    );
    check_with(
        "(define (%negate x) x)",
        &["(- (car 1))"],
        expect!["(letrec ((%negate (lambda[%negate] (x) x))) (call %negate (%Car 1)))"],
    );
    check(
        "(= 1 2) (< 1 2) (> 1 2) (<= 1 2) (>= 1 2) (< 1)",
        expect!["(begin (%NumEq 1 2) (%Less 1 2) (%Less 2 1) (if (%Less 2 1) #f #t) (if (%Less 1 2) #f #t) (begin (%Number 1) #t))"],
    );
    check(
        "(> (car 1) (cdr 2)) (<= (car 1) (cdr 2)) (>= (car 1) (cdr 2))",
        expect!["(begin (let ((operand.1 (%Car 1))) (%Less (%Cdr 2) operand.1)) (let ((operand.2 (%Car 1))) (if (%Less (%Cdr 2) operand.2) #f #t)) (if (%Less (%Car 1) (%Cdr 2)) #f #t))"],
    );
    check("(< 1 (car 2) 3)", expect!["(let ((operand.1 1) (operand.2 (%Car 2)) (operand.3 3)) (if (%Less operand.1 operand.2) (%Less operand.2 operand.3) #f))"]);
    check("(>= 1 2 3)", expect!["(let ((operand.1 1) (operand.2 2) (operand.3 3)) (if (if (%Less operand.1 operand.2) #f #t) (if (%Less operand.2 operand.3) #f #t) #f))"]);
}

#[test]
fn other_primitives() {
    check(
        "(eq? 1 2) (eqv? 1 2) (equal? 1 2) (not 1) (list) (list 1 2)",
        expect!["(begin (%Eq 1 2) (%Eq 1 2) (%Eq 1 2) (if 1 #f #t) '() (%Cons 1 (%Cons 2 '())))"],
    );
    check(
        "(error \"m\") (error \"m\" 1 2) (apply car 1) (apply car 1 2 3) (emit 1)",
        expect![[
            r#"(begin (%Error (%Cons "m" '())) (%Error (%Cons "m" (%Cons 1 (%Cons 2 '())))) (%Apply (lambda[car] (operand.1) (%Car operand.1)) 1) (%Apply (lambda[car] (operand.2) (%Car operand.2)) (%Cons 1 (%Cons 2 3))) (%Emit 1))"#
        ]],
    );
    check("car not", expect!["(begin (lambda[car] (operand.1) (%Car operand.1)) (lambda[not] (operand.2) (if operand.2 #f #t)))"]);
}

#[test]
fn conditionals() {
    check(
        "(if 1 2) (if 1 2 3) (when 1 2 3) (unless 1 2 3) (assert 1)",
        expect!["(begin (if 1 2 #<unspecified>) (if 1 2 3) (if 1 (begin 2 3) #<unspecified>) (if 1 #<unspecified> (begin 2 3)) (if 1 #<unspecified> (%AssertFailed)))"],
    );
    check(
        "(and) (and 1) (and 1 2 3)",
        expect!["(begin #t 1 (if 1 (if 2 3 #f) #f))"],
    );
    check(
        "(or) (or 1) (or (car 1) 2 3) (or (null? 1) 2)",
        expect!["(begin #f 1 (let ((value.2 (%Car 1))) (if value.2 value.2 (let ((value.1 2)) (if value.1 value.1 3)))) (if (%IsNull 1) #t 2))"],
    );
    check(
        "(cond (1 2 3) ((car 4)) ((car 5) => car) ((null? 6)) (else 7 8))",
        expect!["(if 1 (begin 2 3) (let ((value.2 (%Car 4))) (if value.2 value.2 (let ((value.1 (%Car 5))) (if value.1 (call (lambda[car] (operand) (%Car operand)) value.1) (if (%IsNull 6) #t (begin 7 8)))))))"],
    );
    check("(cond (1 2))", expect!["(if 1 2 #<unspecified>)"]);
    check(
        "(case (car 1) ((1 a) 2) (() 3) (((x)) => car) (else => cdr))",
        expect!["(let ((value (%Car 1))) (if (if (%Eq value 1) #t (%Eq value 'a)) 2 (if #f 3 (if (%Eq value '(x)) (call (lambda[car] (operand.1) (%Car operand.1)) value) (call (lambda[cdr] (operand.2) (%Cdr operand.2)) value)))))"],
    );
    check(
        "(lambda (x) (case x ((1) 2)))",
        expect!["(lambda (x) (if (%Eq x 1) 2 #<unspecified>))"],
    );
}

#[test]
fn bindings() {
    check(
        "(let ((x 1) (y 2)) (let ((x y) (y x)) x))",
        expect!["(let ((x.1 1) (y.1 2)) (let ((x.2 y.1) (y.2 x.1)) x.2))"],
    );
    check(
        "(let* ((x 1) (x (car x))) x)",
        expect!["(let ((x.1 1)) (let ((x.2 (%Car x.1))) x.2))"],
    );
    check(
        "(letrec ((f (lambda () (g))) (g (lambda () (f)))) f)",
        expect!["(letrec ((f (lambda[f] () (call g))) (g (lambda[g] () (call f)))) f)"],
    );
    check(
        "(let () (define x 1) (car x) (define y 2) y)",
        expect!["(letrec ((x 1) (_ (%Car x)) (y 2)) y)"],
    );
    check(
        "(let* () 1) (letrec () 2) (letrec* ((x 1)) 3)",
        expect!["(begin 1 2 (letrec ((x 1)) 3))"],
    );
    check(
        "(lambda (loop) (let loop ((n loop) (m 1)) (loop n m)))",
        expect!["(lambda (loop.1) (letrec ((loop.2 (lambda[loop] (n m) (call loop.2 n m)))) (call loop.2 loop.1 1)))"],
    );
    check(
        "(do ((i 0 (+ i 1)) (j 5)) ((= i j) 1 i) (emit i))",
        expect!["(letrec ((do (lambda[do] (i j) (if (%NumEq i j) (begin 1 i) (begin (%Emit i) (call do (%Add i 1) j)))))) (call do 0 5))"],
    );
    check(
        "(do () (#t))",
        expect!["(letrec ((do (lambda[do] () (if #t #<unspecified> (call do))))) (call do))"],
    );
    check(
        "(lambda args args) (lambda (a b . c) c)",
        expect!["(begin (lambda (. args) args) (lambda (a b . c) c))"],
    );
}

#[test]
fn templates() {
    check(
        "'(a (b . \"c\")) '() 'a `(a b) `a `,(car 1)",
        expect![[r#"(begin '(a (b . "c")) '() 'a '(a b) 'a (%Car 1))"#]],
    );
    check(
        "`(1 ,(car 2) 3 . ,(cdr 4))",
        expect!["(%Cons 1 (%Cons (%Car 2) (%Cons 3 (%Cdr 4))))"],
    );
    check_with(
        "(define (%append2 a b) a)",
        &["`(1 ,@(car 2) 3 ,@(cdr 4))"],
        expect!["(letrec ((%append2 (lambda[%append2] (a b) a))) (%Cons 1 (call %append2 (%Car 2) (%Cons 3 (%Cdr 4)))))"],
    );
    check("`(1 `(2 ,(3 ,(car 4))))", expect!["(%Cons 1 (%Cons (%Cons 'quasiquote (%Cons (%Cons 2 (%Cons (%Cons 'unquote (%Cons (%Cons 3 (%Cons (%Car 4) '())) '())) '())) '())) '()))"]);
    check("`(1 `,@(2 ,@(car 3)))", expect!["(%Cons 1 (%Cons (%Cons 'quasiquote (%Cons (%Cons 'unquote-splicing (%Cons (%Cons 2 (%Car 3)) '())) '())) '()))"]);
    check(
        "`#(1 a) `#(1 ,(car 2) 3) `#(,(car 1)) `(1 #(,(car 2)))",
        expect!["(begin #(1 a) (%PairToVector (%Cons 3 (%Cons 1073741824 (%Cons (%Cons 1 (%Car 2)) (%Cons 3 #<unspecified>))))) (%PairToVector (%Cons 1 (%Cons 4294967296 (%Car 1)))) (%Cons 1 (%Cons (%PairToVector (%Cons 1 (%Cons 4294967296 (%Car 2)))) '())))"],
    );
    check_with(
        "(define (%append2 a b) a) (define (list->vector l) l)",
        &["`#(1 ,@(car 2) ,(cdr 3))", "`#(,@(car 1))"],
        expect!["(letrec ((%append2 (lambda[%append2] (a b) a)) (list->vector (lambda[list->vector] (l) l))) (begin (call list->vector (%Cons 1 (call %append2 (%Car 2) (%Cons (%Cdr 3) '())))) (call list->vector (%Car 1))))"],
    );
    check("`(1 `#(2 ,(3 ,(car 4))))", expect!["(%Cons 1 (%Cons (%Cons 'quasiquote (%Cons (%PairToVector (%Cons 2 (%Cons 2147483648 (%Cons 2 (%Cons 'unquote (%Cons (%Cons 3 (%Cons (%Car 4) '())) '())))))) '())) '()))"]);
    check("`#(1 `(2 ,(3 ,@(car 4))))", expect!["(%PairToVector (%Cons 2 (%Cons 2147483648 (%Cons 1 (%Cons 'quasiquote (%Cons (%Cons 2 (%Cons (%Cons 'unquote (%Cons (%Cons 3 (%Car 4)) '())) '())) '()))))))"]);
    check(
        "`((,(car 1)) unquote (cdr 2))",
        expect!["(%Cons (%Cons (%Car 1) '()) (%Cdr 2))"],
    );
}

/// Runs on a thread with as little call stack as a test's.
fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run);
    assert!(thread.unwrap().join().is_ok());
}

#[test]
fn quoted_data_nest_at_any_depth() {
    on_small_stack(|| {
        let nest = "(".repeat(100_000) + &")".repeat(100_000);
        let vectors = "#(".repeat(100_000) + &")".repeat(100_000);
        for quote in ["'", "`"] {
            assert!(expand_texts(&[("test", &format!("{quote}{nest}"))]).is_ok());
            assert!(expand_texts(&[("test", &format!("{quote}{vectors}"))]).is_ok());
        }
        let key = format!("(case 1 (({nest}) 2))");
        assert!(expand_texts(&[("test", &key)]).is_ok());
    });
}

const TOO_DEEP: &str = "E0103 this expression nests too deeply";

#[test]
fn expressions_nest_to_the_limit_and_no_further() {
    on_small_stack(|| {
        for (open, close) in [
            ("(car ", ")"),
            ("(let ((x 1)) ", ")"),
            ("(do ((i 0)) (#f) ", ")"),
            ("(lambda () ", ")"),
            ("(define (f) ", " 1)"),
            ("(cond (1 ", "))"),
            ("(+ ", " 1)"),
            ("(let* ((a 1) (b 2)) ", ")"),
        ] {
            let nest = |n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
            let most = super::NESTING_LIMIT as usize;
            assert!(expand_texts(&[("test", &nest(most))]).is_ok(), "{open}");
            let error = expand_texts(&[("test", &nest(most + 1))]).err();
            assert_eq!(error.as_deref(), Some(TOO_DEEP), "{open}");
        }
        let text = "(car ".repeat(100_000) + "1" + &")".repeat(100_000);
        assert_eq!(
            expand_texts(&[("test", &text)]).err().as_deref(),
            Some(TOO_DEEP)
        );
        let nest = |n: usize| format!("`{}{}{}", "(1 ".repeat(n), ",1", ")".repeat(n));
        assert!(expand_texts(&[("test", &nest(2_500))]).is_ok());
        let error = expand_texts(&[("test", &nest(20_000))]).err();
        assert_eq!(error.as_deref(), Some(TOO_DEEP));
    });
}

#[test]
fn long_forms_cost_no_call_stack() {
    on_small_stack(|| {
        let many = |part: &str| part.repeat(20_000);
        for text in [
            format!("(cond {})", many("(1 2)")),
            format!("(list {})", many("1 ")),
            format!("(+ {})", many("1 ")),
            format!("(and {})", many("1 ")),
            format!("(or {})", many("(car 1) ")),
            format!("(let* ({}) 1)", many("(x 1)")),
            format!("(case 1 {})", many("((1) 2)")),
            format!("(case 1 (({}) 2))", many("1 ")),
            format!("`({})", many(",1 ")),
            format!("(< {})", many("1 ")),
            format!("`#({})", many(",1 ")),
            format!("(values {})", many("1 ")),
            format!("(let*-values ({}) 1)", many("((x y) (values 1 2))")),
            format!(
                "(receive (a b) (cond {} (else (values 1 2))) a)",
                many("(1 (values 1 2))")
            ),
            format!("(define f (case-lambda {}))", many("((a) 1)")),
            many("(emit 1)"),
            format!("{}{}", "(begin ".repeat(20_000), ")".repeat(20_000)),
        ] {
            let program = expand_texts(&[("test", &text)]);
            assert!(program.is_ok(), "{:?}", program.err());
        }
    });
}
