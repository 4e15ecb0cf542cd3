//! The words of all articles as numbers of terms, in two bytes each.

use std::ops::{Deref, Range};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::super::reading::{Between, Zones};
use super::vocabulary::Vocabulary;
use crate::index::{FileBytes, ZONES};

/// Stands for a term whose number doesn't fit into two bytes.
const ESCAPE: u16 = u16::MAX;

/// Bytes that were made here, or are mapped from a file.
#[derive(Debug, Clone)]
pub(super) enum WordBytes {
    Made(Vec<u8>),
    Mapped(FileBytes),
}

impl Deref for WordBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            WordBytes::Made(bytes) => bytes,
            WordBytes::Mapped(bytes) => bytes,
        }
    }
}

impl WordBytes {
    /// The bytes to change; those of a file are copied first.
    fn to_mut(&mut self) -> &mut Vec<u8> {
        if let WordBytes::Mapped(bytes) = self {
            *self = WordBytes::Made(bytes.to_vec());
        }
        match self {
            WordBytes::Made(bytes) => bytes,
            WordBytes::Mapped(_) => unreachable!("they were copied"),
        }
    }
}

impl Default for WordBytes {
    fn default() -> WordBytes {
        WordBytes::Made(Vec::new())
    }
}

impl PartialEq for WordBytes {
    fn eq(&self, other: &WordBytes) -> bool {
        **self == **other
    }
}

/// The bytes of a number of a term.
pub(super) const ID_BYTES: usize = 2;

/// The words of a corpus, article by article in the order of time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Forward {
    pub(crate) vocabulary: Vocabulary,
    pub(super) articles: Vec<ArticlePlace>,
    /// The number of each word's term, or [`ESCAPE`]; [`ID_BYTES`] of each word, the lower first.
    pub(super) ids: WordBytes,
    /// The places of escaped words with their numbers, in order.
    pub(super) escaped: Vec<(u32, u32)>,
    /// What is before each word, and its capitals: bits of `Between` and `WordMark`.
    pub(super) marks: WordBytes,
    /// Documents and days, in order.
    pub(super) fixed: Vec<Fixed>,
    /// How they are written.
    pub(super) fixed_texts: TextList,
    /// Numbers of articles by their places in the ledger.
    pub(super) by_offset: FxHashMap<u64, u32>,
}

/// Where the words of an article are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ArticlePlace {
    /// The place of the article in the ledger, in bytes.
    pub(super) offset: u64,
    pub(super) start: u32,
    /// The number of words in each zone; they follow one another in this order.
    pub(super) zones: [u32; ZONES],
}

/// A document number or a day that the text names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fixed {
    pub(super) start: u32,
    pub(super) words: u32,
    /// The number of how it is written.
    pub(super) text: u32,
}

/// Texts with numbers from 0, in one piece of memory: there may be a hundred thousand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TextList {
    all: String,
    /// Where each ends, in bytes: a corpus has less than 4 GB of them.
    ends: Vec<u32>,
}

impl TextList {
    fn get(&self, number: u32) -> &str {
        let end = |number: usize| self.ends[number] as usize;
        let number = number as usize;
        &self.all[number.checked_sub(1).map_or(0, end)..end(number)]
    }

    fn len(&self) -> usize {
        self.ends.len()
    }
}

impl FromIterator<String> for TextList {
    fn from_iter<T: IntoIterator<Item = String>>(texts: T) -> TextList {
        let mut list = TextList::default();
        for text in texts {
            list.all.push_str(&text);
            list.ends.push(u32::try_from(list.all.len()).unwrap_or(u32::MAX));
        }
        list
    }
}

/// The words of one article in the chosen zones. The buffers are reused.
#[derive(Debug, Clone, Default)]
pub(crate) struct ArticleWords {
    pub(crate) ids: Vec<u32>,
    pub(crate) marks: Vec<u8>,
    /// Documents and days: their words, and the number of how they are written.
    pub(crate) fixed: Vec<(Range<usize>, u32)>,
}

impl Forward {
    /// The number of words.
    pub(crate) fn words(&self) -> usize {
        self.marks.len()
    }

    /// The number of articles.
    pub(crate) fn articles(&self) -> usize {
        self.articles.len()
    }

    /// The number of the article at this place of the ledger.
    pub(crate) fn article_at(&self, offset: u64) -> Option<usize> {
        self.by_offset.get(&offset).map(|number| *number as usize)
    }

    /// How a document or day is written.
    pub(crate) fn fixed_text(&self, number: u32) -> &str {
        self.fixed_texts.get(number)
    }

    /// Reads the words of an article in the chosen zones.
    pub(crate) fn read(&self, article: usize, zones: Zones, into: &mut ArticleWords) {
        into.ids.clear();
        into.marks.clear();
        into.fixed.clear();
        let place = &self.articles[article];
        let mut start = place.start as usize;
        for (words, is_chosen) in place.zones.iter().zip(zones.0) {
            let end = start + *words as usize;
            if is_chosen {
                self.read_range(start..end, into);
            }
            start = end;
        }
    }

    /// Calls `visit` with each way in which a document or day is written: its number, its hits and its terms.
    pub(crate) fn each_fixed_text(&self, mut visit: impl FnMut(u32, u64, &[u32])) {
        // Hits, and where one is: the same text has the same terms everywhere.
        let mut all = vec![(0, 0..0); self.fixed_texts.len()];
        for fixed in &self.fixed {
            let (hits, words) = &mut all[fixed.text as usize];
            *hits += 1;
            *words = fixed.start..fixed.start + fixed.words;
        }
        let mut terms = Vec::new();
        for (number, (hits, words)) in (0..).zip(all) {
            terms.clear();
            terms.extend(words.map(|at| self.id(at as usize)));
            visit(number, hits, &terms);
        }
    }

    fn id(&self, at: usize) -> u32 {
        let id = self.short_ids(at..at + 1).next().unwrap_or_default();
        if id != ESCAPE {
            return u32::from(id);
        }
        let escaped = self.escaped.partition_point(|(place, _)| (*place as usize) < at);
        self.escaped.get(escaped).map_or(0, |(_, number)| *number)
    }

    fn short_ids(&self, words: Range<usize>) -> impl Iterator<Item = u16> {
        let bytes = &self.ids[words.start * ID_BYTES..words.end * ID_BYTES];
        bytes.chunks_exact(ID_BYTES).map(|id| u16::from_le_bytes([id[0], id[1]]))
    }

    fn read_range(&self, range: Range<usize>, into: &mut ArticleWords) {
        let base = into.ids.len();
        into.ids.extend(self.short_ids(range.clone()).map(u32::from));
        into.marks.extend_from_slice(&self.marks[range.clone()]);
        let first = self.escaped.partition_point(|(at, _)| (*at as usize) < range.start);
        for (at, number) in self.escaped[first..].iter().take_while(|(at, _)| (*at as usize) < range.end) {
            into.ids[base + *at as usize - range.start] = *number;
        }
        let first = self.fixed.partition_point(|fixed| (fixed.start as usize) < range.start);
        for fixed in self.fixed[first..].iter().take_while(|fixed| (fixed.start as usize) < range.end) {
            let start = base + fixed.start as usize - range.start;
            into.fixed.push((start..start + fixed.words as usize, fixed.text));
        }
    }

    /// Replaces the marks of all words of an article.
    pub(crate) fn set_marks(&mut self, article: usize, marks: &[u8]) {
        let start = self.articles[article].start as usize;
        self.marks.to_mut()[start..start + marks.len()].copy_from_slice(marks);
    }

    /// Appends a word. `number` is that of its term.
    pub(super) fn push(&mut self, number: u32, marks: u8) {
        let place = u32::try_from(self.marks.len()).unwrap_or(u32::MAX);
        let id = u16::try_from(number).unwrap_or(ESCAPE);
        if id == ESCAPE {
            self.escaped.push((place, number));
        }
        self.ids.to_mut().extend(id.to_le_bytes());
        self.marks.to_mut().push(marks);
    }

    /// Gives every word the new number of its term.
    pub(super) fn renumber(&mut self, numbers: &[u32]) {
        let mut before = std::mem::take(&mut self.escaped).into_iter();
        for (place, bytes) in (0..).zip(self.ids.to_mut().chunks_exact_mut(ID_BYTES)) {
            let id = u16::from_le_bytes([bytes[0], bytes[1]]);
            let known = if id == ESCAPE { before.next().map_or(0, |(_, number)| number) } else { u32::from(id) };
            let number = numbers[known as usize];
            let id = u16::try_from(number).unwrap_or(ESCAPE);
            if id == ESCAPE {
                self.escaped.push((place, number));
            }
            bytes.copy_from_slice(&id.to_le_bytes());
        }
    }
}

impl ArticleWords {
    /// Calls `visit` with each run of words that nothing but blanks divides, documents and days left out.
    pub(crate) fn each_run(&self, mut visit: impl FnMut(Range<usize>)) {
        let mut fixed = self.fixed.iter().map(|(range, _)| range.clone()).peekable();
        let mut start = 0;
        for at in 0..=self.ids.len() {
            let is_fixed = fixed.peek().is_some_and(|range| range.start == at);
            let is_end = at == self.ids.len() || self.marks[at] & (Between::MARK | Between::ZONE) != 0;
            if (is_end || is_fixed) && start < at {
                visit(start..at);
            }
            if is_fixed {
                // What is inside of it isn't reached: it begins after its end.
                start = fixed.next().map_or(at, |range| range.end);
            } else if is_end {
                start = start.max(at);
            }
        }
    }
}
