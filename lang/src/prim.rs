//! The primitive operations of the core language, as the expander and the compiler know them.
//!
//! Each takes a fixed number of operands. Procedures with more shapes (`+` of any number of
//! operands, `<` chains, `list`) are expanded into these or written in the standard library.

/// A primitive operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Prim {
    /// `(+ a b)`: two integers (checked) or two field elements.
    Add,
    /// `(- a b)`.
    Sub,
    /// `(* a b)`.
    Mul,
    /// `(/ a b)`: two field elements, `b` not zero.
    Div,
    /// `(quotient a b)`: integers, rounds towards zero.
    Quotient,
    /// `(remainder a b)`: integers, sign of `a`.
    Remainder,
    /// `(modulo a b)`: integers, sign of `b`.
    Modulo,
    /// `(= a b)`: two integers or two field elements.
    NumEq,
    /// `(< a b)`: two integers.
    Less,
    /// `(%number a)`: `a` itself if it is an integer or a field element, else an error.
    Number,
    /// `(eq? a b)`, `(eqv? a b)`, `(equal? a b)`: the same value.
    Eq,
    /// `(null? a)`.
    IsNull,
    /// `(pair? a)`.
    IsPair,
    /// `(integer? a)`.
    IsInteger,
    /// `(field? a)`.
    IsField,
    /// `(boolean? a)`.
    IsBoolean,
    /// `(char? a)`.
    IsChar,
    /// `(symbol? a)`.
    IsSymbol,
    /// `(string? a)`.
    IsString,
    /// `(procedure? a)`.
    IsProcedure,
    /// `(cons a b)`.
    Cons,
    /// `(car p)`.
    Car,
    /// `(cdr p)`.
    Cdr,
    /// `(field n)`: the field element of an integer; a field element stays what it is.
    ToField,
    /// `(char->integer c)`.
    CharToInteger,
    /// `(%integer->char n)`: unchecked; the standard library checks the range before.
    UncheckedIntegerToChar,
    /// `(emit v)`: adds `v` to the public output; returns `v`.
    Emit,
    /// `(%error irritants)`: stops the run with an error; `irritants` is `(message . irritants)`.
    Error,
    /// `(%assert-failed)`: stops the run with a failed assertion.
    AssertFailed,
    /// `(apply f list)`: calls `f` with the elements of `list`.
    Apply,
}

impl Prim {
    /// Every primitive.
    pub const ALL: [Prim; 30] = [
        Prim::Add,
        Prim::Sub,
        Prim::Mul,
        Prim::Div,
        Prim::Quotient,
        Prim::Remainder,
        Prim::Modulo,
        Prim::NumEq,
        Prim::Less,
        Prim::Number,
        Prim::Eq,
        Prim::IsNull,
        Prim::IsPair,
        Prim::IsInteger,
        Prim::IsField,
        Prim::IsBoolean,
        Prim::IsChar,
        Prim::IsSymbol,
        Prim::IsString,
        Prim::IsProcedure,
        Prim::Cons,
        Prim::Car,
        Prim::Cdr,
        Prim::ToField,
        Prim::CharToInteger,
        Prim::UncheckedIntegerToChar,
        Prim::Emit,
        Prim::Error,
        Prim::AssertFailed,
        Prim::Apply,
    ];

    /// The name as a user writes it in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Prim::Add => "+",
            Prim::Sub => "-",
            Prim::Mul => "*",
            Prim::Div => "/",
            Prim::Quotient => "quotient",
            Prim::Remainder => "remainder",
            Prim::Modulo => "modulo",
            Prim::NumEq => "=",
            Prim::Less => "<",
            Prim::Number => "%number",
            Prim::Eq => "eq?",
            Prim::IsNull => "null?",
            Prim::IsPair => "pair?",
            Prim::IsInteger => "integer?",
            Prim::IsField => "field?",
            Prim::IsBoolean => "boolean?",
            Prim::IsChar => "char?",
            Prim::IsSymbol => "symbol?",
            Prim::IsString => "string?",
            Prim::IsProcedure => "procedure?",
            Prim::Cons => "cons",
            Prim::Car => "car",
            Prim::Cdr => "cdr",
            Prim::ToField => "field",
            Prim::CharToInteger => "char->integer",
            Prim::UncheckedIntegerToChar => "%integer->char",
            Prim::Emit => "emit",
            Prim::Error => "%error",
            Prim::AssertFailed => "%assert-failed",
            Prim::Apply => "apply",
        }
    }

    /// How many operands it takes.
    #[must_use]
    pub const fn arity(self) -> usize {
        match self {
            Prim::AssertFailed => 0,
            Prim::Number
            | Prim::IsNull
            | Prim::IsPair
            | Prim::IsInteger
            | Prim::IsField
            | Prim::IsBoolean
            | Prim::IsChar
            | Prim::IsSymbol
            | Prim::IsString
            | Prim::IsProcedure
            | Prim::Car
            | Prim::Cdr
            | Prim::ToField
            | Prim::CharToInteger
            | Prim::UncheckedIntegerToChar
            | Prim::Emit
            | Prim::Error => 1,
            Prim::Add
            | Prim::Sub
            | Prim::Mul
            | Prim::Div
            | Prim::Quotient
            | Prim::Remainder
            | Prim::Modulo
            | Prim::NumEq
            | Prim::Less
            | Prim::Eq
            | Prim::Cons
            | Prim::Apply => 2,
        }
    }
}
