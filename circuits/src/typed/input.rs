//! What goes into a fold, hidden or not; its checks, and the run without a proof.

use super::digest::{digest, Kind};
use super::function::StepFunction;
use super::layout::Layout;
use super::value::poseidon_over;
use crate::scalar::ProofField;
use foldscheme_lang::field::FieldElement;
use foldscheme_lang::typed::array::{Array, Value};
use foldscheme_lang::typed::program::{Role, StepProgram};
use foldscheme_lang::typed::run::StepFailure;
use foldscheme_lang::typed::ty::Type;
use rand_core::{OsRng, RngCore};
use sha3::{Digest, Sha3_512};
use std::fmt;

/// What hides a model behind its digest: as good as random, and secret. With the same one, the same weights have the same digest.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(secret)")
    }
}

impl Salt {
    /// A new one, from the system's source of randomness.
    #[must_use]
    pub fn random() -> Salt {
        let mut bytes = [0; 32];
        OsRng.fill_bytes(&mut bytes);
        Salt(bytes)
    }

    /// The salt that was written down so.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Salt {
        Salt(bytes)
    }

    /// To be written down where nobody else reads it.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// The salt of the weights that all steps have.
    #[must_use]
    pub fn of_weights<F: ProofField>(&self) -> F {
        self.element(b"weights", 0)
    }

    /// The salt of a step's block, counted from 0.
    #[must_use]
    pub fn of_block<F: ProofField>(&self, step: u64) -> F {
        self.element(b"block", step)
    }

    /// A field element, uniform but for 2^-250: 512 bits, reduced.
    fn element<F: ProofField>(&self, what: &[u8], number: u64) -> F {
        let mut hasher = Sha3_512::new();
        hasher.update(b"foldscheme salt 1");
        hasher.update(self.0);
        hasher.update(number.to_le_bytes());
        hasher.update(what);
        let bytes = hasher.finalize();
        let base = F::from(256);
        let digits = bytes.iter().rev();
        digits.fold(F::ZERO, |sum, byte| sum * base + F::from(u64::from(*byte)))
    }
}

/// What goes into a fold.
#[derive(Clone, Debug)]
pub struct FoldInput {
    /// The state before the first step: the arrays of its ports, in their order.
    pub state: Vec<Array>,
    /// The weights that each step has: the arrays of their ports.
    pub weights: Vec<Array>,
    /// For each step, the arrays of its inputs, public and private, and of its block of weights: in order of their ports.
    pub steps: Vec<Vec<Array>>,
    /// What hides the weights.
    pub salt: Salt,
}

/// What is wrong with what goes into a fold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// There is no step.
    #[error("there is no step to fold: the inputs have none")]
    NoSteps,
    /// There are too many or too few arrays.
    #[error("{place}: {got} arrays are given, the step function has {expected}")]
    Count {
        /// Of what.
        place: Place,
        /// How many the step function has.
        expected: usize,
        /// How many are given.
        got: usize,
    },
    /// An array has another type.
    #[error("{place}: `{port}` is {got}, the step function has {expected}")]
    Type {
        /// Of what.
        place: Place,
        /// Which port.
        port: String,
        /// Its type.
        expected: Type,
        /// What is given.
        got: Type,
    },
    /// An array is of another field.
    #[error("{place}: `{port}` has elements of another field")]
    Field {
        /// Of what.
        place: Place,
        /// Which port.
        port: String,
    },
}

/// Of what something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The state before the first step.
    State,
    /// The weights that each step has.
    Weights,
    /// The inputs of a step, counted from 0.
    Step(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::State => f.write_str("state"),
            Place::Weights => f.write_str("weights"),
            Place::Step(step) => write!(f, "inputs of step {step}"),
        }
    }
}

/// Why a step has no result, and which one it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFailure {
    /// The step, counted from 0.
    pub step: u64,
    /// Why it fails.
    pub failure: StepFailure,
}

/// The roles of ports whose arrays a step brings.
pub const OF_STEPS: &[Role] = &[Role::Public, Role::Private, Role::Block];

impl FoldInput {
    /// Steps.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.steps.len() as u64
    }

    /// Checks that there are as many arrays as the step function has ports, each of its port's type.
    ///
    /// # Errors
    /// The first that does not fit.
    pub fn check(&self, function: &StepFunction) -> Result<(), InputError> {
        let program = function.program();
        fits(program, Place::State, &[Role::State], &self.state)?;
        fits(program, Place::Weights, &[Role::Weights], &self.weights)?;
        if self.steps.is_empty() {
            return Err(InputError::NoSteps);
        }
        for (step, arrays) in (0..).zip(&self.steps) {
            fits(program, Place::Step(step), OF_STEPS, arrays)?;
        }
        Ok(())
    }
}

fn fits(
    program: &StepProgram,
    place: Place,
    roles: &[Role],
    arrays: &[Array],
) -> Result<(), InputError> {
    let ports = || {
        program
            .ports
            .iter()
            .filter(|port| roles.contains(&port.role))
    };
    let expected = ports().count();
    if arrays.len() != expected {
        return Err(InputError::Count {
            place,
            expected,
            got: arrays.len(),
        });
    }
    for (port, array) in ports().zip(arrays) {
        let name = || port.name.clone();
        if *array.ty() != port.ty {
            return Err(InputError::Type {
                place,
                port: name(),
                expected: port.ty.clone(),
                got: array.ty().clone(),
            });
        }
        let of_another =
            |value: &Value| matches!(value, Value::Field(x) if x.field() != program.field);
        if array.elements().iter().any(of_another) {
            return Err(InputError::Field {
                place,
                port: name(),
            });
        }
    }
    Ok(())
}

/// For each port, the values that a role's arrays give it; nothing for ports of other roles.
pub(crate) fn by_port(program: &StepProgram, roles: &[Role], arrays: &[Array]) -> Vec<Vec<Value>> {
    let mut arrays = arrays.iter();
    let mut values = |role| match roles.contains(&role) {
        true => arrays
            .next()
            .map_or(Vec::new(), |array| array.elements().to_vec()),
        false => Vec::new(),
    };
    program.ports.iter().map(|port| values(port.role)).collect()
}

/// The elements that the ports of a role are digested as, of the values of each port.
pub(crate) fn packed<F: ProofField>(
    program: &StepProgram,
    layout: &Layout,
    role: Role,
    values: &[Vec<Value>],
    elements: &mut Vec<F>,
) {
    for (i, _) in program.ports_of(role) {
        if let (Some(packing), Some(values)) = (layout.packing.get(i), values.get(i)) {
            packing.pack(values, elements);
        }
    }
}

/// The digest of the weights that each step has.
pub(crate) fn weights_digest<F: ProofField>(
    program: &StepProgram,
    layout: &Layout,
    weights: &[Vec<Value>],
    salt: F,
) -> F {
    let mut elements = vec![salt];
    packed(program, layout, Role::Weights, weights, &mut elements);
    digest(Kind::Weights, &elements)
}

/// The digest of the blocks so far, after one more.
pub(crate) fn chained<F: ProofField>(
    program: &StepProgram,
    layout: &Layout,
    chain: F,
    block: &[Vec<Value>],
    salt: F,
) -> F {
    let mut elements = vec![chain, salt];
    packed(program, layout, Role::Block, block, &mut elements);
    digest(Kind::Block, &elements)
}

/// The digest of the public inputs so far, after those of one more step.
pub(crate) fn publicly<F: ProofField>(
    program: &StepProgram,
    layout: &Layout,
    public: F,
    inputs: &[Vec<Value>],
) -> F {
    let mut elements = vec![public];
    packed(program, layout, Role::Public, inputs, &mut elements);
    digest(Kind::Public, &elements)
}

/// The elements of the state proper: each of them, or their digest.
pub(crate) fn state_elements<F: ProofField>(
    program: &StepProgram,
    layout: &Layout,
    state: &[Vec<Value>],
) -> Vec<F> {
    let mut elements = Vec::new();
    if layout.digested {
        packed(program, layout, Role::State, state, &mut elements);
        return vec![digest(Kind::State, &elements)];
    }
    let values = state.iter().flatten();
    elements.extend(values.map(|value| super::value::element::<F>(*value)));
    elements
}

/// A step function's run, step by step.
pub(crate) struct Run<'r> {
    program: &'r StepProgram,
    /// The values of each port: of the state and the weights.
    ports: Vec<Vec<Value>>,
    steps: &'r [Vec<Array>],
    /// Steps done.
    pub done: u64,
}

impl<'r> Run<'r> {
    /// From the start.
    pub fn new(program: &'r StepProgram, input: &'r FoldInput) -> Self {
        let state = by_port(program, &[Role::State], &input.state);
        let weights = by_port(program, &[Role::Weights], &input.weights);
        let either = |(state, weights): (Vec<Value>, Vec<Value>)| match state.is_empty() {
            true => weights,
            false => state,
        };
        Run {
            program,
            ports: state.into_iter().zip(weights).map(either).collect(),
            steps: &input.steps,
            done: 0,
        }
    }

    /// The values of each port of the state; nothing for the others.
    pub fn state(&self) -> Vec<Vec<Value>> {
        let ports = self.program.ports.iter().zip(&self.ports);
        ports
            .map(|(port, values)| match port.role {
                Role::State => values.clone(),
                _ => Vec::new(),
            })
            .collect()
    }

    /// The arrays of the state.
    pub fn arrays(&self) -> Vec<Array> {
        let ports = self.program.ports.iter().zip(&self.ports);
        ports
            .filter(|(port, _)| port.role == Role::State)
            .map(|(port, values)| {
                Array::new(self.program.field, port.ty.clone(), values.clone())
                    .unwrap_or_else(|error| unreachable!("outputs are in range: {error}"))
            })
            .collect()
    }

    /// Takes the next step; gives the values of each port that it brought.
    ///
    /// # Errors
    /// If it has no result.
    pub fn step(&mut self) -> Result<Vec<Vec<Value>>, RunFailure> {
        let arrays = self
            .steps
            .get(self.done as usize)
            .map_or(&[][..], Vec::as_slice);
        let inputs = by_port(self.program, OF_STEPS, arrays);
        let all: Vec<&[Value]> = self
            .ports
            .iter()
            .zip(&inputs)
            .map(|(held, brought)| match brought.is_empty() {
                true => held.as_slice(),
                false => brought.as_slice(),
            })
            .collect();
        let hash = |operands: &[FieldElement]| poseidon_over(self.program.field, operands);
        let nodes = self
            .program
            .run(&all, &hash)
            .map_err(|failure| RunFailure {
                step: self.done,
                failure,
            })?;
        let mut outputs = self.program.state_after(&nodes).into_iter();
        for (port, values) in self.program.ports.iter().zip(&mut self.ports) {
            if port.role == Role::State {
                *values = outputs.by_ref().take(port.ty.len()).collect();
            }
        }
        self.done += 1;
        Ok(inputs)
    }
}

/// Runs the steps without proving anything: the state after each.
///
/// # Errors
/// If a step has no result.
///
/// # Panics
/// If the input does not fit the step function: see [`FoldInput::check`].
pub fn native_run(
    function: &StepFunction,
    input: &FoldInput,
) -> Result<Vec<Vec<Array>>, RunFailure> {
    let mut run = Run::new(function.program(), input);
    (0..input.steps.len())
        .map(|_| run.step().map(|_| run.arrays()))
        .collect()
}
