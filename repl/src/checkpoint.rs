//! Checkpoint files: what `foldscheme prove` keeps beside its output while it works.
//!
//! A checkpoint is whole or not there: it is written beside its place and moved there. Only its owner can read it.
//! One that is there already is never replaced, unless the proof goes on from it.

use crate::args::CheckpointArgs;
use crate::exit::{Failure, Status};
use crate::input;
use crate::interruption::Interruption;
use crate::output::{directory_of, is_same_place};
use crate::terminal;
use foldscheme::{Checkpoint, Keep};
use std::fmt::Display;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Less work than this is not worth a file when it is interrupted.
const WORTHWHILE: Duration = Duration::from_secs(5);

/// Where a proof's checkpoints go, and when.
pub struct CheckpointFile<'a> {
    /// Nowhere, if the user wants none.
    path: Option<PathBuf>,
    every: Duration,
    since: Instant,
    /// Whether the file is this proof's.
    own: bool,
    interruption: &'a Interruption,
}

impl<'a> CheckpointFile<'a> {
    /// No checkpoints.
    pub fn none(interruption: &'a Interruption) -> CheckpointFile<'a> {
        CheckpointFile {
            path: None,
            every: Duration::MAX,
            since: Instant::now(),
            own: false,
            interruption,
        }
    }

    /// The checkpoints of a proof that goes to `out`, and the one to go on from, if the user wants that.
    ///
    /// # Errors
    /// If there is one that the user does not want to go on from, or one that can't be used.
    pub fn open(
        args: &CheckpointArgs,
        out: &Path,
        interruption: &'a Interruption,
    ) -> Result<(CheckpointFile<'a>, Option<Checkpoint>), Failure> {
        if args.no_checkpoint {
            return Ok((CheckpointFile::none(interruption), None));
        }
        let path = match &args.checkpoint {
            Some(path) => path.clone(),
            None => {
                let mut name = out.as_os_str().to_os_string();
                name.push(".checkpoint");
                PathBuf::from(name)
            }
        };
        if is_same_place(&path, out) {
            return Err(Failure::new(
                Status::Usage,
                "the proof and its checkpoint can't be the same file",
            ));
        }
        let mut file = CheckpointFile {
            path: Some(path.clone()),
            every: Duration::from_secs(args.checkpoint_every),
            since: Instant::now(),
            own: false,
            interruption,
        };
        let name = path.display();
        match (fs::symlink_metadata(&path).is_ok(), args.resume) {
            (false, false) => Ok((file, None)),
            (false, true) => {
                terminal::say(format_args!(
                    "note: there is no checkpoint {name}; starting at the beginning"
                ));
                Ok((file, None))
            }
            (true, false) => Err(Failure::new(
                Status::Usage,
                format!(
                    "{name} is there already, perhaps from a proof that was interrupted\n  = help: `--resume` goes on \
                     from it; remove it to start over"
                ),
            )),
            (true, true) => {
                let bytes = input::checkpoint(&path)?;
                let checkpoint =
                    Checkpoint::read(&bytes).map_err(|error| file.unusable(&error))?;
                terminal::say(format_args!(
                    "note: going on from {name}: {} of {} folds are done",
                    checkpoint.done(),
                    checkpoint.folds(),
                ));
                file.own = true;
                Ok((file, Some(checkpoint)))
            }
        }
    }

    /// The checkpoint can't be gone on from.
    pub fn unusable(&self, why: &dyn Display) -> Failure {
        let name = self.path.as_deref().unwrap_or(Path::new("")).display();
        Failure::io(format!(
            "cannot go on from {name}: {why}\n  = help: the file is left as it is; remove it to start over"
        ))
    }

    /// What the user should know about an interrupted proof.
    pub fn interrupted(&self) -> Option<String> {
        let name = self.path.as_ref().filter(|_| self.own)?.display();
        Some(format!(
            "the work so far is in {name}; the same command with `--resume` goes on from it. Keep it secret: it tells \
             all that the proof hides"
        ))
    }

    /// The proof is written: nothing is left to go on with.
    pub fn remove(&self) {
        if let Some(path) = self.path.as_ref().filter(|_| self.own) {
            if let Err(error) = fs::remove_file(path) {
                terminal::say(format_args!(
                    "note: cannot remove {}: {error}",
                    path.display()
                ));
            }
        }
    }

    fn write(&self, path: &Path, checkpoint: &[u8]) -> io::Result<()> {
        // Such files are their owner's alone from the start.
        let mut file = tempfile::Builder::new()
            .prefix(".foldscheme-")
            .suffix(".partial")
            .tempfile_in(directory_of(path))?;
        let partial = file.path().to_owned();
        self.interruption.remove_on_exit(&partial);
        let written = file
            .write_all(checkpoint)
            .and_then(|()| file.as_file().sync_all())
            .and_then(|()| match self.own {
                true => file.persist(path).map_err(|error| error.error),
                // What came there in the meantime is somebody else's.
                false => file.persist_noclobber(path).map_err(|error| error.error),
            });
        self.interruption.keep_on_exit(&partial);
        written.map(|_| ())
    }
}

impl Keep for CheckpointFile<'_> {
    fn is_due(&mut self) -> bool {
        self.path.is_some() && self.since.elapsed() >= self.every
    }

    fn is_worthwhile(&mut self) -> bool {
        self.path.is_some() && self.since.elapsed() >= self.every.min(WORTHWHILE)
    }

    fn keep(&mut self, checkpoint: &[u8]) {
        let Some(path) = self.path.clone() else {
            return;
        };
        let name = path.display();
        match self.write(&path, checkpoint) {
            Ok(()) if self.own => {}
            Ok(()) => {
                self.own = true;
                terminal::say(format_args!(
                    "note: the work so far is kept in {name} until the proof is written"
                ));
            }
            Err(error) => terminal::say(format_args!(
                "note: cannot write the checkpoint {name}: {error}; going on without it"
            )),
        }
        self.since = Instant::now();
    }
}
