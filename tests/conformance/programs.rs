//! Random programs, run here and by Guile.

use crate::generate::{program, Generated, Grammar};
use crate::{guile, native, shrink};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const PRODUCTIONS: &str = include_str!("productions.txt");

/// Programs in the quick run.
const DEFAULT_CASES: u64 = 300;
const DEFAULT_SEED: u64 = 1;

/// Programs that one process of Guile runs.
const BATCH: u64 = 250;

/// Programs in which an integer overflowed or which were cut off: nothing is compared. At most this many in a hundred.
const MOST_SKIPPED: u64 = 3;

fn setting(name: &str, default: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// What came of a program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Verdict {
    Same,
    BothFail,
    Skipped,
    Differ,
    /// Fails on both sides although nothing in it may fail.
    Broken,
}

fn verdict(risks: bool, ours: &native::Ending, theirs: &guile::Ending) -> Verdict {
    match (ours, theirs) {
        (native::Ending::Overflow | native::Ending::Stopped, _) | (_, guile::Ending::Stopped) => {
            Verdict::Skipped
        }
        (native::Ending::Value(a), guile::Ending::Value(b)) if a == b => Verdict::Same,
        // Some calls that must fail are found before the run.
        (native::Ending::Error(_) | native::Ending::Rejected(_), guile::Ending::Error(_)) => {
            if risks {
                Verdict::BothFail
            } else {
                Verdict::Broken
            }
        }
        _ => Verdict::Differ,
    }
}

/// Programs' endings on both sides, and the time each side took.
struct Compared {
    verdicts: Vec<(Verdict, native::Ending, guile::Ending)>,
    here: Duration,
    there: Duration,
}

/// Runs programs on both sides.
fn compare(programs: &[Generated]) -> Compared {
    let start = Instant::now();
    let texts: Vec<String> = programs.iter().map(Generated::text).collect();
    let ours: Vec<native::Ending> = texts.iter().map(|text| native::run(text)).collect();
    let here = start.elapsed();
    // What was cut off here may run for ever there, or on integers without end.
    let given: Vec<String> = texts
        .iter()
        .zip(&ours)
        .map(|(text, ending)| match ending {
            native::Ending::Stopped | native::Ending::Overflow => "'skipped".to_string(),
            _ => text.clone(),
        })
        .collect();
    let theirs = guile::run(&given);
    let endings = programs.iter().zip(ours.into_iter().zip(theirs));
    Compared {
        verdicts: endings
            .map(|(program, (ours, theirs))| (verdict(program.risks, &ours, &theirs), ours, theirs))
            .collect(),
        here,
        there: start.elapsed() - here,
    }
}

/// [`compare`] on several threads; the times are those of all of them together.
fn compare_in_parallel(programs: &[Generated], threads: usize) -> Compared {
    let share = programs.len().div_ceil(threads).max(1);
    let mut all = Compared {
        verdicts: Vec::new(),
        here: Duration::ZERO,
        there: Duration::ZERO,
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = programs
            .chunks(share)
            .map(|part| scope.spawn(|| compare(part)))
            .collect();
        for part in parts {
            let part = part.join().expect("the thread ends");
            all.verdicts.extend(part.verdicts);
            all.here += part.here;
            all.there += part.there;
        }
    });
    all
}

/// What kind of ending it is: a smaller program that ends in another is another finding.
fn kind(ending: &native::Ending) -> String {
    match ending {
        native::Ending::Value(_) => "value".to_string(),
        native::Ending::Error(_) => "error".to_string(),
        native::Ending::Overflow => "overflow".to_string(),
        native::Ending::Stopped => "stopped".to_string(),
        native::Ending::Rejected(text) => text.chars().take("error[E0000]".len()).collect(),
    }
}

/// A small program that still differs in the same way.
fn smallest(mut program: Generated, first: Verdict) -> Generated {
    let ending = kind(&native::run(&program.text()));
    loop {
        let candidates = shrink::smaller(&program);
        let verdicts = compare(&candidates).verdicts;
        let next = candidates
            .into_iter()
            .zip(verdicts)
            .find(|(_, (verdict, ours, _))| *verdict == first && kind(ours) == ending);
        match next {
            Some((smaller, _)) => program = smaller,
            None => return program,
        }
    }
}

#[test]
fn random_programs_agree_with_guile() {
    let grammar = Grammar::new(PRODUCTIONS);
    let missing = &grammar.missing;
    assert!(
        missing.is_empty(),
        "productions use what the language lacks: {missing:?}"
    );
    if !guile::is_here() {
        return;
    }
    let cases = setting("FOLDSCHEME_CASES", DEFAULT_CASES);
    let seed = setting("FOLDSCHEME_SEED", DEFAULT_SEED);
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let mut uses = BTreeMap::new();
    let mut counts = BTreeMap::new();
    let mut failures = Vec::new();
    let mut done = 0;
    let (mut here, mut there) = (Duration::ZERO, Duration::ZERO);
    while done < cases && failures.len() < 8 {
        let size = (BATCH * threads).min(cases - done);
        let seeds = seed.wrapping_add(done)..seed.wrapping_add(done + size);
        let programs: Vec<Generated> = seeds.map(|s| program(s, &grammar, &mut uses)).collect();
        let compared = compare_in_parallel(&programs, threads as usize);
        here += compared.here;
        there += compared.there;
        for (program, (verdict, _, _)) in programs.iter().zip(&compared.verdicts) {
            *counts.entry(*verdict).or_insert(0) += 1;
            if matches!(verdict, Verdict::Differ | Verdict::Broken) {
                failures.push((program.clone(), *verdict));
            }
        }
        done += size;
    }
    let count = |verdict| counts.get(&verdict).copied().unwrap_or(0u64);
    let used = uses.len();
    eprintln!(
        "{done} programs from seed {seed}: {} same value, {} both fail, {} skipped, {} differ, {} broken; \
         {used} of {} productions used; {:.0} s here, {:.0} s by Guile",
        count(Verdict::Same),
        count(Verdict::BothFail),
        count(Verdict::Skipped),
        count(Verdict::Differ),
        count(Verdict::Broken),
        grammar.productions.len(),
        here.as_secs_f64(),
        there.as_secs_f64(),
    );
    let mut report = String::new();
    for (failure, verdict) in failures.into_iter().take(4) {
        let small = smallest(failure, verdict);
        let (_, ours, theirs) = compare(std::slice::from_ref(&small)).verdicts.remove(0);
        report.push_str(&format!(
            "{}\nhere: {ours:?}\nGuile: {theirs:?}\n\n",
            small.text()
        ));
    }
    assert!(report.is_empty(), "programs differ:\n{report}");
    assert!(
        count(Verdict::Skipped) * 100 <= done * MOST_SKIPPED,
        "too many programs were not compared"
    );
    assert!(
        count(Verdict::Same) * 100 >= done * 80,
        "too few programs end with a value"
    );
    if done >= 20_000 {
        let unused: Vec<&str> = (0..grammar.productions.len())
            .filter(|i| !uses.contains_key(i))
            .map(|i| grammar.productions[i].line.as_str())
            .collect();
        assert!(
            unused.is_empty(),
            "productions that no program uses: {unused:#?}"
        );
    }
}

/// The comparison notices what is wrong.
#[test]
fn a_difference_is_noticed() {
    let value = |text: &str| native::Ending::Value(text.to_string());
    let theirs = |text: &str| guile::Ending::Value(text.to_string());
    let verdict = |ours: &native::Ending, theirs: &guile::Ending| verdict(true, ours, theirs);
    assert_eq!(verdict(&value("1"), &theirs("1")), Verdict::Same);
    assert_eq!(verdict(&value("1"), &theirs("2")), Verdict::Differ);
    let failed = guile::Ending::Error("car".to_string());
    assert_eq!(verdict(&value("1"), &failed), Verdict::Differ);
    let rejected = native::Ending::Rejected("no".to_string());
    assert_eq!(verdict(&rejected, &failed), Verdict::BothFail);
    assert_eq!(verdict(&rejected, &theirs("1")), Verdict::Differ);
    let error = native::Ending::Error("car".to_string());
    assert_eq!(verdict(&error, &theirs("1")), Verdict::Differ);
    assert_eq!(verdict(&error, &failed), Verdict::BothFail);
    assert_eq!(
        super::programs::verdict(false, &error, &failed),
        Verdict::Broken
    );
}
