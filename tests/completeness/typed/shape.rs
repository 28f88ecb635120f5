//! The constraints depend on the program alone; counting and generating witnesses fill exactly their variables.

use super::rng;
use crate::support::typed::corpus;
use crate::support::typed::{build_typed, counted, generated, int, nat, Maker};
use crate::support::Built;
use bellpepper_core::LinearCombination;
use foldscheme_circuits::check::Recorded;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_lang::typed::program::{Rounding, Wire};

/// Makes a program of two operands.
type Make = Box<dyn Fn(&mut Maker, [Wire; 2]) -> Wire>;

type Terms = Vec<(usize, usize, Scalar)>;

fn terms(lc: &LinearCombination<Scalar>) -> Terms {
    let inputs = lc.iter_inputs().map(|(i, c)| (0, *i, *c));
    let private = lc.iter_aux().map(|(i, c)| (1, *i, *c));
    inputs.chain(private).collect()
}

fn outputs(built: &Built) -> Vec<Terms> {
    let outputs = built.outputs.iter();
    outputs.map(|output| terms(&output.lc())).collect()
}

fn shape(cs: &Recorded) -> Vec<[Terms; 3]> {
    let constraints = cs.constraints.iter();
    constraints
        .map(|c| [terms(&c.a), terms(&c.b), terms(&c.c)])
        .collect()
}

#[test]
fn a_blank_step_and_every_witness_have_the_same_constraints() {
    let mut rng = rng();
    for (name, program) in corpus::programs::<Scalar>() {
        let blank = build_typed::<Scalar>(&program, None);
        let (by_site, count) = counted::<Scalar>(&program);
        assert_eq!(count.constraints, blank.cs.constraints.len(), "{name}");
        assert_eq!(count.aux, blank.cs.aux.len(), "{name}");
        assert_eq!(by_site.iter().sum::<usize>(), count.constraints, "{name}");
        let expected = (shape(&blank.cs), outputs(&blank));
        for inputs in corpus::inputs(&program, 12, &mut rng) {
            let built = build_typed::<Scalar>(&program, Some(&inputs));
            assert_eq!(built.cs.names, blank.cs.names, "{name}");
            assert!((shape(&built.cs), outputs(&built)) == expected, "{name}");
            let values = generated::<Scalar>(&program, &inputs).expect("generates");
            assert!(values == built.cs.aux, "{name}");
        }
    }
}

#[test]
fn programs_that_differ_have_constraints_or_outputs_that_differ() {
    let of = |make: &dyn Fn(&mut Maker, [Wire; 2]) -> Wire| {
        let mut maker = Maker::over::<Scalar>();
        let operands = [maker.input(int(12)), maker.input(nat(8))];
        let result = make(&mut maker, operands);
        let built = build_typed::<Scalar>(&maker.finish(&[result]), None);
        (shape(&built.cs), outputs(&built))
    };
    let programs: Vec<Make> = vec![
        Box::new(|m, [x, _]| m.shift(x, 3, Rounding::Floor, false)),
        Box::new(|m, [x, _]| m.shift(x, 4, Rounding::Floor, false)),
        Box::new(|m, [x, _]| m.shift(x, 3, Rounding::HalfUp, false)),
        Box::new(|m, [x, _]| m.shift(x, 3, Rounding::HalfEven, false)),
        Box::new(|m, [x, _]| m.checked(x, 3, Rounding::Floor, false, int(5))),
        Box::new(|m, [x, _]| m.checked(x, 3, Rounding::Floor, false, int(6))),
        Box::new(|m, [x, _]| m.clamp(x, 0, 15)),
        Box::new(|m, [x, _]| m.clamp(x, 0, 14)),
        Box::new(|m, [x, y]| m.linear(3, &[(2, x), (1, y)])),
        Box::new(|m, [x, y]| m.linear(4, &[(2, x), (1, y)])),
        Box::new(|m, [x, y]| m.linear(3, &[(2, x), (2, y)])),
        Box::new(|m, [x, y]| m.arg_max(&[x, y])),
        Box::new(|m, [x, y]| m.arg_max(&[y, x])),
        Box::new(|m, [x, y]| m.maximum(&[x, y])),
        Box::new(|m, [x, y]| m.quotient(x, y)),
        Box::new(|m, [x, _]| {
            let ten = m.constant(10);
            m.quotient(x, ten)
        }),
        Box::new(|m, [x, _]| {
            let eleven = m.constant(11);
            m.quotient(x, eleven)
        }),
        Box::new(|m, [_, y]| m.lookup(&[1, 2, 4, 8], y)),
        Box::new(|m, [_, y]| m.lookup(&[1, 2, 4, 9], y)),
        Box::new(|m, [_, y]| m.lookup(&[1, 2, 4, 8, 8], y)),
    ];
    for (i, program) in programs.iter().enumerate() {
        for (j, other) in programs[..i].iter().enumerate() {
            assert!(of(program) != of(other), "{i} and {j}");
        }
    }
}
