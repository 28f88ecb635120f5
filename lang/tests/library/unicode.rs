//! The table of characters in `stdlib/unicode.scm`: how it is made, and that the library's character
//! procedures agree with Rust's over every character.
//!
//! The table is a binary tree. A node `(code below . above)` sends codes below its own one way and all others the
//! other way; a leaf says what all characters between two nodes are:
//!
//! | leaf | characters |
//! | --- | --- |
//! | `#f` | neither letters nor digits |
//! | `a` | letters without case |
//! | `(u . d)` | upper case; the lower case is `d` further |
//! | `(l . d)` | lower case; the upper case is `d` further |
//! | `(t d . u)` | letters between the cases: the lower case is `d` further, the upper case `u` |
//! | `e`, `o` | pairs of upper and lower case, the upper case having the even code, or the odd one |
//! | 0 to 9 | decimal digits; the code of the digit 0 has this remainder by 10 |
//!
//! White space is few characters; `char.scm` names them. Classes and cases are those of Rust's `char`; where its case
//! has several characters (`ß`, `ŉ`, `İ`, ligatures, Greek letters with iota), the library's is the character itself.
//! Decimal digits, which Rust does not tell from other numerals, are below.

use crate::{machine, run_with};
use expect_test::expect_file;

/// The codes of the decimal digits 0 of Unicode 17; each is followed by nine more.
const ZEROS: [u32; 75] = [
    0x0030, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6,
    0x0d66, 0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80,
    0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
    0xff10, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450,
    0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50,
    0x11d50, 0x11da0, 0x11de0, 0x11f50, 0x16a60, 0x16ac0, 0x16b50, 0x1ccf0, 0x1d7ce, 0x1d7d8,
    0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// What the table says of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaf {
    Nothing,
    Letter,
    Upper(i32),
    Lower(i32),
    Title(i32, i32),
    EvenPairs,
    OddPairs,
    Digit(u32),
}

impl std::fmt::Display for Leaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Leaf::Nothing => f.write_str("#f"),
            Leaf::Letter => f.write_str("a"),
            Leaf::Upper(d) => write!(f, "(u . {d})"),
            Leaf::Lower(d) => write!(f, "(l . {d})"),
            Leaf::Title(d, u) => write!(f, "(t {d} . {u})"),
            Leaf::EvenPairs => f.write_str("e"),
            Leaf::OddPairs => f.write_str("o"),
            Leaf::Digit(remainder) => write!(f, "{remainder}"),
        }
    }
}

/// The only character of a case mapping, or the character itself.
fn single(c: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

fn upcase(c: char) -> char {
    single(c, c.to_uppercase())
}

fn downcase(c: char) -> char {
    single(c, c.to_lowercase())
}

fn digit_value(c: char) -> Option<u32> {
    let code = u32::from(c);
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code)?;
    Some(code - zero).filter(|value| *value < 10)
}

/// What the table must say of one character alone.
fn leaf(code: u32) -> Leaf {
    let Some(c) = char::from_u32(code) else {
        return Leaf::Nothing;
    };
    let distance = |other: char| u32::from(other) as i32 - code as i32;
    let (up, down) = (distance(upcase(c)), distance(downcase(c)));
    if digit_value(c).is_some() {
        assert!(c.is_numeric() && !c.is_alphabetic() && up == 0 && down == 0);
        let zero = code - digit_value(c).unwrap_or(0);
        return Leaf::Digit(zero % 10);
    }
    let found = match (c.is_uppercase(), c.is_lowercase()) {
        (true, _) => Leaf::Upper(down),
        (_, true) => Leaf::Lower(up),
        _ if up != 0 || down != 0 => Leaf::Title(down, up),
        _ if c.is_alphabetic() => Leaf::Letter,
        _ => Leaf::Nothing,
    };
    match found {
        Leaf::Upper(_) => assert_eq!(up, 0, "{code:x}"),
        Leaf::Lower(_) => assert_eq!(down, 0, "{code:x}"),
        _ => {}
    }
    assert_eq!(found == Leaf::Nothing, !c.is_alphabetic(), "{code:x}");
    found
}

/// The first codes of runs of characters with one leaf.
fn runs() -> Vec<(u32, Leaf)> {
    let mut runs = vec![(0, Leaf::Nothing)];
    let empty = (0..=0x10_ffff).filter(|code| is_empty_plane(*code));
    assert!(empty.map(leaf).all(|leaf| leaf == Leaf::Nothing));
    let mut code = 128;
    while code <= 0x10_ffff {
        let mut found = leaf(code);
        let mut width = 1;
        if found == Leaf::Upper(1) && leaf(code + 1) == Leaf::Lower(-1) {
            found = if code % 2 == 0 {
                Leaf::EvenPairs
            } else {
                Leaf::OddPairs
            };
            width = 2;
        }
        if runs.last().is_none_or(|(_, last)| *last != found) {
            runs.push((code, found));
        }
        code += width;
    }
    runs
}

/// The tree of some runs, of which the first begins before all codes that come here.
fn tree(runs: &[(u32, Leaf)]) -> String {
    let middle = runs.len() / 2;
    match runs {
        [] => String::new(),
        [(_, only)] => only.to_string(),
        _ => {
            let (below, above) = runs.split_at(middle);
            let (code, _) = above[0];
            let above = tree(above);
            // `(a . (b c))` is `(a b c)`.
            match above.strip_prefix('(') {
                Some(inner) => format!("({code} {} {inner}", tree(below)),
                None => format!("({code} {} . {above})", tree(below)),
            }
        }
    }
}

/// Breaks at spaces, before column 120.
fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let separator = match column {
            0 => "",
            _ if column + 1 + word.len() > 120 => {
                column = 0;
                "\n"
            }
            _ => " ",
        };
        lines.push_str(separator);
        lines.push_str(word);
        column += separator.trim_matches('\n').len() + word.len();
    }
    lines
}

/// `UPDATE_EXPECT=1` writes the table anew, as must be done when Rust follows a new version of Unicode.
#[test]
fn the_table_is_made_of_rusts_character_classes() {
    let (major, minor, _) = char::UNICODE_VERSION;
    let table = format!(
        ";;; Classes and cases of all characters but ASCII's, by Unicode {major}.{minor}. Made by \
         `lang/tests/library/unicode.rs`, which says what\n;;; the leaves mean.\n\n\
         ;;; The tree of classes.\n(define (%unicode) '\n{})\n",
        wrapped(&tree(&runs()))
    );
    expect_file!["../../../stdlib/unicode.scm"].assert_eq(&table);
}

/// Whether a character is in the planes 4 to 13 or 15 and 16, where nothing is assigned but for private use; each
/// would cost as much time as the others.
fn is_empty_plane(code: u32) -> bool {
    (0x4_0000..0xe_0000).contains(&code) || code >= 0xf_0000
}

/// Where a property of characters, a list, changes, as the library and as Rust see it: a list of pairs of a code
/// and the property from there on.
fn check_property(of_char: &str, in_rust: impl Fn(char) -> String) {
    let text = format!(
        "(define (property c) {of_char})
        (let loop ((n 0) (last 'none) (changes '()))
          (cond ((= n #xf0000) (reverse changes))
                ((= n #xd800) (loop #xe000 last changes))
                ((= n #x40000) (loop #xe0000 last changes))
                (else
                 (let ((found (property (integer->char n))))
                   (if (eq? found last)
                       (loop (+ n 1) last changes)
                       (loop (+ n 1) found (cons (cons n found) changes)))))))"
    );
    let mut changes = Vec::new();
    let mut last = String::new();
    for c in ('\0'..=char::MAX).filter(|c| !is_empty_plane(u32::from(*c))) {
        let found = in_rust(c);
        if found != last {
            changes.push(format!("({} {}", u32::from(c), &found[1..]));
            last = found;
        }
    }
    assert_eq!(
        run_with(&text, machine::run),
        format!("({})", changes.join(" ")),
        "{of_char}"
    );
}

/// Words as the text of a list.
struct List<'a>(&'a [String]);

impl std::fmt::Display for List<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "({})", self.0.join(" "))
    }
}

fn boolean(value: bool) -> String {
    if value { "#t" } else { "#f" }.to_string()
}

#[test]
fn classes_are_rusts_for_every_character() {
    let property = "(list (char-alphabetic? c) (char-upper-case? c) (char-lower-case? c) (char-whitespace? c))";
    check_property(property, |c| {
        let classes = [
            c.is_alphabetic(),
            c.is_uppercase(),
            c.is_lowercase(),
            c.is_whitespace(),
        ];
        format!("{}", List(&classes.map(boolean)))
    });
}

#[test]
fn cases_are_rusts_where_they_are_one_character() {
    let property = "(map (lambda (case) (- (char->integer (case c)) (char->integer c)))
                         (list char-upcase char-downcase char-foldcase))";
    check_property(property, |c| {
        let distance = |other: char| i64::from(u32::from(other)) - i64::from(u32::from(c));
        let cases = [upcase(c), downcase(c), downcase(upcase(c))];
        format!("{}", List(&cases.map(|c| distance(c).to_string())))
    });
}

/// A digit is numeric for Rust; what is numeric for Rust and no decimal digit has no digit value.
#[test]
fn digit_values_are_those_of_decimal_digits() {
    check_property("(list (digit-value c) (char-numeric? c))", |c| {
        let value = digit_value(c);
        let shown = value.map_or("#f".to_string(), |value| value.to_string());
        format!("{}", List(&[shown, boolean(value.is_some())]))
    });
    let ascii = ('0'..='9').map(digit_value);
    assert!(ascii.eq((0..10).map(Some)));
    assert_eq!(['²', '½', 'Ⅷ'].map(digit_value), [None; 3]);
}
