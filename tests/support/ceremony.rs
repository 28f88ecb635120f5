//! A ceremony whose secret is known: fit for tests alone.

use ff::Field;
use nova_snark::provider::bn256_grumpkin::bn256;
use nova_snark::provider::ptau::write_ptau;
use nova_snark::provider::traits::{DlogGroup, PairingGroup};
use std::io::Cursor;

/// The bytes of a ceremony's file with `2^log` powers of a secret.
pub fn ptau(secret: u64, log: u32) -> Vec<u8> {
    type G2 = <bn256::Point as PairingGroup>::G2;
    let secret = bn256::Scalar::from(secret);
    let g1 = (0..1u64 << log)
        .map(|i| (bn256::Point::gen() * Field::pow_vartime(&secret, [i])).affine())
        .collect();
    let g2 = vec![G2::gen().affine(), (G2::gen() * secret).affine()];
    let mut bytes = Cursor::new(Vec::new());
    write_ptau(&mut bytes, g1, g2, log).expect("is written");
    bytes.into_inner()
}
