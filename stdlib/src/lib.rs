//! The standard library: Foldscheme source, embedded.
//!
//! Every program is expanded after these definitions; what it does not use costs it nothing.

#![forbid(unsafe_code)]

/// The library's files: name and text. Each sees the definitions of those before it.
pub const FILES: [(&str, &str); 18] = [
    ("<stdlib/base.scm>", include_str!("../base.scm")),
    ("<stdlib/values.scm>", include_str!("../values.scm")),
    ("<stdlib/pair.scm>", include_str!("../pair.scm")),
    ("<stdlib/list.scm>", include_str!("../list.scm")),
    ("<stdlib/srfi1.scm>", include_str!("../srfi1.scm")),
    ("<stdlib/unicode.scm>", include_str!("../unicode.scm")),
    ("<stdlib/char.scm>", include_str!("../char.scm")),
    ("<stdlib/string.scm>", include_str!("../string.scm")),
    ("<stdlib/number.scm>", include_str!("../number.scm")),
    ("<stdlib/vector.scm>", include_str!("../vector.scm")),
    ("<stdlib/bytevector.scm>", include_str!("../bytevector.scm")),
    ("<stdlib/sort.scm>", include_str!("../sort.scm")),
    ("<stdlib/map.scm>", include_str!("../map.scm")),
    ("<stdlib/set.scm>", include_str!("../set.scm")),
    ("<stdlib/exception.scm>", include_str!("../exception.scm")),
    ("<stdlib/output.scm>", include_str!("../output.scm")),
    ("<stdlib/lazy.scm>", include_str!("../lazy.scm")),
    ("<stdlib/eval.scm>", include_str!("../eval.scm")),
];
