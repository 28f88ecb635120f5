//! The cache's directory itself: elsewhere, nowhere, or nothing that could be one.

use crate::cache::{kept, Stage};
use crate::ordinary::ordinary;
use crate::outcome::{run, Outcome, Tried};
use crate::size::{full, size};
use std::fs;
use std::os::unix::fs::{symlink, PermissionsExt};
use std::path::Path;

/// Makes something that is to be used as a cache, in a directory of its own.
type Place = fn(&Path) -> std::path::PathBuf;

/// Where no cache can be. Making everything again takes a while, so that few are tried by default.
const NOWHERE: [(&str, Place); 7] = [
    ("a file", |own| {
        let path = own.join("file");
        fs::write(&path, "none").expect("a file");
        path
    }),
    ("where nobody can write", |_| "/proc/foldscheme".into()),
    ("a link to itself", |own| {
        let path = own.join("link");
        symlink(&path, &path).expect("a link");
        path
    }),
    ("a link that leads nowhere", |own| {
        let path = own.join("link");
        symlink(own.join("nothing/at/all"), &path).expect("a link");
        path
    }),
    ("under a file", |own| {
        fs::write(own.join("file"), "none").expect("a file");
        own.join("file/cache")
    }),
    ("a device", |_| "/dev/full".into()),
    ("a name that is too long", |own| own.join("long".repeat(80))),
];

#[test]
fn what_is_no_directory_costs_no_more_than_time() {
    let mut tried = Tried::new("places that are no cache");
    for (what, place) in NOWHERE.into_iter().take(size(2, NOWHERE.len())) {
        let stage = Stage::empty();
        let place = place(&stage.elsewhere);
        let before = fs::symlink_metadata(&place).map(|m| m.file_type());
        let mut command = stage.verify("down.proof");
        command.env("FOLDSCHEME_CACHE", &place);
        let ended = stage.right_as(command, what);
        let lines = ended.stderr.lines();
        let unwritten = lines
            .filter(|line| line.contains("going on without it"))
            .count();
        assert_eq!(unwritten, kept().files.len(), "{what}: {ended:?}");
        assert!(ended
            .stderr
            .contains("cannot write the parameter cache file"));
        let after = fs::symlink_metadata(&place).map(|m| m.file_type());
        assert_eq!(before.ok(), after.ok(), "{what}");
        tried.add(Outcome::Rebuilt);
    }
}

#[test]
fn a_cache_may_be_reached_by_a_link_or_made_on_the_way() {
    let mut tried = Tried::new("places that lead to a cache");
    let stage = Stage::new();
    let link = stage.elsewhere.join("link");
    symlink(&stage.cache, &link).expect("a link");
    let mut command = stage.verify("down.proof");
    command.env("FOLDSCHEME_CACHE", &link);
    let ended = stage.right_as(command, "a link to the cache");
    assert_eq!(ended.stderr, "");
    tried.add(Outcome::Unaffected);

    // An empty variable is none: the user's own cache directory counts.
    let stage = Stage::new();
    let own = stage.elsewhere.join("foldscheme");
    fs::rename(&stage.cache, &own).expect("moves");
    let mut command = stage.verify("down.proof");
    command
        .env("FOLDSCHEME_CACHE", "")
        .env("XDG_CACHE_HOME", &stage.elsewhere);
    let ended = stage.right_as(command, "an empty variable");
    assert_eq!(ended.stderr, "");
    tried.add(Outcome::Unaffected);
}

#[test]
fn without_a_home_there_is_no_cache() {
    let mut tried = Tried::new("no home");
    let stage = Stage::empty();
    fs::set_permissions(stage.scene.path(), fs::Permissions::from_mode(0o755)).expect("our own");
    let mut command = stage.verify("down.proof");
    for name in [
        "FOLDSCHEME_CACHE",
        "HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
    ] {
        command.env_remove(name);
    }
    // Whoever has an account has a home, whatever the variables say.
    match ordinary(command, stage.scene.path()) {
        Some(command) if stage.scene.path().metadata().is_ok() && is_without_account(&command) => {
            let ended = stage.right_as(command, "no home");
            assert!(!ended.stderr.contains("cannot write"), "{ended:?}");
            tried.add(Outcome::Unaffected);
        }
        _ => tried.skip("no home", "no user without an account here"),
    }
    if full() {
        let mut command = stage.verify("down.proof");
        command.arg("--no-cache");
        let ended = run(command).code(0);
        assert_eq!(ended.stdout, kept().verified);
        tried.add(Outcome::Unaffected);
    }
}

/// Whether a command is run by a user of whom no home is known.
fn is_without_account(command: &std::process::Command) -> bool {
    command.get_program() == "setpriv"
}
