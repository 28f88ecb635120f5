//! Bugs in the circuits of typed steps.

use super::patch::{Patched, Side};
use super::{Bug, Known};
use crate::support::typed::corpus::{good_inputs, inputs, programs, single_bits};
use crate::support::typed::{build_typed, run};
use crate::typed::{any_system, system};
use foldscheme_circuits::scalar::Scalar;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// Inputs for each program, besides those at the ends of their bounds.
const MOST: usize = 12;

/// Longer circuits than this take too long.
const MOST_ROWS: usize = 400;

pub fn circuits() -> Vec<Known> {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut circuits = Vec::new();
    for (_, program) in programs::<Scalar>() {
        let any = [inputs(&program, MOST, &mut rng), single_bits(&program)].concat();
        let bad = any
            .into_iter()
            .filter(|x| run::<Scalar>(&program, x).is_err());
        let bad: Vec<_> = bad.map(|x| any_system(&program, &x).values).collect();
        let good = good_inputs::<Scalar>(&program, MOST, &mut rng);
        let Some(first) = good.first() else { continue };
        let system = system(&program, first);
        if system.rows.len() > MOST_ROWS {
            continue;
        }
        let honest = good.iter().map(|inputs| {
            let built = build_typed::<Scalar>(&program, Some(inputs));
            let after = built.outputs.iter().map(|o| o.value().expect("is known"));
            (built.cs.aux.clone(), after.collect())
        });
        circuits.push(Known {
            honest: honest.collect(),
            refused: bad,
            system,
        });
    }
    // The shortest first: a bug is looked for where that is quick.
    circuits.sort_by_key(|known| known.system.rows.len());
    circuits
}

const fn bug(name: &'static str, plant: fn(&mut Patched) -> bool) -> Bug {
    Bug { name, plant }
}

pub const BUGS: &[Bug] = &[
    bug("bits of a number that need not be bits", |p| p.drop("bit")),
    bug("a zero that is allocated, not enforced, in a bit", |p| {
        p.loosen("lowest bit", Side::C)
    }),
    bug("a one that is allocated, not enforced, in a bit", |p| {
        p.loosen("lowest bit", Side::B)
    }),
    bug("a remainder that only the prover's own check bounds", |p| {
        p.drop("quotient lowest bit")
    }),
    bug("a quotient of another product", |p| {
        p.drop("quotient times divisor")
    }),
    bug("a number out of the range of its type", |p| {
        p.drop("nothing above")
    }),
    bug("a rounded number whose lost bits are free", |p| {
        p.drop("shift lowest bit")
    }),
    bug("a sign that the prover chooses", |p| {
        p.drop("sign lowest bit")
    }),
    bug("swapped branches of relu", |p| {
        p.negate("relu not negative", Side::A) || p.negate("shift not negative", Side::A)
    }),
    bug("a greatest element that need not be the greatest", |p| {
        p.drop("one is the greatest")
    }),
    bug("a greatest element of several", |p| {
        p.drop("argmax the greatest")
    }),
    bug("an index that is no entry of the table", |p| {
        p.drop("an entry of the table")
    }),
    bug("an entry of another index", |p| {
        p.drop("one of the lower bits")
    }),
    bug("a table's other half", |p| {
        p.negate("the higher half", Side::A)
    }),
    bug("an inverse of anything", |p| {
        p.drop("times its inverse is one")
    }),
    bug("a zero test that denies zero", |p| {
        p.drop("zero only if zero")
    }),
    bug("an inverse that nothing makes one", |p| {
        p.drop("inverse unless zero")
    }),
    bug("an assertion that does not hold", |p| p.drop("holds")),
    bug("a product that is not its factors'", |p| p.drop("product")),
    bug("a clamp that lets everything through", |p| {
        p.drop("within the range")
    }),
    bug("a hash with a constraint left out", |p| {
        p.drop_first("constraint")
    }),
    bug("padding of a hash that is allocated, not enforced", |p| {
        p.loosen("squared sum constraint", Side::A)
    }),
    bug("ties that go the wrong way", |p| {
        p.negate("tie to even", Side::A)
    }),
];
