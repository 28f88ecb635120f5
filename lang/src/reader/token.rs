//! Raw tokens: where each piece of a text begins and ends, before its meaning.
//!
//! [`raw_token`] takes at least one character of any text that is not empty, and never fails on
//! one: what has no meaning becomes a [`Raw::Word`], which later passes judge.

use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_till, take_while, take_while1};
use nom::character::complete::{anychar, char, line_ending, one_of};
use nom::combinator::{opt, recognize, value};
use nom::multi::many0;
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

/// What abbreviates a form around the next datum, or removes the next datum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    /// `'`
    Quote,
    /// `` ` ``
    Quasiquote,
    /// `,`
    Unquote,
    /// `,@`
    UnquoteSplicing,
    /// `#;`
    Comment,
}

impl Prefix {
    /// What stands in the text.
    pub(super) fn text(self) -> &'static str {
        match self {
            Prefix::Quote => "'",
            Prefix::Quasiquote => "`",
            Prefix::Unquote => ",",
            Prefix::UnquoteSplicing => ",@",
            Prefix::Comment => "#;",
        }
    }

    /// The form that it abbreviates; `None` for a comment.
    pub(super) fn form(self) -> Option<&'static str> {
        match self {
            Prefix::Quote => Some("quote"),
            Prefix::Quasiquote => Some("quasiquote"),
            Prefix::Unquote => Some("unquote"),
            Prefix::UnquoteSplicing => Some("unquote-splicing"),
            Prefix::Comment => None,
        }
    }
}

/// One piece of a string or of a symbol in bars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fragment<'a> {
    /// Text that stands for itself.
    Plain(&'a str),
    /// An escape for one character.
    Char(char),
    /// A line's end that is not part of the text.
    Continuation,
    /// A backslash with something unknown after it.
    Unknown(&'a str),
}

/// A raw token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Raw<'a> {
    /// White space or a comment.
    Blank,
    /// A block comment without its end.
    OpenComment,
    /// `(`, `[` or `{`.
    Open(char),
    /// `#(`
    OpenVector,
    /// `#u8(`
    OpenBytevector,
    /// `)`, `]` or `}`.
    Close(char),
    /// An abbreviation.
    Prefix(Prefix),
    /// `#\` and what follows it.
    Character(&'a str),
    /// A string, or a symbol in bars.
    Text {
        /// `"` or `|`.
        quote: char,
        /// Its pieces.
        fragments: Vec<Fragment<'a>>,
        /// Whether the closing quote is there.
        closed: bool,
    },
    /// Anything else up to the next delimiter.
    Word(&'a str),
}

/// Whether a character ends a word.
pub(super) fn is_delimiter(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '(' | ')' | '[' | ']' | '{' | '}' | '"' | ';' | '\'' | '`' | ',' | '|'
        )
}

/// The next raw token; fails only at the end of the text.
pub(super) fn raw_token(input: &str) -> IResult<&str, Raw<'_>> {
    match input.chars().next() {
        Some('(' | '[' | '{') => anychar.map(Raw::Open).parse(input),
        Some(')' | ']' | '}') => anychar.map(Raw::Close).parse(input),
        Some('\'' | '`' | ',') => prefix.map(Raw::Prefix).parse(input),
        Some('"') => text('"').parse(input),
        Some('|') => text('|').parse(input),
        Some(';') => value(Raw::Blank, take_till(|c| c == '\n')).parse(input),
        Some('#') => alt((
            block_comment,
            prefix.map(Raw::Prefix),
            value(Raw::OpenVector, tag("#(")),
            value(Raw::OpenBytevector, tag_no_case("#u8(")),
            preceded(tag("#\\"), character).map(Raw::Character),
            word,
        ))
        .parse(input),
        Some(c) if c.is_whitespace() => {
            value(Raw::Blank, take_while1(char::is_whitespace)).parse(input)
        }
        _ => word(input),
    }
}

fn word(input: &str) -> IResult<&str, Raw<'_>> {
    take_while1(|c| !is_delimiter(c))
        .map(Raw::Word)
        .parse(input)
}

fn prefix(input: &str) -> IResult<&str, Prefix> {
    alt((
        value(Prefix::Comment, tag("#;")),
        value(Prefix::UnquoteSplicing, tag(",@")),
        value(Prefix::Unquote, char(',')),
        value(Prefix::Quote, char('\'')),
        value(Prefix::Quasiquote, char('`')),
    ))
    .parse(input)
}

/// `#| … |#`, nested. Depth is counted, not recursed upon.
fn block_comment(input: &str) -> IResult<&str, Raw<'_>> {
    let (mut rest, _) = tag("#|").parse(input)?;
    let mut depth = 1u32;
    while depth > 0 {
        let (after, _) = take_till(|c| c == '#' || c == '|').parse(rest)?;
        let (after, mark) = opt(alt((tag("#|"), tag("|#"), recognize(anychar)))).parse(after)?;
        rest = after;
        match mark {
            Some("#|") => depth += 1,
            Some("|#") => depth -= 1,
            Some(_) => {}
            None => return Ok((rest, Raw::OpenComment)),
        }
    }
    Ok((rest, Raw::Blank))
}

/// What stands after `#\`: one character, and more only if the first is no delimiter.
fn character(input: &str) -> IResult<&str, &str> {
    alt((
        take_while1(|c| !is_delimiter(c)),
        recognize(anychar),
        // Nothing is left of the text.
        tag(""),
    ))
    .parse(input)
}

fn text<'a>(
    quote: char,
) -> impl Parser<&'a str, Output = Raw<'a>, Error = nom::error::Error<&'a str>> {
    move |input: &'a str| {
        let (rest, _) = char(quote).parse(input)?;
        let plain = take_while1(move |c| c != quote && c != '\\').map(Fragment::Plain);
        let (rest, fragments) = many0(alt((plain, escape))).parse(rest)?;
        let (rest, close) = opt(char(quote)).parse(rest)?;
        let closed = close.is_some();
        Ok((
            rest,
            Raw::Text {
                quote,
                fragments,
                closed,
            },
        ))
    }
}

fn escape(input: &str) -> IResult<&str, Fragment<'_>> {
    let blanks = || take_while(|c| c == ' ' || c == '\t');
    alt((
        preceded(char('\\'), mnemonic).map(Fragment::Char),
        hexadecimal_escape,
        value(
            Fragment::Continuation,
            delimited((char('\\'), blanks()), line_ending, blanks()),
        ),
        recognize((char('\\'), opt(anychar))).map(Fragment::Unknown),
    ))
    .parse(input)
}

fn mnemonic(input: &str) -> IResult<&str, char> {
    alt((
        value('\u{7}', char('a')),
        value('\u{8}', char('b')),
        value('\t', char('t')),
        value('\n', char('n')),
        value('\r', char('r')),
        one_of("\"\\|"),
    ))
    .parse(input)
}

/// `\xHH;`. Digits that name no character make the whole escape unknown.
fn hexadecimal_escape(input: &str) -> IResult<&str, Fragment<'_>> {
    let digits = terminated(take_while1(|c: char| c.is_ascii_hexdigit()), char(';'));
    let (rest, digits) = preceded((char('\\'), one_of("xX")), digits).parse(input)?;
    let whole = input.get(..input.len() - rest.len()).unwrap_or(input);
    let fragment = match scalar_value(digits) {
        Some(c) => Fragment::Char(c),
        None => Fragment::Unknown(whole),
    };
    Ok((rest, fragment))
}

/// The character with this number in hexadecimal digits.
pub(super) fn scalar_value(digits: &str) -> Option<char> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16)
        .ok()
        .and_then(char::from_u32)
}
