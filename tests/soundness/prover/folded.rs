//! Forged runs taken through folding and compression: Nova folds what does not satisfy its constraints without a word, and the proof
//! must not verify.

use super::faults::{Fault, Filling, Trace};
use super::run::{refused, Case, Taken};
use super::typed;
use crate::support::size::{figure, size};
use crate::support::states::{below, seeded};
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::claim::{Claim, ClaimedOutcome, Envelope, ProofBytes};
use foldscheme_circuits::container;
use foldscheme_circuits::ivc::{compress, Folding, Interrupt, PublicParameters};
use foldscheme_circuits::scalar::Scalar;
use foldscheme_circuits::verify::verify;
use foldscheme_lang::machine::Machine;
use nova_snark::frontend::num::AllocatedNum;
use nova_snark::frontend::{ConstraintSystem, SynthesisError};
use nova_snark::traits::circuit::StepCircuit;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Short runs with branches, open tags, frames and calls.
const PROGRAMS: [&str; 4] = [
    "(define (sum n acc) (if (= n 0) acc (sum (- n 1) (+ acc n)))) (sum 3 0)",
    "(define (build n) (if (= n 0) '() (cons n (build (- n 1))))) (build 2)",
    "(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 2)",
    "(define (last l) (if (pair? l) (if (null? (cdr l)) (car l) (last (cdr l))) l)) (define (twice l) (cons (last l) (last (cdr l)))) (twice '(1 x))",
];

/// One fold with all its values chosen.
#[derive(Clone)]
pub struct Chosen {
    /// Whose constraints these are.
    pub chunk: Chunk<Scalar>,
    /// The private variables after those of the state before, and the state after.
    pub values: Option<(Vec<Scalar>, Vec<Scalar>)>,
}

impl StepCircuit<Scalar> for Chosen {
    fn arity(&self) -> usize {
        self.chunk.arity()
    }

    fn synthesize<CS: ConstraintSystem<Scalar>>(
        &self,
        cs: &mut CS,
        z: &[AllocatedNum<Scalar>],
    ) -> Result<Vec<AllocatedNum<Scalar>>, SynthesisError> {
        let Some((private, after)) = self.values.as_ref().filter(|_| cs.is_witness_generator())
        else {
            return self.chunk.synthesize(cs, z);
        };
        cs.extend_aux(private);
        let outputs = after.iter();
        outputs
            .map(|value| AllocatedNum::alloc(cs.namespace(|| "after"), || Ok(*value)))
            .collect()
    }
}

/// What refused a forged run.
pub type Refused = Result<(), String>;

/// Folds and compresses steps as they are presented.
pub fn proof(blank: &Chunk<Scalar>, run: &[Taken]) -> Result<Vec<u8>, String> {
    let chosen = |step: &Taken| Chosen {
        chunk: blank.clone(),
        values: Some((
            step.private[step.before.len()..].to_vec(),
            step.after.clone(),
        )),
    };
    let shape = Chosen {
        chunk: blank.clone(),
        values: None,
    };
    let parameters = PublicParameters::setup(&shape).expect("parameters");
    let interrupt = Interrupt::new();
    let refused = |what: &str, error: &dyn std::fmt::Display| format!("{what}: {error}");
    let mut folding = Folding::new(&parameters, &chosen(&run[0]), &run[0].before)
        .map_err(|error| refused("folding", &error))?;
    for step in &run[1..] {
        folding
            .step(&parameters, &chosen(step), &interrupt)
            .map_err(|error| refused("folding", &error))?;
    }
    compress(&parameters, &folding, &interrupt).map_err(|error| refused("compression", &error))
}

/// Takes a run through folding, compression and verification of the proof file that claims it.
fn verified(case: &Case, run: &[Taken], claim: Claim) -> Refused {
    let blank = Chunk::blank(Arc::clone(&case.circuit), 1);
    let proof = ProofBytes::Compressed(proof(&blank, run)?);
    let bytes = container::encode(&Envelope { claim, proof }).expect("encodes");
    match verify(&bytes) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("verification, {error}")),
    }
}

#[test]
fn no_forged_run_has_a_proof_that_verifies() {
    let cases: Vec<Case> = PROGRAMS
        .iter()
        .map(|text| Case::new(text).expect("a program"))
        .collect();
    let traces: Vec<Trace<'_>> = cases
        .iter()
        .map(|case| Trace::new(case, 12).expect("short"))
        .collect();
    let mut by_fault = BTreeMap::<&str, usize>::new();
    let mut by_refusal = BTreeMap::<String, usize>::new();
    let runs = size(2, 26);
    let mut done = 0;
    for number in 0.. {
        if done == runs {
            break;
        }
        let fault = Fault::ALL[(number + 1) % Fault::ALL.len()];
        let filling = Filling::ALL[number % Filling::ALL.len()];
        let mut rng = seeded(1_000_000 + number as u64);
        let forged = (0..400).find_map(|_| {
            let trace = &traces[below(traces.len(), &mut rng)];
            let forged = trace.forge(fault, filling, &mut rng)?;
            (forged.run.len() <= 14).then_some((trace.case, forged))
        });
        let Some((case, forged)) = forged else {
            continue;
        };
        let claim = case.claim(&forged.finished, forged.run.len());
        match refused(case, &forged.run, &claim) {
            Some(refusals) => assert!(!refusals.is_empty()),
            None => continue,
        }
        let why = verified(case, &forged.run, claim).expect_err("a forged run's proof verifies");
        *by_fault.entry(fault.name()).or_default() += 1;
        *by_refusal.entry(why).or_default() += 1;
        done += 1;
    }
    for why in typed::folded(size(0, 4)) {
        *by_fault.entry("forged private input").or_default() += 1;
        *by_refusal.entry(why).or_default() += 1;
        done += 1;
    }
    figure(
        "cheating prover",
        format_args!("{done} forged runs folded and compressed, none of the proofs verifies: {by_fault:?}; refused by {by_refusal:?}"),
    );
    assert!(done >= runs);
}

/// The way there is the product's own: an honest run's values make a proof that verifies; with another end claimed, it does not.
#[test]
fn an_honest_run_taken_the_same_way_verifies() {
    let case = Case::new(PROGRAMS[0]).expect("a program");
    let program = &case.circuit.program;
    let start = Machine::new(program, &program.inputs);
    let (run, finished) = case.finish(&start, 12).expect("short");
    let claim = case.claim(&finished, run.len());
    let blank = Chunk::blank(Arc::clone(&case.circuit), 1);
    let bytes = proof(&blank, &run).expect("a proof");
    let file = |claim: &Claim| {
        let (claim, proof) = (claim.clone(), ProofBytes::Compressed(bytes.clone()));
        container::encode(&Envelope { claim, proof }).expect("encodes")
    };
    assert!(verify(&file(&claim)).is_ok());
    let mut other = claim.clone();
    let another = Case::new("(+ 3 4)").expect("a program");
    let program = &another.circuit.program;
    let (_, seven) = another
        .finish(&Machine::new(program, &program.inputs), 12)
        .expect("short");
    let seven = another.claim(&seven, 1).outcome;
    assert!(matches!(seven, ClaimedOutcome::Value(_)) && seven != claim.outcome);
    other.outcome = seven;
    let error = verify(&file(&other)).expect_err("another result");
    assert!(error.to_string().contains("result"), "{error}");
}
