//! Which constraints of a circuit are needed: for each, something that it alone refuses.
//!
//! Leaving out one constraint after the other and looking at all that is left would take the square of the time. What one
//! assignment shows of all constraints is found at once instead: a change that violates one constraint only is admitted without it.

use crate::null_space::{derivative, fixed_alone, null_space, Tangent, HASHED};
use crate::one_variable::{others, unnoticed};
use crate::system::{inverse, without_number, Row, System};
use ff::Field;
use foldscheme_circuits::scalar::Scalar;
use std::collections::BTreeMap;

/// What notices that a constraint is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// A direction of the null space opens.
    NullSpace,
    /// A variable can have another value.
    OneVariable,
    /// A hint can have another value if what follows is made to fit.
    Fitted,
    /// A hint can have another value if all is computed anew as an honest prover would.
    Cheat,
    /// What is refused otherwise is accepted: a prover's lie, or a state that can't be.
    Negative,
    /// A prover who looks for a few more changes finds another witness.
    Search,
    /// Another constraint, or all others of its kind, say the same; but not if all of the kind are left out.
    Kind,
}

/// For each constraint what noticed first that it is left out, if anything did.
pub struct Needed(pub Vec<Option<By>>);

impl Needed {
    /// Nothing was noticed yet of so many constraints.
    pub fn new(rows: usize) -> Self {
        Needed(vec![None; rows])
    }

    /// Whether nothing noticed this constraint's absence so far.
    pub fn is_open(&self, row: usize) -> bool {
        self.0[row].is_none()
    }

    /// The constraints whose absence nothing noticed so far.
    pub fn open(&self) -> Vec<usize> {
        (0..self.0.len()).filter(|&row| self.is_open(row)).collect()
    }

    pub fn note(&mut self, row: usize, by: By) {
        self.0[row].get_or_insert(by);
    }

    fn note_if_alone(&mut self, violated: &[usize], by: By) {
        if let [row] = violated {
            self.note(*row, by);
        }
    }

    /// How many constraints were noticed by what.
    pub fn counts(&self) -> BTreeMap<By, usize> {
        let mut counts = BTreeMap::new();
        for by in self.0.iter().flatten() {
            *counts.entry(*by).or_default() += 1;
        }
        counts
    }

    /// What these values of a satisfied system show.
    pub fn look_at_honest(&mut self, system: &System) {
        for row in first_order(system) {
            self.note(row, By::NullSpace);
        }
        self.change_one(system);
    }

    /// What changes of these values of a satisfied system show.
    pub fn look_at_changes(&mut self, system: &System) {
        for hint in system.hints().collect::<Vec<_>>() {
            if self.open().is_empty() {
                return;
            }
            for other in others(system.values[hint], hint) {
                let fitted = system.follow(&[(hint, other)], 2).1;
                self.note_if_alone(&fitted, By::Fitted);
                let cheat = system.cheat_rows(&[(hint, other)], 2).1;
                self.note_if_alone(&cheat, By::Cheat);
            }
        }
    }

    /// What values show that the constraints refuse.
    pub fn look_at_refused(&mut self, system: &System, values: &[Scalar]) {
        let refuse = |rows: Vec<usize>| rows.into_iter().filter(|&i| !system.rows[i].holds(values));
        // Mostly no open constraint refuses them, or several do.
        let open: Vec<_> = refuse(self.open()).take(2).collect();
        if open.len() == 1 {
            self.note_if_alone(&system.violated(values, 2), By::Negative);
        }
    }

    /// Changes of one variable that one constraint alone refuses.
    fn change_one(&mut self, system: &System) {
        let mut values = system.values.clone();
        for variable in system.inputs..values.len() {
            let uses = &system.uses[variable];
            if !uses.iter().any(|&row| self.is_open(row)) {
                continue;
            }
            let value = values[variable];
            for other in others(value, variable) {
                values[variable] = other;
                let violated = uses.iter().filter(|&&i| !system.rows[i].holds(&values));
                let violated: Vec<usize> = violated.copied().take(2).collect();
                self.note_if_alone(&violated, By::OneVariable);
            }
            values[variable] = value;
        }
    }
}

/// The derivatives of a row by its variables.
fn slopes<'r>(row: &'r Row, values: &[Scalar]) -> impl Iterator<Item = (usize, Scalar)> + 'r {
    let (a, b) = (row.a.eval(values), row.b.eval(values));
    let of_a = row.a.terms.iter().map(move |(v, k)| (*v, *k * b));
    let of_b = row.b.terms.iter().map(move |(v, k)| (*v, a * *k));
    let of_c = row.c.terms.iter().map(|(v, k)| (*v, -*k));
    of_a.chain(of_b).chain(of_c)
}

/// The constraints of a satisfied system without which a direction opens in which the witness could move, inputs fixed, to first order.
///
/// These are the rows of the Jacobian that no others combine to. All others are in some combination of rows that is zero, and hence
/// in a random one: it is computed backwards, from coefficients of rows that define nothing, by what each variable's
/// derivatives must add up to.
fn first_order(system: &System) -> Vec<usize> {
    let (mut alone, mut free) = (BTreeMap::new(), Vec::new());
    for hint in system
        .hints()
        .filter(|&h| !HASHED.contains(&system.kind(h)))
    {
        match fixed_alone(system, hint) {
            Some((row, slope)) => drop(alone.insert(row, (hint, slope))),
            None => free.push(hint),
        }
    }
    let width = free.len();
    let mut tangents: Vec<Tangent> = vec![None; system.values.len()];
    for (i, hint) in free.iter().enumerate() {
        let mut unit = vec![Scalar::ZERO; width];
        unit[i] = Scalar::ONE;
        tangents[*hint] = Some(unit);
    }
    // The other rows, by what they say of the free hints.
    let mut said: Vec<(usize, Vec<Scalar>)> = Vec::new();
    let mut coefficients = vec![Scalar::ZERO; system.rows.len()];
    for (i, row) in system.rows.iter().enumerate() {
        let tangent = derivative(row, system, &tangents, width);
        match (row.defines, tangent) {
            (Some((variable, coefficient)), Some(mut tangent)) => {
                let inverse = inverse(coefficient);
                tangent.iter_mut().for_each(|t| *t *= inverse);
                tangents[variable] = Some(tangent);
            }
            (Some(_), None) => {}
            (None, _) if alone.contains_key(&i) => {}
            (None, Some(tangent)) => said.push((i, tangent)),
            (None, None) => coefficients[i] = arbitrary(i),
        }
    }
    for (row, coefficient) in combination(said, width) {
        coefficients[row] = coefficient;
    }
    let mut sums = vec![Scalar::ZERO; system.values.len()];
    let add = |sums: &mut Vec<Scalar>, row: usize, coefficient: Scalar| {
        if coefficient != Scalar::ZERO {
            for (variable, slope) in slopes(&system.rows[row], &system.values) {
                sums[variable] += coefficient * slope;
            }
        }
    };
    for (row, coefficient) in coefficients.iter().enumerate() {
        add(&mut sums, row, *coefficient);
    }
    for i in (0..system.rows.len()).rev() {
        if let Some((variable, coefficient)) = system.rows[i].defines {
            coefficients[i] = sums[variable] * inverse(coefficient);
            add(&mut sums, i, coefficients[i]);
        }
    }
    for (row, (hint, slope)) in alone {
        coefficients[row] = -sums[hint] * inverse(slope);
        add(&mut sums, row, coefficients[row]);
    }
    let moved = (system.inputs..sums.len()).filter(|&v| !HASHED.contains(&system.kind(v)));
    for variable in moved {
        assert!(sums[variable] == Scalar::ZERO, "{}", system.names[variable]);
    }
    let rows = coefficients.iter().enumerate();
    let needed = rows.filter(|(_, c)| **c == Scalar::ZERO);
    needed.map(|(row, _)| row).collect()
}

/// A number that nothing in a circuit is related to.
fn arbitrary(salt: usize) -> Scalar {
    let start = Scalar::from(salt as u64 + 0x51ed_270b_93a1_7c15);
    (start.square() + Scalar::from(0x2545_f491_4f6c_dd1d)).square() + start
}

/// Coefficients of rows that add up to zero, none of them zero that need not be: those of rows that others combine to are arbitrary.
fn combination(said: Vec<(usize, Vec<Scalar>)>, width: usize) -> Vec<(usize, Scalar)> {
    // Which rows the others combine to, by elimination.
    let mut reduced: Vec<Option<Vec<Scalar>>> = vec![None; width];
    let (mut pivots, mut columns, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for (i, (_, row)) in said.iter().enumerate() {
        let mut residue = row.clone();
        let mut pivot = None;
        for column in 0..width {
            if residue[column] == Scalar::ZERO {
                continue;
            }
            match &reduced[column] {
                Some(known) => {
                    let factor = residue[column];
                    for (r, k) in residue.iter_mut().zip(known).skip(column) {
                        *r -= factor * k;
                    }
                }
                None => {
                    let inverse = inverse(residue[column]);
                    residue.iter_mut().for_each(|r| *r *= inverse);
                    reduced[column] = Some(residue);
                    pivot = Some(column);
                    break;
                }
            }
        }
        match pivot {
            Some(column) => {
                pivots.push(i);
                columns.push(column);
            }
            None => rest.push(i),
        }
    }
    // What the rest adds up to, in the columns of pivots; the pivots' rows make up for it.
    let coefficients: Vec<_> = rest.iter().map(|&i| arbitrary(i)).collect();
    let size = pivots.len();
    let mut equations: Vec<Vec<Scalar>> = columns
        .iter()
        .map(|&column| {
            let total = rest.iter().zip(&coefficients);
            let total: Scalar = total.map(|(&i, k)| *k * said[i].1[column]).sum();
            let row = pivots.iter().map(|&i| said[i].1[column]);
            row.chain([-total]).collect()
        })
        .collect();
    for column in 0..size {
        let place = (column..size).find(|&r| equations[r][column] != Scalar::ZERO);
        equations.swap(column, place.expect("pivots are independent"));
        let inverse = inverse(equations[column][column]);
        equations[column].iter_mut().for_each(|e| *e *= inverse);
        let known = equations[column].clone();
        for (r, equation) in equations.iter_mut().enumerate() {
            let factor = equation[column];
            if r != column && factor != Scalar::ZERO {
                for (e, k) in equation.iter_mut().zip(&known).skip(column) {
                    *e -= factor * k;
                }
            }
        }
    }
    let solved = pivots.iter().zip(&equations);
    let solved = solved.map(|(&i, equation)| (said[i].0, equation[size]));
    let rest = rest.iter().zip(&coefficients);
    rest.map(|(&i, k)| (said[i].0, *k)).chain(solved).collect()
}

/// The variables by which a prover could make up for a change: those that the missing constraint was about, those that
/// the violated one defines or uses as defined, and what it is about if that is little.
fn mends<'r>(
    system: &'r System,
    missing: &'r Row,
    violated: &'r Row,
) -> impl Iterator<Item = usize> + 'r {
    let few = [&violated.b, &violated.c];
    let few = few.into_iter().filter(|side| side.terms.len() <= 4);
    let few = few.flat_map(|side| side.terms.iter().map(|(v, _)| *v));
    let defined = violated.variables().filter(|v| system.is_defined(*v));
    missing.variables().chain(few).chain(defined.take(3))
}

/// Whether the prover has another witness with these changes, or some witness if there is none: perhaps after a few
/// more changes, each of which makes a violated constraint hold.
fn succeeds(system: &System, missing: &Row, changes: &[(usize, Scalar)], more: usize) -> bool {
    let (values, violated) = system.cheat(changes);
    let Some(violated) = violated else {
        return !system.is_honest() || values != system.values;
    };
    let open = |v: &usize| *v >= system.inputs && !changes.iter().any(|(changed, _)| changed == v);
    more > 0
        && mends(system, missing, violated).filter(open).any(|mend| {
            system
                .solve(violated, mend, &values)
                .into_iter()
                .any(|value| {
                    let changes = [changes, &[(mend, value)]].concat();
                    succeeds(system, missing, &changes, more - 1)
                })
        })
}

/// Whether the prover has a witness without a constraint that there was none for with it: by a change of one of these hints, and some
/// more.
pub fn has_another(system: &System, missing: &Row, hints: &[usize]) -> bool {
    let tries = |more: bool| {
        let hints = hints.iter();
        hints.flat_map(move |&hint| {
            let value = system.values[hint];
            match more {
                true => vec![(hint, Scalar::ONE - value)],
                false => others(value, hint)
                    .into_iter()
                    .map(|other| (hint, other))
                    .collect(),
            }
        })
    };
    (!system.is_honest() && succeeds(system, missing, &[], 2))
        || tries(false).any(|change| succeeds(system, missing, &[change], 0))
        || tries(true).any(|change| succeeds(system, missing, &[change], 2))
}

/// Whether the prover has a witness without a constraint on one of several bits, such as a one-hot selection, by choosing two
/// others at most, and the one that need no longer be a bit as it must be.
pub fn has_other_bits(system: &System, missing: &Row) -> bool {
    let mut variables: Vec<usize> = missing.variables().collect();
    variables.dedup();
    let &[free] = variables.as_slice() else {
        return false;
    };
    let kind = system.kind(free);
    let bits = system
        .hints()
        .filter(|&h| h != free && system.kind(h) == kind);
    let bits: Vec<usize> = bits.collect();
    let pairs = bits
        .iter()
        .enumerate()
        .flat_map(|(i, a)| bits[i..].iter().map(move |b| [*a, *b]));
    pairs.into_iter().any(|chosen| {
        let bit = |h: &usize| Scalar::from(u64::from(chosen.contains(h)));
        let changes: Vec<_> = bits.iter().map(|h| (*h, bit(h))).collect();
        let (values, violated) = system.follow(&changes, 1);
        let Some(&violated) = violated.first() else {
            return values != system.values;
        };
        let solutions = system.solve(&system.rows[violated], free, &values);
        solutions.into_iter().any(|solution| {
            let changes = [&changes[..], &[(free, solution)]].concat();
            succeeds(system, missing, &changes, 0)
        })
    })
}

/// A constraint's name without number and place: those of one kind say the same of other numbers, or the same at another place.
pub fn kind(row: &Row) -> &str {
    let name = without_number(&row.name);
    let places = [
        "decode ",
        "next ",
        "dispatch ",
        "hash slot ",
        "range slot ",
        "slot ",
    ];
    let place = places.iter().find_map(|place| name.strip_prefix(place));
    place.unwrap_or(name)
}

/// Whether the system without the constraints of a kind admits something else than these values of it.
pub fn is_missed(system: &mut System) -> bool {
    !unnoticed(system).2.is_empty() || !null_space(system, HASHED).is_empty()
}

/// The prover's choices that a constraint is about, and those that were made at the same place.
pub fn near(system: &System, row: &Row) -> Vec<usize> {
    let variables: Vec<usize> = row.variables().collect();
    let near = |hint: &usize| variables.iter().any(|v| v.abs_diff(*hint) < 6);
    system.hints().filter(near).collect()
}
