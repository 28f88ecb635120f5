//! Whatever the machine does, its circuit accepts, and says the same.
#![allow(missing_docs)]

mod fields;
mod primitives;
mod programs;
mod random;
mod shape;
mod states;
#[path = "../support/mod.rs"]
mod support;
mod typed;
mod uniform;
