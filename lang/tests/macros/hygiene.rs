//! What a template inserts means what it means where the macro was defined, and what it binds is
//! its own.

use crate::check;

const OR: &str = "(define-syntax my-or
  (syntax-rules ()
    ((_) #f)
    ((_ e) e)
    ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))";

#[test]
fn what_a_template_binds_captures_nothing_of_the_user() {
    check(&format!("{OR} (let ((t 5)) (my-or #f t))"), "5");
    check(&format!("{OR} (define (f t) (my-or #f #f t)) (f 7)"), "7");
    check(
        "(define-syntax swapped
           (syntax-rules () ((_ (a b) body) (let ((tmp a)) (let ((a b) (b tmp)) body)))))
         (let ((tmp 1) (other 2)) (swapped (tmp other) (list tmp other)))",
        "(2 1)",
    );
    check(
        "(define-syntax ten (syntax-rules () ((_ e) (lambda (x) (+ x e)))))
         (define x 3)
         ((ten x) 100)",
        "103",
    );
}

#[test]
fn what_a_template_refers_to_is_captured_by_nothing_of_the_user() {
    check(&format!("{OR} (let ((if list)) (my-or #f 2))"), "2");
    check(
        &format!("{OR} (let ((let 1) (my-or my-or)) 3)"),
        ERROR_MACRO_VALUE,
    );
    check(
        &format!("{OR} (let ((if 1) (let 2) (t 3)) (my-or #f (list if let t)))"),
        "(1 2 3)",
    );
    check(
        "(define-syntax my-unless
           (syntax-rules () ((_ test e) (if (not test) e #f))))
         (let ((not (lambda (x) x))) (my-unless #f 'right))",
        "right",
    );
    check(
        "(define (twice x) (* 2 x))
         (define-syntax doubled (syntax-rules () ((_ e) (twice e))))
         (let ((twice list)) (doubled 4))",
        "8",
    );
    check(
        "(define-syntax doubled (syntax-rules () ((_ e) (later e))))
         (define (later x) (* 2 x))
         (define (f later) (doubled later))
         (f 5)",
        "10",
    );
}

const ERROR_MACRO_VALUE: &str = "error[E0130]: `my-or` is a macro, not a value
 --> 1.scm:5:79
  |
5 |     ((_ e r ...) (let ((t e)) (if t t (my-or r ...)))))) (let ((let 1) (my-or my-or)) 3)
  |                                                                               ^^^^^
  |
  = help: it is used like `(my-or)`; to pass it on, put its use into a `lambda`
";

#[test]
fn a_local_variable_hides_a_macro_and_a_macro_hides_a_variable() {
    check(&format!("{OR} (let ((my-or list)) (my-or 1 2))"), "(1 2)");
    check(&format!("{OR} (define (f my-or) (my-or 1 2)) (f +)"), "3");
    check(
        "(define (f) 'procedure)
         (let-syntax ((f (syntax-rules () ((_) 'macro)))) (f))",
        "macro",
    );
    check(
        "(define-syntax if (syntax-rules () ((_ a b c) (cond (a c) (else b)))))
         (if #t 1 2)",
        "2",
    );
    check(
        "(let ((f (lambda () 'outer)))
           (define-syntax f (syntax-rules () ((_) 'inner)))
           (f))",
        "inner",
    );
    check(
        "(define-syntax f (syntax-rules () ((_) 1)))
         (define g (let ((f (lambda () 2))) (let-syntax ((h (syntax-rules () ((_) (f))))) (let ((f 3)) (h)))))
         (list (f) g)",
        "(1 2)",
    );
}

#[test]
fn literals_match_what_means_the_same() {
    check("(let ((else #f)) (cond (#f 1) (else 2)) 3)", "3");
    check("(let ((=> #f)) (cond (#t => 'ok)))", "ok");
    check(
        "(define-syntax is-else
           (syntax-rules (else) ((_ else) 'yes) ((_ x) 'no)))
         (list (is-else else) (let ((else 1)) (is-else else)) (is-else 5))",
        "(yes no no)",
    );
    check(
        "(define-syntax my-cond
           (syntax-rules (else)
             ((_) #f)
             ((_ (else e)) e)
             ((_ (c e) clause ...) (if c e (my-cond clause ...)))))
         (list (my-cond (#f 1) (else 2)) (let ((else #f)) (my-cond (else 1) (#t 3))))",
        "(2 3)",
    );
    check(
        "(define-syntax from-template (syntax-rules () ((_ e) (cond (#f 1) (else e)))))
         (let ((else #f)) (from-template 9))",
        "9",
    );
    check(
        "(define-syntax in (syntax-rules (in) ((_ x in y) (list x y)) ((_ . r) 'other)))
         (list (in 1 in 2) (let ((in 0)) 'shadowed))",
        "((1 2) shadowed)",
    );
}

#[test]
fn a_loop_binds_only_the_names_of_its_user() {
    check(
        "(define-syntax while-list
           (syntax-rules ()
             ((_ x list e) (let loop ((rest list) (out '()))
                             (if (null? rest)
                                 (reverse out)
                                 (let ((x (car rest))) (loop (cdr rest) (cons e out))))))))
         (let ((loop 10) (rest 20) (out 30))
           (while-list n '(1 2 3) (+ n loop rest out)))",
        "(61 62 63)",
    );
    check(
        "(define-syntax for
           (syntax-rules () ((_ (i n) e) (do ((i 0 (+ i 1)) (acc '() (cons e acc))) ((= i n) (reverse acc))))))
         (let ((acc 'mine)) (for (k 3) (list k acc)))",
        "((0 mine) (1 mine) (2 mine))",
    );
}

#[test]
fn quoted_symbols_of_a_template_are_symbols() {
    check(
        "(define-syntax q (syntax-rules () ((_ x) '(inserted x (deep . tail)))))
         (q given)",
        "(inserted given (deep . tail))",
    );
    check(
        "(define-syntax is (syntax-rules () ((_ x) (eq? x 'name)))) (list (is 'name) (is 'other))",
        "(#t #f)",
    );
    check(
        "(define-syntax q (syntax-rules () ((_ x y) `(a ,x ,@y (b ,(+ x 1)) `(n ,(m ,x))))))
         (q 1 (list 2 3))",
        "(a 1 2 3 (b 2) (quasiquote (n (unquote (m 1)))))",
    );
    check(
        "(define-syntax kind (syntax-rules () ((_ x) (case x ((a b) 'ab) (else 'other)))))
         (list (kind 'a) (kind 'c))",
        "(ab other)",
    );
}

#[test]
fn definitions_of_a_template_bind_the_names_of_its_user_alone() {
    check(
        "(define-syntax def (syntax-rules () ((_ n v) (define n v))))
         (def x 1) (def y (+ x 1)) (list x y)",
        "(1 2)",
    );
    check(
        "(define-syntax counter
           (syntax-rules () ((_ get n) (begin (define hidden n) (define (get) hidden)))))
         (define hidden 'mine)
         (counter a 1) (counter b 2)
         (list hidden (a) (b))",
        "(mine 1 2)",
    );
    check(
        "(define (f)
           (define-syntax pair-of (syntax-rules () ((_ a b v) (begin (define t v) (define a (car t)) (define b (cdr t))))))
           (define t 0)
           (pair-of x y '(1 . 2))
           (pair-of z w '(3 . 4))
           (list t x y z w))
         (f)",
        "(0 1 2 3 4)",
    );
}

#[test]
fn macros_see_the_scope_that_they_are_defined_in() {
    // R7RS, section 4.3.1
    check(
        "(let ((x 'outer))
           (let-syntax ((m (syntax-rules () ((m) x))))
             (let ((x 'inner)) (m))))",
        "outer",
    );
    check(
        "(letrec-syntax
             ((my-or (syntax-rules ()
                       ((my-or) #f)
                       ((my-or e) e)
                       ((my-or e1 e2 ...) (let ((temp e1)) (if temp temp (my-or e2 ...)))))))
           (let ((x #f) (y 7) (temp 8) (let odd?) (if even?))
             (my-or x (let temp) (if y) y)))",
        "7",
    );
    check(
        "(define (f x)
           (define-syntax m (syntax-rules () ((_) (g x))))
           (define (g y) (list y x))
           (let ((x 'wrong) (g 'wrong)) (m)))
         (f 1)",
        "(1 1)",
    );
    check(
        "(let ((x 1))
           (let-syntax ((foo (syntax-rules () ((_ y) (let-syntax ((bar (syntax-rules () ((_) (let ((x 2)) y))))) (bar))))))
             (foo x)))",
        "1",
    );
    check(
        "(define-syntax outer (syntax-rules () ((_) 'global)))
         (let-syntax ((outer (syntax-rules () ((_) 'first)))
                      (inner (syntax-rules () ((_) (outer)))))
           (inner))",
        "global",
    );
    check(
        "(letrec-syntax ((a (syntax-rules () ((_) 'z) ((_ x . r) (b . r))))
                         (b (syntax-rules () ((_) 'b) ((_ x . r) (a . r)))))
           (list (a) (a 1) (a 1 2) (a 1 2 3)))",
        "(z b z b)",
    );
}

#[test]
fn petrofsky() {
    // In the manner of Al Petrofsky's tests, without mutation.
    check(
        "(let ((a 1))
           (letrec-syntax
               ((foo (syntax-rules () ((_ b) (bar a b))))
                (bar (syntax-rules () ((_ c d) (cons c (let ((c 3)) (list d c 'c)))))))
             (let ((a 2)) (foo a))))",
        "(1 2 3 a)",
    );
    check(
        "(let ((x 1))
           (let-syntax ((foo (syntax-rules () ((_) (let-syntax ((bar (syntax-rules () ((_ z) (list x z))))) (let ((x 2)) (bar x)))))))
             (let ((x 3)) (foo))))",
        "(1 2)",
    );
    check(
        "(define-syntax m
           (syntax-rules ()
             ((_ x) (let ((a 1)) (+ x a)))))
         (define-syntax n
           (syntax-rules () ((_ y) (let ((a 10)) (m (+ a y))))))
         (let ((a 100)) (n a))",
        "111",
    );
    check(
        "(define-syntax bind-both
           (syntax-rules ()
             ((_ body) (let ((it 1)) (bind-inner it body)))))
         (define-syntax bind-inner
           (syntax-rules () ((_ outer body) (let ((it 2)) (list outer it body)))))
         (let ((it 3)) (bind-both it))",
        "(1 2 3)",
    );
}

#[test]
fn two_uses_of_one_macro_bind_different_names() {
    check(
        "(define-syntax with
           (syntax-rules () ((_ e) (let ((t e)) t)) ((_ e . r) (let ((t e)) (cons t (with . r))))))
         (with 1 2 3)",
        "(1 2 . 3)",
    );
    check(
        "(define-syntax my-let*
           (syntax-rules ()
             ((_ () body ...) (let () body ...))
             ((_ ((x v) rest ...) body ...) (let ((x v)) (my-let* (rest ...) body ...)))))
         (my-let* ((x 1) (y (+ x 1)) (x (* y 10))) (list x y))",
        "(20 2)",
    );
    check(
        "(define-syntax temporaries
           (syntax-rules ()
             ((_ () ((n t) ...) body) (let ((t (* 2 n)) ...) (list body t ...)))
             ((_ (a . r) (done ...) body) (temporaries r (done ... (a t)) body))))
         (temporaries (1 2 3) () 'x)",
        "(x 2 4 6)",
    );
}
