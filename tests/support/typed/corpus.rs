//! Programs that reach every operation, and every way in which its circuit is made.

use super::{bound, int, nat, random, run, Maker};
use foldscheme_circuits::scalar::ProofField;
use foldscheme_lang::field::FieldElement;
use foldscheme_lang::typed::array::Value;
use foldscheme_lang::typed::program::{Bound, Op, Rounding, StepProgram, Wire};
use foldscheme_lang::typed::ty::ElementType;
use proptest::prelude::Rng;
use proptest::test_runner::TestRng;
use Rounding::{Floor, HalfEven, HalfUp};

/// A table without symmetry.
pub fn table(entries: i128) -> Vec<i128> {
    (0..entries).map(|i| (i * i * 7919) % 1009 - 400).collect()
}

/// A program of one operand.
type Unary = (&'static str, Bound, fn(&mut Maker, Wire) -> Wire);

/// The accumulator of the example of costs.
const SUM: Bound = int(24);

const UNARY: &[Unary] = &[
    ("floor", SUM, |m, x| m.shift(x, 8, Floor, false)),
    ("half up", SUM, |m, x| m.shift(x, 8, HalfUp, false)),
    ("half even", SUM, |m, x| m.shift(x, 8, HalfEven, false)),
    ("half even by one bit", SUM, |m, x| {
        m.shift(x, 1, HalfEven, false)
    }),
    ("half even by two bits", SUM, |m, x| {
        m.shift(x, 2, HalfEven, false)
    }),
    ("floor of a natural number", nat(24), |m, x| {
        m.shift(x, 8, Floor, false)
    }),
    ("a floor by the sign", int(5), |m, x| {
        m.shift(x, 9, Floor, false)
    }),
    ("floor, rectified", SUM, |m, x| m.shift(x, 8, Floor, true)),
    ("half up, rectified", SUM, |m, x| {
        m.shift(x, 8, HalfUp, true)
    }),
    ("half even, rectified", SUM, |m, x| {
        m.shift(x, 8, HalfEven, true)
    }),
    ("relu after half up", SUM, |m, x| {
        let x = m.shift(x, 8, HalfUp, false);
        m.relu(x)
    }),
    ("relu after half even", SUM, |m, x| {
        let x = m.shift(x, 8, HalfEven, false);
        m.relu(x)
    }),
    ("checked floor", SUM, |m, x| {
        m.checked(x, 8, Floor, false, int(8))
    }),
    ("checked half up", SUM, |m, x| {
        m.checked(x, 8, HalfUp, false, int(8))
    }),
    ("checked half even", SUM, |m, x| {
        m.checked(x, 8, HalfEven, false, int(8))
    }),
    ("checked half even within odd ends", SUM, |m, x| {
        m.checked(x, 8, HalfEven, false, bound(-7, 8))
    }),
    ("checked without a shift", SUM, |m, x| {
        m.checked(x, 0, Floor, false, int(16))
    }),
    ("checked and rectified, floor", SUM, |m, x| {
        m.checked(x, 8, Floor, true, nat(8))
    }),
    ("checked and rectified, half up", SUM, |m, x| {
        m.checked(x, 8, HalfUp, true, int(8))
    }),
    ("checked and rectified, half even", SUM, |m, x| {
        m.checked(x, 8, HalfEven, true, nat(8))
    }),
    ("checked of known bits", SUM, |m, x| {
        let sign = m.is_non_negative(x);
        let x = m.checked(x, 8, Floor, false, int(8));
        m.linear(0, &[(1, sign), (2, x)])
    }),
    ("checked of known bits, natural", SUM, |m, x| {
        let sign = m.is_non_negative(x);
        let x = m.checked(x, 0, Floor, false, nat(12));
        m.linear(0, &[(1, sign), (2, x)])
    }),
    ("sign", SUM, |m, x| m.is_non_negative(x)),
    ("sign of zero or minus one", bound(-1, 0), |m, x| {
        m.is_non_negative(x)
    }),
    ("sign after half up", SUM, |m, x| {
        let x = m.shift(x, 8, HalfUp, false);
        m.is_non_negative(x)
    }),
    ("sign after half even", SUM, |m, x| {
        let x = m.shift(x, 8, HalfEven, false);
        m.is_non_negative(x)
    }),
    ("relu", SUM, |m, x| m.relu(x)),
    ("leaky relu", SUM, |m, x| {
        let (positive, all) = (m.relu(x), m.shift(x, 3, HalfUp, false));
        m.linear(0, &[(7, positive), (8, all)])
    }),
    ("absolute value", SUM, |m, x| {
        let positive = m.relu(x);
        m.linear(0, &[(2, positive), (-1, x)])
    }),
    ("signed clamp", SUM, |m, x| m.clamp(x, -128, 127)),
    ("unsigned clamp", SUM, |m, x| m.clamp(x, 0, 255)),
    ("clamp of a natural number", nat(24), |m, x| {
        m.clamp(x, 0, 255)
    }),
    ("clamp to as many as a power of two", SUM, |m, x| {
        m.clamp(x, -100, 155)
    }),
    ("clamp to any range", SUM, |m, x| m.clamp(x, -100, 100)),
    ("clamp from below", SUM, |m, x| m.clamp(x, -100, 1 << 30)),
    ("clamp from above", SUM, |m, x| m.clamp(x, -(1 << 30), 77)),
    ("signed clamp after half even", SUM, |m, x| {
        let x = m.shift(x, 8, HalfEven, false);
        m.clamp(x, -128, 127)
    }),
    ("unsigned clamp after half even", SUM, |m, x| {
        let x = m.shift(x, 8, HalfEven, false);
        m.clamp(x, 0, 255)
    }),
    ("unsigned clamp of half up and a zero point", SUM, |m, x| {
        let x = m.shift(x, 8, HalfUp, false);
        let x = m.linear(131, &[(1, x)]);
        m.clamp(x, 0, 255)
    }),
    ("zero test", SUM, |m, x| m.is_zero(x)),
    ("zero test of three numbers", bound(-1, 1), |m, x| {
        m.is_zero(x)
    }),
    ("zero test of four numbers", bound(0, 3), |m, x| {
        m.is_zero(x)
    }),
    ("lookup among 256", nat(8), |m, x| m.lookup(&table(256), x)),
    ("lookup among 100", SUM, |m, x| m.lookup(&table(100), x)),
    ("two lookups among 100", nat(7), |m, x| {
        let (a, b) = (
            m.lookup(&table(100), x),
            m.lookup(&[&table(99)[..], &[0]].concat(), x),
        );
        m.product(a, b)
    }),
    ("lookup after a shift", nat(16), |m, x| {
        let x = m.shift(x, 8, Floor, false);
        m.lookup(&table(256), x)
    }),
    ("division by ten", SUM, |m, x| {
        let y = m.constant(10);
        m.quotient(x, y)
    }),
    ("division by sixteen", SUM, |m, x| {
        let y = m.constant(16);
        m.quotient(x, y)
    }),
    ("division by one", int(4), |m, x| {
        let y = m.constant(1);
        m.quotient(x, y)
    }),
    ("product with a constant", SUM, |m, x| {
        let y = m.constant(-77);
        m.product(x, y)
    }),
    ("square", SUM, |m, x| m.product(x, x)),
    ("assertion", nat(1), |m, x| m.assert(x)),
    ("a long sum in use", int(20), |m, x| {
        let mut all = vec![(1, x)];
        for i in 1..40 {
            let y = m.linear(i, &[(1, x)]);
            all.push((i, m.shift(y, 3, Floor, false)));
        }
        let sum = m.linear(5, &all);
        let (a, b) = (m.linear(0, &[(3, sum), (1, x)]), m.linear(1, &[(5, sum)]));
        let product = m.product(a, b);
        m.shift(product, 10, HalfUp, false)
    }),
];

/// A program of several operands.
type Several = (
    &'static str,
    &'static [Bound],
    fn(&mut Maker, &[Wire]) -> Wire,
);

const SEVERAL: &[Several] = &[
    ("product", &[SUM, SUM], |m, x| m.product(x[0], x[1])),
    ("division", &[SUM, nat(8)], |m, x| m.quotient(x[0], x[1])),
    (
        "division by what may be negative",
        &[SUM, int(9)],
        |m, x| m.quotient(x[0], x[1]),
    ),
    ("maximum of two", &[int(8), int(8)], |m, x| m.maximum(x)),
    (
        "maximum of four",
        &[nat(8), nat(8), nat(8), nat(8)],
        |m, x| m.maximum(x),
    ),
    (
        "maximum by bounds",
        &[bound(-9, 2), bound(5, 9), bound(0, 4)],
        |m, x| m.maximum(x),
    ),
    ("place of the greatest of two", &[SUM, SUM], |m, x| {
        m.arg_max(x)
    }),
    ("place of the greatest of ten", &[SUM; 10], |m, x| {
        m.arg_max(x)
    }),
    (
        "place of the greatest of five small",
        &[int(2); 5],
        |m, x| m.arg_max(x),
    ),
    ("comparison", &[SUM, SUM], |m, x| {
        let difference = m.linear(0, &[(1, x[0]), (-1, x[1])]);
        m.is_non_negative(difference)
    }),
    ("selection", &[nat(1), SUM, SUM], |m, x| {
        let difference = m.linear(0, &[(1, x[1]), (-1, x[2])]);
        let chosen = m.product(x[0], difference);
        m.linear(0, &[(1, chosen), (1, x[2])])
    }),
];

/// A program of two field elements and an integer.
type OfFields = (&'static str, fn(&mut Maker, [Wire; 3]) -> Wire);

const OF_FIELDS: &[OfFields] = &[
    ("field product", |m, [x, y, _]| {
        m.field("product", Op::Product(x, y))
    }),
    ("field sum", |m, [x, y, n]| {
        let terms = vec![(1, x), (-2, y), (3, n)];
        m.field("sum", Op::Linear { constant: 1, terms })
    }),
    ("inverse", |m, [x, _, _]| m.field("inverse", Op::Inverse(x))),
    ("field zero test", |m, [x, _, _]| m.is_zero(x)),
    ("poseidon", |m, [x, y, n]| {
        m.field("poseidon", Op::Hash(vec![x, y, n]))
    }),
];

/// All of them.
pub fn programs<F: ProofField>() -> Vec<(&'static str, StepProgram)> {
    let mut programs = Vec::new();
    for (name, within, make) in UNARY {
        let mut maker = Maker::over::<F>();
        let x = maker.input(*within);
        let result = make(&mut maker, x);
        programs.push((*name, maker.finish(&[result])));
    }
    for (name, bounds, make) in SEVERAL {
        let mut maker = Maker::over::<F>();
        let xs: Vec<_> = bounds.iter().map(|within| maker.input(*within)).collect();
        let result = make(&mut maker, &xs);
        programs.push((*name, maker.finish(&[result])));
    }
    for (name, make) in OF_FIELDS {
        let mut maker = Maker::over::<F>();
        let wires = [
            maker.field_input(),
            maker.field_input(),
            maker.input(int(16)),
        ];
        let result = make(&mut maker, wires);
        programs.push((*name, maker.finish(&[result])));
    }
    programs
}

/// A step of three numbers that gives three of the same types, of many operations.
pub fn recurrence<F: ProofField>() -> StepProgram {
    let mut m = Maker::over::<F>();
    let a = m.of_type(ElementType::Int(12));
    let b = m.of_type(ElementType::Nat(8));
    let c = m.of_type(ElementType::Fixed {
        bits: 10,
        fraction: 4,
    });
    let product = m.product(a, c);
    let sum = m.linear(77, &[(1, product), (-35, b)]);
    let shifted = m.shift(sum, 6, HalfEven, false);
    let next_a = m.clamp(shifted, -2048, 2047);
    let positive = m.relu(a);
    let entry = m.lookup(&table(256), b);
    let divided = m.linear(3, &[(5, positive), (1, entry)]);
    let divisor = m.linear(1, &[(1, b)]);
    let quotient = m.quotient(divided, divisor);
    let next_b = m.clamp(quotient, 0, 255);
    let negative = m.is_non_negative(c);
    let place = m.arg_max(&[a, b, c]);
    let greatest = m.maximum(&[c, negative, place]);
    let half = m.shift(greatest, 1, Floor, false);
    let next_c = m.linear(-40, &[(1, half), (3, place)]);
    m.finish(&[next_a, next_b, next_c])
}

/// Inputs at the ends of their bounds, about zero, and random; `most` of each kind at most.
pub fn inputs(program: &StepProgram, most: usize, rng: &mut TestRng) -> Vec<Vec<Value>> {
    let ports: Vec<Option<Bound>> = program
        .nodes
        .iter()
        .filter(|node| matches!(node.op, Op::Input { .. }))
        .map(|node| node.bound)
        .collect();
    let of =
        |pick: &mut dyn FnMut(Option<Bound>) -> Value| ports.iter().map(|b| pick(*b)).collect();
    let field = |n| Value::Field(FieldElement::from_i64(program.field, n));
    let mut all: Vec<Vec<Value>> = Vec::new();
    for i in 0..4 {
        all.push(of(&mut |within| match within {
            Some(Bound { lo, hi }) => {
                Value::Int([lo, hi, 0i128.clamp(lo, hi), (-1i128).clamp(lo, hi)][i])
            }
            None => field([0, 1, -1, 5][i]),
        }));
    }
    for i in 0..most {
        all.push(of(&mut |within| match within {
            Some(within) => {
                let n = random(within, rng);
                let small = (rng.next_u64() % 400) as i128 - 133;
                // Also ties of shifts by 8, indices of tables and about, and single bits with small numbers.
                let other = match i % 4 {
                    0 => (n >> 7) << 7,
                    1 => 512 * (small % 4) + 128,
                    2 => 96 + small % 32,
                    _ => (1 << (rng.next_u64() % 24)) + small,
                };
                Value::Int(if within.contains(other) { other } else { n })
            }
            None => field((rng.next_u64() >> 1) as i64),
        }));
    }
    all
}

/// Inputs that are all one power of two and a little, or its negative and a little, for every power that all bounds admit.
pub fn single_bits(program: &StepProgram) -> Vec<Vec<Value>> {
    let bounds: Vec<Option<Bound>> = program
        .nodes
        .iter()
        .filter(|node| matches!(node.op, Op::Input { .. }))
        .map(|node| node.bound)
        .collect();
    let numbers = (0..64).flat_map(|k| [(1i128 << k) + 5, 5 - (1i128 << k)]);
    let admitted = |n: &i128| bounds.iter().all(|b| b.is_some_and(|b| b.contains(*n)));
    let inputs = numbers.filter(admitted);
    inputs.map(|n| vec![Value::Int(n); bounds.len()]).collect()
}

/// Such inputs on which the step does not fail, at least one.
pub fn good_inputs<F: ProofField>(
    program: &StepProgram,
    most: usize,
    rng: &mut TestRng,
) -> Vec<Vec<Value>> {
    let mut good = Vec::new();
    for _ in 0..1000 {
        let tried = inputs(program, most, rng);
        good.extend(tried.into_iter().filter(|x| run::<F>(program, x).is_ok()));
        good.truncate(most);
        if good.len() == most {
            return good;
        }
    }
    panic!("a step that hardly ever succeeds: {:?}", program.nodes)
}
