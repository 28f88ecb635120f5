//! Every seed of the fuzz targets, what once made trouble among them, through the function that the target calls.

#[path = "../support/size.rs"]
mod size;
#[path = "src/lib.rs"]
mod targets;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// What takes longer than this is reported by the fuzz targets, too.
const LONGEST: Duration = Duration::from_secs(1);

#[test]
fn every_seed_is_handled_in_time() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/seeds");
    for (name, run) in targets::TARGETS {
        let mut seeds: Vec<_> = fs::read_dir(folder.join(name))
            .expect("a folder of seeds")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        seeds.sort();
        assert!(seeds.len() >= 4, "{name} has {} seeds", seeds.len());
        let mut longest = Duration::ZERO;
        for seed in &seeds {
            let bytes = fs::read(seed).expect("a seed");
            let time = || {
                let since = Instant::now();
                run(&bytes);
                since.elapsed()
            };
            let mut took = time();
            if took >= LONGEST {
                // What is made once for all inputs, such as parameters, is there the second time.
                took = time();
            }
            assert!(took < LONGEST, "{} took {took:?}", seed.display());
            longest = longest.max(took);
        }
        size::figure(
            "fuzz seeds",
            format_args!("{name}: {} seeds, {longest:?} at most", seeds.len()),
        );
    }
}

/// Folders of seeds and lists of words are those of the targets that there are.
#[test]
fn every_target_has_seeds_and_words() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz");
    let names = |folder: &str, extension: &str| {
        let mut names: Vec<String> = fs::read_dir(own.join(folder))
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .map(|name| name.trim_end_matches(extension).to_string())
            .collect();
        names.sort();
        names
    };
    let targets = targets::TARGETS.map(|(name, _)| name.to_string());
    assert_eq!(names("seeds", ""), targets);
    assert_eq!(names("dictionaries", ".dict"), targets);
    assert_eq!(names("fuzz_targets", ".rs"), targets);
}
