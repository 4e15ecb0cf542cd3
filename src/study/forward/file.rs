//! The words of a corpus as a file: what identifies the corpus, the vocabulary and the articles, then the numbers of the
//! words and their marks, then a checksum.
//!
//! The file is only a cache of what the texts say. One that is missing, damaged, cut short, of another corpus or of other
//! rules is read as none, and made again.

use std::io::{self, Write};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::super::source::CorpusSource;
use super::vocabulary::Vocabulary;
use super::words::{ArticlePlace, Fixed, Forward, ID_BYTES, TextList, WordBytes};
use crate::index::FileBytes;

/// The first bytes. Raise the number whenever the layout changes.
const MAGIC: &[u8; 12] = b"byt words 2\n";

/// The checksum that the file ends with.
const SUM_BYTES: usize = 4;

/// Everything but the words.
#[derive(Serialize, Deserialize)]
struct WordsHead {
    source: CorpusSource,
    /// The id of the units that words are joined to.
    units: String,
    vocabulary: Vocabulary,
    articles: Vec<ArticlePlace>,
    escaped: Vec<(u32, u32)>,
    fixed: Vec<Fixed>,
    fixed_texts: TextList,
    words: u64,
}

/// Writes the words of a corpus, joined to the units of this id.
pub(crate) fn write(out: &mut dyn Write, forward: &Forward, source: &CorpusSource, units: &str) -> io::Result<()> {
    let head = WordsHead {
        source: source.clone(),
        units: units.to_owned(),
        vocabulary: forward.vocabulary.clone(),
        articles: forward.articles.clone(),
        escaped: forward.escaped.clone(),
        fixed: forward.fixed.clone(),
        fixed_texts: forward.fixed_texts.clone(),
        words: forward.words() as u64,
    };
    let head = postcard::to_allocvec(&head).map_err(io::Error::other)?;
    let mut sum = crc32fast::Hasher::new();
    for part in [MAGIC.as_slice(), &(head.len() as u64).to_le_bytes(), &head, &forward.ids, &forward.marks] {
        sum.update(part);
        out.write_all(part)?;
    }
    out.write_all(&sum.finalize().to_le_bytes())
}

/// Reads the words of the corpus that `source` describes, with the id of the units that they are joined to; `None` if the
/// file is of anything else or damaged.
pub(crate) fn read(file: &FileBytes, source: &CorpusSource) -> Option<(Forward, String)> {
    let content = file.len().checked_sub(SUM_BYTES)?;
    if crc32fast::hash(&file[..content]).to_le_bytes() != file[content..] {
        return None;
    }
    let (magic, rest) = file[..content].split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let head_bytes = usize::try_from(u64::from_le_bytes(*length)).ok().filter(|_| magic == MAGIC)?;
    let head: WordsHead = postcard::from_bytes(rest.get(..head_bytes)?).ok()?;
    let words = usize::try_from(head.words).ok()?;
    let ids = MAGIC.len() + length.len() + head_bytes;
    let marks = ids.checked_add(words.checked_mul(ID_BYTES)?)?;
    if head.source != *source || marks.checked_add(words)? != content {
        return None;
    }
    let mapped = |range: Range<usize>| WordBytes::Mapped(file.slice(range));
    let by_offset = head.articles.iter().map(|place| place.offset).zip(0..).collect();
    let WordsHead { vocabulary, articles, escaped, fixed, fixed_texts, units, .. } = head;
    let (ids, marks) = (mapped(ids..marks), mapped(marks..content));
    Some((Forward { vocabulary, articles, ids, escaped, marks, fixed, fixed_texts, by_offset }, units))
}

#[cfg(test)]
mod tests {
    use super::super::build::of_texts;
    use super::*;
    use crate::article::LedgerPosition;

    fn source(rules: &str) -> CorpusSource {
        CorpusSource { rules: rules.to_owned(), position: LedgerPosition::default(), content: String::new() }
    }

    #[test]
    fn what_is_written_is_read() {
        let forward = of_texts(&["Bộ Y tế, ngày 9/9/2025.".to_owned(), "Nghị quyết 72-NQ/TW".to_owned()]);
        let mut bytes = Vec::new();
        write(&mut bytes, &forward, &source("a"), "u").unwrap();
        let read = |bytes: &[u8], source: &CorpusSource| read(&FileBytes::new(bytes.to_vec()), source);
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
