//! The digests of the generators, by curve and size.
//!
//! Each is the SHA3-256 of a generator file's header and points (see [`super::file`]) for the
//! label `ck`, which `nova_snark` commits with, and `2^k + 1` points: the blind's, then the key's.
//! Tests derive the smaller ones again from the label.
//!
//! Also those of the random oracle's constants, by field; tests derive these again, too.
use super::file::ContentDigest;
use crate::engine::Curve;

/// The label of the commitment keys.
pub const LABEL: &[u8] = b"ck";
/// The smallest `k` of a pinned size `2^k + 1`.
pub const SMALLEST: u32 = 13;

/// The pinned digest of the first `count` generators of `label`, if that size has one.
pub fn digest(curve: Curve, label: &[u8], count: usize) -> Option<&'static ContentDigest> {
    let size = count.checked_sub(1)?;
    if label != LABEL || !size.is_power_of_two() {
        return None;
    }
    let index = size.ilog2().checked_sub(SMALLEST)?;
    let digests = match curve {
        Curve::Pallas => &PALLAS,
        Curve::Vesta => &VESTA,
    };
    digests.get(index as usize)
}

const PALLAS: [ContentDigest; 6] = [
    hex("b23bb319cdc5635805d7fa2577de1920f7646840e581ce0b210dea99b7290ec7"),
    hex("4a8eb8867035ed723f603818223da3e7fe69c3b8fba1d4422f1b9b9c58785106"),
    hex("7349473a0ac8f17290d3b0864ea22ec45b3ab1539e2bc6becb840cd649da95f8"),
    hex("25db86bc4febdcc20bcf17f9b923d55e3bc79d3f19e650a65dbb2b5ef75a7222"),
    hex("62991caf3f259f90e76918ed1eb1000f693c880f62332fea43191cdf01c2bc36"),
    hex("a9118c67e9ddda039a40f850c735b33aa0868ab20292ec45fd14693ff2b6563f"),
];
const VESTA: [ContentDigest; 6] = [
    hex("662edde1c3499faa3a8cf1246289031e36844cb63ebf4059263eade55e37ae2d"),
    hex("a0721f36f8e3e49cf306f64cce4aa20babf10b8987704ed587bfafd1aed80b53"),
    hex("66f5058f2889d87ac97b4eaf70dc9c796f0ef07c6ee5bed43687b77547b05672"),
    hex("52fe8b1e950a2faac00ad677df061095e076b5a3c2b88b78c7bcdd4fd0313001"),
    hex("438c9973cf4b38c6c0ea96a0b74ad58421ea780f9cdf3de8312ed32354e787f3"),
    hex("1634142074b66036377c32244a2f5a0d3aa402fe6c89e2eda856a34b77862ff4"),
];

/// The constants of the random oracle over a field, as a file.
pub struct Oracle {
    modulus: &'static str,
    /// What the field is called.
    field: &'static str,
    /// Bytes of the file.
    pub length: u64,
    /// The SHA3-256 of the file.
    pub digest: ContentDigest,
}

impl Oracle {
    /// What the file is called.
    pub fn file_name(&self) -> String {
        let hex: String = self
            .digest
            .iter()
            .take(8)
            .map(|b| format!("{b:02x}"))
            .collect();
        format!("poseidon-{}-{hex}.bin", self.field)
    }
}

/// The pinned constants over the field with this modulus, if it has any.
pub fn oracle(modulus: &str) -> Option<&'static Oracle> {
    ORACLES.iter().find(|oracle| oracle.modulus == modulus)
}

static ORACLES: [Oracle; 2] = [
    Oracle {
        modulus: "0x40000000000000000000000000000000224698fc0994a8dd8c46eb2100000001",
        field: "pallas-scalars",
        length: 268_534,
        digest: hex("81a5a39b255df800d3f82ef62e854479c37869d9a7228a6a6b3bab8afb3312b9"),
    },
    Oracle {
        modulus: "0x40000000000000000000000000000000224698fc094cf91b992d30ed00000001",
        field: "vesta-scalars",
        length: 268_534,
        digest: hex("f436a78fa329dc7a1dcac4e74cc5b1936e05b9f30954a8b90b9cdb5872be0a82"),
    },
];

/// The bytes that 64 hexadecimal digits stand for. At compile time; another text does not compile.
const fn hex(digits: &str) -> ContentDigest {
    const fn value(digit: u8) -> u8 {
        match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => panic!("a hexadecimal digit"),
        }
    }
    let digits = digits.as_bytes();
    let mut bytes = [0; 32];
    assert!(digits.len() == 2 * bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        bytes[i] = value(digits[2 * i]) << 4 | value(digits[2 * i + 1]);
        i += 1;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;
    use crate::engine::PastaGroup;
    use nova_snark::provider::pasta::{pallas, vesta};

    /// The smallest two sizes; the larger ones differ in how far the same derivation goes.
    fn derived_digests_are_pinned<G: PastaGroup>() {
        let points = G::from_label(LABEL, (1 << (SMALLEST + 1)) + 1);
        for k in [SMALLEST, SMALLEST + 1] {
            let count = (1 << k) + 1;
            let (_, derived) = file::encode::<G>(LABEL, &points[..count]);
            assert_eq!(digest(G::CURVE, LABEL, count), Some(&derived), "2^{k}");
        }
    }

    #[test]
    fn pallas_digests_are_those_of_the_label() {
        derived_digests_are_pinned::<pallas::Point>();
    }

    #[test]
    fn vesta_digests_are_those_of_the_label() {
        derived_digests_are_pinned::<vesta::Point>();
    }

    #[test]
    fn only_key_sizes_of_the_key_label_are_pinned() {
        for count in [
            0,
            1,
            2,
            1 << 13,
            (1 << 12) + 1,
            (1 << 13) + 2,
            (1 << 19) + 1,
        ] {
            assert_eq!(digest(Curve::Pallas, LABEL, count), None, "{count}");
        }
        assert_eq!(digest(Curve::Pallas, b"ipa", (1 << 13) + 1), None);
        assert!(digest(Curve::Vesta, LABEL, (1 << 18) + 1).is_some());
    }
}
