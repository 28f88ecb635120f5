//! How vectors are laid out, for literals and for printing; the library does the rest.
//!
//! A vector is a wrap over `(length . (scale . tree))`. The tree pairs neighbours level by level, from the
//! elements up; the last of an odd number is paired with the unspecified value. Its depth `d` is the least with
//! `2^d >= length`, and `scale` is `2^(32-d)`, so that the bits of `index * scale`, from bit 31 down, lead to
//! the element. A tree of one element is the element; the tree of none is the unspecified value.
//!
//! Equal vectors have equal trees, so that comparing them costs what comparing pairs does.

use crate::core::{ConstId, Constant};
use crate::value::Wrap;

/// The most elements.
pub const LONGEST: usize = 1 << 31;

/// The depth of the tree of so many elements.
fn depth(length: usize) -> u32 {
    length.max(1).next_power_of_two().trailing_zeros()
}

/// The scale of a vector of so many elements.
#[must_use]
pub fn scale(length: usize) -> i64 {
    1 << (32 - depth(length))
}

/// A vector or bytevector literal; `intern` adds a constant to the table. Nothing if it is too long.
pub fn literal(
    wrap: Wrap,
    elements: &[ConstId],
    mut intern: impl FnMut(Constant) -> ConstId,
) -> Option<ConstId> {
    if elements.len() > LONGEST {
        return None;
    }
    let nothing = intern(Constant::Unspecified);
    let mut level = elements.to_vec();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| {
                let second = pair.get(1).copied().unwrap_or(nothing);
                intern(Constant::Pair(pair[0], second))
            })
            .collect();
    }
    let tree = level.first().copied().unwrap_or(nothing);
    let scale = intern(Constant::Integer(scale(elements.len())));
    let length = intern(Constant::Integer(elements.len() as i64));
    let rest = intern(Constant::Pair(scale, tree));
    let pair = intern(Constant::Pair(length, rest));
    Some(intern(Constant::Wrap(wrap, pair)))
}

/// The elements of the vector or bytevector whose pair this is; nothing if it is no vector's. They are found
/// one by one, since parts may be shared: a small table can hold a long vector. A malformed tree ends early.
#[must_use]
pub fn elements(constants: &[Constant], pair: ConstId) -> Option<Elements<'_>> {
    let integer = |id: ConstId| match constants.get(id.0 as usize) {
        Some(Constant::Integer(n)) => usize::try_from(*n).ok(),
        _ => None,
    };
    let (length, rest) = halves(constants, pair)?;
    let (scale, tree) = halves(constants, rest)?;
    let length = integer(length)?;
    if length > LONGEST || integer(scale)? != 1 << (32 - depth(length)) {
        return None;
    }
    Some(Elements {
        constants,
        pending: vec![(tree, depth(length))],
        left: length,
    })
}

/// The elements of a vector, in order.
#[derive(Clone, Debug)]
pub struct Elements<'c> {
    constants: &'c [Constant],
    /// Subtrees to come, the next one last, each with its depth.
    pending: Vec<(ConstId, u32)>,
    left: usize,
}

impl Iterator for Elements<'_> {
    type Item = ConstId;

    fn next(&mut self) -> Option<ConstId> {
        self.left = self.left.checked_sub(1)?;
        let (mut node, depth) = self.pending.pop()?;
        for depth in (0..depth).rev() {
            let (first, second) = halves(self.constants, node)?;
            self.pending.push((second, depth));
            node = first;
        }
        Some(node)
    }
}

fn halves(constants: &[Constant], pair: ConstId) -> Option<(ConstId, ConstId)> {
    match constants.get(pair.0 as usize) {
        Some(Constant::Pair(car, cdr)) => Some((*car, *cdr)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expander::Constants;

    #[test]
    fn literals_of_every_length_have_their_elements() {
        for length in 0..70 {
            let mut constants = Constants::default();
            let elements: Vec<ConstId> = (0..length)
                .map(|n| constants.intern(Constant::Integer(n)))
                .collect();
            let id = literal(Wrap::Vector, &elements, |c| constants.intern(c)).expect("short");
            let Constant::Wrap(Wrap::Vector, pair) = constants.list()[id.0 as usize] else {
                panic!("a vector");
            };
            let found = super::elements(constants.list(), pair).expect("a vector");
            assert_eq!(found.collect::<Vec<_>>(), elements);
        }
    }

    #[test]
    fn what_is_no_vector_has_no_elements() {
        let mut constants = Constants::default();
        let one = constants.intern(Constant::Integer(1));
        let many = constants.intern(Constant::Integer(1 << 31));
        let scale = constants.intern(Constant::Integer(2));
        let rest = constants.intern(Constant::Pair(scale, one));
        for pair in [
            one,
            rest,
            constants.intern(Constant::Pair(many, rest)),
            constants.intern(Constant::Pair(one, rest)),
        ] {
            let found = elements(constants.list(), pair).map_or(0, Iterator::count);
            assert_eq!(found, 0);
        }
    }
}
