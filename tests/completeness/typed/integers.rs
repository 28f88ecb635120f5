//! Sums, products, divisions, comparisons, extremes and tables of integers.

use super::{agree_on, rng, try_all};
use crate::support::typed::{bound, int, nat, random, sample, Maker};
use foldscheme_circuits::scalar::Scalar;
use foldscheme_lang::typed::program::{Bound, StepProgram, Wire};

const MOST: i128 = 1 << 119;

/// All tuples of samples of bounds.
fn tuples(bounds: &[Bound], most: usize) -> Vec<Vec<i128>> {
    let mut rng = rng();
    let mut tuples = vec![Vec::new()];
    for within in bounds {
        let numbers = sample(*within, most, &mut rng);
        let longer = |tuple: &Vec<i128>, n: i128| [&tuple[..], &[n]].concat();
        tuples = tuples
            .iter()
            .flat_map(|tuple| numbers.iter().map(|n| longer(tuple, *n)))
            .collect();
    }
    tuples
}

#[test]
fn signs_and_relus_and_zero_tests() {
    let bounds = [
        int(8),
        nat(8),
        bound(-1, 0),
        bound(0, 1),
        bound(-1, 1),
        bound(0, 2),
        bound(-2, 1),
        bound(0, 3),
        bound(-5, -1),
        bound(-5, 0),
        bound(1, 9),
        bound(-100, 3),
        bound(-MOST, MOST),
        int(64),
    ];
    for within in bounds {
        let one_if = |holds| Some(i128::from(holds));
        try_all(within, 256, |m, x| m.is_non_negative(x), |x| one_if(x >= 0));
        try_all(within, 256, |m, x| m.relu(x), |x| Some(x.max(0)));
        try_all(within, 256, |m, x| m.is_zero(x), |x| one_if(x == 0));
    }
}

#[test]
fn sums_and_products() {
    let mut rng = rng();
    for (a, b) in [(int(8), int(8)), (int(59), int(58)), (nat(59), int(60))] {
        let mut maker = Maker::over::<Scalar>();
        let (x, y) = (maker.input(a), maker.input(b));
        let product = maker.product(x, y);
        let sum = maker.linear(-7, &[(3, x), (-5, y), (1, product)]);
        // Of long numbers it would be no number that a program may have.
        let sum = match a == int(8) {
            true => maker.product(sum, x),
            false => sum,
        };
        let program = maker.finish(&[sum]);
        for _ in 0..200 {
            let (x, y) = (random(a, &mut rng), random(b, &mut rng));
            let sum = 3 * x - 5 * y + x * y - 7;
            let expected = if a == int(8) { sum * x } else { sum };
            agree_on(&program, &[x, y], Some(expected));
        }
    }
}

/// The quotient by counting down from the dividend, for small numbers.
fn slow_quotient(x: i128, y: i128) -> Option<i128> {
    if y <= 0 {
        return None;
    }
    let (mut quotient, mut rest) = (0, x);
    while rest >= y {
        (quotient, rest) = (quotient + 1, rest - y);
    }
    while rest < 0 {
        (quotient, rest) = (quotient - 1, rest + y);
    }
    Some(quotient)
}

#[test]
fn every_small_quotient() {
    for (a, b) in [
        (int(6), int(5)),
        (nat(6), bound(1, 20)),
        (bound(-40, -3), bound(3, 17)),
        (int(5), bound(-3, 1)),
        (int(4), bound(-3, 0)),
    ] {
        let mut maker = Maker::over::<Scalar>();
        let (x, y) = (maker.input(a), maker.input(b));
        let quotient = maker.quotient(x, y);
        let program = maker.finish(&[quotient]);
        for tuple in tuples(&[a, b], 256) {
            agree_on(&program, &tuple, slow_quotient(tuple[0], tuple[1]));
        }
    }
}

#[test]
fn quotients_by_every_small_constant() {
    for y in 1..=40 {
        try_all(
            int(8),
            256,
            |m, x| {
                let y = m.constant(y);
                m.quotient(x, y)
            },
            |x| slow_quotient(x, y),
        );
    }
    for y in [0, -1, -7] {
        try_all(
            int(3),
            256,
            |m, x| {
                let y = m.constant(y);
                m.quotient(x, y)
            },
            |_| None,
        );
    }
}

#[test]
fn large_quotients() {
    for (a, b) in [
        (int(64), nat(64)),
        (bound(-MOST, MOST), bound(1, MOST)),
        (bound(-MOST, MOST), int(20)),
        (bound(-MOST, MOST), bound(1, 1)),
    ] {
        let mut maker = Maker::over::<Scalar>();
        let (x, y) = (maker.input(a), maker.input(b));
        let quotient = maker.quotient(x, y);
        let program = maker.finish(&[quotient]);
        for tuple in tuples(&[a, b], 14) {
            let (x, y) = (tuple[0], tuple[1]);
            // Towards zero, and one less if that is above.
            let expected = (y > 0).then(|| x / y - i128::from(x % y < 0));
            agree_on(&program, &tuple, expected);
        }
    }
}

#[test]
fn every_small_clamp() {
    for within in [bound(-13, 12), bound(0, 20), bound(-9, -2), bound(-1, 1)] {
        for lo in -18..18 {
            for hi in lo + 1..=19 {
                try_all(
                    within,
                    64,
                    |m, x| m.clamp(x, lo, hi),
                    |x| {
                        Some(if x < lo {
                            lo
                        } else if x > hi {
                            hi
                        } else {
                            x
                        })
                    },
                );
            }
        }
    }
}

#[test]
fn large_clamps() {
    for (lo, hi) in [(-128, 127), (0, 255), (-300, 1000), (-MOST / 4, 5), (7, 70)] {
        for within in [int(64), bound(-MOST, MOST), nat(30), int(10)] {
            try_all(
                within,
                60,
                |m, x| m.clamp(x, lo, hi),
                |x| {
                    Some(if x < lo {
                        lo
                    } else if x > hi {
                        hi
                    } else {
                        x
                    })
                },
            );
        }
    }
}

/// The first place of the greatest number, by comparing all pairs.
fn first_greatest(xs: &[i128]) -> usize {
    let mut best = 0;
    for (i, x) in xs.iter().enumerate() {
        if *x > xs[best] {
            best = i;
        }
    }
    best
}

#[test]
fn greatest_numbers_and_where_they_are() {
    let mixed = [bound(-3, 2), bound(1, 4), bound(-7, -5), bound(0, 3)];
    let cases: [(Vec<Bound>, usize); 6] = [
        (vec![int(3); 3], 8),
        (vec![nat(2); 4], 4),
        (vec![int(5); 2], 32),
        (mixed.to_vec(), 12),
        (vec![int(24); 3], 12),
        (vec![bound(-MOST, MOST); 2], 40),
    ];
    for (bounds, most) in cases {
        let greatest = of_several(&bounds, |m, xs| m.maximum(xs));
        let first = of_several(&bounds, |m, xs| m.arg_max(xs));
        for tuple in tuples(&bounds, most) {
            let place = first_greatest(&tuple);
            agree_on(&greatest, &tuple, Some(tuple[place]));
            agree_on(&first, &tuple, Some(place as i128));
        }
    }
}

/// A program of several operands.
fn of_several(bounds: &[Bound], make: impl FnOnce(&mut Maker, &[Wire]) -> Wire) -> StepProgram {
    let mut maker = Maker::over::<Scalar>();
    let xs: Vec<_> = bounds.iter().map(|b| maker.input(*b)).collect();
    let result = make(&mut maker, &xs);
    maker.finish(&[result])
}

#[test]
fn the_same_number_twice() {
    try_all(int(5), 64, |m, x| m.maximum(&[x, x]), Some);
    try_all(int(5), 64, |m, x| m.arg_max(&[x, x]), |_| Some(0));
    try_all(int(5), 64, |m, x| m.product(x, x), |x| Some(x * x));
}

#[test]
fn every_entry_of_tables_of_every_small_size() {
    for entries in (1..=33).chain([64, 100, 255, 256]) {
        let table: Vec<i128> = (0..entries).map(|i| (i * i * 7919) % 1009 - 400).collect();
        for within in [nat(9), int(10), bound(0, entries - 1), bound(3, 5)] {
            try_all(
                within,
                if entries < 30 { 1024 } else { 80 },
                |m, x| m.lookup(&table, x),
                |x| usize::try_from(x).ok().and_then(|i| table.get(i).copied()),
            );
        }
    }
}

#[test]
fn every_entry_of_a_table_of_256() {
    let table: Vec<i128> = (0..256).map(|i| (i - 100) * (i - 7)).collect();
    try_all(
        nat(8),
        256,
        |m, x| m.lookup(&table, x),
        |x| Some((x - 100) * (x - 7)),
    );
    try_all(nat(8), 256, |m, x| m.lookup(&[9; 256], x), |_| Some(9));
}

#[test]
fn assertions() {
    try_all(nat(1), 2, |m, x| m.assert(x), |x| (x == 1).then_some(0));
    for n in [0, 1] {
        try_all(
            nat(1),
            2,
            |m, _| {
                let n = m.constant(n);
                m.assert(n)
            },
            |_| (n == 1).then_some(0),
        );
    }
}
