//! Tokens with meaning: raw tokens judged, mistakes reported and stood in for.

use super::token::{raw_token, scalar_value, Fragment, Prefix, Raw};
use super::word::{classify, diagnose, shorten, Problem};
use crate::datum::DatumKind;
use crate::diagnostic::Diagnostic;
use crate::field::ScalarField;
use crate::source::{SourceId, Span};

/// A token.
pub(super) enum Token {
    /// `(` or another bracket, which has been reported.
    Open(char),
    /// `#(`
    OpenVector,
    /// `#u8(`
    OpenBytevector,
    /// `)` or another bracket.
    Close(char),
    /// The dot of a pair.
    Dot,
    /// An abbreviation or a datum comment.
    Prefix(Prefix),
    /// A datum that is no list. Mistakes are reported and become the empty list.
    Atom(DatumKind),
    /// The end of the text.
    End,
}

/// Takes tokens off a text.
pub(super) struct Lexer<'a> {
    source: SourceId,
    text: &'a str,
    rest: &'a str,
    /// The field of field elements.
    field: ScalarField,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether symbols and characters' names are read in lower case.
    fold_case: bool,
    /// Whether it is the text of a typed step.
    pub(super) notation: Notation,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// As R7RS says.
    Scheme,
    /// Square brackets are parentheses, too, and a numeral that is no integer is read as the symbol of its characters.
    Typed,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(
        source: SourceId,
        text: &'a str,
        field: ScalarField,
        fold_case: bool,
    ) -> Self {
        Lexer {
            source,
            text,
            rest: text.strip_prefix('\u{feff}').unwrap_or(text),
            field,
            diagnostics: Vec::new(),
            fold_case,
            notation: Notation::Scheme,
        }
    }

    /// The next token and where it stands.
    pub(super) fn next_token(&mut self) -> (Token, Span) {
        loop {
            let start = self.rest;
            let Ok((rest, raw)) = raw_token(start) else {
                return (Token::End, self.span(start, start));
            };
            self.rest = rest;
            let span = self.span(start, rest);
            if let Some(token) = self.judge(raw, start, span) {
                return (token, span);
            }
        }
    }

    /// Goes back to where a span begins.
    pub(super) fn restart(&mut self, from: Span) {
        self.rest = self.text.get(from.start as usize..).unwrap_or_default();
    }

    /// Whether a span begins a line.
    pub(super) fn starts_line(&self, span: Span) -> bool {
        let before = self.text.as_bytes().get(..span.start as usize);
        before.is_some_and(|before| before.last() == Some(&b'\n'))
    }

    /// The number of the line that a span begins in, from 1.
    pub(super) fn line(&self, span: Span) -> Option<usize> {
        let before = self.text.get(..span.start as usize)?;
        Some(before.matches('\n').count() + 1)
    }

    /// The span between two rests of the text.
    fn span(&self, start: &str, end: &str) -> Span {
        // Texts are shorter than 2^32 bytes, which `read` has checked.
        let offset = |rest: &str| u32::try_from(self.text.len() - rest.len()).unwrap_or(u32::MAX);
        Span {
            source: self.source,
            start: offset(start),
            end: offset(end),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A token that stands in for a mistake.
    fn stand_in(&mut self, diagnostic: Diagnostic) -> Option<Token> {
        self.report(diagnostic);
        Some(Token::Atom(DatumKind::Nil))
    }

    fn judge(&mut self, raw: Raw<'a>, start: &'a str, span: Span) -> Option<Token> {
        match raw {
            Raw::Blank => None,
            Raw::OpenComment => {
                let opening = Span {
                    end: span.start + 2,
                    ..span
                };
                self.report(
                    Diagnostic::new("E0004", "this comment is never closed", opening)
                        .label("a `|#` is missing for this")
                        .help("block comments nest; each `#|` needs its own `|#`"),
                );
                None
            }
            Raw::Open(bracket) => {
                let opens = match self.notation {
                    Notation::Scheme => bracket == '(',
                    Notation::Typed => matches!(bracket, '(' | '['),
                };
                if !opens {
                    self.report(
                        Diagnostic::new("E0007", format!("a `{bracket}` cannot open a list"), span)
                            .help("lists are written in parentheses: `( … )`"),
                    );
                }
                Some(Token::Open(bracket))
            }
            Raw::OpenVector => Some(Token::OpenVector),
            Raw::OpenBytevector => Some(Token::OpenBytevector),
            Raw::Close(bracket) => Some(Token::Close(bracket)),
            Raw::Prefix(prefix) => Some(Token::Prefix(prefix)),
            Raw::Character(name) => match self.character(name) {
                Some(c) => Some(Token::Atom(DatumKind::Char(c))),
                None => self.stand_in(unknown_character(name, span)),
            },
            Raw::Text {
                quote,
                fragments,
                closed,
            } => self.text(quote, &fragments, closed, start, span),
            Raw::Word("#!fold-case") => {
                self.fold_case = true;
                None
            }
            Raw::Word("#!no-fold-case") => {
                self.fold_case = false;
                None
            }
            Raw::Word(word) => match classify(word, self.field) {
                Ok(DatumKind::Symbol(name)) if self.fold_case => {
                    Some(Token::Atom(DatumKind::Symbol(name.to_lowercase().into())))
                }
                Ok(kind) => Some(Token::Atom(kind)),
                Err(Problem::Dot) => Some(Token::Dot),
                Err(Problem::Inexact | Problem::Rational | Problem::Range)
                    if self.notation == Notation::Typed =>
                {
                    Some(Token::Atom(DatumKind::Symbol(word.into())))
                }
                Err(problem) => self.stand_in(diagnose(problem, word, span)),
            },
        }
    }

    /// The character that stands after `#\`. Case folding changes names, never a character that
    /// stands for itself.
    fn character(&self, name: &str) -> Option<char> {
        let found = character(name);
        if found.is_none() && self.fold_case {
            return character(&name.to_lowercase());
        }
        found
    }

    fn text(
        &mut self,
        quote: char,
        fragments: &[Fragment<'a>],
        closed: bool,
        start: &'a str,
        span: Span,
    ) -> Option<Token> {
        let what = if quote == '"' { "string" } else { "symbol" };
        if !closed {
            let (code, opening) = (
                if quote == '"' { "E0002" } else { "E0003" },
                Span {
                    end: span.start + 1,
                    ..span
                },
            );
            return self.stand_in(
                Diagnostic::new(code, format!("this {what} is never closed"), opening)
                    .label(format!("a `{quote}` is missing for this")),
            );
        }
        let mut content = String::new();
        for fragment in fragments {
            match fragment {
                Fragment::Plain(plain) if plain.contains('\r') => {
                    content.push_str(&plain.replace("\r\n", "\n").replace('\r', "\n"));
                }
                Fragment::Plain(plain) => content.push_str(plain),
                Fragment::Char(c) => content.push(*c),
                Fragment::Continuation => {}
                Fragment::Unknown(escape) => {
                    // Fragments are slices of `start`.
                    let offset = escape.as_ptr() as usize - start.as_ptr() as usize;
                    let from = start.get(offset..).unwrap_or_default();
                    let to = start.get(offset + escape.len()..).unwrap_or_default();
                    let span = self.span(from, to);
                    self.report(
                        Diagnostic::new(
                            "E0015",
                            format!("`{}` is no escape", shorten(escape)),
                            span,
                        )
                        .help(r#"escapes are \n \t \r \a \b \" \\ \| \xHH; and a backslash at a line's end"#),
                    );
                }
            }
        }
        Some(Token::Atom(if quote == '"' {
            DatumKind::String(content.into())
        } else {
            DatumKind::Symbol(content.into())
        }))
    }
}

/// Characters with names, as R7RS has them.
pub(crate) const CHARACTER_NAMES: [(&str, char); 9] = [
    ("alarm", '\u{7}'),
    ("backspace", '\u{8}'),
    ("delete", '\u{7f}'),
    ("escape", '\u{1b}'),
    ("newline", '\n'),
    ("null", '\0'),
    ("return", '\r'),
    ("space", ' '),
    ("tab", '\t'),
];

/// The character that stands after `#\`.
fn character(name: &str) -> Option<char> {
    let mut characters = name.chars();
    let first = characters.next()?;
    let rest = characters.as_str();
    if rest.is_empty() {
        return Some(first);
    }
    if let Some(&(_, c)) = CHARACTER_NAMES.iter().find(|(known, _)| *known == name) {
        return Some(c);
    }
    match name {
        "nul" => Some('\0'),
        _ if first == 'x' || first == 'X' => scalar_value(rest),
        _ => None,
    }
}

fn unknown_character(name: &str, span: Span) -> Diagnostic {
    if name.is_empty() {
        return Diagnostic::new("E0014", "nothing follows `#\\`", span)
            .help("a character is written `#\\a`, `#\\space` or `#\\x41`");
    }
    Diagnostic::new("E0014", format!("no character is called `{}`", shorten(name)), span).help(
        "names are alarm, backspace, delete, escape, newline, null, return, space and tab; others are written `#\\x41`",
    )
}
