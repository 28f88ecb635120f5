//! Every field of a proof, changed in every way: refused, and never with a panic.
//!
//! The fields are those that nova-snark's own proof types write, by their names; the tables below fail if a type gains or loses one.

use crate::made::{self, Kind, Made};
use crate::size::{figure, full};
use crate::tree::{Path, Tree};
use expect_test::expect_file;
use foldscheme_circuits::verify::VerificationError;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// How a piece is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strategy {
    /// All in it is zero, or the point at infinity.
    Zero,
    /// All in it is negated.
    Negate,
    /// It and the next piece of its form change places.
    Swap,
    /// That of another proof is in its place.
    Replace,
    /// Its last part, or last byte, is gone.
    Shorten,
    /// Its last part is there twice, or there is a byte more.
    Lengthen,
    /// Nothing is left of it.
    Empty,
}

const STRATEGIES: [Strategy; 7] = [
    Strategy::Zero,
    Strategy::Negate,
    Strategy::Swap,
    Strategy::Replace,
    Strategy::Shorten,
    Strategy::Lengthen,
    Strategy::Empty,
];

/// The elements at and under a path.
fn elements(tree: &Tree, path: &Path) -> Vec<Path> {
    let under = |inner: Path| [path.as_slice(), &inner].concat();
    let all = [vec![Path::new()], tree.get(path).paths()].concat();
    let of = all.into_iter().map(under);
    of.filter(|path| matches!(tree.get(path), Tree::Element(_)))
        .collect()
}

/// Another piece that could stand there: the next of the same shape and kind, the first after the last.
fn neighbour(tree: &Tree, path: &Path, paths: &[Path]) -> Option<Path> {
    let kind = |path: &Path| {
        let first = elements(tree, path).into_iter().next();
        first.map(|path| Kind::of(&tree.name(&path)))
    };
    let own = (tree.get(path), kind(path));
    let place = paths.iter().position(|other| other == path)?;
    let around = paths[place + 1..].iter().chain(&paths[..place]);
    let apart = |other: &&Path| !other.starts_with(path) && !path.starts_with(other);
    around
        .filter(apart)
        .find(|other| {
            let lists = matches!((own.0, tree.get(other)), (Tree::List(_), Tree::List(_)));
            (lists || own.0.is_shaped_like(tree.get(other))) && kind(other) == own.1
        })
        .cloned()
}

/// The proof's bytes with a piece changed; nothing if there is no such change, or if it changes nothing.
fn changed(made: &Made, paths: &[Path], path: &Path, strategy: Strategy) -> Option<Vec<u8>> {
    let mut tree = made.tree.clone();
    match strategy {
        Strategy::Zero | Strategy::Negate => {
            for path in elements(&made.tree, path) {
                let kind = Kind::of(&made.tree.name(&path));
                if let Tree::Element(bytes) = tree.get_mut(&path) {
                    *bytes = match strategy {
                        Strategy::Zero => made.arithmetic.zero(kind),
                        _ => made.arithmetic.negated(kind, bytes),
                    };
                }
            }
            if let Tree::Number(n) = tree.get_mut(path) {
                *n = match strategy {
                    Strategy::Zero => 0,
                    _ => n.wrapping_neg(),
                };
            }
        }
        Strategy::Swap => {
            let with = neighbour(&made.tree, path, paths)?;
            let piece = std::mem::replace(tree.get_mut(path), made.tree.get(&with).clone());
            *tree.get_mut(&with) = piece;
        }
        Strategy::Replace => *tree.get_mut(path) = made.other_tree.get(path).clone(),
        Strategy::Shorten | Strategy::Lengthen | Strategy::Empty => {
            resize(tree.get_mut(path), strategy);
        }
    }
    let bytes = tree.encode();
    (bytes != made.sealed.proof_bytes()).then_some(bytes)
}

fn resized<T: Clone>(list: &mut Vec<T>, strategy: Strategy) {
    match strategy {
        Strategy::Shorten => drop(list.pop()),
        Strategy::Lengthen => list.extend(list.last().cloned()),
        _ => list.clear(),
    }
}

fn resize(tree: &mut Tree, strategy: Strategy) {
    match tree {
        Tree::Element(bytes) => resized(bytes, strategy),
        Tree::List(list) => resized(list, strategy),
        Tree::Parts(parts) => resized(parts, strategy),
        Tree::Number(n) => {
            // A longer encoding of the same number ends in a byte that adds nothing.
            let mut bytes = Tree::Number(*n).encode();
            resized(&mut bytes, strategy);
            if let (Strategy::Lengthen, [.., before, last]) = (strategy, bytes.as_mut_slice()) {
                (*before, *last) = (*before | 0x80, 0);
            }
            *tree = Tree::Element(bytes);
        }
    }
}

/// A change to be tried.
struct Change {
    path: Path,
    strategy: Strategy,
}

/// Of each field, which elements of lists are changed how. At full size all of them in all ways, but of lists of hundreds, as witnesses
/// are, some; by default, one or another element in some ways, which differ from field to field.
fn changes(tree: &Tree, paths: &[Path], ways: usize) -> Vec<Change> {
    const MOST: usize = 200;
    let mut fields: BTreeMap<String, Vec<&Path>> = BTreeMap::new();
    for path in paths {
        fields.entry(tree.name(path)).or_default().push(path);
    }
    let mut changes = Vec::new();
    for (field, of) in fields.values().enumerate() {
        let spread = |n: usize, among: usize| n * (of.len() - 1) / (among - 1);
        let chosen: Vec<(usize, Strategy)> = if full() {
            let elements = of.len().min(MOST);
            let spread = |n| if elements < 2 { 0 } else { spread(n, elements) };
            let each = (0..elements).map(spread);
            each.flat_map(|k| STRATEGIES.map(|strategy| (k, strategy)))
                .collect()
        } else {
            // Three apart: one that changes values, and one that changes lengths.
            let of_way = |way: usize| (field + 3 * way) % STRATEGIES.len();
            let chosen = (0..ways).map(of_way);
            chosen
                .map(|n| (spread(n, STRATEGIES.len()), STRATEGIES[n]))
                .collect()
        };
        changes.extend(chosen.into_iter().map(|(k, strategy)| Change {
            path: of[k].clone(),
            strategy,
        }));
    }
    changes
}

/// How a change was met.
enum Met {
    /// There was no such change.
    Same,
    Refused(VerificationError),
    Accepted,
    Panicked,
}

/// Changes every field of a proof, by default in so many ways.
fn nothing_changed_is_accepted(made: &Made, ways: usize) {
    let honest = made.sealed.with(made.tree.encode()).bytes();
    let claim = (made.verify)(&honest).unwrap_or_else(|error| panic!("{}: {error}", made.name));
    assert_eq!(claim, made.sealed.claim);
    assert!(made.tree.is_shaped_like(&made.other_tree), "{}", made.name);

    let paths = made.tree.paths();
    let changes = changes(&made.tree, &paths, ways);
    let met: Vec<Met> = changes
        .par_iter()
        .map(|change| {
            let Some(proof) = changed(made, &paths, &change.path, change.strategy) else {
                return Met::Same;
            };
            let bytes = made.sealed.with(proof).bytes();
            match catch_unwind(AssertUnwindSafe(|| (made.verify)(&bytes))) {
                Ok(Err(error)) => Met::Refused(error),
                Ok(Ok(_)) => Met::Accepted,
                Err(_) => Met::Panicked,
            }
        })
        .collect();
    let mut wrong = Vec::new();
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    let mut same = 0;
    for (change, met) in changes.iter().zip(&met) {
        let outcome = match met {
            Met::Same => {
                same += 1;
                continue;
            }
            Met::Refused(error) => {
                *refused.entry(reason(error)).or_default() += 1;
                continue;
            }
            Met::Accepted => "accepted",
            Met::Panicked => "panicked",
        };
        let name = made.tree.name(&change.path);
        wrong.push(format!("{name}, {:?}: {outcome}", change.strategy));
    }
    assert!(wrong.is_empty(), "{}:\n{}", made.name, wrong.join("\n"));
    let total: usize = refused.values().sum();
    assert!(
        total > changes.len() / 2,
        "{same} of {} changes are none",
        changes.len()
    );
    let reasons: Vec<String> = refused
        .iter()
        .map(|(why, n)| format!("{why} {n}"))
        .collect();
    figure(
        "tampering: fields",
        format_args!(
            "{}: {} pieces, {} changes, {total} refused ({}), {same} change nothing, panics 0",
            made.name,
            paths.len(),
            changes.len(),
            reasons.join(", "),
        ),
    );
}

/// Which check refused, in a word.
fn reason(error: &VerificationError) -> &'static str {
    use foldscheme_circuits::ivc::{FailedCheck, VerifyError};
    match error {
        VerificationError::OtherEnd(_) | VerificationError::Unfinished => "end",
        VerificationError::OtherStatement(_) => "hash",
        VerificationError::OtherFolds(_) => "claim",
        VerificationError::Proof(error) => match error {
            VerifyError::Encoding(_) | VerifyError::TrailingBytes { .. } => "decoding",
            VerifyError::NotCanonical => "encoding",
            VerifyError::Shape { .. } => "form",
            VerifyError::StepCount { .. } | VerifyError::InitialState => "claim",
            VerifyError::Rejected(FailedCheck::Statement) => "hash",
            VerifyError::Rejected(FailedCheck::Sumcheck) => "sum-check",
            VerifyError::Rejected(FailedCheck::Opening) => "opening",
            VerifyError::Rejected(FailedCheck::Satisfaction { .. }) => "satisfaction",
            _ => "other",
        },
        _ => "other",
    }
}

#[test]
fn no_changed_field_of_a_proof_on_pasta_is_accepted() {
    nothing_changed_is_accepted(made::run_on_pasta(), 2);
    nothing_changed_is_accepted(made::steps_on_pasta(), 1);
}

#[test]
fn no_changed_field_of_a_proof_on_bn254_is_accepted() {
    if full() {
        nothing_changed_is_accepted(made::steps_on_bn254(), 1);
    }
    nothing_changed_is_accepted(made::run_on_bn254(), 1);
}

#[test]
fn no_changed_field_of_a_proof_under_a_ceremony_is_accepted() {
    if full() {
        nothing_changed_is_accepted(made::steps_under_a_ceremony(), 1);
    }
    nothing_changed_is_accepted(made::run_under_a_ceremony(), 1);
}

#[test]
fn no_changed_field_of_an_uncompressed_proof_is_accepted() {
    if full() {
        nothing_changed_is_accepted(made::uncompressed_steps(), 1);
    }
    nothing_changed_is_accepted(made::uncompressed_run(), 1);
}

/// The fields of a proof: what each holds, and how many there are of it.
fn table(made: &Made) -> String {
    let mut rows: Vec<(String, String, usize)> = Vec::new();
    for path in made.tree.paths() {
        let name = made.tree.name(&path);
        let what = match made.tree.get(&path) {
            Tree::Element(bytes) if bytes.len() == 32 => Kind::of(&name).to_string(),
            Tree::Element(bytes) => format!("{} bytes", bytes.len()),
            Tree::Number(_) => "number".to_string(),
            Tree::List(_) => "list".to_string(),
            Tree::Parts(_) => continue,
        };
        match rows.iter_mut().find(|row| row.0 == name && row.1 == what) {
            Some(row) => row.2 += 1,
            None => rows.push((name, what, 1)),
        }
    }
    let line =
        |(name, what, count): &(String, String, usize)| format!("{name}: {what} x {count}\n");
    rows.iter().map(line).collect()
}

#[test]
fn a_proof_has_the_fields_of_the_table() {
    let proofs = [
        made::run_on_pasta(),
        made::run_on_bn254(),
        made::run_under_a_ceremony(),
        made::uncompressed_run(),
    ];
    let mut tables = String::new();
    for made in proofs {
        // Its bytes are those of its pieces and no others.
        let bytes = made.sealed.proof_bytes();
        assert!(made.tree.encode() == bytes, "{}", made.name);
        tables.push_str(&format!("{}\n{}\n", made.name, table(made)));
    }
    expect_file!["golden/fields.txt"].assert_eq(&tables);
}
