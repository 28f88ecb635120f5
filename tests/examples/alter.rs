//! A claim altered in each of its parts: a few changes for every example. `tests/tampering` makes all of one place, on small programs.

use crate::support::altered;
use foldscheme::{verify, ClaimedOutcome, Constant, Data, Envelope, VerificationError};

/// A text in the program, and one that means something else.
pub type Edit = (&'static str, &'static str);

/// What is to be said of an altered claim.
type Expected = fn(&VerificationError) -> bool;

/// Of another program, or of other folds.
const PROOF: Expected = |error| {
    matches!(
        error,
        VerificationError::Proof(_)
            | VerificationError::OtherStatement("configuration")
            | VerificationError::OtherEnd("program")
    )
};
const CONFIGURATION: Expected = |error| matches!(error, VerificationError::Configuration(_));
const INPUTS: Expected = |error| matches!(error, VerificationError::Inputs);
const VERSION: Expected = |error| matches!(error, VerificationError::Version { .. });
const PROGRAM: Expected = |error| {
    matches!(
        error,
        VerificationError::Compile(_) | VerificationError::Inputs
    )
};
const RESULT: Expected = |error| {
    matches!(
        error,
        VerificationError::Result | VerificationError::OtherEnd("result")
    )
};
const OUTPUT: Expected = |error| {
    matches!(
        error,
        VerificationError::Output | VerificationError::OtherEnd("output")
    )
};
/// An end of another kind.
const END: Expected = |error| {
    matches!(
        error,
        VerificationError::Result | VerificationError::Site | VerificationError::Unfinished
    )
};
const SITE: Expected = |error| {
    matches!(
        error,
        VerificationError::Site | VerificationError::OtherEnd("result")
    )
};
/// A step that offers something else: another circuit, or one that never is.
const SLOTS: Expected = |error| {
    matches!(
        error,
        VerificationError::Proof(_)
            | VerificationError::OtherStatement("configuration")
            | VerificationError::Configuration(_)
    )
};

#[track_caller]
fn rejected(what: &str, bytes: &[u8], expected: Expected, change: impl FnOnce(&mut Envelope)) {
    let bytes = altered(bytes, change);
    match verify(&bytes) {
        Ok(verified) => panic!("{what}: accepted: {:?}", verified.claim),
        Err(error) => assert!(expected(&error), "{what}: {error}"),
    }
}

/// Alters every part of the claim in turn.
#[track_caller]
pub fn is_rejected_in_each_part(bytes: &[u8], (from, to): Edit) {
    let honest = foldscheme::read(bytes).expect("a proof file").claim;

    rejected("circuit version", bytes, VERSION, |e| {
        e.claim.circuit_version += 1
    });
    rejected("source", bytes, PROOF, |e| {
        let text = &mut e.claim.sources[0].text;
        assert!(text.contains(from), "{from}");
        *text = text.replacen(from, to, 1);
    });
    rejected("no source", bytes, PROGRAM, |e| {
        e.claim.sources[0].text.push(')')
    });

    if honest.inputs.is_empty() {
        rejected("an input", bytes, INPUTS, |e| {
            e.claim.inputs.push(integer(1))
        });
    } else {
        rejected("another input", bytes, INPUTS, |e| {
            other(&mut e.claim.inputs[0])
        });
        rejected("no input", bytes, INPUTS, |e| drop(e.claim.inputs.pop()));
    }

    match honest.outcome {
        ClaimedOutcome::Value(_) => {
            rejected("result", bytes, RESULT, |e| {
                if let ClaimedOutcome::Value(value) = &mut e.claim.outcome {
                    other(value);
                }
            });
            rejected("an error", bytes, END, |e| {
                e.claim.outcome = ClaimedOutcome::Error {
                    site: 0,
                    irritant: integer(0),
                };
            });
        }
        ClaimedOutcome::Error { site, .. } => {
            rejected("irritant", bytes, RESULT, |e| {
                if let ClaimedOutcome::Error { irritant, .. } = &mut e.claim.outcome {
                    other(irritant);
                }
            });
            for other in [site + 1, site.wrapping_sub(1), u32::MAX] {
                rejected("site", bytes, SITE, |e| {
                    if let ClaimedOutcome::Error { site, .. } = &mut e.claim.outcome {
                        *site = other;
                    }
                });
            }
            rejected("a value", bytes, END, |e| {
                e.claim.outcome = ClaimedOutcome::Value(integer(0));
            });
        }
    }

    rejected("more output", bytes, OUTPUT, |e| {
        e.claim.output.push(integer(1))
    });
    if !honest.output.is_empty() {
        rejected("less output", bytes, OUTPUT, |e| drop(e.claim.output.pop()));
        rejected("other output", bytes, OUTPUT, |e| {
            other(&mut e.claim.output[0])
        });
        rejected("output's order", bytes, OUTPUT, |e| {
            e.claim.output.reverse()
        });
    }

    rejected("hash slots", bytes, SLOTS, |e| e.claim.slots.hash += 1);
    rejected("range slots", bytes, SLOTS, |e| e.claim.slots.range += 1);
    rejected("all slots", bytes, CONFIGURATION, |e| {
        e.claim.slots.range = u8::MAX
    });
    rejected("chunk", bytes, PROOF, |e| e.claim.chunk += 1);
    rejected("no chunk", bytes, CONFIGURATION, |e| e.claim.chunk = 0);
    rejected("all chunks", bytes, CONFIGURATION, |e| {
        e.claim.chunk = u32::MAX
    });
    rejected("more folds", bytes, PROOF, |e| e.claim.folds += 1);
    rejected("no folds", bytes, CONFIGURATION, |e| e.claim.folds = 0);
}

fn integer(n: i64) -> Data {
    Data::new(&[Constant::Integer(n)], &[])
}

/// Makes a value another of the same shape.
fn other(value: &mut Data) {
    let mut table = value.constants();
    let changed = table.iter_mut().any(|constant| match constant {
        Constant::Integer(n) => {
            *n += 1;
            true
        }
        Constant::Boolean(b) => {
            *b = !*b;
            true
        }
        Constant::Field(x) => {
            *x = *x + -*x;
            true
        }
        Constant::String(text) | Constant::Symbol(text) => {
            *text = format!("{text}.").into();
            true
        }
        _ => false,
    });
    assert!(changed, "{value}");
    let changed = Data::new(&table, &[]);
    assert_ne!(changed, *value);
    *value = changed;
}
