//! Numbers as data files have them, and what they are worth exactly.
//!
//! Guarantees: a number is converted without a rounding that was not asked for. A float is the dyadic fraction that its bits say, a
//! decimal the fraction that its digits say. Whatever the exponent, a conversion takes little time and memory.
//! Refuses: decimals of more than [`MOST_DIGITS`] digits.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]

use foldscheme_lang::field::{FieldElement, ScalarField};
use num_bigint::BigUint;
use std::cmp::Ordering;
use std::fmt;

/// The most digits of a decimal. The longest exact decimal of a float has 767.
pub const MOST_DIGITS: usize = 1100;

/// Decimals below 10 to this power are less than half of any last bit.
const NOTHING: i64 = -40;

/// Integers of so many digits are beyond every range.
const MOST_WHOLE: i64 = 39;

/// Results are below two to this power.
const MOST_BITS: u32 = 120;

/// A number of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number<'a> {
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i128),
    /// A float, perhaps no number.
    Float(f64),
    /// A decimal, as it is written: what [`is_decimal`] says is one.
    Decimal(&'a str),
    /// A string, which may stand for a field element.
    Text(&'a str),
    /// What stands for infinity, or for no number.
    NotFinite(&'a str),
}

/// A number in units of a last bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    /// So many.
    Exact(i128),
    /// Not a whole number of them; this is the nearest one, the even one of two.
    Nearest(i128),
    /// More than there can be in any type.
    Huge,
    /// It is no finite number.
    NotFinite,
    /// It has too many digits.
    TooLong,
    /// It is a string.
    Text,
}

impl Number<'_> {
    /// The number times `2^fraction`. A truth value is 0 or 1.
    #[must_use]
    pub fn units(self, fraction: u32) -> Units {
        match self {
            Number::Bool(truth) => whole(u128::from(truth), false, fraction),
            Number::Int(n) => whole(n.unsigned_abs(), n < 0, fraction),
            Number::Float(x) => float(x, fraction),
            Number::Decimal(text) => {
                Decimal::parse(text).map_or(Units::Text, |d| d.units(fraction))
            }
            Number::Text(_) => Units::Text,
            Number::NotFinite(_) => Units::NotFinite,
        }
    }

    /// The nearest float; no number for what is none.
    #[must_use]
    #[allow(clippy::as_conversions)] // It rounds to the nearest float, as it should.
    pub fn nearest_float(self) -> f64 {
        match self {
            Number::Bool(truth) => f64::from(u8::from(truth)),
            Number::Int(n) => n as f64,
            Number::Float(x) => x,
            Number::Decimal(text) => text.parse().unwrap_or(f64::NAN),
            Number::Text(_) | Number::NotFinite(_) => f64::NAN,
        }
    }

    /// The element of a field: an integer, a string of its digits, with a sign if it is to be negated.
    #[must_use]
    pub fn field(self, field: ScalarField) -> Option<FieldElement> {
        let signed = |text: &str| {
            let (negative, digits) = match text.strip_prefix('-') {
                Some(digits) => (true, digits),
                None => (false, text),
            };
            let element = FieldElement::from_decimal(field, digits)?;
            Some(if negative { -element } else { element })
        };
        match self {
            Number::Text(text) => signed(text),
            Number::Decimal(text) if signed(text).is_some() => signed(text),
            number => match number.units(0) {
                Units::Exact(n) => signed(&n.to_string()),
                _ => None,
            },
        }
    }
}

/// As the file has it.
impl fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Bool(truth) => truth.fmt(f),
            Number::Int(n) => n.fmt(f),
            Number::Float(x) if x.is_infinite() => {
                f.write_str(if *x < 0.0 { "-infinity" } else { "infinity" })
            }
            Number::Float(x) if x.fract() == 0.0 && x.abs() < 1e15 => write!(f, "{x:.1}"),
            Number::Float(x) if x.abs() >= 1e15 || (x.abs() < 1e-5 && *x != 0.0) => {
                write!(f, "{x:e}")
            }
            Number::Float(x) => x.fmt(f),
            Number::Decimal(text) | Number::NotFinite(text) => shortened(text, f),
            Number::Text(text) => {
                f.write_str("\"")?;
                shortened(text, f)?;
                f.write_str("\"")
            }
        }
    }
}

/// A text that a message can hold.
fn shortened(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const SHOWN: usize = 40;
    let shown = text.chars().take(SHOWN);
    for c in shown.filter(|c| !c.is_control()) {
        write!(f, "{c}")?;
    }
    match text.chars().nth(SHOWN) {
        Some(_) => f.write_str("…"),
        None => Ok(()),
    }
}

/// Whether a text is a decimal: perhaps a sign, digits with at most one point among or around them, perhaps an exponent.
#[must_use]
pub fn is_decimal(text: &str) -> bool {
    Decimal::parse(text).is_some()
}

/// Whether a text stands for infinity or for no number.
#[must_use]
pub fn is_not_finite(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    ["nan", "inf", "infinity"]
        .iter()
        .any(|word| unsigned.eq_ignore_ascii_case(word))
}

fn signed(magnitude: u128, negative: bool) -> Option<i128> {
    let n = i128::try_from(magnitude).ok()?;
    Some(if negative { -n } else { n })
}

fn exactly(magnitude: Option<u128>, negative: bool) -> Units {
    match magnitude.and_then(|n| signed(n, negative)) {
        Some(n) => Units::Exact(n),
        None => Units::Huge,
    }
}

/// `n << by`, if it is below `2^MOST_BITS`.
fn shifted(n: u128, by: u32) -> Option<u128> {
    let bits = u128::BITS - n.leading_zeros();
    let fits = n == 0 || bits.checked_add(by)? <= MOST_BITS;
    fits.then(|| n.checked_shl(by).unwrap_or(0))
}

fn whole(magnitude: u128, negative: bool, fraction: u32) -> Units {
    exactly(shifted(magnitude, fraction), negative)
}

/// The nearest of a quotient and the next integer, by how twice the remainder compares to the divisor.
fn nearest(quotient: u128, twice_the_rest: Ordering, negative: bool) -> Units {
    let up = match twice_the_rest {
        Ordering::Less => false,
        Ordering::Equal => quotient & 1 == 1,
        Ordering::Greater => true,
    };
    match signed(quotient.saturating_add(u128::from(up)), negative) {
        Some(n) => Units::Nearest(n),
        None => Units::Huge,
    }
}

fn float(x: f64, fraction: u32) -> Units {
    const MANTISSA: u32 = 52;
    if !x.is_finite() {
        return Units::NotFinite;
    }
    let (bits, negative) = (x.to_bits(), x.is_sign_negative());
    let mantissa = bits & ((1 << MANTISSA) - 1);
    let exponent = (bits >> MANTISSA) & 0x7ff;
    // x = mantissa * 2^(exponent - 1075), where numbers below the least exponent lack the leading bit.
    let (mantissa, exponent) = match exponent {
        0 => (mantissa, 1),
        e => (mantissa | 1 << MANTISSA, e),
    };
    let mantissa = u128::from(mantissa);
    let power = i64::try_from(exponent).unwrap_or(0) - 1075 + i64::from(fraction);
    match u32::try_from(power) {
        Ok(left) => exactly(shifted(mantissa, left), negative),
        Err(_) => {
            let right = u32::try_from(power.unsigned_abs()).unwrap_or(u32::MAX);
            // The mantissa has at most 53 bits: from 55 on, what is left is below one half.
            let right = right.min(MANTISSA + 3);
            let (floor, one) = (mantissa >> right, 1u128 << right);
            match mantissa & (one - 1) {
                0 => exactly(Some(floor), negative),
                rest => nearest(floor, (2 * rest).cmp(&one), negative),
            }
        }
    }
}

/// `digits * 10^exponent`.
struct Decimal<'a> {
    negative: bool,
    /// Before the point.
    whole: &'a str,
    /// Behind it.
    part: &'a str,
    exponent: i64,
}

impl<'a> Decimal<'a> {
    fn parse(text: &'a str) -> Option<Decimal<'a>> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, power(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let are_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let is_number = are_digits(whole) && are_digits(part) && whole.len() + part.len() > 0;
        is_number.then_some(Decimal {
            negative,
            whole,
            part,
            exponent,
        })
    }

    fn units(&self, fraction: u32) -> Units {
        // The digits that count, without the zeros at both ends.
        let all = || self.whole.bytes().chain(self.part.bytes());
        let trailing = all().rev().take_while(|b| *b == b'0').count();
        let leading = all().take_while(|b| *b == b'0').count();
        let length = (self.whole.len() + self.part.len()).saturating_sub(trailing + leading);
        if length == 0 {
            return Units::Exact(0);
        }
        if length > MOST_DIGITS {
            return Units::TooLong;
        }
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let exponent = self
            .exponent
            .saturating_sub(count(self.part.len()))
            .saturating_add(count(trailing));
        // The number is below 10^size, and at least a tenth of that.
        let size = exponent.saturating_add(count(length));
        if size > MOST_WHOLE {
            return Units::Huge;
        }
        if size < NOTHING {
            return Units::Nearest(0);
        }
        let digits: Vec<u8> = all().skip(leading).take(length).collect();
        let digits = BigUint::parse_bytes(&digits, 10).unwrap_or_default();
        let power = u32::try_from(exponent.unsigned_abs()).unwrap_or(u32::MAX);
        let tens = BigUint::from(10u32).pow(power);
        let (quotient, rest, divisor) = if exponent >= 0 {
            ((digits * tens) << fraction, BigUint::ZERO, BigUint::ZERO)
        } else {
            let dividend = digits << fraction;
            let quotient = &dividend / &tens;
            let rest = dividend - &quotient * &tens;
            (quotient, rest, tens)
        };
        let quotient = match u128::try_from(&quotient) {
            Ok(n) if n.leading_zeros() >= u128::BITS - MOST_BITS => n,
            _ => return Units::Huge,
        };
        if rest == BigUint::ZERO {
            return exactly(Some(quotient), self.negative);
        }
        nearest(quotient, (rest << 1u32).cmp(&divisor), self.negative)
    }
}

/// The power of an exponent, which may be longer than any integer.
fn power(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Only by more digits than are ever read could so great a power be made up for.
    const GREATEST: i64 = 1 << 40;
    let power = digits.parse().map_or(GREATEST, |n: i64| n.min(GREATEST));
    Some(if negative { -power } else { power })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use Units::{Exact, Huge, Nearest, NotFinite, TooLong};

    fn decimal(text: &str, fraction: u32) -> Units {
        assert!(is_decimal(text), "{text}");
        Number::Decimal(text).units(fraction)
    }

    #[test]
    fn decimals_are_exact() {
        for (text, fraction, units) in [
            ("3", 8, Exact(768)),
            ("-1.5", 1, Exact(-3)),
            ("1.50e0", 1, Exact(3)),
            ("15e-1", 1, Exact(3)),
            ("+.5", 1, Exact(1)),
            ("5.", 0, Exact(5)),
            ("-0.0e99999999999999999999", 8, Exact(0)),
            ("1e3", 0, Exact(1000)),
            ("0.1", 8, Nearest(26)),
            ("-0.1", 8, Nearest(-26)),
            ("0.5", 0, Nearest(0)),
            ("1.5", 0, Nearest(2)),
            ("2.5", 0, Nearest(2)),
            ("-2.5", 0, Nearest(-2)),
            (
                "2.50000000000000000000000000000000000000000001",
                0,
                Nearest(3),
            ),
            (
                "2.49999999999999999999999999999999999999999999",
                0,
                Nearest(2),
            ),
            ("1e-99999999999999999999", 64, Nearest(0)),
            ("1e-30", 64, Nearest(0)),
            ("1e40", 0, Huge),
            ("1e99999999999999999999", 0, Huge),
            ("18446744073709551615", 0, Exact(u64::MAX.into())),
            (
                "0.0000000000000000000542101086242752217003726400434970855712890625",
                64,
                Exact(1),
            ),
        ] {
            assert_eq!(decimal(text, fraction), units, "{text}");
        }
        let long = format!("0.{}", "1".repeat(MOST_DIGITS + 1));
        assert_eq!(decimal(&long, 8), TooLong);
        assert_eq!(
            decimal(&format!("1{}e-1200", "0".repeat(1200)), 8),
            Exact(256)
        );
    }

    #[test]
    fn what_is_no_decimal_is_none() {
        for text in [
            "", ".", "-", "1e", "1e+", "e5", "1.2.3", "1,5", "0x10", "nan", "1 2", "--1", "१",
        ] {
            assert!(!is_decimal(text), "{text}");
        }
        for text in ["nan", "NaN", "-inf", "+Infinity"] {
            assert!(is_not_finite(text), "{text}");
        }
    }

    #[test]
    fn floats_are_the_fractions_that_their_bits_say() {
        for (x, fraction, units) in [
            (1.5, 8, Exact(384)),
            (-0.0, 8, Exact(0)),
            (0.1, 8, Nearest(26)),
            (0.1, 55, Exact(3_602_879_701_896_397)),
            (2.5, 0, Nearest(2)),
            (-3.5, 0, Nearest(-4)),
            (f64::MIN_POSITIVE, 64, Nearest(0)),
            (5e-324, 64, Nearest(0)),
            (f64::MAX, 0, Huge),
            (f64::NAN, 0, NotFinite),
            (f64::NEG_INFINITY, 0, NotFinite),
        ] {
            assert_eq!(Number::Float(x).units(fraction), units, "{x}");
        }
    }

    #[test]
    fn field_elements_are_integers_of_any_length() {
        let field = ScalarField::Pallas;
        let long = "28948022309329048855892746252171976963363056481941647379679742748393362948096";
        let minus_one = FieldElement::from_i64(field, -1);
        assert_eq!(Number::Text(long).field(field), Some(minus_one));
        assert_eq!(Number::Decimal(long).field(field), Some(minus_one));
        assert_eq!(Number::Int(-1).field(field), Some(minus_one));
        assert_eq!(Number::Text("-1").field(field), Some(minus_one));
        assert_eq!(Number::Decimal("-1e0").field(field), Some(minus_one));
        assert_eq!(Number::Text("0.5").field(field), None);
        assert_eq!(Number::Float(0.5).field(field), None);
        assert_eq!(Number::Text(&format!("{long}0")).field(field), None);
    }

    proptest! {
        #[test]
        fn a_float_and_its_exact_decimal_are_worth_the_same(bits in any::<u64>(), fraction in 0u32..=64) {
            let x = f64::from_bits(bits);
            prop_assume!(x.is_finite());
            let text = format!("{x:.1074}");
            prop_assert_eq!(decimal(&text, fraction), Number::Float(x).units(fraction));
        }

        #[test]
        fn small_floats_agree_with_arithmetic(n in -1_000_000i64..1_000_000, shift in 0i32..20, fraction in 0u32..20) {
            let x = n as f64 / f64::from(shift).exp2();
            let product = x * f64::from(fraction).exp2();
            let expected = product.round_ties_even() as i128;
            let expected = if product.fract() == 0.0 { Exact(expected) } else { Nearest(expected) };
            prop_assert_eq!(Number::Float(x).units(fraction), expected);
        }

        #[test]
        fn no_text_panics(text in "[-+0-9.eE]{0,12}", fraction in 0u32..=64) {
            if is_decimal(&text) {
                let units = Number::Decimal(&text).units(fraction);
                prop_assert!(!matches!(units, Units::Text | NotFinite));
            }
            let _ = Number::Text(&text).field(ScalarField::Bn254);
        }
    }
}
