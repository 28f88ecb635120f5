//! Forged files whose sizes, lengths and lists would make a verifier take much memory: each is refused by a process of its own, whose peak
//! of memory is at most four times the file and 64 MiB. What compiling a claim's text takes is bounded so, too.

use crate::made::{self, AnyClaim, Made, Sealed};
use crate::size::figure;
use foldscheme_circuits::claim::{Claim, SourceText};
use foldscheme_circuits::container::{FORMAT_VERSION, MAGIC, TYPED_MAGIC};
use foldscheme_circuits::data::Data;
use foldscheme_circuits::typed::claim::{Elements, FoldClaim};
use foldscheme_circuits::typed::verify::{is_fold, verify_fold};
use foldscheme_circuits::verify::verify;
use foldscheme_lang::core::{ConstId, Constant};
use serde::Serialize;
use std::process::Command;
use std::time::{Duration, Instant};

/// Names the file that a process of its own is to refuse.
const FILE: &str = "FOLDSCHEME_REFUSE";

/// What a process may take beside four times the file.
const BESIDE: usize = 64 << 20;

/// The longest that a refusal may take on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);

/// Not a test by itself: refuses the file of the environment and says what it took.
#[test]
#[ignore = "run by the other tests, in processes of its own"]
fn refuses_the_file_of_the_environment() {
    let path = std::env::var_os(FILE).expect("a file");
    let bytes = std::fs::read(path).expect("a file");
    let refused = match is_fold(&bytes) {
        true => verify_fold(&bytes, None).err(),
        false => verify(&bytes).err(),
    };
    let refused = refused.expect("is refused").to_string();
    let peak = peak().map_or("unknown".to_string(), |peak| peak.to_string());
    let first = refused.replace('\n', " ");
    println!("\npeak {peak}\nrefused {first}");
}

/// The most memory that this process has held, in bytes; nothing where the system does not tell.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kilobytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

/// A forged file, and what its refusal says.
struct Forged {
    what: &'static str,
    bytes: Vec<u8>,
    says: &'static str,
}

/// What refusing it took.
struct Taken {
    memory: Option<usize>,
    time: Duration,
}

#[track_caller]
fn refused(forged: &Forged) -> Taken {
    let what = forged.what;
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), &forged.bytes).expect("is written");
    let started = Instant::now();
    let ended = Command::new(std::env::current_exe().expect("this test"))
        .args(["memory::refuses_the_file_of_the_environment", "--exact"])
        .args(["--ignored", "--nocapture", "--test-threads=1"])
        .env(FILE, file.path())
        .output()
        .expect("a process");
    let time = started.elapsed();
    let (out, err) = (
        String::from_utf8_lossy(&ended.stdout),
        String::from_utf8_lossy(&ended.stderr),
    );
    assert!(
        ended.status.success(),
        "{what}: {}\n{out}\n{err}",
        ended.status
    );
    let line = |start| out.lines().find_map(|line| line.strip_prefix(start));
    let said = line("refused ").expect("says why");
    assert!(said.contains(forged.says), "{what}: {said}");
    assert!(time < LONGEST, "{what}: {time:?}");
    let memory = line("peak ").and_then(|peak| peak.parse().ok());
    if let Some(memory) = memory {
        let most = 4 * forged.bytes.len() + BESIDE;
        let mib = |bytes| bytes as f64 / f64::from(1 << 20);
        let message = format!(
            "{what}: {:.1} MiB, allowed {:.1}; {said}",
            mib(memory),
            mib(most)
        );
        assert!(memory <= most, "{message}");
    }
    Taken { memory, time }
}

fn all_refused(what: &str, forged: &[Forged]) {
    let taken: Vec<Taken> = forged.iter().map(refused).collect();
    let memory = taken.iter().filter_map(|taken| taken.memory).max();
    let time = taken.iter().map(|taken| taken.time).max();
    figure(
        "tampering: memory",
        format_args!(
            "{} forged {what} refused, at most {} MiB and {:.1?}",
            forged.len(),
            memory.map_or("?".to_string(), |bytes| (bytes >> 20).to_string()),
            time.unwrap_or_default(),
        ),
    );
}

/// The proof of a run with another claim.
fn run(what: &'static str, says: &'static str, change: impl FnOnce(&mut Claim)) -> Forged {
    let made = made::run_on_pasta();
    let AnyClaim::Run(mut claim) = made.sealed.claim.clone() else {
        panic!("of a run");
    };
    change(&mut claim);
    forged(what, says, made, AnyClaim::Run(claim))
}

/// The proof of typed steps with another claim.
fn steps(what: &'static str, says: &'static str, change: impl FnOnce(&mut FoldClaim)) -> Forged {
    let made = made::steps_on_pasta();
    let AnyClaim::Steps(mut claim) = made.sealed.claim.clone() else {
        panic!("of steps");
    };
    change(&mut claim);
    forged(what, says, made, AnyClaim::Steps(claim))
}

fn forged(what: &'static str, says: &'static str, made: &Made, claim: AnyClaim) -> Forged {
    let proof = made.sealed.proof.clone();
    let bytes = Sealed { claim, proof }.bytes();
    Forged { what, bytes, says }
}

#[test]
fn huge_circuits_are_refused_before_they_are_built() {
    all_refused(
        "sizes of circuits",
        &[
            run("the most steps in a fold", "too large", |claim| {
                claim.chunk = 1 << 16
            }),
            run("many steps in a fold", "constraints", |claim| {
                claim.chunk = 20_000
            }),
            run("more steps than any fold has", "folds", |claim| {
                claim.chunk = u32::MAX
            }),
            run("all slots", "slots", |claim| {
                claim.slots.hash = 255;
                claim.slots.range = 255;
            }),
            run("more slots", "slots", |claim| {
                claim.slots.hash = 8;
                claim.slots.range = 8;
            }),
            steps("many typed steps in a fold", "constraints", |claim| {
                claim.steps_per_fold = 1 << 12;
                claim.steps = 1 << 12;
                claim.inputs = vec![claim.inputs[0].clone(); 1 << 12];
            }),
            steps("the most typed steps in a fold", "public inputs", |claim| {
                claim.steps_per_fold = u32::MAX;
                claim.steps = u64::from(u32::MAX);
                claim.inputs = Vec::new();
            }),
        ],
    );
}

/// Files whose lists say that they are longer than any file, at each place where a list may begin.
#[test]
fn lists_that_claim_to_be_huge_are_refused() {
    fn huge<T: Serialize>(magic: [u8; 8], before: &T) -> Vec<u8> {
        let mut bytes = magic.to_vec();
        bytes.extend(FORMAT_VERSION.0.to_le_bytes());
        bytes.extend(postcard::to_allocvec(before).expect("is encoded"));
        bytes.extend([0xff, 0xff, 0xff, 0xff, 0x0f]);
        bytes.extend([0; 1 << 10]);
        bytes
    }
    let forged = |what, bytes| Forged {
        what,
        bytes,
        says: "",
    };
    let mut list = vec![
        forged("texts", huge(MAGIC, &(2u32, 0u8))),
        forged("a name", huge(MAGIC, &(2u32, 0u8, 1u8))),
        forged("texts included", huge(MAGIC, &(2u32, 0u8, 0u8))),
        forged("inputs", huge(MAGIC, &(2u32, 0u8, 0u8, 0u8))),
        forged("nodes", huge(MAGIC, &(2u32, 0u8, 0u8, 0u8, 1u8))),
        forged("constants", huge(TYPED_MAGIC, &(1u32, 0u8, "", ""))),
    ];
    for made in [made::run_on_pasta(), made::uncompressed_run()] {
        for start in [0, 64, 96, 128] {
            let mut proof = made.sealed.proof_bytes().to_vec();
            proof.splice(start..start, [0xff, 0xff, 0xff, 0xff, 0x0f]);
            list.push(forged(
                "a list of the proof",
                made.sealed.with(proof).bytes(),
            ));
        }
    }
    all_refused("lengths", &list);
}

/// A value of one node, and one of many.
fn value(nodes: usize) -> Data {
    let mut table = vec![Constant::Nil];
    for i in 1..nodes as u32 {
        table.push(Constant::Pair(ConstId(i - 1), ConstId(i - 1)));
    }
    Data::new(&table, &[])
}

#[test]
fn long_lists_are_refused() {
    const MANY: usize = 3_000_000;
    let text = |name: &str| SourceText {
        name: name.to_string(),
        text: String::new(),
    };
    let empty = || Elements::Integers(Vec::new());
    all_refused(
        "lists",
        &[
            run("values of one node", "memory", |claim| {
                claim.output = vec![value(1); MANY]
            }),
            run("some values of one node", "output", |claim| {
                claim.output = vec![value(1); 100_000];
            }),
            run("inputs of one node", "memory", |claim| {
                claim.inputs = vec![value(1); MANY]
            }),
            run("a value of many nodes", "output", |claim| {
                claim.output = vec![value(400_000)]
            }),
            run("a value of more nodes", "", |claim| {
                claim.output = vec![value(MANY)]
            }),
            run("many texts", "memory", |claim| {
                claim.sources = vec![text(""); MANY]
            }),
            run("many texts included", "memory", |claim| {
                claim.included = vec![text(""); MANY]
            }),
            run("some texts included", "texts", |claim| {
                claim.included = (0..50_000).map(|i| text(&i.to_string())).collect();
            }),
            steps("an array of small numbers", "", |claim| {
                claim.result[0] = Elements::Integers(vec![1; MANY]);
            }),
            steps("an array of large numbers", "", |claim| {
                claim.result[0] = Elements::Integers(vec![i128::MIN; 1_000_000]);
            }),
            steps("empty arrays", "memory", |claim| {
                claim.initial = vec![empty(); MANY]
            }),
            steps("empty inputs", "memory", |claim| {
                claim.inputs = vec![Vec::new(); MANY]
            }),
            steps("inputs of many steps", "", |claim| {
                claim.steps = 300_000;
                claim.inputs = vec![claim.inputs[0].clone(); 300_000];
            }),
            steps("constants", "memory", |claim| {
                claim.constants = vec![(String::new(), empty()); MANY];
            }),
            steps("a long constant", "", |claim| {
                claim.constants[0].1 = Elements::Integers(vec![1; 1_000_000]);
            }),
        ],
    );
}

/// What `f` says of each number below `n`, one after the other.
fn each(n: usize, f: impl Fn(usize) -> String) -> String {
    (0..n).map(f).collect()
}

/// The proof of a run with another text.
fn text(what: &'static str, says: &'static str, text: String) -> Forged {
    run(what, says, |claim| claim.sources[0].text = text)
}

const LOOP: &str = "(define (g x) (if (= x 0) 1 (g (- x 1))))";
const LARGE: &str = "too large";
const LONG: &str = "too long";

/// Texts of which a compiler could make much, and those that make as much as they may.
#[test]
fn compiling_a_forged_text_is_bounded() {
    all_refused(
        "texts",
        &[
            text("a long text", LONG, "a ".repeat(2_000_000)),
            text("brackets", LONG, "(".repeat(1_000_000)),
            text("quotes", LONG, "'".repeat(1_000_000) + "1"),
            text(
                "a quoted list",
                LONG,
                format!("'({})", "1 ".repeat(1_000_000)),
            ),
            text(
                "a shorter quoted list",
                "",
                format!("'({})", "1 ".repeat(65_000)),
            ),
            text("mistakes", "is not known", "#q ".repeat(300_000)),
            text("names", "not defined", each(65_000, |i| format!("a{i} "))),
            text("a long name", "not defined", "a".repeat(1_000_000)),
            text("a string", "", format!("{:?}", "a".repeat(1_000_000))),
            text("a long sum", LARGE, format!("(+ {})", "1 ".repeat(40_000))),
            text("a sum", "", format!("(+ {})", "1 ".repeat(8_000))),
            text(
                "a long list",
                LARGE,
                format!("(list {})", "1 ".repeat(60_000)),
            ),
            text(
                "differences",
                LARGE,
                format!("(define (f x) (+ {})) (f 1)", "(- x)".repeat(10_000)),
            ),
            text(
                "calls",
                LARGE,
                format!("{LOOP} (define (f x) (+ {})) (f 1)", "(g x)".repeat(10_000)),
            ),
            text(
                "names that are needed later",
                LARGE,
                format!(
                    "{LOOP} (let* ({}) (list {}))",
                    each(5_000, |i| format!("(a{i} (g 3))")),
                    each(5_000, |i| format!("a{i} "))
                ),
            ),
            text(
                "pairs that are needed later",
                LARGE,
                format!("(define (f x) (list {})) (f 1)", "(cons x x)".repeat(5_000)),
            ),
            text(
                "a tower of procedures",
                LARGE,
                format!(
                    "(define (p0 x) (* x x)) {} (p400 3)",
                    each(400, |i| format!(
                        "(define (p{} x) (+ (p{i} x) (p{i} x) (p{i} x) (p{i} x)))",
                        i + 1
                    ))
                ),
            ),
            text(
                "nested procedures",
                "",
                format!(
                    "{} 1 {}",
                    each(4_900, |i| format!("(lambda (a{i}) ")),
                    ")".repeat(4_900)
                ),
            ),
            text(
                "names of far outside",
                LARGE,
                format!(
                    "(define f {} (list {}) {}) (f 1)",
                    each(4_000, |i| format!("(lambda (a{i}) ")),
                    each(4_000, |i| format!("a{i} ")),
                    ")".repeat(4_000)
                ),
            ),
            text(
                "a chain of names",
                "",
                format!(
                    "{} 1 {}",
                    each(4_900, |i| match i {
                        0 => "(let ((a0 (car (list 1)))) ".to_string(),
                        i => format!("(let ((a{i} a{})) ", i - 1),
                    }),
                    ")".repeat(4_900)
                ),
            ),
            text(
                "procedures that call each other",
                LARGE,
                format!(
                    "{} (p0 1)",
                    each(2_000, |i| format!(
                        "(define (p{i} x) (if (= x 0) {i} (p{} (p{} x))))",
                        (i * 7 + 3) % 2_000,
                        (i * 5 + 1) % 2_000
                    ))
                ),
            ),
            text(
                "many numbers of arguments",
                LARGE,
                format!(
                    "(define v (vector {})) {}",
                    "(lambda x x)".repeat(300),
                    each(300, |n| format!("((vector-ref v 0) {})", "1 ".repeat(n)))
                ),
            ),
            text(
                "branches",
                LARGE,
                format!(
                    "(define (f x) (cond {})) (f 1)",
                    each(5_000, |i| format!("((= x {i}) {i})"))
                ),
            ),
            text(
                "definitions",
                "",
                each(5_000, |i| format!("(define a{i} (vector {i}))")),
            ),
            text(
                "macros that double",
                "too much code",
                format!(
                    "(define-syntax d (syntax-rules () ((_ x) (+ x x)))) {}1{}",
                    "(d ".repeat(60),
                    ")".repeat(60)
                ),
            ),
            text(
                "macros",
                "",
                format!(
                    "(define-syntax inc (syntax-rules () ((_ x) (+ x 1)))) (define (f x) {}) (f 1)",
                    "(inc x)".repeat(8_000)
                ),
            ),
        ],
    );
}
