//! The pages that `foldscheme explain` prints: complete, and true.
//!
//! With `UPDATE_EXPECT=1` the messages on the pages and the index in `docs/errors.md` are written anew.

use expect_test::{expect_file, ExpectFile};
use foldscheme_lang::block::{SiteId, Slots};
use foldscheme_lang::diagnostic::pages::{title, PAGES};
use foldscheme_lang::diagnostic::{describe, render, Diagnostic};
use foldscheme_lang::frontend;
use foldscheme_lang::machine::{Limits, Machine, Outcome};
use foldscheme_lang::source::Sources;
use foldscheme_lang::typed;
use foldscheme_lang::typed::array::{Array, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// Codes whose mistake is too large for a page, or cannot be made with the command.
const WITHOUT_EXAMPLE: [&str; 7] = [
    "E0018", "E0103", "E0117", "E0129", "E0142", "E0204", "E0300",
];

/// What an example is called.
const EXAMPLE: &str = "example.scm";

/// The parts of a page.
struct Page {
    before: String,
    wrong: String,
    after: String,
    right: Option<String>,
}

const CODE: &str = "```scheme\n";
const MESSAGE: &str = "```text\n";
const END: &str = "```\n";

impl Page {
    /// Takes a page with an example apart.
    fn parse(text: &str) -> Option<Page> {
        let (before, rest) = text.split_once(CODE)?;
        let (wrong, rest) = rest.split_once(END)?;
        let (between, rest) = rest.split_once(MESSAGE)?;
        let (_, after) = rest.split_once(END)?;
        let right = after
            .split_once(CODE)
            .and_then(|(_, rest)| rest.split_once(END));
        Some(Page {
            before: format!("{before}{CODE}{wrong}{END}{between}{MESSAGE}"),
            wrong: wrong.to_string(),
            after: format!("{END}{after}"),
            right: right.map(|(right, _)| right.to_string()),
        })
    }
}

/// What is said of a typed step, or nothing if it can be taken with zeros for all that goes into it.
fn typed_mistakes(text: &str) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let id = sources.add(EXAMPLE, text);
    let program = match typed::compile(&sources, id, &BTreeMap::new()) {
        Ok(program) => program,
        Err(diagnostics) => return (sources, diagnostics),
    };
    let inputs: Vec<Array> = program
        .ports
        .iter()
        .map(|port| Array::zeros(program.field, port.ty.clone()))
        .collect();
    let inputs: Vec<&[Value]> = inputs.iter().map(Array::elements).collect();
    let failure = program.run(&inputs, &|elements| elements[0]);
    let said = failure.err().map(|failure| program.describe(&failure));
    (sources, said.into_iter().collect())
}

/// What is said of a program, or nothing if it runs to a value.
fn mistakes(text: &str) -> (Sources, Vec<Diagnostic>) {
    if text.contains("(define-step") {
        return typed_mistakes(text);
    }
    let mut sources = Sources::new();
    let mut ids = Vec::new();
    for (name, text) in foldscheme_stdlib::FILES {
        ids.push(sources.add(name, text));
    }
    ids.push(sources.add(EXAMPLE, text));
    let compiled = match frontend::compile(&mut sources, &ids, &mut |name| {
        Ok((name == EXAMPLE).then(|| text.into()))
    }) {
        Ok(compiled) => compiled.split(Slots { hash: 1, range: 1 }),
        Err(diagnostics) => return (sources, diagnostics),
    };
    let mut machine = Machine::new(&compiled, &compiled.inputs);
    let failure = match machine
        .run(Limits::default(), &mut || false)
        .expect("an end")
    {
        Outcome::Value(_) => Vec::new(),
        Outcome::Error { site, irritant } => {
            let (irritant, trace) = (machine.unload(irritant), machine.trace());
            let site: SiteId = site;
            vec![describe(&sources, &compiled, site, &irritant, trace)]
        }
    };
    (sources, failure)
}

fn file(path: impl AsRef<Path>) -> ExpectFile {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    expect_file![root.join(path)]
}

#[test]
fn every_example_is_answered_as_its_page_says() {
    for (code, text) in PAGES {
        let Some(page) = Page::parse(text) else {
            assert!(WITHOUT_EXAMPLE.contains(code), "{code} has no example");
            continue;
        };
        assert!(!WITHOUT_EXAMPLE.contains(code), "{code} has an example");
        let (sources, diagnostics) = mistakes(&page.wrong);
        let codes: Vec<&str> = diagnostics.iter().map(|d| d.code).collect();
        assert!(codes.contains(code), "{code}: {codes:?}");
        let message = render(&sources, &diagnostics, false);
        let whole = format!("{}{message}{}", page.before, page.after);
        file(format!("src/diagnostic/pages/{code}.md")).assert_eq(&whole);
    }
}

#[test]
fn every_mended_example_runs() {
    let mut mended = 0;
    for (code, text) in PAGES {
        let Some(right) = Page::parse(text).and_then(|page| page.right) else {
            continue;
        };
        let (sources, diagnostics) = mistakes(&right);
        assert!(
            diagnostics.is_empty(),
            "{code}: {}",
            render(&sources, &diagnostics, false)
        );
        mended += 1;
    }
    assert!(
        mended + WITHOUT_EXAMPLE.len() == PAGES.len(),
        "{mended} of {}",
        PAGES.len()
    );
}

#[test]
fn every_code_in_the_sources_has_a_page_and_every_page_its_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = BTreeSet::new();
    for folder in ["lang/src", "circuits/src", "repl/src"] {
        let mut pending = vec![root.join(folder)];
        while let Some(path) = pending.pop() {
            if path.is_dir() {
                let entries = std::fs::read_dir(&path).expect("a folder");
                pending.extend(entries.map(|entry| entry.expect("an entry").path()));
            } else if is_source(&path) {
                let text = std::fs::read_to_string(&path).expect("a source");
                found.extend(codes(&text));
            }
        }
    }
    // The renderer's own tests use a code that no mistake has.
    found.remove("E0000");
    let paged: BTreeSet<String> = PAGES.iter().map(|(code, _)| (*code).to_string()).collect();
    assert_eq!(found, paged);
}

fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "rs") && !path.ends_with("diagnostic/pages.rs")
}

/// The codes that stand in a text as string literals.
fn codes(text: &str) -> Vec<String> {
    let is_code = |part: &&str| {
        part.len() == 5 && part.starts_with('E') && part[1..].bytes().all(|b| b.is_ascii_digit())
    };
    text.split('"')
        .filter(is_code)
        .map(str::to_string)
        .collect()
}

#[test]
fn the_readme_shows_a_message_as_it_is() {
    let readme = include_str!("../../../README.md");
    let (before, section) = readme
        .split_once("## When something is wrong\n")
        .expect("a section on errors");
    let page = Page::parse(section).expect("an example with its message");
    let (sources, diagnostics) = mistakes(&page.wrong);
    let message = render(&sources, &diagnostics, false);
    let whole = format!(
        "{before}## When something is wrong\n{}{message}{}",
        page.before, page.after
    );
    file("../README.md").assert_eq(&whole);
}

#[test]
fn the_index_lists_every_code() {
    let mut index = String::from(
        "# Errors\n\nEvery message has a stable code. `foldscheme explain CODE` prints the page on it: what it\n\
         means, an example, and how to mend it.\n\n| code | what it says |\n| --- | --- |\n",
    );
    for (code, _) in PAGES {
        let title = title(code).expect("a title");
        let _ = writeln!(
            index,
            "| [{code}](../lang/src/diagnostic/pages/{code}.md) | {title} |"
        );
    }
    file("../docs/errors.md").assert_eq(&index);
}
