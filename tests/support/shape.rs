//! Constraints recorded once, to be evaluated on the witnesses of many steps: a circuit's shape is the same for all of them.

use super::Built;
use bellpepper_core::{ConstraintSystem, LinearCombination};
use foldscheme_circuits::adapter::Adapter;
use foldscheme_circuits::check::Recorded;
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::scalar::ProofField;
use foldscheme_circuits::step::Circuit;
use nova_snark::frontend::util_cs::witness_cs::WitnessCS;
use nova_snark::frontend::ConstraintSystem as _;
use std::sync::Arc;

/// A linear combination by variable: the constant wire is variable 0, private variables are counted from 1.
struct Side<F> {
    plus: Vec<u32>,
    minus: Vec<u32>,
    scaled: Vec<(u32, F)>,
}

impl<F: ProofField> Side<F> {
    fn new(lc: &LinearCombination<F>) -> Self {
        let mut side = Side {
            plus: Vec::new(),
            minus: Vec::new(),
            scaled: Vec::new(),
        };
        let inputs = lc.iter_inputs().map(|(i, c)| (*i, *c));
        for (i, c) in inputs.chain(lc.iter_aux().map(|(i, c)| (i + 1, *c))) {
            let i = u32::try_from(i).expect("few variables");
            if c == F::ONE {
                side.plus.push(i);
            } else if c == -F::ONE {
                side.minus.push(i);
            } else if c != F::ZERO {
                side.scaled.push((i, c));
            }
        }
        side
    }

    fn is_one(&self) -> bool {
        self.plus == [0] && self.minus.is_empty() && self.scaled.is_empty()
    }

    fn eval(&self, values: &[F]) -> F {
        let mut sum = F::ZERO;
        for i in &self.plus {
            sum += values[*i as usize];
        }
        for i in &self.minus {
            sum -= values[*i as usize];
        }
        for (i, c) in &self.scaled {
            sum += *c * values[*i as usize];
        }
        sum
    }
}

struct Row<F> {
    name: String,
    a: Side<F>,
    b: Side<F>,
    c: Side<F>,
}

impl<F: ProofField> Row<F> {
    fn holds(&self, values: &[F]) -> bool {
        let (a, c) = (self.a.eval(values), self.c.eval(values));
        match self.b.is_one() {
            true => a == c,
            false => a * self.b.eval(values) == c,
        }
    }
}

/// Gives every output a variable of its own and binds it to what the constraints make of it, as a fold does. These are the last
/// variables and constraints.
pub fn bind_outputs<F: ProofField>(built: &mut Built<F>, values: impl Fn(usize) -> Option<F>) {
    for (i, output) in built.outputs.iter().enumerate() {
        let known = values(i).ok_or(bellpepper_core::SynthesisError::AssignmentMissing);
        let cs = &mut built.cs;
        let variable = cs.alloc(|| "output", || known).expect("allocates");
        cs.enforce(
            || "output",
            |_| output.lc(),
            |lc| lc + Recorded::<F>::one(),
            |lc| lc + variable,
        );
    }
}

/// The constraints of a circuit, each output bound to a variable.
pub struct Shape<F: ProofField> {
    rows: Vec<Row<F>>,
    /// Private variables without the outputs'.
    variables: usize,
    outputs: usize,
}

impl<F: ProofField> Shape<F> {
    /// Of a circuit built without values.
    pub fn new(mut built: Built<F>) -> Self {
        let (variables, outputs) = (built.cs.aux.len(), built.outputs.len());
        bind_outputs(&mut built, |_| None);
        let rows = built.cs.constraints.iter().map(|row| Row {
            name: row.name.clone(),
            a: Side::new(&row.a),
            b: Side::new(&row.b),
            c: Side::new(&row.c),
        });
        Shape {
            rows: rows.collect(),
            variables,
            outputs,
        }
    }

    /// Of so many steps of the machine; the state before are the first variables.
    pub fn of_steps(circuit: &Arc<Circuit<F>>, steps: usize) -> Self {
        let chunk = Chunk::blank(Arc::clone(circuit), steps);
        Shape::new(super::build(&chunk, &vec![None; circuit.layout.arity()]))
    }

    /// All values, if there are as many as there are variables: the constant wire, the private variables, the outputs.
    pub fn assignment(&self, aux: &[F], outputs: &[F]) -> Option<Vec<F>> {
        let fits = aux.len() == self.variables && outputs.len() == self.outputs;
        fits.then(|| [&[F::ONE], aux, outputs].concat())
    }

    /// The name of the first constraint that an assignment violates.
    pub fn violated(&self, assignment: &[F]) -> Option<&str> {
        let row = self.rows.iter().find(|row| !row.holds(assignment));
        row.map(|row| row.name.as_str())
    }

    /// Whether a constraint of the circuit proper, without those that bind the outputs, refuses these private variables.
    pub fn refuses_inside(&self, aux: &[F]) -> bool {
        let values = [&[F::ONE], aux].concat();
        let rows = &self.rows[..self.rows.len() - self.outputs];
        aux.len() == self.variables && rows.iter().any(|row| !row.holds(&values))
    }

    /// Whether a constraint refuses this value of an output, the rest being as it is.
    pub fn refuses(&self, assignment: &mut [F], output: usize, wrong: F) -> bool {
        let variable = 1 + self.variables + output;
        let right = std::mem::replace(&mut assignment[variable], wrong);
        let refused = self.rows[self.rows.len() - self.outputs..]
            .iter()
            .any(|row| !row.holds(assignment));
        assignment[variable] = right;
        refused
    }

    /// The names of all constraints.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| row.name.as_str())
    }

    /// How many constraints there are.
    pub fn constraints(&self) -> usize {
        self.rows.len()
    }
}

/// The private variables as a witness generator of the proof system fills them, those of the state before first, and what it makes
/// of the state.
pub fn generated<F: ProofField>(chunk: &Chunk<F>, z: &[F]) -> (Vec<F>, Vec<Option<F>>) {
    let mut cs = WitnessCS::<F>::new();
    let outputs = {
        let mut adapter = Adapter::new(&mut cs);
        let inputs: Vec<_> = z
            .iter()
            .map(|value| {
                let variable = adapter.alloc(|| "z", || Ok(*value));
                (variable.expect("allocates"), Some(*value))
            })
            .collect();
        let outputs = chunk.build(&mut adapter, &inputs).expect("builds");
        outputs.iter().map(|output| output.value()).collect()
    };
    (cs.aux_assignment().to_vec(), outputs)
}
