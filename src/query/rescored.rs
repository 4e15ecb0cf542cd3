//! Scores of the articles that a cluster sent, by the formula of the index.
//!
//! A cluster scores by nearly the same formula, but averages exact lengths where the index averages rounded ones, and
//! counts a sloppy phrase for less the further its words are apart. So its scores only choose candidates: more than are
//! shown, and more again as long as one that was left out might be better. The score of a candidate is computed by the
//! code that scores an index, from the statistics of the whole cluster.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::find::Matches;
use super::local::Local;
use super::page::Page;
use super::plan::{Plan, WordField};
use super::quantize::ScoreStep;
use super::rank::{RankTerms, Ranking};
use super::remote;
use super::sent::articles_of;
use crate::engine::{Cluster, EngineError, EngineHit, EnginePage, PAGE_HITS_MAX};
use crate::index::{Collection, Index, WordCounts};
use crate::storage::StorageError;

/// Candidates beyond those that are shown, at first.
const EXTRA: usize = 40;
/// As many candidates are compared at most. Pages beyond have the cluster's order.
const CANDIDATES_MAX: usize = 500;
/// Our score of an article is at most this many times the cluster's, unless a phrase is sloppy. So of the articles that
/// a cluster left out, none is better than this many times the score of the last that it sent.
const SCORE_RATIO_MAX: f32 = 1.08;
/// Articles that are scored in one piece.
const CHUNK: usize = 500;

/// What scores articles of a cluster.
struct ClusterScorer {
    ranking: Ranking,
    collection: Collection,
    step: ScoreStep,
}

impl Matches<'_> {
    /// A page of the best matches of a cluster, and the number of all. `body` asks for them by the cluster's scores.
    pub(super) fn best_of_cluster(
        &self,
        cluster: &Cluster,
        page: Page,
        mut body: Value,
        preference: &str,
    ) -> Result<(Vec<EngineHit>, u64), StorageError> {
        let Some(root) = self.root.as_ref() else { return Ok((Vec::new(), 0)) };
        // With the phrases themselves, where the cluster is asked for ids.
        let matching = self.compiler().matching(Some(root), &self.conditions);
        let ranking = self.compiler().ranking(root, matching);
        let may_be_far = is_sloppy(&ranking);
        let collection = collection_of(cluster, &ranking)?;
        let scorer = ClusterScorer { ranking, collection, step: RankTerms::of(Some(root)).step() };
        let wanted = page.wanted();
        if wanted > PAGE_HITS_MAX {
            let mut all = Vec::new();
            cluster.each_page::<StorageError>(&body, |hits| {
                all.extend(hits);
                Ok(all.len() < wanted)
            })?;
            let total = self.count(&self.matching)?;
            let rest = all.split_off(CANDIDATES_MAX.min(all.len()));
            return Ok((scorer.page(scorer.sorted(all)?, rest, page.skip, wanted)?, total));
        }
        let mut slice = |from: usize, size: usize| {
            (body["from"], body["size"]) = (from.into(), size.into());
            Ok(cluster.search(&body, preference)?)
        };
        let Candidates { sorted, are_all, total } = scorer.candidates(wanted, may_be_far, &mut slice)?;
        if wanted <= CANDIDATES_MAX || are_all {
            return Ok((part(sorted, page.skip, wanted), total));
        }
        let from = page.skip.max(CANDIDATES_MAX);
        let rest = slice(from, wanted - from)?.hits;
        Ok((part(sorted, page.skip, wanted).into_iter().chain(scorer.scored(rest)?).collect(), total))
    }
}

/// The best articles, as far as they were compared.
struct Candidates {
    sorted: Vec<EngineHit>,
    /// Whether there are no other matches.
    are_all: bool,
    /// The number of all matches.
    total: u64,
}

/// The hits from one place to another.
fn part(hits: Vec<EngineHit>, from: usize, to: usize) -> Vec<EngineHit> {
    hits.into_iter().take(to).skip(from).collect()
}

impl ClusterScorer {
    /// A page of the candidates that were compared and the articles after them, which keep the cluster's order: else an
    /// article could be on two pages, and another on none.
    fn page(
        &self,
        sorted: Vec<EngineHit>,
        rest: Vec<EngineHit>,
        skip: usize,
        wanted: usize,
    ) -> Result<Vec<EngineHit>, StorageError> {
        let compared = sorted.len();
        let rest = part(rest, skip.saturating_sub(compared), wanted.saturating_sub(compared));
        Ok(part(sorted, skip, wanted).into_iter().chain(self.scored(rest)?).collect())
    }

    /// Compares as many articles as it takes to know the best `wanted`, at most [`CANDIDATES_MAX`]. `slice` returns those
    /// from one place of the cluster's order on, and their number at most.
    fn candidates(
        &self,
        wanted: usize,
        may_be_far: bool,
        slice: &mut impl FnMut(usize, usize) -> Result<EnginePage, StorageError>,
    ) -> Result<Candidates, StorageError> {
        let size = if may_be_far { CANDIDATES_MAX } else { wanted.saturating_add(EXTRA).min(CANDIDATES_MAX) };
        let mut found = slice(0, size)?;
        let (total, are_all) = (found.total, found.hits.len() < size);
        let floor = found.hits.last().and_then(|hit| hit.score).unwrap_or_default();
        let sorted = self.sorted(found.hits.clone())?;
        let last = sorted.get(wanted.saturating_sub(1)).and_then(|hit| hit.score);
        let is_sure = last.is_some_and(|last| last >= floor * SCORE_RATIO_MAX);
        if are_all || is_sure || size == CANDIDATES_MAX {
            return Ok(Candidates { sorted, are_all, total });
        }
        let more = slice(size, CANDIDATES_MAX - size)?.hits;
        let are_all = more.len() < CANDIDATES_MAX - size;
        // An article that came or went between the two requests moves the others.
        let known: BTreeSet<String> = found.hits.iter().map(|hit| hit.id.clone()).collect();
        found.hits.extend(more.into_iter().filter(|hit| !known.contains(&hit.id)));
        Ok(Candidates { sorted: self.sorted(found.hits)?, are_all, total })
    }

    /// The same hits with our scores, in the same order.
    fn scored(&self, hits: Vec<EngineHit>) -> Result<Vec<EngineHit>, StorageError> {
        let mut scored = Vec::with_capacity(hits.len());
        let mut hits = hits.into_iter();
        loop {
            let piece: Vec<EngineHit> = hits.by_ref().take(CHUNK).collect();
            if piece.is_empty() {
                break;
            }
            let scores = self.scores(&piece)?;
            scored.extend(piece.into_iter().zip(scores).map(|(hit, score)| EngineHit { score: Some(score), ..hit }));
        }
        Ok(scored)
    }

    /// The same hits with our scores: the best first, of equal ones the newest, then by id.
    fn sorted(&self, hits: Vec<EngineHit>) -> Result<Vec<EngineHit>, StorageError> {
        let mut scored = self.scored(hits)?;
        let published = |hit: &EngineHit| hit.source["published"].as_i64();
        scored.sort_by(|a, b| {
            let by_score = b.score.unwrap_or_default().total_cmp(&a.score.unwrap_or_default());
            by_score.then_with(|| Reverse(published(a)).cmp(&Reverse(published(b)))).then_with(|| a.id.cmp(&b.id))
        });
        Ok(scored)
    }

    fn scores(&self, hits: &[EngineHit]) -> Result<Vec<f32>, StorageError> {
        let index = Index::in_memory(articles_of(hits)?, self.collection.clone())?;
        let query = Local::new(&index, self.step).ranking(&self.ranking)?;
        let weight = query.weight(index.scoring()).map_err(|e| index.failed(e))?;
        let mut scores = vec![None; hits.len()];
        for segment in index.searcher().segment_readers() {
            let mut scorer = weight.scorer(segment).map_err(|e| index.failed(e))?;
            while let Some(doc) = scorer.next_match() {
                scores[doc as usize] = scorer.score_over(f32::NEG_INFINITY);
            }
        }
        let missing = || EngineError::Damaged("a document of the cluster isn't what it was found by".to_owned());
        scores.into_iter().map(|score| Ok(score.ok_or_else(missing)?)).collect()
    }
}

/// The statistics of all articles of a cluster, as far as a ranking needs them.
fn collection_of(cluster: &Cluster, ranking: &Ranking) -> Result<Collection, StorageError> {
    let terms = scored_terms(ranking);
    let queries: Vec<Value> = terms.iter().map(|(field, term)| remote::having(*field, term)).collect();
    let (articles, lengths) = cluster.lengths()?;
    let frequencies: HashMap<_, _> = terms.into_iter().zip(cluster.counts(&queries)?).collect();
    let words = WordCounts { text: lengths.text, title: lengths.title, lead: lengths.lead };
    Ok(Collection { articles, words, frequencies })
}

/// The terms of which a ranking needs to know how frequent they are.
fn scored_terms(ranking: &Ranking) -> BTreeSet<(WordField, String)> {
    let mut terms = BTreeSet::new();
    each_term(&ranking.matching, &mut terms);
    ranking.added.iter().for_each(|(_, plan)| each_term(plan, &mut terms));
    if let Some(bonus) = &ranking.exact_bonus {
        each_term(&bonus.plan, &mut terms);
        terms.extend(bonus.needs_any.iter().map(|term| (WordField::Text, term.clone())));
    }
    terms
}

/// Collects the terms of a plan, also of what it excludes.
fn each_term(plan: &Plan, terms: &mut BTreeSet<(WordField, String)>) {
    match plan {
        Plan::Term(field, term) => {
            terms.insert((*field, term.clone()));
        }
        Plan::Near { field, terms: near, .. } => terms.extend(near.iter().map(|(_, term)| (*field, term.clone()))),
        Plan::All(plans) | Plan::Any(plans) => plans.iter().for_each(|plan| each_term(plan, terms)),
        Plan::Without(plan) | Plan::Boost(plan, _) | Plan::Constant(plan, _) => each_term(plan, terms),
        Plan::Stem { .. }
        | Plan::Number(_)
        | Plan::Facet(..)
        | Plan::Days(..)
        | Plan::Ids(_)
        | Plan::Everything
        | Plan::Nothing => {}
    }
}

/// Whether a ranking has phrases with other words in between, which the cluster scores in a way of its own.
fn is_sloppy(ranking: &Ranking) -> bool {
    fn is(plan: &Plan) -> bool {
        match plan {
            Plan::Near { slop, .. } => *slop > 0,
            Plan::All(plans) | Plan::Any(plans) => plans.iter().any(is),
            Plan::Boost(plan, _) => is(plan),
            _ => false,
        }
    }
    is(&ranking.matching)
}

#[cfg(test)]
pub(super) mod tests {
    use data_encoding::BASE64;
    use serde_json::json;
    use tantivy::Term;
    use tantivy::query::Bm25StatisticsProvider;

    use super::super::Sort;
    use super::super::find::HitRef;
    use super::super::tests::cases::articles;
    use super::super::tests::fixture::{Draft, TestIndex};
    use super::*;
    use crate::index::{encode_labels, field_lengths, lead_repeats};

    /// Articles of very different lengths, some with an abstract that the body repeats.
    fn drafts() -> Vec<Draft> {
        let more = (0..60).map(|n| {
            let body =
                format!("Dịch cúm {} lan rộng. {}", "mùa ".repeat(n % 5), "Bộ Y tế họp bàn. ".repeat(n * 7 % 23));
            Draft {
                id: Box::leak(format!("them-{n}").into_boxed_str()),
                title: if n % 4 == 0 { "Dịch cúm mùa".into() } else { "Bộ bo bộ: tin trong ngày".into() },
                lead: (n % 3 == 0).then(|| if n % 2 == 0 { "Dịch cúm".into() } else { "Tin về dịch".into() }),
                body: Some(body),
                day: Some((1 + u32::try_from(n).unwrap() % 28, 3)),
                ..Draft::default()
            }
        });
        articles().into_iter().chain(more).collect()
    }

    /// The articles as a cluster would send them.
    pub(in crate::query) fn sent(fixture: &TestIndex, places: &[HitRef]) -> Vec<EngineHit> {
        let ids = fixture.index.ids(&places.iter().map(|place| place.address).collect::<Vec<_>>()).unwrap();
        let hit = |(place, id): (&HitRef, String)| {
            let mut buffer = Vec::new();
            let line = fixture.ledger.line_at(place.offset, &mut buffer).unwrap();
            let line = String::from_utf8(line.bytes().to_vec()).unwrap();
            let labels = BASE64.encode(&encode_labels(&fixture.index.labels(place.address).unwrap()));
            let source = json!({"line": line, "labels": labels, "published": place.published});
            EngineHit { id, score: None, source, matched: Vec::new(), sort: Value::Null, version: None }
        };
        places.iter().zip(ids).map(hit).collect()
    }

    /// What the index says of its articles.
    fn collection(index: &Index, ranking: &Ranking) -> Collection {
        let fields = index.fields();
        let tokens = |field| index.total_num_tokens(field).unwrap();
        let words = WordCounts { text: tokens(fields.text), title: tokens(fields.title), lead: tokens(fields.lead) };
        let frequency = |(field, term): (WordField, String)| {
            let articles = index.doc_freq(&Term::from_field_text(fields.of_words(field), &term)).unwrap();
            ((field, term), articles)
        };
        let frequencies = scored_terms(ranking).into_iter().map(frequency).collect();
        Collection { articles: index.articles(), words, frequencies }
    }

    #[test]
    fn a_few_articles_have_the_scores_of_the_whole_index() {
        let fixture = TestIndex::of(&drafts());
        for query in [
            "dịch",
            "dich cum",
            "bộ y tế",
            "\"bộ y tế\"",
            "\"dịch mùa\"~2",
            "dịch OR họp -thuốc",
            "title:cum",
            "hop* cúm",
            "BỘ tin",
            "\"bộ bo\"~3",
            "mùa topic:duoc",
            "72-NQ/TW",
        ] {
            let found = fixture.find(query);
            let places = found.page(Sort::Relevance, 0, 0).unwrap();
            let root = found.root.as_ref().unwrap();
            let ranking = found.compiler().ranking(root, found.matching.clone());
            let collection = collection(&fixture.index, &ranking);
            let scorer = ClusterScorer { ranking, collection, step: RankTerms::of(Some(root)).step() };
            for few in places.chunks(7) {
                let mut hits = sent(&fixture, few);
                let expected: Vec<String> = hits.iter().map(|hit| hit.id.clone()).collect();
                hits.reverse();
                let sorted = scorer.sorted(hits).unwrap();
                assert_eq!(sorted.iter().map(|hit| hit.id.clone()).collect::<Vec<_>>(), expected, "{query}");
                let scores: Vec<Option<f32>> = few.iter().map(|place| place.score).collect();
                assert_eq!(sorted.iter().map(|hit| hit.score).collect::<Vec<_>>(), scores, "{query}");
            }
        }
    }

    #[test]
    fn articles_after_the_compared_ones_are_each_on_one_page() {
        let fixture = TestIndex::of(&drafts());
        let scorer = scorer(&fixture, "dịch");
        let mut hits = sent(&fixture, &fixture.find("dịch").page(Sort::Relevance, 0, 0).unwrap());
        // Worst first, as no page of ours would be.
        hits.reverse();
        let ids = |hits: &[EngineHit]| hits.iter().map(|hit| hit.id.clone()).collect::<Vec<_>>();
        let rest = hits.split_off(20);
        let sorted = scorer.sorted(hits).unwrap();
        let expected = [ids(&sorted), ids(&rest)].concat();
        for size in [1, 7, 20, 30, expected.len()] {
            let page = |skip| scorer.page(sorted.clone(), rest.clone(), skip, skip + size).unwrap();
            let pages: Vec<EngineHit> = (0..expected.len()).step_by(size).flat_map(page).collect();
            assert_eq!(ids(&pages), expected, "{size}");
            assert!(pages.iter().all(|hit| hit.score.is_some()));
        }
    }

    #[test]
    fn articles_that_a_cluster_left_out_are_asked_for_as_long_as_one_might_be_better() {
        let fixture = TestIndex::of(&drafts());
        let scorer = scorer(&fixture, "dịch");
        let hits = sent(&fixture, &fixture.find("dịch").page(Sort::Relevance, 0, 0).unwrap());
        assert!(hits.len() > EXTRA + 1, "{}", hits.len());
        let best = scorer.scored(hits.clone()).unwrap()[0].score.unwrap();
        // By the score that the cluster gives the last article that it sends at first.
        for (floor, asked) in [
            (best / SCORE_RATIO_MAX * 0.99, 1),
            (best / SCORE_RATIO_MAX * 1.01, 2),
            (best * 0.5, 1),
            (best, 2),
            (best * 2.0, 2),
        ] {
            let mut slices = 0;
            let mut slice = |from: usize, size: usize| {
                slices += 1;
                let mut hits: Vec<EngineHit> = hits.iter().skip(from).take(size).cloned().collect();
                hits.iter_mut().for_each(|hit| hit.score = Some(floor));
                Ok(EnginePage { hits, total: 0, aggregations: Value::Null })
            };
            scorer.candidates(1, false, &mut slice).unwrap();
            assert_eq!(slices, asked, "{floor} of {best}");
        }
    }

    fn scorer(fixture: &TestIndex, query: &str) -> ClusterScorer {
        let found = fixture.find(query);
        let root = found.root.as_ref().unwrap();
        let ranking = found.compiler().ranking(root, found.matching.clone());
        let collection = collection(&fixture.index, &ranking);
        ClusterScorer { ranking, collection, step: RankTerms::of(Some(root)).step() }
    }

    #[test]
    fn an_article_that_does_not_match_is_an_error() {
        let fixture = TestIndex::of(&drafts());
        let found = fixture.find("dịch");
        let root = found.root.as_ref().unwrap();
        let ranking = found.compiler().ranking(root, found.matching.clone());
        let collection = collection(&fixture.index, &ranking);
        let scorer = ClusterScorer { ranking, collection, step: RankTerms::of(Some(root)).step() };
        let others = fixture.find("-dịch").page(Sort::Newest, 1, 0).unwrap();
        assert!(scorer.sorted(sent(&fixture, &others)).is_err());
    }

    #[test]
    fn lengths_are_those_of_the_index() {
        let drafts = drafts();
        let fixture = TestIndex::of(&drafts);
        let fields = fixture.index.fields();
        let lengths = drafts.iter().filter(|draft| !draft.withdrawn).map(|draft| {
            let article = draft.article();
            field_lengths(&article, lead_repeats(&article))
        });
        let sum = lengths.fold([0, 0, 0], |[a, b, c], words| [a + words.text, b + words.title, c + words.lead]);
        let of = |field| fixture.index.total_num_tokens(field).unwrap();
        assert_eq!(sum, [of(fields.text), of(fields.title), of(fields.lead)]);
    }
}
