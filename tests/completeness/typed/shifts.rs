//! Shifts by every rounding, with and without relu and check: all operands of small bounds, many of large ones.

use super::try_all;
use crate::support::typed::{bound, int, nat};
use foldscheme_lang::typed::program::{Bound, Rounding};

pub const ROUNDINGS: [Rounding; 3] = [Rounding::Floor, Rounding::HalfUp, Rounding::HalfEven];

/// `x / 2^shift`, by division and comparison.
pub fn quotient(x: i128, shift: u32, rounding: Rounding) -> i128 {
    let divisor = 1i128 << shift;
    let (floor, twice) = (x.div_euclid(divisor), 2 * x.rem_euclid(divisor));
    let up = match rounding {
        Rounding::Floor => false,
        Rounding::HalfUp => twice >= divisor,
        Rounding::HalfEven => twice > divisor || (twice == divisor && floor % 2 != 0),
    };
    floor + i128::from(up)
}

fn expected(x: i128, shift: u32, rounding: Rounding, relu: bool) -> i128 {
    match quotient(x, shift, rounding) {
        n if relu && n < 0 => 0,
        n => n,
    }
}

const SMALL: [Bound; 8] = [
    bound(-128, 127),
    bound(0, 255),
    bound(-5, 130),
    bound(-200, -3),
    bound(-1, 0),
    bound(-16, 15),
    bound(7, 40),
    bound(-3, 0),
];

#[test]
fn every_shift_of_every_small_operand() {
    let mut tried = 0;
    for within in SMALL {
        for shift in 0..=9 {
            for rounding in ROUNDINGS {
                for relu in [false, true] {
                    tried += try_all(
                        within,
                        256,
                        |m, x| m.shift(x, shift, rounding, relu),
                        |x| Some(expected(x, shift, rounding, relu)),
                    );
                }
            }
        }
    }
    eprintln!("{tried} shifts");
}

#[test]
fn every_checked_shift_of_every_small_operand() {
    let ranges = [
        int(4),
        nat(3),
        int(1),
        nat(1),
        bound(5, 8),
        bound(-3, 4),
        bound(0, 0),
        bound(-1, -1),
        bound(3, 3),
        int(9),
    ];
    let mut tried = 0;
    for within in [bound(-70, 70), bound(0, 140), bound(-90, -5)] {
        for shift in [0, 1, 2, 3, 5] {
            for rounding in ROUNDINGS {
                for relu in [false, true] {
                    for range in ranges {
                        tried += try_all(
                            within,
                            256,
                            |m, x| m.checked(x, shift, rounding, relu, range),
                            |x| {
                                let n = expected(x, shift, rounding, relu);
                                range.contains(n).then_some(n)
                            },
                        );
                    }
                }
            }
        }
    }
    eprintln!("{tried} checked shifts");
}

#[test]
fn shifts_of_large_operands() {
    let most = 1 << 119;
    let mut tried = 0;
    for within in [int(24), int(64), nat(63), bound(-most, most), int(40)] {
        for shift in [1, 8, 16, 23, 63, 100] {
            for rounding in ROUNDINGS {
                for relu in [false, true] {
                    let expected = |x| expected(x, shift, rounding, relu);
                    tried += try_all(
                        within,
                        24,
                        |m, x| m.shift(x, shift, rounding, relu),
                        |x| Some(expected(x)),
                    );
                    for range in [int(8), nat(16), int(64)] {
                        tried += try_all(
                            within,
                            24,
                            |m, x| m.checked(x, shift, rounding, relu, range),
                            |x| range.contains(expected(x)).then(|| expected(x)),
                        );
                        // The ends of the range, and what is just beyond.
                        for end in [range.lo, range.hi] {
                            let near = (end << shift.min(50)).clamp(within.lo, within.hi);
                            let lo = near.saturating_sub(1 << shift.min(50)).max(within.lo);
                            let near =
                                bound(lo, near.saturating_add(1 << shift.min(50)).min(within.hi));
                            tried += try_all(
                                near,
                                16,
                                |m, x| m.checked(x, shift, rounding, relu, range),
                                |x| range.contains(expected(x)).then(|| expected(x)),
                            );
                        }
                    }
                }
            }
        }
    }
    eprintln!("{tried} shifts");
}
