//! Transformations of generated programs that change nothing of what they mean.
//!
//! Parts of a program are replaced as generated, so that what is put in stands for a whole expression. What is put in uses no
//! name that a generated program may bind (`if`, `list` and `max` are among those).

use crate::generate::Generated;
use crate::native::{self, Ending};
use crate::node::{Node, Piece};
use crate::rng::Rng;
use crate::tokens::{names, renamed};
use crate::types::Ty;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

/// What is done to a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transformation {
    /// Local variables and procedures get other names.
    Alpha,
    /// A first operand is computed before its application.
    Lift,
    /// A procedure is called through a `lambda`.
    Eta,
    /// A constant becomes an expression, or an operation on constants its value.
    Fold,
    /// Code is added that is never run, or whose value nobody wants.
    Dead,
    /// The parameters of the program's procedures get other names.
    Arguments,
}

impl Transformation {
    pub const ALL: [Transformation; 6] = [
        Transformation::Alpha,
        Transformation::Lift,
        Transformation::Eta,
        Transformation::Fold,
        Transformation::Dead,
        Transformation::Arguments,
    ];
}

/// Names that a generated program binds, but for those of the language.
fn is_local(name: &str) -> bool {
    const NAMES: [&str; 13] = [
        "x", "y", "z", "n", "m", "k", "acc", "items", "f", "g", "t", "tmp", "u",
    ];
    let digits = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    let numbered = |prefix: &&str| name.strip_prefix(*prefix).is_some_and(digits);
    let prefixes = ["p", "c"];
    NAMES.contains(&name)
        || ["a", "b", "c"].contains(&name)
        || NAMES.iter().chain(&prefixes).any(numbered)
}

/// An expression with text around it.
pub fn around(before: &str, part: &Node, after: &str) -> Node {
    Node {
        ty: part.ty.clone(),
        pieces: vec![
            Piece::Text(before.to_string()),
            Piece::Part(part.clone()),
            Piece::Text(after.to_string()),
        ],
    }
}

thread_local! {
    static PROCEDURES: RefCell<HashMap<String, bool>> = RefCell::default();
}

/// Whether a name stands for a procedure wherever it stands first in a form.
fn is_procedure(name: &str) -> bool {
    if is_local(name) {
        return true;
    }
    PROCEDURES.with_borrow_mut(|known| {
        *known.entry(name.to_string()).or_insert_with(|| {
            native::run(&format!("(procedure? {name})")) == Ending::Value("#t".to_string())
        })
    })
}

/// The operator of an application whose operands are all parts.
fn operator(node: &Node) -> Option<&str> {
    let mut texts = node.pieces.iter().map(|piece| match piece {
        Piece::Text(text) => Some(text.as_str()),
        Piece::Part(_) => None,
    });
    let name = texts.next()??.strip_prefix('(')?.trim_end();
    let alternate = node.pieces.windows(2).all(|two| {
        matches!(
            two,
            [Piece::Text(_), Piece::Part(_)] | [Piece::Part(_), Piece::Text(_)]
        )
    });
    let spaces = texts.flatten().all(|text| text == " " || text == ")");
    let plain = !name.is_empty() && !name.contains([' ', '(', '\'', '"']);
    (alternate && spaces && plain && is_procedure(name)).then_some(name)
}

/// What a node becomes, if the transformation is of use there.
fn changed(kind: Transformation, node: &Node, number: usize, rng: &mut Rng) -> Option<Node> {
    match kind {
        Transformation::Lift => {
            operator(node)?;
            let name = format!("lifted{number}");
            let first = node.parts().next()?.clone();
            let mut inner = node.clone();
            let place = inner
                .pieces
                .iter_mut()
                .find(|piece| matches!(piece, Piece::Part(_)))?;
            *place = Piece::Part(Node::leaf(first.ty.clone(), name.clone()));
            Some(Node {
                ty: node.ty.clone(),
                pieces: vec![
                    Piece::Text(format!("(let (({name} ")),
                    Piece::Part(first),
                    Piece::Text(")) ".to_string()),
                    Piece::Part(inner),
                    Piece::Text(")".to_string()),
                ],
            })
        }
        Transformation::Eta => {
            let name = operator(node)?;
            let params: Vec<String> = (0..node.parts().count())
                .map(|i| format!("eta{number}x{i}"))
                .collect();
            let params = params.join(" ");
            let mut pieces = vec![Piece::Text(format!(
                "((lambda ({params}) ({name} {params}))"
            ))];
            for part in node.parts() {
                pieces.push(Piece::Text(" ".to_string()));
                pieces.push(Piece::Part(part.clone()));
            }
            pieces.push(Piece::Text(")".to_string()));
            let ty = node.ty.clone();
            Some(Node { ty, pieces })
        }
        Transformation::Fold => {
            if !matches!(node.ty, Ty::Int(..)) {
                return match (&node.ty, node.text().as_str()) {
                    (Ty::Bool, "#t") => Some(Node::leaf(Ty::Bool, "(= 7 (+ 3 4))".to_string())),
                    (Ty::Bool, "#f") => Some(Node::leaf(Ty::Bool, "(< 7 (* 1 7))".to_string())),
                    _ => None,
                };
            }
            if let Ok(n) = node.text().parse::<i64>() {
                let part = rng.between(-50, 50);
                let text = match (n.checked_sub(part), n.checked_add(part), rng.below(3)) {
                    (Some(rest), _, 0) => format!("(+ {rest} {part})"),
                    (_, Some(more), 1) => format!("(- {more} {part})"),
                    (Some(rest), _, _) => format!("(- (+ {rest} {part} 1) 1)"),
                    _ => return None,
                };
                // One more must fit, too.
                return (n < i64::MAX - 100 && n > i64::MIN + 100)
                    .then(|| Node::leaf(node.ty.clone(), text));
            }
            let numbers: Option<Vec<i64>> =
                node.parts().map(|part| part.text().parse().ok()).collect();
            let (a, b) = match numbers?.as_slice() {
                [a, b] => (*a, *b),
                _ => return None,
            };
            let value = match operator(node)? {
                "+" => a.checked_add(b)?,
                "-" => a.checked_sub(b)?,
                "*" => a.checked_mul(b)?,
                _ => return None,
            };
            Some(Node::leaf(node.ty.clone(), value.to_string()))
        }
        Transformation::Dead => {
            let (before, after) = match rng.below(5) {
                0 => (
                    format!("(let ((dead{number} (lambda (v) (car (+ v 1))))) "),
                    ")",
                ),
                1 => ("(begin (vector 1 'two \"three\") ".to_string(), ")"),
                2 => ("(cond (#f (car '())) (else ".to_string(), "))"),
                3 => (format!("(let ((dead{number} (cons 1 (+ 2 3)))) "), ")"),
                _ => ("(car (cons ".to_string(), " (* 2 3)))"),
            };
            Some(around(&before, node, after))
        }
        Transformation::Alpha | Transformation::Arguments => None,
    }
}

/// The program transformed, if there is a place for it.
pub fn transformed(kind: Transformation, program: &Generated, rng: &mut Rng) -> Option<String> {
    match kind {
        Transformation::Alpha => {
            let text = program.text();
            let mut locals = names(&text);
            locals.retain(|name| is_local(name));
            // Some names change places, others are new.
            let mut targets = locals.clone();
            for i in (1..targets.len()).rev() {
                targets.swap(i, rng.below(i + 1));
            }
            let fresh = rng.chance(50);
            let targets = targets.into_iter().enumerate();
            let targets = targets.map(|(i, name)| match fresh {
                true => format!("renamed-{i}"),
                false => name,
            });
            let map: BTreeMap<String, String> = locals.into_iter().zip(targets).collect();
            let other = renamed(&text, &map);
            (other != text).then_some(other)
        }
        Transformation::Arguments => {
            let mut any = false;
            let forms: Vec<String> = program
                .forms
                .iter()
                .enumerate()
                .map(|(i, form)| {
                    let text = form.text();
                    if !text.starts_with("(define (p") {
                        return text;
                    }
                    any = true;
                    let map =
                        ["a", "b", "c"].map(|name| (name.to_string(), format!("arg-{i}-{name}")));
                    renamed(&text, &BTreeMap::from(map))
                })
                .collect();
            any.then(|| forms.join("\n"))
        }
        _ => {
            let mut program = program.clone();
            let mut count = 0;
            for number in 0..1 + rng.below(4) {
                let form = rng.below(program.forms.len());
                let all = program.forms[form].all();
                // The form itself may be a definition.
                let from = usize::from(form + 1 < program.forms.len());
                let mut places: Vec<usize> = (from..all.len()).collect();
                while !places.is_empty() {
                    let place = places.swap_remove(rng.below(places.len()));
                    if let Some(other) = changed(kind, all[place], number, rng) {
                        program.forms[form] = program.forms[form].replaced(place, &other);
                        count += 1;
                        break;
                    }
                }
            }
            (count > 0).then(|| program.text())
        }
    }
}
