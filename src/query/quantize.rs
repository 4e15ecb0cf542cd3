//! Scores as multiples of one step, so that sums are exact.
//!
//! The engine adds the components of a score in an order that depends on how the articles are spread over
//! segments, and a sum of `f32` depends on that order in its last digit. That is enough to swap two articles
//! that are equally good. If every component is a multiple of one power of two, and the sum is small enough
//! for an `f32` to count in such steps, any order gives the same sum.

use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, Term};

/// The step of which all scores are multiples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ScoreStep(f32);

impl ScoreStep {
    /// The step for a query of `words` words. A word is worth less than 2⁹ in all fields and variants
    /// together, and an `f32` counts to 2²⁴.
    pub(super) fn for_words(words: usize) -> ScoreStep {
        const STEP_OF_ONE_WORD: f32 = 1.0 / (1 << 15) as f32;
        ScoreStep(STEP_OF_ONE_WORD * words.max(1).next_power_of_two() as f32)
    }

    /// Rounds the scores of a query. Its terms must be of one field, and all of them count in its score.
    pub(super) fn wrap(self, query: Box<dyn Query>) -> Box<dyn Query> {
        Box::new(QuantizedQuery { query, step: self })
    }

    /// The nearest multiple of the step.
    fn rounded(self, score: Score) -> Score {
        (score / self.0).round() * self.0
    }
}

/// Upper bound on a score by this measure: the shortest possible field and an unbounded frequency.
fn score_max(similarity: &Bm25Weight) -> Score {
    similarity.score(0, u32::MAX)
}

/// A query whose scores are rounded.
#[derive(Debug)]
struct QuantizedQuery {
    query: Box<dyn Query>,
    step: ScoreStep,
}

impl Clone for QuantizedQuery {
    fn clone(&self) -> QuantizedQuery {
        QuantizedQuery { query: self.query.box_clone(), step: self.step }
    }
}

impl Query for QuantizedQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weight = self.query.weight(scoring)?;
        let EnableScoring::Enabled { statistics_provider, .. } = scoring else { return Ok(weight) };
        let mut terms = Vec::new();
        self.query.query_terms(&mut |term, _| terms.push(term.clone()));
        let similarity = Bm25Weight::for_terms(statistics_provider, &terms)?;
        Ok(Box::new(QuantizedWeight { weight, similarity, step: self.step }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

struct QuantizedWeight {
    weight: Box<dyn Weight>,
    /// The measure by which `weight` scores.
    similarity: Bm25Weight,
    step: ScoreStep,
}

impl QuantizedWeight {
    fn quantized(&self, scorer: Box<dyn Scorer>, boost: Score) -> Box<dyn Scorer> {
        let max = self.step.rounded(score_max(&self.similarity.boost_by(boost)));
        Box::new(QuantizedScorer { scorer, step: self.step, max })
    }
}

impl Weight for QuantizedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(self.quantized(self.weight.scorer(reader, boost)?, boost))
    }

    fn scorer_danger(
        &self,
        reader: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        let (found, scorer) = self.weight.scorer_danger(reader, target, boost)?;
        Ok((found, self.quantized(scorer, boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(reader, doc)
    }
}

/// Rounds the scores of another scorer, and knows their upper bound.
pub(super) struct QuantizedScorer {
    scorer: Box<dyn Scorer>,
    step: ScoreStep,
    max: Score,
}

impl QuantizedScorer {
    /// Upper bound on its scores.
    pub(super) fn max(&self) -> Score {
        self.max
    }
}

impl DocSet for QuantizedScorer {
    fn advance(&mut self) -> DocId {
        self.scorer.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.scorer.seek(target)
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        self.scorer.seek_danger(target)
    }

    fn doc(&self) -> DocId {
        self.scorer.doc()
    }

    fn size_hint(&self) -> u32 {
        self.scorer.size_hint()
    }

    fn cost(&self) -> u64 {
        self.scorer.cost()
    }
}

impl Scorer for QuantizedScorer {
    fn score(&mut self) -> Score {
        self.step.rounded(self.scorer.score())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_rounded_scores_does_not_depend_on_their_order() {
        for words in [1, 2, 3, 20, 800] {
            let step = ScoreStep::for_words(words);
            let parts: Vec<f32> = (1..=words * 5).map(|n| step.rounded(97.3 / (n as f32).sqrt())).collect();
            let forwards: f32 = parts.iter().sum();
            let backwards: f32 = parts.iter().rev().sum();
            assert_eq!(forwards.to_bits(), backwards.to_bits(), "{words} words");
        }
    }
}
