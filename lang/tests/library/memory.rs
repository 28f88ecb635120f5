//! What a machine says that it takes is what its cells and frames take, at every step.

use foldscheme_lang::block::Slots;
use foldscheme_lang::compiler::compile;
use foldscheme_lang::core::Program;
use foldscheme_lang::machine::{Limits, Machine, Stopped, Value};

const SLOTS: Slots = Slots { hash: 2, range: 1 };

/// Bytes of the stack and of what is emitted, counted anew.
fn counted(machine: &Machine<'_>) -> usize {
    let stack = machine.stack();
    let live: usize = stack.iter().map(|frame| frame.live.len()).sum();
    size_of_val(stack) + (live + machine.output().len()) * size_of::<Value>()
}

/// Takes a program's steps, and tells how high its stack was and how much it emitted.
fn followed(program: &Program) -> String {
    let compiled = compile(program, SLOTS).expect("compiles");
    let mut machine = Machine::new(&compiled, &compiled.inputs);
    let mut highest = 0;
    while machine.outcome().is_none() {
        machine.step(None);
        highest = highest.max(machine.stack().len());
        let expected = machine.heap().bytes() + counted(&machine);
        assert_eq!(machine.bytes(), expected, "after {} steps", machine.steps());
    }
    format!("{highest} frames, {} emitted", machine.output().len())
}

#[test]
fn frames_count_until_they_are_returned_to_or_left() {
    let deep =
        "(define (f n a b) (if (= n 0) (begin (emit a) b) (+ a (f (- n 1) b a)))) (f 30 1 2)";
    assert_eq!(super::run_with(deep, followed), "30 frames, 1 emitted");
    let left = "(define (f n) (if (= n 0) (raise 'out) (+ n (f (- n 1)))))
        (define (g n) (guard (e ((symbol? e) (emit n) n)) (f n)))
        (+ (g 5) (g 9))";
    assert_eq!(super::run_with(left, followed), "12 frames, 2 emitted");
    let failed = "(define (f n) (if (= n 0) (car n) (+ n (f (- n 1))))) (f 5)";
    assert_eq!(super::run_with(failed, followed), "5 frames, 0 emitted");
}

/// How a program ends that may take as many bytes as so many values.
fn limited<const VALUES: usize>(program: &Program) -> String {
    let compiled = compile(program, SLOTS).expect("compiles");
    let mut machine = Machine::new(&compiled, &compiled.inputs).collecting_from(1 << 16);
    let limits = Limits {
        memory: VALUES * size_of::<Value>(),
        ..Limits::default()
    };
    match machine.run(limits, &mut || false) {
        Ok(_) => "ended".to_string(),
        Err(Stopped::Memory(most)) => format!("more than {}", most / size_of::<Value>()),
        Err(other) => other.to_string(),
    }
}

#[test]
fn what_is_given_up_does_not_count_towards_the_limit() {
    // 100,000 pairs of two values.
    let kept = "(define (f n l) (if (= n 0) l (f (- n 1) (cons n l)))) (f 100000 '())";
    let dropped = "(define (f n l) (if (= n 0) l (f (- n 1) (cons n '())))) (f 100000 '())";
    assert_eq!(super::run_with(kept, limited::<400_000>), "ended");
    assert_eq!(
        super::run_with(kept, limited::<100_000>),
        "more than 100000"
    );
    assert_eq!(super::run_with(dropped, limited::<40_000>), "ended");
}

/// How often the heap was collected until the end, which is whenever it has doubled.
fn collections(program: &Program) -> String {
    const LEAST: usize = 1 << 12;
    let compiled = compile(program, SLOTS).expect("compiles");
    let mut machine = Machine::new(&compiled, &compiled.inputs).collecting_from(LEAST);
    let (mut at, mut count) = (LEAST, 0);
    while machine.outcome().is_none() {
        machine.step(None);
        let grown = machine.heap().bytes() >= at;
        assert_eq!(machine.collect_if_grown().is_some(), grown);
        if grown {
            at = LEAST.max(2 * machine.heap().bytes());
            count += 1;
        }
    }
    count.to_string()
}

#[test]
fn the_heap_is_collected_whenever_it_has_doubled() {
    let kept = "(define (f n l) (if (= n 0) l (f (- n 1) (cons n l)))) (f 20000 '())";
    let dropped = "(define (f n l) (if (= n 0) l (f (- n 1) (cons n '())))) (f 20000 '())";
    for text in [kept, dropped] {
        let count: usize = super::run_with(text, collections)
            .parse()
            .expect("a number");
        assert!((2..20).contains(&count), "{count}");
    }
}

/// Runs with a limit of steps, and with one of memory that is as much as there is after 4,096 steps, or less by one.
fn at_the_limits(program: &Program) -> String {
    let compiled = compile(program, SLOTS).expect("compiles");
    let mut machine = Machine::new(&compiled, &compiled.inputs);
    let ends = |limits| {
        let mut machine = Machine::new(&compiled, &compiled.inputs);
        let ended = machine.run(limits, &mut || false);
        (ended.map(|_| ()), machine.steps())
    };
    let mut least = Limits::default();
    while machine.outcome().is_none() {
        machine.step(None);
        if machine.steps() == 4096 {
            least.memory = machine.bytes();
        }
    }
    let steps = machine.steps();
    assert!((4096..8192).contains(&steps), "{steps}");
    let limited = |steps| {
        ends(Limits {
            steps,
            ..Limits::default()
        })
    };
    assert_eq!(limited(steps), (Ok(()), steps));
    assert_eq!(
        limited(steps - 1),
        (Err(Stopped::Steps(steps - 1)), steps - 1)
    );
    assert_eq!(ends(least), (Ok(()), steps));
    least.memory -= 1;
    assert_eq!(ends(least), (Err(Stopped::Memory(least.memory)), 4096));
    let interrupted =
        Machine::new(&compiled, &compiled.inputs).run(Limits::default(), &mut || true);
    assert_eq!(interrupted.map(|_| ()), Err(Stopped::Interrupted));
    "at the limits".to_string()
}

#[test]
fn limits_are_kept_to_the_step_and_to_the_byte() {
    let kept = "(define (f n l) (if (= n 0) l (f (- n 1) (cons n l)))) (f 5000 '())";
    assert_eq!(super::run_with(kept, at_the_limits), "at the limits");
}

/// What is printed until something is printed that starts with `stop`.
fn printed(program: &Program) -> String {
    let compiled = compile(program, SLOTS).expect("compiles");
    let mut machine = Machine::new(&compiled, &compiled.inputs).printing();
    let mut all = String::new();
    let ended = machine.run_printing(Limits::default(), &mut || false, &mut |text| {
        assert!(!text.is_empty());
        all.push_str(text);
        !text.starts_with("stop")
    });
    format!(
        "{all}: {}",
        ended.map_or_else(|stopped| stopped.to_string(), |_| "ended".into())
    )
}

#[test]
fn what_is_printed_is_handed_over_and_may_stop_the_run() {
    assert_eq!(
        super::run_with("(display 1) (write \"x\") 2", printed),
        "1\"x\": ended"
    );
    let stopped = super::run_with("(display \"stop\") 2", printed);
    assert!(
        stopped.starts_with("stop: ") && !stopped.ends_with("ended"),
        "{stopped}"
    );
    assert_eq!(super::run_with("2", printed), ": ended");
}
