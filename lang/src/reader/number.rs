//! Numerals: decimal integers, other bases, exactness prefixes; and what is a number elsewhere.
//!
//! Every number that R7RS can write is either an integer of 64 bits or told apart, so that its
//! message can say what it is. An exact value that happens to be an integer, such as `6/3` or
//! `#e1.5e1`, is that integer.

use super::word::Problem;
use crate::datum::DatumKind;

/// What follows a `#` that may begin a prefix; nothing if it is no number at all.
pub(super) fn prefixed(word: &str) -> Option<Result<DatumKind, Problem>> {
    let mut radix = None;
    let mut exact = None;
    let mut rest = word;
    while let Some(prefix) = rest.strip_prefix('#') {
        let letter = prefix.chars().next()?.to_ascii_lowercase();
        match letter {
            'x' | 'o' | 'b' | 'd' if radix.is_none() => {
                radix = Some(match letter {
                    'x' => 16,
                    'o' => 8,
                    'b' => 2,
                    _ => 10,
                });
            }
            'e' | 'i' if exact.is_none() => exact = Some(letter == 'e'),
            _ => return None,
        }
        rest = prefix.get(1..)?;
    }
    let number = number(rest, radix.unwrap_or(10), exact == Some(true))?;
    match (exact, number) {
        (Some(false), Ok(_)) => Some(Err(Problem::InexactPrefix)),
        (_, number) => Some(number),
    }
}

/// A numeral without prefixes; nothing if it is no number.
pub(super) fn number(word: &str, radix: u32, exact: bool) -> Option<Result<DatumKind, Problem>> {
    let digits = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_digit(radix));
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    if digits(unsigned) {
        return Some(integer(word, radix));
    }
    let is_signed = unsigned.len() < word.len();
    let lower = unsigned.to_ascii_lowercase();
    if is_signed
        && matches!(
            lower.as_str(),
            "inf.0" | "nan.0" | "i" | "inf.0i" | "nan.0i"
        )
    {
        return Some(Err(Problem::Inexact));
    }
    if let Some((above, below)) = unsigned.split_once('/') {
        if digits(above) && digits(below) {
            return Some(ratio(word, radix));
        }
    }
    if radix == 10 {
        if let Some((mantissa, exponent)) = decimal(&lower) {
            return Some(if exact {
                exact_decimal(word.starts_with('-'), mantissa, exponent)
            } else {
                Err(Problem::Inexact)
            });
        }
    }
    is_complex(&lower, radix).then_some(Err(Problem::Inexact))
}

/// A numeral of digits that have been checked, with or without a sign.
fn integer(digits: &str, radix: u32) -> Result<DatumKind, Problem> {
    i64::from_str_radix(digits, radix)
        .map(DatumKind::Integer)
        .map_err(|_| Problem::Range)
}

/// `a/b`, if that is an integer.
fn ratio(word: &str, radix: u32) -> Result<DatumKind, Problem> {
    let (above, below) = word.split_once('/').ok_or(Problem::Rational)?;
    let parse = |s| i128::from_str_radix(s, radix).map_err(|_| Problem::Rational);
    let (above, below) = (parse(above)?, parse(below)?);
    match above.checked_rem(below) {
        Some(0) => i64::try_from(above / below)
            .map(DatumKind::Integer)
            .map_err(|_| Problem::Range),
        _ => Err(Problem::Rational),
    }
}

/// The mantissa and the exponent of an unsigned decimal; nothing if it is none.
fn decimal(unsigned: &str) -> Option<(&str, &str)> {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match unsigned.split_once('e') {
        Some((_, exponent)) if !digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)) => {
            return None;
        }
        Some(parts) => parts,
        None => (unsigned, "0"),
    };
    digits(&mantissa.replacen('.', "", 1)).then_some((mantissa, exponent))
}

/// A decimal as an exact value, if that is an integer.
fn exact_decimal(negative: bool, mantissa: &str, exponent: &str) -> Result<DatumKind, Problem> {
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    let all = all.trim_start_matches('0');
    let digits = all.trim_end_matches('0');
    if digits.is_empty() {
        return Ok(DatumKind::Integer(0));
    }
    // Lengths of texts are below 2^30, so only the exponent itself can be too long.
    let moved = all.len() as i64 - digits.len() as i64 - fraction.len() as i64;
    let beyond = if exponent.starts_with('-') {
        Problem::Rational
    } else {
        Problem::Range
    };
    let Some(exponent) = exponent
        .parse::<i64>()
        .ok()
        .and_then(|e| e.checked_add(moved))
    else {
        return Err(beyond);
    };
    let Ok(exponent) = usize::try_from(exponent) else {
        return Err(Problem::Rational);
    };
    if digits.len().saturating_add(exponent) > 19 {
        return Err(Problem::Range);
    }
    let sign = if negative { "-" } else { "" };
    integer(&format!("{sign}{digits}{}", "0".repeat(exponent)), 10)
}

/// Whether this looks like `a+bi` or `r@t`: nothing but what numbers are made of, an imaginary unit or an `@`, and
/// a digit.
fn is_complex(unsigned: &str, radix: u32) -> bool {
    let parts = match unsigned.strip_suffix('i') {
        Some(parts) => parts,
        None if unsigned.contains('@') => unsigned,
        None => return false,
    };
    parts.starts_with(|c: char| c == '.' || c.is_digit(radix))
        && parts
            .chars()
            .all(|c| c.is_digit(radix) || matches!(c, '+' | '-' | '.' | '/' | '@' | 'e'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_values_that_are_integers_are_read() {
        let read = |word: &str| match prefixed(word) {
            Some(Ok(DatumKind::Integer(n))) => Ok(n),
            Some(Err(problem)) => Err(Some(problem)),
            _ => Err(None),
        };
        assert_eq!(read("#e10"), Ok(10));
        assert_eq!(read("#e#xff"), Ok(255));
        assert_eq!(read("#X#E-fF"), Ok(-255));
        assert_eq!(read("#e1.50e1"), Ok(15));
        assert_eq!(read("#e-0.0"), Ok(0));
        assert_eq!(read("#e100e-2"), Ok(1));
        assert_eq!(read("#e-9223372036854775808.0"), Ok(i64::MIN));
        assert_eq!(read("#x-c/4"), Ok(-3));
        assert_eq!(read("#e1e19"), Err(Some(Problem::Range)));
        assert_eq!(read("#e1e99999999999999999999"), Err(Some(Problem::Range)));
        assert_eq!(
            read("#e1e-99999999999999999999"),
            Err(Some(Problem::Rational))
        );
        assert_eq!(read("#e1.5"), Err(Some(Problem::Rational)));
        assert_eq!(read("#e1/2"), Err(Some(Problem::Rational)));
        assert_eq!(read("#d1/0"), Err(Some(Problem::Rational)));
        assert_eq!(read("#i1"), Err(Some(Problem::InexactPrefix)));
        assert_eq!(read("#d1.5"), Err(Some(Problem::Inexact)));
        assert_eq!(read("#x1+ai"), Err(Some(Problem::Inexact)));
        for word in [
            "#x", "#x#x1", "#e#i1", "#xg", "#b2", "#x1.5", "#e", "#q1", "#eλ",
        ] {
            assert_eq!(read(word), Err(None), "{word}");
        }
    }
}
