//! Bounds against what they bound: every integer between small ends, and the ends of 64 bits.

use super::*;
use crate::compiler::compile_unsplit;
use crate::expander;
use crate::source::Sources;

const MIN: i64 = i64::MIN;
const MAX: i64 = i64::MAX;

const OPERATIONS: [Arith; 6] = [
    Arith::Add,
    Arith::Sub,
    Arith::Mul,
    Arith::Quotient,
    Arith::Remainder,
    Arith::Modulo,
];

/// Bounds with all the integers between them.
fn small() -> Vec<(Type, Vec<i64>)> {
    let ends = -4..=4i64;
    let pairs = ends.clone().flat_map(|lo| (lo..=4).map(move |hi| (lo, hi)));
    let small = pairs.map(|(lo, hi)| (Type::integer(lo, hi), (lo..=hi).collect()));
    let great = [(MIN, MIN + 2), (MAX - 2, MAX), (MIN, MIN), (MAX, MAX)];
    let great = great.map(|(lo, hi)| (Type::integer(lo, hi), (lo..=hi).collect()));
    small.chain(great).collect()
}

/// What the operation gives, if it does not fail.
fn result(op: Arith, x: i64, y: i64) -> Option<i64> {
    match op {
        Arith::Add => x.checked_add(y),
        Arith::Sub => x.checked_sub(y),
        Arith::Mul => x.checked_mul(y),
        Arith::Quotient => x.checked_div(y),
        Arith::Remainder if y == 0 => None,
        Arith::Remainder => Some(x.checked_rem(y).unwrap_or(0)),
        Arith::Modulo if y == 0 => None,
        Arith::Modulo => {
            let (x, y) = (i128::from(x), i128::from(y));
            i64::try_from(((x % y) + y) % y).ok()
        }
        Arith::Div => None,
    }
}

/// The results of all operands, and whether some fail.
fn results(op: Arith, xs: &[i64], ys: &[i64]) -> (Vec<i64>, bool) {
    let pairs = xs.iter().flat_map(|x| ys.iter().map(move |y| (*x, *y)));
    let all: Vec<Option<i64>> = pairs.map(|(x, y)| result(op, x, y)).collect();
    let fails = all.contains(&None);
    (all.into_iter().flatten().collect(), fails)
}

#[test]
fn arithmetic_stays_within_its_bounds_and_fails_only_where_it_is_said_to() {
    for op in OPERATIONS {
        for (a, xs) in small() {
            for (b, ys) in small() {
                let (found, fails) = results(op, &xs, &ys);
                let bound = arith(op, a, b);
                let what = format!("{op:?} of {a:?} and {b:?}: {bound:?}");
                assert_eq!(can_fail(op, a, b), fails, "{what}");
                assert_eq!(bound.tags, TagSet::of(Tag::Integer), "{what}");
                for n in &found {
                    assert!(bound.lo <= *n && *n <= bound.hi, "{what}, not {n}");
                }
                let whole = matches!(op, Arith::Add | Arith::Sub | Arith::Mul);
                if let (true, Some(lo), Some(hi)) = (whole, found.iter().min(), found.iter().max())
                {
                    let lo = if fails && bound.lo == MIN { MIN } else { *lo };
                    let hi = if fails && bound.hi == MAX { MAX } else { *hi };
                    assert_eq!((bound.lo, bound.hi), (lo, hi), "{what}");
                }
                assert_eq!(overflows(op, a, b), whole && fails, "{what}");
            }
        }
    }
}

#[test]
fn divisions_of_what_is_not_negative_have_bounds() {
    let of = |op, (al, ah), (bl, bh)| {
        let ty = arith(op, Type::integer(al, ah), Type::integer(bl, bh));
        (ty.lo, ty.hi)
    };
    assert_eq!(of(Arith::Quotient, (0, 9), (0, 5)), (0, 9));
    assert_eq!(of(Arith::Quotient, (-1, 9), (0, 5)), (MIN, MAX));
    assert_eq!(of(Arith::Quotient, (0, 9), (-1, 5)), (MIN, MAX));
    assert_eq!(of(Arith::Remainder, (0, 9), (-7, 5)), (0, 6));
    assert_eq!(of(Arith::Remainder, (0, 9), (-4, 5)), (0, 4));
    assert_eq!(of(Arith::Remainder, (0, 3), (-4, 5)), (0, 3));
    assert_eq!(of(Arith::Remainder, (0, 9), (0, 0)), (0, 0));
    assert_eq!(of(Arith::Remainder, (-1, 9), (1, 5)), (MIN, MAX));
    assert_eq!(of(Arith::Modulo, (-9, 9), (0, 5)), (0, 4));
    assert_eq!(of(Arith::Modulo, (-9, 9), (0, 0)), (0, 0));
    assert_eq!(of(Arith::Modulo, (-9, 9), (-1, 5)), (MIN, MAX));
}

#[test]
fn tags_of_results_are_those_that_both_operands_have() {
    let (integer, field) = (Type::integer(1, 2), Type::of(Tag::Field));
    let number = integer.join(field);
    assert_eq!(arith(Arith::Add, field, field), field);
    assert_eq!(arith(Arith::Mul, number, field), field);
    assert_eq!(arith(Arith::Sub, number, number).tags, TagSet::NUMBER);
    assert_eq!(arith(Arith::Div, number, field), field);
    assert_eq!(
        arith(Arith::Quotient, number, number).tags,
        TagSet::of(Tag::Integer)
    );
    for op in OPERATIONS {
        assert!(arith(op, Type::NEVER, integer).is_never());
        assert!(arith(op, integer, Type::NEVER).is_never());
    }
    assert!(can_fail(Arith::Div, field, field));
    // Elements of a field do not leave it, whatever bounds stand beside them.
    let great = Type::integer(MAX, MAX);
    assert!(!overflows(Arith::Add, great, field) && !overflows(Arith::Add, field, great));
    assert!(overflows(Arith::Add, great.join(field), great));
}

#[test]
fn bounds_that_grow_are_widened_to_where_they_stay() {
    let widened = |(lo, hi), (new_lo, new_hi)| {
        let mut new = Type::integer(new_lo, new_hi);
        widen(Type::integer(lo, hi), &mut new);
        (new.lo, new.hi)
    };
    assert_eq!(widened((3, 5), (3, 5)), (3, 5));
    assert_eq!(widened((3, 5), (2, 5)), (0, 5));
    assert_eq!(widened((3, 5), (0, 5)), (0, 5));
    assert_eq!(widened((3, 5), (-1, 5)), (MIN, 5));
    assert_eq!(widened((3, 5), (3, 6)), (3, MAX));
    assert_eq!(widened((5, 5), (4, 6)), (0, MAX));
    // What had no bounds yet has not grown.
    let mut first = Type::integer(-3, 3);
    widen(Type::NEVER, &mut first);
    assert_eq!(first, Type::integer(-3, 3));
}

#[test]
fn variables_are_widened_when_patience_is_over_and_others_at_once() {
    let (program, state) = (compiled("1"), Owners::new(vec![None]));
    let mut inference = inference(&program, &state);
    for n in 0..i64::from(PATIENCE) {
        inference.flow(Var(0), Type::integer(0, n));
        assert_eq!(inference.ty(Var(0)), Type::integer(0, n));
    }
    inference.flow(Var(0), Type::integer(0, 100));
    assert_eq!(inference.ty(Var(0)), Type::integer(0, MAX));
    for n in [1, 2] {
        inference.returned(0, Type::integer(0, n));
        inference.half(0, Type::integer(0, n));
    }
    assert_eq!(inference.returns[0], Type::integer(0, MAX));
    assert_eq!(inference.halves, [Type::integer(0, MAX), Type::NEVER]);
    inference.changed = false;
    inference.flow(Var(0), Type::integer(5, 7));
    inference.returned(0, Type::integer(5, 7));
    inference.half(0, Type::integer(5, 7));
    inference.reach(program.entry);
    assert!(inference.changed);
    inference.changed = false;
    inference.reach(program.entry);
    assert!(!inference.changed);
}

fn compiled(text: &str) -> Program {
    let mut sources = Sources::default();
    let id = sources.add("test", text);
    let core = expander::expand(&sources, &[id]).expect("expands");
    let unsplit = compile_unsplit(&core).expect("compiles");
    let least = unsplit.least();
    unsplit.split(least)
}

fn inference<'p>(program: &'p Program, owners: &'p Owners) -> Inference<'p> {
    Inference {
        program,
        owners,
        types: vec![Type::NEVER; 2],
        changes: vec![0; 2],
        returns: vec![Type::NEVER; owners.count],
        halves: [Type::NEVER; 2],
        live_codes: vec![false; program.codes.len()],
        constants_seen: HashSet::new(),
        reached: vec![false; program.blocks.len()],
        marks: Vec::new(),
        changed: false,
    }
}

/// The integers of a type that stand in a relation to some integer of another, as bounds.
fn related(xs: &[i64], ys: &[i64], holds: impl Fn(i64, i64) -> bool) -> Type {
    let mut found = xs.iter().filter(|x| ys.iter().any(|y| holds(**x, *y)));
    match (found.clone().min(), found.by_ref().max()) {
        (Some(lo), Some(hi)) => Type::integer(*lo, *hi),
        _ => Type::NEVER,
    }
}

#[test]
fn branches_refine_to_what_their_condition_leaves() {
    let (program, state) = (compiled("1"), Owners::new(vec![None]));
    let other = Var(1);
    type Relation = fn(i64, i64) -> bool;
    let facts: [(Fact, Relation); 6] = [
        (Fact::Below(other), |x, y| x < y),
        (Fact::Above(other), |x, y| x > y),
        (Fact::AtMost(other), |x, y| x <= y),
        (Fact::AtLeast(other), |x, y| x >= y),
        (Fact::Equal(other), |x, y| x == y),
        (Fact::Different(other), |x, y| x != y),
    ];
    let character = Type::of(Tag::Char);
    for (a, xs) in small() {
        for (b, ys) in small() {
            let mut inference = inference(&program, &state);
            inference.types[1] = b;
            for (fact, holds) in facts {
                let expected = related(&xs, &ys, holds);
                let what = format!("{fact:?}: {a:?}, {b:?}");
                let found = inference.refine(a, fact);
                if expected.is_never() {
                    // An integer that differs from the only one it can be is not told from others, where it could be something else.
                    assert!(found.is_never(), "{what}: {found:?}");
                } else {
                    assert_eq!(found, expected, "{what}");
                }
                let both = inference.refine(a.join(character), fact);
                let stays = matches!(fact, Fact::Different(_));
                assert_eq!(both.tags.contains(Tag::Char), stays, "{what}");
            }
        }
        // Nothing is known to stand in a relation to what can't be.
        let nothing = inference(&program, &state);
        for (fact, _) in facts {
            assert!(nothing.refine(a, fact).is_never(), "{fact:?}");
        }
        let characters = nothing.refine(a.join(character), Fact::Tags(TagSet::of(Tag::Char)));
        assert_eq!(characters, character);
    }
}
