//! Unpacking of deflate data that stays in memory until it proves to be right.

use std::io::Read;

use flate2::{Decompress, FlushDecompress, Status};

use super::window::Window;

/// Bytes unpacked at a time.
const BLOCK_BYTES: usize = 64 * 1024;

/// The checksum and the length of what was unpacked.
#[derive(Default, Clone)]
pub(super) struct Sum {
    check: crc32fast::Hasher,
    pub(super) bytes: u64,
}

impl Sum {
    pub(super) fn add(&mut self, data: &[u8]) {
        self.check.update(data);
        self.bytes += data.len() as u64;
    }

    pub(super) fn check(&self) -> u32 {
        self.check.clone().finalize()
    }
}

/// Why data can't be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InflateFault {
    Damaged,
    /// The input ends before the data does.
    Cut,
}

/// Unpacks a block of the data at `at`, which moves on by what was read, and appends it to `out`. Nothing of `input`
/// is consumed. Returns whether the data ended.
pub(super) fn some<R: Read>(
    inflate: &mut Decompress,
    input: &mut Window<R>,
    at: &mut usize,
    out: &mut Vec<u8>,
) -> Result<bool, InflateFault> {
    out.reserve(BLOCK_BYTES);
    let packed = &input.fill(*at + 1)[*at..];
    let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
    let flush = if packed.is_empty() { FlushDecompress::Finish } else { FlushDecompress::None };
    let status = inflate.decompress_vec(packed, out, flush);
    #[expect(clippy::cast_possible_truncation, reason = "not more than the slice was read")]
    let read = (inflate.total_in() - before_in) as usize;
    *at += read;
    match status {
        Ok(Status::StreamEnd) => Ok(true),
        Ok(_) if inflate.total_in() > before_in || inflate.total_out() > before_out => Ok(false),
        Ok(_) => Err(if input.is_at_end() { InflateFault::Cut } else { InflateFault::Damaged }),
        Err(_) => Err(InflateFault::Damaged),
    }
}
