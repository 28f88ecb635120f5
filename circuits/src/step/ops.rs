//! Operations in the circuit.

use super::{is_bare_closure, Path, Step, TagNum, Val};
use crate::cells::{self, Kind};
use crate::gadgets::num::{Builder, Num};
use crate::gadgets::zero::{is_one_of, is_zero, is_zero_with_inverse};
use crate::scalar::{power_of_two, ProofField};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::block::{Arith, Op, SiteId, Var};
use foldscheme_lang::compiler::arith_range_uses;
use foldscheme_lang::value::{Tag, TagSet};

/// What a comparison adds to `b - a - 1`: bit 64 of the sum tells whether `a < b`.
///
/// With both operands in 64 bits the sum lies in `0..2^65`.
pub(super) fn less_offset<F: ProofField>() -> F {
    power_of_two::<F>(64) - F::ONE
}

/// What a sum or difference of 64-bit integers gets added: bit 64 tells whether it fits.
///
/// The result plus `2^63 + 2^64` lies in `2^63..5 * 2^63`, and in `2^64..2^65` exactly if it fits.
pub(super) fn sum_offset<F: ProofField>() -> F {
    power_of_two::<F>(63) + power_of_two::<F>(64)
}

/// What a product of 64-bit integers gets added: bits 64 to 127 make `2^63` exactly if it fits.
///
/// The result is between `-2^126` and `2^126`; with `2^63 + 2^127` added it lies in `0..2^128`.
pub(super) fn product_offset<F: ProofField>() -> F {
    power_of_two::<F>(63) + power_of_two::<F>(127)
}

impl<F: ProofField> Step<'_, F> {
    pub(super) fn op<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        op: &Op,
        path: &mut Path<F>,
    ) -> Result<(), SynthesisError> {
        match op {
            Op::Const { dst, id } => {
                let val = self.constant_val(cx, self.circuit.constants[id.0 as usize]);
                self.set(*dst, val);
            }
            Op::Check {
                dst,
                value,
                tags,
                site,
            } => {
                let val = self.get(*value).clone();
                let ok = self.has_tag(cx, *value, *tags)?;
                self.check(cx, path, &ok, *site, &val)?;
                self.set(*dst, val);
            }
            Op::Same { dst, a, b, site } => {
                let ok = self.same_tag(cx, *a, *b)?;
                let val = self.get(*b).clone();
                self.check(cx, path, &ok, *site, &val)?;
                self.set(*dst, val);
            }
            Op::Refine { dst, value, .. } => {
                let val = self.get(*value).clone();
                self.set(*dst, val);
            }
            Op::Arith {
                dst,
                op,
                a,
                b,
                site,
            } => self.arith(cx, path, *dst, *op, (*a, *b), *site)?,
            Op::Less { dst, a, b } => {
                let difference = cx.sub(&self.get(*b).payload, &self.get(*a).payload);
                let input = cx.add_constant(&difference, less_offset());
                let slot = &mut self.slots.ranges[path.ranges];
                path.ranges += 1;
                slot.input.case(&path.selector, &input);
                let payload = slot.bits.bit(64).clone();
                self.set_boolean(*dst, payload);
            }
            Op::Eq { dst, a, b } => {
                let payload = self.equal(cx, *a, *b)?;
                self.set_boolean(*dst, payload);
            }
            Op::HasTag { dst, value, tags } => {
                let payload = self.has_tag(cx, *value, *tags)?;
                self.set_boolean(*dst, payload);
            }
            Op::Truth { dst, value } => {
                let payload = self.truth(cx, *value)?;
                self.set_boolean(*dst, payload);
            }
            Op::Select { dst, test, a, b } => {
                let test = self.get(*test).payload.clone();
                let (a, b) = (self.get(*a).clone(), self.get(*b).clone());
                let payload = choose(cx, &test, &a.payload, &b.payload)?;
                let tag = match (&a.tag, &b.tag) {
                    (TagNum::Known(a), TagNum::Known(b)) if a == b => TagNum::Known(*a),
                    (x, y) => {
                        let (x, y) = (self.tag_num(cx, x), self.tag_num(cx, y));
                        TagNum::Open(choose(cx, &test, &x, &y)?)
                    }
                };
                self.set(*dst, Val { tag, payload });
            }
            Op::Retag { dst, value, tag } => {
                let payload = self.get(*value).payload.clone();
                let tag = TagNum::Known(*tag);
                self.set(*dst, Val { tag, payload });
            }
            Op::Cons { dst, car, cdr } => {
                let (car, cdr) = (self.get(*car).clone(), self.get(*cdr).clone());
                let header = self.header(cx, Kind::Pair, 0, &[car.tag, cdr.tag]);
                let digest = self.make(path, &header, &[car.payload, cdr.payload]);
                self.set_made(*dst, Tag::Pair, digest);
            }
            Op::Uncons { car, cdr, pair } => self.uncons(cx, path, *car, *cdr, *pair),
            Op::Closure {
                dst,
                code,
                captured,
            } => {
                if is_bare_closure(op) {
                    let bare = self.circuit.bare[code.0 as usize];
                    let val = self.constant_val(cx, (Tag::Procedure, bare));
                    self.set(*dst, val);
                } else {
                    let open = self.circuit.layout.closure_tags(*code);
                    let (tags, payloads) = self.split(captured, open);
                    let header = self.header(cx, Kind::Closure, code.0, &tags);
                    let digest = self.make(path, &header, &payloads);
                    self.set_made(*dst, Tag::Procedure, digest);
                }
            }
            Op::Push { block, live, .. } => {
                let open = self.circuit.layout.frame_tags(*block);
                let (tags, payloads) = self.split(live, open);
                let header = self.header(cx, Kind::Frame, block.0, &tags);
                let mut contents: Vec<Num<F>> = path.stack.iter().cloned().collect();
                contents.extend(payloads);
                path.stack = Some(self.make(path, &header, &contents));
            }
            Op::Emit { value } => {
                let val = self.get(*value).clone();
                let header = self.header(cx, Kind::Output, 0, &[val.tag]);
                let mut contents = vec![val.payload];
                contents.extend(path.output.clone());
                path.output = Some(self.make(path, &header, &contents));
            }
            // The stack's digest is made in the circuit, and a continuation is never anything else, so that
            // leaving to one goes on with a stack that this run has had.
            Op::Mark { dst } => {
                let zero = cx.constant(F::ZERO);
                let payload = path.stack.clone().unwrap_or(zero);
                self.set_made(*dst, Tag::Continuation, payload);
            }
            Op::Reset { continuation } => {
                path.stack = Some(self.get(*continuation).payload.clone());
            }
            Op::Handlers { dst } => {
                let zero = cx.constant(F::ZERO);
                let payload = path.handlers.clone().unwrap_or(zero);
                self.set_made(*dst, Tag::Pair, payload);
            }
            Op::SetHandlers { value } => {
                path.handlers = Some(self.get(*value).payload.clone());
            }
            // Printing and what messages need are no part of what is proved.
            Op::Print { .. } | Op::Enter { .. } => {}
        }
        Ok(())
    }

    fn set_boolean(&mut self, dst: Var, payload: Num<F>) {
        let tag = TagNum::Known(Tag::Boolean);
        self.set(dst, Val { tag, payload });
    }

    fn set_made(&mut self, dst: Var, tag: Tag, payload: Num<F>) {
        let tag = TagNum::Known(tag);
        self.set(dst, Val { tag, payload });
    }

    /// Makes a cell in the path's next hash slot; gives its digest.
    fn make(&mut self, path: &mut Path<F>, header: &Num<F>, contents: &[Num<F>]) -> Num<F> {
        let slot = &mut self.slots.hashes[path.hashes];
        path.hashes += 1;
        slot.make(&path.selector, header, contents);
        slot.digest.clone()
    }

    /// Open tags and payloads of values that go into a cell.
    fn split(&self, values: &[Var], open: &[bool]) -> (Vec<TagNum<F>>, Vec<Num<F>>) {
        let tags = values
            .iter()
            .zip(open)
            .filter(|(_, &open)| open)
            .map(|(v, _)| self.get(*v).tag.clone())
            .collect();
        let payloads = values
            .iter()
            .map(|v| self.get(*v).payload.clone())
            .collect();
        (tags, payloads)
    }

    fn uncons<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        path: &mut Path<F>,
        car: Var,
        cdr: Var,
        pair: Var,
    ) {
        let digest = self.get(pair).payload.clone();
        let mut known = cx.constant(cells::header(Kind::Pair, 0));
        for (position, half) in [car, cdr].into_iter().enumerate() {
            if let Some(tag) = self.circuit.program.ty(half).tag() {
                let tag = F::from(u64::from(tag.number()));
                known = cx.add_constant(&known, cells::tag_weight::<F>(position) * tag);
            }
        }
        let slot = &mut self.slots.hashes[path.hashes];
        path.hashes += 1;
        slot.open(cx, &path.selector, &digest, &known);
        for (position, half) in [car, cdr].into_iter().enumerate() {
            let slot = &self.slots.hashes[path.hashes - 1];
            let payload = slot.contents[position].clone();
            let tag = match slot.tags.get(position) {
                Some(tag) => TagNum::Open(tag.clone()),
                None => TagNum::Open(cx.constant(F::ZERO)),
            };
            self.set(half, Val { tag, payload });
        }
    }

    fn has_tag<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        value: Var,
        wanted: TagSet,
    ) -> Result<Num<F>, SynthesisError> {
        match self.get(value).tag.clone() {
            TagNum::Known(tag) => Ok(cx.constant(F::from(u64::from(wanted.contains(tag))))),
            TagNum::Open(num) => {
                is_one_of(cx, &num, &numbers(self.tags_of(value)), &numbers(wanted))
            }
        }
    }

    fn same_tag<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        a: Var,
        b: Var,
    ) -> Result<Num<F>, SynthesisError> {
        let (x, y) = (self.get(a).tag.clone(), self.get(b).tag.clone());
        match (x, y) {
            (TagNum::Known(tag), _) => self.has_tag(cx, b, TagSet::of(tag)),
            (_, TagNum::Known(tag)) => self.has_tag(cx, a, TagSet::of(tag)),
            (TagNum::Open(x), TagNum::Open(y)) => {
                let both = self.tags_of(a) | self.tags_of(b);
                if let [first, second] = numbers(both)[..] {
                    // Two booleans are equal if both are 1 or neither is.
                    let x = is_one_of(cx, &x, &[first, second], &[first])?;
                    let y = is_one_of(cx, &y, &[first, second], &[first])?;
                    return equal_booleans(cx, &x, &y);
                }
                let difference = cx.sub(&x, &y);
                is_zero(cx, &difference)
            }
        }
    }

    /// Whether two values are the same: tags and payloads.
    fn equal<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        a: Var,
        b: Var,
    ) -> Result<Num<F>, SynthesisError> {
        let tags = self.same_tag(cx, a, b)?;
        if tags.is_zero() {
            return Ok(tags);
        }
        let common = self.tags_of(a) & self.tags_of(b);
        let bare = TagSet::of(Tag::Nil) | TagSet::of(Tag::Unspecified);
        if common.is_subset(bare) {
            return Ok(tags);
        }
        let (x, y) = (self.get(a).payload.clone(), self.get(b).payload.clone());
        let boolean = TagSet::of(Tag::Boolean);
        if self.tags_of(a) == boolean && self.tags_of(b) == boolean {
            return equal_booleans(cx, &x, &y);
        }
        let difference = cx.sub(&x, &y);
        let payloads = is_zero(cx, &difference)?;
        cx.product("same tag and payload", &tags, &payloads)
    }

    fn truth<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        value: Var,
    ) -> Result<Num<F>, SynthesisError> {
        let boolean = self.has_tag(cx, value, TagSet::of(Tag::Boolean))?;
        let off = cx.not(&self.get(value).payload);
        let falsity = cx.product("is false", &boolean, &off)?;
        Ok(cx.not(&falsity))
    }

    fn arith<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        path: &mut Path<F>,
        dst: Var,
        op: Arith,
        (a, b): (Var, Var),
        site: SiteId,
    ) -> Result<(), SynthesisError> {
        let (x, y) = (self.get(a).clone(), self.get(b).clone());
        let payload = match op {
            Arith::Add => cx.add(&x.payload, &y.payload),
            Arith::Sub => cx.sub(&x.payload, &y.payload),
            Arith::Mul => cx.product("product", &x.payload, &y.payload)?,
            Arith::Div => {
                let (zero, inverse) = is_zero_with_inverse(cx, &y.payload)?;
                let ok = cx.not(&zero);
                self.check(cx, path, &ok, site, &y)?;
                cx.product("quotient", &x.payload, &inverse)?
            }
            Arith::Quotient | Arith::Remainder | Arith::Modulo => {
                return self.divide(cx, path, dst, op, (a, b), site);
            }
        };
        if arith_range_uses(&self.circuit.program, op, a, b) > 0 {
            let ok = self.fits(cx, path, op, a, &payload)?;
            self.check(cx, path, &ok, site, &y)?;
        }
        self.set(
            dst,
            Val {
                tag: x.tag,
                payload,
            },
        );
        Ok(())
    }

    /// Whether a result is no integer, or one of 64 bits.
    fn fits<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        path: &mut Path<F>,
        op: Arith,
        a: Var,
        result: &Num<F>,
    ) -> Result<Num<F>, SynthesisError> {
        let integer = self.has_tag(cx, a, TagSet::of(Tag::Integer))?;
        let selector = cx.product("integer result", &path.selector, &integer)?;
        let offset = if op == Arith::Mul {
            product_offset()
        } else {
            sum_offset()
        };
        let input = cx.add_constant(result, offset);
        let slot = &mut self.slots.ranges[path.ranges];
        path.ranges += 1;
        slot.input.case(&selector, &input);
        let fits = if op == Arith::Mul {
            let high = slot.bits.above(cx, 64);
            let excess = cx.add_constant(&high, -power_of_two::<F>(63));
            is_zero(cx, &excess)?
        } else {
            slot.bits.bit(64).clone()
        };
        let misfit = cx.not(&fits);
        let overflow = cx.product("overflow", &integer, &misfit)?;
        Ok(cx.not(&overflow))
    }
}

/// Numbers of the tags in a set.
pub(super) fn numbers(tags: TagSet) -> Vec<u64> {
    tags.iter().map(|tag| u64::from(tag.number())).collect()
}

/// `a` if `test` is 1, `b` if it is 0. Cost: 1, or nothing where the difference is a constant.
fn choose<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    test: &Num<F>,
    a: &Num<F>,
    b: &Num<F>,
) -> Result<Num<F>, SynthesisError> {
    let difference = cx.sub(a, b);
    let chosen = cx.product("selected difference", test, &difference)?;
    Ok(cx.add(b, &chosen))
}

/// Whether two booleans are equal. Cost: 1.
fn equal_booleans<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &Num<F>,
    y: &Num<F>,
) -> Result<Num<F>, SynthesisError> {
    let both = cx.product("both", x, y)?;
    let either = cx.add(x, y);
    let different = cx.add_scaled(&either, -F::from(2), &both);
    Ok(cx.not(&different))
}
