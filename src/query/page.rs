//! Pages: the matches in order, and as many of them as are asked for.

use tantivy::query::{Query as _, Weight};
use tantivy::{DocAddress, DocId, SegmentOrdinal, TERMINATED};

use super::best::{Best, Rank};
use super::compile::{Boxed, Compiler};
use super::find::{Found, climb, count};
use super::rank::Wanted;
use super::tree::{Filters, Query};
use crate::index::{Columns, Index, IndexError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Relevance,
    Newest,
    Oldest,
}

/// One article that matches: where it is, not what it says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    pub(super) address: DocAddress,
    /// Byte of the ledger where the article's latest line starts.
    pub(crate) offset: u64,
    /// Seconds since 1970, UTC.
    pub(crate) published: Option<i64>,
    /// `None` where there is nothing to be relevant to.
    pub(crate) score: Option<f32>,
}

/// What part of an answer is wanted, in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) sort: Sort,
    /// Articles; 0 is all.
    pub(crate) limit: usize,
    /// Articles left out at the beginning.
    pub(crate) skip: usize,
}

/// Finds, and gives a page of what was found: where both need a look at every match, it is one look.
pub(crate) fn search<'a>(
    index: &'a Index,
    query: &Query,
    options: &Filters,
    page: Page,
) -> Result<(Found<'a>, Vec<Place>), IndexError> {
    let mut found = climb(index, query, options)?;
    let (best, seen) = found.best(page)?;
    found.total = match seen {
        Some(all) => all,
        None => count(index, &found.matching)?,
    };
    let places = found.places(best, page)?;
    Ok((found, places))
}

impl Page {
    /// How many of the best must be known.
    fn wanted(self) -> usize {
        if self.limit == 0 { usize::MAX } else { self.limit.saturating_add(self.skip) }
    }
}

impl Found<'_> {
    /// Articles `skip..skip + limit` in the order asked for; a limit of 0 is all.
    ///
    /// Equal ones are ordered by date, newest first, and by id within a moment: the pages of one list
    /// never overlap, and two corpora that hold the same articles list them alike, however they came
    /// in.
    pub(crate) fn page(&self, sort: Sort, limit: usize, skip: usize) -> Result<Vec<Place>, IndexError> {
        let page = Page { sort, limit, skip };
        if self.total <= skip as u64 {
            return Ok(Vec::new());
        }
        let (best, _) = self.best(page)?;
        self.places(best, page)
    }

    /// The best for a page, and how many matches there are where that took a look at every one.
    fn best(&self, page: Page) -> Result<(Best, Option<u64>), IndexError> {
        let mut best = Best::of(page.wanted());
        let seen = if page.sort != Sort::Relevance || !self.has_words() {
            Some(self.by_date(&mut best, page.sort)?)
        } else if let Some(rough) = self.prunable()? {
            self.by_pruned_score(&rough, &mut best)?;
            None
        } else {
            Some(self.by_every_score(&mut best)?)
        };
        Ok((best, seen))
    }

    fn places(&self, best: Best, page: Page) -> Result<Vec<Place>, IndexError> {
        let segments = self.index.searcher().segment_readers().iter();
        let columns = segments.map(|segment| self.index.columns(segment)).collect::<Result<Vec<_>, _>>()?;
        // Every article is indexed with its place.
        let offset = |at: DocAddress| columns[at.segment_ord as usize].offset.first(at.doc_id).unwrap_or_default();
        let scored = page.sort == Sort::Relevance && self.has_words();
        let place = |(rank, address): (Rank, DocAddress)| Place {
            address,
            offset: offset(address),
            published: if page.sort == Sort::Oldest { rank.time.map(|t| -t) } else { rank.time },
            score: scored.then_some(rank.score),
        };
        let sorted = best.into_sorted(|articles| self.index.ids(articles))?;
        Ok(sorted.into_iter().skip(page.skip).map(place).collect())
    }

    /// A ranking by which the engine can leave out most matches, because they can't be among the
    /// best; `None` where it can't.
    ///
    /// It may give articles outside of the section too.
    fn prunable(&self) -> Result<Option<Boxed>, IndexError> {
        match &self.root {
            Some(root) if !self.has_filters() => Compiler::new(self.index, self.rung, None).prunable(root),
            _ => Ok(None),
        }
    }

    /// The ranking in grains.
    fn exact(&self) -> Result<Box<dyn Weight>, IndexError> {
        let root = self.root.as_ref().expect("a score needs words");
        let exact = self.compiler().ranking(root, self.matching.box_clone())?;
        exact.weight(self.index.scoring()).map_err(|e| self.index.failed(e))
    }

    /// Scores every match, and tells how many there are.
    fn by_every_score(&self, best: &mut Best) -> Result<u64, IndexError> {
        let exact = self.exact()?;
        let mut total = 0;
        for (ord, segment) in (0..).zip(self.index.searcher().segment_readers()) {
            let columns = self.index.columns(segment)?;
            let mut scorer = exact.scorer(segment, 1.0).map_err(|e| self.index.failed(e))?;
            let mut doc = scorer.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) {
                    total += 1;
                    offer(best, &columns, ord, doc, scorer.score());
                }
                doc = scorer.advance();
            }
        }
        Ok(total)
    }

    /// The engine finds who may be among the best by terms that it can prune by; who is, and where,
    /// the score in grains says.
    fn by_pruned_score(&self, rough: &Boxed, best: &mut Best) -> Result<(), IndexError> {
        let index = self.index;
        let failed = |e| index.failed(e);
        let grain = Wanted::of(self.root.as_ref()).grain();
        let exact = self.exact()?;
        let rough = rough.weight(index.scoring()).map_err(failed)?;
        for (ord, segment) in (0..).zip(index.searcher().segment_readers()) {
            let columns = index.columns(segment)?;
            let mut scorer = exact.scorer(segment, 1.0).map_err(failed)?;
            let error_max = index.block_error_max(segment)?;
            let floor = |best: &Best| match best.threshold() {
                least if least > 0.0 => (least - grain.error_max()) / error_max,
                _ => f32::MIN,
            };
            let begin = floor(best);
            let mut visit = |doc: DocId, _| {
                if scorer.doc() < doc {
                    scorer.seek(doc);
                }
                if scorer.doc() == doc && !segment.is_deleted(doc) {
                    offer(best, &columns, ord, doc, scorer.score());
                }
                floor(best)
            };
            rough.for_each_pruning(begin, segment, &mut visit).map_err(failed)?;
        }
        Ok(())
    }

    /// Looks at the time of every match, and tells how many there are.
    fn by_date(&self, best: &mut Best, sort: Sort) -> Result<u64, IndexError> {
        let mut total = 0;
        self.each_segment(|ord, segment, docs| {
            let columns = self.index.columns(segment)?;
            docs.each(|doc| {
                total += 1;
                let time = columns.published.first(doc);
                // Undated articles are the smallest either way, and so come last.
                let time = if sort == Sort::Oldest { time.map(|t| -t) } else { time };
                best.offer(Rank { score: 0.0, time }, DocAddress::new(ord, doc));
            });
            Ok(())
        })?;
        Ok(total)
    }

    /// Every match, newest first, undated ones last; by id within a moment.
    pub(crate) fn all_newest_first(&self) -> Result<Vec<Place>, IndexError> {
        self.page(Sort::Newest, 0, 0)
    }
}

/// Offers an article by its score; its date is looked up only when that is good enough.
fn offer(best: &mut Best, columns: &Columns, segment: SegmentOrdinal, doc: DocId, score: f32) {
    if score > best.threshold() {
        best.offer(Rank { score, time: columns.published.first(doc) }, DocAddress::new(segment, doc));
    }
}

#[cfg(test)]
mod tests {
    use super::super::shelf::{Draft, Shelf};
    use super::*;

    /// So many that the engine keeps blocks of the postings, and lengths that differ widely.
    fn many() -> Vec<Draft> {
        let ids = (0..700).map(|n| &*Box::leak(format!("tin-{n}").into_boxed_str()));
        ids.enumerate()
            .map(|(n, id)| Draft {
                id,
                title: if n % 11 == 0 { "Dịch cúm mùa".into() } else { "Tin trong ngày".into() },
                body: Some(format!("{}{}", "Dịch ".repeat(1 + n * 7 % 5), "lời bàn ".repeat(n * 31 % 90 + n / 10))),
                day: Some((1 + u32::try_from(n).unwrap() % 28, 3)),
                ..Draft::default()
            })
            .collect()
    }

    #[test]
    fn the_best_few_are_the_first_of_all() {
        let drafts = many();
        let shelf = Shelf::of(&drafts);
        // The long ones first: other segments with other mean lengths.
        let mut turned = drafts;
        turned.reverse();
        let turned = Shelf::of(&turned);
        for query in ["dịch", "dich", "cúm", "dịch lời", "dich OR cum"] {
            let (found, again) = (shelf.find(query), turned.find(query));
            let scores = |places: &[Place]| places.iter().map(|p| p.score.unwrap()).collect::<Vec<_>>();
            let all = found.page(Sort::Relevance, 0, 0).unwrap();
            assert_eq!(scores(&again.page(Sort::Relevance, 0, 0).unwrap()), scores(&all), "{query}");
            for few in [1, 3, 20, 100] {
                assert_eq!(found.page(Sort::Relevance, few, 0).unwrap(), all[..few.min(all.len())], "{query}, {few}");
                let few = again.page(Sort::Relevance, few, 0).unwrap();
                assert_eq!(scores(&few), scores(&all[..few.len()]), "{query}");
            }
        }
    }
}
