//! Primitives in operator position: calls of any shape to operations of fixed arity.
//!
//! Operands are evaluated left to right. Where an expansion moves one, it is bound first.

use super::build::{bind, branch, cons_all, prim_call, sequence, variable};
use super::Expander;
use crate::core::{Constant, Expr, ExprKind, Lambda, VarId};
use crate::diagnostic::Diagnostic;
use crate::field::FieldElement;
use crate::prim::Prim;
use crate::source::Span;

/// What a primitive's name stands for in operator position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// One operation with its own arity.
    Fixed(Prim),
    /// `+` and `*`: folded from the left, from the unit if there is no operand.
    Fold(Prim, i64),
    /// `-`
    Minus,
    /// `/`
    Divide,
    /// `=`, `<`, `>`, `<=`, `>=`: the operation, whether its operands are exchanged, and whether
    /// its result is negated.
    Compare(Prim, bool, bool),
    Not,
    List,
    Error,
    Apply,
    Values,
    CallWithValues,
    Vector,
}

/// Names that are not simply those of an operation of fixed arity.
const NAMED: [(&str, Operator); 18] = [
    ("+", Operator::Fold(Prim::Add, 0)),
    ("*", Operator::Fold(Prim::Mul, 1)),
    ("-", Operator::Minus),
    ("/", Operator::Divide),
    ("=", Operator::Compare(Prim::NumEq, false, false)),
    ("<", Operator::Compare(Prim::Less, false, false)),
    (">", Operator::Compare(Prim::Less, true, false)),
    ("<=", Operator::Compare(Prim::Less, true, true)),
    (">=", Operator::Compare(Prim::Less, false, true)),
    ("not", Operator::Not),
    ("list", Operator::List),
    ("error", Operator::Error),
    ("apply", Operator::Apply),
    ("values", Operator::Values),
    ("call-with-values", Operator::CallWithValues),
    ("vector", Operator::Vector),
    ("eqv?", Operator::Fixed(Prim::Eq)),
    ("equal?", Operator::Fixed(Prim::Eq)),
];

/// Library procedures that have a twin for one exact number of operands, which needs no list of
/// the remaining arguments: name, operands, twin.
pub(super) const TWINS: [(&str, usize, &str); 54] = [
    ("alist-delete", 3, "%alist-delete"),
    ("any", 2, "%any1"),
    ("append", 2, "%append2"),
    ("append-map", 2, "%append-map1"),
    ("assoc", 2, "%assoc"),
    ("assoc", 3, "%assoc-by"),
    ("boolean=?", 2, "%boolean=2"),
    ("char-ci=?", 2, "%char-ci=2"),
    ("char<=?", 2, "%char<=2"),
    ("char<?", 2, "%char<2"),
    ("char=?", 2, "%char=2"),
    ("char>=?", 2, "%char>=2"),
    ("char>?", 2, "%char>2"),
    ("count", 2, "%count"),
    ("delete", 2, "%delete"),
    ("delete", 3, "%delete-by"),
    ("delete-duplicates", 1, "%delete-duplicates1"),
    ("every", 2, "%every1"),
    ("filter-map", 2, "%filter-map1"),
    ("fold", 3, "%fold1"),
    ("fold-left", 3, "%fold-left1"),
    ("fold-right", 3, "%fold-right1"),
    ("for-each", 2, "%for-each1"),
    ("gcd", 2, "%gcd2"),
    ("hashmap-ref", 3, "%hashmap-ref3"),
    ("iota", 1, "%iota1"),
    ("iota", 2, "%iota2"),
    ("iota", 3, "%iota3"),
    ("lcm", 2, "%lcm2"),
    ("list-index", 2, "%list-index"),
    ("make-list", 2, "%make-list2"),
    ("make-vector", 2, "%make-vector2"),
    ("map", 2, "%map1"),
    ("max", 2, "%max2"),
    ("member", 2, "%member"),
    ("member", 3, "%member-by"),
    ("min", 2, "%min2"),
    ("number->string", 1, "%number->string10"),
    ("string->list", 1, "%string->list"),
    ("string-append", 2, "%string-append2"),
    ("string-for-each", 2, "%string-for-each1"),
    ("string-join", 2, "%string-join2"),
    ("string-map", 2, "%string-map1"),
    ("string<=?", 2, "%string<=2"),
    ("string<?", 2, "%string<2"),
    ("string=?", 2, "%string=2"),
    ("string>=?", 2, "%string>=2"),
    ("string>?", 2, "%string>2"),
    ("symbol=?", 2, "%symbol=2"),
    ("unfold", 5, "%unfold"),
    ("unfold-right", 5, "%unfold-right"),
    ("vector->list", 1, "%vector->list"),
    ("vector-for-each", 2, "%vector-for-each1"),
    ("vector-map", 2, "%vector-map1"),
];

/// The twin of a library procedure for this many operands.
pub(super) fn twin(name: &str, operands: usize) -> Option<&'static str> {
    let found = TWINS
        .iter()
        .find(|(known, count, _)| *known == name && *count == operands);
    found.map(|(_, _, twin)| *twin)
}

/// The library procedure that a twin stands for.
pub(crate) fn public_name(twin: &str) -> Option<&'static str> {
    let found = TWINS.iter().find(|(_, _, known)| *known == twin);
    found.map(|(name, _, _)| *name)
}

impl Operator {
    /// The operator of this name.
    pub(super) fn named(name: &str) -> Option<Operator> {
        if let Some((_, operator)) = NAMED.iter().find(|(known, _)| *known == name) {
            return Some(*operator);
        }
        let found = Prim::ALL.iter().find(|prim| prim.name() == name);
        found.map(|prim| Operator::Fixed(*prim))
    }

    /// All names.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        let named = NAMED.iter().map(|(name, _)| *name);
        named.chain(Prim::ALL.iter().map(|prim| prim.name()))
    }

    /// The least and the greatest number of operands.
    fn arity(self) -> (usize, Option<usize>) {
        match self {
            Operator::Fixed(prim) => (prim.arity(), Some(prim.arity())),
            Operator::Not => (1, Some(1)),
            Operator::Fold(..) | Operator::List | Operator::Values | Operator::Vector => (0, None),
            Operator::CallWithValues => (2, Some(2)),
            Operator::Minus | Operator::Divide | Operator::Compare(..) | Operator::Error => {
                (1, None)
            }
            Operator::Apply => (2, None),
        }
    }
}

/// `1 operand`, `3 operands`.
pub(super) fn count(number: usize) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} operand{plural}")
}

/// The diagnostic for a wrong number of operands.
fn wrong_count(name: &str, operator: Operator, given: usize, span: Span) -> Diagnostic {
    let takes = match operator.arity() {
        (least, None) => format!("at least {}", count(least)),
        (0, Some(_)) => "no operands".to_string(),
        (least, Some(_)) => count(least),
    };
    let given = match given {
        0 => "none is given".to_string(),
        1 => "1 is given".to_string(),
        n => format!("{n} are given"),
    };
    Diagnostic::new(
        "E0105",
        format!("`{name}` takes {takes}, but {given}"),
        span,
    )
}

/// Whether evaluating an expression later or earlier makes no difference.
fn is_trivial(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Const(_) | ExprKind::Var(_))
}

impl Expander<'_> {
    /// A call of a primitive.
    pub(super) fn operator_call(
        &mut self,
        operator: Operator,
        name: &str,
        operands: Vec<Expr>,
        span: Span,
    ) -> Expr {
        let (least, most) = operator.arity();
        if operands.len() < least || most.is_some_and(|most| operands.len() > most) {
            let diagnostic = wrong_count(name, operator, operands.len(), span);
            for mut operand in operands {
                crate::core::dismantle(&mut operand);
            }
            return self.fail(diagnostic);
        }
        match operator {
            Operator::Fixed(prim) => prim_call(prim, operands, span),
            Operator::Fold(prim, unit) => self.fold(prim, unit, operands, span),
            Operator::Minus | Operator::Divide if operands.len() == 1 => {
                self.unary(operator, operands, span)
            }
            Operator::Minus => self.fold(Prim::Sub, 0, operands, span),
            Operator::Divide => self.fold(Prim::Div, 1, operands, span),
            Operator::Compare(prim, exchanged, negated) => {
                self.compare(prim, exchanged, negated, operands, span)
            }
            Operator::Not => match operands.into_iter().next() {
                Some(operand) => self.not(operand, span),
                None => self.unspecified(span),
            },
            Operator::List => {
                let nil = self.constant(Constant::Nil, span);
                cons_all(operands, nil, span)
            }
            Operator::Error => {
                let nil = self.constant(Constant::Nil, span);
                prim_call(Prim::Error, vec![cons_all(operands, nil, span)], span)
            }
            Operator::Values => self.values(operands, span),
            Operator::Vector => self.vector(operands, span),
            Operator::CallWithValues => {
                let mut operands = operands.into_iter();
                match (operands.next(), operands.next()) {
                    (Some(producer), Some(consumer)) => {
                        self.call_with_values(producer, consumer, span)
                    }
                    _ => self.unspecified(span),
                }
            }
            Operator::Apply => {
                let mut operands = operands;
                let list = operands.pop();
                let mut rest = operands.into_iter();
                match (rest.next(), list) {
                    (Some(f), Some(list)) => {
                        let list = cons_all(rest.collect(), list, span);
                        prim_call(Prim::Apply, vec![f, list], span)
                    }
                    _ => self.unspecified(span),
                }
            }
        }
    }

    /// A primitive as a value, where the library has no procedure of its name.
    pub(super) fn operator_value(&mut self, operator: Operator, name: &str, span: Span) -> Expr {
        let (least, most) = operator.arity();
        if most != Some(least) {
            return self.fail(
                Diagnostic::new("E0117", format!("`{name}` cannot be a value here"), span)
                    .label("its procedure is part of the standard library, which is not loaded"),
            );
        }
        let params: Vec<VarId> = (0..least).map(|_| self.fresh("operand", span)).collect();
        let operands = params.iter().map(|p| variable(*p, span)).collect();
        let body = self.operator_call(operator, name, operands, span);
        let lambda = Lambda {
            name: Some(name.into()),
            params,
            rest: None,
            body,
        };
        Expr {
            kind: ExprKind::Lambda(Box::new(lambda)),
            span,
        }
    }

    fn fold(&mut self, prim: Prim, unit: i64, operands: Vec<Expr>, span: Span) -> Expr {
        let mut operands = operands.into_iter();
        match (operands.next(), operands.next()) {
            (None, _) => self.constant(Constant::Integer(unit), span),
            (Some(only), None) => prim_call(Prim::Number, vec![only], span),
            (Some(first), Some(second)) => {
                let start = prim_call(prim, vec![first, second], span);
                operands.fold(start, |sum, next| prim_call(prim, vec![sum, next], span))
            }
        }
    }

    /// `(- x)` and `(/ x)`.
    fn unary(&mut self, operator: Operator, mut operands: Vec<Expr>, span: Span) -> Expr {
        if operator == Operator::Divide {
            let field = self.sources.field();
            let one = self.constant(Constant::Field(FieldElement::from_i64(field, 1)), span);
            operands.insert(0, one);
            return prim_call(Prim::Div, operands, span);
        }
        if let Some(ExprKind::Const(id)) = operands.first().map(|e| &e.kind) {
            if let Some(Constant::Integer(n)) = self.constants.list().get(id.0 as usize) {
                if let Some(n) = n.checked_neg() {
                    return self.constant(Constant::Integer(n), span);
                }
            }
        }
        self.library_call("%negate", operands, span)
    }

    fn not(&mut self, operand: Expr, span: Span) -> Expr {
        let no = self.boolean(false, span);
        let yes = self.boolean(true, span);
        branch(operand, no, yes, span)
    }

    fn compare(
        &mut self,
        prim: Prim,
        exchanged: bool,
        negated: bool,
        operands: Vec<Expr>,
        span: Span,
    ) -> Expr {
        let mut bindings = Vec::new();
        // With two operands in their own order nothing moves; exchanged, the first must be bound
        // if both do something.
        let bind_all = operands.len() > 2;
        let bind_first = exchanged && operands.len() == 2 && !operands.iter().any(is_trivial);
        let mut operands: Vec<Expr> = operands
            .into_iter()
            .enumerate()
            .map(|(index, operand)| {
                if bind_all || (bind_first && index == 0) {
                    let var = self.fresh("operand", operand.span);
                    let place = operand.span;
                    bindings.push((var, operand));
                    variable(var, place)
                } else {
                    operand
                }
            })
            .collect();
        let body = match operands.len() {
            1 => {
                let check = prim_call(Prim::Number, operands, span);
                let yes = self.boolean(true, span);
                sequence(vec![check, yes], span)
            }
            2 => {
                let last = operands.pop();
                let first = operands.pop();
                match (first, last) {
                    (Some(a), Some(b)) => self.compare_pair(prim, exchanged, negated, a, b, span),
                    _ => self.unspecified(span),
                }
            }
            _ => {
                let mut chain: Option<Expr> = None;
                for pair in operands.windows(2).rev() {
                    let [a, b] = pair else { continue };
                    let holds =
                        self.compare_pair(prim, exchanged, negated, a.clone(), b.clone(), span);
                    chain = Some(match chain {
                        None => holds,
                        Some(rest) => {
                            let no = self.boolean(false, span);
                            branch(holds, rest, no, span)
                        }
                    });
                }
                chain.unwrap_or_else(|| self.unspecified(span))
            }
        };
        bind(bindings, body, span)
    }

    fn compare_pair(
        &mut self,
        prim: Prim,
        exchanged: bool,
        negated: bool,
        a: Expr,
        b: Expr,
        span: Span,
    ) -> Expr {
        let operands = if exchanged { vec![b, a] } else { vec![a, b] };
        let holds = prim_call(prim, operands, span);
        if negated {
            self.not(holds, span)
        } else {
            holds
        }
    }
}
