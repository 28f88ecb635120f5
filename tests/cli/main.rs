//! The `foldscheme` command as its users meet it: exit codes, streams, messages, files.

mod bad_input;
mod bad_proof;
mod bench;
#[path = "../support/ceremony.rs"]
mod ceremony;
mod checkpoint;
mod cost;
mod curve;
mod explain;
mod fold;
mod fold_cost;
mod fold_data;
mod frozen;
mod hiding;
mod import;
mod interruption;
mod modules;
mod output;
mod proof;
mod repl;
mod run;
mod support;
