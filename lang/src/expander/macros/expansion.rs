//! Uses of macros: the rule that fits, and what its template becomes.

use super::matching::{Matched, Matcher};
use super::template::{Element, Template};
use super::{Macro, MacroId, Rule};
use crate::core::Expr;
use crate::datum::{AliasId, Data, DatumId, DatumKind, Name};
use crate::diagnostic::Diagnostic;
use crate::expander::keyword::Keyword;
use crate::expander::reports::EXPANSION_DEPTH;
use crate::expander::scope::{Place, Scope};
use crate::expander::{Constants, Expander, RED_ZONE, STACK_PIECE};
use crate::printer::write_constant;
use crate::source::Span;
use std::sync::Arc;

/// How many patterns a message shows, and how many characters of each.
const SHOWN: usize = 6;
const SHOWN_LENGTH: usize = 80;

/// Why a template cannot be built.
enum Refused {
    /// Two variables that are repeated together matched different numbers of data.
    Lengths([(Name, usize); 2]),
    /// It becomes too large.
    TooLarge,
}

impl Expander<'_> {
    /// What the use of a macro becomes; nothing if a mistake is reported.
    pub(in crate::expander) fn expand_use(
        &mut self,
        id: MacroId,
        form: DatumId,
    ) -> Option<DatumId> {
        let used = self.macros.get(id.0)?.clone();
        let span = self.data.span(form);
        let parent = self.diagnostics.maker(form);
        if self.diagnostics.depth(parent) >= EXPANSION_DEPTH {
            self.expansion_too_deep(&used, span);
            return None;
        }
        if !self.spend(1, span) {
            return None;
        }
        let DatumKind::Pair(_, operands) = *self.data.kind(form) else {
            return None;
        };
        let Some((rule, found)) = self.matching_rule(&used, operands) else {
            self.no_rule(&used, span);
            return None;
        };
        let start = self.data.end();
        let mut builder = Builder {
            data: &mut self.data,
            scope: &mut self.scope,
            rule,
            place: used.place,
            span,
            values: Vec::new(),
            aliases: vec![None; rule.inserted.len()],
            left: self.diagnostics.left(),
        };
        let built = builder.rule(&found);
        let end = self.data.end();
        self.diagnostics
            .made((id, &used.name), parent, (start, end));
        self.data.share();
        let size = start.distance(end);
        match built {
            Ok(built) => self.spend(size, span).then_some(built),
            Err(Refused::TooLarge) => {
                self.spend(u32::MAX, span);
                None
            }
            Err(Refused::Lengths([(a, a_count), (b, b_count)])) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        "E0127",
                        format!("`{a}` and `{b}` of `{}` are repeated together, but stand for {a_count} and {b_count} data", used.name),
                        span,
                    )
                    .help("give as many of the one as of the other"),
                );
                None
            }
        }
    }

    /// The first rule that fits, and what its variables stand for.
    fn matching_rule<'r>(
        &self,
        used: &'r Macro,
        operands: DatumId,
    ) -> Option<(&'r Rule, Vec<Option<Matched>>)> {
        used.rules.iter().find_map(|rule| {
            let mut matcher = Matcher {
                data: &self.data,
                scope: &self.scope,
                defined: used.place,
                found: rule.variables.iter().map(|_| None).collect(),
            };
            matcher
                .fits(&rule.pattern, operands)
                .then_some((rule, matcher.found))
        })
    }

    /// Counts what macros make; false if it is too much, which is reported once.
    pub(in crate::expander) fn spend(&mut self, size: u32, span: Span) -> bool {
        if self.diagnostics.spend(size) {
            return true;
        }
        if !self.reported_size {
            self.reported_size = true;
            self.diagnostics.push(
                Diagnostic::new("E0129", "the macros of this program make too much code", span)
                    .label(format!(
                        "they may build {} data and expressions together",
                        self.diagnostics.most()
                    ))
                    .help("a macro that uses an operand several times doubles it with every level; bind it with `let`"),
            );
        }
        false
    }

    fn expansion_too_deep(&mut self, used: &Macro, span: Span) {
        if self.reported_depth {
            return;
        }
        self.reported_depth = true;
        self.diagnostics.push(
            Diagnostic::new(
                "E0128",
                format!("the expansion of `{}` does not end", used.name),
                span,
            )
            .label(format!("expansions nest at most {EXPANSION_DEPTH} levels"))
            .help("a macro that uses itself needs a rule that does not, before the one that does"),
        );
    }

    fn no_rule(&mut self, used: &Macro, span: Span) {
        let shown: Vec<String> = used
            .rules
            .iter()
            .take(SHOWN)
            .map(|rule| self.shown(&used.name, rule.written))
            .collect();
        let more = match used.rules.len().saturating_sub(SHOWN) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let help = match shown.as_slice() {
            [] => "it has no rules".to_string(),
            [only] => format!("it is written {only}"),
            _ => format!(
                "it is written in one of these ways: {}{more}",
                shown.join(", ")
            ),
        };
        self.diagnostics.push(
            Diagnostic::new(
                "E0120",
                format!("`{}` is not used like this", used.name),
                span,
            )
            .label("no pattern of the macro fits")
            .help(help),
        );
    }

    /// A pattern as a message shows it, with the macro's name at its beginning.
    fn shown(&self, name: &str, pattern: DatumId) -> String {
        let mut table = Constants::default();
        let written = match *self.data.kind(pattern) {
            DatumKind::Pair(_, operands) => table.datum(&self.data, operands),
            _ => table.datum(&self.data, pattern),
        };
        let written = write_constant(table.list(), written);
        let mut shown: String = match written.strip_prefix('(') {
            Some(")") => format!("({name})"),
            Some(operands) => format!("({name} {operands}"),
            None => format!("({name} . {written})"),
        };
        if shown.chars().count() > SHOWN_LENGTH {
            shown = shown.chars().take(SHOWN_LENGTH - 1).collect();
            shown.push('…');
        }
        format!("`{shown}`")
    }

    /// A macro where a value is expected.
    pub(in crate::expander) fn macro_as_value(&mut self, id: MacroId, span: Span) -> Expr {
        let used = self.macros.get(id.0).cloned();
        let name: Arc<str> = used.as_ref().map_or("".into(), |used| used.name.clone());
        let pattern = used.and_then(|used| Some(self.shown(&name, used.rules.first()?.written)));
        let diagnostic =
            Diagnostic::new("E0130", format!("`{name}` is a macro, not a value"), span);
        self.fail(match pattern {
            Some(pattern) => diagnostic.help(format!(
                "it is used like {pattern}; to pass it on, put its use into a `lambda`"
            )),
            None => diagnostic,
        })
    }

    /// `(syntax-error message datum …)`
    pub(in crate::expander) fn syntax_error(&mut self, operands: &[DatumId], span: Span) -> Expr {
        let Some((first, irritants)) = operands.split_first() else {
            return self.malformed(Keyword::SyntaxError, "needs a message", span);
        };
        let mut message = match self.data.kind(*first) {
            DatumKind::String(text) => text.to_string(),
            _ => self.written(*first),
        };
        for irritant in irritants {
            message.push(' ');
            message.push_str(&self.written(*irritant));
        }
        self.fail(Diagnostic::new("E0131", message, span))
    }

    /// A datum as `write` would, as much of it as a message can hold.
    pub(in crate::expander) fn written(&self, id: DatumId) -> String {
        let mut table = Constants::default();
        let id = table.datum(&self.data, id);
        let written = write_constant(table.list(), id);
        match written.char_indices().nth(SHOWN_LENGTH) {
            Some((end, _)) => format!("{}…", &written[..end]),
            None => written,
        }
    }
}

/// Builds what a template becomes.
struct Builder<'b> {
    data: &'b mut Data,
    scope: &'b mut Scope,
    rule: &'b Rule,
    /// Where the macro was defined.
    place: Place,
    /// Where it is used.
    span: Span,
    /// What the occurrences of variables stand for at present.
    values: Vec<&'b Matched>,
    /// The aliases of inserted symbols.
    aliases: Vec<Option<AliasId>>,
    /// How many data may still be built.
    left: u32,
}

impl<'b> Builder<'b> {
    fn rule(&mut self, found: &'b [Option<Matched>]) -> Result<DatumId, Refused> {
        for occurrence in &self.rule.occurrences {
            // A rule that fits has given every variable a value.
            let value = found.get(occurrence.variable).and_then(Option::as_ref);
            self.values.extend(value);
        }
        let rule = self.rule;
        self.build(&rule.template)
    }

    fn add(&mut self, kind: DatumKind) -> Result<DatumId, Refused> {
        self.left = self.left.checked_sub(1).ok_or(Refused::TooLarge)?;
        Ok(self.data.add(kind, self.span))
    }

    fn build(&mut self, template: &'b Template) -> Result<DatumId, Refused> {
        match template {
            Template::Occurrence(occurrence) => match self.values.get(*occurrence) {
                Some(Matched::One(id)) => Ok(*id),
                // Every ellipsis that the variable needs is there.
                _ => self.add(DatumKind::Nil),
            },
            Template::Inserted(index) => self.insert(*index),
            Template::Datum(id) => {
                let kind = self.data.kind(*id).clone();
                self.add(kind)
            }
            Template::Vector(elements) => stacker::maybe_grow(RED_ZONE, STACK_PIECE, || {
                let mut items = Vec::new();
                for element in elements {
                    self.element(element, 0, &mut items)?;
                }
                self.add(DatumKind::Vector(items))
            }),
            Template::List(elements, tail) => {
                stacker::maybe_grow(RED_ZONE, STACK_PIECE, || self.list(elements, tail))
            }
        }
    }

    fn insert(&mut self, index: usize) -> Result<DatumId, Refused> {
        let Some(name) = self.rule.inserted.get(index) else {
            return self.add(DatumKind::Nil);
        };
        let alias = match self.aliases.get(index).copied().flatten() {
            Some(alias) => alias,
            None => {
                let alias = self.scope.alias(name.clone(), self.place);
                if let Some(known) = self.aliases.get_mut(index) {
                    *known = Some(alias);
                }
                alias
            }
        };
        self.add(DatumKind::Alias(name.text().clone(), alias))
    }

    fn list(&mut self, elements: &'b [Element], tail: &'b Template) -> Result<DatumId, Refused> {
        let mut items = Vec::new();
        let (elements, mut list) = match self.shared_end(elements, tail) {
            Some((before, list)) => (before, Some(list)),
            None => (elements, None),
        };
        for element in elements {
            self.element(element, 0, &mut items)?;
        }
        let mut list = match list.take() {
            Some(list) => list,
            None => self.build(tail)?,
        };
        for item in items.into_iter().rev() {
            list = self.add(DatumKind::Pair(item, list))?;
        }
        Ok(list)
    }

    /// Where a list template ends in all that a variable has matched, the list that it matched can
    /// be used as it stands: the elements before it, and that list. So a macro that takes its
    /// operands one by one does not copy the others each time.
    fn shared_end(
        &self,
        elements: &'b [Element],
        tail: &Template,
    ) -> Option<(&'b [Element], DatumId)> {
        let (last, before) = elements.split_last()?;
        let Template::Occurrence(occurrence) = last.template else {
            return None;
        };
        let Template::Datum(end) = tail else {
            return None;
        };
        if last.ellipses != 1 || !matches!(self.data.kind(*end), DatumKind::Nil) {
            return None;
        }
        match self.values.get(occurrence)? {
            Matched::Many {
                list: Some(list), ..
            } => Some((before, *list)),
            _ => None,
        }
    }

    /// An element as often as its ellipses from this one on repeat it.
    fn element(
        &mut self,
        element: &'b Element,
        level: u32,
        items: &mut Vec<DatumId>,
    ) -> Result<(), Refused> {
        if level >= element.ellipses {
            self.left = self.left.checked_sub(1).ok_or(Refused::TooLarge)?;
            let item = self.build(&element.template)?;
            items.push(item);
            return Ok(());
        }
        let mut repeated: Vec<(usize, &'b [Matched], &'b Matched)> = Vec::new();
        for &(occurrence, times) in &element.repeated {
            if times <= level {
                continue;
            }
            if let Some(whole @ Matched::Many { items, .. }) = self.values.get(occurrence).copied()
            {
                repeated.push((occurrence, items, whole));
            }
        }
        let times = repeated.first().map_or(0, |(_, items, _)| items.len());
        if let Some(other) = repeated.iter().find(|(_, items, _)| items.len() != times) {
            let count = |(occurrence, items, _): &(usize, &[Matched], &Matched)| {
                let variable = self.rule.occurrences.get(*occurrence)?.variable;
                Some((self.rule.variables.get(variable)?.clone(), items.len()))
            };
            let counts = repeated.first().and_then(count).zip(count(other));
            return Err(counts.map_or(Refused::TooLarge, |(a, b)| Refused::Lengths([a, b])));
        }
        for time in 0..times {
            self.left = self.left.checked_sub(1).ok_or(Refused::TooLarge)?;
            for (occurrence, items, _) in &repeated {
                if let (Some(value), Some(item)) =
                    (self.values.get_mut(*occurrence), items.get(time))
                {
                    *value = item;
                }
            }
            self.element(element, level + 1, items)?;
        }
        for (occurrence, _, whole) in repeated {
            if let Some(value) = self.values.get_mut(occurrence) {
                *value = whole;
            }
        }
        Ok(())
    }
}
