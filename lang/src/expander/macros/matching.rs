//! Matching: whether a form fits a pattern, and what the variables then stand for.

use super::pattern::{Pattern, Repeated, Sequence};
use crate::datum::{Data, DatumId, DatumKind};
use crate::expander::scope::{Place, Scope};
use crate::expander::{RED_ZONE, STACK_PIECE};

/// What a variable stands for.
#[derive(Debug)]
pub(super) enum Matched {
    /// One datum.
    One(DatumId),
    /// What a repeated pattern matched, one after the other.
    Many {
        items: Vec<Matched>,
        /// The list that has just these elements, if there is one.
        list: Option<DatumId>,
    },
}

/// Matches forms at one place against patterns of a macro defined at another.
pub(super) struct Matcher<'m> {
    pub(super) data: &'m Data,
    pub(super) scope: &'m Scope,
    /// Where the macro was defined.
    pub(super) defined: Place,
    /// What the variables stand for, as far as they are matched.
    pub(super) found: Vec<Option<Matched>>,
}

impl<'m> Matcher<'m> {
    /// Whether a datum fits.
    pub(super) fn fits(&mut self, pattern: &Pattern, id: DatumId) -> bool {
        match pattern {
            Pattern::Any => true,
            Pattern::Variable(variable) => {
                self.set(*variable, Matched::One(id));
                true
            }
            Pattern::Literal(literal) => self.data.name(id).is_some_and(|name| {
                self.scope
                    .same(literal, self.defined, &name, self.scope.place())
            }),
            Pattern::Datum(datum) => self.is_same(*datum, id),
            Pattern::Nil => matches!(self.data.kind(id), DatumKind::Nil),
            Pattern::Vector(sequence) => match self.data.kind(id) {
                DatumKind::Vector(elements) => stacker::maybe_grow(RED_ZONE, STACK_PIECE, || {
                    self.vector_fits(sequence, elements)
                }),
                _ => false,
            },
            Pattern::List(sequence, tail) => {
                stacker::maybe_grow(RED_ZONE, STACK_PIECE, || self.list_fits(sequence, tail, id))
            }
        }
    }

    /// Whether two data without parts that are symbols are the same.
    fn is_same(&self, a: DatumId, b: DatumId) -> bool {
        match (self.data.kind(a), self.data.kind(b)) {
            (DatumKind::Bytevector(a), DatumKind::Bytevector(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .zip(b)
                        .all(|(a, b)| self.data.kind(*a) == self.data.kind(*b))
            }
            (a, b) => a == b,
        }
    }

    fn vector_fits(&mut self, sequence: &Sequence, elements: &[DatumId]) -> bool {
        let fixed = sequence.before.len() + sequence.after.len();
        let Some(times) = elements.len().checked_sub(fixed) else {
            return false;
        };
        let (before, rest) = elements.split_at(sequence.before.len());
        let (many, after) = rest.split_at(times);
        let repeats = match &sequence.repeated {
            Some(repeated) => self.repeated_fits(repeated, many, None),
            None => many.is_empty(),
        };
        repeats && self.all_fit(&sequence.before, before) && self.all_fit(&sequence.after, after)
    }

    fn set(&mut self, variable: usize, matched: Matched) {
        if let Some(found) = self.found.get_mut(variable) {
            *found = Some(matched);
        }
    }

    fn list_fits(&mut self, sequence: &Sequence, tail: &Pattern, id: DatumId) -> bool {
        let mut rest = id;
        for pattern in &sequence.before {
            let DatumKind::Pair(first, next) = *self.data.kind(rest) else {
                return false;
            };
            if !self.fits(pattern, first) {
                return false;
            }
            rest = next;
        }
        let Some(repeated) = &sequence.repeated else {
            return self.fits(tail, rest);
        };
        let list = rest;
        let mut items = Vec::new();
        while let DatumKind::Pair(first, next) = *self.data.kind(rest) {
            items.push(first);
            rest = next;
        }
        let Some(times) = items.len().checked_sub(sequence.after.len()) else {
            return false;
        };
        let (many, after) = items.split_at(times);
        let list =
            (after.is_empty() && matches!(self.data.kind(rest), DatumKind::Nil)).then_some(list);
        self.repeated_fits(repeated, many, list)
            && self.all_fit(&sequence.after, after)
            && self.fits(tail, rest)
    }

    fn all_fit(&mut self, patterns: &[Pattern], items: &[DatumId]) -> bool {
        patterns.len() == items.len()
            && patterns
                .iter()
                .zip(items)
                .all(|(pattern, id)| self.fits(pattern, *id))
    }

    fn repeated_fits(
        &mut self,
        repeated: &Repeated,
        items: &[DatumId],
        list: Option<DatumId>,
    ) -> bool {
        let variables = repeated.variables.clone();
        let mut many: Vec<Vec<Matched>> = variables.clone().map(|_| Vec::new()).collect();
        for &item in items {
            if !self.fits(&repeated.pattern, item) {
                return false;
            }
            for (variable, matched) in variables.clone().zip(&mut many) {
                matched.extend(self.found.get_mut(variable).and_then(Option::take));
            }
        }
        // Only a variable of its own has matched the list's elements themselves.
        let list = list.filter(|_| matches!(repeated.pattern, Pattern::Variable(_)));
        for (variable, items) in variables.zip(many) {
            self.set(variable, Matched::Many { items, list });
        }
        true
    }
}
