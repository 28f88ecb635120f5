//! The standard library: Foldscheme source, embedded.
//!
//! Every program is expanded after these definitions; what it does not use costs it nothing.

#![forbid(unsafe_code)]

/// The library's files in the order of their definition: name and text.
pub const FILES: [(&str, &str); 5] = [
    ("<stdlib/base.scm>", include_str!("../base.scm")),
    ("<stdlib/list.scm>", include_str!("../list.scm")),
    ("<stdlib/values.scm>", include_str!("../values.scm")),
    ("<stdlib/exception.scm>", include_str!("../exception.scm")),
    ("<stdlib/lazy.scm>", include_str!("../lazy.scm")),
];
