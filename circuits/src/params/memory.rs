//! The process's generators.
//!
//! Global, because `nova_snark`'s `CommitmentEngineTrait::setup`, the only way in, has no argument
//! to hand a store through.
use super::GeneratorCache;
use crate::engine::{Affine, PastaGroup};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// For one curve: the largest set of generators of each label that was asked for.
pub struct GeneratorMemory<A> {
    sets: Mutex<Vec<LabelledSet<A>>>,
}

/// A label, and the generators that it derives.
type LabelledSet<A> = (&'static [u8], Arc<[A]>);

impl<A> Default for GeneratorMemory<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A> GeneratorMemory<A> {
    /// Nothing yet.
    pub const fn new() -> Self {
        GeneratorMemory {
            sets: Mutex::new(Vec::new()),
        }
    }

    fn find(&self, label: &[u8], count: usize) -> Option<Arc<[A]>> {
        lock(&self.sets)
            .iter()
            .find(|(known, set)| *known == label && set.len() >= count)
            .map(|(_, set)| set.clone())
    }

    /// Keeps the larger of the set that is there and this one, and returns it.
    fn keep(&self, label: &'static [u8], set: Arc<[A]>) -> Arc<[A]> {
        let mut sets = lock(&self.sets);
        match sets.iter_mut().find(|(known, _)| *known == label) {
            Some((_, kept)) => {
                if kept.len() < set.len() {
                    *kept = set;
                }
                kept.clone()
            }
            None => {
                sets.push((label, set.clone()));
                set
            }
        }
    }
}

static CACHE: Mutex<Option<GeneratorCache>> = Mutex::new(None);

/// Makes `cache` the place where generators that are not in memory come from. Without one, they
/// are derived from their labels, in silence. May be called again; the last one counts.
pub fn install_cache(cache: GeneratorCache) {
    *lock(&CACHE) = Some(cache);
}

/// The cache, if there is one.
pub(super) fn installed() -> Option<GeneratorCache> {
    lock(&CACHE).clone()
}

/// At least the first `count` generators of `label`.
///
/// No lock is held while they are derived: deriving is parallel, and a worker that waited for a
/// lock could be the one that the deriving thread waits for. So two threads that ask at once for
/// what is not there may both derive it.
pub fn generators<G: PastaGroup>(label: &'static [u8], count: usize) -> Arc<[Affine<G>]> {
    let memory = G::generator_memory();
    if let Some(set) = memory.find(label, count) {
        return set;
    }
    let set = match installed() {
        Some(cache) => cache.obtain::<G>(label, count),
        None => G::from_label(label, count),
    };
    memory.keep(label, set.into())
}

/// A panic elsewhere leaves these values whole, so poison means nothing.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
