//! Ways to damage bytes, and to put something else in a file's place.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

/// Bytes altered.
pub type Alteration = fn(&[u8]) -> Vec<u8>;

fn flipped(bytes: &[u8], place: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[place] ^= 4;
    bytes
}

/// Ways to alter the bytes of any file, by name.
pub const ALTERATIONS: [(&str, Alteration); 8] = [
    ("a bit of its beginning flipped", |b| flipped(b, 3)),
    ("a bit of its middle flipped", |b| flipped(b, b.len() / 2)),
    ("a bit of its end flipped", |b| flipped(b, b.len() - 1)),
    ("without its last byte", |b| b[..b.len() - 1].to_vec()),
    ("without its second half", |b| b[..b.len() / 2].to_vec()),
    ("empty", |_| Vec::new()),
    ("with a byte more", |b| [b, &[0]].concat()),
    ("all zero", |b| vec![0; b.len()]),
];

/// Puts something into a file's place, which is free; `elsewhere` is an empty directory.
pub type Replacement = fn(&Path, &Path);

/// What stands in the place of a file and is no file.
pub const REPLACEMENTS: [(&str, Replacement); 7] = [
    ("a directory", |place, _| {
        fs::create_dir(place).expect("a directory");
    }),
    ("a link that leads nowhere", |place, elsewhere| {
        symlink(elsewhere.join("nothing"), place).expect("a link");
    }),
    ("a link to itself", |place, _| {
        symlink(place, place).expect("a link");
    }),
    ("a link to an endless device", |place, _| {
        symlink("/dev/zero", place).expect("a link");
    }),
    ("a pipe", |place, _| {
        let made = Command::new("mkfifo").arg(place).status();
        assert!(made.expect("mkfifo is there").success());
    }),
    ("a link to a pipe", |place, elsewhere| {
        let pipe = elsewhere.join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo is there").success());
        symlink(pipe, place).expect("a link");
    }),
    ("a socket", |place, _| {
        // Paths of sockets are short.
        let short = tempfile::tempdir().expect("a directory");
        let socket = short.path().join("s");
        UnixListener::bind(&socket).expect("a socket");
        if fs::rename(&socket, place).is_err() {
            // On another file system; a link does as well.
            symlink(short.keep().join("s"), place).expect("a link");
        }
    }),
];
