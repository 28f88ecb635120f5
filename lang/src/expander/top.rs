//! The top level: all texts as one `letrec*` around the program's expressions.

use super::body::{Item, Level};
use super::build::sequence;
use super::environment::{LIBRARY, PROGRAM};
use super::modules::{Find, Modules};
use super::reports::Reports;
use super::{discard, Constants, Expander};
use crate::core::{Expr, ExprKind, Program, VarId};
use crate::datum::Data;
use crate::diagnostic::Diagnostic;
use crate::limits::CompileLimits;
use crate::source::{SourceId, Sources, Span, LIBRARY_PREFIX};
use std::collections::{HashMap, HashSet};

/// What a program is made of.
#[derive(Default)]
pub(super) struct TopLevel {
    /// Definitions, and expressions that definitions follow.
    pub(super) bindings: Vec<(VarId, Expr)>,
    /// Expressions that no definition follows.
    pub(super) pending: Vec<Expr>,
}

impl TopLevel {
    /// Frees it without recursion.
    pub(super) fn discard(self) {
        discard(self.bindings.into_iter().map(|(_, value)| value).collect());
        discard(self.pending);
    }
}

impl Expander<'_> {
    /// Expands items of a top level, which join the program.
    pub(super) fn top_items(&mut self, items: Vec<Item>) {
        let mut top = std::mem::take(&mut self.top);
        self.items(items, &mut top.bindings, &mut top.pending);
        self.top = top;
    }
}

/// Expands texts that have been read, and tells the mistakes in them; in their places stand
/// unspecified values.
pub(super) fn program(
    sources: &mut Sources,
    texts: Vec<(SourceId, Data)>,
    find: &mut Find<'_>,
    limits: CompileLimits,
) -> (Program, Vec<Diagnostic>) {
    let name = |text: SourceId| sources.get(text).map(|source| source.name.as_str());
    let mut names = texts.iter().filter_map(|(text, _)| name(*text));
    let root = names.find(|name| !name.starts_with(LIBRARY_PREFIX));
    let root = root.unwrap_or_default().to_string();
    let mut expander = Expander {
        sources,
        data: Data::default(),
        limits,
        vars: Vec::new(),
        constants: Constants::default(),
        scope: Default::default(),
        macros: Vec::new(),
        modules: Modules::new(find, root),
        top: TopLevel::default(),
        diagnostics: Reports::within(limits.expansion),
        depth: 0,
        reported_depth: false,
        reported_size: false,
        reported_names: HashSet::new(),
        siblings: Vec::new(),
        case_lambdas: HashMap::new(),
        record_types: HashMap::new(),
    };
    let mut library = Vec::new();
    let mut span = Span {
        source: SourceId(0),
        start: 0,
        end: 0,
    };
    for (text, data) in texts {
        let source = expander.sources.get(text);
        let in_library = source.and_then(|s| s.name.strip_prefix(LIBRARY_PREFIX));
        match in_library {
            Some(name) => {
                library.push(text);
                expander.scope.switch(LIBRARY);
                let own = name.split_once('.').map_or(name, |(own, _)| own);
                expander.scope.begin_section(own);
            }
            None => expander.scope.switch(PROGRAM),
        }
        expander.reported_depth = false;
        expander.reported_names.clear();
        span = Span {
            source: text,
            start: 0,
            end: source.map_or(0, |s| u32::try_from(s.text.len()).unwrap_or(u32::MAX)),
        };
        let forms = expander.data.absorb(data);
        let items = expander.scan(&forms, Level::Top);
        expander.top_items(items);
    }
    expander.check_unused_libraries();
    let TopLevel { bindings, pending } = std::mem::take(&mut expander.top);
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
        field: expander.sources.field(),
        raised: expander.scope.library("%raised"),
        library,
        vars: expander.vars,
        constants: expander.constants.into_list(),
        body,
    };
    (program, expander.diagnostics.into_list())
}
