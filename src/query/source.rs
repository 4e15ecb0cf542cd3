//! What answers a query: the local index, or a cluster that holds the same articles.

use std::sync::Arc;

use tantivy::query::EnableScoring;
use tantivy::{DocSet, TERMINATED};

use super::local::Local;
use super::plan::Plan;
use super::quantize::ScoreStep;
use super::remote;
use super::verified::{VerifiedPhrases, verified};
use crate::engine::{Cluster, EngineError};
use crate::index::{Index, IndexError};
use crate::storage::StorageError;

/// What answers a query.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    Index(&'a Index),
    Cluster(&'a Cluster),
}

impl<'a> From<&'a Index> for Source<'a> {
    fn from(index: &'a Index) -> Source<'a> {
        Source::Index(index)
    }
}

impl<'a> From<&'a Arc<Index>> for Source<'a> {
    fn from(index: &'a Arc<Index>) -> Source<'a> {
        Source::Index(index)
    }
}

impl<'a> From<&'a Cluster> for Source<'a> {
    fn from(cluster: &'a Cluster) -> Source<'a> {
        Source::Cluster(cluster)
    }
}

impl<'a> Source<'a> {
    /// The index, for what can't be asked of a cluster. `what` names it in the error.
    pub(super) fn index(self, what: &'static str) -> Result<&'a Index, StorageError> {
        match self {
            Source::Index(index) => Ok(index),
            Source::Cluster(_) => Err(EngineError::NeedsCorpus(what).into()),
        }
    }

    /// The number of the first group of plans of which any matches an article; `None` if there is none.
    pub(super) fn first_that_holds(
        self,
        groups: &[Vec<Plan>],
        step: ScoreStep,
        phrases: &VerifiedPhrases,
    ) -> Result<Option<usize>, StorageError> {
        match self {
            Source::Index(index) => {
                let local = Local::new(index, step);
                for (number, plans) in groups.iter().enumerate() {
                    for plan in plans {
                        if any(local, plan)? {
                            return Ok(Some(number));
                        }
                    }
                }
                Ok(None)
            }
            Source::Cluster(cluster) => {
                let counts = counts(cluster, groups.iter().flatten(), phrases)?;
                let mut counts = counts.into_iter();
                let holds = groups.iter().map(|plans| counts.by_ref().take(plans.len()).filter(|n| *n > 0).count() > 0);
                Ok(holds.collect::<Vec<_>>().into_iter().position(|holds| holds))
            }
        }
    }

    /// The plan as this source can answer it exactly.
    pub(super) fn answerable(self, plan: Plan, phrases: &VerifiedPhrases) -> Result<Plan, StorageError> {
        match self {
            Source::Index(_) => Ok(plan),
            Source::Cluster(cluster) => verified(cluster, plan, phrases),
        }
    }

    /// The number of articles that match a plan.
    pub(super) fn count(self, plan: &Plan, step: ScoreStep) -> Result<u64, StorageError> {
        match self {
            Source::Index(index) => Ok(count(Local::new(index, step), plan)?),
            Source::Cluster(cluster) => {
                Ok(counts(cluster, [plan], &VerifiedPhrases::default())?.first().copied().unwrap_or_default())
            }
        }
    }

    /// The number of articles.
    pub(crate) fn articles(self) -> Result<u64, StorageError> {
        match self {
            Source::Index(index) => Ok(index.articles()),
            Source::Cluster(cluster) => Ok(counts(cluster, [&Plan::Everything], &VerifiedPhrases::default())?
                .first()
                .copied()
                .unwrap_or_default()),
        }
    }

    /// The number of articles that contain each of these terms.
    pub(super) fn articles_with(self, terms: &[String]) -> Result<Vec<u64>, StorageError> {
        match self {
            Source::Index(index) => Ok(terms.iter().map(|term| index.articles_with(term)).collect::<Result<_, _>>()?),
            Source::Cluster(cluster) => {
                let plans: Vec<Plan> = terms.iter().cloned().map(Plan::word).collect();
                counts(cluster, &plans, &VerifiedPhrases::default())
            }
        }
    }
}

/// Counts the articles that match each plan, in one request.
fn counts<'p>(
    cluster: &Cluster,
    plans: impl IntoIterator<Item = &'p Plan>,
    phrases: &VerifiedPhrases,
) -> Result<Vec<u64>, StorageError> {
    let query = |plan: &Plan| Ok(remote::matching(&verified(cluster, plan.clone(), phrases)?));
    let queries: Vec<_> = plans.into_iter().map(query).collect::<Result<_, StorageError>>()?;
    Ok(cluster.counts(&queries)?)
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

fn count(local: Local<'_>, plan: &Plan) -> Result<u64, IndexError> {
    let (index, query) = (local.index(), local.query(plan)?);
    let searcher = index.searcher();
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher)).map_err(|e| index.failed(e))?;
    let mut total = 0;
    for segment in searcher.segment_readers() {
        total += u64::from(weight.count(segment).map_err(|e| index.failed(e))?);
    }
    Ok(total)
}
