//! The corpus reaches everything that a step can do.

use crate::support::corpus::PROGRAMS;
use crate::support::{circuit, steps, OFFERS};
use foldscheme_lang::block::{Args, Arith, End, ErrorKind, Op, Program, Tree};
use foldscheme_lang::machine::{Event, Machine, Outcome};
use std::collections::BTreeSet;

fn op_name(op: &Op) -> &'static str {
    match op {
        Op::Const { .. } => "const",
        Op::Check { .. } => "check",
        Op::Same { .. } => "same",
        Op::Refine { .. } => "refine",
        Op::Arith { op, .. } => match op {
            Arith::Add => "add",
            Arith::Sub => "sub",
            Arith::Mul => "mul",
            Arith::Div => "div",
            Arith::Quotient => "quotient",
            Arith::Remainder => "remainder",
            Arith::Modulo => "modulo",
        },
        Op::Less { .. } => "less",
        Op::Eq { .. } => "eq",
        Op::HasTag { .. } => "has tag",
        Op::Truth { .. } => "truth",
        Op::Select { .. } => "select",
        Op::Retag { .. } => "retag",
        Op::Cons { .. } => "cons",
        Op::Uncons { .. } => "uncons",
        Op::Closure { captured, .. } if captured.is_empty() => "bare closure",
        Op::Closure { .. } => "closure",
        Op::Push { .. } => "push",
        Op::Emit { .. } => "emit",
        Op::Mark { .. } => "mark",
        Op::Reset { .. } => "reset",
        Op::Handlers { .. } => "handlers",
        Op::SetHandlers { .. } => "set handlers",
        Op::Print { .. } => "print",
        Op::Enter { .. } => "enter",
    }
}

const OPS: [&str; 29] = [
    "const",
    "check",
    "same",
    "refine",
    "add",
    "sub",
    "mul",
    "div",
    "quotient",
    "remainder",
    "modulo",
    "less",
    "eq",
    "has tag",
    "truth",
    "select",
    "retag",
    "cons",
    "uncons",
    "bare closure",
    "closure",
    "push",
    "emit",
    "mark",
    "reset",
    "handlers",
    "set handlers",
    "print",
    "enter",
];

fn end_name(end: &End) -> &'static str {
    match end {
        End::Branch { .. } => "branch",
        End::Jump { .. } => "jump",
        End::Apply {
            args: Args::Fixed(_),
            ..
        } => "apply",
        End::Apply { .. } => "apply a list",
        End::Return { .. } => "return",
        End::Fail { .. } => "fail",
    }
}

const ENDS: [&str; 6] = ["branch", "jump", "apply", "apply a list", "return", "fail"];

fn error_name(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Type { .. } => "type",
        ErrorKind::Overflow { .. } => "overflow",
        ErrorKind::Division { .. } => "division",
        ErrorKind::NotProcedure => "not a procedure",
        ErrorKind::ArgumentCount { .. } => "argument count",
        ErrorKind::User => "user",
        ErrorKind::Assertion => "assertion",
        ErrorKind::Uncaught => "uncaught",
    }
}

const ERRORS: [&str; 8] = [
    "type",
    "overflow",
    "division",
    "not a procedure",
    "argument count",
    "user",
    "assertion",
    "uncaught",
];

/// What stands in the blocks that a run executes.
fn executed(tree: &Tree, ops: &mut BTreeSet<&'static str>, ends: &mut BTreeSet<&'static str>) {
    tree.visit(&mut |tree| {
        ops.extend(tree.ops.iter().map(op_name));
        ends.insert(end_name(&tree.end));
    });
}

#[test]
fn the_corpus_reaches_every_operation_every_end_every_error_and_padding() {
    let (mut ops, mut ends) = (BTreeSet::new(), BTreeSet::new());
    let (mut errors, mut events) = (BTreeSet::new(), BTreeSet::new());
    let (mut padded, mut widths) = (BTreeSet::new(), BTreeSet::new());
    for source in PROGRAMS {
        let circuit = circuit(source, OFFERS[0]);
        let program = &circuit.program;
        widths.insert(circuit.layout.width.inputs());
        let mut machine = Machine::new(program, &program.inputs);
        let mut seen = Vec::new();
        while machine.outcome().is_none() {
            executed(&program.block(machine.block()).body, &mut ops, &mut ends);
            machine.step(Some(&mut seen));
        }
        for event in seen.drain(..) {
            events.insert(match event {
                Event::Less(..) => "less",
                Event::Arith(..) => "arith",
                Event::Cons(..) => "cons",
                Event::Uncons(..) => "uncons",
                Event::Closure(_) => "closure",
                Event::Apply(_) => "apply",
                Event::Push(_) => "push",
                Event::Pop(Some(_)) => "pop",
                Event::Pop(None) => "pop of the empty stack",
                Event::Emit(_) => "emit",
                Event::Reset(_) => "reset",
            });
        }
        if let Some(Outcome::Error { site, .. }) = machine.outcome() {
            errors.insert(error_name(&program.sites[site.0 as usize].kind));
        }
        if let Some(last) = steps(&circuit, 3000).last() {
            assert_eq!(last.z, last.expected, "a finished run stays as it is");
            padded.insert(last.block == Program::HALT);
        }
    }
    let missing = |all: &[&'static str], seen: &BTreeSet<&str>| -> Vec<&'static str> {
        let wanted = all.iter().copied().filter(|w| !w.is_empty());
        wanted.filter(|w| !seen.contains(w)).collect()
    };
    assert_eq!(missing(&OPS, &ops), [""; 0]);
    assert_eq!(missing(&ENDS, &ends), [""; 0]);
    assert_eq!(missing(&ERRORS, &errors), [""; 0]);
    assert_eq!(events.len(), 11, "{events:?}");
    assert_eq!(padded.len(), 2, "both halted and failed runs are padded");
    assert!(
        [3, 4, 5, 6, 8].iter().all(|w| widths.contains(w)),
        "{widths:?}"
    );
}
