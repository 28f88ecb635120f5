//! Programs run by GNU Guile: many in one process.

use std::io::Write;
use std::process::{Command, Stdio};

/// Reads programs, each a list of forms, from standard input; writes a line for each.
const DRIVER: &str = include_str!("driver.scm");

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With this value, as `write` writes it.
    Value(String),
    /// With an error.
    Error(String),
    /// It was cut off.
    Stopped,
}

/// Whether Guile is here; says so if it is not.
pub fn is_here() -> bool {
    let version = Command::new("guile")
        .arg("--version")
        .stderr(Stdio::null())
        .output();
    let here = version.is_ok_and(|output| {
        output.status.success()
            && String::from_utf8_lossy(&output.stdout).contains("(GNU Guile) 3.")
    });
    if !here {
        // Standard error of a test is shown only if it fails; this must be seen.
        let note = "NOTE: GNU Guile 3 is not installed (Debian: guile-3.0); what compares with it is SKIPPED\n";
        let _ = std::io::stderr().write_all(note.as_bytes());
    }
    here
}

/// Runs programs in order.
pub fn run(programs: &[String]) -> Vec<Ending> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let driver = directory.path().join("driver.scm");
    let input = directory.path().join("programs");
    std::fs::write(&driver, DRIVER).expect("writes the driver");
    let mut text = String::new();
    for program in programs {
        text.push('(');
        text.push_str(program);
        text.push_str("\n)\n");
    }
    std::fs::write(&input, text).expect("writes the programs");
    let output = Command::new("guile")
        .args(["--r7rs", "--no-auto-compile", "-s"])
        .args([&driver, &input])
        // Letters of any alphabet, whatever the caller's locale.
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("starts Guile");
    let lines = String::from_utf8_lossy(&output.stdout);
    let endings: Vec<Ending> = lines
        .lines()
        .map(|line| match line.split_at_checked(2) {
            Some(("= ", value)) => Ending::Value(value.to_string()),
            Some(("? ", _)) => Ending::Stopped,
            Some(("! ", error)) => Ending::Error(error.to_string()),
            _ => panic!("Guile's driver wrote {line:?}"),
        })
        .collect();
    assert_eq!(
        endings.len(),
        programs.len(),
        "Guile stopped at {:?}\n{}",
        programs.get(endings.len()),
        String::from_utf8_lossy(&output.stderr)
    );
    endings
}
