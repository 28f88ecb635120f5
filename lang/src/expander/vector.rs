//! Vectors of a known number of elements: built at once, without a list.

use super::build::prim_call;
use super::Expander;
use crate::core::{Constant, Expr};
use crate::prim::Prim;
use crate::source::Span;
use crate::vector::scale;

impl Expander<'_> {
    /// `(vector a …)`: neighbours are paired level by level, which evaluates them from left to right.
    pub(super) fn vector(&mut self, elements: Vec<Expr>, span: Span) -> Expr {
        let number = elements.len();
        let mut level = elements;
        while level.len() > 1 {
            let mut pairs = Vec::with_capacity(level.len().div_ceil(2));
            let mut items = level.into_iter();
            while let Some(first) = items.next() {
                let second = match items.next() {
                    Some(second) => second,
                    None => self.unspecified(span),
                };
                pairs.push(prim_call(Prim::Cons, vec![first, second], span));
            }
            level = pairs;
        }
        let tree = match level.pop() {
            Some(tree) => tree,
            None => self.unspecified(span),
        };
        // A text has fewer elements than an integer can count.
        let length = self.constant(Constant::Integer(number as i64), span);
        let scale = self.constant(Constant::Integer(scale(number)), span);
        let rest = prim_call(Prim::Cons, vec![scale, tree], span);
        let pair = prim_call(Prim::Cons, vec![length, rest], span);
        prim_call(Prim::PairToVector, vec![pair], span)
    }
}
