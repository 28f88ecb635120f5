//! Quotients, remainders, bits and choices that a prover makes up, with everything that follows computed from them.

use super::system;
use crate::support::typed::{bound, int, nat, sample, Maker};
use crate::system::{without_number, System};
use ff::Field;
use foldscheme_circuits::scalar::{from_i128, Scalar};
use foldscheme_lang::typed::array::Value;
use foldscheme_lang::typed::program::{Bound, Rounding, StepProgram, Wire};
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::collections::BTreeMap;

fn made(bounds: &[Bound], make: impl FnOnce(&mut Maker, &[Wire]) -> Wire) -> StepProgram {
    let mut maker = Maker::over::<Scalar>();
    let xs: Vec<_> = bounds.iter().map(|within| maker.input(*within)).collect();
    let result = make(&mut maker, &xs);
    maker.finish(&[result])
}

fn with(program: &StepProgram, inputs: &[i128]) -> System {
    let inputs: Vec<_> = inputs.iter().copied().map(Value::Int).collect();
    system(program, &inputs)
}

/// The changes that make allocated bits, whose lowest counts for `2^from`, those of a number.
fn bits_of(bits: &[usize], from: u32, number: i128) -> Vec<(usize, Scalar)> {
    let bits = bits.iter().enumerate();
    bits.map(|(i, bit)| (*bit, from_i128((number >> (from + i as u32)) & 1)))
        .collect()
}

/// Counts by what is violated.
#[derive(Default)]
struct Caught(BTreeMap<(&'static str, String), usize>);

impl Caught {
    /// A cheat must be caught.
    fn must(&mut self, what: &'static str, system: &System, changes: &[(usize, Scalar)]) {
        let (values, violated) = system.cheat(changes);
        assert!(values != system.values, "{what} changes nothing");
        let row = violated.unwrap_or_else(|| panic!("{what} is accepted"));
        let row = without_number(&row.name).to_string();
        *self.0.entry((what, row)).or_default() += 1;
    }

    fn report(&self) {
        for ((what, row), count) in &self.0 {
            eprintln!("{count:7} of {what}: `{row}`");
        }
    }
}

/// The bits that are allocated as such, not to take a number apart.
fn free_bits(system: &System) -> Vec<usize> {
    let rows: Vec<usize> = (0..system.rows.len())
        .filter(|&i| without_number(&system.rows[i].name).ends_with("lowest bit"))
        .collect();
    let taken: Vec<usize> = rows.iter().flat_map(|&i| system.own_bits(i)).collect();
    let bits = system.hints().filter(|h| system.kind(*h).ends_with("bit"));
    bits.filter(|h| !taken.contains(h)).collect()
}

/// The decompositions of a system, by their constraints.
fn decompositions(system: &System) -> Vec<usize> {
    let rows = 0..system.rows.len();
    rows.filter(|&i| without_number(&system.rows[i].name).ends_with("lowest bit"))
        .collect()
}

#[test]
fn another_quotient_or_remainder_is_rejected() {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut caught = Caught::default();
    for (a, b) in [
        (int(24), nat(8)),
        (int(24), int(9)),
        (int(6), bound(1, 9)),
        (bound(-(1 << 119), 1 << 119), bound(1, 1 << 60)),
    ] {
        let program = made(&[a, b], |m, x| m.quotient(x[0], x[1]));
        let within = program.nodes[2].bound.expect("an integer");
        for x in sample(a, 14, &mut rng) {
            for y in sample(b, 14, &mut rng).into_iter().filter(|y| *y > 0) {
                let honest = with(&program, &[x, y]);
                let q = x.div_euclid(y);
                let bits = free_bits(&honest);
                let top = (1i128 << bits.len()) - 1;
                // `r = x - q * y` follows, and is taken apart anew as far as its bits go.
                for other in [q - 1, q + 1, q - 2, q + 7, within.lo, within.lo + top] {
                    let moved = other - within.lo;
                    if other != q && (0..=top).contains(&moved) {
                        let what = if other < q {
                            "a small quotient"
                        } else {
                            "a large quotient"
                        };
                        caught.must(what, &honest, &bits_of(&bits, 0, moved));
                    }
                }
                // The quotient stays, and the remainder's bits, or those of what is left to the divisor, say something else.
                for (what, row) in ["a wrong remainder", "a wrong rest to the divisor"]
                    .into_iter()
                    .zip(decompositions(&honest))
                {
                    let own = honest.own_bits(row);
                    let r = x.rem_euclid(y);
                    let number = if what == "a wrong remainder" {
                        r
                    } else {
                        y - 1 - r
                    };
                    for other in [number + 2, number - 2, number ^ 6, number + 16] {
                        let changes = bits_of(&own, 1, other);
                        if changes
                            .iter()
                            .any(|(bit, value)| honest.values[*bit] != *value)
                        {
                            caught.must(what, &honest, &changes);
                        }
                    }
                }
            }
        }
    }
    caught.report();
    assert!(caught.0.len() >= 4);
}

#[test]
fn a_divisor_that_is_not_positive_is_rejected_whatever_the_quotient() {
    let program = made(&[int(8), int(5)], |m, x| m.quotient(x[0], x[1]));
    for x in [-128, -3, 0, 1, 127] {
        for y in -16..=0 {
            let built = crate::support::typed::build_typed::<Scalar>(
                &program,
                Some(&[Value::Int(x), Value::Int(y)]),
            );
            let dishonest = System::new(&built, 2);
            let bits = free_bits(&dishonest);
            for q in 0..1i128 << bits.len() {
                let (_, violated) = dishonest.cheat(&bits_of(&bits, 0, q));
                assert!(violated.is_some(), "{x} / {y}");
            }
        }
    }
}

/// Every assignment of truth values to the bits of a decomposition but the honest one.
#[test]
fn a_small_number_has_one_set_of_bits() {
    for within in [int(5), nat(5), bound(-3, 9)] {
        for rounding in [Rounding::Floor, Rounding::HalfUp, Rounding::HalfEven] {
            for checked in [false, true] {
                let program = made(&[within], |m, x| match checked {
                    false => m.shift(x[0], 2, rounding, true),
                    true => m.checked(x[0], 2, rounding, false, int(4)),
                });
                // One half up, and all results are in the range.
                for x in within.lo..=within.hi.min(29) {
                    let honest = with(&program, &[x]);
                    let mut accepted = 0;
                    for row in decompositions(&honest) {
                        let own = honest.own_bits(row);
                        for number in 0..1i128 << own.len() {
                            let (values, violated) = honest.cheat(&bits_of(&own, 0, number));
                            if violated.is_none() {
                                assert!(values == honest.values, "{x}");
                                accepted += 1;
                            }
                        }
                    }
                    assert_eq!(accepted, decompositions(&honest).len(), "{x}");
                }
            }
        }
    }
}

#[test]
fn only_the_first_place_of_the_greatest_is_accepted() {
    let mut caught = Caught::default();
    for n in [2usize, 3, 4] {
        let within = bound(-1, 1);
        let program = made(&vec![within; n], |m, x| m.arg_max(x));
        let tuples = 3usize.pow(n as u32);
        for tuple in 0..tuples {
            let xs: Vec<i128> = (0..n)
                .map(|i| (tuple / 3usize.pow(i as u32) % 3) as i128 - 1)
                .collect();
            let honest = with(&program, &xs);
            let choices: Vec<usize> = honest
                .hints()
                .filter(|h| honest.kind(*h).ends_with("the greatest"))
                .collect();
            assert_eq!(choices.len(), n - 1);
            // Every choice, of none or several, too.
            for choice in 0..1usize << choices.len() {
                let bit = |i: usize| Scalar::from((choice >> i & 1) as u64);
                let changes: Vec<_> = choices
                    .iter()
                    .enumerate()
                    .map(|(i, c)| (*c, bit(i)))
                    .collect();
                if changes.iter().all(|(c, value)| honest.values[*c] == *value) {
                    continue;
                }
                let what = if choice.count_ones() > 1 {
                    "several places"
                } else {
                    "another place"
                };
                caught.must(what, &honest, &changes);
            }
        }
    }
    caught.report();
}

#[test]
fn another_entry_is_rejected() {
    let table: Vec<i128> = (0..37).map(|i| i * i).collect();
    let program = made(&[nat(8)], |m, x| m.lookup(&table, x[0]));
    let mut caught = Caught::default();
    for x in 0..37 {
        let honest = with(&program, &[x]);
        let row = decompositions(&honest)[0];
        let own = honest.own_bits(row);
        for other in 0..32 {
            let changes = bits_of(&own, 0, other);
            if changes
                .iter()
                .any(|(bit, value)| honest.values[*bit] != *value)
            {
                caught.must("another index", &honest, &changes);
            }
        }
    }
    caught.report();
}

#[test]
fn zero_has_no_inverse_and_an_assertion_must_hold() {
    use foldscheme_lang::field::FieldElement;
    use foldscheme_lang::typed::program::Op;
    let mut maker = Maker::over::<Scalar>();
    let x = maker.field_input();
    let inverse = maker.field("inverse", Op::Inverse(x));
    let program = maker.finish(&[inverse]);
    let zero = Value::Field(FieldElement::from_i64(program.field, 0));
    let built = crate::support::typed::build_typed::<Scalar>(&program, Some(&[zero]));
    let dishonest = System::new(&built, 1);
    for value in [
        Scalar::ZERO,
        Scalar::ONE,
        -Scalar::ONE,
        Scalar::from(2).pow([200]),
    ] {
        assert!(dishonest.cheat(&[(1, value)]).1.is_some());
    }
    let program = made(&[nat(1)], |m, x| m.assert(x[0]));
    let built = crate::support::typed::build_typed::<Scalar>(&program, Some(&[Value::Int(0)]));
    assert!(built.cs.violated().is_some());
}
