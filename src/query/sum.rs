//! A score that is the sum of parts: one that decides what matches, and others that only add.
//!
//! The engine's own union walks all articles of each part; this one looks into the parts only where
//! a score is asked for, and scores are asked for of few.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TantivyError, Term};

use super::compile::Boxed;

/// Matches what `matching` matches.
#[derive(Debug)]
pub(super) struct Sum {
    pub(super) matching: Boxed,
    /// What adds to the score of those that match it too.
    pub(super) better: Vec<Boxed>,
}

impl Clone for Sum {
    fn clone(&self) -> Sum {
        Sum { matching: self.matching.box_clone(), better: self.better.iter().map(|query| query.box_clone()).collect() }
    }
}

impl Query for Sum {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let better = self.better.iter().map(|query| query.weight(scoring)).collect::<tantivy::Result<_>>()?;
        Ok(Box::new(SumWeight { matching: self.matching.weight(scoring)?, better }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.matching.query_terms(visitor);
        self.better.iter().for_each(|query| query.query_terms(visitor));
    }
}

struct SumWeight {
    matching: Box<dyn Weight>,
    better: Vec<Box<dyn Weight>>,
}

impl Weight for SumWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let better = self.better.iter().map(|weight| weight.scorer(reader, boost)).collect::<tantivy::Result<_>>()?;
        Ok(Box::new(SumScorer { matching: self.matching.scorer(reader, boost)?, better }))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("a sum is explained by its parts".to_owned()))
    }
}

struct SumScorer {
    matching: Box<dyn Scorer>,
    better: Vec<Box<dyn Scorer>>,
}

impl DocSet for SumScorer {
    fn advance(&mut self) -> DocId {
        self.matching.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.matching.seek(target)
    }

    fn doc(&self) -> DocId {
        self.matching.doc()
    }

    fn size_hint(&self) -> u32 {
        self.matching.size_hint()
    }

    fn cost(&self) -> u64 {
        self.matching.cost()
    }
}

impl Scorer for SumScorer {
    fn score(&mut self) -> Score {
        let doc = self.matching.doc();
        let mut score = self.matching.score();
        for part in &mut self.better {
            if part.doc() < doc {
                part.seek(doc);
            }
            if part.doc() == doc {
                score += part.score();
            }
        }
        score
    }
}
