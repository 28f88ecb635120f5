//! Public tables.

use super::element::{Element, Known};
use crate::gadgets::num::{Builder, Num};
use crate::gadgets::range::Bits;
use crate::scalar::{from_i128, ProofField};
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_lang::typed::program::Bound;

/// An index taken apart: for all lookups by it in tables of one number of entries.
#[derive(Clone, Debug)]
pub struct Index<F: ProofField> {
    /// Its bits, least significant first.
    bits: Vec<Num<F>>,
    /// Of the numbers that its lower bits can make, 1 for the one that they do, and 0 for the others.
    low: Vec<Num<F>>,
}

/// How many bits an index of a table has.
fn bits_of(entries: usize) -> usize {
    (usize::BITS - (entries - 1).leading_zeros()) as usize
}

/// Statement: the result is the bits of `x`, with one of truth values for what the lower half of them make; `x` is below `entries`.
///
/// Assumes: `x` is within its bound. Enforces: its bits, as [`Bits::of`], or that those known above are 0; products that
/// take one bit more each time, `h * bit` and `h - h * bit`; if the number of entries is no power of two, and the bound does not say
/// so, that a table of what is beyond them gives 0. Does not enforce: anything that the bound says.
///
/// Why unique: bits are, and the rest is computed. Cost, for 256 entries: 8 for the bits, unless they are known; 11.
///
/// # Errors
/// Those of the constraint system.
pub fn index<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    x: &mut Element<F>,
    entries: usize,
) -> Result<Index<F>, SynthesisError> {
    let count = bits_of(entries);
    let bound = x.integers();
    let room = Bound {
        lo: 0,
        hi: (1 << count) - 1,
    };
    let known = x.known.clone().filter(|known| {
        let from_zero = known.offset() == 0 || known.sign().is_some();
        known.less().is_none() && from_zero
    });
    let known = match known {
        Some(known) => {
            let top = known.len() - usize::from(known.sign().is_some());
            if !room.includes(bound) {
                let sign: Vec<_> = known
                    .sign()
                    .map(|sign| (-F::ONE, sign))
                    .into_iter()
                    .collect();
                let none = F::from(sign.len() as u64);
                let above = known.ones(cx, count.min(top)..top, none, &sign);
                if above.constant() != Some(F::ZERO) {
                    cx.enforce_zero("nothing above", &above);
                }
            }
            known
        }
        None => {
            let bits = Bits::of(cx, &x.num, count)?;
            let known = Known::new(bits.into_vec(), 0);
            if x.known.is_none() {
                x.known = Some(known.clone());
            }
            known
        }
    };
    let top = known.len() - usize::from(known.sign().is_some());
    let bits: Vec<_> = (0..count)
        .map(|i| {
            if i < top {
                known.bit(cx, i)
            } else {
                cx.constant(F::ZERO)
            }
        })
        .collect();
    let mut low = vec![cx.constant(F::ONE)];
    for bit in &bits[..count / 2] {
        low = doubled(cx, &low, bit)?;
    }
    let index = Index { bits, low };
    let last = entries as i128 - 1;
    if entries < 1 << count && !(Bound { lo: 0, hi: last }).includes(bound) {
        let beyond: Vec<F> = (0..1usize << count)
            .map(|i| F::from(u64::from(i >= entries)))
            .collect();
        let outside = choose(cx, &index.low, &index.bits[count / 2..], &beyond)?;
        cx.enforce_zero("an entry of the table", &outside);
    }
    Ok(index)
}

/// The truth values for one bit more: those where it is 0, then those where it is 1. Exactly one of `low` is 1.
fn doubled<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    low: &[Num<F>],
    bit: &Num<F>,
) -> Result<Vec<Num<F>>, SynthesisError> {
    let mut ones = Vec::with_capacity(low.len());
    for h in &low[1..] {
        ones.push(cx.product("one of the lower bits", h, bit)?);
    }
    // Together they are the bit, so that the first needs no product.
    let others: Vec<_> = ones.iter().map(|p| (-F::ONE, p)).collect();
    let mut terms = vec![(F::ONE, bit)];
    terms.extend(others);
    let first = cx.linear(F::ZERO, &terms);
    let mut both = Vec::with_capacity(2 * low.len());
    for (h, one) in low.iter().zip(std::iter::once(&first).chain(&ones)) {
        both.push(cx.sub(h, one));
    }
    both.push(first);
    both.extend(ones);
    Ok(both)
}

/// The entry that the higher bits choose from rows, within each of which `low` chooses.
fn choose<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    low: &[Num<F>],
    high: &[Num<F>],
    entries: &[F],
) -> Result<Num<F>, SynthesisError> {
    if entries.iter().all(|entry| *entry == entries[0]) {
        return Ok(cx.constant(entries[0]));
    }
    let Some((bit, rest)) = high.split_last() else {
        let terms: Vec<_> = entries.iter().copied().zip(low).collect();
        return Ok(cx.linear(F::ZERO, &terms));
    };
    let (first, second) = entries.split_at(entries.len() / 2);
    if first == second {
        return choose(cx, low, rest, first);
    }
    let first = choose(cx, low, rest, first)?;
    let second = choose(cx, low, rest, second)?;
    let difference = cx.sub(&second, &first);
    let product = cx.product("the higher half", bit, &difference)?;
    Ok(cx.add(&first, &product))
}

/// Statement: the result is the entry of `table` that the index says.
///
/// Assumes: the index was made for as many entries. Enforces: rows of entries are sums over the lower bits' truth values, and each higher
/// bit chooses between two, `a + bit * (b - a)`. Why unique: it is computed. Cost, for 256 entries: 15; less where parts of
/// the table are alike.
///
/// # Errors
/// Those of the constraint system.
pub fn lookup<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    index: &Index<F>,
    table: &[i128],
    bound: Bound,
) -> Result<Element<F>, SynthesisError> {
    let mut entries: Vec<F> = table.iter().map(|n| from_i128(*n)).collect();
    let last = entries[entries.len() - 1];
    entries.resize(1 << index.bits.len(), last);
    let high = &index.bits[index.bits.len() / 2..];
    let num = choose(cx, &index.low, high, &entries)?;
    Ok(Element::within(num, bound))
}
