//! The next state.

use super::{Circuit, Path, State, Step, TagNum, Val};
use crate::cells::{header, Kind};
use crate::gadgets::mux::Mux;
use crate::gadgets::num::{Builder, Num};
use crate::scalar::ProofField;
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::block::{Args, BlockId, CodeId, End, Program, SiteId};
use foldscheme_lang::value::Tag;

/// A number of the next state with more terms than this gets a variable of its own.
const MOST_TERMS: u32 = 6;

/// What the paths give the next state.
pub(super) struct Next<F: ProofField> {
    selectors: Vec<Vec<Num<F>>>,
    stack: Mux<F>,
    handlers: Mux<F>,
    output: Mux<F>,
    payloads: Vec<Mux<F>>,
    tags: Vec<Mux<F>>,
}

impl<F: ProofField> Next<F> {
    pub fn new(circuit: &Circuit<F>) -> Next<F> {
        let layout = &circuit.layout;
        Next {
            selectors: vec![Vec::new(); circuit.program.blocks.len()],
            stack: Mux::default(),
            handlers: Mux::default(),
            output: Mux::default(),
            payloads: (0..layout.registers).map(|_| Mux::default()).collect(),
            tags: (0..layout.tag_count()).map(|_| Mux::default()).collect(),
        }
    }
}

impl<F: ProofField> Step<'_, F> {
    pub(super) fn end<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        end: &End,
        mut path: Path<F>,
    ) -> Result<(), SynthesisError> {
        match end {
            End::Branch { .. } => {}
            End::Jump { block, args } => {
                self.next.selectors[block.0 as usize].push(path.selector.clone());
                for (i, arg) in args.iter().enumerate() {
                    let val = self.get(*arg).clone();
                    let tagged = self.circuit.layout.is_tagged(*block, i);
                    self.give(cx, &path, i, &val, tagged);
                }
                // In the error state stack and handlers are empty.
                if *block == Program::ERROR {
                    self.keep_output(&path);
                } else {
                    self.keep(&path);
                }
            }
            End::Return { value } => {
                let val = self.get(*value).clone();
                let tagged = self.circuit.layout.tag_registers[0].is_some();
                self.give(cx, &path, 0, &val, tagged);
                let zero = cx.constant(F::ZERO);
                let stack = path.stack.clone().unwrap_or(zero);
                let slot = &mut self.slots.hashes[path.hashes];
                path.hashes += 1;
                slot.open_any(cx, &path.selector, &stack);
                slot.returning = cx.add(&slot.returning, &path.selector);
                self.next.stack.case(&path.selector, &slot.contents[0]);
                self.keep_handlers(&path);
                self.keep_output(&path);
            }
            End::Apply {
                procedure, args, ..
            } => {
                let closure = self.get(*procedure).payload.clone();
                let (count, args) = match args {
                    Args::Fixed(args) => (Some(args.len()), args.clone()),
                    Args::List(list) => (None, vec![*list]),
                };
                for (i, arg) in args.iter().enumerate() {
                    let val = self.get(*arg).clone();
                    let tagged = self.circuit.layout.tag_registers[i].is_some();
                    self.give(cx, &path, i, &val, tagged);
                }
                let slot = &mut self.slots.hashes[path.hashes];
                path.hashes += 1;
                slot.open_any(cx, &path.selector, &closure);
                slot.applying.push((count, path.selector.clone()));
                self.keep(&path);
            }
            End::Fail { site, irritant } => {
                let val = self.get(*irritant).clone();
                self.fail(cx, &path, *site, &val)?;
            }
        }
        Ok(())
    }

    /// The path goes to the error state, whose stack is empty; or to where errors go, with all that there is.
    pub(super) fn fail<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        path: &Path<F>,
        site: SiteId,
        irritant: &Val<F>,
    ) -> Result<(), SynthesisError> {
        let number = Val {
            tag: TagNum::Known(Tag::Integer),
            payload: cx.constant(F::from(u64::from(site.0))),
        };
        let mut values = vec![number, irritant.clone()];
        let program = &self.circuit.program;
        let block = match program.raise {
            Some(raise) => {
                let message = program.sites[site.0 as usize].message;
                values.push(self.constant_val(cx, self.circuit.constants[message.0 as usize]));
                self.keep(path);
                raise.block
            }
            None => {
                self.keep_output(path);
                Program::ERROR
            }
        };
        self.next.selectors[block.0 as usize].push(path.selector.clone());
        for (i, value) in values.iter().enumerate() {
            let tagged = self.circuit.layout.is_tagged(block, i);
            self.give(cx, path, i, value, tagged);
        }
        Ok(())
    }

    fn give<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        path: &Path<F>,
        register: usize,
        val: &Val<F>,
        tagged: bool,
    ) {
        self.next.payloads[register].case(&path.selector, &val.payload);
        if let (true, Some(tag)) = (tagged, self.circuit.layout.tag_registers[register]) {
            let num = self.tag_num(cx, &val.tag);
            self.next.tags[tag].case(&path.selector, &num);
        }
    }

    /// What the path has of stack, handlers and output goes on.
    fn keep(&mut self, path: &Path<F>) {
        if let Some(stack) = &path.stack {
            self.next.stack.case(&path.selector, stack);
        }
        self.keep_handlers(path);
        self.keep_output(path);
    }

    fn keep_handlers(&mut self, path: &Path<F>) {
        if let Some(handlers) = &path.handlers {
            self.next.handlers.case(&path.selector, handlers);
        }
    }

    fn keep_output(&mut self, path: &Path<F>) {
        if let Some(output) = &path.output {
            self.next.output.case(&path.selector, output);
        }
    }

    pub(super) fn finish<CS: ConstraintSystem<F>>(
        mut self,
        cx: &mut Builder<'_, F, CS>,
    ) -> Result<State<F>, SynthesisError> {
        cx.set_place("dispatch");
        for i in 0..self.slots.hashes.len() {
            self.dispatch_return(cx, i)?;
            self.dispatch_apply(cx, i)?;
        }
        self.slots.finish(self.circuit, cx)?;
        cx.set_place("next");
        let mut selectors = Vec::new();
        for sources in &self.next.selectors {
            let sum = cx.sum(sources);
            selectors.push(cx.shorten("selector", &sum, MOST_TERMS)?);
        }
        let layout = &self.circuit.layout;
        let mut choose = |mux: &Mux<F>, label: &'static str| {
            let chosen = mux.choose(cx, label)?;
            cx.shorten(label, &chosen, MOST_TERMS)
        };
        Ok(State {
            selectors,
            identity: self.state.identity.clone(),
            stack: match layout.stack {
                true => Some(choose(&self.next.stack, "stack")?),
                false => None,
            },
            handlers: match layout.handlers {
                true => Some(choose(&self.next.handlers, "handlers")?),
                false => None,
            },
            output: match layout.output {
                true => Some(choose(&self.next.output, "output")?),
                false => None,
            },
            payloads: self
                .next
                .payloads
                .iter()
                .map(|mux| choose(mux, "payload"))
                .collect::<Result<_, _>>()?,
            tags: self
                .next
                .tags
                .iter()
                .map(|mux| choose(mux, "tag"))
                .collect::<Result<_, _>>()?,
        })
    }

    /// One-hot selectors of what a cell taken apart in this slot belongs to: booleans whose sum is `sum`.
    fn one_hot<CS: ConstraintSystem<F>>(
        &self,
        cx: &mut Builder<'_, F, CS>,
        sum: &Num<F>,
        hints: Vec<Option<bool>>,
    ) -> Result<Vec<Num<F>>, SynthesisError> {
        if hints.len() == 1 {
            return Ok(vec![sum.clone()]);
        }
        let selectors = hints
            .into_iter()
            .map(|hint| cx.boolean("target selector", hint))
            .collect::<Result<Vec<_>, _>>()?;
        let total = cx.sum(&selectors);
        cx.enforce_equal("one target if any", &total, sum);
        Ok(selectors)
    }

    /// Returns: the frame's header tells the block that goes on.
    fn dispatch_return<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        slot: usize,
    ) -> Result<(), SynthesisError> {
        let returning = self.slots.hashes[slot].returning.clone();
        if returning.is_zero() {
            return Ok(());
        }
        let layout = &self.circuit.layout;
        let said = self.slots.said_return(slot);
        let hints = layout
            .returns
            .iter()
            .map(|block| said.map(|said| said == Some(*block)))
            .collect();
        let selectors = self.one_hot(cx, &returning, hints)?;
        for (block, selector) in layout.returns.iter().zip(&selectors) {
            self.next.selectors[block.0 as usize].push(selector.clone());
            self.slots.hashes[slot].add_header(cx, selector, header(Kind::Frame, block.0));
            let mut position = 0;
            for (i, &open) in layout.frame_tags(*block).iter().enumerate() {
                let slot = &self.slots.hashes[slot];
                let payload = slot.contents[1 + i].clone();
                let tag = open.then(|| slot.tags[position].clone());
                position += usize::from(open);
                self.take_out(cx, *block, 1 + i, selector, &payload, tag);
            }
        }
        Ok(())
    }

    /// A value of a cell taken apart goes to a register of the block that goes on. Where that block keeps
    /// the tag of a value whose type it knows, because others who lead there don't, the type gives it.
    fn take_out<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        block: BlockId,
        register: usize,
        selector: &Num<F>,
        payload: &Num<F>,
        tag: Option<Num<F>>,
    ) {
        let Circuit {
            program, layout, ..
        } = self.circuit;
        self.next.payloads[register].case(selector, payload);
        let (true, Some(place)) = (
            layout.is_tagged(block, register),
            layout.tag_registers[register],
        ) else {
            return;
        };
        let known = program.ty(program.block(block).params[register]).tag();
        let tag = tag.or_else(|| known.map(|tag| self.tag_num(cx, &TagNum::Known(tag))));
        if let Some(tag) = tag {
            self.next.tags[place].case(selector, &tag);
        }
    }

    /// Applications: the closure's header tells the code, and the number of arguments its entry.
    fn dispatch_apply<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        slot: usize,
    ) -> Result<(), SynthesisError> {
        let applying = self.slots.hashes[slot].applying.clone();
        if applying.is_empty() {
            return Ok(());
        }
        let total = cx.sum(applying.iter().map(|(_, selector)| selector));
        let layout = &self.circuit.layout;
        let said = self.slots.said_code(slot);
        let hints: Vec<_> = layout
            .codes
            .iter()
            .map(|code| said.map(|said| said == Some(*code)))
            .collect();
        if hints.is_empty() {
            // No closure is ever built: no path can get here.
            cx.enforce_zero("nothing to apply", &total);
            return Ok(());
        }
        let selectors = self.one_hot(cx, &total, hints)?;
        let mut counts: Vec<(Option<usize>, Num<F>)> = Vec::new();
        for (count, selector) in applying {
            match counts.iter_mut().find(|(known, _)| *known == count) {
                Some((_, sum)) => *sum = cx.add(sum, &selector),
                None => counts.push((count, selector)),
            }
        }
        for (code, selector) in layout.codes.iter().zip(&selectors) {
            self.slots.hashes[slot].add_header(cx, selector, header(Kind::Closure, code.0));
            let mut left = selector.clone();
            for (i, (count, applied)) in counts.iter().enumerate() {
                let taken = if i + 1 == counts.len() {
                    left.clone()
                } else {
                    let taken = cx.product("this code so applied", selector, applied)?;
                    left = cx.sub(&left, &taken);
                    taken
                };
                self.enter(cx, slot, *code, *count, &taken);
            }
        }
        Ok(())
    }

    fn enter<CS: ConstraintSystem<F>>(
        &mut self,
        cx: &mut Builder<'_, F, CS>,
        slot: usize,
        code: CodeId,
        count: Option<usize>,
        selector: &Num<F>,
    ) {
        let program = &self.circuit.program;
        let layout = &self.circuit.layout;
        let entries = &program.codes[code.0 as usize];
        let entry: Option<BlockId> = match count {
            Some(count) => entries
                .entries
                .iter()
                .find(|(n, _)| *n == count)
                .map(|(_, block)| *block),
            None => entries.list_entry,
        };
        let Some(entry) = entry else { return };
        self.next.selectors[entry.0 as usize].push(selector.clone());
        let first = count.unwrap_or(1);
        let mut position = 0;
        for (i, &open) in layout.closure_tags(code).iter().enumerate() {
            let slot = &self.slots.hashes[slot];
            let payload = slot.contents[i].clone();
            let tag = open.then(|| slot.tags[position].clone());
            position += usize::from(open);
            self.take_out(cx, entry, first + i, selector, &payload, tag);
        }
    }
}
