//! From the text of a typed step to its program.

use super::array::{Array, Value};
use super::emit::{Emitter, MOST_WORK};
use super::lower::{conform, plural, Kind, Lowered, Lowering, Procedure, Scope, Tensor, Val};
use super::program::{Node, Op, Port, Role, StepProgram, Wire};
use super::ty::Type;
use crate::datum::{Data, DatumId};
use crate::diagnostic::Diagnostic;
use crate::reader::read_typed;
use crate::source::{SourceId, Sources, Span};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

/// What a text declares: all that must be known to bring its data.
#[derive(Clone, Debug)]
pub struct Declarations {
    /// The name of the step.
    pub name: String,
    /// What goes into a step, in the order of [`StepProgram::ports`].
    pub ports: Vec<Port>,
    /// The constants whose values are not in the text: names, types and places.
    pub constants: Vec<(String, Type, Span)>,
}

/// What a text declares, without looking into bodies.
///
/// # Errors
/// What is wrong with the declarations.
pub fn declarations(sources: &Sources, id: SourceId) -> Result<Declarations, Vec<Diagnostic>> {
    let data = read_typed(sources, id)?;
    let mut lowering = Lowering::new(&data, Emitter::new(sources.field(), MOST_WORK));
    Ok(Text::collect(&mut lowering, id)?.declarations())
}

/// Compiles a text. `constants` are the values of those constants that have none in the text.
///
/// # Errors
/// What is wrong with it: all mistakes in declarations, or the first one in what they lead to.
pub fn compile(
    sources: &Sources,
    id: SourceId,
    constants: &BTreeMap<String, Array>,
) -> Result<StepProgram, Vec<Diagnostic>> {
    compile_within(sources, id, constants, MOST_WORK)
}

/// [`compile`] with so much work at most, in expressions, elements and nodes.
///
/// # Errors
/// As those of [`compile`].
pub fn compile_within(
    sources: &Sources,
    id: SourceId,
    constants: &BTreeMap<String, Array>,
    most_work: usize,
) -> Result<StepProgram, Vec<Diagnostic>> {
    let data = read_typed(sources, id)?;
    let mut lowering = Lowering::new(&data, Emitter::new(sources.field(), most_work));
    let text = Text::collect(&mut lowering, id)?;
    text.lower(lowering, constants)
        .map_err(|mistake| vec![*mistake])
}

/// A constant of the text.
struct Constant {
    name: Arc<str>,
    ty: Type,
    value: Option<DatumId>,
    span: Span,
}

/// A value of the text that is given a name.
struct Definition {
    name: Arc<str>,
    value: DatumId,
}

/// The declarations of a text.
struct Text {
    name: Arc<str>,
    span: Span,
    body: Vec<DatumId>,
    ports: Vec<Port>,
    constants: Vec<Constant>,
    procedures: Vec<(Arc<str>, Procedure)>,
    definitions: Vec<Definition>,
}

/// How declarations are written, for messages.
const USES: [(&str, &str); 5] = [
    ("define-type", "(define-type name type)"),
    ("define-weights", "(define-weights name : type)"),
    ("define-constant", "(define-constant name : type value)"),
    ("define", "(define (name parameter …) body …)"),
    (
        "define-step",
        "(define-step (name [state : type] [input : type public] …) body …)",
    ),
];

impl Text {
    /// Collects the declarations of a text, and all that is wrong with them.
    fn collect(lowering: &mut Lowering<'_>, id: SourceId) -> Result<Text, Vec<Diagnostic>> {
        let data = lowering.data;
        let mut collector = Collector {
            data,
            mistakes: Vec::new(),
            names: HashMap::new(),
            step: None,
            text: Text {
                name: "".into(),
                span: Span {
                    source: id,
                    start: 0,
                    end: 0,
                },
                body: Vec::new(),
                ports: Vec::new(),
                constants: Vec::new(),
                procedures: Vec::new(),
                definitions: Vec::new(),
            },
        };
        // Types may be used before they are defined.
        for form in data.top() {
            let Some((head, parts)) = head_and_parts(data, *form) else {
                continue;
            };
            if let ("define-type", [name, ty]) = (&*head, parts.as_slice()) {
                if let Some(name) = data.symbol(*name) {
                    lowering.types.insert(name.clone(), *ty);
                }
            }
        }
        for form in data.top() {
            if let Err(mistake) = collector.form(lowering, *form) {
                // What is wrong with a type shows wherever it is used.
                if !collector.mistakes.contains(&mistake) {
                    collector.mistakes.push(*mistake);
                }
            }
        }
        if collector.step.is_none() && collector.mistakes.is_empty() {
            let end = Span {
                source: id,
                start: 0,
                end: 0,
            };
            collector.mistakes.push(
                Diagnostic::new("E0408", "there is no `define-step` in this text", end)
                    .help(format!("a step is written `{}`", USES[4].1)),
            );
        }
        match collector.mistakes.is_empty() {
            true => Ok(collector.text),
            false => Err(collector.mistakes),
        }
    }

    fn declarations(&self) -> Declarations {
        let lacking = self
            .constants
            .iter()
            .filter(|constant| constant.value.is_none());
        Declarations {
            name: self.name.to_string(),
            ports: self.ports.clone(),
            constants: lacking
                .map(|constant| {
                    (
                        constant.name.to_string(),
                        constant.ty.clone(),
                        constant.span,
                    )
                })
                .collect(),
        }
    }

    fn lower(
        self,
        mut lowering: Lowering<'_>,
        given: &BTreeMap<String, Array>,
    ) -> Lowered<StepProgram> {
        let mut scope = Scope::default();
        for (index, port) in self.ports.iter().enumerate() {
            let value = input(&mut lowering, index, port)?;
            let name: Arc<str> = port.name.as_str().into();
            match port.role {
                Role::Weights => {
                    lowering.globals.insert(name, value);
                }
                _ => scope = scope.with(name, value),
            }
        }
        for (name, procedure) in self.procedures {
            lowering
                .globals
                .insert(name, Val::Procedure(Rc::new(procedure)));
        }
        for constant in &self.constants {
            let value = match constant.value {
                Some(value) => lowering.constant_of_type(value, &constant.ty, &Scope::default())?,
                None => given_constant(&mut lowering, constant, given)?,
            };
            lowering.globals.insert(constant.name.clone(), value);
        }
        for definition in &self.definitions {
            let value = lowering.expression(definition.value, &Scope::default())?;
            lowering.globals.insert(definition.name.clone(), value);
        }
        let value = lowering.body(&self.body, &scope, self.span)?;
        let last = self
            .body
            .last()
            .map_or(self.span, |last| lowering.data.span(*last));
        let values = match value {
            Val::Several(values) => values,
            value => vec![value],
        };
        let states: Vec<&Port> = self
            .ports
            .iter()
            .filter(|port| port.role == Role::State)
            .collect();
        if values.len() != states.len() {
            return lowering.mistake(
                Diagnostic::new(
                    "E0403",
                    format!("the step has a state of {} and gives {}", plural(states.len(), "part"), values.len()),
                    last,
                )
                .help("several values are given with `(values a b …)`, in the order of the state's parameters"),
            );
        }
        let mut outputs = Vec::new();
        lowering.enter(last, "state", None);
        for (value, port) in values.into_iter().zip(states) {
            let conformed = conform(&mut lowering, value, &port.ty, last).map_err(|mistake| {
                let mistake = *mistake;
                Box::new(mistake.also(
                    port.span,
                    format!("the state `{}` is declared here", port.name),
                ))
            })?;
            if let Val::Tensor(tensor) = conformed {
                outputs.extend_from_slice(&tensor.wires);
            }
        }
        Ok(swept(StepProgram {
            name: self.name.to_string(),
            field: lowering.emit.field(),
            ports: self.ports,
            nodes: lowering.emit.nodes,
            outputs,
            tables: lowering.emit.tables,
            sites: lowering.emit.sites,
            intermediates: lowering.intermediates,
        }))
    }
}

/// The wires of a port.
fn input(lowering: &mut Lowering<'_>, index: usize, port: &Port) -> Lowered {
    lowering.enter(port.span, &port.name, None);
    let bound = port.ty.element.bound();
    let (kind, shape) = (Kind::of(port.ty.element), port.ty.shape.clone());
    let tensor = lowering.elementwise(&shape, kind, port.span, |emit, i| {
        emit.input(index as u32, i as u32, bound)
    })?;
    Ok(Val::Tensor(tensor))
}

/// The value of a constant that is not in the text.
fn given_constant(
    lowering: &mut Lowering<'_>,
    constant: &Constant,
    given: &BTreeMap<String, Array>,
) -> Lowered {
    let Some(array) = given.get(&*constant.name) else {
        return lowering.mistake(
            Diagnostic::new("E0416", format!("the constant `{}` has no value", constant.name), constant.span)
                .label("neither here nor among the weights")
                .help(format!(
                    "give the weights file an array `{0}`, or write the value: `(define-constant {0} : {1} …)`",
                    constant.name, constant.ty
                )),
        );
    };
    if *array.ty() != constant.ty {
        return lowering.mistake(
            Diagnostic::new(
                "E0416",
                format!("the value given for `{}` is of another type", constant.name),
                constant.span,
            )
            .label(format!("it is {}", array.ty())),
        );
    }
    lowering.enter(constant.span, &constant.name, None);
    let (kind, shape) = (Kind::of(constant.ty.element), constant.ty.shape.clone());
    let tensor: Tensor =
        lowering.elementwise(&shape, kind, constant.span, |emit, i| {
            match array.elements()[i] {
                Value::Int(n) => emit.constant(n),
                Value::Field(x) => emit.field_constant(x),
            }
        })?;
    Ok(Val::Tensor(tensor))
}

struct Collector<'d> {
    data: &'d Data,
    mistakes: Vec<Diagnostic>,
    /// Names that are taken, each with its place.
    names: HashMap<Arc<str>, Span>,
    step: Option<Span>,
    text: Text,
}

impl Collector<'_> {
    fn malformed<T>(&self, form: &str, span: Span) -> Lowered<T> {
        let diagnostic = Diagnostic::new(
            "E0401",
            format!("this `{form}` is not written as it should be"),
            span,
        );
        let written = USES.iter().find(|(name, _)| *name == form);
        Err(Box::new(match written {
            Some((_, written)) => diagnostic.help(format!("it is written `{written}`")),
            None => diagnostic,
        }))
    }

    /// Takes a name that nothing else has.
    fn take(&mut self, lowering: &Lowering<'_>, id: DatumId) -> Lowered<Arc<str>> {
        let name = lowering.bindable(id)?;
        let span = self.data.span(id);
        if let Some(taken) = self.names.get(&name) {
            return Err(Box::new(
                Diagnostic::new("E0106", format!("`{name}` is defined twice"), span)
                    .also(*taken, "it is defined here already"),
            ));
        }
        self.names.insert(name.clone(), span);
        Ok(name)
    }

    fn form(&mut self, lowering: &Lowering<'_>, form: DatumId) -> Lowered<()> {
        let span = self.data.span(form);
        let Some((head, parts)) = head_and_parts(self.data, form) else {
            return Err(Box::new(
                Diagnostic::new("E0401", "this is no declaration", span)
                    .help("a text holds `define-type`, `define-weights`, `define-constant`, `define` and one `define-step`"),
            ));
        };
        let is_colon = |id: DatumId| self.data.symbol(id).is_some_and(|name| &**name == ":");
        match (&*head, parts.as_slice()) {
            ("define-type", [name, ty]) => {
                self.take(lowering, *name)?;
                lowering.ty(*ty).map(|_| ())
            }
            ("define-weights", [name, colon, ty]) if is_colon(*colon) => {
                let (name, ty) = (self.take(lowering, *name)?, lowering.ty(*ty)?);
                self.text.ports.push(Port {
                    name: name.to_string(),
                    ty,
                    role: Role::Weights,
                    span,
                });
                Ok(())
            }
            ("define-constant", [name, colon, ty, rest @ ..]) if is_colon(*colon) && rest.len() <= 1 => {
                let (name, ty) = (self.take(lowering, *name)?, lowering.ty(*ty)?);
                self.text.constants.push(Constant {
                    name,
                    ty,
                    value: rest.first().copied(),
                    span,
                });
                Ok(())
            }
            ("define", [signature, body @ ..]) if self.data.is_pair(*signature) && !body.is_empty() => {
                let Some(signature_parts) = self.data.list(*signature) else {
                    return self.malformed("define", span);
                };
                let name = self.take(lowering, signature_parts[0])?;
                let procedure = Procedure {
                    name: Some(name.clone()),
                    parameters: lowering.parameters(&signature_parts[1..])?,
                    body: body.to_vec(),
                    span: self.data.span(*signature),
                    scope: Scope::default(),
                };
                self.text.procedures.push((name, procedure));
                Ok(())
            }
            ("define", [name, value]) => {
                let name = self.take(lowering, *name)?;
                self.text.definitions.push(Definition { name, value: *value });
                Ok(())
            }
            ("define-step", [signature, body @ ..]) if !body.is_empty() => {
                if let Some(first) = self.step {
                    return Err(Box::new(
                        Diagnostic::new("E0408", "there is more than one `define-step` in this text", span)
                            .also(first, "the first one is here"),
                    ));
                }
                self.step = Some(span);
                self.step(lowering, *signature, body, span)
            }
            (head @ ("define-type" | "define-weights" | "define-constant" | "define" | "define-step"), _) => {
                self.malformed(head, span)
            }
            (head, _) => Err(Box::new(
                Diagnostic::new("E0401", format!("`{head}` is no declaration"), span)
                    .label("expressions stand within procedures and the step only")
                    .help("a text holds `define-type`, `define-weights`, `define-constant`, `define` and one `define-step`"),
            )),
        }
    }

    fn step(
        &mut self,
        lowering: &Lowering<'_>,
        signature: DatumId,
        body: &[DatumId],
        span: Span,
    ) -> Lowered<()> {
        let Some(parts) = self.data.list(signature).filter(|parts| !parts.is_empty()) else {
            return self.malformed("define-step", span);
        };
        self.text.name = self.take(lowering, parts[0])?;
        self.text.span = span;
        self.text.body = body.to_vec();
        let mut ports = Vec::new();
        for parameter in &parts[1..] {
            let at = self.data.span(*parameter);
            let items = self.data.list(*parameter).unwrap_or_default();
            let role = match items
                .get(3)
                .map(|role| self.data.symbol(*role).map(|role| &**role))
            {
                None => Some(Role::State),
                Some(Some("public")) => Some(Role::Public),
                Some(Some("private")) => Some(Role::Private),
                Some(Some("weights")) => Some(Role::Block),
                Some(_) => None,
            };
            let colon = items.get(1).and_then(|colon| self.data.symbol(*colon));
            let (Some(role), Some(":"), 3..=4) = (role, colon.map(|colon| &**colon), items.len())
            else {
                return Err(Box::new(
                    Diagnostic::new("E0401", "this is no parameter of a step", at).help(
                        "a part of the state is written `[name : type]`, an input of each step `[name : type public]` or \
                         `[name : type private]`, a block of weights `[name : type weights]`",
                    ),
                ));
            };
            let name = self.take(lowering, items[0])?;
            ports.push(Port {
                name: name.to_string(),
                ty: lowering.ty(items[2])?,
                role,
                span: at,
            });
        }
        if !ports.iter().any(|port| port.role == Role::State) {
            return Err(Box::new(
                Diagnostic::new("E0408", "this step has no state", self.data.span(signature))
                    .help("a part of the state is written `[name : type]`, without another word"),
            ));
        }
        // Parameters come first, whatever stands where in the text.
        ports.append(&mut self.text.ports);
        self.text.ports = ports;
        Ok(())
    }
}

/// The name that a form begins with, and what follows it.
fn head_and_parts(data: &Data, form: DatumId) -> Option<(Arc<str>, Vec<DatumId>)> {
    let items = data.list(form)?;
    let (head, parts) = items.split_first()?;
    Some((data.symbol(*head)?.clone(), parts.to_vec()))
}

/// The same program without the nodes that nothing needs.
fn swept(program: StepProgram) -> StepProgram {
    let mut needed = vec![false; program.nodes.len()];
    for wire in &program.outputs {
        needed[wire.0 as usize] = true;
    }
    for (i, node) in program.nodes.iter().enumerate().rev() {
        // Whatever can fail is there for that, too.
        let can_fail = match &node.op {
            Op::Assert(_) | Op::Inverse(_) | Op::Shift { checked: true, .. } => true,
            Op::Quotient { y, .. } => program.nodes[y.0 as usize]
                .bound
                .is_none_or(|bound| bound.lo < 1),
            Op::Lookup { table, index } => {
                let last = program.tables[*table as usize].len() as i128 - 1;
                let index = program.nodes[index.0 as usize].bound;
                index.is_none_or(|bound| bound.lo < 0 || bound.hi > last)
            }
            _ => false,
        };
        needed[i] |= can_fail;
        if needed[i] {
            node.op.operands(&mut |wire| needed[wire.0 as usize] = true);
        }
    }
    let mut places = vec![None; program.nodes.len()];
    let mut nodes: Vec<Node> = Vec::new();
    for (i, mut node) in program.nodes.into_iter().enumerate() {
        if needed[i] {
            node.op
                .rename(&mut |wire| places[wire.0 as usize].unwrap_or(wire));
            places[i] = Some(Wire(nodes.len() as u32));
            nodes.push(node);
        }
    }
    let moved = |wire: &Wire| places[wire.0 as usize];
    StepProgram {
        outputs: program.outputs.iter().filter_map(moved).collect(),
        intermediates: program
            .intermediates
            .into_iter()
            .map(|intermediate| {
                let wires: Option<Vec<Wire>> = intermediate.wires.iter().map(moved).collect();
                super::program::Intermediate {
                    wires: wires.unwrap_or_default(),
                    ..intermediate
                }
            })
            .collect(),
        nodes,
        ..program
    }
}
