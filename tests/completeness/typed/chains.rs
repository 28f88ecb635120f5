//! Operations on what other operations made, whose bits are known.

use super::shifts::{quotient, ROUNDINGS};
use super::try_all;
use crate::support::typed::{bound, int, nat, Maker};
use foldscheme_lang::typed::program::{Bound, Rounding, Wire};

/// What comes after a shift: how it is made, and what it gives.
type Then = (
    &'static str,
    fn(&mut Maker, Wire) -> Wire,
    fn(i128) -> Option<i128>,
);

fn clamped(x: i128, lo: i128, hi: i128) -> Option<i128> {
    Some(if x < lo {
        lo
    } else if x > hi {
        hi
    } else {
        x
    })
}

const TABLE: [i128; 16] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3];

const THEN: [Then; 17] = [
    ("relu", |m, x| m.relu(x), |x| Some(x.max(0))),
    (
        "sign",
        |m, x| m.is_non_negative(x),
        |x| Some(i128::from(x >= 0)),
    ),
    (
        "relu and sign",
        |m, x| {
            let (a, b) = (m.relu(x), m.is_non_negative(x));
            m.linear(0, &[(2, a), (1, b)])
        },
        |x| Some(if x < 0 { 0 } else { 2 * x + 1 }),
    ),
    (
        "zero test",
        |m, x| m.is_zero(x),
        |x| Some(i128::from(x == 0)),
    ),
    (
        "signed clamp",
        |m, x| m.clamp(x, -4, 3),
        |x| clamped(x, -4, 3),
    ),
    (
        "least clamp",
        |m, x| m.clamp(x, -1, 0),
        |x| clamped(x, -1, 0),
    ),
    (
        "unsigned clamp",
        |m, x| m.clamp(x, 0, 7),
        |x| clamped(x, 0, 7),
    ),
    ("bit", |m, x| m.clamp(x, 0, 1), |x| clamped(x, 0, 1)),
    (
        "other clamp",
        |m, x| m.clamp(x, -2, 9),
        |x| clamped(x, -2, 9),
    ),
    (
        "moved clamp",
        |m, x| {
            let moved = m.linear(5, &[(1, x)]);
            m.clamp(moved, 0, 7)
        },
        |x| clamped(x + 5, 0, 7),
    ),
    (
        "clamp moved by an even number",
        |m, x| {
            let moved = m.linear(-4, &[(1, x)]);
            m.clamp(moved, -8, 7)
        },
        |x| clamped(x - 4, -8, 7),
    ),
    (
        "checked",
        |m, x| m.checked(x, 0, Rounding::Floor, false, int(4)),
        |x| int(4).contains(x).then_some(x),
    ),
    (
        "checked and unsigned",
        |m, x| m.checked(x, 0, Rounding::Floor, true, nat(2)),
        |x| nat(2).contains(x.max(0)).then_some(x.max(0)),
    ),
    (
        "checked and shifted",
        |m, x| m.checked(x, 2, Rounding::HalfEven, false, int(3)),
        |x| {
            let n = quotient(x, 2, Rounding::HalfEven);
            int(3).contains(n).then_some(n)
        },
    ),
    (
        "another shift",
        |m, x| m.shift(x, 2, Rounding::HalfUp, false),
        |x| Some(quotient(x, 2, Rounding::HalfUp)),
    ),
    (
        "another floor",
        |m, x| m.shift(x, 1, Rounding::Floor, true),
        |x| Some(quotient(x, 1, Rounding::Floor).max(0)),
    ),
    (
        "lookup",
        |m, x| m.lookup(&TABLE, x),
        |x| usize::try_from(x).ok().and_then(|i| TABLE.get(i).copied()),
    ),
];

#[test]
fn whatever_comes_after_a_shift() {
    let bounds: [Bound; 5] = [
        int(8),
        nat(8),
        bound(-9, 100),
        bound(-100, -1),
        bound(-6, 5),
    ];
    let mut tried = 0;
    for within in bounds {
        for shift in [0, 1, 2, 3, 4, 8] {
            for rounding in ROUNDINGS {
                for (what, make, expected) in THEN {
                    eprint_on_panic(
                        &format!("{what} after {shift} {rounding:?} of {within:?}"),
                        || {
                            tried += try_all(
                                within,
                                256,
                                |m, x| {
                                    let x = m.shift(x, shift, rounding, false);
                                    make(m, x)
                                },
                                |x| expected(quotient(x, shift, rounding)),
                            );
                        },
                    );
                }
            }
        }
    }
    eprintln!("{tried} runs");
}

#[test]
fn whatever_comes_after_a_checked_shift() {
    for range in [int(5), nat(4), bound(5, 20), bound(-3, 4)] {
        for shift in [0, 2] {
            for rounding in ROUNDINGS {
                for (what, make, expected) in THEN {
                    eprint_on_panic(&format!("{what} after {shift} {rounding:?}"), || {
                        try_all(
                            int(8),
                            256,
                            |m, x| {
                                let x = m.checked(x, shift, rounding, false, range);
                                make(m, x)
                            },
                            |x| {
                                let x = quotient(x, shift, rounding);
                                range.contains(x).then(|| expected(x)).flatten()
                            },
                        );
                    });
                }
            }
        }
    }
}

#[test]
fn a_sign_before_a_shift_of_the_same_number() {
    for rounding in ROUNDINGS {
        for range in [int(4), nat(6), int(8)] {
            try_all(
                int(8),
                256,
                |m, x| {
                    let sign = m.is_non_negative(x);
                    let shifted = m.checked(x, 1, rounding, false, range);
                    let more = m.shift(x, 3, rounding, true);
                    let kept = m.clamp(x, -32, 31);
                    let entry = m.lookup(&TABLE, sign);
                    m.linear(
                        0,
                        &[(1, sign), (1000, shifted), (7, more), (1, kept), (1, entry)],
                    )
                },
                |x| {
                    let shifted = quotient(x, 1, rounding);
                    let sign = i128::from(x >= 0);
                    let sum = sign
                        + 1000 * shifted
                        + 7 * quotient(x, 3, rounding).max(0)
                        + clamped(x, -32, 31)?
                        + TABLE[sign as usize];
                    range.contains(shifted).then_some(sum)
                },
            );
        }
    }
}

/// Says what was tried if that panics.
fn eprint_on_panic(what: &str, run: impl FnOnce()) {
    struct Says<'w>(&'w str);
    impl Drop for Says<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("{}", self.0);
            }
        }
    }
    let says = Says(what);
    run();
    drop(says);
}
