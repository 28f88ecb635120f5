//! What is known at a point of a path: values of variables, and facts about them.

use super::budget::Copied;
use crate::block::Var;
use crate::core::VarId;
use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;

/// Values of variables, and facts about values. Paths that part share what they knew before.
#[derive(Clone)]
pub(super) struct Env {
    vars: Rc<HashMap<VarId, Var>>,
    refined: Rc<HashMap<Var, Var>>,
    opened: Rc<HashMap<Var, (Var, Var)>>,
    copied: Copied,
}

impl Env {
    /// Nothing is known. What is copied since paths part is counted.
    pub fn new(copied: Copied) -> Self {
        Env {
            vars: Rc::default(),
            refined: Rc::default(),
            opened: Rc::default(),
            copied,
        }
    }

    pub fn bind(&mut self, var: VarId, value: Var) {
        own(&mut self.vars, &self.copied).insert(var, value);
    }

    pub fn refine(&mut self, old: Var, new: Var) {
        if old != new {
            own(&mut self.refined, &self.copied).insert(old, new);
            if let Some(parts) = self.opened(old) {
                self.open(new, parts);
            }
        }
    }

    pub fn open(&mut self, pair: Var, parts: (Var, Var)) {
        own(&mut self.opened, &self.copied).insert(pair, parts);
    }

    pub fn opened(&self, pair: Var) -> Option<(Var, Var)> {
        self.opened.get(&pair).copied()
    }

    /// The name under which most is known of a value.
    pub fn latest(&self, mut value: Var) -> Var {
        while let Some(&next) = self.refined.get(&value) {
            value = next;
        }
        value
    }

    pub fn lookup(&self, var: VarId) -> Option<Var> {
        self.vars.get(&var).map(|&value| self.latest(value))
    }
}

/// The map for this path alone, to be changed.
fn own<'m, K: Clone + Eq + Hash, V: Clone>(
    map: &'m mut Rc<HashMap<K, V>>,
    copied: &Copied,
) -> &'m mut HashMap<K, V> {
    if Rc::strong_count(map) > 1 {
        copied.add(map.len());
    }
    Rc::make_mut(map)
}
