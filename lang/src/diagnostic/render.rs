//! Diagnostics as a person reads them: the line, carets under the place, what to do.

use super::Diagnostic;
use crate::source::{Sources, Span, LIBRARY_PREFIX};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::ops::Range;

/// How many diagnostics are shown in full.
const SHOWN: usize = 20;

/// The most bytes of a line that are shown.
const LONGEST_LINE: usize = 4096;

/// Renders diagnostics for a terminal, at most twenty of them, and says how many more there are.
///
/// Any span is accepted: one that reaches beyond its text or across lines is clipped to the line
/// that it starts in. Of the other places that a diagnostic names, those in the standard library are
/// left out.
#[must_use]
pub fn render(sources: &Sources, diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut rendered = String::new();
    for diagnostic in diagnostics.iter().take(SHOWN) {
        if !rendered.is_empty() {
            rendered.push('\n');
        }
        rendered.push_str(&renderer.render(&[group(sources, diagnostic)]));
        rendered.push('\n');
    }
    if diagnostics.len() > SHOWN {
        let more = diagnostics.len() - SHOWN;
        let plural = if more == 1 { "" } else { "s" };
        rendered.push_str(&format!("\n… and {more} more error{plural}\n"));
    }
    rendered
}

fn group<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Group<'a> {
    let mut group = Group::with_title(
        Level::ERROR
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.code),
    );
    if let Some(excerpt) = diagnostic.span.and_then(|span| Excerpt::of(sources, span)) {
        let mut annotation = AnnotationKind::Primary.span(excerpt.span.clone());
        if !diagnostic.label.is_empty() {
            annotation = annotation.label(diagnostic.label.as_str());
        }
        let mut snippet = excerpt.snippet().annotation(annotation);
        let mut elsewhere = Vec::new();
        for (span, label) in &diagnostic.also {
            let Some(other) = Excerpt::of(sources, *span) else {
                continue;
            };
            let note = AnnotationKind::Context
                .span(other.span.clone())
                .label(label.as_str());
            if other.is_library() {
                continue;
            }
            if other.is_same_line(&excerpt) {
                snippet = snippet.annotation(note);
            } else {
                elsewhere.push(other.snippet().annotation(note));
            }
        }
        group = group.element(snippet);
        for snippet in elsewhere {
            group = group.element(snippet);
        }
    } else if !diagnostic.label.is_empty() {
        group = group.element(Level::NOTE.message(diagnostic.label.as_str()));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    group
}

/// The line that a span starts in, and the part of the span in that line.
struct Excerpt<'a> {
    name: &'a str,
    line: &'a str,
    number: usize,
    span: Range<usize>,
}

impl<'a> Excerpt<'a> {
    fn snippet<T: Clone>(&self) -> Snippet<'a, T> {
        Snippet::source(self.line)
            .line_start(self.number)
            .path(self.name)
    }

    fn is_library(&self) -> bool {
        self.name.starts_with(LIBRARY_PREFIX)
    }

    fn is_same_line(&self, other: &Excerpt<'_>) -> bool {
        self.name == other.name && self.number == other.number
    }

    fn of(sources: &'a Sources, span: Span) -> Option<Self> {
        let source = sources.get(span.source)?;
        let text: &str = &source.text;
        let start = boundary(text, span.start as usize);
        let end = boundary(text, span.end as usize).max(start);
        let before = text.get(..start)?;
        let number = before.matches('\n').count() + 1;
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        let from_line = text.get(line_start..)?;
        let line_length = from_line.find(['\n', '\r']).unwrap_or(from_line.len());
        // A span may start at the line's end or, in `\r\n`, just behind it.
        let start = (start - line_start).min(line_length);
        let end = (end - line_start).clamp(start, line_length);
        // What lies far to the right of the span is left out; what lies to the left stays, since
        // the column is counted from it.
        let shown = boundary(from_line, (end + LONGEST_LINE).min(line_length));
        Some(Excerpt {
            name: &source.name,
            line: from_line.get(..shown)?,
            number,
            span: start..end,
        })
    }
}

/// The last character boundary at or before an offset.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;
    use expect_test::expect;
    use proptest::prelude::*;

    #[test]
    fn a_span_across_lines_is_clipped_to_the_first() {
        let mut sources = Sources::new();
        let source = sources.add("a.scm", "one\n(two\n three)\n");
        let diagnostic = Diagnostic::new(
            "E0000",
            "something is wrong",
            Span {
                source,
                start: 4,
                end: 15,
            },
        )
        .label("here")
        .help("mend it");
        expect![[r#"
            error[E0000]: something is wrong
             --> a.scm:2:1
              |
            2 | (two
              | ^^^^ here
              |
              = help: mend it
        "#]]
        .assert_eq(&render(&sources, &[diagnostic], false));
    }

    #[test]
    fn more_than_twenty_are_counted() {
        let sources = Sources::new();
        let place = Span {
            source: SourceId(7),
            start: 0,
            end: 1,
        };
        let diagnostics = vec![Diagnostic::new("E0000", "wrong", place).label("so"); 22];
        let rendered = render(&sources, &diagnostics, false);
        assert_eq!(rendered.matches("error[E0000]: wrong").count(), 20);
        assert!(rendered.ends_with("\n… and 2 more errors\n"));
    }

    proptest! {
        #[test]
        fn any_span_renders(text in "(?s).{0,60}", start in 0u32..80, end in 0u32..80, color: bool) {
            let mut sources = Sources::new();
            let source = sources.add("a.scm", text);
            let diagnostic = Diagnostic::new("E0000", "wrong", Span { source, start, end }).label("here");
            let _ = render(&sources, &[diagnostic], color);
        }
    }
}
