//! Phrases that a cluster may not find everywhere, verified by reading.
//!
//! The cluster is asked for all articles that have the words of such a phrase; the phrase is looked for in them here, by
//! the code that searches an index. In the plan, the ids of those that have it replace the phrase.

use std::cell::RefCell;

use serde_json::json;
use tantivy::query::EnableScoring;

use super::local::Local;
use super::plan::Plan;
use super::quantize::ScoreStep;
use super::remote;
use super::sent::articles_of;
use crate::engine::{Cluster, EngineError, EngineHit};
use crate::index::{Collection, Index};
use crate::storage::StorageError;

/// With more articles than this that have the words, the query is refused.
const CANDIDATES_MAX: u64 = 20_000;

/// The phrases that were verified for one question, each with the articles that have it: its plans share most of them.
#[derive(Default)]
pub(super) struct VerifiedPhrases(RefCell<Vec<(Plan, Vec<String>)>>);

impl VerifiedPhrases {
    /// The articles that have a phrase. `read` finds them the first time.
    fn ids(
        &self,
        phrase: Plan,
        read: impl FnOnce(&Plan) -> Result<Vec<String>, StorageError>,
    ) -> Result<Vec<String>, StorageError> {
        let known = self.0.borrow().iter().find(|(known, _)| *known == phrase).map(|(_, ids)| ids.clone());
        if let Some(ids) = known {
            return Ok(ids);
        }
        let ids = read(&phrase)?;
        self.0.borrow_mut().push((phrase, ids.clone()));
        Ok(ids)
    }
}

/// The plan as the cluster can answer it exactly. Fails if too many articles would have to be read for that.
pub(super) fn verified(cluster: &Cluster, plan: Plan, phrases: &VerifiedPhrases) -> Result<Plan, StorageError> {
    if !remote::may_miss(&plan) {
        return Ok(plan);
    }
    let each =
        |plans: Vec<Plan>| plans.into_iter().map(|plan| verified(cluster, plan, phrases)).collect::<Result<_, _>>();
    let boxed = |plan: Box<Plan>| verified(cluster, *plan, phrases).map(Box::new);
    Ok(match plan {
        Plan::All(plans) => Plan::All(each(plans)?),
        Plan::Any(plans) => Plan::Any(each(plans)?),
        Plan::Without(plan) => Plan::Without(boxed(plan)?),
        Plan::Boost(plan, factor) => Plan::Boost(boxed(plan)?, factor),
        Plan::Constant(plan, score) => Plan::Constant(boxed(plan)?, score),
        phrase => Plan::Ids(phrases.ids(phrase, |phrase| ids_with(cluster, phrase))?),
    })
}

/// The articles that have a phrase.
fn ids_with(cluster: &Cluster, phrase: &Plan) -> Result<Vec<String>, StorageError> {
    let Plan::Near { field, terms, .. } = phrase else { return Err(EngineError::Inexact.into()) };
    let words = terms.iter().map(|(_, term)| Plan::Term(*field, term.clone()));
    let query = remote::matching(&Plan::All(words.collect()));
    if cluster.count(&query)? > CANDIDATES_MAX {
        return Err(EngineError::Inexact.into());
    }
    let body = json!({ "query": query, "sort": ["id"], "_source": ["line", "labels"] });
    let mut ids = Vec::new();
    cluster.each_page::<StorageError>(&body, |hits| {
        ids.extend(having(phrase, &hits)?);
        Ok(true)
    })?;
    Ok(ids)
}

/// The ids of those of these articles that have a phrase.
fn having(phrase: &Plan, hits: &[EngineHit]) -> Result<Vec<String>, StorageError> {
    if hits.is_empty() {
        return Ok(Vec::new());
    }
    let index = Index::in_memory(articles_of(hits)?, Collection::default())?;
    let query = Local::new(&index, ScoreStep::for_words(1)).query(phrase)?;
    let weight = query.weight(EnableScoring::disabled_from_searcher(index.searcher())).map_err(|e| index.failed(e))?;
    let mut ids = Vec::new();
    for segment in index.searcher().segment_readers() {
        let gather = &mut |docs: &[u32]| ids.extend(docs.iter().map(|doc| hits[*doc as usize].id.clone()));
        weight.for_each_no_score(segment, gather).map_err(|e| index.failed(e))?;
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::super::compile::Compiler;
    use super::super::relax::Strictness;
    use super::super::rescored::tests::sent;
    use super::super::tests::fixture::{Draft, TestIndex};
    use super::super::{Filters, Sort};
    use super::*;

    #[test]
    fn a_phrase_is_read_once_for_all_plans_of_a_question() {
        let phrases = VerifiedPhrases::default();
        let mut reads = Vec::new();
        for word in ["a", "b", "a", "a", "b"] {
            let ids = phrases.ids(Plan::word(word.to_owned()), |_| {
                reads.push(word);
                Ok(vec![word.to_owned()])
            });
            assert_eq!(ids.unwrap(), [word]);
        }
        assert_eq!(reads, ["a", "b"]);
        let failed = phrases.ids(Plan::Nothing, |_| Err(EngineError::Inexact.into()));
        assert!(failed.is_err());
        assert_eq!(phrases.ids(Plan::Nothing, |_| Ok(Vec::new())).unwrap(), [""; 0], "a failure isn't remembered");
    }

    #[test]
    fn the_articles_that_have_a_phrase_are_those_that_the_index_finds() {
        let titles = ["bộ bộ bo bo", "bộ x bộ x bo bo", "bộ bộ", "bo bộ bo bộ", "bộ bo x x x x bộ bo", "bo bo bo bo"];
        let ids = ["a", "b", "c", "d", "e", "f"];
        let draft = |(id, title): (&'static str, &str)| Draft { id, title: title.into(), ..Draft::default() };
        let fixture = TestIndex::of(&ids.into_iter().zip(titles).map(draft).collect::<Vec<_>>());
        let all = super::super::find(&fixture.index, &fixture.query(""), &Filters::default()).unwrap();
        let hits = sent(&fixture, &all.page(Sort::Newest, 0, 0).unwrap());
        for text in ["\"bộ bộ bo bo\"~3", "\"bộ bo bộ bo\"~1", "\"bo bộ bo bộ\"~2", "\"bo bộ bộ bo\"~9"]
        {
            let query = fixture.query(text);
            let phrase = Compiler::new(Strictness::STRICT).node(query.root.as_ref().unwrap());
            assert!(remote::may_miss(&phrase), "{text}");
            let mut found = having(&phrase, &hits).unwrap();
            found.sort_unstable();
            let local = fixture.find(text);
            let places = local.page(Sort::Newest, 0, 0).unwrap();
            let mut expected: Vec<String> = sent(&fixture, &places).into_iter().map(|hit| hit.id).collect();
            expected.sort_unstable();
            assert!(!expected.is_empty(), "{text}");
            assert_eq!(found, expected, "{text}");
        }
    }
}
