//! Claims in plain words.

use foldscheme::{Claim, Compiled, CurveCycle, Data, ProofBytes, SourceText, Timing};
use std::fmt::Write;

/// The most lines of a program that are shown where it is not asked for.
const LINES_SHOWN: usize = 24;

/// How a claimed run ends.
pub enum End {
    /// With a value, as `write` would.
    Value(String),
    /// With an error: what and where.
    Error(String),
}

/// The claim as sentences. `whole` shows all of the program.
pub fn claim(claim: &Claim, end: &End, whole: bool) -> String {
    let mut words = String::from("the program\n");
    for source in &claim.sources {
        words.push_str(&program(source, whole));
    }
    if !claim.included.is_empty() {
        words.push_str("with what it includes\n");
    }
    for source in &claim.included {
        words.push_str(&program(source, whole));
    }
    if claim.inputs.is_empty() {
        words.push_str("on no public inputs\n");
    } else {
        words.push_str("on the public inputs\n");
        words.push_str(&values(&claim.inputs));
    }
    let _ = match end {
        End::Value(value) => writeln!(words, "ends with the value\n  {}", printable(value)),
        End::Error(error) => writeln!(words, "ends in the error\n  {}", printable(error)),
    };
    if claim.output.is_empty() {
        words.push_str("and emits nothing.\n");
    } else {
        words.push_str("and emits\n");
        words.push_str(&values(&claim.output));
    }
    words
}

/// Size and kind of the proof, and what it rests on.
pub fn proof(claim: &Claim, compressed: bool, size: usize) -> String {
    let steps = u64::from(claim.chunk).saturating_mul(claim.folds);
    let form = if compressed {
        "compressed"
    } else {
        "not compressed: it shows the run's intermediate values"
    };
    format!(
        "The run takes at most {} machine steps: {} of {}.\n\
         The proof has {} bytes and is {form}.\n\
         {} The software is unaudited.",
        grouped(steps),
        counted(claim.folds, "fold"),
        counted(u64::from(claim.chunk), "step"),
        grouped(size as u64),
        assumption(claim.curve),
    )
}

/// The curves of a proof.
pub fn curves(curve: CurveCycle) -> &'static str {
    match curve {
        CurveCycle::PallasVesta => "Pallas and Vesta",
        CurveCycle::Bn254Grumpkin | CurveCycle::Bn254GrumpkinCeremony(_) => "BN254 and Grumpkin",
    }
}

/// What a proof on these curves rests on.
pub fn assumption(curve: CurveCycle) -> String {
    let words = match curve {
        CurveCycle::PallasVesta => {
            "It rests on the discrete logarithm problem on the curves Pallas and Vesta and on hash\n\
             functions that behave like random ones; there is no trusted setup."
        }
        CurveCycle::Bn254Grumpkin => {
            "It rests on the discrete logarithm problem on the curves BN254 (about 100 bits of security,\n\
             for pairings make it easier there) and Grumpkin and on hash functions that behave like\n\
             random ones; there is no trusted setup."
        }
        CurveCycle::Bn254GrumpkinCeremony(id) => {
            return format!(
                "It rests on a trusted setup: that nobody knows the secret of the ceremony\n  \
                 {id}\n\
                 Further on pairings of BN254 (the assumptions of KZG commitments, about 100 bits of\n\
                 security), on the discrete logarithm problem on Grumpkin, and on hash functions that\n\
                 behave like random ones."
            );
        }
    };
    words.to_string()
}

/// An error in one line, with its place: `fib.scm:3:5: the message`.
pub fn error(compiled: &Compiled, diagnostic: &foldscheme::Diagnostic) -> String {
    let label = if diagnostic.label.is_empty() {
        String::new()
    } else {
        format!(" ({})", diagnostic.label)
    };
    match compiled.locate(diagnostic) {
        Some(place) => format!("{place}: {}{label}", diagnostic.message),
        None => format!("{}{label}", diagnostic.message),
    }
}

/// Where the time of a proof went.
pub fn time(timing: &Timing) -> String {
    let parts = [
        ("running", timing.running),
        ("parameters", timing.parameters),
        ("folding", timing.folding),
        ("compressing", timing.compressing),
        ("verifying", timing.verifying),
    ];
    let total: f64 = parts.iter().map(|(_, time)| time.as_secs_f64()).sum();
    let parts: Vec<String> = parts
        .iter()
        .map(|(name, time)| format!("{name} {:.2} s", time.as_secs_f64()))
        .collect();
    format!("time: {}; {total:.2} s in all", parts.join(", "))
}

/// Whether a proof is compressed.
pub fn is_compressed(proof: &ProofBytes) -> bool {
    matches!(proof, ProofBytes::Compressed(_))
}

/// A text: its name, its size, and its lines, or the first of them.
pub fn program(source: &SourceText, whole: bool) -> String {
    let lines = source.text.lines().count();
    let mut words = format!(
        "  {} ({}, {})\n",
        printable(&source.name).replace('\n', " "),
        counted(lines as u64, "line"),
        counted(source.text.len() as u64, "byte"),
    );
    let shown = if whole || lines <= LINES_SHOWN {
        lines
    } else {
        LINES_SHOWN
    };
    for line in source.text.lines().take(shown) {
        words.push_str(format!("    | {}", printable(line)).trim_end());
        words.push('\n');
    }
    if shown < lines {
        let _ = writeln!(
            words,
            "    … and {}; `foldscheme inspect` shows all of it",
            counted((lines - shown) as u64, "more line")
        );
    }
    words
}

fn values(list: &[Data]) -> String {
    list.iter()
        .map(|value| format!("  {}\n", printable(&value.to_string())))
        .collect()
}

/// `1 fold`, `1,200 folds`.
pub fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// Digits in groups of three.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Text from a file for a terminal: control characters, and those that make a line read in another
/// order than it is stored, are spelled out.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let reorders = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if (c.is_control() && c != '\n' && c != '\t') || reorders {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        let grouped = [0, 999, 1000, 1_234_567].map(grouped);
        assert_eq!(grouped, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn what_would_steer_a_terminal_is_spelled_out() {
        assert_eq!(printable("a\tb\nλ"), "a\tb\nλ");
        assert_eq!(printable("\x1b[2J\u{202e}"), "\\u{1b}[2J\\u{202e}");
    }
}
