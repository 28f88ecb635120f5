//! Special forms: what is no operation on values.

use super::{conform, plural, Kind, Lowered, Lowering, Parameter, Procedure, Scope, Tensor, Val};
use crate::datum::{DatumId, DatumKind};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::rc::Rc;
use std::sync::Arc;

/// A special form.
pub struct Form {
    pub name: &'static str,
    pub lower: fn(&mut Lowering<'_>, &[DatumId], Span, &Scope) -> Lowered,
}

/// All special forms; their names can't be bound.
pub const FORMS: &[Form] = &[
    Form {
        name: "let",
        lower: |l, parts, span, scope| l.bindings("let", parts, span, scope),
    },
    Form {
        name: "let*",
        lower: |l, parts, span, scope| l.bindings("let*", parts, span, scope),
    },
    Form {
        name: "lambda",
        lower: |l, parts, span, scope| l.lambda(parts, span, scope),
    },
    Form {
        name: "if",
        lower: |l, parts, span, scope| l.conditional(parts, span, scope),
    },
    Form {
        name: "values",
        lower: |l, parts, _, scope| l.several(parts, scope),
    },
    Form {
        name: "begin",
        lower: |l, parts, span, scope| l.body(parts, scope, span),
    },
    Form {
        name: "assert",
        lower: |l, _, span, _| l.misplaced("assert", span),
    },
    Form {
        name: "define",
        lower: |l, _, span, _| l.misplaced("define", span),
    },
    Form {
        name: "as",
        lower: |l, parts, span, scope| l.conversion(parts, span, scope, false),
    },
    Form {
        name: "saturate",
        lower: |l, parts, span, scope| l.conversion(parts, span, scope, true),
    },
    Form {
        name: "rescale",
        lower: |l, parts, span, scope| l.rescaling(parts, span, scope),
    },
];

/// How a form is written, for messages.
const USES: &[(&str, &str)] = &[
    ("let", "(let ((name value) …) body …)"),
    ("let*", "(let* ((name value) …) body …)"),
    ("lambda", "(lambda (name …) body …)"),
    ("if", "(if condition value other)"),
    ("assert", "(assert condition \"message\")"),
    ("define", "(define name value)"),
    ("as", "(as type value rounding)"),
    ("saturate", "(saturate type value rounding)"),
    ("rescale", "(rescale value bits rounding)"),
];

impl Lowering<'_> {
    /// A form that is not written as it should be.
    pub fn malformed<T>(&self, form: &str, span: Span) -> Lowered<T> {
        let diagnostic = Diagnostic::new(
            "E0104",
            format!("this `{form}` is not written as it should be"),
            span,
        );
        let written = USES.iter().find(|(name, _)| *name == form);
        self.mistake(match written {
            Some((_, written)) => diagnostic.help(format!("it is written `{written}`")),
            None => diagnostic,
        })
    }

    fn misplaced(&self, form: &str, span: Span) -> Lowered {
        self.mistake(
            Diagnostic::new("E0111", format!("`{form}` stands at a wrong place"), span)
                .label("it can stand before the last expression of a body only"),
        )
    }

    /// A name that may be bound.
    pub fn bindable(&self, id: DatumId) -> Lowered<Arc<str>> {
        let span = self.data.span(id);
        match self.data.symbol(id) {
            Some(name) if FORMS.iter().any(|form| form.name == &**name) => {
                self.mistake(Diagnostic::new(
                    "E0116",
                    format!("`{name}` can't be given another meaning"),
                    span,
                ))
            }
            Some(name) => Ok(name.clone()),
            None => self.mistake(Diagnostic::new("E0113", "a name is expected here", span)),
        }
    }

    /// Definitions and assertions, then an expression.
    pub fn body(&mut self, forms: &[DatumId], scope: &Scope, span: Span) -> Lowered {
        let Some((last, before)) = forms.split_last() else {
            return self.mistake(Diagnostic::new(
                "E0112",
                "there is no expression here",
                span,
            ));
        };
        let mut scope = scope.clone();
        for form in before {
            let span = self.data.span(*form);
            let items = self.data.list(*form).unwrap_or_default();
            let head = items
                .first()
                .and_then(|head| self.data.symbol(*head))
                .cloned();
            match (head.as_deref(), items.as_slice()) {
                (Some("define"), [_, name, value]) if self.data.symbol(*name).is_some() => {
                    let name = self.bindable(*name)?;
                    let value = self.expression(*value, &scope)?;
                    scope = scope.with(name, value);
                }
                (Some("define"), _) => return self.malformed("define", span),
                (Some("assert"), [_, condition]) => {
                    self.assertion(*condition, None, span, &scope)?
                }
                (Some("assert"), [_, condition, message]) => match self.data.kind(*message) {
                    DatumKind::String(text) => {
                        let text = text.to_string();
                        self.assertion(*condition, Some(text), span, &scope)?;
                    }
                    _ => return self.malformed("assert", span),
                },
                (Some("assert"), _) => return self.malformed("assert", span),
                _ => {
                    return self.mistake(
                        Diagnostic::new("E0111", "the value of this expression is not used", span)
                            .label(
                            "before the last expression of a body stand `define` and `assert` only",
                        ),
                    )
                }
            }
        }
        self.expression(*last, &scope)
    }

    fn assertion(
        &mut self,
        condition: DatumId,
        message: Option<String>,
        span: Span,
        scope: &Scope,
    ) -> Lowered<()> {
        let value = self.expression(condition, scope)?;
        let holds = self.truths(value, self.data.span(condition), "assert")?;
        self.enter(span, "assert", message);
        for (i, wire) in holds.wires.iter().enumerate() {
            self.emit.element = i as u32;
            let asserted = self.emit.assert(*wire);
            self.made(asserted, span)?;
        }
        Ok(())
    }

    fn bindings(&mut self, form: &str, parts: &[DatumId], span: Span, scope: &Scope) -> Lowered {
        let Some((bindings, body)) = parts.split_first() else {
            return self.malformed(form, span);
        };
        let Some(bindings) = self.data.list(*bindings) else {
            return self.malformed(form, span);
        };
        let mut inner = scope.clone();
        let mut names: Vec<Arc<str>> = Vec::new();
        for binding in bindings {
            let at = self.data.span(binding);
            let Some([name, value]) = self
                .data
                .list(binding)
                .as_deref()
                .and_then(|b| <[_; 2]>::try_from(b).ok())
            else {
                return self.malformed(form, at);
            };
            let name = self.bindable(name)?;
            if form == "let" && names.contains(&name) {
                return self.mistake(Diagnostic::new(
                    "E0107",
                    format!("`{name}` is bound twice here"),
                    at,
                ));
            }
            let within = if form == "let" { scope } else { &inner };
            let value = self.expression(value, &within.clone())?;
            inner = inner.with(name.clone(), value);
            names.push(name);
        }
        self.body(body, &inner, span)
    }

    fn lambda(&mut self, parts: &[DatumId], span: Span, scope: &Scope) -> Lowered {
        let Some((parameters, body)) = parts.split_first() else {
            return self.malformed("lambda", span);
        };
        let Some(parameters) = self.data.list(*parameters) else {
            return self.malformed("lambda", span);
        };
        Ok(Val::Procedure(Rc::new(Procedure {
            name: None,
            parameters: self.parameters(&parameters)?,
            body: body.to_vec(),
            span,
            scope: scope.clone(),
        })))
    }

    /// Parameters of a procedure: `name`, or `[name : type]`.
    pub fn parameters(&self, parameters: &[DatumId]) -> Lowered<Vec<Parameter>> {
        let mut made: Vec<Parameter> = Vec::new();
        for id in parameters {
            let span = self.data.span(*id);
            let parameter = match self.data.list(*id).as_deref() {
                Some([name, colon, ty])
                    if self.data.symbol(*colon).is_some_and(|s| &**s == ":") =>
                {
                    Parameter {
                        name: self.bindable(*name)?,
                        ty: Some(*ty),
                    }
                }
                _ if self.data.symbol(*id).is_some() => Parameter {
                    name: self.bindable(*id)?,
                    ty: None,
                },
                _ => {
                    return self.mistake(
                        Diagnostic::new("E0401", "this is no parameter", span)
                            .help("a parameter is written `name` or `[name : type]`"),
                    )
                }
            };
            if made.iter().any(|known| known.name == parameter.name) {
                let message = format!("`{}` is bound twice here", parameter.name);
                return self.mistake(Diagnostic::new("E0107", message, span));
            }
            made.push(parameter);
        }
        Ok(made)
    }

    fn conditional(&mut self, parts: &[DatumId], span: Span, scope: &Scope) -> Lowered {
        let [condition, consequent, alternative] = parts else {
            return self.malformed("if", span);
        };
        let at = self.data.span(*condition);
        let value = self.expression(*condition, scope)?;
        let condition = self.truths(value, at, "if")?;
        // What is known while compiling chooses, and the other branch is not even looked at.
        if let ([], Some(known)) = (
            condition.shape.as_slice(),
            self.emit.constant_of(condition.wires[0]),
        ) {
            let chosen = if known == 1 { consequent } else { alternative };
            return self.expression(*chosen, scope);
        }
        let operands = self.operands(&[*consequent, *alternative], scope)?;
        let [(yes, at_yes), (no, at_no)] =
            <[_; 2]>::try_from(operands).unwrap_or_else(|_| unreachable!("two"));
        if let (Val::Several(yes), Val::Several(no)) = (&yes, &no) {
            if yes.len() != no.len() {
                return self.mistake(Diagnostic::new(
                    "E0403",
                    format!(
                        "one branch has {}, the other {}",
                        plural(yes.len(), "value"),
                        no.len()
                    ),
                    span,
                ));
            }
            let chosen: Lowered<Vec<Val>> = yes
                .iter()
                .zip(no)
                .map(|(yes, no)| {
                    self.selection(&condition, (yes.clone(), at_yes), (no.clone(), at_no), span)
                })
                .collect();
            return Ok(Val::Several(chosen?));
        }
        self.selection(&condition, (yes, at_yes), (no, at_no), span)
    }

    fn selection(
        &mut self,
        condition: &Tensor,
        yes: (Val, Span),
        no: (Val, Span),
        span: Span,
    ) -> Lowered {
        let (mut arrays, kind) = self.aligned(vec![yes, no], span, "if", true)?;
        let no = arrays.pop().unwrap_or_else(|| condition.clone());
        let yes = arrays.pop().unwrap_or_else(|| condition.clone());
        let shape = self.broadcast(&[condition, &yes, &no], span, "if")?;
        let site = self.enter(span, "if", None);
        let value = self.elementwise(&shape, kind, span, |emit, i| {
            let at = |tensor: &Tensor| tensor.wires[if tensor.shape.is_empty() { 0 } else { i }];
            emit.select(at(condition), at(&yes), at(&no))
        })?;
        let value = Val::Tensor(value);
        self.note(site, &value);
        Ok(value)
    }

    fn several(&mut self, parts: &[DatumId], scope: &Scope) -> Lowered {
        let values = self.operands(parts, scope)?;
        Ok(Val::Several(
            values.into_iter().map(|(value, _)| value).collect(),
        ))
    }

    /// An array of constants, written as a vector of numbers, truth values, field elements or such vectors.
    pub fn literal_array(&mut self, id: DatumId, span: Span) -> Lowered {
        let parts: Vec<(Val, Span)> = match self.data.kind(id).clone() {
            DatumKind::Vector(items) => self.operands(&items, &Scope::default())?,
            _ => Vec::new(),
        };
        self.stacked(parts, span, "vector")
    }

    /// A value of a declared type.
    pub fn constant_of_type(
        &mut self,
        id: DatumId,
        ty: &crate::typed::ty::Type,
        scope: &Scope,
    ) -> Lowered {
        let span = self.data.span(id);
        let value = self.expression(id, scope)?;
        let value = match (value, ty.shape.as_slice()) {
            // One number fills an array.
            (Val::Literal(literal), [_, ..]) => {
                let scalar = self.tensor(Val::Literal(literal), span, "define-constant")?;
                Val::Tensor(Tensor {
                    shape: ty.shape.clone(),
                    kind: scalar.kind,
                    wires: vec![scalar.wires[0]; ty.len()].into(),
                })
            }
            (value, _) => value,
        };
        conform(self, value, ty, span)
    }

    /// Truth values, or a mistake.
    pub fn truths(&mut self, value: Val, span: Span, whose: &str) -> Lowered<Tensor> {
        match value {
            Val::Tensor(tensor) if tensor.kind == Kind::Bool => Ok(tensor),
            other => self.mistake(
                Diagnostic::new("E0404", format!("`{whose}` takes a truth value here"), span)
                    .label(format!("this is {}", other.describe()))
                    .help("compare: `(= x 0)`, `(< x y)`"),
            ),
        }
    }
}
