//! What a procedure takes, in words.

use super::ANONYMOUS;
use std::fmt;

/// A procedure's name and parameters.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'a> {
    /// The procedure.
    pub procedure: &'a str,
    /// The parameters that every call gives.
    pub parameters: &'a [String],
    /// The parameter that takes the list of the remaining arguments.
    pub rest: Option<&'a str>,
}

impl Signature<'_> {
    /// The message for a call with another number of arguments.
    #[must_use]
    pub fn mismatch(&self, got: Option<usize>) -> String {
        let takes = self.takes();
        let name = match self.procedure {
            ANONYMOUS => "this procedure".to_string(),
            name => format!("`{name}`"),
        };
        match got {
            Some(got) => format!("{name} takes {takes}, got {got}"),
            None => format!("{name} takes {takes}, and `apply` gave it another number"),
        }
    }

    /// `2 arguments`, `at least 1 argument`.
    #[must_use]
    pub fn takes(&self) -> String {
        let n = self.parameters.len();
        let plural = if n == 1 { "" } else { "s" };
        match self.rest {
            Some(_) => format!("at least {n} argument{plural}"),
            None => format!("{n} argument{plural}"),
        }
    }

    /// What is missing, by name, or how many arguments there are too many.
    #[must_use]
    pub fn difference(&self, got: usize) -> String {
        let missing = self.parameters.get(got..).unwrap_or_default();
        if missing.is_empty() {
            return format!("{} too many", got.saturating_sub(self.parameters.len()));
        }
        let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
        let plural = if names.len() == 1 { "" } else { "s" };
        format!("missing the argument{plural} for {}", names.join(", "))
    }
}

/// `(name a b . rest)`.
impl fmt::Display for Signature<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}", self.procedure)?;
        for parameter in self.parameters {
            write!(f, " {parameter}")?;
        }
        if let Some(rest) = self.rest {
            write!(f, " . {rest}")?;
        }
        f.write_str(")")
    }
}
