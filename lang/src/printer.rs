//! The printer: constants as text that the reader reads back.
//!
//! Nesting is an explicit stack, so depth costs no call stack. Constants share parts; a program
//! can make a small table whose text is huge, so a caller who prints what others made writes
//! through a [`fmt::Write`] that stops at a limit.

use crate::block::Style;
use crate::core::{ConstId, Constant};
use crate::diagnostic::ANONYMOUS;
use crate::reader::{is_plain_symbol, CHARACTER_NAMES};
use crate::source::LIBRARY_PREFIX;
use crate::value::Wrap;
use crate::vector;
use std::fmt::{self, Write};

/// The text of the last constant of a table, cut off where it gets longer than `most` bytes.
#[must_use]
pub fn print(constants: &[Constant], style: Style, most: usize) -> String {
    let Some(last) = constants.len().checked_sub(1) else {
        return String::new();
    };
    let mut out = Limited {
        text: String::new(),
        most,
    };
    if print_to(&mut out, constants, ConstId(last as u32), style).is_err() {
        out.text.push('…');
    }
    out.text
}

/// A text that takes no more than so many bytes.
struct Limited {
    text: String,
    most: usize,
}

impl Write for Limited {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if self.text.len() + part.len() > self.most {
            return Err(fmt::Error);
        }
        self.text.push_str(part);
        Ok(())
    }
}

/// The text of a constant as the reader reads it.
#[must_use]
pub fn write_constant(constants: &[Constant], id: ConstId) -> String {
    to_string(constants, id, Style::Write)
}

/// The text of a constant with strings, characters and symbols as they are.
#[must_use]
pub fn display_constant(constants: &[Constant], id: ConstId) -> String {
    to_string(constants, id, Style::Display)
}

/// [`write_constant`] to a stream.
///
/// # Errors
/// Those of the stream.
pub fn write_constant_to(out: &mut impl Write, constants: &[Constant], id: ConstId) -> fmt::Result {
    print_to(out, constants, id, Style::Write)
}

/// [`display_constant`] to a stream.
///
/// # Errors
/// Those of the stream.
pub fn display_constant_to(
    out: &mut impl Write,
    constants: &[Constant],
    id: ConstId,
) -> fmt::Result {
    print_to(out, constants, id, Style::Display)
}

/// A symbol as the reader reads it, in bars if it must be.
///
/// # Errors
/// Those of the stream.
pub fn write_symbol(out: &mut impl Write, name: &str) -> fmt::Result {
    if is_plain_symbol(name) {
        out.write_str(name)
    } else {
        write_quoted(out, name, '|')
    }
}

/// A string as the reader reads it.
///
/// # Errors
/// Those of the stream.
pub fn write_string(out: &mut impl Write, content: &str) -> fmt::Result {
    write_quoted(out, content, '"')
}

/// A character as the reader reads it.
///
/// # Errors
/// Those of the stream.
pub fn write_char(out: &mut impl Write, c: char) -> fmt::Result {
    if let Some((name, _)) = CHARACTER_NAMES.iter().find(|(_, named)| *named == c) {
        write!(out, "#\\{name}")
    } else if is_visible(c) {
        write!(out, "#\\{c}")
    } else {
        write!(out, "#\\x{:x}", u32::from(c))
    }
}

/// Whether a character is surely seen as itself. Others are written by number, which is always
/// right.
fn is_visible(c: char) -> bool {
    c.is_ascii_graphic() || (!c.is_ascii() && c.is_alphanumeric())
}

fn to_string(constants: &[Constant], id: ConstId, style: Style) -> String {
    let mut text = String::new();
    // A `String` takes everything.
    let _ = print_to(&mut text, constants, id, style);
    text
}

/// What is still to be printed.
enum Task<'c> {
    Value(ConstId),
    /// What follows an element of a list.
    Tail(ConstId),
    /// The next element of a vector, and the others.
    Elements(vector::Elements<'c>),
    Text(&'c str),
}

fn print_to(
    out: &mut impl Write,
    constants: &[Constant],
    id: ConstId,
    style: Style,
) -> fmt::Result {
    let get = |id: ConstId| constants.get(id.0 as usize);
    let mut tasks = vec![Task::Value(id)];
    while let Some(task) = tasks.pop() {
        match task {
            Task::Text(text) => out.write_str(text)?,
            Task::Elements(mut elements) => {
                if let Some(element) = elements.next() {
                    out.write_char(' ')?;
                    tasks.push(Task::Elements(elements));
                    tasks.push(Task::Value(element));
                }
            }
            Task::Value(id) => match get(id) {
                Some(Constant::Pair(first, rest)) => {
                    out.write_char('(')?;
                    tasks.push(Task::Tail(*rest));
                    tasks.push(Task::Value(*first));
                }
                Some(Constant::Wrap(wrap, pair)) => {
                    print_wrap(out, constants, *wrap, *pair, &mut tasks)?;
                }
                Some(atom) => print_atom(out, atom, style)?,
                None => out.write_str("#<unknown>")?,
            },
            Task::Tail(id) => match get(id) {
                Some(Constant::Nil) => out.write_char(')')?,
                Some(Constant::Pair(first, rest)) => {
                    out.write_char(' ')?;
                    tasks.push(Task::Tail(*rest));
                    tasks.push(Task::Value(*first));
                }
                _ => {
                    out.write_str(" . ")?;
                    tasks.push(Task::Text(")"));
                    tasks.push(Task::Value(id));
                }
            },
        }
    }
    Ok(())
}

/// Begins a wrap; the rest becomes tasks.
fn print_wrap<'c>(
    out: &mut impl Write,
    constants: &'c [Constant],
    wrap: Wrap,
    pair: ConstId,
    tasks: &mut Vec<Task<'c>>,
) -> fmt::Result {
    let get = |id: ConstId| constants.get(id.0 as usize);
    match wrap {
        Wrap::Vector | Wrap::Bytevector => {
            let open = if wrap == Wrap::Vector { "#(" } else { "#u8(" };
            let Some(mut elements) = vector::elements(constants, pair) else {
                return out.write_str("#<vector>");
            };
            out.write_str(open)?;
            tasks.push(Task::Text(")"));
            if let Some(first) = elements.next() {
                tasks.push(Task::Elements(elements));
                tasks.push(Task::Value(first));
            }
        }
        Wrap::Record => print_record(out, constants, pair, tasks)?,
        Wrap::Values => {
            out.write_str("#<values")?;
            let mut parts = Vec::new();
            let mut rest = pair;
            // No value at all is the pair of `#f` and `#f`.
            while let Some(Constant::Pair(first, next)) = get(rest) {
                if matches!(get(*next), Some(Constant::Pair(..) | Constant::Nil)) {
                    parts.extend([Task::Text(" "), Task::Value(*first)]);
                }
                rest = *next;
            }
            tasks.push(Task::Text(">"));
            tasks.extend(parts.into_iter().rev());
        }
    }
    Ok(())
}

/// Whether a record's descriptor is that of error objects.
pub(crate) fn is_error_descriptor(constants: &[Constant], descriptor: ConstId) -> bool {
    let get = |id: ConstId| constants.get(id.0 as usize);
    let Some(Constant::Pair(name, rest)) = get(descriptor) else {
        return false;
    };
    let named = matches!(get(*name), Some(Constant::Symbol(name)) if &**name == "error");
    let of_library = match get(*rest) {
        Some(Constant::Pair(id, _)) => {
            matches!(get(*id), Some(Constant::String(id)) if id.starts_with(LIBRARY_PREFIX))
        }
        _ => false,
    };
    named && of_library
}

/// Begins a record: `#<point x: 1 y: 2>`. What an error object and a promise are made of is the library's
/// own business: the one is shown with its message and irritants, the other with nothing.
fn print_record<'c>(
    out: &mut impl Write,
    constants: &'c [Constant],
    record: ConstId,
    tasks: &mut Vec<Task<'c>>,
) -> fmt::Result {
    let pair = |id: ConstId| match constants.get(id.0 as usize) {
        Some(Constant::Pair(first, rest)) => Some((*first, *rest)),
        _ => None,
    };
    let text = |id: ConstId| match constants.get(id.0 as usize) {
        Some(Constant::Symbol(text) | Constant::String(text)) => Some(&**text),
        _ => None,
    };
    let shown = pair(record).and_then(|(descriptor, fields)| {
        let (name, rest) = pair(descriptor)?;
        let (id, names) = pair(rest)?;
        Some((text(name)?, text(id)?, names, fields))
    });
    let Some((name, id, mut names, mut fields)) = shown else {
        return out.write_str("#<record>");
    };
    out.write_str("#<")?;
    out.write_str(name)?;
    let mut parts = Vec::new();
    if id.starts_with(LIBRARY_PREFIX) {
        // The fields of an error are the site, the irritant and the message.
        let error = pair(fields).and_then(|(_, rest)| pair(rest));
        let is_error =
            pair(record).is_some_and(|(descriptor, _)| is_error_descriptor(constants, descriptor));
        if let (true, Some((irritant, message))) = (is_error, error) {
            if text(message).is_some() {
                parts.extend([
                    Task::Text(" "),
                    Task::Value(message),
                    Task::Text(" "),
                    Task::Value(irritant),
                ]);
            } else {
                let mut rest = irritant;
                while let Some((first, next)) = pair(rest) {
                    parts.extend([Task::Text(" "), Task::Value(first)]);
                    rest = next;
                }
            }
        }
    } else {
        while let Some((name, others)) = pair(names) {
            // The last field is not followed by anything.
            let (value, next) = match (pair(others), pair(fields)) {
                (Some(_), Some(parts)) => parts,
                _ => (fields, fields),
            };
            let name = text(name).unwrap_or_default();
            parts.extend([
                Task::Text(" "),
                Task::Text(name),
                Task::Text(": "),
                Task::Value(value),
            ]);
            (names, fields) = (others, next);
        }
    }
    tasks.push(Task::Text(">"));
    tasks.extend(parts.into_iter().rev());
    Ok(())
}

fn print_atom(out: &mut impl Write, atom: &Constant, style: Style) -> fmt::Result {
    match (atom, style) {
        (Constant::Nil, _) => out.write_str("()"),
        (Constant::Unspecified, _) => out.write_str("#<unspecified>"),
        (Constant::Boolean(true), _) => out.write_str("#t"),
        (Constant::Boolean(false), _) => out.write_str("#f"),
        (Constant::Integer(n), _) => write!(out, "{n}"),
        (Constant::Field(n), _) => write!(out, "#field:{n}"),
        (Constant::Char(c), Style::Write) => write_char(out, *c),
        (Constant::Char(c), Style::Display) => out.write_char(*c),
        (Constant::Symbol(name), Style::Write) => write_symbol(out, name),
        (Constant::String(content), Style::Write) => write_string(out, content),
        (Constant::Symbol(text) | Constant::String(text), Style::Display) => out.write_str(text),
        (Constant::Procedure(name), _) if &**name == ANONYMOUS => out.write_str("#<procedure>"),
        (Constant::Procedure(name), _) => write!(out, "#<procedure {name}>"),
        // `print_to` takes these apart.
        (Constant::Pair(..) | Constant::Wrap(..), _) => Ok(()),
    }
}

fn write_quoted(out: &mut impl Write, content: &str, quote: char) -> fmt::Result {
    out.write_char(quote)?;
    for c in content.chars() {
        match c {
            '\n' => out.write_str("\\n")?,
            '\t' => out.write_str("\\t")?,
            '\r' => out.write_str("\\r")?,
            '\\' => out.write_str("\\\\")?,
            c if c == quote => write!(out, "\\{c}")?,
            ' ' => out.write_char(' ')?,
            c if c.is_control() || c.is_whitespace() => write!(out, "\\x{:x};", u32::from(c))?,
            c => out.write_char(c)?,
        }
    }
    out.write_char(quote)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expander::Constants;
    use crate::field::{FieldElement, ScalarField};
    use crate::reader::read;
    use crate::source::Sources;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Tree {
        Atom(Constant),
        Pair(Box<Tree>, Box<Tree>),
    }

    fn intern(constants: &mut Constants, tree: &Tree) -> ConstId {
        match tree {
            Tree::Atom(atom) => constants.intern(atom.clone()),
            Tree::Pair(first, rest) => {
                let first = intern(constants, first);
                let rest = intern(constants, rest);
                constants.intern(Constant::Pair(first, rest))
            }
        }
    }

    fn tree() -> impl Strategy<Value = Tree> {
        let name = prop_oneof![
            "[a-z+.|@#0-9-]{0,4}",
            "(?s).{0,5}",
            Just("+inf.0".to_string()),
            Just("#t".to_string())
        ];
        let atom = prop_oneof![
            Just(Constant::Nil),
            any::<bool>().prop_map(Constant::Boolean),
            any::<char>().prop_map(Constant::Char),
            any::<i64>().prop_map(Constant::Integer),
            any::<i64>()
                .prop_map(|n| Constant::Field(FieldElement::from_i64(ScalarField::Pallas, n))),
            name.clone().prop_map(|s| Constant::Symbol(s.into())),
            name.prop_map(|s| Constant::String(s.into())),
        ]
        .prop_map(Tree::Atom);
        atom.prop_recursive(6, 40, 2, |inner| {
            (inner.clone(), inner).prop_map(|(a, b)| Tree::Pair(Box::new(a), Box::new(b)))
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(tree in tree()) {
            let mut constants = Constants::default();
            let id = intern(&mut constants, &tree);
            let text = write_constant(constants.list(), id);
            let mut sources = Sources::new();
            let source = sources.add("written", text.as_str());
            let data = read(&sources, source).map_err(|e| TestCaseError::fail(format!("{text}: {e:?}")))?;
            prop_assert_eq!(data.top().len(), 1, "{}", text);
            let again = constants.datum(&data, data.top()[0]);
            prop_assert_eq!(again, id, "{}", text);
        }
    }

    #[test]
    fn lists_dots_and_special_values() {
        let mut constants = Constants::default();
        let nil = constants.intern(Constant::Nil);
        let one = constants.intern(Constant::Integer(1));
        let text = constants.intern(Constant::String("a\"b".into()));
        let pair = constants.intern(Constant::Pair(one, text));
        let list = constants.intern(Constant::Pair(pair, nil));
        let unspecified = constants.intern(Constant::Unspecified);
        let procedure = constants.intern(Constant::Procedure("f".into()));
        let list = constants.intern(Constant::Pair(procedure, list));
        let list = constants.intern(Constant::Pair(unspecified, list));
        let constants = constants.list();
        assert_eq!(
            write_constant(constants, list),
            r#"(#<unspecified> #<procedure f> (1 . "a\"b"))"#
        );
        assert_eq!(display_constant(constants, pair), r#"(1 . a"b)"#);
        assert_eq!(write_constant(constants, ConstId(99)), "#<unknown>");
    }

    /// A record of this name and id with fields of these names and values.
    fn record(
        constants: &mut Constants,
        name: &str,
        id: &str,
        fields: &[(&str, Constant)],
    ) -> ConstId {
        let nil = constants.intern(Constant::Nil);
        let mut names = nil;
        for (field, _) in fields.iter().rev() {
            let field = constants.intern(Constant::Symbol((*field).into()));
            names = constants.intern(Constant::Pair(field, names));
        }
        let id = constants.intern(Constant::String(id.into()));
        let rest = constants.intern(Constant::Pair(id, names));
        let name = constants.intern(Constant::Symbol(name.into()));
        let descriptor = constants.intern(Constant::Pair(name, rest));
        let mut values = None;
        for (_, value) in fields.iter().rev() {
            let value = constants.intern(value.clone());
            values = Some(match values {
                Some(rest) => constants.intern(Constant::Pair(value, rest)),
                None => value,
            });
        }
        let pair = constants.intern(Constant::Pair(descriptor, values.unwrap_or(nil)));
        constants.intern(Constant::Wrap(Wrap::Record, pair))
    }

    #[test]
    fn records_are_shown_with_their_fields() {
        let mut constants = Constants::default();
        let one = Constant::Integer(1);
        let list = constants.intern(Constant::Nil);
        let number = constants.intern(one.clone());
        let list = Constant::Pair(number, list);
        let point = record(
            &mut constants,
            "point",
            "a.scm:1:1",
            &[
                ("x", one.clone()),
                ("y", list),
                ("z", Constant::String("s".into())),
            ],
        );
        let empty = record(&mut constants, "empty", "a.scm:2:1", &[]);
        let cell = record(&mut constants, "cell", "a.scm:3:1", &[("content", one)]);
        let promise = record(
            &mut constants,
            "promise",
            "<stdlib/control.scm>",
            &[("thunk", Constant::Nil)],
        );
        let shown = |id| write_constant(constants.list(), id);
        assert_eq!(shown(point), r#"#<point x: 1 y: (1) z: "s">"#);
        assert_eq!(shown(empty), "#<empty>");
        assert_eq!(shown(cell), "#<cell content: 1>");
        assert_eq!(shown(promise), "#<promise>");
    }

    #[test]
    fn error_objects_are_shown_with_message_and_irritants() {
        let mut constants = Constants::default();
        let nil = constants.intern(Constant::Nil);
        let symbol = constants.intern(Constant::Symbol("x".into()));
        let rest = constants.intern(Constant::Pair(symbol, nil));
        let text = constants.intern(Constant::String("no:".into()));
        let mut error = |irritant, message| {
            let fields = [
                ("site", Constant::Integer(3)),
                ("irritant", irritant),
                ("message", message),
            ];
            record(&mut constants, "error", "<stdlib/exception.scm>", &fields)
        };
        let raised = error(Constant::Pair(text, rest), Constant::Boolean(false));
        let failed = error(
            Constant::Integer(5),
            Constant::String("car: not a pair".into()),
        );
        let constants = constants.list();
        assert_eq!(write_constant(constants, raised), r#"#<error "no:" x>"#);
        assert_eq!(display_constant(constants, raised), "#<error no: x>");
        assert_eq!(
            write_constant(constants, failed),
            r#"#<error "car: not a pair" 5>"#
        );
    }

    #[test]
    fn several_values_are_shown_in_order() {
        let mut constants = Constants::default();
        let nil = constants.intern(Constant::Nil);
        let no = constants.intern(Constant::Boolean(false));
        let one = constants.intern(Constant::Integer(1));
        let list = constants.intern(Constant::Pair(one, nil));
        let list = constants.intern(Constant::Pair(list, list));
        let some = constants.intern(Constant::Wrap(Wrap::Values, list));
        let none = constants.intern(Constant::Pair(no, no));
        let none = constants.intern(Constant::Wrap(Wrap::Values, none));
        assert_eq!(write_constant(constants.list(), some), "#<values (1) 1>");
        assert_eq!(write_constant(constants.list(), none), "#<values>");
    }

    #[test]
    fn a_long_text_is_cut_off() {
        let mut constants = Constants::default();
        let mut value = constants.intern(Constant::Nil);
        for _ in 0..60 {
            value = constants.intern(Constant::Pair(value, value));
        }
        let text = print(constants.list(), Style::Write, 100);
        assert!(text.len() <= 103 && text.ends_with('…'), "{text}");
    }

    #[test]
    fn a_deep_nest_costs_no_call_stack() {
        let mut constants = Constants::default();
        let nil = constants.intern(Constant::Nil);
        let mut nest = nil;
        for _ in 0..200_000 {
            nest = constants.intern(Constant::Pair(nest, nil));
        }
        assert_eq!(write_constant(constants.list(), nest).len(), 400_002);
    }
}
