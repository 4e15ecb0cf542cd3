//! Pages: the matches in order, a part at a time.

use serde_json::{Value, json};
use tantivy::{DocAddress, DocId, SegmentOrdinal};

use super::filters::Filters;
use super::find::{HitRef, Matches, relax_until_found};
use super::remote;
use super::source::Source;
use super::top_k::{SortKey, TopK};
use super::tree::Query;
use crate::engine::{Cluster, EngineHit, PAGE_HITS_MAX};
use crate::index::Columns;
use crate::storage::StorageError;

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
    source: impl Into<Source<'a>>,
    query: &Query,
    options: &Filters,
    page: Page,
) -> Result<(Matches<'a>, Vec<HitRef>), StorageError> {
    let mut found = relax_until_found(source.into(), query, options)?;
    if let Source::Cluster(cluster) = found.source {
        (found.sent, found.total) = found.page_of_cluster(cluster, page)?;
        let by_score = page.sort == Sort::Relevance && found.has_words();
        let place = |(number, hit): (usize, &EngineHit)| HitRef {
            address: DocAddress::new(0, 0),
            offset: 0,
            document: Some(number),
            published: hit.source["published"].as_i64(),
            score: hit.score.filter(|_| by_score),
        };
        let places = found.sent.iter().enumerate().map(place).collect();
        return Ok((found, places));
    }
    let columns = found.columns()?;
    let (best, total) = found.best(page, &columns)?;
    found.total = total;
    let places = found.places(best, page, &columns)?;
    Ok((found, places))
}

impl Page {
    /// The number of best matches that must be known.
    pub(super) fn wanted(self) -> usize {
        if self.limit == 0 { usize::MAX } else { self.limit.saturating_add(self.skip) }
    }
}

impl Matches<'_> {
    /// Articles `skip..skip + limit` in this order; a limit of 0 is all.
    ///
    /// Equal articles are ordered by date, newest first, and then by id. So pages never overlap, and two
    /// corpora with the same articles list them in the same order, however they were collected.
    pub(crate) fn page(&self, sort: Sort, limit: usize, skip: usize) -> Result<Vec<HitRef>, StorageError> {
        let page = Page { sort, limit, skip };
        if self.total <= skip as u64 {
            return Ok(Vec::new());
        }
        let columns = self.columns()?;
        let (best, _) = self.best(page, &columns)?;
        self.places(best, page, &columns)
    }

    /// Ledger offsets and dates of all articles, segment by segment.
    fn columns(&self) -> Result<Vec<Columns>, StorageError> {
        let index = self.source.index("columns")?;
        Ok(index.searcher().segment_readers().iter().map(|segment| index.columns(segment)).collect::<Result<_, _>>()?)
    }

    /// The best matches for a page, and the number of all matches.
    fn best(&self, page: Page, columns: &[Columns]) -> Result<(TopK, u64), StorageError> {
        let mut best = TopK::of(page.wanted());
        let total = if page.sort == Sort::Relevance && self.has_words() {
            self.by_score(&mut best, columns)?
        } else {
            self.by_date(&mut best, page.sort, columns)?
        };
        Ok((best, total))
    }

    fn places(&self, best: TopK, page: Page, columns: &[Columns]) -> Result<Vec<HitRef>, StorageError> {
        // Every article is indexed with its offset.
        let offset = |at: DocAddress| columns[at.segment_ord as usize].offset.first(at.doc_id).unwrap_or_default();
        let scored = page.sort == Sort::Relevance && self.has_words();
        let place = |(rank, address): (SortKey, DocAddress)| HitRef {
            address,
            offset: offset(address),
            document: None,
            published: if page.sort == Sort::Oldest { rank.time.map(|t| -t) } else { rank.time },
            score: scored.then_some(rank.score),
        };
        let index = self.source.index("ids")?;
        let sorted = best.into_sorted(|articles| index.ids(articles))?;
        Ok(sorted.into_iter().skip(page.skip).map(place).collect())
    }

    /// Ranks every match by its score, and returns the number of matches.
    fn by_score(&self, best: &mut TopK, columns: &[Columns]) -> Result<u64, StorageError> {
        let root = self.root.as_ref().expect("a score needs words");
        let local = self.local("scores")?;
        let index = local.index();
        let query = local.ranking(&self.compiler().ranking(root, self.matching.clone()))?;
        let ranking = query.weight(index.scoring()).map_err(|e| index.failed(e))?;
        let mut walked = Vec::new();
        for (ord, segment) in (0..).zip(index.searcher().segment_readers()) {
            let mut scorer = ranking.scorer(segment).map_err(|e| index.failed(e))?;
            let mut floor = best.threshold();
            let mut docs = Vec::new();
            while let Some(doc) = scorer.next_match() {
                if segment.is_deleted(doc) {
                    continue;
                }
                docs.push(doc);
                if let Some(score) = scorer.score_over(floor) {
                    offer(best, columns, ord, doc, score);
                    floor = best.threshold();
                }
            }
            walked.push(docs);
        }
        let total = walked.iter().map(|docs| docs.len() as u64).sum();
        self.walked.get_or_init(|| walked);
        Ok(total)
    }

    /// Ranks every match by its date, and returns the number of matches.
    fn by_date(&self, best: &mut TopK, sort: Sort, columns: &[Columns]) -> Result<u64, StorageError> {
        let mut total = 0;
        self.each_segment(|ord, _, docs| {
            total += docs.len() as u64;
            for doc in docs.iter().copied() {
                let time = columns[ord as usize].published.first(doc);
                // Undated articles have the smallest key in both orders, so they come last.
                let time = if sort == Sort::Oldest { time.map(|t| -t) } else { time };
                best.offer(SortKey { score: 0.0, time }, DocAddress::new(ord, doc));
            }
            Ok(())
        })?;
        Ok(total)
    }

    /// A page of the matches of a cluster, and their number.
    fn page_of_cluster(&self, cluster: &Cluster, page: Page) -> Result<(Vec<EngineHit>, u64), StorageError> {
        let by_score = page.sort == Sort::Relevance && self.has_words();
        let body = json!({ "query": self.ranked(by_score)?, "sort": order(page.sort, by_score),
            "track_scores": by_score, "track_total_hits": true, "_source": ["line", "labels", "published"] });
        if by_score {
            return self.best_of_cluster(cluster, page, body, &preference(&self.text));
        }
        let wanted = page.wanted();
        if wanted <= PAGE_HITS_MAX {
            let mut body = body;
            (body["from"], body["size"]) = (page.skip.into(), page.limit.into());
            let found = cluster.search(&body, &preference(&self.text))?;
            return Ok((found.hits, found.total));
        }
        let mut sent = Vec::new();
        let mut seen = 0;
        cluster.each_page::<StorageError>(&body, |hits| {
            for hit in hits {
                seen += 1;
                if seen > page.skip && seen <= wanted {
                    sent.push(hit);
                }
            }
            Ok(seen < wanted)
        })?;
        Ok((sent, self.count(&self.matching)?))
    }

    /// The query of a page: with scores, and with the clause that marks what matches as typed.
    fn ranked(&self, by_score: bool) -> Result<Value, StorageError> {
        let Some(root) = self.root.as_ref().filter(|root| root.has_words()) else {
            return Ok(remote::matching(&self.matching));
        };
        let mut ranking = self.compiler().ranking(root, self.matching.clone());
        if !by_score {
            ranking.added.clear();
            ranking.exact_bonus = None;
        }
        let needs = ranking.exact_bonus.as_ref().map(|bonus| bonus.needs_any.clone()).unwrap_or_default();
        let gives_bonus = self.source.articles_with(&needs)?.iter().any(|n| *n > 0);
        Ok(remote::ranking(&ranking, self.exact_plan().as_ref(), gives_bonus))
    }

    /// Calls `visit` with every match of a cluster and these fields of it, newest first and then by id; undated ones last.
    pub(super) fn each_document(
        &self,
        fields: &[&str],
        mut visit: impl FnMut(&EngineHit) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let Source::Cluster(cluster) = self.source else { return Ok(()) };
        let body = json!({ "query": remote::matching(&self.matching), "sort": order(Sort::Newest, false),
            "_source": fields });
        cluster.each_page(&body, |hits| {
            hits.iter().try_for_each(&mut visit)?;
            Ok(true)
        })
    }

    /// Every match, newest first and then by id; undated ones last.
    pub(crate) fn all_newest_first(&self) -> Result<Vec<HitRef>, StorageError> {
        self.page(Sort::Newest, 0, 0)
    }
}

/// The order of a page of a cluster; no two articles are equal in it.
fn order(sort: Sort, by_score: bool) -> Value {
    let direction = if sort == Sort::Oldest { "asc" } else { "desc" };
    let by_date = [json!({ "published": { "order": direction, "missing": "_last" } }), json!({ "id": "asc" })];
    by_score.then(|| json!({ "_score": "desc" })).into_iter().chain(by_date).collect()
}

/// What sends all pages of a query to the same copies, whose scores may differ from those of others.
fn preference(text: &str) -> String {
    format!("byt{:08x}", crc32fast::hash(text.as_bytes()))
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
