//! Where everything stands in the folded state and in a step: decided by the program alone.

use crate::poseidon::Width;
use foldscheme_lang::block::{Arith, BlockId, CodeId, End, Op, Program};
use foldscheme_lang::compiler::{hash_uses, range_uses};
use std::collections::BTreeSet;

/// Bits of a range slot for sums, differences and comparisons of 64-bit integers.
pub const NARROW: usize = 66;
/// Bits of a range slot for products of 64-bit integers.
pub const WIDE: usize = 128;

/// Why a program has no step circuit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// A frame or closure has more values than the widest hash takes.
    #[error("`{procedure}` keeps {values} values across a call or in a closure; at most {most} are supported")]
    TooManyValues {
        /// Where.
        procedure: String,
        /// How many.
        values: usize,
        /// The limit.
        most: usize,
    },
    /// The program is in another field than the circuit asked for.
    #[error("the program is in another field than its circuit")]
    Field,
}

/// The shape of a program's states and steps.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Inputs of every hash.
    pub width: Width,
    /// Whether the state has the stack's digest: whether anything is ever pushed.
    pub stack: bool,
    /// Whether the state has the exception handlers: whether any are ever installed.
    pub handlers: bool,
    /// Whether the state has the output's digest: whether anything is ever emitted.
    pub output: bool,
    /// Payload registers.
    pub registers: usize,
    /// For each register, the number of its tag register, if it has one.
    pub tag_registers: Vec<Option<usize>>,
    /// For each block, which parameters have their tag in the state.
    tagged: Vec<Vec<bool>>,
    /// Blocks that frames return to, the end of the run among them, in order.
    pub returns: Vec<BlockId>,
    frame_tags: Vec<Vec<bool>>,
    closure_tags: Vec<Vec<bool>>,
    /// Codes that closures of this program carry, in order.
    pub codes: Vec<CodeId>,
    /// How many values of a cell some step takes out of it.
    pub opened: usize,
    /// For each position of a header, whether some step decodes the tag there.
    pub decoders: Vec<bool>,
    /// Bits of each range slot.
    pub range_bits: Vec<usize>,
    /// Hash slots.
    pub hash_slots: usize,
}

impl Layout {
    /// The layout of a program.
    ///
    /// # Errors
    /// If a cell is wider than the widest hash.
    pub fn new(program: &Program) -> Result<Layout, LayoutError> {
        let mut returns = BTreeSet::new();
        let mut built = BTreeSet::new();
        let mut inputs = 3;
        let mut too_many = None;
        let (mut output, mut unconses, mut applies, mut marks) = (false, false, false, false);
        let mut decoders = Vec::new();
        let widest = Width::OFFERED[Width::OFFERED.len() - 1];
        for block in &program.blocks {
            block.body.visit(&mut |tree| {
                for op in &tree.ops {
                    let need = match op {
                        Op::Push { block, live, .. } => {
                            returns.insert(*block);
                            2 + live.len()
                        }
                        Op::Closure { code, captured, .. } => {
                            built.insert(*code);
                            1 + captured.len()
                        }
                        Op::Emit { .. } => {
                            output = true;
                            3
                        }
                        Op::Mark { .. } | Op::Reset { .. } => {
                            marks = true;
                            0
                        }
                        Op::Uncons { car, cdr, .. } => {
                            unconses = true;
                            for (i, half) in [car, cdr].into_iter().enumerate() {
                                if program.ty(*half).tag().is_none() {
                                    decode(&mut decoders, i);
                                }
                            }
                            3
                        }
                        _ => 0,
                    };
                    if need > widest {
                        too_many = Some((block.name.to_string(), need));
                    }
                    inputs = inputs.max(need);
                }
                applies |= matches!(tree.end, End::Apply { .. });
            });
        }
        let stack = marks || !returns.is_empty();
        if stack {
            returns.insert(Program::HALT);
        }
        let width = match (too_many, Width::at_least(inputs)) {
            (None, Some(width)) => width,
            (too_many, _) => {
                let (procedure, values) = too_many.unwrap_or_default();
                return Err(LayoutError::TooManyValues {
                    procedure,
                    values: values.saturating_sub(2),
                    most: widest - 2,
                });
            }
        };

        let open = |block: BlockId, i: usize| {
            let params = &program.block(block).params;
            params
                .get(i)
                .is_some_and(|param| program.ty(*param).tag().is_none())
        };
        let registers = program
            .blocks
            .iter()
            .map(|b| b.params.len())
            .max()
            .unwrap_or(0);
        let mut tag_registers = vec![None; registers];
        let mut next = 0;
        for (i, slot) in tag_registers.iter_mut().enumerate() {
            let any = (0..program.blocks.len()).any(|b| open(BlockId(b as u32), i));
            if any {
                *slot = Some(next);
                next += 1;
            }
        }
        // Whoever returns or applies does not know the block that goes on, so it always gives tags.
        let mut given = vec![0usize; program.blocks.len()];
        for block in &returns {
            given[block.0 as usize] = 1;
        }
        for code in &built {
            let code = &program.codes[code.0 as usize];
            for (count, block) in &code.entries {
                given[block.0 as usize] = given[block.0 as usize].max(*count);
            }
            if let Some(block) = code.list_entry {
                given[block.0 as usize] = given[block.0 as usize].max(1);
            }
        }
        let tagged: Vec<Vec<bool>> = program
            .blocks
            .iter()
            .enumerate()
            .map(|(b, block)| {
                (0..block.params.len())
                    .map(|i| {
                        tag_registers[i].is_some() && (open(BlockId(b as u32), i) || i < given[b])
                    })
                    .collect()
            })
            .collect();

        let mut frame_tags = vec![Vec::new(); program.blocks.len()];
        for block in &returns {
            let params = program.block(*block).params.len();
            frame_tags[block.0 as usize] = (1..params).map(|i| open(*block, i)).collect();
        }
        let closure_tags: Vec<Vec<bool>> = program
            .codes
            .iter()
            .map(|code| {
                (0..code.captured)
                    .map(|i| {
                        code.entries.iter().any(|(n, b)| open(*b, n + i))
                            || code.list_entry.is_some_and(|b| open(b, 1 + i))
                    })
                    .collect()
            })
            .collect();
        let codes: Vec<CodeId> = built.into_iter().collect();

        let count = |tags: &[bool]| tags.iter().filter(|&&t| t).count();
        let mut opened = if unconses { 2 } else { 0 };
        let mut opens = |values: usize, tags: &[bool]| {
            opened = opened.max(values);
            for position in 0..count(tags) {
                decode(&mut decoders, position);
            }
        };
        if stack {
            for block in &returns {
                let tags = &frame_tags[block.0 as usize];
                opens(1 + tags.len(), tags);
            }
        }
        if applies {
            for code in &codes {
                let tags = &closure_tags[code.0 as usize];
                opens(tags.len(), tags);
            }
        }

        Ok(Layout {
            width,
            stack,
            handlers: program.raise.is_some(),
            output,
            registers,
            tag_registers,
            tagged,
            returns: returns.into_iter().collect(),
            frame_tags,
            closure_tags,
            codes,
            opened,
            decoders,
            range_bits: range_bits(program),
            hash_slots: usize::from(program.slots.hash),
        })
    }

    /// Whether a block's parameter has its tag in the state.
    #[must_use]
    pub fn is_tagged(&self, block: BlockId, parameter: usize) -> bool {
        self.tagged
            .get(block.0 as usize)
            .and_then(|params| params.get(parameter))
            .copied()
            .unwrap_or(false)
    }

    /// Which of the values that a frame keeps have their tags in its header.
    #[must_use]
    pub fn frame_tags(&self, block: BlockId) -> &[bool] {
        self.frame_tags
            .get(block.0 as usize)
            .map_or(&[], Vec::as_slice)
    }

    /// Which of the values that a closure captures have their tags in its header.
    #[must_use]
    pub fn closure_tags(&self, code: CodeId) -> &[bool] {
        self.closure_tags
            .get(code.0 as usize)
            .map_or(&[], Vec::as_slice)
    }

    /// Whether the header of some frame or closure that a step may take apart has open tags.
    #[must_use]
    pub fn targets_have_tags(&self) -> bool {
        let frames = self.returns.iter().flat_map(|b| self.frame_tags(*b));
        let closures = self.codes.iter().flat_map(|c| self.closure_tags(*c));
        frames.chain(closures).any(|&open| open)
    }

    /// Number of tag registers.
    #[must_use]
    pub fn tag_count(&self) -> usize {
        self.tag_registers.iter().flatten().count()
    }

    /// Elements of the folded state: block, stack, handlers, output, identity, payloads, tags.
    #[must_use]
    pub fn arity(&self) -> usize {
        let digests = [self.stack, self.handlers, self.output];
        2 + digests.into_iter().map(usize::from).sum::<usize>() + self.registers + self.tag_count()
    }
}

fn decode(decoders: &mut Vec<bool>, position: usize) {
    if decoders.len() <= position {
        decoders.resize(position + 1, false);
    }
    decoders[position] = true;
}

/// The widest use of each range slot, over all paths.
fn range_bits(program: &Program) -> Vec<usize> {
    let mut bits = vec![NARROW; usize::from(program.slots.range)];
    for block in &program.blocks {
        let mut pending = vec![(&block.body, 0usize)];
        while let Some((tree, mut used)) = pending.pop() {
            for op in &tree.ops {
                let uses = usize::from(range_uses(program, op));
                if uses == 1 && matches!(op, Op::Arith { op: Arith::Mul, .. }) {
                    bits[used] = WIDE;
                }
                used += uses;
                debug_assert!(hash_uses(op) <= 1);
            }
            if let End::Branch {
                then, otherwise, ..
            } = &tree.end
            {
                pending.push((otherwise, used));
                pending.push((then, used));
            }
        }
    }
    bits
}
