//! Gives up cells that no value can reach any more.
//!
//! Marks from the roots, then sweeps. Nothing moves, so that whoever remembers things by the index of a cell, as
//! digests are, has only to forget those of the cells given up ([`Live`]).

use super::heap::{ClosureId, Heap, PairId, TextId, Value};

/// Which cells are left after a collection.
#[derive(Clone, Debug)]
pub struct Live {
    pairs: Vec<bool>,
    closures: Vec<bool>,
    texts: Vec<bool>,
}

impl Live {
    /// Whether a pair is left.
    #[must_use]
    pub fn has_pair(&self, id: PairId) -> bool {
        is_marked(&self.pairs, id.0)
    }

    /// Whether a closure is left.
    #[must_use]
    pub fn has_closure(&self, id: ClosureId) -> bool {
        is_marked(&self.closures, id.0)
    }

    /// Whether a text is left.
    #[must_use]
    pub fn has_text(&self, id: TextId) -> bool {
        is_marked(&self.texts, id.0)
    }
}

fn is_marked(marks: &[bool], id: u32) -> bool {
    marks.get(id as usize).copied().unwrap_or(false)
}

/// Marks a cell; tells whether it was not marked before.
fn mark(marks: &mut [bool], id: u32) -> bool {
    marks
        .get_mut(id as usize)
        .is_some_and(|mark| !std::mem::replace(mark, true))
}

/// The indices of what is neither marked nor free already, lowest last, so that it is used first.
fn swept(marks: &[bool], free: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut known = vec![false; marks.len()];
    for id in free {
        mark(&mut known, id);
    }
    (0..marks.len() as u32)
        .rev()
        .filter(|&id| !is_marked(marks, id) && !is_marked(&known, id))
        .collect()
}

impl Heap {
    /// Gives up every cell that can't be reached from `roots`.
    pub fn collect(&mut self, roots: impl IntoIterator<Item = Value>) -> Live {
        let live = self.reachable(roots);
        // A list of characters that only the memo of its text holds can be made again.
        self.characters.retain(|id, list| match list {
            Value::Pair(pair) => live.has_text(*id) && live.has_pair(*pair),
            _ => live.has_text(*id),
        });
        for id in swept(&live.pairs, self.free_pairs.iter().map(|id| id.0)) {
            self.pairs[id as usize] = (Value::Nil, Value::Nil);
            self.free_pairs.push(PairId(id));
        }
        for id in swept(&live.closures, self.free_closures.iter().map(|id| id.0)) {
            let captured = std::mem::take(&mut self.closures[id as usize].captured);
            self.captured -= captured.len();
            self.free_closures.push(ClosureId(id));
        }
        for id in swept(&live.texts, self.free_texts.iter().map(|id| id.0)) {
            let text = std::mem::take(&mut self.texts[id as usize]);
            self.text_ids.remove(&text);
            self.free_texts.push(TextId(id));
        }
        live
    }

    fn reachable(&self, roots: impl IntoIterator<Item = Value>) -> Live {
        let mut live = Live {
            pairs: vec![false; self.pairs.len()],
            closures: vec![false; self.closures.len()],
            texts: vec![false; self.texts.len()],
        };
        // Depth costs memory, not call stack.
        let mut pending: Vec<Value> = Vec::new();
        for root in roots {
            pending.push(root);
            while let Some(value) = pending.pop() {
                match value {
                    Value::Pair(id) | Value::Wrap(_, id) => {
                        let (car, cdr) = self.pair(id);
                        if mark(&mut live.pairs, id.0) {
                            pending.extend([car, cdr]);
                        }
                    }
                    Value::Procedure(id) => {
                        let captured = &self.get_closure(id).captured;
                        if mark(&mut live.closures, id.0) {
                            pending.extend(captured);
                        }
                    }
                    Value::Symbol(id) | Value::String(id) => {
                        mark(&mut live.texts, id.0);
                    }
                    _ => {}
                }
            }
        }
        live
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::CodeId;
    use crate::machine::Closure;

    fn pair(value: Value) -> PairId {
        match value {
            Value::Pair(id) => id,
            other => panic!("{other:?} is no pair"),
        }
    }

    #[test]
    fn what_can_be_reached_stays_as_it_is_and_the_rest_is_used_again() {
        let mut heap = Heap::default();
        let text = Value::String(heap.text(&"kept".into()));
        let lost = heap.text(&"lost".into());
        let shared = heap.cons(text, Value::Nil);
        let dead = heap.cons(Value::String(lost), shared);
        let closure = heap.closure(CodeId(3), vec![shared].into());
        let dead_closure = heap.closure(CodeId(4), vec![dead, dead].into());
        let kept = heap.cons(closure, Value::Integer(7));
        let bytes = heap.bytes();

        let live = heap.collect([kept, Value::Integer(1)]);
        assert!(live.has_pair(pair(shared)) && live.has_pair(pair(kept)));
        assert!(!live.has_pair(pair(dead)) && !live.has_text(lost));
        let id = |value| match value {
            Value::Procedure(id) => id,
            other => panic!("{other:?} is no procedure"),
        };
        assert!(live.has_closure(id(closure)) && !live.has_closure(id(dead_closure)));
        assert!(heap.bytes() < bytes);
        assert_eq!(heap.pair(pair(kept)), (closure, Value::Integer(7)));
        assert_eq!(heap.pair(pair(shared)), (text, Value::Nil));

        // The next cells take the places given up, each once, and then new ones.
        let made: Vec<Value> = (0..2)
            .map(|n| heap.cons(Value::Integer(n), Value::Nil))
            .collect();
        assert_eq!(made[0], dead);
        assert_ne!(made[1], dead);
        assert_eq!(heap.pair(pair(made[0])), (Value::Integer(0), Value::Nil));
        assert_eq!(heap.closure(CodeId(5), Box::default()), dead_closure);
        assert_eq!(heap.text(&"new".into()), lost);
        assert_eq!(Value::String(heap.text(&"kept".into())), text);
        assert_eq!(&**heap.get_text(lost), "new");
    }

    #[test]
    fn bytes_are_those_of_the_cells_in_use() {
        let (pair, value) = (size_of::<(Value, Value)>(), size_of::<Value>());
        let mut heap = Heap::default();
        assert_eq!(heap.bytes(), 0);
        let first = heap.cons(Value::Nil, Value::Nil);
        heap.cons(first, Value::Nil);
        heap.cons(first, first);
        let closure = heap.closure(CodeId(1), vec![first; 2].into());
        heap.closure(CodeId(1), vec![first; 5].into());
        assert_eq!(
            heap.bytes(),
            3 * pair + 2 * size_of::<Closure>() + 7 * value
        );
        heap.collect([closure]);
        assert_eq!(heap.bytes(), pair + size_of::<Closure>() + 2 * value);
    }

    #[test]
    fn collecting_twice_frees_nothing_twice() {
        let mut heap = Heap::default();
        for n in 0..10 {
            heap.cons(Value::Integer(n), Value::Nil);
        }
        heap.collect([]);
        heap.collect([]);
        assert_eq!(heap.bytes(), 0);
        let made: Vec<Value> = (0..12)
            .map(|n| heap.cons(Value::Integer(n), Value::Nil))
            .collect();
        for (n, value) in (0..).zip(made) {
            assert_eq!(heap.pair(pair(value)).0, Value::Integer(n));
        }
    }

    #[test]
    fn a_long_list_needs_no_call_stack() {
        let mut heap = Heap::default();
        let list = (0..1_000_000).fold(Value::Nil, |rest, n| heap.cons(Value::Integer(n), rest));
        let bytes = heap.bytes();
        heap.collect([list]);
        assert_eq!(heap.bytes(), bytes);
        heap.collect([]);
        assert_eq!(heap.bytes(), 0);
    }

    #[test]
    fn a_texts_characters_are_made_again() {
        let mut heap = Heap::default();
        let text = heap.text(&"ab".into());
        let list = heap.characters(text);
        heap.collect([Value::String(text)]);
        assert_eq!(heap.bytes(), 0);
        // Something else in its place must not be taken for it.
        heap.cons(Value::Integer(1), Value::Nil);
        let again = heap.characters(text);
        assert_ne!(again, list);
        assert_eq!(heap.text_of(again), text);
    }
}
