//! Gadgets of typed steps on a grid of bounds, so that every way in which one is made has its golden key: see [`super::shapes`].

use super::shapes::Key;
use crate::support::typed::{bound, build_typed, int, nat, Maker};
use expect_test::expect_file;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_lang::typed::program::{Bound, Rounding, Wire};
use foldscheme_lang::typed::run::shifted;
use rayon::prelude::*;

const RANGES: [Bound; 10] = [
    int(5),
    nat(5),
    int(1),
    nat(1),
    bound(-3, 9),
    bound(-11, 4),
    bound(5, 13),
    bound(-9, -2),
    bound(0, 4),
    bound(3, 3),
];

const INTO: [Bound; 9] = [
    int(2),
    int(6),
    nat(1),
    nat(2),
    nat(6),
    bound(-3, 0),
    bound(-1, 2),
    bound(-7, 8),
    bound(2, 5),
];

/// What is known of an operand before: nothing, its bits by the sign of it, or those of it and a constant, or of a quotient.
const BEFORE: [&str; 5] = ["", "sign", "moved", "halved", "to even"];

fn known(maker: &mut Maker, x: Wire, before: &str) -> (Wire, Option<Wire>) {
    match before {
        "sign" => (x, Some(maker.is_non_negative(x))),
        "moved" => {
            let sum = maker.linear(3, &[(1, x)]);
            (x, Some(maker.is_non_negative(sum)))
        }
        "halved" => {
            let half = maker.shift(x, 1, Rounding::Floor, false);
            (half, None)
        }
        "to even" => {
            let half = maker.shift(x, 1, Rounding::HalfEven, false);
            (half, Some(maker.is_non_negative(half)))
        }
        _ => (x, None),
    }
}

/// A gadget made for operands of a range; nothing where it is for none of them.
type Make<'m> = &'m (dyn Fn(&mut Maker, Wire) -> Option<Wire> + Sync);

/// The line of a gadget, for all ranges and whatever is known before.
fn line(what: &str, make: Make<'_>) -> String {
    let mut keys = Vec::new();
    for within in RANGES {
        for before in BEFORE {
            let mut maker = Maker::over::<Scalar>();
            let x = maker.input(within);
            let (x, other) = known(&mut maker, x, before);
            if let Some(result) = make(&mut maker, x) {
                let outputs = [&[result], other.as_slice()].concat();
                let program = maker.finish(&outputs);
                keys.push(Key::of(build_typed::<Scalar>(&program, None)));
            }
        }
    }
    Key::of_all(&keys).line(&format!("{what}, {} circuits", keys.len()))
}

fn shifts() -> Vec<String> {
    let mut cases = Vec::new();
    for shift in 0..=3 {
        for rounding in [Rounding::Floor, Rounding::HalfUp, Rounding::HalfEven] {
            for relu in [false, true] {
                cases.push((shift, rounding, relu));
            }
        }
    }
    let of = |(shift, rounding, relu): &(u32, Rounding, bool)| {
        let (shift, rounding, relu) = (*shift, *rounding, *relu);
        let what = format!("{rounding:?} {shift}{}", if relu { " relu" } else { "" });
        let mut all = line(&what, &|m, x| Some(m.shift(x, shift, rounding, relu)));
        for into in INTO {
            let possible = move |x: Bound| {
                let ends = [x.lo, x.hi].map(|end| {
                    let end = shifted(end, shift, rounding);
                    if relu {
                        end.max(0)
                    } else {
                        end
                    }
                });
                ends[1] >= into.lo && ends[0] <= into.hi
            };
            all.push_str(&line(
                &format!("{what} in {}..={}", into.lo, into.hi),
                &|m, x| possible(m.of(x)).then(|| m.checked(x, shift, rounding, relu, into)),
            ));
        }
        // Where the result's own bits are wanted, alone or with a constant.
        all.push_str(&line(&format!("{what}, then clamped"), &|m, x| {
            let x = m.shift(x, shift, rounding, relu);
            Some(m.clamp(x, -2, 5))
        }));
        all.push_str(&line(&format!("{what}, moved and clamped"), &|m, x| {
            let x = m.shift(x, shift, rounding, relu);
            let x = m.linear(5, &[(1, x)]);
            Some(m.clamp(x, 0, 7))
        }));
        all
    };
    cases.par_iter().map(of).collect()
}

fn others() -> Vec<String> {
    let mut all = vec![
        line("sign", &|m, x| Some(m.is_non_negative(x))),
        line("zero", &|m, x| Some(m.is_zero(x))),
        line("relu", &|m, x| Some(m.relu(x))),
        line("greatest", &|m, x| {
            let (y, z) = (m.linear(2, &[(-1, x)]), m.constant(1));
            Some(m.maximum(&[x, y, z]))
        }),
        line("place of the greatest", &|m, x| {
            let (y, z) = (m.linear(2, &[(-1, x)]), m.constant(1));
            Some(m.arg_max(&[x, y, z, x]))
        }),
    ];
    for (lo, hi) in [(-4, 3), (-3, 3), (0, 3), (0, 6), (-40, 2), (1, 90), (2, 2)] {
        all.push(line(&format!("clamp to {lo}..={hi}"), &|m, x| {
            Some(m.clamp(x, lo, hi))
        }));
    }
    for entries in [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 40] {
        let table: Vec<i128> = (0..entries).map(|i| (i * i * 7) % 11 - 4).collect();
        all.push(line(&format!("lookup among {entries}"), &|m, x| {
            // An index that is none is refused before.
            let of = m.of(x);
            (of.lo < entries && of.hi >= 0).then(|| m.lookup(&table, x))
        }));
    }
    let divisors = [
        (1, 1),
        (4, 4),
        (5, 5),
        (1, 10),
        (2, 16),
        (-3, 5),
        (-3, 0),
        (8, 9),
    ];
    for (lo, hi) in divisors {
        for exact in [false, true] {
            let then = if exact { ", then its sign" } else { "" };
            all.push(line(&format!("quotient by {lo}..={hi}{then}"), &|m, x| {
                let y = match lo == hi {
                    true => m.constant(lo),
                    false => m.input(bound(lo, hi)),
                };
                let quotient = m.quotient(x, y);
                Some(if exact {
                    m.is_non_negative(quotient)
                } else {
                    quotient
                })
            }));
        }
    }
    all
}

#[test]
fn circuits_of_gadgets() {
    let lines = [shifts(), others()].concat();
    expect_file!["shapes-gadgets.txt"].assert_eq(&lines.concat());
}
