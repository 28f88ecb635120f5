//! The golden key of every circuit: its constraints, digested.
//!
//! A line of `shapes-machine.txt`, `shapes-typed.txt` or `shapes-bn254.txt` is a circuit built without values: how many constraints it has, the SHA3-256
//! digest of all their coefficients and variables, the first bytes of that of all names, and what it is the circuit of. A changed digest
//! is a changed circuit, which proofs made before are not of: then `CIRCUIT_VERSION` is to be raised, so that they are refused
//! for what they are. A line in which only the digest of the names differs says that something is called otherwise, no more.
//!
//! `UPDATE_EXPECT=1` writes the files anew.

use crate::support::shape::bind_outputs;
use crate::support::typed::build_typed;
use crate::support::typed::corpus::{programs, recurrence};
use crate::support::{build, corpus, try_compile, Built, OFFERS};
use bellpepper_core::LinearCombination;
use expect_test::expect_file;
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::claim::SourceText;
use foldscheme_circuits::program::Compiled;
use foldscheme_circuits::scalar::{ProofField, Scalar};
use foldscheme_circuits::step::Circuit;
use foldscheme_circuits::typed::function::StepFunction;
use foldscheme_circuits::typed::layout::Layout;
use foldscheme_circuits::typed::statement::FoldCircuit;
use foldscheme_lang::block::Slots;
use foldscheme_lang::typed::array::{Array, Value};
use foldscheme_lang::typed::program::StepProgram;
use foldscheme_lang::typed::ty::{ElementType, Type};
use nova_snark::provider::bn256_grumpkin::bn256;
use rayon::prelude::*;
use sha3::{Digest, Sha3_256};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn add<F: ProofField>(digest: &mut Sha3_256, side: &LinearCombination<F>) {
    let inputs = side.iter_inputs().map(|(i, k)| (0u8, *i, *k));
    let terms = inputs.chain(side.iter_aux().map(|(i, k)| (1, *i, *k)));
    for (kind, i, k) in terms.filter(|(_, _, k)| *k != F::ZERO) {
        digest.update([kind]);
        digest.update((i as u64).to_le_bytes());
        digest.update(k.to_repr());
    }
    // No kind of variable: the end.
    digest.update([2]);
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("strings can be written");
        text
    })
}

/// What tells one circuit from others.
pub struct Key {
    pub constraints: usize,
    pub digest: [u8; 32],
    pub names: [u8; 32],
}

impl Key {
    /// Of a circuit built without values, each of its outputs bound to a variable as in a fold.
    pub fn of<F: ProofField>(mut built: Built<F>) -> Key {
        bind_outputs(&mut built, |_| None);
        let (mut key, mut names) = (Sha3_256::new(), Sha3_256::new());
        key.update((built.cs.inputs.len() as u64).to_le_bytes());
        key.update((built.cs.aux.len() as u64).to_le_bytes());
        for name in &built.cs.names {
            names.update(name);
            names.update([0]);
        }
        for row in &built.cs.constraints {
            for side in [&row.a, &row.b, &row.c] {
                add(&mut key, side);
            }
            names.update(&row.name);
            names.update([0]);
        }
        Key {
            constraints: built.cs.constraints.len(),
            digest: key.finalize().into(),
            names: names.finalize().into(),
        }
    }

    /// The key of several circuits together.
    pub fn of_all(keys: &[Key]) -> Key {
        let (mut key, mut names) = (Sha3_256::new(), Sha3_256::new());
        for one in keys {
            key.update(one.digest);
            names.update(one.names);
        }
        Key {
            constraints: keys.iter().map(|key| key.constraints).sum(),
            digest: key.finalize().into(),
            names: names.finalize().into(),
        }
    }

    /// Its line in a golden file.
    pub fn line(&self, what: &str) -> String {
        let (digest, names) = (hexadecimal(&self.digest), hexadecimal(&self.names[..4]));
        format!("{:>6} {digest} {names} {what}\n", self.constraints)
    }
}

fn line<F: ProofField>(built: Built<F>, what: &str) -> String {
    Key::of(built).line(what)
}

/// Two steps: the first decodes its block, the second is given it.
fn of_machine<F: ProofField>(circuit: Arc<Circuit<F>>, what: &str) -> String {
    let blank = vec![None; circuit.layout.arity()];
    let chunk = Chunk::blank(circuit, 2);
    line(build(&chunk, &blank), what)
}

/// A program of the suites' corpus, for these offers.
fn of_text<F: ProofField>(source: &str, offers: &[Slots]) -> String {
    let program = try_compile::<F>(source).unwrap_or_else(|e| panic!("{source}\n{e}"));
    let short: String = source.chars().take(48).collect();
    let line = |slots: &Slots| {
        let circuit = Circuit::<F>::new(program.split(*slots)).expect("a circuit");
        let Slots { hash, range } = slots;
        of_machine(Arc::new(circuit), &format!("{hash}/{range} {short}"))
    };
    offers.iter().map(line).collect()
}

/// The texts of a folder of examples, by name.
fn examples(folder: &str) -> Vec<(String, SourceText)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(folder);
    let files = std::fs::read_dir(&root).expect("there are examples");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "scm"));
    files.sort();
    let text = |file: PathBuf| {
        let name = file.file_name().expect("a name").to_string_lossy();
        let text = SourceText {
            name: name.to_string(),
            text: std::fs::read_to_string(&file).expect("a text"),
        };
        (format!("{folder}/{name}"), text)
    };
    files.into_iter().map(text).collect()
}

#[test]
fn circuits_of_programs() {
    let corpus = corpus::PROGRAMS.par_iter().chain(corpus::LIBRARY);
    let mut lines: Vec<String> = corpus
        .map(|source| of_text::<Scalar>(source, &OFFERS))
        .collect();
    lines.par_extend(examples("examples").into_par_iter().map(|(what, text)| {
        let program = Compiled::new(vec![text]).expect("examples compile");
        let slots = program.least_slots();
        let circuit = program.circuit::<Scalar>(slots).expect("a circuit");
        of_machine(Arc::new(circuit), &what)
    }));
    expect_file!["shapes-machine.txt"].assert_eq(&lines.concat());
}

fn of_operation<F: ProofField>((name, program): &(&str, StepProgram)) -> String {
    line(build_typed::<F>(program, None), name)
}

/// Two steps of one fold, in which the state goes from one to the other.
fn of_steps((what, text): &(String, SourceText)) -> String {
    let of_weight = |shape: Vec<usize>| {
        let (bits, fraction) = (24, 16);
        let element = ElementType::Fixed { bits, fraction };
        let ty = Type { element, shape };
        let values = (0..ty.len() as i128).map(|i| Value::Int(i * i * 7919 % 1009 - 400));
        let array = Array::new(Scalar::FIELD, ty.clone(), values.collect());
        array.expect("in range")
    };
    let constants = match text.text.contains("(define-constant ") {
        true => vec![
            ("w".to_string(), of_weight(vec![30])),
            ("b".to_string(), of_weight(vec![])),
        ],
        false => Vec::new(),
    };
    let function = StepFunction::compile(Scalar::FIELD, text.clone(), constants);
    let program = Arc::new(function.expect("examples compile").program().clone());
    let layout = Layout::new::<Scalar>(&program).expect("a layout");
    let blank = vec![None; layout.arity()];
    let circuit = FoldCircuit::<Scalar>::new(program, layout, 2);
    line(build(&Chunk::typed(Arc::new(circuit), None), &blank), what)
}

/// Every operation, and all of them in a step.
fn operations<F: ProofField>() -> Vec<String> {
    let mut operations = programs::<F>();
    operations.push(("recurrence", recurrence::<F>()));
    operations.par_iter().map(of_operation::<F>).collect()
}

#[test]
fn circuits_of_typed_steps() {
    let mut lines = operations::<Scalar>();
    lines.par_extend(examples("examples/steps").par_iter().map(of_steps));
    expect_file!["shapes-typed.txt"].assert_eq(&lines.concat());
}

/// Few of them: what differs between the fields are constants.
#[test]
fn circuits_over_another_field() {
    let programs = corpus::PROGRAMS[..12].par_iter();
    let mut lines: Vec<String> = programs
        .map(|source| of_text::<bn256::Scalar>(source, &OFFERS[2..]))
        .collect();
    lines.extend(operations::<bn256::Scalar>());
    expect_file!["shapes-bn254.txt"].assert_eq(&lines.concat());
}
