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
    /// `(vector? a)`.
    IsVector,
    /// `(bytevector? a)`.
    IsBytevector,
    /// `(%record? a)`: any record, of whatever type.
    IsRecord,
    /// `(%values? a)`: none or several values.
    IsValues,
    /// `(%pair->vector p)`: the wrap over a pair.
    PairToVector,
    /// `(%pair->bytevector p)`.
    PairToBytevector,
    /// `(%pair->record p)`.
    PairToRecord,
    /// `(%pair->values p)`.
    PairToValues,
    /// `(%vector->pair v)`: the pair under the wrap.
    VectorToPair,
    /// `(%bytevector->pair b)`.
    BytevectorToPair,
    /// `(%record->pair r)`.
    RecordToPair,
    /// `(%values->pair v)`.
    ValuesToPair,
    /// `(%string->pair s)`: the first character of a string and the list of the others. Unchecked: the
    /// library makes sure that the string is not empty.
    StringToPair,
    /// `(%list->string l)`: the string of a list. Unchecked: the library makes sure that its elements are
    /// characters.
    ListToString,
    /// `(symbol->string s)`.
    SymbolToString,
    /// `(string->symbol s)`.
    StringToSymbol,
    /// `(%call-with-escape f)`: calls `f` with the continuation of this call.
    CallWithEscape,
    /// `(%escape k thunk)`: leaves to a continuation that is still on the stack and calls `thunk` there.
    Escape,
    /// `(%handlers)`: the exception handlers, a pair of the innermost and the outer ones; `(#f . #f)` if
    /// there is none.
    Handlers,
    /// `(%set-handlers h)`: changes the exception handlers.
    SetHandlers,
    /// `(%uncaught v)`: stops the run with an exception that no handler took.
    Uncaught,
    /// `(%fail site irritant)`: stops the run with the error of this number.
    FailAt,
    /// `(%display v)`: prints `v` for people; no part of what is proved.
    Display,
    /// `(%write v)`: prints `v` as the reader reads it; no part of what is proved.
    Write,
}

impl Prim {
    /// Every primitive.
    pub const ALL: [Prim; 54] = [
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
        Prim::IsVector,
        Prim::IsBytevector,
        Prim::IsRecord,
        Prim::IsValues,
        Prim::PairToVector,
        Prim::PairToBytevector,
        Prim::PairToRecord,
        Prim::PairToValues,
        Prim::VectorToPair,
        Prim::BytevectorToPair,
        Prim::RecordToPair,
        Prim::ValuesToPair,
        Prim::StringToPair,
        Prim::ListToString,
        Prim::SymbolToString,
        Prim::StringToSymbol,
        Prim::CallWithEscape,
        Prim::Escape,
        Prim::Handlers,
        Prim::SetHandlers,
        Prim::Uncaught,
        Prim::FailAt,
        Prim::Display,
        Prim::Write,
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
            Prim::IsVector => "vector?",
            Prim::IsBytevector => "bytevector?",
            Prim::IsRecord => "%record?",
            Prim::IsValues => "%values?",
            Prim::PairToVector => "%pair->vector",
            Prim::PairToBytevector => "%pair->bytevector",
            Prim::PairToRecord => "%pair->record",
            Prim::PairToValues => "%pair->values",
            Prim::VectorToPair => "%vector->pair",
            Prim::BytevectorToPair => "%bytevector->pair",
            Prim::RecordToPair => "%record->pair",
            Prim::ValuesToPair => "%values->pair",
            Prim::StringToPair => "%string->pair",
            Prim::ListToString => "%list->string",
            Prim::SymbolToString => "symbol->string",
            Prim::StringToSymbol => "string->symbol",
            Prim::CallWithEscape => "%call-with-escape",
            Prim::Escape => "%escape",
            Prim::Handlers => "%handlers",
            Prim::SetHandlers => "%set-handlers",
            Prim::Uncaught => "%uncaught",
            Prim::FailAt => "%fail",
            Prim::Display => "%display",
            Prim::Write => "%write",
        }
    }

    /// How many operands it takes.
    #[must_use]
    pub const fn arity(self) -> usize {
        match self {
            Prim::AssertFailed | Prim::Handlers => 0,
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
            | Prim::Error
            | Prim::IsVector
            | Prim::IsBytevector
            | Prim::IsRecord
            | Prim::IsValues
            | Prim::PairToVector
            | Prim::PairToBytevector
            | Prim::PairToRecord
            | Prim::PairToValues
            | Prim::VectorToPair
            | Prim::BytevectorToPair
            | Prim::RecordToPair
            | Prim::ValuesToPair
            | Prim::StringToPair
            | Prim::ListToString
            | Prim::SymbolToString
            | Prim::StringToSymbol
            | Prim::CallWithEscape
            | Prim::SetHandlers
            | Prim::Uncaught
            | Prim::Display
            | Prim::Write => 1,
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
            | Prim::Apply
            | Prim::Escape
            | Prim::FailAt => 2,
        }
    }
}
