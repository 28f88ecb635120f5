//! Merges blocks that follow each other, copies tiny ones, and drops what nothing uses.

use super::infer::{can_fail, Owners};
use crate::block::{Args, BlockId, End, Fact, Op, Program, Tree, Var};
use crate::value::Tag;
use std::collections::{HashMap, HashSet};

/// What the passes share.
pub(super) struct State {
    pub owners: Owners,
    pub next_var: u32,
}

impl State {
    fn fresh(&mut self) -> Var {
        self.next_var += 1;
        Var(self.next_var - 1)
    }
}

/// Blocks with at most this many operations, none of them hashing, are copied to where they are reached.
const TINY: usize = 1;

pub(super) fn simplify(program: &mut Program, state: &mut State) {
    for _ in 0..8 {
        fold(program);
        let merged = merge(program, state);
        drop_unused(program);
        drop_unused_params(program);
        if !merged {
            break;
        }
    }
}

/// How often each block is referred to; jumps to itself count double so that loops stay.
fn references(program: &Program) -> Vec<usize> {
    let mut counts = vec![0usize; program.blocks.len()];
    let mut seen = vec![false; program.blocks.len()];
    let mut pending = vec![program.entry, Program::HALT, Program::ERROR];
    pending.extend(program.raise.map(|raise| raise.block));
    for id in &pending {
        counts[id.0 as usize] += 2;
    }
    let mut codes_seen = HashSet::new();
    while let Some(id) = pending.pop() {
        if std::mem::replace(&mut seen[id.0 as usize], true) {
            continue;
        }
        program.block(id).body.visit(&mut |tree| {
            for op in &tree.ops {
                match op {
                    Op::Push { block, .. } => {
                        counts[block.0 as usize] += 2;
                        pending.push(*block);
                    }
                    Op::Closure { code, .. } if codes_seen.insert(*code) => {
                        let code = &program.codes[code.0 as usize];
                        let entries = code.entries.iter().map(|(_, b)| *b);
                        for block in entries.chain(code.list_entry) {
                            counts[block.0 as usize] += 2;
                            pending.push(block);
                        }
                    }
                    _ => {}
                }
            }
            if let End::Jump { block, .. } = &tree.end {
                counts[block.0 as usize] += if *block == id { 2 } else { 1 };
                pending.push(*block);
            }
        });
    }
    counts
}

fn merge(program: &mut Program, state: &mut State) -> bool {
    let mut any = false;
    let mut counts = references(program);
    for id in 0..program.blocks.len() {
        let mut rounds = 0;
        while counts[id] > 0 && rounds <= 64 {
            rounds += 1;
            let current = BlockId(id as u32);
            let mut body = std::mem::replace(
                &mut program.blocks[id].body,
                Tree {
                    ops: Vec::new(),
                    end: End::Return { value: Var(0) },
                },
            );
            let changed = merge_tree(program, state, current, &mut body, &mut counts);
            program.blocks[id].body = body;
            if !changed {
                break;
            }
            any = true;
        }
    }
    any
}

fn merge_tree(
    program: &Program,
    state: &mut State,
    current: BlockId,
    root: &mut Tree,
    counts: &mut [usize],
) -> bool {
    let mut changed = false;
    let mut pending = vec![root];
    while let Some(tree) = pending.pop() {
        let pushes = matches!(tree.ops.last(), Some(Op::Push { .. }));
        if let End::Jump { block, args } = &tree.end {
            let (block, args) = (*block, args.clone());
            let fixed = block == Program::HALT || block == Program::ERROR || block == current;
            let target = program.block(block);
            let once = counts[block.0 as usize] == 1;
            let tiny = target.body.ops.iter().filter(|op| !is_silent(op)).count() <= TINY
                && !target.body.ops.iter().any(hashes)
                && matches!(
                    target.body.end,
                    End::Return { .. } | End::Fail { .. } | End::Jump { .. }
                )
                && !matches!(target.body.end, End::Jump { block: next, .. } if next == block || next == current);
            if !fixed && !pushes && (once || tiny) {
                state.owners.merge(current, block);
                let mut names: HashMap<Var, Var> =
                    target.params.iter().copied().zip(args).collect();
                let mut body = target.body.clone();
                rename(&mut body, &mut names, !once, state);
                count_spliced(&body, current, once, counts);
                counts[block.0 as usize] -= 1;
                tree.ops.append(&mut body.ops);
                tree.end = body.end;
                changed = true;
                // What was spliced in is looked at in the next round.
                continue;
            }
        }
        if let End::Branch {
            then, otherwise, ..
        } = &mut tree.end
        {
            pending.push(otherwise);
            pending.push(then);
        }
    }
    changed
}

/// Whether an operation is there for messages alone.
fn is_silent(op: &Op) -> bool {
    matches!(op, Op::Enter { .. })
}

/// Counts what a body that becomes part of another block refers to: a copy refers once more; what is moved
/// refers as before, but to the block itself double.
fn count_spliced(body: &Tree, into: BlockId, moved: bool, counts: &mut [usize]) {
    body.visit(&mut |tree| {
        if let End::Jump { block, .. } = &tree.end {
            let more = usize::from(*block == into) + usize::from(!moved);
            counts[block.0 as usize] += more;
        }
    });
}

fn hashes(op: &Op) -> bool {
    matches!(
        op,
        Op::Mark { .. }
            | Op::Reset { .. }
            | Op::Cons { .. }
            | Op::Uncons { .. }
            | Op::Closure { .. }
            | Op::Push { .. }
            | Op::Emit { .. }
            | Op::Arith { .. }
            | Op::Less { .. }
    )
}

/// Renames variables; with `copy`, definitions get new names.
fn rename(root: &mut Tree, names: &mut HashMap<Var, Var>, copy: bool, state: &mut State) {
    let mut pending = vec![root];
    while let Some(tree) = pending.pop() {
        for op in &mut tree.ops {
            if copy {
                for var in op.defs() {
                    let fresh = state.fresh();
                    names.insert(var, fresh);
                }
            }
            for var in op.vars_mut() {
                if let Some(new) = names.get(var) {
                    *var = *new;
                }
            }
        }
        for var in tree.end.vars_mut() {
            if let Some(new) = names.get(var) {
                *var = *new;
            }
        }
        if let End::Branch {
            then, otherwise, ..
        } = &mut tree.end
        {
            pending.push(otherwise);
            pending.push(then);
        }
    }
}

/// Removes checks that cannot fail, decides tests whose outcome the types know, and cuts dead
/// branches. Without types (before inference) it decides constants only.
fn fold(program: &mut Program) {
    let types = std::mem::take(&mut program.types);
    let ty = |var: Var| types.get(var.0 as usize).copied();
    for block in &mut program.blocks {
        let mut names: HashMap<Var, Var> = HashMap::new();
        let mut known: HashMap<Var, bool> = HashMap::new();
        let mut pending = vec![&mut block.body];
        while let Some(tree) = pending.pop() {
            let mut kept = Vec::with_capacity(tree.ops.len());
            for mut op in tree.ops.drain(..) {
                for var in op.vars_mut() {
                    while let Some(new) = names.get(var) {
                        *var = *new;
                    }
                }
                match &op {
                    Op::Check {
                        dst, value, tags, ..
                    } if ty(*value).is_some_and(|t| t.tags.is_subset(*tags)) => {
                        names.insert(*dst, *value);
                        continue;
                    }
                    Op::Same { dst, a, b, .. }
                        if ty(*a).is_some_and(|t| {
                            t.tag().is_some() && ty(*b).is_some_and(|u| u.tag() == t.tag())
                        }) =>
                    {
                        names.insert(*dst, *b);
                        continue;
                    }
                    Op::Truth { dst, value }
                        if ty(*value).is_some_and(|t| t.tag() == Some(Tag::Boolean)) =>
                    {
                        names.insert(*dst, *value);
                        continue;
                    }
                    Op::Truth { dst, value }
                        if ty(*value).is_some_and(|t| !t.tags.contains(Tag::Boolean)) =>
                    {
                        known.insert(*dst, true);
                    }
                    Op::HasTag { dst, value, tags } => {
                        if let Some(t) = ty(*value) {
                            if t.tags.is_subset(*tags) {
                                known.insert(*dst, true);
                            } else if (t.tags & *tags).is_empty() {
                                known.insert(*dst, false);
                            }
                        }
                    }
                    Op::Less { dst, a, b } => {
                        if let (Some(x), Some(y)) = (ty(*a), ty(*b)) {
                            if x.hi < y.lo {
                                known.insert(*dst, true);
                            } else if x.lo >= y.hi {
                                known.insert(*dst, false);
                            }
                        }
                    }
                    _ => {}
                }
                kept.push(op);
            }
            tree.ops = kept;
            for var in tree.end.vars_mut() {
                while let Some(new) = names.get(var) {
                    *var = *new;
                }
            }
            if let End::Branch { test, .. } = &tree.end {
                if let Some(&truth) = known.get(test) {
                    let end = std::mem::replace(&mut tree.end, End::Return { value: Var(0) });
                    if let End::Branch {
                        then, otherwise, ..
                    } = end
                    {
                        let mut chosen = if truth { *then } else { *otherwise };
                        tree.ops.append(&mut chosen.ops);
                        tree.end = chosen.end;
                    }
                    pending.push(tree);
                    continue;
                }
            }
            if let End::Branch {
                then, otherwise, ..
            } = &mut tree.end
            {
                pending.push(otherwise);
                pending.push(then);
            }
        }
    }
    program.types = types;
}

/// Drops operations without effect whose results nothing reads.
fn drop_unused(program: &mut Program) {
    let types = std::mem::take(&mut program.types);
    let ty = |var: Var| types.get(var.0 as usize).copied();
    for block in &mut program.blocks {
        loop {
            let mut used = HashSet::new();
            block.body.visit(&mut |tree| {
                for op in &tree.ops {
                    used.extend(op.uses());
                    if let Op::Refine { fact, .. } = op {
                        match fact {
                            Fact::Tags(_) => {}
                            Fact::Below(v)
                            | Fact::Above(v)
                            | Fact::AtMost(v)
                            | Fact::AtLeast(v)
                            | Fact::Equal(v)
                            | Fact::Different(v) => {
                                used.insert(*v);
                            }
                        }
                    }
                }
                used.extend(tree.end.uses());
            });
            let mut changed = false;
            let mut pending = vec![&mut block.body];
            while let Some(tree) = pending.pop() {
                let before = tree.ops.len();
                tree.ops.retain(|op| {
                    let effect = match op {
                        Op::Check { .. }
                        | Op::Same { .. }
                        | Op::Push { .. }
                        | Op::Emit { .. }
                        | Op::Reset { .. }
                        | Op::SetHandlers { .. }
                        | Op::Enter { .. }
                        | Op::Print { .. } => true,
                        Op::Arith { op, a, b, .. } => match (ty(*a), ty(*b)) {
                            (Some(a), Some(b)) => can_fail(*op, a, b),
                            _ => true,
                        },
                        _ => false,
                    };
                    effect || op.defs().iter().any(|v| used.contains(v))
                });
                changed |= tree.ops.len() != before;
                if let End::Branch {
                    then, otherwise, ..
                } = &mut tree.end
                {
                    pending.push(otherwise);
                    pending.push(then);
                }
            }
            if !changed {
                break;
            }
        }
    }
    program.types = types;
}

/// Drops parameters that nothing reads of blocks that are only jumped to, and of the frames of
/// blocks that are returned to.
fn drop_unused_params(program: &mut Program) {
    let mut fixed: HashSet<BlockId> = HashSet::from([Program::HALT, Program::ERROR, program.entry]);
    fixed.extend(program.raise.map(|raise| raise.block));
    for code in &program.codes {
        fixed.extend(code.entries.iter().map(|(_, b)| *b));
        fixed.extend(code.list_entry);
    }
    let returned: HashSet<BlockId> = program
        .blocks
        .iter()
        .flat_map(|block| {
            let mut blocks = Vec::new();
            block.body.visit(&mut |tree| {
                for op in &tree.ops {
                    if let Op::Push { block, .. } = op {
                        blocks.push(*block);
                    }
                }
            });
            blocks
        })
        .collect();
    let mut keep: HashMap<BlockId, Vec<bool>> = HashMap::new();
    for (i, block) in program.blocks.iter().enumerate() {
        let id = BlockId(i as u32);
        if fixed.contains(&id) {
            continue;
        }
        let free: HashSet<Var> = block.body.free().into_iter().collect();
        let mut kept: Vec<bool> = block.params.iter().map(|p| free.contains(p)).collect();
        if returned.contains(&id) {
            // The first one is the value returned, wanted or not.
            kept[0] = true;
        }
        if kept.iter().any(|k| !k) {
            keep.insert(id, kept);
        }
    }
    if keep.is_empty() {
        return;
    }
    let retain = |list: &mut Vec<Var>, kept: &[bool]| {
        let mut flags = kept.iter();
        list.retain(|_| flags.next().copied().unwrap_or(true));
    };
    for (i, block) in program.blocks.iter_mut().enumerate() {
        if let Some(kept) = keep.get(&BlockId(i as u32)) {
            retain(&mut block.params, kept);
        }
        let mut pending = vec![&mut block.body];
        while let Some(tree) = pending.pop() {
            for op in &mut tree.ops {
                if let Op::Push { block, live, .. } = op {
                    if let Some(kept) = keep.get(block) {
                        retain(live, &kept[1..]);
                    }
                }
            }
            match &mut tree.end {
                End::Jump { block, args } => {
                    if let Some(kept) = keep.get(block) {
                        retain(args, kept);
                    }
                }
                End::Branch {
                    then, otherwise, ..
                } => {
                    pending.push(otherwise);
                    pending.push(then);
                }
                _ => {}
            }
        }
    }
}

/// Last touches before slots are handed out: returns in a program without frames halt, an entry that
/// only jumps is skipped, facts go, and blocks that nothing reaches are renumbered away.
pub(super) fn compact(program: &mut Program) {
    let counts = references(program);
    let mut frames = false;
    for (id, block) in program.blocks.iter().enumerate() {
        if counts[id] > 0 {
            block.body.visit(&mut |tree| {
                frames |= tree
                    .ops
                    .iter()
                    .any(|op| matches!(op, Op::Push { .. } | Op::Mark { .. }));
            });
        }
    }
    for block in &mut program.blocks {
        let mut names: HashMap<Var, Var> = HashMap::new();
        let mut pending = vec![&mut block.body];
        while let Some(tree) = pending.pop() {
            tree.ops.retain_mut(|op| {
                for var in op.vars_mut() {
                    while let Some(new) = names.get(var) {
                        *var = *new;
                    }
                }
                // A refined value of which no more is known needs no name of its own.
                if let Op::Refine { dst, value, .. } = op {
                    if program.types[value.0 as usize] == program.types[dst.0 as usize] {
                        names.insert(*dst, *value);
                        return false;
                    }
                }
                true
            });
            for var in tree.end.vars_mut() {
                while let Some(new) = names.get(var) {
                    *var = *new;
                }
            }
            if let End::Return { value } = tree.end {
                if !frames {
                    tree.end = End::Jump {
                        block: Program::HALT,
                        args: vec![value],
                    };
                }
            }
            if let End::Branch {
                then, otherwise, ..
            } = &mut tree.end
            {
                pending.push(otherwise);
                pending.push(then);
            }
        }
    }
    forward(program);
    renumber(program);
}

/// Leads past blocks that only pass their parameters on.
fn forward(program: &mut Program) {
    let next: Vec<Option<BlockId>> = program
        .blocks
        .iter()
        .map(|block| match &block.body.end {
            End::Jump { block: next, args }
                if block.body.ops.iter().all(is_silent)
                    && *args == block.params
                    && program.block(*next).params.len() == args.len() =>
            {
                Some(*next)
            }
            _ => None,
        })
        .collect();
    let lead = |id: &mut BlockId| {
        for _ in 0..next.len() {
            match next[id.0 as usize] {
                Some(target) if target != Program::HALT && target != *id => *id = target,
                _ => break,
            }
        }
    };
    let before = program.entry;
    lead(&mut program.entry);
    if program.entry != before {
        let ops = &program.block(before).body.ops;
        program.entered = ops.iter().find_map(|op| match op {
            Op::Enter { call } => Some(*call),
            _ => None,
        });
    }
    if let Some(raise) = &mut program.raise {
        lead(&mut raise.block);
    }
    for block in &mut program.blocks {
        let mut pending = vec![&mut block.body];
        while let Some(tree) = pending.pop() {
            for op in &mut tree.ops {
                if let Op::Push { block, .. } = op {
                    lead(block);
                }
            }
            match &mut tree.end {
                End::Jump { block, .. } => lead(block),
                End::Branch {
                    then, otherwise, ..
                } => {
                    pending.push(otherwise);
                    pending.push(then);
                }
                _ => {}
            }
        }
    }
}

fn renumber(program: &mut Program) {
    let counts = references(program);
    let mut new_ids = vec![BlockId(0); program.blocks.len()];
    let mut next = 0;
    for (old, &count) in counts.iter().enumerate() {
        if count > 0 {
            new_ids[old] = BlockId(next);
            next += 1;
        }
    }
    let mut old = 0;
    program.blocks.retain(|_| {
        old += 1;
        counts[old - 1] > 0
    });
    let map = |id: &mut BlockId| *id = new_ids[id.0 as usize];
    map(&mut program.entry);
    if let Some(raise) = &mut program.raise {
        map(&mut raise.block);
    }
    // Closures that are never built keep their number but lose their entries.
    let mut built = HashSet::new();
    for block in &mut program.blocks {
        let mut pending = vec![&mut block.body];
        while let Some(tree) = pending.pop() {
            for op in &mut tree.ops {
                match op {
                    Op::Push { block, .. } => map(block),
                    Op::Closure { code, .. } => {
                        built.insert(*code);
                    }
                    _ => {}
                }
            }
            match &mut tree.end {
                End::Jump { block, .. } => map(block),
                End::Branch {
                    then, otherwise, ..
                } => {
                    pending.push(otherwise);
                    pending.push(then);
                }
                _ => {}
            }
        }
    }
    let (mut counts_used, mut lists) = (HashSet::new(), false);
    for block in &program.blocks {
        block.body.visit(&mut |tree| {
            if let End::Apply { args, .. } = &tree.end {
                match args {
                    Args::Fixed(args) => {
                        counts_used.insert(args.len());
                    }
                    Args::List(_) => lists = true,
                }
            }
        });
    }
    for (i, code) in program.codes.iter_mut().enumerate() {
        if !built.contains(&crate::block::CodeId(i as u32)) {
            code.entries.clear();
            code.list_entry = None;
            continue;
        }
        for (_, block) in &mut code.entries {
            map(block);
        }
        if let Some(block) = &mut code.list_entry {
            map(block);
        }
        code.entries
            .retain(|(count, _)| counts_used.contains(count));
        if !lists {
            code.list_entry = None;
        }
    }
}
