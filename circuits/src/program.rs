//! From source texts to a program that can be run, priced and proved.

use crate::claim::SourceText;
use crate::data::written;
use crate::ivc::Interrupt;
use crate::scalar::{from_element, Scalar};
use crate::step::layout::LayoutError;
use crate::step::Circuit;
use ff::Field;
use foldscheme_lang::block::{Program, SiteId, Slots};
use foldscheme_lang::compiler::Unsplit;
use foldscheme_lang::core::Constant;
use foldscheme_lang::diagnostic::{self, Diagnostic};
use foldscheme_lang::field::FieldElement;
use foldscheme_lang::frontend;
use foldscheme_lang::machine::{Limits, Machine, Outcome, Stopped, Trace};
use foldscheme_lang::source::Sources;
use sha3::{Digest, Sha3_256};
use std::fmt;

/// What is wrong with a program's source.
#[derive(Clone, Debug)]
pub struct CompileError {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
}

impl CompileError {
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
    unsplit: Unsplit,
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
    /// Compiles source texts, in order, after the standard library.
    ///
    /// # Errors
    /// The mistakes found in them.
    pub fn new(texts: Vec<SourceText>) -> Result<Compiled, CompileError> {
        let mut sources = Sources::new();
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
        match frontend::compile(&sources, &ids) {
            Ok(unsplit) => Ok(Compiled {
                sources,
                texts,
                unsplit,
            }),
            Err(diagnostics) => Err(CompileError {
                sources,
                diagnostics,
            }),
        }
    }

    /// The user's texts.
    #[must_use]
    pub fn texts(&self) -> &[SourceText] {
        &self.texts
    }

    /// The program's identity: the SHA3-256 digest of its texts and their names, each with its length
    /// before it, as a field element (the upper six bits are dropped).
    #[must_use]
    pub fn identity(&self) -> Scalar {
        let mut hasher = Sha3_256::new();
        hasher.update(b"foldscheme program 1");
        for text in &self.texts {
            for part in [&text.name, &text.text] {
                hasher.update((part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        }
        let mut bytes: [u8; 32] = hasher.finalize().into();
        bytes[31] &= 0x03;
        FieldElement::from_bytes(bytes).map_or(Scalar::ZERO, from_element)
    }

    /// The circuit for steps that offer `slots`.
    ///
    /// # Errors
    /// If the program has none.
    pub fn circuit(&self, slots: Slots) -> Result<Circuit, LayoutError> {
        Ok(Circuit::new(self.program(slots))?.with_identity(self.identity()))
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

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn the_identity_depends_on_every_text_and_name() {
        let compiled = |name: &str, text: &str| {
            let text = SourceText {
                name: name.to_string(),
                text: text.to_string(),
            };
            Compiled::new(vec![text]).expect("compiles").identity()
        };
        let identity = compiled("a", "1 ; one");
        assert_eq!(identity, compiled("a", "1 ; one"));
        assert_ne!(identity, compiled("a", "1 ; two"));
        assert_ne!(identity, compiled("b", "1 ; one"));
    }
}
