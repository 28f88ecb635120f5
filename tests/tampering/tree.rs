//! The pieces of a proof by name, as the proof types themselves write them: a serializer that keeps the names.

use serde::ser::{self, Serialize};
use std::fmt;

/// What a proof type wrote, with the names of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// Bytes of a fixed number: a scalar or a point.
    Element(Vec<u8>),
    /// A number of steps.
    Number(u64),
    /// A list, its length before it.
    List(Vec<Tree>),
    /// A structure, a tuple or an array: nothing but its parts.
    Parts(Vec<(&'static str, Tree)>),
}

/// A way from the root to a piece: which child at each place.
pub type Path = Vec<usize>;

impl Tree {
    /// What a value writes.
    pub fn of<T: Serialize>(value: &T) -> Tree {
        value.serialize(Writer).expect("is written")
    }

    /// The encoding that `postcard` gives to what wrote this.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.encode_to(&mut bytes);
        bytes
    }

    fn encode_to(&self, out: &mut Vec<u8>) {
        match self {
            Tree::Element(bytes) => out.extend(bytes),
            Tree::Number(n) => varint(*n, out),
            Tree::List(list) => {
                varint(list.len() as u64, out);
                list.iter().for_each(|tree| tree.encode_to(out));
            }
            Tree::Parts(parts) => parts.iter().for_each(|(_, tree)| tree.encode_to(out)),
        }
    }

    pub fn child(&self, index: usize) -> &Tree {
        match self {
            Tree::List(list) => &list[index],
            Tree::Parts(parts) => &parts[index].1,
            leaf => panic!("{leaf:?} has no parts"),
        }
    }

    pub fn child_mut(&mut self, index: usize) -> &mut Tree {
        match self {
            Tree::List(list) => &mut list[index],
            Tree::Parts(parts) => &mut parts[index].1,
            leaf => panic!("{leaf:?} has no parts"),
        }
    }

    pub fn children(&self) -> usize {
        match self {
            Tree::List(list) => list.len(),
            Tree::Parts(parts) => parts.len(),
            Tree::Element(_) | Tree::Number(_) => 0,
        }
    }

    pub fn get(&self, path: &[usize]) -> &Tree {
        path.iter().fold(self, |tree, index| tree.child(*index))
    }

    pub fn get_mut(&mut self, path: &[usize]) -> &mut Tree {
        path.iter().fold(self, |tree, index| tree.child_mut(*index))
    }

    /// All paths but the root's, parents before children.
    pub fn paths(&self) -> Vec<Path> {
        let mut paths = Vec::new();
        let mut pending = vec![Path::new()];
        while let Some(path) = pending.pop() {
            for index in (0..self.get(&path).children()).rev() {
                pending.push([path.as_slice(), &[index]].concat());
            }
            if !path.is_empty() {
                paths.push(path);
            }
        }
        paths
    }

    /// The name of a piece's field: list indices are left out, so that all elements of a list have one name.
    pub fn name(&self, path: &[usize]) -> String {
        let mut name = String::new();
        let mut tree = self;
        for index in path {
            match tree {
                Tree::Parts(parts) if !parts[*index].0.is_empty() => {
                    let dot = if name.is_empty() { "" } else { "." };
                    name = format!("{name}{dot}{}", parts[*index].0);
                }
                Tree::Parts(_) => name = format!("{name}.{index}"),
                _ => name.push_str("[]"),
            }
            tree = tree.child(*index);
        }
        name
    }

    /// Whether two trees have the same pieces, whatever is in them.
    pub fn is_shaped_like(&self, other: &Tree) -> bool {
        match (self, other) {
            (Tree::Element(a), Tree::Element(b)) => a.len() == b.len(),
            (Tree::Number(_), Tree::Number(_)) => true,
            (Tree::List(a), Tree::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_shaped_like(b))
            }
            (Tree::Parts(a), Tree::Parts(b)) => {
                let same = |((a, left), (b, right)): (&(_, Tree), &(_, Tree))| {
                    a == b && left.is_shaped_like(right)
                };
                a.len() == b.len() && a.iter().zip(b).all(same)
            }
            _ => false,
        }
    }
}

/// Seven bits a byte, the lowest first; all bytes but the last have their highest bit.
pub fn varint(mut n: u64, out: &mut Vec<u8>) {
    while n > 0x7f {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// A form that no proof has.
#[derive(Debug)]
pub struct Unknown(String);

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no proof has {}", self.0)
    }
}

impl std::error::Error for Unknown {}

impl ser::Error for Unknown {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Unknown(what.to_string())
    }
}

fn unknown<T>(what: &str) -> Result<T, Unknown> {
    Err(Unknown(what.to_string()))
}

struct Writer;

/// A list, structure, tuple or array in the making.
struct Sequence {
    list: bool,
    parts: Vec<(&'static str, Tree)>,
    /// Bytes, as long as there is nothing else.
    bytes: Option<Vec<u8>>,
}

impl Sequence {
    fn new(list: bool) -> Self {
        Sequence {
            list,
            parts: Vec::new(),
            bytes: Some(Vec::new()),
        }
    }

    fn push<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unknown> {
        match (value.serialize(Writer)?, &mut self.bytes) {
            // A byte is written as an element of one byte, which nothing else is.
            (Tree::Element(byte), Some(bytes)) if byte.len() == 1 => bytes.extend(byte),
            (Tree::Element(byte), None) if byte.len() == 1 => return unknown("bytes among others"),
            // Markers of types write nothing.
            (Tree::Parts(parts), _) if parts.is_empty() => {}
            (_, Some(bytes)) if !bytes.is_empty() => return unknown("bytes among others"),
            (tree, bytes) => {
                *bytes = None;
                self.parts.push((name, tree));
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Tree, Unknown> {
        let parts = self.parts;
        match self.bytes {
            Some(bytes) if !bytes.is_empty() && !self.list => Ok(Tree::Element(bytes)),
            Some(bytes) if !bytes.is_empty() => unknown("lists of bytes"),
            _ if self.list => Ok(Tree::List(
                parts.into_iter().map(|(_, tree)| tree).collect(),
            )),
            _ => Ok(Tree::Parts(parts)),
        }
    }
}

macro_rules! refused {
    ($($method:ident: $ty:ty;)*) => {
        $(fn $method(self, _: $ty) -> Result<Tree, Unknown> {
            unknown(stringify!($ty))
        })*
    };
}

impl ser::Serializer for Writer {
    type Ok = Tree;
    type Error = Unknown;
    type SerializeSeq = Sequence;
    type SerializeTuple = Sequence;
    type SerializeTupleStruct = Sequence;
    type SerializeTupleVariant = ser::Impossible<Tree, Unknown>;
    type SerializeMap = ser::Impossible<Tree, Unknown>;
    type SerializeStruct = Sequence;
    type SerializeStructVariant = ser::Impossible<Tree, Unknown>;

    refused! {
        serialize_bool: bool;
        serialize_i8: i8;
        serialize_i16: i16;
        serialize_i32: i32;
        serialize_i64: i64;
        serialize_u16: u16;
        serialize_u32: u32;
        serialize_f32: f32;
        serialize_f64: f64;
        serialize_char: char;
        serialize_str: &str;
        serialize_bytes: &[u8];
    }

    fn serialize_u8(self, byte: u8) -> Result<Tree, Unknown> {
        Ok(Tree::Element(vec![byte]))
    }

    fn serialize_u64(self, n: u64) -> Result<Tree, Unknown> {
        Ok(Tree::Number(n))
    }

    fn serialize_none(self) -> Result<Tree, Unknown> {
        unknown("options")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<Tree, Unknown> {
        unknown("options")
    }

    fn serialize_unit(self) -> Result<Tree, Unknown> {
        Ok(Tree::Parts(Vec::new()))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Tree, Unknown> {
        Ok(Tree::Parts(Vec::new()))
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
    ) -> Result<Tree, Unknown> {
        unknown(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Tree, Unknown> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Tree, Unknown> {
        unknown(name)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Sequence, Unknown> {
        Ok(Sequence::new(true))
    }

    fn serialize_tuple(self, _: usize) -> Result<Sequence, Unknown> {
        Ok(Sequence::new(false))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Sequence, Unknown> {
        Ok(Sequence::new(false))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unknown> {
        unknown(name)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unknown> {
        unknown("maps")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Sequence, Unknown> {
        Ok(Sequence::new(false))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unknown> {
        unknown(name)
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

macro_rules! sequence {
    ($($interface:ident, $method:ident;)*) => {
        $(impl ser::$interface for Sequence {
            type Ok = Tree;
            type Error = Unknown;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unknown> {
                self.push("", value)
            }

            fn end(self) -> Result<Tree, Unknown> {
                self.finish()
            }
        })*
    };
}

sequence! {
    SerializeSeq, serialize_element;
    SerializeTuple, serialize_element;
    SerializeTupleStruct, serialize_field;
}

impl ser::SerializeStruct for Sequence {
    type Ok = Tree;
    type Error = Unknown;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unknown> {
        self.push(name, value)
    }

    fn end(self) -> Result<Tree, Unknown> {
        self.finish()
    }
}
