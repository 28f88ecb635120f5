//! Modules: mistakes in imports, libraries, and what texts include.

use crate::check;
use expect_test::expect;

#[test]
fn unknown_library() {
    check(
        "(import (scheme basic))",
        expect![[r#"
        error[E0145]: there is no library `(scheme basic)`
         --> 1.scm:1:9
          |
        1 | (import (scheme basic))
          |         ^^^^^^^^^^^^^^
          |
          = help: did you mean `(scheme base)`?
    "#]],
    );
}

#[test]
fn library_of_the_users_own_that_is_not_there() {
    check(
        "(import (my own library))",
        expect![[r#"
        error[E0145]: there is no library `(my own library)`
         --> 1.scm:1:9
          |
        1 | (import (my own library))
          |         ^^^^^^^^^^^^^^^^
          |
          = help: its text is sought as `my/own/library.sld` and `my/own/library.scm`
    "#]],
    );
}

#[test]
fn library_that_is_left_out() {
    check(
        "(import (scheme base) (scheme inexact))",
        expect![[r#"
        error[E0144]: `(scheme inexact)` is not supported
         --> 1.scm:1:23
          |
        1 | (import (scheme base) (scheme inexact))
          |                       ^^^^^^^^^^^^^^^^
          |
          = help: all numbers are exact: scale integers, or use field elements
    "#]],
    );
}

#[test]
fn no_library_name() {
    check(
        "(import (scheme \"base\"))",
        expect![[r#"
        error[E0143]: this is no library's name
         --> 1.scm:1:9
          |
        1 | (import (scheme "base"))
          |         ^^^^^^^^^^^^^^^
          |
          = help: it is a list of symbols and numbers, such as `(scheme base)`
    "#]],
    );
}

#[test]
fn name_of_a_library_that_is_not_imported() {
    check(
        "(import (scheme base))\n(caddr '(1 2 3))",
        expect![[r#"
        error[E0101]: `caddr` is not imported
         --> 1.scm:2:2
          |
        2 | (caddr '(1 2 3))
          |  ^^^^^
          |
          = help: it is in `(scheme cxr)`: add `(import (scheme cxr))`
    "#]],
    );
}

#[test]
fn name_of_our_own_that_is_not_imported() {
    check(
        "(import (scheme base))\n(field 1)",
        expect![[r#"
        error[E0101]: `field` is not imported
         --> 1.scm:2:2
          |
        2 | (field 1)
          |  ^^^^^
          |
          = help: it is in `(foldscheme base)`: add `(import (foldscheme base))`
    "#]],
    );
}

#[test]
fn form_that_is_not_imported() {
    check(
        "(import (only (scheme base) +))\n(if #t (+ 1 2) 3)",
        expect![[r#"
            error[E0101]: `if` is not imported
             --> 1.scm:2:2
              |
            2 | (if #t (+ 1 2) 3)
              |  ^^
              |
              = help: it is in `(scheme base)`: add `(import (scheme base))`
        "#]],
    );
}

#[test]
fn name_that_a_library_has_not() {
    check(
        "(import (only (scheme base) lenght))",
        expect![[r#"
        error[E0148]: `(scheme base)` has no `lenght`
         --> 1.scm:1:29
          |
        1 | (import (only (scheme base) lenght))
          |                             ^^^^^^
          |
          = help: did you mean `length`?
    "#]],
    );
}

#[test]
fn name_of_another_library() {
    check(
        "(import (only (scheme base) caddr))",
        expect![[r#"
        error[E0148]: `(scheme base)` has no `caddr`
         --> 1.scm:1:29
          |
        1 | (import (only (scheme base) caddr))
          |                             ^^^^^
          |
          = help: it is in `(scheme cxr)`
    "#]],
    );
}

#[test]
fn name_that_is_not_supported() {
    check(
        "(import (only (scheme base) set!))",
        expect![[r#"
        error[E0102]: `set!` is not supported
         --> 1.scm:1:29
          |
        1 | (import (only (scheme base) set!))
          |                             ^^^^
          |
          = help: nothing is mutable: bind a new value with `let`, or pass it on as an argument of a loop
    "#]],
    );
}

#[test]
fn malformed_import_set() {
    check(
        "(import (only scheme base))",
        expect![[r#"
        error[E0143]: this is no import set
         --> 1.scm:1:9
          |
        1 | (import (only scheme base))
          |         ^^^^^^^^^^^^^^^^^^
          |
          = help: it is a library's name, `(scheme base)`, or one of `(only set name …)`, `(except set name …)`, `(prefix set name)`, `(rename set (old new) …)`
    "#]],
    );
}

#[test]
fn rename_without_a_pair() {
    check(
        "(import (rename (scheme base) (car)))",
        expect![[r#"
        error[E0143]: this is no import set
         --> 1.scm:1:9
          |
        1 | (import (rename (scheme base) (car)))
          |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: it is a library's name, `(scheme base)`, or one of `(only set name …)`, `(except set name …)`, `(prefix set name)`, `(rename set (old new) …)`
    "#]],
    );
}

#[test]
fn two_meanings_of_one_name() {
    check(
        "(import (scheme base) (rename (only (scheme base) cdr) (cdr car)))",
        expect![[r#"
            error[E0149]: `car` is imported twice
             --> 1.scm:1:23
              |
            1 | (import (scheme base) (rename (only (scheme base) cdr) (cdr car)))
              |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this gives it another meaning than an import before
              |
              = help: leave one of the two out: `(except (rename (only (scheme base) cdr) (cdr car)) car)`
        "#]],
    );
}

#[test]
fn import_in_a_body() {
    check(
        "(define (f) (import (scheme base)) 1)",
        expect![[r#"
        error[E0151]: `import` stands at a program's top level only
         --> 1.scm:1:13
          |
        1 | (define (f) (import (scheme base)) 1)
          |             ^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: in a library it is a declaration, beside `begin`
    "#]],
    );
}

#[test]
fn missing_text() {
    check(
        "(include \"lib/none.scm\")",
        expect![[r#"
        error[E0140]: there is no text `lib/none.scm`
         --> 1.scm:1:10
          |
        1 | (include "lib/none.scm")
          |          ^^^^^^^^^^^^^^ it is sought beside the text that includes it
    "#]],
    );
}

#[test]
fn include_without_a_name() {
    check(
        "(include)",
        expect![[r#"
        error[E0104]: `include` needs a text's name
         --> 1.scm:1:1
          |
        1 | (include)
          | ^^^^^^^^^
          |
          = help: it is written `(include "file.scm" …)`
    "#]],
    );
}

#[test]
fn include_of_a_symbol() {
    check(
        "(include file.scm)",
        expect![[r#"
        error[E0104]: `include` takes names of texts, which are strings
         --> 1.scm:1:10
          |
        1 | (include file.scm)
          |          ^^^^^^^^
          |
          = help: it is written `(include "file.scm" …)`
    "#]],
    );
}

#[test]
fn include_of_nothing_as_an_expression() {
    check(
        "(+ 1 (cond-expand (no-such-feature 2)))",
        expect![[r#"
        error[E0109]: there is no expression in this
         --> 1.scm:1:6
          |
        1 | (+ 1 (cond-expand (no-such-feature 2)))
          |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#]],
    );
}

#[test]
fn malformed_requirement() {
    check(
        "(cond-expand ((and r7rs 5) 1))",
        expect![[r#"
        error[E0104]: `cond-expand` needs a feature's name, `(library name)`, or these with `and`, `or`, `not`
         --> 1.scm:1:25
          |
        1 | (cond-expand ((and r7rs 5) 1))
          |                         ^
          |
          = help: it is written `(cond-expand (requirement form …) … (else form …))`
    "#]],
    );
}

#[test]
fn library_with_a_reserved_name() {
    check(
        "(define-library (scheme extra))",
        expect![[r#"
        error[E0147]: the name `(scheme extra)` is reserved
         --> 1.scm:1:17
          |
        1 | (define-library (scheme extra))
          |                 ^^^^^^^^^^^^^^
          |
          = help: libraries that begin with `scheme`, `srfi`, or `foldscheme` come with the language
    "#]],
    );
}

#[test]
fn library_defined_twice() {
    check(
        "(define-library (l))\n(define-library (l))",
        expect![[r#"
        error[E0147]: the library `(l)` is defined twice
         --> 1.scm:2:17
          |
        2 | (define-library (l))
          |                 ^^^ second definition
    "#]],
    );
}

#[test]
fn definition_among_declarations() {
    check(
        "(define-library (l)\n  (export x)\n  (define x 1))",
        expect![[r#"
            error[E0143]: this is no library declaration
             --> 1.scm:3:3
              |
            3 |   (define x 1))
              |   ^^^^^^^^^^^^
              |
              = help: these are `export`, `import`, `begin`, `include`, `include-ci`, `include-library-declarations`, `cond-expand`; definitions stand in `begin`
        "#]],
    );
}

#[test]
fn export_of_what_is_not_defined() {
    check(
        "(define-library (l)\n  (export x)\n  (import (scheme base)))\n(import (l))",
        expect![[r#"
            error[E0150]: `x` is exported, but not defined
             --> 1.scm:2:11
              |
            2 |   (export x)
              |           ^ the library neither defines nor imports it
        "#]],
    );
}

#[test]
fn export_twice() {
    check(
        "(define-library (l)\n  (export x (rename y x))\n  (import (scheme base))\n  (begin (define x 1) (define y 2)))",
        expect![[r#"
            error[E0150]: `x` is exported twice
             --> 1.scm:2:13
              |
            2 |   (export x (rename y x))
              |             ^^^^^^^^^^^^
        "#]],
    );
}

#[test]
fn malformed_export() {
    check(
        "(define-library (l)\n  (export (as x y)))",
        expect![[r#"
        error[E0143]: this cannot be exported
         --> 1.scm:2:11
          |
        2 |   (export (as x y)))
          |           ^^^^^^^^
          |
          = help: an export is a name or `(rename inside outside)`
    "#]],
    );
}

#[test]
fn library_that_imports_itself() {
    check(
        "(define-library (l)\n  (import (l)))\n(import (l))",
        expect![[r#"
            error[E0146]: the library `(l)` imports itself
             --> 1.scm:2:11
              |
            2 |   (import (l)))
              |           ^^^ perhaps through others
        "#]],
    );
}

#[test]
fn mistake_in_a_library() {
    check(
        "(define-library (l)\n  (export f)\n  (import (scheme base))\n  (begin (define (f x) (car x y))))\n(import (l) (scheme base))\n(f (g 1))",
        expect![[r#"
            error[E0105]: `car` takes 1 operand, but 2 are given
             --> 1.scm:4:24
              |
            4 |   (begin (define (f x) (car x y))))
              |                        ^^^^^^^^^

            error[E0101]: `y` is not defined
             --> 1.scm:4:31
              |
            4 |   (begin (define (f x) (car x y))))
              |                               ^
        "#]],
    );
}
