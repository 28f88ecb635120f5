//! Proofs to be tampered with: of runs and of typed steps, compressed and not, on every cycle; and what verifies them.

use crate::step_functions::{self, ALL};
use crate::tree::Tree;
use ff::PrimeField;
use foldscheme_circuits::checkpoint::Nowhere;
use foldscheme_circuits::chunk::Chunk;
use foldscheme_circuits::claim::{Claim, Envelope, ProofBytes, SourceText};
use foldscheme_circuits::container::{self, TYPED_MAGIC};
use foldscheme_circuits::ivc::{
    check_encoding, check_form, Bn254, Bn254Ceremony, Cycle, Folding, Interrupt, Pasta,
    PublicParameters, VerifyError,
};
use foldscheme_circuits::params::Ceremony;
use foldscheme_circuits::program::Compiled;
use foldscheme_circuits::prove::{prove, Options};
use foldscheme_circuits::scalar::ProofField;
use foldscheme_circuits::typed::claim::{FoldClaim, FoldEnvelope};
use foldscheme_circuits::typed::fold::{fold_steps, FoldOptions};
use foldscheme_circuits::typed::layout::Layout;
use foldscheme_circuits::typed::statement::FoldCircuit;
use foldscheme_circuits::typed::verify::{is_fold, read_fold, verify_fold};
use foldscheme_circuits::verifier::Verifier;
use foldscheme_circuits::verify::{read, verify_under, VerificationError};
use foldscheme_lang::field::ScalarField;
use nova_snark::nova::{CompressedSNARK, RecursiveSNARK};
use nova_snark::provider::bn256_grumpkin::bn256;
use nova_snark::provider::ptau::write_ptau;
use nova_snark::provider::traits::{DlogGroup, PairingGroup};
use nova_snark::traits::Engine;
use std::io::{Cursor, Write};
use std::sync::{Arc, OnceLock};

/// What is claimed, of either kind.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyClaim {
    Run(Box<Claim>),
    Steps(Box<FoldClaim>),
}

/// A proof file taken apart.
#[derive(Clone)]
pub struct Sealed {
    pub claim: AnyClaim,
    pub proof: ProofBytes,
}

impl Sealed {
    /// Reads a file, which must be its one encoding.
    ///
    /// # Errors
    /// If it is no proof file.
    pub fn read(bytes: &[u8]) -> Result<Sealed, VerificationError> {
        let sealed = if is_fold(bytes) {
            let FoldEnvelope { claim, proof } = read_fold(bytes)?;
            let claim = AnyClaim::Steps(Box::new(claim));
            Sealed { claim, proof }
        } else {
            let Envelope { claim, proof } = read(bytes)?;
            let claim = AnyClaim::Run(Box::new(claim));
            Sealed { claim, proof }
        };
        assert!(sealed.bytes() == bytes, "a file with two encodings");
        Ok(sealed)
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let proof = self.proof.clone();
        let encoded = match self.claim.clone() {
            AnyClaim::Run(claim) => container::encode(&Envelope {
                claim: *claim,
                proof,
            }),
            AnyClaim::Steps(claim) => {
                let claim = *claim;
                container::encode_as(TYPED_MAGIC, &FoldEnvelope { claim, proof })
            }
        };
        encoded.expect("is encoded")
    }

    /// The same claim with other proof bytes of the same kind.
    pub fn with(&self, bytes: Vec<u8>) -> Sealed {
        let proof = match &self.proof {
            ProofBytes::Compressed(_) => ProofBytes::Compressed(bytes),
            ProofBytes::Folded(_) => ProofBytes::Folded(bytes),
        };
        let claim = self.claim.clone();
        Sealed { claim, proof }
    }

    pub fn proof_bytes(&self) -> &[u8] {
        let (ProofBytes::Compressed(bytes) | ProofBytes::Folded(bytes)) = &self.proof;
        bytes
    }
}

/// What an element of a proof is, and of which of the two curves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Scalar { secondary: bool },
    Point { secondary: bool },
}

impl Kind {
    /// Told by a field's name: commitments are structures of a point, and whatever is of the second curve says so.
    pub fn of(name: &str) -> Kind {
        let secondary = name.contains("secondary");
        match name.rsplit('.').next() {
            Some("comm" | "point") => Kind::Point { secondary },
            _ => Kind::Scalar { secondary },
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, secondary) = match self {
            Kind::Scalar { secondary } => ("scalar", secondary),
            Kind::Point { secondary } => ("point", secondary),
        };
        write!(
            f,
            "{what} of the {} curve",
            if *secondary { "second" } else { "first" }
        )
    }
}

/// What is computed with the elements of a proof without knowing its curves.
pub trait Arithmetic: Sync {
    fn zero(&self, kind: Kind) -> Vec<u8>;
    /// # Panics
    /// If the bytes are no such element.
    fn negated(&self, kind: Kind, bytes: &[u8]) -> Vec<u8>;
}

struct OfCycle<K>(std::marker::PhantomData<fn() -> K>);

fn number<F: PrimeField>(bytes: Option<&[u8]>) -> Vec<u8> {
    let read = |bytes: &[u8]| {
        let mut repr = F::Repr::default();
        repr.as_mut().copy_from_slice(bytes);
        F::from_repr(repr).expect("a scalar")
    };
    let number = bytes.map_or(F::ZERO, |bytes| -read(bytes));
    number.to_repr().as_ref().to_vec()
}

fn point<G: DlogGroup>(bytes: Option<&[u8]>) -> Vec<u8> {
    let read = |bytes| postcard::from_bytes::<G>(bytes).expect("a point");
    let point = bytes.map_or(G::zero(), |bytes| G::zero() - read(bytes));
    postcard::to_allocvec(&point).expect("is encoded")
}

impl<K: Cycle> OfCycle<K>
where
    <K::E1 as Engine>::GE: DlogGroup,
    <K::E2 as Engine>::GE: DlogGroup,
{
    fn made(kind: Kind, bytes: Option<&[u8]>) -> Vec<u8> {
        match kind {
            Kind::Scalar { secondary: false } => number::<<K::E1 as Engine>::Scalar>(bytes),
            Kind::Scalar { secondary: true } => number::<<K::E2 as Engine>::Scalar>(bytes),
            Kind::Point { secondary: false } => point::<<K::E1 as Engine>::GE>(bytes),
            Kind::Point { secondary: true } => point::<<K::E2 as Engine>::GE>(bytes),
        }
    }
}

impl<K: Cycle> Arithmetic for OfCycle<K>
where
    <K::E1 as Engine>::GE: DlogGroup,
    <K::E2 as Engine>::GE: DlogGroup,
{
    fn zero(&self, kind: Kind) -> Vec<u8> {
        Self::made(kind, None)
    }

    fn negated(&self, kind: Kind, bytes: &[u8]) -> Vec<u8> {
        Self::made(kind, Some(bytes))
    }
}

/// A function from a file to what is wrong with it.
type Verify = Box<dyn Fn(&[u8]) -> Result<AnyClaim, VerificationError> + Send + Sync>;

/// A check of proof bytes, thorough or not.
type CheckForm = Box<dyn Fn(&ProofBytes, bool) -> Result<(), VerifyError> + Send + Sync>;

/// A proof to be tampered with, and another one of the same form.
pub struct Made {
    pub name: String,
    pub sealed: Sealed,
    pub other: Sealed,
    /// The pieces of both proofs.
    pub tree: Tree,
    pub other_tree: Tree,
    ceremony: Option<Ceremony>,
    pub arithmetic: Box<dyn Arithmetic + Send>,
    /// The real verifier, with parameters that it built once.
    pub verify: Verify,
    /// The check of a proof's form, and if asked of its numbers and points, with the parameters of this proof.
    pub form: CheckForm,
}

impl Made {
    /// What the verifier finds, which keeps its parameters for files with this proof's claim.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn verified(&self, bytes: &[u8]) -> Result<AnyClaim, VerificationError> {
        let same = Sealed::read(bytes).is_ok_and(|sealed| sealed.claim == self.sealed.claim);
        if same {
            return (self.verify)(bytes);
        }
        let ceremony = self.ceremony.as_ref();
        if is_fold(bytes) {
            let verified = verify_fold(bytes, ceremony)?;
            Ok(AnyClaim::Steps(Box::new(verified.claim)))
        } else {
            let verified = verify_under(bytes, None, ceremony)?;
            Ok(AnyClaim::Run(Box::new(verified.claim)))
        }
    }
}

/// The chunk that a claim's parameters are of.
fn chunk<F: ProofField>(claim: &AnyClaim) -> Chunk<F> {
    match claim.clone() {
        AnyClaim::Run(claim) => {
            let compiled = Compiled::with_included(F::FIELD, claim.sources, &claim.included);
            let compiled = compiled.unwrap_or_else(|error| panic!("{error}"));
            let circuit = compiled.circuit(claim.slots).expect("has a circuit");
            Chunk::blank(Arc::new(circuit), claim.chunk as usize)
        }
        AnyClaim::Steps(claim) => {
            let function = step_functions::function(F::FIELD, &claim.source.text);
            let layout = Layout::new::<F>(function.program()).expect("has a layout");
            let program = Arc::new(function.program().clone());
            let circuit = FoldCircuit::new(program, layout, claim.steps_per_fold as usize);
            Chunk::typed(Arc::new(circuit), None)
        }
    }
}

/// The check of the form with parameters that are built when they are first needed.
fn form<K: Cycle + 'static>(cycle: K, claim: AnyClaim) -> CheckForm {
    let parameters: OnceLock<PublicParameters<Chunk<K::Scalar>, K>> = OnceLock::new();
    Box::new(move |proof, thorough| {
        let parameters = parameters.get_or_init(|| {
            let blank = chunk::<K::Scalar>(&claim);
            PublicParameters::on(&cycle, &blank).expect("has parameters")
        });
        match proof {
            ProofBytes::Compressed(bytes) if thorough => check_encoding(parameters, bytes),
            ProofBytes::Compressed(bytes) => check_form(parameters, bytes),
            ProofBytes::Folded(bytes) => Folding::from_bytes(parameters, bytes).map(|_| ()),
        }
    })
}

/// The pieces of a proof, by its own type.
fn tree<K: Cycle>(proof: &ProofBytes) -> Tree {
    type Of<K> = Chunk<<K as Cycle>::Scalar>;
    type Compressed<K> = CompressedSNARK<
        <K as Cycle>::E1,
        <K as Cycle>::E2,
        Of<K>,
        <K as Cycle>::Primary,
        <K as Cycle>::Secondary,
    >;
    type Folded<K> = RecursiveSNARK<<K as Cycle>::E1, <K as Cycle>::E2, Of<K>>;
    match proof {
        ProofBytes::Compressed(bytes) => {
            Tree::of(&postcard::from_bytes::<Compressed<K>>(bytes).expect("a proof"))
        }
        ProofBytes::Folded(bytes) => {
            Tree::of(&postcard::from_bytes::<Folded<K>>(bytes).expect("a proof"))
        }
    }
}

/// A program of a few steps. Its input makes another proof of the same form.
fn run(ceremony: Option<&Ceremony>, field: ScalarField, compress: bool, input: u32) -> Vec<u8> {
    let text = format!("(define (f n) (if (= n 0) 7 (f (- n 1)))) (f {input})");
    let name = "small.scm".to_string();
    let compiled = Compiled::with_included(field, vec![SourceText { name, text }], &[]);
    let options = Options {
        compress,
        chunk: Some(1),
        ceremony: ceremony.cloned(),
        ..Options::default()
    };
    let compiled = compiled.unwrap_or_else(|error| panic!("{error}"));
    let proof = prove(&compiled, &options, &Interrupt::new(), &mut |_| ());
    proof.unwrap_or_else(|error| panic!("{error}")).bytes
}

/// A few steps of a function that has inputs of all roles.
fn steps(ceremony: Option<&Ceremony>, field: ScalarField, compress: bool, count: u32) -> Vec<u8> {
    let function = step_functions::function(field, ALL);
    let options = FoldOptions {
        compress,
        steps_per_fold: Some(1),
        every: None,
        ceremony: ceremony.cloned(),
    };
    let proof = fold_steps(
        &function,
        &step_functions::input(&function, count as usize),
        &options,
        None,
        &mut Nowhere,
        &Interrupt::new(),
        &mut |_| (),
        &mut |_| Ok(()),
    );
    proof.unwrap_or_else(|error| panic!("{error}")).bytes
}

/// What makes a proof: under which ceremony, in which field, whether compressed, of how many steps.
type Make = fn(Option<&Ceremony>, ScalarField, bool, u32) -> Vec<u8>;

fn made<K: Cycle + Clone + 'static>(
    name: &str,
    cycle: &K,
    ceremony: Option<&Ceremony>,
    make: Make,
    compress: bool,
) -> Made
where
    <K::E1 as Engine>::GE: DlogGroup,
    <K::E2 as Engine>::GE: DlogGroup,
{
    let field = cycle.name().field();
    let of = |count| {
        let bytes = make(ceremony, field, compress, count);
        Sealed::read(&bytes).unwrap_or_else(|error| panic!("{error}"))
    };
    let (sealed, other) = (of(3), of(4));
    let verifier = Verifier::on(cycle.clone());
    let verify: Verify = Box::new(move |bytes| {
        if is_fold(bytes) {
            let verified = verifier.verify_fold(bytes)?;
            Ok(AnyClaim::Steps(Box::new(verified.claim)))
        } else {
            Ok(AnyClaim::Run(Box::new(verifier.verify(bytes)?.claim)))
        }
    });
    Made {
        name: name.to_string(),
        tree: tree::<K>(&sealed.proof),
        other_tree: tree::<K>(&other.proof),
        form: form(cycle.clone(), sealed.claim.clone()),
        ceremony: ceremony.cloned(),
        arithmetic: Box::new(OfCycle::<K>(std::marker::PhantomData)),
        sealed,
        other,
        verify,
    }
}

/// A ceremony whose secret everybody knows.
fn ceremony() -> &'static Ceremony {
    static CEREMONY: OnceLock<Ceremony> = OnceLock::new();
    CEREMONY.get_or_init(|| {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(&powers(7, 1 << 14)).expect("is written");
        Ceremony::open(file.path()).unwrap_or_else(|error| panic!("{error}"))
    })
}

/// A ceremony's file with the first powers of a secret.
fn powers(secret: u64, count: usize) -> Vec<u8> {
    type G2 = <bn256::Point as PairingGroup>::G2;
    let secret = bn256::Scalar::from(secret);
    let mut power = bn256::Scalar::from(1);
    let mut g1 = Vec::with_capacity(count);
    for _ in 0..count {
        g1.push((bn256::Point::gen() * power).affine());
        power *= secret;
    }
    let g2 = vec![G2::gen().affine(), (G2::gen() * secret).affine()];
    let mut file = Cursor::new(Vec::new());
    write_ptau(&mut file, g1, g2, 14).expect("is written");
    file.into_inner()
}

macro_rules! once {
    ($($(#[$doc:meta])* $name:ident: $cycle:expr, $ceremony:expr, $make:ident, $compress:expr;)*) => {
        $($(#[$doc])* pub fn $name() -> &'static Made {
            static MADE: OnceLock<Made> = OnceLock::new();
            MADE.get_or_init(|| {
                made(stringify!($name), &$cycle, $ceremony, $make, $compress)
            })
        })*
    };
}

once! {
    run_on_pasta: Pasta, None, run, true;
    run_on_bn254: Bn254, None, run, true;
    run_under_a_ceremony: Bn254Ceremony(ceremony().clone()), Some(ceremony()), run, true;
    steps_on_pasta: Pasta, None, steps, true;
    steps_on_bn254: Bn254, None, steps, true;
    steps_under_a_ceremony: Bn254Ceremony(ceremony().clone()), Some(ceremony()), steps, true;
    uncompressed_run: Pasta, None, run, false;
    uncompressed_steps: Pasta, None, steps, false;
}
