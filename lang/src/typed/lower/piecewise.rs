//! Table lookup, and the functions that are built on it: piecewise linear between [`SEGMENTS`] places of -8 to 8.
//!
//! Errors, beside the rounding of the result to its own bits behind the point: a chord over a segment of 1/16 deviates
//! from a function by at most (1/16)^2 / 8 of its greatest second derivative there. That is 4.8e-5 for `sigmoid`, 3.8e-4 for
//! `tanh`, and 4.9e-4 of the value for `exp`. Beyond -8 and 8 the functions have their value there: `sigmoid` is off by
//! at most 3.4e-4, `tanh` by 2.3e-7. `exp` must not be used on operands above 8, and is 3.4e-4 for operands below -8.
//!
//! The tables are computed in integers, since prover and verifier must have the same ones on every machine.

use super::arithmetic::{one, two};
use super::operations::Call;
use super::value::shape as shown;
use super::{Kind, Lowered, Lowering, Tensor, Val};
use crate::diagnostic::Diagnostic;
use crate::typed::emit::{EmitError, Emitter};
use crate::typed::program::{Bound, Rounding, Wire, MOST_ENTRIES};

/// Segments between -8 and 8.
const SEGMENTS: i128 = 256;

/// Bits behind the point of a segment's width, 1/16.
const WIDTH: u32 = 4;

/// Bits behind the point of the tables' entries.
const PRECISION: u32 = 24;

/// The work that tables take: as much as so many nodes.
const TABLES_WORK: usize = 1 << 10;

/// Bits behind the point while tables are computed.
const WORKING: u32 = 60;

const ONE: i128 = 1 << WORKING;

/// `e^x` for `x` of -16 to 16 with [`WORKING`] bits behind the point: e^(x / 32) by Taylor's series, squared five times.
fn exponential(x: i128) -> i128 {
    let reduced = x >> 5;
    let (mut sum, mut term) = (ONE, ONE);
    for n in 1..30 {
        // Both factors are below 2^61 in magnitude.
        term = ((term * reduced) >> WORKING) / n;
        sum += term;
    }
    for _ in 0..5 {
        sum = square(sum);
    }
    sum
}

/// The square, of which as many bits as fit are kept.
fn square(x: i128) -> i128 {
    // x < 2^84, so that its upper 62 bits and the lost ones suffice.
    let lost = (128 - x.leading_zeros()).saturating_sub(62);
    let top = x >> lost;
    let product = top * top;
    let shift = i64::from(WORKING) - 2 * i64::from(lost);
    if shift >= 0 {
        product >> shift
    } else {
        product << -shift
    }
}

/// `1 / (1 + e^-x)`.
fn logistic(x: i128) -> i128 {
    // e^x / (1 + e^x) with e^x below 1 keeps everything below 2^121.
    match x <= 0 {
        true => {
            let e = exponential(x);
            (e << WORKING) / (ONE + e)
        }
        false => ONE - logistic(-x),
    }
}

fn hyperbolic_tangent(x: i128) -> i128 {
    2 * logistic(2 * x) - ONE
}

/// Values at the segments' left ends, and how much they rise until the right ones, with [`PRECISION`] bits behind the point.
fn tables(function: fn(i128) -> i128) -> (Vec<i128>, Vec<i128>) {
    let place = |i: i128| (i - SEGMENTS / 2) << (WORKING - WIDTH);
    let rounded = |x: i128| (x + (1 << (WORKING - PRECISION - 1))) >> (WORKING - PRECISION);
    let values: Vec<i128> = (0..=SEGMENTS)
        .map(|i| rounded(function(place(i))))
        .collect();
    let rises = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    (values[..SEGMENTS as usize].to_vec(), rises)
}

/// The function's value with `wanted` bits behind the point, of an operand with `fraction`, at least [`WIDTH`], of them.
fn interpolated(
    emit: &mut Emitter,
    x: Wire,
    fraction: u32,
    (values, rises): &(Vec<i128>, Vec<i128>),
    wanted: u32,
) -> Result<Wire, EmitError> {
    let half = 8i128 << fraction;
    let inside = Bound {
        lo: -half,
        hi: half - 1,
    };
    let clamped = emit.clamp(x, inside)?;
    let offset = emit.linear(half, &[(1, clamped)])?;
    let shift = fraction - WIDTH;
    let segment = emit.shift(offset, shift, Rounding::Floor, None)?;
    let value = emit.lookup(values, segment)?;
    if shift == 0 {
        return emit.shift(value, PRECISION - wanted, Rounding::HalfUp, None);
    }
    let rest = emit.linear(0, &[(1, offset), (-(1 << shift), segment)])?;
    let rest = emit.within(
        rest,
        Bound {
            lo: 0,
            hi: (1 << shift) - 1,
        },
    )?;
    let rise = emit.lookup(rises, segment)?;
    let risen = emit.product(rise, rest)?;
    let sum = emit.linear(0, &[(1 << shift, value), (1, risen)])?;
    emit.shift(sum, shift + PRECISION - wanted, Rounding::HalfUp, None)
}

impl Lowering<'_> {
    fn piecewise(&mut self, call: Call<'_>, function: fn(i128) -> i128) -> Lowered {
        let (name, span) = (call.operation.name, call.span);
        let [(value, at)] = one(call.operands);
        let (x, fraction) = self.numbers(value, at, name)?;
        let x = self.curve(x, fraction.min(PRECISION), function, span)?;
        Ok(Val::Tensor(x))
    }

    /// A function of each element, with `wanted` bits behind the point.
    fn curve(
        &mut self,
        x: Tensor,
        wanted: u32,
        function: fn(i128) -> i128,
        span: crate::source::Span,
    ) -> Lowered<Tensor> {
        let fraction = x.kind.fraction().max(WIDTH);
        let x = self.finer(x, fraction, span)?;
        let counted = self.emit.work(TABLES_WORK);
        self.made(counted, span)?;
        let tables = tables(function);
        let shape = x.shape.clone();
        self.elementwise(&shape, Kind::Number(wanted), span, |emit, i| {
            interpolated(emit, x.wires[i], fraction, &tables, wanted)
        })
    }

    pub fn sigmoid(&mut self, call: Call<'_>) -> Lowered {
        self.piecewise(call, logistic)
    }

    pub fn tanh(&mut self, call: Call<'_>) -> Lowered {
        self.piecewise(call, hyperbolic_tangent)
    }

    pub fn exp(&mut self, call: Call<'_>) -> Lowered {
        self.piecewise(call, exponential)
    }

    /// Exponentials of the distances to the greatest element, over their sum. Each is off by at most 1.5e-3, beside the
    /// rounding to the operand's bits behind the point.
    pub fn softmax(&mut self, call: Call<'_>) -> Lowered {
        const INNER: u32 = 16;
        let span = call.span;
        let [(value, at)] = one(call.operands);
        let (x, fraction) = self.numbers(value, at, "softmax")?;
        if x.shape.len() != 1 {
            return self.mistake(
                Diagnostic::new("E0403", "`softmax` takes a vector", at)
                    .label(format!("this has {}", shown(&x.shape)))
                    .help("rows one by one: `(map softmax x)`"),
            );
        }
        let greatest = self.emit.maximum(&x.wires);
        let greatest = self.made(greatest, span)?;
        let (shape, kind) = (x.shape.clone(), x.kind);
        let below = self.elementwise(&shape, kind, span, |emit, i| {
            let difference = emit.linear(0, &[(1, x.wires[i]), (-1, greatest)])?;
            let known = emit.bound(difference).map_or(0, |bound| bound.lo);
            emit.within(
                difference,
                Bound {
                    lo: known.min(0),
                    hi: 0,
                },
            )
        })?;
        let powers = self.curve(below, INNER, exponential, span)?;
        let terms: Vec<(i128, Wire)> = powers.wires.iter().map(|wire| (1, *wire)).collect();
        let sum = self.emit.linear(0, &terms);
        let sum = self.made(sum, span)?;
        let wanted = fraction.min(PRECISION);
        let value = self.elementwise(&shape, Kind::Number(wanted), span, |emit, i| {
            let scaled = emit.scaled(powers.wires[i], 1 << wanted)?;
            let share = emit.divided(scaled, sum, Rounding::HalfUp)?;
            // No element is greater than the sum.
            emit.within(
                share,
                Bound {
                    lo: 0,
                    hi: 1 << wanted,
                },
            )
        })?;
        Ok(Val::Tensor(value))
    }

    pub fn lookup(&mut self, call: Call<'_>) -> Lowered {
        let span = call.span;
        let [(table, at_table), (index, at)] = two(call.operands);
        let (table, fraction) = self.numbers(table, at_table, "lookup")?;
        let entries: Option<Vec<i128>> = table
            .wires
            .iter()
            .map(|wire| self.emit.constant_of(*wire))
            .collect();
        let entries =
            entries.filter(|entries| table.shape.len() == 1 && entries.len() <= MOST_ENTRIES);
        let Some(entries) = entries else {
            return self.mistake(
                Diagnostic::new("E0404", "a table is a vector of constants", at_table)
                    .label(format!("of at most {MOST_ENTRIES} entries")),
            );
        };
        let (index, bits) = self.numbers(index, at, "lookup")?;
        if bits != 0 {
            return self.mistake(
                Diagnostic::new("E0404", "an index is an integer", at).label(format!(
                    "this has {} behind the point",
                    super::plural(bits as usize, "bit")
                )),
            );
        }
        let shape = index.shape.clone();
        let value = self.elementwise(&shape, Kind::Number(fraction), span, |emit, i| {
            emit.lookup(&entries, index.wires[i])
        })?;
        Ok(Val::Tensor(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn float(x: i128) -> f64 {
        x as f64 / ONE as f64
    }

    #[test]
    fn functions_in_integers_are_those_in_floating_point() {
        for i in -128..=128i32 {
            let x = f64::from(i) / 16.0;
            let at = i128::from(i) << (WORKING - WIDTH);
            assert!(
                (float(exponential(at)) / x.exp() - 1.0).abs() < 1e-12,
                "exp {x}"
            );
            assert!(
                (float(logistic(at)) - 1.0 / (1.0 + (-x).exp())).abs() < 1e-12,
                "sigmoid {x}"
            );
            assert!(
                (float(hyperbolic_tangent(at)) - x.tanh()).abs() < 1e-12,
                "tanh {x}"
            );
        }
    }

    #[test]
    fn chords_deviate_no_more_than_documented() {
        let off = |function: fn(i128) -> i128, exact: fn(f64) -> f64, relative: bool| {
            let (values, rises) = tables(function);
            let mut most = 0f64;
            for i in 0..SEGMENTS as usize * 16 {
                let x = i as f64 / 256.0 - 8.0;
                let unit = f64::from(1u32 << PRECISION);
                let chord =
                    (values[i / 16] as f64 + rises[i / 16] as f64 * (i % 16) as f64 / 16.0) / unit;
                let scale = if relative { exact(x) } else { 1.0 };
                most = most.max((chord - exact(x)).abs() / scale);
            }
            most
        };
        assert!(off(logistic, |x| 1.0 / (1.0 + (-x).exp()), false) < 4.8e-5);
        assert!(off(hyperbolic_tangent, f64::tanh, false) < 3.8e-4);
        // Near -8 the entries' own rounding, 2^-25, is more: 8.9e-5 of the value.
        assert!(off(exponential, f64::exp, true) < 6e-4);
    }
}
