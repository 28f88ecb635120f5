//! The gadgets of typed steps.

use super::Tried;
use crate::support::size::size;
use crate::support::states::{below, seeded};
use crate::support::typed::{bound, int, nat, run, scalar, Maker};
use crate::typed::any_system;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_lang::typed::array::Value;
use foldscheme_lang::typed::program::{Bound, Rounding, StepProgram, Wire};
use foldscheme_lang::typed::run::shifted;
use rayon::prelude::*;

fn made(bounds: &[Bound], make: &dyn Fn(&mut Maker, &[Wire]) -> Wire) -> StepProgram {
    let mut maker = Maker::over::<Scalar>();
    let xs: Vec<_> = bounds.iter().map(|within| maker.input(*within)).collect();
    let result = make(&mut maker, &xs);
    maker.finish(&[result])
}

/// All inputs within bounds; some of them if there are very many.
fn inputs(bounds: &[Bound], most: usize) -> Vec<Vec<Value>> {
    let mut all = vec![Vec::new()];
    for within in bounds {
        all = all
            .into_iter()
            .flat_map(|before: Vec<Value>| {
                (within.lo..=within.hi).map(move |x| {
                    let mut next = before.clone();
                    next.push(Value::Int(x));
                    next
                })
            })
            .collect();
    }
    let mut rng = seeded(all.len() as u64);
    while all.len() > most {
        all.swap_remove(below(all.len(), &mut rng));
    }
    all
}

type Make = Box<dyn Fn(&mut Maker, &[Wire]) -> Wire + Sync>;

/// A gadget, and operands that it is looked at on.
struct Case {
    name: &'static str,
    bounds: Vec<Bound>,
    make: Make,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut add = |name, bounds: Vec<Bound>, make: Make| cases.push(Case { name, bounds, make });
    let ranges = [
        int(5),
        nat(5),
        bound(-3, 9),
        bound(-11, 4),
        bound(5, 13),
        bound(-9, -2),
    ];
    for within in ranges {
        for rounding in [Rounding::Floor, Rounding::HalfUp, Rounding::HalfEven] {
            let name = match rounding {
                Rounding::Floor => "shift, downwards",
                Rounding::HalfUp => "shift, half up",
                Rounding::HalfEven => "shift, half to even",
            };
            for shift in 1..=3 {
                for relu in [false, true] {
                    add(
                        name,
                        vec![within],
                        Box::new(move |m, x| m.shift(x[0], shift, rounding, relu)),
                    );
                    for into in [int(2), nat(2), bound(-3, 0), bound(-1, 2)] {
                        let ends = [within.lo, within.hi].map(|x| {
                            let x = shifted(x, shift, rounding);
                            if relu {
                                x.max(0)
                            } else {
                                x
                            }
                        });
                        // What can never be in the range is refused before.
                        let possible = ends[1] >= into.lo && ends[0] <= into.hi;
                        if possible && (!relu || into.hi > 0 && into.lo != -1) {
                            let make: Make =
                                Box::new(move |m, x| m.checked(x[0], shift, rounding, relu, into));
                            add("checked shift", vec![within], make);
                        }
                    }
                }
            }
        }
        for into in [int(3), nat(3), bound(-4, 3), bound(0, 7)] {
            if within.hi >= into.lo && within.lo <= into.hi {
                add(
                    "checked range",
                    vec![within],
                    Box::new(move |m, x| m.checked(x[0], 0, Rounding::Floor, false, into)),
                );
            }
        }
        for (lo, hi) in [
            (-2, 1),
            (0, 3),
            (-4, 2),
            (-1, 7),
            (-20, 1),
            (-1, 20),
            (6, 7),
            (-3, 5),
        ] {
            if lo <= within.hi && hi >= within.lo {
                add(
                    "clamp",
                    vec![within],
                    Box::new(move |m, x| m.clamp(x[0], lo, hi)),
                );
                let after: Make = Box::new(move |m, x| {
                    let x = m.shift(x[0], 1, Rounding::HalfEven, false);
                    m.clamp(x, lo, hi)
                });
                if lo <= within.hi / 2 && hi >= within.lo / 2 {
                    add("clamp of a shift", vec![within], after);
                }
            }
        }
        add(
            "sign",
            vec![within],
            Box::new(|m, x| m.is_non_negative(x[0])),
        );
        add("rectifier", vec![within], Box::new(|m, x| m.relu(x[0])));
        add(
            "zero test of a bounded number",
            vec![within],
            Box::new(|m, x| m.is_zero(x[0])),
        );
        let both: Make = Box::new(|m, x| {
            let (sign, half) = (
                m.is_non_negative(x[0]),
                m.shift(x[0], 1, Rounding::HalfUp, false),
            );
            let rest = m.relu(half);
            m.linear(1, &[(64, sign), (1, rest)])
        });
        add("several uses of known bits", vec![within], both);
    }
    for entries in [2i128, 3, 5, 8, 13, 16, 21] {
        let make: Make = Box::new(move |m, x| {
            let table: Vec<i128> = (0..entries).map(|i| (i * i * 7 + 3) % 31 - 9).collect();
            m.lookup(&table, x[0])
        });
        add("lookup", vec![int(6)], make);
    }
    for (a, b) in [
        (int(4), nat(3)),
        (int(4), int(3)),
        (nat(5), bound(1, 5)),
        (bound(-9, 6), bound(2, 4)),
        (int(3), bound(-2, 0)),
    ] {
        if b.hi >= 1 {
            add(
                "quotient",
                vec![a, b],
                Box::new(|m, x| m.quotient(x[0], x[1])),
            );
        }
    }
    for divisor in [1i128, 2, 3, 5, 8] {
        let make: Make = Box::new(move |m, x| {
            let y = m.constant(divisor);
            m.quotient(x[0], y)
        });
        add("quotient by a constant", vec![int(5)], make);
    }
    for bounds in [
        vec![int(3); 2],
        vec![nat(2); 3],
        vec![bound(-1, 1); 4],
        vec![bound(-3, 1), bound(0, 4)],
    ] {
        add("maximum", bounds.clone(), Box::new(|m, x| m.maximum(x)));
        add("argmax", bounds, Box::new(|m, x| m.arg_max(x)));
    }
    add(
        "product",
        vec![int(4), int(4)],
        Box::new(|m, x| m.product(x[0], x[1])),
    );
    add(
        "sum",
        vec![int(4), int(4)],
        Box::new(|m, x| m.linear(-3, &[(5, x[0]), (-2, x[1])])),
    );
    add("assertion", vec![nat(1)], Box::new(|m, x| m.assert(x[0])));
    cases
}

/// Quotients and maxima have several decompositions each, so that the widths are less.
#[test]
fn typed_gadgets_have_one_witness_for_each_input_and_it_says_what_the_machine_says() {
    let most = size(24, 4096);
    let tried: Vec<(&str, Tried)> = cases()
        .par_iter()
        .map(|case| {
            let program = made(&case.bounds, &*case.make);
            let mut tried = Tried::default();
            for inputs in inputs(&case.bounds, most) {
                let system = any_system(&program, &inputs);
                let answer = run::<Scalar>(&program, &inputs).ok();
                let answer =
                    answer.map(|values| values.iter().map(|v| scalar(*v)).collect::<Vec<_>>());
                let what = || format!("{}: {:?} on {inputs:?}", case.name, program.nodes);
                tried.look(&system, answer.as_deref(), &what);
            }
            (case.name, tried)
        })
        .collect();
    let mut names: Vec<&str> = tried.iter().map(|(name, _)| *name).collect();
    names.dedup();
    let mut done: Vec<&str> = Vec::new();
    for name in names {
        if done.contains(&name) {
            continue;
        }
        done.push(name);
        let mut all = Tried::default();
        for (_, tried) in tried.iter().filter(|(of, _)| *of == name) {
            all.inputs += tried.inputs;
            all.refused += tried.refused;
            all.assignments += tried.assignments;
            all.survivors += tried.survivors;
        }
        all.report(name);
    }
    assert!(done.len() >= 17, "{done:?}");
}
