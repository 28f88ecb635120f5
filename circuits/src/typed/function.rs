//! Step functions: from a text and the values of its constants to a program of scalars.

use super::claim::StepId;
use crate::claim::SourceText;
use crate::program::{identity_bytes, update, CompileError};
use crate::scalar::{from_bytes, ProofField};
use foldscheme_lang::diagnostic::{self, Diagnostic};
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::source::Sources;
use foldscheme_lang::typed::array::{Array, Value};
use foldscheme_lang::typed::program::StepProgram;
use foldscheme_lang::typed::{self};
use sha3::{Digest, Sha3_256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A compiled step function.
#[derive(Clone, Debug)]
pub struct StepFunction {
    sources: Sources,
    text: SourceText,
    constants: BTreeMap<String, Array>,
    program: Arc<StepProgram>,
}

impl StepFunction {
    /// Compiles a text, with the values of those constants that are not in it.
    ///
    /// # Errors
    /// The mistakes found in the text; a constant without a value, or a value without a constant.
    pub fn compile(
        field: ScalarField,
        text: SourceText,
        constants: Vec<(String, Array)>,
    ) -> Result<StepFunction, CompileError> {
        let mut sources = Sources::over(field);
        let id = sources.add(text.name.as_str(), text.text.as_str());
        let constants: BTreeMap<String, Array> = constants.into_iter().collect();
        match typed::compile(&sources, id, &constants) {
            Ok(program) => Ok(StepFunction {
                sources,
                text,
                constants,
                program: Arc::new(program),
            }),
            Err(diagnostics) => Err(CompileError::new(sources, diagnostics)),
        }
    }

    /// The field that it is in.
    #[must_use]
    pub fn field(&self) -> ScalarField {
        self.program.field
    }

    /// Its program.
    #[must_use]
    pub fn program(&self) -> &StepProgram {
        &self.program
    }

    pub(crate) fn shared(&self) -> Arc<StepProgram> {
        Arc::clone(&self.program)
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &SourceText {
        &self.text
    }

    /// The values of its constants that are not in the text, by name.
    #[must_use]
    pub fn constants(&self) -> &BTreeMap<String, Array> {
        &self.constants
    }

    /// What tells it apart: the SHA3-256 digest of its text's name, the text, and each constant's name and values, as a
    /// field element (the upper six bits are dropped).
    #[must_use]
    pub fn id(&self) -> StepId {
        let mut hasher = Sha3_256::new();
        hasher.update(b"foldscheme step 1");
        update(&mut hasher, &self.text);
        for (name, array) in &self.constants {
            hasher.update((name.len() as u64).to_le_bytes());
            hasher.update(name);
            add(&mut hasher, array);
        }
        StepId(identity_bytes(hasher))
    }

    /// The element of the state that its id is.
    #[must_use]
    pub fn identity<F: ProofField>(&self) -> F {
        from_bytes(self.id().0).unwrap_or(F::ZERO)
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

/// Adds an array's elements to a digest, how many there are before them. Its type is not among them.
pub(crate) fn add(hasher: &mut Sha3_256, array: &Array) {
    hasher.update((array.elements().len() as u64).to_le_bytes());
    for value in array.elements() {
        match value {
            Value::Int(n) => {
                hasher.update([0]);
                hasher.update(n.to_le_bytes());
            }
            Value::Field(x) => {
                hasher.update([1]);
                hasher.update(x.to_bytes());
            }
        }
    }
}
