//! Finding: from a query to the articles that match it, counted, grouped or in order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use chrono::{DateTime, Datelike};
use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, TERMINATED};

use super::compile::{Boxed, Compiler, Forms, Rung};
use super::rank::Wanted;
use super::tree::{Filters, Node, Query};
use crate::calendar::vietnam_offset;
use crate::index::{Facet, Index, IndexError};

/// How the articles that are given match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Match {
    /// Every word as it was typed.
    Exact,
    /// Some word without regard to its accents.
    Folded,
    /// Some of the words only.
    Any,
}

/// What had to be given up for anything to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Phrases may reach over one more word or over the end of a clause.
    Loose,
    /// Accents that were typed don't count.
    Folded,
    /// Any of the words is enough.
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Relevance,
    Newest,
    Oldest,
}

/// What articles are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// People who acted.
    Official,
    Topic,
    Role,
    Year,
    Month,
    Day,
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
    pub(super) filters: Filters,
    pub(super) rung: Rung,
    matching: Boxed,
    total: u64,
}

/// Looks for a query under the conditions of the options: both count.
pub(crate) fn find<'a>(index: &'a Index, query: &Query, options: &Filters) -> Result<Found<'a>, IndexError> {
    let filters = query.filters.clone().and(options);
    let root = query.root.clone();
    let mut best = None;
    for rung in ladder(root.as_ref()) {
        let compiler = Compiler { index, rung };
        let matching = compiler.matching(root.as_ref(), &filters)?;
        let total = count(index, &matching)?;
        let strictest = best.get_or_insert((rung, matching.box_clone(), total));
        if total > 0 {
            *strictest = (rung, matching, total);
            break;
        }
    }
    let (rung, matching, total) = best.expect("the ladder has at least one rung");
    Ok(Found { index, text: query.text.clone(), root, filters, rung, matching, total })
}

/// From strict to lenient. Rungs that can't differ from the one before are left out.
fn ladder(root: Option<&Node>) -> Vec<Rung> {
    let strict = Rung::STRICT;
    let mut rungs = vec![strict];
    let Some(root) = root else { return rungs };
    let wanted = Wanted::of(Some(root));
    let has_phrase = holds_phrase(root);
    let accented = holds_accents(root);
    if has_phrase {
        rungs.push(Rung { loose: true, ..strict });
    }
    if accented {
        rungs.push(Rung { forms: Forms::Folded, ..strict });
    }
    if accented && has_phrase {
        rungs.push(Rung { forms: Forms::Folded, loose: true, any: false });
    }
    if wanted.words.len() > 1 {
        rungs.push(Rung { any: true, ..strict });
        if accented {
            rungs.push(Rung { forms: Forms::Folded, loose: false, any: true });
        }
    }
    rungs
}

fn holds_phrase(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(holds_phrase),
        Node::Phrase(..) => true,
        Node::Not(_) | Node::Run(..) | Node::Prefix(..) | Node::Filter(_) => false,
    }
}

fn holds_accents(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(holds_accents),
        Node::Run(_, run) => run.words.iter().any(|w| w.accented),
        Node::Phrase(_, phrase) => phrase.words.iter().any(|w| w.accented),
        Node::Prefix(_, word) => word.accented,
        Node::Not(_) | Node::Filter(_) => false,
    }
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

/// What articles are ordered by, the first to be given being the greatest.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rank {
    score: f32,
    time: Option<i64>,
    offset: u64,
}

impl Eq for Rank {}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Rank) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rank {
    fn cmp(&self, other: &Rank) -> std::cmp::Ordering {
        let key = |r: &Rank| (r.time, r.offset);
        self.score.total_cmp(&other.score).then_with(|| key(self).cmp(&key(other)))
    }
}

/// The greatest so far, no more than are wanted.
struct Best {
    wanted: usize,
    heap: BinaryHeap<Reverse<(Rank, DocAddress)>>,
}

impl Best {
    fn offer(&mut self, rank: Rank, address: DocAddress) {
        if self.heap.len() < self.wanted {
            self.heap.push(Reverse((rank, address)));
        } else if self.heap.peek().is_some_and(|least| least.0 < (rank, address)) {
            self.heap.pop();
            self.heap.push(Reverse((rank, address)));
        }
    }

    /// Scores up to this one can't get in any more.
    fn threshold(&self) -> f32 {
        match self.heap.peek() {
            // An equal score may still be newer.
            Some(least) if self.heap.len() >= self.wanted => least.0.0.score.next_down(),
            _ => f32::MIN,
        }
    }

    fn into_sorted(self) -> Vec<(Rank, DocAddress)> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(entry)| entry).collect()
    }
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
    /// Equal ones are ordered by date, then by their place in the ledger, newest and last first: the
    /// pages of one list never overlap.
    pub(crate) fn page(&self, sort: Sort, limit: usize, skip: usize) -> Result<Vec<Place>, IndexError> {
        let all = usize::try_from(self.total).unwrap_or(usize::MAX);
        let wanted = if limit == 0 { all } else { limit.saturating_add(skip).min(all) };
        if wanted <= skip {
            return Ok(Vec::new());
        }
        let best = Best { wanted, heap: BinaryHeap::with_capacity(wanted) };
        let scored = sort == Sort::Relevance && self.has_words();
        let best = if scored { self.by_score(best)? } else { self.by_date(best, sort)? };
        let place = |(rank, address): (Rank, DocAddress)| Place {
            address,
            offset: rank.offset,
            published: if sort == Sort::Oldest { rank.time.map(|t| -t) } else { rank.time },
            score: scored.then_some(rank.score),
        };
        Ok(best.into_sorted().into_iter().skip(skip).map(place).collect())
    }

    fn by_score(&self, mut best: Best) -> Result<Best, IndexError> {
        let index = self.index;
        let compiler = Compiler { index, rung: self.rung };
        let has_filters = self.has_filters()?;
        let root = self.root.as_ref().expect("a score needs words");
        let query = compiler.ranking(root, self.matching.box_clone(), has_filters)?;
        let searcher = index.searcher();
        let weight = query.weight(EnableScoring::enabled_from_searcher(searcher)).map_err(|e| index.failed(e))?;
        for (ord, segment) in (0..).zip(searcher.segment_readers()) {
            let columns = index.columns(segment)?;
            let mut offer = |doc: DocId, score: f32| {
                if !segment.is_deleted(doc) {
                    let rank = Rank {
                        score,
                        time: columns.published.first(doc),
                        offset: columns.offset.first(doc).unwrap_or_default(),
                    };
                    best.offer(rank, DocAddress::new(ord, doc));
                }
                best.threshold()
            };
            // The score that a segment begins with is one that others have to beat as well.
            weight.for_each_pruning(f32::MIN, segment, &mut offer).map_err(|e| index.failed(e))?;
        }
        Ok(best)
    }

    /// Whether the index holds articles that the filters leave out, as far as is cheap to tell.
    fn has_filters(&self) -> Result<bool, IndexError> {
        let compiler = Compiler { index: self.index, rung: self.rung };
        Ok(compiler.filter_count(&self.filters)? > 0)
    }

    fn by_date(&self, mut best: Best, sort: Sort) -> Result<Best, IndexError> {
        self.each_segment(|ord, segment, docs| {
            let columns = self.index.columns(segment)?;
            docs.each(|doc| {
                let time = columns.published.first(doc);
                // Undated articles are the smallest either way, and so come last.
                let time = if sort == Sort::Oldest { time.map(|t| -t) } else { time };
                let offset = columns.offset.first(doc).unwrap_or_default();
                best.offer(Rank { score: 0.0, time, offset }, DocAddress::new(ord, doc));
            });
            Ok(())
        })?;
        Ok(best)
    }

    /// Every match, newest first, undated ones last.
    pub(crate) fn all_newest_first(&self) -> Result<Vec<Place>, IndexError> {
        self.page(Sort::Newest, 0, 0)
    }

    /// How many matches each group has: most first, then by name; periods in their order. An
    /// article counts in every group it belongs to; periods leave undated articles out.
    pub(crate) fn count_by(&self, by: By) -> Result<Vec<(String, u64)>, IndexError> {
        match by {
            By::Official => self.count_by_facet(Facet::Acted),
            By::Topic => self.count_by_facet(Facet::Topic),
            By::Role => self.count_by_facet(Facet::Role),
            By::Year | By::Month | By::Day => self.count_by_period(by),
        }
    }

    fn count_by_facet(&self, facet: Facet) -> Result<Vec<(String, u64)>, IndexError> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        self.each_segment(|_, segment, docs| {
            let mut matches = vec![false; segment.max_doc() as usize];
            docs.each(|doc| matches[doc as usize] = true);
            self.index.each_facet(segment, facet, |value, postings| {
                let mut doc = postings.doc();
                let mut n = 0;
                while doc != TERMINATED {
                    n += u64::from(matches[doc as usize]);
                    doc = postings.advance();
                }
                if n > 0 {
                    *counts.entry(value.to_owned()).or_default() += n;
                }
            })
        })?;
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, n)| Reverse(*n));
        Ok(counts)
    }

    fn count_by_period(&self, by: By) -> Result<Vec<(String, u64)>, IndexError> {
        const DAY_SECONDS: i64 = 24 * 3600;
        let east = i64::from(vietnam_offset().local_minus_utc());
        let mut days: BTreeMap<i64, u64> = BTreeMap::new();
        self.each_segment(|_, segment, docs| {
            let published = self.index.columns(segment)?.published;
            docs.each(|doc| {
                if let Some(time) = published.first(doc) {
                    *days.entry((time + east).div_euclid(DAY_SECONDS)).or_default() += 1;
                }
            });
            Ok(())
        })?;
        let mut counts: Vec<(String, u64)> = Vec::new();
        for (day, n) in days {
            let Some(date) = DateTime::from_timestamp(day * DAY_SECONDS, 0) else { continue };
            let name = match by {
                By::Year => date.year().to_string(),
                By::Month => date.format("%Y-%m").to_string(),
                _ => date.format("%Y-%m-%d").to_string(),
            };
            match counts.last_mut() {
                Some((last, sum)) if *last == name => *sum += n,
                _ => counts.push((name, n)),
            }
        }
        Ok(counts)
    }

    /// Hands the matches of each segment to `visit`.
    fn each_segment(
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
        let Some(root) = self.root.as_ref().filter(|_| worst == Match::Exact) else {
            return Ok(vec![worst; places.len()]);
        };
        let exact = Compiler { index: self.index, rung: Rung { forms: Forms::Exact, ..self.rung } }.node(root)?;
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
struct Docs<'a>(&'a [DocId]);

impl Docs<'_> {
    fn each(&self, visit: impl FnMut(DocId)) {
        self.0.iter().copied().for_each(visit);
    }
}
