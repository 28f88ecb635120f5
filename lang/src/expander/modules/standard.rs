//! The libraries that come with the language: R7RS's, SRFI 1, and `(foldscheme …)`.
//!
//! A library has those of its names that exist. A name that R7RS has and Foldscheme has not is
//! reported where it is used, or where it is imported by itself.

/// The names of a library.
pub(super) const LIBRARIES: [(&str, &str); 13] = [
    (
        "(scheme base)",
        "* + - ... / < <= = => > >= _ abs and append apply assoc assq assv begin binary-port? \
         boolean=? boolean? bytevector bytevector-append bytevector-copy bytevector-copy! \
         bytevector-length bytevector-u8-ref bytevector-u8-set! bytevector? caar cadr \
         call-with-current-continuation call-with-port call-with-values call/cc car case cdar cddr \
         cdr ceiling char->integer char-ready? char<=? char<? char=? char>=? char>? char? \
         close-input-port close-output-port close-port complex? cond cond-expand cons \
         current-error-port current-input-port current-output-port define define-record-type \
         define-syntax define-values denominator do dynamic-wind else eof-object eof-object? eq? \
         equal? eqv? error error-object-irritants error-object-message error-object? even? exact \
         exact-integer-sqrt exact-integer? exact? expt features file-error? floor floor-quotient \
         floor-remainder floor/ flush-output-port for-each gcd get-output-bytevector \
         get-output-string guard if include include-ci inexact inexact? input-port-open? \
         input-port? integer->char integer? lambda lcm length let let* let*-values let-syntax \
         let-values letrec letrec* letrec-syntax list list->string list->vector list-copy list-ref \
         list-set! list-tail list? make-bytevector make-list make-parameter make-string \
         make-vector map max member memq memv min modulo negative? newline not null? \
         number->string number? numerator odd? open-input-bytevector open-input-string \
         open-output-bytevector open-output-string or output-port-open? output-port? pair? \
         parameterize peek-char peek-u8 positive? procedure? quasiquote quote quotient raise \
         raise-continuable rational? rationalize read-bytevector read-bytevector! read-char \
         read-error? read-line read-string read-u8 real? remainder reverse round set! set-car! \
         set-cdr! square string string->list string->number string->symbol string->utf8 \
         string->vector string-append string-copy string-copy! string-fill! string-for-each \
         string-length string-map string-ref string-set! string<=? string<? string=? string>=? \
         string>? string? substring symbol->string symbol=? symbol? syntax-error syntax-rules \
         textual-port? truncate truncate-quotient truncate-remainder truncate/ u8-ready? unless \
         unquote unquote-splicing utf8->string values vector vector->list vector->string \
         vector-append vector-copy vector-copy! vector-fill! vector-for-each vector-length \
         vector-map vector-ref vector-set! vector? when with-exception-handler write-bytevector \
         write-char write-string write-u8 zero?",
    ),
    ("(scheme case-lambda)", "case-lambda"),
    (
        "(scheme char)",
        "char-alphabetic? char-ci<=? char-ci<? char-ci=? char-ci>=? char-ci>? char-downcase \
         char-foldcase char-lower-case? char-numeric? char-upcase char-upper-case? \
         char-whitespace? digit-value string-ci<=? string-ci<? string-ci=? string-ci>=? \
         string-ci>? string-downcase string-foldcase string-upcase",
    ),
    (
        "(scheme cxr)",
        "caaar caadr cadar caddr cdaar cdadr cddar cdddr caaaar caaadr caadar caaddr cadaar \
         cadadr caddar cadddr cdaaar cdaadr cdadar cdaddr cddaar cddadr cdddar cddddr",
    ),
    ("(scheme eval)", "environment eval"),
    (
        "(scheme lazy)",
        "delay delay-force force make-promise promise?",
    ),
    ("(scheme write)", "display write write-shared write-simple"),
    (
        "(srfi 1)",
        "xcons cons list list* cons* make-list list-tabulate list-copy circular-list iota pair? \
         null? proper-list? circular-list? dotted-list? not-pair? null-list? list= car cdr caar \
         cadr cdar cddr caaar caadr cadar caddr cdaar cdadr cddar cdddr caaaar caaadr caadar \
         caaddr cadaar cadadr caddar cadddr cdaaar cdaadr cdadar cdaddr cddaar cddadr cdddar \
         cddddr list-ref first second third fourth fifth sixth seventh eighth ninth tenth car+cdr \
         take take-right take! drop drop-right drop-right! split-at split-at! last last-pair \
         length length+ concatenate reverse append append-reverse zip unzip1 unzip2 unzip3 unzip4 \
         unzip5 count fold unfold pair-fold reduce fold-right unfold-right pair-fold-right \
         reduce-right append-map map map-in-order for-each pair-for-each filter-map filter \
         partition remove find find-tail any every list-index take-while take-while! drop-while \
         span span! break break! delete delete-duplicates assq assv assoc alist-cons alist-copy \
         alist-delete member memq memv lset<= lset= lset-adjoin lset-union lset-intersection \
         lset-difference lset-xor",
    ),
    ("(srfi 8)", "receive"),
    ("(srfi 9)", "define-record-type"),
    ("(srfi 11)", "let-values let*-values"),
    ("(srfi 16)", "case-lambda"),
    (
        "(scheme r5rs)",
        "* + - / < <= = > >= abs and append apply assoc assq assv begin boolean? caar cadr \
         call-with-values car case cdar cddr cdr char->integer char-alphabetic? char-ci<=? \
         char-ci<? char-ci=? char-ci>=? char-ci>? char-downcase char-lower-case? char-numeric? \
         char-upcase char-upper-case? char-whitespace? char<=? char<? char=? char>=? char>? char? \
         cond cons define define-syntax delay display do else eq? equal? eqv? eval even? expt \
         for-each force gcd if integer->char integer? lambda lcm length let let* let-syntax \
         letrec letrec-syntax list list->string list->vector list-ref list-tail list? make-string \
         make-vector map max member memq memv min modulo negative? newline not null? \
         number->string number? odd? or pair? positive? procedure? quasiquote quote quotient \
         remainder reverse string string->list string->number string->symbol string-append \
         string-ci<=? string-ci<? string-ci=? string-ci>=? string-ci>? string-copy string-length \
         string-ref string<=? string<? string=? string>=? string>? string? substring \
         symbol->string symbol? unquote unquote-splicing values vector vector->list vector-length \
         vector-ref vector? write write-char zero? ... => _ syntax-rules",
    ),
];

/// R7RS's libraries that Foldscheme cannot have, and why.
pub(super) const LEFT_OUT: [(&str, &str); 8] = [
    (
        "(scheme complex)",
        "all numbers are integers or field elements",
    ),
    (
        "(scheme file)",
        "a proof is of a program and its inputs: there are no files in a run",
    ),
    (
        "(scheme inexact)",
        "all numbers are exact: scale integers, or use field elements",
    ),
    (
        "(scheme load)",
        "a program is known as a whole before it runs: use `(include \"file.scm\")`",
    ),
    (
        "(scheme process-context)",
        "a run has no arguments and no environment; it ends with a value or an `error`",
    ),
    (
        "(scheme read)",
        "there are no ports: data that a program works on is quoted in it",
    ),
    ("(scheme repl)", "a program has no interaction environment"),
    (
        "(scheme time)",
        "a run has no clock: it must be the same each time",
    ),
];

/// What the names of these libraries begin with; a program defines none of them.
pub(super) const RESERVED: [&str; 3] = ["scheme", "srfi", "foldscheme"];

/// The features that `cond-expand` knows, in the order of `(features)`.
pub const FEATURES: [&str; 4] = ["r7rs", "exact-closed", "full-unicode", "foldscheme"];

/// The names of a library by its own name.
pub(super) fn names(library: &str) -> Option<impl Iterator<Item = &'static str>> {
    let found = LIBRARIES.iter().find(|(name, _)| *name == library);
    found.map(|(_, names)| names.split_ascii_whitespace())
}

/// Why a library is left out, if it is one of R7RS.
pub(super) fn left_out(library: &str) -> Option<&'static str> {
    let found = LEFT_OUT.iter().find(|(name, _)| *name == library);
    found.map(|(_, why)| *why)
}

/// The library to import for a name.
pub(super) fn home(name: &str) -> Option<&'static str> {
    let found = LIBRARIES
        .iter()
        .find(|(_, names)| names.split_ascii_whitespace().any(|known| known == name));
    found.map(|(library, _)| *library)
}
