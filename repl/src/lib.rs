//! Foldscheme as a library.
#![forbid(unsafe_code)]
