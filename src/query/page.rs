//! Pages: the matches in order, a part at a time.

use tantivy::{DocAddress, DocId, SegmentOrdinal};

use super::filters::Filters;
use super::find::{HitRef, Matches, relax_until_found};
use super::top_k::{SortKey, TopK};
use super::tree::Query;
use crate::index::{Columns, Index, IndexError};

/// The order of matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Relevance,
    Newest,
    Oldest,
}

/// Which part of the matches to return, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) sort: Sort,
    /// Number of articles; 0 is all.
    pub(crate) limit: usize,
    /// Number of articles to skip at the beginning.
    pub(crate) skip: usize,
}

/// Finds the matches and returns a page of them, reading every match only once.
pub(crate) fn search<'a>(
    index: &'a Index,
    query: &Query,
    options: &Filters,
    page: Page,
) -> Result<(Matches<'a>, Vec<HitRef>), IndexError> {
    let mut found = relax_until_found(index, query, options)?;
    let columns = found.columns()?;
    let (best, total) = found.best(page, &columns)?;
    found.total = total;
    let places = found.places(best, page, &columns)?;
    Ok((found, places))
}

impl Page {
    /// The number of best matches that must be known.
    fn wanted(self) -> usize {
        if self.limit == 0 { usize::MAX } else { self.limit.saturating_add(self.skip) }
    }
}

impl Matches<'_> {
    /// Articles `skip..skip + limit` in this order; a limit of 0 is all.
    ///
    /// Equal articles are ordered by date, newest first, and then by id. So pages never overlap, and two
    /// corpora with the same articles list them in the same order, however they were collected.
    pub(crate) fn page(&self, sort: Sort, limit: usize, skip: usize) -> Result<Vec<HitRef>, IndexError> {
        let page = Page { sort, limit, skip };
        if self.total <= skip as u64 {
            return Ok(Vec::new());
        }
        let columns = self.columns()?;
        let (best, _) = self.best(page, &columns)?;
        self.places(best, page, &columns)
    }

    /// Ledger offsets and dates of all articles, segment by segment.
    fn columns(&self) -> Result<Vec<Columns>, IndexError> {
        self.index.searcher().segment_readers().iter().map(|segment| self.index.columns(segment)).collect()
    }

    /// The best matches for a page, and the number of all matches.
    fn best(&self, page: Page, columns: &[Columns]) -> Result<(TopK, u64), IndexError> {
        let mut best = TopK::of(page.wanted());
        let total = if page.sort == Sort::Relevance && self.has_words() {
            self.by_score(&mut best, columns)?
        } else {
            self.by_date(&mut best, page.sort, columns)?
        };
        Ok((best, total))
    }

    fn places(&self, best: TopK, page: Page, columns: &[Columns]) -> Result<Vec<HitRef>, IndexError> {
        // Every article is indexed with its offset.
        let offset = |at: DocAddress| columns[at.segment_ord as usize].offset.first(at.doc_id).unwrap_or_default();
        let scored = page.sort == Sort::Relevance && self.has_words();
        let place = |(rank, address): (SortKey, DocAddress)| HitRef {
            address,
            offset: offset(address),
            published: if page.sort == Sort::Oldest { rank.time.map(|t| -t) } else { rank.time },
            score: scored.then_some(rank.score),
        };
        let sorted = best.into_sorted(|articles| self.index.ids(articles))?;
        Ok(sorted.into_iter().skip(page.skip).map(place).collect())
    }

    /// Ranks every match by its score, and returns the number of matches.
    fn by_score(&self, best: &mut TopK, columns: &[Columns]) -> Result<u64, IndexError> {
        let root = self.root.as_ref().expect("a score needs words");
        let query = self.local().ranking(&self.compiler().ranking(root, self.matching.clone()))?;
        let ranking = query.weight(self.index.scoring()).map_err(|e| self.index.failed(e))?;
        let mut total = 0;
        for (ord, segment) in (0..).zip(self.index.searcher().segment_readers()) {
            let mut scorer = ranking.scorer(segment).map_err(|e| self.index.failed(e))?;
            let mut floor = best.threshold();
            while let Some(doc) = scorer.next_match() {
                if segment.is_deleted(doc) {
                    continue;
                }
                total += 1;
                if let Some(score) = scorer.score_over(floor) {
                    offer(best, columns, ord, doc, score);
                    floor = best.threshold();
                }
            }
        }
        Ok(total)
    }

    /// Ranks every match by its date, and returns the number of matches.
    fn by_date(&self, best: &mut TopK, sort: Sort, columns: &[Columns]) -> Result<u64, IndexError> {
        let mut total = 0;
        self.each_segment(|ord, _, docs| {
            docs.each(|doc| {
                total += 1;
                let time = columns[ord as usize].published.first(doc);
                // Undated articles have the smallest key in both orders, so they come last.
                let time = if sort == Sort::Oldest { time.map(|t| -t) } else { time };
                best.offer(SortKey { score: 0.0, time }, DocAddress::new(ord, doc));
            });
            Ok(())
        })?;
        Ok(total)
    }

    /// Every match, newest first and then by id; undated ones last.
    pub(crate) fn all_newest_first(&self) -> Result<Vec<HitRef>, IndexError> {
        self.page(Sort::Newest, 0, 0)
    }
}

/// Offers an article with its score and its date.
fn offer(best: &mut TopK, columns: &[Columns], segment: SegmentOrdinal, doc: DocId, score: f32) {
    best.offer(SortKey { score, time: columns[segment as usize].published.first(doc) }, DocAddress::new(segment, doc));
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::{Draft, TestIndex};
    use super::*;

    /// Enough articles for several blocks of postings, with very different lengths.
    fn many() -> Vec<Draft> {
        let ids = (0..700).map(|n| &*Box::leak(format!("tin-{n}").into_boxed_str()));
        ids.enumerate()
            .map(|(n, id)| Draft {
                id,
                title: if n % 11 == 0 { "Dịch cúm mùa".into() } else { "Tin trong ngày".into() },
                body: Some(format!("{}{}", "Dịch ".repeat(1 + n * 7 % 5), "lời bàn ".repeat(n * 31 % 90 + n / 10))),
                lead: (n % 7 == 0).then(|| "Dịch đang lan".to_owned()),
                day: Some((1 + u32::try_from(n).unwrap() % 28, 3)),
                outside: n % 13 == 0,
                ..Draft::default()
            })
            .collect()
    }

    #[test]
    fn a_page_is_the_beginning_of_all_matches() {
        let drafts = many();
        let fixture = TestIndex::of(&drafts);
        // In reverse order, segments have different mean lengths.
        let mut turned = drafts;
        turned.reverse();
        let turned = TestIndex::of(&turned);
        for query in [
            "dịch",
            "dich",
            "cúm",
            "dịch lời",
            "dich OR cum",
            "lời",
            "bàn dịch",
            "cum dich lan",
            "\"lời bàn\"",
            "\"dịch dịch\"~1",
            "cú* dịch",
        ] {
            let (found, again) = (fixture.find(query), turned.find(query));
            let scores = |places: &[HitRef]| places.iter().map(|p| p.score.unwrap()).collect::<Vec<_>>();
            let all = found.page(Sort::Relevance, 0, 0).unwrap();
            assert_eq!(all.len() as u64, found.total(), "{query}");
            assert_eq!(scores(&again.page(Sort::Relevance, 0, 0).unwrap()), scores(&all), "{query}");
            for few in [1, 3, 20, 100] {
                assert_eq!(found.page(Sort::Relevance, few, 0).unwrap(), all[..few.min(all.len())], "{query}, {few}");
                let few = again.page(Sort::Relevance, few, 0).unwrap();
                assert_eq!(scores(&few), scores(&all[..few.len()]), "{query}");
            }
        }
    }
}
