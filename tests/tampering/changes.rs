//! Every change of one place of a claim.
//!
//! The places are found by the claim's serialized form, so that a field that a claim gains is changed here without a word more, and the tables of
//! refusals are no longer what they were.

use crate::size::full;
use expect_test::ExpectFile;
use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::{json, Value};

/// A claim with one place changed.
pub struct Change<T> {
    /// Which place.
    pub place: String,
    /// What it is now.
    pub how: String,
    /// The claim.
    pub claim: T,
}

impl<T> Change<T> {
    /// A change of one's own.
    pub fn new(place: &str, how: &str, claim: T) -> Change<T> {
        Change {
            place: place.to_string(),
            how: how.to_string(),
            claim,
        }
    }
}

/// Every change of one place to what is next to it, to the ends of its range, to nothing, and to what each of the others has there.
pub fn changes<T: Serialize + DeserializeOwned + PartialEq>(
    claim: &T,
    others: &[(&str, &T)],
) -> Vec<Change<T>> {
    let honest = serde_json::to_value(claim).expect("a claim is data");
    let mut places = Vec::new();
    collect(&honest, String::new(), &mut places);
    let mut found: Vec<Change<T>> = Vec::new();
    let mut add = |place: &str, how: &str, value: Value| {
        let mut changed = honest.clone();
        *changed.pointer_mut(place).expect("a place of the claim") = value;
        // What is no claim any more has no encoding.
        let Ok(changed) = serde_json::from_value::<T>(changed) else {
            return false;
        };
        let place = place.trim_start_matches('/').replace('/', ".");
        let is_new = changed != *claim
            && !found
                .iter()
                .any(|before| before.place == place && before.claim == changed);
        if is_new {
            found.push(Change::new(&place, how, changed));
        }
        true
    };
    for place in &places {
        let value = honest.pointer(place).expect("a place of the claim");
        for (how, value) in neighbours(value) {
            add(place, how, value);
        }
        if value.is_number() {
            let greatest = [u64::MAX, i64::MAX as u64, u32::MAX.into(), u8::MAX.into()];
            let _ = greatest
                .into_iter()
                .any(|value| add(place, "the greatest", json!(value)));
        }
        // Of what may be missing.
        add(place, "left out", Value::Null);
        for (name, other) in others {
            let other = serde_json::to_value(other).expect("a claim is data");
            if place.matches('/').count() == 1 {
                let value = other.pointer(place).expect("both are claims");
                add(place, name, value.clone());
            }
        }
    }
    found
}

fn collect(value: &Value, place: String, places: &mut Vec<String>) {
    if !place.is_empty() {
        places.push(place.clone());
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                collect(value, format!("{place}/{name}"), places);
            }
        }
        Value::Array(elements) if !is_bytes(elements) => {
            for (i, value) in elements.iter().enumerate() {
                collect(value, format!("{place}/{i}"), places);
            }
        }
        _ => {}
    }
}

/// Whether these are the bytes of a digest or field element.
fn is_bytes(elements: &[Value]) -> bool {
    let byte = |value: &Value| value.as_u64().is_some_and(|byte| byte < 256);
    elements.len() == 32 && elements.iter().all(byte)
}

fn neighbours(value: &Value) -> Vec<(&'static str, Value)> {
    match value {
        Value::Null | Value::Object(_) => Vec::new(),
        Value::Bool(b) => vec![("the other", json!(!b))],
        Value::Number(n) => {
            let n = n.as_i64().expect("small numbers");
            vec![
                ("one more", json!(n + 1)),
                ("one less", json!(n - 1)),
                ("zero", json!(0)),
            ]
        }
        Value::String(text) => {
            let mut shorter = text.clone();
            shorter.pop();
            vec![
                ("longer", json!(format!("{text} "))),
                ("shorter", json!(shorter)),
                ("empty", json!("")),
            ]
        }
        Value::Array(bytes) if is_bytes(bytes) => {
            let mut another = bytes.clone();
            another[0] = json!(another[0].as_u64().expect("a byte") ^ 1);
            vec![
                ("another", json!(another)),
                ("zero", json!(vec![0; 32])),
                ("beyond the modulus", json!(vec![255; 32])),
            ]
        }
        Value::Array(elements) => {
            let (mut fewer, mut more) = (elements.clone(), elements.clone());
            fewer.pop();
            more.extend(elements.last().cloned());
            let reversed: Vec<&Value> = elements.iter().rev().collect();
            vec![
                ("one fewer", json!(fewer)),
                ("the last one twice", json!(more)),
                ("in reverse", json!(reversed)),
                ("empty", json!([])),
            ]
        }
    }
}

/// Compares what is said of changes with what is written down; gives how many were tried: by default every fourth, but all of them
/// must be in the table.
pub fn compare<T>(
    expected: &ExpectFile,
    changes: impl Iterator<Item = Change<T>>,
    refused: impl Fn(&str, T) -> String,
) -> usize {
    let changes: Vec<(String, T)> = changes
        .map(|change| (format!("{}: {}", change.place, change.how), change.claim))
        .collect();
    let say = |(what, claim): (String, T)| {
        let message = refused(&what, claim);
        (what, message)
    };
    if full() || std::env::var_os("UPDATE_EXPECT").is_some() {
        let said: Vec<(String, String)> = changes.into_iter().map(say).collect();
        expected.assert_eq(&table(&said));
        return said.len();
    }
    let written = expected.data();
    let listed: Vec<&str> = written.lines().step_by(2).collect();
    let found: Vec<&str> = changes.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(
        listed, found,
        "the places of a claim are others than those of the table"
    );
    let messages = written.lines().skip(1).step_by(2);
    let mut tried = 0;
    for (change, message) in changes.into_iter().zip(messages).step_by(4) {
        let (what, said) = say(change);
        assert_eq!(said, message.trim_start(), "{what}");
        tried += 1;
    }
    tried
}

/// What is said of each change, two lines for each; of a message, the first line, which names the check.
pub fn table(said: &[(String, String)]) -> String {
    said.iter()
        .map(|(change, message)| format!("{change}\n    {message}\n"))
        .collect()
}

/// The check that a message names.
pub fn check(message: &str) -> &str {
    message.split(':').next().unwrap_or_default()
}
