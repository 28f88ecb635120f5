//! Which inputs get what would take too long for all of them: a digest decides, so that an input is always treated alike.

/// Whether this input is one of those, one in `among`.
pub fn is_chosen(bytes: &[u8], among: u64) -> bool {
    let digest = bytes.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (digest >> 32) % among == 0
}
