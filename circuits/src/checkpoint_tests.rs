use super::*;
use crate::claim::SourceText;
use crate::ivc::Interrupt;
use crate::program::Compiled;
use crate::prove::{prove_resumably, Error, Options, Progress, Proof};
use std::sync::OnceLock;

const CHUNK: usize = 8;

fn program(text: &str) -> Compiled {
    let text = text.to_string();
    let name = "test.scm".to_string();
    Compiled::new(vec![SourceText { name, text }]).unwrap()
}

fn count_down() -> Compiled {
    program("(define (down n) (if (= n 0) '() (cons n (down (- n 1))))) (down 9)")
}

fn options() -> Options {
    Options {
        compress: false,
        chunk: Some(CHUNK),
        ..Options::default()
    }
}

/// Keeps every checkpoint; raises a flag when there are so many.
#[derive(Default)]
struct All {
    kept: Vec<Vec<u8>>,
    asked: usize,
    raise_at: Option<(usize, Interrupt)>,
}

impl Keep for All {
    fn is_due(&mut self) -> bool {
        self.asked += 1;
        match &self.raise_at {
            Some((at, flag)) => {
                if self.asked == *at {
                    flag.raise();
                }
                false
            }
            None => true,
        }
    }

    fn is_worthwhile(&mut self) -> bool {
        true
    }

    fn keep(&mut self, checkpoint: &[u8]) {
        self.kept.push(checkpoint.to_vec());
    }
}

fn prove_from(
    program: &Compiled,
    options: &Options,
    from: Option<&[u8]>,
    keep: &mut All,
) -> (Result<Proof, Error>, Vec<u64>) {
    let interrupt = match &keep.raise_at {
        Some((_, flag)) => flag.clone(),
        None => Interrupt::new(),
    };
    let from = from.map(|bytes| Checkpoint::read(bytes).unwrap());
    let mut folds = Vec::new();
    let proof = prove_resumably(
        program,
        options,
        from.as_ref(),
        keep,
        &interrupt,
        &mut |p| {
            if let Progress::Folding { done, .. } = p {
                folds.push(done);
            }
        },
    );
    (proof, folds)
}

/// The checkpoints of a whole proof.
fn checkpoints() -> &'static [Vec<u8>] {
    static KEPT: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    KEPT.get_or_init(|| {
        let mut all = All::default();
        let (proof, folds) = prove_from(&count_down(), &options(), None, &mut all);
        proof.unwrap();
        assert_eq!(all.kept.len(), 4);
        assert_eq!(folds, [0, 1, 2, 3, 4]);
        all.kept
    })
}

/// The checkpoint with another header or folding, and a digest that fits.
fn altered(bytes: &[u8], alter: impl FnOnce(&mut Header, &mut Vec<u8>)) -> Vec<u8> {
    let mut checkpoint = Checkpoint::read(bytes).unwrap();
    alter(&mut checkpoint.header, &mut checkpoint.folding);
    encode(&checkpoint.header, &checkpoint.folding).unwrap()
}

fn refused(program: &Compiled, options: &Options, from: &[u8]) -> CheckpointError {
    let mut all = All::default();
    match prove_from(program, options, Some(from), &mut all) {
        (Err(Error::Checkpoint(error)), folds) => {
            assert_eq!((folds.len(), all.kept.len()), (0, 0));
            error
        }
        (Err(other), _) => panic!("{other}"),
        (Ok(_), _) => panic!("it went on"),
    }
}

#[test]
fn a_proof_goes_on_from_each_of_its_checkpoints() {
    let program = count_down();
    for (done, bytes) in (1..).zip(checkpoints()) {
        let mut all = All::default();
        // The folds' size is the checkpoint's unless it is given.
        let options = Options {
            chunk: None,
            ..options()
        };
        let (proof, folds) = prove_from(&program, &options, Some(bytes), &mut all);
        let verified = proof.unwrap().verified;
        assert_eq!(verified.claim.chunk, CHUNK as u32);
        assert_eq!(verified.claim.folds, 4);
        assert_eq!(folds, (done..=4).collect::<Vec<u64>>());
        assert_eq!(all.kept.len() as u64, 4 - done);
    }
}

#[test]
fn an_interrupted_proof_keeps_what_was_done() {
    let program = count_down();
    let mut all = All {
        raise_at: Some((2, Interrupt::new())),
        ..All::default()
    };
    let (proof, folds) = prove_from(&program, &options(), None, &mut all);
    assert!(proof.err().unwrap().is_interruption());
    assert_eq!(folds, [0, 1, 2]);
    let [kept] = all.kept.as_slice() else {
        panic!("{} checkpoints", all.kept.len());
    };
    assert_eq!(Checkpoint::read(kept).unwrap().done(), 2);
    let (proof, folds) = prove_from(&program, &options(), Some(kept), &mut All::default());
    proof.unwrap();
    assert_eq!(folds, [2, 3, 4]);
}

#[test]
fn what_is_not_whole_is_named_and_not_read() {
    let good = &checkpoints()[0];
    let read = |bytes: &[u8]| Checkpoint::read(bytes).unwrap_err();
    assert!(good.starts_with(MAGIC));
    for foreign in [&b""[..], b"(fib 10)", b"Foldscheme checkpoints"] {
        assert!(matches!(read(foreign), CheckpointError::Foreign));
    }
    for length in [1, MAGIC.len(), MAGIC.len() + 5, 200, good.len() - 1] {
        let error = read(&good[..length]);
        assert!(
            matches!(error, CheckpointError::Truncated { .. }),
            "{length}: {error}"
        );
    }
    let flipped = |place: usize| {
        let mut bytes = good.clone();
        bytes[place] ^= 1;
        bytes
    };
    assert!(matches!(read(&flipped(3)), CheckpointError::Foreign));
    let version = flipped(MAGIC.len());
    assert!(matches!(read(&version), CheckpointError::Outdated));
    for place in [MAGIC.len() + 12, good.len() / 2, good.len() - 1] {
        assert!(matches!(read(&flipped(place)), CheckpointError::Damaged));
    }
    let longer = [good.as_slice(), &[0]].concat();
    assert!(matches!(read(&longer), CheckpointError::Damaged));
    let circuits = altered(good, |header, _| header.circuit_version += 1);
    assert!(matches!(read(&circuits), CheckpointError::Outdated));
}

#[test]
fn what_belongs_to_another_proof_is_named_and_not_gone_on_from() {
    let good = &checkpoints()[1];
    let program_of = |text| program(text);
    let other = program_of("(define (down n) (if (= n 0) '() (cons n (down (- n 1))))) (down 10)");
    let error = refused(&other, &options(), good);
    assert!(matches!(error, CheckpointError::Program), "{error}");

    let program = count_down();
    let chunk = Options {
        chunk: Some(CHUNK + 1),
        ..options()
    };
    let error = refused(&program, &chunk, good);
    assert!(matches!(error, CheckpointError::Plan { .. }), "{error}");
    for alter in [
        (|header| header.done = 0) as fn(&mut Header),
        |header| header.done = 5,
        |header| header.folds = 3,
        |header| header.slots.range += 1,
    ] {
        let error = refused(
            &program,
            &options(),
            &altered(good, |header, _| alter(header)),
        );
        assert!(matches!(error, CheckpointError::Plan { .. }), "{error}");
    }

    let parameters = altered(good, |header, _| header.parameters[0] ^= 1);
    let error = refused(&program, &options(), &parameters);
    assert!(matches!(error, CheckpointError::Parameters), "{error}");
}

/// Whoever can write the file can make its digest fit; the folds are verified all the same.
#[test]
fn folds_that_do_not_hold_are_not_gone_on_from() {
    let good = &checkpoints()[1];
    let program = count_down();
    let other_count = altered(good, |header, _| header.done = 3);
    let other_folds = altered(good, |_, folding| {
        *folding = Checkpoint::read(&checkpoints()[2]).unwrap().folding;
    });
    let shorter = altered(good, |_, folding| {
        folding.pop();
    });
    let witness = altered(good, |_, folding| {
        let middle = folding.len() / 2;
        folding[middle] ^= 1;
    });
    for bytes in [other_count, other_folds, shorter, witness] {
        let error = refused(&program, &options(), &bytes);
        assert!(matches!(error, CheckpointError::Folds(_)), "{error}");
    }
}
