//! How much a suite tries: little by default, everything where `FOLDSCHEME_FULL` is set, as `tests/full` sets it.
#![allow(dead_code)]

/// Whether the suites run at full size.
pub fn full() -> bool {
    std::env::var_os("FOLDSCHEME_FULL").is_some()
}

/// The first number by default, the second at full size.
pub fn size(quick: usize, at_full: usize) -> usize {
    if full() {
        at_full
    } else {
        quick
    }
}

/// Prints what a suite has measured, so that `tests/full` finds it among other output.
pub fn figure(suite: &str, what: std::fmt::Arguments<'_>) {
    eprintln!("figure: {suite}: {what}");
}
