//! Every example is run, proved and verified; every part of its claim is altered and rejected; and
//! no flipped bit of a proof file changes what is proved. The typed steps of `examples/steps` give what their data's makers expect.

mod alter;
#[path = "../support/ceremony.rs"]
mod ceremony;
mod corpus;
mod curves;
mod flipped;
mod included;
mod steps;
mod support;
