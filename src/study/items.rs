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
    first_met: Vec<Box<[u32]>>,
    /// The article that was read last, in the chosen zones.
    pub(super) article: ArticleWords,
    pub(super) items: Vec<ListItem>,
}

impl<'l> ItemReader<'l> {
    pub(super) fn new(listing: &'l WordListing, wanted: ItemsWanted<'l>) -> ItemReader<'l> {
        ItemReader {
            listing,
            wanted,
            unknown: Sequences::new(listing.terms()),
            first_met: Vec::new(),
            article: ArticleWords::default(),
            items: Vec::new(),
        }
    }

    /// Reads the items of an article into `items`.
    pub(super) fn read(&mut self, article: &Measured) {
        self.items.clear();
        // The words are of the index's own articles, so this is never `None`.
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
        let number = self.listing.number(ids).unwrap_or_else(|| {
            let next = self.listing.len() + self.first_met.len();
            let next = u32::try_from(next).unwrap_or(u32::MAX);
            let number = self.unknown.number(ids, next);
            if number == next {
                self.first_met.push(ids.into());
            }
            number
        });
        self.items.push(ListItem { number, at, size: end - at });
    }

    /// The sequences that were met and have no number in the listing, in the order of their numbers here.
    pub(super) fn into_first_met(self) -> Vec<Box<[u32]>> {
        self.first_met
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
    /// Counts what is listed in these articles, which the listing gets numbers for. `visit` gets the number of the article
    /// that was read, and the counts by number; `S` is whatever else it counts. Returns the counts, and the `S` of each
    /// stretch of articles.
    pub(super) fn count<C: Count, S: Default + Send>(
        &mut self,
        articles: &[Measured],
        wanted: ItemsWanted<'_>,
        visit: impl Fn(&mut [C], &mut S, &ItemReader<'_>, usize) + Sync,
    ) -> (Vec<C>, Vec<S>) {
        let stretches = self.each_stretch(articles, wanted, |(counts, others): &mut (Vec<C>, S), reader, number| {
            counts.resize(reader.listing.len() + reader.first_met.len(), C::NONE);
            visit(counts, others, reader, number);
        });
        let base = self.len();
        let mut all: Vec<C> = Vec::new();
        let mut rest = Vec::new();
        for ((mut counts, others), first_met) in stretches {
            let of_new = counts.split_off(base.min(counts.len()));
            let numbers = first_met.into_iter().map(|ids| self.number_or_new(ids) as usize).collect::<Vec<_>>();
            all.resize(self.len(), C::NONE);
            all.iter_mut().zip(counts).for_each(|(all, count)| all.add_later(count));
            numbers.into_iter().zip(of_new).for_each(|(number, count)| all[number].add_later(count));
            rest.push(others);
        }
        (all, rest)
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
            (state, reader.into_first_met())
        })
    }
}
