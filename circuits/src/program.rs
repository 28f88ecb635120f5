//! From source texts to a program that can be run, priced and proved.

use crate::claim::SourceText;
use crate::data::written;
use crate::ivc::Interrupt;
use crate::scalar::{from_bytes, ProofField};
use crate::step::layout::LayoutError;
use crate::step::{Circuit, ConstantDigests};
use foldscheme_lang::block::{Program, SiteId, Slots};
use foldscheme_lang::compiler::Unsplit;
use foldscheme_lang::core::Constant;
use foldscheme_lang::diagnostic::{self, Diagnostic};
use foldscheme_lang::expander::Find;
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::frontend;
use foldscheme_lang::machine::{Limits, Machine, Outcome, Stopped, Trace};
use foldscheme_lang::source::Sources;
use sha3::{Digest, Sha3_256};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// What is wrong with a program's source.
#[derive(Clone, Debug)]
pub struct CompileError {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

impl CompileError {
    pub(crate) fn new(sources: Sources, diagnostics: Vec<Diagnostic>) -> Self {
        CompileError {
            sources,
            diagnostics,
        }
    }

    /// The mistakes found.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The mistakes as text, with the source lines.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        diagnostic::render(&self.sources, &self.diagnostics, color)
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for CompileError {}

/// A compiled program.
#[derive(Clone, Debug)]
pub struct Compiled {
    sources: Sources,
    texts: Vec<SourceText>,
    included: Vec<SourceText>,
    asked: Vec<Option<usize>>,
    unsplit: Unsplit,
}

/// Gives a program the texts that it asks for, and keeps what it gave.
struct Library<'f> {
    find: &'f mut Find<'f>,
    /// What is known of a name: where its text stands among those found, if there is one.
    known: HashMap<String, Option<usize>>,
    found: Vec<SourceText>,
    /// What each question was answered with.
    asked: Vec<Option<usize>>,
}

impl Library<'_> {
    fn text(&mut self, name: &str) -> Result<Option<Arc<str>>, String> {
        let index = match self.known.get(name) {
            Some(index) => *index,
            None => {
                let index = (self.find)(name)?.map(|text| {
                    self.found.push(SourceText {
                        name: name.to_string(),
                        text: text.to_string(),
                    });
                    self.found.len() - 1
                });
                self.known.insert(name.to_string(), index);
                index
            }
        };
        self.asked.push(index);
        let text = index.and_then(|index| self.found.get(index));
        Ok(text.map(|text| text.text.as_str().into()))
    }
}

/// How a run ended, readable.
#[derive(Clone, Debug)]
pub enum Answer {
    /// With a value: a table of constants, the value last.
    Value(Vec<Constant>),
    /// With an error.
    Error(Diagnostic),
}

/// A finished run.
#[derive(Clone, Debug)]
pub struct Run {
    /// How it ended.
    pub answer: Answer,
    /// What it emitted, each a table of constants.
    pub output: Vec<Vec<Constant>>,
    /// Steps of the machine.
    pub steps: u64,
}

impl Run {
    /// The value as `write` would; nothing if the run ended in an error.
    #[must_use]
    pub fn value(&self) -> Option<String> {
        match &self.answer {
            Answer::Value(table) => Some(written(table)),
            Answer::Error(_) => None,
        }
    }
}

impl Compiled {
    /// Compiles source texts, in order, after the standard library. They include no others.
    ///
    /// # Errors
    /// The mistakes found in them.
    pub fn new(texts: Vec<SourceText>) -> Result<Compiled, CompileError> {
        Self::load(ScalarField::default(), texts, &mut |_| Ok(None))
    }

    /// Compiles a program in a field, with texts that it may include or import libraries from.
    ///
    /// # Errors
    /// The mistakes found in them.
    pub fn with_included(
        field: ScalarField,
        texts: Vec<SourceText>,
        included: &[SourceText],
    ) -> Result<Compiled, CompileError> {
        Self::load(field, texts, &mut |name| {
            let found = included.iter().find(|text| text.name == name);
            Ok(found.map(|text| text.text.as_str().into()))
        })
    }

    /// [`Compiled::with_included`], where `find` gives the text of a name, if there is one, or says why it cannot.
    ///
    /// # Errors
    /// The mistakes found in them.
    pub fn load(
        field: ScalarField,
        texts: Vec<SourceText>,
        find: &mut Find<'_>,
    ) -> Result<Compiled, CompileError> {
        let mut library = Library {
            find,
            known: HashMap::new(),
            found: Vec::new(),
            asked: Vec::new(),
        };
        let mut sources = Sources::over(field);
        let mut ids = Vec::new();
        for (name, text) in foldscheme_stdlib::FILES {
            ids.push(sources.add(name, text));
        }
        for text in &texts {
            // Library texts are known by their names and may do more; no other text may pass for one.
            let name = match text.name.starts_with("<stdlib/") {
                true => format!("./{}", text.name),
                false => text.name.clone(),
            };
            ids.push(sources.add(name, text.text.as_str()));
        }
        match frontend::compile(&mut sources, &ids, &mut |name| library.text(name)) {
            Ok(unsplit) => Ok(Compiled {
                sources,
                texts,
                included: library.found,
                asked: library.asked,
                unsplit,
            }),
            Err(diagnostics) => Err(CompileError {
                sources,
                diagnostics,
            }),
        }
    }

    /// The field of its field elements.
    #[must_use]
    pub fn field(&self) -> ScalarField {
        self.sources.field()
    }

    /// The user's texts.
    #[must_use]
    pub fn texts(&self) -> &[SourceText] {
        &self.texts
    }

    /// The texts that the program includes or imports libraries from, in the order in which it first asks for them.
    #[must_use]
    pub fn included(&self) -> &[SourceText] {
        &self.included
    }

    /// Whether another program is in the same field and has the same texts in the same places, whatever they are called.
    #[must_use]
    pub fn is_same(&self, other: &Compiled) -> bool {
        let same = |a: &[SourceText], b: &[SourceText]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.text == b.text)
        };
        // A name says where a text stands; equal answers to all questions say the same.
        self.field() == other.field()
            && same(&self.texts, &other.texts)
            && same(&self.included, &other.included)
            && self.asked == other.asked
    }

    /// The program's identity: the SHA3-256 digest of its texts and their names, each with its length
    /// before it, and behind a mark those of the texts that it includes, as a field element (the upper six bits
    /// are dropped).
    #[must_use]
    pub fn identity<F: ProofField>(&self) -> F {
        let mut hasher = Sha3_256::new();
        hasher.update(b"foldscheme program 1");
        for text in &self.texts {
            update(&mut hasher, text);
        }
        if !self.included.is_empty() {
            // No name is so long that this could be the length of one.
            hasher.update(u64::MAX.to_le_bytes());
        }
        for text in &self.included {
            update(&mut hasher, text);
        }
        from_bytes(identity_bytes(hasher)).unwrap_or(F::ZERO)
    }

    /// The circuit for steps that offer `slots`.
    ///
    /// # Errors
    /// If the program has none.
    pub fn circuit<F: ProofField>(&self, slots: Slots) -> Result<Circuit<F>, LayoutError> {
        self.circuit_with(slots, &mut ConstantDigests::default())
    }

    /// [`Compiled::circuit`] with what is known of the digests of the program's constants, which is added to.
    ///
    /// # Errors
    /// As [`Compiled::circuit`].
    pub fn circuit_with<F: ProofField>(
        &self,
        slots: Slots,
        digests: &mut ConstantDigests<F>,
    ) -> Result<Circuit<F>, LayoutError> {
        let circuit = Circuit::with_digests(self.program(slots), digests)?;
        Ok(circuit.with_identity(self.identity()))
    }

    /// The program for steps that offer `slots`.
    #[must_use]
    pub fn program(&self, slots: Slots) -> Program {
        self.unsplit.split(slots)
    }

    /// The least that a step must offer.
    #[must_use]
    pub fn least_slots(&self) -> Slots {
        self.unsplit.least()
    }

    /// Whether a run may print something.
    #[must_use]
    pub fn prints(&self) -> bool {
        self.program(self.least_slots()).prints()
    }

    /// Runs the program; what it prints is dropped.
    ///
    /// # Errors
    /// If a limit is reached or `interrupt` is raised.
    pub fn run(&self, limits: Limits, interrupt: &Interrupt) -> Result<Run, Stopped> {
        self.run_printing(limits, interrupt, &mut |_| true)
    }

    /// Runs the program and hands over what it prints, soon after it does. `print` tells whether to go on.
    ///
    /// # Errors
    /// If a limit is reached, `interrupt` is raised or `print` refuses.
    pub fn run_printing(
        &self,
        limits: Limits,
        interrupt: &Interrupt,
        print: &mut dyn FnMut(&str) -> bool,
    ) -> Result<Run, Stopped> {
        let program = self.program(self.least_slots());
        let mut machine = Machine::new(&program, &program.inputs).printing();
        let outcome = machine.run_printing(limits, &mut || interrupt.is_raised(), print)?;
        let answer = match outcome {
            Outcome::Value(value) => Answer::Value(machine.unload(value)),
            Outcome::Error { site, irritant } => {
                let (irritant, trace) = (machine.unload(irritant), machine.trace());
                Answer::Error(self.describe(&program, site, &irritant, trace))
            }
        };
        let output = machine
            .output()
            .iter()
            .map(|value| machine.unload(*value))
            .collect();
        Ok(Run {
            answer,
            output,
            steps: machine.steps(),
        })
    }

    /// A run-time error in words, as far as a claim knows it: without the calls that led to it.
    #[must_use]
    pub fn describe_error(
        &self,
        program: &Program,
        site: SiteId,
        irritant: &[Constant],
    ) -> Diagnostic {
        self.describe(program, site, irritant, &Trace::default())
    }

    /// A run-time error in words, with the calls that led to it.
    pub(crate) fn describe(
        &self,
        program: &Program,
        site: SiteId,
        irritant: &[Constant],
        trace: &Trace,
    ) -> Diagnostic {
        diagnostic::describe(&self.sources, program, site, irritant, trace)
    }

    /// A diagnostic as text, with the source line.
    #[must_use]
    pub fn render(&self, diagnostic: &Diagnostic, color: bool) -> String {
        diagnostic::render(&self.sources, std::slice::from_ref(diagnostic), color)
    }

    /// Where a diagnostic points, as `name:line:column`.
    #[must_use]
    pub fn locate(&self, diagnostic: &Diagnostic) -> Option<String> {
        diagnostic.span.map(|span| self.sources.locate(span))
    }
}

/// A digest without its upper six bits: the canonical bytes of an element of each proof field.
pub(crate) fn identity_bytes(hasher: Sha3_256) -> [u8; 32] {
    let mut bytes: [u8; 32] = hasher.finalize().into();
    bytes[31] &= 0x03;
    bytes
}

/// Adds a text's name and the text, each with its length before it.
pub(crate) fn update(hasher: &mut Sha3_256, text: &SourceText) {
    for part in [&text.name, &text.text] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Scalar;

    #[test]
    fn no_text_passes_for_the_library() {
        for name in ["x.scm", "<stdlib/x.scm>", "<stdlib/base.scm>"] {
            let text = SourceText {
                name: name.to_string(),
                text: "(%integer->char 55296)".to_string(),
            };
            let error = Compiled::new(vec![text]).expect_err("a reserved name");
            assert_eq!(error.diagnostics()[0].code, "E0101", "{error}");
        }
    }

    fn source(name: &str, text: &str) -> SourceText {
        SourceText {
            name: name.to_string(),
            text: text.to_string(),
        }
    }

    #[test]
    fn the_identity_depends_on_what_is_included() {
        let compiled = |program: &str, included: &[SourceText]| {
            Compiled::with_included(ScalarField::default(), vec![source("a", program)], included)
                .expect("compiles")
        };
        let program = "(include \"b\") x";
        let one = compiled(program, &[source("b", "(define x 1)")]);
        let two = compiled(program, &[source("b", "(define x 2)")]);
        assert_ne!(one.identity::<Scalar>(), two.identity::<Scalar>());
        assert!(!one.is_same(&two));
        let unused = compiled(program, &[source("c", "3"), source("b", "(define x 1)")]);
        assert_eq!(unused.identity::<Scalar>(), one.identity::<Scalar>());
        assert_eq!(unused.included(), one.included());
        assert_ne!(
            one.identity::<Scalar>(),
            compiled("(define x 1) x", &[]).identity::<Scalar>()
        );
    }

    #[test]
    fn texts_in_each_others_places_are_another_program() {
        let program = |a: &str, b: &str| {
            let texts = [source("a", a), source("b", b)];
            let program = vec![source("p", "(include \"a\" \"b\" \"a\") 1")];
            Compiled::with_included(ScalarField::default(), program, &texts).expect("compiles")
        };
        assert!(program("1", "2").is_same(&program("1", "2")));
        assert!(!program("1", "2").is_same(&program("2", "1")));
        // The same texts in the same order, but the last that is asked for is another one.
        let elsewhere = |path: &str| {
            let texts = [source("d/a", "1"), source("e/a", "2")];
            let program = vec![source(path, "(include \"../d/a\" \"../e/a\" \"a\")")];
            Compiled::with_included(ScalarField::default(), program, &texts).expect("compiles")
        };
        assert_eq!(elsewhere("d/p").included(), elsewhere("e/p").included());
        assert!(!elsewhere("d/p").is_same(&elsewhere("e/p")));
    }

    #[test]
    fn the_identity_depends_on_every_text_and_name() {
        let compiled = |name: &str, text: &str| {
            let text = SourceText {
                name: name.to_string(),
                text: text.to_string(),
            };
            Compiled::new(vec![text])
                .expect("compiles")
                .identity::<Scalar>()
        };
        let identity = compiled("a", "1 ; one");
        assert_eq!(identity, compiled("a", "1 ; one"));
        assert_ne!(identity, compiled("a", "1 ; two"));
        assert_ne!(identity, compiled("b", "1 ; one"));
    }
}
