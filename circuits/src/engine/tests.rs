//! The engines against `nova_snark`'s own.
use super::*;
use ff::Field;
use nova_snark::nova::PublicParams;
use nova_snark::provider::pedersen::{self, CommitmentEngine, CommitmentKeyExtTrait};
use nova_snark::provider::{PallasEngine, VestaEngine};
use nova_snark::traits::circuit::{NonTrivialCircuit, StepCircuit};
use nova_snark::traits::commitment::{CommitmentEngineTrait, CommitmentTrait, Len};
use nova_snark::traits::evaluation::EvaluationEngineTrait;
use nova_snark::traits::snark::default_ck_hint;
use nova_snark::traits::{AbsorbInRO2Trait, AbsorbInROTrait, ROTrait, TranscriptReprTrait};
use rand_core::OsRng;

type Ours = PedersenScheme<FoldPallas>;
type Theirs = CommitmentEngine<PallasEngine>;
type Scalar = <FoldPallas as Engine>::Scalar;

fn scalars(n: usize) -> Vec<Scalar> {
    (0..n).map(|_| Scalar::random(OsRng)).collect()
}

fn bytes(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap()
}

#[test]
fn keys_have_the_stock_generators_and_bytes() {
    for n in [1, 2, 5, 64] {
        let ours = Ours::setup(b"key test", n).unwrap();
        let theirs = Theirs::setup(b"key test", n).unwrap();
        assert_eq!(ours.generators(), theirs.generators());
        assert_eq!(ours.length(), theirs.length());
        assert_eq!(bytes(&ours), bytes(&theirs));
        assert_eq!(
            bytes(&Ours::derand_key(&ours)),
            bytes(&Theirs::derand_key(&theirs))
        );
        let back: CommitmentKey<FoldPallas> = postcard::from_bytes(&bytes(&theirs)).unwrap();
        assert_eq!(back, ours);
    }
}

#[test]
fn a_smaller_key_shares_the_points_of_a_larger_one() {
    let large = Ours::setup(b"shared", 64).unwrap();
    let small = Ours::setup(b"shared", 16).unwrap();
    assert!(small.shares_points_with(&large));
    assert_eq!(small.generators(), &large.generators()[..16]);
    let (left, right) = small.split_at(7);
    assert!(left.shares_points_with(&large) && right.shares_points_with(&large));
    assert_eq!(
        [left.generators(), right.generators()].concat(),
        small.generators()
    );
    let other = Ours::setup(b"not shared", 16).unwrap();
    assert_ne!(other, small);
}

#[test]
fn commitments_have_the_stock_values_and_encodings() {
    let ours = Ours::setup(b"commit test", 32).unwrap();
    let theirs = Theirs::setup(b"commit test", 32).unwrap();
    let v = scalars(20);
    let small: Vec<u64> = (0..20).collect();
    for r in [Scalar::ZERO, Scalar::random(OsRng)] {
        let pairs = [
            (Ours::commit(&ours, &v, &r), Theirs::commit(&theirs, &v, &r)),
            (
                Ours::commit(&ours, &[], &r),
                Theirs::commit(&theirs, &[], &r),
            ),
            (
                Ours::commit_small(&ours, &small, &r),
                Theirs::commit_small(&theirs, &small, &r),
            ),
            (
                Ours::commit_small_range(&ours, &small, &r, 3..9, 8),
                Theirs::commit_small_range(&theirs, &small, &r, 3..9, 8),
            ),
            (
                Ours::commit_sparse(&ours, &[1, 30], &v[..2], &r),
                Theirs::commit_sparse(&theirs, &[1, 30], &v[..2], &r),
            ),
            (
                Ours::commit_sparse_binary(&ours, &[2, 31], &r),
                Theirs::commit_sparse_binary(&theirs, &[2, 31], &r),
            ),
        ];
        for (a, b) in pairs {
            assert_eq!(a.to_coordinates(), b.to_coordinates());
            assert_eq!(bytes(&a), bytes(&b));
            assert_eq!(a.to_transcript_bytes(), b.to_transcript_bytes());
            let mut ro = <FoldPallas as Engine>::RO::new(Default::default());
            let mut stock = <PallasEngine as Engine>::RO::new(Default::default());
            a.absorb_in_ro(&mut ro);
            b.absorb_in_ro(&mut stock);
            assert_eq!(ro.squeeze(128, false), stock.squeeze(128, false));
            let mut ro = <FoldPallas as Engine>::RO2::new(Default::default());
            let mut stock = <PallasEngine as Engine>::RO2::new(Default::default());
            a.absorb_in_ro2(&mut ro);
            b.absorb_in_ro2(&mut stock);
            assert_eq!(ro.squeeze(128, false), stock.squeeze(128, false));
            let bare = Ours::derandomize(&Ours::derand_key(&ours), &a, &r);
            let stock = Theirs::derandomize(&Theirs::derand_key(&theirs), &b, &r);
            assert_eq!(bytes(&bare), bytes(&stock));
        }
    }
}

#[test]
fn keys_fold_scale_and_combine_as_the_stock_ones() {
    let ours = Ours::setup(b"fold test", 64).unwrap();
    let theirs = Theirs::setup(b"fold test", 64).unwrap();
    let w = scalars(2);
    let folded = ours.fold(&w[0], &w[1]);
    let stock = theirs.fold(&w[0], &w[1]);
    assert_eq!(bytes(&folded), bytes(&stock));
    assert_eq!(bytes(&ours.scale(&w[0])), bytes(&theirs.scale(&w[0])));
    assert_eq!(
        bytes(&ours.combine(&folded)),
        bytes(&theirs.combine(&stock))
    );
    let commitments = [Ours::commit(&ours, &w, &w[0]), Commitment::default()];
    let stock = [Theirs::commit(&theirs, &w, &w[0]), Default::default()];
    assert_eq!(
        bytes(&CommitmentKey::<FoldPallas>::reinterpret_commitments_as_ck(&commitments).unwrap()),
        bytes(
            &pedersen::CommitmentKey::<PallasEngine>::reinterpret_commitments_as_ck(&stock)
                .unwrap()
        )
    );
}

#[test]
fn a_saved_key_loads_and_a_point_off_the_curve_does_not() {
    let key = Ours::setup(b"save test", 4).unwrap();
    let mut file = std::io::Cursor::new(Vec::new());
    Ours::save_setup(&key, &mut file).unwrap();
    file.set_position(0);
    let load = |file: &mut std::io::Cursor<Vec<u8>>| Ours::load_setup(file, b"save test", 4);
    assert_eq!(load(&mut file).unwrap(), key);
    let mut altered = file.into_inner();
    altered[64] ^= 1;
    assert!(load(&mut std::io::Cursor::new(altered.clone())).is_err());
    altered.truncate(100);
    assert!(load(&mut std::io::Cursor::new(altered)).is_err());
}

/// The digest covers generators, matrices and constants, in their byte layout.
#[test]
fn public_parameters_have_the_stock_digest() {
    let circuit = NonTrivialCircuit::<Scalar>::new(10);
    assert_eq!(circuit.arity(), 1);
    let ours = PublicParams::<FoldPallas, FoldVesta, _>::setup(
        &circuit,
        &*default_ck_hint(),
        &*default_ck_hint(),
    )
    .unwrap();
    let theirs = PublicParams::<PallasEngine, VestaEngine, _>::setup(
        &circuit,
        &*default_ck_hint(),
        &*default_ck_hint(),
    )
    .unwrap();
    assert_eq!(ours.digest(), theirs.digest());
}

#[test]
fn an_opening_made_by_the_shared_engine_is_the_stock_one() {
    use nova_snark::provider::ipa_pc::EvaluationEngine;
    use nova_snark::traits::TranscriptEngineTrait;

    fn open<E: Engine<Scalar = Scalar>>(poly: &[Scalar], point: &[Scalar]) -> Vec<u8>
    where
        EvaluationEngine<E>: EvaluationEngineTrait<E>,
    {
        let key = E::CE::setup(b"open test", poly.len()).unwrap();
        let (pk, _) = EvaluationEngine::<E>::setup(&key).unwrap();
        let commitment = E::CE::commit(&key, poly, &Scalar::ZERO);
        let eval = nova_snark::spartan::polys::multilinear::MultilinearPolynomial::evaluate_with(
            poly, point,
        );
        let mut transcript = E::TE::new(b"test");
        let proof = EvaluationEngine::<E>::prove(
            &key,
            &pk,
            &mut transcript,
            &commitment,
            poly,
            point,
            &eval,
        );
        bytes(&proof.unwrap())
    }

    let poly = scalars(64);
    let point = scalars(6);
    assert_eq!(
        open::<FoldPallas>(&poly, &point),
        open::<PallasEngine>(&poly, &point)
    );
}
