//! Every diagnostic of the reader, the expander, the compiler and the run, rendered as a person sees it.

mod advice;
mod bindings;
mod calls;
mod clauses;
mod forms;
mod limits;
mod macros;
mod modules;
mod names;
mod number;
mod properties;
mod reader;
mod records;
mod run_time;
mod run_time_forms;
mod stacks;
mod together;
mod unsupported;
mod values;

use expect_test::{expect, Expect};
use foldscheme_lang::block::{Program, Slots};
use foldscheme_lang::diagnostic::{describe, render};
use foldscheme_lang::frontend::compile;
use foldscheme_lang::machine::{Limits, Machine, Outcome};
use foldscheme_lang::source::Sources;

/// A program, or the mistakes in it.
fn compiled(texts: &[&str], color: bool) -> Result<(Sources, Program), String> {
    let mut sources = Sources::new();
    let mut ids = Vec::new();
    for (name, text) in foldscheme_stdlib::FILES {
        ids.push(sources.add(name, text));
    }
    for (index, text) in texts.iter().enumerate() {
        ids.push(sources.add(format!("{}.scm", index + 1), *text));
    }
    match compile(&mut sources, &ids, &mut |_| Ok(None)) {
        Ok(program) => Ok((sources, program.split(Slots { hash: 1, range: 1 }))),
        Err(diagnostics) => Err(render(&sources, &diagnostics, color)),
    }
}

fn rendered(texts: &[&str], color: bool) -> String {
    match compiled(texts, color) {
        Ok(_) => "no mistake\n".to_string(),
        Err(rendered) => rendered,
    }
}

/// The error that a run ends in.
fn failure(text: &str) -> String {
    let (sources, program) = compiled(&[text], false).expect("a program");
    let mut machine = Machine::new(&program, &program.inputs);
    match machine
        .run(Limits::default(), &mut || false)
        .expect("an end")
    {
        Outcome::Value(_) => "no error\n".to_string(),
        Outcome::Error { site, irritant } => {
            let irritant = machine.unload(irritant);
            let diagnostic = describe(&sources, &program, site, &irritant, machine.trace());
            render(&sources, &[diagnostic], false)
        }
    }
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&rendered(&[text], false));
}

fn check_run(text: &str, expected: Expect) {
    expected.assert_eq(&failure(text));
}

#[test]
fn mistakes_of_several_texts_are_reported_together() {
    expect![[r#"
        error[E0101]: `b` is not defined
         --> 1.scm:1:11
          |
        1 | (define a b)
          |           ^

        error[E0101]: `d` is not defined
         --> 2.scm:1:11
          |
        1 | (define c d)
          |           ^
    "#]]
    .assert_eq(&rendered(&["(define a b)", "(define c d)"], false));
}

#[test]
fn nesting_beyond_the_limit_is_one_mistake() {
    let text = "(car ".repeat(20_000) + "1" + &")".repeat(20_000);
    let rendered = rendered(&[&text], false);
    assert_eq!(
        rendered
            .matches("error[E0103]: this expression nests too deeply")
            .count(),
        1
    );
    assert!(rendered.contains("--> 1.scm:1:25001"));
}
