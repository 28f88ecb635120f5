//! Takes a graph node by node to a program.

use super::error::ImportError;
use super::node::Node;
use super::precision;
use super::program::{type_of, Numbers, Program};
use super::proto::{GraphProto, ValueInfoProto};
use super::tensor::{count, type_name, DataType, Tensor, MOST_ELEMENTS};
use super::value::{Computed, Kind, Number, Value};
use super::{Imported, Options};
use std::collections::HashMap;
use std::rc::Rc;

/// The most elements of all weights together: a step with more takes more work than is done for a text.
const MOST_WEIGHTS: usize = 1 << 23;

/// The name of the type of activations in the program.
pub const ACTIVATION: &str = "activation";

/// The state of a translation.
pub struct Translator<'a> {
    /// How to translate.
    pub options: &'a Options,
    /// The version of the operators.
    pub version: i64,
    /// The program so far.
    pub program: Program,
    values: HashMap<String, Value>,
    consumers: HashMap<&'a str, Vec<&'a str>>,
}

/// Translates a graph; `head` is the comment that the program begins with.
pub fn translate(
    graph: &GraphProto,
    version: i64,
    head: &str,
    options: &Options,
) -> Result<Imported, ImportError> {
    let mut translator = Translator {
        options,
        version,
        program: Program::new(options.public_weights),
        values: HashMap::new(),
        consumers: consumers(graph),
    };
    for tensor in &graph.initializer {
        let tensor = Tensor::read(tensor, &tensor.name)?;
        translator.constant(tensor);
    }
    let (mut state, mut inputs) = (Vec::new(), Vec::new());
    let state_names: Vec<String> = graph
        .output
        .iter()
        .map(|output| translator.program.fresh(&output.name))
        .collect();
    for input in &graph.input {
        // Old files list constants among the inputs, too.
        if !translator.values.contains_key(&input.name) {
            inputs.push(translator.input(input)?);
        }
    }
    for (index, proto) in graph.node.iter().enumerate() {
        translator.node(Node { proto, index })?;
    }
    let (mut results, mut zeros) = (Vec::new(), serde_json::Map::new());
    // An output may be listed more than once, and its elements are written each time.
    let mut given = 0usize;
    for (output, name) in graph.output.iter().zip(state_names) {
        let (result, shape, element) = translator.result(&output.name)?;
        given = given.saturating_add(shape.iter().product());
        if given > MOST_ELEMENTS {
            return Err(ImportError::Port {
                what: "output",
                name: super::names::in_comment(&output.name),
                why: format!("with it the outputs have more than {MOST_ELEMENTS} elements"),
            });
        }
        state.push(format!("[{name} : {}]", type_of(&shape, &element)));
        zeros.insert(name, nested_zeros(&shape));
        results.push(result);
    }
    if results.is_empty() {
        return Err(ImportError::Malformed(
            "the graph has no output".to_string(),
        ));
    }
    let types = translator.types(&state, &inputs);
    let parameters = [state, inputs].concat();
    let (program, arrays) = translator
        .program
        .finish(head, &types, &parameters, &results);
    Ok(Imported {
        program,
        arrays,
        state: serde_json::Value::Object(zeros),
    })
}

/// By which operators each value is used; by `""` if it is an output.
fn consumers(graph: &GraphProto) -> HashMap<&str, Vec<&str>> {
    let mut consumers: HashMap<&str, Vec<&str>> = HashMap::new();
    for node in &graph.node {
        for input in &node.input {
            consumers.entry(input).or_default().push(&node.op_type);
        }
    }
    for output in &graph.output {
        consumers.entry(&output.name).or_default().push("");
    }
    consumers
}

fn nested_zeros(shape: &[usize]) -> serde_json::Value {
    match shape.split_first() {
        None => serde_json::Value::from(0),
        Some((n, inner)) => serde_json::Value::Array(vec![nested_zeros(inner); *n]),
    }
}

impl Translator<'_> {
    /// The definition of the type of activations, if something has it.
    fn types(&self, state: &[String], inputs: &[String]) -> String {
        let Options { bits, fraction, .. } = self.options;
        let named = |text: &String| text.contains(ACTIVATION);
        match self.program.mentions(ACTIVATION) || state.iter().chain(inputs).any(named) {
            true => format!("(define-type {ACTIVATION} (fixed {bits} {fraction}))"),
            false => String::new(),
        }
    }

    fn input(&mut self, info: &ValueInfoProto) -> Result<String, ImportError> {
        let wrong = |why: String| ImportError::Port {
            what: "input",
            name: super::names::in_comment(&info.name),
            why,
        };
        let tensor = info.ty.as_ref().and_then(|ty| ty.tensor_type.as_ref());
        let tensor = tensor.ok_or_else(|| wrong("it is no tensor".to_string()))?;
        let shape = tensor
            .shape
            .as_ref()
            .ok_or_else(|| wrong("it has no shape".to_string()))?;
        let mut sizes = Vec::new();
        for (axis, dim) in shape.dim.iter().enumerate() {
            sizes.push(match dim.dim_value {
                Some(n) if n > 0 => n as usize,
                // The batch.
                None if axis == 0 && shape.dim.len() > 1 => 1,
                Some(n) => return Err(wrong(format!("its size along axis {axis} is {n}"))),
                None => {
                    return Err(wrong(format!(
                        "its size along axis {axis} is not fixed; only that of the batch, axis 0, may be open"
                    )))
                }
            });
        }
        let batched = sizes.len() > 1;
        if batched && sizes[0] != 1 {
            return Err(wrong(format!(
                "it is a batch of {}; only one at a time is supported: a step is an inference",
                sizes[0]
            )));
        }
        if count(&sizes).is_none() {
            return Err(wrong(format!("its shape {sizes:?} is too large")));
        }
        let (number, element) = match DataType::from_number(tensor.elem_type) {
            Some(DataType::Float) => (Number::NARROW, ACTIVATION.to_string()),
            Some(DataType::Integer { lo, hi }) => {
                (Number::Integer { lo, hi }, precision::integer_type(lo, hi))
            }
            None => {
                return Err(wrong(format!(
                    "elements of type {} are not supported",
                    type_name(tensor.elem_type)
                )))
            }
        };
        let name = self.program.fresh(&info.name);
        let role = if self.options.public_inputs {
            "public"
        } else {
            "private"
        };
        let value = Value {
            shape: sizes,
            kind: Kind::Computed(Computed {
                name: name.clone(),
                batched,
                number,
            }),
        };
        let parameter = format!("[{name} : {} {role}]", type_of(value.inner(), &element));
        self.values.insert(info.name.clone(), value);
        Ok(parameter)
    }

    fn result(&mut self, output: &str) -> Result<(String, Vec<usize>, String), ImportError> {
        let wrong = |why: &str| ImportError::Port {
            what: "output",
            name: super::names::in_comment(output),
            why: why.to_string(),
        };
        let value = self.values.get(output).cloned();
        let value = value.ok_or_else(|| wrong("no node computes it"))?;
        let Kind::Computed(computed) = &value.kind else {
            return Err(wrong("it is a constant"));
        };
        let element = match computed.number {
            Number::Real { .. } => ACTIVATION.to_string(),
            Number::Integer { lo, hi } => precision::integer_type(lo, hi),
        };
        let name = self.narrow(computed);
        Ok((name, value.inner().to_vec(), element))
    }

    fn node(&mut self, node: Node<'_>) -> Result<(), ImportError> {
        let op = match node.proto.domain.as_str() {
            "" | "ai.onnx" => node.op(),
            _ => "",
        };
        let title = match node.proto.name.as_str() {
            "" => format!("{}, node {}", node.op(), node.index),
            name => format!("{} `{name}`", node.op()),
        };
        if super::OPERATORS.contains(&op) && op != "Constant" {
            self.program.comment(&title);
        }
        match op {
            "Gemm" => self.gemm(node),
            "MatMul" => self.matmul(node),
            "Add" => self.add(node),
            "Conv" => self.conv(node),
            "Relu" => self.relu(node),
            "MaxPool" => self.maxpool(node),
            "Flatten" => self.flatten(node),
            "Reshape" => self.reshape(node),
            "Identity" => self.identity(node),
            "Constant" => {
                node.takes(0, &["value"])?;
                let tensor = node.tensor("value");
                let tensor = tensor
                    .ok_or_else(|| node.error("only tensors are supported as its `value`"))?;
                self.constant(Tensor::read(tensor, node.output()?)?);
                Ok(())
            }
            "Softmax" => self.softmax(node),
            "ArgMax" => self.argmax(node),
            "QuantizeLinear" => self.quantize(node),
            "DequantizeLinear" => self.dequantize(node),
            "QLinearMatMul" => self.qlinear_matmul(node),
            "QLinearConv" => self.qlinear_conv(node),
            _ => Err(ImportError::Operator {
                node: node.label(),
                op: match node.proto.domain.as_str() {
                    "" => super::names::in_comment(node.op()),
                    domain => super::names::in_comment(&format!("{domain}.{}", node.op())),
                },
            }),
        }
    }

    /// Makes a constant known.
    pub fn constant(&mut self, tensor: Tensor) {
        let value = Value {
            shape: tensor.shape.clone(),
            kind: Kind::Constant(Rc::new(tensor.clone())),
        };
        self.values.insert(tensor.name, value);
    }

    /// Makes the output of a node known.
    pub fn put(&mut self, node: Node<'_>, value: Value) -> Result<(), ImportError> {
        self.values.insert(node.output()?.to_string(), value);
        Ok(())
    }

    /// Defines the output of a node as an expression, and makes it known.
    pub fn computed(
        &mut self,
        node: Node<'_>,
        expression: &str,
        shape: Vec<usize>,
        batched: bool,
        number: Number,
    ) -> Result<(), ImportError> {
        let name = self.program.define(node.output()?, expression);
        self.put(
            node,
            Value {
                shape,
                kind: Kind::Computed(Computed {
                    name,
                    batched,
                    number,
                }),
            },
        )
    }

    /// [`Self::computed`] of real numbers with more bits than activations: rounded at once, unless all that use them can do with that.
    pub fn wide(
        &mut self,
        node: Node<'_>,
        expression: &str,
        shape: Vec<usize>,
        batched: bool,
    ) -> Result<(), ImportError> {
        let takes_wide = |op: &&str| matches!(*op, "Relu" | "Add" | "ArgMax" | "QuantizeLinear");
        let consumers = self.consumers.get(node.output()?);
        if consumers.is_some_and(|ops| ops.iter().all(takes_wide)) {
            let number = Number::Real { wide: true };
            self.computed(node, expression, shape, batched, number)
        } else {
            let expression = format!("(as {ACTIVATION} {expression})");
            self.computed(node, &expression, shape, batched, Number::NARROW)
        }
    }

    /// An expression for a computed value with no more bits than activations.
    pub fn narrow(&mut self, value: &Computed) -> String {
        match value.number {
            Number::Real { wide: true, .. } => format!("(as {ACTIVATION} {})", value.name),
            _ => value.name.clone(),
        }
    }

    /// What goes into a node at a place.
    pub fn operand(&self, node: Node<'_>, place: usize) -> Result<Value, ImportError> {
        let name = node.needed(place)?;
        let value = self.values.get(name).cloned();
        value.ok_or_else(|| {
            let name = super::names::in_comment(name);
            node.error(format!("its input `{name}` is neither a constant, nor an input of the model, nor computed before"))
        })
    }

    /// What goes into a node at a place, which must be a constant.
    pub fn constant_operand(
        &self,
        node: Node<'_>,
        place: usize,
    ) -> Result<Rc<Tensor>, ImportError> {
        match self.operand(node, place)?.kind {
            Kind::Constant(tensor) => Ok(tensor),
            Kind::Computed(_) => Err(node.error(format!(
                "its input `{}` must be a constant",
                super::names::in_comment(node.needed(place)?)
            ))),
        }
    }

    /// What goes into a node at a place, which must not be a constant, with its shape in the model.
    pub fn computed_operand(
        &self,
        node: Node<'_>,
        place: usize,
    ) -> Result<(Value, Computed), ImportError> {
        let value = self.operand(node, place)?;
        match &value.kind {
            Kind::Computed(computed) => {
                let computed = computed.clone();
                Ok((value, computed))
            }
            Kind::Constant(_) => Err(node.error(format!(
                "its input `{}` must not be a constant",
                super::names::in_comment(node.needed(place)?)
            ))),
        }
    }

    /// Declares weights of a layer that computes with real numbers.
    pub fn real_weights(
        &mut self,
        tensor: &str,
        note: &str,
        shape: &[usize],
        values: &[f64],
    ) -> Result<String, ImportError> {
        let bits = self.options.weight_bits;
        let fraction = precision::fraction(values, bits).ok_or_else(|| ImportError::Tensor {
            name: tensor.to_string(),
            what: format!("its elements are too large for {bits} bits\n  = help: `--weight-bits N` gives weights more bits"),
        })?;
        let rounded = precision::rounded(values, fraction);
        let element = format!("(fixed {bits} {fraction})");
        let numbers = Numbers::Real(rounded);
        let name = self.program.weights(tensor, note, shape, &element, numbers);
        self.check_weights(tensor)?;
        Ok(name)
    }

    /// Few tensors can make many weights: repeated along axes, or changed for each node that takes them.
    fn check_weights(&self, tensor: &str) -> Result<(), ImportError> {
        match self.program.elements() > MOST_WEIGHTS {
            true => Err(ImportError::Tensor {
                name: super::names::in_comment(tensor),
                what: format!("with what becomes of it there are more than {MOST_WEIGHTS} weights"),
            }),
            false => Ok(()),
        }
    }

    /// Declares weights of a layer that computes with integers.
    pub fn integer_weights(
        &mut self,
        tensor: &str,
        note: &str,
        shape: &[usize],
        values: Vec<i64>,
    ) -> Result<String, ImportError> {
        let (lo, hi) = (values.iter().min(), values.iter().max());
        // Of bytes even if these would do with less: the type says what the model was quantised to.
        let (lo, hi) = (*lo.unwrap_or(&0).min(&-128), *hi.unwrap_or(&0).max(&127));
        let element = precision::integer_type(lo, hi);
        let numbers = Numbers::Integer(values);
        let name = self.program.weights(tensor, note, shape, &element, numbers);
        self.check_weights(tensor)?;
        Ok(name)
    }
}
