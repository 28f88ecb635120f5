//! The texts of typed steps.

use crate::exit::{Failure, Status};
use crate::input;
use crate::terminal;
use foldscheme::syntax::{self, SourceId, Sources, Span};
use foldscheme::typed::{declarations, Declarations};
use foldscheme::{render, ScalarField, SourceText};
use std::path::Path;

/// A text that a step is defined in.
pub struct StepText {
    /// The text.
    pub text: SourceText,
    sources: Sources,
    id: SourceId,
}

impl StepText {
    /// The text of a file. It goes by the file's name alone: in which directory it was is nobody's business.
    pub fn read(file: &Path, field: ScalarField) -> Result<StepText, Failure> {
        let mut text = input::source(file)?;
        input::name_by_file(&mut text, file);
        Ok(StepText::new(text, field))
    }

    /// A text that is at hand.
    pub fn new(text: SourceText, field: ScalarField) -> StepText {
        let mut sources = Sources::over(field);
        let id = sources.add(text.name.as_str(), text.text.as_str());
        StepText { text, sources, id }
    }

    /// What it declares.
    pub fn declarations(&self) -> Result<Declarations, Failure> {
        declarations(&self.sources, self.id).map_err(|diagnostics| {
            let rendered = render(&self.sources, &diagnostics, terminal::color());
            Failure::rendered(Status::Source, &rendered)
        })
    }

    /// Line and column of the start of an expression.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let place = self.sources.line_column(self.id, span.start);
        place.unwrap_or_default()
    }

    /// The expression, in one line and not too long.
    pub fn expression(&self, span: Span) -> String {
        const SHOWN: usize = 40;
        let range = span.start as usize..span.end as usize;
        let text = self.text.text.get(range).unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        shortened(&words.join(" "), SHOWN)
    }

    /// A line, without what it is indented by, and not too long.
    pub fn line(&self, number: usize) -> String {
        const SHOWN: usize = 60;
        let line = self.text.text.lines().nth(number.saturating_sub(1));
        shortened(line.unwrap_or_default().trim(), SHOWN)
    }
}

fn shortened(text: &str, most: usize) -> String {
    match text.chars().count() <= most {
        true => text.to_string(),
        false => text.chars().take(most - 1).chain(['…']).collect(),
    }
}

/// Whether a text defines a typed step: whether a form of it begins with `define-step`.
pub fn is_typed(text: &str) -> bool {
    let mut sources = Sources::new();
    let id = sources.add("", text);
    match syntax::read_typed(&sources, id) {
        Ok(data) => data.top().iter().any(|form| {
            let parts = data.list(*form).unwrap_or_default();
            let head = parts.first().and_then(|head| data.symbol(*head));
            head.is_some_and(|head| &**head == "define-step")
        }),
        // What is meant shows even if a parenthesis is missing.
        Err(_) => text.lines().any(|line| line.starts_with("(define-step")),
    }
}

/// Refuses a typed step where a program is expected.
pub fn refuse_typed(text: &SourceText, instead: &str) -> Result<(), Failure> {
    match is_typed(&text.text) {
        true => Err(Failure::new(
            Status::Usage,
            format!(
                "{} defines a typed step, which is no program\n  = help: {instead}",
                text.name
            ),
        )),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_step_is_told_from_a_program() {
        for typed in [
            "(define-type q (int 8)) [define-step (f [x : q]) x]",
            "; (comment\n(define-step (f [x : (fixed 8 4)]) (* x 0.5))",
            "(define-step (f [x : q]) (+ x",
        ] {
            assert!(is_typed(typed), "{typed}");
        }
        for program in [
            "; (define-step (f) 1)\n(+ 1 2)",
            "'(define-step f)",
            "(display \"(define-step\")",
            "",
            "(+ 1",
        ] {
            assert!(!is_typed(program), "{program}");
        }
    }

    #[test]
    fn expressions_and_lines_are_shown_in_short() {
        let text = SourceText {
            name: "f.scm".to_string(),
            text: "(define-step (f [x : (int 8)])\n  (+ x\n     1))".to_string(),
        };
        let text = StepText::new(text, ScalarField::default());
        let span = Span {
            source: text.id,
            start: 33,
            end: 45,
        };
        assert_eq!(text.line_column(span), (2, 3));
        assert_eq!(text.expression(span), "(+ x 1)");
        assert_eq!(text.line(2), "(+ x");
        assert_eq!(shortened(&"x".repeat(50), 4), "xxx…");
    }
}
