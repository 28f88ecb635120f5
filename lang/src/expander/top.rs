//! The top level: all texts as one `letrec*` around the program's expressions.

use super::body::Level;
use super::build::sequence;
use super::{Constants, Expander};
use crate::core::{Expr, ExprKind, Program, VarId};
use crate::datum::Data;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Sources, Span, LIBRARY_PREFIX};
use std::collections::HashSet;

/// Expands texts that have been read, and tells the mistakes in them; in their places stand
/// unspecified values.
pub(super) fn program(sources: &Sources, texts: &[(SourceId, Data)]) -> (Program, Vec<Diagnostic>) {
    let empty = Data::default();
    let mut expander = Expander {
        sources,
        data: &empty,
        vars: Vec::new(),
        constants: Constants::default(),
        scope: Default::default(),
        diagnostics: Vec::new(),
        depth: 0,
        reported_depth: false,
        reported_names: HashSet::new(),
        siblings: Vec::new(),
    };
    let mut bindings: Vec<(VarId, Expr)> = Vec::new();
    let mut pending: Vec<Expr> = Vec::new();
    let mut library = Vec::new();
    let mut span = Span {
        source: SourceId(0),
        start: 0,
        end: 0,
    };
    for (text, data) in texts {
        let source = sources.get(*text);
        expander.data = data;
        expander.scope.in_library = source.is_some_and(|s| s.name.starts_with(LIBRARY_PREFIX));
        expander.reported_depth = false;
        expander.reported_names.clear();
        if expander.scope.in_library {
            library.push(*text);
        }
        span = Span {
            source: *text,
            start: 0,
            end: source.map_or(0, |s| u32::try_from(s.text.len()).unwrap_or(u32::MAX)),
        };
        let items = expander.scan(data.top(), Level::Top);
        expander.items(items, &mut bindings, &mut pending);
    }
    let body = if pending.is_empty() {
        expander.unspecified(span)
    } else {
        let place = pending.first().map_or(span, |first| first.span);
        let end = pending.last().map_or(span, |last| last.span);
        let place = if place.source == end.source {
            place.to(end)
        } else {
            end
        };
        sequence(pending, place)
    };
    let body = if bindings.is_empty() {
        body
    } else {
        Expr {
            kind: ExprKind::Letrec(bindings, Box::new(body)),
            span,
        }
    };
    let program = Program {
        raised: expander.scope.library("%raised"),
        library,
        vars: expander.vars,
        constants: expander.constants.into_list(),
        body,
    };
    (program, expander.diagnostics)
}
