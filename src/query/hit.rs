//! A hit: an article read from the ledger, with the words that matched marked in it.

use std::ops::Range;

use crate::article::Article;
use crate::article::labels::{Labels, Zone};
use crate::corpus::Ledger;
use crate::index::IndexError;
use crate::storage::StorageError;

use super::find::{HitRef, Matches};
use super::mark::{Highlighter, Mark, zones};
use super::relax::Match;
use super::snippet::{Snippet, snippet};

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
    pub(crate) fn hits(&self, ledger: &mut Ledger, places: &[HitRef]) -> Result<Vec<Hit>, StorageError> {
        let matches = self.matches(places)?;
        let marker = Highlighter::of(self.root.as_ref(), self.strictness);
        let weights = self.weights(&marker)?;
        let mut line = Vec::new();
        let addresses: Vec<_> = places.iter().map(|place| place.address).collect();
        let ids = self.index.ids(&addresses)?;
        let hit = |((place, matched), id): ((&HitRef, Match), &String)| {
            let article = ledger.line_at(place.offset, &mut line)?.article()?;
            if article.id.as_str() != id {
                return Err(self.index.points_elsewhere(id, article.id.as_str()).into());
            }
            let marks = marker.marks(&article);
            let labels = self.index.labels(place.address)?;
            let matched = self.has_words().then_some(matched);
            let snippet = best_snippet(&article, &marks, &weights);
            Ok(Hit { article, labels, score: place.score, matched, marks, snippet })
        };
        places.iter().zip(matches).zip(&ids).map(hit).collect()
    }

    /// The labels of an article, for callers that read the ledger themselves.
    pub(crate) fn labels(&self, place: &HitRef) -> Result<Labels, IndexError> {
        self.index.labels(place.address)
    }

    /// The weight of each pattern: rare words weigh more than common ones.
    fn weights(&self, marker: &Highlighter) -> Result<Vec<f32>, IndexError> {
        let all = self.index.articles() as f32;
        let weight = |fold: &str| Ok((1.0 + all / (1.0 + self.index.articles_with(fold)? as f32)).ln());
        marker.folds().map(weight).collect()
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
