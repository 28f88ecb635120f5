//! The productions, read from their text.
//!
//! A line `type := template` says how an expression of a type can be made; `{type}` in the template is a part,
//! `{type; $x:type …}` one that sees variables which the template binds; `$x` is a name chosen each time. A
//! capital letter is a type of its own choice, `int` an integer within the result's bounds (`int/2` within half
//! of them, `int/0` within their root), `nat9` one from 0 to 9, `pos9` one from 1 to 9, `small` any of common
//! size. A number before the type is the production's weight; `!` says that it may fail or overflow.
//! A line `def name := text` is a definition that is put before a program which uses the name.

use crate::native;
use crate::table::names;
use crate::types::{self, Ty};
use std::collections::BTreeSet;

/// A piece of a production.
pub enum Part {
    Text(String),
    /// A variable's name.
    Name(String),
    Hole {
        ty: Ty,
        variables: Vec<(String, Ty)>,
        /// Whether it must be a variable or a literal.
        leaf: bool,
        /// Whether it stands outside the scope of the names before it.
        outside: bool,
    },
}

/// A way to make an expression.
pub struct Production {
    /// As it stands in the text.
    pub line: String,
    pub weight: usize,
    pub risky: bool,
    /// Whether its variables are visible where they are defined.
    pub recursive: bool,
    pub result: Ty,
    pub parts: Vec<Part>,
    /// Names of the language that it uses.
    pub names: BTreeSet<String>,
    /// Definitions that it uses.
    pub definitions: BTreeSet<usize>,
}

/// A definition that productions use.
pub struct Definition {
    name: String,
    pub text: String,
}

/// Productions that this implementation has everything for.
pub struct Grammar {
    pub productions: Vec<Production>,
    pub definitions: Vec<Definition>,
    /// Names that productions use and the language lacks.
    pub missing: BTreeSet<String>,
}

impl Grammar {
    /// Reads the productions, and leaves out those that need what the language lacks.
    pub fn new(text: &str) -> Grammar {
        let lines: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with(';'))
            .collect();
        let (definitions, productions): (Vec<_>, Vec<_>) = lines
            .iter()
            .map(|line| {
                line.split_once(" := ")
                    .unwrap_or_else(|| panic!("no := in {line}"))
            })
            .partition(|(head, _)| head.starts_with("def "));
        let definitions: Vec<Definition> = definitions
            .into_iter()
            .map(|(head, text)| Definition {
                name: head["def ".len()..].to_string(),
                text: text.to_string(),
            })
            .collect();
        let mut productions: Vec<Production> = productions
            .into_iter()
            .map(|(head, template)| production(head, template, &definitions))
            .collect();
        let mut used: BTreeSet<String> = BTreeSet::new();
        for production in &productions {
            used.extend(production.names.iter().cloned());
            for &i in &production.definitions {
                used.extend(words(&definitions[i].text));
            }
        }
        let missing: BTreeSet<String> = used.into_iter().filter(|n| !native::knows(n)).collect();
        let lacks = |names: &BTreeSet<String>| names.iter().any(|name| missing.contains(name));
        productions.retain(|production| {
            let mut of_definitions = production
                .definitions
                .iter()
                .map(|&i| words(&definitions[i].text));
            !lacks(&production.names) && !of_definitions.any(|names| lacks(&names))
        });
        Grammar {
            productions,
            definitions,
            missing,
        }
    }

    /// Whether the language has a name that productions use.
    pub fn has(&self, name: &str) -> bool {
        !self.missing.contains(name)
    }
}

fn production(head: &str, template: &str, definitions: &[Definition]) -> Production {
    let mut weight = 4;
    let mut risky = false;
    let mut result = None;
    for word in head.split_whitespace() {
        if word == "!" {
            risky = true;
        } else if let Ok(number) = word.parse() {
            weight = number;
        } else {
            result = Some(types::parse(word));
        }
    }
    let parts = parts(template);
    let text: String = parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Name(_) | Part::Hole { .. } => " _ ",
        })
        .collect();
    let used = tokens(&text);
    Production {
        line: format!("{head} := {template}"),
        weight,
        risky,
        recursive: ["(define", "(letrec", "-syntax"]
            .iter()
            .any(|form| text.contains(form)),
        result: result.unwrap_or_else(|| panic!("no type in {head}")),
        parts,
        names: words(&text),
        definitions: definitions
            .iter()
            .enumerate()
            .filter(|(_, definition)| used.contains(&definition.name))
            .map(|(i, _)| i)
            .collect(),
    }
}

/// Names of the language in a text.
fn words(text: &str) -> BTreeSet<String> {
    let mut words = tokens(text);
    words.retain(|word| names::is_known(word));
    words
}

fn tokens(text: &str) -> BTreeSet<String> {
    text.split(|c: char| c.is_whitespace() || "()'`,\"".contains(c))
        .filter(|word| !word.is_empty())
        .map(|word| match word {
            "#" => "vector".to_string(),
            "#u8" => "bytevector".to_string(),
            other => other.to_string(),
        })
        .collect()
}

fn parts(template: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['$', '{']) {
        if at > 0 {
            parts.push(Part::Text(rest[..at].to_string()));
        }
        let found = &rest[at..];
        if let Some(name) = found.strip_prefix('$') {
            let end = name
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(name.len());
            parts.push(Part::Name(name[..end].to_string()));
            rest = &name[end..];
        } else {
            let end = found
                .find('}')
                .unwrap_or_else(|| panic!("no }} in {template}"));
            parts.push(hole(&found[1..end]));
            rest = &found[end + 1..];
        }
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_string()));
    }
    parts
}

fn hole(text: &str) -> Part {
    let leaf = text.starts_with('=');
    let outside = text.starts_with('^');
    let text = text.trim_start_matches(['=', '^']);
    let (ty, variables) = text.split_once(';').unwrap_or((text, ""));
    Part::Hole {
        leaf,
        outside,
        ty: types::parse(ty),
        variables: variables
            .split_whitespace()
            .map(|variable| {
                let (name, ty) = variable
                    .split_once(':')
                    .unwrap_or_else(|| panic!("no type in {variable}"));
                (name.trim_start_matches('$').to_string(), types::parse(ty))
            })
            .collect(),
    }
}
