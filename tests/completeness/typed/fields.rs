//! Field elements: sums, products, inverses, zero tests and digests.

use super::{agree, rng};
use crate::support::typed::{int, Maker};
use ff::Field;
use foldscheme_circuits::scalar::{from_i128, to_element, Scalar};
use foldscheme_circuits::typed::digest::{digest, Kind};
use foldscheme_lang::typed::array::Value;
use foldscheme_lang::typed::program::{Op, Wire};
use proptest::prelude::Rng;

fn samples() -> Vec<Scalar> {
    let mut rng = rng();
    let mut samples = vec![
        Scalar::ZERO,
        Scalar::ONE,
        -Scalar::ONE,
        from_i128(i128::MIN + 1),
    ];
    samples
        .extend((0..8).map(|_| {
            Scalar::from(rng.next_u64()).square() * Scalar::from(rng.next_u64()).square()
        }));
    samples
}

fn field(x: Scalar) -> Value {
    Value::Field(to_element(x))
}

/// A program of two field elements and an integer.
fn made(
    make: impl FnOnce(&mut Maker, [Wire; 3]) -> Wire,
    expected: impl Fn(Scalar, Scalar, i128) -> Option<Value>,
) {
    let mut maker = Maker::over::<Scalar>();
    let wires = [
        maker.field_input(),
        maker.field_input(),
        maker.input(int(16)),
    ];
    let result = make(&mut maker, wires);
    let program = maker.finish(&[result]);
    for x in samples() {
        for y in samples() {
            for n in [0, 1, -1, -32768, 32767, 77] {
                let expected = expected(x, y, n).map(|value| [value]);
                let inputs = [field(x), field(y), Value::Int(n)];
                agree(&program, &inputs, expected.as_ref().map(|e| &e[..]));
            }
        }
    }
}

#[test]
fn sums_of_field_elements_and_integers() {
    let term = |[x, y, n]: [Wire; 3]| vec![(3, x), (-1, y), (-5, n)];
    made(
        |m, wires| {
            let op = Op::Linear {
                constant: -(1 << 100),
                terms: term(wires),
            };
            m.field("sum", op)
        },
        |x, y, n| {
            let n = from_i128::<Scalar>(n);
            let constant = from_i128::<Scalar>(-(1 << 100));
            Some(field(x + x + x - y - n - n - n - n - n + constant))
        },
    );
}

#[test]
fn products_and_constants() {
    let seven = to_element(Scalar::from(7).square().square() - Scalar::from(9));
    made(
        |m, [x, y, n]| {
            let product = m.field("product", Op::Product(x, y));
            let mixed = m.field("product", Op::Product(product, n));
            let constant = m.field("constant", Op::Field(seven));
            m.field("product", Op::Product(mixed, constant))
        },
        |x, y, n| {
            Some(field(
                x * y * from_i128::<Scalar>(n) * (Scalar::from(2401) - Scalar::from(9)),
            ))
        },
    );
}

#[test]
fn inverses_and_zero_tests() {
    made(
        |m, [x, _, _]| m.field("inverse", Op::Inverse(x)),
        |x, _, _| Option::from(x.invert()).map(field),
    );
    made(
        |m, [x, y, _]| {
            let difference = Op::Linear {
                constant: 0,
                terms: vec![(1, x), (-1, y)],
            };
            let difference = m.field("difference", difference);
            m.is_zero(difference)
        },
        |x, y, _| Some(Value::Int(i128::from(x == y))),
    );
}

#[test]
fn digests() {
    made(
        |m, [x, y, n]| m.field("poseidon", Op::Hash(vec![x, n, y, x])),
        |x, y, n| Some(field(digest(Kind::User, &[x, from_i128(n), y, x]))),
    );
}
