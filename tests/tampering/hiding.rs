//! What compressed proofs of one statement have in common, whatever the private inputs behind them: their form, and what the statement
//! fixes. Nothing else.

use crate::size::{figure, size};
use crate::step_functions::function;
use expect_test::expect;
use foldscheme_circuits::checkpoint::Nowhere;
use foldscheme_circuits::claim::ProofBytes;
use foldscheme_circuits::ivc::Interrupt;
use foldscheme_circuits::typed::claim::{FoldClaim, FoldEnvelope};
use foldscheme_circuits::typed::fold::{fold_steps, FoldOptions};
use foldscheme_circuits::typed::function::StepFunction;
use foldscheme_circuits::typed::input::{FoldInput, Salt};
use foldscheme_circuits::typed::verify::read_fold;
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::typed::array::{Array, Value};
use std::collections::{BTreeMap, BTreeSet};

/// That as many hidden numbers as there are steps are below a million: which ones, nothing in the claim depends on.
const TEXT: &str = "(define-step (small [n : (int 16)] [x : (int 32) private])
  (assert (< x 1000000))
  (assert (>= x 0))
  (as (int 16) (+ n 1)))";

const STEPS: usize = 6;

/// A number or compressed point of a proof.
type Element = [u8; 32];

/// The elements of a compressed proof with what they are, in order.
struct Parts<'p> {
    rest: &'p [u8],
    elements: Vec<(String, Element)>,
}

impl<'p> Parts<'p> {
    /// Takes a compressed proof apart; `nova_snark`'s types have these fields in this order.
    fn of(proof: &'p [u8]) -> Vec<(String, Element)> {
        let mut parts = Parts {
            rest: proof,
            elements: Vec::new(),
        };
        parts.relaxed("running secondary");
        parts.element("hash's randomness, secondary");
        parts.element("last secondary: witness");
        parts.list("last secondary: public");
        parts.element("last secondary: fold");
        parts.relaxed("random secondary");
        parts.element("random secondary: fold");
        parts.relaxed("running primary");
        parts.element("hash's randomness, primary");
        parts.relaxed("random primary");
        parts.element("random primary: fold");
        for curve in ["primary", "secondary"] {
            parts.element(&format!("{curve}: blind of the witness"));
            parts.element(&format!("{curve}: blind of the error"));
        }
        parts.snark("primary");
        parts.snark("secondary");
        parts.list("final state");
        assert!(parts.rest.is_empty(), "{} bytes are left", parts.rest.len());
        parts.elements
    }

    fn element(&mut self, name: &str) {
        let (element, rest) = self.rest.split_first_chunk().expect("an element");
        self.rest = rest;
        self.elements.push((name.to_string(), *element));
    }

    fn length(&mut self) -> usize {
        let (length, rest) = postcard::take_from_bytes(self.rest).expect("a length");
        self.rest = rest;
        length
    }

    fn list(&mut self, name: &str) {
        for i in 0..self.length() {
            self.element(&format!("{name} {i}"));
        }
    }

    fn relaxed(&mut self, name: &str) {
        self.element(&format!("{name}: witness"));
        self.element(&format!("{name}: error"));
        self.list(&format!("{name}: public"));
        self.element(&format!("{name}: u"));
    }

    fn rounds(&mut self, name: &str) {
        for round in 0..self.length() {
            self.list(&format!("{name}, round {round}: coefficient"));
        }
    }

    fn snark(&mut self, name: &str) {
        self.rounds(&format!("{name}: outer"));
        for claim in 0..3 {
            self.element(&format!("{name}: claim {claim}"));
        }
        self.element(&format!("{name}: error at a point"));
        self.rounds(&format!("{name}: inner"));
        self.element(&format!("{name}: witness at a point"));
        self.rounds(&format!("{name}: batch"));
        self.list(&format!("{name}: batched evaluation"));
        self.list(&format!("{name}: opening, left"));
        self.list(&format!("{name}: opening, right"));
        self.element(&format!("{name}: opening, last"));
    }
}

fn input(function: &StepFunction, private: impl Fn(usize) -> i128) -> FoldInput {
    let array = |port: usize, value: i128| {
        let ty = function.program().ports[port].ty.clone();
        Array::new(ScalarField::Pallas, ty, vec![Value::Int(value)]).expect("in range")
    };
    FoldInput {
        state: vec![array(0, 5)],
        weights: Vec::new(),
        steps: (0..STEPS)
            .map(|step| vec![array(1, private(step))])
            .collect(),
        salt: Salt::from_bytes([0; 32]),
    }
}

fn proof(function: &StepFunction, input: &FoldInput) -> (FoldClaim, Vec<u8>) {
    let options = FoldOptions {
        steps_per_fold: Some(2),
        ..FoldOptions::default()
    };
    let proof = fold_steps(
        function,
        input,
        &options,
        None,
        &mut Nowhere,
        &Interrupt::new(),
        &mut |_| (),
        &mut |_| Ok(()),
    );
    let bytes = proof.expect("a proof").bytes;
    match read_fold(&bytes).expect("a proof file") {
        FoldEnvelope {
            claim,
            proof: ProofBytes::Compressed(proof),
        } => (claim, proof),
        _ => panic!("it is compressed"),
    }
}

#[test]
fn proofs_of_one_statement_share_what_it_fixes_and_nothing_else() {
    let function = function(ScalarField::Pallas, TEXT);
    let count = size(4, 64);
    let mut claims = Vec::new();
    let mut lengths = BTreeSet::new();
    // The first two have the same private inputs.
    let proofs: Vec<Vec<(String, Element)>> = (0..count.max(3))
        .map(|number| {
            let seed = number.max(1) as i128;
            let private = |step: usize| (seed * 7919 + step as i128 * 104_729) % 1_000_000;
            let (claim, bytes) = proof(&function, &input(&function, private));
            claims.push(claim);
            lengths.insert(bytes.len());
            Parts::of(&bytes)
        })
        .collect();
    assert!(claims.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(lengths.len(), 1, "{lengths:?}");
    let names = |proof: &[(String, Element)]| -> Vec<String> {
        proof.iter().map(|(name, _)| name.clone()).collect()
    };
    let form = names(&proofs[0]);
    assert!(proofs.iter().all(|proof| names(proof) == form));

    // Where each value occurs, and in which proofs.
    let mut places: BTreeMap<Element, BTreeSet<(&str, usize)>> = BTreeMap::new();
    for (number, proof) in proofs.iter().enumerate() {
        for (name, element) in proof {
            places
                .entry(*element)
                .or_default()
                .insert((name.as_str(), number));
        }
    }
    let mut shared = BTreeMap::<&str, (usize, Element)>::new();
    for (element, places) in &places {
        let in_proofs: BTreeSet<usize> = places.iter().map(|(_, number)| *number).collect();
        if in_proofs.len() < 2 {
            continue;
        }
        for (name, _) in places {
            let entry = shared.entry(name).or_insert((0, *element));
            entry.0 = entry.0.max(in_proofs.len());
        }
    }
    let table: String = shared
        .iter()
        .map(|(name, (in_proofs, element))| {
            assert_eq!(
                *in_proofs,
                proofs.len(),
                "{name} is alike in some proofs only"
            );
            match element {
                [n, rest @ ..] if rest.iter().all(|byte| *byte == 0) => format!("{name}: {n}\n"),
                _ => format!("{name}: a number beyond 255\n"),
            }
        })
        .collect();
    // The final state is the claim's: the step function's identity, and the number. The constant coefficient of an outer sum-check's
    // first round is the sum over half of the constraints, of which each adds zero, since all are satisfied; from the second round
    // on the half is a random combination of both.
    expect![[r#"
        final state 0: a number beyond 255
        final state 1: 11
        primary: outer, round 0: coefficient 0: 0
        secondary: outer, round 0: coefficient 0: 0
    "#]]
    .assert_eq(&table);
    figure(
        "hiding",
        format_args!(
            "{} proofs of one statement with different private inputs: {} bytes and {} elements each, {} elements alike in all, none in some",
            proofs.len(),
            lengths.first().copied().unwrap_or_default(),
            form.len(),
            shared.len()
        ),
    );
}
