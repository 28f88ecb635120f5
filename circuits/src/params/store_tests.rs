use super::*;
use crate::engine::Curve;
use nova_snark::provider::pasta::pallas;
use nova_snark::provider::traits::DlogGroup;
use std::sync::{Mutex, OnceLock};

type G = pallas::Point;
const LABEL: &[u8] = b"ck";
/// The smallest size that is cached on disk.
const COUNT: usize = (1 << 13) + 1;

fn right() -> &'static [pallas::Affine] {
    static POINTS: OnceLock<Vec<pallas::Affine>> = OnceLock::new();
    POINTS.get_or_init(|| G::from_label(LABEL, COUNT))
}

/// A cache in `directory`, and the kinds of its notices so far.
fn cache(directory: &Path) -> (GeneratorCache, Arc<Mutex<Vec<String>>>) {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let notices = heard.clone();
    let cache = GeneratorCache::new(Some(directory.to_owned()), move |notice| {
        assert!(!notice.to_string().is_empty());
        notices.lock().unwrap().push(match notice {
            Notice::Deriving { .. } => "deriving".into(),
            Notice::Damaged { damage, .. } => format!("{damage:?}"),
            Notice::Unreadable { .. } => "unreadable".into(),
            Notice::Unwritten { .. } => "unwritten".into(),
            Notice::Unpinned { .. } => "unpinned".into(),
        });
    });
    (cache, heard)
}

fn obtain(directory: &Path) -> Vec<String> {
    let (cache, heard) = cache(directory);
    assert_eq!(cache.obtain::<G>(LABEL, COUNT), right());
    let heard = heard.lock().unwrap();
    heard.clone()
}

fn only_file(directory: &Path) -> PathBuf {
    let files: Vec<_> = std::fs::read_dir(directory).unwrap().collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].as_ref().unwrap().path()
}

#[test]
fn what_was_derived_once_is_read_the_next_time() {
    let temporary = tempfile::tempdir().unwrap();
    let directory = temporary.path().join("made").join("here");
    assert_eq!(obtain(&directory), ["deriving"]);
    let name = only_file(&directory);
    let name = name.file_name().unwrap().to_string_lossy().into_owned();
    let digest = "b23bb319cdc56358";
    assert_eq!(name, format!("generators-pallas-ck-8193-{digest}.bin"));
    assert!(obtain(&directory).is_empty());
}

#[test]
fn a_damaged_file_is_noticed_and_replaced() {
    let temporary = tempfile::tempdir().unwrap();
    let directory = temporary.path();
    obtain(directory);
    let path = only_file(directory);
    let good = std::fs::read(&path).unwrap();
    let flip = |place: usize| {
        let mut bytes = good.clone();
        bytes[place] ^= 1;
        bytes
    };
    let longer = [good.as_slice(), &[0]].concat();
    let length = |got: usize| format!("Length {{ expected: {}, got: {got} }}", good.len());
    for (bytes, damage) in [
        (flip(0), "Header".to_owned()),
        (flip(5000), "Checksum".to_owned()),
        (flip(good.len() - 1), "Checksum".to_owned()),
        (good[..good.len() - 1].to_vec(), length(good.len() - 1)),
        (longer, length(good.len() + 1)),
        (Vec::new(), length(0)),
    ] {
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(obtain(directory), [damage, "deriving".into()]);
        assert_eq!(std::fs::read(&path).unwrap(), good);
    }
}

/// The attack that matters: points that somebody knows relations between, in a file that is
/// consistent with itself and has the right name.
#[test]
fn a_foreign_file_that_is_consistent_with_itself_is_not_used() {
    let temporary = tempfile::tempdir().unwrap();
    let directory = temporary.path();
    let path = directory.join("generators-pallas-ck-8193-b23bb319cdc56358.bin");
    let mut points = right().to_vec();
    points.swap(17, 18);
    let (bytes, _) = file::encode::<G>(LABEL, &points);
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(obtain(directory), ["Foreign", "deriving"]);
    assert!(obtain(directory).is_empty());
}

#[test]
fn a_cache_that_cannot_be_used_costs_no_more_than_a_notice() {
    let temporary = tempfile::tempdir().unwrap();
    let occupied = temporary.path().join("file");
    std::fs::write(&occupied, b"not a directory").unwrap();
    assert_eq!(obtain(&occupied), ["deriving", "unwritten"]);

    let directory = temporary.path().join("cache");
    let place = directory.join("generators-pallas-ck-8193-b23bb319cdc56358.bin");
    std::fs::create_dir_all(place).unwrap();
    assert_eq!(obtain(&directory), ["unreadable", "deriving", "unwritten"]);
    // Nothing is left half-written.
    only_file(&directory);
}

#[test]
fn sizes_and_labels_without_a_pinned_digest_stay_off_the_disk() {
    let temporary = tempfile::tempdir().unwrap();
    let (cache, heard) = cache(temporary.path());
    assert_eq!(cache.obtain::<G>(LABEL, 5), &right()[..5]);
    assert_eq!(cache.obtain::<G>(b"ipa", 2), G::from_label(b"ipa", 2));
    assert!(heard.lock().unwrap().is_empty());
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
    assert_eq!(
        GeneratorCache::new(None, |_| ()).obtain::<G>(LABEL, 3),
        &right()[..3]
    );
}

#[test]
fn points_survive_their_bytes_and_nothing_else_does() {
    for point in [right()[0], G::zero().affine()] {
        let bytes = file::encode_point::<G>(&point);
        assert_eq!(file::decode_point::<G>(&bytes), Some(point));
    }
    assert_eq!(Curve::Pallas.to_string(), "pallas");
    let mut bytes = file::encode_point::<G>(&right()[0]);
    bytes[40] ^= 1;
    assert_eq!(file::decode_point::<G>(&bytes), None);
    assert_eq!(file::decode_point::<G>(&[0xff; 64]), None);
}
