//! The constraints of one step as a sparse system, with the variables that the prover chooses told from
//! those that a constraint defines.
//!
//! A variable is *defined* if some constraint has it in its product alone and has no later variable:
//! given what comes before, its value follows. All others are *hints*. A step's inputs are neither.

use crate::support::Built;
use bellpepper_core::LinearCombination;
use ff::{Field, PrimeField};
use foldscheme_circuits::check::Recorded;
use foldscheme_circuits::scalar::Scalar;
use std::collections::BTreeSet;

/// The name of a variable or constraint without its number.
pub fn without_number(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit()).trim()
}

/// A linear combination: a constant, and terms by private variable.
#[derive(Clone)]
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
#[derive(Clone)]
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
#[derive(Clone)]
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
    /// Whether the values satisfy all constraints.
    honest: bool,
}

impl System {
    pub fn new(built: &Built, inputs: usize) -> Self {
        let cs: &Recorded = &built.cs;
        let rows = cs.constraints.iter().map(|constraint| Row {
            name: constraint.name.clone(),
            a: Sparse::new(&constraint.a),
            b: Sparse::new(&constraint.b),
            c: Sparse::new(&constraint.c),
            defines: None,
        });
        let outputs = built.outputs.iter().map(|o| Sparse::new(&o.lc()));
        let (rows, outputs) = (rows.collect(), outputs.collect());
        System::of(rows, cs.names.clone(), cs.aux.clone(), inputs, outputs)
    }

    /// The same constraints under other values of all variables.
    pub fn set_values(&mut self, values: Vec<Scalar>) {
        assert_eq!(values.len(), self.names.len(), "a value for each variable");
        self.honest = self.rows.iter().all(|row| row.holds(&values));
        self.values = values;
    }

    /// The constraints that these values violate, at most so many.
    pub fn violated(&self, values: &[Scalar], most: usize) -> Vec<usize> {
        let violated = (0..self.rows.len()).filter(|&i| !self.rows[i].holds(values));
        violated.take(most).collect()
    }

    /// The system without one constraint.
    pub fn without(&self, row: usize) -> Self {
        let mut rows = self.rows.clone();
        rows.remove(row);
        let (names, values) = (self.names.clone(), self.values.clone());
        System::of(rows, names, values, self.inputs, self.outputs.clone())
    }

    /// The system with those constraints only that are asked for.
    pub fn with_rows(&self, wanted: impl Fn(&Row) -> bool) -> Self {
        let rows = self.rows.iter().filter(|row| wanted(row)).cloned();
        let (names, values) = (self.names.clone(), self.values.clone());
        System::of(
            rows.collect(),
            names,
            values,
            self.inputs,
            self.outputs.clone(),
        )
    }

    /// Of constraints, variables and the state after.
    pub fn of(
        mut rows: Vec<Row>,
        names: Vec<String>,
        values: Vec<Scalar>,
        inputs: usize,
        outputs: Vec<Sparse>,
    ) -> Self {
        let mut uses = vec![Vec::new(); values.len()];
        let mut definition = vec![None; values.len()];
        for (i, row) in rows.iter_mut().enumerate() {
            let mut variables: Vec<_> = row.variables().collect();
            variables.sort_unstable();
            variables.dedup();
            for variable in &variables {
                uses[*variable].push(i);
            }
            row.defines = None;
            if let Some(&last) = variables.last() {
                let linear = row.a.coefficient(last).is_none() && row.b.coefficient(last).is_none();
                let fresh = last >= inputs && definition[last].is_none();
                if let (true, true, Some(c)) = (linear, fresh, row.c.coefficient(last)) {
                    definition[last] = Some(i);
                    row.defines = Some((last, c));
                }
            }
        }
        System {
            honest: rows.iter().all(|row| row.holds(&values)),
            rows,
            names,
            values,
            uses,
            definition,
            inputs,
            outputs,
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
        self.follow(changes, usize::MAX).0
    }

    /// The first constraint that is violated after such a change, if any is.
    pub fn violated_by(&self, changes: &[(usize, Scalar)]) -> Option<&Row> {
        let violated = self.follow(changes, 1).1;
        violated.first().map(|&row| &self.rows[row])
    }

    /// The values after such a change, and the constraints that are violated: those found until there are `most` of them.
    pub fn follow(&self, changes: &[(usize, Scalar)], most: usize) -> (Vec<Scalar>, Vec<usize>) {
        let mut values = self.values.clone();
        let mut dirty = BTreeSet::<usize>::new();
        for (variable, value) in changes {
            if values[*variable] != *value {
                values[*variable] = *value;
                dirty.extend(&self.uses[*variable]);
            }
        }
        let mut violated = Vec::new();
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
                    violated.push(i);
                    if violated.len() >= most {
                        break;
                    }
                }
            }
        }
        (values, violated)
    }

    /// The values of a variable with which a constraint holds, given the others; none if every one will do.
    pub fn solve(&self, row: &Row, variable: usize, values: &[Scalar]) -> Vec<Scalar> {
        let at = |side: &Sparse| side.eval(values);
        let slope = |side: &Sparse| side.coefficient(variable).unwrap_or(Scalar::ZERO);
        let (a, b, c) = (slope(&row.a), slope(&row.b), slope(&row.c));
        let zero = |x: &Scalar| *x == Scalar::ZERO;
        if !zero(&a) && !zero(&b) {
            // With the variable in both factors, one of them is made zero, if that is the product.
            let root = |side: &Sparse, slope| values[variable] - at(side) * inverse(slope);
            return match row.c.terms.is_empty() && zero(&row.c.constant) {
                true => vec![root(&row.a, a), root(&row.b, b)],
                false => Vec::new(),
            };
        }
        let slope = a * at(&row.b) + at(&row.a) * b - c;
        let excess = at(&row.a) * at(&row.b) - at(&row.c);
        match zero(&slope) {
            true => Vec::new(),
            false => vec![values[variable] - excess * inverse(slope)],
        }
    }

    /// Whether a constraint defines a variable.
    pub fn is_defined(&self, variable: usize) -> bool {
        self.definition[variable].is_some()
    }

    /// Whether the values satisfy all constraints.
    pub fn is_honest(&self) -> bool {
        self.honest
    }

    /// The values that a prover has who changes some, and then computes everything as an honest one does: besides what is defined, the bits
    /// of numbers, and zero tests with their inverses. Also the first constraint that is violated even so.
    pub fn cheat(&self, changes: &[(usize, Scalar)]) -> (Vec<Scalar>, Option<&Row>) {
        let (values, violated) = self.cheat_rows(changes, 1);
        (values, violated.first().map(|&row| &self.rows[row]))
    }

    /// As [`System::cheat`], with the constraints that are violated, at most `most` of them.
    pub fn cheat_rows(
        &self,
        changes: &[(usize, Scalar)],
        most: usize,
    ) -> (Vec<Scalar>, Vec<usize>) {
        let mut values = self.values.clone();
        let (mut dirty, mut touched) = (BTreeSet::new(), BTreeSet::new());
        if changes.is_empty() || !self.honest {
            dirty.extend(0..self.rows.len());
        }
        for (variable, value) in changes {
            if values[*variable] != *value {
                values[*variable] = *value;
                dirty.extend(self.uses[*variable].iter().copied());
            }
        }
        // What a row says of its variables comes before any other use of them but that of a bit as a truth value.
        while let Some(i) = dirty.pop_first() {
            touched.insert(i);
            for (variable, value) in self.told(i, &values) {
                let chosen = changes.iter().any(|(changed, _)| *changed == variable);
                if !chosen && values[variable] != value {
                    values[variable] = value;
                    dirty.extend(self.uses[variable].iter().copied().filter(|&j| j > i));
                }
            }
        }
        let violated = touched
            .into_iter()
            .filter(|&i| !self.rows[i].holds(&values));
        let violated = violated.take(most).collect();
        (values, violated)
    }

    /// What an honest prover makes of a row's own variables, given the others.
    fn told(&self, i: usize, values: &[Scalar]) -> Vec<(usize, Scalar)> {
        let row = &self.rows[i];
        let name = without_number(&row.name);
        if let Some((variable, coefficient)) = row.defines {
            let rest = row.c.eval(values) - coefficient * values[variable];
            let product = row.a.eval(values) * row.b.eval(values);
            return vec![(variable, (product - rest) * inverse(coefficient))];
        }
        if name.ends_with("lowest bit") {
            let own = self.own_bits(i);
            let (mut number, mut weight) = (row.a.eval(values), Scalar::ONE);
            for bit in &own {
                weight = weight.double();
                number += weight * values[*bit];
            }
            let repr = number.to_repr();
            let bit = |j: usize| Scalar::from(u64::from((repr.as_ref()[j / 8] >> (j % 8)) & 1));
            let bits = own.into_iter().enumerate();
            return bits.map(|(j, own)| (own, bit(j + 1))).collect();
        }
        if name.ends_with("inverse unless zero") {
            let x = row.a.eval(values);
            let zero = Scalar::from(u64::from(x == Scalar::ZERO));
            let inverse = Option::from(x.invert()).unwrap_or(Scalar::ZERO);
            return vec![(row.c.terms[0].0, zero), (row.b.terms[0].0, inverse)];
        }
        Vec::new()
    }

    /// The bits above the lowest one that a decomposition allocates: its last variables, that count for 2, 4 and so on.
    pub fn own_bits(&self, row: usize) -> Vec<usize> {
        let terms = &self.rows[row].a.terms;
        let bits = terms
            .iter()
            .rev()
            .take_while(|(v, _)| self.kind(*v).ends_with("bit"));
        let bits: Vec<_> = bits.copied().collect();
        let weight = |j: usize| -Scalar::from(2).pow([j as u64]);
        let own = |count: &usize| (0..*count).all(|j| bits[j].1 == weight(count - j));
        let count = (1..=bits.len()).find(own).unwrap_or(0);
        bits[..count].iter().rev().map(|(v, _)| *v).collect()
    }

    /// Whether the outputs are the same under other values.
    pub fn same_outputs(&self, values: &[Scalar]) -> bool {
        self.outputs
            .iter()
            .all(|o| o.eval(values) == o.eval(&self.values))
    }
}
