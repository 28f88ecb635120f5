//! `quote` and `quasiquote`.

use super::build::prim_call;
use super::keyword::Keyword;
use super::Expander;
use crate::core::{Constant, Expr, ExprKind};
use crate::datum::{DatumId, DatumKind};
use crate::diagnostic::Diagnostic;
use crate::prim::Prim;
use crate::source::Span;
use std::collections::HashSet;

/// The parts of a template that hold `unquote` or `unquote-splicing`; the others are constants.
struct Template {
    active: HashSet<DatumId>,
}

/// A part of a list template.
enum Part {
    /// One element.
    Element(Expr),
    /// The elements of a list.
    Splice(Expr),
}

impl Expander<'_> {
    pub(super) fn quote(&mut self, operands: &[DatumId], span: Span) -> Expr {
        match operands {
            [datum] => {
                let mut expr = self.datum_constant(*datum);
                expr.span = span;
                expr
            }
            _ => self.malformed(Keyword::Quote, "takes one datum", span),
        }
    }

    pub(super) fn quasiquote(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let [datum] = operands else {
            return self.malformed(Keyword::Quasiquote, "takes one template", span);
        };
        let template = self.analyse(*datum);
        self.template(&template, *datum, 1)
    }

    fn analyse(&self, datum: DatumId) -> Template {
        let mut active = HashSet::new();
        for part in self.data.reachable(datum) {
            let is_active = match self.data.kind(part) {
                DatumKind::Symbol(_) | DatumKind::Alias(..) => {
                    self.is_keyword(part, Keyword::Unquote)
                        || self.is_keyword(part, Keyword::UnquoteSplicing)
                }
                DatumKind::Pair(first, rest) => active.contains(first) || active.contains(rest),
                DatumKind::Vector(elements) => elements.iter().any(|id| active.contains(id)),
                _ => false,
            };
            if is_active {
                active.insert(part);
            }
        }
        Template { active }
    }

    /// The operands of a datum that is a form of this keyword.
    fn template_form(&self, id: DatumId, keyword: Keyword) -> Option<Vec<DatumId>> {
        let DatumKind::Pair(first, rest) = *self.data.kind(id) else {
            return None;
        };
        if !self.is_keyword(first, keyword) {
            return None;
        }
        self.data.list(rest)
    }

    /// A template inside of `level` quasiquotations.
    fn template(&mut self, template: &Template, id: DatumId, level: u32) -> Expr {
        let span = self.data.span(id);
        if !template.active.contains(&id) {
            return self.datum_constant(id);
        }
        self.nested(span, |this| this.active_template(template, id, level, span))
    }

    fn active_template(
        &mut self,
        template: &Template,
        id: DatumId,
        level: u32,
        span: Span,
    ) -> Expr {
        if let DatumKind::Vector(elements) = self.data.kind(id) {
            let elements = elements.clone();
            return self.template_vector(template, &elements, level, span);
        }
        if let Some(operands) = self.template_form(id, Keyword::Unquote) {
            let [operand] = operands.as_slice() else {
                return self.malformed(Keyword::Unquote, "takes one expression", span);
            };
            if level == 1 {
                return self.expr(*operand);
            }
            return self.template_list(template, id, level - 1);
        }
        if self.template_form(id, Keyword::UnquoteSplicing).is_some() && level == 1 {
            return self.fail(
                Diagnostic::new(
                    "E0115",
                    "`unquote-splicing` has no list to splice into",
                    span,
                )
                .help("`,@` stands inside of a list template: `` `(a ,@list) ``"),
            );
        }
        if self.template_form(id, Keyword::Quasiquote).is_some() {
            return self.template_list(template, id, level.saturating_add(1));
        }
        self.template_list(template, id, level)
    }

    /// A template that is a list; what follows the first symbol of a nested form is at the level
    /// given, which changes nothing for the symbol.
    fn template_list(&mut self, template: &Template, id: DatumId, level: u32) -> Expr {
        let mut parts: Vec<(Part, Span)> = Vec::new();
        let mut rest = id;
        let tail = loop {
            // An unquotation after the dot, `(a . ,b)`, is a tail like any other datum.
            let is_form = rest != id
                && [
                    Keyword::Unquote,
                    Keyword::UnquoteSplicing,
                    Keyword::Quasiquote,
                ]
                .into_iter()
                .any(|keyword| self.template_form(rest, keyword).is_some());
            match *self.data.kind(rest) {
                DatumKind::Pair(first, next) if !is_form && template.active.contains(&rest) => {
                    let span = self.data.span(first);
                    let part = self.template_part(template, first, level);
                    parts.push((part, span));
                    rest = next;
                }
                DatumKind::Symbol(_) | DatumKind::Alias(..) => break self.datum_constant(rest),
                _ => break self.template(template, rest, level),
            }
        };
        self.join(parts, tail)
    }

    /// A template that is a vector.
    fn template_vector(
        &mut self,
        template: &Template,
        elements: &[DatumId],
        level: u32,
        span: Span,
    ) -> Expr {
        let mut parts = Vec::new();
        for &element in elements {
            let place = self.data.span(element);
            parts.push((self.template_part(template, element, level), place));
        }
        let is_fixed = |(part, _): &(Part, Span)| matches!(part, Part::Element(_));
        if parts.iter().all(is_fixed) {
            let elements = parts.into_iter().map(|(part, _)| match part {
                Part::Element(expr) | Part::Splice(expr) => expr,
            });
            return self.vector(elements.collect(), span);
        }
        let nil = self.constant(Constant::Nil, span);
        let list = self.join(parts, nil);
        self.library_call("list->vector", vec![list], span)
    }

    /// Parts of a list and what follows them.
    fn join(&mut self, parts: Vec<(Part, Span)>, tail: Expr) -> Expr {
        let mut result = tail;
        for (part, span) in parts.into_iter().rev() {
            result = match part {
                Part::Element(element) => prim_call(Prim::Cons, vec![element, result], span),
                Part::Splice(list) if self.is_nil(&result) => list,
                Part::Splice(list) => self.library_call("%append2", vec![list, result], span),
            };
        }
        result
    }

    fn template_part(&mut self, template: &Template, id: DatumId, level: u32) -> Part {
        let Some(operands) = self.template_form(id, Keyword::UnquoteSplicing) else {
            if self.data.symbol(id).is_some() {
                return Part::Element(self.datum_constant(id));
            }
            return Part::Element(self.template(template, id, level));
        };
        if level > 1 {
            let span = self.data.span(id);
            let nested = self.nested(span, |this| this.template_list(template, id, level - 1));
            return Part::Element(nested);
        }
        let span = self.data.span(id);
        match operands.as_slice() {
            [operand] => Part::Splice(self.expr(*operand)),
            _ => Part::Element(self.malformed(
                Keyword::UnquoteSplicing,
                "takes one expression",
                span,
            )),
        }
    }

    fn is_nil(&self, expr: &Expr) -> bool {
        match expr.kind {
            ExprKind::Const(id) => self.constants.list().get(id.0 as usize) == Some(&Constant::Nil),
            _ => false,
        }
    }
}
