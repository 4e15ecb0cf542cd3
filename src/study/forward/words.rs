//! The words of all articles as numbers of terms, in two bytes each.

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::super::reading::{Between, Zones};
use super::vocabulary::Vocabulary;
use crate::index::ZONES;

/// Stands for a term whose number doesn't fit into two bytes.
const ESCAPE: u16 = u16::MAX;

/// The words of a corpus, article by article in the order of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Forward {
    pub(crate) vocabulary: Vocabulary,
    pub(super) articles: Vec<ArticlePlace>,
    /// The number of each word's term, or [`ESCAPE`].
    pub(super) ids: Vec<u16>,
    /// The places of escaped words with their numbers, in order.
    pub(super) escaped: Vec<(u32, u32)>,
    /// What is before each word, and its capitals: bits of `Between` and `WordMark`.
    pub(super) marks: Vec<u8>,
    /// Documents and days, in order.
    pub(super) fixed: Vec<Fixed>,
    /// How they are written.
    pub(super) fixed_texts: Vec<String>,
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
        self.ids.len()
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
        &self.fixed_texts[number as usize]
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

    /// Reads the documents and days of an article, with their words alone.
    pub(crate) fn read_fixed(&self, article: usize, into: &mut ArticleWords) {
        into.ids.clear();
        into.marks.clear();
        into.fixed.clear();
        let place = &self.articles[article];
        let end = place.start + place.zones.iter().sum::<u32>();
        let first = self.fixed.partition_point(|fixed| fixed.start < place.start);
        for fixed in self.fixed[first..].iter().take_while(|fixed| fixed.start < end) {
            let start = into.ids.len();
            let words = fixed.start as usize..(fixed.start + fixed.words) as usize;
            into.ids.extend(words.map(|at| self.id(at)));
            into.fixed.push((start..into.ids.len(), fixed.text));
        }
    }

    fn id(&self, at: usize) -> u32 {
        let id = self.ids[at];
        if id != ESCAPE {
            return u32::from(id);
        }
        let escaped = self.escaped.partition_point(|(place, _)| (*place as usize) < at);
        self.escaped.get(escaped).map_or(0, |(_, number)| *number)
    }

    fn read_range(&self, range: Range<usize>, into: &mut ArticleWords) {
        let base = into.ids.len();
        into.ids.extend(self.ids[range.clone()].iter().map(|id| u32::from(*id)));
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
        self.marks[start..start + marks.len()].copy_from_slice(marks);
    }

    /// Appends a word. `number` is that of its term.
    pub(super) fn push(&mut self, number: u32, marks: u8) {
        let place = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        let id = u16::try_from(number).unwrap_or(ESCAPE);
        if id == ESCAPE {
            self.escaped.push((place, number));
        }
        self.ids.push(id);
        self.marks.push(marks);
    }

    /// Gives every word the new number of its term.
    pub(super) fn renumber(&mut self, numbers: &[u32]) {
        let mut before = std::mem::take(&mut self.escaped).into_iter();
        for (place, id) in (0..).zip(&mut self.ids) {
            let known = if *id == ESCAPE { before.next().map_or(0, |(_, number)| number) } else { u32::from(*id) };
            let number = numbers[known as usize];
            *id = u16::try_from(number).unwrap_or(ESCAPE);
            if *id == ESCAPE {
                self.escaped.push((place, number));
            }
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
