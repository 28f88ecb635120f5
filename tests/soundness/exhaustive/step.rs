//! What a step of the machine has beside those gadgets: division, comparison, the tags and the targets of cells taken apart, and the
//! block of a state.

use crate::cheats::with_bits;
use crate::one_variable::{distinct, system};
use crate::support::corpus::{BUILD, FIB, PROGRAMS};
use crate::support::size::{figure, size};
use crate::support::{circuit, LEAST, OFFERS};
use crate::system::{inverse, System};
use ff::Field;
use foldscheme_circuits::scalar::{from_i128, power_of_two, Scalar};
use rayon::prelude::*;

fn truth(x: bool) -> Scalar {
    Scalar::from(u64::from(x))
}

fn hints(system: &System, kind: &str) -> Vec<usize> {
    system.hints().filter(|h| system.kind(*h) == kind).collect()
}

/// Assignments tried and those that were accepted though they are not the honest one.
#[derive(Clone, Copy, Default)]
struct Tried {
    inputs: usize,
    assignments: usize,
    survivors: usize,
}

impl Tried {
    fn and(self, other: Tried) -> Tried {
        Tried {
            inputs: self.inputs + other.inputs,
            assignments: self.assignments + other.assignments,
            survivors: self.survivors + other.survivors,
        }
    }

    fn report(self, gadget: &str) {
        figure(
            "gadgets",
            format_args!(
                "{gadget}: {} inputs, {} assignments tried, {} survivors",
                self.inputs, self.assignments, self.survivors
            ),
        );
        assert!(
            self.inputs > 0 && self.assignments > self.inputs,
            "{gadget}"
        );
        assert_eq!(self.survivors, 0, "{gadget}");
    }

    /// Changes hints, with everything that follows, the bits of the range slots among it.
    fn assign(
        &mut self,
        system: &System,
        changes: Vec<(usize, Scalar)>,
        what: &dyn Fn() -> String,
    ) {
        let honest = changes.iter().all(|(v, x)| system.values[*v] == *x);
        self.assignments += 1;
        if !honest && with_bits(system, changes).is_none() {
            self.survivors += 1;
            eprintln!("accepted: {}", what());
        }
    }
}

/// Every remainder about the right one, and at the ends of 64 bits; the quotient that goes with it in the field, and both signs of both.
#[test]
fn a_division_has_one_quotient_and_one_remainder() {
    let most = size(3, 9) as i128;
    for op in ["quotient", "remainder", "modulo"] {
        let pairs: Vec<(i128, i128)> = (-most..=most)
            .flat_map(|a| (-most..=most).map(move |b| (a, b)))
            .collect();
        let tried = pairs
            .par_iter()
            .map(|(a, b)| {
                let circuit = circuit(&format!("({op} {a} {b})"), LEAST);
                let step = &distinct(&circuit)[0];
                let system = system(&circuit, step);
                let one = |kind| hints(&system, kind)[0];
                let (q, r) = (one("slot quotient"), one("slot remainder"));
                let (s, t) = (
                    one("slot dividend is negative"),
                    one("slot divisor is negative"),
                );
                let mut remainders: Vec<Scalar> = (-12..=20).map(from_i128).collect();
                for bits in [63, 64, 65, 128] {
                    remainders.extend([
                        power_of_two::<Scalar>(bits),
                        power_of_two::<Scalar>(bits) - Scalar::ONE,
                    ]);
                }
                remainders.extend([-power_of_two::<Scalar>(64), inverse(Scalar::from(2))]);
                let mut tried = Tried {
                    inputs: 1,
                    ..Tried::default()
                };
                for signs in 0..4 {
                    let (negative, divisor_negative) = (signs & 1 == 1, signs & 2 == 2);
                    let signed =
                        |x: i128, negative| from_i128::<Scalar>(if negative { -x } else { x });
                    let (dividend, divisor) = (signed(*a, negative), signed(*b, divisor_negative));
                    for remainder in &remainders {
                        // What the quotient must be, or anything if there is no divisor.
                        let quotients = match divisor == Scalar::ZERO {
                            true => vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE, dividend],
                            false => vec![(dividend - remainder) * inverse(divisor)],
                        };
                        for quotient in quotients {
                            let changes = vec![
                                (q, quotient),
                                (r, *remainder),
                                (s, truth(negative)),
                                (t, truth(divisor_negative)),
                            ];
                            tried.assign(&system, changes, &|| {
                                format!(
                                    "({op} {a} {b}): {quotient:?}, {remainder:?}, signs {signs}"
                                )
                            });
                        }
                    }
                }
                tried
            })
            .reduce(Tried::default, Tried::and);
        tried.report(op);
    }
}

/// Of a range slot's bits, every assignment to the lowest four and to the four about the one that decides.
#[test]
fn a_comparison_and_an_overflow_have_one_set_of_bits() {
    let ends = [
        i64::MIN,
        i64::MIN + 1,
        -2,
        -1,
        0,
        1,
        2,
        i64::MAX - 1,
        i64::MAX,
    ];
    for op in ["<", "+", "-"] {
        let pairs: Vec<(i64, i64)> = ends
            .iter()
            .flat_map(|a| ends.iter().map(move |b| (*a, *b)))
            .step_by(size(9, 1))
            .collect();
        let tried = pairs
            .par_iter()
            .map(|(a, b)| {
                let circuit = circuit(&format!("({op} {a} {b})"), LEAST);
                let step = &distinct(&circuit)[0];
                let system = system(&circuit, step);
                let bits = hints(&system, "slot bit");
                let mut tried = Tried {
                    inputs: 1,
                    ..Tried::default()
                };
                let Some(chosen) = bits.len().checked_sub(4).map(|top| {
                    bits.iter()
                        .take(4)
                        .chain(&bits[top..])
                        .copied()
                        .collect::<Vec<_>>()
                }) else {
                    return Tried::default();
                };
                for assignment in 0..1u32 << chosen.len() {
                    let changes: Vec<_> = chosen
                        .iter()
                        .enumerate()
                        .map(|(i, bit)| (*bit, truth(assignment >> i & 1 == 1)))
                        .collect();
                    tried.assignments += 1;
                    let honest = changes.iter().all(|(v, x)| system.values[*v] == *x);
                    if !honest && system.violated_by(&changes).is_none() {
                        tried.survivors += 1;
                        eprintln!("({op} {a} {b}): bits {assignment:b}");
                    }
                }
                tried
            })
            .reduce(Tried::default, Tried::and);
        tried.report(&format!("bits of {op}"));
    }
}

/// Every assignment to the selectors of targets, and to the bits of the tags decoded from a header, alone and together with
/// everything that follows from them.
#[test]
fn a_cell_taken_apart_has_one_target_and_one_set_of_tags() {
    let closures = "(define (f x) (lambda (y) (if (pair? x) y x))) (define (g x) (lambda (y) (if (null? x) y 1))) (define (k p) (if (p 1) (p 2) (p 3))) (k (f '())) (k (g '(1)))";
    let programs: Vec<&str> = [BUILD, FIB, closures]
        .into_iter()
        .chain(PROGRAMS.iter().copied().rev().take(size(2, 40)))
        .collect();
    let tried = programs
        .par_iter()
        .map(|text| {
            let circuit = circuit(text, OFFERS[0]);
            let tags = 4 * circuit.layout.decoders.iter().filter(|d| **d).count();
            let mut all = (Tried::default(), Tried::default());
            for step in distinct(&circuit) {
                let system = system(&circuit, &step);
                let selectors = hints(&system, "dispatch target selector");
                let bits: Vec<usize> = hints(&system, "slot bit").into_iter().take(tags).collect();
                let look = |tried: &mut Tried, chosen: &[usize]| {
                    let chosen = &chosen[..chosen.len().min(10)];
                    tried.inputs += usize::from(!chosen.is_empty());
                    for assignment in 0..1u32 << chosen.len() {
                        let changes: Vec<_> = chosen
                            .iter()
                            .enumerate()
                            .map(|(i, hint)| (*hint, truth(assignment >> i & 1 == 1)))
                            .collect();
                        let honest = changes.iter().all(|(v, x)| system.values[*v] == *x);
                        tried.assignments += 1;
                        if !honest && system.cheat(&changes).1.is_none() {
                            tried.survivors += 1;
                            eprintln!("{text}: {assignment:b}");
                        }
                    }
                };
                look(&mut all.0, &selectors);
                // A few tags of one slot at a time: with its selectors if there is room.
                look(&mut all.1, &bits);
                let together: Vec<usize> = selectors
                    .iter()
                    .take(4)
                    .chain(bits.iter().take(4))
                    .copied()
                    .collect();
                look(&mut all.1, &together);
            }
            all
        })
        .reduce(Default::default, |a, b| (a.0.and(b.0), a.1.and(b.1)));
    tried.0.report("one-hot targets");
    tried.1.report("decoded tags");
}

/// Every assignment to the selectors of blocks.
#[test]
fn a_state_has_one_block() {
    let programs = [
        BUILD,
        FIB,
        "(define (f x) (if (pair? x) (car x) x)) (f '(1))",
    ];
    let mut tried = Tried::default();
    for text in programs {
        let circuit = circuit(text, OFFERS[0]);
        for step in distinct(&circuit) {
            let system = system(&circuit, &step);
            let mut selectors = hints(&system, "decode block selector");
            selectors.truncate(10);
            tried.inputs += 1;
            for assignment in 0..1u32 << selectors.len() {
                let changes: Vec<_> = selectors
                    .iter()
                    .enumerate()
                    .map(|(i, s)| (*s, truth(assignment >> i & 1 == 1)))
                    .collect();
                let honest = changes.iter().all(|(v, x)| system.values[*v] == *x);
                tried.assignments += 1;
                if !honest && system.cheat(&changes).1.is_none() {
                    tried.survivors += 1;
                }
            }
        }
    }
    tried.report("one-hot block");
}
