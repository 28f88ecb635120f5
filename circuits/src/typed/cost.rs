//! What a step costs, before anything is proved: by what it is for, and by the place in the source.

use super::function::StepFunction;
use super::gadgets::element::Element;
use super::layout::Layout;
use super::plan::FoldPlanError;
use super::statement::{FoldCircuit, Part, Ports, Watch};
use super::synthesis::count_by_site;
use crate::check::Counted;
use crate::gadgets::num::Builder;
use crate::plan::own_constraints;
use crate::scalar::{ProofField, Scalar};
use bellpepper_core::SynthesisError;
use foldscheme_lang::field::ScalarField;
use foldscheme_lang::typed::program::{SiteIndex, StepProgram};
use nova_snark::provider::bn256_grumpkin::bn256;

/// The constraints of a fold of one step, by what they are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepCost {
    /// Once in a fold: weights, their ranges and their digest.
    pub weights: usize,
    /// Once in a fold: the state taken out of its digest and put in again, and bound.
    pub state: usize,
    /// Once in a fold: what the folding scheme adds.
    pub own: usize,
    /// For each step: private inputs and their ranges.
    pub private: usize,
    /// For each step: the block of weights, their ranges and their digest.
    pub blocks: usize,
    /// For each step: public inputs, their ranges if they are packed, and their digest.
    pub public: usize,
    /// For each step: its operations.
    pub operations: usize,
    /// The operations by the place in the source that they come from, those that cost something.
    pub sites: Vec<(SiteIndex, usize)>,
    /// Elements of the state that are folded.
    pub arity: usize,
    /// Whether the state is folded by its digest.
    pub digested: bool,
}

impl StepCost {
    /// Constraints of a fold that do not depend on how many steps it has, the folding scheme's own included.
    #[must_use]
    pub fn per_fold(&self) -> usize {
        self.weights + self.state + self.own
    }

    /// Constraints of a step.
    #[must_use]
    pub fn per_step(&self) -> usize {
        self.private + self.blocks + self.public + self.operations
    }
}

/// Prices a step. Proves nothing.
///
/// # Errors
/// If the circuit can't be built.
pub fn step_cost(function: &StepFunction) -> Result<StepCost, FoldPlanError> {
    match function.field() {
        ScalarField::Pallas => cost_over::<Scalar>(function),
        ScalarField::Bn254 => cost_over::<bn256::Scalar>(function),
    }
}

fn cost_over<F: ProofField>(function: &StepFunction) -> Result<StepCost, FoldPlanError> {
    let layout = Layout::new::<F>(function.program())?;
    let arity = layout.arity();
    let cost = StepCost {
        own: own_constraints::<F>(arity),
        digested: layout.digested,
        arity,
        ..StepCost::default()
    };
    let circuit = FoldCircuit::<F>::new(function.shared(), layout, 1);
    let mut counted = Counted::default();
    let mut cx = Builder::<F, _>::counting(&mut counted);
    let z = (0..arity)
        .map(|_| cx.unchecked_alloc("state", None))
        .collect::<Result<_, _>>()?;
    let mut counting = Counting { cost, before: 0 };
    let outputs = circuit.build_watched(&mut cx, z, None, &mut counting)?;
    let mut cost = counting.cost;
    cost.state += outputs.len();
    Ok(cost)
}

/// Counts the parts of a fold.
struct Counting {
    cost: StepCost,
    /// Constraints before the current part.
    before: usize,
}

impl<F: ProofField> Watch<F, Counted> for Counting {
    fn built(&mut self, cx: &mut Builder<'_, F, Counted>, part: Part) {
        let now = cx.cs().constraints;
        let cost = &mut self.cost;
        let place = match part {
            Part::Weights => &mut cost.weights,
            Part::State => &mut cost.state,
            Part::Private => &mut cost.private,
            Part::Blocks => &mut cost.blocks,
            Part::Public => &mut cost.public,
            Part::Steps => &mut cost.operations,
        };
        *place += now - self.before;
        self.before = now;
    }

    fn step(
        &mut self,
        cx: &mut Builder<'_, F, Counted>,
        program: &StepProgram,
        ports: &Ports<F>,
    ) -> Result<Vec<Element<F>>, SynthesisError> {
        let (counts, outputs) = count_by_site(cx, program, ports)?;
        let sites = (0..).map(SiteIndex).zip(counts);
        self.cost.sites = sites.filter(|(_, count)| *count > 0).collect();
        Ok(outputs)
    }
}
