//! What becomes of a program's numbers: how often each is used, and what for.

use foldscheme_lang::typed::program::{Op, StepProgram, Wire};

/// What is known of the uses of every number.
#[derive(Clone, Debug)]
pub struct Uses {
    counts: Vec<u32>,
    /// For a number of whose own bits something is made: what is added to it before, if that is so in all cases.
    exact: Vec<Option<i128>>,
}

impl Uses {
    /// The uses of a program's numbers.
    #[must_use]
    pub fn of(program: &StepProgram) -> Uses {
        let mut uses = Uses {
            counts: vec![0; program.nodes.len()],
            exact: vec![None; program.nodes.len()],
        };
        for wire in &program.outputs {
            uses.counts[wire.0 as usize] += 1;
        }
        // Users come later, so that theirs are known here.
        for (i, node) in program.nodes.iter().enumerate().rev() {
            node.op
                .operands(&mut |wire| uses.counts[wire.0 as usize] += 1);
            match &node.op {
                Op::IsNonNegative(x)
                | Op::Clamp { x, .. }
                | Op::Shift { x, .. }
                | Op::Lookup { index: x, .. } => uses.exact[x.0 as usize] = Some(0),
                Op::Linear { constant, terms } => {
                    if let ([(1, x)], Some(more)) = (terms.as_slice(), uses.exact[i]) {
                        // Its own bits come first, and what was found last.
                        let exact = &mut uses.exact[x.0 as usize];
                        *exact = match *exact {
                            Some(0) => Some(0),
                            _ => Some(constant.saturating_add(more)),
                        };
                    }
                }
                _ => {}
            }
        }
        uses
    }

    /// How often a number is an operand, or in the state after the step.
    #[must_use]
    pub fn count(&self, wire: Wire) -> u32 {
        self.counts[wire.0 as usize]
    }

    /// Whether something is made of the bits of the number itself, or of it and a constant: then the constant.
    #[must_use]
    pub fn needs_bits(&self, wire: Wire) -> Option<i128> {
        self.exact[wire.0 as usize]
    }
}
