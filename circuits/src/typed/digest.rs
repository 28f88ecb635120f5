//! Digests of any number of field elements: a chain of hashes of fixed widths.
//!
//! The first hash takes a header, which says what kind of thing is digested and how many elements it has, and up
//! to 23 elements; each further one the digest so far and up to 23 more. The last hash has the least
//! width with room for what is left, so that a short digest is cheap.
//!
//! Guarantees: two lists with one digest are a collision of the hash. For the header fixes how many hashes there are and how
//! wide each is, so that equal digests mean equal inputs hash by hash, from the last to the first; were one of two chains
//! shorter, its header, a number below 2^72, would be the digest of something. A digest whose first element is
//! a secret random field element (a salt) hides the others.

use crate::gadgets::num::{Builder, Num};
use crate::poseidon::{hash, hash_gadget, Width};
use crate::scalar::ProofField;
use bellpepper_core::{ConstraintSystem, SynthesisError};

/// What is digested. A digest of one kind is none of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// What a program digests itself, by `poseidon`.
    User = 1,
    /// A salt and the weights that every step has.
    Weights = 2,
    /// The digest of the blocks before, a salt, and the block of weights of a step.
    Block = 3,
    /// The digest of the public inputs before, and those of a step.
    Public = 4,
    /// The state after a step.
    State = 5,
}

impl Kind {
    /// The first input of the first hash.
    fn header<F: ProofField>(self, elements: usize) -> F {
        F::from_u128(self as u128 + ((elements as u128) << 8))
    }
}

/// The inputs of the widest hash.
const WIDEST: usize = Width::OFFERED[Width::OFFERED.len() - 1];

/// Elements that a hash takes besides the header or the digest so far.
const TAKEN: usize = WIDEST - 1;

/// How many elements each hash of a digest takes: at least one hash, perhaps of none.
fn parts(elements: usize) -> impl Iterator<Item = usize> {
    let hashes = elements.div_ceil(TAKEN).max(1);
    (0..hashes).map(move |i| (elements - i * TAKEN).min(TAKEN))
}

/// The width of a hash that takes so many elements.
fn width(elements: usize) -> Width {
    Width::at_least(elements + 1).unwrap_or_else(|| unreachable!("no part is wider"))
}

/// The digest of elements.
#[must_use]
pub fn digest<F: ProofField>(kind: Kind, elements: &[F]) -> F {
    let mut so_far = kind.header(elements.len());
    let mut rest = elements;
    for part in parts(elements.len()) {
        let (now, after) = rest.split_at(part);
        let inputs = [&[so_far], now].concat();
        (so_far, rest) = (hash(width(part), &inputs), after);
    }
    so_far
}

/// Statement: the result is the [`digest`] of the elements.
/// Assumes: nothing. Enforces: every hash of the chain. Does not enforce: anything about the elements.
/// Why unique: as [`hash_gadget`]. Cost: [`cost`].
///
/// # Errors
/// Those of the constraint system.
pub fn digest_gadget<F: ProofField, CS: ConstraintSystem<F>>(
    cx: &mut Builder<'_, F, CS>,
    kind: Kind,
    elements: &[Num<F>],
) -> Result<Num<F>, SynthesisError> {
    let mut so_far = cx.constant(kind.header(elements.len()));
    let mut rest = elements;
    for part in parts(elements.len()) {
        let (now, after) = rest.split_at(part);
        let inputs = [std::slice::from_ref(&so_far), now].concat();
        (so_far, rest) = (hash_gadget(cx, width(part), &inputs)?, after);
    }
    Ok(so_far)
}

/// Constraints of a digest of so many elements: 777 for every 23 of them, and what [`hash_gadget`] costs for the rest.
///
/// # Errors
/// If a hash can't be built.
pub fn cost<F: ProofField>(elements: usize) -> Result<usize, SynthesisError> {
    let mut counted = crate::check::Counted::default();
    let mut cx = Builder::<F, _>::counting(&mut counted);
    let zero = cx.constant(F::ZERO);
    digest_gadget(&mut cx, Kind::User, &vec![zero; elements])?;
    Ok(counted.constraints)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Recorded;
    use crate::ivc::Scalar;
    use expect_test::expect;
    use nova_snark::provider::bn256_grumpkin::bn256;

    fn elements<F: ProofField>(n: u64) -> Vec<F> {
        (0..n).map(|i| F::from(i * i + 7)).collect()
    }

    fn gadget_agrees<F: ProofField>() {
        for n in [0, 1, 2, 3, 5, 11, 22, 23, 24, 46, 47, 100] {
            let elements = elements::<F>(n);
            let mut cs = Recorded::<F>::default();
            let mut cx = Builder::new(&mut cs);
            let inputs: Vec<Num<F>> = elements
                .iter()
                .map(|x| cx.unchecked_alloc("element", Some(*x)).expect("allocates"))
                .collect();
            let result = digest_gadget(&mut cx, Kind::Block, &inputs).expect("builds");
            assert_eq!(result.value(), Some(digest(Kind::Block, &elements)), "{n}");
            assert!(cs.violated().is_none(), "{n}");
            assert_eq!(
                cost::<F>(elements.len()).expect("counts"),
                cs.constraints.len()
            );
        }
    }

    #[test]
    fn gadget_and_native_digest_agree() {
        gadget_agrees::<Scalar>();
        gadget_agrees::<bn256::Scalar>();
    }

    #[test]
    fn kind_number_and_order_of_elements_matter() {
        let two = [Scalar::from(1), Scalar::from(2)];
        let all = [
            digest(Kind::User, &two),
            digest(Kind::State, &two),
            digest(Kind::User, &[two[1], two[0]]),
            digest(Kind::User, &[two[0], two[1], Scalar::from(0)]),
            digest(Kind::User, &[two[0]]),
            digest::<Scalar>(Kind::User, &[]),
        ];
        for (i, one) in all.iter().enumerate() {
            assert!(!all[..i].contains(one), "{i}");
        }
        // Each element counts, wherever it is.
        let many = elements::<Scalar>(60);
        for i in 0..60 {
            let mut other = many.clone();
            other[i] += Scalar::from(1);
            assert_ne!(digest(Kind::User, &many), digest(Kind::User, &other), "{i}");
        }
    }

    /// Model digests are written into claims, so that the function must stay as it is.
    #[test]
    fn digests_and_costs_stay_as_they_are() {
        let hex = |kind, n| {
            let bytes = crate::scalar::to_bytes(digest(kind, &elements::<Scalar>(n)));
            bytes
                .iter()
                .rev()
                .take(8)
                .map(|b| format!("{b:02x}"))
                .collect::<String>()
        };
        expect!["246521e2637ca85d 25b8aa58aa5a64c8 151215032766f18c"].assert_eq(&format!(
            "{} {} {}",
            hex(Kind::User, 2),
            hex(Kind::Weights, 23),
            hex(Kind::State, 60)
        ));
        let costs: Vec<usize> = [0, 1, 2, 3, 5, 23, 24, 46, 230]
            .iter()
            .map(|n| cost::<Scalar>(*n).expect("counts"))
            .collect();
        expect!["[264, 264, 264, 288, 336, 777, 1041, 1554, 7770]"]
            .assert_eq(&format!("{costs:?}"));
    }
}
