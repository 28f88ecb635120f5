//! Which fixed-point numbers stand for a model's real ones.

/// A factor as an integer times `2^-shift`; several of them share the shift.
#[derive(Clone, Debug, PartialEq)]
pub struct Multiplier {
    /// The integers.
    pub mantissas: Vec<i64>,
    /// How many bits are behind the point.
    pub shift: u32,
    /// By how much a factor is off at most, relative to itself.
    pub error: f64,
}

/// The greatest shift: what `(fixed 64 62)` has.
const GREATEST_SHIFT: u32 = 62;

/// Positive factors as integers of so many bits. `None` if one is too large or too small for that.
pub fn multiplier(factors: &[f64], bits: u32) -> Option<Multiplier> {
    let greatest = factors.iter().copied().fold(0.0, f64::max);
    let most = 2f64.powi(bits as i32) - 1.0;
    let fits = |shift: u32| (greatest * 2f64.powi(shift as i32)).round() <= most;
    let mut shift = (0..=GREATEST_SHIFT).rev().find(|shift| fits(*shift))?;
    let scale = 2f64.powi(shift as i32);
    let mut mantissas: Vec<i64> = factors.iter().map(|x| (x * scale).round() as i64).collect();
    if mantissas.iter().any(|m| *m <= 0) {
        return None;
    }
    let error = |(x, m): (&f64, &i64)| (*m as f64 / scale / x - 1.0).abs();
    let error = factors
        .iter()
        .zip(&mantissas)
        .map(error)
        .fold(0.0, f64::max);
    while shift > 0 && mantissas.iter().all(|m| m % 2 == 0) {
        shift -= 1;
        mantissas.iter_mut().for_each(|m| *m /= 2);
    }
    Some(Multiplier {
        mantissas,
        shift,
        error,
    })
}

impl Multiplier {
    /// The factor `2^-shift`, or `mantissa * 2^-shift`, as a literal.
    pub fn literal(mantissa: i64, shift: u32) -> String {
        match shift {
            0 => mantissa.to_string(),
            shift => format!("{mantissa}/{}", 1u64 << shift),
        }
    }
}

/// As many bits behind the point as let numbers of so many bits hold all of these, but fewer than there are bits. `None` if they are too large.
pub fn fraction(values: &[f64], bits: u32) -> Option<u32> {
    let top = 2f64.powi(bits as i32 - 1);
    let fits = |fraction: &u32| {
        let scale = 2f64.powi(*fraction as i32);
        values.iter().all(|x| {
            let n = (x * scale).round_ties_even();
            -top <= n && n < top
        })
    };
    (0..bits).rev().find(fits)
}

/// The nearest multiples of `2^-fraction`, ties to even.
pub fn rounded(values: &[f64], fraction: u32) -> Vec<f64> {
    let scale = 2f64.powi(fraction as i32);
    let nearest = |x: &f64| (x * scale).round_ties_even() / scale + 0.0;
    values.iter().map(nearest).collect()
}

/// The element type that holds the integers from `lo` to `hi`: `(nat n)` or `(int n)`.
pub fn integer_type(lo: i64, hi: i64) -> String {
    let bits = |n: u64| 64 - n.leading_zeros();
    if lo >= 0 {
        format!("(nat {})", bits(hi.unsigned_abs()).max(1))
    } else {
        let negative = bits((lo + 1).unsigned_abs());
        let positive = bits(hi.max(0).unsigned_abs());
        format!("(int {})", negative.max(positive) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_become_integers_and_shifts() {
        let exact = multiplier(&[0.25], 31).expect("fits");
        assert_eq!(
            (exact.mantissas, exact.shift, exact.error),
            (vec![1], 2, 0.0)
        );
        let third = multiplier(&[1.0 / 3.0], 31).expect("fits");
        assert!(
            third.mantissas[0] < 1 << 31 && third.error < 2f64.powi(-31),
            "{third:?}"
        );
        assert_eq!(multiplier(&[1e-30], 31), None);
        assert_eq!(multiplier(&[1e30], 31), None);
        let two = multiplier(&[1.0 / 3.0, 1.0 / 300.0], 31).expect("fits");
        assert!(two.error < 2f64.powi(-24), "{two:?}");
    }

    #[test]
    fn weights_get_as_many_bits_behind_the_point_as_fit() {
        assert_eq!(fraction(&[0.5, -1.0], 8), Some(7));
        assert_eq!(fraction(&[1.0], 8), Some(6));
        assert_eq!(fraction(&[127.4], 8), Some(0));
        assert_eq!(fraction(&[127.6], 8), None);
        assert_eq!(rounded(&[0.3, -0.3], 2), [0.25, -0.25]);
    }

    #[test]
    fn integer_types_are_as_small_as_they_can_be() {
        assert_eq!(integer_type(0, 255), "(nat 8)");
        assert_eq!(integer_type(-128, 127), "(int 8)");
        assert_eq!(integer_type(-129, 0), "(int 9)");
        assert_eq!(integer_type(0, 0), "(nat 1)");
        assert_eq!(integer_type(i64::MIN, i64::MAX), "(int 64)");
    }
}
