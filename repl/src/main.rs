//! The `foldscheme` command.
#![forbid(unsafe_code)]
fn main() {}
