//! Types of generated expressions.

use std::fmt;

/// Bound of integers wherever nothing else is said; sums and products of a few of them fit in 64 bits.
pub const SMALL: i64 = 1_000_000;

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// An integer between two bounds, so that what overflows is known.
    Int(i64, i64),
    /// A boolean.
    Bool,
    /// A character.
    Char,
    /// A string.
    Str,
    /// A symbol.
    Sym,
    /// A proper list.
    List(Box<Ty>),
    /// A vector.
    Vec(Box<Ty>),
    /// A bytevector.
    Bytes,
    /// A pair.
    Pair(Box<Ty>, Box<Ty>),
    /// A promise.
    Promise(Box<Ty>),
    /// A procedure.
    Fun(Vec<Ty>, Box<Ty>),
    /// A record of a type that the program defines.
    Record(usize),
    /// In productions only: a variable, to be chosen.
    Var(char),
    /// In productions only: an integer between bounds that depend on those of the result, which are
    /// divided by this; 0 stands for their root.
    Part(i64),
}

impl Ty {
    /// Integers of common size.
    pub const SMALL: Ty = Ty::Int(-SMALL, SMALL);

    /// Whether every value of this type is one of the other.
    pub fn fits(&self, other: &Ty) -> bool {
        match (self, other) {
            (Ty::Int(lo, hi), Ty::Int(least, most)) => least <= lo && hi <= most,
            (Ty::List(a), Ty::List(b))
            | (Ty::Vec(a), Ty::Vec(b))
            | (Ty::Promise(a), Ty::Promise(b)) => a.fits(b),
            (Ty::Pair(a, b), Ty::Pair(c, d)) => a.fits(c) && b.fits(d),
            (Ty::Fun(params, result), Ty::Fun(others, other)) => {
                params.len() == others.len()
                    && params.iter().zip(others).all(|(p, o)| o.fits(p))
                    && result.fits(other)
            }
            _ => self == other,
        }
    }

    /// Whether its values can be written.
    pub fn is_datum(&self) -> bool {
        match self {
            Ty::List(a) | Ty::Vec(a) => a.is_datum(),
            Ty::Pair(a, b) => a.is_datum() && b.is_datum(),
            Ty::Promise(_) | Ty::Fun(..) | Ty::Record(_) => false,
            _ => true,
        }
    }
}

/// As productions write types.
impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Int(lo, hi) => write!(f, "{lo}..{hi}"),
            Ty::Bool => write!(f, "bool"),
            Ty::Char => write!(f, "char"),
            Ty::Str => write!(f, "str"),
            Ty::Sym => write!(f, "sym"),
            Ty::List(a) => write!(f, "list({a})"),
            Ty::Vec(a) => write!(f, "vec({a})"),
            Ty::Bytes => write!(f, "bytes"),
            Ty::Pair(a, b) => write!(f, "pair({a},{b})"),
            Ty::Promise(a) => write!(f, "promise({a})"),
            Ty::Fun(params, result) => {
                let params: Vec<_> = params.iter().map(Ty::to_string).collect();
                write!(f, "fn({}>{result})", params.join(","))
            }
            Ty::Record(i) => write!(f, "record{i}"),
            Ty::Var(c) => write!(f, "{c}"),
            Ty::Part(n) => write!(f, "int/{n}"),
        }
    }
}

/// Reads a type as productions write it.
pub fn parse(text: &str) -> Ty {
    let mut parser = Parser(text);
    let ty = parser.ty();
    assert!(parser.0.is_empty(), "a type is followed by {:?}", parser.0);
    ty
}

struct Parser<'a>(&'a str);

impl Parser<'_> {
    fn eat(&mut self, token: &str) -> bool {
        let rest = self.0.strip_prefix(token);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn number(&mut self) -> Option<i64> {
        let end = self
            .0
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        digits.parse().ok()
    }

    fn ty(&mut self) -> Ty {
        if self.eat("list(") {
            return Ty::List(self.inner());
        }
        if self.eat("vec(") {
            return Ty::Vec(self.inner());
        }
        if self.eat("promise(") {
            return Ty::Promise(self.inner());
        }
        if self.eat("pair(") {
            let first = self.ty();
            assert!(self.eat(","), "a comma before {:?}", self.0);
            return Ty::Pair(Box::new(first), self.inner());
        }
        if self.eat("fn(") {
            let mut params = Vec::new();
            while !self.eat(">") {
                params.push(self.ty());
                self.eat(",");
            }
            return Ty::Fun(params, self.inner());
        }
        for (name, ty) in [
            ("small", Ty::SMALL),
            ("bool", Ty::Bool),
            ("char", Ty::Char),
            ("str", Ty::Str),
            ("sym", Ty::Sym),
            ("bytes", Ty::Bytes),
            ("byte", Ty::Int(0, 255)),
        ] {
            if self.eat(name) {
                return ty;
            }
        }
        if self.eat("int") {
            return Ty::Part(if self.eat("/") {
                self.number().expect("a number after int/")
            } else {
                1
            });
        }
        if self.eat("nat") {
            return Ty::Int(0, self.number().expect("a number after nat"));
        }
        if self.eat("pos") {
            return Ty::Int(1, self.number().expect("a number after pos"));
        }
        let mut chars = self.0.chars();
        match chars.next() {
            Some(c) if c.is_ascii_uppercase() => {
                self.0 = chars.as_str();
                Ty::Var(c)
            }
            _ => panic!("no type: {:?}", self.0),
        }
    }

    fn inner(&mut self) -> Box<Ty> {
        let ty = self.ty();
        assert!(self.eat(")"), "a bracket before {:?}", self.0);
        Box::new(ty)
    }
}
