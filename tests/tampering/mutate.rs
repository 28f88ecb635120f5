//! Changes to bytes that know nothing of what the bytes mean, or just how lengths are written.

use crate::rng::Rng;
use crate::tree::varint;

/// Bytes that lengths, variants and signs are decided by.
const TELLING: [u8; 8] = [0, 1, 2, 0x7f, 0x80, 0x81, 0xfe, 0xff];
/// Where elements of a proof are of this size, pieces as long change places.
const ELEMENT: usize = 32;

/// Another form of `bytes`, made by one to four changes; pieces of `other` are put in.
pub fn mutated(rng: &mut Rng, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..1 + rng.below(4) {
        change(rng, &mut out, other);
        if rng.chance(60) {
            break;
        }
    }
    out
}

/// A place, as often near the start, where lengths and claims are, as anywhere.
fn place(rng: &mut Rng, length: usize) -> usize {
    let near = [16, 256, length, length][rng.below(4)];
    rng.below(near.min(length).max(1))
}

fn change(rng: &mut Rng, out: &mut Vec<u8>, other: &[u8]) {
    if out.is_empty() {
        out.push(*rng.pick(&TELLING));
        return;
    }
    let at = place(rng, out.len());
    let some = 1 + rng.below(2 * ELEMENT);
    let end = (at + some).min(out.len());
    match rng.below(14) {
        0..=2 => out[at] ^= 1 << rng.below(8),
        3 => out[at] = *rng.pick(&TELLING),
        4 => out[at] = rng.next() as u8,
        5 => out.truncate(at),
        6 => {
            let random: Vec<u8> = (0..some).map(|_| rng.next() as u8).collect();
            out.splice(at..at, random);
        }
        7 => drop(out.drain(at..end)),
        8 => {
            let copy = out[at..end].to_vec();
            out.splice(at..at, copy);
        }
        // The start of one and the end of the other, at the same place or at two.
        9 => {
            let from = if rng.chance(50) {
                at.min(other.len())
            } else {
                rng.below(other.len() + 1)
            };
            out.truncate(at);
            out.extend(&other[from..]);
        }
        10 => {
            let there = other.get(at..).unwrap_or_default();
            let length = (end - at).min(there.len());
            out[at..at + length].copy_from_slice(&there[..length]);
        }
        // A number one more or less, much too large, or in a byte more than it needs.
        11 => out[at] = out[at].wrapping_add(*rng.pick(&[1, 0xff])),
        12 => {
            let mut number = Vec::new();
            varint(rng.next() >> rng.below(64), &mut number);
            out.splice(at..at + 1, number);
        }
        _ => {
            if out[at] < 0x80 && rng.chance(50) {
                let longer = [out[at] | 0x80, 0];
                out.splice(at..at + 1, longer);
            } else if out.len() >= at + 2 * ELEMENT {
                let (left, right) = out[at..at + 2 * ELEMENT].split_at_mut(ELEMENT);
                left.swap_with_slice(right);
            }
        }
    }
}
