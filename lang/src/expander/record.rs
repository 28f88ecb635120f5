//! `define-record-type`: types of records that are made once and never changed.
//!
//! A record wraps a pair of its type's descriptor and its fields. The descriptor is a constant, the
//! list of the type's name, of where it is defined, and of the fields' names, so that two types are
//! one only if they are the same definition.

use super::body::{Level, Together};
use super::build::{bind, branch, lambda, prim_call, variable};
use super::keyword::Keyword;
use super::Expander;
use crate::core::{ConstId, Constant, Expr, ExprKind, VarId};
use crate::datum::{DatumId, DatumKind, Name};
use crate::diagnostic::Diagnostic;
use crate::prim::Prim;
use crate::source::Span;
use std::sync::Arc;

/// A type being defined.
struct RecordType {
    /// The name as messages say it, with its article: `a point`.
    noun: String,
    descriptor: ConstId,
    fields: Vec<Name>,
}

impl Expander<'_> {
    /// The definitions of `(define-record-type name constructor predicate field …)`, their names in
    /// scope from here on.
    pub(super) fn record_type(
        &mut self,
        id: DatumId,
        level: Level,
        together: &mut Together,
    ) -> Vec<(VarId, Expr)> {
        let span = self.data.span(id);
        let parts = self.data.list(id).unwrap_or_default();
        let [_, name, constructor, predicate, fields @ ..] = parts.as_slice() else {
            self.malformed(
                Keyword::DefineRecordType,
                "needs a name, a constructor, a predicate and fields",
                span,
            );
            return Vec::new();
        };
        let Some(type_name) = self.data.name(*name) else {
            // Reports that this is no name.
            let _ = self.declare(*name, together, "E0106");
            return Vec::new();
        };
        let (fields, accessors, modifiers) = self.record_fields(fields);
        let shown = shown_name(type_name.text());
        let record = RecordType {
            noun: with_article(shown),
            descriptor: self.descriptor(shown, &fields, span),
            fields,
        };
        let place = self.data.span(*name);
        let mut bindings = Vec::new();
        // Some programs name the constructor as the type, which is of no use as a value.
        if self.constructor_name(*constructor).as_ref() != Some(&type_name) {
            if let Some((_, var)) = self.definition(*name, level, together) {
                bindings.push((var, constant(record.descriptor, place)));
            }
        }
        bindings.extend(self.constructor(*constructor, &record, level, together));
        if !self.is_false(*predicate) {
            let place = self.data.span(*predicate);
            if let Some((name, var)) = self.definition(*predicate, level, together) {
                let predicate = self.predicate(&record, name.into(), place);
                bindings.push((var, predicate));
            }
        }
        for (index, accessor) in accessors.into_iter().enumerate() {
            let Some(accessor) = accessor else { continue };
            let place = self.data.span(accessor);
            if let Some((name, var)) = self.definition(accessor, level, together) {
                let accessor = self.accessor(&record, index, name.into(), place);
                bindings.push((var, accessor));
            }
        }
        for modifier in modifiers {
            let place = self.data.span(modifier);
            let mistake = self.fail(
                Diagnostic::new("E0163", "a record's field cannot be changed", place)
                    .label("records are immutable, so there is no modifier")
                    .help("leave it out; a changed copy is made by calling the constructor"),
            );
            // Its uses are no further mistakes.
            if let Some((_, var)) = self.definition(modifier, level, together) {
                bindings.push((var, mistake));
            }
        }
        bindings
    }

    /// The fields' names, their accessors, if they have any, and all modifiers.
    fn record_fields(
        &mut self,
        specs: &[DatumId],
    ) -> (Vec<Name>, Vec<Option<DatumId>>, Vec<DatumId>) {
        let (mut names, mut accessors) = (Vec::new(), Vec::new());
        let mut modifiers = Vec::new();
        for &spec in specs {
            let place = self.data.span(spec);
            let items = match self.data.symbol(spec) {
                Some(_) => vec![spec],
                None => self.data.list(spec).unwrap_or_default(),
            };
            let (field, accessor, modifier) = match *items.as_slice() {
                [field] => (field, None, None),
                [field, accessor] => (field, Some(accessor), None),
                [field, accessor, modifier] => (field, Some(accessor), Some(modifier)),
                _ => {
                    self.malformed(
                        Keyword::DefineRecordType,
                        "needs fields of the form `(field accessor)`",
                        place,
                    );
                    continue;
                }
            };
            modifiers.extend(modifier);
            if let Some(name) = self.field_name(field, &names) {
                names.push(name);
                accessors.push(accessor);
            }
        }
        (names, accessors, modifiers)
    }

    /// The name of a field that is not among those before it.
    fn field_name(&mut self, id: DatumId, before: &[Name]) -> Option<Name> {
        let place = self.data.span(id);
        let Some(name) = self.data.name(id) else {
            self.diagnostics.push(
                Diagnostic::new("E0113", "a name is expected here", place)
                    .label("this is no symbol"),
            );
            return None;
        };
        if before.contains(&name) {
            self.diagnostics.push(
                Diagnostic::new(
                    "E0164",
                    format!("the field `{name}` stands here twice"),
                    place,
                )
                .help("rename one of the two, or remove it"),
            );
            return None;
        }
        Some(name)
    }

    /// The constant that tells this type from all others.
    fn descriptor(&mut self, name: &str, fields: &[Name], span: Span) -> ConstId {
        // One definition in a macro's template can be expanded many times.
        let place = self.sources.locate(span);
        let uses = self.record_types.entry(place.clone()).or_insert(0);
        *uses += 1;
        let id = match *uses {
            1 => place,
            n => format!("{place}#{n}"),
        };
        let mut parts = vec![Constant::Symbol(name.into()), Constant::String(id.into())];
        parts.extend(
            fields
                .iter()
                .map(|field| Constant::Symbol(field.text().clone())),
        );
        let mut list = self.constants.intern(Constant::Nil);
        for part in parts.into_iter().rev() {
            let part = self.constants.intern(part);
            list = self.constants.intern(Constant::Pair(part, list));
        }
        list
    }

    /// The constructor: `#f`, a name that takes every field, or a list of a name and the fields
    /// that it takes; the others are unspecified.
    fn constructor(
        &mut self,
        spec: DatumId,
        record: &RecordType,
        level: Level,
        together: &mut Together,
    ) -> Option<(VarId, Expr)> {
        if self.is_false(spec) {
            return None;
        }
        let place = self.data.span(spec);
        let (name, takes) = match self.data.list(spec).as_deref() {
            Some([name, takes @ ..]) => (*name, Some(takes.to_vec())),
            _ => (spec, None),
        };
        let (name, var) = self.definition(name, level, together)?;
        let takes = match takes {
            None => record.fields.clone(),
            Some(takes) => self.taken_fields(&takes, record),
        };
        let mut params = Vec::new();
        let mut values = vec![None; record.fields.len()];
        for field in takes {
            let param = self.fresh(field.clone(), place);
            params.push(param);
            let index = record.fields.iter().position(|known| *known == field);
            if let Some(value) = index.and_then(|index| values.get_mut(index)) {
                *value = Some(param);
            }
        }
        // The last field stands as the last half.
        let mut fields: Option<Expr> = None;
        for value in values.into_iter().rev() {
            let value = match value {
                Some(param) => variable(param, place),
                None => self.unspecified(place),
            };
            fields = Some(match fields {
                None => value,
                Some(rest) => prim_call(Prim::Cons, vec![value, rest], place),
            });
        }
        let fields = match fields {
            Some(fields) => fields,
            None => self.constant(Constant::Nil, place),
        };
        let pair = prim_call(
            Prim::Cons,
            vec![constant(record.descriptor, place), fields],
            place,
        );
        let body = prim_call(Prim::PairToRecord, vec![pair], place);
        Some((var, lambda(Some(name.into()), params, None, body, place)))
    }

    fn constructor_name(&self, spec: DatumId) -> Option<Name> {
        match *self.data.kind(spec) {
            DatumKind::Pair(name, _) => self.data.name(name),
            _ => self.data.name(spec),
        }
    }

    /// The fields that a constructor takes.
    fn taken_fields(&mut self, ids: &[DatumId], record: &RecordType) -> Vec<Name> {
        let mut taken = Vec::new();
        for &id in ids {
            let Some(name) = self.field_name(id, &taken) else {
                continue;
            };
            if !record.fields.contains(&name) {
                let fields: Vec<&str> = record.fields.iter().map(|f| &**f.text()).collect();
                let fields = fields.join("`, `");
                let place = self.data.span(id);
                let unknown = Diagnostic::new(
                    "E0165",
                    format!("`{name}` is no field of this record type"),
                    place,
                );
                self.diagnostics.push(if fields.is_empty() {
                    unknown.help(format!(
                        "add the field to the definition: `({name} accessor)`"
                    ))
                } else {
                    unknown.help(format!("its fields are `{fields}`"))
                });
            }
            taken.push(name);
        }
        taken
    }

    fn predicate(&mut self, record: &RecordType, name: Arc<str>, span: Span) -> Expr {
        let value = self.fresh("value", span);
        let pair = self.fresh("record", span);
        let same = is_of_type(record, pair, span);
        let body = bind(vec![(pair, unwrapped(value, span))], same, span);
        let no = self.boolean(false, span);
        let body = branch(is_record(value, span), body, no, span);
        lambda(Some(name), vec![value], None, body, span)
    }

    fn accessor(&mut self, record: &RecordType, index: usize, name: Arc<str>, span: Span) -> Expr {
        let value = self.fresh("value", span);
        let pair = self.fresh("record", span);
        let mut field = prim_call(Prim::Cdr, vec![variable(pair, span)], span);
        for _ in 0..index {
            field = prim_call(Prim::Cdr, vec![field], span);
        }
        if index + 1 < record.fields.len() {
            field = prim_call(Prim::Car, vec![field], span);
        }
        let message = format!("{name} takes {}, got", record.noun);
        let message = self.constant(Constant::String(message.into()), span);
        let mut wrong = || {
            let operands = vec![message.clone(), variable(value, span)];
            self.library_call("%wrong-type", operands, span)
        };
        let found = branch(is_of_type(record, pair, span), field, wrong(), span);
        let found = bind(vec![(pair, unwrapped(value, span))], found, span);
        let body = branch(is_record(value, span), found, wrong(), span);
        lambda(Some(name), vec![value], None, body, span)
    }

    fn is_false(&self, id: DatumId) -> bool {
        *self.data.kind(id) == DatumKind::Boolean(false)
    }
}

fn constant(id: ConstId, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Const(id),
        span,
    }
}

fn is_record(value: VarId, span: Span) -> Expr {
    prim_call(Prim::IsRecord, vec![variable(value, span)], span)
}

fn unwrapped(value: VarId, span: Span) -> Expr {
    prim_call(Prim::RecordToPair, vec![variable(value, span)], span)
}

/// Whether the pair under a wrap begins with the type's descriptor.
fn is_of_type(record: &RecordType, pair: VarId, span: Span) -> Expr {
    let own = prim_call(Prim::Car, vec![variable(pair, span)], span);
    prim_call(Prim::Eq, vec![own, constant(record.descriptor, span)], span)
}

/// A type's name without what only marks it as a type's: `<point>` is `point`; in the library, `%promise`
/// is `promise`.
fn shown_name(name: &str) -> &str {
    let name = name.strip_prefix('%').unwrap_or(name);
    let inner = name.strip_prefix('<').and_then(|n| n.strip_suffix('>'));
    inner.filter(|inner| !inner.is_empty()).unwrap_or(name)
}

fn with_article(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}
