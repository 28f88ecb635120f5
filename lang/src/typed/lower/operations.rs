//! The operations of the language, by name.

use super::{plural, Lowered, Lowering, Scope, Val};
use crate::datum::DatumId;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::typed::program::Rounding;

/// What an operation makes of its operands.
type Make = fn(&mut Lowering<'_>, Call<'_>) -> Lowered;

/// An operation.
pub struct Operation {
    pub name: &'static str,
    /// The least and the greatest number of operands, without a rounding.
    pub arity: (usize, usize),
    /// How it is used.
    pub usage: &'static str,
    /// Whether a rounding may stand last.
    pub rounds: bool,
    pub make: Make,
}

/// One use of an operation.
pub struct Call<'c> {
    pub operation: &'static Operation,
    /// The values of the operands, each with its place.
    pub operands: Vec<(Val, Span)>,
    /// The rounding that is asked for.
    pub rounding: Option<Rounding>,
    /// The operands as they are written, if they are.
    pub written: &'c [DatumId],
    pub span: Span,
}

macro_rules! operations {
    ($($name:literal $least:tt $most:tt $usage:literal $rounds:literal $make:ident;)*) => {
        /// All operations.
        pub const OPERATIONS: &[Operation] = &[$(Operation {
            name: $name,
            arity: ($least, $most),
            usage: $usage,
            rounds: $rounds,
            make: |lowering, call| lowering.$make(call),
        },)*];
    };
}

const MANY: usize = usize::MAX;

operations! {
    "+" 1 MANY "(+ x …)" false sum_of;
    "-" 1 MANY "(- x y …)" false difference;
    "*" 1 MANY "(* x …)" false product_of;
    "/" 2 2 "(/ x y)" false floored;
    "divide" 2 2 "(divide x y rounding)" true divided;
    "=" 2 2 "(= x y)" false compared;
    "<" 2 2 "(< x y)" false compared;
    ">" 2 2 "(> x y)" false compared;
    "<=" 2 2 "(<= x y)" false compared;
    ">=" 2 2 "(>= x y)" false compared;
    "and" 1 MANY "(and x …)" false all;
    "or" 1 MANY "(or x …)" false any;
    "not" 1 1 "(not x)" false negation;
    "relu" 1 1 "(relu x)" false relu;
    "leaky-relu" 2 2 "(leaky-relu x slope rounding)" true leaky_relu;
    "clamp" 3 3 "(clamp x least greatest)" false clamped;
    "abs" 1 1 "(abs x)" false magnitude;
    "field" 1 1 "(field x)" false field;
    "inverse" 1 1 "(inverse x)" false inverse;
    "poseidon" 1 MANY "(poseidon x …)" false poseidon;
    "dot" 2 2 "(dot u v)" false dot;
    "matvec" 2 2 "(matvec M v)" false matvec;
    "matmul" 2 2 "(matmul A B)" false matmul;
    "transpose" 1 1 "(transpose M)" false transposed;
    "conv2d" 2 4 "(conv2d x kernel stride padding)" false conv2d;
    "maxpool2d" 2 4 "(maxpool2d x size stride padding)" false maxpool2d;
    "sum" 1 1 "(sum x)" false sum;
    "mean" 1 1 "(mean x rounding)" true mean;
    "argmax" 1 1 "(argmax x)" false argmax;
    "max" 1 MANY "(max x …)" false max;
    "min" 1 MANY "(min x …)" false min;
    "sigmoid" 1 1 "(sigmoid x)" false sigmoid;
    "tanh" 1 1 "(tanh x)" false tanh;
    "exp" 1 1 "(exp x)" false exp;
    "softmax" 1 1 "(softmax v)" false softmax;
    "lookup" 2 2 "(lookup table index)" false lookup;
    "map" 2 MANY "(map procedure v …)" false map;
    "fold" 3 MANY "(fold procedure start v …)" false fold;
    "build" 2 2 "(build n procedure)" false build;
    "range" 1 1 "(range n)" false range;
    "vector" 1 MANY "(vector x …)" false vector;
    "reshape" 2 MANY "(reshape x n …)" false reshape;
    "concat" 1 MANY "(concat x …)" false concat;
    "slice" 3 3 "(slice x from to)" false slice;
    "ref" 2 MANY "(ref x i …)" false reference;
    "pad" 5 5 "(pad x top left bottom right)" false pad;
}

impl Lowering<'_> {
    /// An operation on operands as they are written; a rounding may stand last.
    pub fn operation(
        &mut self,
        operation: &'static Operation,
        written: &[DatumId],
        span: Span,
        scope: &Scope,
    ) -> Lowered {
        let (written, rounding) = match (operation.rounds, written.split_last()) {
            (true, Some((last, rest))) if rest.len() >= operation.arity.0 => {
                match self.rounding(*last) {
                    Some(rounding) => (rest, Some(rounding)),
                    None => (written, None),
                }
            }
            _ => (written, None),
        };
        // Paddings are lists of numbers, which are no expressions.
        let plain = match operation.name {
            "conv2d" | "maxpool2d" => &written[..written.len().min(3)],
            _ => written,
        };
        let operands = self.operands(plain, scope)?;
        self.call(operation, operands, rounding, written, span)
    }

    /// An operation on values.
    pub fn apply_operation(
        &mut self,
        operation: &'static Operation,
        operands: Vec<(Val, Span)>,
        written: &[DatumId],
        span: Span,
    ) -> Lowered {
        self.call(operation, operands, None, written, span)
    }

    fn call(
        &mut self,
        operation: &'static Operation,
        operands: Vec<(Val, Span)>,
        rounding: Option<Rounding>,
        written: &[DatumId],
        span: Span,
    ) -> Lowered {
        let (least, most) = operation.arity;
        let got = operands.len().max(written.len());
        if got < least || got > most {
            let expected = match (least, most) {
                (least, MANY) => format!("at least {}", plural(least, "operand")),
                (least, most) if least == most => plural(least, "operand"),
                (least, most) => format!("{least} to {most} operands"),
            };
            return self.mistake(
                Diagnostic::new(
                    "E0105",
                    format!("`{}` takes {expected}, not {got}", operation.name),
                    span,
                )
                .help(format!("it is used so: `{}`", operation.usage)),
            );
        }
        let site = self.enter(span, operation.name, None);
        let value = (operation.make)(
            self,
            Call {
                operation,
                operands,
                rounding,
                written,
                span,
            },
        )?;
        if let Val::Tensor(tensor) = &value {
            let counted = self.emit.work(tensor.wires.len());
            self.made(counted, span)?;
        }
        self.note(site, &value);
        Ok(value)
    }

    /// A rounding, if this is the name of one.
    pub fn rounding(&self, id: DatumId) -> Option<Rounding> {
        match &**self.data.symbol(id)? {
            "floor" => Some(Rounding::Floor),
            "half-up" => Some(Rounding::HalfUp),
            "half-even" => Some(Rounding::HalfEven),
            _ => None,
        }
    }
}
