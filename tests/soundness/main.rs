//! A step's constraints admit the machine's next state and no other.
#![allow(missing_docs)]

mod bn254;
mod cheats;
mod coverage;
mod every_constraint;
mod exhaustive;
mod needed;
mod null_space;
mod one_variable;
mod planted;
mod prover;
mod regenerate;
mod samples;
#[path = "../typed/fixtures.rs"]
#[allow(dead_code)]
mod step_functions;
#[path = "../support/mod.rs"]
mod support;
mod system;
mod typed;
