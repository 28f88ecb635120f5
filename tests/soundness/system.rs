//! The constraints of one step as a sparse system, with the variables that the prover chooses told from
//! those that a constraint defines.
//!
//! A variable is *defined* if some constraint has it in its product alone and has no later variable:
//! given what comes before, its value follows. All others are *hints*. A step's inputs are neither.

use crate::support::Built;
use bellpepper_core::LinearCombination;
use ff::Field;
use foldscheme_circuits::check::Recorded;
use foldscheme_circuits::scalar::Scalar;
use std::collections::BTreeSet;

/// The name of a variable or constraint without its number.
pub fn without_number(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit()).trim()
}

/// A linear combination: a constant, and terms by private variable.
pub struct Sparse {
    pub constant: Scalar,
    pub terms: Vec<(usize, Scalar)>,
}

impl Sparse {
    pub fn new(lc: &LinearCombination<Scalar>) -> Self {
        let constant = lc.iter_inputs().map(|(_, c)| *c).sum();
        let terms = lc
            .iter_aux()
            .filter(|(_, c)| **c != Scalar::ZERO)
            .map(|(i, c)| (*i, *c));
        Sparse {
            constant,
            terms: terms.collect(),
        }
    }

    pub fn eval(&self, values: &[Scalar]) -> Scalar {
        self.terms
            .iter()
            .fold(self.constant, |sum, (i, c)| sum + *c * values[*i])
    }

    fn coefficient(&self, variable: usize) -> Option<Scalar> {
        let term = self.terms.iter().find(|(i, _)| *i == variable);
        term.map(|(_, c)| *c)
    }
}

/// A constraint `a * b = c`.
pub struct Row {
    pub name: String,
    pub a: Sparse,
    pub b: Sparse,
    pub c: Sparse,
    /// The variable that it defines, and its coefficient in `c`.
    pub defines: Option<(usize, Scalar)>,
}

impl Row {
    pub fn holds(&self, values: &[Scalar]) -> bool {
        self.a.eval(values) * self.b.eval(values) == self.c.eval(values)
    }

    pub fn variables(&self) -> impl Iterator<Item = usize> + '_ {
        let sides = [&self.a, &self.b, &self.c];
        sides
            .into_iter()
            .flat_map(|s| s.terms.iter().map(|(i, _)| *i))
    }
}

/// The inverse of a number that is not zero.
pub fn inverse(x: Scalar) -> Scalar {
    Option::from(x.invert()).expect("not zero")
}

/// The constraints of a step and one assignment.
pub struct System {
    pub rows: Vec<Row>,
    pub names: Vec<String>,
    pub values: Vec<Scalar>,
    /// The rows that a variable is in.
    pub uses: Vec<Vec<usize>>,
    /// The row that defines a variable.
    pub definition: Vec<Option<usize>>,
    /// The first variables: the state before.
    pub inputs: usize,
    pub outputs: Vec<Sparse>,
}

impl System {
    pub fn new(built: &Built, inputs: usize) -> Self {
        let cs: &Recorded = &built.cs;
        let mut uses = vec![Vec::new(); cs.aux.len()];
        let mut definition = vec![None; cs.aux.len()];
        let mut rows = Vec::new();
        for (i, constraint) in cs.constraints.iter().enumerate() {
            let mut row = Row {
                name: constraint.name.clone(),
                a: Sparse::new(&constraint.a),
                b: Sparse::new(&constraint.b),
                c: Sparse::new(&constraint.c),
                defines: None,
            };
            let mut variables: Vec<_> = row.variables().collect();
            variables.sort_unstable();
            variables.dedup();
            for variable in &variables {
                uses[*variable].push(i);
            }
            if let Some(&last) = variables.last() {
                let linear = row.a.coefficient(last).is_none() && row.b.coefficient(last).is_none();
                let fresh = last >= inputs && definition[last].is_none();
                if let (true, true, Some(c)) = (linear, fresh, row.c.coefficient(last)) {
                    definition[last] = Some(i);
                    row.defines = Some((last, c));
                }
            }
            rows.push(row);
        }
        System {
            rows,
            names: cs.names.clone(),
            values: cs.aux.clone(),
            uses,
            definition,
            inputs,
            outputs: built.outputs.iter().map(|o| Sparse::new(&o.lc())).collect(),
        }
    }

    /// What the prover chooses.
    pub fn hints(&self) -> impl Iterator<Item = usize> + '_ {
        (self.inputs..self.names.len()).filter(|&v| self.definition[v].is_none())
    }

    /// A variable's name without its number.
    pub fn kind(&self, variable: usize) -> &str {
        without_number(&self.names[variable])
    }

    /// The values after changing some and making every defined variable what its constraint says.
    pub fn regenerate(&self, changes: &[(usize, Scalar)]) -> Vec<Scalar> {
        self.follow(changes, false).0
    }

    /// The first constraint that is violated after such a change, if any is.
    pub fn violated_by(&self, changes: &[(usize, Scalar)]) -> Option<&Row> {
        self.follow(changes, true).1
    }

    fn follow(&self, changes: &[(usize, Scalar)], stop: bool) -> (Vec<Scalar>, Option<&Row>) {
        let mut values = self.values.clone();
        let mut dirty = BTreeSet::<usize>::new();
        for (variable, value) in changes {
            if values[*variable] != *value {
                values[*variable] = *value;
                dirty.extend(&self.uses[*variable]);
            }
        }
        let mut violated = None;
        // A definition comes before every use of what it defines, so that one pass in order does.
        while let Some(i) = dirty.pop_first() {
            let row = &self.rows[i];
            match row.defines {
                Some((variable, coefficient)) if !changes.iter().any(|(v, _)| *v == variable) => {
                    let rest = row.c.eval(&values) - coefficient * values[variable];
                    let product = row.a.eval(&values) * row.b.eval(&values);
                    let value = (product - rest) * inverse(coefficient);
                    if value != values[variable] {
                        values[variable] = value;
                        dirty.extend(self.uses[variable].iter().filter(|&&j| j != i));
                    }
                }
                _ if row.holds(&values) => {}
                _ => {
                    violated = violated.or(Some(row));
                    if stop {
                        break;
                    }
                }
            }
        }
        (values, violated)
    }

    /// Whether the outputs are the same under other values.
    pub fn same_outputs(&self, values: &[Scalar]) -> bool {
        self.outputs
            .iter()
            .all(|o| o.eval(values) == o.eval(&self.values))
    }
}
