//! A claim altered in each of its parts.

use crate::support::{altered, compile, example, proof};
use foldscheme::{
    verify, verify_program, ClaimedOutcome, Compiled, Constant, Data, Envelope, ProofBytes,
    VerificationError,
};

/// A text in the program, and one that means something else.
pub type Edit = (&'static str, &'static str);

/// What is to be said of an altered claim.
type Expected = fn(&VerificationError) -> bool;

const PROOF: Expected = |error| matches!(error, VerificationError::Proof(_));
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
        VerificationError::Proof(_) | VerificationError::Configuration(_)
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

const COUNT: &str = "(define (f n) (if (= n 0) 7 (f (- n 1)))) (f 3)";

#[test]
fn a_proof_holds_for_its_own_claim_only() {
    let a = proof(&compile("a.scm", COUNT), true);
    let b = proof(&compile("b.scm", &COUNT.replace("(f 3)", "(f 4)")), true);
    assert!(verify(&b.bytes).is_ok());
    rejected("another run's proof", &a.bytes, PROOF, |e| {
        e.proof = foldscheme::read(&b.bytes).expect("a proof file").proof;
    });
    rejected("all folds", &a.bytes, PROOF, |e| e.claim.folds = u64::MAX);

    rejected("no proof", &a.bytes, PROOF, |e| {
        e.proof = ProofBytes::Compressed(Vec::new());
    });
    rejected("a proof that goes on", &a.bytes, PROOF, |e| {
        if let ProofBytes::Compressed(bytes) = &mut e.proof {
            bytes.push(0);
        }
    });
    rejected("another kind of proof", &a.bytes, PROOF, |e| {
        if let ProofBytes::Compressed(bytes) = &e.proof {
            e.proof = ProofBytes::Folded(bytes.clone());
        }
    });
}

#[test]
fn a_folded_proof_is_altered_in_each_part_too() {
    let program = compile("a.scm", COUNT);
    let proof = proof(&program, false);
    let verified = verify_program(&proof.bytes, &program).expect("an honest proof");
    assert!(!verified.compressed);
    eprintln!("a folded proof: {} bytes", proof.bytes.len());
    rejected("result", &proof.bytes, RESULT, |e| {
        e.claim.outcome = ClaimedOutcome::Value(integer(8));
    });
    rejected("folds", &proof.bytes, PROOF, |e| e.claim.folds += 1);
    rejected("chunk", &proof.bytes, PROOF, |e| e.claim.chunk += 1);
    rejected("another kind of proof", &proof.bytes, PROOF, |e| {
        if let ProofBytes::Folded(bytes) = &e.proof {
            e.proof = ProofBytes::Compressed(bytes.clone());
        }
    });
    for part in 1..8 {
        rejected("a bit", &proof.bytes, PROOF, |e| {
            if let ProofBytes::Folded(bytes) = &mut e.proof {
                let place = bytes.len() * part / 8;
                bytes[place] ^= 1;
            }
        });
    }
}

#[test]
fn a_proof_is_about_the_program_that_is_asked_for() {
    let asked = compile("a.scm", COUNT);
    let proof = proof(&asked, true);
    let other: [Compiled; 3] = [
        example("fib.scm"),
        compile("a.scm", &COUNT.replace('7', "8")),
        compile("a.scm", &format!("{COUNT} ")),
    ];
    for program in other {
        let error = verify_program(&proof.bytes, &program).err();
        assert!(matches!(error, Some(VerificationError::OtherProgram)));
    }
    // What a program is called is no part of it.
    assert!(verify_program(&proof.bytes, &compile("b.scm", COUNT)).is_ok());
}
