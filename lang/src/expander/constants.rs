//! The table of constants: each value once.

use crate::core::{ConstId, Constant};
use crate::datum::{Data, DatumId, DatumKind};
use std::collections::HashMap;

/// A table of constants without duplicates; compound ones refer to earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Constants {
    list: Vec<Constant>,
    index: HashMap<Constant, ConstId>,
}

impl Constants {
    /// The id of a constant, which is added if it is new.
    ///
    /// # Panics
    /// If there are more than 2^32 constants.
    pub fn intern(&mut self, constant: Constant) -> ConstId {
        if let Some(&id) = self.index.get(&constant) {
            return id;
        }
        let id = ConstId(u32::try_from(self.list.len()).expect("fewer than 2^32 constants"));
        self.list.push(constant.clone());
        self.index.insert(constant, id);
        id
    }

    /// The constant that a datum stands for, where a symbol is a symbol, whoever inserted it; at any depth without recursion.
    pub fn datum(&mut self, data: &Data, id: DatumId) -> ConstId {
        let mut known: HashMap<DatumId, ConstId> = HashMap::new();
        let mut last = None;
        for part in data.reachable(id) {
            let constant = match data.kind(part) {
                DatumKind::Nil => Constant::Nil,
                DatumKind::Boolean(b) => Constant::Boolean(*b),
                DatumKind::Char(c) => Constant::Char(*c),
                DatumKind::Integer(n) => Constant::Integer(*n),
                DatumKind::Field(n) => Constant::Field(*n),
                DatumKind::Symbol(name) | DatumKind::Alias(name, _) => {
                    Constant::Symbol(name.clone())
                }
                DatumKind::String(content) => Constant::String(content.clone()),
                // Parts come before wholes.
                DatumKind::Pair(first, rest) => Constant::Pair(known[first], known[rest]),
            };
            let constant = self.intern(constant);
            known.insert(part, constant);
            last = Some(constant);
        }
        // The datum itself is the whole that comes last.
        last.unwrap_or_else(|| self.intern(Constant::Nil))
    }

    /// The constants by id.
    #[must_use]
    pub fn list(&self) -> &[Constant] {
        &self.list
    }

    /// The constants by id.
    #[must_use]
    pub fn into_list(self) -> Vec<Constant> {
        self.list
    }
}
