//! All witnesses of a small system of constraints, over the whole field.
//!
//! A constraint with one unknown variable is at most quadratic in it, and is solved: both roots are gone into, so that a bit has its two
//! values, a square its two roots, and an inverse its one. A factor that is known to be zero hides what it is multiplied with.
//! Nothing is assumed of what an honest prover would do, so that what is not found is no witness.

use crate::system::{inverse, Sparse, System};
use ff::{Field, PrimeField};
use foldscheme_circuits::scalar::{to_bytes, Scalar};

/// What a search comes to.
#[derive(Default)]
pub struct Search {
    /// Assignments that were gone into, complete or given up where a constraint is violated.
    pub tried: usize,
    /// The witnesses.
    pub found: Vec<Vec<Scalar>>,
    /// Whether some variable is left that no constraint decides.
    pub open: bool,
}

type Partial = Vec<Option<Scalar>>;

/// What a constraint says about its unknown variables.
enum Says {
    /// It holds, or says nothing yet.
    Nothing,
    /// It is violated.
    No,
    /// One variable has one of these values.
    One(usize, Vec<Scalar>),
}

/// A side as `slope * unknown + rest`, if it has at most one unknown variable, and that is this one or any.
fn line(side: &Sparse, values: &Partial) -> Option<(Option<usize>, Scalar, Scalar)> {
    let (mut unknown, mut slope, mut rest) = (None, Scalar::ZERO, side.constant);
    for (variable, coefficient) in &side.terms {
        match values[*variable] {
            Some(value) => rest += *coefficient * value,
            None if unknown.is_none_or(|known| known == *variable) => {
                unknown = Some(*variable);
                slope += *coefficient;
            }
            None => return None,
        }
    }
    Some((unknown, slope, rest))
}

/// The roots of `square * x^2 + slope * x + rest`; nothing if all numbers are.
fn roots(square: Scalar, slope: Scalar, rest: Scalar) -> Option<Vec<Scalar>> {
    let zero = Scalar::ZERO;
    Some(match (square == zero, slope == zero) {
        (false, _) => {
            let discriminant = slope.square() - Scalar::from(4) * square * rest;
            let half = inverse(square.double());
            let root: Option<Scalar> = discriminant.sqrt().into();
            match root {
                None => Vec::new(),
                Some(root) if root == zero => vec![-slope * half],
                Some(root) => vec![(root - slope) * half, (-root - slope) * half],
            }
        }
        (true, false) => vec![-rest * inverse(slope)],
        (true, true) if rest == zero => return None,
        (true, true) => Vec::new(),
    })
}

fn says(system: &System, row: usize, values: &Partial) -> Says {
    let row = &system.rows[row];
    let (a, b) = (line(&row.a, values), line(&row.b, values));
    // A factor that is zero whatever is unknown hides the other.
    let is_zero = |side: &Option<(Option<usize>, Scalar, Scalar)>| matches!(side, Some((None, _, rest)) if *rest == Scalar::ZERO);
    let nothing = Some((None, Scalar::ZERO, Scalar::ZERO));
    let (a, b) = match is_zero(&a) || is_zero(&b) {
        true => (nothing, nothing),
        false => (a, b),
    };
    let (Some(a), Some(b), Some(c)) = (a, b, line(&row.c, values)) else {
        return Says::Nothing;
    };
    let mut unknown = None;
    for variable in [a.0, b.0, c.0].into_iter().flatten() {
        if unknown.is_some_and(|known| known != variable) {
            return Says::Nothing;
        }
        unknown = Some(variable);
    }
    let square = a.1 * b.1;
    let slope = a.1 * b.2 + a.2 * b.1 - c.1;
    let rest = a.2 * b.2 - c.2;
    match (roots(square, slope, rest), unknown) {
        (None, _) => Says::Nothing,
        (Some(roots), _) if roots.is_empty() => Says::No,
        (Some(roots), Some(variable)) => Says::One(variable, roots),
        // Without an unknown variable there is no slope.
        (Some(_), None) => Says::No,
    }
}

/// All witnesses that agree with the system's values in these variables.
pub fn witnesses(system: &System, given: &[usize]) -> Search {
    let mut search = Search::default();
    let mut start: Partial = vec![None; system.values.len()];
    for variable in (0..system.inputs).chain(given.iter().copied()) {
        start[variable] = Some(system.values[variable]);
    }
    let rows: Vec<usize> = (0..system.rows.len()).rev().collect();
    let mut pending = vec![(start, rows)];
    'pending: while let Some((mut values, mut queue)) = pending.pop() {
        // What follows without a choice.
        while let Some(row) = queue.pop() {
            match says(system, row, &values) {
                Says::No => {
                    search.tried += 1;
                    continue 'pending;
                }
                Says::One(variable, roots) if roots.len() == 1 => {
                    values[variable] = Some(roots[0]);
                    queue.extend(&system.uses[variable]);
                }
                _ => {}
            }
        }
        let choice = (0..system.rows.len()).find_map(|row| match says(system, row, &values) {
            Says::One(variable, roots) => Some((variable, roots)),
            _ => None,
        });
        match choice {
            Some((variable, roots)) => {
                for root in roots {
                    let mut chosen = values.clone();
                    chosen[variable] = Some(root);
                    let mut rows = system.uses[variable].clone();
                    rows.reverse();
                    pending.push((chosen, rows));
                }
            }
            None => {
                search.tried += 1;
                match values.into_iter().collect::<Option<Vec<Scalar>>>() {
                    Some(values) => search.found.push(values),
                    None => search.open = true,
                }
            }
        }
    }
    search
}

/// A number's representation as an integer, and that plus the modulus, as bits, lowest first; 256 of each.
pub fn with_modulus(x: Scalar) -> ([bool; 256], [bool; 256]) {
    let bits = |bytes: [u8; 32]| std::array::from_fn(|i| (bytes[i / 8] >> (i % 8)) & 1 == 1);
    let own = to_bytes(x);
    // The modulus is one more than what represents -1.
    let (mut sum, mut carry) = ([0u8; 32], 1u16);
    for (i, byte) in to_bytes(-Scalar::ONE).iter().enumerate() {
        let digit = u16::from(*byte) + u16::from(own[i]) + carry;
        sum[i] = (digit & 0xff) as u8;
        carry = digit >> 8;
    }
    (bits(own), bits(sum))
}

#[test]
fn all_roots_are_found_and_what_is_free_is_noticed() {
    let four = Scalar::from(4);
    let mut both = roots(Scalar::ONE, Scalar::ZERO, -four).expect("an equation");
    both.sort_by_key(|x| to_bytes(*x));
    assert_eq!(both.len(), 2);
    assert!(both.iter().all(|x| x.square() == four));
    assert_eq!(roots(Scalar::ZERO, Scalar::ZERO, four), Some(Vec::new()));
    assert_eq!(roots(Scalar::ZERO, Scalar::ZERO, Scalar::ZERO), None);
    assert_eq!(
        roots(four, Scalar::ZERO, Scalar::ZERO).map(|r| r.len()),
        Some(1)
    );
    // What is no square has no root.
    assert_eq!(
        roots(Scalar::ONE, Scalar::ZERO, -Scalar::MULTIPLICATIVE_GENERATOR),
        Some(Vec::new())
    );
}
