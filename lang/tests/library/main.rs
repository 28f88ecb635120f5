//! The standard library and the expansion of every form, by their values.

mod binding_forms;
mod costs;
mod machine;
mod memory;
mod oracle;
mod unicode;

use foldscheme_lang::core::Program;
use foldscheme_lang::diagnostic::render;
use foldscheme_lang::expander::expand;
use foldscheme_lang::source::Sources;
use foldscheme_stdlib::FILES;

/// What the tree-walking evaluator makes of a text.
fn run(text: &str) -> String {
    run_with(text, oracle::run)
}

/// What the compiler and the machine make of a text.
fn run_machine(text: &str) -> String {
    run_with(text, machine::run)
}

/// What an evaluator makes of a text after the library.
fn run_with(text: &str, evaluate: fn(&Program) -> String) -> String {
    let mut sources = Sources::new();
    let mut ids: Vec<_> = FILES
        .iter()
        .map(|(name, text)| sources.add(*name, *text))
        .collect();
    ids.push(sources.add("test", text));
    match expand(&sources, &ids) {
        Ok(program) => evaluate(&program),
        Err(diagnostics) => render(&sources, &diagnostics, false),
    }
}

/// As [`check`], with errors by the compiler and the machine as well.
fn check_both(lines: &str) {
    check(lines);
    check_machine(lines);
}

/// As [`check`], by the compiler and the machine alone.
fn check_machine(lines: &str) {
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, expected) = line.split_once(" ==> ").expect("an arrow");
        let found = run_machine(text);
        assert_eq!(found, expected.replace(" | ", "\n"), "{text}");
    }
}

#[test]
fn lists_sorting_and_integers_as_numbers() {
    check(include_str!("lists.txt"));
}

#[test]
fn strings_symbols_and_the_text_of_numbers() {
    check(include_str!("strings.txt"));
}

#[test]
fn vectors_and_bytevectors() {
    check(include_str!("vectors.txt"));
}

#[test]
fn maps_and_sets() {
    check(include_str!("maps.txt"));
}

#[test]
fn evaluation_of_data() {
    check(include_str!("eval.txt"));
}

/// Each line is an expression, ` ==> ` and what it comes to, lines joined by ` | `: by this suite's evaluator, and
/// where that is no error by the compiler and the machine.
fn check(lines: &str) {
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (text, expected) = line.split_once(" ==> ").expect("an arrow");
        assert_eq!(run(text), expected.replace(" | ", "\n"), "{text}");
        // The two name errors differently.
        if !expected.contains("error: ") {
            assert_eq!(
                run_with(text, machine::run),
                expected.replace(" | ", "\n"),
                "{text}"
            );
        }
    }
}

#[test]
fn arithmetic() {
    check(
        "(+) ==> 0
        (+ 1) ==> 1
        (+ 1 2 3) ==> 6
        (* 2 3 4) ==> 24
        (- 5) ==> -5
        (- (car '(5))) ==> -5
        (- (field 5)) ==> #field:28948022309329048855892746252171976963363056481941647379679742748393362948092
        (- 10 1 2) ==> 7
        (* (/ (field 3)) (field 3)) ==> #field:1
        (/ (field 6) (field 3)) ==> #field:2
        (+ 'a) ==> error: %number of a
        (apply + '(1 2 3)) ==> 6
        (apply + '()) ==> 0
        (apply + (list (field 1) (field 2))) ==> #field:3
        (apply * '(1 2 3 4)) ==> 24
        (apply - '(5)) ==> -5
        (apply - '(5 1 1)) ==> 3
        (apply / (list (field 6) (field 3) (field 2))) ==> #field:1
        (map quotient '(7 -7 7 -7) '(2 2 -2 -2)) ==> (3 -3 -3 3)
        (map remainder '(7 -7 7 -7) '(2 2 -2 -2)) ==> (1 -1 1 -1)
        (map modulo '(7 -7 7 -7) '(2 2 -2 -2)) ==> (1 1 -1 -1)
        (map floor-quotient '(7 -7 7 -7 6 -6) '(2 2 -2 -2 2 2)) ==> (3 -4 -4 3 3 -3)
        (floor-quotient -9223372036854775808 3) ==> -3074457345618258603
        (map floor-remainder '(7 -7) '(2 2)) ==> (1 1)
        (map abs '(1 -1 0)) ==> (1 1 0)
        (abs -9223372036854775808) ==> error: overflow
        (square -3) ==> 9
        (list (max 1) (max 1 3) (max 1 3 2) (apply max '(1 3))) ==> (1 3 3 3)
        (list (min 3) (min 1 3) (min 3 1 2) (apply min '(1 3))) ==> (3 1 1 1)
        (max 'a) ==> error: < of a a
        (list (gcd) (gcd 12) (gcd 12 -18) (gcd 12 18 8) (gcd 0 0)) ==> (0 12 6 2 0)
        (list (lcm) (lcm 4 -6) (lcm 4 6 10) (lcm 0 5)) ==> (1 12 60 0)
        (list (expt 2 10) (expt 2 0) (expt 2 62) (expt -2 63) (expt 0 0)) ==> (1024 1 4611686018427387904 -9223372036854775808 1)
        (expt 2 63) ==> error: overflow
        (expt (field 2) 3) ==> #field:8
        (expt 2 -1) ==> error: (\"expt: the exponent is negative\" -1)",
    );
}

#[test]
fn comparison() {
    check(
        "(list (= 1 1) (= 1 2) (= 1 1 1) (= 1 1 2) (= 1)) ==> (#t #f #t #f #t)
        (list (< 1 2) (< 2 1) (< 1 2 3) (< 1 3 2)) ==> (#t #f #t #f)
        (list (> 2 1) (> 1 2) (> 3 2 1) (> 3 1 2)) ==> (#t #f #t #f)
        (list (<= 1 1) (<= 2 1) (<= 1 1 2) (<= 1 2 1)) ==> (#t #f #t #f)
        (list (>= 1 1) (>= 1 2) (>= 2 1 1) (>= 2 1 2)) ==> (#t #f #t #f)
        (list (apply = '(1 1)) (apply < '(1 2 2)) (apply > '(2 1)) (apply <= '(1 1)) (apply >= '(1 2))) ==> (#t #f #t #t #f)
        (> (emit 1) (emit 2)) ==> emitted 1 | emitted 2 | #f
        (<= (emit 1) (emit 2) (emit 3)) ==> emitted 1 | emitted 2 | emitted 3 | #t
        (< (field 1) 2) ==> error: < of #field:1 2
        (list (zero? 0) (zero? (field 0)) (zero? 1) (positive? 1) (negative? 1)) ==> (#t #t #f #t #f)
        (list (even? 0) (even? -3) (odd? -3) (odd? 2)) ==> (#t #f #t #f)",
    );
}

#[test]
fn kinds_and_equality() {
    check(
        "(map integer? (list 1 (field 1) 'a)) ==> (#t #f #f)
        (map number? (list 1 (field 1) 'a)) ==> (#t #t #f)
        (map exact-integer? (list 1 (field 1))) ==> (#t #f)
        (map field? (list 1 (field 1))) ==> (#f #t)
        (map field (list -1 (field 1))) ==> (#field:28948022309329048855892746252171976963363056481941647379679742748393362948096 #field:1)
        (map boolean? '(#f ())) ==> (#t #f)
        (map char? '(#\\a \"a\")) ==> (#t #f)
        (map symbol? '(a \"a\")) ==> (#t #f)
        (map string? '(a \"a\")) ==> (#f #t)
        (map procedure? (list car 'car)) ==> (#t #f)
        (map null? '(() (1))) ==> (#t #f)
        (map pair? '(() (1))) ==> (#f #t)
        (map eq? '(1 (a b) \"x\") '(1 (a b) \"y\")) ==> (#t #t #f)
        (list (eqv? 1 (field 1)) (equal? '(1 (2)) (list 1 (list 2)))) ==> (#f #t)
        (map not '(#f 0 ())) ==> (#t #f #f)
        (list (boolean=? #t #t) (boolean=? #t #f) (boolean=? #f #f #f) (boolean=? #f #f #t)) ==> (#t #f #t #f)
        (boolean=? 1 #t) ==> error: (\"boolean=?: not a boolean\" 1)
        (list (symbol=? 'a 'a) (symbol=? 'a 'b 'a)) ==> (#t #f)
        (list (string=? \"a\" \"a\") (string=? \"a\" \"b\")) ==> (#t #f)
        (string=? \"a\" 'a) ==> error: (\"string=?: not a string\" a)",
    );
}

#[test]
fn characters() {
    check(
        "(map char->integer '(#\\a #\\space)) ==> (97 32)
        (map integer->char '(97 0 55295 57344 1114111)) ==> (#\\a #\\null #\\xd7ff #\\xe000 #\\x10ffff)
        (integer->char 55296) ==> error: (\"integer->char: no character has this number\" 55296)
        (integer->char -1) ==> error: (\"integer->char: no character has this number\" -1)
        (integer->char 1114112) ==> error: (\"integer->char: no character has this number\" 1114112)
        (list (char=? #\\a #\\a) (char<? #\\a #\\b) (char>? #\\a #\\b) (char<=? #\\a #\\a) (char>=? #\\a #\\b)) ==> (#t #t #f #t #f)
        (list (char<? #\\a #\\b #\\c) (char<? #\\a #\\c #\\b) (char=? #\\a #\\a #\\b)) ==> (#t #f #f)
        (list (char>? #\\c #\\b #\\a) (char<=? #\\a #\\a #\\b) (char>=? #\\b #\\a #\\c)) ==> (#t #t #f)",
    );
}

#[test]
fn control() {
    check(
        "(map emit '(1 2)) ==> emitted 1 | emitted 2 | (1 2)
        (error \"no\" 1 'a) ==> error: (\"no\" 1 a)
        (apply error '(\"no\" 1)) ==> error: (\"no\" 1)
        (apply apply (list + 1 2 '(3 4))) ==> 10
        (apply + 1 2 '(3)) ==> 6
        (apply + 1) ==> error: apply of #<procedure +> 1
        (assert (= 1 1)) ==> #<unspecified>
        (assert (= 1 2)) ==> error: assertion failed",
    );
}

#[test]
fn pairs() {
    check(
        "(let ((x '((1 2 . 3) (4 . 5) 6 7 . 8))) (list (caar x) (cadr x) (cdar x) (cddr x))) ==> (1 (4 . 5) (2 . 3) (6 7 . 8))
        (let ((x '((1 2 . 3) (4 . 5) 6 7 . 8))) (list (cadar x) (caadr x) (caddr x) (cddar x) (cdadr x) (cdddr x) (cadddr x) (cddddr x))) ==> (2 4 6 3 5 (7 . 8) 7 8)
        (list (caaar '(((1 . 2)))) (cdaar '(((1 . 2))))) ==> (1 2)
        (list (map car '((1) (2))) (map cdr '((1) (2))) (map cons '(1) '(2))) ==> ((1 2) (() ()) ((1 . 2)))",
    );
}

#[test]
fn making_lists() {
    check(
        "(list) ==> ()
        (apply list 1 '(2)) ==> (1 2)
        (map list? '(() (1) (1 . 2) 1)) ==> (#t #t #f #f)
        (list (make-list 2 'x) (make-list 0 'x)) ==> ((x x) ())
        (list (iota 0) (iota 3) (iota 3 1) (iota 3 0 -2)) ==> (() (0 1 2) (1 2 3) (0 -2 -4))
        (iota 2 (field 1)) ==> (#field:1 #field:2)
        (iota 1 9223372036854775807) ==> (9223372036854775807)
        (iota -1) ==> error: (\"iota: the count is negative\" -1)
        (apply iota '(2 5 5)) ==> (5 10)
        (list-copy '(1 2)) ==> (1 2)
        (list (length '()) (length '(1 2 3))) ==> (0 3)
        (length '(1 . 2)) ==> error: cdr of 2
        (list (list-tail '(1 2 3) 1) (list-ref '(1 2 3) 2) (last-pair '(1 2 . 3)) (last '(1 2))) ==> ((2 3) 3 (2 . 3) 2)
        (list-ref '(1) 1) ==> error: car of ()
        (list (append) (append 1) (append '(1) 2) (append '(1) '(2) '(3 4) '())) ==> (() 1 (1 . 2) (1 2 3 4))
        (apply append '((1) (2))) ==> (1 2)
        (reverse '(1 2 3)) ==> (3 2 1)",
    );
}

#[test]
fn mapping_folding_and_searching() {
    check(
        "(map (lambda (x) (* x x)) '(1 2 3)) ==> (1 4 9)
        (map + '(1 2 3) '(10 20)) ==> (11 22)
        (apply map + '((1 2) (3 4))) ==> (4 6)
        (apply map (list - '(1 2))) ==> (-1 -2)
        (for-each emit '(1 2)) ==> emitted 1 | emitted 2 | #<unspecified>
        (for-each (lambda (a b) (emit (+ a b))) '(1 2) '(3 4)) ==> emitted 4 | emitted 6 | #<unspecified>
        (list (filter odd? '(1 2 3)) (remove odd? '(1 2 3)) (delete '(1) '((1) 2 (1)))) ==> ((1 3) (2) (2))
        (list (any odd? '()) (any odd? '(2 3)) (any odd? '(2 4)) (any (lambda (x) (and (odd? x) x)) '(2 3 4))) ==> (#f #t #f 3)
        (list (every odd? '()) (every odd? '(1 2)) (every (lambda (x) (and (odd? x) x)) '(1 3))) ==> (#t #f 3)
        (list (fold-left - 10 '(1 2)) (fold-right - 10 '(1 2)) (fold cons '() '(1 2))) ==> (7 9 (2 1))
        (list (fold-left list 0 '(1 2) '(3 4)) (fold-right list 0 '(1 2) '(3 4)) (fold list 0 '(1 2) '(3 4))) ==> (((0 1 3) 2 4) (1 3 (2 4 0)) (2 4 (1 3 0)))
        (list (apply fold-left - 10 '((1 2))) (apply fold-right - '(10 (1 2))) (apply fold cons '(() (1)))) ==> (7 9 (1))
        (list (reduce + 0 '()) (reduce + 0 '(5)) (reduce - 0 '(1 2 3)) (reduce max 0 '(1 3 2))) ==> (0 5 2 3)
        (list (member '(2) '(1 (2) 3)) (member 4 '(1)) (member 2 '(1 2 3) <) (memq 'b '(a b)) (memv 1 '())) ==> (((2) 3) #f (3) (b) #f)
        (list (assoc '(b) '((a 1) ((b) 2))) (assoc 'c '()) (assoc 2 '((1 a) (3 b)) <) (assq 'a '((a . 1))) (assv 1 '((2 . 3)))) ==> (((b) 2) #f (3 b) (a . 1) #f)
        (apply member 1 '((1))) ==> (1)
        (apply assoc 1 '(((1 . 2)))) ==> (1 . 2)",
    );
}

#[test]
fn forms() {
    check(
        "(let loop ((i 0) (sum 0)) (if (= i 5) sum (loop (+ i 1) (+ sum i)))) ==> 10
        (do ((i 0 (+ i 1)) (list '() (cons i list))) ((= i 3) list)) ==> (2 1 0)
        (let ((x 1)) (let ((x 2) (y x)) (list x y))) ==> (2 1)
        (let* ((x 1) (y (+ x 1)) (x (* y 10))) (list x y)) ==> (20 2)
        (letrec ((even? (lambda (n) (or (= n 0) (odd? (- n 1))))) (odd? (lambda (n) (and (> n 0) (even? (- n 1)))))) (even? 10)) ==> #t
        (define (f a #;b . rest) (define x (* a 2)) (emit x) (define (g) (+ x 1)) (cons (g) rest)) (f 1 2 3) ==> emitted 2 | (3 2 3)
        (cond ((assv 'b '((a 1) (b 2))) => cadr) (else 'no)) ==> 2
        (cond (#f 1)) ==> #<unspecified>
        (list (case 3 ((1 2 3) 'low) (else 'high)) (case 'x ((a) 1) (else => list)) (case 9 ((1) 1))) ==> (low (x) #<unspecified>)
        (list (and) (and 1 2) (and #f (error \"no\")) (or) (or #f 2) (or 1 (error \"no\"))) ==> (#t 2 #f #f 2 1)
        (list (when #t 1 2) (when #f 1) (unless #f 1 2) (unless #t 1)) ==> (2 #<unspecified> 2 #<unspecified>)
        `(1 ,(+ 1 1) ,@(map square '(2 3)) (4 ,@'() . ,5)) ==> (1 2 4 9 (4 . 5))
        `(a `(b ,(foo ,(+ 1 3) d) e) f) ==> (a (quasiquote (b (unquote (foo 4 d)) e)) f)
        (let ((name1 'x) (name2 'y)) `(a `(b ,,name1 ,',name2 d) e)) ==> (a (quasiquote (b (unquote x) (unquote (quote y)) d)) e)
        ((lambda args args) 1 2) ==> (1 2)
        ((lambda (a . rest) (list a rest)) 1 2 3) ==> (1 (2 3))
        (define (car x) 'mine) (list (car '(1)) (map car '(1)) (cadr '(1 2))) ==> (mine (mine) 2)
        (define (not x) x) (define + -) (list (not #t) (+ 3 1)) ==> (#t 2)
        (define x y) (define y 1) x ==> error: y is not initialised",
    );
}
