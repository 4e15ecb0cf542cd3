//! Draws without a generator: the rank of a thing is a digest of the seed and its name, so a draw is the same on every machine,
//! and a larger one includes a smaller one.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::article::hex;

/// The SHA-256 of a seed, a line end, and a name, in hexadecimal digits.
pub(super) fn rank_digest(seed: &str, name: &str) -> String {
    hex(&Sha256::digest(format!("{seed}\n{name}")))
}

/// The numbers of the `size` least digests of each group, in rising order.
pub(super) fn least(digests: &[String], size: usize, group: impl Fn(usize) -> Option<i32>) -> Vec<usize> {
    let mut ranked: Vec<usize> = (0..digests.len()).collect();
    ranked.sort_by(|a, b| digests[*a].cmp(&digests[*b]));
    let mut drawn: BTreeMap<Option<i32>, usize> = BTreeMap::new();
    ranked.retain(|number| {
        let count = drawn.entry(group(*number)).or_default();
        *count += 1;
        *count <= size
    });
    ranked.sort_unstable();
    ranked
}
