//! Finding: from a query to the articles that match it, counted and in order.

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocAddress, DocId, DocSet, SegmentReader};

use super::best::{Best, Rank};
use super::compile::{Boxed, Compiler};
use super::ladder::{Forms, Match, Rung, Step, ladder};
use super::rank::Wanted;
use super::tree::{Conditions, Filters, Node, Query};
use crate::index::{Index, IndexError};

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

/// All articles that match a query, on the first rung of the ladder that has any.
pub(crate) struct Found<'a> {
    pub(super) index: &'a Index,
    /// The query in clean form.
    pub(super) text: String,
    pub(super) root: Option<Node>,
    pub(super) conditions: Conditions,
    pub(super) rung: Rung,
    matching: Boxed,
    total: u64,
}

/// Looks for a query under the conditions of the options: what either says must hold.
///
/// The rung is decided by the words alone. Where the words are there and only the conditions leave
/// nothing of them, nothing is found: looser words would answer a question that nobody asked.
pub(crate) fn find<'a>(index: &'a Index, query: &Query, options: &Filters) -> Result<Found<'a>, IndexError> {
    let conditions = Conditions::of(&query.filters, options);
    let root = query.root.clone();
    let unconditional = conditions.of_section();
    let mut best = None;
    let grain = Wanted::of(root.as_ref()).grain();
    let rungs = if query.strict { 1 } else { usize::MAX };
    for rung in ladder(root.as_ref()).into_iter().take(rungs) {
        let compiler = Compiler::new(index, rung, Some(grain));
        let matching = compiler.matching(root.as_ref(), &conditions)?;
        let total = count(index, &matching)?;
        let strictest = best.get_or_insert((rung, matching.box_clone(), total));
        if total > 0 || count(index, &compiler.matching(root.as_ref(), &unconditional)?)? > 0 {
            *strictest = (rung, matching, total);
            break;
        }
    }
    let (rung, matching, total) = best.expect("the ladder has at least one rung");
    Ok(Found { index, text: query.text.clone(), root, conditions, rung, matching, total })
}

pub(super) fn count(index: &Index, query: &Boxed) -> Result<u64, IndexError> {
    let searcher = index.searcher();
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher)).map_err(|e| index.failed(e))?;
    let mut total = 0;
    for segment in searcher.segment_readers() {
        total += u64::from(weight.count(segment).map_err(|e| index.failed(e))?);
    }
    Ok(total)
}

impl Found<'_> {
    /// How many articles match.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Whether there were any words to match, and so a relevance.
    pub(crate) fn has_words(&self) -> bool {
        self.root.as_ref().is_some_and(Node::has_words)
    }

    /// What was given up so that they do.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let accents_count = self.rung.forms == Forms::Typed;
        let steps = [(self.rung.loose, Step::Loose), (!accents_count, Step::Folded), (self.rung.any, Step::Any)];
        steps.into_iter().filter_map(|(taken, step)| taken.then_some(step)).collect()
    }

    /// Articles `skip..skip + limit` in the order asked for; a limit of 0 is none.
    ///
    /// Equal ones are ordered by date, newest first, and by id within a moment: the pages of one list
    /// never overlap, and two corpora that hold the same articles list them alike, however they came
    /// in.
    pub(crate) fn page(&self, sort: Sort, limit: usize, skip: usize) -> Result<Vec<Place>, IndexError> {
        let all = usize::try_from(self.total).unwrap_or(usize::MAX);
        let wanted = if limit == 0 { all } else { limit.saturating_add(skip).min(all) };
        if wanted <= skip {
            return Ok(Vec::new());
        }
        let best = Best::of(wanted);
        let scored = sort == Sort::Relevance && self.has_words();
        let best = if scored { self.by_score(best)? } else { self.by_date(best, sort)? };
        let offsets = self.offsets()?;
        let place = |(rank, address): (Rank, DocAddress)| Place {
            address,
            // Every article is written with its place.
            offset: offsets[address.segment_ord as usize].first(address.doc_id).unwrap_or_default(),
            published: if sort == Sort::Oldest { rank.time.map(|t| -t) } else { rank.time },
            score: scored.then_some(rank.score),
        };
        let sorted = best.into_sorted(|address| self.index.id(address))?;
        Ok(sorted.into_iter().skip(skip).map(place).collect())
    }

    /// Where articles stand in the ledger, by segment.
    fn offsets(&self) -> Result<Vec<Column<u64>>, IndexError> {
        let segments = self.index.searcher().segment_readers().iter();
        segments.map(|segment| Ok(self.index.columns(segment)?.offset)).collect()
    }

    /// The engine finds who may be among the best by terms that it can prune by; who is, and where,
    /// the score in grains says.
    fn by_score(&self, mut best: Best) -> Result<Best, IndexError> {
        let index = self.index;
        let failed = |e| index.failed(e);
        let root = self.root.as_ref().expect("a score needs words");
        let grain = Wanted::of(Some(root)).grain();
        let has_filters = self.has_filters()?;
        let exact = self.compiler().ranking(root, self.matching.box_clone(), has_filters)?;
        let exact = exact.weight(index.scoring()).map_err(failed)?;
        let plain = Compiler::new(index, self.rung, None);
        let rough = plain.ranking(root, plain.matching(Some(root), &self.conditions)?, has_filters)?;
        let rough = rough.weight(index.scoring()).map_err(failed)?;
        for (ord, segment) in (0..).zip(index.searcher().segment_readers()) {
            let columns = index.columns(segment)?;
            let mut scorer = exact.scorer(segment, 1.0).map_err(failed)?;
            let error_max = index.block_error_max(segment)?;
            let floor = |best: &Best| match best.threshold() {
                least if least > 0.0 => (least - grain.error_max()) / error_max,
                _ => f32::MIN,
            };
            let begin = floor(&best);
            let mut offer = |doc: DocId, _| {
                if !segment.is_deleted(doc) {
                    if scorer.doc() < doc {
                        scorer.seek(doc);
                    }
                    let rank = Rank { score: scorer.score(), time: columns.published.first(doc) };
                    best.offer(rank, DocAddress::new(ord, doc));
                }
                floor(&best)
            };
            rough.for_each_pruning(begin, segment, &mut offer).map_err(failed)?;
        }
        Ok(best)
    }

    /// For this query on its rung.
    pub(super) fn compiler(&self) -> Compiler<'_> {
        Compiler::new(self.index, self.rung, Some(Wanted::of(self.root.as_ref()).grain()))
    }

    /// Whether the index holds articles that the filters leave out, as far as is cheap to tell.
    fn has_filters(&self) -> Result<bool, IndexError> {
        Ok(self.compiler().clause_count(&self.conditions)? > 0)
    }

    fn by_date(&self, mut best: Best, sort: Sort) -> Result<Best, IndexError> {
        self.each_segment(|ord, segment, docs| {
            let columns = self.index.columns(segment)?;
            docs.each(|doc| {
                let time = columns.published.first(doc);
                // Undated articles are the smallest either way, and so come last.
                let time = if sort == Sort::Oldest { time.map(|t| -t) } else { time };
                best.offer(Rank { score: 0.0, time }, DocAddress::new(ord, doc));
            });
            Ok(())
        })?;
        Ok(best)
    }

    /// Every match, newest first, undated ones last; by id within a moment.
    pub(crate) fn all_newest_first(&self) -> Result<Vec<Place>, IndexError> {
        self.page(Sort::Newest, 0, 0)
    }

    /// Hands the matches of each segment to `visit`.
    pub(super) fn each_segment(
        &self,
        mut visit: impl FnMut(u32, &SegmentReader, Docs<'_>) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        let searcher = self.index.searcher();
        let scoring = EnableScoring::disabled_from_searcher(searcher);
        let weight = self.matching.weight(scoring).map_err(|e| self.index.failed(e))?;
        for (ord, segment) in (0..).zip(searcher.segment_readers()) {
            let mut docs = Vec::new();
            let gather = &mut |block: &[DocId]| docs.extend(block.iter().filter(|d| !segment.is_deleted(**d)));
            weight.for_each_no_score(segment, gather).map_err(|e| self.index.failed(e))?;
            visit(ord, segment, Docs(&docs))?;
        }
        Ok(())
    }

    /// How each of these places matches.
    pub(super) fn matches(&self, places: &[Place]) -> Result<Vec<Match>, IndexError> {
        let worst = match (self.rung.any, self.rung.forms) {
            (true, _) => Match::Any,
            (false, Forms::Folded) => Match::Folded,
            (false, _) => Match::Exact,
        };
        let is_exact_anyway = Wanted::of(self.root.as_ref()).is_exact_anyway();
        let Some(root) = self.root.as_ref().filter(|_| worst == Match::Exact && !is_exact_anyway) else {
            return Ok(vec![worst; places.len()]);
        };
        let exact = self.compiler().at(Rung { forms: Forms::Exact, ..self.rung }).node(root)?;
        let scoring = EnableScoring::disabled_from_searcher(self.index.searcher());
        let weight = exact.weight(scoring).map_err(|e| self.index.failed(e))?;
        let mut matches = vec![Match::Folded; places.len()];
        for ord in 0..u32::try_from(self.index.searcher().segment_readers().len()).unwrap_or(u32::MAX) {
            let here = |n: &usize| places[*n].address.segment_ord == ord;
            let mut order: Vec<usize> = (0..places.len()).filter(here).collect();
            order.sort_unstable_by_key(|n| places[*n].address.doc_id);
            mark_exact(weight.as_ref(), self.index, ord, places, &order, &mut matches)?;
        }
        Ok(matches)
    }
}

fn mark_exact(
    weight: &dyn Weight,
    index: &Index,
    ord: u32,
    places: &[Place],
    order: &[usize],
    matches: &mut [Match],
) -> Result<(), IndexError> {
    if order.is_empty() {
        return Ok(());
    }
    let segment = index.searcher().segment_reader(ord);
    let mut scorer = weight.scorer(segment, 1.0).map_err(|e| index.failed(e))?;
    for n in order {
        let doc = places[*n].address.doc_id;
        if scorer.doc() < doc {
            scorer.seek(doc);
        }
        if scorer.doc() == doc {
            matches[*n] = Match::Exact;
        }
    }
    Ok(())
}

/// The matches of one segment, in order.
pub(super) struct Docs<'a>(&'a [DocId]);

impl Docs<'_> {
    pub(super) fn each(&self, visit: impl FnMut(DocId)) {
        self.0.iter().copied().for_each(visit);
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
