//! Random programs of typed steps on random inputs: the native run against the circuit, and every output made wrong.

use crate::support::shape::Shape;
use crate::support::size::{figure, size};
use crate::support::states::{below, seeded};
use crate::support::typed::corpus::{inputs, programs, recurrence};
use crate::support::typed::{bound, build_typed, generated, int, nat, run, scalar, Maker};
use ff::Field;
use foldscheme_circuits::scalar::Scalar;
use foldscheme_lang::typed::program::{Bound, Rounding, StepProgram, Wire};
use foldscheme_lang::typed::run::shifted;
use proptest::prelude::Rng;
use proptest::test_runner::TestRng;
use rayon::prelude::*;

/// Integers of larger bounds are not computed with further.
const LARGEST: i128 = 1 << 90;

fn some_bound(rng: &mut TestRng) -> Bound {
    let bits = 1 + below(20, rng) as u32;
    match below(3, rng) {
        0 => int(bits),
        1 => nat(bits),
        _ => {
            let (lo, size) = (below(200, rng) as i128 - 120, below(300, rng) as i128);
            bound(lo, lo + size)
        }
    }
}

fn rounding(rng: &mut TestRng) -> Rounding {
    [Rounding::Floor, Rounding::HalfUp, Rounding::HalfEven][below(3, rng)]
}

/// A wire that an operation makes of some of these, if it is one that a compiler would make.
fn operation(m: &mut Maker, wires: &[Wire], rng: &mut TestRng) -> Option<Wire> {
    let mut pick = || wires[below(wires.len(), rng)];
    let (x, y, z) = (pick(), pick(), pick());
    let of = m.of(x);
    let small = of.lo > -LARGEST && of.hi < LARGEST;
    if !small {
        return None;
    }
    let factor = |rng: &mut TestRng| [1, -1, 2, 3, -7, 100][below(6, rng)];
    Some(match below(13, rng) {
        0 if x != y => {
            let terms = [(factor(rng), x), (factor(rng), y)];
            m.linear(below(100, rng) as i128 - 50, &terms)
        }
        1 => m.linear(below(9, rng) as i128 - 4, &[(1, x)]),
        2 => {
            let other = m.of(y);
            if other.lo < -(1 << 40) || other.hi > 1 << 40 {
                return None;
            }
            m.product(x, y)
        }
        3 => m.shift(
            x,
            1 + below(9, rng) as u32,
            rounding(rng),
            rng.next_u64() & 1 == 1,
        ),
        4 => {
            let (by, how) = (below(6, rng) as u32, rounding(rng));
            let how = if by == 0 { Rounding::Floor } else { how };
            let into = [int, nat][below(2, rng)](2 + below(12, rng) as u32);
            let relu = by > 0 && rng.next_u64() & 1 == 1;
            let end = |n| {
                let n = shifted(n, by, how);
                if relu {
                    n.max(0)
                } else {
                    n
                }
            };
            // What can never be in the range is refused before.
            if end(of.hi) < into.lo || end(of.lo) > into.hi {
                return None;
            }
            m.checked(x, by, how, relu, into)
        }
        5 => m.relu(x),
        6 => {
            let lo = below(100, rng) as i128 - 70;
            let hi = lo + 1 + below(300, rng) as i128;
            if lo > of.hi || hi < of.lo {
                return None;
            }
            m.clamp(x, lo, hi)
        }
        7 => m.is_non_negative(x),
        8 => m.is_zero(x),
        9 if x != y => m.maximum(&[x, y]),
        10 if x != y && y != z && x != z => m.arg_max(&[x, y, z]),
        11 => {
            if of.hi < 0 || of.lo > 20 {
                return None;
            }
            let entries = 2 + below(40, rng);
            let entries: Vec<i128> = (0..entries)
                .map(|_| below(500, rng) as i128 - 200)
                .collect();
            m.lookup(&entries, x)
        }
        12 => {
            if m.of(y).hi < 1 || m.of(y).hi > 1 << 40 {
                return None;
            }
            m.quotient(x, y)
        }
        _ => return None,
    })
}

/// A program of a few operations.
fn random_program(rng: &mut TestRng) -> StepProgram {
    let mut m = Maker::over::<Scalar>();
    let mut wires: Vec<Wire> = (0..1 + below(4, rng))
        .map(|_| m.input(some_bound(rng)))
        .collect();
    let operations = 2 + below(9, rng);
    let mut made = 0;
    while made < operations {
        // Half of the time on what was made last.
        let from = match rng.next_u64() & 1 {
            0 => wires.len().saturating_sub(3),
            _ => 0,
        };
        if let Some(wire) = operation(&mut m, &wires[from..], rng) {
            wires.push(wire);
            made += 1;
        }
    }
    let outputs = &wires[wires.len() - (1 + below(3, rng)).min(wires.len())..];
    m.finish(outputs)
}

/// What was tried.
#[derive(Clone, Copy, Default)]
struct Tried {
    steps: usize,
    failed: usize,
    limbs: usize,
    disagreements: usize,
}

impl Tried {
    fn and(self, other: Tried) -> Tried {
        Tried {
            steps: self.steps + other.steps,
            failed: self.failed + other.failed,
            limbs: self.limbs + other.limbs,
            disagreements: self.disagreements + other.disagreements,
        }
    }
}

/// Random steps of one program.
fn agree(program: &StepProgram, steps: usize, rng: &mut TestRng) -> Tried {
    let shape = Shape::new(build_typed::<Scalar>(program, None));
    let mut tried = Tried::default();
    for inputs in inputs(program, steps, rng) {
        tried.steps += 1;
        let native = run::<Scalar>(program, &inputs);
        let aux = generated::<Scalar>(program, &inputs);
        let right = match (&native, &aux) {
            (Err(_), Err(_)) => true,
            (Err(_), Ok(aux)) => shape.refuses_inside(aux),
            (Ok(_), Err(_)) => false,
            (Ok(values), Ok(aux)) => {
                let outputs: Vec<Scalar> = values.iter().map(|value| scalar(*value)).collect();
                match shape.assignment(aux, &outputs) {
                    None => false,
                    Some(mut assignment) => {
                        tried.limbs += outputs.len();
                        let wrong = |i: usize, rng: &mut TestRng| match below(3, rng) {
                            0 => outputs[i] + Scalar::ONE,
                            1 => -outputs[i] - Scalar::ONE,
                            _ => outputs[i].square() + Scalar::from(rng.next_u64() | 1 << 40),
                        };
                        let holds = shape.violated(&assignment).is_none();
                        let mut refuses = |i| {
                            let wrong = wrong(i, rng);
                            shape.refuses(&mut assignment, i, wrong)
                        };
                        holds && (0..outputs.len()).all(&mut refuses)
                    }
                }
            }
        };
        tried.failed += usize::from(native.is_err());
        if !right {
            tried.disagreements += 1;
            eprintln!("{:?}\n{inputs:?}: {native:?}", program.nodes);
        }
    }
    tried
}

#[test]
fn random_typed_steps_agree_with_their_runs_and_admit_no_wrong_output() {
    let (random, all) = (size(120, 4000), size(3_000, 250_000));
    let known = programs::<Scalar>().into_iter().map(|(_, program)| program);
    let mut all_programs: Vec<StepProgram> = known.chain([recurrence::<Scalar>()]).collect();
    all_programs.extend((0..random).map(|i| random_program(&mut seeded(i as u64))));
    let each = all.div_ceil(all_programs.len());
    let tried = all_programs
        .par_iter()
        .enumerate()
        .map(|(i, program)| agree(program, each, &mut seeded(i as u64)))
        .reduce(Tried::default, Tried::and);
    figure(
        "step agreement",
        format_args!(
            "{} typed steps of {} programs on random inputs, {} of them refused by both, {} outputs made wrong, {} disagreements",
            tried.steps, all_programs.len(), tried.failed, tried.limbs, tried.disagreements
        ),
    );
    assert_eq!(tried.disagreements, 0);
    assert!(tried.steps >= all && tried.failed > 0 && tried.failed < tried.steps / 2);
}
