//! `docs/r7rs.md`, held to what it says.

pub mod names;

use crate::guile;
use crate::native::{self, Ending};
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../docs/r7rs.md");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Supported,
    Differs,
    LeftOut,
}

/// A row of the page.
#[derive(Debug)]
struct Entry {
    name: String,
    status: Status,
    example: String,
    value: String,
    notes: String,
}

/// The cells of a row; a bar inside code has a backslash before it.
fn cells(line: &str) -> Vec<String> {
    let protected = line.replace("\\|", "\u{0}");
    let inside = protected
        .trim()
        .trim_start_matches('|')
        .trim_end_matches('|');
    inside
        .split('|')
        .map(|cell| cell.trim().replace('\u{0}', "|"))
        .collect()
}

fn code(cell: &str) -> String {
    let code = cell
        .strip_prefix('`')
        .and_then(|cell| cell.strip_suffix('`'));
    code.unwrap_or_else(|| panic!("no code: {cell}"))
        .to_string()
}

fn entries() -> Vec<Entry> {
    let rows = PAGE.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| {
        let cells = cells(line);
        assert_eq!(cells.len(), 5, "{line}");
        let status = match cells[1].as_str() {
            "supported" => Status::Supported,
            "differs" => Status::Differs,
            "left out" => Status::LeftOut,
            other => panic!("no status: {other}"),
        };
        let name = code(&cells[0]);
        let example = match (status, cells[2].as_str()) {
            (Status::LeftOut, "") => name.clone(),
            (_, cell) => code(cell),
        };
        let value = match status {
            Status::LeftOut => String::new(),
            _ => code(&cells[3]),
        };
        Entry {
            name,
            status,
            example,
            value,
            notes: cells[4].clone(),
        }
    })
    .collect()
}

/// What is wrong with the value that an example has.
fn wrong(entry: &Entry) -> Option<String> {
    let got = native::run(&entry.example);
    let right = match (&got, entry.value.strip_prefix("error: ")) {
        (Ending::Value(value), None) => *value == entry.value,
        (Ending::Rejected(text) | Ending::Error(text), Some(message)) => text.contains(message),
        _ => false,
    };
    (!right).then(|| {
        let Entry { name, example, .. } = entry;
        format!("{name}: {example} is {got:?}, not {}", entry.value)
    })
}

#[test]
fn examples_have_the_values_that_the_page_gives() {
    let entries = entries();
    let mut failures = Vec::new();
    let mut run = 0;
    for entry in &entries {
        match entry.status {
            Status::Supported | Status::Differs => {
                run += 1;
                failures.extend(wrong(entry));
            }
            Status::LeftOut => {}
        }
        let explained = !entry.notes.is_empty();
        if matches!(entry.status, Status::Differs | Status::LeftOut) && !explained {
            failures.push(format!("{}: the page does not say how or why", entry.name));
        }
    }
    assert!(run > 240, "only {run} examples");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_is_left_out_is_refused_by_name_with_advice() {
    let mut failures = Vec::new();
    for entry in entries() {
        if entry.status != Status::LeftOut {
            continue;
        }
        let mistakes = native::mistakes(&entry.example);
        let named = |text: &str| text.contains(&entry.name);
        let good = mistakes
            .iter()
            .any(|d| named(&d.message) && d.help.as_ref().is_some_and(|help| !help.is_empty()));
        if !good {
            let texts: Vec<_> = mistakes.iter().map(|d| (&d.message, &d.help)).collect();
            failures.push(format!("{}: {texts:?}", entry.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_name_of_r7rs_is_on_the_page_once() {
    let entries = entries();
    let mut seen = BTreeSet::new();
    for entry in &entries {
        assert!(seen.insert(entry.name.as_str()), "{} twice", entry.name);
    }
    let missing: Vec<&str> = names::all().filter(|name| !seen.contains(name)).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
}

#[test]
fn guile_gives_the_same_values_where_nothing_differs() {
    if !guile::is_here() {
        return;
    }
    let entries: Vec<Entry> = entries()
        .into_iter()
        .filter(|entry| entry.status == Status::Supported && !entry.example.contains("(import"))
        .collect();
    let programs: Vec<String> = entries.iter().map(|entry| entry.example.clone()).collect();
    let mut failures = Vec::new();
    for (entry, ending) in entries.iter().zip(guile::run(&programs)) {
        let right = match &ending {
            guile::Ending::Value(value) => *value == entry.value,
            guile::Ending::Error(_) => entry.value.starts_with("error: "),
        };
        if !right {
            failures.push(format!(
                "{}: {} is {ending:?} by Guile",
                entry.name, entry.example
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
