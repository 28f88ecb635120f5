//! What the cache has to say while it works.
use super::Damage;
use crate::engine::Curve;
use std::path::PathBuf;

/// A message of the generator cache. None of them stops a run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Notice {
    /// Generators are about to be derived, which takes seconds.
    #[error("deriving {count} commitment generators on {curve} (once for this size)")]
    Deriving {
        /// The curve.
        curve: Curve,
        /// How many.
        count: usize,
    },
    /// A cache file is not what it should be, and is going to be replaced.
    #[error("the parameter cache file {} {damage}; deriving it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        damage: Damage,
    },
    /// A cache file could not be read.
    #[error("cannot read the parameter cache file {} ({error}); deriving it again", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A cache file could not be written.
    #[error("cannot write the parameter cache file {} ({error}); going on without it", path.display())]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The derived generators differ from those that this version pins. They are used, as they
    /// come from the label, and not cached.
    #[error("{count} derived generators on {curve} differ from the pinned ones; not caching them")]
    Unpinned {
        /// The curve.
        curve: Curve,
        /// How many.
        count: usize,
    },
}
