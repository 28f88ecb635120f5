//! Names in a program's text.

use std::collections::BTreeMap;

/// The names in a clause of `case`, which are data: the grammar of generated programs has this one.
const CLAUSE: &str = "((a red)";

/// Whether a character ends a name.
fn delimits(c: char) -> bool {
    c.is_whitespace() || "()\";'`,".contains(c)
}

/// The text with names replaced, wherever they are no data.
pub fn renamed(text: &str, names: &BTreeMap<String, String>) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        match chars[i] {
            '"' => i = after_string(&chars, i),
            '\'' => i = after_datum(&chars, i + 1),
            '#' if chars.get(i + 1) == Some(&'\\') => {
                i += 3;
                while i < chars.len() && !delimits(chars[i]) {
                    i += 1;
                }
            }
            ',' if chars.get(i + 1) == Some(&'@') => i += 2,
            '(' if chars[i..]
                .iter()
                .copied()
                .take(CLAUSE.len())
                .eq(CLAUSE.chars()) =>
            {
                i += CLAUSE.len();
            }
            // A vector is data without a quote, too, but for a template, a macro's pattern and what the macro with that pattern is given.
            '#' if chars.get(i + 1) == Some(&'(')
                && !out.ends_with('`')
                && !out.ends_with("(_ ")
                && !out.ends_with("(my-vector ") =>
            {
                i = after_datum(&chars, i);
            }
            c if delimits(c) => i += 1,
            _ => {
                while i < chars.len() && !delimits(chars[i]) {
                    i += 1;
                }
                let name: String = chars[start..i].iter().collect();
                out.push_str(names.get(&name).unwrap_or(&name));
                continue;
            }
        }
        out.extend(&chars[start..i.min(chars.len())]);
    }
    out
}

fn after_string(chars: &[char], mut i: usize) -> usize {
    i += 1;
    while i < chars.len() && chars[i] != '"' {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

/// Where a quoted datum ends.
fn after_datum(chars: &[char], mut i: usize) -> usize {
    let mut depth = 0usize;
    while i < chars.len() {
        match chars[i] {
            '(' => {
                depth += 1;
                i += 1;
            }
            ')' => {
                if depth == 0 {
                    return i;
                }
                depth -= 1;
                i += 1;
            }
            '"' => i = after_string(chars, i),
            '#' if chars.get(i + 1) == Some(&'\\') => {
                i += 3;
                while i < chars.len() && !delimits(chars[i]) {
                    i += 1;
                }
            }
            c if c.is_whitespace() || "'`,".contains(c) => {
                i += 1;
                continue;
            }
            // The mark of a vector or a bytevector belongs to its parenthesis.
            _ => {
                while i < chars.len() && !delimits(chars[i]) {
                    i += 1;
                }
                if chars.get(i) == Some(&'(') {
                    continue;
                }
            }
        }
        if depth == 0 {
            return i;
        }
    }
    i
}

/// All words in a text, each once: names, and what may look like one in data.
pub fn names(text: &str) -> Vec<String> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find(|c| !delimits(c)) {
        let end = rest[at..]
            .find(delimits)
            .map_or(rest.len(), |length| at + length);
        found.push(rest[at..end].trim_start_matches('@').to_string());
        rest = &rest[end..];
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn names_are_replaced_and_data_are_not() {
    let names = BTreeMap::from([("x".to_string(), "y".to_string())]);
    for (text, expected) in [
        (
            "(f x 'x \"x\" #\\x '(x) '#(x) `(x ,x))",
            "(f y 'x \"x\" #\\x '(x) '#(x) `(y ,y))",
        ),
        ("(let ((x 1))x)", "(let ((y 1))y)"),
        ("'\"\\\"x\" x", "'\"\\\"x\" y"),
        ("'x x '() x xx", "'x y '() y xx"),
        ("#\\( x #\\space x", "#\\( y #\\space y"),
        ("`(1 ,@x)", "`(1 ,@y)"),
        ("(f #(x #(x)) x `#(,x))", "(f #(x #(x)) y `#(,y))"),
        ("((_ #(x ...)) (x ...))", "((_ #(y ...)) (y ...))"),
    ] {
        assert_eq!(renamed(text, &names), expected);
    }
}

#[test]
fn names_in_a_clause_of_case_are_data() {
    let names = BTreeMap::from([("a".to_string(), "b".to_string())]);
    let text = "(case a ((a red) a) (else (a a)))";
    assert_eq!(renamed(text, &names), "(case b ((a red) b) (else (b b)))");
}
