//! Wraps a MUST_NOT clause to work around <https://github.com/quickwit-oss/tantivy/issues/2811>.
//!
//! tantivy 0.27 calls `seek_danger` of an excluded phrase for documents before its current one, which
//! violates the contract of the method and fails a debug assertion. This scorer doesn't forward
//! `seek_danger`, and never seeks backwards. `tests/upstream.rs` fails when tantivy no longer needs this.

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

/// Uses the default `seek_danger`, which compares the target with the current document before it seeks.
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
