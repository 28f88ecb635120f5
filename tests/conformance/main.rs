//! The language against GNU Guile, an implementation that shares nothing with this one.
//!
//! `programs` generates well-typed pure programs, runs them here and there, and compares the values as they are
//! written; where they differ it finds a small program that still differs. `FOLDSCHEME_CASES` sets how many
//! programs are tried, `FOLDSCHEME_SEED` where they begin. `table` holds `docs/r7rs.md` to what it says.
//! Where Guile is missing, what needs it is skipped with a note.

mod generate;
mod guile;
mod native;
mod node;
mod programs;
mod rng;
mod shrink;
mod table;
mod types;
