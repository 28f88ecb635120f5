//! What a proof of typed steps claims, in words and as JSON.

use crate::exit::Failure;
use crate::words::{self, counted, grouped, printable};
use foldscheme::typed::{
    written, Array, ClaimedFold, ElementType, Port, Role, Value, VerifiedFold,
};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The most elements of an array that are shown where not all are asked for.
const ELEMENTS_SHOWN: usize = 64;

/// The most steps whose public inputs are shown where not all are asked for.
const STEPS_SHOWN: usize = 10;

/// What a verified proof claims.
pub fn verified(verified: VerifiedFold) -> ClaimedFold {
    ClaimedFold {
        claim: verified.claim,
        function: verified.function,
        initial: verified.initial,
        inputs: verified.inputs,
        state: verified.state,
    }
}

/// The claim as sentences. `whole` shows all of it.
pub fn claim(claimed: &ClaimedFold, whole: bool) -> String {
    let program = claimed.function.program();
    let claim = &claimed.claim;
    let mut words = format!(
        "the step function `{}`, {}\n",
        printable(&program.name),
        claimed.function.id()
    );
    words.push_str(&words::program(&claim.source, whole));
    let constants = claimed.function.constants();
    if !constants.is_empty() {
        words.push_str("with the constants\n");
        for (name, array) in constants {
            words.push_str(&shown(name, array, whole));
        }
    }
    words.push_str("takes the state\n");
    words.push_str(&state(claimed, &claimed.initial, whole));
    let _ = writeln!(words, "in {}", counted(claim.steps, "step"));
    let public: Vec<&Port> = program
        .ports_of(Role::Public)
        .map(|(_, port)| port)
        .collect();
    if !public.is_empty() {
        words.push_str("on the public inputs\n");
        let shown_steps = if whole {
            claimed.inputs.len()
        } else {
            STEPS_SHOWN
        };
        for (step, arrays) in (1..).zip(claimed.inputs.iter().take(shown_steps)) {
            for (port, array) in public.iter().zip(arrays) {
                let shown = shown(&port.name, array, whole);
                let _ = write!(words, "  step {step}: {}", shown.trim_start());
            }
        }
        if let Some(more) = claimed
            .inputs
            .len()
            .checked_sub(shown_steps)
            .filter(|more| *more > 0)
        {
            let _ = writeln!(
                words,
                "  … and those of {}; `foldscheme inspect` shows all",
                counted(more as u64, "more step")
            );
        }
    }
    if program.ports_of(Role::Private).next().is_some() {
        words.push_str("on private inputs\n");
    }
    if let Some(model) = claim.model() {
        let _ = writeln!(
            words,
            "with hidden weights under the model digest\n  {model}"
        );
        if let (Some(weights), Some(_)) = (claim.weights, claim.blocks) {
            let _ = writeln!(
                words,
                "of which those that all steps have are under\n  {weights}"
            );
        }
    }
    words.push_str("to the state\n");
    words.push_str(&state(claimed, &claimed.state, whole));
    words
}

/// Arrays of the state, with their names.
pub fn state(claimed: &ClaimedFold, arrays: &[Array], whole: bool) -> String {
    let ports = claimed.function.program().ports_of(Role::State);
    let lines = ports
        .zip(arrays)
        .map(|((_, port), array)| shown(&port.name, array, whole));
    lines.collect()
}

/// A line with an array's name and elements.
pub fn shown(name: &str, array: &Array, whole: bool) -> String {
    let name = printable(name);
    let (elements, element) = (array.elements(), array.ty().element);
    if whole || elements.len() <= ELEMENTS_SHOWN {
        return format!("  {name} = {array}\n");
    }
    let first = elements
        .iter()
        .take(ELEMENTS_SHOWN)
        .map(|value| written(*value, element));
    format!(
        "  {name} = {} beginning with {} … and {}; `foldscheme inspect` shows all\n",
        array.ty(),
        first.collect::<Vec<_>>().join(", "),
        counted((elements.len() - ELEMENTS_SHOWN) as u64, "more element")
    )
}

/// Size and kind of the proof, and what it rests on.
pub fn proof(claimed: &ClaimedFold, compressed: bool, size: usize) -> String {
    let claim = &claimed.claim;
    let each = u64::from(claim.steps_per_fold);
    let form = if compressed {
        "compressed"
    } else {
        "not compressed: it shows what the steps compute, and hides nothing"
    };
    format!(
        "The {} are {} of {}.\nThe proof has {} bytes and is {form}.\n{} The software is unaudited.",
        counted(claim.steps, "step"),
        counted(claim.steps / each.max(1), "fold"),
        counted(each, "step"),
        grouped(size as u64),
        words::assumption(claim.curve),
    )
}

/// A claim as JSON; scripts rely on the keys.
#[derive(Serialize)]
struct Json<'a> {
    verified: bool,
    typed_version: u32,
    curves: &'static str,
    assumption: String,
    step: &'a str,
    id: String,
    source: &'a str,
    text: &'a str,
    constants: Arrays,
    steps: u64,
    steps_per_fold: u32,
    initial: Arrays,
    inputs: Vec<Arrays>,
    private_inputs: Vec<&'a str>,
    model: Option<String>,
    weights: Option<String>,
    state: Arrays,
    compressed: bool,
    bytes: usize,
}

/// Arrays by name, as data files have them.
type Arrays = BTreeMap<String, Box<RawValue>>;

/// The claim as JSON. Its arrays can be used as data files.
pub fn json(claimed: &ClaimedFold, compressed: bool, bytes: usize) -> Result<String, Failure> {
    let (claim, program) = (&claimed.claim, claimed.function.program());
    let ports = |role| program.ports_of(role).map(|(_, port)| port.name.as_str());
    let constants = claimed.function.constants();
    let json = Json {
        verified: false,
        typed_version: claim.typed_version,
        curves: words::curves(claim.curve),
        assumption: words::assumption(claim.curve),
        step: &program.name,
        id: claimed.function.id().to_string(),
        source: &claim.source.name,
        text: &claim.source.text,
        constants: arrays(constants.iter().map(|(name, array)| (name.as_str(), array)))?,
        steps: claim.steps,
        steps_per_fold: claim.steps_per_fold,
        initial: arrays(ports(Role::State).zip(&claimed.initial))?,
        inputs: claimed
            .inputs
            .iter()
            .map(|inputs| arrays(ports(Role::Public).zip(inputs)))
            .collect::<Result<_, _>>()?,
        private_inputs: ports(Role::Private).collect(),
        model: claim.model().map(|digest| digest.to_string()),
        weights: claim.weights.map(|digest| digest.to_string()),
        state: arrays(ports(Role::State).zip(&claimed.state))?,
        compressed,
        bytes,
    };
    pretty(&json)
}

/// Arrays by name, as a data file has them.
pub fn arrays<'a>(named: impl Iterator<Item = (&'a str, &'a Array)>) -> Result<Arrays, Failure> {
    named
        .map(|(name, array)| {
            let text = array_text(array);
            let value = RawValue::from_string(text).map_err(cannot)?;
            Ok((name.to_string(), value))
        })
        .collect()
}

/// JSON to be printed.
pub fn pretty(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(cannot)
}

fn cannot(error: serde_json::Error) -> Failure {
    Failure::io(format!("cannot print JSON: {error}"))
}

/// An array as JSON: nested lists of numbers, truth values, or strings of field elements.
fn array_text(array: &Array) -> String {
    fn part(out: &mut String, element: ElementType, shape: &[usize], values: &[Value]) {
        let Some((n, inner)) = shape.split_first() else {
            let text = values
                .first()
                .map(|value| written(*value, element))
                .unwrap_or_default();
            match element {
                ElementType::Field => {
                    let _ = write!(out, "\"{text}\"");
                }
                ElementType::Bool => out.push_str(if text == "#t" { "true" } else { "false" }),
                _ => out.push_str(&text),
            }
            return;
        };
        let size: usize = inner.iter().product();
        out.push('[');
        for i in 0..*n {
            if i > 0 {
                out.push_str(", ");
            }
            part(
                out,
                element,
                inner,
                values.get(i * size..(i + 1) * size).unwrap_or_default(),
            );
        }
        out.push(']');
    }
    let mut out = String::new();
    let ty = array.ty();
    part(&mut out, ty.element, &ty.shape, array.elements());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use foldscheme::data::fit::{find, Rule, Wanted};
    use foldscheme::data::{reader, DataFile};
    use foldscheme::typed::Type;
    use foldscheme::ScalarField;

    /// Arrays of these types, read from JSON and written as JSON.
    fn back(text: &str, element: ElementType, shape: &[usize]) -> String {
        let field = ScalarField::Pallas;
        let files = [DataFile {
            name: "s.json".to_string(),
            content: reader("json").expect("a format")(text.as_bytes()).expect("JSON"),
        }];
        let wanted = Wanted {
            name: "h".to_string(),
            ty: Type {
                element,
                shape: shape.to_vec(),
            },
            what: "the state",
            option: "--state",
            each_step: false,
            hidden: false,
        };
        let found = find(&files, &[wanted]).expect("it is there");
        let rule = Rule {
            field,
            quantize: false,
        };
        let array = found[0].array(0, rule).expect("it fits").array;
        let arrays = arrays([("h", &array)].into_iter()).expect("JSON");
        serde_json::to_string(&arrays).expect("JSON")
    }

    #[test]
    fn arrays_are_written_as_they_are_read() {
        let q = ElementType::Fixed {
            bits: 64,
            fraction: 40,
        };
        for (text, element, shape) in [
            (
                r#"{"h":[[1, -0.5], [0.00000000000090949470177292823791503906250, 3]]}"#,
                q,
                &[2, 2][..],
            ),
            (
                r#"{"h":"123456789012345678901234567890"}"#,
                ElementType::Field,
                &[],
            ),
            (r#"{"h":[true, false]}"#, ElementType::Bool, &[2]),
            (r#"{"h":[-128, 127]}"#, ElementType::Int(8), &[2]),
        ] {
            let once = back(text, element, shape);
            assert_eq!(once, text.replace("06250,", "0625,"));
            assert_eq!(back(&once, element, shape), once);
        }
    }
}
