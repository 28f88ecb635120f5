//! Ctrl-C.

#![cfg(unix)]

use crate::support::{Ended, Scene};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const FOREVER: &str = "(define (loop n) (loop n)) (loop 1)";
const LIMIT: &str = "1000000000000000";

/// Waits until the process catches interrupts.
fn wait_for_handler(child: &Child) {
    let status = format!("/proc/{}/status", child.id());
    for _ in 0..200 {
        std::thread::sleep(Duration::from_millis(50));
        let Ok(text) = std::fs::read_to_string(&status) else {
            // No such file system here: a second has to do.
            return std::thread::sleep(Duration::from_secs(1));
        };
        let caught = text
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))
            .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        if caught.is_some_and(|mask| mask & 2 != 0) {
            return;
        }
    }
}

pub fn interrupt(child: &Child) {
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill is there");
    assert!(killed.success());
}

pub fn end(child: Child) -> Ended {
    Ended::of(child.wait_with_output().expect("the command ends")).code(130)
}

#[test]
fn a_run_is_stopped() {
    let scene = Scene::new();
    let child = scene
        .command(&["run", "-e", FOREVER, "--max-steps", LIMIT])
        .spawn()
        .expect("the command starts");
    wait_for_handler(&child);
    std::thread::sleep(Duration::from_millis(300));
    interrupt(&child);
    let ended = end(child);
    assert_eq!(ended.stdout, "");
    assert_eq!(ended.stderr, "interrupted\n");
}

#[test]
fn a_proof_that_keeps_nothing_is_stopped_and_leaves_nothing() {
    let scene = Scene::new();
    let program = "(define (sum n) (if (= n 0) 0 (+ n (sum (- n 1))))) (sum 20000)";
    for interrupts in [1, 2] {
        let child = scene
            .command(&["prove", "-e", program, "--chunk", "16", "--no-checkpoint"])
            .spawn()
            .expect("the command starts");
        wait_for_handler(&child);
        std::thread::sleep(Duration::from_millis(3000));
        for _ in 0..interrupts {
            interrupt(&child);
            std::thread::sleep(Duration::from_millis(20));
        }
        let ended = end(child);
        assert_eq!(ended.stdout, "");
        assert_eq!(scene.files(), [""; 0]);
    }
}

#[test]
fn deriving_generators_is_not_waited_for() {
    let scene = Scene::new();
    // A million generators take minutes.
    let program = "(define (loop n) (if (= n 0) 0 (loop (- n 1)))) (loop 10)";
    let mut child = scene
        .command(&["prove", "-e", program, "--chunk", "8000"])
        .env("FOLDSCHEME_CACHE", scene.path().join("cache"))
        .spawn()
        .expect("the command starts");
    let stderr = child.stderr.take().expect("a pipe");
    let mut lines = BufReader::new(stderr).lines();
    let first = lines.next().expect("a note").expect("text");
    assert!(first.starts_with("note: deriving"), "{first}");
    interrupt(&child);
    let begun = Instant::now();
    end(child);
    assert!(begun.elapsed() < Duration::from_secs(15));
    let rest: Vec<String> = lines.map(|line| line.expect("text")).collect();
    assert_eq!(rest, ["interrupted"]);
    let files = scene.files();
    assert!(files.iter().all(|name| name == "cache"), "{files:?}");
}

#[test]
fn a_measurement_is_stopped_with_its_processes() {
    let scene = Scene::new();
    let child = scene
        .command(&["bench", "--size", "16"])
        .spawn()
        .expect("the command starts");
    wait_for_handler(&child);
    std::thread::sleep(Duration::from_millis(2000));
    interrupt(&child);
    // Standard error ends when the last process that has it does.
    let ended = end(child);
    assert_eq!(ended.stdout, "");
    assert!(ended.stderr.ends_with("interrupted\n"), "{}", ended.stderr);
    assert_eq!(scene.files(), [""; 0]);
}

#[test]
fn waiting_for_input_is_stopped() {
    let scene = Scene::new();
    for arguments in [&["run", "-"][..], &[]] {
        let mut child = scene
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let stdin = child.stdin.take();
        wait_for_handler(&child);
        interrupt(&child);
        end(child);
        drop(stdin);
    }
}

#[test]
fn an_evaluation_is_stopped_and_the_session_goes_on() {
    use std::io::Write;
    let scene = Scene::new();
    let mut child = scene
        .command(&["--max-steps", LIMIT])
        .stdin(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    wait_for_handler(&child);
    writeln!(stdin, "{FOREVER}").expect("the command reads");
    std::thread::sleep(Duration::from_millis(500));
    interrupt(&child);
    writeln!(stdin, "(+ 1 2)").expect("the command reads");
    drop(stdin);
    let ended = Ended::of(child.wait_with_output().expect("the command ends")).code(0);
    assert_eq!(ended.stdout, "3\n");
    assert_eq!(ended.stderr, "interrupted\n");
}
