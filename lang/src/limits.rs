//! How large a program may be.
//!
//! A verifier compiles the program that a claim names before it knows whether the proof holds, so that what compiling takes must be bounded
//! by something that is known of any text. Provers go by the same limits: a program that can be proved can be verified. All of them
//! count what is made, never time or bytes of memory, so that every machine decides alike.

/// The most that a program may be made of. The standard library is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompileLimits {
    /// Bytes of all texts together.
    pub text: usize,
    /// Data and open brackets of all texts together, where a mistake of the reader counts as eight.
    pub data: usize,
    /// Data that macros build and expressions found in them.
    pub expansion: u32,
    /// What the compiler makes: variables, parameters and arguments of blocks, values that frames and closures hold, and
    /// variables that procedures need from outside.
    pub parts: usize,
    /// Expressions that follow each other on one path through the program, up to the first call that it waits for.
    pub path: usize,
}

/// What a mistake of the reader counts as among the data of a text: a message takes so much more memory.
pub(crate) const MISTAKE: usize = 8;

impl CompileLimits {
    /// Those of programs that are run and proved.
    pub const PROGRAM: CompileLimits = CompileLimits {
        text: 1 << 20,
        data: 1 << 17,
        expansion: 1 << 17,
        parts: 1 << 18,
        path: 1 << 13,
    };

    /// Those of reader, expander and compiler by themselves: what macros make must end.
    pub const LANGUAGE: CompileLimits = CompileLimits {
        text: 1 << 30,
        data: usize::MAX,
        expansion: 2_000_000,
        parts: usize::MAX,
        path: usize::MAX,
    };

    /// What is left of them after a text of so many bytes, in which so many data and mistakes were found.
    #[must_use]
    pub(crate) fn after(self, bytes: usize, data: usize, mistakes: usize) -> CompileLimits {
        let made = data.saturating_add(MISTAKE.saturating_mul(mistakes));
        CompileLimits {
            text: self.text.saturating_sub(bytes),
            data: self.data.saturating_sub(made),
            ..self
        }
    }
}
