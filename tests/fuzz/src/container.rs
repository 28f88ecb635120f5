//! Proof files of both kinds, as far as they get before anything is proved: what decodes has one encoding, values in a claim are checked
//! and written, proof bytes have the form that parameters imply or are refused.

use super::sample::is_chosen;
use foldscheme::typed::{is_fold, read_fold, Elements};
use foldscheme::{container, read, Claim, ClaimedOutcome, CurveCycle, Data, ProofBytes};
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::ivc::{
    check_encoding, check_form, Bn254, Cycle, Folding, Pasta, PublicParameters,
};
use foldscheme_circuits::program::Compiled;
use foldscheme_lang::block::Style;
use foldscheme_lang::core::Constant;
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::printer;
use foldscheme_lang::typed::ty::{ElementType, Type};
use std::sync::{Arc, OnceLock};

/// The most of a value that is printed.
const MOST_PRINTED: usize = 1 << 12;

/// Reads a proof file.
pub fn run(bytes: &[u8]) {
    if is_fold(bytes) {
        let Ok(envelope) = read_fold(bytes) else {
            return;
        };
        let again = container::encode_as(container::TYPED_MAGIC, &envelope);
        assert!(again.is_ok_and(|again| again == bytes));
        let claim = &envelope.claim;
        let states = claim.initial.iter().chain(&claim.result);
        for elements in states.chain(claim.inputs.iter().flatten()) {
            arrays(claim.curve.field(), elements);
        }
        form(claim.curve, &envelope.proof, bytes);
    } else if let Ok(envelope) = read(bytes) {
        let again = container::encode(&envelope);
        assert!(again.is_ok_and(|again| again == bytes));
        values(&envelope.claim);
        form(envelope.claim.curve, &envelope.proof, bytes);
    }
}

/// Values of a claim: refused, or written within bounds.
fn values(claim: &Claim) {
    let end = match &claim.outcome {
        ClaimedOutcome::Value(value) => value,
        ClaimedOutcome::Error { irritant, .. } => irritant,
    };
    for value in claim.inputs.iter().chain([end]).chain(&claim.output) {
        write(claim.curve.field(), value);
    }
}

fn write(field: ScalarField, value: &Data) {
    if value.check(field).is_ok() {
        let text = printer::print(&value.constants(), Style::Write, MOST_PRINTED);
        assert!(!text.is_empty());
        let constants = value.constants();
        // What is written of a procedure is not all of its digest.
        let is_data = |constant: &Constant| !matches!(constant, Constant::Procedure(_));
        if constants.iter().all(is_data) {
            assert_eq!(Data::new(&constants, &[]), *value);
        }
    }
}

/// Elements of a claim: refused, or an array that has them.
fn arrays(field: ScalarField, elements: &Elements) {
    let length = match elements {
        Elements::Integers(list) => list.len(),
        Elements::Field(list) => list.len(),
    };
    for element in [
        ElementType::Field,
        ElementType::Bool,
        ElementType::Int(ElementType::MOST_BITS),
    ] {
        let ty = Type {
            element,
            shape: vec![length],
        };
        if let Ok(array) = elements.array(field, &ty) {
            assert!(length == 0 || Elements::of(&array) == *elements);
        }
    }
}

/// Proof bytes: their form is that of a proof of the kept programs, or refused.
fn form(curve: CurveCycle, proof: &ProofBytes, all: &[u8]) {
    match curve {
        CurveCycle::PallasVesta => {
            static PARAMETERS: OnceLock<PublicParameters<Chunk<<Pasta as Cycle>::Scalar>>> =
                OnceLock::new();
            let parameters = PARAMETERS.get_or_init(|| parameters(&Pasta, FIB));
            decode(parameters, proof, all);
        }
        CurveCycle::Bn254Grumpkin | CurveCycle::Bn254GrumpkinCeremony(_) => {
            static PARAMETERS: OnceLock<PublicParameters<Chunk<<Bn254 as Cycle>::Scalar>, Bn254>> =
                OnceLock::new();
            let parameters = PARAMETERS.get_or_init(|| parameters(&Bn254, FIELD));
            decode(parameters, proof, all);
        }
    }
}

const FIB: &[u8] = include_bytes!("../../cli/frozen/fib.proof");
const FIELD: &[u8] = include_bytes!("../../cli/frozen/field-bn254.proof");

/// The parameters of a kept proof.
fn parameters<K: Cycle>(cycle: &K, kept: &[u8]) -> PublicParameters<Chunk<K::Scalar>, K> {
    let claim = read(kept).expect("a kept proof").claim;
    let compiled = Compiled::with_included(claim.curve.field(), claim.sources, &claim.included);
    let circuit = compiled
        .expect("a kept program")
        .circuit(claim.slots)
        .expect("has a circuit");
    let chunk = Chunk::blank(Arc::new(circuit), claim.chunk as usize);
    PublicParameters::on(cycle, &chunk).expect("has parameters")
}

fn decode<K: Cycle>(
    parameters: &PublicParameters<Chunk<K::Scalar>, K>,
    proof: &ProofBytes,
    all: &[u8],
) {
    match proof {
        ProofBytes::Compressed(bytes) => {
            let form = check_form(parameters, bytes);
            // Points take a millisecond; a wrong form never gets so far.
            if form.is_ok() && is_chosen(all, 64) {
                let _ = check_encoding(parameters, bytes);
            }
        }
        ProofBytes::Folded(bytes) => {
            let _ = Folding::from_bytes(parameters, bytes);
        }
    }
}
