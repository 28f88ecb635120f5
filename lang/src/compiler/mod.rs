//! The compiler: from core forms to blocks.
//!
//! 1. `procedures` finds known procedures and what they need from outside;
//! 2. `build` turns each reachable procedure into blocks, in continuation-passing style;
//! 3. `simplify` merges blocks that follow each other and drops what nothing uses;
//! 4. `infer` finds the types and bounds of all variables, over the whole program at once, and
//!    with them removes checks that cannot fail;
//! 5. `split` cuts blocks that need more of a shared gadget than a step offers.

mod budget;
mod build;
mod calls;
mod conditions;
mod env;
mod infer;
mod primitives;
mod procedures;
mod simplify;
mod split;

pub use split::{arith_can_fail, arith_range_uses, hash_uses, range_uses};

use crate::block::{Program, Slots};
use crate::core;
use crate::diagnostic::Diagnostic;
use crate::limits::CompileLimits;

/// Compiles a program for steps that offer `slots`.
///
/// The result's shape does not depend on the values of the public inputs, only on their types.
///
/// # Errors
/// Mistakes that the expander cannot see: wrong numbers of arguments for known procedures,
/// variables used before their definition.
pub fn compile(program: &core::Program, slots: Slots) -> Result<Program, Vec<Diagnostic>> {
    compile_with(program, slots, Effort::Full)
}

/// How much is done to make a program's steps few and small. What a program means does not depend on it, which is what
/// the lesser one is there to test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Everything.
    Full,
    /// Only what there is no program without: procedures are not inlined, and have one body for all numbers of arguments; an `if`
    /// is a branch on a value, never a selection, and teaches nothing; values are checked and pairs taken apart
    /// each time; blocks are not merged, and neither checks, tests, operations nor parameters are dropped.
    ///
    /// What stays is needed. Calls of known procedures jump, since a procedure that calls itself by name has no closure that
    /// could hold itself. Types are inferred, since they say which tags a state holds. Blocks that nothing reaches
    /// are dropped, since no types are inferred for them; and returns of a program without frames halt, since it has no stack. Paths
    /// that need more than a step offers are cut.
    Least,
}

/// [`compile`] with so much effort.
///
/// # Errors
/// As [`compile`].
pub fn compile_with(
    program: &core::Program,
    slots: Slots,
    effort: Effort,
) -> Result<Program, Vec<Diagnostic>> {
    build::build(program, effort, CompileLimits::LANGUAGE)
        .map(|compiled| Unsplit(compiled).split(slots))
}

/// Compiles a program for several offers at once: the work before the last pass is shared.
///
/// # Errors
/// As [`compile`].
pub fn compile_unsplit(program: &core::Program) -> Result<Unsplit, Vec<Diagnostic>> {
    compile_within(program, CompileLimits::LANGUAGE)
}

/// [`compile_unsplit`], of which no more than the limits allow is made.
///
/// # Errors
/// As [`compile`], and if the limit of parts is reached.
pub fn compile_within(
    program: &core::Program,
    limits: CompileLimits,
) -> Result<Unsplit, Vec<Diagnostic>> {
    let compiled = build::build(program, Effort::Full, limits)?;
    // The steps that offer least are the most.
    let cut = split::split(compiled.clone(), Slots { hash: 0, range: 0 }, limits.parts);
    match cut {
        Some(_) => Ok(Unsplit(compiled)),
        None => Err(vec![budget::too_large(
            &format!(
                "cut into steps, it would be made of more than {} parts",
                limits.parts
            ),
            program.body.span,
        )]),
    }
}

/// The mistakes that [`compile_within`] would report.
#[must_use]
pub fn mistakes(program: &core::Program, limits: CompileLimits) -> Vec<Diagnostic> {
    build::mistakes(program, limits)
}

/// A compiled program whose blocks have not been cut to a step's offer yet.
#[derive(Clone, Debug)]
pub struct Unsplit(Program);

impl Unsplit {
    /// The program for steps that offer `slots`; raised to the least that any operation needs.
    #[must_use]
    pub fn split(&self, slots: Slots) -> Program {
        // There is always room for what has no limit.
        split::split(self.0.clone(), slots, usize::MAX).unwrap_or_else(|| self.0.clone())
    }

    /// The least that a step must offer.
    #[must_use]
    pub fn least(&self) -> Slots {
        split::least(&self.0)
    }
}
