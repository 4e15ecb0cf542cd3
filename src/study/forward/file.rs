//! The words of a corpus as a file: what identifies the corpus, the vocabulary and the articles, then the numbers of the
//! words and their marks, then a checksum.
//!
//! The file is only a cache of what the texts say. One that is missing, damaged, cut short, of another corpus or of other
//! rules is read as none, and made again.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::vocabulary::Vocabulary;
use super::words::{ArticlePlace, Fixed, Forward};
use crate::article::LedgerPosition;

/// The first bytes. Raise the number whenever the layout changes.
const MAGIC: &[u8; 12] = b"byt words 1\n";

/// Bytes that are read or written at once.
const BLOCK_BYTES: usize = 1 << 20;

/// A head that claims more is damaged.
const HEAD_BYTES_MAX: u64 = 1 << 31;

/// What a file was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WordsSource {
    /// The rules that words and marks depend on.
    pub(crate) rules: String,
    pub(crate) position: LedgerPosition,
    /// The sum of the digests of all articles, in hexadecimal.
    pub(crate) content: String,
}

/// Everything but the words.
#[derive(Serialize, Deserialize)]
struct WordsHead {
    source: WordsSource,
    /// The id of the units that words are joined to.
    units: String,
    vocabulary: Vocabulary,
    articles: Vec<ArticlePlace>,
    escaped: Vec<(u32, u32)>,
    fixed: Vec<Fixed>,
    fixed_texts: Vec<String>,
    words: u64,
}

/// Adds up a checksum of what passes through.
struct Summed<T> {
    inner: T,
    sum: crc32fast::Hasher,
}

impl<T> Summed<T> {
    fn new(inner: T) -> Summed<T> {
        Summed { inner, sum: crc32fast::Hasher::new() }
    }
}

impl<W: Write> Summed<W> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.inner.write_all(bytes)
    }
}

impl<R: Read> Summed<R> {
    fn take(&mut self, into: &mut [u8]) -> Option<()> {
        self.inner.read_exact(into).ok()?;
        self.sum.update(into);
        Some(())
    }
}

/// Writes the words of a corpus, joined to the units of this id.
pub(crate) fn write(out: &mut dyn Write, forward: &Forward, source: &WordsSource, units: &str) -> io::Result<()> {
    let head = WordsHead {
        source: source.clone(),
        units: units.to_owned(),
        vocabulary: forward.vocabulary.clone(),
        articles: forward.articles.clone(),
        escaped: forward.escaped.clone(),
        fixed: forward.fixed.clone(),
        fixed_texts: forward.fixed_texts.clone(),
        words: forward.ids.len() as u64,
    };
    let head = postcard::to_allocvec(&head).map_err(io::Error::other)?;
    let mut out = Summed::new(out);
    out.put(MAGIC)?;
    out.put(&(head.len() as u64).to_le_bytes())?;
    out.put(&head)?;
    let mut block = Vec::with_capacity(BLOCK_BYTES);
    for ids in forward.ids.chunks(BLOCK_BYTES / 2) {
        block.clear();
        block.extend(ids.iter().flat_map(|id| id.to_le_bytes()));
        out.put(&block)?;
    }
    out.put(&forward.marks)?;
    let sum = out.sum.clone().finalize();
    out.inner.write_all(&sum.to_le_bytes())
}

/// Reads the words of the corpus that `source` describes, with the id of the units that they are joined to; `None` if the
/// file is of anything else or damaged.
pub(crate) fn read(input: impl Read, source: &WordsSource) -> Option<(Forward, String)> {
    let mut input = Summed::new(input);
    let (mut magic, mut length) = ([0; MAGIC.len()], [0; 8]);
    input.take(&mut magic)?;
    input.take(&mut length)?;
    let length = Some(u64::from_le_bytes(length)).filter(|length| *length <= HEAD_BYTES_MAX && magic == *MAGIC)?;
    let head = take_bytes(&mut input, length)?;
    let head: WordsHead = postcard::from_bytes(&head).ok()?;
    if head.source != *source {
        return None;
    }
    let ids = take_bytes_by(&mut input, head.words.checked_mul(2)?, |ids: &mut Vec<u16>, block| {
        ids.extend(block.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
    })?;
    let marks = take_bytes(&mut input, head.words)?;
    let (sum, mut stated) = (input.sum.clone().finalize(), [0; 4]);
    input.inner.read_exact(&mut stated).ok()?;
    if stated != sum.to_le_bytes() {
        return None;
    }
    let by_offset = head.articles.iter().map(|place| place.offset).zip(0..).collect();
    let WordsHead { vocabulary, articles, escaped, fixed, fixed_texts, units, .. } = head;
    Some((Forward { vocabulary, articles, ids, escaped, marks, fixed, fixed_texts, by_offset }, units))
}

fn take_bytes(input: &mut Summed<impl Read>, length: u64) -> Option<Vec<u8>> {
    take_bytes_by(input, length, |all: &mut Vec<u8>, block| all.extend_from_slice(block))
}

/// Reads block by block, so that a length that is wrong ends at the end of the file.
fn take_bytes_by<T>(input: &mut Summed<impl Read>, length: u64, add: impl Fn(&mut Vec<T>, &[u8])) -> Option<Vec<T>> {
    let mut left = usize::try_from(length).ok()?;
    let mut block = vec![0; BLOCK_BYTES.min(left)];
    let mut all = Vec::new();
    while left > 0 {
        let size = left.min(BLOCK_BYTES);
        input.take(&mut block[..size])?;
        add(&mut all, &block[..size]);
        left -= size;
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::super::build::of_texts;
    use super::*;

    fn source(rules: &str) -> WordsSource {
        WordsSource { rules: rules.to_owned(), position: LedgerPosition::default(), content: String::new() }
    }

    #[test]
    fn what_is_written_is_read() {
        let forward = of_texts(&["Bộ Y tế, ngày 9/9/2025.".to_owned(), "Nghị quyết 72-NQ/TW".to_owned()]);
        let mut bytes = Vec::new();
        write(&mut bytes, &forward, &source("a"), "u").unwrap();
        assert_eq!(read(bytes.as_slice(), &source("a")), Some((forward, "u".to_owned())));
        assert_eq!(read(bytes.as_slice(), &source("b")), None);
        for end in 0..bytes.len() {
            assert_eq!(read(&bytes[..end], &source("a")), None, "cut at {end}");
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(read(changed.as_slice(), &source("a")), None, "changed at {at}");
        }
    }
}
