//! What every command needs: limits, interruption, the generator cache.

use crate::args::{Curve, Global};
use crate::exit::Failure;
use crate::interruption::Interruption;
use crate::terminal;
use foldscheme::{install_cache, Ceremony, GeneratorCache, Limits, ScalarField};
use std::path::PathBuf;

/// What every command needs.
pub struct Context {
    /// Limits of runs.
    pub limits: Limits,
    /// The field of programs.
    pub field: ScalarField,
    /// The file of the ceremony, if one is given.
    ptau: Option<PathBuf>,
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
            ptau: global.ptau.clone(),
            field: global.curve.map(Curve::field).unwrap_or_default(),
            interruption: Interruption::install(),
        }
    }

    /// The ceremony, if its file is given.
    pub fn ceremony(&self) -> Result<Option<Ceremony>, Failure> {
        let Some(file) = &self.ptau else {
            return Ok(None);
        };
        let ceremony = Ceremony::open(file)
            .map_err(|error| Failure::io(format!("{}: {error}", file.display())))?;
        Ok(Some(ceremony))
    }
}

/// Where generators are cached: `FOLDSCHEME_CACHE`, else a directory in the user's cache.
fn cache_directory() -> Option<PathBuf> {
    match std::env::var_os("FOLDSCHEME_CACHE") {
        Some(directory) if !directory.is_empty() => Some(PathBuf::from(directory)),
        _ => Some(dirs::cache_dir()?.join("foldscheme")),
    }
}
