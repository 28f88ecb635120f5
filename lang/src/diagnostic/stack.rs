//! The calls that led to a failure, as a person is told of them.
//!
//! Calls inside of the standard library are nobody's business: the place shown first is where the user's
//! text fails or calls the library, and what the library called in between is left out. Tail calls left no
//! frame, so they are not there either, unless the compiler inlined them.

use super::ANONYMOUS;
use crate::block::{CallId, ErrorKind, Program, Site};
use crate::expander::public_name;
use crate::machine::{self, Trace};
use crate::printer::write_symbol;
use crate::source::{Sources, Span};

/// How many lines of a chain are shown before what is left out.
const FIRST: usize = 5;

/// How many are shown after it.
const LAST: usize = 3;

/// How much of a call's text is shown, in characters.
const LONGEST_CALL: usize = 48;

/// The name that the compiler gives to what is outside of all procedures.
const PROGRAM: &str = "the program";

/// A place that was being evaluated.
#[derive(Clone, Copy)]
struct Place<'p> {
    span: Span,
    procedure: &'p str,
    callee: Option<&'p str>,
}

/// A part of a chain.
enum Link<'p> {
    At(Place<'p>),
    More { calls: usize, of: Vec<&'p str> },
}

/// A chain of calls, the standard library's left out.
pub(super) struct Stack<'p> {
    sources: &'p Sources,
    first: Place<'p>,
    rest: Vec<Link<'p>>,
    /// What the user's text called in the library, if the failure is there.
    entered: Option<&'p str>,
    /// The names of the library's procedures that were left out before the first place, innermost first.
    inside: Vec<&'p str>,
}

impl<'p> Stack<'p> {
    /// The chain that begins at an error's site.
    pub(super) fn of(
        sources: &'p Sources,
        program: &'p Program,
        site: &'p Site,
        trace: &Trace,
    ) -> Self {
        let mut links = Vec::new();
        let counting = matches!(site.kind, ErrorKind::ArgumentCount { .. });
        match trace.applied {
            // The site is where the procedure is defined; the mistake is where it is called.
            Some(call) if counting => {
                links.extend(places(program, call).into_iter().map(Link::At));
                // A call that is no tail call has a frame of its own.
                let mut again = trace.innermost.clone();
                let told = |link: &&mut machine::Link| link.call == call;
                if let Some(top) = again.first_mut().filter(told) {
                    top.times -= 1;
                }
                add(&mut links, sources, program, &again);
            }
            _ => {
                links.push(Link::At(Place {
                    span: site.span,
                    procedure: &site.procedure,
                    callee: None,
                }));
                if let Some(call) = site.inlined {
                    links.extend(places(program, call).into_iter().map(Link::At));
                }
                add(&mut links, sources, program, &trace.innermost);
            }
        }
        if trace.omitted > 0 {
            let calls = trace.omitted_calls.iter();
            let places: Vec<_> = calls.flat_map(|call| places(program, *call)).collect();
            more(&mut links, sources, trace.omitted, &places);
        }
        add(&mut links, sources, program, &trace.outermost);

        let mut inside = Vec::new();
        let first = links
            .iter()
            .position(|link| matches!(link, Link::At(place) if !sources.is_library(place.span)));
        let rest = links.split_off(first.map_or(1, |first| first + 1));
        let (first, entered) = match (first, links.pop()) {
            (Some(_), Some(Link::At(first))) => {
                inside.extend(links.iter().filter_map(|link| match link {
                    Link::At(place) => Some(place.procedure),
                    Link::More { .. } => None,
                }));
                let entered = first.callee.or(inside.last().copied());
                (first, entered.filter(|_| !inside.is_empty()).map(public))
            }
            // The library's own text is all that there is.
            (_, _) => (
                Place {
                    span: site.span,
                    procedure: &site.procedure,
                    callee: None,
                },
                None,
            ),
        };
        let rest = rest.into_iter();
        Stack {
            sources,
            first,
            rest: rest
                .filter(|link| !matches!(link, Link::At(place) if sources.is_library(place.span)))
                .collect(),
            entered,
            inside,
        }
    }

    /// The place to show.
    pub(super) fn span(&self) -> Span {
        self.first.span
    }

    /// What an operation is to be called: one of the library's own goes by the name of the procedure that
    /// the user knows.
    pub(super) fn operation(&self, name: &'p str) -> &'p str {
        if !name.starts_with('%') {
            return name;
        }
        let known = self.inside.iter().copied().chain(self.entered);
        let mut known = known.map(public).filter(|name| !name.starts_with('%'));
        known.next().unwrap_or(&name[1..])
    }

    /// Where the place is, in words: `in f`, or in which procedure of the library that was called in `f`.
    pub(super) fn label(&self, operation: Option<&str>) -> String {
        let here = procedure(self.first.procedure);
        match self.entered {
            Some(name) if Some(name) != operation && !name.starts_with('%') => {
                format!("in {}, called in {here}", procedure(name))
            }
            _ => format!("in {here}"),
        }
    }

    /// The calls around the place, a line each, or nothing if there are none.
    pub(super) fn calls(&self) -> Option<String> {
        let mut lines = Vec::new();
        if self.rest.len() <= FIRST + LAST + 1 {
            lines.extend(self.rest.iter().map(|link| self.line(link)));
        } else {
            let (before, rest) = self.rest.split_at(FIRST);
            let (between, after) = rest.split_at(rest.len() - LAST);
            let (mut calls, mut of) = (0, Vec::new());
            for link in between {
                match link {
                    Link::At(place) => {
                        calls += 1;
                        remember(&mut of, place);
                    }
                    Link::More {
                        calls: more,
                        of: names,
                    } => {
                        calls += more;
                        for name in names {
                            if !of.contains(name) {
                                of.push(name);
                            }
                        }
                    }
                }
            }
            lines.extend(before.iter().map(|link| self.line(link)));
            lines.push(self.line(&Link::More { calls, of }));
            lines.extend(after.iter().map(|link| self.line(link)));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    fn line(&self, link: &Link<'_>) -> String {
        match link {
            Link::At(place) => format!(
                "called by {}, at {}: {}",
                procedure(place.procedure),
                self.sources.locate(place.span),
                self.text(place.span)
            ),
            Link::More { calls, of } => {
                let plural = if *calls == 1 { "" } else { "s" };
                let names: Vec<String> = of.iter().take(3).map(|name| procedure(name)).collect();
                match (names.len(), of.len()) {
                    (0, _) => format!("… {} more call{plural} …", grouped(*calls)),
                    (n, m) if n == m => format!(
                        "… {} more call{plural} of {} …",
                        grouped(*calls),
                        names.join(" and ")
                    ),
                    _ => format!(
                        "… {} more call{plural} of {} and others …",
                        grouped(*calls),
                        names.join(", ")
                    ),
                }
            }
        }
    }

    /// The text of a call, on one line and not too long.
    fn text(&self, span: Span) -> String {
        let source = self.sources.get(span.source);
        let text = source.and_then(|s| s.text.get(span.start as usize..span.end as usize));
        let mut shown = String::new();
        let mut length = 0;
        for c in text.unwrap_or_default().chars() {
            let c = if c.is_whitespace() { ' ' } else { c };
            if c == ' ' && shown.ends_with(' ') {
                continue;
            }
            if length == LONGEST_CALL {
                shown.push('…');
                break;
            }
            shown.push(if c.is_control() { '\u{fffd}' } else { c });
            length += 1;
        }
        shown
    }
}

/// A procedure as a message names it.
fn procedure(name: &str) -> String {
    match name {
        PROGRAM => name.to_string(),
        ANONYMOUS => "a `lambda`".to_string(),
        _ => {
            let mut shown = String::new();
            // A `String` takes everything.
            let _ = write_symbol(&mut shown, name);
            format!("`{shown}`")
        }
    }
}

/// The name that a user knows a procedure of the library by.
fn public(name: &str) -> &str {
    public_name(name).unwrap_or(name)
}

/// A call and those that it stands inlined in.
fn places(program: &Program, call: CallId) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let mut next = Some(call);
    while let Some(call) = next.and_then(|id| program.calls.get(id.0 as usize)) {
        places.push(Place {
            span: call.span,
            procedure: &call.procedure,
            callee: call.callee.as_deref(),
        });
        // An inlined call is made before what stands inside of it.
        next = call.inlined.filter(|outer| Some(*outer) < next);
    }
    places
}

fn add<'p>(
    links: &mut Vec<Link<'p>>,
    sources: &Sources,
    program: &'p Program,
    runs: &[machine::Link],
) {
    for run in runs.iter().filter(|run| run.times > 0) {
        let places = places(program, run.call);
        // An unknown procedure is worth telling of if it is the library's, where the failure is.
        let is_known = places.first().is_some_and(|place| place.callee.is_some());
        let inside_library =
            matches!(links.last(), Some(Link::At(place)) if sources.is_library(place.span));
        if run.is_tail && !is_known && !inside_library {
            continue;
        }
        links.extend(places.iter().copied().map(Link::At));
        if run.times == 2 {
            links.extend(places.iter().copied().map(Link::At));
        } else {
            more(links, sources, (run.times - 1) * places.len(), &places);
        }
    }
}

/// Adds that so many more calls follow, at these places among others, unless all are the library's.
fn more<'p>(links: &mut Vec<Link<'p>>, sources: &Sources, calls: usize, places: &[Place<'p>]) {
    let mut of = Vec::new();
    let mut any = false;
    for place in places
        .iter()
        .filter(|place| !sources.is_library(place.span))
    {
        any = true;
        remember(&mut of, place);
    }
    if calls > 0 && any {
        links.push(Link::More { calls, of });
    }
}

/// Adds what a place calls, if that is known.
fn remember<'p>(names: &mut Vec<&'p str>, place: &Place<'p>) {
    if let Some(name) = place.callee.map(public) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

/// Digits in groups of three.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
