//! The reader: text to [`Data`], or every independent mistake in it.
//!
//! Nesting is an explicit stack, so depth is bounded by memory alone. Input that merely ends too
//! early is told apart from input that is wrong, see [`is_incomplete`].

mod lexer;
mod number;
#[cfg(test)]
mod tests;
mod token;
mod word;

pub(crate) use lexer::CHARACTER_NAMES;
pub(crate) use word::is_plain_symbol;

use crate::datum::{Data, DatumId, DatumKind};
use crate::diagnostic::Diagnostic;
use crate::limits::{CompileLimits, MISTAKE};
use crate::source::{SourceId, Sources, Span};
use lexer::{Lexer, Notation, Token};
use token::Prefix;

/// Codes of mistakes that more input could mend.
const UNFINISHED: [&str; 5] = ["E0001", "E0002", "E0003", "E0004", "E0005"];

/// Further codes of mistakes that leave the structure of the text in doubt.
const BREAKING: [&str; 4] = ["E0006", "E0008", "E0009", "E0018"];

/// Codes of mistakes that take in all of the text that follows.
const SWALLOWING: [&str; 3] = ["E0002", "E0003", "E0004"];

/// Whether the text is right as far as it goes and only ends too early: every diagnostic is of
/// an open list, string, symbol, comment or abbreviation. False if there is none.
#[must_use]
pub fn is_incomplete(diagnostics: &[Diagnostic]) -> bool {
    !diagnostics.is_empty() && diagnostics.iter().all(|d| UNFINISHED.contains(&d.code))
}

/// How often reading goes on after a list that is never closed.
const RECOVERIES: usize = 20;

/// Reads all data of a text.
///
/// # Errors
/// Every mistake that can be told apart, in order of place.
pub fn read(sources: &Sources, id: SourceId) -> Result<Data, Vec<Diagnostic>> {
    right(read_all(sources, id, false, CompileLimits::LANGUAGE))
}

/// Reads all data of a text as if it began with `#!fold-case`.
///
/// # Errors
/// As those of [`read`].
pub fn read_folded(sources: &Sources, id: SourceId) -> Result<Data, Vec<Diagnostic>> {
    right(read_all(sources, id, true, CompileLimits::LANGUAGE))
}

/// Reads all data of a typed step's text: lists are written in square brackets, too, and a numeral that is no
/// integer of 64 bits, such as `0.05` or `1/3`, is read as the symbol of its characters. It is within [`CompileLimits::PROGRAM`].
///
/// # Errors
/// As those of [`read`].
pub fn read_typed(sources: &Sources, id: SourceId) -> Result<Data, Vec<Diagnostic>> {
    right(read_as(
        sources,
        id,
        false,
        Notation::Typed,
        CompileLimits::PROGRAM,
    ))
}

/// What was read, if nothing is wrong with it.
pub(crate) fn right((data, diagnostics): (Data, Vec<Diagnostic>)) -> Result<Data, Vec<Diagnostic>> {
    match diagnostics.is_empty() {
        true => Ok(data),
        false => Err(diagnostics),
    }
}

/// Whether data that were read in spite of these mistakes have the structure that was meant: only single
/// words, strings and brackets are wrong, and an empty list stands for each that is none.
#[must_use]
pub fn is_structure_sound(diagnostics: &[Diagnostic]) -> bool {
    let breaks = |code: &str| UNFINISHED.contains(&code) || BREAKING.contains(&code);
    !diagnostics.iter().any(|d| breaks(d.code))
}

/// Reads what can be read of a text, and every mistake that can be told apart, in order of place.
///
/// A list that is never closed takes in the rest of the text. If a line further down begins with a
/// parenthesis, reading starts again there, so that a parenthesis that is missing in one definition
/// hides no mistake in the next.
///
/// Of the limits, those of texts and data hold for it.
#[must_use]
pub fn read_all(
    sources: &Sources,
    id: SourceId,
    folds_case: bool,
    limits: CompileLimits,
) -> (Data, Vec<Diagnostic>) {
    read_as(sources, id, folds_case, Notation::Scheme, limits)
}

fn read_as(
    sources: &Sources,
    id: SourceId,
    folds_case: bool,
    notation: Notation,
    limits: CompileLimits,
) -> (Data, Vec<Diagnostic>) {
    let text = sources.get(id).map_or("", |source| &source.text);
    let whole = |end| Span {
        source: id,
        start: 0,
        end,
    };
    if text.len() > limits.text {
        return (Data::default(), vec![too_long(whole(0), "bytes")]);
    }
    let mut reader = Reader {
        lexer: Lexer::new(id, text, sources.field(), folds_case),
        data: Data::default(),
        open: Vec::new(),
        margin: None,
        most: limits.data,
    };
    reader.lexer.notation = notation;
    let mut recoveries = 0;
    while let Some(margin) = reader.run() {
        recoveries += 1;
        if recoveries > RECOVERIES {
            break;
        }
        reader.lexer.restart(margin);
    }
    let mut diagnostics = reader.lexer.diagnostics;
    diagnostics.sort_by_key(|d| d.span.map_or(0, |span| span.start));
    (reader.data, diagnostics)
}

/// Says that a text is not read to its end: it and those before it have too much of something.
fn too_long(span: Span, what: &str) -> Diagnostic {
    let CompileLimits { text, data, .. } = CompileLimits::PROGRAM;
    Diagnostic::new("E0018", "the texts of the program are too long", span)
        .label(format!("up to here, they have too many {what}"))
        .help(format!("they may have {text} bytes and {data} data together; long lists of numbers are better made by the program, or given as data to typed steps"))
}

/// What parentheses enclose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sequence {
    List,
    Vector,
    Bytevector,
}

impl Sequence {
    /// Its noun.
    fn name(self) -> &'static str {
        match self {
            Sequence::List => "list",
            Sequence::Vector => "vector",
            Sequence::Bytevector => "bytevector",
        }
    }
}

/// Something that has begun and waits for its end.
enum Open {
    Sequence {
        kind: Sequence,
        bracket: char,
        span: Span,
        items: Vec<DatumId>,
        dot: Option<Span>,
        tail: Option<DatumId>,
    },
    Prefix {
        prefix: Prefix,
        span: Span,
    },
}

struct Reader<'a> {
    lexer: Lexer<'a>,
    data: Data,
    open: Vec<Open>,
    /// The first parenthesis at a line's start inside of another list: where a missing
    /// parenthesis shows; and the lists that are open there.
    margin: Option<(Span, Vec<(Sequence, Span)>)>,
    /// How much of it may be made.
    most: usize,
}

impl Reader<'_> {
    /// Reads to the end; gives the place from where to read again, if lists are open there.
    fn run(&mut self) -> Option<Span> {
        loop {
            let (token, span) = self.lexer.next_token();
            if self.made() > self.most {
                self.report(too_long(span, "data"));
                return None;
            }
            match token {
                Token::Open(bracket) => self.open(Sequence::List, bracket, span),
                Token::OpenVector => self.open(Sequence::Vector, '(', span),
                Token::OpenBytevector => self.open(Sequence::Bytevector, '(', span),
                Token::Close(bracket) => self.close(bracket, span),
                Token::Prefix(prefix) => self.open.push(Open::Prefix { prefix, span }),
                Token::Dot => self.dot(span),
                Token::Atom(kind) => {
                    let id = self.data.add(kind, span);
                    self.complete(id, span);
                }
                Token::End => return self.finish(),
            }
        }
    }

    /// What has been made of the text, in the measure of [`crate::limits::CompileLimits::data`].
    fn made(&self) -> usize {
        self.data.len() + self.open.len() + MISTAKE * self.lexer.diagnostics.len()
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.lexer.diagnostics.push(diagnostic);
    }

    fn open(&mut self, kind: Sequence, bracket: char, span: Span) {
        if self.open.is_empty() {
            self.margin = None;
        } else if self.margin.is_none() && self.lexer.starts_line(span) {
            let lists = self.open_lists();
            self.margin = (!lists.is_empty()).then_some((span, lists));
        }
        self.open.push(Open::Sequence {
            kind,
            bracket,
            span,
            items: Vec::new(),
            dot: None,
            tail: None,
        });
    }

    fn dot(&mut self, span: Span) {
        let message = match self.open.last_mut() {
            Some(Open::Sequence { kind, .. }) if *kind != Sequence::List => "a vector has no dot",
            Some(Open::Sequence { items, dot, .. }) if dot.is_none() => {
                if !items.is_empty() {
                    *dot = Some(span);
                    return;
                }
                "a dot needs something before it"
            }
            Some(Open::Sequence { .. }) => "a list has at most one dot",
            Some(Open::Prefix { .. }) => "a dot stands where a datum is expected",
            None => "a dot stands outside of a list",
        };
        self.report(
            Diagnostic::new("E0008", message, span)
                .help("a dotted pair is written `(a . b)`; the symbol is written `|.|`"),
        );
    }

    /// Takes abbreviations off the stack that nothing follows.
    fn drop_prefixes(&mut self, unfinished: bool) {
        while let Some(Open::Prefix { prefix, span }) = self.open.last() {
            let code = if unfinished { "E0005" } else { "E0009" };
            let diagnostic =
                Diagnostic::new(code, format!("nothing follows `{}`", prefix.text()), *span)
                    .label("expected a datum after this");
            let diagnostic = match prefix.text() {
                "'" => diagnostic.help("a string is written in double quotes: `\"like this\"`"),
                _ => diagnostic,
            };
            self.open.pop();
            self.report(diagnostic);
        }
    }

    fn close(&mut self, close: char, end: Span) {
        self.drop_prefixes(false);
        let Some(Open::Sequence {
            kind,
            bracket,
            span,
            items,
            dot,
            tail,
        }) = self.open.pop()
        else {
            let mut diagnostic =
                Diagnostic::new("E0006", format!("this `{close}` closes nothing"), end)
                    .help("remove it, or look for one too many before it");
            let before = self.data.top().last().copied();
            if let Some(form) = before.filter(|id| self.data.is_pair(*id)) {
                let start = self.data.span(form);
                let opening = Span {
                    end: start.start + 1,
                    ..start
                };
                diagnostic = diagnostic.also(opening, "what begins here is already closed");
            }
            self.report(diagnostic);
            return;
        };
        let expected = match (bracket, self.lexer.notation) {
            ('(', _) => Some(')'),
            ('[', Notation::Typed) => Some(']'),
            // What opened it has been reported.
            _ => None,
        };
        if let Some(expected) = expected.filter(|expected| close != *expected) {
            self.report(
                Diagnostic::new(
                    "E0007",
                    format!("a `{close}` cannot close a {}", kind.name()),
                    end,
                )
                .also(span, format!("the {} begins here", kind.name()))
                .help(format!("use `{expected}`")),
            );
        }
        if let (Some(dot), None) = (dot, tail) {
            self.report(
                Diagnostic::new("E0008", "a dot needs something after it", dot)
                    .help("a dotted pair is written `(a . b)`"),
            );
        }
        let whole = span.to(end);
        let id = match kind {
            Sequence::List => self.list(whole, &items, tail),
            Sequence::Vector => self.data.add(DatumKind::Vector(items), whole),
            Sequence::Bytevector => {
                self.check_bytes(&items);
                self.data.add(DatumKind::Bytevector(items), whole)
            }
        };
        self.complete(id, whole);
    }

    /// Reports elements of a bytevector that are no bytes.
    fn check_bytes(&mut self, items: &[DatumId]) {
        for &item in items {
            if !matches!(self.data.kind(item), DatumKind::Integer(0..=255)) {
                let place = self.data.span(item);
                self.report(
                    Diagnostic::new("E0160", "a bytevector holds integers from 0 to 255", place)
                        .label("this is no such integer")
                        .help("a vector `#( … )` holds any data"),
                );
            }
        }
    }

    /// Builds a list from its end.
    fn list(&mut self, whole: Span, items: &[DatumId], tail: Option<DatumId>) -> DatumId {
        let mut list = match tail {
            Some(tail) => tail,
            None => {
                let span = if items.is_empty() {
                    whole
                } else {
                    Span {
                        start: whole.end.saturating_sub(1),
                        ..whole
                    }
                };
                self.data.add(DatumKind::Nil, span)
            }
        };
        for (index, &item) in items.iter().enumerate().rev() {
            let span = if index == 0 {
                whole
            } else {
                Span {
                    start: self.data.span(item).start,
                    ..whole
                }
            };
            list = self.data.add(DatumKind::Pair(item, list), span);
        }
        list
    }

    /// Hands a datum to whatever waits for it.
    fn complete(&mut self, mut id: DatumId, mut span: Span) {
        loop {
            match self.open.last_mut() {
                None => return self.data.add_top(id),
                Some(Open::Sequence {
                    items, dot: None, ..
                }) => return items.push(id),
                Some(Open::Sequence { tail, .. }) => {
                    if tail.is_none() {
                        *tail = Some(id);
                    } else {
                        self.report(
                            Diagnostic::new("E0008", "only one datum can stand after a dot", span)
                                .help("a dotted pair is written `(a . b)`"),
                        );
                    }
                    return;
                }
                Some(Open::Prefix {
                    prefix,
                    span: start,
                }) => {
                    let (prefix, start) = (*prefix, *start);
                    self.open.pop();
                    let Some(form) = prefix.form() else {
                        return;
                    };
                    span = start.to(span);
                    let symbol = self.data.add(DatumKind::Symbol(form.into()), start);
                    id = self.list(span, &[symbol, id], None);
                }
            }
        }
    }

    /// Reports what is still open at the end of the text: the innermost list, which is the one
    /// whose end is missing if one is.
    fn finish(&mut self) -> Option<Span> {
        self.drop_prefixes(true);
        let lists = self.open_lists();
        let last = lists.last().copied()?;
        // An open string or comment has swallowed whatever closes the lists.
        let diagnostics = &self.lexer.diagnostics;
        if diagnostics.iter().any(|d| SWALLOWING.contains(&d.code)) {
            return None;
        }
        let margin = self.margin.take();
        let (margin, lists) = match margin {
            Some((margin, lists)) => (Some(margin), lists),
            None => (None, lists),
        };
        let (&(kind, innermost), outer) = lists.split_last().unwrap_or((&last, &[]));
        let mut diagnostic = Diagnostic::new(
            "E0001",
            format!("this {} is never closed", kind.name()),
            innermost,
        )
        .label(match outer.len() {
            0 => "a `)` is missing for this".to_string(),
            1 => "a `)` is missing for this, and one for the list around it".to_string(),
            n => format!("a `)` is missing for this, and for {n} lists around it"),
        });
        let line = margin.and_then(|span| self.lexer.line(span));
        if let Some(line) = line {
            diagnostic = diagnostic.help(format!(
                "line {line} begins with a parenthesis; if a new definition starts there, the `)` is missing before it"
            ));
        }
        // What was read of the rest is read once more, from its own start.
        if let Some(margin) = margin {
            let mistakes = &mut self.lexer.diagnostics;
            mistakes.retain(|d| d.span.is_none_or(|span| span.start < margin.start));
        }
        self.report(diagnostic);
        self.open.clear();
        margin
    }

    fn open_lists(&self) -> Vec<(Sequence, Span)> {
        let lists = self.open.iter().filter_map(|open| match open {
            Open::Sequence { kind, span, .. } => Some((*kind, *span)),
            Open::Prefix { .. } => None,
        });
        lists.collect()
    }
}
