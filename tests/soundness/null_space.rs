//! No direction in which a step's witness could move, inputs fixed, satisfies its constraints to first
//! order.
//!
//! Changing variables one at a time is not enough: two that are bound to each other and to nothing else
//! can only move together. The null space of the constraints' Jacobian shows such pairs.
//!
//! The contents of an opened cell are held fixed: many contents have one digest, and only the
//! hash's collision resistance, which is no algebra, binds them.

use crate::one_variable::{distinct, is_free, system};
use crate::support::corpus::PROGRAMS;
use crate::support::{circuit, OFFERS};
use crate::system::{inverse, Row, Sparse, System};
use ff::Field;
use foldscheme_circuits::scalar::Scalar;

/// Hints that only collision resistance binds.
pub const HASHED: &[&str] = &["slot opened value"];

/// A derivative by each free hint; nothing if all are zero.
pub type Tangent = Option<Vec<Scalar>>;

/// A constraint on a hint alone that fixes it to first order, as that of a boolean does, and its derivative by the hint.
pub fn fixed_alone(system: &System, hint: usize) -> Option<(usize, Scalar)> {
    let at = |s: &Sparse| {
        let slope: Scalar = s.terms.iter().map(|(_, c)| *c).sum();
        (s.eval(&system.values), slope)
    };
    system.uses[hint].iter().find_map(|&i| {
        let row = &system.rows[i];
        let alone = row.variables().all(|v| v == hint);
        let ((a, da), (b, db), (_, dc)) = (at(&row.a), at(&row.b), at(&row.c));
        let slope = da * b + a * db - dc;
        (alone && slope != Scalar::ZERO).then_some((i, slope))
    })
}

fn slope(side: &Sparse, tangents: &[Tangent], width: usize) -> Tangent {
    let mut sum: Tangent = None;
    for (variable, coefficient) in &side.terms {
        if let Some(tangent) = &tangents[*variable] {
            let sum = sum.get_or_insert_with(|| vec![Scalar::ZERO; width]);
            for (s, t) in sum.iter_mut().zip(tangent) {
                *s += *coefficient * t;
            }
        }
    }
    sum
}

/// The derivative of `a * b - c`.
pub fn derivative(row: &Row, system: &System, tangents: &[Tangent], width: usize) -> Tangent {
    let da = slope(&row.a, tangents, width);
    let db = slope(&row.b, tangents, width);
    let dc = slope(&row.c, tangents, width);
    if da.is_none() && db.is_none() && dc.is_none() {
        return None;
    }
    let (a, b) = (row.a.eval(&system.values), row.b.eval(&system.values));
    let at = |t: &Tangent, i: usize| t.as_ref().map_or(Scalar::ZERO, |t| t[i]);
    let sum = (0..width).map(|i| at(&da, i) * b + a * at(&db, i) - at(&dc, i));
    Some(sum.collect())
}

/// A basis of the null space, over hints that are not fixed alone: each vector with its hints.
pub fn null_space(system: &System, held: &[&str]) -> Vec<Vec<(usize, Scalar)>> {
    let free: Vec<usize> = system
        .hints()
        .filter(|&h| !held.contains(&system.kind(h)) && fixed_alone(system, h).is_none())
        .collect();
    let width = free.len();
    let mut tangents: Vec<Tangent> = vec![None; system.values.len()];
    for (i, hint) in free.iter().enumerate() {
        let mut unit = vec![Scalar::ZERO; width];
        unit[i] = Scalar::ONE;
        tangents[*hint] = Some(unit);
    }
    // Rows in reduced form, by their leading column.
    let mut reduced: Vec<Option<Vec<Scalar>>> = vec![None; width];
    for row in &system.rows {
        let Some(mut residue) = derivative(row, system, &tangents, width) else {
            continue;
        };
        if let Some((variable, coefficient)) = row.defines {
            // Not yet assigned, so that its own term is not in the derivative.
            let inverse = inverse(coefficient);
            residue.iter_mut().for_each(|r| *r *= inverse);
            tangents[variable] = Some(residue);
            continue;
        }
        for column in 0..width {
            if residue[column] == Scalar::ZERO {
                continue;
            }
            match &reduced[column] {
                Some(pivot) => {
                    let factor = residue[column];
                    for (r, p) in residue.iter_mut().zip(pivot) {
                        *r -= factor * p;
                    }
                }
                None => {
                    let inverse = inverse(residue[column]);
                    residue.iter_mut().for_each(|r| *r *= inverse);
                    reduced[column] = Some(residue);
                    break;
                }
            }
        }
    }
    // Each column without a row gives a direction; back substitution gives the others.
    let open: Vec<usize> = (0..width).filter(|&c| reduced[c].is_none()).collect();
    open.iter()
        .map(|&column| {
            let mut direction = vec![Scalar::ZERO; width];
            direction[column] = Scalar::ONE;
            for i in (0..width).rev() {
                if let Some(row) = &reduced[i] {
                    let sum: Scalar = (i + 1..width).map(|j| row[j] * direction[j]).sum();
                    direction[i] = -sum;
                }
            }
            let terms = free.iter().copied().zip(direction);
            terms.filter(|(_, d)| *d != Scalar::ZERO).collect()
        })
        .collect()
}

#[test]
fn no_direction_satisfies_the_constraints_to_first_order() {
    let (mut steps, mut opening, mut hashed) = (0, 0, 0);
    let mut survivors = Vec::new();
    for source in PROGRAMS {
        for slots in OFFERS {
            let circuit = circuit(source, slots);
            for step in distinct(&circuit) {
                let system = system(&circuit, &step);
                steps += 1;
                for direction in null_space(&system, HASHED) {
                    let kinds: Vec<_> = direction.iter().map(|(h, _)| system.kind(*h)).collect();
                    if !kinds.iter().all(|kind| is_free(kind)) {
                        survivors.push((kinds.join(", "), *source));
                    }
                }
                let more = null_space(&system, &[]).len();
                opening += usize::from(more > 0);
                hashed += more;
            }
        }
    }
    eprintln!(
        "{steps} steps, {} free directions; {hashed} more that only the hash closes, in {opening} steps",
        survivors.len()
    );
    assert!(survivors.is_empty(), "{survivors:?}");
}

#[test]
fn a_pair_of_variables_bound_to_each_other_only_is_noticed() {
    let circuit = circuit(PROGRAMS[1], OFFERS[0]);
    let mut system = system(&circuit, &distinct(&circuit)[0]);
    assert!(null_space(&system, HASHED).is_empty());
    // Two more variables with the one constraint that they are equal.
    let first = system.values.len();
    for name in ["first", "second"] {
        system.values.push(Scalar::ONE);
        system.names.push(name.into());
        system.uses.push(vec![system.rows.len()]);
        system.definition.push(None);
    }
    let side = |constant: Scalar, terms: Vec<(usize, Scalar)>| Sparse { constant, terms };
    system.rows.push(Row {
        name: "equal".into(),
        a: side(Scalar::ZERO, vec![(first, Scalar::ONE)]),
        b: side(Scalar::ONE, vec![]),
        c: side(Scalar::ZERO, vec![(first + 1, Scalar::ONE)]),
        defines: None,
    });
    assert_eq!(null_space(&system, HASHED).len(), 1);
}
