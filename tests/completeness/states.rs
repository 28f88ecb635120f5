//! Steps from states that the types allow, whether or not a run leads to them.

use crate::support::corpus::PROGRAMS;
use crate::support::{circuit, disagreement, take, OFFERS};
use foldscheme_circuits::step::witness::Recorder;
use foldscheme_lang::block::{BlockId, Op, Program};
use foldscheme_lang::field::{FieldElement, ScalarField};
use foldscheme_lang::machine::{Machine, Value};
use foldscheme_lang::value::{Tag, Type};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// Another value with the same tag.
fn other(value: Value, ty: Type, rng: &mut TestRng) -> Value {
    let word = rng.next_u64();
    match value {
        Value::Integer(_) => {
            let (lo, hi) = (ty.lo, ty.hi);
            Value::Integer(match word % 8 {
                0 => lo,
                1 => hi,
                2 => lo.saturating_add(1).min(hi),
                3 => hi.saturating_sub(1).max(lo),
                4 => 0i64.clamp(lo, hi),
                5 => (-1i64).clamp(lo, hi),
                6 => ((word >> 8) as i64 % 7).clamp(lo, hi),
                _ => (rng.next_u64() as i64).clamp(lo, hi),
            })
        }
        Value::Boolean(_) => Value::Boolean(word & 1 == 1),
        Value::Char(_) => Value::Char(char::from_u32(word as u32 % 0xd800).unwrap_or('x')),
        Value::Field(_) => Value::Field(match word % 4 {
            0 => FieldElement::from_i64(ScalarField::Pallas, 0),
            1 => FieldElement::from_i64(ScalarField::Pallas, -1),
            _ => FieldElement::from_i64(ScalarField::Pallas, rng.next_u64() as i64),
        }),
        other => other,
    }
}

/// Whether a block makes a character of a number that an earlier block found to be one: what is known of
/// that number is no type.
fn relies_on_an_earlier_check(program: &Program, block: BlockId) -> bool {
    let mut found = false;
    program.block(block).body.visit(&mut |tree| {
        found |= tree
            .ops
            .iter()
            .any(|op| matches!(op, Op::Retag { tag: Tag::Char, .. }));
    });
    found
}

#[test]
fn steps_from_states_that_the_types_allow_agree_with_the_machine() {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut states = 0;
    for source in PROGRAMS {
        for slots in OFFERS {
            let circuit = circuit(source, slots);
            let program = &circuit.program;
            let mut machine = Machine::new(program, &program.inputs);
            let mut taken = 0;
            while machine.outcome().is_none() && taken < 24 {
                let params = &program.block(machine.block()).params;
                let kept = relies_on_an_earlier_check(program, machine.block());
                for _ in 0..if kept { 0 } else { 3 } {
                    let registers: Vec<_> = machine
                        .registers()
                        .iter()
                        .zip(params)
                        .map(|(value, param)| other(*value, program.ty(*param), &mut rng))
                        .collect();
                    if registers == machine.registers() {
                        continue;
                    }
                    let moved = machine.clone().at(registers.clone());
                    let moved = moved.expect("the registers are of their types");
                    let step = take(&mut Recorder::new(&circuit, moved));
                    if let Some(why) = disagreement(&circuit, 1, &[&step]) {
                        panic!("{source}\n{slots:?}\n{registers:?}\n{why}\n{program}");
                    }
                    states += 1;
                }
                machine.step(None);
                taken += 1;
            }
        }
    }
    eprintln!("{states} states");
    assert!(states > 1000, "only {states} states");
}

#[test]
fn registers_outside_the_types_make_no_state() {
    let circuit = circuit("(define (f n) (if (< n 2) n (f (- n 1)))) (f 5)", OFFERS[0]);
    let machine = || Machine::new(&circuit.program, &circuit.program.inputs);
    assert!(machine().at(vec![Value::Integer(7)]).is_some());
    assert!(machine().at(vec![Value::Boolean(true)]).is_none());
    assert!(machine().at(vec![]).is_none());
}
