//! A node of a graph, with its attributes, and errors that name it.

use super::error::ImportError;
use super::names::in_comment;
use super::proto::{AttributeProto, NodeProto};

/// A node, by its place in the graph.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    /// What the file says.
    pub proto: &'a NodeProto,
    /// Counted from 0.
    pub index: usize,
}

impl<'a> Node<'a> {
    /// How it is called in messages: by its name if it has one.
    pub fn label(&self) -> String {
        match self.proto.name.as_str() {
            "" => format!("node {}", self.index),
            name => format!("node `{}`", in_comment(name)),
        }
    }

    /// Its operator.
    pub fn op(&self) -> &'a str {
        &self.proto.op_type
    }

    /// An error about it.
    pub fn error(&self, what: impl Into<String>) -> ImportError {
        ImportError::Node {
            node: self.label(),
            op: self.op().to_string(),
            what: what.into(),
        }
    }

    /// The name of what goes in at a place, if something does.
    pub fn input(&self, place: usize) -> Option<&'a str> {
        let name = self.proto.input.get(place)?;
        (!name.is_empty()).then_some(name)
    }

    /// The name of what goes in at a place.
    pub fn needed(&self, place: usize) -> Result<&'a str, ImportError> {
        self.input(place)
            .ok_or_else(|| self.error(format!("input {place} is missing")))
    }

    /// The name of its only output.
    pub fn output(&self) -> Result<&'a str, ImportError> {
        let mut outputs = self.proto.output.iter().filter(|name| !name.is_empty());
        match (outputs.next(), outputs.next()) {
            (Some(name), None) => Ok(name),
            (None, _) => Err(self.error("it has no output")),
            (Some(_), Some(_)) => Err(self.error("only its first output is supported")),
        }
    }

    /// Refuses attributes other than these, and more inputs than so many.
    pub fn takes(&self, inputs: usize, attributes: &[&str]) -> Result<(), ImportError> {
        if self.proto.input.len() > inputs {
            return Err(self.error(format!(
                "it has {} inputs, where {inputs} are supported",
                self.proto.input.len()
            )));
        }
        let unknown = self
            .proto
            .attribute
            .iter()
            .find(|a| !attributes.contains(&a.name.as_str()));
        match unknown {
            None => Ok(()),
            Some(a) => Err(self.error(format!(
                "the attribute `{}` is not supported",
                in_comment(&a.name)
            ))),
        }
    }

    fn attribute(&self, name: &str) -> Option<&'a AttributeProto> {
        self.proto.attribute.iter().find(|a| a.name == name)
    }

    /// An integer attribute, or what it is without.
    pub fn int(&self, name: &str, default: i64) -> i64 {
        self.attribute(name).map_or(default, |a| a.i)
    }

    /// A number attribute, or what it is without.
    pub fn float(&self, name: &str, default: f64) -> Result<f64, ImportError> {
        match self.attribute(name).map(|a| f64::from(a.f)) {
            None => Ok(default),
            Some(x) if x.is_finite() => Ok(x),
            Some(x) => Err(self.error(format!("the attribute `{name}` is {x}"))),
        }
    }

    /// An attribute of several integers, if it is there.
    pub fn ints(&self, name: &str) -> Option<&'a [i64]> {
        self.attribute(name).map(|a| a.ints.as_slice())
    }

    /// An attribute that is a tensor, if it is there.
    pub fn tensor(&self, name: &str) -> Option<&'a super::proto::TensorProto> {
        self.attribute(name).and_then(|a| a.t.as_ref())
    }

    /// An attribute that is a word, or what it is without.
    pub fn word(&self, name: &str, default: &'static str) -> Result<&'a str, ImportError> {
        match self.attribute(name) {
            None => Ok(default),
            Some(a) => std::str::from_utf8(&a.s)
                .map_err(|_| self.error(format!("the attribute `{name}` is no word"))),
        }
    }

    /// Refuses an integer attribute that is not as given.
    pub fn only(&self, name: &str, value: i64) -> Result<(), ImportError> {
        match self.int(name, value) {
            n if n == value => Ok(()),
            n => Err(self.error(format!(
                "the attribute `{name}` is {n}; only {value} is supported"
            ))),
        }
    }

    /// An axis, counted from the end if it is negative, of so many.
    pub fn axis(&self, default: i64, rank: usize) -> Result<usize, ImportError> {
        let axis = self.int("axis", default);
        let from_start = if axis < 0 {
            axis.checked_add(rank as i64)
        } else {
            Some(axis)
        };
        match from_start.and_then(|axis| usize::try_from(axis).ok()) {
            Some(axis) if axis <= rank => Ok(axis),
            _ => Err(self.error(format!(
                "the attribute `axis` is {axis}, where there are {rank} axes"
            ))),
        }
    }
}
