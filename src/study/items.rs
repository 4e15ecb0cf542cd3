//! The words of articles as a list counts them, read on several threads.

use super::forward::{ArticleWords, WordMark};
use super::listing::WordListing;
use super::reading::{Between, Zones};
use super::sequences::Sequences;
use super::stretches::{in_stretches, threads};
use crate::query::Measured;

/// A word of an article: syllables in a row that count as one.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListItem {
    /// The number of what is listed.
    pub(super) number: u32,
    /// The place of the first syllable among those of the article in the chosen zones.
    pub(super) at: usize,
    pub(super) size: usize,
}

/// What is read of each article.
#[derive(Debug, Clone, Copy)]
pub(super) struct ItemsWanted<'b> {
    pub(super) zones: Zones,
    /// Words in a row that cross no clause; 1 is what the list counts as a word.
    pub(super) size: usize,
    /// For each term whether an item may begin with it; see [`WordListing::beginnings`].
    pub(super) begins: Option<&'b [bool]>,
}

/// Reads articles one after another; its buffers are reused.
pub(super) struct ItemReader<'l> {
    listing: &'l WordListing,
    wanted: ItemsWanted<'l>,
    /// The sequences that the listing has no number for; theirs follow its own.
    unknown: Sequences,
    /// The article that was read last, in the chosen zones.
    pub(super) article: ArticleWords,
    pub(super) items: Vec<ListItem>,
}

impl<'l> ItemReader<'l> {
    pub(super) fn new(listing: &'l WordListing, wanted: ItemsWanted<'l>) -> ItemReader<'l> {
        ItemReader {
            listing,
            wanted,
            unknown: Sequences::new(listing.terms(), listing.len()),
            article: ArticleWords::default(),
            items: Vec::new(),
        }
    }

    /// Reads the items of an article into `items`.
    pub(super) fn read(&mut self, article: &Measured) {
        self.items.clear();
        // The words are of the index's own articles, so it is there.
        let Some(number) = self.listing.forward.article_at(article.place.offset) else { return };
        self.listing.forward.read(number, self.wanted.zones, &mut self.article);
        self.listing.adapt(&mut self.article);
        match self.wanted.size {
            1 => self.read_words(),
            size => self.read_sequences(size),
        }
    }

    fn read_words(&mut self) {
        let (is_unit, words) = (self.listing.is_joined(), self.article.ids.len());
        let mut at = 0;
        while at < words {
            let mut end = at + 1;
            while is_unit && end < words && self.article.marks[end] & WordMark::JOINED != 0 {
                end += 1;
            }
            if self.may_begin(at) {
                self.push(at, end);
            }
            at = end;
        }
    }

    fn read_sequences(&mut self, size: usize) {
        for at in 0..(self.article.ids.len() + 1).saturating_sub(size) {
            let inner = &self.article.marks[at + 1..at + size];
            if self.may_begin(at) && inner.iter().all(|marks| marks & Between::CLAUSE == 0) {
                self.push(at, at + size);
            }
        }
    }

    fn may_begin(&self, at: usize) -> bool {
        self.wanted.begins.is_none_or(|begins| begins[self.article.ids[at] as usize])
    }

    fn push(&mut self, at: usize, end: usize) {
        let ids = &self.article.ids[at..end];
        let number = self.listing.number(ids).unwrap_or_else(|| self.unknown.number(ids));
        self.items.push(ListItem { number, at, size: end - at });
    }
}

/// What is counted of each thing that is listed.
pub(super) trait Count: Copy + Send {
    const NONE: Self;

    /// Adds what was counted in later articles.
    fn add_later(&mut self, later: Self);
}

impl<C: Count> Count for [C; 2] {
    const NONE: Self = [C::NONE; 2];

    fn add_later(&mut self, later: Self) {
        self.iter_mut().zip(later).for_each(|(count, later)| count.add_later(later));
    }
}

impl WordListing {
    /// Counts what is listed in these articles, and returns the counts by number; sequences that are met first get numbers.
    /// `visit` adds an article to the counts: it gets the reader that read it, and its number.
    pub(super) fn count<C: Count>(
        &mut self,
        articles: &[Measured],
        wanted: ItemsWanted<'_>,
        visit: impl Fn(&mut [C], &ItemReader<'_>, usize) + Sync,
    ) -> Vec<C> {
        let stretches = self.each_stretch(articles, wanted, |counts: &mut Vec<C>, reader, number| {
            counts.resize(reader.listing.len() + reader.unknown.len(), C::NONE);
            visit(counts, reader, number);
        });
        let base = self.len();
        let mut all: Vec<C> = Vec::new();
        for (mut counts, unknown) in stretches {
            let of_unknown = counts.split_off(base);
            let numbers: Vec<u32> = unknown.into_iter().map(|ids| self.number_or_new(ids)).collect();
            all.resize(self.len(), C::NONE);
            all.iter_mut().zip(counts).for_each(|(all, count)| all.add_later(count));
            numbers.into_iter().zip(of_unknown).for_each(|(number, count)| all[number as usize].add_later(count));
        }
        all
    }

    /// Reads articles on several threads, each a stretch of them, and returns what was made of each stretch in order, with
    /// the sequences that have no number yet. `visit` gets the number of the article that was read.
    pub(super) fn each_stretch<S: Default + Send>(
        &self,
        articles: &[Measured],
        wanted: ItemsWanted<'_>,
        visit: impl Fn(&mut S, &ItemReader<'_>, usize) + Sync,
    ) -> Vec<(S, Vec<Box<[u32]>>)> {
        /// Fewer articles aren't worth a thread.
        const STRETCH_MIN: usize = 256;
        // Each thread has the sequences that it met in memory, and most of them only once.
        let threads = if wanted.size == 1 { threads() } else { 1 };
        in_stretches(articles, threads, STRETCH_MIN, |first, stretch| {
            let (mut state, mut reader) = (S::default(), ItemReader::new(self, wanted));
            for (number, article) in (first..).zip(stretch) {
                reader.read(article);
                visit(&mut state, &reader, number);
            }
            (state, reader.unknown.into_terms())
        })
    }
}
