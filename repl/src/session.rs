//! What the REPL remembers: the definitions so far.
//!
//! Every input is a program of its own, made of the definitions kept and the input itself. An
//! input is kept only if it compiles and ends with a value, and of it only its definitions; the
//! rest is blanked, so that places in messages stay right. A name defined anew replaces its
//! former definition.

use crate::context::Context;
use crate::exit::Failure;
use crate::input;
use crate::run;
use crate::terminal;
use foldscheme::syntax::{self, Data, DatumId, SourceId, Sources};
use foldscheme::{Compiled, ScalarField, SourceText};
use std::ops::Range;

/// A definition in a text: the names, and where it stands.
#[derive(Clone)]
struct Definition {
    names: Vec<String>,
    place: Range<usize>,
}

/// A text of definitions.
#[derive(Clone)]
struct Kept {
    text: SourceText,
    definitions: Vec<Definition>,
}

/// The definitions so far.
#[derive(Default)]
pub struct Session {
    /// The field of all programs.
    field: ScalarField,
    kept: Vec<Kept>,
    /// How many values the definitions emit when they are evaluated again.
    emitted: usize,
    /// How many bytes they print then.
    printed: usize,
    inputs: usize,
    /// The last program that ran.
    last: Option<Vec<SourceText>>,
}

impl Session {
    /// With no definitions yet, of programs in this field.
    pub fn new(field: ScalarField) -> Self {
        Session {
            field,
            ..Session::default()
        }
    }

    /// A name for an input that has none.
    pub fn name_input(&mut self) -> String {
        self.inputs += 1;
        format!("<input {}>", self.inputs)
    }

    /// The program of the definitions and this expression.
    pub fn program(&self, expression: &str) -> Result<Compiled, Failure> {
        let mut texts = self.texts();
        texts.push(SourceText {
            name: "<input>".to_string(),
            text: expression.to_string(),
        });
        Ok(input::load(self.field, texts)?)
    }

    /// The last program that ran.
    pub fn last_program(&self) -> Result<Option<Compiled>, Failure> {
        match &self.last {
            Some(texts) => Ok(Some(input::load(self.field, texts.clone())?)),
            None => Ok(None),
        }
    }

    fn texts(&self) -> Vec<SourceText> {
        self.kept.iter().map(|kept| kept.text.clone()).collect()
    }

    /// Evaluates an input and keeps its definitions. The value, if it says anything.
    pub fn evaluate(
        &mut self,
        context: &Context,
        text: SourceText,
    ) -> Result<Option<String>, Failure> {
        let definitions = definitions(&text);
        let names: Vec<&String> = definitions.iter().flat_map(|d| &d.names).collect();
        let mut kept = self.kept.clone();
        let mut replaced = None;
        for (i, older) in kept.iter_mut().enumerate() {
            if older.forget(&names) {
                replaced.get_or_insert(i);
            }
        }
        let defines = !definitions.is_empty();
        let new = Kept {
            text: SourceText {
                name: text.name.clone(),
                text: blank_but(&text.text, |at| stands_in(&definitions, at)),
            },
            definitions,
        };
        let (texts, compiled) = match compile(self.field, &kept, &text) {
            Err(_) if replaced.is_some() => {
                // What was replaced may be used by definitions that follow it: then its place is
                // where the new one has to stand.
                let rest = SourceText {
                    name: text.name.clone(),
                    text: blank_but(&text.text, |at| !stands_in(&new.definitions, at)),
                };
                kept.insert(replaced.unwrap_or(0), new);
                compile(self.field, &kept, &rest)?
            }
            compiled => {
                let compiled = compiled?;
                kept.push(new);
                compiled
            }
        };
        kept.retain(|kept| !kept.definitions.is_empty());

        // What replaces a definition changes what those that use it emit and print.
        let (emitted, printed) = match replaced {
            Some(_) => (0, 0),
            None => (self.emitted, self.printed),
        };
        let (ran, printed) = run::run(context, &compiled, printed)?;
        terminal::end_line()?;
        run::report_emitted(&ran, emitted);
        self.last = Some(texts);
        let value = run::value(&compiled, &ran)?;
        self.kept = kept;
        if defines {
            (self.emitted, self.printed) = if ran.output.is_empty() && printed == 0 {
                (0, 0)
            } else {
                let compiled = input::load(self.field, self.texts())?;
                let (ran, printed) = run::run(context, &compiled, usize::MAX)?;
                (ran.output.len(), printed)
            };
        }
        Ok(value)
    }
}

impl Kept {
    /// Blanks the definitions whose names are all among these. Whether there was one.
    fn forget(&mut self, names: &[&String]) -> bool {
        let before = self.definitions.len();
        self.definitions
            .retain(|d| !d.names.iter().all(|name| names.contains(&name)));
        if self.definitions.len() == before {
            return false;
        }
        self.text.text = blank_but(&self.text.text, |at| stands_in(&self.definitions, at));
        true
    }
}

/// The definitions and a text as one program, and its texts.
fn compile(
    field: ScalarField,
    kept: &[Kept],
    text: &SourceText,
) -> Result<(Vec<SourceText>, Compiled), Failure> {
    let mut texts: Vec<SourceText> = kept
        .iter()
        .filter(|kept| !kept.definitions.is_empty())
        .map(|kept| kept.text.clone())
        .collect();
    texts.push(text.clone());
    let compiled = input::load(field, texts.clone())?;
    Ok((texts, compiled))
}

/// Whether a text is right as far as it goes and only ends too early.
pub fn is_incomplete(text: &str) -> bool {
    read(text).is_err_and(|mistakes| syntax::is_incomplete(&mistakes))
}

/// Whether there is nothing in a text.
pub fn is_blank(text: &str) -> bool {
    read(text).is_ok_and(|data| data.top().is_empty())
}

fn read(text: &str) -> Result<Data, Vec<foldscheme::Diagnostic>> {
    let mut sources = Sources::new();
    let id: SourceId = sources.add("", text);
    syntax::read(&sources, id)
}

/// The definitions at a text's top level; none if it can't be read.
fn definitions(text: &SourceText) -> Vec<Definition> {
    let Ok(data) = read(&text.text) else {
        return Vec::new();
    };
    data.top()
        .iter()
        .filter_map(|id| {
            let names = names(&data, &text.text, *id);
            let span = data.span(*id);
            (!names.is_empty()).then_some(Definition {
                names,
                place: span.start as usize..span.end as usize,
            })
        })
        .collect()
}

/// The names that a definition, or each in a `begin`, defines. What brings names from elsewhere is kept
/// too, under its own text.
fn names(data: &Data, text: &str, id: DatumId) -> Vec<String> {
    let written = |id: DatumId| {
        let span = data.span(id);
        text.get(span.start as usize..span.end as usize)
            .map(String::from)
    };
    let symbol = |id: DatumId| data.symbol(id).map(|name| name.to_string());
    // A name, or the first of a list.
    let named = |id: DatumId| symbol(id).or_else(|| symbol(*data.parts(id).items.first()?));
    let mut found = Vec::new();
    let mut pending = vec![id];
    while let Some(id) = pending.pop() {
        let items = data.parts(id).items;
        let Some((head, rest)) = items.split_first() else {
            continue;
        };
        match data.symbol(*head).map(|name| &**name) {
            Some("begin") => pending.extend(rest),
            Some("define" | "define-syntax") => {
                found.extend(rest.first().and_then(|target| named(*target)));
            }
            Some("define-values") => {
                let Some(formals) = rest.first() else {
                    continue;
                };
                let parts = data.parts(*formals);
                found.extend(parts.items.into_iter().chain(parts.tail).filter_map(symbol));
            }
            Some("define-record-type") => {
                let (head, fields) = rest.split_at(rest.len().min(3));
                found.extend(head.iter().filter_map(|id| named(*id)));
                let accessor = |id: &DatumId| symbol(*data.parts(*id).items.get(1)?);
                found.extend(fields.iter().filter_map(accessor));
            }
            Some("define-library") => found.extend(rest.first().and_then(|name| written(*name))),
            Some("import" | "include" | "include-ci") => found.extend(written(id)),
            _ => {}
        }
    }
    found
}

/// Whether an offset is in one of these definitions.
fn stands_in(definitions: &[Definition], at: usize) -> bool {
    definitions.iter().any(|d| d.place.contains(&at))
}

/// The text with blanks everywhere but at some offsets; lines stay lines.
fn blank_but(text: &str, keep: impl Fn(usize) -> bool) -> String {
    let blanked: String = text
        .char_indices()
        .map(|(i, c)| if c == '\n' || keep(i) { c } else { ' ' })
        .collect();
    let lines: Vec<&str> = blanked.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> SourceText {
        SourceText {
            name: "a".to_string(),
            text: text.to_string(),
        }
    }

    #[test]
    fn definitions_are_found_with_their_names() {
        let found = definitions(&text(
            "(define x 1) (+ x 1) (define (f . r) r) (begin (define a 1) (define b 2)) 'define
             (define-record-type <p> (make-p x) p? (x p-x)) (define-values (c . d) (f)) (define-syntax m n)
             (import (scheme  base)) (define-library (l) (export e))",
        ));
        let names: Vec<&[String]> = found.iter().map(|d| d.names.as_slice()).collect();
        assert_eq!(names.len(), 8);
        assert_eq!(names[3], ["<p>", "make-p", "p?", "p-x"]);
        assert_eq!(names[4], ["c", "d"]);
        assert_eq!(names[5], ["m"]);
        assert_eq!(names[6], ["(import (scheme  base))"]);
        assert_eq!(names[7], ["(l)"]);
        assert_eq!(names[0], ["x"]);
        assert_eq!(names[1], ["f"]);
        assert_eq!(names[2].len(), 2);
    }

    #[test]
    fn what_stays_keeps_its_place() {
        let source = "(+ 1 2)\n  (define λ 1) (emit λ)\n3\n";
        let found = definitions(&text(source));
        let kept = blank_but(source, |at| stands_in(&found, at));
        assert_eq!(kept, "\n  (define λ 1)");
    }
}
