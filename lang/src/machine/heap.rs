//! Values and the heap of the native machine.

use crate::block::CodeId;
use crate::core::{ConstId, Constant};
use crate::field::FieldElement;
use crate::value::{Tag, Wrap};
use std::collections::HashMap;
use std::sync::Arc;

/// Index of a pair in a [`Heap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PairId(pub u32);

/// Index of a closure in a [`Heap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClosureId(pub u32);

/// Index of the text of a symbol or string in a [`Heap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextId(pub u32);

/// A value of the native machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
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
    /// A field element.
    Field(FieldElement),
    /// A symbol.
    Symbol(TextId),
    /// A string.
    String(TextId),
    /// A pair.
    Pair(PairId),
    /// A wrap over a pair.
    Wrap(Wrap, PairId),
    /// A procedure.
    Procedure(ClosureId),
    /// A continuation: the stack up to so many frames, of which it may only lose some before it is left to.
    Continuation(u32),
}

impl Value {
    /// Its tag.
    #[must_use]
    pub fn tag(self) -> Tag {
        match self {
            Value::Nil => Tag::Nil,
            Value::Unspecified => Tag::Unspecified,
            Value::Boolean(_) => Tag::Boolean,
            Value::Char(_) => Tag::Char,
            Value::Integer(_) => Tag::Integer,
            Value::Field(_) => Tag::Field,
            Value::Symbol(_) => Tag::Symbol,
            Value::String(_) => Tag::String,
            Value::Pair(_) => Tag::Pair,
            Value::Wrap(wrap, _) => wrap.tag(),
            Value::Procedure(_) => Tag::Procedure,
            Value::Continuation(_) => Tag::Continuation,
        }
    }
}

/// A closure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// Its code.
    pub code: CodeId,
    /// What it captured.
    pub captured: Box<[Value]>,
}

/// Everything that values refer to. Cells are never changed once made, and never moved; the index of one that is
/// given up ([`Heap::collect`]) is used again.
#[derive(Clone, Debug, Default)]
pub struct Heap {
    pub(super) pairs: Vec<(Value, Value)>,
    pub(super) free_pairs: Vec<PairId>,
    pub(super) closures: Vec<Closure>,
    pub(super) free_closures: Vec<ClosureId>,
    pub(super) captured: usize,
    pub(super) texts: Vec<Arc<str>>,
    pub(super) free_texts: Vec<TextId>,
    pub(super) text_ids: HashMap<Arc<str>, TextId>,
    /// Lists of texts' characters, each made when it is first asked for.
    pub(super) characters: HashMap<TextId, Value>,
}

impl Heap {
    /// Makes a pair.
    ///
    /// # Panics
    /// If there are 2^32 pairs; the machine's memory limit comes first.
    pub fn cons(&mut self, car: Value, cdr: Value) -> Value {
        if let Some(id) = self.free_pairs.pop() {
            self.pairs[id.0 as usize] = (car, cdr);
            return Value::Pair(id);
        }
        let id = PairId(u32::try_from(self.pairs.len()).expect("fewer than 2^32 pairs"));
        self.pairs.push((car, cdr));
        Value::Pair(id)
    }

    /// Makes a closure.
    ///
    /// # Panics
    /// If there are 2^32 closures; the machine's memory limit comes first.
    pub fn closure(&mut self, code: CodeId, captured: Box<[Value]>) -> Value {
        self.captured += captured.len();
        let closure = Closure { code, captured };
        if let Some(id) = self.free_closures.pop() {
            self.closures[id.0 as usize] = closure;
            return Value::Procedure(id);
        }
        let id = ClosureId(u32::try_from(self.closures.len()).expect("fewer than 2^32 closures"));
        self.closures.push(closure);
        Value::Procedure(id)
    }

    /// The same text always has the same id.
    pub fn text(&mut self, text: &Arc<str>) -> TextId {
        if let Some(&id) = self.text_ids.get(text) {
            return id;
        }
        let id = match self.free_texts.pop() {
            Some(id) => {
                self.texts[id.0 as usize] = Arc::clone(text);
                id
            }
            None => {
                self.texts.push(Arc::clone(text));
                TextId(self.texts.len() as u32 - 1)
            }
        };
        self.text_ids.insert(Arc::clone(text), id);
        id
    }

    /// The list of a text's characters: what the text is made of, as far as a proof can tell.
    pub fn characters(&mut self, id: TextId) -> Value {
        if let Some(&list) = self.characters.get(&id) {
            return list;
        }
        let text = Arc::clone(self.get_text(id));
        let list = text
            .chars()
            .rev()
            .fold(Value::Nil, |rest, c| self.cons(Value::Char(c), rest));
        self.characters.insert(id, list);
        list
    }

    /// The text of a list of characters. The library makes sure that there is nothing else in it.
    pub fn text_of(&mut self, list: Value) -> TextId {
        let mut text = String::new();
        let mut rest = list;
        while let Value::Pair(id) = rest {
            let (first, next) = self.pair(id);
            text.push(match first {
                Value::Char(c) => c,
                _ => char::REPLACEMENT_CHARACTER,
            });
            rest = next;
        }
        let known = self.text_ids.len();
        let id = self.text(&text.into());
        if self.text_ids.len() > known {
            self.characters.insert(id, list);
        }
        id
    }

    /// A pair's halves.
    #[must_use]
    pub fn pair(&self, id: PairId) -> (Value, Value) {
        self.pairs[id.0 as usize]
    }

    /// A closure.
    #[must_use]
    pub fn get_closure(&self, id: ClosureId) -> &Closure {
        &self.closures[id.0 as usize]
    }

    /// A symbol's or string's text.
    #[must_use]
    pub fn get_text(&self, id: TextId) -> &Arc<str> {
        &self.texts[id.0 as usize]
    }

    /// Bytes that the cells take, roughly.
    #[must_use]
    pub fn bytes(&self) -> usize {
        (self.pairs.len() - self.free_pairs.len()) * size_of::<(Value, Value)>()
            + (self.closures.len() - self.free_closures.len()) * size_of::<Closure>()
            + self.captured * size_of::<Value>()
    }

    /// Whether two values are the same: `eq?`, which compares content throughout.
    #[must_use]
    pub fn same(&self, a: Value, b: Value) -> bool {
        if a == b {
            return true;
        }
        // Most comparisons are of atoms; those need no list of what is still to be compared.
        if a.tag() != b.tag()
            || !matches!(a, Value::Pair(_) | Value::Wrap(..) | Value::Procedure(_))
        {
            return false;
        }
        let mut pending = vec![(a, b)];
        while let Some((a, b)) = pending.pop() {
            if a == b {
                continue;
            }
            match (a, b) {
                (Value::Wrap(a, _), Value::Wrap(b, _)) if a != b => return false,
                (Value::Pair(x), Value::Pair(y)) | (Value::Wrap(_, x), Value::Wrap(_, y)) => {
                    let ((xa, xd), (ya, yd)) = (self.pair(x), self.pair(y));
                    pending.push((xd, yd));
                    pending.push((xa, ya));
                }
                (Value::Procedure(x), Value::Procedure(y)) => {
                    let (x, y) = (self.get_closure(x), self.get_closure(y));
                    if x.code != y.code || x.captured.len() != y.captured.len() {
                        return false;
                    }
                    pending.extend(x.captured.iter().copied().zip(y.captured.iter().copied()));
                }
                _ => return false,
            }
        }
        true
    }

    /// Puts a table of constants into the heap; compound ones refer to earlier ones.
    ///
    /// # Panics
    /// If a constant refers to one that is not before it.
    pub fn load(&mut self, constants: &[Constant]) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::with_capacity(constants.len());
        for constant in constants {
            let value = match constant {
                Constant::Nil => Value::Nil,
                Constant::Unspecified | Constant::Procedure(_) => Value::Unspecified,
                Constant::Boolean(b) => Value::Boolean(*b),
                Constant::Char(c) => Value::Char(*c),
                Constant::Integer(n) => Value::Integer(*n),
                Constant::Field(x) => Value::Field(*x),
                Constant::Symbol(text) => Value::Symbol(self.text(text)),
                Constant::String(text) => Value::String(self.text(text)),
                Constant::Pair(car, cdr) => {
                    self.cons(values[car.0 as usize], values[cdr.0 as usize])
                }
                Constant::Wrap(wrap, pair) => match values[pair.0 as usize] {
                    Value::Pair(id) => Value::Wrap(*wrap, id),
                    other => other,
                },
            };
            values.push(value);
        }
        values
    }

    /// Writes a value down as a table of constants, the value itself last. Shared pairs stay shared.
    /// `name` names a procedure; it is called in the order in which procedures stand in the table.
    pub fn unload(
        &self,
        value: Value,
        mut name: impl FnMut(ClosureId) -> Arc<str>,
    ) -> Vec<Constant> {
        let mut table = Vec::new();
        let mut done: HashMap<PairId, ConstId> = HashMap::new();
        let mut results: Vec<ConstId> = Vec::new();
        enum Task {
            Visit(Value),
            Build(PairId),
            Wrap(Wrap),
        }
        let mut pending = vec![Task::Visit(value)];
        while let Some(task) = pending.pop() {
            let constant = match task {
                Task::Visit(Value::Pair(id)) => {
                    if let Some(&known) = done.get(&id) {
                        results.push(known);
                    } else {
                        let (car, cdr) = self.pair(id);
                        pending.push(Task::Build(id));
                        pending.push(Task::Visit(cdr));
                        pending.push(Task::Visit(car));
                    }
                    continue;
                }
                Task::Build(id) => {
                    let (Some(cdr), Some(car)) = (results.pop(), results.pop()) else {
                        continue;
                    };
                    done.insert(id, ConstId(table.len() as u32));
                    Constant::Pair(car, cdr)
                }
                Task::Visit(Value::Wrap(wrap, id)) => {
                    pending.push(Task::Wrap(wrap));
                    pending.push(Task::Visit(Value::Pair(id)));
                    continue;
                }
                Task::Wrap(wrap) => match results.pop() {
                    Some(pair) => Constant::Wrap(wrap, pair),
                    None => continue,
                },
                Task::Visit(Value::Nil) => Constant::Nil,
                Task::Visit(Value::Unspecified | Value::Continuation(_)) => Constant::Unspecified,
                Task::Visit(Value::Boolean(b)) => Constant::Boolean(b),
                Task::Visit(Value::Char(c)) => Constant::Char(c),
                Task::Visit(Value::Integer(n)) => Constant::Integer(n),
                Task::Visit(Value::Field(x)) => Constant::Field(x),
                Task::Visit(Value::Symbol(t)) => Constant::Symbol(Arc::clone(self.get_text(t))),
                Task::Visit(Value::String(t)) => Constant::String(Arc::clone(self.get_text(t))),
                Task::Visit(Value::Procedure(id)) => Constant::Procedure(name(id)),
            };
            results.push(ConstId(table.len() as u32));
            table.push(constant);
        }
        // A value met before the last step of the walk may not be last in the table.
        if let (Some(last), Some(top)) = (results.pop(), table.len().checked_sub(1)) {
            if last.0 as usize != top {
                let copy = table[last.0 as usize].clone();
                table.push(copy);
            }
        }
        table
    }
}

#[cfg(test)]
#[path = "heap_tests.rs"]
mod tests;
