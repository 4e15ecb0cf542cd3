//! Files of the engine with a checksum for each block.
//!
//! The engine trusts its files: a changed bit can make it find the wrong article, or panic. Verifying the engine's own
//! checksum, one for each file, would read the whole index for every search. So each file ends with a table of checksums
//! that the engine doesn't see, one for each block, and a block is verified when it is first read. A search pays for what
//! it reads, whatever the size of the index.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

/// Small enough that reading the few bytes of a rare word costs little, large enough that the table is a thousandth of
/// the file.
const BLOCK_BYTES: usize = 4096;
const SUM_BYTES: usize = 4;
/// The last bytes of the file.
const MAGIC: [u8; 4] = *b"byt1";
/// After the table: the length of the content, the checksum of table and length, and [`MAGIC`].
const TAIL_BYTES: usize = 8 + SUM_BYTES + MAGIC.len();

/// Computes the table while a file is written.
#[derive(Default)]
pub(super) struct Sums {
    table: Vec<u8>,
    block: crc32fast::Hasher,
    bytes: usize,
}

impl Sums {
    /// Adds the bytes that were written next.
    pub(super) fn add(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = BLOCK_BYTES - self.bytes % BLOCK_BYTES;
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.block.update(now);
            self.bytes += now.len();
            if self.bytes.is_multiple_of(BLOCK_BYTES) {
                self.end_block();
            }
            bytes = later;
        }
    }

    /// Returns what the file ends with.
    pub(super) fn into_trailer(mut self) -> Vec<u8> {
        if !self.bytes.is_multiple_of(BLOCK_BYTES) {
            self.end_block();
        }
        self.table.extend((self.bytes as u64).to_le_bytes());
        let sum = crc32fast::hash(&self.table);
        self.table.extend(sum.to_le_bytes());
        self.table.extend(MAGIC);
        self.table
    }

    fn end_block(&mut self) {
        self.table.extend(std::mem::take(&mut self.block).finalize().to_le_bytes());
    }
}

/// A file whose blocks are verified when they are first read.
pub(super) struct CheckedFile {
    inner: Arc<dyn FileHandle>,
    /// Length without the table.
    bytes: usize,
    /// The checksum of each block.
    table: OwnedBytes,
    /// One bit for each block that was verified.
    verified: Vec<AtomicU64>,
}

impl fmt::Debug for CheckedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckedFile").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl CheckedFile {
    /// Reads the table at the end of a file. Fails with [`io::ErrorKind::InvalidData`] if there is none, or if it was
    /// changed.
    pub(super) fn open(inner: Arc<dyn FileHandle>) -> io::Result<CheckedFile> {
        let all = inner.len();
        let table_end = all.checked_sub(TAIL_BYTES).ok_or_else(damaged)?;
        let tail = inner.read_bytes(table_end..all)?;
        let (length, rest) = tail.split_at(8);
        let (sum, magic) = rest.split_at(SUM_BYTES);
        let bytes = u64::from_le_bytes(length.try_into().map_err(|_| damaged())?);
        let bytes = usize::try_from(bytes).ok().filter(|bytes| *bytes <= table_end).ok_or_else(damaged)?;
        let blocks = bytes.div_ceil(BLOCK_BYTES);
        let with_length = inner.read_bytes(bytes..table_end + length.len())?;
        let is_whole = table_end - bytes == blocks * SUM_BYTES && magic == MAGIC;
        if !is_whole || crc32fast::hash(&with_length).to_le_bytes() != sum {
            return Err(damaged());
        }
        let table = with_length.slice(0..blocks * SUM_BYTES);
        let verified = std::iter::repeat_with(AtomicU64::default).take(blocks.div_ceil(64)).collect();
        Ok(CheckedFile { inner, bytes, table, verified })
    }

    /// Verifies every block.
    pub(super) fn verify(&self) -> io::Result<()> {
        self.verify_range(&(0..self.bytes))
    }

    fn verify_range(&self, range: &Range<usize>) -> io::Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        for block in range.start / BLOCK_BYTES..=(range.end - 1) / BLOCK_BYTES {
            let (word, bit) = (&self.verified[block / 64], 1 << (block % 64));
            if word.load(Ordering::Relaxed) & bit != 0 {
                continue;
            }
            let start = block * BLOCK_BYTES;
            let content = self.inner.read_bytes(start..self.bytes.min(start + BLOCK_BYTES))?;
            let stated = &self.table[block * SUM_BYTES..(block + 1) * SUM_BYTES];
            if crc32fast::hash(&content).to_le_bytes() != stated {
                return Err(damaged());
            }
            word.fetch_or(bit, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl HasLen for CheckedFile {
    fn len(&self) -> usize {
        self.bytes
    }
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.bytes {
            return Err(damaged());
        }
        self.verify_range(&range)?;
        self.inner.read_bytes(range)
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "its bytes do not match their checksum")
}

/// Precedes the checksum at the end of a small file that is read whole.
const SEAL: &str = "\n#crc32 ";
/// Length of the mark, eight digits and a line break.
const SEAL_BYTES: usize = SEAL.len() + 8 + 1;

/// Adds a checksum to the end of a text.
pub(super) fn sealed(text: &[u8]) -> Vec<u8> {
    [text, format!("{SEAL}{:08x}\n", crc32fast::hash(text)).as_bytes()].concat()
}

/// Verifies and removes the checksum. A text without one, as earlier versions wrote it, is returned as it is.
pub(super) fn unsealed(mut text: Vec<u8>) -> io::Result<Vec<u8>> {
    let Some(at) = text.len().checked_sub(SEAL_BYTES).filter(|at| text[*at..].starts_with(SEAL.as_bytes())) else {
        return Ok(text);
    };
    if sealed(&text[..at]) != text {
        return Err(damaged());
    }
    text.truncate(at);
    Ok(text)
}

/// Verifies and removes the checksum of bytes that must have one; `None` if it is missing or wrong.
pub(super) fn unsealed_strictly(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let at = bytes.len().checked_sub(SEAL_BYTES)?;
    let seal = format!("{SEAL}{:08x}\n", crc32fast::hash(&bytes[..at]));
    if bytes[at..] != *seal.as_bytes() {
        return None;
    }
    bytes.truncate(at);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(content: &[u8]) -> Vec<u8> {
        let mut sums = Sums::default();
        content.chunks(1000).for_each(|chunk| sums.add(chunk));
        [content, &sums.into_trailer()].concat()
    }

    fn opened(bytes: Vec<u8>) -> io::Result<CheckedFile> {
        CheckedFile::open(Arc::new(OwnedBytes::new(bytes)))
    }

    #[test]
    fn content_is_read_back_and_the_table_is_hidden() {
        for length in [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 70 * BLOCK_BYTES + 7] {
            let content: Vec<u8> = (0..length).map(|n| (n * 7 % 251) as u8).collect();
            let checked = opened(file(&content)).unwrap();
            assert_eq!(checked.len(), length);
            assert_eq!(checked.read_bytes(0..length).unwrap().as_slice(), content);
            assert!(checked.read_bytes(0..length + 1).is_err());
            checked.verify().unwrap();
        }
        assert!(opened(Vec::new()).is_err() && opened(vec![0; 40]).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn every_flipped_bit_is_found_when_its_block_is_read(length in 1usize..20_000, at in any::<prop::sample::Index>(), bit in 0u8..8) {
            let content: Vec<u8> = (0..length).map(|n| (n * 31 % 253) as u8).collect();
            let mut bytes = file(&content);
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            match opened(bytes) {
                Err(_) => prop_assert!(at >= length, "the table is verified at once"),
                Ok(checked) => {
                    prop_assert!(checked.verify().is_err());
                    prop_assert!(checked.read_bytes(at..at + 1).is_err());
                    let block = at / BLOCK_BYTES * BLOCK_BYTES;
                    prop_assert!(checked.read_bytes(0..block).is_ok(), "other blocks can be read");
                }
            }
        }

        #[test]
        fn every_change_of_a_sealed_text_is_found(text in "[ -~]{0,60}", at in any::<prop::sample::Index>(), bit in 0u8..8) {
            let text = text.into_bytes();
            let mut changed = sealed(&text);
            prop_assert_eq!(&unsealed(changed.clone()).unwrap(), &text);
            let at = at.index(changed.len());
            changed[at] ^= 1 << bit;
            // Without its mark, the seal is part of the text, which isn't JSON then.
            prop_assert!(unsealed(changed).map_or(true, |read| read.len() > text.len()));
        }
    }
}
