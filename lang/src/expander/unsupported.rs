//! Names of other Schemes: what is not supported, why, and what to use instead; and what goes by
//! another name here.

const NO_MUTATION: &str =
    "nothing is mutable: bind a new value with `let`, or pass it on as an argument of a loop";
const NO_MUTABLE_PAIRS: &str = "pairs are immutable: make a new one with `cons`";
const NO_MUTABLE_LISTS: &str =
    "lists are immutable: make a new one, with `append`, `list-tail` or `map`";
const NO_MUTABLE_STRINGS: &str =
    "strings are immutable: make a new one, with `string-append`, `substring` or `string-map`";
const NO_MUTABLE_VECTORS: &str =
    "vectors are immutable: `(vector-set vector index value)` returns a changed one";
const NO_MUTABLE_BYTEVECTORS: &str =
    "bytevectors are immutable: make a new one, with `bytevector-append` or `bytevector-copy`";
const NO_MUTABLE_TABLES: &str =
    "nothing is mutable: use the persistent maps of `(foldscheme map)`, or an association list";
const NO_CONTINUATIONS: &str =
    "there are no continuations: return early through the branches of `if` and `cond`, or by `raise` and `guard`";
const NO_WINDING: &str =
    "no continuation can be entered again, and there is nothing to restore: call the procedures in order";
const NO_EXPORTS: &str = "this stands in a `define-library`; a program exports nothing";
const NO_PROCEDURAL_MACROS: &str =
    "macros are made by `(define-syntax name (syntax-rules (literal …) (pattern template) …))`";
const NO_INPUT: &str =
    "there are no ports: what a program works on is quoted in it, or given to it as arguments";
const NO_OUTPUT_PORTS: &str =
    "there are no ports: `display` and `write` print, and `(emit value)` adds a value to the public output";
const NO_STRING_PORTS: &str =
    "there are no ports: build strings with `string-append`, `number->string` and `list->string`";
const NO_FILES: &str =
    "a program reaches no files: quote what it is to know, `include` it, or give it as arguments";
const NO_SYSTEM: &str =
    "a run depends on its program and inputs alone: give what it is to know as arguments";
const NO_EXIT: &str =
    "a program ends with its last expression, or with `(error message irritant …)`";
const NO_INEXACT: &str = "all numbers are exact: scale integers, or use field elements";
const NO_COMPLEX: &str = "there are no complex numbers: use a pair of integers";
const NO_ROOTS: &str =
    "all numbers are exact: `(exact-integer-sqrt n)` gives the root and what is left";
const NO_ENVIRONMENTS: &str =
    "`(environment '(scheme base))` makes the library's, `(environment-extend …)` adds a name";
const NO_PARAMETERS: &str = "there is no dynamic binding: pass the value as an argument";

/// Forms of other Schemes; their operands are not looked at.
const FORMS: &[(&str, &str)] = &[
    ("set!", NO_MUTATION),
    ("fluid-let", NO_MUTATION),
    ("export", NO_EXPORTS),
    ("define-macro", NO_PROCEDURAL_MACROS),
    ("defmacro", NO_PROCEDURAL_MACROS),
    ("define-syntax-rule", NO_PROCEDURAL_MACROS),
    ("syntax-case", NO_PROCEDURAL_MACROS),
    ("er-macro-transformer", NO_PROCEDURAL_MACROS),
    ("sc-macro-transformer", NO_PROCEDURAL_MACROS),
    ("rsc-macro-transformer", NO_PROCEDURAL_MACROS),
    (
        "define-structure",
        "records are defined with `define-record-type`",
    ),
    (
        "define-struct",
        "records are defined with `define-record-type`",
    ),
    ("struct", "records are defined with `define-record-type`"),
    ("load", "`(include \"file.scm\")` takes in another text"),
    ("require", "libraries are named by `(import …)`"),
    ("use-modules", "libraries are named by `(import …)`"),
    ("parameterize", NO_PARAMETERS),
    ("let/cc", NO_CONTINUATIONS),
    ("delay-cons", "write `(cons a (delay b))`"),
    ("cons-stream", "write `(cons a (delay b))`"),
    (
        "named-lambda",
        "`(define (name parameter …) body …)` names a procedure",
    ),
    ("let*-syntax", "nest `let-syntax`"),
];

/// Procedures of other Schemes.
const PROCEDURES: &[(&str, &str)] = &[
    ("call/cc", NO_CONTINUATIONS),
    ("call-with-current-continuation", NO_CONTINUATIONS),
    ("call-with-escape-continuation", NO_CONTINUATIONS),
    ("call/ec", NO_CONTINUATIONS),
    ("dynamic-wind", NO_WINDING),
    ("set-car!", NO_MUTABLE_PAIRS),
    ("set-cdr!", NO_MUTABLE_PAIRS),
    ("list-set!", NO_MUTABLE_LISTS),
    ("append!", NO_MUTABLE_LISTS),
    ("reverse!", NO_MUTABLE_LISTS),
    ("string-set!", NO_MUTABLE_STRINGS),
    ("string-fill!", NO_MUTABLE_STRINGS),
    ("string-copy!", NO_MUTABLE_STRINGS),
    ("vector-set!", NO_MUTABLE_VECTORS),
    ("vector-fill!", NO_MUTABLE_VECTORS),
    ("vector-copy!", NO_MUTABLE_VECTORS),
    ("sort!", NO_MUTABLE_LISTS),
    ("bytevector-u8-set!", NO_MUTABLE_BYTEVECTORS),
    ("bytevector-fill!", NO_MUTABLE_BYTEVECTORS),
    ("bytevector-copy!", NO_MUTABLE_BYTEVECTORS),
    ("make-hash-table", NO_MUTABLE_TABLES),
    ("hash-table-set!", NO_MUTABLE_TABLES),
    ("hash-table-ref", NO_MUTABLE_TABLES),
    ("hash-table/get", NO_MUTABLE_TABLES),
    ("hash-set!", NO_MUTABLE_TABLES),
    ("hash-ref", NO_MUTABLE_TABLES),
    ("make-parameter", NO_PARAMETERS),
    ("write-u8", NO_OUTPUT_PORTS),
    ("write-bytevector", NO_OUTPUT_PORTS),
    ("flush-output-port", NO_OUTPUT_PORTS),
    ("current-output-port", NO_OUTPUT_PORTS),
    ("current-error-port", NO_OUTPUT_PORTS),
    ("current-input-port", NO_INPUT),
    ("read", NO_INPUT),
    ("read-char", NO_INPUT),
    ("peek-char", NO_INPUT),
    ("char-ready?", NO_INPUT),
    ("read-line", NO_INPUT),
    ("read-string", NO_INPUT),
    ("read-u8", NO_INPUT),
    ("peek-u8", NO_INPUT),
    ("u8-ready?", NO_INPUT),
    ("read-bytevector", NO_INPUT),
    ("read-bytevector!", NO_INPUT),
    ("eof-object", NO_INPUT),
    ("eof-object?", NO_INPUT),
    ("port?", NO_INPUT),
    ("input-port?", NO_INPUT),
    ("output-port?", NO_OUTPUT_PORTS),
    ("textual-port?", NO_INPUT),
    ("binary-port?", NO_INPUT),
    ("input-port-open?", NO_INPUT),
    ("output-port-open?", NO_OUTPUT_PORTS),
    ("close-port", NO_INPUT),
    ("close-input-port", NO_INPUT),
    ("close-output-port", NO_OUTPUT_PORTS),
    ("call-with-port", NO_INPUT),
    ("open-input-string", NO_STRING_PORTS),
    ("open-output-string", NO_STRING_PORTS),
    ("get-output-string", NO_STRING_PORTS),
    ("open-input-bytevector", NO_STRING_PORTS),
    ("open-output-bytevector", NO_STRING_PORTS),
    ("get-output-bytevector", NO_STRING_PORTS),
    ("with-output-to-string", NO_STRING_PORTS),
    ("call-with-output-string", NO_STRING_PORTS),
    ("open-input-file", NO_FILES),
    ("open-binary-input-file", NO_FILES),
    ("open-output-file", NO_FILES),
    ("open-binary-output-file", NO_FILES),
    ("call-with-input-file", NO_FILES),
    ("call-with-output-file", NO_FILES),
    ("with-input-from-file", NO_FILES),
    ("with-output-to-file", NO_FILES),
    ("file-exists?", NO_FILES),
    ("delete-file", NO_FILES),
    ("exit", NO_EXIT),
    ("emergency-exit", NO_EXIT),
    ("command-line", NO_SYSTEM),
    ("get-environment-variable", NO_SYSTEM),
    ("get-environment-variables", NO_SYSTEM),
    ("current-second", NO_SYSTEM),
    ("current-jiffy", NO_SYSTEM),
    ("jiffies-per-second", NO_SYSTEM),
    ("current-time", NO_SYSTEM),
    ("runtime", NO_SYSTEM),
    ("random", NO_SYSTEM),
    ("interaction-environment", NO_ENVIRONMENTS),
    ("null-environment", NO_ENVIRONMENTS),
    ("exact->inexact", NO_INEXACT),
    ("inexact->exact", NO_INEXACT),
    ("inexact", NO_INEXACT),
    ("sqrt", NO_ROOTS),
    ("exp", NO_INEXACT),
    ("log", NO_INEXACT),
    ("sin", NO_INEXACT),
    ("cos", NO_INEXACT),
    ("tan", NO_INEXACT),
    ("asin", NO_INEXACT),
    ("acos", NO_INEXACT),
    ("atan", NO_INEXACT),
    ("make-rectangular", NO_COMPLEX),
    ("make-polar", NO_COMPLEX),
    ("real-part", NO_COMPLEX),
    ("imag-part", NO_COMPLEX),
    ("magnitude", NO_COMPLEX),
    ("angle", NO_COMPLEX),
];

/// What goes by another name here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("nil", "`'()`"),
    ("null", "`'()`"),
    ("empty", "`'()`"),
    ("true", "`#t`"),
    ("false", "`#f`"),
    ("defun", "`define`"),
    ("def", "`define`"),
    ("fn", "`lambda`"),
    ("λ", "`lambda`"),
    ("progn", "`begin`"),
    ("do-times", "a named `let` or `do`"),
    ("mod", "`modulo`"),
    ("rem", "`remainder`"),
    ("%", "`modulo` or `remainder`"),
    ("div", "`quotient`"),
    ("==", "`=` for numbers, `equal?` for any values"),
    ("!=", "`(not (= a b))`"),
    ("rest", "`cdr`"),
    (
        "foldl",
        "`fold-left`, whose procedure takes the accumulator first",
    ),
    ("foldr", "`fold-right`"),
    ("inc", "`(+ n 1)`"),
    ("dec", "`(- n 1)`"),
    ("empty?", "`null?`"),
    ("print", "`display`, and `newline` to end the line"),
    ("println", "`display`, and `newline` to end the line"),
    ("printf", "`display` and `write`, a value each"),
    ("format", "`display` and `write`, a value each"),
    ("len", "`length`, or `string-length` for a string"),
    ("elif", "a further clause of `cond`"),
    ("elseif", "a further clause of `cond`"),
    ("else-if", "a further clause of `cond`"),
    ("while", "a named `let`, or `do`"),
    ("for", "`for-each`, a named `let`, or `do`"),
    (
        "return",
        "not needed: a body's value is that of its last expression",
    ),
    ("function", "`lambda`"),
    ("var", "`define`, or `let` for a part of a body"),
    ("val", "`define`, or `let` for a part of a body"),
    ("const", "`define`, or `let` for a part of a body"),
    ("setq", "`define`, or `let`: nothing is mutable"),
    ("setf", "`define`, or `let`: nothing is mutable"),
    ("None", "`'()`, or `#f`"),
    ("NULL", "`'()`, or `#f`"),
    ("True", "`#t`"),
    ("False", "`#f`"),
    ("&&", "`and`"),
    ("||", "`or`"),
    ("!", "`not`"),
    ("concat", "`append` for lists, `string-append` for strings"),
    ("throw", "`raise`, or `error`"),
    ("try", "`guard`"),
    ("catch", "`guard`"),
    ("mapcar", "`map`"),
    ("funcall", "not needed: a procedure is called by its name"),
    (
        "then",
        "not needed: the branches follow the test, `(if test then else)`",
    ),
    ("add1", "`(+ n 1)`"),
    ("sub1", "`(- n 1)`"),
    ("string->int", "`string->number`"),
    ("type-of", "`integer?`, `pair?`, `string?` and their like"),
];

/// Why a form or a procedure is not supported, and what to use instead.
pub(super) fn unsupported(name: &str) -> Option<&'static str> {
    find(FORMS, name).or_else(|| find(PROCEDURES, name))
}

/// What a name of other Schemes is called here.
pub(super) fn elsewhere(name: &str) -> Option<&'static str> {
    find(ELSEWHERE, name)
}

/// Every name of the tables.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let all = FORMS.iter().chain(PROCEDURES).chain(ELSEWHERE);
    all.map(|(name, _)| *name)
}

fn find(table: &[(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    let found = table.iter().find(|(known, _)| *known == name);
    found.map(|(_, help)| *help)
}

/// Whether this names a form of other Schemes, whose operands may be no expressions.
pub(super) fn is_unsupported_form(name: &str) -> bool {
    find(FORMS, name).is_some()
}
