//! No room: a file may grow so far and no further, or a file system is full.

use crate::cache::{kept, Stage};
use crate::outcome::{run, Outcome, Tried};
use std::fs;
use std::process::Command;

/// A shell that limits files to 64 KiB, then becomes the command; what happens at the limit, `at_limit` says.
fn limited(command: &Command, at_limit: &str) -> Command {
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg(format!(
            "{at_limit} ulimit -c 0; ulimit -f 128; exec \"$@\""
        ))
        .arg("sh")
        .arg(command.get_program())
        .args(command.get_args());
    copy_surroundings(command, &mut shell);
    shell
}

fn copy_surroundings(from: &Command, to: &mut Command) {
    for (name, value) in from.get_envs() {
        match value {
            Some(value) => to.env(name, value),
            None => to.env_remove(name),
        };
    }
    if let Some(current) = from.get_current_dir() {
        to.current_dir(current);
    }
}

/// The names in the cache that are none of a whole cache.
fn strangers(stage: &Stage) -> Vec<String> {
    let entries = fs::read_dir(&stage.cache).expect("a cache");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let own = |name: &String| kept().files.iter().any(|(own, _)| own == name);
    names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| !own(name))
        .collect()
}

#[test]
fn what_cannot_be_written_whole_is_not_there() {
    let mut tried = Tried::new("no room for cache files");
    let stage = Stage::empty();
    let command = limited(&stage.verify("down.proof"), "trap '' XFSZ;");
    let ended = stage.right_as(command, "files that grow no further");
    let unwritten = ended.stderr.matches("; going on without it").count();
    assert_eq!(unwritten, kept().files.len(), "{ended:?}");
    assert_eq!(fs::read_dir(&stage.cache).expect("a cache").count(), 0);
    tried.add(Outcome::Rebuilt);

    // A file system of 512 KiB: the constants fit one at a time, the generators not at all.
    let stage = Stage::empty();
    let command = stage.verify("down.proof");
    let mut apart = Command::new("unshare");
    apart
        .args(["--mount", "--map-root-user", "sh", "-c"])
        .arg("mount -t tmpfs -o size=512k none \"$FOLDSCHEME_CACHE\" || exit 99; \"$@\" || exit; ls -A \"$FOLDSCHEME_CACHE\" >&2")
        .arg("sh")
        .arg(command.get_program())
        .args(command.get_args());
    copy_surroundings(&command, &mut apart);
    match apart.output() {
        Ok(probe) if probe.status.code() == Some(0) => {
            let stderr = String::from_utf8_lossy(&probe.stderr);
            assert_eq!(String::from_utf8_lossy(&probe.stdout), kept().verified);
            let full = stderr.matches("No space left on device").count();
            assert!(full >= 2, "{stderr}");
            // What is there has its own name.
            let names = stderr.lines().filter(|line| line.ends_with(".bin"));
            let whole = |name: &str| kept().files.iter().any(|(own, _)| own == name);
            assert!(names.clone().all(whole), "{stderr}");
            assert!(
                !stderr.lines().any(|line| line.starts_with(".tmp")),
                "{stderr}"
            );
            tried.add(Outcome::Rebuilt);
        }
        _ => tried.skip("a full file system", "none can be mounted here"),
    }
}

/// The kernel ends a process in the middle of a write that goes beyond its limit.
#[test]
fn a_kill_in_the_middle_of_a_write_leaves_nothing_that_is_used() {
    let mut tried = Tried::new("killed while writing a cache file");
    let stage = Stage::empty();
    let killed = run(limited(&stage.verify("down.proof"), ""));
    assert_eq!((killed.code, killed.stdout.as_str()), (None, ""));
    let left = strangers(&stage);
    assert_eq!(left.len(), 1, "one file is half-written: {left:?}");
    let half = fs::metadata(stage.cache.join(&left[0])).expect("a file");
    assert_eq!(half.len(), 64 << 10);
    let ended = stage.right("after a kill");
    assert!(!ended.stderr.contains(&left[0]), "{ended:?}");
    for name in left {
        fs::remove_file(stage.cache.join(name)).expect("a leftover");
    }
    assert!(stage.is_whole());
    tried.add(Outcome::Killed);
}
