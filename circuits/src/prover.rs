//! What proofs of machine runs and of typed steps have in common: folding chunk after chunk, keeping checkpoints,
//! compressing, and being interrupted. What is folded, a [`Course`] says.

use crate::checkpoint::{Checkpoint, Keep, Keeper, Outline};
use crate::chunk::Chunk;
use crate::claim::ProofBytes;
use crate::ivc::{compress, Cycle, Folding, Interrupt, ProveError, PublicParameters};
use crate::prove::{Error, Progress, Timing};
use crate::scalar::ProofField;
use std::sync::Arc;
use std::time::Instant;

/// The public parameters of chunks.
type Parameters<K> = PublicParameters<Chunk<<K as Cycle>::Scalar>, K>;

/// Folded chunks.
type Folds<K> = Folding<Chunk<<K as Cycle>::Scalar>, K>;

/// A computation, recorded chunk by chunk.
pub(crate) trait Course<F: ProofField>: Send {
    /// The state that the next chunk starts from.
    fn state(&mut self) -> Vec<F>;

    /// Steps done.
    fn steps(&self) -> u64;

    /// Goes on through the next chunk.
    ///
    /// # Errors
    /// If it has no such witness.
    fn record(&mut self) -> Result<Chunk<F>, Error>;
}

/// A chunk to be folded, and where the computation is after it.
struct Recorded<F: ProofField> {
    chunk: Chunk<F>,
    state: Vec<F>,
    steps: u64,
}

impl<F: ProofField> Recorded<F> {
    fn next(course: &mut dyn Course<F>) -> Result<Self, Error> {
        Ok(Recorded {
            chunk: course.record()?,
            state: course.state(),
            steps: course.steps(),
        })
    }
}

/// A proof in the making.
pub(crate) struct Prover<'p, K: Cycle> {
    parameters: Arc<Parameters<K>>,
    z0: Vec<K::Scalar>,
    /// What was folded so far; nothing before the first fold.
    folding: Option<Arc<Folds<K>>>,
    folds: u64,
    keeper: Keeper<'p>,
    interrupt: &'p Interrupt,
    /// Where the time went.
    pub timing: Timing,
}

impl<'p, K: Cycle + Clone + 'static> Prover<'p, K> {
    /// Makes the parameters for chunks shaped like `blank`, whose first starts from `z0`; and the folds of a checkpoint, if there is
    /// one, which must agree with the outline.
    ///
    /// # Errors
    /// If parameters can't be made, the folds do not hold, or `interrupt` is raised.
    pub fn set_up(
        cycle: &K,
        blank: Chunk<K::Scalar>,
        z0: Vec<K::Scalar>,
        outline: &Outline,
        (from, keep): (Option<&Checkpoint>, &'p mut dyn Keep),
        interrupt: &'p Interrupt,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, Error> {
        from.map_or(Ok(()), |checkpoint| checkpoint.check(outline))?;
        progress(Progress::Parameters);
        let started = Instant::now();
        let held = cycle.clone();
        let parameters = interrupt
            .abandonable(move || PublicParameters::on(&held, &blank))
            .map_err(ProveError::Interrupted)?;
        let parameters = Arc::new(parameters.map_err(ProveError::from)?);
        let made = started.elapsed();
        let started = Instant::now();
        let folding = match from {
            Some(checkpoint) => {
                progress(Progress::Restoring);
                Some(Arc::new(checkpoint.restore(&parameters, &z0)?))
            }
            None => None,
        };
        Ok(Prover {
            timing: Timing {
                parameters: made,
                folding: started.elapsed(),
                ..Timing::default()
            },
            keeper: Keeper::new(outline, parameters.id(), from, keep),
            parameters,
            z0,
            folding,
            folds: outline.folds,
            interrupt,
        })
    }

    /// The public parameters.
    pub fn parameters(&self) -> Arc<Parameters<K>> {
        Arc::clone(&self.parameters)
    }

    /// Makes the keys for compressing while others fold: they are a digest of what the parameters already hold, computed by
    /// one thread.
    pub fn prepare_keys(&self) {
        let held = self.parameters();
        std::thread::spawn(move || held.prepare_keys());
    }

    /// Folds done.
    pub fn done(&self) -> u64 {
        let done = self.folding.as_ref().map(|folding| folding.num_steps());
        done.map_or(0, |done| done as u64)
    }

    /// Checks that the folds of a checkpoint lead to where the course is, so that it can go on from there.
    ///
    /// # Errors
    /// If they do not.
    pub fn check_restored(&self, course: &mut dyn Course<K::Scalar>) -> Result<(), Error> {
        let state = course.state();
        match &self.folding {
            Some(folding) if folding.outputs() != state.as_slice() => {
                Err(Error::Disagreement { fold: self.done() })
            }
            _ => Ok(()),
        }
    }

    /// Folds from where it is until so many folds are done. If it is interrupted, a checkpoint of what was done is kept.
    ///
    /// # Errors
    /// Those of the course and of folding; if `interrupt` is raised.
    pub fn fold(
        &mut self,
        course: &mut dyn Course<K::Scalar>,
        until: u64,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), Error> {
        let started = Instant::now();
        let folded = self.fold_on(course, until, progress);
        self.timing.folding += started.elapsed();
        self.unless_interrupted(folded)
    }

    /// The next chunk's witness is made while a chunk is folded.
    fn fold_on(
        &mut self,
        course: &mut dyn Course<K::Scalar>,
        until: u64,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), Error> {
        let mut fold = self.done();
        let mut steps = course.steps();
        let mut next = (fold < until).then(|| Recorded::next(course)).transpose()?;
        loop {
            progress(Progress::Folding {
                done: fold,
                total: self.folds,
                steps,
            });
            let Some(now) = next else { return Ok(()) };
            self.interrupt.check().map_err(ProveError::Interrupted)?;
            let more = fold + 1 < until;
            let (folded, recorded) = rayon::join(
                || {
                    Self::take(
                        &mut self.folding,
                        &self.parameters,
                        &self.z0,
                        &now.chunk,
                        self.interrupt,
                    )
                },
                || more.then(|| Recorded::next(course)).transpose(),
            );
            folded?;
            next = recorded?;
            (fold, steps) = (fold + 1, now.steps);
            let agrees = |f: &&Arc<Folds<K>>| f.outputs() == now.state.as_slice();
            let Some(folding) = self.folding.as_ref().filter(agrees) else {
                return Err(Error::Disagreement { fold });
            };
            self.keeper.folded(folding)?;
        }
    }

    /// Folds one chunk.
    fn take(
        folding: &mut Option<Arc<Folds<K>>>,
        parameters: &Parameters<K>,
        z0: &[K::Scalar],
        chunk: &Chunk<K::Scalar>,
        interrupt: &Interrupt,
    ) -> Result<(), ProveError> {
        match folding.as_mut().map(Arc::get_mut) {
            Some(Some(folding)) => folding.step(parameters, chunk, interrupt),
            // Whoever abandons the thread that it was lent to goes on no further.
            Some(None) => unreachable!("the folding is lent to a thread that was waited for"),
            None => {
                *folding = Some(Arc::new(Folding::new(parameters, chunk, z0)?));
                Ok(())
            }
        }
    }

    /// The proof of the folds done so far, compressed or not. If it is interrupted, a checkpoint is kept.
    ///
    /// # Errors
    /// Those of compression; if `interrupt` is raised, or nothing is folded.
    pub fn seal(
        &mut self,
        compressed: bool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ProofBytes, Error> {
        progress(Progress::Compressing);
        let started = Instant::now();
        let Some(folding) = &self.folding else {
            return Err(Error::Disagreement { fold: 0 });
        };
        let proof = if compressed {
            let (held, folded) = (self.parameters(), Arc::clone(folding));
            let flag = self.interrupt.clone();
            let bytes = self
                .interrupt
                .abandonable(move || compress(&held, &folded, &flag))
                .map_err(|stopped| Error::Prove(ProveError::Interrupted(stopped)));
            let bytes = self.unless_interrupted(bytes)?;
            ProofBytes::Compressed(bytes?)
        } else {
            ProofBytes::Folded(folding.to_bytes()?)
        };
        self.timing.compressing += started.elapsed();
        Ok(proof)
    }

    /// What a verification of a proof just made, by the same parameters, finds. If it is interrupted, a checkpoint is kept.
    ///
    /// # Errors
    /// If `interrupt` is raised.
    pub fn verified<T: Send + 'static>(
        &mut self,
        verify: impl FnOnce() -> T + Send + 'static,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<T, Error> {
        progress(Progress::Verifying);
        let started = Instant::now();
        let found = self
            .interrupt
            .abandonable(verify)
            .map_err(|stopped| Error::Prove(ProveError::Interrupted(stopped)));
        let found = self.unless_interrupted(found)?;
        self.timing.verifying += started.elapsed();
        Ok(found)
    }

    /// Keeps a checkpoint of what was done if the result is an interruption.
    fn unless_interrupted<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if let (Err(error), Some(folding)) = (&result, &self.folding) {
            if error.is_interruption() {
                self.keeper.interrupted(folding)?;
            }
        }
        result
    }
}
