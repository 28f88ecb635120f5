//! Steps without a proof, one by one, with every value in between.

use super::load::Data;
use foldscheme::typed::{
    poseidon_over, Array, FieldElement, Port, Role, RunFailure, StepFunction, Value,
};

/// Steps that are taken one by one.
pub struct Course<'c> {
    function: &'c StepFunction,
    /// The elements of each port: the state now, the weights, and the inputs of the last step.
    ports: Vec<Vec<Value>>,
    steps: &'c [Vec<Array>],
    done: usize,
}

impl<'c> Course<'c> {
    /// Before the first step.
    pub fn new(function: &'c StepFunction, data: &'c Data<Array>) -> Course<'c> {
        let ports = &function.program().ports;
        Course {
            function,
            ports: by_role(ports, &data.state, &data.weights, Array::elements),
            steps: &data.steps,
            done: 0,
        }
    }

    /// Takes the next step; gives the value of every node, or nothing if there is no further step.
    pub fn step(&mut self) -> Result<Option<Vec<Value>>, RunFailure> {
        let program = self.function.program();
        let Some(inputs) = self.steps.get(self.done) else {
            return Ok(None);
        };
        put(&program.ports, &mut self.ports, inputs, Array::elements);
        let inputs: Vec<&[Value]> = self.ports.iter().map(Vec::as_slice).collect();
        let field = program.field;
        let hash = move |elements: &[FieldElement]| poseidon_over(field, elements);
        let nodes = program.run(&inputs, &hash).map_err(|failure| RunFailure {
            step: self.done as u64,
            failure,
        })?;
        let outputs = program.state_after(&nodes);
        take(&program.ports, &mut self.ports, &outputs);
        self.done += 1;
        Ok(Some(nodes))
    }

    /// The state now, with its ports.
    pub fn state(&self) -> Vec<(&Port, Array)> {
        let program = self.function.program();
        let ports = program.ports.iter().zip(&self.ports);
        ports
            .filter(|(port, _)| port.role == Role::State)
            .filter_map(|(port, values)| {
                // Outputs are in range by the program's bounds.
                let array = Array::new(program.field, port.ty.clone(), values.clone()).ok()?;
                Some((port, array))
            })
            .collect()
    }
}

/// What each port holds before the first step: nothing, if a step brings it.
pub fn by_role<A, T: Clone>(
    ports: &[Port],
    state: &[A],
    weights: &[A],
    elements: fn(&A) -> &[T],
) -> Vec<Vec<T>> {
    let (mut state, mut weights) = (state.iter(), weights.iter());
    ports
        .iter()
        .map(|port| match port.role {
            Role::State => state.next(),
            Role::Weights => weights.next(),
            Role::Public | Role::Private | Role::Block => None,
        })
        .map(|array| array.map_or(Vec::new(), |array| elements(array).to_vec()))
        .collect()
}

/// Puts what a step brings into its ports.
pub fn put<A, T: Clone>(
    ports: &[Port],
    held: &mut [Vec<T>],
    brought: &[A],
    elements: fn(&A) -> &[T],
) {
    let own = |port: &Port| matches!(port.role, Role::Public | Role::Private | Role::Block);
    let places = ports.iter().zip(held).filter(|(port, _)| own(port));
    for ((_, place), array) in places.zip(brought) {
        *place = elements(array).to_vec();
    }
}

/// Puts the state after a step into its ports.
pub fn take<T: Clone>(ports: &[Port], held: &mut [Vec<T>], outputs: &[T]) {
    let mut rest = outputs;
    for (port, place) in ports
        .iter()
        .zip(held)
        .filter(|(port, _)| port.role == Role::State)
    {
        let (own, further) = rest.split_at(port.ty.len().min(rest.len()));
        *place = own.to_vec();
        rest = further;
    }
}
