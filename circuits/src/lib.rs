//! Circuits, proofs and their verification.
#![forbid(unsafe_code)]

pub mod adapter;
pub mod bench;
pub mod cells;
pub mod check;
pub mod checkpoint;
pub mod chunk;
pub mod claim;
pub mod container;
pub mod cost;
pub mod count;
pub mod data;
pub mod engine;
pub mod gadgets;
pub mod ivc;
mod meter;
pub mod params;
pub mod plan;
pub mod poseidon;
pub mod program;
pub mod prove;
mod prover;
pub mod scalar;
pub mod step;
pub mod typed;
pub mod verifier;
pub mod verify;
