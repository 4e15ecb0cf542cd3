//! Finding: from a query to the articles that match it. [`super::page`] orders them.

use std::sync::OnceLock;

use tantivy::query::{EnableScoring, Weight};
use tantivy::{DocAddress, DocId, DocSet, SegmentReader};

use super::compile::Compiler;
use super::conditions::Conditions;
use super::filters::Filters;
use super::local::Local;
use super::plan::Plan;
use super::rank::RankTerms;
use super::reasons::Reasons;
use super::relax::{AccentMode, Match, Relaxation, Strictness, levels_of};
use super::source::Source;
use super::tree::{Node, Query};
use super::verified::VerifiedPhrases;
use crate::engine::EngineHit;
use crate::index::{Index, IndexError};
use crate::storage::StorageError;

/// All articles that match a query, at the first level of strictness that has any.
pub(crate) struct Matches<'a> {
    pub(super) source: Source<'a>,
    /// The query in clean form.
    pub(super) text: String,
    pub(super) root: Option<Node>,
    pub(super) conditions: Conditions,
    pub(super) strictness: Strictness,
    pub(super) matching: Plan,
    pub(super) total: u64,
    /// The matches of each segment of the index, once they were walked: ranking, groups and days read them.
    pub(super) walked: OnceLock<Vec<Vec<DocId>>>,
    /// Why there are none, once somebody has asked.
    pub(super) reasons: OnceLock<Reasons>,
    /// The articles of a page that a cluster has sent.
    pub(super) sent: Vec<EngineHit>,
}

/// A matching article: where it is in the index and the ledger.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct HitRef {
    /// Where the index has it; without meaning for an article of a cluster.
    pub(super) address: DocAddress,
    /// Byte offset of the article's latest line in the ledger; likewise.
    pub(crate) offset: u64,
    /// Its number among what a cluster has sent; `None` for an article of the index.
    pub(super) document: Option<usize>,
    /// Seconds since 1970, UTC.
    pub(crate) published: Option<i64>,
    /// `None` if the query has no words.
    pub(crate) score: Option<f32>,
}

/// Finds the articles that match a query and the filters of the options.
///
/// The words alone decide the strictness. If articles match the words but not the filters, nothing is found:
/// relaxing the words would answer a different question.
pub(crate) fn find<'a>(
    source: impl Into<Source<'a>>,
    query: &Query,
    options: &Filters,
) -> Result<Matches<'a>, StorageError> {
    let mut found = relax_until_found(source.into(), query, options)?;
    found.total = found.count(&found.matching)?;
    Ok(found)
}

/// Finds the matches without counting them.
pub(super) fn relax_until_found<'a>(
    source: Source<'a>,
    query: &Query,
    options: &Filters,
) -> Result<Matches<'a>, StorageError> {
    let conditions = Conditions::of(query, options);
    let root = query.root.clone();
    let unconditional = conditions.of_section();
    let mut levels = levels_of(root.as_ref());
    if query.strict {
        levels.truncate(1);
    }
    let plans_of = |strictness: &Strictness| {
        let compiler = Compiler::new(*strictness);
        [&conditions, &unconditional].map(|conditions| compiler.matching(root.as_ref(), conditions)).to_vec()
    };
    let plans: Vec<Vec<Plan>> = levels.iter().map(plans_of).collect();
    let step = RankTerms::of(root.as_ref()).step();
    let phrases = VerifiedPhrases::default();
    // If nothing holds, what is reported is that nothing matches strictly. A single level need not be tried.
    let level =
        if levels.len() == 1 { None } else { source.first_that_holds(&plans, step, &phrases)? }.unwrap_or_default();
    let strictness = levels[level];
    let matching = source.answerable(Compiler::new(strictness).matching(root.as_ref(), &conditions), &phrases)?;
    Ok(Matches::new(source, query, root, conditions, strictness, matching))
}

impl<'a> Matches<'a> {
    /// What a query matches at this strictness; not counted yet.
    pub(super) fn new(
        source: Source<'a>,
        query: &Query,
        root: Option<Node>,
        conditions: Conditions,
        strictness: Strictness,
        matching: Plan,
    ) -> Matches<'a> {
        Matches {
            source,
            text: query.text.clone(),
            root,
            conditions,
            strictness,
            matching,
            total: 0,
            walked: OnceLock::new(),
            reasons: OnceLock::new(),
            sent: Vec::new(),
        }
    }
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

    /// The local index, with what translates plans for it; `what` names in an error what a cluster can't answer.
    pub(super) fn local(&self, what: &'static str) -> Result<Local<'_>, StorageError> {
        Ok(Local::new(self.source.index(what)?, RankTerms::of(self.root.as_ref()).step()))
    }

    /// The number of articles that match a plan.
    pub(super) fn count(&self, plan: &Plan) -> Result<u64, StorageError> {
        self.source.count(plan, RankTerms::of(self.root.as_ref()).step())
    }

    /// Calls `visit` with the matches of each segment.
    pub(super) fn each_segment(
        &self,
        mut visit: impl FnMut(u32, &SegmentReader, &[DocId]) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let walked = self.walked()?;
        let segments = self.source.index("a walk over all matches")?.searcher().segment_readers();
        (0..).zip(segments).zip(walked).try_for_each(|((ord, segment), docs)| visit(ord, segment, docs))
    }

    fn walked(&self) -> Result<&[Vec<DocId>], StorageError> {
        if let Some(walked) = self.walked.get() {
            return Ok(walked);
        }
        let walked = self.walk()?;
        Ok(self.walked.get_or_init(|| walked))
    }

    /// Finds the matches of each segment, in order.
    fn walk(&self) -> Result<Vec<Vec<DocId>>, StorageError> {
        let local = self.local("a walk over all matches")?;
        let index = local.index();
        let searcher = index.searcher();
        let scoring = EnableScoring::disabled_from_searcher(searcher);
        let weight = local.query(&self.matching)?.weight(scoring).map_err(|e| index.failed(e))?;
        let docs_of = |segment: &SegmentReader| {
            let mut docs = Vec::new();
            let gather = &mut |block: &[DocId]| match segment.alive_bitset() {
                None => docs.extend_from_slice(block),
                Some(alive) => docs.extend(block.iter().filter(|doc| alive.is_alive(**doc))),
            };
            weight.for_each_no_score(segment, gather).map_err(|e| index.failed(e))?;
            Ok(docs)
        };
        searcher.segment_readers().iter().map(docs_of).collect()
    }

    /// How an article matches that doesn't contain every word as typed.
    pub(super) fn worst_match(&self) -> Match {
        match (self.strictness.any, self.strictness.forms) {
            (true, _) => Match::Any,
            (false, AccentMode::Folded) => Match::Folded,
            (false, _) if self.exact_plan().is_some() => Match::Folded,
            (false, _) => Match::Exact,
        }
    }

    /// What an article matches that contains every word as typed; `None` if all of them do, or if that isn't required.
    pub(super) fn exact_plan(&self) -> Option<Plan> {
        let accents_count = !self.strictness.any && self.strictness.forms != AccentMode::Folded;
        let root = self.root.as_ref().filter(|_| accents_count)?;
        let is_exact_anyway = RankTerms::of(Some(root)).is_exact_anyway();
        (!is_exact_anyway).then(|| self.compiler().with_forms(AccentMode::Exact).node(root))
    }

    /// How each of these articles matches.
    pub(super) fn matches(&self, places: &[HitRef]) -> Result<Vec<Match>, StorageError> {
        let mut matches = vec![self.worst_match(); places.len()];
        let Some(exact) = self.exact_plan() else { return Ok(matches) };
        let local = self.local("how an article matches")?;
        let index = local.index();
        let scoring = EnableScoring::disabled_from_searcher(index.searcher());
        let weight = local.query(&exact)?.weight(scoring).map_err(|e| index.failed(e))?;
        for ord in 0..u32::try_from(index.searcher().segment_readers().len()).unwrap_or(u32::MAX) {
            let here = |n: &usize| places[*n].address.segment_ord == ord;
            let mut order: Vec<usize> = (0..places.len()).filter(here).collect();
            order.sort_unstable_by_key(|n| places[*n].address.doc_id);
            mark_exact(weight.as_ref(), index, ord, places, &order, &mut matches)?;
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
