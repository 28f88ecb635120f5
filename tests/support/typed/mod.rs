//! Programs of typed steps made by hand, and their constraints.

pub mod corpus;

use super::Built;
use bellpepper_core::{ConstraintSystem, SynthesisError};
use foldscheme_circuits::check::{Counted, Recorded};
use foldscheme_circuits::gadgets::num::Builder;
use foldscheme_circuits::scalar::{from_element, from_i128, to_element, ProofField};
use foldscheme_circuits::typed::digest::{digest, Kind};
use foldscheme_circuits::typed::gadgets::element::Element;
use foldscheme_circuits::typed::synthesis::{count_by_site, synthesize};
use foldscheme_lang::field::FieldElement;
use foldscheme_lang::source::{SourceId, Span};
use foldscheme_lang::typed::array::Value;
use foldscheme_lang::typed::program::{
    Bound, Node, Op, Port, Role, Rounding, Site, SiteIndex, StepProgram, Wire,
};
use foldscheme_lang::typed::run::{shifted, StepFailure};
use foldscheme_lang::typed::ty::{ElementType, Type};
use proptest::prelude::Rng;
use proptest::test_runner::TestRng;

const NOWHERE: Span = Span {
    source: SourceId(0),
    start: 0,
    end: 0,
};

pub const fn bound(lo: i128, hi: i128) -> Bound {
    Bound { lo, hi }
}

/// The bound of a signed integer of so many bits.
pub const fn int(bits: u32) -> Bound {
    bound(-(1 << (bits - 1)), (1 << (bits - 1)) - 1)
}

/// The bound of an unsigned integer of so many bits.
pub const fn nat(bits: u32) -> Bound {
    bound(0, (1 << bits) - 1)
}

/// A program in the making: every operation has a site of its own, named like it.
pub struct Maker {
    program: StepProgram,
}

impl Maker {
    pub fn over<F: ProofField>() -> Self {
        Maker {
            program: StepProgram {
                name: "test".to_string(),
                field: F::FIELD,
                ports: Vec::new(),
                nodes: Vec::new(),
                outputs: Vec::new(),
                tables: Vec::new(),
                sites: Vec::new(),
                intermediates: Vec::new(),
            },
        }
    }

    pub fn node(&mut self, operation: &str, op: Op, bound: Option<Bound>) -> Wire {
        let span = NOWHERE;
        self.program.sites.push(Site {
            span,
            operation: operation.to_string(),
            calls: Vec::new(),
            message: None,
        });
        self.program.nodes.push(Node {
            op,
            bound,
            site: SiteIndex(self.program.sites.len() as u32 - 1),
            element: 0,
        });
        Wire(self.program.nodes.len() as u32 - 1)
    }

    fn port(&mut self, element: ElementType, bound: Option<Bound>) -> Wire {
        let port = self.program.ports.len() as u32;
        self.program.ports.push(Port {
            name: format!("x{port}"),
            ty: Type {
                element,
                shape: Vec::new(),
            },
            role: Role::Private,
            span: NOWHERE,
        });
        let element = 0;
        self.node("input", Op::Input { port, element }, bound)
    }

    /// A number of a type.
    pub fn of_type(&mut self, element: ElementType) -> Wire {
        self.port(element, element.bound())
    }

    pub fn input(&mut self, within: Bound) -> Wire {
        self.port(ElementType::Int(64), Some(within))
    }

    pub fn field_input(&mut self) -> Wire {
        self.port(ElementType::Field, None)
    }

    pub fn of(&self, wire: Wire) -> Bound {
        self.program.node(wire).bound.expect("an integer")
    }

    pub fn linear(&mut self, constant: i128, terms: &[(i128, Wire)]) -> Wire {
        let (mut lo, mut hi) = (constant, constant);
        for (k, x) in terms {
            let of = self.of(*x);
            let (a, b) = (k * of.lo, k * of.hi);
            (lo, hi) = (lo + a.min(b), hi + a.max(b));
        }
        let terms = terms.to_vec();
        self.node("sum", Op::Linear { constant, terms }, Some(bound(lo, hi)))
    }

    pub fn constant(&mut self, n: i128) -> Wire {
        self.linear(n, &[])
    }

    pub fn product(&mut self, x: Wire, y: Wire) -> Wire {
        let (a, b) = (self.of(x), self.of(y));
        let ends = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
        let (lo, hi) = (ends.iter().min(), ends.iter().max());
        let within = bound(*lo.expect("four"), *hi.expect("four"));
        self.node("product", Op::Product(x, y), Some(within))
    }

    /// A shift that is known to be in range.
    pub fn shift(&mut self, x: Wire, shift: u32, rounding: Rounding, relu: bool) -> Wire {
        let of = self.of(x);
        let end = |n| {
            let n = shifted(n, shift, rounding);
            if relu {
                n.max(0)
            } else {
                n
            }
        };
        let within = bound(end(of.lo), end(of.hi));
        let checked = false;
        let op = Op::Shift {
            x,
            shift,
            rounding,
            relu,
            checked,
        };
        self.node("shift", op, Some(within))
    }

    pub fn checked(
        &mut self,
        x: Wire,
        shift: u32,
        rounding: Rounding,
        relu: bool,
        within: Bound,
    ) -> Wire {
        let checked = true;
        let op = Op::Shift {
            x,
            shift,
            rounding,
            relu,
            checked,
        };
        self.node("checked shift", op, Some(within))
    }

    pub fn quotient(&mut self, x: Wire, y: Wire) -> Wire {
        let (a, b) = (self.of(x), self.of(y));
        let (least, most) = (b.lo.max(1), b.hi.max(1));
        let lo = a.lo.div_euclid(if a.lo < 0 { least } else { most });
        let hi = a.hi.div_euclid(if a.hi < 0 { most } else { least });
        self.node("quotient", Op::Quotient { x, y }, Some(bound(lo, hi)))
    }

    pub fn relu(&mut self, x: Wire) -> Wire {
        let of = self.of(x);
        let within = bound(of.lo.max(0), of.hi.max(0));
        self.node("relu", Op::Relu(x), Some(within))
    }

    pub fn clamp(&mut self, x: Wire, lo: i128, hi: i128) -> Wire {
        let of = self.of(x);
        let within = bound(of.lo.clamp(lo, hi), of.hi.clamp(lo, hi));
        self.node("clamp", Op::Clamp { x, lo, hi }, Some(within))
    }

    pub fn is_non_negative(&mut self, x: Wire) -> Wire {
        self.node("sign", Op::IsNonNegative(x), Some(bound(0, 1)))
    }

    pub fn is_zero(&mut self, x: Wire) -> Wire {
        self.node("zero test", Op::IsZero(x), Some(bound(0, 1)))
    }

    pub fn maximum(&mut self, xs: &[Wire]) -> Wire {
        let bounds = || xs.iter().map(|x| self.of(*x));
        let lo = bounds().map(|b| b.lo).max().expect("some");
        let hi = bounds().map(|b| b.hi).max().expect("some");
        self.node("maximum", Op::Maximum(xs.to_vec()), Some(bound(lo, hi)))
    }

    pub fn arg_max(&mut self, xs: &[Wire]) -> Wire {
        let within = bound(0, xs.len() as i128 - 1);
        self.node("argmax", Op::ArgMax(xs.to_vec()), Some(within))
    }

    pub fn lookup(&mut self, entries: &[i128], index: Wire) -> Wire {
        let table = self.program.tables.len() as u32;
        self.program.tables.push(entries.to_vec());
        let (lo, hi) = (entries.iter().min(), entries.iter().max());
        let within = bound(*lo.expect("an entry"), *hi.expect("an entry"));
        self.node("lookup", Op::Lookup { table, index }, Some(within))
    }

    pub fn assert(&mut self, x: Wire) -> Wire {
        self.node("assertion", Op::Assert(x), Some(bound(0, 0)))
    }

    pub fn field(&mut self, operation: &str, op: Op) -> Wire {
        self.node(operation, op, None)
    }

    pub fn finish(mut self, outputs: &[Wire]) -> StepProgram {
        self.program.outputs = outputs.to_vec();
        self.program
    }
}

/// What a program makes of inputs, natively: the values of its outputs.
pub fn run<F: ProofField>(
    program: &StepProgram,
    inputs: &[Value],
) -> Result<Vec<Value>, StepFailure> {
    let ports: Vec<&[Value]> = inputs.iter().map(std::slice::from_ref).collect();
    let hash = |elements: &[FieldElement]| {
        let elements: Vec<F> = elements.iter().map(|x| from_element(*x)).collect();
        to_element(digest(Kind::User, &elements))
    };
    let values = program.run(&ports, &hash)?;
    Ok(program.state_after(&values))
}

pub fn scalar<F: ProofField>(value: Value) -> F {
    match value {
        Value::Int(n) => from_i128(n),
        Value::Field(x) => from_element(x),
    }
}

/// One scalar for each port: a variable that comes from outside, of which only the range is known.
fn elements<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    program: &StepProgram,
    inputs: Option<&[Value]>,
) -> Result<Vec<Vec<Element<F>>>, SynthesisError> {
    (0..program.ports.len())
        .map(|i| {
            let value = inputs.map(|inputs| scalar(inputs[i]));
            Ok(vec![Element::from(cx.unchecked_alloc("input", value)?)])
        })
        .collect()
}

/// The constraints of a step with one scalar in each port: these are the first private variables.
pub fn build_typed<F: ProofField>(program: &StepProgram, inputs: Option<&[Value]>) -> Built<F> {
    let mut cs = Recorded::default();
    let mut cx = Builder::new(&mut cs);
    let inputs = elements(&mut cx, program, inputs).expect("allocates");
    let outputs = synthesize(&mut cx, program, &inputs).expect("builds");
    let outputs = outputs.into_iter().map(|output| output.num).collect();
    Built { cs, outputs }
}

/// The constraints of several steps, each on what the one before gives. The first step's integers are made of bits,
/// as whoever unpacks a state has them, and bound to the first private variables.
pub fn build_chain<F: ProofField>(
    program: &StepProgram,
    inputs: &[Value],
    steps: usize,
) -> Built<F> {
    let mut cs = Recorded::default();
    let mut cx = Builder::new(&mut cs);
    let given = elements(&mut cx, program, Some(inputs)).expect("allocates");
    let mut state = Vec::new();
    for (given, port) in given.iter().flatten().zip(&program.ports) {
        let within = port.ty.element.bound().expect("integers");
        let number = Element::unchecked_alloc(&mut cx, within, given.num.value());
        let number = number.expect("allocates");
        cx.enforce_equal("what is given", &number.num, &given.num);
        state.push(number);
    }
    for _ in 0..steps {
        let ports: Vec<_> = state.into_iter().map(|element| vec![element]).collect();
        state = synthesize(&mut cx, program, &ports).expect("builds");
    }
    let outputs = state.into_iter().map(|output| output.num).collect();
    Built { cs, outputs }
}

/// Constraints by site, and of the whole, by counting alone.
pub fn counted<F: ProofField>(program: &StepProgram) -> (Vec<usize>, Counted) {
    let mut counted = Counted::default();
    let mut cx = Builder::<F, _>::counting(&mut counted);
    let inputs = elements(&mut cx, program, None).expect("allocates");
    let (by_site, _) = count_by_site(&mut cx, program, &inputs).expect("counts");
    (by_site, counted)
}

/// The values that a witness generator would give all variables.
pub fn generated<F: ProofField>(
    program: &StepProgram,
    inputs: &[Value],
) -> Result<Vec<F>, SynthesisError> {
    use nova_snark::frontend::util_cs::witness_cs::WitnessCS;
    use nova_snark::frontend::ConstraintSystem as _;
    let mut cs = WitnessCS::<F>::new();
    let mut adapter = foldscheme_circuits::adapter::Adapter::new(&mut cs);
    let mut cx = Builder::new(&mut adapter);
    assert!(cx.is_witness_only());
    let inputs = elements(&mut cx, program, Some(inputs))?;
    synthesize(&mut cx, program, &inputs)?;
    Ok(cs.aux_assignment().to_vec())
}

/// Integers within a bound: all of them if they are at most `most`, else its ends, those about zero, and random ones.
pub fn sample(within: Bound, most: usize, rng: &mut TestRng) -> Vec<i128> {
    let size = within.hi.abs_diff(within.lo).saturating_add(1);
    if size <= most as u128 {
        return (within.lo..=within.hi).collect();
    }
    let mut numbers = vec![
        within.lo,
        within.lo + 1,
        within.hi - 1,
        within.hi,
        (within.lo / 2) + within.hi / 2,
    ];
    numbers.extend((-2..=2).filter(|n| within.contains(*n)));
    while numbers.len() < most.max(12) {
        numbers.push(random(within, rng));
    }
    numbers.truncate(most.max(12));
    numbers
}

/// A random integer within a bound; half of the time a short one.
pub fn random(within: Bound, rng: &mut TestRng) -> i128 {
    let word = (u128::from(rng.next_u64()) << 64) | u128::from(rng.next_u64());
    let size = within.hi.abs_diff(within.lo).saturating_add(1);
    let word = match rng.next_u64() % 2 {
        0 => word,
        _ => word >> (rng.next_u64() % 127),
    };
    within.lo.saturating_add_unsigned(word % size)
}
