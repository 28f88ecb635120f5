//! Well-typed pure programs, from the productions in `productions.txt`.
//!
//! A program fails, or overflows, only where a production is marked for it; every loop ends; nothing depends on
//! the order of evaluation but through `let*` and the like.

mod grammar;
mod literal;

pub use grammar::Grammar;

use crate::node::{Node, Piece};
use crate::rng::Rng;
use crate::types::Ty;
use grammar::{Part, Production};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Names of local variables; some are those of the library's procedures and of forms, some those that a careless
/// macro would capture.
const NAMES: [&str; 16] = [
    "x", "y", "z", "n", "m", "k", "acc", "items", "f", "g", "t", "tmp", "u", "list", "max", "if",
];

/// A program as generated: top-level forms, the last of which is its value.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The forms.
    pub forms: Vec<Node>,
    /// Whether something in it may fail.
    pub risks: bool,
}

impl Generated {
    /// The text.
    pub fn text(&self) -> String {
        let forms: Vec<String> = self.forms.iter().map(Node::text).collect();
        forms.join("\n")
    }
}

/// The type of a variable that is in scope and not to be used.
const HIDDEN: Ty = Ty::Record(usize::MAX);

struct Variable {
    name: String,
    ty: Ty,
}

/// A record type that a program defines.
struct Record {
    make: String,
    fields: Vec<Ty>,
}

/// A generator of one program.
pub struct Generator<'g> {
    rng: Rng,
    grammar: &'g Grammar,
    scope: Vec<Variable>,
    records: Vec<Record>,
    /// Definitions of the grammar that are used.
    definitions: BTreeSet<usize>,
    /// How often each production is used.
    uses: &'g mut BTreeMap<usize, usize>,
    /// Whether productions that may fail are wanted.
    risks: bool,
    /// Parts that may still be made.
    fuel: usize,
}

/// The program of this seed.
pub fn program(seed: u64, grammar: &Grammar, uses: &mut BTreeMap<usize, usize>) -> Generated {
    let mut rng = Rng::new(seed);
    rng.next();
    let risks = rng.chance(12);
    let mut generator = Generator {
        rng,
        grammar,
        scope: Vec::new(),
        records: Vec::new(),
        definitions: BTreeSet::new(),
        uses,
        risks,
        fuel: 60,
    };
    generator.program()
}

impl Generator<'_> {
    fn program(&mut self) -> Generated {
        let mut forms = Vec::new();
        if self.grammar.has("define-record-type") {
            for _ in 0..self.rng.below(3) / 2 + self.rng.below(8) / 7 {
                forms.push(self.record());
            }
        }
        for i in 0..self.rng.below(4) {
            forms.push(if self.rng.chance(75) {
                self.function(i)
            } else {
                self.constant(i)
            });
        }
        let ty = self.datum_type(2);
        let depth = 3 + self.rng.below(3);
        forms.push(self.node(&ty, depth));
        let texts = self.definitions.iter().map(|&i| {
            let text = self.grammar.definitions[i].text.clone();
            Node::leaf(Ty::Bool, text)
        });
        let mut all: Vec<Node> = texts.collect();
        all.append(&mut forms);
        Generated {
            forms: all,
            risks: self.risks,
        }
    }

    fn record(&mut self) -> Node {
        let index = self.records.len();
        let fields: Vec<Ty> = (0..self.rng.below(3) + 1)
            .map(|_| self.datum_type(1))
            .collect();
        let name = ["point", "node", "entry"][index];
        let make = format!("make-{name}");
        let ty = Ty::Record(index);
        let mut text = format!("(define-record-type {name} ({make}");
        for i in 0..fields.len() {
            text.push_str(&format!(" field{i}"));
        }
        text.push_str(&format!(") {name}?"));
        self.bind(make.clone(), Ty::Fun(fields.clone(), Box::new(ty.clone())));
        self.bind(
            format!("{name}?"),
            Ty::Fun(vec![ty.clone()], Box::new(Ty::Bool)),
        );
        for (i, field) in fields.iter().enumerate() {
            text.push_str(&format!(" (field{i} {name}-field{i})"));
            let accessor = Ty::Fun(vec![ty.clone()], Box::new(field.clone()));
            self.bind(format!("{name}-field{i}"), accessor);
        }
        text.push(')');
        self.records.push(Record { make, fields });
        Node::leaf(Ty::Bool, text)
    }

    fn function(&mut self, index: usize) -> Node {
        let name = format!("p{index}");
        let params: Vec<Ty> = (0..self.rng.below(3) + 1)
            .map(|_| self.any_type())
            .collect();
        let result = self.datum_type(2);
        let outside = self.scope.len();
        let mut text = format!("(define ({name}");
        for (i, ty) in params.iter().enumerate() {
            let param = ["a", "b", "c"][i];
            text.push_str(&format!(" {param}"));
            self.bind(param.to_string(), ty.clone());
        }
        text.push_str(") ");
        let depth = 2 + self.rng.below(3);
        let body = self.node(&result, depth);
        self.scope.truncate(outside);
        self.bind(name, Ty::Fun(params, Box::new(result)));
        form(text, body)
    }

    fn constant(&mut self, index: usize) -> Node {
        let name = format!("c{index}");
        let ty = self.any_type();
        let depth = 1 + self.rng.below(3);
        let value = self.node(&ty, depth);
        let text = format!("(define {name} ");
        self.bind(name, ty);
        form(text, value)
    }

    fn bind(&mut self, name: String, ty: Ty) {
        self.scope.push(Variable { name, ty });
    }

    /// Whether a variable of this name is in scope.
    fn shadows(&self, name: &str) -> bool {
        self.scope.iter().any(|variable| variable.name == name)
    }

    /// Variables of this type that no other hides.
    fn variables(&self, wanted: impl Fn(&Ty) -> bool) -> Vec<usize> {
        let hidden = |i: usize| {
            let later = &self.scope[i + 1..];
            later.iter().any(|other| other.name == self.scope[i].name)
        };
        (0..self.scope.len())
            .filter(|&i| wanted(&self.scope[i].ty) && !hidden(i))
            .collect()
    }

    /// An expression of this type.
    fn node(&mut self, ty: &Ty, depth: usize) -> Node {
        self.fuel = self.fuel.saturating_sub(1);
        if depth == 0 || self.fuel == 0 || self.rng.chance(12) {
            return self.leaf(ty);
        }
        if self.rng.chance(18) {
            if let Some(call) = self.call(ty, depth) {
                return call;
            }
        }
        let grammar = self.grammar;
        let candidates: Vec<(usize, HashMap<char, Ty>)> = grammar
            .productions
            .iter()
            .enumerate()
            .filter(|(_, production)| self.risks || !production.risky)
            .filter_map(|(i, production)| {
                let mut types = HashMap::new();
                unify(&production.result, ty, &mut types).then_some((i, types))
            })
            .filter(|(i, _)| {
                let names = &grammar.productions[*i].names;
                !names.iter().any(|name| self.shadows(name))
            })
            .collect();
        let total: usize = candidates
            .iter()
            .map(|(i, _)| grammar.productions[*i].weight)
            .sum();
        if total == 0 {
            return self.leaf(ty);
        }
        let mut ticket = self.rng.below(total);
        for (i, types) in candidates {
            let production = &grammar.productions[i];
            if ticket < production.weight {
                return self.fill(i, production, ty, types, depth - 1);
            }
            ticket -= production.weight;
        }
        unreachable!("the ticket is below the total");
    }

    /// A production with its parts.
    fn fill(
        &mut self,
        index: usize,
        production: &Production,
        ty: &Ty,
        mut types: HashMap<char, Ty>,
        depth: usize,
    ) -> Node {
        let bound = match (&production.result, ty) {
            (Ty::Part(_), Ty::Int(lo, hi)) => lo.saturating_neg().min(*hi),
            _ => crate::types::SMALL,
        };
        let mut names: HashMap<String, String> = HashMap::new();
        if production.recursive {
            // A name is in scope before the place where it is bound.
            for part in &production.parts {
                if let Part::Name(variable) = part {
                    self.name(variable, production, &mut names);
                }
            }
        }
        let mut pieces = Vec::new();
        for part in &production.parts {
            match part {
                Part::Text(text) => pieces.push(Piece::Text(text.clone())),
                Part::Name(variable) => {
                    let name = self.name(variable, production, &mut names);
                    pieces.push(Piece::Text(name));
                }
                Part::Hole {
                    ty,
                    variables,
                    leaf,
                    outside: unbound,
                } => {
                    let wanted = self.resolve(ty, bound, &mut types);
                    let outside = self.scope.len();
                    if !unbound {
                        // What the production binds hides what is outside.
                        for name in names.values() {
                            self.scope.push(Variable {
                                name: name.clone(),
                                ty: HIDDEN,
                            });
                        }
                    }
                    for (variable, ty) in variables {
                        let ty = self.resolve(ty, bound, &mut types);
                        let name = self.name(variable, production, &mut names);
                        self.bind(name, ty);
                    }
                    let part = self.node(&wanted, if *leaf { 0 } else { depth });
                    self.scope.truncate(outside);
                    pieces.push(Piece::Part(part));
                }
            }
        }
        self.definitions.extend(&production.definitions);
        *self.uses.entry(index).or_default() += 1;
        Node {
            ty: ty.clone(),
            pieces,
        }
    }

    /// The name that a production's variable has this time.
    fn name(
        &mut self,
        variable: &str,
        production: &Production,
        names: &mut HashMap<String, String>,
    ) -> String {
        if let Some(name) = names.get(variable) {
            return name.clone();
        }
        for attempt in 0.. {
            // The last three hide what most productions need.
            let known = NAMES.len() - if self.rng.chance(6) { 0 } else { 3 };
            let mut name = NAMES[self.rng.below(known)].to_string();
            if attempt > 20 {
                name.push_str(&attempt.to_string());
            }
            let taken = names.values().any(|other| *other == name)
                || production.names.contains(&name)
                || (production.recursive && self.shadows(&name));
            if !taken {
                names.insert(variable.to_string(), name.clone());
                return name;
            }
        }
        unreachable!("some number is free");
    }

    /// A production's type with its variables chosen.
    fn resolve(&mut self, ty: &Ty, bound: i64, types: &mut HashMap<char, Ty>) -> Ty {
        match ty {
            Ty::Var(c) => match types.get(c) {
                Some(known) => known.clone(),
                None => {
                    let chosen = self.datum_type(1);
                    types.insert(*c, chosen.clone());
                    chosen
                }
            },
            Ty::Part(0) => {
                let root = bound.isqrt().max(1);
                Ty::Int(-root, root)
            }
            Ty::Part(n) => {
                let part = (bound / n).max(0);
                Ty::Int(-part, part)
            }
            Ty::List(a) => Ty::List(Box::new(self.resolve(a, bound, types))),
            Ty::Vec(a) => Ty::Vec(Box::new(self.resolve(a, bound, types))),
            Ty::Promise(a) => Ty::Promise(Box::new(self.resolve(a, bound, types))),
            Ty::Pair(a, b) => {
                let first = self.resolve(a, bound, types);
                Ty::Pair(Box::new(first), Box::new(self.resolve(b, bound, types)))
            }
            Ty::Fun(params, result) => {
                let params = params
                    .iter()
                    .map(|p| self.resolve(p, bound, types))
                    .collect();
                Ty::Fun(params, Box::new(self.resolve(result, bound, types)))
            }
            other => other.clone(),
        }
    }

    /// A call of a variable.
    fn call(&mut self, ty: &Ty, depth: usize) -> Option<Node> {
        let known = self.variables(|t| matches!(t, Ty::Fun(_, result) if result.fits(ty)));
        if known.is_empty() {
            return None;
        }
        let variable = &self.scope[*self.rng.pick(&known)];
        let Ty::Fun(params, _) = variable.ty.clone() else {
            return None;
        };
        let mut pieces = vec![Piece::Text(format!("({}", variable.name))];
        for param in &params {
            pieces.push(Piece::Text(" ".to_string()));
            pieces.push(Piece::Part(self.node(param, depth - 1)));
        }
        pieces.push(Piece::Text(")".to_string()));
        Some(Node {
            ty: ty.clone(),
            pieces,
        })
    }

    /// A type whose values can be written.
    fn datum_type(&mut self, depth: usize) -> Ty {
        let vectors = self.grammar.has("vector");
        let bytes = self.grammar.has("bytevector");
        loop {
            let kind = self.rng.below(if depth == 0 { 8 } else { 16 });
            return match kind {
                0..=3 => Ty::SMALL,
                4 => Ty::Bool,
                5 => Ty::Char,
                6 => Ty::Str,
                7 => Ty::Sym,
                8..=10 => Ty::List(Box::new(Ty::SMALL)),
                11 => Ty::List(Box::new(self.datum_type(depth - 1))),
                12 => {
                    let first = self.datum_type(depth - 1);
                    Ty::Pair(Box::new(first), Box::new(self.datum_type(depth - 1)))
                }
                13 if vectors => Ty::Vec(Box::new(self.datum_type(depth - 1))),
                14 if bytes => Ty::Bytes,
                15 => Ty::Int(-(1 << 62), 1 << 62),
                _ => continue,
            };
        }
    }

    /// A type.
    fn any_type(&mut self) -> Ty {
        let records = self.records.len();
        match self.rng.below(12) {
            0 => Ty::Fun(vec![self.datum_type(0)], Box::new(self.datum_type(1))),
            1 => Ty::Fun(vec![Ty::SMALL, Ty::SMALL], Box::new(Ty::SMALL)),
            2 if self.grammar.has("delay") => Ty::Promise(Box::new(self.datum_type(1))),
            3 | 4 if records > 0 => Ty::Record(self.rng.below(records)),
            _ => self.datum_type(2),
        }
    }
}

fn form(text: String, last: Node) -> Node {
    Node {
        ty: Ty::Bool,
        pieces: vec![
            Piece::Text(text),
            Piece::Part(last),
            Piece::Text(")".to_string()),
        ],
    }
}

/// Whether a production of this result makes what is wanted, and with which types for its variables.
fn unify(result: &Ty, wanted: &Ty, types: &mut HashMap<char, Ty>) -> bool {
    match (result, wanted) {
        (Ty::Var(c), _) => match types.get(c) {
            Some(known) => known == wanted,
            None => {
                types.insert(*c, wanted.clone());
                true
            }
        },
        (Ty::Part(_), Ty::Int(lo, hi)) => *lo <= -64 && 64 <= *hi,
        (Ty::List(a), Ty::List(b))
        | (Ty::Vec(a), Ty::Vec(b))
        | (Ty::Promise(a), Ty::Promise(b)) => unify(a, b, types),
        (Ty::Pair(a, b), Ty::Pair(c, d)) => unify(a, c, types) && unify(b, d, types),
        (Ty::Fun(params, result), Ty::Fun(others, other)) => {
            params.len() == others.len()
                && params.iter().zip(others).all(|(p, o)| unify(p, o, types))
                && unify(result, other, types)
        }
        _ => result.fits(wanted),
    }
}
