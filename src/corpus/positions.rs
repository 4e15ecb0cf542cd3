//! Positions in the ledger: the digest by which a ledger is recognised at a length that it once had.

use std::fs::File;
use std::io;

use super::line::{self, CHECKSUM_BYTES};
use crate::disk::read_range;

/// Digest of the ledger up to `end`: the checksum of the line that ends there, and one over samples of everything
/// before it, which detects the same lines in another order.
pub(super) fn digest_before(file: &File, end: u64) -> io::Result<String> {
    const SAMPLES: u64 = 16;
    const SAMPLE_BYTES: u64 = 32;
    let mut hasher = crc32fast::Hasher::new();
    for n in 1..SAMPLES {
        let sample_end = end / SAMPLES * n + end % SAMPLES * n / SAMPLES;
        hasher.update(&bytes_before(file, sample_end, SAMPLE_BYTES)?);
    }
    Ok(format!("{}-{:08x}", last_checksum(file, end)?, hasher.finalize()))
}

/// The checksum (hex) of the line that ends at `end`, which is the first part of the digest; empty if no line ends
/// there.
pub(super) fn last_checksum(file: &File, end: u64) -> io::Result<String> {
    let tail = bytes_before(file, end, CHECKSUM_BYTES as u64 + 1)?;
    let digits = tail.strip_suffix(b"\n").and_then(line::stated_checksum);
    Ok(String::from_utf8_lossy(digits.unwrap_or_default()).into_owned())
}

fn bytes_before(file: &File, end: u64, length: u64) -> io::Result<Vec<u8>> {
    read_range(file, end.saturating_sub(length), end)
}
