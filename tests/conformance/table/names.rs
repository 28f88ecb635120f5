//! The names that R7RS-small defines (its Appendix A), and those of this language that productions use beside them.

/// Libraries of R7RS-small with their names.
pub const LIBRARIES: [(&str, &str); 16] = [
    (
        "(scheme base)",
        "* + - ... / < <= = => > >= _ abs and append apply assoc assq assv begin binary-port? boolean=? boolean?
        bytevector bytevector-append bytevector-copy bytevector-copy! bytevector-length bytevector-u8-ref
        bytevector-u8-set! bytevector? caar cadr call-with-current-continuation call-with-port call-with-values
        call/cc car case cdar cddr cdr ceiling char->integer char-ready? char<=? char<? char=? char>=? char>? char?
        close-input-port close-output-port close-port complex? cond cond-expand cons current-error-port
        current-input-port current-output-port define define-record-type define-syntax define-values denominator do
        dynamic-wind else eof-object eof-object? eq? equal? eqv? error error-object-irritants error-object-message
        error-object? even? exact exact-integer-sqrt exact-integer? exact? expt features file-error? floor
        floor-quotient floor-remainder floor/ flush-output-port for-each gcd get-output-bytevector
        get-output-string guard if include include-ci inexact inexact? input-port-open? input-port? integer->char
        integer? lambda lcm length let let* let*-values let-syntax let-values letrec letrec* letrec-syntax list
        list->string list->vector list-copy list-ref list-set! list-tail list? make-bytevector make-list
        make-parameter make-string make-vector map max member memq memv min modulo negative? newline not null?
        number->string number? numerator odd? open-input-bytevector open-input-string open-output-bytevector
        open-output-string or output-port-open? output-port? pair? parameterize peek-char peek-u8 positive?
        procedure? quasiquote quote quotient raise raise-continuable rational? rationalize read-bytevector
        read-bytevector! read-char read-error? read-line read-string read-u8 real? remainder reverse round set!
        set-car! set-cdr! square string string->list string->number string->symbol string->utf8 string->vector
        string-append string-copy string-copy! string-fill! string-for-each string-length string-map string-ref
        string-set! string<=? string<? string=? string>=? string>? string? substring symbol->string symbol=?
        symbol? syntax-error syntax-rules textual-port? truncate truncate-quotient truncate-remainder truncate/
        u8-ready? unless unquote unquote-splicing utf8->string values vector vector->list vector->string
        vector-append vector-copy vector-copy! vector-fill! vector-for-each vector-length vector-map vector-ref
        vector-set! vector? when with-exception-handler write-bytevector write-char write-string write-u8 zero?",
    ),
    ("(scheme case-lambda)", "case-lambda"),
    (
        "(scheme char)",
        "char-alphabetic? char-ci<=? char-ci<? char-ci=? char-ci>=? char-ci>? char-downcase char-foldcase
        char-lower-case? char-numeric? char-upcase char-upper-case? char-whitespace? digit-value string-ci<=?
        string-ci<? string-ci=? string-ci>=? string-ci>? string-downcase string-foldcase string-upcase",
    ),
    (
        "(scheme complex)",
        "angle imag-part magnitude make-polar make-rectangular real-part",
    ),
    (
        "(scheme cxr)",
        "caaaar caaadr caaar caadar caaddr caadr cadaar cadadr cadar caddar cadddr caddr cdaaar cdaadr cdaar cdadar
        cdaddr cdadr cddaar cddadr cddar cdddar cddddr cdddr",
    ),
    ("(scheme eval)", "environment eval"),
    (
        "(scheme file)",
        "call-with-input-file call-with-output-file delete-file file-exists? open-binary-input-file
        open-binary-output-file open-input-file open-output-file with-input-from-file with-output-to-file",
    ),
    (
        "(scheme inexact)",
        "acos asin atan cos exp finite? infinite? log nan? sin sqrt tan",
    ),
    (
        "(scheme lazy)",
        "delay delay-force force make-promise promise?",
    ),
    ("(scheme load)", "load"),
    (
        "(scheme process-context)",
        "command-line emergency-exit exit get-environment-variable get-environment-variables",
    ),
    ("(scheme read)", "read"),
    ("(scheme repl)", "interaction-environment"),
    (
        "(scheme time)",
        "current-jiffy current-second jiffies-per-second",
    ),
    (
        "(scheme write)",
        "display write write-shared write-simple",
    ),
    ("programs and libraries", "import define-library export"),
];

/// Names beside those of R7RS-small that productions use.
const MORE: &str = "assert fold fold-left fold-right reduce reduce-right filter partition remove delete find find-tail any
    every iota take drop take-while drop-while span break last last-pair delete-duplicates append-map filter-map
    list-index count first second third cons* concatenate append-reverse list-tabulate unfold take-right
    drop-right split-at sort string-join";

/// All names of R7RS-small.
pub fn all() -> impl Iterator<Item = &'static str> {
    LIBRARIES
        .iter()
        .flat_map(|(_, names)| names.split_whitespace())
}

/// Whether a name is one of R7RS-small's or of those that productions use beside them.
pub fn is_known(name: &str) -> bool {
    !matches!(name, "_" | "..." | "else" | "=>")
        && all()
            .chain(MORE.split_whitespace())
            .any(|known| known == name)
}
