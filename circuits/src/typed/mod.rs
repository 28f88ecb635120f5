//! Typed steps in the circuit and around it: what a fold of them states, how it is proved and verified.
//!
//! A step function is compiled by [`foldscheme_lang::typed`] to a straight-line program of scalars; here its nodes become
//! constraints ([`synthesis`]), its weights, inputs and states are bound to what a claim says of them ([`statement`]), and claims are
//! proved ([`fold`]) and verified ([`verify`]).

pub mod claim;
pub mod cost;
pub mod digest;
pub mod fold;
pub mod function;
pub mod gadgets;
pub mod input;
pub mod layout;
pub mod plan;
pub mod statement;
pub mod synthesis;
pub mod uses;
pub mod value;
pub mod verify;
