//! The program that an import writes, as it grows, and the arrays of its weights.

use super::names::{in_comment, Names};
use super::precision;
use std::collections::HashMap;

/// An array of the weights file.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// Its name in the program.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Its elements in row-major order.
    pub numbers: Numbers,
}

/// The elements of an array.
#[derive(Clone, Debug, PartialEq)]
pub enum Numbers {
    /// Real numbers, each exactly of its port's type.
    Real(Vec<f64>),
    /// Integers.
    Integer(Vec<i64>),
}

impl Numbers {
    fn len(&self) -> usize {
        match self {
            Numbers::Real(list) => list.len(),
            Numbers::Integer(list) => list.len(),
        }
    }
}

/// Declarations and lines.
pub struct Program {
    names: Names,
    public: bool,
    declarations: Vec<String>,
    lines: Vec<String>,
    arrays: Vec<Array>,
    /// Elements of all arrays.
    elements: usize,
    /// Which arrays there are, by what they are made of, so that none is there twice.
    declared: HashMap<String, usize>,
}

impl Program {
    /// An empty one, whose weights are public constants or hidden.
    pub fn new(public: bool) -> Program {
        Program {
            names: Names::new(),
            public,
            declarations: Vec::new(),
            lines: Vec::new(),
            arrays: Vec::new(),
            elements: 0,
            declared: HashMap::new(),
        }
    }

    /// A name like the model's.
    pub fn fresh(&mut self, like: &str) -> String {
        self.names.fresh(like)
    }

    /// A line of comment.
    pub fn comment(&mut self, text: &str) {
        self.lines.push(format!("; {}", in_comment(text)));
    }

    /// Defines a name like the model's; returns it.
    pub fn define(&mut self, like: &str, expression: &str) -> String {
        let name = self.fresh(like);
        self.lines.push(format!("(define {name} {expression})"));
        name
    }

    /// Declares an array of weights, unless one like it is there; `note` says how it differs from the tensor of that name.
    pub fn weights(
        &mut self,
        tensor: &str,
        note: &str,
        shape: &[usize],
        element: &str,
        numbers: Numbers,
    ) -> String {
        let key = format!("{tensor}\n{note}\n{element}\n{shape:?}");
        // What is made of one tensor in one way is the same; to be sure, look.
        if let Some(index) = self.declared.get(&key) {
            if self.arrays[*index].numbers == numbers {
                return self.arrays[*index].name.clone();
            }
        }
        let name = self.fresh(tensor);
        let form = if self.public {
            "define-constant"
        } else {
            "define-weights"
        };
        // A comment only where it says more than the name.
        let comment = match (name == tensor, note) {
            (true, "") => String::new(),
            (true, note) => format!(" ; {note}"),
            (false, "") => format!(" ; `{}`", in_comment(tensor)),
            (false, note) => format!(" ; `{}`, {note}", in_comment(tensor)),
        };
        self.declarations.push(format!(
            "({form} {name} : {}){comment}",
            type_of(shape, element)
        ));
        self.declared.insert(key, self.arrays.len());
        self.elements = self.elements.saturating_add(numbers.len());
        self.arrays.push(Array {
            name: name.clone(),
            shape: shape.to_vec(),
            numbers,
        });
        name
    }

    /// How many elements the arrays have together.
    pub fn elements(&self) -> usize {
        self.elements
    }

    /// Declares public integers whose values stand in the program.
    pub fn constants(&mut self, like: &str, values: &[i64]) -> String {
        let name = self.fresh(like);
        let (lo, hi) = (values.iter().min(), values.iter().max());
        let element = precision::integer_type(*lo.unwrap_or(&0), *hi.unwrap_or(&0));
        let written: Vec<String> = values.iter().map(i64::to_string).collect();
        self.declarations.push(format!(
            "(define-constant {name} : {} #({}))",
            type_of(&[values.len()], &element),
            written.join(" ")
        ));
        name
    }

    /// Whether a line has a word in it.
    pub fn mentions(&self, word: &str) -> bool {
        self.lines.iter().any(|line| line.contains(word))
    }

    /// The text: `head` comes first, then types, declarations, and the step with these parameters and results.
    pub fn finish(
        self,
        head: &str,
        types: &str,
        parameters: &[String],
        results: &[String],
    ) -> (String, Vec<Array>) {
        let mut text = String::from(head);
        for part in [types, &self.declarations.join("\n")] {
            if !part.is_empty() {
                text.push_str(&format!("\n{part}\n"));
            }
        }
        text.push_str(&format!(
            "\n(define-step (model {})\n",
            parameters.join("\n                    ")
        ));
        for line in &self.lines {
            text.push_str(&format!("  {line}\n"));
        }
        match results {
            [result] => text.push_str(&format!("  {result})\n")),
            results => text.push_str(&format!("  (values {}))\n", results.join(" "))),
        }
        (text, self.arrays)
    }
}

/// A type as it is written.
pub fn type_of(shape: &[usize], element: &str) -> String {
    match shape {
        [] => element.to_string(),
        [n] => format!("(vec {n} {element})"),
        [rows, columns] => format!("(mat {rows} {columns} {element})"),
        shape => {
            let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
            format!("(tensor ({}) {element})", sizes.join(" "))
        }
    }
}
