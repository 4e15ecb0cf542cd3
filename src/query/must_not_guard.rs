//! A query to be excluded by, made safe for the engine.
//!
//! tantivy asks an excluded phrase about documents that the phrase has passed already, which breaks
//! a promise its phrases rely on (a debug assertion tells). Between the two stands this scorer: it
//! never moves backwards, and never hands the question on.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, Term};

#[derive(Debug)]
pub(super) struct MustNotGuard(pub(super) Box<dyn Query>);

impl Clone for MustNotGuard {
    fn clone(&self) -> MustNotGuard {
        MustNotGuard(self.0.box_clone())
    }
}

impl Query for MustNotGuard {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(MustNotGuardWeight(self.0.weight(scoring)?)))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}

struct MustNotGuardWeight(Box<dyn Weight>);

impl Weight for MustNotGuardWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(MustNotGuardScorer(self.0.scorer(reader, boost)?)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }
}

/// Leaves `seek_danger` as the trait has it, which looks where the scorer stands before it moves.
struct MustNotGuardScorer(Box<dyn Scorer>);

impl DocSet for MustNotGuardScorer {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }
}

impl Scorer for MustNotGuardScorer {
    fn score(&mut self) -> Score {
        self.0.score()
    }
}
