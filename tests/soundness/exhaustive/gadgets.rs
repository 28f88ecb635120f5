//! Numbers, choices, bits and zero tests.

use super::solver::{with_modulus, witnesses};
use super::Tried;
use crate::support::Built;
use crate::system::{inverse, System};
use ff::Field;
use foldscheme_circuits::check::Recorded;
use foldscheme_circuits::gadgets::mux::Mux;
use foldscheme_circuits::gadgets::num::{Builder, Num};
use foldscheme_circuits::gadgets::range::Bits;
use foldscheme_circuits::gadgets::zero::{is_one_of, is_zero_with_inverse, is_zero_within};
use foldscheme_circuits::scalar::{from_i128, to_bytes, Scalar};
use foldscheme_circuits::typed::synthesis::inverse as inverse_gadget;

type Cx<'b> = Builder<'b, Scalar, Recorded>;

/// The constraints that a gadget makes on inputs.
fn gadget(
    inputs: &[Scalar],
    make: impl FnOnce(&mut Cx<'_>, &[Num<Scalar>]) -> Vec<Num<Scalar>>,
) -> System {
    let mut cs = Recorded::default();
    let mut cx = Builder::new(&mut cs);
    let nums: Vec<Num<Scalar>> = inputs
        .iter()
        .map(|x| cx.unchecked_alloc("input", Some(*x)).expect("allocates"))
        .collect();
    let outputs = make(&mut cx, &nums);
    System::new(&Built { cs, outputs }, inputs.len())
}

fn n(x: i128) -> Scalar {
    from_i128(x)
}

fn truth(x: bool) -> Scalar {
    Scalar::from(u64::from(x))
}

/// Small numbers of both signs, and some from all over the field.
fn numbers() -> Vec<Scalar> {
    let small = (-20..=20).map(n);
    let far = [
        Scalar::from(2).pow([200]),
        -Scalar::from(2).pow([128]),
        inverse(n(2)),
        inverse(n(3)),
    ];
    small.chain(far).collect()
}

#[test]
fn products_copies_and_booleans_are_what_they_say() {
    let (mut products, mut copies) = (Tried::default(), Tried::default());
    for x in numbers() {
        for y in numbers() {
            let system = gadget(&[x, y], |cx, n| {
                vec![cx.product("product", &n[0], &n[1]).expect("builds")]
            });
            products.look(&system, Some(&[x * y]), &|| format!("{x:?} * {y:?}"));
            let system = gadget(&[x, y], |cx, n| {
                let sum = cx.add_scaled(&n[0], Scalar::from(3), &n[1]);
                vec![cx.shorten("copy", &sum, 1).expect("builds")]
            });
            copies.look(&system, Some(&[x + Scalar::from(3) * y]), &|| {
                format!("{x:?}, {y:?}")
            });
        }
    }
    products.report("product");
    copies.report("shorten");
    // A boolean is free to be either, and nothing else.
    let system = gadget(&[], |cx, _| {
        vec![cx.boolean("bit", Some(false)).expect("builds")]
    });
    let mut both: Vec<Scalar> = witnesses(&system, &[]).found.concat();
    both.sort_by_key(|x| *x != Scalar::ZERO);
    assert_eq!(both, [Scalar::ZERO, Scalar::ONE]);
}

#[test]
fn a_choice_is_the_selected_value() {
    let mut tried = Tried::default();
    for selected in 0..=4usize {
        for values in 0..81u32 {
            let value = |i: u32| n(i128::from(values / 3u32.pow(i) % 3) - 1);
            let mut inputs: Vec<Scalar> = (0..4).map(|i| truth(selected == i)).collect();
            inputs.extend((0..4).map(value));
            let make = |cx: &mut Cx<'_>, nums: &[Num<Scalar>]| {
                let mut mux = Mux::default();
                for i in 0..4 {
                    mux.case(&nums[i], &nums[4 + i]);
                }
                // One value under two selectors, and a constant.
                mux.case(&nums[0], &nums[5]);
                let seven = cx.constant(n(7));
                mux.case(&nums[1], &seven);
                vec![mux.choose(cx, "choice").expect("builds")]
            };
            let system = gadget(&inputs, make);
            let chosen = match selected {
                0 => value(0) + value(1),
                1 => value(1) + n(7),
                4 => Scalar::ZERO,
                i => value(i as u32),
            };
            tried.look(&system, Some(&[chosen]), &|| {
                format!("{selected} of {values}")
            });
        }
    }
    tried.report("choice");
}

/// Numbers in, and beyond, a range of so many bits; such as only an overflow past the modulus would let in.
fn about(bits: u32) -> Vec<Scalar> {
    let size = 1i128 << bits;
    let near = (-5..size + 6).map(n);
    let half = inverse(n(2));
    let halves = (0..size).map(|x| n(x) * half);
    let far = [
        -Scalar::ONE,
        n(size) * n(size),
        Scalar::from(2).pow([253]),
        -Scalar::from(2).pow([253]),
        Scalar::from(2).pow([200]) + Scalar::ONE,
    ];
    let mut all: Vec<Scalar> = near.chain(halves).chain(far).collect();
    all.sort_by_key(|x| to_bytes(*x));
    all.dedup();
    all
}

#[test]
fn a_number_has_its_bits_and_no_others() {
    let (mut own, mut bound) = (Tried::default(), Tried::default());
    for count in 0..=7u32 {
        let size = 1i128 << count;
        for x in about(count) {
            let number = (0..size).find(|k| n(*k) == x);
            let bits = number.map(|k| (0..count).map(|i| n((k >> i) & 1)).collect::<Vec<_>>());
            let what = || format!("{count} bits of {x:?}");
            let system = gadget(&[x], |cx, nums| {
                let bits = Bits::of(cx, &nums[0], count as usize);
                bits.expect("builds").into_vec()
            });
            own.look(&system, bits.as_deref(), &what);
            let system = gadget(&[x], |cx, nums| {
                let bits = Bits::unchecked_alloc(cx, count as usize, Some(x)).expect("builds");
                assert_eq!((bits.len(), bits.is_empty()), (count as usize, count == 0));
                bits.bind(cx, &nums[0]);
                bits.into_vec()
            });
            bound.look(&system, bits.as_deref(), &what);
        }
    }
    own.report("bits, the lowest of them no variable");
    bound.report("bits of a slot");
}

#[test]
fn no_number_has_the_bits_of_itself_and_the_modulus() {
    // At the widths that there are, the modulus is out of reach: whatever has the bits of a number and the modulus has more bits.
    let mut tried = 0;
    for x in numbers() {
        let (bits, more) = with_modulus(x);
        let length = |bits: &[bool]| bits.iter().rposition(|bit| *bit).map_or(0, |top| top + 1);
        assert!(length(&more) >= 255);
        // As many bits as are allowed, as the number's own and as the other's.
        for width in [1usize, 66, 128, 253] {
            let system = gadget(&[x], |cx, nums| {
                let bits = Bits::of(cx, &nums[0], width).expect("builds");
                bits.into_vec()
            });
            for (other, honest) in [(&bits, true), (&more, false)] {
                // The lowest bit is what the others leave.
                if !honest && other[1..width] == bits[1..width] {
                    continue;
                }
                let mut changes: Vec<(usize, Scalar)> = Vec::new();
                changes.extend((1..width).map(|i| (i, truth(other[i]))));
                let violated = system.violated_by(&changes).map(|row| row.name.clone());
                let holds = violated.is_none()
                    && system
                        .rows
                        .iter()
                        .all(|row| row.holds(&system.regenerate(&changes)));
                assert_eq!(holds, honest && length(&bits) <= width, "{x:?}, {width}");
                tried += 1;
            }
        }
    }
    assert!(tried > 250, "{tried}");
    // Where both would have room, there are no bits at all.
    for width in [254, 255, 256] {
        let wide = std::panic::catch_unwind(|| {
            gadget(&[Scalar::ONE], |cx, nums| {
                Bits::of(cx, &nums[0], width).expect("builds").into_vec()
            })
        });
        assert!(wide.is_err(), "{width} bits");
    }
}

#[test]
fn zero_tests_and_inverses_are_what_they_say() {
    let mut tried = Tried::default();
    let mut inverses = Tried::default();
    for x in numbers() {
        let is_zero = x == Scalar::ZERO;
        let inverse_of = if is_zero { x } else { inverse(x) };
        let system = gadget(&[x], |cx, nums| {
            let (zero, inverse) = is_zero_with_inverse(cx, &nums[0]).expect("builds");
            vec![zero, inverse]
        });
        tried.look(&system, Some(&[truth(is_zero), inverse_of]), &|| {
            format!("{x:?}")
        });
        let system = gadget(&[x], |cx, nums| {
            vec![inverse_gadget(cx, &nums[0]).expect("builds")]
        });
        let answer = [inverse_of];
        let answer = (!is_zero).then_some(&answer[..]);
        inverses.look(&system, answer, &|| format!("1 / {x:?}"));
    }
    tried.report("zero test");
    inverses.report("inverse");
    let mut within = Tried::default();
    for lo in -5..=3i128 {
        for hi in lo..=4i128 {
            for x in lo..=hi {
                let system = gadget(&[n(x)], |cx, nums| {
                    vec![is_zero_within(cx, &nums[0], (lo, hi)).expect("builds")]
                });
                let what = || format!("{x} in {lo}..={hi}");
                within.look(&system, Some(&[truth(x == 0)]), &what);
            }
        }
    }
    within.report("zero test within a range");
}

#[test]
fn a_tag_is_one_of_some_if_it_is() {
    let mut tried = Tried::default();
    for possible in 1..64u64 {
        let members = |set: u64| -> Vec<u64> { (0..6).filter(|i| set >> i & 1 == 1).collect() };
        for wanted in 0..64u64 {
            for x in members(possible) {
                let system = gadget(&[Scalar::from(x)], |cx, nums| {
                    let (possible, wanted) = (members(possible), members(wanted));
                    vec![is_one_of(cx, &nums[0], &possible, &wanted).expect("builds")]
                });
                let answer = truth(wanted >> x & 1 == 1);
                tried.look(&system, Some(&[answer]), &|| {
                    format!("{x} of {possible:b} in {wanted:b}")
                });
            }
        }
    }
    tried.report("one of some tags");
}
