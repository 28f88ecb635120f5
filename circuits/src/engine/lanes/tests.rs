//! Lanes against the field's own arithmetic, at the ends of the range and between.
use super::*;
use nova_snark::provider::pasta::{pallas, vesta};
use rand_core::OsRng;

/// Pairs of numbers that stand for coordinates of points; sums are kept.
struct Numbers<P> {
    left: Vec<P>,
    right: Vec<P>,
    negate: bool,
    out: Vec<Option<P>>,
}

impl<P: Copy> Pairs<P> for Numbers<P> {
    fn len(&self) -> usize {
        self.left.len()
    }

    fn operand<const RIGHT: bool>(&self, i: usize) -> (P, bool) {
        (
            if RIGHT { self.right[i] } else { self.left[i] },
            self.negate,
        )
    }

    fn put(&mut self, i: usize, sum: P) {
        self.out[i] = Some(sum);
    }
}

fn numbers<F: LaneField>() -> Vec<F> {
    let mut list = vec![
        F::ZERO,
        F::ONE,
        -F::ONE,
        -F::from(2),
        F::TWO_INV,
        -F::TWO_INV,
        F::from(2).pow_vartime([254]),
        -F::from(2).pow_vartime([208]),
        F::from(2).pow_vartime([52]) - F::ONE,
    ];
    list.extend((0..8).map(|_| F::random(OsRng)));
    list
}

fn agrees<F: LaneField, L: Lanes<F>>(lanes: L) {
    let all = numbers::<F>();
    let every: Vec<(F, F)> = all
        .iter()
        .flat_map(|a| all.iter().map(|b| (*a, *b)))
        .collect();
    for negate in [false, true] {
        let sign = |y: F| if negate { -y } else { y };
        let mut numbers = Numbers {
            left: every.iter().map(|(a, b)| lanes.pack(*a, *b)).collect(),
            right: every
                .iter()
                .rev()
                .map(|(a, b)| lanes.pack(*a, *b))
                .collect(),
            negate,
            out: vec![None; every.len()],
        };
        let mut check = |what: &str,
                         lane: &dyn Fn([L::Vector; 4]) -> L::Vector,
                         field: &dyn Fn([F; 4]) -> F| {
            for start in (0..every.len()).step_by(L::WIDTH) {
                let (x1, y1) = lanes.load::<_, false>(&numbers, start);
                let (x2, y2) = lanes.load::<_, true>(&numbers, start);
                let out = lanes.reduce(lane([x1, y1, x2, y2]));
                lanes.store(&mut numbers, start, out, out);
            }
            for (i, ((x1, y1), (x2, y2))) in every.iter().zip(every.iter().rev()).enumerate() {
                let expected = field([*x1, sign(*y1), *x2, sign(*y2)]);
                let out = lanes.unpack(&numbers.out[i].expect("every place is written"));
                assert_eq!(out, (expected, expected), "{what} {i}");
            }
        };
        check("load", &|[x, ..]| x, &|[x, ..]| x);
        check("load and negate", &|[_, y, ..]| y, &|[_, y, ..]| y);
        check("mul", &|[a, _, b, _]| lanes.mul(a, b), &|[a, _, b, _]| {
            a * b
        });
        check(
            "mul of loose numbers",
            &|[a, b, c, d]| lanes.mul(lanes.sub(a, b), lanes.sub(c, d)),
            &|[a, b, c, d]| (a - b) * (c - d),
        );
        check("square", &|[a, ..]| lanes.square(a), &|[a, ..]| a.square());
        check(
            "square of a loose number",
            &|[a, b, ..]| lanes.square(lanes.sub(a, b)),
            &|[a, b, ..]| (a - b).square(),
        );
        check(
            "sub of tight numbers",
            &|[a, b, c, d]| lanes.sub(lanes.mul(a, b), lanes.double(lanes.reduce(lanes.sub(c, d)))),
            &|[a, b, c, d]| a * b - (c - d).double(),
        );
        check(
            "sub_two",
            &|[a, b, c, d]| lanes.sub_two(lanes.mul(a, b), c, d),
            &|[a, b, c, d]| a * b - c - d,
        );
        check(
            "triple",
            &|[a, ..]| lanes.triple(lanes.square(a)),
            &|[a, ..]| a.square() * F::from(3),
        );
        check("invert", &|[a, ..]| lanes.invert(a), &|[a, ..]| {
            a.invert().unwrap_or(F::ZERO)
        });
        check(
            "equal and select",
            &|[a, b, c, d]| lanes.select(lanes.equal(a, c), b, d),
            &|[a, b, c, d]| if a == c { b } else { d },
        );
        check(
            "zero and one",
            &|[a, b, ..]| {
                let nothing = lanes.is_zero(a);
                let or_b = lanes.or(nothing, lanes.is_zero(b));
                let only_b = lanes.and_not(or_b, nothing);
                lanes.select(only_b, lanes.one(), lanes.zero())
            },
            &|[a, b, ..]| {
                if bool::from(!a.is_zero() & b.is_zero()) {
                    F::ONE
                } else {
                    F::ZERO
                }
            },
        );
    }
    for (x, y) in every {
        let point = lanes.pack(x, y);
        assert_eq!(lanes.unpack(&point), (x, y));
        assert_eq!(lanes.unpack(&lanes.negate(&point)), (x, -y));
        assert_eq!(lanes.is_identity(&point), bool::from(y.is_zero()));
    }
}

fn all_lanes_agree<F: LaneField>() {
    agrees::<F, _>(Portable);
    #[cfg(target_arch = "x86_64")]
    match Ifma::detect() {
        Some(lanes) => agrees::<F, _>(lanes),
        None => eprintln!("this processor has no IFMA: its lanes are not tested"),
    }
}

#[test]
fn lanes_compute_as_the_field() {
    all_lanes_agree::<pallas::Base>();
    all_lanes_agree::<vesta::Base>();
}

#[test]
fn the_primes_are_the_fields() {
    fn prime<F: LaneField>() -> String {
        let words = F::PRIME.iter().rev().map(|word| format!("{word:016x}"));
        format!("0x{}", words.collect::<String>())
    }
    assert_eq!(prime::<pallas::Base>(), pallas::Base::MODULUS);
    assert_eq!(prime::<vesta::Base>(), vesta::Base::MODULUS);
}
