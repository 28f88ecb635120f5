//! Gadgets of typed steps: integers with bounds that the compiler proved.
//!
//! Guarantees: the field never wraps. Integers of a program are below 2^120 in magnitude
//! ([`MAGNITUDE_BITS`](foldscheme_lang::typed::program::MAGNITUDE_BITS)), so that sums and differences of two and products
//! of two with what is added to them stay below 2^243, while the fields have more than 2^253 elements: an equation
//! in the field is one between integers. Each gadget says where it relies on that.
//!
//! Bounds are believed: the verifier compiles the program itself, and outputs of one step are inputs of the next with
//! the same bounds.

pub mod clamp;
pub mod element;
pub mod lookup;
pub mod maximum;
pub mod quotient;
pub mod shift;
pub mod sign;
