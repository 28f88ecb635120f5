//! Finds the type of every variable: which tags it can have and between which bounds its integers lie.
//!
//! One flow-insensitive fixpoint over the whole program: a parameter has the join of what all places
//! pass, all pairs share one type for their first and one for their second halves, all closures one set of
//! codes. Branches refine through [`Op::Refine`]. Bounds that keep growing are widened.
//! The machine ignores the result; only the circuit relies on it, and the two are tested against each other.

use super::simplify::State;
use crate::block::{Args, Arith, BlockId, Code, End, Fact, Op, Program, SiteId, Tree, Var};
use crate::core::{ConstId, Constant};
use crate::value::{Tag, TagSet, Type};
use std::collections::HashSet;

/// Which procedure each block belongs to, as far as returning is concerned.
pub(super) struct Owners {
    of_block: Vec<usize>,
    /// `(a, b)`: whatever `b` returns, `a` returns.
    tails: Vec<(usize, usize)>,
    count: usize,
}

impl Owners {
    pub fn new(owners: Vec<Option<usize>>) -> Self {
        let of_block: Vec<usize> = owners.iter().map(|o| o.map_or(0, |p| p + 1)).collect();
        Owners {
            count: of_block.iter().max().map_or(1, |m| m + 1),
            of_block,
            tails: Vec::new(),
        }
    }

    /// Says that the code of one block is now part of another.
    pub fn merge(&mut self, into: BlockId, from: BlockId) {
        let edge = (self.of(into), self.of(from));
        if edge.0 != edge.1 && !self.tails.contains(&edge) {
            self.tails.push(edge);
        }
    }

    fn of(&self, block: BlockId) -> usize {
        self.of_block[block.0 as usize]
    }
}

/// The tag of a constant.
pub(super) fn constant_tag(constant: &Constant) -> Tag {
    match constant {
        Constant::Nil => Tag::Nil,
        Constant::Unspecified => Tag::Unspecified,
        Constant::Boolean(_) => Tag::Boolean,
        Constant::Char(_) => Tag::Char,
        Constant::Integer(_) => Tag::Integer,
        Constant::Field(_) => Tag::Field,
        Constant::Symbol(_) => Tag::Symbol,
        Constant::String(_) => Tag::String,
        Constant::Pair(..) => Tag::Pair,
        Constant::Wrap(wrap, _) => wrap.tag(),
        Constant::Procedure(_) => Tag::Procedure,
    }
}

fn constant_type(constant: &Constant) -> Type {
    match constant {
        Constant::Integer(n) => Type::integer(*n, *n),
        other => Type::of(constant_tag(other)),
    }
}

/// After so many changes a variable's bounds are widened.
const PATIENCE: u8 = 6;

struct Inference<'p> {
    program: &'p Program,
    owners: &'p Owners,
    types: Vec<Type>,
    changes: Vec<u8>,
    returns: Vec<Type>,
    /// First and second halves of all pairs.
    halves: [Type; 2],
    live_codes: Vec<bool>,
    constants_seen: HashSet<ConstId>,
    reached: Vec<bool>,
    /// Where a continuation was made: in which procedure, and what was pushed there before, so that whoever
    /// leaves to it gives its value back as the call there would.
    marks: Vec<(usize, Option<BlockId>)>,
    changed: bool,
}

pub(super) fn infer(program: &mut Program, state: &mut State) {
    let types = {
        let mut this = Inference {
            program,
            owners: &state.owners,
            types: vec![Type::NEVER; state.next_var as usize],
            changes: vec![0; state.next_var as usize],
            returns: vec![Type::NEVER; state.owners.count],
            halves: [Type::NEVER; 2],
            live_codes: vec![false; program.codes.len()],
            constants_seen: HashSet::new(),
            reached: vec![false; program.blocks.len()],
            marks: Vec::new(),
            changed: false,
        };
        this.solve();
        this.types
    };
    program.types = types;
    // A program that never fails, or never ends, has no irritant or result; one tag does for it.
    for block in [Program::HALT, Program::ERROR] {
        for param in program.block(block).params.clone() {
            let ty = &mut program.types[param.0 as usize];
            if ty.is_never() {
                *ty = Type::of(Tag::Unspecified);
            }
        }
    }
    // What else is never reached may be anything: it must not look decided.
    for ty in &mut program.types {
        if ty.is_never() {
            *ty = Type::ANY;
        }
    }
}

impl Inference<'_> {
    fn solve(&mut self) {
        let program = self.program;
        let entry = program.block(program.entry);
        for (param, input) in entry.params.iter().zip(&program.inputs) {
            // The value must not matter, only the type.
            self.flow(*param, Type::of(constant_tag(input)));
        }
        if let Some(raise) = program.raise {
            self.constant(raise.handlers);
        }
        let error = program.block(Program::ERROR);
        self.flow(error.params[0], Type::integer(0, i64::from(u32::MAX)));
        self.reached[program.entry.0 as usize] = true;
        loop {
            self.changed = false;
            for (i, block) in program.blocks.iter().enumerate() {
                if self.reached[i] {
                    self.tree(&block.body, BlockId(i as u32));
                }
            }
            for i in 0..self.owners.tails.len() {
                let (a, b) = self.owners.tails[i];
                self.returned(a, self.returns[b]);
            }
            let result = self.returns[0];
            self.flow(program.block(Program::HALT).params[0], result);
            if !self.changed {
                break;
            }
        }
    }

    fn ty(&self, var: Var) -> Type {
        self.types[var.0 as usize]
    }

    fn flow(&mut self, var: Var, ty: Type) {
        let i = var.0 as usize;
        let mut joined = self.types[i].join(ty);
        if joined == self.types[i] {
            return;
        }
        let old = self.types[i];
        if self.changes[i] >= PATIENCE {
            widen(old, &mut joined);
        }
        self.changes[i] = self.changes[i].saturating_add(1);
        self.types[i] = joined;
        self.changed = true;
    }

    fn returned(&mut self, owner: usize, ty: Type) {
        let mut joined = self.returns[owner].join(ty);
        if joined != self.returns[owner] {
            widen(self.returns[owner], &mut joined);
            self.returns[owner] = joined;
            self.changed = true;
        }
    }

    fn half(&mut self, i: usize, ty: Type) {
        let mut joined = self.halves[i].join(ty);
        if joined != self.halves[i] {
            widen(self.halves[i], &mut joined);
            self.halves[i] = joined;
            self.changed = true;
        }
    }

    fn reach(&mut self, block: BlockId) {
        let reached = &mut self.reached[block.0 as usize];
        self.changed |= !*reached;
        *reached = true;
    }

    fn constant(&mut self, id: ConstId) -> Type {
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            match self.program.constants[id.0 as usize] {
                Constant::Pair(car, cdr) if self.constants_seen.insert(id) => {
                    for (i, half) in [car, cdr].into_iter().enumerate() {
                        let ty = constant_type(&self.program.constants[half.0 as usize]);
                        self.half(i, ty);
                        pending.push(half);
                    }
                }
                Constant::Wrap(_, pair) => pending.push(pair),
                _ => {}
            }
        }
        constant_type(&self.program.constants[id.0 as usize])
    }

    /// An error: what goes on is the block for errors, in the procedure's place.
    fn fail(&mut self, block: BlockId, site: SiteId, irritant: Type) {
        let Some(raise) = self.program.raise else {
            self.reach(Program::ERROR);
            self.flow(self.program.block(Program::ERROR).params[1], irritant);
            return;
        };
        self.reach(raise.block);
        let message = self.program.sites[site.0 as usize].message;
        let message = self.constant(message);
        let program = self.program;
        let params = &program.block(raise.block).params;
        let number = i64::from(site.0);
        for (param, ty) in params
            .iter()
            .zip([Type::integer(number, number), irritant, message])
        {
            self.flow(*param, ty);
        }
        let ty = self.returns[self.owners.of(raise.block)];
        self.returned(self.owners.of(block), ty);
    }

    fn tree(&mut self, root: &Tree, block: BlockId) {
        let mut pending = vec![root];
        while let Some(tree) = pending.pop() {
            let mut pushed = None;
            let mut dead = false;
            let mut reset = false;
            for op in &tree.ops {
                if let Op::Mark { .. } = op {
                    let mark = (self.owners.of(block), pushed);
                    if !self.marks.contains(&mark) {
                        self.marks.push(mark);
                        self.changed = true;
                    }
                }
                reset |= matches!(op, Op::Reset { .. });
                if let Op::Push { block, live, .. } = op {
                    pushed = Some(*block);
                    let params = &self.program.block(*block).params;
                    for (param, value) in params[1..].iter().zip(live) {
                        self.flow(*param, self.ty(*value));
                    }
                    continue;
                }
                self.op(block, op);
                if op.defs().iter().any(|v| self.ty(*v).is_never()) {
                    dead = true;
                    break;
                }
            }
            if dead {
                continue;
            }
            match &tree.end {
                End::Branch {
                    then, otherwise, ..
                } => {
                    pending.push(otherwise);
                    pending.push(then);
                }
                End::Fail { site, irritant } => self.fail(block, *site, self.ty(*irritant)),
                End::Return { value } => self.returned(self.owners.of(block), self.ty(*value)),
                End::Jump {
                    block: target,
                    args,
                } => {
                    self.reach(*target);
                    let params = &self.program.block(*target).params;
                    for (param, value) in params.iter().zip(args) {
                        self.flow(*param, self.ty(*value));
                    }
                    // The run is over: nothing is given back.
                    if *target == Program::ERROR {
                        continue;
                    }
                    let (mine, theirs) = (self.owners.of(block), self.owners.of(*target));
                    if mine != theirs || pushed.is_some() {
                        self.give_back(mine, pushed, self.returns[theirs]);
                    }
                }
                End::Apply { args, .. } if reset => {
                    for (mine, pushed) in self.marks.clone() {
                        self.apply(mine, args, pushed);
                    }
                }
                End::Apply { args, .. } => self.apply(self.owners.of(block), args, pushed),
            }
        }
    }

    /// What a call returns goes to the frame just pushed or else to this procedure's callers.
    fn give_back(&mut self, mine: usize, pushed: Option<BlockId>, ty: Type) {
        match pushed {
            Some(block) if !ty.is_never() => {
                self.reach(block);
                self.flow(self.program.block(block).params[0], ty);
            }
            Some(_) => {}
            None => self.returned(mine, ty),
        }
    }

    fn apply(&mut self, mine: usize, args: &Args, pushed: Option<BlockId>) {
        let program = self.program;
        for (i, code) in program.codes.iter().enumerate() {
            if !self.live_codes[i] {
                continue;
            }
            let entry = match args {
                Args::Fixed(args) => entry_for(code, args.len()),
                Args::List(_) => code.list_entry,
            };
            let Some(entry) = entry else { continue };
            self.reach(entry);
            let params = &program.block(entry).params;
            match args {
                Args::Fixed(args) => {
                    for (param, value) in params.iter().zip(args) {
                        self.flow(*param, self.ty(*value));
                    }
                }
                Args::List(list) => self.flow(params[0], self.ty(*list)),
            }
            let ty = self.returns[self.owners.of(entry)];
            self.give_back(mine, pushed, ty);
        }
    }

    fn op(&mut self, block: BlockId, op: &Op) {
        match op {
            Op::Const { dst, id } => {
                let ty = self.constant(*id);
                self.flow(*dst, ty);
            }
            Op::Check {
                dst,
                value,
                tags,
                site,
            } => {
                let ty = self.ty(*value);
                let bad = ty.restrict(TagSet::ANY.without(*tags));
                if !bad.is_never() {
                    self.fail(block, *site, bad);
                }
                self.flow(*dst, ty.restrict(*tags));
            }
            Op::Same { dst, a, b, site } => {
                let (a, b) = (self.ty(*a), self.ty(*b));
                if a.tag().is_none() || a.tag() != b.tag() {
                    self.fail(block, *site, b);
                }
                self.flow(*dst, b.restrict(a.tags));
            }
            Op::Refine { dst, value, fact } => {
                let ty = self.refine(self.ty(*value), *fact);
                self.flow(*dst, ty);
            }
            Op::Arith {
                dst,
                op,
                a,
                b,
                site,
            } => {
                let (x, y) = (self.ty(*a), self.ty(*b));
                let result = arith(*op, x, y);
                if can_fail(*op, x, y) {
                    self.fail(block, *site, y);
                }
                self.flow(*dst, result);
            }
            Op::Less { dst, a, b } | Op::Eq { dst, a, b } => {
                if !self.ty(*a).is_never() && !self.ty(*b).is_never() {
                    self.flow(*dst, Type::of(Tag::Boolean));
                }
            }
            Op::HasTag { dst, value, .. } | Op::Truth { dst, value } => {
                if !self.ty(*value).is_never() {
                    self.flow(*dst, Type::of(Tag::Boolean));
                }
            }
            Op::Select { dst, a, b, .. } => {
                let ty = self.ty(*a).join(self.ty(*b));
                self.flow(*dst, ty);
            }
            Op::Retag { dst, value, tag } => {
                let from = self.ty(*value);
                if !from.is_never() {
                    if *tag == Tag::Pair && from.tags.contains(Tag::String) {
                        // A text is its characters' list.
                        self.half(0, Type::of(Tag::Char));
                        self.half(
                            1,
                            Type::tagged(TagSet::of(Tag::Nil) | TagSet::of(Tag::Pair)),
                        );
                    }
                    let ty = if *tag == Tag::Integer {
                        // From a character.
                        Type::integer(0, 0x0010_ffff)
                    } else {
                        Type::of(*tag)
                    };
                    self.flow(*dst, ty);
                }
            }
            Op::Cons { dst, car, cdr } => {
                self.half(0, self.ty(*car));
                self.half(1, self.ty(*cdr));
                self.flow(*dst, Type::of(Tag::Pair));
            }
            Op::Uncons { car, cdr, pair } => {
                if !self.ty(*pair).is_never() {
                    self.flow(*car, self.halves[0]);
                    self.flow(*cdr, self.halves[1]);
                }
            }
            Op::Closure {
                dst,
                code,
                captured,
            } => {
                let program = self.program;
                let i = code.0 as usize;
                self.changed |= !self.live_codes[i];
                self.live_codes[i] = true;
                let code = &program.codes[i];
                let entries = code.entries.iter().map(|(n, b)| (*n, *b));
                for (count, entry) in entries.chain(code.list_entry.map(|b| (1, b))) {
                    let params = &program.block(entry).params;
                    for (param, value) in params[count..].iter().zip(captured) {
                        self.flow(*param, self.ty(*value));
                    }
                }
                self.flow(*dst, Type::of(Tag::Procedure));
            }
            Op::Mark { dst } => self.flow(*dst, Type::of(Tag::Continuation)),
            Op::Handlers { dst } => self.flow(*dst, Type::of(Tag::Pair)),
            Op::Push { .. }
            | Op::Emit { .. }
            | Op::Reset { .. }
            | Op::SetHandlers { .. }
            | Op::Enter { .. }
            | Op::Print { .. } => {}
        }
    }

    fn refine(&self, ty: Type, fact: Fact) -> Type {
        let integer = TagSet::of(Tag::Integer);
        match fact {
            Fact::Tags(tags) => ty.restrict(tags),
            Fact::Below(other) => match self.ty(other) {
                o if o.lo > o.hi || o.hi == i64::MIN => Type::NEVER,
                o => ty.restrict(integer).clamp(i64::MIN, o.hi - 1),
            },
            Fact::Above(other) => match self.ty(other) {
                o if o.lo > o.hi || o.lo == i64::MAX => Type::NEVER,
                o => ty.restrict(integer).clamp(o.lo + 1, i64::MAX),
            },
            Fact::AtMost(other) => match self.ty(other) {
                o if o.lo > o.hi => Type::NEVER,
                o => ty.restrict(integer).clamp(i64::MIN, o.hi),
            },
            Fact::AtLeast(other) => match self.ty(other) {
                o if o.lo > o.hi => Type::NEVER,
                o => ty.restrict(integer).clamp(o.lo, i64::MAX),
            },
            Fact::Equal(other) => {
                let o = self.ty(other);
                ty.restrict(o.tags).clamp(o.lo, o.hi)
            }
            Fact::Different(other) => {
                let o = self.ty(other);
                if o.is_never() {
                    Type::NEVER
                } else if o.is_integer() && o.lo == o.hi {
                    let mut ty = ty;
                    if ty.tags.contains(Tag::Integer) && ty.lo == o.lo && ty.lo < i64::MAX {
                        ty = ty.clamp(o.lo + 1, i64::MAX);
                    }
                    if ty.tags.contains(Tag::Integer) && ty.hi == o.lo && ty.hi > i64::MIN {
                        ty = ty.clamp(i64::MIN, o.lo - 1);
                    }
                    ty
                } else {
                    ty
                }
            }
        }
    }
}

fn entry_for(code: &Code, count: usize) -> Option<BlockId> {
    code.entries
        .iter()
        .find(|(n, _)| *n == count)
        .map(|(_, block)| *block)
}

/// Moves bounds that grew to where they can't grow much further.
fn widen(old: Type, new: &mut Type) {
    if old.lo <= old.hi && new.lo < old.lo {
        new.lo = if new.lo >= 0 { 0 } else { i64::MIN };
    }
    if old.lo <= old.hi && new.hi > old.hi {
        new.hi = i64::MAX;
    }
}

/// Bounds of a sum, difference or product before the check for overflow.
pub(super) fn exact_bounds(op: Arith, a: Type, b: Type) -> (i128, i128) {
    let (al, ah) = (i128::from(a.lo), i128::from(a.hi));
    let (bl, bh) = (i128::from(b.lo), i128::from(b.hi));
    match op {
        Arith::Add => (al + bl, ah + bh),
        Arith::Sub => (al - bh, ah - bl),
        Arith::Mul => {
            let products = [al * bl, al * bh, ah * bl, ah * bh];
            products
                .iter()
                .fold((i128::MAX, i128::MIN), |(lo, hi), &p| {
                    (lo.min(p), hi.max(p))
                })
        }
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    }
}

/// Whether an operation on operands of these types can end in its error.
pub(crate) fn can_fail(op: Arith, a: Type, b: Type) -> bool {
    match op {
        Arith::Add | Arith::Sub | Arith::Mul => overflows(op, a, b),
        Arith::Div => true,
        Arith::Quotient => {
            (b.lo <= 0 && b.hi >= 0) || (a.lo == i64::MIN && b.lo <= -1 && b.hi >= -1)
        }
        Arith::Remainder | Arith::Modulo => b.lo <= 0 && b.hi >= 0,
    }
}

/// Whether integer arithmetic on operands of these types can leave 64 bits.
pub(crate) fn overflows(op: Arith, a: Type, b: Type) -> bool {
    let integers = a.tags.contains(Tag::Integer) && b.tags.contains(Tag::Integer);
    let (lo, hi) = if integers {
        exact_bounds(op, a, b)
    } else {
        (0, 0)
    };
    lo < i128::from(i64::MIN) || hi > i128::from(i64::MAX)
}

fn arith(op: Arith, a: Type, b: Type) -> Type {
    if a.is_never() || b.is_never() {
        return Type::NEVER;
    }
    let tags = match op {
        Arith::Div => TagSet::of(Tag::Field),
        Arith::Add | Arith::Sub | Arith::Mul => a.tags & b.tags & TagSet::NUMBER,
        _ => TagSet::of(Tag::Integer),
    };
    if !tags.contains(Tag::Integer) {
        return Type::tagged(tags);
    }
    let (lo, hi) = match op {
        Arith::Quotient if a.lo >= 0 && b.lo >= 0 => (0, i128::from(a.hi)),
        Arith::Remainder if a.lo >= 0 => (
            0,
            i128::from(a.hi).min(
                (i128::from(b.lo).abs())
                    .max(i128::from(b.hi).abs())
                    .saturating_sub(1)
                    .max(0),
            ),
        ),
        Arith::Modulo if b.lo >= 0 => (0, i128::from(b.hi).saturating_sub(1).max(0)),
        _ => exact_bounds(op, a, b),
    };
    let lo = lo.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64;
    let hi = hi.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64;
    let mut ty = Type::integer(lo, hi);
    ty.tags = tags;
    ty
}

#[cfg(test)]
#[path = "infer_tests.rs"]
mod tests;
