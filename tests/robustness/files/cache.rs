//! Files of the parameter cache, one tampered with at a time. A proof is verified with them: it holds as before, an altered one is refused as
//! before, and what was tampered with is whole again or was none of the command's business.

use crate::damage::{ALTERATIONS, REPLACEMENTS};
use crate::ordinary::ordinary;
use crate::outcome::{run, Outcome, Tried};
use crate::size;
use crate::support::{Ended, Scene};
use sha3::{Digest, Sha3_256};
use std::fs;
use std::os::unix::fs::{symlink, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// A program whose circuit is as small as circuits get.
const PROGRAM: &str = "(define (down n) (if (= n 0) 'landed (down (- n 1)))) (down 3)";

/// A proof, an altered one, and the files of a cache that served to make them.
pub struct Kept {
    pub proof: Vec<u8>,
    pub altered: Vec<u8>,
    /// What the command says when the proof is verified.
    pub verified: String,
    /// Names and contents, sorted by name.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Made once for all tests.
pub fn kept() -> &'static Kept {
    static KEPT: OnceLock<Kept> = OnceLock::new();
    KEPT.get_or_init(|| {
        let scene = Scene::new();
        scene.write("down.scm", PROGRAM);
        let cache = scene.path().join("cache");
        let command = |arguments: &[&str]| {
            let mut command = scene.command(arguments);
            command.env("FOLDSCHEME_CACHE", &cache);
            run(command).code(0)
        };
        command(&["prove", "down.scm", "--chunk", "1", "-o", "down.proof"]);
        let verified = command(&["verify", "down.proof"]).stdout;
        assert!(verified.contains("landed"), "{verified}");
        let proof = scene.read("down.proof");
        let mut altered = proof.clone();
        let late = altered.len() - 200;
        altered[late] ^= 1;
        let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(&cache)
            .expect("a cache")
            .map(|entry| entry.expect("an entry").path())
            .map(|path| (name_of(&path), fs::read(&path).expect("a file")))
            .collect();
        files.sort();
        assert_eq!(files.len(), 4, "two sets of generators, two of constants");
        Kept {
            proof,
            altered,
            verified,
            files,
        }
    })
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().expect("a name");
    name.to_string_lossy().into_owned()
}

/// A directory with a whole cache, the proofs, and a place for other things.
pub struct Stage {
    pub scene: Scene,
    pub cache: PathBuf,
    pub elsewhere: PathBuf,
}

impl Stage {
    pub fn new() -> Stage {
        let stage = Stage::empty();
        for (name, bytes) in &kept().files {
            fs::write(stage.cache.join(name), bytes).expect("a file");
        }
        stage
    }

    /// Without files in the cache.
    pub fn empty() -> Stage {
        let scene = Scene::new();
        scene.write("down.proof", &kept().proof);
        scene.write("altered.proof", &kept().altered);
        let [cache, elsewhere] = ["cache", "elsewhere"].map(|name| scene.path().join(name));
        fs::create_dir(&cache).expect("a directory");
        fs::create_dir(&elsewhere).expect("a directory");
        Stage {
            scene,
            cache,
            elsewhere,
        }
    }

    pub fn verify(&self, proof: &str) -> Command {
        let mut command = self.scene.command(&["verify", proof]);
        command.env("FOLDSCHEME_CACHE", &self.cache);
        command
    }

    /// Verifies the proof; whatever the cache is, the answer is the same.
    #[track_caller]
    pub fn right(&self, what: &str) -> Ended {
        self.right_as(self.verify("down.proof"), what)
    }

    #[track_caller]
    pub fn right_as(&self, command: Command, what: &str) -> Ended {
        let ended = run(command).code(0);
        assert_eq!(ended.stdout, kept().verified, "{what}");
        ended
    }

    /// Verifies the altered proof: it is refused.
    #[track_caller]
    pub fn refused(&self, what: &str) {
        let ended = run(self.verify("altered.proof"));
        assert_eq!(ended.code, Some(4), "{what}: {ended:?}");
        assert_eq!(ended.stdout, "", "{what}");
    }

    /// Whether the cache has just its files, as they should be.
    pub fn is_whole(&self) -> bool {
        let Ok(entries) = fs::read_dir(&self.cache) else {
            return false;
        };
        let mut names: Vec<String> = entries
            .map(|entry| name_of(&entry.expect("an entry").path()))
            .collect();
        names.sort();
        let whole = |(name, bytes): &(String, Vec<u8>)| {
            let path = self.cache.join(name);
            !path.is_dir() && fs::read(path).is_ok_and(|read| read == *bytes)
        };
        let expected: Vec<&String> = kept().files.iter().map(|(name, _)| name).collect();
        names.iter().collect::<Vec<_>>() == expected && kept().files.iter().all(whole)
    }
}

/// The files that are tampered with: by default the one that is made again soonest.
fn victims() -> Vec<&'static str> {
    let names = kept().files.iter().map(|(name, _)| name.as_str());
    match size::full() {
        true => names.collect(),
        false => names
            .filter(|name| name.starts_with("poseidon-pallas"))
            .collect(),
    }
}

fn bytes_of(name: &str) -> &'static [u8] {
    let file = kept().files.iter().find(|(own, _)| own == name);
    &file.expect("a file of the cache").1
}

/// Notes about a file, but for that on generators that are derived.
fn notes<'e>(ended: &'e Ended, place: &Path) -> Vec<&'e str> {
    let place = place.display().to_string();
    let lines = ended.stderr.lines();
    lines.filter(|line| line.contains(&place)).collect()
}

/// The file in its place is not used, which is said, and is made again.
#[track_caller]
fn rebuilt(stage: &Stage, name: &str, what: &str) -> Outcome {
    let place = stage.cache.join(name);
    if size::full() {
        let other = stage.elsewhere.join("kept");
        // The altered proof sees the same file as the right one.
        let saved = fs::symlink_metadata(&place).is_ok_and(|m| m.is_file());
        if saved {
            fs::copy(&place, &other).expect("a copy");
            stage.refused(what);
            fs::copy(&other, &place).expect("a copy");
        }
    }
    let ended = stage.right(what);
    let notes = notes(&ended, &place);
    assert_eq!(notes.len(), 1, "{what}: {ended:?}");
    assert!(notes[0].starts_with("note: "), "{what}: {ended:?}");
    assert!(
        notes[0].ends_with("; deriving it again"),
        "{what}: {ended:?}"
    );
    assert!(stage.is_whole(), "{what}");
    let again = stage.right(what);
    assert!(again.stderr.is_empty(), "{what}: {again:?}");
    Outcome::Rebuilt
}

#[test]
fn altered_files_are_noticed_and_made_again() {
    let mut tried = Tried::new("altered cache files");
    for victim in victims() {
        for (what, alter) in ALTERATIONS {
            let stage = Stage::new();
            fs::write(stage.cache.join(victim), alter(bytes_of(victim))).expect("a file");
            tried.add(rebuilt(&stage, victim, what));
        }
        // That of the other field or curve, of the same length.
        let other = match victim.split_once("pallas") {
            Some((before, _)) => format!("{before}vesta"),
            None => victim[..victim.find("vesta").expect("a curve")].to_string() + "pallas",
        };
        let other = kept()
            .files
            .iter()
            .find(|(name, _)| name.starts_with(&other));
        let (_, bytes) = other.expect("one of each");
        let stage = Stage::new();
        fs::write(stage.cache.join(victim), bytes).expect("a file");
        tried.add(rebuilt(&stage, victim, "that of the other curve"));
    }
}

/// Files that are consistent with themselves: whoever made them knew how.
#[test]
fn forged_generators_are_noticed_and_made_again() {
    let mut tried = Tried::new("forged cache files");
    let names = kept().files.iter().map(|(name, _)| name.as_str());
    let victim = names.into_iter().find(|name| name.contains("-pallas-ck-"));
    let victim = victim.expect("generators");
    let sealed = |mut content: Vec<u8>| {
        let end = content.len() - 32;
        let digest = Sha3_256::digest(&content[..end]);
        content[end..].copy_from_slice(&digest);
        content
    };
    let good = bytes_of(victim);
    assert_eq!(sealed(good.to_vec()), good, "the digest is the file's own");
    let points = good.len() - 32 - 64 * 16_385;
    let mut swapped = good.to_vec();
    swapped[points..points + 128].rotate_left(64);
    let mut repeated = good.to_vec();
    repeated.copy_within(points..points + 64, points + 64);
    let mut older = good.to_vec();
    older[8] -= 1;
    let mut other_curve = good.to_vec();
    other_curve[10] ^= 1;
    let mut off_curve = good.to_vec();
    off_curve[points + 3] ^= 1;
    let ways = [
        ("two points swapped", swapped),
        ("a point twice", repeated),
        ("an older format", older),
        ("another curve's header", other_curve),
        ("a point off the curve", off_curve),
    ];
    for (what, content) in ways.into_iter().take(size::size(3, 5)) {
        let stage = Stage::new();
        fs::write(stage.cache.join(victim), sealed(content)).expect("a file");
        tried.add(rebuilt(&stage, victim, what));
    }
}

#[test]
fn what_is_no_file_is_noticed_and_replaced() {
    let mut tried = Tried::new("what stands in place of cache files");
    for victim in victims() {
        for (what, put) in REPLACEMENTS {
            let stage = Stage::new();
            let place = stage.cache.join(victim);
            fs::remove_file(&place).expect("a file");
            put(&place, &stage.elsewhere);
            let ended = stage.right(what);
            let notes = notes(&ended, &place);
            match what {
                // It is as good as missing, and no word is lost about what is missing.
                "a link that leads nowhere" => assert!(notes.is_empty(), "{ended:?}"),
                // It can't be replaced either, and that is said, too.
                "a directory" => assert_eq!(notes.len(), 2, "{ended:?}"),
                _ => assert_eq!(notes.len(), 1, "{what}: {ended:?}"),
            }
            assert_eq!(stage.is_whole(), what != "a directory", "{what}");
            assert!(place.is_dir() || place.is_file() && !place.is_symlink());
            // Nothing came into being, and nothing was read, where a link led.
            assert!(!stage.elsewhere.join("nothing").exists());
            tried.add(Outcome::Rebuilt);
        }
    }
}

#[test]
fn links_lead_to_what_is_right_or_are_replaced() {
    let mut tried = Tried::new("links in place of cache files");
    let victim = victims()[0];
    for (what, altered) in [("the right file", false), ("a damaged file", true)] {
        let stage = Stage::new();
        let place = stage.cache.join(victim);
        let mut bytes = bytes_of(victim).to_vec();
        bytes[70] ^= u8::from(altered);
        let target = stage.elsewhere.join("target");
        fs::write(&target, &bytes).expect("a file");
        fs::remove_file(&place).expect("a file");
        symlink(&target, &place).expect("a link");
        match altered {
            false => {
                let ended = stage.right(what);
                assert_eq!(ended.stderr, "");
                assert!(place.is_symlink());
                tried.add(Outcome::Unaffected);
            }
            true => {
                tried.add(rebuilt(&stage, victim, what));
                assert!(!place.is_symlink());
            }
        }
        // What it leads to is not ours to change.
        assert_eq!(fs::read(&target).expect("a file"), bytes);
    }

    let stage = Stage::new();
    fs::remove_file(stage.cache.join(victim)).expect("a file");
    let ended = stage.right("missing");
    assert_eq!(ended.stderr, "");
    assert!(stage.is_whole());
    tried.add(Outcome::Rebuilt);

    // What was half-written and never got its name.
    let stage = Stage::new();
    let half = &bytes_of(victim)[..1000];
    fs::write(stage.cache.join(".tmpAbCdEf"), half).expect("a file");
    let ended = stage.right("a leftover");
    assert_eq!(ended.stderr, "");
    tried.add(Outcome::Unaffected);
}

#[test]
fn what_may_not_be_read_is_made_again() {
    let mut tried = Tried::new("cache files out of reach");
    let victim = victims()[0];
    // Who may write into the directory replaces the file; who may not goes on without it.
    for (what, mode) in [
        ("an unreadable file", 0o700),
        ("in a read-only directory", 0o500),
    ] {
        let stage = Stage::new();
        let place = stage.cache.join(victim);
        let set = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("our own");
        };
        set(stage.scene.path(), 0o755);
        let Some(command) = ordinary(stage.verify("down.proof"), stage.scene.path()) else {
            tried.skip(what, "no ordinary user here");
            continue;
        };
        set(&place, 0o000);
        set(&stage.cache, mode);
        let ended = stage.right_as(command, what);
        let notes = notes(&ended, &place);
        assert!(notes[0].contains("cannot read"), "{ended:?}");
        match mode {
            0o700 => {
                assert_eq!(notes.len(), 1, "{ended:?}");
                assert!(stage.is_whole(), "{what}");
            }
            _ => {
                assert_eq!(notes.len(), 2, "{ended:?}");
                assert!(notes[1].contains("cannot write"), "{ended:?}");
            }
        }
        set(&stage.cache, 0o700);
        tried.add(Outcome::Rebuilt);
    }
}
