//! Typed steps in the circuit and around it: what a fold of them states, how it is proved and verified.
//!
//! A step function is compiled by [`foldscheme_lang::typed`] to a straight-line program of scalars; here its nodes become
//! constraints, its weights, inputs and states are bound to what a claim says of them, and claims are proved and
//! verified.

pub mod digest;
pub mod gadgets;
pub mod synthesis;
pub mod uses;
