//! A claim's included texts: changed, exchanged, removed, or added to, they are rejected.

use crate::support::{altered, proof};
use foldscheme::{verify, verify_program, Compiled, ScalarField, SourceText, VerificationError};

fn source(name: &str, text: &str) -> SourceText {
    SourceText {
        name: name.to_string(),
        text: text.to_string(),
    }
}

/// A program that includes two texts.
fn program(first: &str, second: &str) -> Compiled {
    let texts = [source("first", first), source("second", second)];
    let program = vec![source("p", "(include \"first\" \"second\") (- a b)")];
    Compiled::with_included(ScalarField::Pallas, program, &texts).expect("compiles")
}

#[test]
fn only_the_texts_that_were_included_are_accepted() {
    let (first, second) = ("(define a 5)", "(define b 3)");
    let honest = program(first, second);
    let bytes = proof(&honest, false).bytes;
    let verified = verify(&bytes).expect("an honest proof");
    assert_eq!(verified.claim.included, honest.included());
    assert!(verify_program(&bytes, &honest).is_ok());

    let rejected = |what: &str, change: fn(&mut Vec<SourceText>)| {
        let bytes = altered(&bytes, |e| change(&mut e.claim.included));
        match verify(&bytes) {
            Ok(verified) => panic!("{what}: accepted: {:?}", verified.claim),
            Err(error) => error,
        }
    };
    let error = rejected("a changed text", |texts| {
        texts[0].text = "(define a 5) ".to_string();
    });
    assert!(
        matches!(error, VerificationError::OtherEnd("program")),
        "{error}"
    );
    let error = rejected("another order", |texts| texts.reverse());
    assert!(matches!(error, VerificationError::Included), "{error}");
    let error = rejected("a text more", |texts| texts.push(source("third", "1")));
    assert!(matches!(error, VerificationError::Included), "{error}");
    let error = rejected("a text twice", |texts| texts.push(texts[0].clone()));
    assert!(matches!(error, VerificationError::Included), "{error}");
    let error = rejected("no text", Vec::clear);
    assert!(matches!(error, VerificationError::Compile(_)), "{error}");
    let error = rejected("exchanged names", |texts| {
        let (a, b) = texts.split_at_mut(1);
        std::mem::swap(&mut a[0].name, &mut b[0].name);
    });
    assert!(matches!(error, VerificationError::Included), "{error}");

    for other in [program(second, first), program("(define a 6)", second)] {
        let error = verify_program(&bytes, &other).expect_err("another program");
        assert!(matches!(error, VerificationError::OtherProgram), "{error}");
    }
}
