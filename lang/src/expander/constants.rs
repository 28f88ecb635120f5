//! The table of constants: each value once.

use crate::core::{ConstId, Constant};
use crate::datum::{Data, DatumId, DatumKind};
use crate::value::Wrap;
use crate::vector::literal;
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
                DatumKind::Nil => self.intern(Constant::Nil),
                DatumKind::Boolean(b) => self.intern(Constant::Boolean(*b)),
                DatumKind::Char(c) => self.intern(Constant::Char(*c)),
                DatumKind::Integer(n) => self.intern(Constant::Integer(*n)),
                DatumKind::Field(n) => self.intern(Constant::Field(*n)),
                DatumKind::Symbol(name) | DatumKind::Alias(name, _) => {
                    self.intern(Constant::Symbol(name.clone()))
                }
                DatumKind::String(content) => self.intern(Constant::String(content.clone())),
                // Parts come before wholes.
                DatumKind::Pair(first, rest) => {
                    self.intern(Constant::Pair(known[first], known[rest]))
                }
                DatumKind::Vector(elements) => self.vector(Wrap::Vector, elements, &known),
                DatumKind::Bytevector(elements) => self.vector(Wrap::Bytevector, elements, &known),
            };
            known.insert(part, constant);
            last = Some(constant);
        }
        // The datum itself is the whole that comes last.
        last.unwrap_or_else(|| self.intern(Constant::Nil))
    }

    /// A vector or bytevector of constants.
    fn vector(
        &mut self,
        wrap: Wrap,
        elements: &[DatumId],
        known: &HashMap<DatumId, ConstId>,
    ) -> ConstId {
        let elements: Vec<ConstId> = elements.iter().map(|element| known[element]).collect();
        literal(wrap, &elements, |constant| self.intern(constant))
            .expect("a text is shorter than the longest vector")
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
