//! What the engines need to know of a curve beyond `nova_snark`'s group traits: its name, its
//! coordinates, and the place where the process keeps its generators.
use super::lanes::LaneField;
use crate::params::GeneratorMemory;
use ff::Field;
use nova_snark::provider::pasta::{pallas, vesta};
use nova_snark::provider::traits::{DlogGroup, DlogGroupExt};

/// The affine points of a group.
pub type Affine<G> = <G as DlogGroup>::AffineGroupElement;

/// The two curves of the cycle, as files and messages name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    /// Pallas.
    Pallas,
    /// Vesta.
    Vesta,
}

impl Curve {
    /// The name in file names and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Curve::Pallas => "pallas",
            Curve::Vesta => "vesta",
        }
    }

    /// The code in file headers.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Curve::Pallas => 1,
            Curve::Vesta => 2,
        }
    }
}

impl std::fmt::Display for Curve {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A curve `y^2 = x^3 + 5` of the Pasta cycle. Its order is an odd prime, so no point but the
/// identity is its own negation.
pub trait PastaGroup: DlogGroupExt<Base: LaneField> {
    /// Which of the two.
    const CURVE: Curve;

    /// The coordinates of an affine point; `(0, 0)`, which is on neither curve, for the identity.
    fn coordinates_of(point: &Affine<Self>) -> (Self::Base, Self::Base);

    /// The point with these coordinates, `(0, 0)` meaning the identity; none if they are not on
    /// the curve.
    fn from_coordinates(x: Self::Base, y: Self::Base) -> Option<Affine<Self>>;

    /// The same, for coordinates that were computed from points of the curve.
    fn from_coordinates_unchecked(x: Self::Base, y: Self::Base) -> Affine<Self>;

    /// The process's generators on this curve.
    fn generator_memory() -> &'static GeneratorMemory<Affine<Self>>;
}

fn is_on_curve<F: Field + From<u64>>(x: F, y: F) -> bool {
    y.square() == x.square() * x + F::from(5)
}

macro_rules! pasta_group {
    ($curve:ident, $name:ident) => {
        impl PastaGroup for $curve::Point {
            const CURVE: Curve = Curve::$name;

            fn coordinates_of(point: &$curve::Affine) -> ($curve::Base, $curve::Base) {
                (point.x, point.y)
            }

            fn from_coordinates(x: $curve::Base, y: $curve::Base) -> Option<$curve::Affine> {
                let identity = x.is_zero_vartime() & y.is_zero_vartime();
                (identity || is_on_curve(x, y)).then_some($curve::Affine { x, y })
            }

            fn from_coordinates_unchecked(x: $curve::Base, y: $curve::Base) -> $curve::Affine {
                $curve::Affine { x, y }
            }

            fn generator_memory() -> &'static GeneratorMemory<$curve::Affine> {
                static MEMORY: GeneratorMemory<$curve::Affine> = GeneratorMemory::new();
                &MEMORY
            }
        }
    };
}

pasta_group!(pallas, Pallas);
pasta_group!(vesta, Vesta);

impl LaneField for pallas::Base {
    const PRIME: [u64; 4] = [
        0x992d_30ed_0000_0001,
        0x2246_98fc_094c_f91b,
        0x0000_0000_0000_0000,
        0x4000_0000_0000_0000,
    ];
}

impl LaneField for vesta::Base {
    const PRIME: [u64; 4] = [
        0x8c46_eb21_0000_0001,
        0x2246_98fc_0994_a8dd,
        0x0000_0000_0000_0000,
        0x4000_0000_0000_0000,
    ];
}
