//! Changes to a copy of a circuit's constraints.

use crate::system::{without_number, Row, Sparse, System};
use ff::Field;
use foldscheme_circuits::scalar::Scalar;

/// A copy of a circuit, to be changed.
pub struct Patched {
    pub rows: Vec<Row>,
    pub names: Vec<String>,
    pub outputs: Vec<Sparse>,
    /// Honest values of variables that were added.
    pub extra: Vec<Scalar>,
    inputs: usize,
}

/// One of a constraint's three sides.
#[derive(Clone, Copy)]
pub enum Side {
    A,
    B,
    C,
}

impl Row {
    fn side(&mut self, side: Side) -> &mut Sparse {
        match side {
            Side::A => &mut self.a,
            Side::B => &mut self.b,
            Side::C => &mut self.c,
        }
    }

    fn is(&self, what: &str) -> bool {
        without_number(&self.name).ends_with(what)
    }

    /// Whether two constraints say the same.
    fn says(&self, other: &Row) -> bool {
        let same = |x: &Sparse, y: &Sparse| x.constant == y.constant && x.terms == y.terms;
        same(&self.a, &other.a) && same(&self.b, &other.b) && same(&self.c, &other.c)
    }
}

impl Patched {
    pub fn new(system: &System) -> Self {
        Patched {
            rows: system.rows.clone(),
            names: system.names.clone(),
            outputs: system.outputs.clone(),
            extra: Vec::new(),
            inputs: system.inputs,
        }
    }

    /// The changed constraints.
    pub fn system(&self, values: &[Scalar]) -> System {
        let values = [values, &self.extra].concat();
        let (rows, names) = (self.rows.clone(), self.names.clone());
        System::of(rows, names, values, self.inputs, self.outputs.clone())
    }

    /// The constraints of the right circuit that are gone or changed; of a kind of which there are many, some.
    pub fn gone(&self, right: &System) -> Vec<Row> {
        let known: std::collections::HashMap<&str, &Row> = self
            .rows
            .iter()
            .map(|row| (row.name.as_str(), row))
            .collect();
        let gone = right.rows.iter().filter(|row| {
            known
                .get(row.name.as_str())
                .is_none_or(|now| !now.says(row))
        });
        gone.take(12).cloned().collect()
    }

    /// Leaves out the constraints of this name.
    pub fn drop(&mut self, what: &str) -> bool {
        let before = self.rows.len();
        self.rows.retain(|row| !row.is(what));
        self.rows.len() < before
    }

    /// Leaves out the first constraint whose name contains this.
    pub fn drop_first(&mut self, inside: &str) -> bool {
        let place = self.rows.iter().position(|row| row.name.contains(inside));
        place.map(|place| self.rows.remove(place)).is_some()
    }

    /// Changes constraints of this name; true if any was.
    pub fn edit(&mut self, what: &str, mut change: impl FnMut(&mut Row) -> bool) -> bool {
        let rows = self.rows.iter_mut().filter(|row| row.is(what));
        rows.filter_map(|row| change(row).then_some(())).count() > 0
    }

    fn allocate(&mut self, value: Scalar) -> usize {
        self.extra.push(value);
        self.names.push("allocated, not enforced 1".to_string());
        self.names.len() - 1
    }

    /// Makes the constants of these constraints variables that nothing else is said of: zeros, too.
    pub fn loosen(&mut self, what: &str, side: Side) -> bool {
        let mut changed = false;
        for i in 0..self.rows.len() {
            if self.rows[i].is(what) {
                let constant = self.rows[i].side(side).constant;
                let variable = self.allocate(constant);
                let side = self.rows[i].side(side);
                side.constant = Scalar::ZERO;
                side.terms.push((variable, Scalar::ONE));
                changed = true;
            }
        }
        changed
    }

    /// Makes a side of these constraints a constant.
    pub fn constant(&mut self, what: &str, side: Side, value: Scalar) -> bool {
        self.edit(what, |row| {
            *row.side(side) = Sparse {
                constant: value,
                terms: Vec::new(),
            };
            true
        })
    }

    /// Makes a side of these constraints one less it: another branch, another truth.
    pub fn negate(&mut self, what: &str, side: Side) -> bool {
        self.edit(what, |row| {
            let side = row.side(side);
            side.constant = Scalar::ONE - side.constant;
            side.terms.iter_mut().for_each(|(_, k)| *k = -*k);
            true
        })
    }

    /// Puts one coefficient, or constant, in the place of another wherever constraints whose names contain this have it.
    pub fn replace(
        &mut self,
        inside: &str,
        from: &[Scalar],
        to: impl Fn(Scalar) -> Scalar,
    ) -> bool {
        let mut changed = false;
        let rows = self.rows.iter_mut().filter(|row| row.name.contains(inside));
        for row in rows {
            for side in [Side::A, Side::B, Side::C] {
                for (_, k) in &mut row.side(side).terms {
                    if from.contains(k) {
                        *k = to(*k);
                        changed = true;
                    }
                }
            }
        }
        changed
    }

    /// Takes the last variable of this name out of the constraints whose names contain the other.
    pub fn forget(&mut self, variable: &str, inside: &str) -> bool {
        let named = |name: &String| without_number(name).ends_with(variable);
        let Some(variable) = self.names.iter().rposition(named) else {
            return false;
        };
        let mut changed = false;
        for row in self.rows.iter_mut().filter(|row| row.name.contains(inside)) {
            for side in [Side::A, Side::B, Side::C] {
                let terms = &mut row.side(side).terms;
                let before = terms.len();
                terms.retain(|(v, _)| *v != variable);
                changed |= terms.len() < before;
            }
        }
        changed
    }

    /// Makes an element of the state after a variable that nothing is said of.
    pub fn free_output(&mut self, output: usize, value: Scalar) -> bool {
        if output >= self.outputs.len() {
            return false;
        }
        let variable = self.allocate(value);
        self.outputs[output] = Sparse {
            constant: Scalar::ZERO,
            terms: vec![(variable, Scalar::ONE)],
        };
        true
    }
}
