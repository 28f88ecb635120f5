//! What a word means: a number, a boolean, the dot or a symbol, or why it means nothing.

use super::number::{number, prefixed};
use super::token::is_delimiter;
use crate::datum::DatumKind;
use crate::diagnostic::Diagnostic;
use crate::field::{FieldElement, ScalarField};
use crate::source::Span;

/// What a word that is no datum is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The dot of a pair, which the caller handles.
    Dot,
    /// An integer beyond 64 bits.
    Range,
    /// A decimal, an infinity or a complex number.
    Inexact,
    /// A number with the prefix `#i`.
    InexactPrefix,
    /// A fraction.
    Rational,
    /// `#field:` without a canonical numeral.
    Field,
    /// It begins like a number and goes on otherwise.
    NeitherNumberNorSymbol,
    /// A symbol with a character that must stand in bars.
    Symbol(char),
    /// `#` and something unknown.
    Hash,
}

/// The meaning of a word in a program in this field.
pub(super) fn classify(word: &str, field: ScalarField) -> Result<DatumKind, Problem> {
    if word == "." {
        return Err(Problem::Dot);
    }
    if let Some(rest) = word.strip_prefix('#') {
        return hash(word, rest, field);
    }
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    let after_dot = unsigned.strip_prefix('.').unwrap_or(unsigned);
    match number(word, 10, false) {
        Some(number) => number,
        None if after_dot.starts_with(|c: char| c.is_ascii_digit()) => {
            Err(Problem::NeitherNumberNorSymbol)
        }
        None => symbol(word),
    }
}

/// Whether a symbol of this name is read back from its bare name.
pub(crate) fn is_plain_symbol(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(is_delimiter)
        && matches!(
            classify(name, ScalarField::default()),
            Ok(DatumKind::Symbol(_))
        )
}

fn hash(word: &str, rest: &str, field: ScalarField) -> Result<DatumKind, Problem> {
    if let Some(digits) = rest.strip_prefix("field:") {
        return FieldElement::from_decimal(field, digits)
            .map(DatumKind::Field)
            .ok_or(Problem::Field);
    }
    match rest.to_ascii_lowercase().as_str() {
        "t" | "true" => Ok(DatumKind::Boolean(true)),
        "f" | "false" => Ok(DatumKind::Boolean(false)),
        _ => prefixed(word).unwrap_or(Err(Problem::Hash)),
    }
}

/// A symbol by the rules of R7RS for identifiers, peculiar ones among them.
fn symbol(word: &str) -> Result<DatumKind, Problem> {
    if let Some(bad) = word.chars().find(|&c| !is_subsequent(c)) {
        return Err(Problem::Symbol(bad));
    }
    let mut characters = word.chars();
    let first = characters.next();
    let holds = match first {
        None | Some('@') => false,
        Some('+' | '-') => match characters.next() {
            Some('.') => characters.next().is_some_and(is_dot_subsequent),
            Some(c) => is_sign_subsequent(c),
            None => true,
        },
        Some('.') => characters.next().is_some_and(is_dot_subsequent),
        Some(_) => true,
    };
    if holds {
        Ok(DatumKind::Symbol(word.into()))
    } else {
        Err(Problem::Symbol(first.unwrap_or('|')))
    }
}

fn is_initial(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic() || "!$%&*/:<=>?^_~".contains(c)
    } else {
        !c.is_whitespace() && !c.is_control() && !is_invisible(c)
    }
}

fn is_subsequent(c: char) -> bool {
    is_initial(c) || c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | '@')
}

fn is_sign_subsequent(c: char) -> bool {
    is_initial(c) || matches!(c, '+' | '-' | '@')
}

fn is_dot_subsequent(c: char) -> bool {
    is_sign_subsequent(c) || c == '.'
}

/// Characters that cannot be seen, or that change the direction of what is around them.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The diagnostic for a word that is no datum.
pub(super) fn diagnose(problem: Problem, word: &str, span: Span) -> Diagnostic {
    let shown = shorten(word);
    match problem {
        Problem::Dot => Diagnostic::new("E0008", "a dot stands where a datum is expected", span),
        Problem::Range => Diagnostic::new("E0010", format!("the integer {shown} is out of range"), span)
            .label(format!("integers run from {} to {}", i64::MIN, i64::MAX))
            .help("for larger numbers use field elements, whose arithmetic wraps: `#field:N`"),
        Problem::Inexact => Diagnostic::new("E0011", format!("the number {shown} is not an exact integer"), span)
            .label("decimals, infinities and complex numbers are not supported")
            .help("use integers; for fractions choose a scale, such as thousandths, and count in it"),
        Problem::InexactPrefix => Diagnostic::new("E0011", format!("the number {shown} is inexact"), span)
            .label("`#i` asks for an inexact number, and all numbers are exact")
            .help("leave `#i` out"),
        Problem::Rational => Diagnostic::new("E0011", format!("the number {shown} is not an integer"), span)
            .label("fractions are not supported")
            .help("use `quotient` on integers, or divide field elements: `(/ (field a) (field b))`"),
        Problem::Field => Diagnostic::new("E0013", format!("`{shown}` is not a field element"), span)
            .label("expected decimal digits of a number below the field's modulus")
            .help("write `#field:N` with N from 0 to the modulus less one; `(field -1)` makes a negative one"),
        Problem::NeitherNumberNorSymbol => Diagnostic::new(
            "E0016",
            format!("`{shown}` is neither a number nor a symbol"),
            span,
        )
        .help(match word {
            "1+" => "one more than a number is `(+ n 1)`".to_string(),
            "-1+" | "1-" => "one less than a number is `(- n 1)`".to_string(),
            _ => format!("a symbol that begins like a number is written in bars: `|{shown}|`"),
        }),
        Problem::Symbol(c) => Diagnostic::new("E0016", format!("`{shown}` is not a symbol"), span)
            .label(if word.starts_with(c) && is_subsequent(c) {
                format!("a symbol cannot begin this way with {}", name_char(c))
            } else {
                format!("a symbol cannot contain {}", name_char(c))
            })
            .help("a symbol with other characters is written in bars: `|like this|`"),
        Problem::Hash => hash_diagnostic(word, span),
    }
}

fn hash_diagnostic(word: &str, span: Span) -> Diagnostic {
    let shown = shorten(word);
    let unknown = Diagnostic::new("E0017", format!("`{shown}` is not known"), span);
    let mut rest = word.chars().skip(1);
    match rest.next() {
        Some('x' | 'X' | 'o' | 'O' | 'b' | 'B' | 'd' | 'D' | 'e' | 'E' | 'i' | 'I') => unknown
            .label("expected an integer's digits in this base")
            .help("integers in other bases look like `#xff`, `#o17` and `#b101`"),
        Some('!') => unknown
            .label("this directive is not known")
            .help("the directives are `#!fold-case` and `#!no-fold-case`"),
        Some('0'..='9') => unknown
            .label("labels for shared or circular data are not supported")
            .help("no datum can hold itself; give a part that is used twice a name with `define`"),
        _ => unknown.help(
            "`#` begins `#t`, `#f`, `#\\c`, `#xff`, `#( … )`, `#u8( … )`, `#field:N`, `#;` and `#|`; in a symbol it needs bars: `|#|`",
        ),
    }
}

fn name_char(c: char) -> String {
    if c.is_control() || is_invisible(c) || c.is_whitespace() {
        format!("the invisible character U+{:04X}", u32::from(c))
    } else {
        format!("`{c}`")
    }
}

/// A word for a message: not too long, nothing invisible.
pub(super) fn shorten(word: &str) -> String {
    const LIMIT: usize = 40;
    let mut shown: String = word
        .chars()
        .take(LIMIT)
        .map(|c| {
            if c.is_control() || is_invisible(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    if word.chars().nth(LIMIT).is_some() {
        shown.push('…');
    }
    shown
}
