//! The constraints depend on the program alone; counting and generating witnesses fill exactly their variables.

use super::rng;
use crate::support::typed::corpus;
use crate::support::typed::{build_typed, counted, generated};
use crate::support::Built;
use bellpepper_core::LinearCombination;
use foldscheme_circuits::check::Recorded;
use foldscheme_circuits::scalar::Scalar;

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
    let of = |program| {
        let built = build_typed::<Scalar>(program, None);
        (shape(&built.cs), outputs(&built))
    };
    let programs = corpus::programs::<Scalar>();
    for (i, (name, a)) in programs.iter().enumerate() {
        for (other, b) in &programs[..i] {
            assert!(of(a) != of(b), "{name} and {other}");
        }
    }
}
