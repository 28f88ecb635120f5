//! Several processes on one cache, and files that change under them.

use crate::cache::{kept, Stage};
use crate::outcome::{Outcome, Tried};
use crate::size::size;
use crate::support::Ended;
use std::fs;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[test]
fn processes_that_start_together_all_succeed() {
    let mut tried = Tried::new("processes at once on an empty cache");
    for count in [2, 10].into_iter().take(size(1, 2)) {
        let stage = Stage::empty();
        let children: Vec<_> = (0..count)
            .map(|_| {
                let mut command = stage.verify("down.proof");
                command.stdout(Stdio::piped()).stderr(Stdio::piped());
                command.spawn().expect("the command starts")
            })
            .collect();
        for child in children {
            let ended = Ended::of(child.wait_with_output().expect("it ends")).code(0);
            assert_eq!(ended.stdout, kept().verified);
            assert!(!ended.stderr.contains("cannot"), "{ended:?}");
        }
        assert!(stage.is_whole(), "{count} processes");
        tried.add(Outcome::Unaffected);
    }
}

/// Killed as soon as anything appears in the cache, at whatever point that catches it.
#[test]
fn a_killed_process_leaves_nothing_that_is_used() {
    let mut tried = Tried::new("killed at work on a cache");
    for attempt in 0..size(2, 20) {
        let stage = Stage::empty();
        let mut child = stage.verify("down.proof").spawn().expect("it starts");
        for _ in 0..240_000 {
            let seen = fs::read_dir(&stage.cache).expect("a cache").count();
            if seen > attempt % 5 || child.try_wait().expect("a child").is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let named: Vec<_> = kept()
            .files
            .iter()
            .filter_map(|(name, bytes)| Some((fs::read(stage.cache.join(name)).ok()?, bytes)))
            .collect();
        for (found, right) in named {
            assert!(found == *right, "attempt {attempt}: half-written");
        }
        tried.add(Outcome::Killed);
    }
}

/// Whatever is read last is what was digested: a file that changes all the time is used when it is right, and else not.
#[test]
fn a_file_that_keeps_changing_is_never_used_when_it_is_wrong() {
    let mut tried = Tried::new("cache files that keep changing");
    let stage = Stage::new();
    let (name, right) = &kept().files[2];
    assert!(name.starts_with("poseidon-"), "{name}");
    let place = stage.cache.join(name);
    let mut wrong = right.clone();
    let middle = wrong.len() / 2;
    wrong[middle] ^= 1;
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let beside = stage.elsewhere.join("next");
            let mut contents = [&wrong[..], &right[..1000], right].into_iter().cycle();
            while !stop.load(Ordering::Relaxed) {
                let content = contents.next().expect("an endless circle");
                fs::write(&beside, content).expect("a file");
                fs::rename(&beside, &place).expect("moves");
                // In place, too, so that what is open changes.
                let _ = fs::write(&place, content);
            }
        });
        for attempt in 0..size(4, 40) {
            match attempt % 2 {
                0 => drop(stage.right("a file that keeps changing")),
                _ => stage.refused("a file that keeps changing"),
            }
            tried.add(Outcome::Unaffected);
        }
        stop.store(true, Ordering::Relaxed);
    });

    // The whole directory goes away over and over.
    let stage = Stage::new();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let _ = fs::remove_dir_all(&stage.cache);
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        for _ in 0..size(1, 5) {
            stage.right("a directory that goes away");
            tried.add(Outcome::Rebuilt);
        }
        stop.store(true, Ordering::Relaxed);
    });
}
