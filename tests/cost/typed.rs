//! What the operations of typed steps cost, in constraints, and where it is charged.

use crate::support::typed::corpus::programs;
use crate::support::typed::{bound, build_typed, counted, int, nat, Maker};
use expect_test::expect;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_circuits::typed::synthesis::{deserves_variable, MOST_TERMS};
use foldscheme_lang::typed::program::{Bound, Rounding, StepProgram, Wire};

fn constraints(program: &StepProgram) -> usize {
    counted::<Scalar>(program).1.constraints
}

fn of(bounds: &[Bound], make: impl FnOnce(&mut Maker, &[Wire]) -> Wire) -> usize {
    let mut maker = Maker::over::<Scalar>();
    let xs: Vec<_> = bounds.iter().map(|within| maker.input(*within)).collect();
    let result = make(&mut maker, &xs);
    constraints(&maker.finish(&[result]))
}

#[test]
fn every_operation() {
    let mut table = String::new();
    for (name, program) in programs::<Scalar>() {
        table.push_str(&format!("{:<3} {name}\n", constraints(&program)));
    }
    expect![[r#"
        24  floor
        24  half up
        27  half even
        25  half even by one bit
        26  half even by two bits
        24  floor of a natural number
        5   a floor by the sign
        25  floor, rectified
        25  half up, rectified
        28  half even, rectified
        25  relu after half up
        28  relu after half even
        16  checked floor
        16  checked half up
        19  checked half even
        31  checked half even within odd ends
        16  checked without a shift
        26  checked and rectified, floor
        27  checked and rectified, half up
        30  checked and rectified, half even
        25  checked of known bits
        25  checked of known bits, natural
        24  sign
        0   sign of zero or minus one
        25  sign after half up
        28  sign after half even
        25  relu
        25  leaky relu
        25  absolute value
        29  signed clamp
        29  unsigned clamp
        26  clamp of a natural number
        30  clamp to as many as a power of two
        51  clamp to any range
        26  clamp from below
        26  clamp from above
        33  signed clamp after half even
        33  unsigned clamp after half even
        30  unsigned clamp of half up and a zero point
        3   zero test
        1   zero test of three numbers
        2   zero test of four numbers
        34  lookup among 256
        30  lookup among 100
        45  two lookups among 100
        42  lookup after a shift
        29  division by ten
        24  division by sixteen
        5   division by one
        0   product with a constant
        1   square
        1   assertion
        878 a long sum in use
        1   product
        41  division
        41  division by what may be negative
        10  maximum of two
        30  maximum of four
        0   maximum by bounds
        50  place of the greatest of two
        259 place of the greatest of ten
        19  place of the greatest of five small
        25  comparison
        1   selection
        1   field product
        0   field sum
        1   inverse
        3   field zero test
        289 poseidon
    "#]]
    .assert_eq(&table);
}

#[test]
fn products_cost_one_with_a_private_factor_and_nothing_with_a_constant() {
    assert_eq!(of(&[int(24), int(24)], |m, x| m.product(x[0], x[1])), 1);
    let constant = |m: &mut Maker, x: &[Wire]| {
        let k = m.constant(-12345);
        m.product(k, x[0])
    };
    assert_eq!(of(&[int(24)], constant), 0);
    let dot = |m: &mut Maker, x: &[Wire]| {
        let terms: Vec<_> = x
            .iter()
            .enumerate()
            .map(|(i, x)| (i as i128 - 7, *x))
            .collect();
        m.linear(
            3,
            &terms
                .into_iter()
                .filter(|(k, _)| *k != 0)
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(of(&[int(8); 64], dot), 0);
}

#[test]
fn rescaling_and_rectifying_24_bits_costs_at_most_28_by_every_rounding() {
    let mut all = Vec::new();
    for rounding in [Rounding::Floor, Rounding::HalfUp, Rounding::HalfEven] {
        let together = of(&[int(24)], |m, x| m.shift(x[0], 8, rounding, true));
        let apart = of(&[int(24)], |m, x| {
            let x = m.shift(x[0], 8, rounding, false);
            m.relu(x)
        });
        assert_eq!(together, apart);
        assert!(together <= 28, "{together} constraints for {rounding:?}");
        all.push(together);
    }
    expect!["[25, 25, 28]"].assert_eq(&format!("{all:?}"));
}

#[test]
fn what_bits_tell_is_free_once_they_are_known() {
    let shift = |rounding| of(&[int(24)], |m, x| m.shift(x[0], 8, rounding, false));
    let floor = shift(Rounding::Floor);
    assert_eq!(floor, 24);
    let signs = of(&[int(24)], |m, x| {
        let before = m.is_non_negative(x[0]);
        let shifted = m.shift(x[0], 8, Rounding::Floor, false);
        let after = m.is_non_negative(shifted);
        let again = m.shift(shifted, 4, Rounding::HalfUp, false);
        m.linear(0, &[(1, before), (1, after), (1, again)])
    });
    assert_eq!(signs, floor);
    let checked = of(&[int(24)], |m, x| {
        let shifted = m.shift(x[0], 8, Rounding::Floor, false);
        m.checked(shifted, 0, Rounding::Floor, false, int(12))
    });
    assert_eq!(checked, floor + 1);
    // Alone, a check needs no more bits than what it lets through.
    let alone = of(&[int(60)], |m, x| {
        m.checked(x[0], 8, Rounding::Floor, false, int(12))
    });
    assert_eq!(alone, 20);
}

#[test]
fn saturating_a_rescaled_sum_costs_5_more_than_the_bits_of_the_rounded_sum() {
    let bits = 25;
    for (zero, lo, hi) in [(0, -128, 127), (0, 0, 255), (100, 0, 255)] {
        let cost = of(&[int(24)], |m, x| {
            let x = m.shift(x[0], 8, Rounding::HalfUp, false);
            let x = m.linear(zero, &[(1, x)]);
            m.clamp(x, lo, hi)
        });
        assert!(cost <= bits + 5, "{cost} for {lo} to {hi}");
    }
}

#[test]
fn the_place_of_the_greatest_of_n_numbers_of_b_bits_costs_at_most_n_times_b_and_3() {
    for n in [2usize, 10, 64] {
        for bits in [1, 8, 24] {
            let cost = of(&vec![int(bits); n], |m, x| m.arg_max(x));
            assert_eq!(cost, n * (bits as usize + 2) - 1 - usize::from(n == 2));
            assert!(cost <= n * (bits as usize + 3));
        }
    }
}

#[test]
fn a_lookup_among_256_costs_at_most_46_and_another_by_the_same_index_15() {
    let table: Vec<i128> = (0..256).map(|i| i * i).collect();
    let other: Vec<i128> = (0..256).map(|i| i * i * i).collect();
    let once = of(&[nat(8)], |m, x| m.lookup(&table, x[0]));
    let twice = of(&[nat(8)], |m, x| {
        let (a, b) = (m.lookup(&table, x[0]), m.lookup(&other, x[0]));
        m.linear(0, &[(1, a), (1, b)])
    });
    assert_eq!((once, twice - once), (34, 15));
}

#[test]
fn constraints_are_charged_to_the_operation_that_needs_them_first() {
    let mut maker = Maker::over::<Scalar>();
    let (x, y) = (maker.input(int(12)), maker.input(int(12)));
    let product = maker.product(x, y);
    let shifted = maker.shift(product, 8, Rounding::Floor, false);
    let rectified = maker.relu(shifted);
    let sum = maker.linear(1, &[(3, rectified)]);
    let program = maker.finish(&[sum]);
    let (by_site, _) = counted::<Scalar>(&program);
    let of = |name: &str| -> usize {
        let sites = program.sites.iter().zip(&by_site);
        let named = sites.filter(|(site, _)| site.operation == name);
        named.map(|(_, count)| *count).sum()
    };
    let charged = ["input", "product", "shift", "relu", "sum"].map(of);
    assert_eq!(charged, [0, 1, 24, 1, 0]);
}

/// The entries of the matrices of a step.
fn entries(program: &StepProgram) -> usize {
    let constraints = build_typed::<Scalar>(program, None).cs.constraints;
    let of = |c: &foldscheme_circuits::check::Constraint| c.a.len() + c.b.len() + c.c.len();
    constraints.iter().map(of).sum()
}

#[test]
fn sums_of_sums_do_not_grow_without_bound() {
    // Each product's sum is the one before and a number more.
    let of = |n: usize| {
        let mut maker = Maker::over::<Scalar>();
        let xs: Vec<_> = (0..n).map(|_| maker.input(bound(0, 1))).collect();
        let mut sum = xs[0];
        let mut products = Vec::new();
        for x in &xs[1..] {
            sum = maker.linear(0, &[(1, sum), (1, *x)]);
            products.push((1, maker.product(sum, *x)));
        }
        let result = maker.linear(0, &products);
        let program = maker.finish(&[result]);
        (constraints(&program) - (n - 1), entries(&program))
    };
    let ((few, small), (many, large)) = (of(1000), of(4000));
    // Variables for sums, and entries, in proportion to the numbers: without variables there would be 16 times as many entries.
    assert!(many <= 4 * few + 4, "{few} and {many} variables");
    assert!(large < 5 * small, "{small} and {large} entries");
}

#[test]
fn a_number_gets_a_variable_where_its_copies_would_weigh_more() {
    assert!(!deserves_variable(1, 1_000_000));
    assert!(!deserves_variable(MOST_TERMS, 1));
    assert!(deserves_variable(MOST_TERMS + 1, 1));
    assert!(!deserves_variable(MOST_TERMS + 1, 0));
    assert!(!deserves_variable(17, 4) && deserves_variable(17, 16));
    let reused = |uses: usize| {
        of(&[int(24)], |m, x| {
            let x = m.shift(x[0], 8, Rounding::Floor, false);
            let y: Vec<_> = (0..uses)
                .map(|i| {
                    let y = m.linear(i as i128, &[(3, x)]);
                    (1, m.product(x, y))
                })
                .collect();
            m.linear(0, &y)
        }) - uses
    };
    assert_eq!((reused(1), reused(20)), (24, 25));
}
