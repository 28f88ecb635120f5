//! Steps that a prover makes up: what it says is wrong, and everything that follows is made to fit.

use crate::one_variable::{distinct, system};
use crate::support::corpus::{BUILD, PROGRAMS};
use crate::support::{build_steps, circuit, Step, LEAST, OFFERS};
use crate::system::{inverse, without_number, System};
use ff::{Field, PrimeField};
use foldscheme_circuits::cells::{header, tag_weight, Kind};
use foldscheme_circuits::scalar::{from_i64, power_of_two, Scalar};
use foldscheme_circuits::step::witness::StepWitness;
use foldscheme_circuits::step::Circuit;
use foldscheme_lang::block::{BlockId, CodeId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which constraints caught which cheats.
#[derive(Default)]
struct Caught(BTreeMap<(&'static str, String), usize>);

impl Caught {
    fn add(&mut self, cheat: &'static str, row: &str) {
        let row = without_number(row).to_string();
        *self.0.entry((cheat, row)).or_default() += 1;
    }

    fn report(&self, cheats: &[&str]) {
        for ((cheat, row), count) in &self.0 {
            eprintln!("{count:7} of {cheat}: `{row}`");
        }
        for cheat in cheats {
            let tried = self.0.keys().any(|(c, _)| c == cheat);
            assert!(tried, "no step was open to {cheat}");
        }
    }
}

/// What a prover could say wrongly about a step.
pub fn lies(circuit: &Circuit, honest: &StepWitness) -> Vec<(&'static str, StepWitness)> {
    let layout = &circuit.layout;
    let mut lies = Vec::new();
    let mut lie = |name, change: &dyn Fn(&mut StepWitness)| {
        let mut witness = honest.clone();
        change(&mut witness);
        lies.push((name, witness));
    };
    let mut copy = honest.clone();
    let (hashes, ranges) = copy.parts_mut();
    for (i, hint) in hashes.iter().enumerate() {
        lie("a wrong digest", &|w| {
            w.parts_mut().0[i].digest += Scalar::ONE
        });
        lie("an unused hash", &|w| {
            w.parts_mut().0[i] = Default::default()
        });
        for j in 0..hint.contents.len().min(layout.opened) {
            lie("wrong contents", &|w| {
                w.parts_mut().0[i].contents[j] += Scalar::ONE;
            });
        }
        for j in 0..hint.tags.len() {
            for tag in (0..16).filter(|&t| t != hint.tags[j]) {
                if layout.decoders.get(j) == Some(&true) && hint.content(0) != Scalar::ZERO {
                    lie("a wrong tag", &|w| w.parts_mut().0[i].tags[j] = tag);
                }
            }
        }
        if let Some(block) = hint.returns_to {
            for other in layout.returns.iter().filter(|&&b| b != block) {
                lie("a wrong block to return to", &|w| {
                    w.parts_mut().0[i].returns_to = Some(*other);
                });
            }
            lie("no block to return to", &|w| {
                w.parts_mut().0[i].returns_to = None
            });
            lie("a block that nothing returns to", &|w| {
                w.parts_mut().0[i].returns_to = Some(BlockId(u32::MAX));
            });
        }
        if let Some(code) = hint.code {
            for other in layout.codes.iter().filter(|&&c| c != code) {
                lie("wrong code", &|w| w.parts_mut().0[i].code = Some(*other));
            }
            if layout.codes.len() > 1 {
                lie("code that no closure has", &|w| {
                    w.parts_mut().0[i].code = Some(CodeId(u32::MAX));
                });
            }
        }
    }
    for i in 0..ranges.len() {
        for change in [
            Scalar::ONE,
            -Scalar::ONE,
            power_of_two(63),
            power_of_two(64),
        ] {
            lie("a wrong value in a range slot", &|w| {
                w.parts_mut().1[i] += change
            });
        }
    }
    lies
}

#[test]
fn whatever_the_prover_says_wrongly_violates_a_constraint() {
    let mut caught = Caught::default();
    for source in PROGRAMS {
        for slots in OFFERS {
            let circuit = circuit(source, slots);
            for step in distinct(&circuit) {
                for (lie, witness) in lies(&circuit, &step.witness) {
                    let told = Step {
                        witness,
                        z: step.z.clone(),
                        expected: step.expected.clone(),
                        ..step
                    };
                    let built = build_steps(&circuit, 1, &[&told]);
                    match built.cs.violated() {
                        Some(row) => caught.add(lie, &row.name),
                        // A lie about what is not looked at is none: one target needs no selector.
                        None => assert!(
                            built.cs.aux == build_steps(&circuit, 1, &[&step]).cs.aux,
                            "{source}\n{slots:?}\nfrom block {}: {lie}",
                            step.block.0
                        ),
                    }
                }
            }
        }
    }
    caught.report(&[
        "a wrong digest",
        "an unused hash",
        "wrong contents",
        "a wrong tag",
        "a wrong block to return to",
        "wrong code",
        "a wrong value in a range slot",
    ]);
}

fn all(system: &System, kind: &str) -> Vec<usize> {
    system.hints().filter(|&h| system.kind(h) == kind).collect()
}

/// Makes the range slots' bits those of what is put into them under these changes, and gives the first
/// constraint that is violated even so.
pub fn with_bits(system: &System, mut changes: Vec<(usize, Scalar)>) -> Option<String> {
    for _ in 0..2 {
        let values = system.regenerate(&changes);
        for row in &system.rows {
            if row.name.contains("bits make the number") {
                let repr = row.c.eval(&values).to_repr();
                for (i, (bit, _)) in row.a.terms.iter().enumerate() {
                    let value = (repr.as_ref()[i / 8] >> (i % 8)) & 1;
                    changes.retain(|(v, _)| v != bit);
                    changes.push((*bit, Scalar::from(u64::from(value))));
                }
            }
        }
    }
    system.violated_by(&changes).map(|row| row.name.clone())
}

#[test]
fn a_forged_quotient_or_remainder_violates_a_constraint() {
    let mut caught = Caught::default();
    let numbers = [
        "7",
        "-7",
        "0",
        "1",
        "-1",
        "9223372036854775807",
        "-9223372036854775808",
    ];
    for op in ["quotient", "remainder", "modulo"] {
        for a in numbers {
            for b in numbers {
                let circuit = circuit(&format!("({op} {a} {b})"), LEAST);
                let step = &distinct(&circuit)[0];
                let system = system(&circuit, step);
                let one = |kind| all(&system, kind)[0];
                let quotient = one("slot quotient");
                let remainder = one("slot remainder");
                let (s, t) = (
                    one("slot dividend is negative"),
                    one("slot divisor is negative"),
                );
                let at = |v: usize| system.values[v];
                let number = |n: &str| from_i64(n.parse().expect("an integer"));
                let (dividend, divisor) = (number(a), number(b));
                let mut forge = |cheat, changes: Vec<(usize, Scalar)>| {
                    let row = with_bits(&system, changes);
                    caught.add(
                        cheat,
                        &row.unwrap_or_else(|| panic!("({op} {a} {b}): {cheat}")),
                    );
                };
                assert_eq!(with_bits(&system, vec![]), None);
                for sign in [Scalar::ONE, -Scalar::ONE] {
                    let by = [Scalar::ONE, -Scalar::ONE, divisor, power_of_two(64)];
                    for by in by.into_iter().filter(|by| *by != Scalar::ZERO) {
                        // Still `a = q b + r`, with what `b` stands for under the sign.
                        let shift = sign * by * divisor;
                        forge(
                            "a shifted quotient",
                            vec![
                                (quotient, at(quotient) + by),
                                (remainder, at(remainder) - shift),
                            ],
                        );
                    }
                    let zero = divisor == Scalar::ZERO;
                    let whole = (!zero).then(|| sign * inverse(divisor) * dividend);
                    if let Some(whole) = whole.filter(|q| *q != at(quotient)) {
                        forge(
                            "a quotient in the field",
                            vec![(quotient, whole), (remainder, Scalar::ZERO)],
                        );
                    }
                }
                let not = |v| Scalar::ONE - at(v);
                forge("a wrong sign of the dividend", vec![(s, not(s))]);
                forge("a wrong sign of the divisor", vec![(t, not(t))]);
                forge("wrong signs", vec![(s, not(s)), (t, not(t))]);
            }
        }
    }
    caught.report(&[
        "a shifted quotient",
        "a quotient in the field",
        "wrong signs",
    ]);
}

/// Names of the blocks or codes that a cell taken apart may belong to, as numbers in its header.
fn targets(circuit: &Circuit, kind: Kind) -> Vec<u32> {
    let layout = &circuit.layout;
    match kind {
        Kind::Frame => layout.returns.iter().map(|b| b.0).collect(),
        _ => layout.codes.iter().map(|c| c.0).collect(),
    }
}

fn redirect(circuit: &Arc<Circuit>, step: &Step, caught: &mut Caught) -> usize {
    let mut tried = 0;
    let system = system(circuit, step);
    let selectors = all(&system, "dispatch target selector");
    let tags = all(&system, "slot opened tag");
    let mut bits: Vec<usize> = all(&system, "slot bit");
    bits.truncate(4 * circuit.layout.decoders.iter().filter(|&&d| d).count());
    for &from in selectors
        .iter()
        .filter(|&&v| system.values[v] == Scalar::ONE)
    {
        for &to in selectors
            .iter()
            .filter(|&&v| system.values[v] == Scalar::ZERO)
        {
            let moved = vec![(from, Scalar::ZERO), (to, Scalar::ONE)];
            let row = system.violated_by(&moved).map(|row| row.name.clone());
            caught.add("another target", &row.expect("another target is noticed"));
            for kind in [Kind::Frame, Kind::Closure] {
                let numbers = targets(circuit, kind);
                for a in &numbers {
                    for b in &numbers {
                        for position in 0..circuit.layout.decoders.len() {
                            let weight = inverse(tag_weight(position));
                            let shift: Scalar =
                                (header::<Scalar>(kind, *a) - header::<Scalar>(kind, *b)) * weight;
                            for &variable in tags.iter().chain(&bits) {
                                let mut changes = moved.clone();
                                changes.push((variable, system.values[variable] + shift));
                                let row = system.violated_by(&changes);
                                let row = row.map(|row| row.name.clone());
                                let row = row.unwrap_or_else(|| {
                                    panic!("a tag makes up for another target: {}", circuit.program)
                                });
                                caught.add("another target and a tag that makes up for it", &row);
                                tried += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    tried
}

#[test]
fn a_tag_cannot_make_up_for_another_target() {
    let mut caught = Caught::default();
    let mut tried = 0;
    let closures = "(define (f x) (lambda (y) (if (pair? x) y x))) (define (g x) (lambda (y) (if (null? x) y 1))) (define (k p) (if (p 1) (p 2) (p 3))) (k (f '())) (k (g '(1)))";
    for source in [BUILD, PROGRAMS[PROGRAMS.len() - 1], closures] {
        for slots in OFFERS {
            let circuit = circuit(source, slots);
            for step in distinct(&circuit) {
                tried += redirect(&circuit, &step, &mut caught);
            }
        }
    }
    caught.report(&[
        "another target",
        "another target and a tag that makes up for it",
    ]);
    assert!(tried > 100, "only {tried}");
}
