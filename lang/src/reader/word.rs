//! What a word means: a number, a boolean, the dot or a symbol, or why it means nothing.

use super::token::is_delimiter;
use crate::datum::DatumKind;
use crate::diagnostic::Diagnostic;
use crate::field::FieldElement;
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

/// The meaning of a word.
pub(super) fn classify(word: &str) -> Result<DatumKind, Problem> {
    if word == "." {
        return Err(Problem::Dot);
    }
    if let Some(rest) = word.strip_prefix('#') {
        return hash(rest);
    }
    if matches!(
        word.to_ascii_lowercase().as_str(),
        "+inf.0" | "-inf.0" | "+nan.0" | "-nan.0"
    ) {
        return Err(Problem::Inexact);
    }
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    let after_dot = unsigned.strip_prefix('.').unwrap_or(unsigned);
    if after_dot.starts_with(|c: char| c.is_ascii_digit()) {
        return number(word, unsigned);
    }
    symbol(word)
}

/// Whether a symbol of this name is read back from its bare name.
pub(crate) fn is_plain_symbol(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(is_delimiter)
        && matches!(classify(name), Ok(DatumKind::Symbol(_)))
}

fn hash(rest: &str) -> Result<DatumKind, Problem> {
    if let Some(digits) = rest.strip_prefix("field:") {
        return FieldElement::from_decimal(digits)
            .map(DatumKind::Field)
            .ok_or(Problem::Field);
    }
    match rest.to_ascii_lowercase().as_str() {
        "t" | "true" => return Ok(DatumKind::Boolean(true)),
        "f" | "false" => return Ok(DatumKind::Boolean(false)),
        _ => {}
    }
    let mut characters = rest.chars();
    let radix = match characters.next() {
        Some('x' | 'X') => 16,
        Some('o' | 'O') => 8,
        Some('b' | 'B') => 2,
        Some('d' | 'D') => 10,
        _ => return Err(Problem::Hash),
    };
    let digits = characters.as_str();
    let unsigned = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    if unsigned.is_empty() || !unsigned.chars().all(|c| c.is_digit(radix)) {
        return Err(Problem::Hash);
    }
    integer(digits, radix)
}

fn integer(digits: &str, radix: u32) -> Result<DatumKind, Problem> {
    // The digits have been checked, so the range is all that can be wrong.
    i64::from_str_radix(digits, radix)
        .map(DatumKind::Integer)
        .map_err(|_| Problem::Range)
}

fn number(word: &str, unsigned: &str) -> Result<DatumKind, Problem> {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if digits(unsigned) {
        return integer(word, 10);
    }
    if let Some((above, below)) = unsigned.split_once('/') {
        if digits(above) && digits(below) {
            return Err(Problem::Rational);
        }
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let exponent_holds = exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)));
    let mantissa_holds = digits(&mantissa.replacen('.', "", 1));
    if exponent_holds && mantissa_holds {
        Err(Problem::Inexact)
    } else {
        Err(Problem::NeitherNumberNorSymbol)
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
        Some('e' | 'E' | 'i' | 'I') => unknown
            .label("exactness prefixes are not supported")
            .help("all numbers are exact; leave the prefix out"),
        Some('x' | 'X' | 'o' | 'O' | 'b' | 'B' | 'd' | 'D') => unknown
            .label("expected an integer's digits in this base")
            .help("integers in other bases look like `#xff`, `#o17` and `#b101`"),
        Some('!') => unknown
            .label("directives are not supported")
            .help("symbols are always case sensitive; leave the directive out"),
        Some('0'..='9') => unknown
            .label("labels for shared or circular data are not supported")
            .help("write the datum out"),
        _ => unknown.help(
            "`#` begins `#t`, `#f`, `#\\c`, `#xff`, `#field:N`, `#;` and `#|`; in a symbol it needs bars: `|#|`",
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
