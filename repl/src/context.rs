//! What every command needs: limits, interruption, the generator cache.

use crate::args::Global;
use crate::interruption::Interruption;
use crate::terminal;
use foldscheme::{install_cache, GeneratorCache, Limits};
use std::path::PathBuf;

/// What every command needs.
pub struct Context {
    /// Limits of runs.
    pub limits: Limits,
    /// Ctrl-C.
    pub interruption: Interruption,
}

impl Context {
    /// Listens for Ctrl-C and makes the cache known to the library.
    pub fn new(global: &Global) -> Context {
        let directory = if global.no_cache {
            None
        } else {
            cache_directory()
        };
        install_cache(GeneratorCache::new(directory, |notice| {
            terminal::say(format_args!("note: {notice}"));
        }));
        Context {
            limits: Limits {
                steps: global.max_steps,
                memory: global.max_memory.saturating_mul(1 << 20),
            },
            interruption: Interruption::install(),
        }
    }
}

/// Where generators are cached: `FOLDSCHEME_CACHE`, else a directory in the user's cache.
fn cache_directory() -> Option<PathBuf> {
    match std::env::var_os("FOLDSCHEME_CACHE") {
        Some(directory) if !directory.is_empty() => Some(PathBuf::from(directory)),
        _ => Some(dirs::cache_dir()?.join("foldscheme")),
    }
}
