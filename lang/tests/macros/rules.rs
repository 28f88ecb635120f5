//! What patterns match and what templates become.

use crate::check;

#[test]
fn patterns_with_ellipses() {
    check(
        "(define-syntax m (syntax-rules () ((_ (a b ...) ...) '((b ... a) ...)))) (m (1 2 3) (4) (5 6))",
        "((2 3 1) (4) (6 5))",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ a ... y z) '(z y a ...)))) (list (m 1 2) (m 1 2 3 4))",
        "((2 1) (4 3 1 2))",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ a b ... . r) '(a (b ...) r)))) (list (m 1) (m 1 2 3) (m 1 2 . 3))",
        "((1 () ()) (1 (2 3) ()) (1 (2) 3))",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ (a b ... c . r)) '(a (b ...) c r)))) (m (1 2 3 4 . 5))",
        "(1 (2 3) 4 5)",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ ((a ...) ...) ...) '(((a ...) ...) ... (a ... ... ...))))) (m ((1 2) (3)) () ((4)))",
        "(((1 2) (3)) () ((4)) (1 2 3 4))",
    );
    check(
        "(define-syntax my-let
           (syntax-rules () ((_ ((n v) ...) body ...) ((lambda (n ...) body ...) v ...))))
         (my-let ((a 1) (b 2)) (define c 3) (list a b c))",
        "(1 2 3)",
    );
}

#[test]
fn patterns_with_data() {
    check(
        "(define-syntax m (syntax-rules () ((_ 1) 'one) ((_ \"s\") 'string) ((_ #\\a) 'char) ((_ #t) 'true) ((_ ()) 'nil) ((_ (1 x)) '(is x)) ((_ _) 'any)))
         (list (m 1) (m \"s\") (m #\\a) (m #t) (m ()) (m (1 2)) (m (2 1)))",
        "(one string char true nil (is 2) any)",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ _ x _) x))) (m 1 2 3)",
        "2",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ (_ x) ...) '(x ...)))) (m (1 2) (3 4))",
        "(2 4)",
    );
}

#[test]
fn vectors_in_patterns_and_templates() {
    check(
        "(define-syntax m (syntax-rules () ((_ #(a b ... c)) '#(c (b ...) a)))) (m #(1 2 3 4))",
        "#(4 (2 3) 1)",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ #((n v) ...)) '(#(n ...) #(v ... end))) ((_ x) 'no)))
         (list (m #((a 1) (b 2))) (m #(1)) (m (1 2)))",
        "((#(a b) #(1 2 end)) no no)",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ #u8(1 2)) 'bytes) ((_ #()) 'empty) ((_ #(x)) '(x)) ((_ _) 'other)))
         (list (m #u8(1 2)) (m #u8(1 3)) (m #()) (m #(7)) (m #(7 8)))",
        "(bytes other empty (7) other)",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ x ...) (list `#(x ... ,(+ x ...)) #(x ...))))) (m 1 2)",
        "(#(1 2 3) #(1 2))",
    );
}

#[test]
fn an_ellipsis_of_ones_own() {
    check(
        "(define-syntax my-list (syntax-rules ::: () ((_ (a b :::) :::) '((b ::: a) :::)))) (my-list (1 2 3) (4))",
        "((2 3 1) (4))",
    );
    check(
        "(define-syntax m (syntax-rules ::: () ((_ x ...) '(... x)))) (m 1 2)",
        "(2 1)",
    );
    // As a literal the ellipsis is no ellipsis.
    check(
        "(define-syntax m (syntax-rules (...) ((_ x ...) '(x ...)) ((_ . r) 'other))) (list (m 1 ...) (m 1 2))",
        "((1 ...) other)",
    );
    check(
        "(define-syntax m (syntax-rules ... (...) ((_ x ...) '(x ...)))) (m 100 ...)",
        "(100 ...)",
    );
}

#[test]
fn escaped_ellipses_make_macros() {
    check(
        "(define-syntax m (syntax-rules () ((_ x) '(x (... ...))))) (m 1)",
        "(1 ...)",
    );
    check(
        "(define-syntax be-like-begin
           (syntax-rules ()
             ((_ name) (define-syntax name (syntax-rules () ((_ e (... ...)) (begin e (... ...))))))))
         (be-like-begin sequence)
         (sequence 1 2 3 4)",
        "4",
    );
    check(
        "(define-syntax define-lister
           (syntax-rules ()
             ((_ name first ...)
              (define-syntax name
                (syntax-rules () ((_ x (... ...)) (list first ... x (... ...))))))))
         (define-lister l 1 2)
         (l 3 4)",
        "(1 2 3 4)",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ x ...) '((... (x ...)) x ...)))) (m 1)",
        ERROR_ESCAPED,
    );
    check(
        "(let ((x 1))
           (let-syntax ((tester (syntax-rules () ((_ name) (let-syntax ((name (syntax-rules () ((_ y (... ...)) (list x y (... ...)))))) (let ((x 2)) (name x 3)))))))
             (tester q)))",
        "(1 2 3)",
    );
}

const ERROR_ESCAPED: &str = "error[E0125]: `x` lacks an ellipsis here
 --> 1.scm:1:54
  |
1 | (define-syntax m (syntax-rules () ((_ x ...) '((... (x ...)) x ...)))) (m 1)
  |                                                      ^ it stands for what a repeated pattern matched
  |
  = help: in the template as many `...` must follow it as in the pattern
";

#[test]
fn further_ellipses_repeat_the_whole() {
    check(
        "(define-syntax m (syntax-rules () ((_ (a ...) (b ...)) '((a b ...) ...)))) (m (1 2) (x y z))",
        "((1 x y z) (2 x y z))",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ (x y ...) ...) '((x y) ... ...)))) (m (1 a b) (2 c))",
        "((1 a) (1 b) (2 c))",
    );
    check(
        "(define-syntax m (syntax-rules () ((_ k a ...) '((k a) ...)))) (m k 1 2)",
        "((k 1) (k 2))",
    );
}

#[test]
fn macros_expand_to_definitions_and_to_macros() {
    check(
        "(define-syntax define-all
           (syntax-rules () ((_ (n v) ...) (begin (define n v) ...))))
         (define-all (a 1) (b (+ a 1)) (c (+ b 1)))
         (define (f) (define-all (x 10) (y (+ x a))) (+ x y))
         (list a b c (f))",
        "(1 2 3 21)",
    );
    check(
        "(define-syntax constant
           (syntax-rules () ((_ name value) (define-syntax name (syntax-rules () ((_) value))))))
         (constant seven 7)
         (define (f) (constant eight 8) (+ (seven) (eight)))
         (f)",
        "15",
    );
    check(
        "(define-syntax my-if if) (define-syntax my-lambda lambda) ((my-lambda (x) (my-if x 1 2)) #f)",
        "2",
    );
    check(
        "(define-syntax transformer (syntax-rules () ((_ v) (syntax-rules () ((_) v)))))
         (define-syntax five (transformer 5))
         (five)",
        "5",
    );
    check(
        "(define-syntax nothing (syntax-rules () ((_) (begin)))) (nothing) (define x 1) (nothing) x",
        "1",
    );
    check(
        "(define (f x) (define-syntax square (syntax-rules () ((_ e) (let ((v e)) (* v v))))) (square (+ x 1))) (f 3)",
        "16",
    );
}

#[test]
fn recursive_macros() {
    check(
        "(define-syntax rev (syntax-rules () ((_ () out) 'out) ((_ (a . r) out) (rev r (a . out))))) (rev (1 2 3) ())",
        "(3 2 1)",
    );
    check(
        "(define-syntax even-length?
           (syntax-rules () ((_) #t) ((_ a . r) (odd-length? . r))))
         (define-syntax odd-length?
           (syntax-rules () ((_) #f) ((_ a . r) (even-length? . r))))
         (list (even-length? a b) (even-length? a b c))",
        "(#t #f)",
    );
    check(
        "(define-syntax my-case
           (syntax-rules (else)
             ((_ (a . b) clause ...) (let ((key (a . b))) (my-case key clause ...)))
             ((_ key (else e)) e)
             ((_ key ((d ...) e) clause ...) (if (memv key '(d ...)) e (my-case key clause ...)))))
         (list (my-case (+ 1 1) ((1 2) 'low) (else 'high)) (my-case 5 ((1 2) 'low) (else 'high)))",
        "(low high)",
    );
}

#[test]
fn a_macro_may_return_its_operand() {
    check(
        "(define-syntax id (syntax-rules () ((_ x) x))) (id (id (id (+ 1 2))))",
        "3",
    );
    check(
        "(define-syntax call (syntax-rules () ((_ f . r) (f . r)))) (call + 1 2)",
        "3",
    );
}

#[test]
fn what_a_macro_makes_costs_what_a_person_would_have_written() {
    use foldscheme_lang::{compiler::compile_unsplit, expander::expand, source::Sources};
    let blocks = |text: &str| {
        let mut sources = Sources::new();
        let ids = [sources.add("1.scm", text)];
        let program = expand(&sources, &ids).expect("expands");
        let unsplit = compile_unsplit(&program).expect("compiles");
        unsplit.split(unsplit.least()).blocks.len()
    };
    let body = "(define (f n a) (if (= n 0) a (f (- n 1) (+ a n)))) (f 10 0)";
    let unused = "(define-syntax m (syntax-rules () ((_ n) (define (n x) (cons x (n x)))))) (m g)";
    assert_eq!(blocks(&format!("{unused} {body}")), blocks(body));
}
