//! Exact rational numbers: what numerals of typed steps stand for until they meet something with a fraction.

use std::fmt;

/// A fraction in lowest terms. Both parts are below 2^100 in magnitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rational {
    numerator: i128,
    /// Positive.
    denominator: i128,
}

/// Parts of rationals stay below this, so that their products are told apart from what can't be computed.
const LARGEST: i128 = 1 << 100;

impl Rational {
    /// A fraction; none if the denominator is 0 or a part becomes too large.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Rational> {
        if denominator == 0 {
            return None;
        }
        let (numerator, denominator) = match denominator < 0 {
            true => (numerator.checked_neg()?, denominator.checked_neg()?),
            false => (numerator, denominator),
        };
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?.max(1);
        let (numerator, denominator) = (numerator / divisor, denominator / divisor);
        let fits = numerator.unsigned_abs() < LARGEST.unsigned_abs() && denominator < LARGEST;
        fits.then_some(Rational {
            numerator,
            denominator,
        })
    }

    /// An integer.
    #[must_use]
    pub fn integer(n: i64) -> Rational {
        Rational {
            numerator: n.into(),
            denominator: 1,
        }
    }

    /// A numeral: digits with a sign, a point, an exponent of ten, or a bar between two integers.
    #[must_use]
    pub fn parse(text: &str) -> Option<Rational> {
        if let Some((above, below)) = text.split_once('/') {
            return Rational::new(digits(above)?, digits(below)?);
        }
        let lower = text.to_ascii_lowercase();
        let (mantissa, exponent) = match lower.split_once('e') {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (lower.as_str(), 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let signless = whole.trim_start_matches(['+', '-']);
        if signless.is_empty() && fraction.is_empty() {
            return None;
        }
        let numerator = digits(&format!("{whole}{fraction}"))?;
        let exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        let power = 10i128.checked_pow(exponent.unsigned_abs())?;
        match exponent < 0 {
            true => Rational::new(numerator, power),
            false => Rational::new(numerator.checked_mul(power)?, 1),
        }
    }

    /// The numerator in lowest terms.
    #[must_use]
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator in lowest terms, positive.
    #[must_use]
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// `n` with which it is a multiple of `2^-n`; none if there is no such `n`.
    #[must_use]
    pub fn fraction_bits(self) -> Option<u32> {
        let bits = self.denominator.trailing_zeros();
        (self.denominator == 1 << bits).then_some(bits)
    }

    /// The sum, if it can be computed.
    #[must_use]
    pub fn plus(self, other: Rational) -> Option<Rational> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Rational::new(
            left.checked_add(right)?,
            self.denominator.checked_mul(other.denominator)?,
        )
    }

    /// The product, if it can be computed.
    #[must_use]
    pub fn times(self, other: Rational) -> Option<Rational> {
        Rational::new(
            self.numerator.checked_mul(other.numerator)?,
            self.denominator.checked_mul(other.denominator)?,
        )
    }

    /// The negative.
    #[must_use]
    pub fn negated(self) -> Rational {
        Rational {
            numerator: -self.numerator,
            ..self
        }
    }

    /// The inverse, unless it is 0.
    #[must_use]
    pub fn inverted(self) -> Option<Rational> {
        Rational::new(self.denominator, self.numerator)
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            denominator => write!(f, "{}/{denominator}", self.numerator),
        }
    }
}

fn digits(text: &str) -> Option<i128> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let all = !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit());
    all.then(|| text.parse().ok()).flatten()
}

fn gcd(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_exactly() {
        let parsed = |text: &str| Rational::parse(text).map(|r| r.to_string());
        assert_eq!(parsed("0.05").as_deref(), Some("1/20"));
        assert_eq!(parsed("-.5").as_deref(), Some("-1/2"));
        assert_eq!(parsed("-0.5").as_deref(), Some("-1/2"));
        assert_eq!(parsed("2.").as_deref(), Some("2"));
        assert_eq!(parsed("1e-2").as_deref(), Some("1/100"));
        assert_eq!(parsed("1.5E3").as_deref(), Some("1500"));
        assert_eq!(parsed("4/6").as_deref(), Some("2/3"));
        for wrong in [
            "", ".", "-", "x", "1/0", "1e999", "1.2.3", "--1", "1/2/3", "+inf.0",
        ] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn multiples_of_powers_of_two_are_told() {
        let bits = |text: &str| Rational::parse(text).and_then(Rational::fraction_bits);
        assert_eq!(bits("0.375"), Some(3));
        assert_eq!(bits("7"), Some(0));
        assert_eq!(bits("0.1"), None);
    }
}
