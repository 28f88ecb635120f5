//! Gadgets, written on `bellpepper_core`.

pub mod mux;
pub mod num;
pub mod range;
pub mod zero;
