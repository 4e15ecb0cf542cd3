//! Finding: from a query to the articles that match it. [`super::page`] orders them.

use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, TERMINATED};

use super::compile::Compiler;
use super::filters::{Conditions, Filters};
use super::local::Local;
use super::plan::Plan;
use super::rank::RankTerms;
use super::relax::{AccentMode, Match, Relaxation, Strictness, levels_of};
use super::tree::{Node, Query};
use crate::index::{Index, IndexError};

/// All articles that match a query, at the first level of strictness that has any.
pub(crate) struct Matches<'a> {
    pub(super) index: &'a Index,
    /// The query in clean form.
    pub(super) text: String,
    pub(super) root: Option<Node>,
    pub(super) conditions: Conditions,
    pub(super) strictness: Strictness,
    pub(super) matching: Plan,
    pub(super) total: u64,
}

/// A matching article: where it is in the index and the ledger.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct HitRef {
    /// Where the index has it.
    pub(super) address: DocAddress,
    /// Byte offset of the article's latest line in the ledger.
    pub(crate) offset: u64,
    /// Seconds since 1970, UTC.
    pub(crate) published: Option<i64>,
    /// `None` if the query has no words.
    pub(crate) score: Option<f32>,
}

/// Finds the articles that match a query and the filters of the options.
///
/// The words alone decide the strictness. If articles match the words but not the filters, nothing is found:
/// relaxing the words would answer a different question.
pub(crate) fn find<'a>(index: &'a Index, query: &Query, options: &Filters) -> Result<Matches<'a>, IndexError> {
    let mut found = relax_until_found(index, query, options)?;
    found.total = count(found.local(), &found.matching)?;
    Ok(found)
}

/// Finds the matches without counting them.
pub(super) fn relax_until_found<'a>(
    index: &'a Index,
    query: &Query,
    options: &Filters,
) -> Result<Matches<'a>, IndexError> {
    let conditions = Conditions::of(&query.filters, options);
    let root = query.root.clone();
    let unconditional = conditions.of_section();
    let local = Local::new(index, RankTerms::of(root.as_ref()).step());
    let levels = if query.strict { 1 } else { usize::MAX };
    let mut best = None;
    for strictness in levels_of(root.as_ref()).into_iter().take(levels) {
        let compiler = Compiler::new(strictness);
        let matching = compiler.matching(root.as_ref(), &conditions);
        let holds = any(local, &matching)? || any(local, &compiler.matching(root.as_ref(), &unconditional))?;
        if holds || best.is_none() {
            best = Some((strictness, matching));
        }
        if holds {
            break;
        }
    }
    let (strictness, matching) = best.expect("there is at least one level");
    Ok(Matches { index, text: query.text.clone(), root, conditions, strictness, matching, total: 0 })
}

/// Whether any article matches.
fn any(local: Local<'_>, plan: &Plan) -> Result<bool, IndexError> {
    let (index, query) = (local.index(), local.query(plan)?);
    let searcher = index.searcher();
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher)).map_err(|e| index.failed(e))?;
    for segment in searcher.segment_readers() {
        let mut scorer = weight.scorer(segment, 1.0).map_err(|e| index.failed(e))?;
        while scorer.doc() != TERMINATED {
            if !segment.is_deleted(scorer.doc()) {
                return Ok(true);
            }
            scorer.advance();
        }
    }
    Ok(false)
}

/// The number of articles that match.
pub(super) fn count(local: Local<'_>, plan: &Plan) -> Result<u64, IndexError> {
    let (index, query) = (local.index(), local.query(plan)?);
    let searcher = index.searcher();
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher)).map_err(|e| index.failed(e))?;
    let mut total = 0;
    for segment in searcher.segment_readers() {
        total += u64::from(weight.count(segment).map_err(|e| index.failed(e))?);
    }
    Ok(total)
}

impl Matches<'_> {
    /// The number of articles that match.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Whether the query has words, so that matches have a relevance.
    pub(crate) fn has_words(&self) -> bool {
        self.root.as_ref().is_some_and(Node::has_words)
    }

    /// How the query was relaxed until anything matched.
    pub(crate) fn steps(&self) -> Vec<Relaxation> {
        let accents_count = self.strictness.forms == AccentMode::Typed;
        let steps = [
            (self.strictness.loose, Relaxation::Loose),
            (!accents_count, Relaxation::Folded),
            (self.strictness.any, Relaxation::Any),
        ];
        steps.into_iter().filter_map(|(taken, step)| taken.then_some(step)).collect()
    }

    /// The compiler of this query at its strictness.
    pub(super) fn compiler(&self) -> Compiler {
        Compiler::new(self.strictness)
    }

    /// The engine that answers this query.
    pub(super) fn local(&self) -> Local<'_> {
        Local::new(self.index, RankTerms::of(self.root.as_ref()).step())
    }

    /// Calls `visit` with the matches of each segment.
    pub(super) fn each_segment(
        &self,
        mut visit: impl FnMut(u32, &SegmentReader, Docs<'_>) -> Result<(), IndexError>,
    ) -> Result<(), IndexError> {
        let searcher = self.index.searcher();
        let scoring = EnableScoring::disabled_from_searcher(searcher);
        let weight = self.local().query(&self.matching)?.weight(scoring).map_err(|e| self.index.failed(e))?;
        for (ord, segment) in (0..).zip(searcher.segment_readers()) {
            let mut docs = Vec::new();
            let gather = &mut |block: &[DocId]| match segment.alive_bitset() {
                None => docs.extend_from_slice(block),
                Some(alive) => docs.extend(block.iter().filter(|doc| alive.is_alive(**doc))),
            };
            weight.for_each_no_score(segment, gather).map_err(|e| self.index.failed(e))?;
            visit(ord, segment, Docs(&docs))?;
        }
        Ok(())
    }

    /// How each of these articles matches.
    pub(super) fn matches(&self, places: &[HitRef]) -> Result<Vec<Match>, IndexError> {
        let worst = match (self.strictness.any, self.strictness.forms) {
            (true, _) => Match::Any,
            (false, AccentMode::Folded) => Match::Folded,
            (false, _) => Match::Exact,
        };
        let is_exact_anyway = RankTerms::of(self.root.as_ref()).is_exact_anyway();
        let Some(root) = self.root.as_ref().filter(|_| worst == Match::Exact && !is_exact_anyway) else {
            return Ok(vec![worst; places.len()]);
        };
        let exact = self.local().query(&self.compiler().with_forms(AccentMode::Exact).node(root))?;
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
    places: &[HitRef],
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
    pub(super) fn all(&self) -> &[DocId] {
        self.0
    }

    pub(super) fn each(&self, visit: impl FnMut(DocId)) {
        self.0.iter().copied().for_each(visit);
    }
}
