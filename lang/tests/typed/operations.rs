//! Every operation against a reference in plain Rust.

use super::{program, step, try_step};
use proptest::prelude::*;

/// One step of an `(int 16)` state `s` and a public `(int 16)` `t` to an expression saturated to `(int 40)`.
fn of_two(expression: &str) -> impl Fn(i128, i128) -> i128 {
    let text = format!(
        "(define-step (f [r : (int 40)] [s : (int 16) public] [t : (int 16) public]) (as (int 40) {expression}))"
    );
    let program = program(&text);
    move |s, t| {
        try_step(&program, &text, &[&[0], &[s], &[t]]).unwrap_or_else(|failure| panic!("{failure}"))
            [0]
    }
}

fn number() -> impl Strategy<Value = i128> {
    prop_oneof![
        4 => -32768..=32767i128,
        1 => Just(-32768i128),
        1 => Just(32767i128),
        2 => -3..=3i128,
    ]
}

fn rounded_even(n: i128, d: i128) -> i128 {
    let (floor, rest) = (n.div_euclid(d), n.rem_euclid(d));
    match (2 * rest).cmp(&d) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Greater => floor + 1,
        std::cmp::Ordering::Equal => floor + floor.rem_euclid(2),
    }
}

fn rounded_up(n: i128, d: i128) -> i128 {
    (2 * n + d).div_euclid(2 * d)
}

type Reference = fn(i128, i128) -> i128;

/// Expressions of `s` and `t`, and what they are.
const SCALAR: &[(&str, Reference)] = &[
    ("(+ s t 7)", |s, t| s + t + 7),
    ("(- s t)", |s, t| s - t),
    ("(- s)", |s, _| -s),
    ("(* s t -3)", |s, t| -3 * s * t),
    ("(* s s)", |s, _| s * s),
    ("(/ s 7)", |s, _| s.div_euclid(7)),
    ("(/ s -7)", |s, _| (-s).div_euclid(7)),
    ("(/ s 8)", |s, _| s.div_euclid(8)),
    ("(divide s 10 floor)", |s, _| s.div_euclid(10)),
    ("(divide s 10)", |s, _| rounded_up(s, 10)),
    ("(divide s 10 half-even)", |s, _| rounded_even(s, 10)),
    ("(divide s 9 half-even)", |s, _| rounded_even(s, 9)),
    ("(divide s 16 half-even)", |s, _| rounded_even(s, 16)),
    ("(/ s (+ (abs t) 1))", |s, t| s.div_euclid(t.abs() + 1)),
    ("(divide s (+ (abs t) 1) half-up)", |s, t| {
        rounded_up(s, t.abs() + 1)
    }),
    ("(divide s (+ (abs t) 1) half-even)", |s, t| {
        rounded_even(s, t.abs() + 1)
    }),
    ("(if (= s t) 1 0)", |s, t| i128::from(s == t)),
    ("(if (< s t) 1 0)", |s, t| i128::from(s < t)),
    ("(if (> s t) s t)", |s, t| s.max(t)),
    ("(if (<= s t) 1 0)", |s, t| i128::from(s <= t)),
    ("(if (>= s t) 1 0)", |s, t| i128::from(s >= t)),
    ("(as (nat 1) (and (< s 0) (< t 0)))", |s, t| {
        i128::from(s < 0 && t < 0)
    }),
    ("(as (nat 1) (or (< s 0) (< t 0)))", |s, t| {
        i128::from(s < 0 || t < 0)
    }),
    ("(as (nat 1) (not (< s t)))", |s, t| i128::from(s >= t)),
    ("(relu s)", |s, _| s.max(0)),
    ("(relu (rescale (* s 0.0625) 0))", |s, _| {
        rounded_up(s, 16).max(0)
    }),
    ("(rescale (relu (* s 0.0625)) 0 floor)", |s, _| {
        s.max(0).div_euclid(16)
    }),
    ("(rescale (* s 0.0625) 0 half-even)", |s, _| {
        rounded_even(s, 16)
    }),
    ("(leaky-relu s 0.01)", |s, _| {
        if s >= 0 {
            s
        } else {
            rounded_up(s, 100)
        }
    }),
    ("(leaky-relu s 0.25 floor)", |s, _| {
        if s >= 0 {
            s
        } else {
            s.div_euclid(4)
        }
    }),
    ("(clamp s -100 1000)", |s, _| s.clamp(-100, 1000)),
    ("(clamp s (- (abs t)) (abs t))", |s, t| {
        s.clamp(-t.abs(), t.abs())
    }),
    ("(abs s)", |s, _| s.abs()),
    ("(max s t 5)", |s, t| s.max(t).max(5)),
    ("(min s t 5)", |s, t| s.min(t).min(5)),
    ("(argmax (vector s t 12))", |s, t| {
        match (s >= t, s.max(t) >= 12) {
            (true, true) => 0,
            (false, true) => 1,
            _ => 2,
        }
    }),
    ("(saturate (int 8) s)", |s, _| s.clamp(-128, 127)),
    ("(saturate (nat 8) s)", |s, _| s.clamp(0, 255)),
    (
        "(lookup #(3 1 4 1 5 9 2 6) (rescale (* (abs s) (/ 1 8192)) 0 floor))",
        |s, _| [3, 1, 4, 1, 5, 9, 2, 6][s.unsigned_abs() as usize / 8192],
    ),
    ("(sum (map (lambda (x) (* x s)) (range 5)))", |s, _| 10 * s),
    (
        "(fold (lambda (x sum) (- x sum)) t (vector s 1))",
        |s, t| 1 - (s - t),
    ),
    ("(ref (build 3 (lambda (i) (+ s i))) 2)", |s, _| s + 2),
    (
        "(let ((a (+ s 1)) (b t)) (let* ((c (* a 2)) (d (+ c b))) d))",
        |s, t| 2 * (s + 1) + t,
    ),
    ("(mean (vector s t 1 1))", |s, t| rounded_up(s + t + 2, 4)),
    ("(mean (vector s t 1) half-even)", |s, t| {
        rounded_even(s + t + 1, 3)
    }),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn scalars_are_computed_as_in_rust(s in number(), t in number()) {
        thread_local! {
            static STEPS: Vec<Box<dyn Fn(i128, i128) -> i128>> = SCALAR
                .iter()
                .map(|(expression, _)| Box::new(of_two(expression)) as Box<dyn Fn(i128, i128) -> i128>)
                .collect();
        }
        STEPS.with(|steps| {
            for (step, (expression, reference)) in steps.iter().zip(SCALAR) {
                assert_eq!(step(s, t), reference(s, t), "{expression} of {s} and {t}");
            }
        });
    }
}

fn vectors(expression: &str, result: usize, inputs: &[&[i128]]) -> Vec<i128> {
    let zeros = vec![0; result];
    let text = format!(
        "(define-step (f [r : (vec {result} (int 40))] [a : (vec 12 (int 12)) public] [b : (vec 12 (int 12)) public])
           (as (int 40) (reshape {expression} {result})))"
    );
    step(&text, &[&zeros, inputs[0], inputs[1]])
}

fn samples(seed: i128) -> Vec<i128> {
    (0..12)
        .map(|i| (i * 7919 + seed * 104_729 + 13) % 2048 - 1024)
        .collect()
}

#[test]
fn linear_algebra_is_computed_as_in_rust() {
    for seed in 0..5 {
        let (a, b) = (samples(seed), samples(seed + 100));
        let inputs: [&[i128]; 2] = [&a, &b];
        let dot: i128 = a.iter().zip(&b).map(|(x, y)| x * y).sum();
        assert_eq!(vectors("(dot a b)", 1, &inputs), [dot]);
        let row = |m: &[i128], i: usize| m[i * 4..(i + 1) * 4].to_vec();
        let matvec: Vec<i128> = (0..3)
            .map(|i| row(&a, i).iter().zip(&b[..4]).map(|(x, y)| x * y).sum())
            .collect();
        assert_eq!(
            vectors("(matvec (reshape a 3 4) (slice b 0 4))", 3, &inputs),
            matvec
        );
        let matmul: Vec<i128> = (0..3)
            .flat_map(|i| (0..3).map(move |j| (i, j)))
            .map(|(i, j)| (0..4).map(|k| a[i * 4 + k] * b[k * 3 + j]).sum())
            .collect();
        assert_eq!(
            vectors("(matmul (reshape a 3 4) (reshape b 4 3))", 9, &inputs),
            matmul
        );
        let transposed: Vec<i128> = (0..4)
            .flat_map(|j| (0..3).map(move |i| (i, j)))
            .map(|(i, j)| a[i * 4 + j])
            .collect();
        assert_eq!(
            vectors("(transpose (reshape a 3 4))", 12, &inputs),
            transposed
        );
        let padded = vectors("(pad (reshape (slice a 0 4) 2 2) 1 0 0 2)", 12, &inputs);
        assert_eq!(padded, [0, 0, 0, 0, a[0], a[1], 0, 0, a[2], a[3], 0, 0]);
        let joined = vectors("(concat (slice a 2 5) (slice b 0 3))", 6, &inputs);
        assert_eq!(joined, [&a[2..5], &b[0..3]].concat());
        assert_eq!(
            vectors("(ref (reshape a 2 3 2) 1 2)", 2, &inputs),
            a[10..12]
        );
    }
}

/// A convolution by its definition: `x` of channels by height by width.
fn convolved(
    (x, channels, height, width): (&[i128], usize, usize, usize),
    (k, outputs, rows, columns): (&[i128], usize, usize, usize),
    stride: usize,
    [top, left, bottom, right]: [usize; 4],
) -> Vec<i128> {
    let pixel = |c: usize, i: usize, j: usize| match (i.checked_sub(top), j.checked_sub(left)) {
        (Some(i), Some(j)) if i < height && j < width => x[(c * height + i) * width + j],
        _ => 0,
    };
    let down = (height + top + bottom - rows) / stride + 1;
    let across = (width + left + right - columns) / stride + 1;
    let mut out = Vec::new();
    for o in 0..outputs {
        for i in 0..down {
            for j in 0..across {
                let mut sum = 0;
                for c in 0..channels {
                    for a in 0..rows {
                        for b in 0..columns {
                            let kernel = k[((o * channels + c) * rows + a) * columns + b];
                            sum += kernel * pixel(c, i * stride + a, j * stride + b);
                        }
                    }
                }
                out.push(sum);
            }
        }
    }
    out
}

#[test]
fn convolutions_are_computed_by_their_definition() {
    for seed in 0..5 {
        let (a, b) = (samples(seed), samples(seed + 50));
        let inputs: [&[i128]; 2] = [&a, &b];
        let plain = convolved((&a, 1, 3, 4), (&b[..8], 2, 2, 2), 1, [0; 4]);
        let expression = "(conv2d (reshape a 1 3 4) (reshape (slice b 0 8) 2 1 2 2))";
        assert_eq!(vectors(expression, plain.len(), &inputs), plain);
        let padded = convolved((&a, 2, 2, 3), (&b[..8], 1, 2, 2), 2, [1; 4]);
        let expression = "(conv2d (reshape a 2 2 3) (reshape (slice b 0 8) 1 2 2 2) 2 1)";
        assert_eq!(vectors(expression, padded.len(), &inputs), padded);
        let uneven = convolved((&a, 2, 2, 3), (&b[..8], 1, 2, 2), 1, [0, 1, 1, 0]);
        let expression = "(conv2d (reshape a 2 2 3) (reshape (slice b 0 8) 1 2 2 2) 1 (0 1 1 0))";
        assert_eq!(vectors(expression, uneven.len(), &inputs), uneven);
        let pooled: Vec<i128> = [[0, 1, 4, 5], [2, 3, 6, 7]]
            .iter()
            .map(|window| window.iter().map(|i| a[*i]).max().expect("four"))
            .collect();
        assert_eq!(
            vectors("(maxpool2d (reshape a 1 3 4) 2 2)", 2, &inputs),
            pooled
        );
    }
}

#[test]
fn smooth_functions_are_as_near_as_documented() {
    type Smooth = fn(f64) -> f64;
    let functions: [(&str, Smooth, f64); 3] = [
        ("sigmoid", |x| 1.0 / (1.0 + (-x).exp()), 5e-5),
        ("tanh", f64::tanh, 4e-4),
        ("exp", f64::exp, 1.6),
    ];
    for (name, exact, most) in functions {
        let text = format!(
            "(define-step (f [r : (fixed 40 16)] [x : (fixed 20 12) public]) (as (fixed 40 16) (rescale ({name} (rescale x 16)) 16)))"
        );
        let program = program(&text);
        for raw in (-32768..32768).step_by(37) {
            let x = f64::from(raw) / 4096.0;
            let got = try_step(&program, &text, &[&[0], &[raw.into()]]).expect("a value")[0];
            let off = (got as f64 / 65536.0 - exact(x)).abs();
            assert!(off <= most + 1.0 / 65536.0, "{name} {x}: off by {off}");
        }
    }
}

#[test]
fn softmax_is_near_and_sums_to_one() {
    let text = "(define-step (f [r : (vec 4 (fixed 24 12))] [x : (vec 4 (fixed 16 8)) public])
        (as (fixed 24 12) (softmax (rescale x 12))))";
    let program = program(text);
    for seed in 0..50i128 {
        let x: Vec<i128> = (0..4)
            .map(|i| (seed * 7919 + i * 104_729) % 2000 - 1000)
            .collect();
        let got = try_step(&program, text, &[&[0; 4], &x]).expect("a value");
        let powers: Vec<f64> = x.iter().map(|x| (*x as f64 / 256.0).exp()).collect();
        let sum: f64 = powers.iter().sum();
        for (got, power) in got.iter().zip(&powers) {
            let off = (*got as f64 / 4096.0 - power / sum).abs();
            assert!(off < 1.5e-3 + 1.0 / 4096.0, "{x:?}: off by {off}");
        }
    }
}

#[test]
fn field_elements_are_hashed_and_inverted() {
    use foldscheme_lang::field::{FieldElement, ScalarField};
    use foldscheme_lang::typed::array::Value;
    let text = "(define-step (f [h : field] [n : (int 8) public])
        (assert (= (* (inverse h) h) 1))
        (poseidon h (field n) (+ h 1)))";
    let program = program(text);
    let element = |n| FieldElement::from_i64(ScalarField::Pallas, n);
    let inputs: [&[Value]; 2] = [&[Value::Field(element(5))], &[Value::Int(-3)]];
    let values = program.run(&inputs, &super::digest).expect("a value");
    let expected = super::digest(&[element(5), element(-3), element(6)]);
    assert_eq!(program.state_after(&values), [Value::Field(expected)]);
}
