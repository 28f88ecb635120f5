//! Templates, made ready for building.
//!
//! A variable that `n` ellipses follow in the pattern is repeated by the innermost `n` of those
//! that follow it in the template; where several ellipses follow one element directly, they count
//! from the outermost. So further ellipses around it repeat it as a whole.

use super::rules::{Ellipsis, RULE_NESTING};
use crate::datum::{DatumId, DatumKind, Name};
use crate::diagnostic::Diagnostic;
use crate::expander::{Expander, RED_ZONE, STACK_PIECE};
use crate::source::Span;

/// A template.
#[derive(Debug)]
pub(super) enum Template {
    /// An occurrence of a variable.
    Occurrence(usize),
    /// A symbol that is inserted.
    Inserted(usize),
    /// A datum that is no symbol and has no parts.
    Datum(DatumId),
    /// A list, proper or not.
    List(Vec<Element>, Box<Template>),
    /// A vector.
    Vector(Vec<Element>),
}

/// An element of a list or vector template and the ellipses that follow it.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) template: Template,
    pub(super) ellipses: u32,
    /// The occurrences that are repeated here, and by how many of the ellipses.
    pub(super) repeated: Vec<(usize, u32)>,
}

/// A place where a variable stands in a template.
#[derive(Debug)]
pub(super) struct Occurrence {
    /// The variable.
    pub(super) variable: usize,
}

/// The ellipses that follow an element which is being made.
struct Group {
    ellipses: u32,
    repeated: Vec<(usize, u32)>,
}

/// Makes the template of one rule.
pub(super) struct Templates<'t, 'a> {
    expander: &'t mut Expander<'a>,
    variables: &'t [(Name, u32)],
    ellipsis: &'t Ellipsis,
    occurrences: Vec<Occurrence>,
    inserted: Vec<Name>,
    /// The elements around the present place.
    groups: Vec<Group>,
    /// Whether ellipses stand for themselves.
    escaped: bool,
    depth: u32,
}

impl<'t, 'a> Templates<'t, 'a> {
    pub(super) fn new(
        expander: &'t mut Expander<'a>,
        variables: &'t [(Name, u32)],
        ellipsis: &'t Ellipsis,
    ) -> Self {
        Templates {
            expander,
            variables,
            ellipsis,
            occurrences: Vec::new(),
            inserted: Vec::new(),
            groups: Vec::new(),
            escaped: false,
            depth: 0,
        }
    }

    /// The variables' occurrences and the symbols that are inserted.
    pub(super) fn into_parts(self) -> (Vec<Occurrence>, Vec<Name>) {
        (self.occurrences, self.inserted)
    }

    /// A template, or nothing if a mistake is reported.
    pub(super) fn template(&mut self, id: DatumId) -> Option<Template> {
        match self.expander.data.kind(id) {
            DatumKind::Symbol(_) | DatumKind::Alias(..) => self.symbol(id),
            DatumKind::Pair(first, _) => {
                let first = *first;
                self.deeper(id, |this| {
                    if this.is_ellipsis(first) {
                        this.escape(id)
                    } else {
                        this.list(id)
                    }
                })
            }
            DatumKind::Vector(elements) => {
                let elements = elements.clone();
                self.deeper(id, |this| Some(Template::Vector(this.elements(&elements)?)))
            }
            _ => Some(Template::Datum(id)),
        }
    }

    fn deeper(
        &mut self,
        id: DatumId,
        inner: impl FnOnce(&mut Self) -> Option<Template>,
    ) -> Option<Template> {
        if self.depth >= RULE_NESTING {
            let span = self.expander.data.span(id);
            self.expander.rule_too_deep(span);
            return None;
        }
        self.depth += 1;
        let made = stacker::maybe_grow(RED_ZONE, STACK_PIECE, || inner(self));
        self.depth -= 1;
        made
    }

    fn is_ellipsis(&self, id: DatumId) -> bool {
        !self.escaped && self.expander.is_ellipsis_datum(id, self.ellipsis)
    }

    fn symbol(&mut self, id: DatumId) -> Option<Template> {
        let span = self.expander.data.span(id);
        if self.is_ellipsis(id) {
            return self.misplaced("an ellipsis follows the template that it repeats", span);
        }
        let name = self.expander.data.name(id)?;
        let found = self.variables.iter().position(|(known, _)| *known == name);
        let Some(variable) = found else {
            let known = self.inserted.iter().position(|known| *known == name);
            let index = known.unwrap_or(self.inserted.len());
            if known.is_none() {
                self.inserted.push(name);
            }
            return Some(Template::Inserted(index));
        };
        let occurrence = self.occurrences.len();
        let mut left = self
            .variables
            .get(variable)
            .map_or(0, |(_, repeats)| *repeats);
        for group in self.groups.iter_mut().rev() {
            let here = left.min(group.ellipses);
            if here > 0 {
                group.repeated.push((occurrence, here));
                left -= here;
            }
        }
        if left > 0 {
            let plural = if left == 1 {
                "an ellipsis".to_string()
            } else {
                format!("{left} ellipses")
            };
            self.expander.diagnostics.push(
                Diagnostic::new("E0125", format!("`{name}` lacks {plural} here"), span)
                    .label("it stands for what a repeated pattern matched")
                    .help("in the template as many `...` must follow it as in the pattern"),
            );
            return None;
        }
        self.occurrences.push(Occurrence { variable });
        Some(Template::Occurrence(occurrence))
    }

    /// `(... template)`: in it, ellipses stand for themselves.
    fn escape(&mut self, id: DatumId) -> Option<Template> {
        let Some(&[_, template]) = self.expander.data.list(id).as_deref() else {
            let span = self.expander.data.span(id);
            return self.misplaced("an ellipsis follows the template that it repeats", span);
        };
        self.escaped = true;
        let template = self.template(template);
        self.escaped = false;
        template
    }

    fn list(&mut self, id: DatumId) -> Option<Template> {
        let parts = self.expander.data.parts(id);
        let elements = self.elements(&parts.items)?;
        let tail = match parts.tail {
            Some(tail) => self.template(tail)?,
            None => Template::Datum(self.nil(id)),
        };
        Some(Template::List(elements, Box::new(tail)))
    }

    /// The empty list at the end of a list.
    fn nil(&self, list: DatumId) -> DatumId {
        let mut rest = list;
        while let DatumKind::Pair(_, next) = *self.expander.data.kind(rest) {
            rest = next;
        }
        rest
    }

    fn elements(&mut self, items: &[DatumId]) -> Option<Vec<Element>> {
        let mut elements = Vec::new();
        let mut rest = items.iter().copied().peekable();
        while let Some(item) = rest.next() {
            let mut ellipses = 0;
            while rest.next_if(|next| self.is_ellipsis(*next)).is_some() {
                ellipses += 1;
            }
            self.groups.push(Group {
                ellipses,
                repeated: Vec::new(),
            });
            let template = self.template(item);
            let repeated = self.groups.pop().map_or(Vec::new(), |group| group.repeated);
            let template = template?;
            if repeated.iter().map(|(_, times)| *times).max().unwrap_or(0) < ellipses {
                let span = self.expander.data.span(item);
                self.expander.diagnostics.push(
                    Diagnostic::new("E0126", "more ellipses follow this than it can be repeated", span)
                        .label("nothing in it tells how often")
                        .help("an ellipsis repeats what holds a variable that an ellipsis follows in the pattern too"),
                );
                return None;
            }
            elements.push(Element {
                template,
                ellipses,
                repeated,
            });
        }
        Some(elements)
    }

    fn misplaced<T>(&mut self, why: &str, span: Span) -> Option<T> {
        self.expander.diagnostics.push(
            Diagnostic::new("E0123", why, span)
                .help("a `...` that stands for itself is written `(... ...)`"),
        );
        None
    }
}
