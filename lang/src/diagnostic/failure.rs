//! A run that ended in an error, in words.

use super::stack::Stack;
use super::{Diagnostic, Signature, ANONYMOUS};
use crate::block::{ErrorKind, Program, SiteId, Style};
use crate::core::{ConstId, Constant};
use crate::expander::is_infix;
use crate::machine::Trace;
use crate::printer::{is_error_descriptor, print};
use crate::source::{Sources, Span};
use crate::value::Wrap;

/// How much of a value a message shows, in bytes.
const LONGEST_VALUE: usize = 80;

/// The longest call that advice repeats, in bytes.
const LONGEST_CALL: usize = 60;

/// How much of the irritants of `(error …)` is shown, in bytes each.
const LONGEST_IRRITANT: usize = 10_000;

/// A run-time error in words: what failed with which value, where, and by which calls the run came
/// there, as far as `trace` knows.
///
/// `irritant` is a table of constants, the value itself last.
#[must_use]
pub fn describe(
    sources: &Sources,
    program: &Program,
    site: SiteId,
    irritant: &[Constant],
    trace: &Trace,
) -> Diagnostic {
    let Some(site) = program.sites.get(site.0 as usize) else {
        return Diagnostic::nowhere(
            "E0300",
            "an error at a place that the program does not have",
        );
    };
    let stack = Stack::of(sources, program, site, trace);
    let got = shown(irritant, irritant.len(), LONGEST_VALUE);
    let value = irritant.last();
    let span = stack.span();
    let (named, diagnostic) = match &site.kind {
        ErrorKind::Type {
            operation,
            expected,
        } => {
            let operation = stack.operation(operation);
            let message = format!("`{operation}` takes {expected}, got {got}");
            let mut diagnostic = Diagnostic::new("E0301", message, span);
            diagnostic.help = type_help(operation, expected, value).map(str::to_string);
            (Some(operation), diagnostic)
        }
        ErrorKind::Overflow { operation } => {
            let operation = stack.operation(operation);
            let message = format!(
                "the result of `{operation}` does not fit in 64 bits (its last operand is {got})"
            );
            let diagnostic = Diagnostic::new("E0302", message, span).help(
                "integers are 64-bit and signed; field elements, made by `(field n)`, wrap by definition",
            );
            (Some(operation), diagnostic)
        }
        ErrorKind::Division { operation } => {
            let operation = stack.operation(operation);
            let message = if got == "0" || got == "#field:0" {
                format!("`{operation}` divides by zero")
            } else {
                format!("the result of `{operation}` by {got} does not fit in 64 bits")
            };
            (Some(operation), Diagnostic::new("E0303", message, span))
        }
        ErrorKind::NotProcedure => {
            let message = format!("this calls {got}, which is not a procedure");
            let mut diagnostic = Diagnostic::new("E0304", message, span);
            diagnostic.help =
                infix_help(sources, span).or_else(|| call_help(irritant).map(str::to_string));
            (None, diagnostic)
        }
        ErrorKind::ArgumentCount {
            procedure,
            parameters,
            rest,
            got,
        } => {
            let signature = Signature {
                procedure,
                parameters,
                rest: rest.as_deref(),
            };
            let mut diagnostic = Diagnostic::new("E0305", signature.mismatch(*got), span);
            if procedure != ANONYMOUS {
                diagnostic = diagnostic.help(format!("it is defined as {signature}"));
            }
            if span != site.span {
                if let Some(got) = got {
                    diagnostic = diagnostic.label(signature.difference(*got));
                }
                diagnostic = diagnostic.also(site.span, "defined here");
            }
            (None, diagnostic)
        }
        ErrorKind::Uncaught => {
            let message = format!("{got} was raised, and nothing handles it");
            let help = "handle it with `guard` or `with-exception-handler`";
            (
                Some("raise"),
                Diagnostic::new("E0308", message, span).help(help),
            )
        }
        ErrorKind::User => (None, Diagnostic::new("E0306", user_message(irritant), span)),
        ErrorKind::Assertion => (None, Diagnostic::new("E0307", "an assertion failed", span)),
    };
    let diagnostic = match earlier_error(program, irritant) {
        Some(span) if span != stack.span() && !sources.is_library(span) => {
            diagnostic.also(span, "the error that this is about")
        }
        _ => diagnostic,
    };
    let place = stack.label(named);
    let diagnostic = if diagnostic.label.is_empty() {
        diagnostic.label(place)
    } else {
        let label = format!("{}, {place}", diagnostic.label);
        diagnostic.label(label)
    };
    match stack.calls() {
        Some(calls) => diagnostic.note(calls),
        None => diagnostic,
    }
}

/// What is often meant where an operation gets a value of another type.
fn type_help(operation: &str, expected: &str, value: Option<&Constant>) -> Option<&'static str> {
    let value = value?;
    let number = matches!(value, Constant::Integer(_) | Constant::Field(_));
    match (operation, value) {
        (_, _) if number && expected.contains("of one type") => {
            Some("`(field n)` makes a field element of an integer")
        }
        ("/", Constant::Integer(_)) => {
            Some("integers are divided by `quotient`; `(field n)` makes a field element")
        }
        ("<" | ">" | "<=" | ">=", Constant::Field(_)) => {
            Some("field elements have no order: only `=` compares them")
        }
        ("=", _) if !number => Some("`=` compares numbers; `equal?` compares any two values"),
        ("<", Constant::Char(_)) => Some("characters are compared by `char<?` and its like"),
        ("<", Constant::String(_)) => Some("strings are compared by `string<?` and its like"),
        ("+", Constant::String(_)) => Some("strings are joined by `string-append`"),
        ("+", Constant::Pair(..) | Constant::Nil) => Some("lists are joined by `append`"),
        ("car" | "cdr", Constant::Nil) => Some("the empty list has no parts: ask `null?` before"),
        (_, Constant::Unspecified) => Some(UNSPECIFIED),
        _ => None,
    }
}

const UNSPECIFIED: &str =
    "the unspecified value comes from a form without a result, such as an `if` whose test fails and that has no other branch";

/// For a call that looks like `(a + b)`.
fn infix_help(sources: &Sources, call: Span) -> Option<String> {
    let text = &sources.get(call.source)?.text;
    let text = text.get(call.start as usize..call.end as usize)?;
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let (first, rest) = inner.split_once(char::is_whitespace)?;
    let (operation, operands) = rest.trim().split_once(char::is_whitespace)?;
    let is_plain = text.len() <= LONGEST_CALL && !first.contains('(') && !text.contains('\n');
    (is_plain && is_infix(operation)).then(|| {
        format!(
            "the operation stands first: `({operation} {first} {})`",
            operands.trim()
        )
    })
}

/// What is often meant where something is called that is no procedure.
fn call_help(irritant: &[Constant]) -> Option<&'static str> {
    match irritant.last()? {
        Constant::Pair(first, _) => match irritant.get(first.0 as usize) {
            Some(Constant::Symbol(name)) if &**name == "lambda" => {
                Some("a quoted `lambda` is a list, not a procedure: remove the quote before it")
            }
            _ => Some("`(list-ref list index)` takes an element of a list"),
        },
        Constant::Symbol(_) => Some("a symbol is only a name: remove the quote before it"),
        Constant::Unspecified => Some(UNSPECIFIED),
        _ => Some("what stands first in parentheses is called; parentheses around a value are one pair too many"),
    }
}

/// Where the error was that an irritant is the error object of, or holds.
fn earlier_error(program: &Program, irritant: &[Constant]) -> Option<Span> {
    let pair = |id: ConstId| match irritant.get(id.0 as usize) {
        Some(Constant::Pair(first, rest)) => Some((*first, *rest)),
        _ => None,
    };
    irritant.iter().find_map(|constant| {
        let Constant::Wrap(Wrap::Record, record) = constant else {
            return None;
        };
        let (descriptor, fields) = pair(*record)?;
        if !is_error_descriptor(irritant, descriptor) {
            return None;
        }
        // The first field is the number of the site.
        match irritant.get(pair(fields)?.0 .0 as usize) {
            Some(Constant::Integer(site)) => {
                let site = usize::try_from(*site).ok()?;
                program.sites.get(site).map(|site| site.span)
            }
            _ => None,
        }
    })
}

/// `(error "message:" 1 x)`: the message, then the irritants as `write` would.
fn user_message(table: &[Constant]) -> String {
    let mut parts = Vec::new();
    let mut at = table.len().checked_sub(1);
    while let Some(Constant::Pair(car, cdr)) = at.and_then(|i| table.get(i)) {
        let part = match table.get(car.0 as usize) {
            Some(Constant::String(text)) if parts.is_empty() => text.to_string(),
            _ => shown(table, car.0 as usize + 1, LONGEST_IRRITANT),
        };
        parts.push(part);
        at = Some(cdr.0 as usize);
    }
    if parts.is_empty() {
        shown(table, table.len(), LONGEST_IRRITANT)
    } else {
        parts.join(" ")
    }
}

/// The last of the first `count` constants as `write` would, cut off if it is long.
fn shown(table: &[Constant], count: usize, most: usize) -> String {
    print(table.get(..count).unwrap_or_default(), Style::Write, most)
}
