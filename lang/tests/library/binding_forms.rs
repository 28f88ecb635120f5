//! Several values, `case-lambda`, record types, promises and vectors in templates.

use crate::{check_both as check, check_machine};

#[test]
fn values_are_received_where_they_are_produced() {
    check(
        "(let-values (((a b) (values 1 2)) ((c) 3)) (list a b c)) ==> (1 2 3)
        (let-values (((a b) (values 1 2)) ((x . more) (values 3 4 5)) (all (values))) (list a b x more all)) ==> (1 2 3 (4 5) ())
        (let ((a 1) (b 2)) (let-values (((a b) (values b a)) ((c) (values a))) (list a b c))) ==> (2 1 1)
        (let ((a 1) (b 2)) (let*-values (((a b) (values b a)) ((c) (values a))) (list a b c))) ==> (2 1 2)
        (let-values () (define x 1) (+ x 1)) ==> 2
        (receive (a . rest) (values 1 2 3) (list a rest)) ==> (1 (2 3))
        (receive all (values 1 2 3) all) ==> (1 2 3)
        (receive (a b) (values (emit 1) (emit 2)) (list b a)) ==> emitted 1 | emitted 2 | (2 1)
        (call-with-values (lambda () (values 4 5)) (lambda (a b) b)) ==> 5
        (call-with-values (lambda () (values)) list) ==> ()
        (call-with-values (lambda () 1) list) ==> (1)
        (call-with-values * -) ==> -1
        (let-values (((q r) (let ((x 7)) (emit x) (values (quotient x 2) (remainder x 2))))) (list q r)) ==> emitted 7 | (3 1)",
    );
}

#[test]
fn every_branch_of_a_producer_is_received() {
    check(
        "(map (lambda (n) (let-values (((a b) (cond ((= n 0) (values 'x 'y)) ((= n 1) (values 'z n)) (else (apply values '(u v)))))) (list a b))) '(0 1 2)) ==> ((x y) (z 1) (u v))
        (define (f n) (if (< n 0) (error \"negative\" n) (values n (* n n)))) (let-values (((a b) (if (= 1 1) (f 3) (values 0 0))) ((c) (values 1))) (list a b c)) ==> (3 9 1)
        (receive (a b) (if (= 1 2) (values 1 2) (error \"no\" 3)) (list a b)) ==> error: (\"no\" 3)
        (map (lambda (n) (call-with-values (lambda () (case n ((0) (values)) ((1) 1) (else (values 1 2)))) list)) '(0 1 2)) ==> (() (1) (1 2))
        (map (lambda (n) (receive (a . rest) (if (= n 0) (values 1 2 3) (values 4)) (cons rest a))) '(0 1)) ==> (((2 3) . 1) (() . 4))",
    );
}

#[test]
fn values_pass_through_procedures() {
    check(
        "(define (f) (values 1 2)) (let-values (((a b) (f))) (+ a b)) ==> 3
        (define (f . items) (apply values items)) (list (receive all (f) all) (receive all (f 1) all) (receive (a . all) (f 1 2) all)) ==> (() (1) (2))
        (define (f) (values)) (let-values ((() (f))) 'ok) ==> ok
        (define (f) (values)) (receive () (begin (f)) 'ok) ==> ok
        (define (f) 1) (let-values (((a) (f))) a) ==> 1
        (values 5) ==> 5
        (+ 1 (values 2)) ==> 3
        (begin (values) 1) ==> 1
        (call-with-values (lambda () (values #f #f)) list) ==> (#f #f)
        (define (f) (values #f #f)) (receive (a b) (f) (list a b)) ==> (#f #f)
        (define (f) (values 1 2 3)) (receive (a b) (f) a) ==> error: (\"2 values are expected, got\" (1 2 3))
        (define (f) (values 1 2)) (receive (a b c) (f) a) ==> error: (\"3 values are expected, got\" (1 2))
        (define (f) (values 1 2)) (receive (a b c . d) (f) a) ==> error: (\"at least 3 values are expected, got\" (1 2))
        (define (f) 7) (receive (a b) (f) a) ==> error: (\"2 values are expected, got\" (7))
        (define (f) (values)) (receive (a) (f) a) ==> error: (\"1 value is expected, got\" ())
        (define (f) (values 1 2)) (receive () (f) 1) ==> error: (\"no value is expected, got\" (1 2))",
    );
}

#[test]
fn values_are_defined() {
    check(
        "(define-values (a b) (values 1 2)) (define-values (c) 3) (define-values all (values 4 5)) (list a b c all) ==> (1 2 3 (4 5))
        (define (f) (values 1 2 3)) (define-values (a . b) (f)) (list a b) ==> (1 (2 3))
        (define (f) (define-values (x y) (values 1 2)) (define z (+ x y)) (list x y z)) (f) ==> (1 2 3)
        (define (f n) (define-values (x y) (if (= n 0) (values 1 2) (values y? 3))) (define y? 4) (list x y)) (f 0) ==> (1 2)
        (define-values () (values)) 1 ==> 1
        (define-values (even? odd?) (values (lambda (n) (or (= n 0) (odd? (- n 1)))) (lambda (n) (and (> n 0) (even? (- n 1)))))) (even? 10) ==> #t
        (define (f) 1) (define-values (a b) (f)) a ==> error: (\"2 values are expected, got\" (1))",
    );
}

#[test]
fn case_lambda_goes_by_the_number_of_arguments() {
    check(
        "(define f (case-lambda (() 'none) ((a) (list a)) ((a b . c) (list a b c)))) (list (f) (f 1) (f 1 2) (f 1 2 3 4)) ==> (none (1) (1 2 ()) (1 2 (3 4)))
        (define f (case-lambda (() 'none) ((a) (list a)) ((a b . c) (list a b c)))) (map (lambda (l) (apply f l)) '(() (1) (1 2) (1 2 3 4))) ==> (none (1) (1 2 ()) (1 2 (3 4)))
        (let ((f (case-lambda ((a) (- a)) ((a b) (- a b))))) (list (f 1) (f 5 2) (apply f '(3)))) ==> (-1 3 -3)
        (define f (case-lambda ((a . b) 'first) ((a) 'second) (() 'third))) (list (f 1) (f) (apply f '(1)) (apply f '())) ==> (first third first third)
        (define f (case-lambda (all all))) (list (f) (f 1 2) (apply f '(1))) ==> (() (1 2) (1))
        (define range (case-lambda ((end) (range 0 end)) ((start end) (if (< start end) (cons start (range (+ start 1) end)) '())))) (list (range 3) (range 1 3)) ==> ((0 1 2) (1 2))
        (define (make n) (case-lambda (() n) ((m) (+ n m)))) (let ((f (make 10))) (list (f) (f 5))) ==> (10 15)
        (define f (case-lambda ((a) a) ((a b c) a) ((a b c d e . f) a))) (apply f '(1 2)) ==> error: (\"f takes 1, 3 or at least 5 operands, got\" 1 2)
        (apply (case-lambda ((a) a) ((a b) b)) '()) ==> error: (\"this procedure takes 1 or 2 operands, got\")
        (apply (case-lambda) '(1)) ==> error: (\"this procedure takes nothing, having no clause, got\" 1)",
    );
}

const POINT: &str = "(define-record-type point (make-point x y) point? (x point-x) (y point-y)) ";

#[test]
fn records() {
    for line in [
        "(let ((p (make-point 1 2))) (list (point? p) (point-x p) (point-y p))) ==> (#t 1 2)",
        "(map point? (list 1 '(point) (list 1 2) 'point)) ==> (#f #f #f #f)",
        "(equal? (make-point 1 2) (make-point 1 2)) ==> #t",
        "(equal? (make-point 1 2) (make-point 2 1)) ==> #f",
        "(map point-x (list (make-point 1 2))) ==> (1)",
        "(point-x 5) ==> error: (\"point-x takes a point, got\" 5)",
        "(define-record-type <other> (other x y) other? (x other-x) (y)) (list (point? (other 1 2)) (other? (make-point 1 2)) (other? (other 1 2))) ==> (#f #f #t)",
        "(list (pair? (make-point 1 2)) (vector? (make-point 1 2))) ==> (#f #f)",
    ] {
        check(&[POINT, line].concat());
    }
    check(
        "(define-record-type <empty> make empty?) (list (empty? (make)) (equal? (make) (make))) ==> (#t #t)
        (define-record-type cell (cell a) cell? (a cell-value)) (cell-value (cell 3)) ==> 3
        (define-record-type <item> (item b) item? (a item-a) (b item-b) (c item-c)) (let ((i (item 1))) (list (item-b i) (item-a i) (item-c i))) ==> (1 #<unspecified> #<unspecified>)
        (define-record-type <item> (item c a) #f (a item-a) (b) (c item-c)) (let ((i (item 1 2))) (list (item-a i) (item-c i))) ==> (2 1)
        (define-record-type <item> #f item? (a item-a)) (item? 1) ==> #f
        (define-record-type <item> item item? (a item-a) (b item-b)) (item-b (item 1 2)) ==> 2
        (define (f) (define-record-type t (t a) t? (a t-a)) (t-a (t 1))) (f) ==> 1
        (define-record-type a (a x) a? (x a-x)) (a-x (delay 1)) ==> error: (\"a-x takes an a, got\" #<promise>)",
    );
}

#[test]
fn promises() {
    check(
        "(force (delay (+ 1 2))) ==> 3
        (force 5) ==> 5
        (force (make-promise 5)) ==> 5
        (force (make-promise (delay 1))) ==> 1
        (map promise? (list (delay 1) (make-promise 1) 1 '())) ==> (#t #t #f #f)
        (delay (error \"no\")) 1 ==> 1
        (force (delay-force (delay (emit 1)))) ==> emitted 1 | 1
        (define (count n) (delay-force (if (= n 0) (delay 'done) (count (- n 1))))) (force (count 100)) ==> done
        (define integers (let next ((n 0)) (delay (cons n (next (+ n 1)))))) (define (head s) (car (force s))) (define (tail s) (cdr (force s))) (head (tail (tail integers))) ==> 2",
    );
}

#[test]
fn assertions_with_a_message() {
    check(
        "(assert (= 1 1) \"no\" (error \"not evaluated\")) ==> #<unspecified>
        (assert (= 1 2) \"one is not\" 2) ==> error: (\"one is not\" 2)",
    );
}

#[test]
fn guards() {
    check_machine(
        "(guard (e (#t (list 'caught e))) (+ 1 (raise 'oops))) ==> (caught oops)
        (guard (e ((symbol? e) (list 'symbol e)) ((integer? e) (list 'integer e))) (raise 5)) ==> (integer 5)
        (guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'a 42)))) ==> 42
        (guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'b 23)))) ==> (b . 23)
        (guard (e (else 'other)) (raise 1)) ==> other
        (guard (e (else 1 2)) 3) ==> 3
        (guard (e ((error-object? e) (cons (error-object-message e) (error-object-irritants e)))) (error \"no\" 1 2)) ==> (\"no\" 1 2)
        (guard (e ((error-object? e) 'caught)) (car 5)) ==> caught
        (guard (e ((string? e) 'inner)) (guard (e ((integer? e) 'outer)) (raise \"x\"))) ==> inner
        (guard (e ((integer? e) (list 'outer e))) (guard (e ((string? e) 'inner)) (raise 7))) ==> (outer 7)
        (guard (e ((string? e) 1)) (raise 'x)) ==> uncaught: x
        (guard (e ((string? e) 1)) (error \"no\" 2)) ==> error: (\"no\" 2)
        (with-exception-handler (lambda (e) 10) (lambda () (+ 1 (guard (e ((string? e) 1)) (raise-continuable 'x))))) ==> 11
        (define (f n) (guard (e ((= e n) (list 'level n))) (if (= n 0) (raise 3) (f (- n 1))))) (f 5) ==> (level 3)
        (guard (e (#f 1)) (raise (emit 'x))) ==> emitted x | uncaught: x
        (let-values (((a b) (guard (e (#t (values e 2))) (raise 1)))) (list a b)) ==> (1 2)
        (define (safe-div a b) (guard (e ((error-object? e) 'none)) (quotient a b))) (list (safe-div 7 2) (safe-div 1 0)) ==> (3 none)
        (guard (e (#t (raise (list e e)))) (raise 1)) ==> uncaught: (1 1)
        (guard (e ((begin (emit 'test) #t) (emit 'body))) (emit 'raising) (raise 1)) ==> emitted raising | emitted test | emitted body | body",
    );
}

#[test]
fn a_chain_of_promises_takes_no_room() {
    check_machine(
        "(define (count n) (delay-force (if (= n 0) (delay 'done) (count (- n 1))))) (force (count 100000)) ==> done",
    );
}

#[test]
fn forms_work_in_templates_of_macros() {
    check_machine(
        "(define-syntax two (syntax-rules () ((_ a b e body) (let-values (((a b) e)) body)))) (two x y (values 1 2) (list y x)) ==> (2 1)
        (define-syntax swapped (syntax-rules () ((_ e) (receive (x y) e (values y x))))) (let ((x 5)) (receive (a b) (swapped (values x 2)) (list a b))) ==> (2 5)
        (define-syntax my-values (syntax-rules () ((_ (n ...) e) (define-values (n ...) e)))) (my-values (a b) (values 1 2)) (list a b) ==> (1 2)
        (define-syntax try (syntax-rules () ((_ body else-value) (guard (e (#t else-value)) body)))) (let ((e 'outer)) (try (raise 1) e)) ==> outer
        (define-syntax try (syntax-rules (catch) ((_ body (catch name clause ...)) (guard (name clause ...) body)))) (try (raise 1) (catch e ((symbol? e) 'symbol) (else (+ e 1)))) ==> 2
        (define-syntax define-wrapper (syntax-rules () ((_ type make test get) (define-record-type type (make content) test (content get))))) (define-wrapper box box box? unbox) (define-wrapper can make-can can? open-can) (list (unbox (box 1)) (box? (make-can 1)) (open-can (make-can 2))) ==> (1 #f 2)
        (define-syntax hidden (syntax-rules () ((_ make get) (define-record-type t (make a) t? (a get))))) (hidden m1 g1) (hidden m2 g2) (list (g1 (m1 1)) (g2 (m2 2)) (equal? (m1 1) (m2 1))) ==> (1 2 #f)
        (define-syntax hidden (syntax-rules () ((_ make get) (define-record-type t (make a) t? (a get))))) (hidden m1 g1) (hidden m2 g2) (g1 (m2 1)) ==> error: (\"g1 takes a t, got\" #<t a: 1>)
        (define-syntax opt (syntax-rules () ((_ name default) (define name (case-lambda (() (name default)) ((x) (list x))))))) (opt f 5) (list (f) (f 1)) ==> ((5) (1))
        (define-syntax lazy (syntax-rules () ((_ e) (delay e)))) (let ((x 1)) (force (lazy (+ x 1)))) ==> 2
        (let ((values list)) (values 1 2)) ==> (1 2)
        (define-syntax pair-of (syntax-rules () ((_ a b) (values a b)))) (let ((values list)) (call-with-values (lambda () (pair-of 1 2)) cons)) ==> (1 . 2)",
    );
}

#[test]
fn vectors_in_programs_and_templates() {
    check(
        "#(1 #(a \"b\") ()) ==> #(1 #(a \"b\") ())
        '#u8(1 255) ==> #u8(1 255)
        (vector) ==> #()
        (vector 1 (vector 2) 'c) ==> #(1 #(2) c)
        (vector (emit 1) (emit 2) (emit 3)) ==> emitted 1 | emitted 2 | emitted 3 | #(1 2 3)
        (map (lambda (n) (equal? (apply vector (iota n)) (list->vector (iota n)))) (iota 9)) ==> (#t #t #t #t #t #t #t #t #t)
        (list (equal? (vector 0 1 2 3 4) (apply vector (iota 5))) (equal? (vector 0 1 2) #(0 1 2)) (equal? (vector) #()) (equal? (vector 0) #(0))) ==> (#t #t #t #t)
        (let ((x 5)) `#(1 ,x ,(+ x 1))) ==> #(1 5 6)
        (let ((l '(1 2 3))) `#(0 ,@l 4 ,@(map - l))) ==> #(0 1 2 3 4 -1 -2 -3)
        `#(,@'()) ==> #()
        (let ((x 1)) `(a #(b ,x) ,@(list x))) ==> (a #(b 1) 1)
        `#(1 `#(2 ,(3 ,(+ 2 2)))) ==> #(1 (quasiquote #(2 (unquote (3 4)))))
        `(1 `,#(,(+ 1 1))) ==> (1 (quasiquote (unquote #(2))))
        (vector-ref #(a b c) 2) ==> c",
    );
}
