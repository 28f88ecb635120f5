//! `foldscheme inspect`: what a proof file claims, believed or not.

use crate::exit::{Failure, Status};
use crate::fold;
use crate::input;
use crate::terminal;
use crate::words::{self, End};
use foldscheme::typed::{is_fold, read_fold, ClaimedFold};
use foldscheme::{read, Claim, ClaimedOutcome, Compiled, SiteId, SourceText};
use serde::Serialize;
use std::path::Path;

/// A claim as JSON.
#[derive(Serialize)]
struct Claimed<'a> {
    verified: bool,
    circuit_version: u32,
    curves: &'static str,
    assumption: String,
    sources: Vec<Source<'a>>,
    included: Vec<Source<'a>>,
    inputs: Vec<String>,
    value: Option<String>,
    error: Option<String>,
    output: Vec<String>,
    hash_slots: u8,
    range_slots: u8,
    chunk: u32,
    folds: u64,
    compressed: bool,
    bytes: usize,
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    text: &'a str,
}

/// Says what a proof file claims.
pub fn command(proof: &Path, json: bool) -> Result<Status, Failure> {
    let bytes = input::proof(proof)?;
    if is_fold(&bytes) {
        return typed(&bytes, json);
    }
    let envelope = read(&bytes)?;
    let claim = &envelope.claim;
    let compressed = words::is_compressed(&envelope.proof);
    let end = end(claim);
    if json {
        let text = serde_json::to_string_pretty(&claimed(claim, &end, compressed, bytes.len()))
            .map_err(|error| Failure::io(format!("cannot print JSON: {error}")))?;
        terminal::print(text)?;
    } else {
        let words = words::claim(claim, &end, true);
        let about = words::proof(claim, compressed, bytes.len());
        terminal::print(format_args!(
            "NOT VERIFIED; the file claims: {words}\n\
             {about}\n\
             Circuit version {}; {} hash slots and {} range slots in a step.\n\
             Nothing of this has been checked; `foldscheme verify` does.",
            claim.circuit_version, claim.slots.hash, claim.slots.range,
        ))?;
    }
    Ok(Status::Done)
}

/// Says what a proof file of typed steps claims.
fn typed(bytes: &[u8], json: bool) -> Result<Status, Failure> {
    let envelope = read_fold(bytes)?;
    let compressed = words::is_compressed(&envelope.proof);
    let claimed = ClaimedFold::of(envelope.claim)?;
    if json {
        terminal::print(fold::claim::json(&claimed, compressed, bytes.len())?)?;
    } else {
        let words = fold::claim::claim(&claimed, true);
        let about = fold::claim::proof(&claimed, compressed, bytes.len());
        terminal::print(format_args!(
            "NOT VERIFIED; the file claims: {words}\n\
             {about}\n\
             Version {} of typed steps.\n\
             Nothing of this has been checked; `foldscheme verify` does.",
            claimed.claim.typed_version,
        ))?;
    }
    Ok(Status::Done)
}

fn claimed<'a>(claim: &'a Claim, end: &End, compressed: bool, bytes: usize) -> Claimed<'a> {
    let (value, error) = match end {
        End::Value(value) => (Some(value.clone()), None),
        End::Error(error) => (None, Some(error.clone())),
    };
    Claimed {
        verified: false,
        circuit_version: claim.circuit_version,
        curves: words::curves(claim.curve),
        assumption: words::assumption(claim.curve),
        sources: sources(&claim.sources),
        included: sources(&claim.included),
        inputs: claim.inputs.iter().map(ToString::to_string).collect(),
        value,
        error,
        output: claim.output.iter().map(ToString::to_string).collect(),
        hash_slots: claim.slots.hash,
        range_slots: claim.slots.range,
        chunk: claim.chunk,
        folds: claim.folds,
        compressed,
        bytes,
    }
}

fn sources(texts: &[SourceText]) -> Vec<Source<'_>> {
    texts
        .iter()
        .map(|text| Source {
            name: &text.name,
            text: &text.text,
        })
        .collect()
}

/// The claimed end; an error in words, if the program compiles and has that error.
fn end(claim: &Claim) -> End {
    match &claim.outcome {
        ClaimedOutcome::Value(value) => End::Value(value.to_string()),
        ClaimedOutcome::Error { site, irritant } => {
            let field = claim.curve.field();
            let known = irritant.check(field).ok().and_then(|()| {
                Compiled::with_included(field, claim.sources.clone(), &claim.included).ok()
            });
            End::Error(match known {
                Some(compiled) => {
                    let program = compiled.program(compiled.least_slots());
                    let constants = irritant.constants();
                    let error = compiled.describe_error(&program, SiteId(*site), &constants);
                    words::error(&compiled, &error)
                }
                None => format!("number {site}, with {irritant}"),
            })
        }
    }
}
