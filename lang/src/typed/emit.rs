//! Makes nodes: keeps their bounds, computes what is constant, and makes nothing twice.
//!
//! Guarantees: every bound that is given to a node holds for every run in which no earlier node fails; no integer reaches
//! 2^[`MAGNITUDE_BITS`].

use super::program::{
    Bound, Node, Op, Rounding, Site, SiteIndex, Wire, MAGNITUDE_BITS, MOST_NODES,
};
use super::run::shifted;
use crate::field::{FieldElement, ScalarField};
use std::collections::{HashMap, HashSet};

/// Why a node can't be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmitError {
    /// Its integers may become too large.
    TooLarge,
    /// There are too many.
    TooMany,
    /// Its divisor is never positive.
    Divisor,
    /// Its index is never one of the table.
    Index,
}

type Made<T = Wire> = Result<T, EmitError>;

/// Nodes in the making.
#[derive(Debug)]
pub struct Emitter {
    field: ScalarField,
    pub nodes: Vec<Node>,
    known: HashMap<(Op, Option<Bound>), Wire>,
    pub tables: Vec<Vec<i128>>,
    pub sites: Vec<Site>,
    site_indices: HashMap<Site, SiteIndex>,
    /// Where the next nodes come from.
    pub site: SiteIndex,
    /// Which element they belong to.
    pub element: u32,
    /// What was done so far, in expressions, elements and nodes.
    work: usize,
    /// The most that is done.
    most_work: usize,
}

/// The most work that is done for a text, in expressions, elements and nodes: keeps a forged one from keeping a verifier busy.
pub const MOST_WORK: usize = 1 << 23;

fn interval(lo: i128, hi: i128) -> Made<Bound> {
    let limit = 1i128 << MAGNITUDE_BITS;
    match -limit < lo && hi < limit {
        true => Ok(Bound { lo, hi }),
        false => Err(EmitError::TooLarge),
    }
}

/// The least interval that holds all of these; none if one is too large to be computed.
fn hull(ends: impl IntoIterator<Item = Option<i128>>) -> Made<Bound> {
    let ends: Option<Vec<i128>> = ends.into_iter().collect();
    let ends = ends.ok_or(EmitError::TooLarge)?;
    match (ends.iter().min(), ends.iter().max()) {
        (Some(lo), Some(hi)) => interval(*lo, *hi),
        _ => Err(EmitError::TooLarge),
    }
}

impl Emitter {
    pub fn new(field: ScalarField, most_work: usize) -> Self {
        Emitter {
            field,
            nodes: Vec::new(),
            known: HashMap::new(),
            tables: Vec::new(),
            sites: Vec::new(),
            site_indices: HashMap::new(),
            site: SiteIndex(0),
            element: 0,
            work: 0,
            most_work,
        }
    }

    /// Counts work.
    pub fn work(&mut self, amount: usize) -> Made<()> {
        self.work = self.work.saturating_add(amount);
        match self.work <= self.most_work {
            true => Ok(()),
            false => Err(EmitError::TooMany),
        }
    }

    /// The index of a place, which becomes that of the next nodes.
    pub fn enter(&mut self, site: Site) -> SiteIndex {
        let next = SiteIndex(u32::try_from(self.sites.len()).unwrap_or(u32::MAX));
        let index = *self.site_indices.entry(site.clone()).or_insert_with(|| {
            self.sites.push(site);
            next
        });
        self.site = index;
        self.element = 0;
        index
    }

    pub fn bound(&self, wire: Wire) -> Option<Bound> {
        self.nodes[wire.0 as usize].bound
    }

    fn op(&self, wire: Wire) -> &Op {
        &self.nodes[wire.0 as usize].op
    }

    /// The bound of an integer. Callers know integers from field elements.
    fn int(&self, wire: Wire) -> Bound {
        self.bound(wire).unwrap_or(Bound { lo: 0, hi: 0 })
    }

    pub fn constant_of(&self, wire: Wire) -> Option<i128> {
        match self.op(wire) {
            Op::Linear { constant, terms } if terms.is_empty() && self.bound(wire).is_some() => {
                Some(*constant)
            }
            _ => None,
        }
    }

    fn push(&mut self, op: Op, bound: Option<Bound>) -> Made {
        self.work(1)?;
        let key = (op, bound);
        if let Some(wire) = self.known.get(&key) {
            return Ok(*wire);
        }
        if self.nodes.len() >= MOST_NODES {
            return Err(EmitError::TooMany);
        }
        let wire = Wire(u32::try_from(self.nodes.len()).map_err(|_| EmitError::TooMany)?);
        self.nodes.push(Node {
            op: key.0.clone(),
            bound,
            site: self.site,
            element: self.element,
        });
        self.known.insert(key, wire);
        Ok(wire)
    }

    pub fn input(&mut self, port: u32, element: u32, bound: Option<Bound>) -> Made {
        self.push(Op::Input { port, element }, bound)
    }

    pub fn constant(&mut self, n: i128) -> Made {
        let op = Op::Linear {
            constant: n,
            terms: Vec::new(),
        };
        let bound = interval(n, n)?;
        self.push(op, Some(bound))
    }

    pub fn field_constant(&mut self, x: FieldElement) -> Made {
        self.push(Op::Field(x), None)
    }

    /// A field element of an integer.
    pub fn field_of(&mut self, x: Wire) -> Made {
        match (self.bound(x), self.constant_of(x)) {
            (None, _) => Ok(x),
            (_, Some(n)) => {
                let constant = Op::Linear {
                    constant: n,
                    terms: Vec::new(),
                };
                self.push(constant, None)
            }
            _ => self.push(
                Op::Linear {
                    constant: 0,
                    terms: vec![(1, x)],
                },
                None,
            ),
        }
    }

    /// `constant + sum of coefficient * operand`.
    pub fn linear(&mut self, constant: i128, terms: &[(i128, Wire)]) -> Made {
        self.work(terms.len())?;
        let is_field = terms.iter().any(|(_, wire)| self.bound(*wire).is_none());
        let mut constant = constant;
        let mut merged: Vec<(i128, Wire)> = Vec::with_capacity(terms.len());
        let mut places: HashMap<Wire, usize> = HashMap::new();
        let mut add = |k: i128, wire: Wire| -> Made<()> {
            match places.get(&wire) {
                Some(&place) => {
                    let sum = merged[place].0.checked_add(k);
                    merged[place].0 = sum.ok_or(EmitError::TooLarge)?;
                }
                None => {
                    places.insert(wire, merged.len());
                    merged.push((k, wire));
                }
            }
            Ok(())
        };
        for (k, wire) in terms {
            match self.op(*wire) {
                // A multiple of one operand is seen through, unless it is there for its narrower bound.
                Op::Linear {
                    constant: inner,
                    terms,
                } if terms.len() <= 1
                    && (is_field || (*inner, terms.first().map(|t| t.0)) != (0, Some(1))) =>
                {
                    let more = k.checked_mul(*inner);
                    let sum = more.and_then(|more| constant.checked_add(more));
                    constant = sum.ok_or(EmitError::TooLarge)?;
                    for (inner, wire) in terms {
                        add(k.checked_mul(*inner).ok_or(EmitError::TooLarge)?, *wire)?;
                    }
                }
                _ => add(*k, *wire)?,
            }
        }
        merged.retain(|(k, _)| *k != 0);
        if is_field {
            if let (0, [(1, wire)]) = (constant, merged.as_slice()) {
                if self.bound(*wire).is_none() {
                    return Ok(*wire);
                }
            }
            return self.push(
                Op::Linear {
                    constant,
                    terms: merged,
                },
                None,
            );
        }
        if let (0, [(1, wire)]) = (constant, merged.as_slice()) {
            return Ok(*wire);
        }
        let (mut lo, mut hi) = (Some(constant), Some(constant));
        for (k, wire) in &merged {
            let bound = self.int(*wire);
            let (a, b) = (k.checked_mul(bound.lo), k.checked_mul(bound.hi));
            let (a, b) = if *k < 0 { (b, a) } else { (a, b) };
            lo = lo.zip(a).and_then(|(lo, a)| lo.checked_add(a));
            hi = hi.zip(b).and_then(|(hi, b)| hi.checked_add(b));
        }
        let bound = hull([lo, hi])?;
        let op = Op::Linear {
            constant,
            terms: merged,
        };
        self.push(op, Some(bound))
    }

    /// The same number under a bound that is known to hold, if it is narrower.
    pub fn within(&mut self, wire: Wire, bound: Bound) -> Made {
        let known = self.int(wire);
        if bound.includes(known) {
            return Ok(wire);
        }
        let bound = Bound {
            lo: bound.lo.max(known.lo),
            hi: bound.hi.min(known.hi),
        };
        let op = Op::Linear {
            constant: 0,
            terms: vec![(1, wire)],
        };
        self.push(op, Some(bound))
    }

    pub fn scaled(&mut self, x: Wire, k: i128) -> Made {
        self.linear(0, &[(k, x)])
    }

    pub fn product(&mut self, a: Wire, b: Wire) -> Made {
        if let Some(k) = self.constant_of(a) {
            return self.scaled(b, k);
        }
        if let Some(k) = self.constant_of(b) {
            return self.scaled(a, k);
        }
        let (a, b) = (a.min(b), a.max(b));
        let (Some(x), Some(y)) = (self.bound(a), self.bound(b)) else {
            return self.push(Op::Product(a, b), None);
        };
        let mut bound = hull([
            x.lo.checked_mul(y.lo),
            x.lo.checked_mul(y.hi),
            x.hi.checked_mul(y.lo),
            x.hi.checked_mul(y.hi),
        ])?;
        if a == b && x.contains(0) {
            bound.lo = 0;
        } else if a == b {
            bound.lo = bound.lo.max(0);
        }
        self.push(Op::Product(a, b), Some(bound))
    }

    /// `x / 2^shift`, rounded; the run fails if the result is not within `range`, if one is given.
    pub fn shift(&mut self, x: Wire, shift: u32, rounding: Rounding, range: Option<Bound>) -> Made {
        let known = self.int(x);
        let half = match (shift, rounding) {
            (MAGNITUDE_BITS.., _) => return Err(EmitError::TooLarge),
            (0, _) | (_, Rounding::Floor) => 0,
            (shift, _) => 1i128 << (shift - 1),
        };
        interval(known.lo, known.hi + half)?;
        let result = Bound {
            lo: shifted(known.lo, shift, rounding),
            hi: shifted(known.hi, shift, rounding),
        };
        let range = range.filter(|range| !range.includes(result));
        if let (Some(n), None) = (self.constant_of(x), range) {
            return self.constant(shifted(n, shift, rounding));
        }
        let (x, relu) = match self.op(x) {
            Op::Relu(inner) if shift > 0 => (*inner, true),
            _ => (x, false),
        };
        let bound = match (range, relu) {
            (None, _) if shift == 0 => return Ok(x),
            (None, _) => result,
            (Some(range), false) => range,
            (Some(range), true) => Bound {
                lo: range.lo.max(0),
                hi: range.hi,
            },
        };
        let op = Op::Shift {
            x,
            shift,
            rounding: if shift == 0 {
                Rounding::Floor
            } else {
                rounding
            },
            relu,
            checked: range.is_some(),
        };
        self.push(op, Some(bound))
    }

    /// The greater one of `x` and 0.
    pub fn relu(&mut self, x: Wire) -> Made {
        let known = self.int(x);
        if known.lo >= 0 {
            return Ok(x);
        }
        if known.hi <= 0 {
            return self.constant(0);
        }
        let bound = Some(Bound { lo: 0, ..known });
        let op = match self.op(x) {
            Op::Shift {
                x,
                shift,
                rounding,
                relu: false,
                checked: false,
            } => Op::Shift {
                x: *x,
                shift: *shift,
                rounding: *rounding,
                relu: true,
                checked: false,
            },
            _ => Op::Relu(x),
        };
        self.push(op, bound)
    }

    /// `x`, or the nearer end of `lo..=hi`.
    pub fn clamp(&mut self, x: Wire, range: Bound) -> Made {
        let known = self.int(x);
        if range.includes(known) {
            return Ok(x);
        }
        let Bound { lo, hi } = range;
        let bound = Bound {
            lo: known.lo.clamp(lo, hi),
            hi: known.hi.clamp(lo, hi),
        };
        if bound.lo == bound.hi {
            return self.constant(bound.lo);
        }
        self.push(Op::Clamp { x, lo, hi }, Some(bound))
    }

    /// `floor(x / y)`.
    pub fn quotient(&mut self, x: Wire, y: Wire) -> Made {
        let (dividend, divisor) = (self.int(x), self.int(y));
        if divisor.hi < 1 {
            return Err(EmitError::Divisor);
        }
        if let Some(y) = self.constant_of(y) {
            if let Some(x) = self.constant_of(x) {
                return self.constant(x.div_euclid(y));
            }
            if y.count_ones() == 1 {
                return self.shift(x, y.trailing_zeros(), Rounding::Floor, None);
            }
        }
        let (least, most) = (divisor.lo.max(1), divisor.hi);
        let bound = hull([
            Some(dividend.lo.div_euclid(least)),
            Some(dividend.lo.div_euclid(most)),
            Some(dividend.hi.div_euclid(least)),
            Some(dividend.hi.div_euclid(most)),
        ])?;
        self.push(Op::Quotient { x, y }, Some(bound))
    }

    /// `x / y`, rounded. Cost: that of a quotient, and a little for ties to even.
    pub fn divided(&mut self, x: Wire, y: Wire, rounding: Rounding) -> Made {
        if rounding == Rounding::Floor {
            return self.quotient(x, y);
        }
        if let Some(k) = self
            .constant_of(y)
            .filter(|k| *k > 0 && k.count_ones() == 1)
        {
            return self.shift(x, k.trailing_zeros(), rounding, None);
        }
        // floor(x / y + 1/2) = floor((2 x + y) / (2 y)).
        let doubled = self.linear(0, &[(2, x), (1, y)])?;
        let twice = self.scaled(y, 2)?;
        let up = self.quotient(doubled, twice)?;
        if rounding == Rounding::HalfUp {
            return Ok(up);
        }
        // A tie leaves no remainder; then the odd one gives way.
        let made_up = self.product(up, twice)?;
        let remainder = self.linear(0, &[(1, doubled), (-1, made_up)])?;
        let tie = self.is_zero(remainder)?;
        let half = self.shift(up, 1, Rounding::Floor, None)?;
        let odd = self.linear(0, &[(1, up), (-2, half)])?;
        let odd = self.within(odd, Bound { lo: 0, hi: 1 })?;
        let down = self.product(tie, odd)?;
        self.linear(0, &[(1, up), (-1, down)])
    }

    pub fn is_non_negative(&mut self, x: Wire) -> Made {
        let known = self.int(x);
        if known.lo >= 0 || known.hi < 0 {
            return self.constant(i128::from(known.lo >= 0));
        }
        self.push(Op::IsNonNegative(x), Some(Bound { lo: 0, hi: 1 }))
    }

    pub fn is_zero(&mut self, x: Wire) -> Made {
        if let Some(known) = self.bound(x) {
            if !known.contains(0) || known.lo == known.hi {
                return self.constant(i128::from(known.contains(0)));
            }
        }
        self.push(Op::IsZero(x), Some(Bound { lo: 0, hi: 1 }))
    }

    pub fn maximum(&mut self, xs: &[Wire]) -> Made {
        let floor = xs.iter().map(|x| self.int(*x).lo).max().unwrap_or_default();
        let mut seen = HashSet::new();
        let mut kept: Vec<Wire> = xs.to_vec();
        kept.retain(|x| self.int(*x).hi >= floor && seen.insert(*x));
        // What can't exceed another's least value is never needed, unless it is that other one.
        let least: Vec<Wire> = kept
            .iter()
            .copied()
            .filter(|x| self.int(*x).lo == floor)
            .collect();
        let idle = |x: &Wire| self.int(*x).hi == floor && least.iter().take(2).any(|y| y != x);
        if let Some(place) = kept.iter().position(idle) {
            kept.remove(place);
        }
        match kept.as_slice() {
            [] => self.constant(floor),
            [x] => Ok(*x),
            xs => {
                let hi = xs.iter().map(|x| self.int(*x).hi).max().unwrap_or(floor);
                self.push(Op::Maximum(kept), Some(Bound { lo: floor, hi }))
            }
        }
    }

    pub fn arg_max(&mut self, xs: Vec<Wire>) -> Made {
        let hi = xs.len() as i128 - 1;
        match hi {
            ..=0 => self.constant(0),
            _ => self.push(Op::ArgMax(xs), Some(Bound { lo: 0, hi })),
        }
    }

    /// The entry of a table.
    pub fn lookup(&mut self, table: &[i128], index: Wire) -> Made {
        let known = self.int(index);
        let last = table.len() as i128 - 1;
        let (lo, hi) = (known.lo.max(0), known.hi.min(last));
        if lo > hi {
            return Err(EmitError::Index);
        }
        let reachable = &table[lo as usize..=hi as usize];
        if known.lo == known.hi {
            return self.constant(reachable[0]);
        }
        let bound = hull(reachable.iter().map(|entry| Some(*entry)))?;
        self.work(self.tables.len() + table.len())?;
        let table = match self.tables.iter().position(|known| known == table) {
            Some(place) => place,
            None => {
                self.tables.push(table.to_vec());
                self.tables.len() - 1
            }
        };
        let table = u32::try_from(table).map_err(|_| EmitError::TooMany)?;
        self.push(Op::Lookup { table, index }, Some(bound))
    }

    /// `a` if `c` is 1, `b` if it is 0.
    pub fn select(&mut self, c: Wire, a: Wire, b: Wire) -> Made {
        match self.constant_of(c) {
            Some(0) => return Ok(b),
            Some(_) => return Ok(a),
            None if a == b => return Ok(a),
            None => {}
        }
        let difference = self.linear(0, &[(1, a), (-1, b)])?;
        let product = match self.bound(difference) {
            Some(_) => self.product(c, difference)?,
            None => {
                let c = self.field_of(c)?;
                self.product(c, difference)?
            }
        };
        let chosen = self.linear(0, &[(1, b), (1, product)])?;
        match (self.bound(a), self.bound(b)) {
            (Some(x), Some(y)) => {
                let either = Bound {
                    lo: x.lo.min(y.lo),
                    hi: x.hi.max(y.hi),
                };
                self.within(chosen, either)
            }
            _ => Ok(chosen),
        }
    }

    /// The magnitude.
    pub fn magnitude(&mut self, x: Wire) -> Made {
        let known = self.int(x);
        if known.lo >= 0 {
            return Ok(x);
        }
        let positive = self.relu(x)?;
        let magnitude = self.linear(0, &[(2, positive), (-1, x)])?;
        let bound = Bound {
            lo: 0,
            hi: known.hi.max(-known.lo),
        };
        self.within(magnitude, bound)
    }

    pub fn not(&mut self, x: Wire) -> Made {
        self.linear(1, &[(-1, x)])
    }

    pub fn or(&mut self, a: Wire, b: Wire) -> Made {
        let both = self.product(a, b)?;
        let sum = self.linear(0, &[(1, a), (1, b), (-1, both)])?;
        self.within(sum, Bound { lo: 0, hi: 1 })
    }

    pub fn hash(&mut self, xs: Vec<Wire>) -> Made {
        self.push(Op::Hash(xs), None)
    }

    pub fn inverse(&mut self, x: Wire) -> Made {
        self.push(Op::Inverse(x), None)
    }

    pub fn assert(&mut self, x: Wire) -> Made {
        match self.constant_of(x) {
            Some(1) => Ok(x),
            _ => self.push(Op::Assert(x), Some(Bound { lo: 0, hi: 0 })),
        }
    }

    pub fn field(&self) -> ScalarField {
        self.field
    }
}
