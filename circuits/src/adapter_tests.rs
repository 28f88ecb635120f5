use super::*;
use crate::engine::FoldPallas as E1;
use crate::ivc::Scalar;
use bp::test_cs::TestConstraintSystem;
use bp::Comparable as _;
use bp::ConstraintSystem as _;
use ff::Field;
use generic_array::typenum::U4;
use neptune::circuit2::poseidon_hash_allocated;
use neptune::poseidon::PoseidonConstants;
use neptune::Poseidon;
use nova::r1cs::{NovaShape, NovaWitness};
use nova::shape_cs::ShapeCS;
use nova::solver::SatisfyingAssignment;
use nova::ConstraintSystem as _;
use nova_snark::r1cs::R1CSShape;
use nova_snark::traits::snark::default_ck_hint;
use rand_core::OsRng;

/// `input * input = square`, a Poseidon hash of four values, one of them the constant one, and one
/// public input.
fn circuit<CS: bp::ConstraintSystem<Scalar>>(cs: &mut CS, known: bool) -> BpNum<Scalar> {
    let assign = |n: u64| move || known.then(|| Scalar::from(n)).ok_or(missing());
    let a = BpNum::alloc(cs.namespace(|| "a"), assign(3)).unwrap();
    let square = BpNum::alloc(cs.namespace(|| "square"), assign(9)).unwrap();
    cs.enforce(
        || "is the square",
        |lc| lc + a.get_variable(),
        |lc| lc + (Scalar::from(2), a.get_variable()) - a.get_variable(),
        |lc| lc + square.get_variable(),
    );
    let mut inner = cs.namespace(|| "public");
    let public = BpNum::alloc_input(inner.namespace(|| "input"), assign(1)).unwrap();
    inner.enforce(
        || "is one",
        |lc| lc + public.get_variable(),
        |lc| lc + CS::one(),
        |lc| lc + CS::one(),
    );
    drop(inner);
    let constants = PoseidonConstants::<Scalar, U4>::new();
    let preimage = vec![a.clone(), square, public, a];
    poseidon_hash_allocated(cs.namespace(|| "hash"), preimage, &constants).unwrap()
}

fn missing() -> bp::SynthesisError {
    bp::SynthesisError::AssignmentMissing
}

fn expected_hash() -> Scalar {
    let constants = PoseidonConstants::<Scalar, U4>::new();
    let preimage = [3, 9, 1, 3].map(Scalar::from);
    Poseidon::new_with_preimage(&preimage, &constants).hash()
}

#[test]
fn both_sides_have_the_same_constraints_and_variables() {
    let mut direct = TestConstraintSystem::<Scalar>::new();
    circuit(&mut direct, true);
    assert!(direct.is_satisfied());

    let mut shape = ShapeCS::<E1>::new();
    circuit(&mut Adapter::new(&mut shape), false);
    assert_eq!(shape.num_constraints(), direct.num_constraints());
    assert_eq!(shape.num_inputs(), direct.num_inputs());
    assert_eq!(shape.num_aux(), direct.aux().len());
}

#[test]
fn the_witness_through_the_adapter_satisfies_the_shape_through_the_adapter() {
    let mut shape = ShapeCS::<E1>::new();
    circuit(&mut Adapter::new(&mut shape), false);
    let shape = shape.r1cs_shape().unwrap();
    let key = R1CSShape::commitment_key(&[&shape], &[&*default_ck_hint()]).unwrap();

    let mut witness = SatisfyingAssignment::<E1>::new();
    let hash = circuit(&mut Adapter::new(&mut witness), true);
    assert_eq!(hash.get_value(), Some(expected_hash()));
    let (instance, witness) = witness
        .r1cs_instance_and_witness(&shape, &key, &mut OsRng)
        .unwrap();
    assert_eq!(shape.is_sat(&key, &instance, &witness), Ok(()));

    // The twin: the shape is not satisfied by the witness of another circuit.
    let mut other = SatisfyingAssignment::<E1>::new();
    circuit(&mut Adapter::new(&mut other), true);
    let mut changed = SatisfyingAssignment::<E1>::new();
    let aux = other.aux_assignment();
    changed.extend_aux(&[&[Scalar::from(4)], &aux[1..]].concat());
    changed.extend_inputs(&other.input_assignment()[1..]);
    let (instance, witness) = changed
        .r1cs_instance_and_witness(&shape, &key, &mut OsRng)
        .unwrap();
    assert!(shape.is_sat(&key, &instance, &witness).is_err());
}

#[test]
fn witness_generation_builds_no_combination_and_no_name() {
    let mut witness = SatisfyingAssignment::<E1>::new();
    let mut adapter = Adapter::new(&mut witness);
    assert!(adapter.is_witness_generator());
    let mut inner = adapter.namespace(|| -> String { panic!("a name was built") });
    inner
        .alloc(
            || -> String { panic!("a name was built") },
            || Ok(Scalar::ONE),
        )
        .unwrap();
    inner.enforce(
        || -> String { panic!("a name was built") },
        |_| panic!("a combination was built"),
        |_| panic!("a combination was built"),
        |_| panic!("a combination was built"),
    );
    drop(inner);
    let exported = export_combination(&mut witness, Some(Scalar::ONE), |_| {
        panic!("a combination was built")
    });
    assert_eq!(exported.unwrap().get_value(), Some(Scalar::ONE));
}

#[test]
fn empty_space_can_be_allocated_and_seen() {
    let mut witness = SatisfyingAssignment::<E1>::new();
    let mut adapter = Adapter::new(&mut witness);
    adapter.allocate_empty_aux(3)[2] = Scalar::from(7);
    adapter.allocate_empty_inputs(1)[0] = Scalar::from(8);
    adapter.extend_aux(&[Scalar::from(9)]);
    let [zero, seven, eight, nine] = [0, 7, 8, 9].map(Scalar::from);
    assert_eq!(adapter.aux_slice(), [zero, zero, seven, nine]);
    assert_eq!(adapter.inputs_slice(), [Scalar::ONE, eight]);
}

#[test]
fn numbers_cross_without_variables_or_constraints() {
    let mut shape = ShapeCS::<E1>::new();
    let blank = NovaNum::alloc(shape.namespace(|| "blank"), || {
        Err(nova::SynthesisError::AssignmentMissing)
    })
    .unwrap();
    let there = import(&blank);
    assert_eq!(there.get_value(), None);
    assert_eq!(there.get_variable(), variable_of(blank.get_variable()));
    let back = export(&there);
    assert_eq!(back.get_variable(), blank.get_variable());
    assert_eq!((shape.num_aux(), shape.num_constraints()), (1, 0));

    let mut witness = SatisfyingAssignment::<E1>::new();
    let known = NovaNum::alloc(witness.namespace(|| "known"), || Ok(Scalar::from(5))).unwrap();
    assert_eq!(import(&known).get_value(), Some(Scalar::from(5)));
    assert_eq!(export(&import(&known)).get_value(), known.get_value());
}

#[test]
fn an_exported_combination_is_bound_to_its_terms() {
    let build = |cs: &mut nova::test_cs::TestConstraintSystem<Scalar>, value: u64| {
        let a = NovaNum::alloc(cs.namespace(|| "a"), || Ok(Scalar::from(5))).unwrap();
        let a = variable_of(a.get_variable());
        let twice = |lc: bp::LinearCombination<Scalar>| lc + (Scalar::from(2), a);
        export_combination(cs, Some(Scalar::from(value)), twice).unwrap();
    };
    for (value, holds) in [(10, true), (11, false)] {
        let mut cs = nova::test_cs::TestConstraintSystem::<Scalar>::new();
        build(&mut cs, value);
        assert_eq!(cs.num_constraints(), 1);
        assert_eq!(cs.is_satisfied(), holds);
    }
}

#[test]
fn errors_keep_their_kind() {
    let round = |error| nova_error(bellpepper_error(error)).to_string();
    for error in [
        nova::SynthesisError::AssignmentMissing,
        nova::SynthesisError::DivisionByZero,
        nova::SynthesisError::UnconstrainedVariable,
        nova::SynthesisError::IncompatibleLengthVector("3".into()),
    ] {
        assert_eq!(round(error.clone()), error.to_string());
    }
    let io = bp::SynthesisError::IoError(std::io::Error::other("full"));
    assert!(nova_error(io).to_string().contains("full"));
}
