//! Forged private inputs, weights, salts and public inputs of one fold of typed steps, with honest folds after it.

use super::folded;
use super::run::{refusals, Refusal, Taken};
use crate::step_functions::{function, input, ALL};
use crate::support::shape::{bind_outputs, generated, Shape};
use crate::support::size::{figure, size};
use crate::support::states::{below, seeded};
use crate::support::{build, Built};
use crate::system::{without_number, System};
use ff::Field;
use foldscheme_circuits::checkpoint::Nowhere;
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::claim::ProofBytes;
use foldscheme_circuits::container::{self, TYPED_MAGIC};
use foldscheme_circuits::ivc::Interrupt;
use foldscheme_circuits::scalar::{from_i128, to_bytes, to_i128, Scalar};
use foldscheme_circuits::typed::claim::Elements;
use foldscheme_circuits::typed::fold::{fold_steps, FoldOptions, StepsRun};
use foldscheme_circuits::typed::function::StepFunction;
use foldscheme_circuits::typed::plan::{plan_folds, FoldPlan};
use foldscheme_circuits::typed::statement::FoldWitness;
use foldscheme_circuits::typed::verify::{read_fold, verify_fold};
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::typed::array::Value;
use foldscheme_lang::typed::program::Role;
use proptest::prelude::Rng;
use proptest::test_runner::TestRng;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A step function with one private input in each step, and one that only adds it.
const WALK: &str =
    "(define-step (walk [h : (int 16)] [x : (nat 3) private]) (clamp (+ h (* 3 x)) -30000 30000))";

/// Steps, each a fold of its own.
const STEPS: usize = 4;

/// How many forged runs of typed steps are made.
pub fn runs() -> usize {
    size(14, 140)
}

/// What is forged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Forgery {
    /// A private input that is no number of its type.
    OutOfRange,
    /// One with the bits of another number.
    OtherBits,
    /// The state after is that of another private input.
    OtherInput,
    Weights,
    Block,
    Salt,
    Public,
}

const FORGERIES: [Forgery; 7] = [
    Forgery::OutOfRange,
    Forgery::OtherBits,
    Forgery::OtherInput,
    Forgery::Weights,
    Forgery::Block,
    Forgery::Salt,
    Forgery::Public,
];

struct Case {
    function: StepFunction,
    plan: FoldPlan<Scalar>,
    shape: Shape<Scalar>,
}

impl Case {
    fn new(text: &str) -> Case {
        let function = function(ScalarField::Pallas, text);
        let plan = plan_folds(&function, STEPS as u64, None, Some(1)).expect("a plan");
        let blank = plan.blank();
        let arity = plan.circuit.layout.arity();
        let shape = Shape::new(build(&blank, &vec![None; arity]));
        Case {
            function,
            plan,
            shape,
        }
    }

    fn chunk(&self, witness: FoldWitness<Scalar>) -> Chunk<Scalar> {
        Chunk::typed(Arc::clone(&self.plan.circuit), Some(witness))
    }

    fn ports(&self, role: Role) -> Vec<usize> {
        let ports = self.function.program().ports_of(role);
        ports.map(|(i, _)| i).collect()
    }

    /// A run with a forgery in one fold, and the state that the claim makes of its end: what the verifier computes from honest
    /// digests and inputs, and the state that is reached.
    fn forge(&self, forgery: Forgery, rng: &mut TestRng) -> Option<Forged> {
        let data = input(&self.function, STEPS);
        let mut honest = StepsRun::new(&self.function, &data, &self.plan);
        let initial = honest.state();
        let at = below(STEPS, rng);
        let (mut run, mut z) = (Vec::new(), initial.clone());
        for fold in 0..STEPS {
            let witness = honest.witness().expect("it never fails");
            let step = match fold == at {
                true => self.forged(forgery, &z, witness, rng)?,
                false => taken(&self.chunk(witness), &z),
            };
            z.clone_from(&step.after);
            run.push(step);
        }
        let digests = z.len() - self.state_elements();
        let last = [&honest.state()[..digests], &z[digests..]].concat();
        Some(Forged {
            run,
            at,
            initial,
            last,
        })
    }

    fn state_elements(&self) -> usize {
        let ports = self.function.program().ports_of(Role::State);
        ports.map(|(_, port)| port.ty.len()).sum()
    }

    fn forged(
        &self,
        forgery: Forgery,
        z: &[Scalar],
        mut witness: FoldWitness<Scalar>,
        rng: &mut TestRng,
    ) -> Option<Taken> {
        let port = |role| self.ports(role).first().copied();
        let private = port(Role::Private)?;
        let within = self.function.program().ports[private].ty.element.bound()?;
        let out = |rng: &mut TestRng| match rng.next_u64() % 5 {
            0 => within.hi + 1,
            1 => within.lo - 1,
            2 => within.hi + 1 + i128::from(rng.next_u64() as u32),
            3 => within.lo + (within.hi - within.lo + 1) * (1 + i128::from(rng.next_u64() as u8)),
            _ => i128::from(rng.next_u64()) << 60,
        };
        let value = |values: &mut Vec<Value>| match &mut values[0] {
            Value::Int(n) => {
                *n = match *n > within.lo {
                    true => *n - 1,
                    false => *n + 1,
                };
            }
            Value::Field(_) => unreachable!("a type of integers"),
        };
        match forgery {
            Forgery::OutOfRange => {
                witness.steps[0].ports[private][0] = Value::Int(out(rng));
                Some(taken(&self.chunk(witness), z))
            }
            Forgery::OtherBits => {
                let built = build(&self.chunk(witness), &known(z));
                let mut built = built;
                let right: Vec<Scalar> = values(&built);
                bind_outputs(&mut built, |i| Some(right[i]));
                let private = built.cs.aux.len() - right.len();
                let system = System::new(&built, z.len());
                let element = system
                    .hints()
                    .find(|h| system.kind(*h).ends_with("private inputs element"))?;
                let other = match rng.next_u64() % 4 {
                    0 => -Scalar::from(2).pow([128]),
                    1 => system.values[element] + Scalar::from(2).pow([200]),
                    _ => from_i128(out(rng)),
                };
                let (mut values, violated) = system.cheat(&[(element, other)]);
                assert!(violated.is_some(), "a private input can be {other:?}");
                let after = values.split_off(private);
                Some(Taken {
                    before: z.to_vec(),
                    private: values,
                    after,
                })
            }
            Forgery::OtherInput => {
                let right = taken(&self.chunk(witness), z);
                let mut after = right.after.clone();
                let first = after.len() - self.state_elements();
                after[first] += Scalar::from(1 + (rng.next_u64() % 50));
                Some(Taken { after, ..right })
            }
            Forgery::Weights => {
                let mut weights = witness.weights.to_vec();
                value(&mut weights[port(Role::Weights)?]);
                witness.weights = weights.into();
                Some(taken(&self.chunk(witness), z))
            }
            Forgery::Block => {
                value(&mut witness.steps[0].ports[port(Role::Block)?]);
                Some(taken(&self.chunk(witness), z))
            }
            Forgery::Salt => {
                port(Role::Weights)?;
                match rng.next_u64() & 1 {
                    0 => witness.salt += Scalar::from(rng.next_u64() | 1),
                    _ => witness.steps[0].salt += Scalar::from(rng.next_u64() | 1),
                }
                Some(taken(&self.chunk(witness), z))
            }
            Forgery::Public => {
                let public = port(Role::Public)?;
                value(&mut witness.steps[0].ports[public]);
                Some(taken(&self.chunk(witness), z))
            }
        }
    }
}

/// A run of typed steps with a forgery in one.
struct Forged {
    run: Vec<Taken>,
    at: usize,
    initial: Vec<Scalar>,
    last: Vec<Scalar>,
}

fn known(z: &[Scalar]) -> Vec<Option<Scalar>> {
    z.iter().copied().map(Some).collect()
}

fn values(built: &Built) -> Vec<Scalar> {
    let outputs = built.outputs.iter();
    outputs.map(|o| o.value().expect("known")).collect()
}

/// A fold as its witness has it.
fn taken(chunk: &Chunk<Scalar>, z: &[Scalar]) -> Taken {
    let (private, after) = generated(chunk, z);
    Taken {
        before: z.to_vec(),
        private,
        after: after.into_iter().map(|z| z.expect("known")).collect(),
    }
}

#[test]
fn no_forged_input_of_a_typed_step_satisfies_the_constraints_of_the_run() {
    let cases = [ALL, WALK].map(Case::new);
    let found: Vec<(Forgery, String)> = (0..runs())
        .into_par_iter()
        .map(|number| {
            let forgery = FORGERIES[number % FORGERIES.len()];
            let first = number / FORGERIES.len() % cases.len();
            let (case, forged) = [&cases[first], &cases[1 - first]]
                .into_iter()
                .find_map(|case| Some((case, case.forge(forgery, &mut seeded(number as u64))?)))
                .expect("a step function with such an input");
            let ends = (&forged.initial[..], &forged.last[..]);
            let refusals = refusals(&case.shape, &forged.run, ends);
            let by = refusals.first();
            let by = by.unwrap_or_else(|| panic!("accepted: {forgery:?}, run {number}"));
            // Where a number is out of range, so may be what later steps make of it.
            let here = match by {
                Refusal::Step(i, _) => *i == forged.at,
                Refusal::Final => true,
                _ => false,
            };
            assert!(here, "{forgery:?}: {refusals:?}");
            let by = match by {
                Refusal::Step(_, name) => format!("`{}`", without_number(name)),
                _ => "the final state".to_string(),
            };
            (forgery, by)
        })
        .collect();
    let mut counts: BTreeMap<(Forgery, String), usize> = BTreeMap::new();
    for found in found {
        *counts.entry(found).or_default() += 1;
    }
    figure(
        "cheating prover",
        format_args!(
            "{} runs of typed steps with a forged input in one, none accepted: {counts:?}",
            runs()
        ),
    );
}

/// Takes so many forged runs through folding, compression and verification; gives what refused each.
pub fn folded(count: usize) -> Vec<String> {
    if count == 0 {
        return Vec::new();
    }
    let case = Case::new(ALL);
    let data = input(&case.function, STEPS);
    let options = FoldOptions {
        steps_per_fold: Some(1),
        ..FoldOptions::default()
    };
    let honest = fold_steps(
        &case.function,
        &data,
        &options,
        None,
        &mut Nowhere,
        &Interrupt::new(),
        &mut |_| (),
        &mut |_| Ok(()),
    );
    let honest = read_fold(&honest.expect("a proof").bytes).expect("reads");
    let forgeries = [
        Forgery::OutOfRange,
        Forgery::OtherBits,
        Forgery::OtherInput,
        Forgery::Weights,
        Forgery::Public,
    ];
    let refused = (0..count).map(|number| {
        let mut rng = seeded(number as u64);
        let forgery = forgeries[number % forgeries.len()];
        let forged = case.forge(forgery, &mut rng).expect("such an input");
        let mut envelope = honest.clone();
        // The claim says what is reached.
        let mut reached = forged.last[forged.last.len() - case.state_elements()..].iter();
        for elements in &mut envelope.claim.result {
            match elements {
                Elements::Integers(ns) => {
                    for (n, x) in ns.iter_mut().zip(&mut reached) {
                        *n = to_i128(*x).unwrap_or_default();
                    }
                }
                Elements::Field(xs) => {
                    for (bytes, x) in xs.iter_mut().zip(&mut reached) {
                        *bytes = to_bytes(*x);
                    }
                }
            }
        }
        let proof = match folded::proof(&case.plan.blank(), &forged.run) {
            Ok(proof) => proof,
            Err(why) => return why,
        };
        envelope.proof = ProofBytes::Compressed(proof);
        let bytes = container::encode_as(TYPED_MAGIC, &envelope).expect("encodes");
        match verify_fold(&bytes, None) {
            Ok(_) => panic!("a forged run's proof verifies: {forgery:?}"),
            Err(error) => format!("verification, {error}"),
        }
    });
    refused.collect()
}
