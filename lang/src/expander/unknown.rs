//! Names that mean nothing here: what is not supported, what goes by another name, and what was
//! probably meant.

use super::Expander;
use crate::core::Expr;
use crate::diagnostic::Diagnostic;
use crate::printer::write_symbol;
use crate::source::Span;
use std::sync::Arc;

/// For how many unknown names of a program the nearest known one is sought.
const SUGGESTIONS: usize = 50;

/// The longest name, in characters, that is compared with others.
const LONGEST_COMPARED: usize = 64;

const NO_MUTATION: &str =
    "nothing is mutable: bind a new value with `let`, or pass it on as an argument of a loop";
const NO_CONTINUATIONS: &str =
    "there are no continuations: return early through the branches of `if` and `cond`";
const NO_MACROS: &str = "there are no macros: write a procedure";
const NO_VALUES: &str = "return a list and take it apart with `car` and `cdr`";
const NO_EXCEPTIONS: &str =
    "stop the run with `(error message irritant …)`; errors cannot be caught";
const NO_PORTS: &str = "there are no ports: `display` and `write` print to standard output, `(emit value)` adds a value to the public output";
const NO_VECTORS: &str = "use lists: `list-ref`, `list-tail`, `map`, `fold-left`";
const NO_INEXACT: &str = "all numbers are exact: scale integers, or use field elements";
const NO_RECORDS: &str = "use lists, and procedures that take them apart";
const NO_LIBRARIES: &str = "the standard library is always there; leave this out";
const NO_PARAMETERS: &str = "pass the value as an argument";
const NO_PROMISES: &str = "wrap the expression in a `lambda` of no parameters and call it";

/// Forms of other Schemes; their operands are not looked at.
const FORMS: [(&str, &str); 25] = [
    ("set!", NO_MUTATION),
    ("define-syntax", NO_MACROS),
    ("let-syntax", NO_MACROS),
    ("letrec-syntax", NO_MACROS),
    ("syntax-rules", NO_MACROS),
    ("define-macro", NO_MACROS),
    ("defmacro", NO_MACROS),
    ("define-values", NO_VALUES),
    ("let-values", NO_VALUES),
    ("let*-values", NO_VALUES),
    ("receive", NO_VALUES),
    ("define-record-type", NO_RECORDS),
    ("define-structure", NO_RECORDS),
    ("guard", NO_EXCEPTIONS),
    ("import", NO_LIBRARIES),
    ("define-library", NO_LIBRARIES),
    ("export", NO_LIBRARIES),
    ("include", "give all files of a program together, in order"),
    ("load", "give all files of a program together, in order"),
    ("require", NO_LIBRARIES),
    ("parameterize", NO_PARAMETERS),
    ("delay", NO_PROMISES),
    ("delay-force", NO_PROMISES),
    (
        "case-lambda",
        "take the remaining arguments as a list: `(lambda (a . rest) …)`",
    ),
    ("cond-expand", NO_LIBRARIES),
];

/// Procedures of other Schemes.
const PROCEDURES: [(&str, &str); 53] = [
    ("call/cc", NO_CONTINUATIONS),
    ("call-with-current-continuation", NO_CONTINUATIONS),
    ("dynamic-wind", NO_CONTINUATIONS),
    ("values", NO_VALUES),
    ("call-with-values", NO_VALUES),
    ("set-car!", NO_MUTATION),
    ("set-cdr!", NO_MUTATION),
    ("list-set!", NO_MUTATION),
    ("string-set!", NO_MUTATION),
    ("vector-set!", NO_MUTATION),
    ("vector-fill!", NO_MUTATION),
    ("raise", NO_EXCEPTIONS),
    ("raise-continuable", NO_EXCEPTIONS),
    ("with-exception-handler", NO_EXCEPTIONS),
    ("error-object?", NO_EXCEPTIONS),
    ("read", NO_PORTS),
    ("write-u8", NO_PORTS),
    ("write-bytevector", NO_PORTS),
    ("flush-output-port", NO_PORTS),
    ("current-output-port", NO_PORTS),
    ("current-input-port", NO_PORTS),
    ("current-error-port", NO_PORTS),
    ("open-input-string", NO_PORTS),
    ("open-output-string", NO_PORTS),
    ("open-input-file", NO_PORTS),
    ("open-output-file", NO_PORTS),
    ("with-output-to-string", NO_PORTS),
    ("read-line", NO_PORTS),
    ("vector", NO_VECTORS),
    ("make-vector", NO_VECTORS),
    ("vector?", NO_VECTORS),
    ("vector-ref", NO_VECTORS),
    ("vector-length", NO_VECTORS),
    ("vector-map", NO_VECTORS),
    ("vector-for-each", NO_VECTORS),
    ("list->vector", NO_VECTORS),
    ("vector->list", NO_VECTORS),
    ("exact->inexact", NO_INEXACT),
    ("inexact->exact", NO_INEXACT),
    ("inexact", NO_INEXACT),
    ("exact", NO_INEXACT),
    ("sqrt", NO_INEXACT),
    ("exp", NO_INEXACT),
    ("log", NO_INEXACT),
    ("sin", NO_INEXACT),
    ("cos", NO_INEXACT),
    ("floor", NO_INEXACT),
    ("round", NO_INEXACT),
    ("real?", NO_INEXACT),
    ("rational?", NO_INEXACT),
    ("make-parameter", NO_PARAMETERS),
    ("make-promise", NO_PROMISES),
    ("force", NO_PROMISES),
];

/// What goes by another name here.
const ELSEWHERE: [(&str, &str); 59] = [
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
    ("first", "`car`"),
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

fn find(table: &[(&'static str, &'static str)], name: &str) -> Option<&'static str> {
    let found = table.iter().find(|(known, _)| *known == name);
    found.map(|(_, help)| *help)
}

/// Whether this names a form of other Schemes, whose operands may be no expressions.
pub(super) fn is_unsupported_form(name: &str) -> bool {
    find(&FORMS, name).is_some()
}

impl Expander<'_> {
    /// Reports a name that means nothing here, once a text.
    pub(super) fn unknown(&mut self, name: &Arc<str>, span: Span) -> Expr {
        if !self.reported_names.insert(name.clone()) {
            return self.unspecified(span);
        }
        let mut shown = String::new();
        // A `String` takes everything.
        let _ = write_symbol(&mut shown, name);
        if let Some(help) = find(&FORMS, name).or_else(|| find(&PROCEDURES, name)) {
            return self.fail(
                Diagnostic::new("E0102", format!("`{shown}` is not supported"), span).help(help),
            );
        }
        let unknown = Diagnostic::new("E0101", format!("`{shown}` is not defined"), span);
        if let Some(advice) = self.advice_on_sibling(name) {
            return self.fail(unknown.help(advice));
        }
        if let Some(here) = find(&ELSEWHERE, name) {
            return self.fail(unknown.help(format!("in Foldscheme this is {here}")));
        }
        let nearest = if self.reported_names.len() <= SUGGESTIONS {
            nearest(name, self.scope.names())
        } else {
            None
        };
        let unknown = match nearest {
            Some(nearest) => {
                let mut shown = String::new();
                let _ = write_symbol(&mut shown, nearest);
                unknown.help(format!("did you mean `{shown}`?"))
            }
            None => unknown,
        };
        self.fail(unknown)
    }
}

/// The known name with the fewest edits, if they are few for the length; the first in
/// alphabetical order among equals.
fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name: Vec<char> = name.chars().take(LONGEST_COMPARED + 1).collect();
    let most = match name.len() {
        0..=2 => return None,
        3..=4 => 1,
        5..=LONGEST_COMPARED => 2,
        _ => return None,
    };
    known
        .filter_map(|candidate| {
            let characters: Vec<char> = candidate.chars().take(LONGEST_COMPARED + 3).collect();
            if characters.len().abs_diff(name.len()) > most {
                return None;
            }
            let edits = edits(&name, &characters);
            (edits <= most).then_some((edits, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and exchanges of neighbours that make one of the other.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(x != y);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == &b[j - 1] && y == &a[i - 1] {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exchanged_neighbours_are_one_edit() {
        let chars = |s: &str| s.chars().collect::<Vec<_>>();
        assert_eq!(edits(&chars("lenght"), &chars("length")), 1);
        assert_eq!(edits(&chars("kitten"), &chars("sitting")), 3);
        assert_eq!(edits(&chars(""), &chars("ab")), 2);
    }

    #[test]
    fn short_names_suggest_nothing() {
        assert_eq!(nearest("xy", ["x", "xz"].into_iter()), None);
        assert_eq!(nearest("xyz", ["xya", "xyb"].into_iter()), Some("xya"));
    }
}
