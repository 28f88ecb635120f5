//! Cuts blocks that need more of a shared gadget than a step offers.
//!
//! A path that runs out of hash or range slots ends in a jump to a new block, which has the variables
//! that the rest of the path needs as its parameters.

use super::infer::{can_fail, overflows};
use crate::block::{Arith, Block, BlockId, End, Op, Program, Slots, Tree, Var};
use crate::core::ConstId;
use std::collections::HashMap;
use std::sync::Arc;

/// How many hash slots an operation takes.
#[must_use]
pub fn hash_uses(op: &Op) -> u8 {
    match op {
        Op::Cons { .. } | Op::Uncons { .. } | Op::Push { .. } | Op::Emit { .. } => 1,
        // A closure that captures nothing is a constant.
        Op::Closure { captured, .. } => u8::from(!captured.is_empty()),
        _ => 0,
    }
}

/// How many range slots an operation takes.
#[must_use]
pub fn range_uses(program: &Program, op: &Op) -> u8 {
    match op {
        Op::Less { .. } => 1,
        Op::Arith { op, a, b, .. } => arith_range_uses(program, *op, *a, *b),
        _ => 0,
    }
}

/// How many range slots an arithmetic operation on these operands takes.
#[must_use]
pub fn arith_range_uses(program: &Program, op: Arith, a: Var, b: Var) -> u8 {
    match op {
        Arith::Add | Arith::Sub | Arith::Mul => {
            u8::from(overflows(op, program.ty(a), program.ty(b)))
        }
        Arith::Div => 0,
        Arith::Quotient | Arith::Remainder | Arith::Modulo => 3,
    }
}

/// Whether an arithmetic operation on these operands can end in its error.
#[must_use]
pub fn arith_can_fail(program: &Program, op: Arith, a: Var, b: Var) -> bool {
    can_fail(op, program.ty(a), program.ty(b))
}

fn end_hash_uses(end: &End) -> u8 {
    match end {
        End::Return { .. } | End::Apply { .. } => 1,
        End::Branch { .. } | End::Jump { .. } | End::Fail { .. } => 0,
    }
}

/// The least that a step must offer so that every operation fits into some step.
pub(super) fn least(program: &Program) -> Slots {
    let mut slots = Slots { hash: 0, range: 0 };
    for block in &program.blocks {
        block.body.visit(&mut |tree| {
            for op in &tree.ops {
                slots.hash = slots.hash.max(hash_uses(op));
                slots.range = slots.range.max(range_uses(program, op));
            }
            slots.hash = slots.hash.max(end_hash_uses(&tree.end));
        });
    }
    slots
}

/// The program for steps that offer so much; nothing if the new blocks have more parts than allowed.
pub(super) fn split(mut program: Program, wanted: Slots, mut most: usize) -> Option<Program> {
    let least = least(&program);
    // A gadget that nothing uses is not offered.
    let fit = |wanted: u8, least: u8| if least == 0 { 0 } else { wanted.max(least) };
    let slots = Slots {
        hash: fit(wanted.hash, least.hash),
        range: fit(wanted.range, least.range),
    };
    program.slots = slots;
    for index in 0..program.blocks.len() {
        most = cut_block(&mut program, index, slots, most)?;
    }
    Some(program)
}

/// Cuts a block; gives the parts that are left, unless more would be needed.
fn cut_block(program: &mut Program, index: usize, slots: Slots, most: usize) -> Option<usize> {
    let placeholder = Tree {
        ops: Vec::new(),
        end: End::Jump {
            block: Program::HALT,
            args: Vec::new(),
        },
    };
    let mut body = std::mem::replace(&mut program.blocks[index].body, placeholder);
    let mut constants = HashMap::new();
    body.visit(&mut |tree| {
        for op in &tree.ops {
            if let Op::Const { dst, id } = op {
                constants.insert(*dst, *id);
            }
        }
    });
    let mut cutter = Cutter {
        program,
        index,
        slots,
        constants,
        added: Vec::new(),
        left: Some(most),
    };
    cutter.tree(&mut body, slots);
    let (added, left) = (cutter.added, cutter.left);
    program.blocks[index].body = body;
    program.blocks.extend(added);
    left
}

/// Cuts one block.
struct Cutter<'p> {
    program: &'p Program,
    index: usize,
    /// What a step offers.
    slots: Slots,
    /// Constants that the block makes.
    constants: HashMap<Var, ConstId>,
    /// The new blocks.
    added: Vec<Block>,
    /// How many parts they may still have; nothing once they would have more.
    left: Option<usize>,
}

impl Cutter<'_> {
    /// Cuts a tree of which this is left to the first step.
    fn tree(&mut self, tree: &mut Tree, left: Slots) {
        stacker::maybe_grow(64 * 1024, 2 * 1024 * 1024, || {
            let (cuts, left) = self.cuts(tree, left);
            if let End::Branch {
                then, otherwise, ..
            } = &mut tree.end
            {
                self.tree(then, left);
                self.tree(otherwise, left);
            }
            // From the last on, so that what is cut off is never looked at again.
            for at in cuts.into_iter().rev() {
                if self.left.is_some() {
                    self.cut(tree, at);
                }
            }
        });
    }

    /// The operations that what is left of the offer does not cover, where a new step begins; and what is left
    /// of the last step.
    fn cuts(&self, tree: &Tree, mut left: Slots) -> (Vec<usize>, Slots) {
        let mut cuts = Vec::new();
        for (i, op) in tree.ops.iter().enumerate() {
            let (hash, range) = (hash_uses(op), range_uses(self.program, op));
            if hash > left.hash || range > left.range {
                cuts.push(i);
                left = self.slots;
            }
            left.hash -= hash;
            left.range -= range;
        }
        if end_hash_uses(&tree.end) > left.hash {
            cuts.push(tree.ops.len());
        }
        (cuts, left)
    }

    /// Moves a tree's operations from here on, and its end, to a new block.
    fn cut(&mut self, tree: &mut Tree, at: usize) {
        let block = BlockId((self.program.blocks.len() + self.added.len()) as u32);
        let jump = End::Jump {
            block,
            args: Vec::new(),
        };
        let mut rest = Tree {
            ops: tree.ops.split_off(at),
            end: std::mem::replace(&mut tree.end, jump),
        };
        let mut params = rest.free();
        self.left = self.left.and_then(|left| left.checked_sub(params.len()));
        // Constants are cheaper made again than kept.
        params.retain(|param| match self.constants.get(param) {
            Some(&id) => {
                rest.ops.insert(0, Op::Const { dst: *param, id });
                false
            }
            None => true,
        });
        if let End::Jump { args, .. } = &mut tree.end {
            args.clone_from(&params);
        }
        let whole = &self.program.blocks[self.index];
        self.added.push(Block {
            name: Arc::clone(&whole.name),
            params,
            body: rest,
            ..whole.clone()
        });
    }
}
