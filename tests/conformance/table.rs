//! `docs/r7rs.md`, held to what it says.
pub mod names;
