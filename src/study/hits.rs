//! The hits of a query in the articles of a scope.

use std::cell::OnceCell;
use std::ops::Range;

use super::corpus_words::kept_words;
use super::desk::{Desk, StudyError};
use super::forward::{ArticleWords, Forward};
use super::reading::{Between, Reader, Zones};
use super::scope::{Scope, ScopeOptions};
use super::stretches::{in_stretches, threads};
use crate::article::labels::Zone;
use crate::index::ZONES;
use crate::query::{Measured, NumberedOccurrences, Occurrences, Query};
use crate::text::CLAUSE_GAP;

/// Reading one text costs as much as so many articles of the file of words.
const ARTICLES_OF_A_TEXT: u64 = 40;

/// Fewer articles of the file of words aren't worth a thread.
const STRETCH_MIN: usize = 1024;

/// The hits in an article: ranges of its words in the chosen zones, in order.
pub(super) type ArticleHits = Vec<Range<usize>>;

/// The numbers of the articles that have hits, in order, with their hits.
pub(super) type HitsByArticle = Vec<(usize, ArticleHits)>;

/// Finds the hits of queries. The file of words is read at most once, when it is first worth it.
pub(super) struct HitFinder<'a> {
    desk: Desk<'a>,
    options: &'a ScopeOptions,
    /// The words of the corpus, if they are in a file that fits.
    kept: OnceCell<Option<Forward>>,
}

impl<'a> HitFinder<'a> {
    pub(super) fn new(desk: Desk<'a>, options: &'a ScopeOptions) -> HitFinder<'a> {
        HitFinder { desk, options, kept: OnceCell::new() }
    }

    /// The numbers of the articles that have hits of the words of a query, in order, with their hits.
    pub(super) fn hits(&self, words: &Query, scope: &Scope) -> Result<HitsByArticle, StudyError> {
        let matching = scope.matching(self.desk, words, self.options)?;
        match self.hits_in_words(words, scope, &matching)? {
            Some((_, found)) => Ok(found),
            None => hits_in_texts(self.desk, words, scope, self.options, &matching),
        }
    }

    /// The same for these articles by the words of the corpus, which are returned as well; `None` if it is better, or
    /// necessary, to read the texts.
    pub(super) fn hits_in_words(
        &self,
        words: &Query,
        scope: &Scope,
        matching: &[usize],
    ) -> Result<Option<(&Forward, HitsByArticle)>, StudyError> {
        if matching.len() as u64 * ARTICLES_OF_A_TEXT <= self.desk.index.articles() {
            return Ok(None);
        }
        let Some(forward) = self.kept()? else { return Ok(None) };
        Ok(hits_in_words(forward, words, scope, self.options, matching).map(|found| (forward, found)))
    }

    fn kept(&self) -> Result<Option<&Forward>, StudyError> {
        if let Some(kept) = self.kept.get() {
            return Ok(kept.as_ref());
        }
        let kept = kept_words(self.desk)?;
        Ok(self.kept.get_or_init(|| kept).as_ref())
    }
}

/// The hits of the words of a query where the words of the corpus are in memory already.
pub(super) fn hits_with(
    desk: Desk<'_>,
    forward: &Forward,
    words: &Query,
    scope: &Scope,
    options: &ScopeOptions,
) -> Result<HitsByArticle, StudyError> {
    let matching = scope.matching(desk, words, options)?;
    match hits_in_words(forward, words, scope, options, &matching) {
        Some(found) => Ok(found),
        None => hits_in_texts(desk, words, scope, options, &matching),
    }
}

fn hits_in_texts(
    desk: Desk<'_>,
    words: &Query,
    scope: &Scope,
    options: &ScopeOptions,
    matching: &[usize],
) -> Result<HitsByArticle, StudyError> {
    let occurrences = Occurrences::of(words, options.accents);
    let articles: Vec<Measured> = matching.iter().map(|number| scope.articles[*number]).collect();
    let make = || (Reader::default(), Vec::new());
    let parts = desk.read(&articles, make, |(reader, found), number, article| {
        let (mut first, mut hits) = (0, ArticleHits::new());
        reader.zones(article, scope.zones, |zone| {
            let of_zone = occurrences.find(zone.zone, zone.text, zone.words).into_iter();
            hits.extend(of_zone.map(|hit| first + hit.start..first + hit.end));
            first += zone.words.len();
        });
        if !hits.is_empty() {
            found.push((matching[number], hits));
        }
    })?;
    Ok(parts.into_iter().flat_map(|(_, found)| found).collect())
}

/// The hits by the numbers of the words; `None` if the texts must be read.
fn hits_in_words(
    forward: &Forward,
    words: &Query,
    scope: &Scope,
    options: &ScopeOptions,
    matching: &[usize],
) -> Option<HitsByArticle> {
    let terms = forward.vocabulary.terms.iter().map(|entry| (entry.term.as_str(), entry.fold.as_str()));
    let occurrences = Occurrences::of(words, options.accents).numbered(terms)?;
    let found = in_stretches(matching, threads(), STRETCH_MIN, |_, matching| {
        let mut buffers = ZoneBuffers::default();
        let mut found = Vec::new();
        for number in matching {
            let article = forward.article_at(scope.articles[*number].place.offset)?;
            let hits = buffers.hits(forward, article, scope.zones, &occurrences);
            if !hits.is_empty() {
                found.push((*number, hits));
            }
        }
        Some(found)
    });
    Some(found.into_iter().collect::<Option<Vec<_>>>()?.concat())
}

/// The words of a zone and their positions; reused.
#[derive(Default)]
struct ZoneBuffers {
    words: ArticleWords,
    positions: Vec<u32>,
}

impl ZoneBuffers {
    fn hits(
        &mut self,
        forward: &Forward,
        article: usize,
        zones: Zones,
        occurrences: &NumberedOccurrences,
    ) -> ArticleHits {
        let (mut first, mut hits) = (0, ArticleHits::new());
        for zone in [Zone::Title, Zone::Abstract, Zone::Body, Zone::Caption] {
            if !zones.includes(zone) {
                continue;
            }
            let mut only = Zones([false; ZONES]);
            only.0[zone as usize] = true;
            forward.read(article, only, &mut self.words);
            let mut position = 0;
            self.positions.clear();
            self.positions.extend(self.words.marks.iter().map(|marks| {
                // Beyond any phrase where a caption ends.
                const ZONE_GAP: u32 = 1_000_000;
                let step = if marks & Between::ZONE != 0 { ZONE_GAP } else { 1 };
                let clause = marks & (Between::CLAUSE | Between::ZONE) == Between::CLAUSE;
                position += step + if clause { CLAUSE_GAP } else { 0 };
                position
            }));
            let found = occurrences.find(zone, &self.words.ids, &self.positions).into_iter();
            hits.extend(found.map(|hit| first + hit.start..first + hit.end));
            first += self.words.ids.len();
        }
        hits
    }
}
