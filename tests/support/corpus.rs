//! Programs that between them reach every operation, every end of a path and every kind of error.

pub const FIB: &str = "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 5)";
pub const SUM: &str = "(define (sum n acc) (if (= n 0) acc (sum (- n 1) (+ acc n)))) (sum 7 0)";
pub const FIELD_SUM: &str = "(define (sum n acc) (if (= n #field:0) acc (sum (- n #field:1) (+ acc n)))) (sum #field:7 #field:0)";
pub const BUILD: &str = "(define (build n) (if (= n 0) '() (cons n (build (- n 1))))) (define (total l acc) (if (null? l) acc (total (cdr l) (+ acc (car l))))) (total (build 5) 0)";

pub const PROGRAMS: &[&str] = &[
    FIB,
    SUM,
    FIELD_SUM,
    BUILD,
    "(map (lambda (x) (* x x)) '(1 2 3))",
    "(define (compose f g) (lambda (x) (f (g x)))) (map (compose (lambda (x) (* x x)) (lambda (x) (+ x 1))) (list 1 2 3))",
    "(+ 9223372036854775807 1)",
    "(- -9223372036854775808 1)",
    "(* 9223372036854775807 2)",
    "(* -9223372036854775807 -1)",
    "(* -9223372036854775808 -1)",
    "(car 5)",
    "(quotient 7 0)",
    "(remainder 7 0)",
    "(modulo -7 0)",
    "(list (quotient 7 2) (quotient -7 2) (remainder -7 2) (modulo -7 2) (modulo 7 -2) (modulo 6 -2) (quotient 0 5))",
    "(define (f l) (if (null? l) '() (cons (quotient (car l) 3) (cons (modulo (car l) -3) (f (cdr l)))))) (f '(7 -7 0 9223372036854775807 -9223372036854775808))",
    "(quotient -9223372036854775808 -1)",
    "(remainder -9223372036854775808 -1)",
    "(modulo -9223372036854775808 9223372036854775807)",
    "(/ #field:1 #field:3)",
    "(/ #field:1 #field:0)",
    "(define (f x) (if (pair? x) (car x) x)) (list (f (cons 1 2)) (f 'a) (f \"text\") (f #\\a))",
    "(emit 1) (emit '(2 3)) (emit \"x\") 4",
    "(error \"bad thing:\" 1 'two)",
    "(define (f n) (emit n) (if (= n 0) (error \"done\" n) (f (- n 1)))) (f 2)",
    "(assert (= 1 2))",
    "(apply + '(1 2 3))",
    "(apply (lambda (x y) (- x y)) (list 5 3))",
    "(apply (lambda (x y) (- x y)) (list 5))",
    "(define (f . r) r) (map f '(1 2))",
    "((car (list 5)) 1)",
    "((car (list (lambda (x) x))) 1 2)",
    "(fold-left + 0 '(1 2 3))",
    "(let ((f (lambda (x) (lambda (y) (list x y))))) ((f 1) 'b))",
    "(define (even? n) (if (= n 0) #t (odd? (- n 1)))) (define (odd? n) (if (= n 0) #f (even? (- n 1)))) (even? 7)",
    "(equal? '(1 (2 \"x\")) (list 1 (list 2 \"x\")))",
    "(list (eq? 1 #field:1) (eq? 'a 'a) (eq? (lambda (x) x) 5) (not #f))",
    "(define (pick x) (cond ((assoc x '((1 . one) (2 . two))) => cdr) (else 'none))) (list (pick 2) (pick 3))",
    "(define (g x) (+ x 1)) (define (h f) (f 1 2)) (if (= 1 2) (h g) (h (lambda (a b) (+ a b))))",
    "(+ 1 #field:2)",
    "(define (add l acc) (if (null? l) acc (add (cdr l) (+ acc (car l))))) (list (add '(1 2) 3) (add (list (field 4) (field 5)) (field 6)))",
    "(let loop ((i 0) (acc '())) (if (< i 4) (loop (+ i 1) (cons (* i i) acc)) (reverse acc)))",
    "(or #f (and 1 2 (null? '())) 5)",
    "(map char->integer (map integer->char '(65 955)))",
    "(define (f x) (field x)) (map f (list 1 -1 #field:7))",
    // Frames that keep many values, so that hashes are wide.
    "(define (w n a b c) (if (< n 1) a (+ (w (- n 1) b c a) (* b c)))) (w 3 1 2 3)",
    "(define (w n a b c d e) (if (< n 1) a (+ (w (- n 1) b c d e a) (+ (* b c) (* d e))))) (w 3 1 2 3 4 5)",
    "(define (w n a b c d e f) (if (< n 1) (list a b) (cons (w (- n 1) b c d e f a) (list a b c d e f)))) (w 2 1 'b \"c\" #\\d #t '())",
    // A frame that returns straight to a procedure that is also used as a value.
    "(define (f a b) (if (= b 0) a (f (cons b a) (- b 1)))) (define (g n) (if (= n 0) '() (cons n (g (- n 1))))) (define (h m n) (if (= m 0) (f (g n) n) (h (- m 1) n))) (define (k p) (p '() 2)) (define (q x y) (if (= x 0) y (q (- x 1) (if (pair? y) 5 (cons x '()))))) (emit (q 3 1)) (emit (k f)) (emit (k (lambda (x y) (cons 'x y)))) (h 1 2)",
    // Two places to return to, one kind of open tag.
    "(define (f l) (if (null? l) 0 (+ 1 (f (cdr l))))) (define (g l) (if (null? l) 0 (- (g (cdr l)) 5))) (- (f '(1 2)) (g '(1 2)))",
    // Exceptions: handled in place, handled outside, returned from, not handled.
    "(with-exception-handler (lambda (e) 42) (lambda () (+ 1 (raise-continuable 'boom))))",
    "(define (g n) (with-exception-handler (lambda (e) (emit (error-object-message e)) (emit (error-object-irritants e)) 42) (lambda () (+ n (if (< n 4) (error \"small\" n 'x) (car n)))))) (g 5)",
    "(define (g n) (with-exception-handler (lambda (e) (emit (error-object-message e)) 42) (lambda () (+ n (if (< n 4) (error \"small\" n 'x) (car n)))))) (g 3)",
    "(with-exception-handler (lambda (e) (raise (list e))) (lambda () (+ 1 (raise 'boom))))",
    "(raise 'boom)",
    "(define (try f x) (%guard (lambda () (f x)) (lambda (c escape) (if (error-object? c) (escape (lambda () (list (error-object-message c) (error-object-irritants c)))) (if (symbol? c) (escape (lambda () c)) (raise-continuable c)))))) (define (f x) (if (= x 0) (raise 'zero) (if (= x 1) (raise (list 'one)) (if (= x 2) (error \"two\" x) (+ 1 (car x)))))) (list (try f 0) (try f 2) (try f 3) (try f '(5)) (%guard (lambda () (cons 1 (try f 1))) (lambda (c escape) (escape (lambda () c)))))",
    "(define (deep n) (if (= n 0) (raise 'bottom) (+ 1 (deep (- n 1))))) (let loop ((i 0)) (if (= i 3) 'done (begin (emit (%guard (lambda () (deep i)) (lambda (c escape) (escape (lambda () (list c i)))))) (loop (+ i 1)))))",
    "(%guard (lambda () (raise 'a)) (lambda (c escape) (raise-continuable c)))",
    "(%guard (lambda () (car 5)) (lambda (c escape) (raise-continuable c)))",
    // Wraps and texts.
    "(define (f p) (if (vector? p) (%vector->pair p) (if (%record? p) (%record->pair p) (if (bytevector? p) (%bytevector->pair p) (if (%values? p) (%values->pair p) p))))) (map f (list (%pair->vector '(1 . 2)) (%pair->record (cons 'r 2)) (%pair->bytevector (cons 3 4)) (%pair->values (cons 5 6)) 7))",
    "(define (g l) (map %pair->vector l)) (list (equal? (g '((1 . 2))) (g '((1 . 2)))) (equal? (%pair->record '(1 . 2)) (%pair->vector '(1 . 2))))",
    "(%vector->pair (%pair->record '(1 . 2)))",
    "(%pair->values 5)",
    "(define (chars s) (if (eq? s \"\") '() (%string->pair s))) (define (rev l acc) (if (null? l) acc (rev (cdr l) (cons (car l) acc)))) (map (lambda (s) (%list->string (rev (chars s) '()))) '(\"abc\" \"\" \"x\"))",
    "(list (string->symbol \"ab\") (symbol->string 'cd) (eq? (string->symbol (%list->string (list #\\a))) 'a))",
    "(%display \"shown\") (%write '(#\\a \"x\"))",
];

/// The library's own data structures and `eval`, each a few hundred steps.
pub const LIBRARY: &[&str] = &[
    "(sort '(3 1 2 5 4) <)",
    "(let ((v (list->vector '(a b c d e)))) (list (vector-ref v 4) (vector-set v 2 'x) (vector->list v)))",
    "(vector-ref (vector 1 2 3) 3)",
    "(list (string-append \"ab\" \"c\") (string-upcase \"aé\") (string->number \"-12\") (number->string 255 16) (string<? \"ab\" \"b\"))",
    "(let ((m (hashmap 'a 1 \"b\" 2 3 '(4)))) (list (hashmap-ref m 3) (hashmap-ref m 'z #f) (equal? (hashmap-delete m 'a) (hashmap 3 '(4) \"b\" 2))))",
    "(utf8->string (string->utf8 \"a€\"))",
    "(call-with-values (lambda () (exact-integer-sqrt 17)) list)",
    "(eval '(let loop ((i 0)) (if (< i 2) (loop (+ i 1)) i)) (environment-extend (environment-extend (empty-environment) '< <) '+ +))",
];
