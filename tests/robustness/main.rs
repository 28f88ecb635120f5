//! Depth and size: a million of everything, each on a thread with a call stack of 1 MiB.

use foldscheme_lang::block::Slots;
use foldscheme_lang::core::{ConstId, Constant};
use foldscheme_lang::diagnostic::render;
use foldscheme_lang::machine::{Limits, Machine, Outcome};
use foldscheme_lang::printer::{display_constant, write_constant};
use foldscheme_lang::reader;
use foldscheme_lang::source::Sources;
use foldscheme_lang::{compiler, expander};

const MILLION: usize = 1_000_000;
const STACK: usize = 1 << 20;

/// Runs a test on a thread with a small call stack, from its first allocation to its last drop.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(test)
        .expect("starts a thread")
        .join()
        .expect("the test passes");
}

/// The value of a program as a table of constants.
fn value(text: &str) -> Vec<Constant> {
    let mut sources = Sources::new();
    let mut ids = Vec::new();
    for (name, text) in foldscheme_stdlib::FILES {
        ids.push(sources.add(name, text));
    }
    ids.push(sources.add("program", text));
    let slots = Slots { hash: 1, range: 1 };
    let program = expander::expand(&sources, &ids)
        .and_then(|core| compiler::compile(&core, slots))
        .unwrap_or_else(|d| panic!("{}", render(&sources, &d, false)));
    let mut machine = Machine::new(&program, &program.inputs);
    let outcome = machine.run(Limits::default(), &mut || false);
    let Ok(Outcome::Value(value)) = outcome else {
        panic!("{outcome:?}");
    };
    machine.unload(value)
}

fn written(table: &[Constant]) -> String {
    write_constant(table, ConstId(table.len() as u32 - 1))
}

fn run(text: &str) -> String {
    written(&value(text))
}

/// A list of a million nested lists.
fn nest() -> String {
    format!("{}{}", "(".repeat(MILLION), ")".repeat(MILLION))
}

#[test]
fn a_million_nested_lists_are_read() {
    on_a_small_stack(|| {
        for text in [nest(), format!("'{}", nest()), "'".repeat(MILLION) + "x"] {
            let mut sources = Sources::new();
            let source = sources.add("nest", text.as_str());
            let data = reader::read(&sources, source).expect("reads");
            assert_eq!(data.top().len(), 1);
        }
    });
}

#[test]
fn a_million_open_brackets_are_a_mistake_like_others() {
    on_a_small_stack(|| {
        for text in [
            "(".repeat(MILLION),
            ")".repeat(MILLION),
            "#(".repeat(MILLION),
        ] {
            let mut sources = Sources::new();
            let source = sources.add("nest", text.as_str());
            let mistakes = reader::read(&sources, source).expect_err("is not read");
            assert!(render(&sources, &mistakes, false).starts_with("error[E00"));
        }
    });
}

#[test]
fn a_million_nested_lists_are_a_constant_written_as_read() {
    on_a_small_stack(|| {
        let table = value(&format!("(car '({}))", nest()));
        assert_eq!(written(&table), nest());
        let last = ConstId(table.len() as u32 - 1);
        assert_eq!(display_constant(&table, last).len(), 2 * MILLION);
    });
}

#[test]
fn a_million_nested_vectors_are_a_constant_written_as_read() {
    on_a_small_stack(|| {
        let nest = format!("{}{}", "#(".repeat(MILLION), ")".repeat(MILLION));
        assert_eq!(run(&format!("(car '({nest}))")), nest);
    });
}

#[test]
fn recursion_goes_a_million_deep() {
    on_a_small_stack(|| {
        let text = "(define (count n) (if (= n 0) 0 (+ 1 (count (- n 1))))) (count 1000000)";
        assert_eq!(run(text), "1000000");
    });
}

#[test]
fn a_list_of_a_million_is_made_written_and_dropped() {
    on_a_small_stack(|| {
        let text = run("(iota 1000000)");
        assert!(text.starts_with("(0 1 2 ") && text.ends_with(" 999999)"));
        assert_eq!(text.split(' ').count(), MILLION);
    });
}

#[test]
fn lists_of_a_million_are_the_same_if_their_elements_are() {
    on_a_small_stack(|| {
        let text = "(define (count n) (let loop ((n n) (all '())) (if (= n 0) all (loop (- n 1) (cons n all)))))
            (define a (count 1000000))
            (define b (map (lambda (x) x) (count 1000000)))
            (list (equal? a b) (equal? a (cons 0 (cdr b))) (equal? (cdr a) b) (length b))";
        assert_eq!(run(text), "(#t #f #f 1000000)");
    });
}

const NESTED: &str = "(define (nest n inner) (if (= n 0) inner (nest (- n 1) (list inner))))";

#[test]
fn a_nest_of_a_million_is_made_written_and_dropped() {
    on_a_small_stack(|| {
        let text = run(&format!("{NESTED} (nest 999999 '())"));
        assert!(text == nest(), "{} bytes", text.len());
    });
}

#[test]
fn nests_of_a_million_are_the_same_if_their_cores_are() {
    on_a_small_stack(|| {
        let text = format!(
            "{NESTED} (list (equal? (nest 1000000 'a) (nest 1000000 'a)) (equal? (nest 1000000 'a) (nest 1000000 'b)))"
        );
        assert_eq!(run(&text), "(#t #f)");
    });
}

#[test]
fn a_chain_of_a_million_closures_is_made_compared_and_called() {
    on_a_small_stack(|| {
        let text = "(define (chain n f) (if (= n 0) f (chain (- n 1) (lambda (x) (f (+ x 1))))))
            (define (same x) x)
            (define a (chain 1000000 same))
            (list (a 5) (equal? a (chain 1000000 same)) (equal? a (chain 999999 same)))";
        assert_eq!(run(text), "(1000005 #t #f)");
    });
}

#[test]
fn a_sum_of_many_operands_is_compiled() {
    on_a_small_stack(|| {
        let text = format!("(define (f x) (+ x{})) (f 1)", " 1".repeat(2_000));
        assert_eq!(run(&text), "2001");
    });
}

#[test]
fn a_literal_list_of_a_million_is_a_constant() {
    on_a_small_stack(|| {
        let text = format!("(length '({}))", "1 ".repeat(MILLION));
        assert_eq!(run(&text), "1000000");
    });
}
