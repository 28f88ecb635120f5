//! The native machine beside GNU Guile: the same programs on both, in one run, without compilation and the start
//! of processes. `cargo bench -p foldscheme-stdlib --bench guile` prints times and ratios.
//!
//! Guile runs each program in three ways: by its interpreter, by its virtual machine without and with just-in-time
//! compilation. Values are compared; of several repetitions the fastest counts.
#![allow(missing_docs)]

use foldscheme_lang::block::Slots;
use foldscheme_lang::core::ConstId;
use foldscheme_lang::machine::{Limits, Machine, Outcome};
use foldscheme_lang::printer::write_constant;
use foldscheme_lang::source::Sources;
use foldscheme_lang::{compiler, diagnostic, expander};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const REPETITIONS: usize = 5;

/// Name, definitions, and the expression that is timed.
const PROGRAMS: [(&str, &str, &str); 5] = [
    (
        "fib 25",
        "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))",
        "(fib 25)",
    ),
    (
        "tak 18 12 6",
        "(define (tak x y z)
           (if (not (< y x))
               z
               (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y))))",
        "(tak 18 12 6)",
    ),
    (
        "eight queens, all",
        "(define (safe? row distance placed)
           (or (null? placed)
               (let ((other (car placed)))
                 (and (not (= other row))
                      (not (= other (+ row distance)))
                      (not (= other (- row distance)))
                      (safe? row (+ distance 1) (cdr placed))))))
         (define (place row columns size placed solutions)
           (cond ((= columns 0) (cons placed solutions))
                 ((> row size) solutions)
                 (else
                  (place (+ row 1) columns size placed
                         (if (safe? row 1 placed)
                             (place 1 (- columns 1) size (cons row placed) solutions)
                             solutions)))))",
        "(length (place 1 8 8 '() '()))",
    ),
    (
        "merge sort of 10,000",
        "(define (numbers count seed all)
           (if (= count 0)
               all
               (numbers (- count 1) (modulo (+ (* seed 1103515245) 12345) 2147483648) (cons seed all))))
         (define (merge-lists a b)
           (cond ((null? a) b)
                 ((null? b) a)
                 ((< (car b) (car a)) (cons (car b) (merge-lists a (cdr b))))
                 (else (cons (car a) (merge-lists (cdr a) b)))))
         (define (sort-first items count)
           (if (= count 1)
               (list (car items))
               (let ((half (quotient count 2)))
                 (merge-lists (sort-first items half)
                              (sort-first (list-tail items half) (- count half))))))",
        "(list-ref (sort-first (numbers 10000 42 '()) 10000) 5000)",
    ),
    (
        "library's sort of 10,000",
        "(define (numbers2 count seed all)
           (if (= count 0)
               all
               (numbers2 (- count 1) (modulo (+ (* seed 1103515245) 12345) 2147483648) (cons seed all))))",
        "(list-ref (sort (numbers2 10000 42 '()) <) 5000)",
    ),
];

/// A program's value and its fastest run.
type Timed = (String, Duration);

fn here(definitions: &str, expression: &str) -> Timed {
    let mut sources = Sources::new();
    let mut ids = Vec::new();
    for (name, text) in foldscheme_stdlib::FILES {
        ids.push(sources.add(name, text));
    }
    ids.push(sources.add("program", format!("{definitions}\n{expression}")));
    let slots = Slots { hash: 1, range: 1 };
    let program = expander::expand(&sources, &ids)
        .and_then(|core| compiler::compile(&core, slots))
        .unwrap_or_else(|d| panic!("{}", diagnostic::render(&sources, &d, false)));
    let run = || {
        let mut machine = Machine::new(&program, &program.inputs);
        let start = Instant::now();
        let outcome = machine.run(Limits::default(), &mut || false);
        let time = start.elapsed();
        let Ok(Outcome::Value(value)) = outcome else {
            panic!("{expression}: {outcome:?}");
        };
        let table = machine.unload(value);
        let last = ConstId(table.len() as u32 - 1);
        (write_constant(&table, last), time)
    };
    let runs = (0..REPETITIONS).map(|_| run());
    runs.min_by_key(|(_, time)| *time).expect("some repetition")
}

/// The programs as a module of Guile that prints value and nanoseconds of each, a line each.
fn module() -> String {
    let mut text = String::from("(define-module (bench))\n");
    for (i, (_, definitions, expression)) in PROGRAMS.iter().enumerate() {
        text.push_str(&format!("{definitions}\n(define (run{i}) {expression})\n"));
    }
    text.push_str(&format!(
        "(define (fastest thunk count best)
           (if (= count 0)
               best
               (let ((start (get-internal-real-time)))
                 (thunk)
                 (fastest thunk (- count 1) (min best (- (get-internal-real-time) start))))))
         (define (report thunk)
           (write (thunk))
           (display \" \")
           (display (* (fastest thunk {REPETITIONS} (expt 2 60)) (quotient 1000000000 internal-time-units-per-second)))
           (newline))\n"
    ));
    for i in 0..PROGRAMS.len() {
        text.push_str(&format!("(report run{i})\n"));
    }
    text
}

fn guile(arguments: &[&str], directory: &Path, jit: &str) -> Vec<Timed> {
    let output = Command::new("guile")
        .arg("--no-auto-compile")
        .args(arguments)
        .current_dir(directory)
        .env("GUILE_JIT_THRESHOLD", jit)
        .output()
        .expect("starts Guile");
    let text = String::from_utf8_lossy(&output.stdout);
    let times: Vec<Timed> = text
        .lines()
        .filter_map(|line| {
            let (value, nanoseconds) = line.rsplit_once(' ')?;
            let time = Duration::from_nanos(nanoseconds.parse().ok()?);
            Some((value.to_string(), time))
        })
        .collect();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(times.len(), PROGRAMS.len(), "{text}\n{errors}");
    times
}

fn main() {
    let here: Vec<Timed> = PROGRAMS
        .iter()
        .map(|(_, definitions, expression)| here(definitions, expression))
        .collect();
    let found = Command::new("guile").arg("--version").output();
    if !found.is_ok_and(|output| output.status.success()) {
        println!("NOTE: GNU Guile is not installed (Debian: guile-3.0): no comparison");
        for ((name, ..), (_, time)) in PROGRAMS.iter().zip(&here) {
            println!("{name:26}{:9.1} ms", time.as_secs_f64() * 1000.0);
        }
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let at = directory.path();
    std::fs::write(at.join("bench.scm"), module()).expect("writes the module");
    let compile = "(use-modules (system base compile)) (compile-file \"bench.scm\" #:output-file \"bench.go\")";
    let compiled = Command::new("guile")
        .args(["--no-auto-compile", "-c", compile])
        .current_dir(at)
        .output();
    assert!(compiled.is_ok_and(|output| output.status.success()));
    let load = "(load-compiled \"bench.go\")";
    // The interpreter is itself compiled and may be compiled further while it runs.
    let interpreted = guile(&["-s", "bench.scm"], at, "1000");
    let without = guile(&["-c", load], at, "-1");
    let with = guile(&["-c", load], at, "1000");
    println!(
        "{:26}{:>12}{:>22}{:>22}{:>22}",
        "", "here", "Guile interpreter", "Guile VM", "Guile VM and JIT"
    );
    for (i, (name, ..)) in PROGRAMS.iter().enumerate() {
        print!("{name:26}{:9.1} ms", here[i].1.as_secs_f64() * 1000.0);
        for other in [&interpreted, &without, &with] {
            assert_eq!(here[i].0, other[i].0, "{name}: the values differ");
            let (ours, theirs) = (here[i].1.as_secs_f64(), other[i].1.as_secs_f64());
            print!("{:9.1} ms {:7.2} x", theirs * 1000.0, ours / theirs);
        }
        println!();
    }
    println!("x: the time here over the time there");
}
