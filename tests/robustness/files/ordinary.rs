//! Commands as an ordinary user, whom permissions bind.

use std::fs;
use std::os::unix::fs::{chown, MetadataExt};
use std::path::Path;
use std::process::Command;

/// A user without an account.
const NOBODY: u32 = 54_321;

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Makes a command that of a user whom permissions bind, and everything in a directory theirs; nothing if that can't be done here.
pub fn ordinary(command: Command, directory: &Path) -> Option<Command> {
    if !is_root() {
        return Some(command);
    }
    let program = command.get_program().to_owned();
    let mut outer = Command::new("setpriv");
    outer
        .args([format!("--reuid={NOBODY}"), format!("--regid={NOBODY}")])
        .args(["--clear-groups", "--"])
        .arg(&program)
        .args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    if let Some(current) = command.get_current_dir() {
        outer.current_dir(current);
    }
    // Whether that user can reach the program at all.
    let mut probe = Command::new("setpriv");
    probe
        .args([format!("--reuid={NOBODY}"), format!("--regid={NOBODY}")])
        .args(["--clear-groups", "--"])
        .arg(&program)
        .arg("--version");
    let reached = probe.output().is_ok_and(|ended| ended.status.success());
    reached.then(|| {
        give(directory);
        outer
    })
}

/// Makes a directory and everything in it that user's.
fn give(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).expect("root gives files away");
    if path.is_dir() && !path.is_symlink() {
        for entry in fs::read_dir(path).expect("a directory") {
            let entry = entry.expect("an entry").path();
            if !entry.is_symlink() {
                give(&entry);
            }
        }
    }
}
