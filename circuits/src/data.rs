//! Values in a claim: readable, of any depth, with one encoding each.

use crate::cells::{header_with_tags, text_digest, Kind};
use crate::poseidon::{hash, Width};
use crate::scalar::{from_bytes, from_i64, ProofField};
use foldscheme_lang::block::Style;
use foldscheme_lang::core::{ConstId, Constant};
use foldscheme_lang::field::{FieldElement, ScalarField};
use foldscheme_lang::printer;
use foldscheme_lang::value::{Tag, Wrap};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write};
use std::sync::Arc;

/// One node of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Node {
    /// The empty list.
    Nil,
    /// The unspecified value.
    Unspecified,
    /// A boolean.
    Boolean(bool),
    /// A character.
    Char(char),
    /// An integer.
    Integer(i64),
    /// A field element, little-endian.
    Field([u8; 32]),
    /// A symbol.
    Symbol(String),
    /// A string.
    String(String),
    /// A pair of earlier nodes.
    Pair(u32, u32),
    /// A procedure, by its digest, little-endian.
    Procedure([u8; 32]),
    /// A wrap over a pair, an earlier node.
    Wrap(Wrap, u32),
}

/// A value: nodes, each after those it refers to, equal ones once, the value itself last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Data {
    nodes: Vec<Node>,
}

/// Why nodes are no [`Data`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// There is no node.
    #[error("a value in the claim is empty")]
    Empty,
    /// A pair refers to itself or to a later node.
    #[error("a pair in the claim refers to what does not come before it")]
    Order,
    /// A wrap is not over a pair.
    #[error("a vector or record in the claim holds no pair")]
    Wrap,
    /// A field element or digest is not below the modulus.
    #[error("a field element in the claim is not canonical")]
    Field,
    /// The value could be written in fewer nodes or in another order.
    #[error("a value in the claim is not encoded in the one way that is allowed")]
    NotCanonical,
}

impl Data {
    /// From a table of constants whose last one is the value; `digests` are those of the procedures in it, in order,
    /// little-endian.
    #[must_use]
    pub fn new(table: &[Constant], digests: &[[u8; 32]]) -> Data {
        let mut digests = digests.iter();
        let nodes: Vec<Node> = table
            .iter()
            .map(|constant| match constant {
                Constant::Nil => Node::Nil,
                Constant::Unspecified => Node::Unspecified,
                Constant::Boolean(b) => Node::Boolean(*b),
                Constant::Char(c) => Node::Char(*c),
                Constant::Integer(n) => Node::Integer(*n),
                Constant::Field(x) => Node::Field(x.to_bytes()),
                Constant::Symbol(text) => Node::Symbol(text.to_string()),
                Constant::String(text) => Node::String(text.to_string()),
                Constant::Pair(car, cdr) => Node::Pair(car.0, cdr.0),
                Constant::Wrap(wrap, pair) => Node::Wrap(*wrap, pair.0),
                Constant::Procedure(_) => {
                    Node::Procedure(digests.next().copied().unwrap_or_default())
                }
            })
            .collect();
        Data {
            nodes: canonical(&nodes).unwrap_or_default(),
        }
    }

    /// Checks what came from outside.
    ///
    /// # Errors
    /// If the nodes are not the one encoding of a value of a program in this field.
    pub fn check(&self, field: ScalarField) -> Result<(), DataError> {
        if self.nodes.is_empty() {
            return Err(DataError::Empty);
        }
        for (i, node) in self.nodes.iter().enumerate() {
            match node {
                Node::Pair(car, cdr) if *car as usize >= i || *cdr as usize >= i => {
                    return Err(DataError::Order);
                }
                Node::Wrap(_, pair) => match self.nodes.get(*pair as usize) {
                    Some(Node::Pair(..)) if (*pair as usize) < i => {}
                    _ => return Err(DataError::Wrap),
                },
                Node::Field(bytes) | Node::Procedure(bytes) => {
                    FieldElement::from_bytes(field, *bytes).ok_or(DataError::Field)?;
                }
                _ => {}
            }
        }
        match is_canonical(&self.nodes) {
            true => Ok(()),
            false => Err(DataError::NotCanonical),
        }
    }

    /// Tag and payload, as the circuit of a program with this hash width has them.
    ///
    /// # Errors
    /// As [`Data::check`].
    pub fn digest<F: ProofField>(&self, width: Width) -> Result<(Tag, F), DataError> {
        self.check(F::FIELD)?;
        let element = |bytes: &[u8; 32]| from_bytes(*bytes).ok_or(DataError::Field);
        let mut done: Vec<(Tag, F)> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            done.push(match node {
                Node::Nil => (Tag::Nil, F::ZERO),
                Node::Unspecified => (Tag::Unspecified, F::ZERO),
                Node::Boolean(b) => (Tag::Boolean, F::from(u64::from(*b))),
                Node::Char(c) => (Tag::Char, F::from(u64::from(u32::from(*c)))),
                Node::Integer(n) => (Tag::Integer, from_i64(*n)),
                Node::Field(bytes) => (Tag::Field, element(bytes)?),
                Node::Symbol(text) => (Tag::Symbol, text_digest(width, text)),
                Node::String(text) => (Tag::String, text_digest(width, text)),
                Node::Pair(car, cdr) => {
                    let (Some(car), Some(cdr)) = (done.get(*car as usize), done.get(*cdr as usize))
                    else {
                        return Err(DataError::Order);
                    };
                    let header = header_with_tags(Kind::Pair, 0, &[car.0, cdr.0]);
                    (Tag::Pair, hash(width, &[header, car.1, cdr.1]))
                }
                Node::Procedure(bytes) => (Tag::Procedure, element(bytes)?),
                Node::Wrap(wrap, pair) => match done.get(*pair as usize) {
                    Some((Tag::Pair, payload)) => (wrap.tag(), *payload),
                    _ => return Err(DataError::Wrap),
                },
            });
        }
        done.pop().ok_or(DataError::Empty)
    }

    /// As a table of constants to be written, the value last. Procedures are named by the start of their digest.
    #[must_use]
    pub fn constants(&self) -> Vec<Constant> {
        self.nodes
            .iter()
            .map(|node| match node {
                Node::Nil => Constant::Nil,
                Node::Unspecified => Constant::Unspecified,
                Node::Boolean(b) => Constant::Boolean(*b),
                Node::Char(c) => Constant::Char(*c),
                Node::Integer(n) => Constant::Integer(*n),
                Node::Field(bytes) => Constant::Field(from_widest(*bytes)),
                Node::Symbol(text) => Constant::Symbol(Arc::from(text.as_str())),
                Node::String(text) => Constant::String(Arc::from(text.as_str())),
                Node::Pair(car, cdr) => Constant::Pair(ConstId(*car), ConstId(*cdr)),
                Node::Wrap(wrap, pair) => Constant::Wrap(*wrap, ConstId(*pair)),
                Node::Procedure(bytes) => {
                    let mut name = String::new();
                    for byte in bytes.iter().rev().take(8) {
                        let _ = write!(name, "{byte:02x}");
                    }
                    Constant::Procedure(name.into())
                }
            })
            .collect()
    }
}

/// The field with the greatest modulus: whatever is canonical in some field is so in this one, and written alike.
const WIDEST: ScalarField = ScalarField::Pallas;

/// The element with these bytes, to be written; zero if they are canonical in no field.
fn from_widest(bytes: [u8; 32]) -> FieldElement {
    FieldElement::from_bytes(WIDEST, bytes).unwrap_or_else(|| FieldElement::from_i64(WIDEST, 0))
}

/// The most bytes of a value that are written down: one that shares much can be far longer than its nodes.
const LONGEST_WRITTEN: usize = 64 << 20;

/// As `write` would, cut off at 64 MiB.
#[must_use]
pub fn written(table: &[Constant]) -> String {
    printer::print(table, Style::Write, LONGEST_WRITTEN)
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.check(WIDEST).is_err() {
            return f.write_str("<malformed value>");
        }
        f.write_str(&written(&self.constants()))
    }
}

/// Whether nodes are what [`canonical`] makes of them: all different, and each where it is first met. It takes less memory to tell
/// than to make.
fn is_canonical(nodes: &[Node]) -> bool {
    let mut seen = vec![false; nodes.len()];
    let mut pending = vec![(nodes.len().wrapping_sub(1) as u32, false)];
    let mut next = 0;
    while let Some((i, expanded)) = pending.pop() {
        let at = i as usize;
        if expanded {
            if at != next {
                return false;
            }
            next += 1;
            continue;
        }
        match seen.get_mut(at) {
            Some(seen) if *seen => continue,
            Some(seen) => *seen = true,
            None => return false,
        }
        pending.push((i, true));
        match nodes.get(at) {
            Some(Node::Pair(car, cdr)) => pending.extend([(*cdr, false), (*car, false)]),
            Some(Node::Wrap(_, pair)) => pending.push((*pair, false)),
            _ => {}
        }
    }
    drop((seen, pending));
    let mut distinct = HashSet::with_capacity(nodes.len());
    next == nodes.len() && nodes.iter().all(|node| distinct.insert(node))
}

/// The one encoding of the last node's value; nothing if a node refers forward.
fn canonical(nodes: &[Node]) -> Option<Vec<Node>> {
    let mut order = Vec::new();
    // Children before parents, first halves first.
    let mut seen = vec![false; nodes.len()];
    let mut pending = vec![(nodes.len().checked_sub(1)?, false)];
    while let Some((i, expanded)) = pending.pop() {
        if expanded {
            order.push(i);
            continue;
        }
        if std::mem::replace(seen.get_mut(i)?, true) {
            continue;
        }
        pending.push((i, true));
        match nodes.get(i)? {
            Node::Pair(car, cdr) => {
                if *car as usize >= i || *cdr as usize >= i {
                    return None;
                }
                pending.push((*cdr as usize, false));
                pending.push((*car as usize, false));
            }
            Node::Wrap(_, pair) => {
                if *pair as usize >= i {
                    return None;
                }
                pending.push((*pair as usize, false));
            }
            _ => {}
        }
    }
    let mut ids: HashMap<Node, u32> = HashMap::new();
    let mut new_id = vec![0u32; nodes.len()];
    let mut out = Vec::new();
    for i in order {
        let node = match nodes.get(i)? {
            Node::Pair(car, cdr) => {
                Node::Pair(*new_id.get(*car as usize)?, *new_id.get(*cdr as usize)?)
            }
            Node::Wrap(wrap, pair) => Node::Wrap(*wrap, *new_id.get(*pair as usize)?),
            other => other.clone(),
        };
        let id = *ids.entry(node.clone()).or_insert_with(|| {
            out.push(node);
            out.len() as u32 - 1
        });
        *new_id.get_mut(i)? = id;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn node() -> impl Strategy<Value = Node> {
        prop_oneof![
            Just(Node::Nil),
            (0..2i64).prop_map(Node::Integer),
            (0..6u32, 0..6u32).prop_map(|(car, cdr)| Node::Pair(car, cdr)),
            (0..6u32).prop_map(|pair| Node::Wrap(Wrap::Vector, pair)),
        ]
    }

    proptest! {
        #[test]
        fn what_is_canonical_is_what_the_canonical_encoding_is(
            nodes in proptest::collection::vec(node(), 0..8)
        ) {
            let made = canonical(&nodes);
            let refers_back = nodes.iter().enumerate().all(|(i, node)| match node {
                Node::Pair(car, cdr) => (*car as usize) < i && (*cdr as usize) < i,
                Node::Wrap(_, pair) => (*pair as usize) < i,
                _ => true,
            });
            if refers_back && !nodes.is_empty() {
                prop_assert_eq!(is_canonical(&nodes), made.as_ref() == Some(&nodes));
                prop_assert!(is_canonical(&made.unwrap()));
            } else {
                let _ = is_canonical(&nodes);
            }
        }
    }
}
