//! Circuits, proofs and their verification.
#![forbid(unsafe_code)]

pub mod adapter;
pub mod cells;
pub mod check;
pub mod chunk;
pub mod container;
pub mod engine;
pub mod gadgets;
pub mod ivc;
pub mod params;
pub mod poseidon;
pub mod scalar;
pub mod step;
