//! Mistakes that the reader finds.

use crate::check;
use expect_test::expect;

#[test]
fn open_list() {
    check(
        "(define (f x)\n  (+ x 1)\n",
        expect![[r#"
            error[E0001]: this list is never closed
             --> 1.scm:1:1
              |
            1 | (define (f x)
              | ^ a `)` is missing for this
        "#]],
    );
}

#[test]
fn open_lists() {
    check(
        "(define (f x)\n  (let ((y 1))\n    (+ x y",
        expect![[r#"
            error[E0001]: this list is never closed
             --> 1.scm:3:5
              |
            3 |     (+ x y
              |     ^ a `)` is missing for this, and for 2 lists around it
        "#]],
    );
}

#[test]
fn open_list_with_a_definition_at_the_margin() {
    check(
        "(define (f x)\n  (+ x 1)\n\n(define (g x)\n  x)\n",
        expect![[r#"
            error[E0001]: this list is never closed
             --> 1.scm:1:1
              |
            1 | (define (f x)
              | ^ a `)` is missing for this
              |
              = help: line 4 begins with a parenthesis; if a new definition starts there, the `)` is missing before it
        "#]],
    );
}

#[test]
fn open_string() {
    check(
        "(emit \"hello)\n",
        expect![[r#"
            error[E0002]: this string is never closed
             --> 1.scm:1:7
              |
            1 | (emit "hello)
              |       ^ a `"` is missing for this
        "#]],
    );
}

#[test]
fn open_symbol() {
    check(
        "'|hello\n",
        expect![[r#"
            error[E0003]: this symbol is never closed
             --> 1.scm:1:2
              |
            1 | '|hello
              |  ^ a `|` is missing for this
        "#]],
    );
}

#[test]
fn open_comment() {
    check(
        "#| one #| two |#\n",
        expect![[r#"
            error[E0004]: this comment is never closed
             --> 1.scm:1:1
              |
            1 | #| one #| two |#
              | ^^ a `|#` is missing for this
              |
              = help: block comments nest; each `#|` needs its own `|#`
        "#]],
    );
}

#[test]
fn open_quote() {
    check(
        "(f 1)\n'",
        expect![[r#"
            error[E0005]: nothing follows `'`
             --> 1.scm:2:1
              |
            2 | '
              | ^ expected a datum after this
              |
              = help: a string is written in double quotes: `"like this"`
        "#]],
    );
}

#[test]
fn stray_parenthesis() {
    check(
        "(define x 1))\n",
        expect![[r#"
            error[E0006]: this `)` closes nothing
             --> 1.scm:1:13
              |
            1 | (define x 1))
              | -           ^
              | |
              | what begins here is already closed
              |
              = help: remove it, or look for one too many before it
        "#]],
    );
}

#[test]
fn bracket() {
    check(
        "(let ([x 1]) x)",
        expect![[r#"
            error[E0007]: a `[` cannot open a list
             --> 1.scm:1:7
              |
            1 | (let ([x 1]) x)
              |       ^
              |
              = help: lists are written in parentheses: `( … )`
        "#]],
    );
}

#[test]
fn mismatched_bracket() {
    check(
        "(let ((x 1]) x)",
        expect![[r#"
            error[E0007]: a `]` cannot close a list
             --> 1.scm:1:11
              |
            1 | (let ((x 1]) x)
              |       -   ^
              |       |
              |       the list begins here
              |
              = help: use `)`
        "#]],
    );
}

#[test]
fn dots() {
    check(
        "(. a) (a .) (a . b c)",
        expect![[r#"
            error[E0008]: a dot needs something before it
             --> 1.scm:1:2
              |
            1 | (. a) (a .) (a . b c)
              |  ^
              |
              = help: a dotted pair is written `(a . b)`; the symbol is written `|.|`

            error[E0008]: a dot needs something after it
             --> 1.scm:1:10
              |
            1 | (. a) (a .) (a . b c)
              |          ^
              |
              = help: a dotted pair is written `(a . b)`

            error[E0008]: only one datum can stand after a dot
             --> 1.scm:1:20
              |
            1 | (. a) (a .) (a . b c)
              |                    ^
              |
              = help: a dotted pair is written `(a . b)`
        "#]],
    );
}

#[test]
fn quote_before_the_end() {
    check(
        "(list 1 ')",
        expect![[r#"
            error[E0009]: nothing follows `'`
             --> 1.scm:1:9
              |
            1 | (list 1 ')
              |         ^ expected a datum after this
              |
              = help: a string is written in double quotes: `"like this"`
        "#]],
    );
}

#[test]
fn integer_range() {
    check(
        "(+ 1 9223372036854775808)",
        expect![[r#"
            error[E0010]: the integer 9223372036854775808 is out of range
             --> 1.scm:1:6
              |
            1 | (+ 1 9223372036854775808)
              |      ^^^^^^^^^^^^^^^^^^^ integers run from -9223372036854775808 to 9223372036854775807
              |
              = help: for larger numbers use field elements, whose arithmetic wraps: `#field:N`
        "#]],
    );
}

#[test]
fn decimal() {
    check(
        "(* 2 3.14)",
        expect![[r#"
            error[E0011]: the number 3.14 is not an exact integer
             --> 1.scm:1:6
              |
            1 | (* 2 3.14)
              |      ^^^^ decimals, infinities and complex numbers are not supported
              |
              = help: use integers; for fractions choose a scale, such as thousandths, and count in it
        "#]],
    );
}

#[test]
fn fraction() {
    check(
        "(* 2 1/3)",
        expect![[r#"
            error[E0011]: the number 1/3 is not an integer
             --> 1.scm:1:6
              |
            1 | (* 2 1/3)
              |      ^^^ fractions are not supported
              |
              = help: use `quotient` on integers, or divide field elements: `(/ (field a) (field b))`
        "#]],
    );
}

#[test]
fn open_vector() {
    check(
        "(f #(1 2)",
        expect![[r#"
        error[E0001]: this list is never closed
         --> 1.scm:1:1
          |
        1 | (f #(1 2)
          | ^ a `)` is missing for this
    "#]],
    );
    check(
        "(f #(1 2",
        expect![[r#"
        error[E0001]: this vector is never closed
         --> 1.scm:1:4
          |
        1 | (f #(1 2
          |    ^^ a `)` is missing for this, and one for the list around it
    "#]],
    );
}

#[test]
fn vector_with_a_dot() {
    check(
        "#(1 . 2)",
        expect![[r#"
        error[E0008]: a vector has no dot
         --> 1.scm:1:5
          |
        1 | #(1 . 2)
          |     ^
          |
          = help: a dotted pair is written `(a . b)`; the symbol is written `|.|`
    "#]],
    );
}

#[test]
fn bytevector_elements() {
    check(
        "#u8(1 256 -1 a)",
        expect![[r#"
        error[E0160]: a bytevector holds integers from 0 to 255
         --> 1.scm:1:7
          |
        1 | #u8(1 256 -1 a)
          |       ^^^ this is no such integer
          |
          = help: a vector `#( … )` holds any data

        error[E0160]: a bytevector holds integers from 0 to 255
         --> 1.scm:1:11
          |
        1 | #u8(1 256 -1 a)
          |           ^^ this is no such integer
          |
          = help: a vector `#( … )` holds any data

        error[E0160]: a bytevector holds integers from 0 to 255
         --> 1.scm:1:14
          |
        1 | #u8(1 256 -1 a)
          |              ^ this is no such integer
          |
          = help: a vector `#( … )` holds any data
    "#]],
    );
}

#[test]
fn inexact_and_complex_numbers() {
    check(
        "(+ #i1 +inf.0 1+2i #e1.5)",
        expect![[r#"
        error[E0011]: the number #i1 is inexact
         --> 1.scm:1:4
          |
        1 | (+ #i1 +inf.0 1+2i #e1.5)
          |    ^^^ `#i` asks for an inexact number, and all numbers are exact
          |
          = help: leave `#i` out

        error[E0011]: the number +inf.0 is not an exact integer
         --> 1.scm:1:8
          |
        1 | (+ #i1 +inf.0 1+2i #e1.5)
          |        ^^^^^^ decimals, infinities and complex numbers are not supported
          |
          = help: use integers; for fractions choose a scale, such as thousandths, and count in it

        error[E0011]: the number 1+2i is not an exact integer
         --> 1.scm:1:15
          |
        1 | (+ #i1 +inf.0 1+2i #e1.5)
          |               ^^^^ decimals, infinities and complex numbers are not supported
          |
          = help: use integers; for fractions choose a scale, such as thousandths, and count in it

        error[E0011]: the number #e1.5 is not an integer
         --> 1.scm:1:20
          |
        1 | (+ #i1 +inf.0 1+2i #e1.5)
          |                    ^^^^^ fractions are not supported
          |
          = help: use `quotient` on integers, or divide field elements: `(/ (field a) (field b))`
    "#]],
    );
}

#[test]
fn labels_and_directives() {
    check(
        "(f #0=(a) #0# #!foldcase)",
        expect![[r#"
            error[E0101]: `f` is not defined
             --> 1.scm:1:2
              |
            1 | (f #0=(a) #0# #!foldcase)
              |  ^

            error[E0017]: `#0=` is not known
             --> 1.scm:1:4
              |
            1 | (f #0=(a) #0# #!foldcase)
              |    ^^^ labels for shared or circular data are not supported
              |
              = help: no datum can hold itself; give a part that is used twice a name with `define`

            error[E0101]: `a` is not defined
             --> 1.scm:1:8
              |
            1 | (f #0=(a) #0# #!foldcase)
              |        ^

            error[E0017]: `#0#` is not known
             --> 1.scm:1:11
              |
            1 | (f #0=(a) #0# #!foldcase)
              |           ^^^ labels for shared or circular data are not supported
              |
              = help: no datum can hold itself; give a part that is used twice a name with `define`

            error[E0017]: `#!foldcase` is not known
             --> 1.scm:1:15
              |
            1 | (f #0=(a) #0# #!foldcase)
              |               ^^^^^^^^^^ this directive is not known
              |
              = help: the directives are `#!fold-case` and `#!no-fold-case`
        "#]],
    );
}

#[test]
fn field_literal() {
    check(
        "#field:x",
        expect![[r#"
            error[E0013]: `#field:x` is not a field element
             --> 1.scm:1:1
              |
            1 | #field:x
              | ^^^^^^^^ expected decimal digits of a number below the field's modulus
              |
              = help: write `#field:N` with N from 0 to the modulus less one; `(field -1)` makes a negative one
        "#]],
    );
}

#[test]
fn field_literal_beyond_the_modulus() {
    check(
        "#field:999999999999999999999999999999999999999999999999999999999999999999999999999999",
        expect![[r#"
            error[E0013]: `#field:999999999999999999999999999999999…` is not a field element
             --> 1.scm:1:1
              |
            1 | #field:999999999999999999999999999999999999999999999999999999999999999999999999999999
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expected decimal digits of a number below the field's modulus
              |
              = help: write `#field:N` with N from 0 to the modulus less one; `(field -1)` makes a negative one
        "#]],
    );
}

#[test]
fn character() {
    check(
        "#\\nope",
        expect![[r#"
            error[E0014]: no character is called `nope`
             --> 1.scm:1:1
              |
            1 | #\nope
              | ^^^^^^
              |
              = help: names are alarm, backspace, delete, escape, newline, null, return, space and tab; others are written `#\x41`
        "#]],
    );
}

#[test]
fn escape() {
    check(
        "\"a\\qb\"",
        expect![[r#"
            error[E0015]: `\q` is no escape
             --> 1.scm:1:3
              |
            1 | "a\qb"
              |   ^^
              |
              = help: escapes are \n \t \r \a \b \" \\ \| \xHH; and a backslash at a line's end
        "#]],
    );
}

#[test]
fn number_like_symbol() {
    check(
        "(1+ 2)",
        expect![[r#"
            error[E0016]: `1+` is neither a number nor a symbol
             --> 1.scm:1:2
              |
            1 | (1+ 2)
              |  ^^
              |
              = help: one more than a number is `(+ n 1)`
        "#]],
    );
}

#[test]
fn symbol_character() {
    check(
        "a#b",
        expect![[r#"
            error[E0016]: `a#b` is not a symbol
             --> 1.scm:1:1
              |
            1 | a#b
              | ^^^ a symbol cannot contain `#`
              |
              = help: a symbol with other characters is written in bars: `|like this|`
        "#]],
    );
}

#[test]
fn invisible_character() {
    let shown = crate::rendered(&["(define a\u{200b}b 1)"], false);
    assert!(shown.contains("error[E0016]: `a\u{fffd}b` is not a symbol"));
    assert!(shown.contains("a symbol cannot contain the invisible character U+200B"));
}

#[test]
fn hash() {
    check(
        "#xyz #foo",
        expect![[r#"
            error[E0017]: `#xyz` is not known
             --> 1.scm:1:1
              |
            1 | #xyz #foo
              | ^^^^ expected an integer's digits in this base
              |
              = help: integers in other bases look like `#xff`, `#o17` and `#b101`

            error[E0017]: `#foo` is not known
             --> 1.scm:1:6
              |
            1 | #xyz #foo
              |      ^^^^
              |
              = help: `#` begins `#t`, `#f`, `#\c`, `#xff`, `#( … )`, `#u8( … )`, `#field:N`, `#;` and `#|`; in a symbol it needs bars: `|#|`
        "#]],
    );
}

#[test]
fn many_mistakes_of_the_reader_at_once() {
    check(
        "(+ 1.5 #(1) #\\nope\n  \"\\q\" 99999999999999999999 [a])",
        expect![[r#"
            error[E0011]: the number 1.5 is not an exact integer
             --> 1.scm:1:4
              |
            1 | (+ 1.5 #(1) #\nope
              |    ^^^ decimals, infinities and complex numbers are not supported
              |
              = help: use integers; for fractions choose a scale, such as thousandths, and count in it

            error[E0014]: no character is called `nope`
             --> 1.scm:1:13
              |
            1 | (+ 1.5 #(1) #\nope
              |             ^^^^^^
              |
              = help: names are alarm, backspace, delete, escape, newline, null, return, space and tab; others are written `#\x41`

            error[E0015]: `\q` is no escape
             --> 1.scm:2:4
              |
            2 |   "\q" 99999999999999999999 [a])
              |    ^^
              |
              = help: escapes are \n \t \r \a \b \" \\ \| \xHH; and a backslash at a line's end

            error[E0010]: the integer 99999999999999999999 is out of range
             --> 1.scm:2:8
              |
            2 |   "\q" 99999999999999999999 [a])
              |        ^^^^^^^^^^^^^^^^^^^^ integers run from -9223372036854775808 to 9223372036854775807
              |
              = help: for larger numbers use field elements, whose arithmetic wraps: `#field:N`

            error[E0007]: a `[` cannot open a list
             --> 1.scm:2:29
              |
            2 |   "\q" 99999999999999999999 [a])
              |                             ^
              |
              = help: lists are written in parentheses: `( … )`

            error[E0101]: `a` is not defined
             --> 1.scm:2:30
              |
            2 |   "\q" 99999999999999999999 [a])
              |                              ^
        "#]],
    );
}
