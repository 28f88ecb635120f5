//! Patterns, made ready for matching.

use super::rules::{Ellipsis, RULE_NESTING};
use crate::datum::{DatumId, DatumKind, Name};
use crate::diagnostic::Diagnostic;
use crate::expander::keyword::Keyword;
use crate::expander::scope::Meaning;
use crate::expander::Expander;
use crate::expander::{RED_ZONE, STACK_PIECE};
use crate::source::Span;
use std::ops::Range;

/// A pattern. Variables are numbered in the order of their places.
#[derive(Debug)]
pub(super) enum Pattern {
    /// `_`: anything.
    Any,
    /// Anything, which the variable then stands for.
    Variable(usize),
    /// A symbol that means what this one means where the macro was defined.
    Literal(Name),
    /// A datum that is no symbol and has no parts.
    Datum(DatumId),
    /// A list, proper or not.
    List(Sequence, Box<Pattern>),
    /// A vector.
    Vector(Sequence),
    /// The empty list.
    Nil,
}

/// The elements of a list or vector pattern.
#[derive(Debug)]
pub(super) struct Sequence {
    /// Those before the one that is repeated, or all.
    pub(super) before: Vec<Pattern>,
    /// The one that is repeated.
    pub(super) repeated: Option<Box<Repeated>>,
    /// Those after it.
    pub(super) after: Vec<Pattern>,
}

/// A pattern before an ellipsis.
#[derive(Debug)]
pub(super) struct Repeated {
    pub(super) pattern: Pattern,
    /// Its variables.
    pub(super) variables: Range<usize>,
}

/// Makes the pattern of one rule.
pub(super) struct Patterns<'p, 'a> {
    expander: &'p mut Expander<'a>,
    literals: &'p [Name],
    ellipsis: &'p Ellipsis,
    /// Variables so far and how many ellipses follow each.
    variables: Vec<(Name, u32)>,
    /// How many ellipses follow the present place.
    repeats: u32,
    depth: u32,
}

impl<'p, 'a> Patterns<'p, 'a> {
    pub(super) fn new(
        expander: &'p mut Expander<'a>,
        literals: &'p [Name],
        ellipsis: &'p Ellipsis,
    ) -> Self {
        Patterns {
            expander,
            literals,
            ellipsis,
            variables: Vec::new(),
            repeats: 0,
            depth: 0,
        }
    }

    /// The variables and how many ellipses follow each.
    pub(super) fn into_variables(self) -> Vec<(Name, u32)> {
        self.variables
    }

    /// A pattern, or nothing if a mistake is reported.
    pub(super) fn pattern(&mut self, id: DatumId) -> Option<Pattern> {
        match self.expander.data.kind(id) {
            DatumKind::Symbol(_) | DatumKind::Alias(..) => self.symbol(id),
            DatumKind::Pair(..) | DatumKind::Vector(_) => {
                if self.depth >= RULE_NESTING {
                    let span = self.expander.data.span(id);
                    self.expander.rule_too_deep(span);
                    return None;
                }
                self.depth += 1;
                let list = stacker::maybe_grow(RED_ZONE, STACK_PIECE, || self.list(id));
                self.depth -= 1;
                list
            }
            DatumKind::Nil => Some(Pattern::Nil),
            _ => Some(Pattern::Datum(id)),
        }
    }

    fn symbol(&mut self, id: DatumId) -> Option<Pattern> {
        let name = self.expander.data.name(id)?;
        if self.literals.contains(&name) {
            return Some(Pattern::Literal(name));
        }
        let span = self.expander.data.span(id);
        if self.expander.is_ellipsis(&name, self.ellipsis) {
            return self.misplaced("an ellipsis follows the pattern that it repeats", span);
        }
        if &**name.text() == Keyword::Underscore.name() {
            let meaning = self.expander.scope.resolve(&name);
            if matches!(
                meaning,
                Meaning::Keyword(Keyword::Underscore) | Meaning::Unknown
            ) {
                return Some(Pattern::Any);
            }
        }
        if self.variables.iter().any(|(known, _)| *known == name) {
            self.expander.diagnostics.push(
                Diagnostic::new(
                    "E0124",
                    format!("`{name}` stands twice in this pattern"),
                    span,
                )
                .label("second time")
                .help("give one of the two another name, or `_` if it is not used"),
            );
            return None;
        }
        self.variables.push((name, self.repeats));
        Some(Pattern::Variable(self.variables.len() - 1))
    }

    fn list(&mut self, id: DatumId) -> Option<Pattern> {
        if let DatumKind::Vector(elements) = self.expander.data.kind(id) {
            let elements = elements.clone();
            return Some(Pattern::Vector(self.sequence(&elements)?));
        }
        let parts = self.expander.data.parts(id);
        let sequence = self.sequence(&parts.items)?;
        let tail = match parts.tail {
            Some(tail) => self.pattern(tail)?,
            None => Pattern::Nil,
        };
        Some(Pattern::List(sequence, Box::new(tail)))
    }

    fn sequence(&mut self, items: &[DatumId]) -> Option<Sequence> {
        let mut sequence = Sequence {
            before: Vec::new(),
            repeated: None,
            after: Vec::new(),
        };
        let mut rest = items.iter().copied().peekable();
        while let Some(item) = rest.next() {
            let next = rest.peek().copied();
            let ellipsis = next.filter(|id| self.expander.is_ellipsis_datum(*id, self.ellipsis));
            let Some(ellipsis) = ellipsis else {
                let pattern = self.pattern(item)?;
                match sequence.repeated {
                    None => sequence.before.push(pattern),
                    Some(_) => sequence.after.push(pattern),
                }
                continue;
            };
            rest.next();
            if sequence.repeated.is_some() {
                let span = self.expander.data.span(ellipsis);
                return self.misplaced("a list or vector pattern has at most one ellipsis", span);
            }
            let first = self.variables.len();
            self.repeats += 1;
            let pattern = self.pattern(item)?;
            self.repeats -= 1;
            sequence.repeated = Some(Box::new(Repeated {
                pattern,
                variables: first..self.variables.len(),
            }));
        }
        Some(sequence)
    }

    fn misplaced<T>(&mut self, why: &str, span: Span) -> Option<T> {
        self.expander
            .diagnostics
            .push(Diagnostic::new("E0123", why, span).help(
                "it is written `(_ first rest ...)`; a literal `...` is listed with the literals",
            ));
        None
    }
}
