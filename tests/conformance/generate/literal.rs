//! Expressions without parts: variables and literals.

use super::Generator;
use crate::node::Node;
use crate::types::Ty;

const SYMBOLS: [&str; 7] = ["a", "b", "red", "list", "if", "x", "->y"];
const CHARACTERS: [char; 12] = ['a', 'b', 'z', 'A', 'Q', '0', '7', ' ', '-', 'λ', 'é', '\n'];

impl Generator<'_> {
    /// A variable or a literal.
    pub(super) fn leaf(&mut self, ty: &Ty) -> Node {
        let known = self.variables(|t| t.fits(ty));
        if !known.is_empty() && self.rng.chance(70) {
            let variable = &self.scope[*self.rng.pick(&known)];
            return Node::leaf(variable.ty.clone(), variable.name.clone());
        }
        Node::leaf(ty.clone(), self.literal(ty))
    }

    fn literal(&mut self, ty: &Ty) -> String {
        match ty {
            Ty::Sym => format!("'{}", self.datum(ty)),
            Ty::List(_) | Ty::Pair(..) if ty.is_datum() => format!("'{}", self.datum(ty)),
            Ty::List(a) => match self.shadows("list") {
                true => "'()".to_string(),
                false => format!("(list {})", self.literal(a)),
            },
            Ty::Pair(a, b) => format!("(cons {} {})", self.literal(a), self.literal(b)),
            Ty::Vec(_) if ty.is_datum() => {
                let quote = ["", "'"][self.rng.below(2)];
                format!("{quote}{}", self.datum(ty))
            }
            Ty::Vec(a) => format!("(vector {})", self.literal(a)),
            Ty::Promise(a) => format!("(delay {})", self.literal(a)),
            Ty::Fun(params, result) => {
                let names: Vec<&str> = ["a1", "a2", "a3"][..params.len()].to_vec();
                let outside = self.scope.len();
                for (name, ty) in names.iter().zip(params) {
                    let name = (*name).to_string();
                    self.scope.push(super::Variable {
                        name,
                        ty: ty.clone(),
                    });
                }
                let body = self.leaf(result).text();
                self.scope.truncate(outside);
                format!("(lambda ({}) {body})", names.join(" "))
            }
            Ty::Record(i) => {
                let make = self.records[*i].make.clone();
                let fields = self.records[*i].fields.clone();
                let fields: Vec<String> = fields.iter().map(|f| self.literal(f)).collect();
                format!("({make} {})", fields.join(" "))
            }
            _ => self.datum(ty),
        }
    }

    /// A value of a type whose values can be written.
    pub(super) fn datum(&mut self, ty: &Ty) -> String {
        match ty {
            Ty::Int(lo, hi) => {
                let n = match self.rng.below(10) {
                    0..=5 => self.rng.between((*lo).max(-9), (*hi).min(9)),
                    6 | 7 => self.rng.between((*lo).max(-1000), (*hi).min(1000)),
                    8 => *self.rng.pick(&[*lo, *hi]),
                    _ => self.rng.between(*lo, *hi),
                };
                n.clamp(*lo, *hi).to_string()
            }
            Ty::Bool => ["#t", "#f"][self.rng.below(2)].to_string(),
            Ty::Char => match *self.rng.pick(&CHARACTERS) {
                ' ' => "#\\space".to_string(),
                '\n' => "#\\newline".to_string(),
                c => format!("#\\{c}"),
            },
            Ty::Str => {
                let length = self.rng.below(5);
                let content: String = (0..length).map(|_| *self.rng.pick(&CHARACTERS)).collect();
                format!("\"{}\"", content.replace('\n', "\\n"))
            }
            Ty::Sym => (*self.rng.pick(&SYMBOLS)).to_string(),
            Ty::List(a) => format!("({})", self.data(a)),
            Ty::Vec(a) => format!("#({})", self.data(a)),
            Ty::Bytes => format!("#u8({})", self.data(&Ty::Int(0, 255))),
            Ty::Pair(a, b) => format!("({} . {})", self.datum(a), self.datum(b)),
            other => unreachable!("a value of {other} cannot be written"),
        }
    }

    fn data(&mut self, ty: &Ty) -> String {
        let count = self.rng.below(5);
        let data: Vec<String> = (0..count).map(|_| self.datum(ty)).collect();
        data.join(" ")
    }
}
