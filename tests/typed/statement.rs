//! The circuit of a fold: it says what the step function computes, and its weights, states and inputs are bound.

use crate::fixtures::{function, input, ALL, LONG};
use expect_test::expect;
use foldscheme_circuits::check::Recorded;
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::gadgets::num::{Builder, Num};
use foldscheme_circuits::scalar::{ProofField, Scalar};
use foldscheme_circuits::typed::cost::{step_cost, StepCost};
use foldscheme_circuits::typed::fold::StepsRun;
use foldscheme_circuits::typed::function::StepFunction;
use foldscheme_circuits::typed::layout::{Layout, Packing};
use foldscheme_circuits::typed::plan::{fold_constraints, plan_folds, FoldPlan};
use foldscheme_circuits::typed::statement::{FoldCircuit, FoldWitness, StepWitness};
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::typed::array::Value;
use foldscheme_lang::typed::program::Role;
use nova_snark::provider::bn256_grumpkin::bn256;
use std::sync::Arc;

/// Constraints with values, and the values of the state after them.
fn build<F: ProofField>(
    circuit: &FoldCircuit<F>,
    z: &[F],
    witness: Option<&FoldWitness<F>>,
) -> (Recorded<F>, Vec<Num<F>>) {
    let mut cs = Recorded::default();
    let mut cx = Builder::new(&mut cs);
    let z = z
        .iter()
        .map(|value| cx.unchecked_alloc("z", witness.and(Some(*value))))
        .collect::<Result<_, _>>()
        .expect("allocates");
    let outputs = circuit.build(&mut cx, z, witness).expect("builds");
    (cs, outputs)
}

fn plan<F: ProofField>(function: &StepFunction, steps: u64) -> FoldPlan<F> {
    plan_folds(function, steps, None, Some(steps as usize)).expect("a plan")
}

/// The circuit of one fold of all steps, the states around it, and its witness.
struct Case<F: ProofField> {
    plan: FoldPlan<F>,
    before: Vec<F>,
    after: Vec<F>,
    witness: FoldWitness<F>,
}

fn case<F: ProofField>(text: &str, steps: usize) -> Case<F> {
    let function = function(F::FIELD, text);
    let input = input(&function, steps);
    let plan = plan::<F>(&function, steps as u64);
    let mut run = StepsRun::new(&function, &input, &plan);
    let before = run.state();
    let witness = run.witness().expect("runs");
    let after = run.state();
    Case {
        before,
        after,
        witness,
        plan,
    }
}

fn folds_are_circuits<F: ProofField>() {
    for text in [ALL, LONG] {
        let case = case::<F>(text, 2);
        let (cs, outputs) = build(&case.plan.circuit, &case.before, Some(&case.witness));
        assert_eq!(cs.violated().map(|c| c.name.as_str()), None);
        for (output, expected) in outputs.iter().zip(&case.after) {
            assert_eq!(output.value(), Some(*expected));
            assert_eq!(output.lc().eval(&cs.inputs, &cs.aux), *expected);
        }
        assert_eq!(outputs.len(), case.after.len());
        // The shape depends on no value.
        let (blank, _) = build(&case.plan.circuit, &case.before, None);
        assert_eq!(blank.aux.len(), cs.aux.len());
        assert_eq!(blank.constraints.len(), cs.constraints.len());
        for (a, b) in blank.constraints.iter().zip(&cs.constraints) {
            assert!(a.a == b.a && a.b == b.b && a.c == b.c, "{}", b.name);
        }
        let counted = fold_constraints(&case.plan.circuit).expect("counts");
        assert_eq!(counted, cs.constraints.len() + outputs.len());
    }
}

#[test]
fn a_fold_is_what_the_step_function_computes_and_its_shape_is_fixed() {
    folds_are_circuits::<Scalar>();
    folds_are_circuits::<bn256::Scalar>();
}

/// The constraint that a fold violates.
fn violated(case: &Case<Scalar>) -> Option<String> {
    let (cs, _) = build(&case.plan.circuit, &case.before, Some(&case.witness));
    cs.violated().map(|constraint| constraint.name.clone())
}

/// What was altered, what says so, and how.
type Cheat = (&'static str, &'static str, fn(&mut Case<Scalar>));

fn is_refused(text: &str, cheats: &[Cheat]) {
    for (what, expected, alter) in cheats {
        let mut case = case::<Scalar>(text, 2);
        assert_eq!(violated(&case), None);
        alter(&mut case);
        let name = violated(&case).unwrap_or_else(|| panic!("{what} is accepted"));
        assert!(name.contains(expected), "{what}: {name}");
    }
}

fn weights(case: &mut Case<Scalar>) -> &mut Vec<Value> {
    let weights = Arc::get_mut(&mut case.witness.weights).expect("the only one");
    let given = weights.iter_mut().find(|values| !values.is_empty());
    given.expect("weights")
}

#[test]
fn other_weights_or_another_salt_have_another_digest() {
    let digest = "the weights have the model's digest";
    is_refused(
        ALL,
        &[
            ("a weight", digest, |case| weights(case)[1] = Value::Int(-7)),
            ("weights swapped", digest, |case| weights(case).swap(0, 2)),
            ("a salt", digest, |case| {
                case.witness.salt += Scalar::from(1)
            }),
            ("a digest", digest, |case| case.before[1] += Scalar::from(1)),
        ],
    );
}

/// Other weights that pack alike are out of range.
#[test]
fn what_packs_alike_is_out_of_range() {
    let alike = |values: &mut [Value]| {
        let [Value::Int(low), Value::Int(high), ..] = values else {
            panic!("integers")
        };
        (*low, *high) = (*low + 256, *high - 1);
    };
    let mut case = case::<Scalar>(ALL, 1);
    alike(weights(&mut case));
    let name = violated(&case).expect("refused");
    assert!(
        name.contains("weights bit") || name.contains("lowest bit"),
        "{name}"
    );
    let mut long = self::case::<Scalar>(LONG, 1);
    alike(&mut long.witness.state[0]);
    let name = violated(&long).expect("refused");
    assert!(name.contains("bit"), "{name}");
}

#[test]
fn another_state_has_another_digest() {
    let digest = "the state has its digest";
    is_refused(
        LONG,
        &[
            ("an element", digest, |case| {
                case.witness.state[0][39] = Value::Int(3);
            }),
            ("elements swapped", digest, |case| {
                case.witness.state[0].swap(0, 39);
            }),
        ],
    );
}

/// Blocks and public inputs are bound by the state after the fold, which covers all of them in their order.
#[test]
fn other_inputs_lead_to_another_state() {
    let honest = case::<Scalar>(ALL, 2);
    let reached = |alter: fn(&mut Vec<StepWitness>)| {
        let mut case = case::<Scalar>(ALL, 2);
        alter(&mut case.witness.steps);
        let (_, outputs) = build(&case.plan.circuit, &case.before, Some(&case.witness));
        let values = outputs.iter().map(|output| output.value().expect("known"));
        let values: Vec<Scalar> = values.collect();
        (values[2], values[3])
    };
    let (chain, public) = (honest.after[2], honest.after[3]);
    let port = |steps: &[StepWitness], role: Role| {
        let program = function(ScalarField::Pallas, ALL);
        let (i, _) = program.program().ports_of(role).next().expect("a port");
        assert!(!steps[0].ports[i].is_empty());
        i
    };
    assert_eq!(
        (
            port(&honest.witness.steps, Role::Public),
            port(&honest.witness.steps, Role::Block)
        ),
        (3, 4)
    );
    let swapped = reached(|steps| {
        let (first, second) = steps.split_at_mut(1);
        std::mem::swap(&mut first[0].ports[4], &mut second[0].ports[4]);
    });
    assert!(swapped.0 != chain && swapped.1 == public);
    let salted = reached(|steps| steps[1].salt += Scalar::from(1));
    assert!(salted.0 != chain && salted.1 == public);
    let shown = reached(|steps| steps[0].ports[3][0] = Value::Int(1));
    assert!(shown.0 == chain && shown.1 != public);
}

#[test]
fn costs_stay_within_their_limits() {
    let field = ScalarField::Pallas;
    let cost = |text: &str| -> StepCost {
        let mut cost = step_cost(&function(field, text)).expect("counts");
        cost.sites.clear();
        cost
    };
    let weights = "(define-weights W : (mat 64 16 (int 8)))
        (define-step (f [h : (int 8)]) (ref W 0 0))";
    let weights = cost(weights).weights;
    // Ten constraints for each of 1,024 weights, their ranges included.
    assert!(weights <= 10 * 1024, "{weights}");
    expect!["9555"].assert_eq(&weights.to_string());
    expect!["StepCost { weights: 289, state: 8, own: 11379, private: 8, blocks: 312, public: 264, operations: 382, sites: [], arity: 8, digested: false }"].assert_eq(&format!("{:?}", cost(ALL)));
    expect!["StepCost { weights: 0, state: 852, own: 9820, private: 0, blocks: 0, public: 280, operations: 0, sites: [], arity: 3, digested: true }"].assert_eq(&format!("{:?}", cost(LONG)));
}

/// What a state of so many elements costs, whether it is packed, and whether it goes by its digest.
#[test]
fn the_state_goes_by_what_is_cheaper() {
    let state = |ty: &str| {
        let text = format!("(define-step (f [h : {ty}]) h)");
        let function = function(ScalarField::Pallas, &text);
        let layout = Layout::new::<Scalar>(function.program()).expect("a layout");
        let cost = step_cost(&function).expect("counts");
        let packed = matches!(layout.packing[0], Packing::Packed(_));
        let how = match (layout.digested, packed) {
            (false, _) => "raw",
            (true, true) => "packed",
            (true, false) => "digested",
        };
        format!("{ty}: {how} {}", cost.state + cost.own)
    };
    let types = [
        "(int 8)",
        "(vec 4 (int 8))",
        "(vec 8 (int 8))",
        "(vec 16 (int 8))",
        "(vec 256 (int 8))",
        "(vec 16 (fixed 24 8))",
        "(vec 64 (int 64))",
        "(vec 64 field)",
    ];
    expect![[r#"
        (int 8): raw 9821
        (vec 4 (int 8)): packed 10382
        (vec 8 (int 8)): packed 10414
        (vec 16 (int 8)): packed 10478
        (vec 256 (int 8)): packed 12836
        (vec 16 (fixed 24 8)): packed 10734
        (vec 64 (int 64)): digested 14484
        (vec 64 field): digested 14484"#]]
    .assert_eq(&types.map(state).join("\n"));
}

#[test]
fn a_witness_generator_makes_the_same_variables() {
    use nova_snark::frontend::util_cs::witness_cs::WitnessCS;
    use nova_snark::frontend::{num::AllocatedNum, ConstraintSystem};
    use nova_snark::traits::circuit::StepCircuit;
    let case = case::<Scalar>(ALL, 2);
    let (cs, _) = build(&case.plan.circuit, &case.before, Some(&case.witness));
    let chunk = Chunk::typed(Arc::clone(&case.plan.circuit), Some(case.witness));
    let ahead = chunk.clone().computed_from(&case.before).expect("computes");
    for chunk in [chunk, ahead] {
        let mut values = WitnessCS::<Scalar>::new();
        let z: Vec<AllocatedNum<Scalar>> = case
            .before
            .iter()
            .map(|z| AllocatedNum::alloc(values.namespace(|| "z"), || Ok(*z)).expect("allocates"))
            .collect();
        let outputs = chunk.synthesize(&mut values, &z).expect("synthesizes");
        let outputs: Vec<_> = outputs
            .iter()
            .map(|z| z.get_value().expect("known"))
            .collect();
        assert_eq!(outputs, case.after);
        assert_eq!(values.aux_assignment()[..cs.aux.len()], cs.aux);
    }
}
