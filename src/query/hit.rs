//! A hit: an article read from the ledger, with the words that matched marked in it.

use std::ops::Range;

use crate::article::Article;
use crate::article::labels::{Labels, Zone};
use crate::corpus::Ledger;
use crate::engine::{EngineError, EngineHit};
use crate::storage::StorageError;

use super::find::{HitRef, Matches};
use super::mark::{Highlighter, Mark, zones};
use super::relax::Match;
use super::remote::EXACT;
use super::sent::{not_as_sent, sent_article, unpacked_labels};
use super::snippet::{Snippet, snippet};
use super::source::Source;

/// One article of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hit {
    pub(crate) article: Article,
    pub(crate) labels: Labels,
    pub(crate) score: Option<f32>,
    /// `None` if the query has no words.
    pub(crate) matched: Option<Match>,
    /// The places that match, text by text.
    marks: Vec<Vec<Mark>>,
    /// The part of the article that best shows why it matches.
    pub(crate) snippet: Option<Snippet>,
}

/// A place that matches: characters `start..end` of the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Highlight {
    pub(crate) zone: Zone,
    /// Which caption, from 0; always 0 in the other zones.
    pub(crate) item: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Matches<'_> {
    /// Reads the articles of a page. All of them are in memory, so callers that want every match read it
    /// in parts.
    pub(crate) fn hits(&self, ledger: &Ledger, places: &[HitRef]) -> Result<Vec<Hit>, StorageError> {
        let matches = self.matches(places)?;
        let index = self.source.index("the lines of a ledger")?;
        let shown = self.shown()?;
        let mut line = Vec::new();
        let addresses: Vec<_> = places.iter().map(|place| place.address).collect();
        let ids = index.ids(&addresses)?;
        let hit = |((place, matched), id): ((&HitRef, Match), &String)| {
            let article = ledger.line_at(place.offset, &mut line)?.article()?;
            if article.id.as_str() != id {
                return Err(index.points_elsewhere(id, article.id.as_str()).into());
            }
            let labels = index.labels(place.address)?;
            Ok(shown.hit(article, labels, place.score, matched))
        };
        places.iter().zip(matches).zip(&ids).map(hit).collect()
    }

    /// The articles of a page that a cluster has sent.
    pub(crate) fn sent_hits(&self, places: &[HitRef]) -> Result<Vec<Hit>, StorageError> {
        let shown = self.shown()?;
        let worst = self.worst_match();
        let hit = |place: &HitRef| {
            let document = place.document.and_then(|number| self.sent.get(number));
            let document = document.ok_or(EngineError::NeedsCorpus("an article of the index"))?;
            let is_exact = document.matched.iter().any(|name| name == EXACT);
            let matched = if is_exact { Match::Exact } else { worst };
            let article = sent_article(document.source["line"].as_str().unwrap_or_default())?;
            Ok(shown.hit(article, self.labels_of(document)?, place.score, matched))
        };
        places.iter().map(hit).collect()
    }

    /// Calls `visit` with the line and the packed labels of every match of a cluster, newest first and then by id; undated
    /// ones last.
    pub(crate) fn each_line<E: From<StorageError>>(
        &self,
        mut visit: impl FnMut(&str, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut stopped = None;
        let outcome = self.each_document(&["line", "labels"], |document| {
            let line = document.source["line"].as_str().ok_or_else(not_as_sent)?;
            let labels = document.source["labels"].as_str().ok_or_else(not_as_sent)?;
            visit(line, labels).map_err(|error| {
                stopped = Some(error);
                // The error above is returned in its place.
                EngineError::Cancelled.into()
            })
        });
        match stopped {
            Some(error) => Err(error),
            None => Ok(outcome?),
        }
    }

    /// Calls `visit` with the labels of every match, newest first and then by id; undated ones last.
    pub(crate) fn each_labels(&self, mut visit: impl FnMut(Labels)) -> Result<(), StorageError> {
        if let Source::Cluster(_) = self.source {
            return self.each_document(&["labels"], |document| {
                visit(self.labels_of(document)?);
                Ok(())
            });
        }
        for place in self.all_newest_first()? {
            visit(self.labels(&place)?);
        }
        Ok(())
    }

    /// The labels of an article of a cluster.
    pub(super) fn labels_of(&self, document: &EngineHit) -> Result<Labels, StorageError> {
        unpacked_labels(document.source["labels"].as_str().unwrap_or_default())
    }

    /// The labels of an article, for callers that read the ledger themselves.
    pub(crate) fn labels(&self, place: &HitRef) -> Result<Labels, StorageError> {
        match place.document.and_then(|number| self.sent.get(number)) {
            Some(document) => self.labels_of(document),
            None => Ok(self.source.index("labels")?.labels(place.address)?),
        }
    }

    fn shown(&self) -> Result<HitMaker, StorageError> {
        let marker = Highlighter::of(self.root.as_ref(), self.strictness);
        let weights = self.weights(&marker)?;
        Ok(HitMaker { marker, weights, has_words: self.has_words() })
    }

    /// The weight of each pattern: rare words weigh more than common ones.
    fn weights(&self, marker: &Highlighter) -> Result<Vec<f32>, StorageError> {
        let all = self.source.articles()? as f32;
        let folds: Vec<String> = marker.folds().map(str::to_owned).collect();
        let counts = self.source.articles_with(&folds)?;
        Ok(counts.into_iter().map(|n| (1.0 + all / (1.0 + n as f32)).ln()).collect())
    }
}

/// What marks the words of a query in articles.
struct HitMaker {
    marker: Highlighter,
    weights: Vec<f32>,
    has_words: bool,
}

impl HitMaker {
    fn hit(&self, article: Article, labels: Labels, score: Option<f32>, matched: Match) -> Hit {
        let marks = self.marker.marks(&article);
        let snippet = best_snippet(&article, &marks, &self.weights);
        Hit { article, labels, score, matched: self.has_words.then_some(matched), marks, snippet }
    }
}

impl Hit {
    /// The bytes of the title that match, in order.
    pub(crate) fn title_marks(&self) -> Vec<Range<usize>> {
        // The title is the first text.
        self.marks.first().into_iter().flatten().map(|mark| mark.start..mark.end).collect()
    }

    /// The places that match, in the order of the article.
    pub(crate) fn highlights(&self) -> Vec<Highlight> {
        let mut out = Vec::new();
        for ((zone, item, text), marks) in zones(&self.article).zip(&self.marks) {
            let (mut bytes, mut chars) = (0, 0u32);
            let mut to = |end: usize| {
                chars += u32::try_from(text[bytes..end].chars().count()).unwrap_or(u32::MAX);
                bytes = end;
                chars
            };
            out.extend(marks.iter().map(|mark| Highlight { zone, item, start: to(mark.start), end: to(mark.end) }));
        }
        out
    }
}

/// A snippet from any text except the title, which is shown anyway.
fn best_snippet(article: &Article, marks: &[Vec<Mark>], weights: &[f32]) -> Option<Snippet> {
    let texts = zones(article).zip(marks.iter().map(Vec::as_slice)).skip(1);
    snippet(&texts.collect::<Vec<_>>(), weights)
}
